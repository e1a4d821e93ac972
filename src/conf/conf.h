/*
 * Settings: yulu.ini read through iniparser, every setting known from one
 * table with its default, its form and its documentation.
 *
 * iniparser 4.1 cuts an unquoted value at ; or #, lower-cases keys, keeps the
 * last duplicate and prints to stderr: all of that is caught here and becomes
 * an error with file, line and remedy.
 *
 * Places: $YULU_HOME when set (or --home), else $XDG_DATA_HOME/yulu for data
 * and $XDG_CONFIG_HOME/yulu/yulu.ini for settings. In a home the file is
 * HOME/yulu.ini. A missing file means defaults.
 */
#ifndef YULU_CONF_CONF_H
#define YULU_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum conf_kind { CONF_BOOL, CONF_INT, CONF_CHOICE, CONF_DAY, CONF_TEXT };

struct conf_setting {		/* X-table in conf.c; the manual and the tests walk it */
	const char *section, *key;
	enum conf_kind kind;
	const char *form;	/* CONF_CHOICE: "a|b|c"; CONF_INT: "min..max";
				 * CONF_BOOL is yes or no, CONF_DAY yyyyMMdd or empty, CONF_TEXT
				 * anything, all without a form */
	const char *fallback;
	const char *doc_zh, *doc_en;
};

struct conf;

const struct conf_setting *conf_settings(size_t *n);

/* home NULL: from the environment. RC_PARSE with file and line for whatever is
 * not as described here, RC_USAGE when no home can be found, RC_LIMIT for a
 * file above 128 KiB, and what file_read() says. */
enum rc conf_open(const char *home, struct conf **out, struct err *err);
void conf_close(struct conf *c);
const char *conf_home(const struct conf *c);		/* where data lives; may not exist yet */
const char *conf_file(const struct conf *c);
const char *conf_get(const struct conf *c, const char *section, const char *key);	/* never NULL for a known setting */
long conf_int(const struct conf *c, const char *section, const char *key);
bool conf_bool(const struct conf *c, const char *section, const char *key);
/* [rules] holds one line a rule, DEC075 = off|info|warning|error: free keys,
 * checked against the rules in force by the caller, the words after them here.
 * NULL when not set. Keys are compared without case. */
const char *conf_rule(const struct conf *c, const char *rule_id);
/* [defaults] holds one line a field, DecHead/AgentCode = 3100000000: what new
 * documents begin with. Free keys, checked against the dictionaries by the caller. */
const char *conf_default(const struct conf *c, const char *path);
/* Walks the keys set in a section, in the order of the file: returns the i-th
 * key as it is written there, NULL past the end. */
const char *conf_key(const struct conf *c, const char *section, size_t i);

#endif
