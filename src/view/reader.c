/*
 * Text to read. Long lines are wrapped, or (w) run out to the right where the
 * arrows follow them.
 */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/line.h"
#include "view/popup.h"
#include "view/view.h"

enum { FIRST_ROW = 1, LAST_ROWS = 3, SIDE_STEP = 20 };

struct reader {
	struct screen screen;
	char *title, *text;
	size_t len_b;
	struct sv *line;	/* as laid out for cols columns */
	size_t n, cap;
	int cols, rows;
	bool whole;		/* lines are not wrapped */
	size_t top;
	int left;		/* columns to the left of what is seen */
	bool asks;		/* the search is being typed */
	struct line find;
	size_t found;		/* the line found last; n: none */
};

/* ---- laying out ---------------------------------------------------------------- */

static void
add_line(struct reader *r, struct sv line)
{
	if (r->n == r->cap)
		r->line = mem_grow(r->line, &r->cap, sizeof *r->line);
	r->line[r->n++] = line;
}

static void
lay_out(struct reader *r, int cols)
{
	struct sv rest = {r->text, r->len_b}, line;
	const char *seen = r->top < r->n ? r->line[r->top].p : r->text;

	r->n = 0;
	r->cols = cols;
	while (rest.n > 0) {
		if (r->whole)
			sv_split(&rest, '\n', &line);
		else
			line = view_wrap(&rest, cols - 2);
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		add_line(r, line);
	}
	r->found = r->n;
	for (r->top = 0; r->top + 1 < r->n && r->line[r->top + 1].p <= seen; r->top++)
		;
}

static size_t
last_top(const struct reader *r)
{
	size_t rows = r->rows > 0 ? (size_t)r->rows : 1;

	return r->n > rows ? r->n - rows : 0;
}

static void
scroll_to(struct reader *r, size_t top)
{
	r->top = top < last_top(r) ? top : last_top(r);
}

/* ---- searching -------------------------------------------------------------------- */

static bool
has_wanted(const struct reader *r, size_t i)
{
	struct str line = STR_INIT(0), wanted = STR_INIT(0);
	bool found;

	popup_add_folded(&line, r->line[i]);
	popup_add_folded(&wanted, str_sv(&r->find.text));
	found = sv_find(str_sv(&line), str_sv(&wanted), NULL);
	str_clear(&line);
	str_clear(&wanted);
	return found;
}

/* From line `from` on and around the end; step 1 down, n - 1 up. */
static void
search(struct reader *r, size_t from, size_t step)
{
	if (r->n == 0 || r->find.text.len_b == 0)
		return;
	for (size_t k = 0, i = from % r->n; k < r->n; k++, i = (i + step) % r->n) {
		if (!has_wanted(r, i))
			continue;
		r->found = i;
		if (i < r->top || i >= r->top + (size_t)r->rows)
			scroll_to(r, i > 2 ? i - 2 : 0);
		return;
	}
	r->found = r->n;
	view_say(r->screen.view, VIEW_WARNS, _("not found: %s"), str_z(&r->find.text));
}

/* ---- painting ------------------------------------------------------------------------ */

static void
paint_line(struct reader *r, struct canvas *c, int y, size_t i)
{
	canvas_put(c, y, 1 - r->left, c->cols - 2 + r->left, i == r->found ? STYLE_MATCH : STYLE_NORMAL, r->line[i]);
	if (r->left > 0)
		canvas_putz(c, y, 0, 1, STYLE_DIM, "<");
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct reader *r = (struct reader *)s;
	int x;

	r->rows = c->rows - FIRST_ROW - LAST_ROWS;
	if (r->cols != c->cols)
		lay_out(r, c->cols);
	scroll_to(r, r->top);
	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	canvas_putz(c, 0, 1, c->cols - 16, STYLE_TITLE, r->title);
	canvas_putf(c, 0, c->cols - 14, 13, STYLE_TITLE, "%zu / %zu", r->top + 1, r->n);
	for (int i = 0; i < r->rows && r->top + (size_t)i < r->n; i++)
		paint_line(r, c, FIRST_ROW + i, r->top + (size_t)i);
	canvas_rule(c, c->rows - LAST_ROWS, 0, c->cols, STYLE_DIM, NULL);
	if (r->asks) {
		x = 1 + canvas_putz(c, c->rows - 2, 1, c->cols - 2, STYLE_LABEL, _("find> "));
		line_paint(&r->find, c, c->rows - 2, x, c->cols - x - 1, STYLE_FOCUS);
	}
}

/* ---- keys ------------------------------------------------------------------------------ */

static bool
key_of_search(struct reader *r, const struct key *key)
{
	switch (key->code) {
	case K_ENTER:
		r->asks = false;
		search(r, r->top, 1);
		return true;
	default:
		return line_key(&r->find, key) != LINE_PASSED;
	}
}

static bool
key(struct screen *s, const struct key *key)
{
	struct reader *r = (struct reader *)s;
	struct popup_list l = {.n = last_top(r) + 1, .at = r->top, .rows = r->rows};
	bool space = key->code == K_CHAR && key->ch == ' ' && !key->ctrl && !key->alt;

	if (r->asks)
		return key_of_search(r, key);
	if (key->code == K_RIGHT && r->whole) {
		r->left += SIDE_STEP;
		return true;
	}
	if (key->code == K_LEFT && r->whole) {
		r->left = r->left > SIDE_STEP ? r->left - SIDE_STEP : 0;
		return true;
	}
	if (!popup_list_key(&l, space ? &(struct key){.code = K_PGDN} : key))
		return false;
	r->top = l.at;
	return true;
}

static bool
reads(struct screen *s)
{
	return !((struct reader *)s)->asks;
}

static bool
has_search(struct screen *s)
{
	return reads(s) && ((struct reader *)s)->find.text.len_b > 0;
}

static void
act_find(struct screen *s)
{
	struct reader *r = (struct reader *)s;

	line_clear(&r->find);
	line_start(&r->find, LINE_SEARCH, (struct sv){0});
	r->asks = true;
}

static void
act_next(struct screen *s)
{
	struct reader *r = (struct reader *)s;

	search(r, r->found < r->n ? r->found + 1 : r->top, 1);
}

static void
act_previous(struct screen *s)
{
	struct reader *r = (struct reader *)s;

	if (r->n > 0)
		search(r, (r->found < r->n ? r->found : r->top) + r->n - 1, r->n - 1);
}

static void
act_whole(struct screen *s)
{
	struct reader *r = (struct reader *)s;

	r->whole = !r->whole;
	r->left = 0;
	r->cols = 0;
}

static bool
asks(struct screen *s)
{
	return ((struct reader *)s)->asks;
}

static void
act_read(struct screen *s)
{
	((struct reader *)s)->asks = false;
}

static void
act_back(struct screen *s)
{
	view_pop(s->view, NULL);
}

static void
free_reader(struct screen *s)
{
	struct reader *r = (struct reader *)s;

	line_clear(&r->find);
	mem_free(r->line);
	mem_free(r->title);
	mem_free(r->text);
	mem_free(r);
}

static const struct action actions[] = {
	{"reader-back", "q", "Esc", N_("back"), N_("back to the screen before"), reads, act_back},
	{"reader-read", "Esc", NULL, N_("back"), N_("leave the search"), asks, act_read},
	{"reader-find", "/", "C-f", N_("find"), N_("find a text"), reads, act_find},
	{"reader-next", "n", NULL, N_("next one"), N_("the next line that has it"), has_search, act_next},
	{"reader-previous", "N", NULL, N_("one before"), N_("the line before that has it"), has_search, act_previous},
	{"reader-whole", "w", NULL, N_("lines"), N_("long lines wrapped, or whole with the arrows going along them"), reads, act_whole},
	{.id = NULL},
};

const struct screen_class view_reader_class = {
	.name = "reader", .title = N_("text to read"), .action = actions, .paint = paint, .key = key, .free = free_reader,
};

struct screen *
view_reader(struct view *view, const char *title, struct sv text)
{
	struct reader *r = mem_zalloc(1, sizeof *r);

	r->screen = (struct screen){.class = &view_reader_class, .view = view};
	r->title = mem_strdup(title);
	r->text = mem_alloc(text.n + 1);
	r->len_b = text.n;
	if (text.n > 0)
		memcpy(r->text, text.p, text.n);
	line_start(&r->find, LINE_SEARCH, (struct sv){0});
	return &r->screen;
}
