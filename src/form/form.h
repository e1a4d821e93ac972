/*
 * A form: what a business type does beyond the facts of its dictionary. Two
 * files, both lint-clean or not loaded:
 *
 *     forms/dec@2026-03.xml         binds, local fields, ties (XForms words); layout
 *     forms/dec@2026-03.rules.xml   cross-field rules (Schematron words)
 *
 * The profile:
 *
 *   <yl:form xmlns="http://www.w3.org/2002/xforms" xmlns:yl="urn:yulu:form"
 *       id="dec" edition="2026-03" dictionary="dec@2026-03" valid-from="2026-03-01" [valid-to=…]>
 *    <model>
 *     <yl:field name="full" type="text|number|day|boolean" calculate="…"/>   local field of the row, yl:full
 *     <bind ref="DecHead">                          refs nest; child paths only
 *      <bind ref="GrossWet" relevant="…" required="…" yl:save="…" readonly="…"
 *         constraint="…" calculate="…" [yl:override="yes"] yl:default="…">
 *       <yl:alert xml:lang="zh">…{path}…</yl:alert> <yl:alert xml:lang="en">…</yl:alert>
 *      </bind>
 *     </bind>
 *     <bind ref="DecLists/DecList"> <yl:field …/> <bind …/>
 *      <yl:tie><yl:solve ref="DeclTotal" with="yl:round(GQty * DeclPrice, 2)"/>…</yl:tie>
 *     </bind>
 *    </model>
 *    … layout (groups, repeats, controls) after the model …
 *   </yl:form>
 *
 *   required is the need to declare, yl:save the need to save. Without the
 *   attribute the dictionary's Y stands; a dictionary C without it is a lint
 *   remark. An expression is seen from the ROW it stands in: in a bind under
 *   DecHead (part of the root row) another head field is DecHead/IEFlag; in a
 *   bind under DecLists/DecList a field of the item is CodeTS, one of the head
 *   /DecMessage/DecHead/IEFlag, a local of the root /DecMessage/yl:full. "." is
 *   the bind's own field, ".." the group around the row's element.
 *
 *   <schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:yl="urn:yulu:form"
 *       queryBinding="yulu" yl:id="dec" yl:edition="2026-03" yl:dictionary="dec@2026-03">
 *    <pattern id="weights">
 *     <rule context="/" [yl:when="guard"]>           "/" root row, or DecLists/DecList …
 *      <assert id="DEC079" role="error" yl:at="DecHead/NetWt" [yl:when="…"] test="DecHead/NetWt &lt;= DecHead/GrossWet"
 *          [yl:from="2018-08-01" yl:to="…"] [yl:class="R|T|S|L|X"] [yl:override="yes"]>
 *       <yl:text xml:lang="zh">净重 {DecHead/NetWt} …</yl:text>
 *       <yl:text xml:lang="en">…</yl:text>
 *      </assert>
 *      <report …/>            the finding stands when the test is known to hold
 *     </rule>
 *     <yl:cases src="dec-mode@2026-03.csv" need="rule_id letters">   the rules inside once for each row of the
 *      <rule …><assert id="{rule_id}" role="{severity}" …/></rule>   table that has all needed columns filled;
 *     </yl:cases>                                                   [[column]] in tests and texts is its value
 *     <yl:builtin id="DEC009" role="error" yl:class="L" by="length"> texts </yl:builtin>
 *     <yl:undecided id="DEC310" role="info"> texts: the rule, and why message and tables cannot tell </yl:undecided>
 *    </pattern>
 *   </schema>
 *
 *   role: error warning info off. class: R unless said; T when the test asks a
 *   code table. In attributes of cases {column} stands for id, role, from and to
 *   only; [[column]] in test, when, at and texts, replaced before compiling
 *   (a value with a quote is refused).
 *
 * Evaluation order: a static graph over (column, property), edges from every
 * cell read to the reader and from relevant to the readers of the field;
 * sorted topologically at load, a cycle is an error that prints it.
 * Independent of the order in the file.
 */
#ifndef YULU_FORM_FORM_H
#define YULU_FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dict/dict.h"
#include "expr/expr.h"

struct form_bind {		/* one per column that has any of these */
	int table, column;	/* column of dict, or a local (>= dict's n_column) */
	struct expr *relevant, *required, *save, *readonly, *constraint, *calculate, *fallback;
	bool override;		/* a typed value stands against calculate */
	struct expr_text *alert_zh, *alert_en;
	int tie;		/* index, -1 none */
	unsigned line;
};

struct form_local {
	const char *name;	/* without yl: */
	enum expr_type type;
	int table, column;	/* column = dict's n_column + index among the table's locals */
	struct expr *calculate;
	bool rule;		/* a let of the rules file: judged, never shown */
	unsigned line;
};

struct form_solve {
	int column;
	struct expr *with;
};

struct form_tie {
	int table;
	struct form_solve *solve;
	size_t n_solve;
	unsigned line;
};

enum form_severity { FORM_OFF, FORM_INFO, FORM_WARNING, FORM_ERROR };

enum form_by {			/* who judges */
	FORM_BY_TEST,		/* the expression */
	FORM_BY_BUILTIN,	/* the engine, under this id: see form_builtins() */
	FORM_BY_NOBODY,		/* listed in the manual with its reason */
};

struct form_rule {
	const char *id;
	enum form_severity severity;
	char class;		/* X S L T R */
	enum form_by by;
	const char *builtin;	/* word of FORM_BY_BUILTIN */
	int table;		/* context; -1 for builtins */
	int at_table, at_column;	/* where the finding points; column -1: the row itself */
	struct expr *when_rule;	/* guard of the <rule>, shared by its asserts; NULL none */
	struct expr *when;	/* guard of the assert; NULL none */
	struct expr *test;
	bool report;		/* finding when test holds, else when it is broken */
	bool override;		/* a named person may set an error aside with a reason */
	int32_t from, to;	/* DAY_NONE open */
	struct expr_text *text_zh, *text_en;	/* builtins: plain texts, values are added by the engine */
	unsigned line;
};

/* One step of recalculation. */
enum form_property { FORM_CALCULATE, FORM_RELEVANT, FORM_TIE, FORM_LOCAL };

struct form_node {
	enum form_property property;
	int table, column;		/* FORM_TIE: column -1, index = tie */
	int index;			/* into bind[], tie[] or local[] */
	const int *reader;		/* nodes that read its result, ascending */
	size_t n_reader;
};

struct form {
	char *id, *edition, *file, *rules_file;
	int32_t valid_from, valid_to;
	const struct dict *dict;	/* borrowed */
	struct form_bind *bind;
	size_t n_bind;
	struct form_local *local;
	size_t n_local;
	struct form_tie *tie;
	size_t n_tie;
	struct form_rule *rule;		/* in the file's order */
	size_t n_rule;
	struct form_node *node;		/* evaluation order */
	size_t n_node;
	/* bind_of[table][column] → bind or NULL, locals included */
	struct form_bind ***bind_of;
	int *n_all_column;		/* per table: dict's columns + locals */
	void *owned;			/* private */
};

/* Names that the engine judges, NULL-terminated; doc/forms.md says what each is. */
const char *const *form_builtins(void);

/* codes: names → ids and columns for the expressions; see struct expr_scope. */
struct form_tables {
	void *ctx;
	int (*table)(void *ctx, struct sv name);
	int (*column)(void *ctx, int table, struct sv column);
};

/* rules_path may be NULL: a form without rules. form_path may be NULL: binds
 * come from the dictionary alone. cases tables are looked for beside the rules. */
enum rc form_load(const struct dict *d, const char *form_path, const char *rules_path,
    const struct form_tables *tables, struct form **out, struct err *err);
void form_free(struct form *f);

const struct form_bind *form_bind_of(const struct form *f, int table, int column);
/* First rule with this id, NULL. */
const struct form_rule *form_rule_by_id(const struct form *f, const char *id);
/* The rule of a builtin word (its first), NULL when the form does not name it. */
const struct form_rule *form_rule_by_builtin(const struct form *f, const char *word);
/* Nodes that read this cell (in a changed row), ascending; n may be 0. column
 * -1: nodes that depend on which rows the table has (aggregates, yl:place()). */
const int *form_readers(const struct form *f, int table, int column, size_t *n);

/* Every complaint with file and line: all that keep form_load() from loading,
 * and remarks (conditions the form owes the dictionary, ids that stand twice or
 * nowhere). */
void form_lint(const struct dict *d, const char *form_path, const char *rules_path,
    const struct form_tables *tables, void *ctx, dict_complain *complain);

#endif
