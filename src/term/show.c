#include "term/show.h"

#include <ncurses.h>
#include <stdlib.h>
#include <wchar.h>

#include "base/mem.h"
#include "base/text.h"

/* ---- themes ------------------------------------------------------------------ */

struct look {
	short fore, back;		/* -1: the terminal's own */
	unsigned long attribute;
};

/* Eight colours, so that every terminal has them; what must be told apart in mono has an attribute too. */
static const struct look dark[STYLE_N] = {
	[STYLE_NORMAL] = {-1, -1, A_NORMAL}, [STYLE_DIM] = {-1, -1, A_DIM}, [STYLE_TITLE] = {COLOR_WHITE, COLOR_BLUE, A_BOLD},
	[STYLE_LABEL] = {COLOR_CYAN, -1, A_NORMAL}, [STYLE_VALUE] = {-1, -1, A_NORMAL}, [STYLE_EMPTY] = {-1, -1, A_DIM},
	[STYLE_AUTO] = {COLOR_GREEN, -1, A_NORMAL}, [STYLE_NAME] = {COLOR_YELLOW, -1, A_NORMAL},
	[STYLE_FOCUS] = {COLOR_WHITE, COLOR_BLUE, A_NORMAL}, [STYLE_SELECTED] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL},
	[STYLE_ERROR] = {COLOR_RED, -1, A_BOLD}, [STYLE_WARNING] = {COLOR_YELLOW, -1, A_BOLD}, [STYLE_INFO] = {COLOR_CYAN, -1, A_NORMAL},
	[STYLE_KEY] = {COLOR_YELLOW, -1, A_BOLD}, [STYLE_BAR] = {-1, -1, A_NORMAL}, [STYLE_TEST] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL},
	[STYLE_POPUP] = {-1, -1, A_NORMAL}, [STYLE_MATCH] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL},
};

static const struct look light[STYLE_N] = {
	[STYLE_NORMAL] = {-1, -1, A_NORMAL}, [STYLE_DIM] = {-1, -1, A_DIM}, [STYLE_TITLE] = {COLOR_WHITE, COLOR_BLUE, A_BOLD},
	[STYLE_LABEL] = {COLOR_BLUE, -1, A_NORMAL}, [STYLE_VALUE] = {-1, -1, A_NORMAL}, [STYLE_EMPTY] = {-1, -1, A_DIM},
	[STYLE_AUTO] = {COLOR_GREEN, -1, A_BOLD}, [STYLE_NAME] = {COLOR_MAGENTA, -1, A_NORMAL},
	[STYLE_FOCUS] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL}, [STYLE_SELECTED] = {COLOR_WHITE, COLOR_BLUE, A_NORMAL},
	[STYLE_ERROR] = {COLOR_RED, -1, A_BOLD}, [STYLE_WARNING] = {COLOR_MAGENTA, -1, A_BOLD}, [STYLE_INFO] = {COLOR_BLUE, -1, A_NORMAL},
	[STYLE_KEY] = {COLOR_BLUE, -1, A_BOLD}, [STYLE_BAR] = {-1, -1, A_NORMAL}, [STYLE_TEST] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL},
	[STYLE_POPUP] = {-1, -1, A_NORMAL}, [STYLE_MATCH] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL},
};

static const unsigned long mono[STYLE_N] = {
	[STYLE_NORMAL] = A_NORMAL, [STYLE_DIM] = A_DIM, [STYLE_TITLE] = A_REVERSE, [STYLE_LABEL] = A_NORMAL, [STYLE_VALUE] = A_BOLD,
	[STYLE_EMPTY] = A_DIM, [STYLE_AUTO] = A_NORMAL, [STYLE_NAME] = A_NORMAL, [STYLE_FOCUS] = A_UNDERLINE,
	[STYLE_SELECTED] = A_REVERSE, [STYLE_ERROR] = A_BOLD, [STYLE_WARNING] = A_BOLD, [STYLE_INFO] = A_NORMAL, [STYLE_KEY] = A_BOLD,
	[STYLE_BAR] = A_NORMAL, [STYLE_TEST] = A_REVERSE, [STYLE_POPUP] = A_NORMAL, [STYLE_MATCH] = A_REVERSE,
};

static bool
wants_colours(const char *theme)
{
	const char *no_color = getenv("NO_COLOR");

	return strcmp(theme, "mono") != 0 && (no_color == NULL || no_color[0] == '\0') && has_colors();
}

void
show_open(struct show *s, const char *theme)
{
	const struct look *look = strcmp(theme, "light") == 0 ? light : dark;

	*s = (struct show){.colours = wants_colours(theme)};
	if (s->colours && (start_color() == ERR || COLORS < 8 || COLOR_PAIRS <= STYLE_N))
		s->colours = false;
	if (s->colours)
		use_default_colors();
	for (short i = 0; i < STYLE_N; i++) {
		s->attribute[i] = s->colours ? look[i].attribute : mono[i];
		if (s->colours)
			init_pair((short)(i + 1), look[i].fore, look[i].back);
	}
}

void
show_close(struct show *s)
{
	mem_free(s->cell);
	*s = (struct show){0};
}

void
show_forget(struct show *s)
{
	s->known = false;
}

/* ---- cells ---------------------------------------------------------------------- */

/* A character that this host counts in other columns than we do would shift all behind it. */
static void
set_text(wchar_t wide[CCHARW_MAX + 1], const struct canvas_cell *cell)
{
	size_t n = 0;

	for (size_t i = 0; i < cell->n_b && n < CCHARW_MAX; ) {
		uint32_t cp;

		i += text_decode(cell->text + i, cell->n_b - i, &cp);
		if (n == 0 && wcwidth((wchar_t)cp) != cell->width)
			cp = cell->width == 2 ? 0x3013 : '?';
		else if (n > 0 && wcwidth((wchar_t)cp) != 0)
			continue;
		wide[n++] = (wchar_t)cp;
	}
	wide[n] = L'\0';
}

static void
put_cell(const struct show *s, int y, int x, const struct canvas_cell *cell)
{
	wchar_t wide[CCHARW_MAX + 1];
	cchar_t c;
	enum style style = cell->style < STYLE_N ? (enum style)cell->style : STYLE_NORMAL;

	set_text(wide, cell);
	setcchar(&c, wide, (attr_t)s->attribute[style], s->colours ? (short)(style + 1) : 0, NULL);
	mvadd_wch(y, x, &c);
}

static bool
is_same(const struct canvas_cell *a, const struct canvas_cell *b)
{
	return a->width == b->width && a->style == b->style && a->n_b == b->n_b && memcmp(a->text, b->text, a->n_b) == 0;
}

static void
show_row(struct show *s, const struct canvas *c, int y)
{
	const struct canvas_cell *now = c->cell + (size_t)y * (size_t)c->cols;
	struct canvas_cell *before = s->cell + (size_t)y * (size_t)c->cols;

	if (s->known && memcmp(now, before, (size_t)c->cols * sizeof *now) == 0)
		return;
	for (int x = 0; x < c->cols; x++) {
		if (now[x].width > 0 && (!s->known || !is_same(&now[x], &before[x])))
			put_cell(s, y, x, &now[x]);
		before[x] = now[x];
	}
}

void
show_canvas(struct show *s, const struct canvas *c)
{
	if (s->cols != c->cols || s->rows != c->rows) {
		mem_free(s->cell);
		s->cell = mem_zalloc((size_t)c->cols * (size_t)c->rows, sizeof *s->cell);
		s->cols = c->cols;
		s->rows = c->rows;
		s->known = false;
	}
	if (!s->known)
		clear();
	for (int y = 0; y < c->rows; y++)
		show_row(s, c, y);
	s->known = true;
	curs_set(c->cursor_y >= 0);
	if (c->cursor_y >= 0)
		move(c->cursor_y, c->cursor_x);
	refresh();
}
