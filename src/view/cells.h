/*
 * A few cells of a field, each on its own line, or one long text on several
 * lines. Writes nothing. result: const struct sv *, as many as were given.
 */
#ifndef YULU_VIEW_CELLS_H
#define YULU_VIEW_CELLS_H

#include "view/line.h"
#include "view/view.h"

enum { CELLS_MAX = 4 };

struct cells_setup {
	const char *title;
	const char *label[CELLS_MAX];
	struct sv value[CELLS_MAX];
	enum line_kind kind[CELLS_MAX];
	bool skip[CELLS_MAX];	/* Enter passes by */
	size_t n, at;
	bool wrapped;			/* one long text on several lines */
	int y, x, width;		/* of the field */
};

struct screen *cells_new(struct view *view, const struct cells_setup *setup);

#endif
