/*
 * Load time: from the source to a typed tree. The first mistake ends it; the
 * functions that make nodes return NULL then, and parse_fail() has put
 * "file:line:column: what and what to do" into err.
 */
#ifndef YULU_EXPR_PARSE_H
#define YULU_EXPR_PARSE_H

#include "base/i18n.h"
#include "expr/node.h"

struct expr {
	struct node *root;
	struct node **part;		/* what the top-level `and` joins, the fixed ones first */
	uint32_t n_part, n_fixed;
	struct arena *arena;		/* the scope's, or own */
	struct arena own;
	struct sv source;
	struct node_ref **ref;
	size_t n_ref, cap_ref;
	struct expr_pattern **pattern;
	size_t n_pattern, cap_pattern;
	unsigned uses;
};

enum token_kind {
	TOKEN_END, TOKEN_TEXT, TOKEN_NUMBER, TOKEN_NAME,
	TOKEN_DOT, TOKEN_DOTS,		/* . .. */
	TOKEN_EQ, TOKEN_NE, TOKEN_LT, TOKEN_LE, TOKEN_GT, TOKEN_GE,
	TOKEN_CHAR,			/* ( ) [ ] , / @ + - *, see c */
};

struct token {
	enum token_kind kind;
	char c;
	struct sv text;			/* of the source; TOKEN_TEXT without its quotes */
	size_t at, end;
};

struct parse {
	struct expr *e;
	const struct expr_where *where;
	const struct expr_scope *scope;
	struct err *err;
	enum rc rc;
	struct token token;		/* the one looked at */
	size_t n_node;
	unsigned depth;
};

/* Sets rc and the text with its place in front; at is an offset of the source. */
void parse_fail(struct parse *p, enum rc rc, size_t at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Puts the place in front of the text that is in err already. */
void parse_fail_at(struct parse *p, enum rc rc, size_t at);
/* Line and column of an offset, counted in characters. */
void parse_where(struct sv source, const struct expr_where *from, size_t at, struct expr_where *out);

/* lex.c: the next token; false after parse_fail(). */
bool expr_lex_next(struct parse *p);
/* Part of the source for messages: cut to something readable. */
struct sv expr_lex_excerpt(const struct parse *p, size_t at, size_t end);

/* parse.c: a whole expression, or what stands between the braces of a text */
typedef struct node *parse_fn(struct parse *p);
struct node *parse_expr(struct parse *p);
struct node *parse_path_or_call(struct parse *p);
struct node *parse_node(struct parse *p, enum node_op op, enum expr_type type, size_t at, size_t end);

/* type.c: nodes whose types are checked, folded when constant */
struct node *expr_type_chain(struct parse *p, enum node_op op, struct node **kid, size_t n);
struct node *expr_type_compare(struct parse *p, enum node_op op, size_t at, struct node *a, struct node *b);
struct node *expr_type_arithmetic(struct parse *p, enum node_op op, size_t at, struct node *a, struct node *b);
struct node *expr_type_negative(struct parse *p, size_t at, struct node *a);
bool expr_type_one_value(struct parse *p, const struct node *n);
bool expr_type_is(struct parse *p, const struct node *n, enum expr_type want);
/* Does the value fit [column = value]? */
bool expr_type_where(struct parse *p, const struct node *value, const struct expr_ref *ref, size_t at);
struct node *expr_type_fold(struct parse *p, struct node *n);

/* expr.c */
enum rc expr_compile_with(parse_fn *parse, struct sv text, const struct expr_where *where, enum expr_type want,
    const struct expr_scope *scope, struct expr **out, struct err *err);

/* func.c */
struct node *expr_func_call(struct parse *p, struct sv name, size_t at, size_t end, struct node **arg, size_t n);

#endif
