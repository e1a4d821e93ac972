/*
 * The bulletin's list of business types: what the user chooses from when he
 * begins a document, and by which an incoming message is recognised.
 *
 *     forms/catalogue.xml
 *       <yl:catalogue xmlns:yl="urn:yulu:form" edition="2026-03">
 *        <yl:type id="dec-import" name-zh="进口报关单" name-en="import declaration"
 *          short-zh="进口" short-en="import" family="进出口报关" ring="1" format="established" edition="2026-03"
 *          message="DecMessage" dictionary="dec@2026-03" form="dec@2026-03" rules="dec@2026-03"
 *          valid-from="2026-03-01" [valid-to="…"] when="/DecMessage/DecHead/IEFlag = 'I'">
 *         <yl:default ref="DecHead/IEFlag" value="'I'"/>       a new document has it
 *        </yl:type>
 *        <yl:message name="DecMessage" client="DecSign/ClientSeqNo">     for all its types:
 *         <yl:default ref="DecHead/NoOtherPack" value="'1'"/>  before those of the type
 *         <yl:summary name="goods" value="yl:first(DecLists/DecList/GName)"/>
 *         <yl:clear ref="DecContainers/Container"/>            a copy does not have it
 *         <yl:once rule="DEC389" ref="DecHead/BillNo" with="DecHead/IEFlag"/>
 *         <yl:party role="trade" code="DecHead/TradeCode" uscc="…" name="…" ciq="…"/>
 *         <yl:attachment rows="EdocRealation" id="EdocID" id-from="DecHead/CustomMaster" id-mark="IM" name="EdocCopId"
 *             kind="EdocCode" size="EdocSize" format="EdocFomatType" format-value="US">
 *          <yl:guess kind="00000001" words="fp 发票 invoice"/>
 *         </yl:attachment>
 *        </yl:message>
 *
 *   ref      path below the root: a field; of clear also a group or repeating rows
 *   client   the field with our own number: given when a document is begun, never changed
 *   summary  what lists show: client_no seq_no entry_no consignee bill contract goods
 *            items totals
 *   value    an expression seen from the root row, its value as text
 *   once     a value that no two documents kept here have, where `with` is the same
 *            too; else they have this finding
 *   party    an enterprise in a role: what is remembered of it and offered again
 *   attachment  the rows that name files: where their number goes (value of
 *            id-from, kind, id-mark, 18 digits, suffix of the file), the file's
 *            own name, kind, size in bytes; format gets format-value. guess: a
 *            file whose name has one of the words is of that kind
 *
 *     catalogue_load(path, &c, &err)
 *     catalogue_when(c, i, dict, tables, &e, &err)     the recognition of one type, yours
 *
 * A message that several types recognise is of the last of them: general types
 * stand before special ones. A type may stand in several editions, each with
 * its days. Texts are borrowed from the catalogue.
 */
#ifndef YULU_FORM_CATALOGUE_H
#define YULU_FORM_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dict/dict.h"
#include "expr/expr.h"
#include "form/form.h"

struct catalogue_default {
	const char *ref, *value;	/* value: an expression */
	unsigned line;
};

struct catalogue_summary {
	const char *name, *value;	/* value: an expression */
	unsigned line;
};

struct catalogue_clear {
	const char *ref;
	unsigned line;
};

struct catalogue_once {
	const char *rule, *ref, *with;	/* with: "" when there is none */
	unsigned line;
};

struct catalogue_party {
	const char *role, *code, *uscc, *name, *ciq;	/* refs, "" when there is none */
	unsigned line;
};

struct catalogue_guess {
	const char *kind, *words;
};

struct catalogue_attachment {
	const char *rows;		/* ref of the rows; the next ones are fields of them */
	const char *id, *name, *kind, *size, *format;
	const char *id_from;		/* a field of the root row; "" none */
	const char *id_mark, *format_value;
	struct catalogue_guess *guess;
	size_t n_guess, cap_guess;
	unsigned line;
};

/* What all types of a message have in common. */
struct catalogue_message {
	const char *name;		/* root element */
	const char *client;		/* ref; "" when there is none */
	struct catalogue_default *fallback;
	size_t n_fallback, cap_fallback;
	struct catalogue_summary *summary;
	size_t n_summary, cap_summary;
	struct catalogue_clear *clear;
	size_t n_clear, cap_clear;
	struct catalogue_once *once;
	size_t n_once, cap_once;
	struct catalogue_party *party;
	size_t n_party, cap_party;
	struct catalogue_attachment *attachment;	/* NULL: no files go with it */
	unsigned line;
};

struct catalogue_type {
	const char *id, *name_zh, *name_en, *family;
	const char *short_zh, *short_en;	/* for lists; "" when it has none */
	int ring;			/* 1 comes first, 3 last */
	const char *format;		/* established reconstructed provisional */
	const char *edition;		/* of the definitions, yyyy-MM */
	const char *message;		/* root element */
	const char *dictionary;		/* ID@EDITION, data/dictionary/….csv */
	const char *form, *rules;	/* ID@EDITION; "" when there is none */
	int32_t valid_from, valid_to;	/* DAY_NONE open */
	const char *when;		/* seen from the root row; "" when the root element is enough */
	struct catalogue_default *fallback;	/* of its own, after the message's */
	size_t n_fallback, cap_fallback;
	unsigned line;
};

struct catalogue {
	char *file, *edition;
	struct catalogue_type *type;	/* in the file's order */
	size_t n_type;
	struct catalogue_message *message;
	size_t n_message;
	void *owned;			/* private */
};

/* RC_NOTFOUND, RC_IO, RC_LIMIT from reading; RC_PARSE with file and line. */
enum rc catalogue_load(const char *path, struct catalogue **out, struct err *err);
void catalogue_free(struct catalogue *c);
/* The first with this id; NULL when there is none. */
const struct catalogue_type *catalogue_type_by_id(const struct catalogue *c, const char *id);
bool catalogue_type_is_valid(const struct catalogue_type *t, int32_t day);
/* Its edition for new documents: of those valid on the day the one that began
 * last; of a type that is not valid then, or does not exist, NULL. */
const struct catalogue_type *catalogue_type_on(const struct catalogue *c, const char *id, int32_t day);
/* NULL when the message has nothing to say. */
const struct catalogue_message *catalogue_message_by_name(const struct catalogue *c, const char *name);
/* Compiles `when` of type i against its dictionary; *out is NULL when it is empty. */
enum rc catalogue_when(const struct catalogue *c, size_t i, const struct dict *d,
    const struct form_tables *tables, struct expr **out, struct err *err);
/* The same of the value of a default or a summary, which stands in that line. */
enum rc catalogue_value(const struct catalogue *c, const char *value, unsigned line, const struct dict *d,
    const struct form_tables *tables, struct expr **out, struct err *err);

/* Every complaint; find gives the dictionary of a name or NULL (then refs and
 * expressions are not looked at and the missing dictionary is a complaint). */
void catalogue_lint(const char *path, const struct dict *(*find)(void *ctx, const char *dictionary),
    const struct form_tables *tables, void *ctx, dict_complain *complain);

#endif
