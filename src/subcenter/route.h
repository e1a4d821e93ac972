/*
 * Every request the sub-center knows, as a table; who signed it; what may go
 * wrong before a handler sees it. doc/protocol.md is the table's reading form.
 */
#ifndef YULU_SUBCENTER_ROUTE_H
#define YULU_SUBCENTER_ROUTE_H

#include "subcenter/answer.h"

enum { ROUTE_CLOCK_MS = 5 * 60 * 1000 };	/* how far a client's clock may be off */

struct route {
	const char *method, *path;	/* a path that ends in / stands for all below it */
	bool is_signed;
	int form;			/* enum office_form, -1: no body */
	size_t max_kb;			/* 0: the setting max_message_kb */
	void (*handle)(struct request *q);
};

/* The route of a path, NULL with the refusal written. */
const struct route *route_find(struct request *q);
size_t route_max_b(const struct request *q);
/* Answers a request whose body is complete. Runs inside a transaction. */
void route_answer(struct request *q);
/* RFC 3339 with seconds and a zone, in ms; false for anything else. */
bool route_parse_time(struct sv text, int64_t *ms);

#endif
