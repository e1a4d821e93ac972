/* What is seen of the page and what it shows, kept until something changes: a
 * key that is typed repaints from here and asks the document nothing. */
#include "view/entry.h"

enum { WIDE_COLS = 120, FULL_COLS = 80 };

/* Columns of the page; a wide screen shows other things beside it. */
static int
page_cols(int cols)
{
	int side = cols / 3 < cols - FULL_COLS - 1 ? cols / 3 : cols - FULL_COLS - 1;

	return cols < WIDE_COLS ? cols : cols - side - 1;
}

char
entry_mark(const struct live_finding *f, bool automatic)
{
	if (f != NULL && f->severity == FORM_ERROR)
		return '!';
	if (f != NULL && f->severity == FORM_WARNING)
		return '?';
	return automatic ? '~' : ' ';
}

static void
keep_focus_seen(struct entry *e)
{
	struct entry_page *p = &e->page[e->at.page];
	enum page_part part = PAGE_BELOW;
	const struct page_spot *s = e->at.control != NULL ? page_spot_of(&e->geometry, e->at.control, &part) : NULL;

	if (e->geometry.n_column > 0)
		p->top = page_top_for(&e->geometry, p->top, entry_row_index(e, e->at.row), e->n_row + 1);
	if (s != NULL && part == PAGE_BLOCK)
		p->shift = page_shift_for(&e->geometry, p->shift, s);
	p->scroll = page_scroll_to(&e->geometry, p->scroll, s != NULL && part == PAGE_BELOW ? s->y : p->scroll);
}

/* The first finding of the row's fields, else of the page's table. */
static const struct live_finding *
first_finding(const struct entry *e)
{
	const struct live *live = desk_draft_findings(e->draft);
	const int table = entry_layout_page(e)->table;
	const struct live_finding *all;
	size_t n;

	for (size_t i = 0; i < e->geometry.n_spot; i++)
		if (e->show[i].finding != NULL)
			return e->show[i].finding;
	if (live == NULL)
		return NULL;
	all = live_findings(live, &n);
	for (size_t i = 0; i < n; i++) {
		const struct doc_row *r = doc_row_by_id(entry_doc(e), all[i].row);

		if (r != NULL && doc_row_table(r) == table)
			return &all[i];
	}
	return NULL;
}

/* Lines of the other direction and the like take no room. */
static bool
line_shown(void *ctx, const struct layout_line *line)
{
	const struct entry *e = ctx;

	for (size_t i = 0; i < line->n; i++)
		if (entry_shows(e, &line->control[i], e->at.row))
			return true;
	return line->n == 0;
}

static void
make_geometry(struct entry *e, int cols, int rows)
{
	struct page *g = &e->geometry;

	page_make(g, entry_layout_page(e), cols, rows, line_shown, e);
	mem_free(e->show);
	mem_free(e->cell);
	mem_free(e->row_mark);
	e->show = mem_zalloc(g->n_spot + 1, sizeof *e->show);
	e->cell = mem_zalloc((size_t)g->block_rows * g->n_column + 1, sizeof *e->cell);
	e->row_mark = mem_zalloc((size_t)g->block_rows + 1, 1);
	e->cell_change = 0;
}

static void
measure_lines(struct entry *e)
{
	const struct page *g = &e->geometry;

	arena_reset(&e->arena);
	for (size_t i = 0; i < g->n_spot; i++)
		entry_show(e, g->spot[i].control, e->at.row, &e->arena, &e->show[i]);
	if (e->shown_change != e->change) {
		const struct live *live = desk_draft_findings(e->draft);

		e->n_error = live != NULL ? live_count(live, FORM_ERROR) : 0;
		e->n_warning = live != NULL ? live_count(live, FORM_WARNING) : 0;
	}
	e->shown_change = e->change;
	e->shown_row = e->at.row;
	e->finding = first_finding(e);
}

/* The worst of what the fields below the block have, which stand in no column. */
static char
mark_below(const struct entry *e, uint32_t row, char worst)
{
	const struct layout_page *p = entry_layout_page(e);
	const struct live *live = desk_draft_findings(e->draft);

	for (size_t i = p->n_above; live != NULL && worst != '!' && i < p->n_line; i++) {
		for (size_t k = 0; k < p->line[i].n; k++) {
			const struct layout_control *c = &p->line[i].control[k];
			char mark = c->table == p->table && c->cell[0] >= 0 ? entry_mark(live_of_cell(live, row, c->cell[0]), false) : ' ';

			if (mark == '!' || worst == ' ')
				worst = mark;
		}
	}
	return worst;
}

static void
measure_block(struct entry *e)
{
	const struct page *g = &e->geometry;
	const size_t top = e->page[e->at.page].top;

	arena_reset(&e->cell_arena);
	for (size_t k = 0; k < (size_t)g->block_rows; k++) {
		uint32_t row = top + k < e->n_row ? e->row[top + k] : 0;

		e->row_mark[k] = ' ';
		if (top + k > e->n_row)
			break;
		for (size_t i = 0; i < g->n_column; i++) {
			struct entry_show *show = &e->cell[k * g->n_column + i];
			char mark;

			entry_show(e, g->column[i].control, row, &e->cell_arena, show);
			mark = entry_mark(show->finding, false);
			if (mark == '!' || e->row_mark[k] == ' ')
				e->row_mark[k] = mark;
		}
		if (row != 0)
			e->row_mark[k] = mark_below(e, row, e->row_mark[k]);
	}
	e->cell_change = e->change;
	e->cell_top = top;
}

void
entry_measure(struct entry *e)
{
	const struct canvas *c = view_canvas(e->screen.view);
	const int cols = page_cols(c->cols), rows = c->rows - ENTRY_BODY_Y - ENTRY_BELOW;
	struct page *g = &e->geometry;
	const bool stale = g->of != entry_layout_page(e) || g->cols != cols || g->rows != rows || e->shown_change != e->change
	    || e->shown_row != e->at.row;

	if (stale)
		make_geometry(e, cols, rows);
	keep_focus_seen(e);
	if (stale)
		measure_lines(e);
	if (g->block_rows > 0 && (e->cell_change != e->change || e->cell_top != e->page[e->at.page].top))
		measure_block(e);
}
