/*
 * Geometry of a page: a layout and a size give every control its place.
 *
 *     row 0 of the body   ┌ lines above the table block
 *                         ├ header of the block, block_rows rows
 *                         ├ a rule, where the lines below do not begin with one
 *                         └ lines below (all lines of a page without a block); they scroll
 *
 * Pure: knows neither document nor canvas. Columns and rows count from 0 at the
 * body's corner; y of a spot counts the rows of its own part (above, below).
 *
 *     page_make(&p, of, cols, rows)     page_spot_of(&p, control)     page_free(&p)
 *
 * At 80 columns and more lines stand as the layout says; on fewer a control that
 * does not fit begins a further row, and one wider than the screen is cut.
 */
#ifndef YULU_VIEW_PAGE_H
#define YULU_VIEW_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "form/layout.h"

struct page_spot {
	const struct layout_control *control;
	int y, x;			/* of the label */
	int label_width;
	int value_x, value_width;	/* the mark stands one column before the value */
	int name_x, name_width;		/* 0: none */
	int last_x;			/* of the mark behind all */
};

enum page_part { PAGE_ABOVE, PAGE_BLOCK, PAGE_BELOW };

struct page {
	const struct layout_page *of;
	int cols, rows;
	struct page_spot *spot;		/* of the lines */
	size_t n_spot, n_above;		/* the first n_above stand above the block */
	struct page_spot *column;	/* of the block; y is 0 */
	size_t n_column;
	int above_rows;
	int block_y, block_rows;	/* of the header; rows of the table behind it; 0: no block */
	int rule_y;			/* of the rule behind the block; -1: none */
	int below_y, below_rows;	/* what is seen of the lines below */
	int below_total;		/* rows that they have */
};

/* Whether a line has something to show; lines without take no room. NULL: all have. */
typedef bool page_line_shown(void *ctx, const struct layout_line *line);
/* Frees what p held; p begins as {0}. */
void page_make(struct page *p, const struct layout_page *of, int cols, int rows, page_line_shown *shown, void *ctx);
void page_free(struct page *p);
/* NULL when the page does not have the control. *part may be NULL. */
const struct page_spot *page_spot_of(const struct page *p, const struct layout_control *control, enum page_part *part);
/* First row of the lines below so that y can be seen; scroll is where it stands now. */
int page_scroll_to(const struct page *p, int scroll, int y);
/* First row of a table of n rows so that row i is seen with two rows around it; top is where it stands now. */
size_t page_top_for(const struct page *p, size_t top, size_t i, size_t n);
/* Columns that the block is moved to the left so that spot is seen. */
int page_shift_for(const struct page *p, int shift, const struct page_spot *spot);
/* The spot in the row above (step -1) or below (1) that stands nearest to from, among those that fits; NULL: none. */
const struct page_spot *page_beside(const struct page *p, const struct page_spot *from, int step,
    bool (*fits)(void *ctx, const struct layout_control *control), void *ctx);

#endif
