/*
 * The canvas on the terminal. ncurses opens the terminal, knows it and gives it
 * back; what changed since the last time is written here, in one go, so that a
 * key is answered by one write and no half of a screen is ever seen. Colours by
 * a theme, by what a cell is for.
 *
 *     show_open(&s, theme)     ncurses runs already
 *     show_canvas(&s, canvas)  once a paint
 *     show_forget(&s)          nothing is known of what stands on the terminal
 */
#ifndef YULU_TERM_SHOW_H
#define YULU_TERM_SHOW_H

#include <stdbool.h>

#include "base/str.h"
#include "view/canvas.h"

struct show {
	struct canvas_cell *cell;	/* as shown last */
	int cols, rows;
	int cursor_y, cursor_x;
	bool known;
	char *look[STYLE_N];		/* what makes the terminal write so, whatever it wrote before */
	unsigned char same[STYLE_N];	/* the first style that looks so */
	int y, x;			/* where the terminal would write; x -1: not known */
	int style;			/* as it writes now; -1: not known */
	struct str out;
};

/* theme: "dark", "light", "mono". Mono too where the terminal has no colours or NO_COLOR is set. */
void show_open(struct show *s, const char *theme);
void show_close(struct show *s);
void show_forget(struct show *s);
void show_canvas(struct show *s, const struct canvas *c);
/* Bytes as they are, all of them. */
void show_send(struct sv bytes);

#endif
