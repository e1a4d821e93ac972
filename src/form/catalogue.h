/*
 * The bulletin's list of business types: what the user chooses from when he
 * begins a document, and by which an incoming message is recognised.
 *
 *     forms/catalogue.xml
 *       <yl:catalogue xmlns:yl="urn:yulu:form" edition="2026-03">
 *        <yl:type id="dec-import" name-zh="进口报关单" name-en="import declaration"
 *          family="进出口报关" ring="1" format="established" edition="2026-03"
 *          message="DecMessage" dictionary="dec@2026-03" form="dec@2026-03" rules="dec@2026-03"
 *          valid-from="2026-03-01" [valid-to="…"] when="/DecMessage/DecHead/IEFlag = 'I'"/>
 *
 *     catalogue_load(path, &c, &err)
 *     catalogue_when(c, i, dict, tables, &e, &err)     the recognition of one type, yours
 *
 * A message that several types recognise is of the last of them: general types
 * stand before special ones. Texts are borrowed from the catalogue.
 */
#ifndef YULU_FORM_CATALOGUE_H
#define YULU_FORM_CATALOGUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dict/dict.h"
#include "expr/expr.h"
#include "form/form.h"

struct catalogue_type {
	const char *id, *name_zh, *name_en, *family;
	int ring;			/* 1 comes first, 3 last */
	const char *format;		/* established reconstructed provisional */
	const char *edition;		/* of the definitions, yyyy-MM */
	const char *message;		/* root element */
	const char *dictionary;		/* ID@EDITION, data/dictionary/….csv */
	const char *form, *rules;	/* ID@EDITION; "" when there is none */
	int32_t valid_from, valid_to;	/* DAY_NONE open */
	const char *when;		/* seen from the root row; "" when the root element is enough */
	unsigned line;
};

struct catalogue {
	char *file, *edition;
	struct catalogue_type *type;	/* in the file's order */
	size_t n_type;
	void *owned;			/* private */
};

/* RC_NOTFOUND, RC_IO, RC_LIMIT from reading; RC_PARSE with file and line. */
enum rc catalogue_load(const char *path, struct catalogue **out, struct err *err);
void catalogue_free(struct catalogue *c);
/* NULL when there is no such type. */
const struct catalogue_type *catalogue_type_by_id(const struct catalogue *c, const char *id);
/* Compiles `when` of type i against its dictionary; *out is NULL when it is empty. */
enum rc catalogue_when(const struct catalogue *c, size_t i, const struct dict *d,
    const struct form_tables *tables, struct expr **out, struct err *err);

/* Every complaint; find gives the dictionary of a name or NULL (then the type's
 * `when` is not looked at and the missing dictionary is a complaint). */
void catalogue_lint(const char *path, const struct dict *(*find)(void *ctx, const char *dictionary),
    const struct form_tables *tables, void *ctx, dict_complain *complain);

#endif
