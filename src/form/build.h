/*
 * Private to form/: what the pieces of the loader share.
 *
 * A definition is read completely, whatever is wrong with it: every complaint
 * goes through form_bad(), which keeps the first for form_load() and hands all
 * of them to form_lint(). So lint and load cannot disagree.
 */
#ifndef YULU_FORM_BUILD_H
#define YULU_FORM_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "dict/dict.h"
#include "expr/expr.h"
#include "form/form.h"
#include "xml/libxml.h"

enum {
	FORM_SOURCE_MAX_B = 8 << 20,
	FORM_MAX_LOCALS = 4000,
	FORM_MAX_RULES = 20000,
};

#define FORM_NS_XFORMS "http://www.w3.org/2002/xforms"
#define FORM_NS_YULU "urn:yulu:form"
#define FORM_NS_SCHEMATRON "http://purl.oclc.org/dsdl/schematron"

/* ---- source.c: a definition's bytes and tree, and where things stand --------- */

struct form_source {
	const char *file;	/* borrowed */
	struct str bytes;
	xmlDoc *doc;
	size_t *line_at;	/* offset of the first byte of each line */
	size_t n_line;
};

/* No DOCTYPE, no entities, no network. The error names file and line. until:
 * what stands behind the end of this element is not looked at; NULL: all counts. */
enum rc form_source_load(const char *path, const char *until, struct form_source *s, struct err *err);
void form_source_clear(struct form_source *s);
/* The start tag of an element, or the first character of an attribute's value. */
struct expr_where form_source_where(const struct form_source *s, const xmlNode *node, const xmlAttr *attr);

/* ---- complaints --------------------------------------------------------------- */

struct form_log {
	dict_complain *complain;	/* NULL: only the first is kept */
	void *ctx;
	struct err first;		/* text without file and line */
	char first_file[256];
	unsigned first_line;
	size_t n_bad;			/* remarks do not count */
};

void form_bad(struct form_log *log, const struct expr_where *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* A text that may begin with "file:line:" or "file:line:column:" of its own. */
void form_bad_located(struct form_log *log, const struct expr_where *at, const char *said);
/* Something odd that does not stop loading; heard by lint only. */
void form_remark(struct form_log *log, const struct expr_where *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The first complaint as "file:line: text". */
enum rc form_log_rc(const struct form_log *log, struct err *err);

/* ---- elements and attributes of the profile (source.c) ------------------------- */

/* A definition that cannot be read at all is one complaint, with the code of reading. */
bool form_open_source(struct form_log *log, const char *path, const char *until, struct form_source *s);

struct form_reader {
	struct form_source *source;
	struct form_log *log;
	struct arena *arena;	/* texts taken from the tree */
};

bool form_is(const xmlNode *n, const char *ns, const char *name);
/* Complains about attributes that are not listed ("ref yl:save xml:lang") and about text. */
void form_check_element(const struct form_reader *r, const xmlNode *n, const char *attributes, bool may_have_text);
/* Complains that an element has no place where it stands. */
void form_bad_element(const struct form_reader *r, const xmlNode *n);
const xmlNode *form_first(const xmlNode *parent);	/* child elements */
const xmlNode *form_next(const xmlNode *n);
/* qname: "ref", "yl:save", "xml:lang". NULL when the attribute is absent. */
const xmlAttr *form_attr(const xmlNode *n, const char *qname);
const char *form_attr_text(const struct form_reader *r, const xmlNode *n, const char *qname);	/* NULL when absent */
/* Complains when it is absent or empty; NULL then. */
const char *form_attr_needed(const struct form_reader *r, const xmlNode *n, const char *qname);
bool form_attr_yes(const struct form_reader *r, const xmlNode *n, const char *qname);	/* "yes" or absent/"no" */
int32_t form_attr_day(const struct form_reader *r, const xmlNode *n, const char *qname);	/* yyyy-MM-dd, DAY_NONE */
struct expr_where form_at(const struct form_reader *r, const xmlNode *n, const char *qname);	/* NULL: the element */
/* Text of an element, white space collapsed. */
struct sv form_text_of(const struct form_reader *r, const xmlNode *n);
bool form_is_name(const char *s);

/* ---- scope.c: names of an expression → cells ------------------------------------ */

struct form_names {
	const struct dict *dict;
	const struct form_tables *tables;	/* may be NULL: no code tables are known */
	const struct form_local *local;
	size_t n_local;
};

struct form_view {		/* where an expression stands */
	const struct form_names *names;
	int table;		/* its row; -1: none, there are no cells */
	int self;		/* column of "."; -1: the row */
	bool used_self;		/* out: "." was asked for */
};

void form_scope_init(struct expr_scope *scope, struct form_view *view);
/* A plain path (no predicates) to a cell or group of this or an enclosing row. */
enum rc form_scope_cell(struct form_view *view, struct sv path, int *table, int *column, struct err *err);

/* ---- the builder (form.c) --------------------------------------------------------- */

struct form_intern {
	uint64_t hash;
	int table, self;
	enum expr_type want;
	struct sv text;
	struct expr *expr;	/* NULL: it was complained about */
};

struct form_owned {
	struct arena arena;
	struct arena exprs;		/* side by side, in the order of the file */
	struct expr **expr;
	size_t n_expr, cap_expr;
	struct expr_text **text;
	size_t n_text, cap_text;
	struct form_cells *cells;	/* graph.c */
};

struct form_build {
	struct form *form;
	struct form_owned *owned;
	struct form_names names;
	struct form_log log;
	const char *dictionary;		/* id@edition */
	struct form_intern *intern;
	size_t n_intern, cap_intern;	/* cap: a power of two */
	int **bind_at;			/* [table][dict column] → index + 1 */
	unsigned **seen;		/* [table][dict column] → line of its bind */
	const xmlNode **made_by;	/* element of each local field, in the order of the second pass */
	size_t next_local;		/* the second pass takes them one after the other */
	size_t cap_bind, cap_local, cap_made, cap_tie, cap_rule;
};

/* Compiles the expression of an attribute, sharing equal ones, and the text of
 * an element; NULL after a complaint. text: with what was filled in. Where it
 * stands is worked out only when something is wrong with it. */
struct expr *form_compile(struct form_build *b, const struct form_reader *r, const xmlNode *n, const char *qname,
    int table, int self, enum expr_type want, struct sv text);
struct expr_text *form_compile_text(struct form_build *b, const struct form_reader *r, const xmlNode *n, int table, int self,
    struct sv text);
struct form_local *form_add_local(struct form_build *b, const struct form_reader *r, const xmlNode *n, int table);
/* The local field that the first pass made of this element; NULL when it complained. */
struct form_local *form_made_local(struct form_build *b, const xmlNode *n);
enum expr_type form_column_type(const struct dict *d, int table, int column);

void form_read_locals(struct form_build *b, const struct form_reader *r);	/* model.c */
void form_read_model(struct form_build *b, const struct form_reader *r);
void form_read_lets(struct form_build *b, const struct form_reader *r);		/* rules.c */
void form_read_rules(struct form_build *b, const struct form_reader *r);

/* ---- graph.c ------------------------------------------------------------------------- */

void form_build_graph(struct form_build *b);
void form_cells_free(struct form_cells *c, const struct form *f);

#endif
