/*
 * Attachments of a message: the rows that name files (catalogue.h, attachment)
 * and the files themselves, as one thing.
 *
 *     desk_attachment(draft)                       NULL: no files go with this message
 *     desk_attach(draft, path, kind, &row, &err)   one step: row, its fields, the file
 *     desk_attached(draft, row, &info)             what is known of a row's file
 */
#ifndef YULU_DESK_ATTACH_H
#define YULU_DESK_ATTACH_H

#include "desk/draft.h"

enum { DESK_ATTACH_MAX_B = 4 << 20 };	/* of one file; not confirmed by customs (DEC282) */

struct desk_attachment {
	int table;				/* of the rows */
	int id, name, kind, size, format;	/* columns; -1 none */
	const struct catalogue_attachment *about;
};

struct desk_attached {
	bool there;		/* false: the row names a file that is not here */
	struct sv name, sha256;
	int64_t size;		/* bytes */
	bool pdf;
	bool locked;		/* encrypted */
	long pages;		/* -1: cannot be told without unpacking */
};

/* false: no files go with this message. */
bool desk_attachment(const struct desk_draft *draft, struct desk_attachment *out);
/* What a file's name says it is; "" when it says nothing. */
const char *desk_attachment_guess(const struct desk_attachment *a, const char *path);
/* A new row for the file. kind may be empty. Errors of desk_draft_attach(). */
enum rc desk_attach(struct desk_draft *draft, const char *path, struct sv kind, uint32_t *row, struct err *err);
/* The file of a row that has none yet, or another one in its place. */
enum rc desk_attach_to(struct desk_draft *draft, uint32_t row, const char *path, struct err *err);
/* Texts live until the next change. RC_NOTFOUND: no such row. */
enum rc desk_attached(const struct desk_draft *draft, uint32_t row, struct desk_attached *out, struct err *err);

/* What can be told of a PDF by looking at its bytes. */
void desk_look_at_pdf(struct sv bytes, struct desk_attached *out);

#endif
