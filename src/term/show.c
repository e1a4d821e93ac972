#include "term/show.h"

#include <errno.h>
#include <ncurses.h>
#include <stdlib.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#include "base/mem.h"
#include "base/text.h"

enum { STEP = 6 };		/* columns that are written again rather than stepped over */

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

static const struct look mono[STYLE_N] = {
	[STYLE_NORMAL] = {-1, -1, A_NORMAL}, [STYLE_DIM] = {-1, -1, A_DIM}, [STYLE_TITLE] = {-1, -1, A_REVERSE}, [STYLE_LABEL] = {-1, -1, A_NORMAL}, [STYLE_VALUE] = {-1, -1, A_BOLD},
	[STYLE_EMPTY] = {-1, -1, A_DIM}, [STYLE_AUTO] = {-1, -1, A_NORMAL}, [STYLE_NAME] = {-1, -1, A_NORMAL}, [STYLE_FOCUS] = {-1, -1, A_UNDERLINE},
	[STYLE_SELECTED] = {-1, -1, A_REVERSE}, [STYLE_ERROR] = {-1, -1, A_BOLD}, [STYLE_WARNING] = {-1, -1, A_BOLD}, [STYLE_INFO] = {-1, -1, A_NORMAL}, [STYLE_KEY] = {-1, -1, A_BOLD},
	[STYLE_BAR] = {-1, -1, A_NORMAL}, [STYLE_TEST] = {-1, -1, A_REVERSE}, [STYLE_POPUP] = {-1, -1, A_NORMAL}, [STYLE_MATCH] = {-1, -1, A_REVERSE},
};

static bool
wants_colours(const char *theme)
{
	const char *no_color = getenv("NO_COLOR");

	return strcmp(theme, "mono") != 0 && (no_color == NULL || no_color[0] == '\0') && max_colors >= 8 && set_a_foreground != NULL
	    && set_a_background != NULL;
}

/* What terminfo says, without the pauses ("$<5>") of terminals on slow lines. */
static void
add_string(struct str *out, const char *string)
{
	while (string != NULL && *string != '\0') {
		const char *end = string[0] == '$' && string[1] == '<' ? strchr(string, '>') : NULL;

		if (end == NULL)
			str_addc(out, *string);
		string = end != NULL ? end + 1 : string + 1;
	}
}

static char *
look_of(const struct look *look, bool colours)
{
	struct str out = STR_INIT(0);

	add_string(&out, exit_attribute_mode);
	if (look->attribute & A_BOLD)
		add_string(&out, enter_bold_mode);
	if (look->attribute & A_DIM)
		add_string(&out, enter_dim_mode);
	if (look->attribute & A_UNDERLINE)
		add_string(&out, enter_underline_mode);
	if (look->attribute & A_REVERSE)
		add_string(&out, enter_reverse_mode);
	if (colours && look->fore >= 0)
		add_string(&out, tiparm(set_a_foreground, look->fore));
	if (colours && look->back >= 0)
		add_string(&out, tiparm(set_a_background, look->back));
	return str_take(&out);
}

void
show_open(struct show *s, const char *theme)
{
	const struct look *looks = !wants_colours(theme) ? mono : strcmp(theme, "light") == 0 ? light : dark;

	*s = (struct show){.out = STR_INIT(0)};
	for (int i = 0; i < STYLE_N; i++) {
		s->look[i] = look_of(&looks[i], looks != mono);
		while (strcmp(s->look[s->same[i]], s->look[i]) != 0)
			s->same[i]++;
	}
}

void
show_close(struct show *s)
{
	for (int i = 0; i < STYLE_N; i++)
		mem_free(s->look[i]);
	mem_free(s->cell);
	str_clear(&s->out);
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
add_text(struct str *out, const struct canvas_cell *cell)
{
	for (size_t i = 0, n; i < cell->n_b; i += n) {
		uint32_t cp;

		n = text_decode(cell->text + i, cell->n_b - i, &cp);
		if (wcwidth((wchar_t)cp) == (i == 0 ? cell->width : 0))
			str_add(out, (struct sv){cell->text + i, n});
		else if (i == 0)
			str_adds(out, cell->width == 2 ? "??" : "?");
	}
}

static void
go_to(struct show *s, int y, int x)
{
	if (s->y != y || s->x != x)
		add_string(&s->out, tiparm(cursor_address, y, x));
	s->y = y;
	s->x = x;
}

static void
set_style(struct show *s, int style)
{
	if (s->style != style)
		str_adds(&s->out, s->look[style]);
	s->style = style;
}

static void
put_cell(struct show *s, int y, int x, const struct canvas_cell *cell)
{
	if (y == s->rows - 1 && x + cell->width == s->cols && auto_right_margin && !eat_newline_glitch)
		return;		/* would scroll the screen */
	go_to(s, y, x);
	set_style(s, s->same[cell->style < STYLE_N ? cell->style : STYLE_NORMAL]);
	add_text(&s->out, cell);
	s->x += cell->width;
	if (s->x >= s->cols)
		s->x = -1;
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

	if (memcmp(now, before, (size_t)c->cols * sizeof *now) == 0)
		return;
	for (int x = 0; x < c->cols; x++) {
		if (now[x].width == 0 || is_same(&now[x], &before[x]))
			continue;
		if (s->y == y && s->x >= 0 && s->x < x && x - s->x < STEP)	/* shorter than to go there */
			for (int k = s->x; k < x; k++)
				if (now[k].width > 0)
					put_cell(s, y, k, &now[k]);
		put_cell(s, y, x, &now[x]);
	}
	memcpy(before, now, (size_t)c->cols * sizeof *now);
}

static void
show_cursor(struct show *s, const struct canvas *c)
{
	bool on = c->cursor_y >= 0, was_on = s->known && s->cursor_y >= 0;

	if (on != was_on || !s->known)
		add_string(&s->out, on ? cursor_normal : cursor_invisible);
	if (on)
		go_to(s, c->cursor_y, c->cursor_x);
	s->cursor_y = c->cursor_y;
	s->cursor_x = c->cursor_x;
}

/* Blank, and into the terminal's other screen when it was given back meanwhile. */
static void
begin_anew(struct show *s, const struct canvas *c)
{
	struct canvas blank;

	clear();
	refresh();
	mem_free(s->cell);
	canvas_init(&blank, c->cols, c->rows);
	s->cell = blank.cell;
	s->cols = c->cols;
	s->rows = c->rows;
	s->x = s->style = -1;
}

void
show_send(struct sv bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes.p, bytes.n);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (n > 0)
			bytes = (struct sv){bytes.p + n, bytes.n - (size_t)n};
	}
}

void
show_canvas(struct show *s, const struct canvas *c)
{
	str_reset(&s->out);
	if (s->cols != c->cols || s->rows != c->rows)
		s->known = false;
	if (!s->known)
		begin_anew(s, c);
	for (int y = 0; y < c->rows; y++)
		show_row(s, c, y);
	if (s->style != STYLE_NORMAL)
		set_style(s, STYLE_NORMAL);
	show_cursor(s, c);
	s->known = true;
	show_send(str_sv(&s->out));
}
