/* What layout and document say of the page: its rows, its fields and whether they can be used. */
#include "view/entry.h"

/* ---- what the layout and the document say ------------------------------------------ */

const struct layout_page *
entry_layout_page(const struct entry *e)
{
	return &e->layout->page[e->at.page];
}

bool
entry_is_table(const struct entry *e)
{
	return entry_layout_page(e)->table != 0;
}

const struct doc *
entry_doc(const struct entry *e)
{
	return desk_draft_doc(e->draft);
}

/* Conditions are seen as they are judged: at the stage of declaring. */
static const struct expr_env *
env_of(const struct entry *e)
{
	return doc_env((struct doc *)(uintptr_t)entry_doc(e), true);
}

bool
entry_holds(const struct entry *e, const struct expr *x, const struct doc_row *row)
{
	return x == NULL || (row != NULL && expr_holds(x, env_of(e), row));
}

const struct doc_row *
entry_row_of(const struct entry *e, const struct layout_control *c, uint32_t row)
{
	int table = entry_layout_page(e)->table;
	const struct doc_row *r;

	if (row == 0 && c->table == table)
		return NULL;
	r = doc_row_by_id(entry_doc(e), row != 0 ? row : e->parent);
	while (r != NULL && doc_row_table(r) != c->table)
		r = doc_row_parent(r);
	return r;
}

/* ---- the row to be -------------------------------------------------------------------------- */

/* Of a row to be nothing is known; what is asked of it is asked of the row above,
 * and of a table without rows of a row that is made and taken back at once. */
static void
imagine_control(struct entry *e, const struct layout_control *c, uint32_t row)
{
	struct entry_imagined *i;

	if (e->n_imagined == e->cap_imagined)
		e->imagined = mem_grow(e->imagined, &e->cap_imagined, sizeof *e->imagined);
	i = &e->imagined[e->n_imagined++];
	*i = (struct entry_imagined){.control = c, .label = entry_label(e, c, row)};
	i->shown = c->show == NULL || entry_holds(e, c->show, entry_row_of(e, c, row));
}

static void
imagine_row(struct entry *e)
{
	const struct layout_page *p = entry_layout_page(e);
	uint32_t row;

	desk_draft_begin(e->draft);
	if (desk_draft_insert(e->draft, e->parent, p->table, 0, &row, NULL) == RC_OK) {
		for (size_t i = 0; i < p->n_line; i++)
			for (size_t k = 0; k < p->line[i].n; k++)
				imagine_control(e, &p->line[i].control[k], row);
		for (size_t i = 0; i < p->n_column; i++)
			imagine_control(e, &p->column[i], row);
	}
	desk_draft_abandon(e->draft);
}

static const struct entry_imagined *
imagined(const struct entry *e, const struct layout_control *c)
{
	for (size_t i = 0; i < e->n_imagined; i++)
		if (e->imagined[i].control == c)
			return &e->imagined[i];
	return NULL;
}

const struct doc_row *
entry_row_like(const struct entry *e, const struct layout_control *c, uint32_t row)
{
	const struct doc_row *r = entry_row_of(e, c, row);

	return r != NULL || e->n_row == 0 ? r : entry_row_of(e, c, e->row[e->n_row - 1]);
}

const char *
entry_imagined_label(const struct entry *e, const struct layout_control *c)
{
	const struct entry_imagined *i = imagined(e, c);

	return i != NULL ? i->label : NULL;
}

bool
entry_shows(const struct entry *e, const struct layout_control *c, uint32_t row)
{
	const struct doc_row *r = entry_row_like(e, c, row);

	if (c->show == NULL)
		return true;
	if (r == NULL)
		return imagined(e, c) == NULL || imagined(e, c)->shown;
	return entry_holds(e, c->show, r);
}

void
entry_rows(struct entry *e)
{
	const int table = entry_layout_page(e)->table;
	const struct doc_row *parent, *r;

	if (e->row_shape == e->shape && e->row_parent == e->parent && e->row_page == e->at.page)
		return;
	e->n_row = e->n_imagined = 0;
	parent = doc_row_by_id(entry_doc(e), e->parent);
	if (table != 0 && parent != NULL) {
		for (r = doc_row_first(parent, table); r != NULL; r = doc_row_next(r)) {
			if (e->n_row == e->cap_row)
				e->row = mem_grow(e->row, &e->cap_row, sizeof *e->row);
			e->row[e->n_row++] = doc_row_id(r);
		}
		if (e->n_row == 0 && !e->read_only)
			imagine_row(e);
	}
	e->row_shape = e->shape;
	e->row_parent = e->parent;
	e->row_page = e->at.page;
}

size_t
entry_row_index(struct entry *e, uint32_t row)
{
	const struct doc_row *r = row != 0 ? doc_row_by_id(entry_doc(e), row) : NULL;

	entry_rows(e);
	return r != NULL ? doc_row_place(r) - 1 : e->n_row;
}

/* ---- fields that can be used ----------------------------------------------------------- */

static bool
is_read_only(const struct entry *e, const struct layout_control *c, const struct doc_row *row)
{
	const struct form *form = doc_form(entry_doc(e));
	const struct form_bind *b = form == NULL || c->cell[0] < 0 ? NULL : form_bind_of(form, c->table, c->cell[0]);

	if (b == NULL)
		return false;
	return (b->calculate != NULL && !b->override) || (b->readonly != NULL && entry_holds(e, b->readonly, row));
}

static bool
any_relevant(const struct entry *e, const struct layout_control *c, const struct doc_row *row)
{
	if (c->cell[0] < 0)
		return true;
	for (int i = 0; i < entry_n_cell(c); i++)
		if (c->cell[i] >= 0 && doc_relevant(entry_doc(e), row, c->cell[i]))
			return true;
	return false;
}

bool
entry_usable(const struct entry *e, const struct layout_control *c, uint32_t row)
{
	const struct doc_row *r;

	if (c->order < 0)
		return false;
	r = entry_row_of(e, c, row);
	if (!entry_shows(e, c, row))
		return false;
	if (r == NULL)
		return row == 0 && c->kind != LAYOUT_SUB;
	return c->kind == LAYOUT_SUB || (any_relevant(e, c, r) && !is_read_only(e, c, r));
}

/* Filled in by a sure source: Enter passes by. */
static bool
is_sure(const struct layout_control *c, const struct doc_row *row)
{
	bool any = false;

	for (int i = 0; i < entry_n_cell(c); i++) {
		if (c->cell[i] < 0 || doc_state(row, c->cell[i]) != DOC_GIVEN)
			continue;
		if (doc_mark(row, c->cell[i]) != DOC_DEFAULT && doc_mark(row, c->cell[i]) != DOC_CALCULATED)
			return false;
		any = true;
	}
	return any;
}

static bool
is_given(const struct layout_control *c, const struct doc_row *row)
{
	for (int i = 0; i < entry_n_cell(c); i++)
		if (c->cell[i] >= 0 && doc_state(row, c->cell[i]) == DOC_GIVEN)
			return true;
	return false;
}

/* Nothing stands there, and nobody asks for it. */
static bool
is_unwanted(const struct entry *e, const struct layout_control *c, const struct doc_row *row)
{
	const struct live *live = desk_draft_findings(e->draft);

	if (is_given(c, row) || entry_needed(e, c, row))
		return false;
	for (int i = 0; live != NULL && i < entry_n_cell(c); i++)
		if (entry_node(e, c, i) != NULL && live_of_cell(live, doc_row_id(row), c->cell[i]) != NULL)
			return false;
	return true;
}

bool
entry_passes_by(const struct entry *e, const struct layout_control *c, uint32_t row)
{
	const struct doc_row *r = entry_row_of(e, c, row);

	if (c->kind == LAYOUT_SUB)
		return true;
	if (r == NULL)
		return false;
	if (c->like && row == e->fresh && is_given(c, r))
		return true;
	return c->skip && (is_sure(c, r) || is_unwanted(e, c, r));
}

const struct layout_control *
entry_first_stop(const struct entry *e, uint32_t row)
{
	const struct entry_page *p = &e->page[e->at.page];
	const struct layout_control *usable = NULL;

	for (size_t i = 0; i < p->n_stop; i++) {
		if (p->stop[i]->table != entry_layout_page(e)->table || !entry_usable(e, p->stop[i], row))
			continue;
		if (!entry_passes_by(e, p->stop[i], row))
			return p->stop[i];
		if (usable == NULL)
			usable = p->stop[i];
	}
	return usable;
}
