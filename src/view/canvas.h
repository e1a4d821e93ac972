/*
 * A canvas of cells: what a screen paints on, what term/ shows, what a script
 * dumps. Nothing on it is a control character: text is cleaned when it is put.
 * A wide character takes two cells, the second is empty (width 0).
 *
 *     canvas_init(&c, 80, 24)  canvas_clear(&c)  canvas_put(&c, y, x, width, STYLE_VALUE, text)  canvas_free(&c)
 *
 * All drawing is cut to the canvas; rows and columns count from 0.
 */
#ifndef YULU_VIEW_CANVAS_H
#define YULU_VIEW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* What a cell is for; term/ gives it colours, a terminal without colours attributes. */
enum style {
	STYLE_NORMAL, STYLE_DIM, STYLE_TITLE, STYLE_LABEL, STYLE_VALUE, STYLE_EMPTY, STYLE_AUTO, STYLE_NAME, STYLE_FOCUS,
	STYLE_SELECTED, STYLE_ERROR, STYLE_WARNING, STYLE_INFO, STYLE_KEY, STYLE_BAR, STYLE_TEST, STYLE_POPUP, STYLE_MATCH,
	STYLE_N
};

struct canvas_cell {
	char text[7];		/* UTF-8 of one character and what combines with it; "" behind a wide one */
	uint8_t n_b : 3, width : 2;
	uint8_t style;
};

struct canvas {
	int cols, rows;
	struct canvas_cell *cell;	/* [y * cols + x] */
	int cursor_x, cursor_y;		/* -1: no caret */
	bool ascii;			/* lines drawn with - | + */
};

void canvas_init(struct canvas *c, int cols, int rows);
void canvas_free(struct canvas *c);
void canvas_resize(struct canvas *c, int cols, int rows);	/* empties it */
void canvas_clear(struct canvas *c);

/* Puts at most width columns (cut with a visible mark when more); returns columns used. */
int canvas_put(struct canvas *c, int y, int x, int width, enum style style, struct sv text);
int canvas_putz(struct canvas *c, int y, int x, int width, enum style style, const char *text);
int canvas_putf(struct canvas *c, int y, int x, int width, enum style style, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
void canvas_fill(struct canvas *c, int y, int x, int rows, int cols, enum style style);	/* blanks */
void canvas_style(struct canvas *c, int y, int x, int rows, int cols, enum style style);	/* keeps the text */
void canvas_rule(struct canvas *c, int y, int x, int width, enum style style, const char *title);	/* -- title ---- */
void canvas_box(struct canvas *c, int y, int x, int rows, int cols, enum style style, const char *title);
void canvas_caret(struct canvas *c, int y, int x);

/* Rows as text, trailing blanks kept out; for scripts and goldens. */
void canvas_dump(const struct canvas *c, struct str *out);
/* The same with what cannot be seen as text: a second block with one letter a style, and the caret. */
void canvas_dump_styles(const struct canvas *c, struct str *out);

#endif
