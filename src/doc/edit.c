/*
 * Changes. Each one is done, then everything that follows from it is settled
 * before the call returns.
 */
#include "doc/internal.h"

#include "base/i18n.h"
#include "base/text.h"

enum { VALUE_MAX_B = 16 << 20 };

/* ---- cells ------------------------------------------------------------------- */

void
doc_cell_put(struct doc *doc, struct doc_row *row, int column, struct sv text, enum doc_mark mark)
{
	const struct doc_col *col = &row->tab->col[column];
	struct doc_cell *c = &row->cell[column];
	bool same = c->state == DOC_GIVEN && sv_eq((struct sv){c->p, c->n_b}, text);
	unsigned old_b = c->n_b;

	doc_note_cell(doc, row, column);
	doc_cell_fill(c, same ? (struct sv){c->p, c->n_b} : doc_text_keep(&doc->texts, text), col->elem->trims, mark);
	if (same)
		return;
	doc->texts.waste_b += old_b;
	if (col->group >= 0)
		doc_group_make(doc, row, col->group);
	doc_changed(doc, row, column);
}

void
doc_cell_unset(struct doc *doc, struct doc_row *row, int column)
{
	struct doc_cell *c = &row->cell[column];
	bool was_given = c->state == DOC_GIVEN;

	if (c->state == DOC_ABSENT || c->state == DOC_SURPLUS)
		return;
	doc_note_cell(doc, row, column);
	doc->texts.waste_b += c->n_b;
	doc_cell_fill(c, (struct sv){0}, false, DOC_TYPED);
	c->state = DOC_ABSENT;
	if (was_given || row->tab->col[column].elem->kind == DOC_GROUP)
		doc_changed(doc, row, column);
}

static struct doc_row *
add_row(struct doc *doc, struct doc_row *parent, const struct doc_tab *tab, struct doc_row *before)
{
	struct doc_row *row = doc_row_make(doc, parent, tab, before);

	doc_rows_changed(doc, parent, tab);
	doc_places_changed(doc, before);
	doc_row_furnish(doc, row);
	return row;
}

/* ---- groups and rows that must be there ------------------------------------------ */

static bool
is_inside(const struct doc_tab *tab, int column, int group)
{
	for (int g = tab->col[column].group; g >= 0; g = tab->col[g].group)
		if (g == group)
			return true;
	return false;
}

/* Groups that must stand in e, and rows. */
static void
make_inside(struct doc *doc, struct doc_row *row, const struct doc_elem *e)
{
	for (const struct doc_elem *c = e->first; c != NULL; c = c->next) {
		if (c->kind == DOC_FIELD || c->node->min == 0)
			continue;
		if (c->kind == DOC_GROUP) {
			if (row->cell[c->column].state == DOC_ABSENT) {
				doc_note_cell(doc, row, c->column);
				row->cell[c->column].state = DOC_EMPTY;
			}
			make_inside(doc, row, c);
			continue;
		}
		while (doc_kids(row, row->tab->slot[c->table])->n < c->node->min)
			add_row(doc, row, &doc->tab[c->table], NULL);
	}
}

/* Defaults of the fields in a group (-1: the row) that stands. */
static void
put_defaults(struct doc *doc, struct doc_row *row, int group)
{
	const struct doc_tab *tab = row->tab;

	for (int c = 0; tab->has_default && c < tab->n_column; c++) {
		const struct form_bind *bind = tab->col[c].bind;
		char buf[DEC_TEXT_MAX_B];
		struct sv text;

		if (bind == NULL || bind->fallback == NULL || row->cell[c].state != DOC_ABSENT
		    || (group >= 0 && !is_inside(tab, c, group)) || !doc_group_stands(row, tab->col[c].group))
			continue;
		text = doc_evaluated(doc, row, c, bind->fallback, buf);
		if (text.n > 0)
			doc_cell_put(doc, row, c, text, DOC_DEFAULT);
	}
}

void
doc_group_make(struct doc *doc, struct doc_row *row, int column)
{
	const struct doc_tab *tab = row->tab;

	if (row->cell[column].state != DOC_ABSENT)
		return;
	if (tab->col[column].group >= 0)
		doc_group_make(doc, row, tab->col[column].group);
	doc_note_cell(doc, row, column);
	row->cell[column].state = DOC_EMPTY;
	doc_changed(doc, row, column);
	make_inside(doc, row, tab->col[column].elem);
	for (int c = 0; c < tab->n_column; c++)
		if (tab->col[c].calculate >= 0 && is_inside(tab, c, column))
			doc_due(doc, tab->col[c].calculate, row, -1);
	put_defaults(doc, row, column);
}

void
doc_row_furnish(struct doc *doc, struct doc_row *row)
{
	make_inside(doc, row, row->tab->elem);
	doc_due_row(doc, row);
	put_defaults(doc, row, -1);
}

enum rc
doc_blank(struct doc *doc, struct err *err)
{
	(void)err;
	doc_reset(doc);
	doc_env(doc, false);
	doc->settled = true;
	doc_row_furnish(doc, doc->root);
	doc_settle(doc);
	return RC_OK;
}

/* ---- arguments ------------------------------------------------------------------------ */

static enum rc
need_row(const struct doc *doc, uint32_t id, struct doc_row **row, struct err *err)
{
	*row = (struct doc_row *)(uintptr_t)doc_row_by_id(doc, id);
	return *row != NULL ? RC_OK : err_set(err, RC_NOTFOUND, _("the document has no row %u"), (unsigned)id);
}

static enum rc
need_cell(const struct doc *doc, uint32_t id, int column, struct doc_row **row, struct err *err)
{
	enum rc rc = need_row(doc, id, row, err);

	if (rc == RC_OK && (column < 0 || column >= (*row)->tab->n_column))
		return err_set(err, RC_USAGE, _("%s has no column %d that can be set"), (*row)->tab->elem->name, column);
	return rc;
}

/* Only what can stand in a message: UTF-8 and the characters of XML 1.0. */
enum rc
doc_need_text(const struct doc_col *col, struct sv text, struct err *err)
{
	size_t at;

	if (text.n > VALUE_MAX_B)
		return err_set(err, RC_LIMIT, _("%s: a value of %zu bytes is too long, at most %d"), dict_label(col->elem->node),
		    text.n, VALUE_MAX_B);
	if (!text_valid(text, &at))
		return err_set(err, RC_PARSE, _("%s: byte %zu of the value is no UTF-8"), dict_label(col->elem->node), at + 1);
	for (at = 0; at < text.n; at++) {
		unsigned char b = (unsigned char)text.p[at];
		bool bad = b < 0x20 && b != '\t' && b != '\n' && b != '\r';

		if (b == 0xef && at + 2 < text.n && (unsigned char)text.p[at + 1] == 0xbf)
			bad = (unsigned char)text.p[at + 2] >= 0xbe;	/* U+FFFE, U+FFFF */
		if (bad)
			return err_set(err, RC_PARSE, _("%s: byte %zu of the value is a control character, which no message may hold"),
			    dict_label(col->elem->node), at + 1);
	}
	if (col->elem->kind == DOC_GROUP && text.n > 0)
		return err_set(err, RC_USAGE, _("%s is a group and holds no text"), dict_label(col->elem->node));
	return RC_OK;
}

/* ---- setting ------------------------------------------------------------------------------ */

/* A calculated cell follows its calculation again. */
static void
calculate_again(struct doc *doc, struct doc_row *row, int column)
{
	int node = row->tab->col[column].calculate;

	if (node >= 0)
		doc_due(doc, node, row, -1);
}

enum rc
doc_set(struct doc *doc, uint32_t id, int column, struct sv text, enum doc_mark mark, struct err *err)
{
	struct doc_row *row;
	enum rc rc = need_cell(doc, id, column, &row, err);

	if (rc == RC_OK)
		rc = doc_need_text(&row->tab->col[column], text, err);
	if (rc != RC_OK)
		return rc;
	if (row->tab->col[column].elem->kind == DOC_GROUP) {
		doc_group_make(doc, row, column);
	} else {
		doc_cell_put(doc, row, column, text, mark);
		calculate_again(doc, row, column);
	}
	doc_settle(doc);
	return RC_OK;
}

static void
drop_row(struct doc *doc, struct doc_row *row)
{
	struct doc_row *parent = row->parent, *behind = row->next;
	const struct doc_tab *tab = row->tab;

	doc_row_unlink(row);
	doc_row_drop(doc, row);
	doc_rows_changed(doc, parent, tab);
	doc_places_changed(doc, behind);
}

static void
drop_group(struct doc *doc, struct doc_row *row, int group)
{
	const struct doc_tab *tab = row->tab;

	for (int k = 0; k < tab->n_kid; k++)
		if (tab->kid[k]->outer == group || (tab->kid[k]->outer >= 0 && is_inside(tab, tab->kid[k]->outer, group)))
			while (doc_kids(row, k)->first != NULL)
				drop_row(doc, doc_kids(row, k)->last);
	if (doc->noting)
		doc_journal_others(doc, row);
	doc_extra_drop(doc, row, tab->col[group].elem);
	for (int c = 0; c < tab->n_column; c++)
		if (c == group || is_inside(tab, c, group)) {
			doc_cell_unset(doc, row, c);
			calculate_again(doc, row, c);
		}
}

enum rc
doc_unset(struct doc *doc, uint32_t id, int column, struct err *err)
{
	struct doc_row *row;
	enum rc rc = need_cell(doc, id, column, &row, err);

	if (rc != RC_OK)
		return rc;
	if (row->tab->col[column].elem->kind == DOC_GROUP) {
		drop_group(doc, row, column);
	} else {
		doc_cell_unset(doc, row, column);
		calculate_again(doc, row, column);
	}
	doc_settle(doc);
	return RC_OK;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static enum rc
need_before(const struct doc *doc, uint32_t id, const struct doc_tab *tab, struct doc_row **before, struct err *err)
{
	enum rc rc;

	*before = NULL;
	if (id == 0)
		return RC_OK;
	rc = need_row(doc, id, before, err);
	if (rc == RC_OK && (*before)->tab != tab)
		return err_set(err, RC_USAGE, _("row %u is no %s, nothing can stand before it"), (unsigned)id, tab->elem->name);
	return rc;
}

enum rc
doc_insert(struct doc *doc, uint32_t parent_id, int table, uint32_t before_id, uint32_t *id, struct err *err)
{
	struct doc_row *parent, *before = NULL, *row;
	const struct doc_kids *k;
	enum rc rc = need_row(doc, parent_id, &parent, err);
	size_t n;

	*id = 0;
	if (rc == RC_OK && (table < 0 || table >= doc->n_tab || parent->tab->slot[table] < 0))
		return err_set(err, RC_USAGE, _("%s has no rows of table %d"), parent->tab->elem->name, table);
	if (rc == RC_OK)
		rc = need_before(doc, before_id, &doc->tab[table], &before, err);
	if (rc == RC_OK && before != NULL && before->parent != parent)
		return err_set(err, RC_USAGE, _("row %u stands below another row"), (unsigned)before_id);
	if (rc != RC_OK)
		return rc;
	doc_env(doc, false);
	n = doc_row_count(parent, table);
	if (doc->tab[table].outer >= 0)
		doc_group_make(doc, parent, doc->tab[table].outer);
	k = doc_kids(parent, parent->tab->slot[table]);
	/* a group that came into being may have brought its first row */
	row = k->n > n ? k->last : add_row(doc, parent, &doc->tab[table], before);
	*id = row->id;
	doc_settle(doc);
	return RC_OK;
}

static struct doc_row *
copy_row(struct doc *doc, const struct doc_row *from, struct doc_row *parent, struct doc_row *before)
{
	struct doc_row *row = doc_row_make(doc, parent, from->tab, before);
	struct arena arena = {0};
	struct doc_stored *cell;
	size_t n;

	doc_row_cells(doc, from, &arena, &cell, &n);
	doc_row_restore(doc, row, cell, n);
	arena_free(&arena);
	for (int k = 0; k < from->tab->n_kid; k++)
		for (const struct doc_row *r = doc_kids(from, k)->first; r != NULL; r = r->next)
			copy_row(doc, r, row, NULL);
	return row;
}

enum rc
doc_duplicate(struct doc *doc, uint32_t id, uint32_t *copy, struct err *err)
{
	struct doc_row *row, *twin;
	enum rc rc = need_row(doc, id, &row, err);

	*copy = 0;
	if (rc == RC_OK && row->parent == NULL)
		return err_set(err, RC_USAGE, _("the message itself cannot be duplicated"));
	if (rc != RC_OK)
		return rc;
	doc_env(doc, false);
	twin = copy_row(doc, row, row->parent, row->next);
	*copy = twin->id;
	doc_rows_changed(doc, row->parent, row->tab);
	doc_places_changed(doc, twin->next);
	doc_due_row(doc, twin);
	doc_settle(doc);
	return RC_OK;
}

enum rc
doc_delete(struct doc *doc, uint32_t id, struct err *err)
{
	struct doc_row *row;
	enum rc rc = need_row(doc, id, &row, err);

	if (rc == RC_OK && row->parent == NULL)
		return err_set(err, RC_USAGE, _("the message itself cannot be deleted"));
	if (rc != RC_OK)
		return rc;
	drop_row(doc, row);
	doc_settle(doc);
	return RC_OK;
}

enum rc
doc_move(struct doc *doc, uint32_t id, uint32_t before_id, struct err *err)
{
	struct doc_row *row, *before = NULL, *old, *behind;
	enum rc rc = need_row(doc, id, &row, err);

	if (rc == RC_OK && row->parent == NULL)
		return err_set(err, RC_USAGE, _("the message itself cannot be moved"));
	if (rc == RC_OK)
		rc = need_before(doc, before_id, row->tab, &before, err);
	if (rc != RC_OK)
		return rc;
	if (before == row)
		return RC_OK;
	old = row->parent;
	behind = row->next;
	if (doc->noting)
		doc_journal_place(doc, row);
	doc_row_unlink(row);
	doc_row_link(doc, row, before == NULL ? old : before->parent, before);
	doc_rows_changed(doc, old, row->tab);
	doc_places_changed(doc, behind);
	doc_places_changed(doc, row);
	if (row->parent != old) {
		doc_rows_changed(doc, row->parent, row->tab);
		doc_due_row(doc, row);
	}
	doc_settle(doc);
	return RC_OK;
}
