#include "view/page.h"

#include <stdlib.h>

#include "base/mem.h"

enum {
	FULL_COLS = 80,		/* for which layouts are drawn */
	FULL_ROWS = 19,		/* of the body at 24 lines */
	BLOCK_MIN = 3,		/* rows of a table that are always seen */
	CONTEXT = 2,		/* rows seen before and behind the current one */
	VALUE_MIN = 4,
};

/* Where the parts of a control stand whose label is at x. */
static struct page_spot
spot_at(const struct layout_control *c, int y, int x, int extra)
{
	struct page_spot s = {.control = c, .y = y, .x = x, .label_width = c->label_width};

	s.value_x = x + c->label_width + 1;
	s.value_width = c->width + (c->name_width == 0 ? extra : 0);
	s.name_width = c->name_width > 0 ? c->name_width + extra : 0;
	s.name_x = s.value_x + s.value_width + (c->width > 0 && s.name_width > 0);
	s.last_x = s.name_width > 0 ? s.name_x + s.name_width : s.value_x + s.value_width;
	if (c->kind == LAYOUT_TEXT)
		s.last_x = x + c->label_width;
	return s;
}

/* What does not fit goes: of the name first, then of the value. */
static void
spot_cut(struct page_spot *s, int cols)
{
	int over = s->last_x - (cols - 1), from_name;

	if (over <= 0 || s->control->kind == LAYOUT_TEXT || s->control->kind == LAYOUT_RULE)
		return;
	from_name = over < s->name_width ? over : s->name_width;
	s->name_width -= from_name;
	over -= from_name;
	if (over > 0 && s->value_width > VALUE_MIN) {
		int from_value = over < s->value_width - VALUE_MIN ? over : s->value_width - VALUE_MIN;

		s->value_width -= from_value;
		s->name_x -= from_value;
	}
	s->last_x = s->name_width > 0 ? s->name_x + s->name_width : s->value_x + s->value_width;
}

/* Places the controls of a line from row y on; returns the rows that they take. */
static int
place_line(struct page *p, const struct layout_line *l, int y)
{
	int *at = mem_alloc((l->n + 1) * sizeof *at), *extra = mem_alloc((l->n + 1) * sizeof *extra);
	int row = 0, base = 0, behind = 0;

	layout_place(l->control, l->n, p->cols, at, extra);
	for (size_t i = 0; i < l->n; i++) {
		struct page_spot *s = &p->spot[p->n_spot++];
		int x = at[i] - base < behind ? behind : at[i] - base;

		*s = spot_at(&l->control[i], y + row, x, extra[i]);
		if (s->last_x >= p->cols && x > 0 && p->cols < FULL_COLS && s->control->kind != LAYOUT_RULE) {
			row++;
			base = at[i];
			*s = spot_at(&l->control[i], y + row, 0, extra[i]);
		}
		spot_cut(s, p->cols);
		behind = s->last_x + 1;
	}
	mem_free(at);
	mem_free(extra);
	return l->n == 0 ? 1 : row + 1;
}

static void
place_columns(struct page *p)
{
	const struct layout_page *of = p->of;
	int *at = mem_alloc((of->n_column + 1) * sizeof *at), *extra = mem_alloc((of->n_column + 1) * sizeof *extra);

	layout_place(of->column, of->n_column, p->cols, at, extra);
	for (size_t i = 0; i < of->n_column; i++) {
		struct page_spot s = spot_at(&of->column[i], 0, at[i], extra[i]);
		int back = s.value_x - s.x;		/* the label stands in the header, the value under it */

		s.value_x -= back;
		s.name_x -= back;
		s.last_x -= back;
		s.label_width = s.last_x - s.x;
		p->column[p->n_column++] = s;
	}
	mem_free(at);
	mem_free(extra);
}

/* Rows of the table: all the room that the lines below leave, but at least a few; then the lines scroll. */
static int
rows_of_block(const struct page *p, int room)
{
	int few = p->of->rows > 0 && p->of->rows < p->rows / 3 ? p->of->rows : p->rows / 3;
	int block = room - p->below_total;

	if (few < BLOCK_MIN)
		few = BLOCK_MIN;
	if (p->of->rows > 0 && p->rows >= FULL_ROWS && few < p->of->rows)
		few = p->of->rows;
	if (block < few)
		block = few;
	if (p->below_total > 0 && block > room - 1)
		block = room - 1;
	return block < 1 ? 1 : block;
}

static void
place_parts(struct page *p)
{
	bool has_rule = p->n_spot > p->n_above && p->spot[p->n_above].control->kind != LAYOUT_RULE;
	int y = p->above_rows;

	p->rule_y = -1;
	if (p->n_column > 0) {
		p->block_y = y;
		p->block_rows = rows_of_block(p, p->rows - y - 1 - has_rule);
		y += 1 + p->block_rows;
		if (has_rule && y < p->rows)
			p->rule_y = y++;
	}
	p->below_y = y;
	p->below_rows = p->rows - y > 0 ? p->rows - y : 0;
}

void
page_make(struct page *p, const struct layout_page *of, int cols, int rows, page_line_shown *shown, void *ctx)
{
	size_t n = 0;

	page_free(p);
	p->of = of;
	p->cols = cols;
	p->rows = rows;
	for (size_t i = 0; i < of->n_line; i++)
		n += of->line[i].n;
	p->spot = mem_zalloc(n + 1, sizeof *p->spot);
	p->column = mem_zalloc(of->n_column + 1, sizeof *p->column);
	place_columns(p);
	for (size_t i = 0; i < of->n_line; i++) {
		bool above = of->n_column > 0 && i < of->n_above;
		int *y = above ? &p->above_rows : &p->below_total;

		if (shown == NULL || shown(ctx, &of->line[i]))
			*y += place_line(p, &of->line[i], *y);
		if (above)
			p->n_above = p->n_spot;
	}
	place_parts(p);
}

void
page_free(struct page *p)
{
	mem_free(p->spot);
	mem_free(p->column);
	*p = (struct page){0};
}

const struct page_spot *
page_spot_of(const struct page *p, const struct layout_control *control, enum page_part *part)
{
	enum page_part ignored;

	part = part == NULL ? &ignored : part;
	for (size_t i = 0; i < p->n_spot; i++) {
		if (p->spot[i].control == control) {
			*part = i < p->n_above ? PAGE_ABOVE : PAGE_BELOW;
			return &p->spot[i];
		}
	}
	*part = PAGE_BLOCK;
	for (size_t i = 0; i < p->n_column; i++)
		if (p->column[i].control == control)
			return &p->column[i];
	return NULL;
}

int
page_scroll_to(const struct page *p, int scroll, int y)
{
	int most = p->below_total - p->below_rows;

	if (y < scroll)
		scroll = y;
	if (y >= scroll + p->below_rows)
		scroll = y - p->below_rows + 1;
	if (scroll > most)
		scroll = most;
	return scroll < 0 ? 0 : scroll;
}

size_t
page_top_for(const struct page *p, size_t top, size_t i, size_t n)
{
	size_t rows = (size_t)p->block_rows;
	size_t context = rows > 2 * CONTEXT ? CONTEXT : 0;

	if (rows == 0)
		return 0;
	if (i < top + context)
		top = i < context ? 0 : i - context;
	if (i + context >= top + rows)
		top = i + context + 1 - rows;
	if (n < rows)
		return 0;
	return top > n - rows ? n - rows : top;
}

int
page_shift_for(const struct page *p, int shift, const struct page_spot *spot)
{
	if (spot->last_x - shift >= p->cols)
		shift = spot->last_x - p->cols + 1;
	return spot->x - shift < 1 ? spot->x - 1 : shift;
}

/* Columns between two stretches; 0 when they overlap. */
static int
distance(const struct page_spot *a, const struct page_spot *b)
{
	int from = a->value_x, to = from + (a->value_width > 0 ? a->value_width : 1);

	if (b->value_x >= to)
		return b->value_x - to + 1;
	return b->last_x < from ? from - b->last_x : 0;
}

const struct page_spot *
page_beside(const struct page *p, const struct page_spot *from, int step,
    bool (*fits)(void *ctx, const struct layout_control *control), void *ctx)
{
	const struct page_spot *best = NULL;

	for (size_t i = 0; i < p->n_spot; i++) {
		const struct page_spot *s = &p->spot[i];
		int rows = best == NULL ? 0 : abs(s->y - from->y) - abs(best->y - from->y);

		if ((s->y - from->y) * step <= 0 || !fits(ctx, s->control))
			continue;
		if (best == NULL || rows < 0 || (rows == 0 && distance(from, s) < distance(from, best)))
			best = s;
	}
	return best;
}
