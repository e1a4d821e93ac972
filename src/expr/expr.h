/*
 * The one expression language (doc/expressions.md): XPath 1.0 in looks,
 * statically typed, on exact decimals. Used by calculate, relevant, required,
 * readonly, constraint, default, ties, rule tests, the catalogue's `when`,
 * file names and message ids, and the {…} parts of texts.
 *
 * Two phases.
 *
 *   expr_compile(text, where, want, &scope, &e, &err)
 *       parses, resolves every path through scope->resolve, checks types. All
 *       mistakes of an author are found here, with line and column.
 *
 *   expr_eval(e, &env, row) -> struct expr_value
 *       never fails: what cannot be decided is a state of the value.
 *
 * Cells are reached through callbacks only: expr/ knows neither documents nor
 * code tables nor the clock.
 *
 *      expr ── scope (load time: names → columns, tables, locals)
 *           └─ env   (run time: row → text of a cell, rows below, codes, day)
 */
#ifndef YULU_EXPR_EXPR_H
#define YULU_EXPR_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/dec.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

/* ---- values ---------------------------------------------------------- */

enum expr_type { EXPR_TEXT, EXPR_NUMBER, EXPR_DAY, EXPR_BOOL, EXPR_ANY };

enum expr_state {
	EXPR_GIVEN,
	EXPR_EMPTY,		/* absent, without content, irrelevant; for EXPR_BOOL: no verdict */
	EXPR_INVALID,		/* a cell that does not parse as its type, a result out of range */
};

struct expr_value {
	uint8_t type;		/* enum expr_type, never EXPR_ANY */
	uint8_t state;		/* enum expr_state */
	bool truth;		/* EXPR_BOOL when EXPR_GIVEN */
	int32_t day;
	struct sv text;		/* a view of the cell (an invalid one as it stands), of the expression, or in env->scratch */
	struct dec num;
};

/* ---- load time ------------------------------------------------------- */

enum expr_relation {
	EXPR_SAME_ROW,		/* a cell of the context row */
	EXPR_OUTER_ROW,		/* a cell of an enclosing row */
	EXPR_MANY_ROWS,		/* a list: rows below the nearest common row, in order */
};

/* What a path became. The owner of the scope fills it and reads it back in
 * env's callbacks; expr/ looks only at relation, type and has_where. */
struct expr_ref {
	uint8_t relation;	/* enum expr_relation */
	uint8_t type;		/* enum expr_type of one value */
	bool has_where;		/* the path had a predicate: where_* say which */
	bool is_row;		/* the path names rows or a group (count, yl:given), not values */
	bool is_self;		/* "." */
	bool is_local;		/* a local field: env->local gives its value, never env->cell or cell_of */
	uint8_t where_type;	/* enum expr_type of the predicate's column */
	int table, column;	/* the dictionary's (or, for locals, the form's) */
	int where_table, where_column;	/* predicate [where_column = x] stands on rows of where_table, */
					/* which is table or one above it (L/I[T = 'a']/K) */
	int up;			/* EXPR_OUTER_ROW: levels up; EXPR_MANY_ROWS: levels up to the common row */
};

struct expr_step {
	struct sv name;		/* "." ".." or a name; locals and functions keep their "yl:" */
	bool attribute;
	struct sv where_name;	/* [name = …]; empty when there is no predicate */
	bool where_attribute;
};

struct expr_path {
	const struct expr_step *step;
	size_t n;
	bool absolute;		/* begins with "/" */
	bool current;		/* begins with "current()/": the context row even inside a predicate */
};

struct expr_scope {
	void *ctx;
	/* Resolves a path seen from the context. RC_PARSE with a text on a name
	 * that does not exist. */
	enum rc (*resolve)(void *ctx, const struct expr_path *path, struct expr_ref *ref, struct err *err);
	/* Code name → id (>= 0) or -1; column of it → index or -1. */
	int (*table)(void *ctx, struct sv name);
	int (*column)(void *ctx, int table, struct sv column);
	/* Where expressions lie; must outlive them. Side by side they are walked
	 * faster. NULL: each has memory of its own. */
	struct arena *arena;
};

struct expr_where {		/* where the text stands, for error messages */
	const char *file;
	unsigned line, column;	/* of the first character */
};

struct expr;

/* want: the type the place needs; EXPR_ANY takes what comes. */
enum rc expr_compile(struct sv text, const struct expr_where *where, enum expr_type want,
    const struct expr_scope *scope, struct expr **out, struct err *err);
void expr_free(struct expr *e);
enum expr_type expr_type(const struct expr *e);
struct sv expr_source(const struct expr *e);
/* All references, for the dependency graph and for indexes on predicates. */
size_t expr_n_refs(const struct expr *e);
const struct expr_ref *expr_ref(const struct expr *e, size_t i);
/* Does it ask for the day, the stage, code tables, files? (bits) */
enum { EXPR_USES_DAY = 1, EXPR_USES_STAGE = 2, EXPR_USES_CODES = 4, EXPR_USES_FILES = 8 };
unsigned expr_uses(const struct expr *e);

/* ---- run time -------------------------------------------------------- */

typedef const void *expr_row;	/* the owner's; expr/ only hands it around */

struct expr_env {
	void *ctx;
	struct arena *scratch;	/* results of concat and the like; the caller resets it */
	/* Text of a cell, trimmed where the field trims; n == 0 when empty. For
	 * EXPR_SAME_ROW and EXPR_OUTER_ROW. is_row (a group that stands at most
	 * once, or the row itself): any text when it is there, n == 0 when not. */
	struct sv (*cell)(void *ctx, const struct expr_ref *ref, expr_row row);
	/* Value of a local field (ref->is_local), of the reference's type; it lives
	 * until a cell changes. row is the context row, for EXPR_MANY_ROWS a row
	 * that next() returned. The callback is NULL when there are none. */
	const struct expr_value *(*local)(void *ctx, const struct expr_ref *ref, expr_row row);
	/* Rows of an EXPR_MANY_ROWS reference in order; where (NULL when the path
	 * has no predicate) is the wanted value, of the type where_type and never
	 * invalid; empty only for text (rows whose column is empty).
	 * *it starts as zero. False at the end. */
	bool (*next)(void *ctx, const struct expr_ref *ref, expr_row row,
	    const struct expr_value *where, uint64_t it[4], expr_row *found);
	/* Text of the reference's column in a row that next() returned. */
	struct sv (*cell_of)(void *ctx, const struct expr_ref *ref, expr_row found);
	size_t (*place)(void *ctx, expr_row row);		/* yl:place, from 1 */
	bool (*is_code)(void *ctx, int table, struct sv code);
	bool (*code)(void *ctx, int table, struct sv code, int column, struct sv *value);
	const char *(*edition)(void *ctx, int table);	/* "2022-01" */
	int32_t (*add_workdays)(void *ctx, int32_t day, int n);
	/* Attachments; without has_files (a message that came alone) they cannot
	 * be seen, and what asks for them is invalid: no verdict. */
	bool has_files;
	bool (*file_size)(void *ctx, struct sv name, struct dec *bytes);
	bool (*file_kind)(void *ctx, struct sv name, struct sv *kind);
	int32_t today;		/* the document's day */
	bool declaring;		/* yl:stage(): 'declare', else 'save' */
};

struct expr_value expr_eval(const struct expr *e, const struct expr_env *env, expr_row row);
/* A condition holds only when it is known to: EXPR_GIVEN and true. */
bool expr_holds(const struct expr *e, const struct expr_env *env, expr_row row);
/* A condition in two halves around its top-level `and`: what reads cells of the
 * root row at most, and so is the same for every row of a document, and the
 * rest. expr_holds() ⇔ both halves hold; an absent half holds. */
enum expr_half { EXPR_FIXED, EXPR_VARYING };
bool expr_has_half(const struct expr *e, enum expr_half half);
bool expr_half_holds(const struct expr *e, enum expr_half half, const struct expr_env *env, expr_row row);
/* A constraint is broken only when it is known to be: EXPR_GIVEN and false. */
bool expr_broken(const struct expr *e, const struct expr_env *env, expr_row row);
/* A cell's text as a value of a type. */
struct expr_value expr_value_of(struct sv text, enum expr_type type);
/* As text: numbers without exponent, days as yyyy-MM-dd, booleans true/false,
 * empty "", an invalid cell as it stands. May lie in scratch. */
struct sv expr_value_text(const struct expr_value *v, struct arena *scratch);

/* ---- texts with {path} or {function(…)} ------------------------------- */

struct expr_text;		/* {{ and }} are braces */

enum rc expr_text_compile(struct sv text, const struct expr_where *where,
    const struct expr_scope *scope, struct expr_text **out, struct err *err);
void expr_text_free(struct expr_text *t);
/* The expression in its braces at or behind part *at, which moves on; NULL: no more. */
const struct expr *expr_text_next(const struct expr_text *t, size_t *at);
/* Adds the text with its values, cleaned of control characters, cut at 200 columns. */
void expr_text_add(const struct expr_text *t, const struct expr_env *env, expr_row row, struct str *out);

/* ---- check digits (also used by the entry of parties) ------------------ */

bool expr_check_uscc(struct sv s);	/* GB 32100 check character */
bool expr_check_orgcode(struct sv s);	/* GB 11714, 9 characters */
bool expr_check_container(struct sv s);	/* ISO 6346 */
bool expr_check_airbill(struct sv s);	/* 11 digits, the last = digits 4-10 mod 7 */
bool expr_check_idcard(struct sv s);	/* GB 11643, 18 characters */

/* ---- patterns: the subset of XML Schema that goes into the XSD as it is -- */

struct expr_pattern;
enum rc expr_pattern_compile(struct sv pattern, struct expr_pattern **out, struct err *err);
bool expr_pattern_matches(const struct expr_pattern *p, struct sv whole);
void expr_pattern_free(struct expr_pattern *p);

#endif
