/*
 * All findings about a document: well-formedness (X), structure (S), customs
 * length (L), code tables (T), rules (R).
 *
 *     struct checker *k = check_new(&setup)     one per process and form
 *     check_message(k, bytes, &options, sink, ctx)
 *
 * A finding that the rules file names carries its id and severity; others are
 * X001 S001 L001 T001 … from the table in check.c. Settings raise, lower or
 * switch off any of them. strict makes every structural finding an error.
 * Order: by place in the message, then as found; the same for the same bytes.
 */
#ifndef YULU_CHECK_CHECK_H
#define YULU_CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "codes/codes.h"
#include "doc/doc.h"
#include "form/form.h"
#include "zip/zip.h"

struct finding {
	const char *rule;		/* "DEC079" */
	enum form_severity severity;
	char class;
	const struct doc_row *row;	/* NULL for X and for the root element */
	int column;			/* -1: the row */
	unsigned line;			/* in the message, 0 when unknown */
	struct sv place;		/* DecLists/DecList[2]/GName; "" for the message */
	struct sv text;			/* in the user's language; names the field, what is wrong, what to do */
	bool override;			/* may be set aside by a named person with a reason */
};

typedef void check_sink(void *ctx, const struct finding *f);

struct check_setup {
	const struct dict *dict;
	const struct form *form;	/* NULL: structure and lengths only */
	struct codes *codes;		/* NULL: tables are missing; one T finding says so */
	/* Setting for a rule: "error" "warning" "info" "off", NULL when not set. */
	const char *(*rule_setting)(void *ctx, const char *id);
	void *ctx;
};

struct check_options {
	bool declaring;			/* stage declare, else save */
	bool strict;
	bool draft;			/* we write what must stand even when empty: that it is not there is no finding */
	int32_t day;			/* the document's day */
	struct xml_limits limits;
	const struct zip_content *archive;	/* the message came in one: attachments are looked at; NULL */
};

struct checker;

enum rc check_new(const struct check_setup *setup, struct checker **out, struct err *err);
void check_free(struct checker *k);
/* Is it an id that the engine gives when no rules file names the finding? */
bool check_is_builtin(const char *id);

/* Reads and judges. Malformed bytes are findings, not errors. */
void check_message(struct checker *k, struct sv bytes, const struct check_options *o, check_sink *sink, void *ctx);
/* Judges an open document (no X; structure as far as rows can show it). */
void check_doc(struct checker *k, struct doc *doc, const struct check_options *o, check_sink *sink, void *ctx);

#endif
