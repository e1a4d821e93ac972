/*
 * A pasted table: cells, which column is which field, values as the message
 * wants them. Without a screen.
 *
 *     paste_read(&p, text)          lines and tabs → cells
 *     paste_match(&p, …)            the first line names the columns? which is which?
 *     paste_value(…)                "个" → 007, "1,500.00" → 1500.00
 *     paste_clear(&p)
 */
#ifndef YULU_VIEW_PASTE_H
#define YULU_VIEW_PASTE_H

#include "base/mem.h"
#include "codes/codes.h"
#include "form/layout.h"

enum { PASTE_MAX_ROWS = 20000, PASTE_MAX_COLUMNS = 200, PASTE_UNUSED = -1 };

struct paste {
	struct arena arena;
	struct sv *cell;		/* [row * n_column + column] */
	size_t n_row, n_column;
	bool header;			/* the first row names the columns */
	int map[PASTE_MAX_COLUMNS];	/* column of the dictionary's table; PASTE_UNUSED */
	size_t n_dropped;		/* rows or columns beyond what is taken */
};

/* Empty lines are left out. */
void paste_read(struct paste *p, struct sv text);
void paste_clear(struct paste *p);
struct sv paste_cell(const struct paste *p, size_t row, size_t column);

/* Looks for the columns' names in the first row: those of the layout's controls
 * and the dictionary's, in both languages. Without a row of names no column is
 * used yet. layout_page may be NULL. */
void paste_match(struct paste *p, const struct dict *d, int table, const struct layout_page *page);

/* A cell as the field wants it: half-width, capitals, no grouping commas, a
 * code for a word that names just one. Adds the text as it is where that fails;
 * false then. codes may be NULL. */
bool paste_value(const struct dict_node *node, struct sv cell, struct codes *codes, int32_t day, struct str *out);

#endif
