/* Inside home: the list (home.c) and what is done with its drafts (home_act.c). */
#ifndef YULU_VIEW_HOME_H
#define YULU_VIEW_HOME_H

#include "base/mem.h"
#include "view/line.h"
#include "view/view.h"

enum { HOME_N_STATE = 7 };

/* What a pop-up was asked for. */
enum home_asked { ASKED_NOTHING, ASKED_IMPORT, ASKED_EXPORT, ASKED_ACTION, ASKED_JOB, ASKED_JOB_TEXT, ASKED_OTHER };

struct home {
	struct screen screen;
	struct arena arena;
	struct store_draft *item;
	size_t n_item, cap_item, at, top;
	bool more;			/* the store has more behind the last one */
	int64_t n[HOME_N_STATE];
	size_t state;
	struct line find;
	int64_t version;		/* of the store when it was read */
	enum home_asked asked;
	enum store_summary job;
	bool stale;
};


extern const struct action home_actions[];

/* The draft under the cursor; NULL. */
const struct store_draft *home_current(const struct home *h);
/* The search changed: the list is read anew, from its beginning. */
void home_search(struct home *h);
/* Answers of pop-ups. */
void home_resume(struct screen *s, const void *result);

#endif
