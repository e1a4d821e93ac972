/* Rows of a table page: made, deleted, doubled, moved, columns filled at once. */
#include "view/entry.h"

#include "base/i18n.h"

static bool
said_no_row(struct entry *e)
{
	if (e->at.row != 0)
		return false;
	view_say(e->screen.view, VIEW_SAYS, _("this row is new: there is nothing in it yet"));
	return true;
}

/* What is typed is written first; false: it could not be. */
static bool
ready(struct entry *e)
{
	return entry_commit(e, THEN_STAY) && !said_no_row(e);
}

void
entry_drop_untouched(struct entry *e)
{
	uint32_t row;
	int column;

	e->fresh_untouched = false;
	if (doc_row_by_id(entry_doc(e), e->fresh) == NULL || desk_draft_undo(e->draft, &row, &column, NULL) != RC_OK)
		return;
	/* The step on top was another one: somebody worked on this draft since. */
	if (doc_row_by_id(entry_doc(e), e->fresh) != NULL)
		desk_draft_redo(e->draft, &row, &column, NULL);
	entry_changed(e, true);
}

void
entry_row_insert(struct entry *e)
{
	size_t i;
	uint32_t row;
	struct err err = {0};
	enum rc rc;

	if (!ready(e))
		return;
	i = entry_row_index(e, e->at.row);
	desk_draft_begin(e->draft);
	rc = desk_draft_insert(e->draft, e->parent, entry_layout_page(e)->table, e->at.row, &row, &err);
	if (rc == RC_OK && i > 0)
		rc = entry_fill_like(e, e->row[i - 1], row, &err);
	if (rc == RC_OK)
		rc = desk_draft_commit(e->draft, &err);
	else
		desk_draft_abandon(e->draft);
	if (rc != RC_OK) {
		entry_failed(e, &err);
		return;
	}
	entry_changed(e, true);
	e->fresh = row;
	e->fresh_untouched = true;
	entry_focus(e, (struct entry_at){e->at.page, row, entry_first_stop(e, row)});
}

void
entry_row_delete(struct entry *e)
{
	size_t i;
	struct err err = {0};

	if (said_no_row(e))
		return;
	i = entry_row_index(e, e->at.row);
	if (e->fresh_untouched && e->at.row == e->fresh) {
		entry_drop_untouched(e);
	} else if (desk_draft_remove(e->draft, e->at.row, &err) != RC_OK) {
		entry_failed(e, &err);
		return;
	} else {
		entry_changed(e, true);
		view_say(e->screen.view, VIEW_SAYS, _("row %zu was deleted; undo brings it back"), i + 1);
	}
	entry_to_row(e, i);
}

void
entry_row_duplicate(struct entry *e)
{
	struct err err = {0};
	uint32_t copy;

	if (!ready(e))
		return;
	if (desk_draft_duplicate(e->draft, e->at.row, &copy, &err) != RC_OK) {
		entry_failed(e, &err);
		return;
	}
	entry_changed(e, true);
	e->fresh = 0;
	entry_focus(e, (struct entry_at){e->at.page, copy, entry_first_stop(e, copy)});
	view_say(e->screen.view, VIEW_SAYS, _("copied as row %zu"), entry_row_index(e, copy) + 1);
}

void
entry_row_move(struct entry *e, int step)
{
	size_t i;
	uint32_t before;
	struct err err = {0};

	if (!ready(e))
		return;
	i = entry_row_index(e, e->at.row);
	if (step < 0 ? i == 0 : i + 1 == e->n_row)
		return;
	before = step < 0 ? e->row[i - 1] : i + 2 < e->n_row ? e->row[i + 2] : 0;
	if (desk_draft_move(e->draft, e->at.row, before, &err) != RC_OK) {
		entry_failed(e, &err);
		return;
	}
	entry_changed(e, true);
	entry_begin(e);
}

/* ---- values of one row in others --------------------------------------------------------- */

static enum rc
copy_cells(struct entry *e, const struct layout_control *c, uint32_t from, uint32_t to, struct err *err)
{
	struct str text = {0};
	enum rc rc = RC_OK;

	for (int i = 0; rc == RC_OK && i < entry_n_cell(c); i++) {
		const struct doc_row *a = doc_row_by_id(entry_doc(e), from), *b = doc_row_by_id(entry_doc(e), to);

		if (c->cell[i] < 0 || sv_eq(doc_raw(a, c->cell[i]), doc_raw(b, c->cell[i])))
			continue;
		str_reset(&text);
		str_add(&text, doc_raw(a, c->cell[i]));
		rc = desk_draft_set(e->draft, to, c->cell[i], str_sv(&text), DOC_TYPED, err);
	}
	str_clear(&text);
	return rc;
}

static enum rc
copy_to_rows(struct entry *e, size_t from, size_t first, size_t last, struct err *err)
{
	enum rc rc = RC_OK;

	desk_draft_begin(e->draft);
	for (size_t i = first; rc == RC_OK && i < last; i++)
		if (i != from)
			rc = copy_cells(e, e->at.control, e->row[from], e->row[i], err);
	if (rc == RC_OK)
		rc = desk_draft_commit(e->draft, err);
	else
		desk_draft_abandon(e->draft);
	return rc;
}

void
entry_fill_down(struct entry *e, bool all)
{
	size_t i, first;
	struct err err = {0};

	if (!ready(e) || e->at.control->table != entry_layout_page(e)->table)
		return;
	i = entry_row_index(e, e->at.row);
	first = all ? 0 : i + 1;
	if (copy_to_rows(e, i, first, e->n_row, &err) != RC_OK) {
		entry_failed(e, &err);
		return;
	}
	entry_changed(e, false);
	entry_begin(e);
	view_say(e->screen.view, VIEW_SAYS, _("%s: the value stands in %zu more rows now; undo takes them back"),
	    entry_label(e, e->at.control, e->at.row), e->n_row - first - (all ? 1 : 0));
}

void
entry_same_as_above(struct entry *e)
{
	const struct layout_control *c = e->at.control;
	struct entry_value v[LAYOUT_N_CELL];
	struct str text[LAYOUT_N_CELL] = {0};
	const struct doc_row *above;
	size_t n = 0, i = entry_row_index(e, e->at.row);

	if (c == NULL || !entry_is_table(e) || c->table != entry_layout_page(e)->table || i == 0) {
		view_say(e->screen.view, VIEW_SAYS, _("there is no row above"));
		return;
	}
	above = doc_row_by_id(entry_doc(e), e->row[i - 1]);
	for (int k = 0; k < entry_n_cell(c); k++) {
		if (c->cell[k] < 0)
			continue;
		str_add(&text[n], doc_raw(above, c->cell[k]));
		v[n] = (struct entry_value){c->cell[k], str_sv(&text[n]), DOC_TYPED};
		n++;
	}
	if (entry_put(e, c, v, n) == RC_OK)
		entry_go(e, THEN_NEXT);
	for (size_t k = 0; k < LAYOUT_N_CELL; k++)
		str_clear(&text[k]);
}
