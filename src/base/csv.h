/*
 * CSV as in RFC 4180: commas, quotes doubled, LF or CRLF, UTF-8, a leading BOM
 * is skipped. Reads from memory; a field without quotes is a view of the
 * input, a quoted one with doubled quotes is kept in the reader until the next
 * row.
 *
 *     struct csv c; csv_init(&c, bytes);
 *     while ((rc = csv_next(&c, &err)) == RC_OK) use c.field[0..c.n)
 *     rc is RC_NOTFOUND at the end, RC_PARSE on an unclosed quote; csv_clear()
 */
#ifndef YULU_BASE_CSV_H
#define YULU_BASE_CSV_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct csv {
	struct sv *field;
	size_t n, cap;
	size_t line;		/* of the row's first line, from 1 */
	/* private */
	struct sv rest;
	size_t next_line;
	struct arena arena;
};

void csv_init(struct csv *c, struct sv bytes);
enum rc csv_next(struct csv *c, struct err *err);
/* Index of the field that equals name, or -1. For header lines. */
int csv_column(const struct csv *c, const char *name);
void csv_clear(struct csv *c);
void csv_add_field(struct str *out, struct sv field);	/* quotes where needed */

#endif
