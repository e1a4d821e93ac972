/*
 * Help of fields: forms/ID@EDITION.help.csv, one row a field.
 *
 *     key,hint_zh,hint_en,help_zh,help_en,example
 *
 * key is the element's path (DecHead/GrossWet), with #FROM for a part of a
 * positional string (DecHead/PromiseItmes#2). hint fits the bottom of 80
 * columns; help is the filling rule in a few sentences
 * and lines. A group may have a row too: it explains the page of its rows.
 *
 *     form_help_load(path, &help, &err)    form_help_find(help, SV("DecHead/GrossWet"))    form_help_free(help)
 */
#ifndef YULU_FORM_HELP_H
#define YULU_FORM_HELP_H

#include "base/err.h"
#include "base/str.h"
#include "dict/dict.h"

struct form_help_entry {
	const char *key, *hint_zh, *hint_en, *help_zh, *help_en, *example;
};

struct form_help;

/* RC_NOTFOUND, RC_IO, RC_LIMIT; RC_PARSE with file and line. */
enum rc form_help_load(const char *path, struct form_help **out, struct err *err);
void form_help_free(struct form_help *help);	/* takes NULL */
/* NULL when there is none; of PATH#n that of PATH when the part has none. */
const struct form_help_entry *form_help_find(const struct form_help *help, struct sv key);
/* In the user's language; never NULL. */
const char *form_help_hint(const struct form_help_entry *e);
const char *form_help_text(const struct form_help_entry *e);
/* Fields of the dictionary without a row, rows without an element, hints wider than 76 columns, empty texts. */
void form_help_lint(const struct dict *d, const char *path, void *ctx, dict_complain *complain);

#endif
