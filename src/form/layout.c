#include "form/layout_build.h"

#include <stdlib.h>

#include "base/i18n.h"

struct layout *
layout_new(void)
{
	struct layout *l = mem_zalloc(1, sizeof *l);

	l->owned = mem_zalloc(1, sizeof(struct layout_owned));
	return l;
}

struct layout_owned *
layout_owned_of(const struct layout *l)
{
	return l->owned;
}

void *
layout_alloc(struct layout *l, size_t count, size_t size_b)
{
	void *p = arena_alloc(&layout_owned_of(l)->arena, (count + 1) * size_b);

	memset(p, 0, (count + 1) * size_b);
	return p;
}

void
layout_free(struct layout *layout)
{
	struct layout_owned *o;

	if (layout == NULL)
		return;
	o = layout->owned;
	for (size_t i = 0; i < o->n_expr; i++)
		expr_free(o->expr[i]);
	mem_free(o->expr);
	arena_free(&o->arena);
	mem_free(o);
	mem_free(layout->page);
	mem_free(layout);
}

int
layout_page_by_id(const struct layout *layout, const char *id)
{
	for (size_t i = 0; i < layout->n_page; i++)
		if (strcmp(layout->page[i].id, id) == 0)
			return (int)i;
	return -1;
}

/* ---- cells ------------------------------------------------------------------ */

static bool
has_cell(const struct layout_control *c, int table, int column)
{
	for (int i = 0; c->table == table && i < LAYOUT_N_CELL; i++)
		if (c->cell[i] == column && (c->kind != LAYOUT_ELEMENTS || i == 0))
			return true;
	return false;
}

/* Keeps the best of what has the cell: one that edits it before one that shows it. */
static bool
look_at(const struct layout_control *c, size_t n, int table, int column, const struct layout_control **best)
{
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		if (has_cell(&c[i], table, column) && (*best == NULL || ((*best)->order < 0 && c[i].order >= 0))) {
			*best = &c[i];
			found = true;
		}
	}
	return found;
}

bool
layout_find(const struct layout *layout, int table, int column, int *page, const struct layout_control **control)
{
	*control = NULL;
	*page = -1;
	for (int sub = 0; column >= 0 && sub < 2; sub++) {
		for (size_t i = 0; i < layout->n_page; i++) {
			const struct layout_page *p = &layout->page[i];

			if (p->sub != (sub == 1))
				continue;
			if (look_at(p->column, p->n_column, table, column, control))
				*page = (int)i;
			for (size_t k = 0; k < p->n_line; k++)
				if (look_at(p->line[k].control, p->line[k].n, table, column, control))
					*page = (int)i;
		}
	}
	return *control != NULL;
}

const char *
layout_label(const struct layout_control *c, bool (*holds)(void *ctx, const struct expr *when), void *ctx)
{
	for (size_t i = c->n_label; i-- > 0;)
		if (c->label[i].when == NULL || (holds != NULL && holds(ctx, c->label[i].when)))
			return i18n_pick(c->label[i].zh, c->label[i].en);
	return i18n_pick(c->label[0].zh, c->label[0].en);
}

/* ---- columns of the screen ----------------------------------------------------- */

int
layout_width(const struct layout_control *c)
{
	int between = c->width > 0 && c->name_width > 0 ? 1 : 0;

	if (c->kind == LAYOUT_TEXT)
		return c->label_width + 1;
	if (c->kind == LAYOUT_RULE)
		return LAYOUT_COLS;
	return c->label_width + 1 + c->width + between + c->name_width + 1;
}

void
layout_place(const struct layout_control *control, size_t n, int cols, int *at, int *extra)
{
	int spare = cols > LAYOUT_COLS ? cols - LAYOUT_COLS : 0, n_grow = 0, moved = 0;
	size_t i;

	for (i = 0; i < n; i++)
		n_grow += control[i].grow;
	for (i = 0; i < n; i++) {
		at[i] = control[i].at + moved;
		extra[i] = control[i].grow ? spare / n_grow : 0;
		moved += extra[i];
	}
}

static void
place_columns(struct layout_control *c, size_t n)
{
	int at = 1;

	for (size_t i = 0; i < n; i++) {
		c[i].at = at;
		at += c[i].width + (c[i].width > 0 && c[i].name_width > 0) + c[i].name_width + 1;
	}
}

static void
place_line(struct layout_line *l)
{
	int behind = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct layout_control *c = &l->control[i];

		if (c->at < 0)
			c->at = behind;
		behind = c->at + layout_width(c);
	}
}

/* ---- the keyer's order ------------------------------------------------------------ */

struct stop {
	struct layout_control *control;
	int order;
	size_t place;
};

static int
compare_stops(const void *x, const void *y)
{
	const struct stop *a = x, *b = y;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static void
add_stops(struct layout_control *c, size_t n, struct stop *stop, size_t *n_stop, int *order)
{
	for (size_t i = 0; i < n; i++) {
		if (c[i].order == LAYOUT_NO_STOP)
			continue;
		if (c[i].order >= 0)
			*order = c[i].order;
		stop[*n_stop] = (struct stop){&c[i], *order, *n_stop};
		++*n_stop;
	}
}

static bool
stands_in_a_line(const struct layout_page *page, const struct layout_control *column)
{
	for (size_t i = 0; i < page->n_line; i++)
		for (size_t k = 0; k < page->line[i].n; k++)
			if (page->line[i].control[k].order != LAYOUT_NO_STOP
			    && has_cell(&page->line[i].control[k], column->table, column->cell[0]))
				return true;
	return false;
}

static void
number_stops(struct layout_page *page)
{
	size_t n = page->n_column, i;
	struct stop *stop;
	int order = 0;

	for (i = 0; i < page->n_line; i++)
		n += page->line[i].n;
	stop = mem_zalloc(n + 1, sizeof *stop);
	page->n_stop = 0;
	for (i = 0; i < page->n_above; i++)
		add_stops(page->line[i].control, page->line[i].n, stop, &page->n_stop, &order);
	add_stops(page->column, page->n_column, stop, &page->n_stop, &order);
	for (i = page->n_above; i < page->n_line; i++)
		add_stops(page->line[i].control, page->line[i].n, stop, &page->n_stop, &order);
	if (page->n_stop > 1)
		qsort(stop, page->n_stop, sizeof *stop, compare_stops);
	for (i = 0; i < page->n_stop; i++)
		stop[i].control->order = (int)i;
	mem_free(stop);
}

void
layout_finish_page(struct layout_page *page)
{
	for (size_t i = 0; i < page->n_line; i++)
		place_line(&page->line[i]);
	place_columns(page->column, page->n_column);
	for (size_t i = 0; i < page->n_column; i++)
		if (stands_in_a_line(page, &page->column[i]))
			page->column[i].order = LAYOUT_NO_STOP;
	number_stops(page);
}
