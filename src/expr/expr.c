#include "expr/expr.h"

#include "base/text.h"
#include "expr/parse.h"

static bool fits(struct parse *p, const struct node *n, enum expr_type want)
{
	return want == EXPR_ANY ? expr_type_one_value(p, n) : expr_type_is(p, n, want);
}

static bool parse_all(struct parse *p, parse_fn *parse, enum expr_type want)
{
	struct sv rest;

	if (!expr_lex_next(p))
		return false;
	if (p->token.kind == TOKEN_END) {
		parse_fail(p, RC_PARSE, 0, _("the expression is empty"));
		return false;
	}
	p->e->root = parse(p);
	if (p->e->root == NULL)
		return false;
	if (p->token.kind != TOKEN_END) {
		rest = expr_lex_excerpt(p, p->token.at, p->token.end);
		parse_fail(p, RC_PARSE, p->token.at, _("an operator is missing in front of %.*s, or it does not belong here"), (int)rest.n, rest.p);
		return false;
	}
	return fits(p, p->e->root, want);
}

static bool is_fixed(const struct node *n)
{
	if (n->op == OP_PLACE || n->op == OP_LIST || n->op == OP_ROW)
		return false;
	if (n->op == OP_CELL && (n->u.ref->ref.table != 0 || n->u.ref->where != NULL))
		return false;
	for (size_t i = 0; i < n->n_kid; i++)
		if (!is_fixed(n->kid[i]))
			return false;
	return true;
}

/* The order of what `and` joins does not matter: nothing has side effects. */
static void split(struct expr *e)
{
	struct node **part = &e->root;
	size_t n = 1;

	if (e->root->op == OP_AND) {
		part = e->root->kid;
		n = e->root->n_kid;
	}
	e->part = arena_alloc(e->arena, n * sizeof(struct node *));
	for (size_t i = 0; i < n; i++)
		if (is_fixed(part[i]))
			e->part[e->n_part++] = part[i];
	e->n_fixed = e->n_part;
	for (size_t i = 0; i < n; i++)
		if (!is_fixed(part[i]))
			e->part[e->n_part++] = part[i];
}

/* Lies before its nodes, wherever they lie. */
static struct expr *expr_new(struct arena *arena)
{
	struct expr *e = arena != NULL ? arena_alloc(arena, sizeof *e) : mem_alloc(sizeof *e);

	*e = (struct expr){.arena = arena != NULL ? arena : &e->own};
	return e;
}

enum rc expr_compile_with(parse_fn *parse, struct sv text, const struct expr_where *where, enum expr_type want,
    const struct expr_scope *scope, struct expr **out, struct err *err)
{
	struct expr *e = expr_new(scope != NULL ? scope->arena : NULL);
	struct parse p = {.e = e, .where = where, .scope = scope, .err = err};
	size_t bad;
	bool ok = false;

	*out = NULL;
	if (text.n > NODE_SOURCE_MAX_B) {
		e->source = (struct sv){text.p, 0};
		parse_fail(&p, RC_LIMIT, 0, _("the expression has more than %d bytes: split it with local fields"), NODE_SOURCE_MAX_B);
	} else {
		e->source = (struct sv){arena_dup(e->arena, text.n != 0 ? text.p : "", text.n), text.n};
		if (!text_valid(e->source, &bad))
			parse_fail(&p, RC_PARSE, bad, _("a byte that is not UTF-8 stands here"));
		else
			ok = parse_all(&p, parse, want);
	}
	if (!ok) {
		expr_free(e);
		return p.rc;
	}
	if (e->root->type == EXPR_BOOL)
		split(e);
	*out = e;
	return RC_OK;
}

enum rc expr_compile(struct sv text, const struct expr_where *where, enum expr_type want,
    const struct expr_scope *scope, struct expr **out, struct err *err)
{
	return expr_compile_with(parse_expr, text, where, want, scope, out, err);
}

void expr_free(struct expr *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < e->n_pattern; i++)
		expr_pattern_free(e->pattern[i]);
	mem_free(e->pattern);
	mem_free(e->ref);
	if (e->arena != &e->own)
		return;
	arena_free(&e->own);
	mem_free(e);
}

enum expr_type expr_type(const struct expr *e)
{
	return e->root->type;
}

struct sv expr_source(const struct expr *e)
{
	return e->source;
}

size_t expr_n_refs(const struct expr *e)
{
	return e->n_ref;
}

const struct expr_ref *expr_ref(const struct expr *e, size_t i)
{
	return &e->ref[i]->ref;
}

unsigned expr_uses(const struct expr *e)
{
	return e->uses;
}

struct expr_value expr_eval(const struct expr *e, const struct expr_env *env, expr_row row)
{
	struct node_run run = {.env = env, .scratch = env->scratch, .row = row};

	return node_value(&run, e->root);
}

bool expr_holds(const struct expr *e, const struct expr_env *env, expr_row row)
{
	struct node_run run = {.env = env, .scratch = env->scratch, .row = row};

	return node_bool(&run, e->root) == TRI_TRUE;
}

bool expr_has_half(const struct expr *e, enum expr_half half)
{
	return half == EXPR_FIXED ? e->n_fixed > 0 : e->n_part > e->n_fixed;
}

bool expr_half_holds(const struct expr *e, enum expr_half half, const struct expr_env *env, expr_row row)
{
	struct node_run run = {.env = env, .scratch = env->scratch, .row = row};
	size_t end = half == EXPR_FIXED ? e->n_fixed : e->n_part;

	for (size_t i = half == EXPR_FIXED ? 0 : e->n_fixed; i < end; i++)
		if (node_bool(&run, e->part[i]) != TRI_TRUE)
			return false;
	return true;
}

bool expr_broken(const struct expr *e, const struct expr_env *env, expr_row row)
{
	struct node_run run = {.env = env, .scratch = env->scratch, .row = row};

	return node_bool(&run, e->root) == TRI_FALSE;
}
