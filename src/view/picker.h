/* Inside pickers: a list that is filtered while one types, beside the field it is for. */
#ifndef YULU_VIEW_PICKER_H
#define YULU_VIEW_PICKER_H

#include "base/mem.h"
#include "view/line.h"
#include "view/popup.h"
#include "view/view.h"

enum { PICKER_N_TEXT = 3 };

struct picker_item {
	struct sv text[PICKER_N_TEXT];	/* code first; in the arena */
	struct sv group;		/* of which only one can be ticked; "" none */
	struct desk_party party;	/* of parties */
};

struct picker {
	struct screen screen;
	char *title, *edition;
	struct line query;
	struct popup_list list;
	struct arena arena;
	struct picker_item *item;
	size_t cap_item, limit;
	bool nearest;			/* nothing fits the query: what fits its beginning */
	bool moved;			/* the cursor was moved since the query changed */
	int y, x, width;		/* of the field */
	int width_of[PICKER_N_TEXT];
	int codes, day, name, more, group;	/* codes_id and columns */
	bool many;
	char sep;
	struct str ticked;
	struct sv result;
	/* Fetches what fits the query, at most limit. */
	enum rc (*fetch)(struct picker *p, struct sv query, struct err *err);
	/* What the screen below gets for an item. */
	const void *(*result_of)(struct picker *p, const struct picker_item *item);
};

/* Takes the query and the place; then fetches. */
void picker_begin(struct picker *p, struct view *view, const struct picker_setup *setup);
struct picker_item *picker_add(struct picker *p);
struct sv picker_keep(struct picker *p, struct sv text);

#endif
