/*
 * Changes from elsewhere, written as they are. First it is seen that all of
 * them fit; then nothing can fail.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "doc/internal.h"

struct side_of {			/* one change, seen in the direction it is applied */
	const struct doc_change *change;
	const struct doc_side *to;
	const struct doc_tab *tab;	/* of the row */
	int column;			/* of a cell; -1 */
	uint32_t parent;		/* the row stood below it before; 0 */
};

struct applying {
	struct doc *doc;
	struct side_of *made, *moved, *cell, *dropped;
	size_t n_made, n_moved, n_cell, n_dropped;
};

static struct doc_row *
row_of(const struct doc *doc, uint32_t id)
{
	return (struct doc_row *)(uintptr_t)doc_row_by_id(doc, id);
}

static enum rc
misfit(uint32_t row, struct err *err)
{
	return err_set(err, RC_PARSE, _("a change of row %u does not fit the document: open the draft anew"), (unsigned)row);
}

/* ---- does it fit? -------------------------------------------------------------- */

static int
compare_ids(const void *a, const void *b)
{
	uint32_t x = ((const struct side_of *)a)->change->row, y = ((const struct side_of *)b)->change->row;

	return x < y ? -1 : x > y;
}

/* Table of a row once all rows are made; -1. */
static int
table_after(const struct applying *a, uint32_t id)
{
	const struct doc_row *row = doc_row_by_id(a->doc, id);
	struct doc_change key = {.row = id};
	const struct side_of *made = NULL;

	if (row != NULL)
		return row->tab->index;
	if (a->n_made > 0)
		made = bsearch(&(struct side_of){.change = &key}, a->made, a->n_made, sizeof *made, compare_ids);
	return made == NULL ? -1 : made->change->table;
}

static bool
parent_fits(const struct applying *a, int table, uint32_t parent)
{
	int above = table_after(a, parent);

	return above >= 0 && a->doc->tab[table].parent == &a->doc->tab[above];
}

static enum rc
made_fits(const struct applying *a, size_t i, struct err *err)
{
	const struct doc *doc = a->doc;
	const struct doc_change *c = a->made[i].change;
	const struct doc_tab *tab = a->made[i].tab;
	size_t hint = 0;

	if (tab == NULL || c->row < 2 || c->row > DOC_MAX_ID || doc_row_by_id(doc, c->row) != NULL
	    || (i > 0 && a->made[i - 1].change->row == c->row) || !parent_fits(a, c->table, a->made[i].to->parent)
	    || !doc_journal_may_make(doc, c->row, tab))
		return misfit(c->row, err);
	for (size_t k = 0; k < a->made[i].to->n_cell; k++) {
		const struct doc_stored *s = &a->made[i].to->cell[k];
		int column = doc_path_column(a->doc, tab, s->path, &hint);

		if (s->path.n == 0 || (column >= 0 && doc_need_text(&tab->col[column], s->value, NULL) != RC_OK))
			return misfit(c->row, err);
	}
	return RC_OK;
}

static enum rc
cell_fits(const struct applying *a, struct side_of *s, struct err *err)
{
	int table = table_after(a, s->change->row);
	size_t hint = 0;

	if (table < 0)
		return misfit(s->change->row, err);
	s->tab = &a->doc->tab[table];
	s->column = doc_path_column(a->doc, s->tab, s->change->path, &hint);
	if (doc_path_is_wrapper(s->change->path))	/* no change touches it */
		return misfit(s->change->row, err);
	if (s->column >= 0 && s->to->given && doc_need_text(&s->tab->col[s->column], s->to->text, NULL) != RC_OK)
		return misfit(s->change->row, err);
	return RC_OK;
}

/* The row exists and is not the message itself. */
static enum rc
row_fits(const struct applying *a, struct side_of *s, bool moves, struct err *err)
{
	const struct doc_row *row = doc_row_by_id(a->doc, s->change->row);

	if (row == NULL || row->parent == NULL || (moves && !parent_fits(a, row->tab->index, s->to->parent)))
		return misfit(s->change->row, err);
	s->tab = row->tab;
	s->parent = row->parent->id;
	return RC_OK;
}

static int
compare_cells(const void *a, const void *b)
{
	const struct side_of *x = a, *y = b;
	int c = compare_ids(a, b);

	return c != 0 ? c : sv_cmp(x->change->path, y->change->path);
}

static enum rc
all_fit(struct applying *a, struct err *err)
{
	enum rc rc = RC_OK;

	if (a->n_made > 1)
		qsort(a->made, a->n_made, sizeof a->made[0], compare_ids);
	for (size_t i = 0; rc == RC_OK && i < a->n_made; i++)
		rc = made_fits(a, i, err);
	for (size_t i = 0; rc == RC_OK && i < a->n_moved; i++)
		rc = row_fits(a, &a->moved[i], true, err);
	for (size_t i = 0; rc == RC_OK && i < a->n_dropped; i++)
		rc = row_fits(a, &a->dropped[i], false, err);
	if (a->n_cell > 1)
		qsort(a->cell, a->n_cell, sizeof a->cell[0], compare_cells);
	for (size_t i = 0; rc == RC_OK && i < a->n_cell; i++)
		rc = i > 0 && compare_cells(&a->cell[i - 1], &a->cell[i]) == 0 ? misfit(a->cell[i].change->row, err)
		    : cell_fits(a, &a->cell[i], err);
	return rc;
}

/* ---- writing ---------------------------------------------------------------------- */

static int
compare_depths(const void *a, const void *b)
{
	const struct side_of *x = a, *y = b;

	return x->tab->depth != y->tab->depth ? (x->tab->depth < y->tab->depth ? -1 : 1) : compare_ids(a, b);
}

static void
make_rows(struct applying *a)
{
	struct doc_seat *seat = mem_zalloc(a->n_made + 1, sizeof *seat);

	for (size_t i = 0; i < a->n_made; i++) {
		const struct side_of *s = &a->made[i];

		seat[i].row = doc_row_make_as(a->doc, s->change->row, s->tab);
		seat[i].ord = s->to->ord;
		doc_row_restore(a->doc, seat[i].row, s->to->cell, s->to->n_cell);
	}
	for (size_t i = 0; i < a->n_made; i++)
		seat[i].parent = row_of(a->doc, a->made[i].to->parent);
	doc_rows_seat(seat, a->n_made);
	mem_free(seat);
}

static void
move_rows(struct applying *a)
{
	struct doc_seat *seat = mem_zalloc(a->n_moved + 1, sizeof *seat);
	size_t n = 0;

	if (a->n_moved > 1)
		qsort(a->moved, a->n_moved, sizeof a->moved[0], compare_ids);
	for (size_t i = 0; i < a->n_moved; i++) {
		struct doc_row *row = row_of(a->doc, a->moved[i].change->row);

		if (a->doc->noting)
			doc_journal_place(a->doc, row);
		if (i > 0 && seat[n - 1].row == row)	/* the last one counts */
			n--;
		seat[n++] = (struct doc_seat){.row = row, .parent = row_of(a->doc, a->moved[i].to->parent), .ord = a->moved[i].to->ord,
		    .linked = true};
	}
	doc_rows_seat(seat, n);
	mem_free(seat);
}

/* The row's others with the changes of n sides, which are no cells. */
static void
write_others(struct applying *a, struct doc_row *row, const struct side_of *s, size_t n)
{
	struct arena arena = {0};
	struct doc_stored *old, *all;
	size_t n_old, n_all = 0;

	doc_image_others(a->doc, &(struct doc_image){row->tab, row->cell, row->extras}, &arena, &old, &n_old);
	all = arena_alloc(&arena, (n_old + n) * sizeof *all);
	for (size_t i = 0, k = 0; i < n_old || k < n;) {
		int order = i == n_old ? 1 : k == n ? -1 : sv_cmp(old[i].path, s[k].change->path);

		if (order < 0) {
			all[n_all++] = old[i++];
			continue;
		}
		i += order == 0;
		if (s[k].to->given)
			all[n_all++] = (struct doc_stored){s[k].change->path, s[k].to->text, s[k].to->mark};
		k++;
	}
	doc_others_restore(a->doc, row, all, n_all);
	arena_free(&arena);
}

/* Changes of one row. */
static void
write_row(struct applying *a, const struct side_of *s, size_t n)
{
	struct doc_row *row = row_of(a->doc, s[0].change->row);
	size_t n_other;

	for (size_t i = 0; i < n; i++) {
		struct doc_stored to = {s[i].change->path, s[i].to->text, s[i].to->mark};

		if (s[i].column >= 0)
			doc_cell_restore(a->doc, row, s[i].column, s[i].to->given ? &to : NULL);
	}
	for (size_t i = 0; i < n; i += n_other) {	/* + sorts before all cells, strangers stand among them */
		for (n_other = 0; i + n_other < n && s[i + n_other].column < 0; n_other++)
			;
		if (n_other > 0)
			write_others(a, row, &s[i], n_other);
		else
			n_other = 1;
	}
}

static void
write_cells(struct applying *a)
{
	size_t i, n;

	for (i = 0; i < a->n_cell; i += n) {
		for (n = 1; i + n < a->n_cell && a->cell[i + n].change->row == a->cell[i].change->row; n++)
			;
		write_row(a, &a->cell[i], n);
	}
}

static void
drop_rows(struct applying *a)
{
	if (a->n_dropped > 1)
		qsort(a->dropped, a->n_dropped, sizeof a->dropped[0], compare_depths);
	for (size_t i = a->n_dropped; i-- > 0;) {
		struct doc_row *row = row_of(a->doc, a->dropped[i].change->row);

		if (row == NULL)	/* named twice */
			continue;
		doc_row_unlink(row);
		doc_row_drop(a->doc, row);
	}
}

/* Relevance and locals follow; of rows that do not exist any more nobody reads. */
static void
follow(struct applying *a)
{
	struct doc *doc = a->doc;

	for (size_t i = 0; i < a->n_cell; i++) {
		struct doc_row *row = row_of(doc, a->cell[i].change->row);

		if (row != NULL && a->cell[i].column >= 0)
			doc_changed(doc, row, a->cell[i].column);
	}
	for (size_t i = 0; i < a->n_dropped; i++)
		doc_seats_changed(doc, a->dropped[i].parent, a->dropped[i].tab);
	for (size_t i = 0; i < a->n_moved + a->n_made; i++) {
		const struct side_of *s = i < a->n_moved ? &a->moved[i] : &a->made[i - a->n_moved];
		struct doc_row *row = row_of(doc, s->change->row);

		doc_seats_changed(doc, s->parent, s->tab);
		doc_seats_changed(doc, s->to->parent, s->tab);
		if (row != NULL && s->parent != s->to->parent)
			doc_due_row(doc, row);
	}
	doc_settle_raw(doc);
}

/* ---- all of it -------------------------------------------------------------------------- */

static void
sort_out(struct applying *a, const struct doc_change *change, size_t n, bool back)
{
	for (size_t i = 0; i < n; i++) {
		const struct doc_change *c = &change[i];
		struct side_of s = {.change = c, .to = back ? &c->old : &c->now, .column = -1};
		bool was = back ? c->now.given : c->old.given;

		if (c->path.n > 0)
			a->cell[a->n_cell++] = s;
		else if (was && s.to->given)
			a->moved[a->n_moved++] = s;
		else if (was)
			a->dropped[a->n_dropped++] = s;
		else if (s.to->given) {
			s.tab = c->table > 0 && c->table < a->doc->n_tab ? &a->doc->tab[c->table] : NULL;
			a->made[a->n_made++] = s;
		}
	}
}

enum rc
doc_apply(struct doc *doc, const struct doc_change *change, size_t n, bool back, struct err *err)
{
	struct side_of *room = mem_zalloc(n * 4 + 1, sizeof *room);
	struct applying a = {.doc = doc, .made = room, .moved = room + n, .cell = room + 2 * n, .dropped = room + 3 * n};
	enum rc rc;

	sort_out(&a, change, n, back);
	rc = all_fit(&a, err);
	if (rc == RC_OK) {
		make_rows(&a);
		move_rows(&a);
		write_cells(&a);
		drop_rows(&a);
		doc->settled = false;
		follow(&a);
	}
	mem_free(room);
	return rc;
}
