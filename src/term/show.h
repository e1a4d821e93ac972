/*
 * The canvas on the terminal through ncurses: only cells that changed since
 * the last time are given to it. Colours of a theme by what a cell is for.
 *
 *     show_open(&s, theme)     ncurses runs already
 *     show_canvas(&s, canvas)  once a paint
 *     show_forget(&s)          nothing is known of what stands on the terminal
 */
#ifndef YULU_TERM_SHOW_H
#define YULU_TERM_SHOW_H

#include <stdbool.h>

#include "view/canvas.h"

struct show {
	struct canvas_cell *cell;	/* as shown last */
	int cols, rows;
	bool known;
	unsigned long attribute[STYLE_N];
	bool colours;
};

/* theme: "dark", "light", "mono". Mono too where the terminal has no colours or NO_COLOR is set. */
void show_open(struct show *s, const char *theme);
void show_close(struct show *s);
void show_forget(struct show *s);
void show_canvas(struct show *s, const struct canvas *c);

#endif
