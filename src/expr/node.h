/*
 * Inside expr/: the tree that parse.c makes, type.c checks and eval.c walks.
 *
 *   source ── lex.c ──► tokens ── parse.c ──► node_make() in type.c ──► tree
 *                                              types, folding, faster operations
 *
 * Every node knows its type, so evaluation is one function per type
 * (node_bool, node_text, node_num, node_day) and no value is boxed. The tree
 * lies in the expression's arena; evaluation allocates in env->scratch only.
 */
#ifndef YULU_EXPR_NODE_H
#define YULU_EXPR_NODE_H

#include "expr/expr.h"

enum {
	NODE_SOURCE_MAX_B = 4096,
	NODE_MAX = 500,		/* values, paths, calls and operators */
	NODE_DEPTH_MAX = 32,	/* parentheses, calls and predicates inside each other */
	NODE_STEPS_MAX = 32,
};

enum node_op {
	OP_LITERAL, OP_CELL, OP_LIST, OP_ROW,
	OP_AND, OP_OR, OP_NOT,
	OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE,
	OP_TEXT_IS, OP_TEXT_IS_NOT,	/* text against a literal */
	OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD, OP_NEG,
	/* functions */
	OP_TRUE, OP_FALSE, OP_IF, OP_EMPTY, OP_IN,
	OP_STRING, OP_CONCAT, OP_SUBSTRING, OP_STRING_LENGTH, OP_LENGTH, OP_STARTS_WITH, OP_CONTAINS,
	OP_NORMALIZE_SPACE, OP_TRANSLATE, OP_UPPER, OP_MATCHES,
	OP_NUMBER, OP_IS_NUMBER, OP_FLOOR, OP_CEILING, OP_ROUND, OP_ABS,
	OP_COUNT, OP_SUM, OP_MIN, OP_MAX, OP_LEAST, OP_GREATEST, OP_DISTINCT, OP_JOIN, OP_FIRST, OP_PLACE,
	OP_EACH_IN, OP_EACH_CODE, OP_EACH_DAY, OP_MISSING, OP_TOKEN, OP_TOKENS,
	OP_IS_CODE, OP_CODE, OP_EDITION,
	OP_TODAY, OP_DAY, OP_IS_DAY, OP_DAYS, OP_ADD_DAYS, OP_ADD_WORKDAYS,
	OP_CHECK, OP_FILE_SIZE, OP_FILE_KIND, OP_STAGE,
	OP_GIVEN,
};

/* A boolean with Kleene's third value. */
enum tri { TRI_FALSE, TRI_TRUE, TRI_NONE };

struct node;

struct node_ref {
	struct expr_ref ref;
	struct node *where;		/* value of the predicate; NULL when there is none */
	bool current;			/* began with current()/ */
};

/* Texts to look up, in a table of open places (NULL: free). */
struct node_set {
	size_t mask;
	const struct sv **place;
};

typedef bool check_fn(struct sv s);

struct node {
	uint8_t op;			/* enum node_op */
	uint8_t type;			/* enum expr_type; of one value when it is a list */
	uint8_t state;			/* OP_LITERAL: enum expr_state */
	bool constant;			/* the same wherever it is evaluated */
	uint16_t n_kid;
	uint32_t at, end;		/* in the source */
	struct node **kid;		/* those that are not settled at load */
	union {
		struct sv text;		/* OP_LITERAL, OP_TEXT_IS */
		const struct dec *num;	/* OP_LITERAL */
		int32_t day;
		bool truth;
		const struct node_ref *ref;	/* OP_CELL, OP_LIST, OP_ROW */
		struct expr_pattern *pattern;	/* OP_MATCHES */
		const struct node_set *set;	/* OP_IN */
		struct { int table, column; } code;
		int places;		/* OP_ROUND */
		check_fn *check;	/* OP_CHECK */
	} u;
};

struct node_run {
	const struct expr_env *env;	/* NULL while constants are folded */
	struct arena *scratch;
	expr_row row;
};

/* ---- eval.c, eval_text.c, eval_list.c ----------------------------------- */

enum tri node_bool(const struct node_run *r, const struct node *n);
enum expr_state node_text(const struct node_run *r, const struct node *n, struct sv *out);
enum expr_state node_num(const struct node_run *r, const struct node *n, struct dec *out);
enum expr_state node_day(const struct node_run *r, const struct node *n, int32_t *out);
struct expr_value node_value(const struct node_run *r, const struct node *n);

enum expr_state node_text_call(const struct node_run *r, const struct node *n, struct sv *out);

enum expr_state expr_list_count(const struct node_run *r, const struct node *list, struct dec *out);
enum expr_state expr_list_sum(const struct node_run *r, const struct node *list, struct dec *out);
enum expr_state expr_list_distinct(const struct node_run *r, const struct node *list, struct dec *out);
/* Smallest (sign < 0) or largest; numbers and days. */
enum expr_state expr_list_extreme_num(const struct node_run *r, const struct node *list, int sign, struct dec *out);
enum expr_state expr_list_extreme_day(const struct node_run *r, const struct node *list, int sign, int32_t *out);
enum expr_state expr_list_join(const struct node_run *r, const struct node *n, struct sv *out);
struct expr_value expr_list_first(const struct node_run *r, const struct node *list);
bool expr_list_any_row(const struct node_run *r, const struct node *n);
enum tri expr_list_each_in(const struct node_run *r, const struct node *n);
enum expr_state expr_list_missing(const struct node_run *r, const struct node *n, struct sv *out);

/* ---- set.c: tokens ------------------------------------------------------------- */

struct tokens {
	struct sv rest, sep;
	bool more;
};

/* The parts of a text between separators, single characters when sep is
 * empty. Empty text has none; "a," has two, the second is empty. */
static inline struct tokens
tokens_of(struct sv text, struct sv sep)
{
	return (struct tokens){text, sep, text.n != 0};
}
bool expr_tokens_next(struct tokens *t, struct sv *part);

/* ---- value.c: values of cells ------------------------------------------------------ */

enum expr_state expr_value_num(struct sv text, struct dec *out);
enum expr_state expr_value_day(struct sv text, int32_t *out);
static inline enum expr_state value_state(struct sv text) { return text.n != 0 ? EXPR_GIVEN : EXPR_EMPTY; }
int expr_value_num_cmp(const struct dec *a, const struct dec *b);

/* ---- check.c: NULL when there is no such kind */

check_fn *expr_check_find(struct sv kind);

/* ---- set.c: sets ------------------------------------------------------------------- */

uint64_t expr_set_hash(struct sv s);
const struct node_set *expr_set_make(struct arena *a, struct node *const *literal, size_t n);
bool expr_set_has(const struct node_set *s, struct sv v);

#endif
