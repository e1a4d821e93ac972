#include "view/canvas.h"

#include <limits.h>

#include "base/mem.h"
#include "base/text.h"

enum { CELL_MAX_B = sizeof ((struct canvas_cell *)0)->text - 1, SIDE_MAX = 1000 };

static const char style_letter[STYLE_N] = {
	[STYLE_NORMAL] = '.', [STYLE_DIM] = 'd', [STYLE_TITLE] = 't', [STYLE_LABEL] = 'l', [STYLE_VALUE] = 'v',
	[STYLE_EMPTY] = '_', [STYLE_AUTO] = 'a', [STYLE_NAME] = 'n', [STYLE_FOCUS] = 'F', [STYLE_SELECTED] = 'S',
	[STYLE_ERROR] = 'E', [STYLE_WARNING] = 'W', [STYLE_INFO] = 'I', [STYLE_KEY] = 'k', [STYLE_BAR] = 'b',
	[STYLE_TEST] = 'T', [STYLE_POPUP] = 'p', [STYLE_MATCH] = 'm',
};

static int
within(int v, int min, int max)
{
	return v < min ? min : v > max ? max : v;
}

/* ---- cells ---------------------------------------------------------------- */

static void
set_blank(struct canvas_cell *cell, enum style style)
{
	*cell = (struct canvas_cell){.text = " ", .n_b = 1, .width = 1, .style = (uint8_t)style};
}

static struct canvas_cell *
cell_at(const struct canvas *c, int y, int x)
{
	return c->cell + (size_t)y * (size_t)c->cols + x;
}

/* Writing to columns x … x + width - 1 must leave no half of a wide character beside them. */
static void
free_columns(struct canvas *c, int y, int x, int width)
{
	struct canvas_cell *row = cell_at(c, y, 0);

	if (x > 0 && row[x].width == 0)
		set_blank(&row[x - 1], (enum style)row[x - 1].style);
	if (x + width < c->cols && row[x + width].width == 0)
		set_blank(&row[x + width], (enum style)row[x + width].style);
}

static void
set_char(struct canvas *c, int y, int x, int width, enum style style, struct sv ch)
{
	struct canvas_cell *cell = cell_at(c, y, x);

	free_columns(c, y, x, width);
	*cell = (struct canvas_cell){.n_b = ch.n & 7, .width = (unsigned)width & 3, .style = (uint8_t)style};
	for (size_t i = 0; i < ch.n; i++)
		cell->text[i] = ch.p[i];
	if (width == 2)
		cell[1] = (struct canvas_cell){.style = (uint8_t)style};
}

static void
add_mark(struct canvas_cell *cell, struct sv mark)
{
	if (cell->n_b + mark.n > CELL_MAX_B)
		return;
	memcpy(cell->text + cell->n_b, mark.p, mark.n);
	cell->n_b = (cell->n_b + mark.n) & 7;
}

/* ---- the canvas ------------------------------------------------------------ */

void
canvas_init(struct canvas *c, int cols, int rows)
{
	*c = (struct canvas){.cursor_x = -1, .cursor_y = -1};
	canvas_resize(c, cols, rows);
}

void
canvas_free(struct canvas *c)
{
	mem_free(c->cell);
	*c = (struct canvas){0};
}

void
canvas_resize(struct canvas *c, int cols, int rows)
{
	c->cols = within(cols, 1, SIDE_MAX);
	c->rows = within(rows, 1, SIDE_MAX);
	mem_free(c->cell);
	c->cell = mem_zalloc((size_t)c->cols * (size_t)c->rows, sizeof *c->cell);
	canvas_clear(c);
}

void
canvas_clear(struct canvas *c)
{
	for (int x = 0; x < c->cols; x++)
		set_blank(&c->cell[x], STYLE_NORMAL);
	for (int y = 1; y < c->rows; y++)
		memcpy(cell_at(c, y, 0), c->cell, (size_t)c->cols * sizeof *c->cell);
	c->cursor_x = c->cursor_y = -1;
}

/* What is put in the place of a character that a terminal must not get. */
static struct sv
replacement(const struct canvas *c)
{
	return c->ascii ? SV("?") : SV("\xEF\xBF\xBD");
}

/* One character of a text as it may be shown. Variation selectors change widths and nothing else; they go. */
static struct sv
next_char(const struct canvas *c, struct sv *rest, int *width)
{
	uint32_t cp;
	size_t n = text_decode(rest->p, rest->n, &cp);
	struct sv ch = {rest->p, n};

	*rest = (struct sv){rest->p + n, rest->n - n};
	if (text_is_control(cp) || cp == 0x2028 || cp == 0x2029 || cp == 0xFFFD) {
		*width = 1;
		return replacement(c);
	}
	if ((cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF)) {
		*width = 0;
		return (struct sv){NULL, 0};
	}
	*width = text_width_cp(cp);
	return ch;
}

/* Where a text is written: columns from x on, of which only those on the canvas are touched. */
struct pen {
	struct canvas *c;
	int y, x, width;
	enum style style;
	int used;
	int mark_at;		/* where the sign of a cut would stand */
	int last;		/* column of the last character; -1 none */
};

static void
write_char(struct pen *p, struct sv ch, int width)
{
	int x = p->x + p->used;

	if (x >= 0 && x + width <= p->c->cols)
		set_char(p->c, p->y, x, width, p->style, ch);
	else if (x == -1 && width == 2 && p->c->cols > 0)
		set_char(p->c, p->y, 0, 1, p->style, SV(" "));
	p->last = x;
	p->used += width;
	if (p->used < p->width)
		p->mark_at = p->used;
}

static void
write_cut(struct pen *p)
{
	p->used = p->mark_at;
	write_char(p, SV(">"), 1);
	while (p->used < p->width)
		write_char(p, SV(" "), 1);
}

/* Bytes of the character when it is ASCII or common Chinese, as nearly all that is shown; else 0. */
static size_t
plain_length(struct sv text)
{
	const unsigned char *u = (const unsigned char *)text.p;

	if (text.n == 0)
		return 0;
	if (u[0] < 0x80)
		return u[0] >= ' ' && u[0] != 0x7F;
	if (text.n < 3 || u[0] < 0xE4 || u[0] > 0xE9 || (u[0] == 0xE4 && u[1] < 0xB8))
		return 0;
	return (u[1] & 0xC0) == 0x80 && (u[2] & 0xC0) == 0x80 ? 3 : 0;
}

/* The beginning of the text, as far as it is plain and fits. */
static void
write_plain(struct pen *p, struct sv *text)
{
	struct canvas_cell *cell = cell_at(p->c, p->y, p->x), *from = cell;
	size_t n;

	while ((n = plain_length(*text)) > 0) {
		int width = n == 1 ? 1 : 2;

		if (p->used + width > p->width)
			break;
		if (cell == from && p->x > 0 && cell->width == 0)
			set_blank(cell - 1, (enum style)cell[-1].style);
		*cell = (struct canvas_cell){.text = {text->p[0]}, .n_b = n & 7, .width = (unsigned)width & 3, .style = (uint8_t)p->style};
		if (n == 3) {
			cell->text[1] = text->p[1];
			cell->text[2] = text->p[2];
			*++cell = (struct canvas_cell){.style = (uint8_t)p->style};
		}
		cell++;
		*text = (struct sv){text->p + n, text->n - n};
		p->last = p->x + p->used;
		p->used += width;
		if (p->used < p->width)
			p->mark_at = p->used;
	}
	if (p->used > 0 && p->x + p->used < p->c->cols && cell->width == 0)
		set_blank(cell, (enum style)cell->style);
}

int
canvas_put(struct canvas *c, int y, int x, int width, enum style style, struct sv text)
{
	struct pen p = {.c = c, .y = y, .x = x, .width = width, .style = style, .last = -1};

	if (x < c->cols && p.width > c->cols - x)
		p.width = c->cols - x;
	if (y < 0 || y >= c->rows || x >= c->cols || p.width <= 0)
		return 0;
	if (x >= 0)
		write_plain(&p, &text);
	while (text.n > 0) {
		int w;
		struct sv ch = next_char(c, &text, &w);

		if (ch.n == 0)
			continue;
		if (w == 0 && p.used > 0) {
			if (p.last >= 0)
				add_mark(cell_at(c, y, p.last), ch);
			continue;
		}
		if (p.used + (w ? w : 1) > p.width) {
			write_cut(&p);
			break;
		}
		write_char(&p, w ? ch : SV(" "), w ? w : 1);
		if (w == 0 && p.last >= 0)
			add_mark(cell_at(c, y, p.last), ch);
	}
	return p.used;
}

int
canvas_putz(struct canvas *c, int y, int x, int width, enum style style, const char *text)
{
	return canvas_put(c, y, x, width, style, sv_of(text));
}

int
canvas_putf(struct canvas *c, int y, int x, int width, enum style style, const char *format, ...)
{
	struct str text = {0};
	va_list ap;
	int used;

	va_start(ap, format);
	str_vaddf(&text, format, ap);
	va_end(ap);
	used = canvas_put(c, y, x, width, style, str_sv(&text));
	str_clear(&text);
	return used;
}

/* The part of an area that is on the canvas; false: none is. */
static bool
clip(const struct canvas *c, int *y, int *x, int *rows, int *cols)
{
	int bottom = *rows > INT_MAX / 2 ? c->rows : *y + *rows, right = *cols > INT_MAX / 2 ? c->cols : *x + *cols;

	*y = within(*y, 0, c->rows);
	*x = within(*x, 0, c->cols);
	*rows = within(bottom, *y, c->rows) - *y;
	*cols = within(right, *x, c->cols) - *x;
	return *rows > 0 && *cols > 0;
}

void
canvas_fill(struct canvas *c, int y, int x, int rows, int cols, enum style style)
{
	if (!clip(c, &y, &x, &rows, &cols))
		return;
	for (int i = y; i < y + rows; i++) {
		free_columns(c, i, x, cols);
		for (int k = x; k < x + cols; k++)
			set_blank(cell_at(c, i, k), style);
	}
}

void
canvas_style(struct canvas *c, int y, int x, int rows, int cols, enum style style)
{
	if (!clip(c, &y, &x, &rows, &cols))
		return;
	for (int i = y; i < y + rows; i++)
		for (int k = x; k < x + cols; k++)
			cell_at(c, i, k)->style = (uint8_t)style;
}

/* ---- lines -------------------------------------------------------------------- */

static const char *
either(const struct canvas *c, const char *ascii, const char *drawn)
{
	return c->ascii ? ascii : drawn;
}

static void
put_dashes(struct canvas *c, int y, int x, int width, enum style style)
{
	struct sv dash = sv_of(either(c, "-", "─"));

	canvas_fill(c, y, x, 1, width, style);
	for (int i = x; i < x + width; i++)
		if (y >= 0 && y < c->rows && i >= 0 && i < c->cols)
			set_char(c, y, i, 1, style, dash);
}

void
canvas_rule(struct canvas *c, int y, int x, int width, enum style style, const char *title)
{
	put_dashes(c, y, x, width, style);
	if (title == NULL || title[0] == '\0' || width < 8)
		return;
	canvas_putz(c, y, x + 2, 1, style, " ");
	canvas_putz(c, y, x + 3 + canvas_putz(c, y, x + 3, width - 6, style, title), 1, style, " ");
}

void
canvas_box(struct canvas *c, int y, int x, int rows, int cols, enum style style, const char *title)
{
	if (rows < 2 || cols < 2)
		return;
	canvas_fill(c, y, x, rows, cols, style);
	canvas_rule(c, y, x + 1, cols - 2, style, title);
	put_dashes(c, y + rows - 1, x + 1, cols - 2, style);
	for (int i = 1; i < rows - 1; i++) {
		canvas_putz(c, y + i, x, 1, style, either(c, "|", "│"));
		canvas_putz(c, y + i, x + cols - 1, 1, style, either(c, "|", "│"));
	}
	canvas_putz(c, y, x, 1, style, either(c, "+", "┌"));
	canvas_putz(c, y, x + cols - 1, 1, style, either(c, "+", "┐"));
	canvas_putz(c, y + rows - 1, x, 1, style, either(c, "+", "└"));
	canvas_putz(c, y + rows - 1, x + cols - 1, 1, style, either(c, "+", "┘"));
}

void
canvas_caret(struct canvas *c, int y, int x)
{
	bool on = y >= 0 && y < c->rows && x >= 0 && x < c->cols;

	c->cursor_y = on ? y : -1;
	c->cursor_x = on ? x : -1;
}

/* ---- as text -------------------------------------------------------------------- */

void
canvas_dump(const struct canvas *c, struct str *out)
{
	for (int y = 0; y < c->rows; y++) {
		const struct canvas_cell *row = cell_at(c, y, 0);
		int end = c->cols;

		while (end > 0 && row[end - 1].n_b == 1 && row[end - 1].text[0] == ' ')
			end--;
		for (int x = 0; x < end; x++)
			str_add(out, (struct sv){row[x].text, row[x].n_b});
		str_addc(out, '\n');
	}
}

void
canvas_dump_styles(const struct canvas *c, struct str *out)
{
	canvas_dump(c, out);
	for (int y = 0; y < c->rows; y++) {
		const struct canvas_cell *row = cell_at(c, y, 0);
		int end = c->cols;

		while (end > 0 && row[end - 1].style == STYLE_NORMAL)
			end--;
		for (int x = 0; x < end; x++)
			str_addc(out, row[x].style < STYLE_N ? style_letter[row[x].style] : '?');
		str_addc(out, '\n');
	}
	str_addf(out, "caret %d %d\n", c->cursor_y, c->cursor_x);
}
