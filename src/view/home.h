/*
 * Inside home: drafts fetched and chosen (home.c), shown (home_paint.c), what is
 * done with them (home_act.c).
 */
#ifndef YULU_VIEW_HOME_H
#define YULU_VIEW_HOME_H

#include "base/mem.h"
#include "view/line.h"
#include "view/view.h"

enum { HOME_REJECTED = 5, HOME_N_STATE = 7, HOME_FIRST_ROW = 5 };	/* places in home_state */

/* What the filter goes through; the first takes all but the bin. */
struct home_state {
	const char *state, *label;
};
extern const struct home_state home_state[HOME_N_STATE];

/* What a pop-up was asked for. */
enum home_asked { ASKED_NOTHING, ASKED_IMPORT, ASKED_EXPORT, ASKED_REPLACE, ASKED_JOB, ASKED_JOB_TEXT };

struct home {
	struct screen screen;
	struct arena arena;
	struct store_draft *item;
	size_t n_item, cap_item, at, top;
	size_t n_wants;			/* the first ones, which want a person */
	int64_t last_at, last_id;	/* of the last one the store gave */
	bool more;			/* the store has more behind it */
	int64_t newest;			/* change of any of them */
	int64_t n[HOME_N_STATE];
	size_t state;
	struct line find;
	struct str instead;		/* nothing has what was typed: an enterprise of that pinyin */
	int64_t version;		/* of the store when it was read */
	bool stale;
	int rows;			/* of the list, as last painted */
	int tab[HOME_N_STATE + 1];	/* columns of the states, as last painted; 0: not seen */

	enum home_asked asked;
	int64_t chosen;			/* the draft it is about */
	enum store_summary job;
	char *path;			/* of the file to be written */

	char *folder, *taken;		/* of the message imported last; that message */
	char **queue;			/* files still to be imported */
	size_t n_queue, at_queue, n_made, n_bad;
	struct err bad;			/* of the first one that could not be read */
};

extern const struct action home_actions[];

/* The draft under the cursor; NULL. */
const struct store_draft *home_current(const struct home *h);
/* The search or the filter changed: the list is read anew, from its beginning. */
void home_search(struct home *h);
/* Reads the list anew where it has to be. */
void home_refresh(struct home *h);
void home_paint(struct screen *s, struct canvas *c);
/* Answers of pop-ups. */
void home_resume(struct screen *s, const void *result);
/* Imports files that wait, for a while; false: none is left. */
bool home_import_some(struct home *h);
void home_forget_queue(struct home *h);

#endif
