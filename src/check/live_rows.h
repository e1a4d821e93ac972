/*
 * Inside live: what is known of every row. live.c judges, live_list.c lists.
 */
#ifndef YULU_CHECK_LIVE_ROWS_H
#define YULU_CHECK_LIVE_ROWS_H

#include "check/internal.h"
#include "check/live.h"

struct hit {				/* a finding of a row's judging */
	size_t unit;
	struct live_finding f;		/* text is this row's own, place the list's */
	char *behind;			/* what the place has behind the row's or cell's own; NULL: nothing */
};

struct live_row {
	uint32_t id;
	int table;
	bool in_near, in_far;		/* queues */
	struct hit *hit;		/* by unit, then as found */
	size_t n_hit;
	uint64_t due[];			/* bits by unit */
};

struct queue {
	uint32_t *id;
	size_t first, n, cap;
};

struct live {
	struct checker *k;
	struct doc *doc;
	struct check_readers *readers;
	struct check_options options;	/* of the last run */
	bool ran;
	struct live_row **row;		/* [id - 1] */
	size_t n_row;
	struct queue near, far;
	struct live_row *whole;		/* what is said of the message as a whole */
	size_t n_hit, n_of[FORM_ERROR + 1];
	/* the list, made when asked for */
	bool stale;
	struct live_finding *list;
	size_t n_list;
	uint32_t *rank;			/* of rows when it was made, by id; 0: the message, or no row */
	uint32_t n_rank;		/* ids */
	struct arena places;
};

#endif
