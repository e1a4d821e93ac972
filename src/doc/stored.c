/*
 * Rows ↔ what is stored of them: cells under the path of their column, and the
 * others, under paths that begin with +, and strangers.
 */
#include <stdlib.h>

#include "doc/internal.h"

static const struct sv WRAP_BEFORE = {"+<", 2}, WRAP_AFTER = {"+>", 2};

/* ---- columns by path -------------------------------------------------------- */

static int
compare_paths(const void *a, const void *b)
{
	return sv_cmp(((const struct doc_path *)a)->path, ((const struct doc_path *)b)->path);
}

static const struct doc_path *
paths_of(struct doc *doc, const struct doc_tab *of)
{
	struct doc_tab *tab = &doc->tab[of->index];

	if (tab->path != NULL)
		return tab->path;
	tab->path = arena_alloc(&doc->plan, ((size_t)tab->n_column + 1) * sizeof tab->path[0]);
	for (int c = 0; c < tab->n_column; c++)
		tab->path[c] = (struct doc_path){sv_of(dict_column_path(doc->dict, tab->index, c)), c};
	if (tab->n_column > 1)
		qsort(tab->path, (size_t)tab->n_column, sizeof tab->path[0], compare_paths);
	return tab->path;
}

int
doc_path_column(struct doc *doc, const struct doc_tab *tab, struct sv path, size_t *hint)
{
	const struct doc_path *p = paths_of(doc, tab);
	size_t low = 0, high = (size_t)tab->n_column;

	while (*hint < high && sv_cmp(p[*hint].path, path) < 0)
		++*hint;
	if (*hint < high && sv_eq(p[*hint].path, path))
		return p[*hint].column;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (sv_cmp(p[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < (size_t)tab->n_column && sv_eq(p[low].path, path) ? p[low].column : -1;
}

/* ---- a row → what is stored -------------------------------------------------------- */

struct list {
	struct arena *arena;
	struct doc_stored *at;
	size_t n, cap;
};

static void
list_add(struct list *l, struct doc_stored s)
{
	if (l->n == l->cap) {
		struct doc_stored *more;

		l->cap = l->cap == 0 ? 32 : l->cap * 2;
		more = arena_alloc(l->arena, l->cap * sizeof *more);
		if (l->n > 0)
			memcpy(more, l->at, l->n * sizeof *more);
		l->at = more;
	}
	l->at[l->n++] = s;
}

static int
compare_stored(const void *a, const void *b)
{
	return sv_cmp(((const struct doc_stored *)a)->path, ((const struct doc_stored *)b)->path);
}

/* Of an element of the row: its column's; nothing for the row's own element. */
static struct sv
elem_path(const struct doc *doc, const struct doc_tab *tab, const struct doc_elem *e)
{
	return e == tab->elem ? (struct sv){0} : sv_of(dict_column_path(doc->dict, tab->index, e->column));
}

static struct sv
name_at(const struct doc_elem *owner, int after)
{
	if (after == DOC_ATTRS)
		return SV("@");
	for (const struct doc_elem *e = owner->first; e != NULL; e = e->next)
		if (e->place == after)
			return (struct sv){e->name, e->name_b};
	return (struct sv){0};
}

static struct sv
keep(struct arena *arena, const struct str *s)
{
	return (struct sv){arena_dup(arena, str_z(s), s->len_b), s->len_b};
}

static void
list_extras(const struct doc *doc, const struct doc_image *image, struct list *l)
{
	struct doc_extra **x = doc_extra_sort(image->extras);
	struct str path = STR_INIT(0);
	size_t nth = 1;

	for (size_t i = 0; x != NULL && i < image->extras->n; i++) {
		nth = i > 0 && x[i]->owner == x[i - 1]->owner && x[i]->after == x[i - 1]->after ? nth + 1 : 1;
		str_reset(&path);
		str_addc(&path, '+');
		str_add(&path, elem_path(doc, image->tab, x[i]->owner));
		str_addc(&path, ':');
		str_add(&path, name_at(x[i]->owner, x[i]->after));
		if (nth > 1)
			str_addf(&path, "#%zu", nth);
		list_add(l, (struct doc_stored){.path = keep(l->arena, &path), .value = x[i]->xml});
	}
	mem_free(x);
	str_clear(&path);
}

static void
list_surplus(const struct doc *doc, const struct doc_image *image, struct list *l)
{
	for (int c = 0; c < image->tab->n_column; c++) {
		struct str path = STR_INIT(0);

		if (image->cell[c].state != DOC_SURPLUS)
			continue;
		str_addc(&path, '+');
		str_add(&path, elem_path(doc, image->tab, image->tab->col[c].elem));
		list_add(l, (struct doc_stored){.path = keep(l->arena, &path)});
		str_clear(&path);
	}
}

static void
list_others(const struct doc *doc, const struct doc_image *image, struct list *l)
{
	const struct doc_extras *extras = image->extras;

	if (image->tab->parent == NULL && doc->wrapped) {
		list_add(l, (struct doc_stored){.path = WRAP_BEFORE, .value = str_sv(&doc->wrap_before)});
		list_add(l, (struct doc_stored){.path = WRAP_AFTER, .value = str_sv(&doc->wrap_after)});
	}
	list_surplus(doc, image, l);
	if (extras == NULL)
		return;
	list_extras(doc, image, l);
	for (const struct doc_stranger *s = extras->strangers; s != NULL; s = s->next)
		list_add(l, s->stored);
}

static void
list_sort(struct list *l)
{
	if (l->n > 1)
		qsort(l->at, l->n, sizeof l->at[0], compare_stored);
}

void
doc_image_others(const struct doc *doc, const struct doc_image *image, struct arena *arena, struct doc_stored **out, size_t *n)
{
	struct list l = {.arena = arena};

	list_others(doc, image, &l);
	list_sort(&l);
	*out = l.at;
	*n = l.n;
}

bool
doc_cell_stored(const struct doc_cell *c, struct doc_stored *out)
{
	if (c->state != DOC_GIVEN && c->state != DOC_EMPTY)
		return false;
	out->value = (struct sv){c->p, c->n_b};
	out->mark = doc_cell_mark(c);
	return true;
}

void
doc_image_stored(const struct doc *doc, const struct doc_image *image, struct arena *arena, struct doc_stored **out, size_t *n)
{
	const struct doc_path *p = paths_of((struct doc *)(uintptr_t)doc, image->tab);
	struct list l = {.arena = arena};
	size_t n_others;

	list_others(doc, image, &l);
	n_others = l.n;
	for (int i = 0; i < image->tab->n_column; i++) {
		struct doc_stored s = {.path = p[i].path};

		if (doc_cell_stored(&image->cell[p[i].column], &s))
			list_add(&l, s);
	}
	if (n_others > 0)
		list_sort(&l);
	*out = l.at;
	*n = l.n;
}

void
doc_row_cells(const struct doc *doc, const struct doc_row *row, struct arena *arena, struct doc_stored **cell, size_t *n)
{
	doc_image_stored(doc, &(struct doc_image){row->tab, row->cell, row->extras}, arena, cell, n);
}

/* ---- what is stored → a row --------------------------------------------------------------- */

void
doc_cell_restore(struct doc *doc, struct doc_row *row, int column, const struct doc_stored *from)
{
	struct doc_cell *c = &row->cell[column];

	doc_note_cell(doc, row, column);
	doc->texts.waste_b += c->n_b;
	if (from != NULL) {
		doc_cell_fill(c, doc_text_keep(&doc->texts, from->value), row->tab->col[column].elem->trims, from->mark);
		return;
	}
	doc_cell_fill(c, (struct sv){0}, false, DOC_TYPED);
	c->state = DOC_ABSENT;
}

struct parsed {			/* an extra, from its path */
	const struct doc_elem *owner;
	int after;
	size_t nth, seq;
	struct sv xml;
};

static const struct doc_elem *
elem_of(struct doc *doc, const struct doc_tab *tab, struct sv path)
{
	size_t hint = (size_t)tab->n_column;
	int column = path.n == 0 ? -1 : doc_path_column(doc, tab, path, &hint);

	return path.n == 0 ? tab->elem : column < 0 ? NULL : tab->col[column].elem;
}

static bool
place_of(const struct doc_elem *owner, struct sv name, int *after)
{
	if (name.n == 0 || sv_eq(name, SV("@"))) {
		*after = name.n == 0 ? -1 : DOC_ATTRS;
		return true;
	}
	for (const struct doc_elem *e = owner->first; e != NULL; e = e->next)
		if (doc_elem_is(e, name)) {
			*after = e->place;
			return true;
		}
	return false;
}

/* OWNER:AFTER#N */
static bool
parse_extra(struct doc *doc, const struct doc_tab *tab, const struct doc_stored *s, struct parsed *out)
{
	struct sv rest = {s->path.p + 1, s->path.n - 1}, owner, name;

	*out = (struct parsed){.nth = 1, .xml = s->value};
	if (!sv_split(&rest, ':', &owner) || rest.p == NULL || s->value.n == 0)
		return false;
	out->owner = elem_of(doc, tab, owner);
	if (out->owner == NULL || !sv_split(&rest, '#', &name) || !place_of(out->owner, name, &out->after))
		return false;
	return rest.p == NULL || sv_to_size(rest, &out->nth);
}

static int
compare_parsed(const void *a, const void *b)
{
	const struct parsed *x = a, *y = b;

	if (x->owner != y->owner)
		return x->owner->index < y->owner->index ? -1 : 1;
	if (x->after != y->after)
		return x->after < y->after ? -1 : 1;
	if (x->nth != y->nth)
		return x->nth < y->nth ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static void
add_stranger(struct doc *doc, struct doc_row *row, const struct doc_stored *from)
{
	struct doc_stranger *s = arena_alloc(&doc->rows, sizeof *s);
	struct doc_extras *to = doc_extras_of(doc, row);

	s->next = to->strangers;
	s->stored.mark = from->mark;
	s->stored.path = (struct sv){arena_dup(&doc->rows, from->path.p, from->path.n), from->path.n};
	s->stored.value = (struct sv){arena_dup(&doc->rows, from->value.p, from->value.n), from->value.n};
	to->strangers = s;
}

static bool
restore_surplus(struct doc *doc, struct doc_row *row, struct sv path)
{
	size_t hint = (size_t)row->tab->n_column;
	int column = doc_path_column(doc, row->tab, path, &hint);

	if (column < 0 || row->tab->col[column].elem->kind != DOC_FIELD || row->cell[column].state != DOC_ABSENT)
		return false;
	doc_note_cell(doc, row, column);
	row->cell[column].state = DOC_SURPLUS;
	return true;
}

bool
doc_path_is_wrapper(struct sv path)
{
	return sv_eq(path, WRAP_BEFORE) || sv_eq(path, WRAP_AFTER);
}

static bool
restore_wrapper(struct doc *doc, const struct doc_row *row, const struct doc_stored *from)
{
	struct str *to = sv_eq(from->path, WRAP_BEFORE) ? &doc->wrap_before : &doc->wrap_after;

	if (row->tab->parent != NULL || !doc_path_is_wrapper(from->path))
		return false;
	if (from->value.p != to->s) {	/* the row's own, restored */
		str_reset(to);
		str_add(to, from->value);
	}
	doc->wrapped = true;
	return true;
}

static void
clear_others(struct doc *doc, struct doc_row *row)
{
	for (struct doc_extra *x = row->extras == NULL ? NULL : row->extras->first; x != NULL; x = x->next)
		doc->texts.waste_b += x->xml.n;
	if (row->extras != NULL)
		*row->extras = (struct doc_extras){0};
	for (int c = 0; c < row->tab->n_column; c++)
		if (row->cell[c].state == DOC_SURPLUS) {
			doc_note_cell(doc, row, c);
			row->cell[c].state = DOC_ABSENT;
		}
}

void
doc_others_restore(struct doc *doc, struct doc_row *row, const struct doc_stored *from, size_t n)
{
	struct parsed *x = mem_zalloc(n + 1, sizeof *x);
	size_t n_x = 0;

	if (doc->noting)
		doc_journal_others(doc, row);
	clear_others(doc, row);
	for (size_t i = 0; i < n; i++) {
		struct sv path = from[i].path;
		bool plus = path.n > 0 && path.p[0] == '+';

		if (plus && parse_extra(doc, row->tab, &from[i], &x[n_x])) {
			x[n_x].seq = i;
			n_x++;
		} else if (!plus || (!restore_wrapper(doc, row, &from[i])
		    && (from[i].value.n > 0 || !restore_surplus(doc, row, (struct sv){path.p + 1, path.n - 1})))) {
			add_stranger(doc, row, &from[i]);
		}
	}
	if (n_x > 1)
		qsort(x, n_x, sizeof *x, compare_parsed);
	for (size_t i = 0; i < n_x; i++)
		doc_extra_add(doc, row, x[i].owner, x[i].after, doc_text_keep(&doc->texts, x[i].xml));
	mem_free(x);
}

void
doc_row_restore(struct doc *doc, struct doc_row *row, const struct doc_stored *from, size_t n)
{
	struct doc_stored *other = NULL;
	size_t hint = 0, n_other = 0;

	for (size_t i = 0; i < n; i++) {
		int column = from[i].path.n > 0 && from[i].path.p[0] == '+' ? -1 : doc_path_column(doc, row->tab, from[i].path, &hint);

		if (column >= 0) {
			doc_cell_restore(doc, row, column, &from[i]);
			continue;
		}
		if (other == NULL)
			other = mem_zalloc(n, sizeof *other);
		other[n_other++] = from[i];
	}
	if (n_other > 0)
		doc_others_restore(doc, row, other, n_other);
	mem_free(other);
}

/* ---- tables ------------------------------------------------------------------------------------ */

struct sv
doc_table_name(const struct doc *doc, int table)
{
	return table == 0 ? SV("/") : sv_of(doc->dict->table[table].node->path);
}

int
doc_table_of(const struct doc *doc, struct sv name)
{
	for (int t = 0; t < doc->n_tab; t++)
		if (sv_eq(name, doc_table_name(doc, t)))
			return t;
	return -1;
}

/* ---- rows and their places ----------------------------------------------------------------------- */

static int
compare_seats(const void *a, const void *b)
{
	const struct doc_seat *x = a, *y = b;

	if (x->parent != y->parent)
		return x->parent->id < y->parent->id ? -1 : 1;
	if (x->row->tab != y->row->tab)
		return x->row->tab->index < y->row->tab->index ? -1 : 1;
	if (x->ord != y->ord)
		return x->ord < y->ord ? -1 : 1;
	return x->row->id < y->row->id ? -1 : x->row->id > y->row->id;
}

/* The last sibling first: nobody behind it has to move up. */
static int
compare_leaving(const void *a, const void *b)
{
	const struct doc_seat *x = a, *y = b;

	return x->row->place > y->row->place ? -1 : x->row->place < y->row->place;
}

void
doc_rows_seat(struct doc_seat *seat, size_t n)
{
	if (n == 0)
		return;
	qsort(seat, n, sizeof *seat, compare_leaving);
	for (size_t i = 0; i < n; i++)
		if (seat[i].linked)
			doc_row_unlink(seat[i].row);
	qsort(seat, n, sizeof *seat, compare_seats);
	for (size_t i = 0; i < n; i++) {
		seat[i].row->ord = seat[i].ord;
		doc_row_link_ord(seat[i].row, seat[i].parent);
	}
}
