/*
 * What pop-ups have in common: a box in the middle, a list with a cursor.
 *
 *     area = popup_box(canvas, rows, cols, title)
 *     popup_list_fit(&list, area.rows)      then paint list.top … list.top + area.rows
 *     popup_list_key(&list, key)            true: moved
 */
#ifndef YULU_VIEW_POPUP_H
#define YULU_VIEW_POPUP_H

#include <stdbool.h>
#include <stddef.h>

#include "view/canvas.h"
#include "view/key.h"

struct popup_area {
	int y, x, rows, cols;		/* inside the border */
};

/* For rows × cols of content; smaller where there is no room. */
struct popup_area popup_box(struct canvas *c, int rows, int cols, const char *title);

struct popup_list {
	size_t n, at, top;
	int rows;			/* seen at once, as last painted */
};

/* Up Down PgUp PgDn Home End, the wheel. */
bool popup_list_key(struct popup_list *l, const struct key *key);
void popup_list_fit(struct popup_list *l, int rows);
/* A click on a row of the list moves the cursor there. */
bool popup_list_click(struct popup_list *l, const struct key *key, const struct popup_area *area);
/* Adds s in small letters and half width, for finding without case. */
void popup_add_folded(struct str *out, struct sv s);

#endif
