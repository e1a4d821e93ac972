/* Writing cells: one step each, rows that come to be with their first value, ties that ask. */
#include "view/entry.h"

#include "base/i18n.h"

static bool
differs(const struct doc_row *row, const struct entry_value *value, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool given = row != NULL && doc_state(row, value[i].column) == DOC_GIVEN;

		if (!given && value[i].text.n == 0)
			continue;
		if (!given || !sv_eq(doc_raw(row, value[i].column), value[i].text) || doc_mark(row, value[i].column) != value[i].mark)
			return true;
	}
	return false;
}

/* ---- rows --------------------------------------------------------------------------- */

static enum rc
fill_control(struct entry *e, const struct layout_control *c, const struct doc_row *from, uint32_t row, struct err *err)
{
	struct str text = {0};
	enum rc rc = RC_OK;

	if (!c->like || c->table != doc_row_table(from))
		return RC_OK;
	for (int i = 0; rc == RC_OK && i < entry_n_cell(c); i++) {
		const struct doc_row *to = doc_row_by_id(entry_doc(e), row);

		if (c->cell[i] < 0 || doc_state(from, c->cell[i]) != DOC_GIVEN || sv_eq(doc_raw(to, c->cell[i]), doc_raw(from, c->cell[i])))
			continue;
		str_reset(&text);
		str_add(&text, doc_raw(from, c->cell[i]));
		rc = desk_draft_set(e->draft, row, c->cell[i], str_sv(&text), DOC_FILLED, err);
	}
	str_clear(&text);
	return rc;
}

enum rc
entry_fill_like(struct entry *e, uint32_t from, uint32_t row, struct err *err)
{
	const struct layout_page *p = entry_layout_page(e);
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < p->n_line; i++)
		for (size_t k = 0; rc == RC_OK && k < p->line[i].n; k++)
			rc = fill_control(e, &p->line[i].control[k], doc_row_by_id(entry_doc(e), from), row, err);
	for (size_t i = 0; rc == RC_OK && i < p->n_column; i++)
		rc = fill_control(e, &p->column[i], doc_row_by_id(entry_doc(e), from), row, err);
	return rc;
}

enum rc
entry_make_row(struct entry *e, struct err *err)
{
	uint32_t row;
	enum rc rc;

	entry_rows(e);
	rc = desk_draft_insert(e->draft, e->parent, entry_layout_page(e)->table, 0, &row, err);
	if (rc == RC_OK && e->n_row > 0)
		rc = entry_fill_like(e, e->row[e->n_row - 1], row, err);
	if (rc == RC_OK)
		e->at.row = e->page[e->at.page].row = e->fresh = row;
	return rc;
}

static enum rc
put_several(struct entry *e, const struct layout_control *c, const struct entry_value *value, size_t n, struct err *err)
{
	const struct doc_row *r = entry_row_of(e, c, e->at.row);
	const uint32_t before = e->at.row;
	enum rc rc = RC_OK;

	desk_draft_begin(e->draft);
	if (r == NULL) {
		rc = entry_make_row(e, err);
		r = rc == RC_OK ? entry_row_of(e, c, e->at.row) : NULL;
	}
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		if (value[i].text.n > 0 || doc_state(r, value[i].column) == DOC_GIVEN)
			rc = desk_draft_set(e->draft, doc_row_id(r), value[i].column, value[i].text, value[i].mark, err);
	if (rc == RC_OK)
		rc = desk_draft_commit(e->draft, err);
	else
		desk_draft_abandon(e->draft);
	if (rc != RC_OK)
		e->at.row = before;
	return rc;
}

enum rc
entry_put(struct entry *e, const struct layout_control *c, const struct entry_value *value, size_t n)
{
	const struct doc_row *r = entry_row_of(e, c, e->at.row);
	const bool makes = r == NULL;
	struct err err = {0};
	enum rc rc;

	if (!differs(r, value, n))
		return RC_OK;
	if (makes || n > 1)
		rc = put_several(e, c, value, n, &err);
	else
		rc = desk_draft_set(e->draft, doc_row_id(r), value->column, value->text, value->mark, &err);
	if (rc != RC_OK) {
		entry_failed(e, &err);
		return rc;
	}
	if (e->at.row == e->fresh)
		e->fresh_untouched = false;
	entry_changed(e, makes);
	return RC_OK;
}

/* ---- ties --------------------------------------------------------------------------------- */

static bool
reads(const struct form_tie *tie, int column)
{
	for (size_t i = 0; i < tie->n_solve; i++) {
		if (tie->solve[i].column == column)
			return true;
		for (size_t k = 0; k < expr_n_refs(tie->solve[i].with); k++)
			if (expr_ref(tie->solve[i].with, k)->relation == EXPR_SAME_ROW && expr_ref(tie->solve[i].with, k)->column == column)
				return true;
	}
	return false;
}

static const struct form_tie *
tie_of(const struct entry *e, int table, int column)
{
	const struct form *f = doc_form(entry_doc(e));

	for (size_t i = 0; f != NULL && i < f->n_tie; i++)
		if (f->tie[i].table == table && reads(&f->tie[i], column))
			return &f->tie[i];
	return NULL;
}

static bool
came_from_elsewhere(const struct doc_row *row, int column)
{
	return doc_mark(row, column) == DOC_IMPORTED || doc_mark(row, column) == DOC_COPIED;
}

/* Columns that may follow; 0 when something is free to follow, or nothing came from elsewhere. */
static size_t
may_follow(const struct entry *e, const struct doc_row *row, int column, int follow[2])
{
	const struct form_tie *tie = tie_of(e, doc_row_table(row), column);
	bool elsewhere = doc_state(row, column) == DOC_GIVEN && came_from_elsewhere(row, column);
	size_t n = 0;

	for (size_t i = 0; tie != NULL && i < tie->n_solve; i++) {
		int c = tie->solve[i].column;

		if (doc_state(row, c) != DOC_GIVEN || doc_mark(row, c) == DOC_CALCULATED)
			return 0;
		elsewhere = elsewhere || came_from_elsewhere(row, c);
		if (c != column && n < 2)
			follow[n++] = c;
	}
	return elsewhere ? n : 0;
}

static enum rc
put_and_let_follow(struct entry *e, int column, struct sv text, int follows)
{
	const struct doc_row *r = entry_row_of(e, e->at.control, e->at.row);
	struct err err = {0};
	enum rc rc;

	desk_draft_begin(e->draft);
	rc = desk_draft_unset(e->draft, doc_row_id(r), follows, &err);
	if (rc == RC_OK)
		rc = desk_draft_set(e->draft, doc_row_id(r), column, text, DOC_TYPED, &err);
	if (rc == RC_OK)
		rc = desk_draft_commit(e->draft, &err);
	else
		desk_draft_abandon(e->draft);
	if (rc != RC_OK)
		entry_failed(e, &err);
	else
		entry_changed(e, false);
	return rc;
}

static const char *
name_of(const struct entry *e, int table, int column)
{
	return dict_label(doc_dict(entry_doc(e))->table[table].column[column]);
}

static void
ask_which(struct entry *e, const struct doc_row *row, const int follow[2])
{
	struct str text = {0};
	const char *answer[3] = {[2] = _("change nothing")};

	for (int i = 0; i < 2; i++)
		answer[i] = name_of(e, doc_row_table(row), follow[i]);
	str_addf(&text, _("Which one follows the change: %s or %s? It is asked once for this declaration."), answer[0], answer[1]);
	e->asked = ASKED_TIE;
	view_push(e->screen.view, view_question(e->screen.view, _("Price, quantity, total"), str_z(&text), answer, 3));
	str_clear(&text);
}

bool
entry_tie_asks(struct entry *e, int column, struct sv text)
{
	const struct doc_row *r = entry_row_of(e, e->at.control, e->at.row);
	int follow[2] = {-1, -1};
	size_t n = r != NULL && text.n > 0 ? may_follow(e, r, column, follow) : 0;

	if (n == 0 || sv_eq(text, doc_value(r, column)))
		return false;
	if (n == 2 && e->tie_asked)
		follow[0] = follow[1] == e->tie_follows ? follow[1] : follow[0];
	if (n == 2 && !e->tie_asked) {
		str_reset(&e->kept_text);
		str_add(&e->kept_text, text);
		ask_which(e, r, follow);
		return true;
	}
	str_reset(&e->kept_text);
	str_add(&e->kept_text, text);
	if (put_and_let_follow(e, column, str_sv(&e->kept_text), follow[0]) == RC_OK) {
		view_say(e->screen.view, VIEW_SAYS, _("%s follows"), name_of(e, doc_row_table(r), follow[0]));
		entry_go(e, e->then);
	}
	return true;
}

void
entry_take_tie(struct entry *e, size_t answer)
{
	const struct doc_row *r = entry_row_of(e, e->at.control, e->at.row);
	int follow[2] = {-1, -1};

	if (answer > 1 || may_follow(e, r, e->at.control->cell[0], follow) != 2)
		return;
	e->tie_asked = true;
	e->tie_follows = follow[answer == 1];
	if (put_and_let_follow(e, e->at.control->cell[0], str_sv(&e->kept_text), e->tie_follows) == RC_OK)
		entry_go(e, e->then);
}
