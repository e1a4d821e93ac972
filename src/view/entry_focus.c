/* Where the focus is, and where a key takes it. */
#include "view/entry.h"

#include "base/i18n.h"

/* ---- the focus ---------------------------------------------------------------------------- */

static enum line_kind
kind_of_codes(const struct entry *e, const struct layout_control *c)
{
	int codes = entry_codes(e, c, 0);

	if (codes < 0)
		return LINE_CODE;
	return strstr(codes_form(desk_codes(desk_draft_desk(e->draft)), codes), "a-z") != NULL ? LINE_CODE_CASED : LINE_CODE;
}

static enum line_kind
kind_of(const struct entry *e, const struct layout_control *c)
{
	const struct dict_node *n = entry_node(e, c, 0);

	switch (c->kind) {
	case LAYOUT_SLICE:
	case LAYOUT_TOKENS:
		return kind_of_codes(e, c);
	case LAYOUT_FIELD:
		break;
	default:
		return LINE_TEXT;
	}
	if (entry_codes(e, c, 0) >= 0 || c->n_item > 0)
		return kind_of_codes(e, c);
	switch (n != NULL ? n->type : DICT_STRING) {
	case DICT_CODE:
		return LINE_CODE;
	case DICT_INTEGER:
	case DICT_DECIMAL:
		return LINE_NUMBER;
	case DICT_DATE:
		return LINE_DAY;
	case DICT_DATETIME:
		return LINE_CODE_CASED;
	default:
		return n != NULL && n->form[0] != '\0' && strstr(n->form, "a-z") == NULL && n->form[0] == '[' ? LINE_CODE : LINE_TEXT;
	}
}

void
entry_begin(struct entry *e)
{
	struct str text = {0};

	line_clear(&e->line);
	str_reset(&e->insisted);
	e->typed_ms = e->unsaved_ms = 0;
	if (e->at.control == NULL) {
		line_start(&e->line, LINE_TEXT, (struct sv){0});
		return;
	}
	entry_text(e, e->at.control, e->at.row, &text);
	line_start(&e->line, kind_of(e, e->at.control), str_sv(&text));
	str_clear(&text);
}

void
entry_focus(struct entry *e, struct entry_at at)
{
	if (e->fresh_untouched && at.row != e->fresh)
		entry_drop_untouched(e);
	e->at = at;
	e->page[at.page].row = at.row;
	e->page[at.page].control = at.control;
	entry_begin(e);
}

void
entry_settle(struct entry *e)
{
	struct entry_at at = e->at;

	entry_rows(e);
	if (!entry_is_table(e))
		at.row = doc_row_id(doc_root(entry_doc(e)));
	else if (at.row != 0 && doc_row_by_id(entry_doc(e), at.row) == NULL)
		at.row = e->n_row > 0 ? e->row[e->n_row - 1] : 0;
	if (at.control == NULL || !entry_usable(e, at.control, at.row))
		at.control = entry_first_stop(e, at.row);
	entry_focus(e, at);
}

/* ---- pages ------------------------------------------------------------------------------------ */

bool
entry_page_shown(const struct entry *e, int page)
{
	const struct layout_page *p = &e->layout->page[page];

	return !p->sub && entry_holds(e, p->show, doc_root(entry_doc(e)));
}

int
entry_page_number(const struct entry *e, int page)
{
	int n = 0;

	if (e->layout->page[page].sub)
		return 0;
	for (int i = 0; i <= page; i++)
		n += entry_page_shown(e, i);
	return n;
}

/* What stands above the rows of a table comes before them, where it wants a value. */
static const struct layout_control *
first_above(const struct entry *e)
{
	const struct entry_page *p = &e->page[e->at.page];
	const int table = entry_layout_page(e)->table;

	for (size_t i = 0; i < p->n_stop && p->stop[i]->table != table; i++)
		if (entry_usable(e, p->stop[i], e->at.row) && !entry_passes_by(e, p->stop[i], e->at.row))
			return p->stop[i];
	return NULL;
}

static void
open_page(struct entry *e, int page, uint32_t parent, uint32_t row, const struct layout_control *control)
{
	if (e->fresh_untouched)
		entry_drop_untouched(e);
	e->parent = parent;
	e->at = (struct entry_at){.page = page, .row = row, .control = control};
	entry_rows(e);
	if (entry_is_table(e) && row != 0 && doc_row_by_id(entry_doc(e), row) == NULL)
		e->at.row = 0;
	if (entry_is_table(e) && e->at.row == 0 && control == NULL && e->n_row > 0)
		e->at.row = e->row[0];
	if (entry_is_table(e) && control == NULL)
		e->at.control = first_above(e);
	entry_settle(e);
}

void
entry_to_page(struct entry *e, int page)
{
	const uint32_t root = doc_row_id(doc_root(entry_doc(e)));

	e->n_back = 0;
	open_page(e, page, root, e->page[page].row, e->page[page].control);
}

/* The page and row whose rows a table's page shows, for a row of it. */
bool
entry_to_cell(struct entry *e, uint32_t row, int table, int column)
{
	const struct layout_control *control = NULL;
	const struct doc_row *r = doc_row_by_id(entry_doc(e), row), *parent;
	int page;

	if (column < 0 || !layout_find(e->layout, table, column, &page, &control)) {
		for (page = 0; (size_t)page < e->layout->n_page && e->layout->page[page].table != table; page++)
			;
		if ((size_t)page == e->layout->n_page)
			return false;
	}
	if (r == NULL)
		r = doc_root(entry_doc(e));
	while (e->layout->page[page].table != doc_row_table(r) && doc_row_parent(r) != NULL)
		r = doc_row_parent(r);
	parent = doc_row_parent(r) != NULL ? doc_row_parent(r) : r;
	if (e->layout->page[page].sub && page != e->at.page && e->n_back < ENTRY_MAX_BACK) {
		e->back[e->n_back] = e->at;
		e->back_parent[e->n_back++] = e->parent;
	} else if (!e->layout->page[page].sub) {
		e->n_back = 0;
	}
	open_page(e, page, doc_row_id(parent), doc_row_id(r), control);
	return true;
}

/* Another page of this row, of rows below it, or of a row around it. */
void
entry_open_sub(struct entry *e, const struct layout_control *c)
{
	const struct dict *d = doc_dict(entry_doc(e));
	const int table = e->layout->page[c->page].table;
	const struct doc_row *r = doc_row_by_id(entry_doc(e), e->at.row);
	const int own = entry_layout_page(e)->table;

	/* What does not hang on the row to be is there without it. */
	if (r == NULL && table != own && d->table[table].parent != own)
		r = doc_row_by_id(entry_doc(e), e->parent);
	if (r == NULL || e->n_back == ENTRY_MAX_BACK) {
		view_say(e->screen.view, VIEW_WARNS, _("fill in the row first: what stands below it needs it"));
		return;
	}
	e->back[e->n_back] = e->at;
	e->back_parent[e->n_back++] = e->parent;
	while (doc_row_table(r) != table && doc_row_parent(r) != NULL) {
		if (table != 0 && d->table[table].parent == doc_row_table(r))
			break;
		r = doc_row_parent(r);
	}
	if (doc_row_table(r) != table) {
		open_page(e, c->page, doc_row_id(r), 0, NULL);
		return;
	}
	open_page(e, c->page, doc_row_id(doc_row_parent(r) != NULL ? doc_row_parent(r) : r), doc_row_id(r), NULL);
}

bool
entry_leave_sub(struct entry *e)
{
	if (e->n_back == 0)
		return false;
	e->n_back--;
	open_page(e, e->back[e->n_back].page, e->back_parent[e->n_back], e->back[e->n_back].row, e->back[e->n_back].control);
	return true;
}

/* ---- Enter and Shift-Tab --------------------------------------------------------------------------- */

static void
end_of_page(struct entry *e)
{
	if (entry_leave_sub(e))
		return;
	for (int page = e->at.page + 1; (size_t)page < e->layout->n_page; page++) {
		if (entry_page_shown(e, page) && e->page[page].n_stop > 0) {
			entry_to_page(e, page);
			if (entry_is_table(e))
				entry_to_row(e, 0);
			return;
		}
	}
	view_say(e->screen.view, VIEW_SAYS, _("this was the last field"));
}

/* The first stop of another row. */
static void
begin_row(struct entry *e, size_t i)
{
	uint32_t row = i < e->n_row ? e->row[i] : 0;

	entry_focus(e, (struct entry_at){.page = e->at.page, .row = row, .control = entry_first_stop(e, row)});
}

static bool
may_have_more(const struct entry *e)
{
	unsigned max = doc_dict(entry_doc(e))->table[entry_layout_page(e)->table].node->max;

	return !e->read_only && (max == 0 || e->n_row < max);
}

static void
end_of_row(struct entry *e)
{
	size_t i = entry_row_index(e, e->at.row);

	if (i + 1 < e->n_row || (i < e->n_row && may_have_more(e)))
		begin_row(e, i + 1);
	else
		end_of_page(e);
}

/* Enter in the row to be, and nothing was typed: there are no more rows. */
static bool
ends_rows(const struct entry *e)
{
	if (!entry_is_table(e) || e->at.row != 0 || e->at.control != entry_first_stop(e, 0))
		return false;
	return e->n_row > 0 || doc_dict(entry_doc(e))->table[entry_layout_page(e)->table].node->min == 0;
}

static void
go_next(struct entry *e, bool all)
{
	const struct entry_page *p = &e->page[e->at.page];
	size_t i = e->at.control != NULL ? (size_t)e->at.control->order + 1 : 0;

	if (ends_rows(e)) {
		end_of_page(e);
		return;
	}
	for (; i < p->n_stop; i++) {
		if (entry_usable(e, p->stop[i], e->at.row) && (all || !entry_passes_by(e, p->stop[i], e->at.row))) {
			entry_focus(e, (struct entry_at){e->at.page, e->at.row, p->stop[i]});
			return;
		}
	}
	if (entry_is_table(e))
		end_of_row(e);
	else
		end_of_page(e);
}

static void
go_back(struct entry *e)
{
	const struct entry_page *p = &e->page[e->at.page];
	size_t i = e->at.control != NULL ? (size_t)e->at.control->order : 0, at = entry_row_index(e, e->at.row);
	uint32_t row = e->at.row;
	const int table = entry_layout_page(e)->table;
	const bool above = e->at.control != NULL && e->at.control->table != table;	/* the rows, which come behind */

	for (;;) {
		while (i-- > 0) {
			if (entry_usable(e, p->stop[i], row) && (at == 0 || above || p->stop[i]->table == table)) {
				entry_focus(e, (struct entry_at){e->at.page, row, p->stop[i]});
				return;
			}
		}
		if (!entry_is_table(e) || at == 0 || above)
			return;
		row = e->row[--at];
		i = p->n_stop;
	}
}

/* ---- up and down ---------------------------------------------------------------------------------------- */

void
entry_to_row(struct entry *e, size_t i)
{
	uint32_t row;
	const struct layout_control *control = e->at.control;

	entry_rows(e);
	row = i < e->n_row ? e->row[i] : 0;
	if (control == NULL || !entry_usable(e, control, row))
		control = entry_first_stop(e, row);
	entry_focus(e, (struct entry_at){e->at.page, row, control});
}

static bool
fits(void *ctx, const struct layout_control *control)
{
	const struct entry *e = ctx;

	return entry_usable(e, control, e->at.row)
	    && (!entry_is_table(e) || control->table != entry_layout_page(e)->table);
}

static void
go_beside(struct entry *e, int step)
{
	const struct page_spot *from, *to;

	if (e->at.control == NULL)
		return;
	entry_measure(e);
	from = page_spot_of(&e->geometry, e->at.control, NULL);
	to = from != NULL ? page_beside(&e->geometry, from, step, fits, e) : NULL;
	if (to != NULL)
		entry_focus(e, (struct entry_at){e->at.page, e->at.row, to->control});
	else if (entry_is_table(e) && step > 0)
		entry_focus(e, (struct entry_at){e->at.page, e->at.row, entry_first_stop(e, e->at.row)});
}

/* Among the rows, not in what stands above them. */
static bool
in_rows(const struct entry *e)
{
	return entry_is_table(e) && (e->at.control == NULL || e->at.control->table == entry_layout_page(e)->table);
}

static void
go_row(struct entry *e, int step)
{
	size_t i = entry_row_index(e, e->at.row);

	if (step < 0 && i > 0)
		entry_to_row(e, i - 1);
	else if (step > 0 && (i + 1 < e->n_row || (i < e->n_row && may_have_more(e))))
		entry_to_row(e, i + 1);
}

void
entry_go(struct entry *e, enum entry_then then)
{
	switch (then) {
	case THEN_STAY:
		entry_begin(e);
		return;
	case THEN_NEXT:
	case THEN_ON:
		go_next(e, then == THEN_ON);
		return;
	case THEN_PREV:
		go_back(e);
		return;
	case THEN_UP:
	case THEN_DOWN:
		if (in_rows(e))
			go_row(e, then == THEN_UP ? -1 : 1);
		else
			go_beside(e, then == THEN_UP ? -1 : 1);
	}
}
