/*
 * Findings of an open document, kept true while it is edited.
 *
 *     live = live_new(checker, doc)
 *     after each change:  live_changed(live, change, n)      doc_journal_end's
 *                         live_run(live, &options, 2000)     judges what is near at once …
 *     in pauses:          live_run(…) until it is true       … and the rest in slices
 *
 * Judged again is only what reads something that changed: which rules and
 * conditions read a column, also through locals and relevance, is known from
 * the form. Once live_run returned true the findings are those of check_doc().
 *
 * checker and doc outlive it; both may be used otherwise between calls.
 */
#ifndef YULU_CHECK_LIVE_H
#define YULU_CHECK_LIVE_H

#include "check/check.h"

struct live_finding {
	uint32_t row;			/* 0: the message */
	int column;			/* -1: the row */
	const char *rule;		/* "DEC079" */
	enum form_severity severity;
	char class;
	bool override;			/* may be set aside by a named person with a reason */
	struct sv text;
	struct sv place;		/* DecLists/DecList[2]/GName; "" for the message */
};

struct live;

/* Everything is to be judged. */
struct live *live_new(struct checker *k, struct doc *doc) __attribute__((warn_unused_result));
void live_free(struct live *live);	/* takes NULL */
/* Everything is to be judged again: the document was read or loaded anew, other
 * code tables. */
void live_restart(struct live *live);
/* What a journal says, also one around doc_apply(); after doc_journal_undo() with
 * the changes that were taken back. */
void live_changed(struct live *live, const struct doc_change *change, size_t n);
/* Judges rows named in changes first, then the root row, then the rest in order;
 * stops after about budget_us, at the next row. True: nothing is left to do.
 * Other options than the last time: everything is judged again. */
bool live_run(struct live *live, const struct check_options *options, int64_t budget_us);

/* In the order of the rows, then columns, then as found; as far as judged. Lives
 * until the next call of live_changed, live_run or live_restart. */
const struct live_finding *live_findings(const struct live *live, size_t *n);
size_t live_count(const struct live *live, enum form_severity severity);
/* The worst finding of a cell (column -1: the row itself); NULL. */
const struct live_finding *live_of_cell(const struct live *live, uint32_t row, int column);

#endif
