/* What a wide screen shows beside the page: the rows of the first table, findings. */
#include "view/entry.h"

#include "base/i18n.h"
#include "base/text.h"

static int
first_table(const struct entry *e)
{
	for (size_t i = 0; i < e->layout->n_page; i++)
		if (e->layout->page[i].table != 0 && entry_page_shown(e, (int)i))
			return (int)i;
	return -1;
}

static int
put_columns(struct entry *e, struct canvas *c, int y, int x, const struct page *g, const struct doc_row *row)
{
	struct arena arena = {0};

	for (size_t i = 0; i < g->n_column; i++) {
		const struct page_spot *s = &g->column[i];
		struct entry_show show;

		if (s->last_x > g->cols)
			break;
		if (row == NULL) {
			canvas_putz(c, y, x + s->x, s->label_width, STYLE_LABEL, entry_label(e, s->control, 0));
			continue;
		}
		entry_show(e, s->control, doc_row_id(row), &arena, &show);
		canvas_put(c, y, x + s->x, s->value_width, STYLE_VALUE, show.value);
		if (s->name_width > 0)
			canvas_put(c, y, x + s->name_x, s->name_width, STYLE_NAME, show.name);
	}
	arena_free(&arena);
	return y + 1;
}

/* The rows of the first table, as far as there is room. */
static int
paint_table(struct entry *e, struct canvas *c, int y, int x, int end)
{
	const int page = first_table(e);
	struct page g = {0};
	const struct layout_page *of;
	const struct doc_row *r;

	if (page < 0 || page == e->at.page)
		return y;
	of = &e->layout->page[page];
	page_make(&g, of, c->cols - x, c->rows, NULL, NULL);
	canvas_rule(c, y++, x, c->cols - x, STYLE_DIM, i18n_pick(of->label.zh, of->label.en));
	y = put_columns(e, c, y, x, &g, NULL);
	for (r = doc_row_first(doc_root(entry_doc(e)), of->table); r != NULL && y < end; r = doc_row_next(r))
		y = put_columns(e, c, y, x, &g, r);
	page_free(&g);
	return y;
}

static void
paint_findings(struct entry *e, struct canvas *c, int y, int x)
{
	const struct live *live = desk_draft_findings(e->draft);
	const struct live_finding *f;
	const int end = c->rows - ENTRY_BELOW, width = c->cols - x - 2;
	size_t n;

	if (live == NULL)
		return;
	f = live_findings(live, &n);
	canvas_rule(c, y++, x, c->cols - x, STYLE_DIM, _("Findings"));
	for (size_t i = 0; i < n && y < end; i++) {
		const char mark[2] = {entry_mark(&f[i], false), '\0'};
		struct sv rest = f[i].text;

		canvas_putz(c, y, x, 1, mark[0] == '!' ? STYLE_ERROR : STYLE_WARNING, mark);
		while (rest.n > 0 && y < end)
			canvas_put(c, y++, x + 2, width, STYLE_NORMAL, view_wrap(&rest, width));
	}
}

void
entry_paint_side(struct entry *e, struct canvas *c, int x)
{
	const int rows = c->rows - ENTRY_BODY_Y - ENTRY_BELOW;

	for (int y = ENTRY_BODY_Y; y < ENTRY_BODY_Y + rows; y++)
		canvas_putz(c, y, x - 1, 1, STYLE_DIM, "|");
	paint_findings(e, c, paint_table(e, c, ENTRY_BODY_Y, x, ENTRY_BODY_Y + rows / 2), x);
}
