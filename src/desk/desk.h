/*
 * The desk: the use cases, one function each. All that cli/ and view/ know of
 * the rooms below. Owns settings, code tables, definitions and checkers; no
 * globals.
 *
 *     desk_open(&setup, &desk, &err)    desk_check(desk, bytes, …)    desk_close(desk)
 *
 * Definitions are loaded when first needed and kept. The data directory holds
 * codes.sqlite, dictionary/ and forms/; the home holds yulu.ini and codes/
 * (tables that the user imported).
 */
#ifndef YULU_DESK_DESK_H
#define YULU_DESK_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "check/check.h"
#include "codes/codes.h"
#include "conf/conf.h"
#include "form/catalogue.h"
#include "form/help.h"
#include "form/layout.h"

struct desk;

struct desk_setup {
	const struct conf *conf;	/* borrowed, outlives the desk */
	const char *data_dir;
	int32_t day;			/* the document's day; DAY_NONE: the setting, else today */
	bool later;			/* code tables and catalogue wait for desk_ready() */
};

enum rc desk_open(const struct desk_setup *setup, struct desk **out, struct err *err);
void desk_close(struct desk *desk);
/* Opens code tables and catalogue of a desk opened with `later`, once; until
 * then only the store, settings, the operator and names of types may be asked
 * for: what the first screen and a list of drafts need. */
enum rc desk_ready(struct desk *desk, struct err *err);
/* After fork(): files are opened anew, because processes may not share them. */
enum rc desk_after_fork(struct desk *desk, struct err *err);

int32_t desk_day(const struct desk *desk);
void desk_set_day(struct desk *desk, int32_t day);	/* for drafts opened from now on */
const struct conf *desk_conf(const struct desk *desk);
struct codes *desk_codes(struct desk *desk);
const struct catalogue *desk_catalogue(const struct desk *desk);
/* Name of a type in the user's language, short for lists; {0} of one that is
 * not in the catalogue. Lives until the next call of desk_ready(). */
struct sv desk_type_label(struct desk *desk, struct sv type, bool short_one);
enum rc desk_import_codes(struct desk *desk, struct sv table, const char *csv_path, struct err *err);

/* name: a message's root element, a dictionary's id or a type's id. */
enum rc desk_dict(struct desk *desk, const char *name, const struct dict **out, struct err *err);
/* Loads every definition of the catalogue, so that later failures are the
 * messages' alone (and children of a fork need not do it again). */
enum rc desk_warm(struct desk *desk, struct err *err);

/* One finding of a file: where it is told apart from others by its message. */
typedef void desk_found(void *ctx, const char *message, const struct finding *f);

struct desk_check_how {
	bool declaring, strict;
};

/* bytes: a message, or an archive of messages and their attachments (message
 * is then "archive!entry" when there are several). RC_OK whatever is found;
 * other codes: an archive that cannot be read, definitions that are broken. */
enum rc desk_check(struct desk *desk, const char *name, struct sv bytes, const struct desk_check_how *how,
    desk_found *found, void *ctx, struct err *err);

/* The message in canonical order, nothing calculated. RC_PARSE: malformed or unknown. */
enum rc desk_format(struct desk *desk, struct sv bytes, struct str *out, struct err *err);

/* How the form of a type is drawn, and the help of its fields; yours. RC_NOTFOUND: there is no help. */
enum rc desk_layout(struct desk *desk, const struct catalogue_type *type, struct layout **out, struct err *err);
enum rc desk_help(struct desk *desk, const struct catalogue_type *type, struct form_help **out, struct err *err);

/* Complaints about definitions; file NULL: all that are installed. */
enum rc desk_lint(struct desk *desk, const char *file, void *ctx, dict_complain *complain, struct err *err);

#endif
