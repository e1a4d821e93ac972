/*
 * Errors. What can fail returns enum rc and takes struct err *err last.
 *
 * The text is for the user, in the user's language (gettext), made where the
 * facts are; callers put context in front with err_context(). On failure all
 * outputs of a function are NULL or 0. err may be NULL where the caller does
 * not want the text. Nothing below cli/ and term/ prints or exits.
 */
#ifndef YULU_BASE_ERR_H
#define YULU_BASE_ERR_H

#include <stdarg.h>

enum rc {
	RC_OK = 0,
	RC_NOTFOUND,	/* no such thing */
	RC_PARSE,	/* content is not what it should be: malformed, wrong form */
	RC_LIMIT,	/* larger than a documented limit */
	RC_IO,		/* reading or writing failed */
	RC_FULL,	/* disk full or quota */
	RC_DENIED,	/* no permission, read-only */
	RC_EXISTS,	/* is there already */
	RC_BUSY,	/* held by another process */
	RC_RANGE,	/* a number outside what can be held */
	RC_USAGE,	/* called with arguments that make no sense */
	RC_STOP,	/* a callback asked to stop; not a fault */
	RC_INTERNAL,	/* a bug of ours */
};

enum { ERR_TEXT_MAX_B = 1024 };

struct err {
	enum rc rc;
	char text[ERR_TEXT_MAX_B];	/* UTF-8, no newline at the end */
};

/* Sets the text and returns rc, so that a caller can `return err_set(...)`. */
enum rc err_set(struct err *err, enum rc rc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Like err_set, with ": " and errno in words at the end; picks RC_IO,
 * RC_FULL, RC_DENIED, RC_NOTFOUND or RC_EXISTS from errno. */
enum rc err_errno(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Puts "context: " in front of the text. Returns err->rc. */
enum rc err_context(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void err_clear(struct err *err);

#endif
