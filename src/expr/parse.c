#include "expr/parse.h"

/* Kids of a call or chain while they are counted; the arrays lie in the arena. */
struct kids {
	struct node **v;
	size_t n, cap;
};

struct path_parse {
	struct expr_step step[NODE_STEPS_MAX];
	struct expr_path path;
	struct node *where;
	size_t at, end, where_at;
};

static void kids_add(struct parse *p, struct kids *k, struct node *n)
{
	if (k->n == k->cap) {
		struct node **more = arena_alloc(p->e->arena, (k->cap * 2 + 4) * sizeof *more);

		if (k->n != 0)
			memcpy(more, k->v, k->n * sizeof *more);
		k->v = more;
		k->cap = k->cap * 2 + 4;
	}
	k->v[k->n++] = n;
}

struct node *parse_node(struct parse *p, enum node_op op, enum expr_type type, size_t at, size_t end)
{
	struct node *n;

	if (++p->n_node > NODE_MAX) {
		parse_fail(p, RC_LIMIT, at, _("the expression has more than %d values and operators: split it with local fields"), NODE_MAX);
		return NULL;
	}
	n = arena_alloc(p->e->arena, sizeof *n);
	*n = (struct node){.op = (uint8_t)op, .type = (uint8_t)type, .at = (uint32_t)at, .end = (uint32_t)end};
	return n;
}

static bool depth_enter(struct parse *p, size_t at)
{
	if (++p->depth > NODE_DEPTH_MAX) {
		parse_fail(p, RC_LIMIT, at, _("more than %d parentheses, calls and predicates inside each other: split the expression with local fields"), NODE_DEPTH_MAX);
		return false;
	}
	return true;
}

static bool is_char(const struct parse *p, char c)
{
	return p->token.kind == TOKEN_CHAR && p->token.c == c;
}

static bool is_word(const struct parse *p, const char *word)
{
	return p->token.kind == TOKEN_NAME && sv_is(p->token.text, word);
}

static bool fail_unexpected(struct parse *p, const char *wanted)
{
	const struct token *t = &p->token;
	struct sv s = expr_lex_excerpt(p, t->at, t->end);

	if (t->kind == TOKEN_END)
		parse_fail(p, RC_PARSE, t->at, _("the expression ends too early: %s is missing"), wanted);
	else
		parse_fail(p, RC_PARSE, t->at, _("%s is needed here, not %.*s"), wanted, (int)s.n, s.p);
	return false;
}

static bool expect(struct parse *p, char c)
{
	const char quoted[] = {'\'', c, '\'', '\0'};

	if (!is_char(p, c))
		return fail_unexpected(p, quoted);
	return expr_lex_next(p);
}

/* ---- paths -------------------------------------------------------------- */

static struct node *parse_prim(struct parse *p);

/* [Column = x] after a step. */
static bool path_where(struct parse *p, struct path_parse *pp, struct expr_step *step)
{
	size_t at = p->token.at;

	if (pp->where != NULL) {
		parse_fail(p, RC_PARSE, at, _("a path takes one [column = value]: put the second condition into a local field of the row"));
		return false;
	}
	if (!expr_lex_next(p))
		return false;
	if (is_char(p, '@')) {
		step->where_attribute = true;
		if (!expr_lex_next(p))
			return false;
	}
	if (p->token.kind != TOKEN_NAME)
		return fail_unexpected(p, _("a column's name, as in [GNo = current()/GNo],"));
	step->where_name = p->token.text;
	if (!expr_lex_next(p))
		return false;
	if (p->token.kind != TOKEN_EQ)
		return fail_unexpected(p, "'='");
	if (!expr_lex_next(p) || !depth_enter(p, at))
		return false;
	pp->where_at = p->token.at;
	pp->where = parse_prim(p);
	p->depth--;
	return pp->where != NULL && expect(p, ']');
}

static struct expr_step *path_add(struct parse *p, struct path_parse *pp, struct sv name, bool attribute, size_t at)
{
	struct expr_step *step;

	if (pp->path.n == NODE_STEPS_MAX) {
		parse_fail(p, RC_LIMIT, at, _("a path has at most %d steps"), NODE_STEPS_MAX);
		return NULL;
	}
	step = &pp->step[pp->path.n++];
	*step = (struct expr_step){.name = name, .attribute = attribute};
	return step;
}

/* What may follow a name whose token was taken already. */
static bool path_named(struct parse *p, struct path_parse *pp, const struct token *name, bool attribute)
{
	struct expr_step *step = path_add(p, pp, name->text, attribute, name->at);

	pp->end = name->end;
	if (step == NULL)
		return false;
	if (is_char(p, '(')) {
		parse_fail(p, RC_PARSE, name->at, _("a function cannot stand in a path: %.*s"), (int)name->text.n, name->text.p);
		return false;
	}
	while (is_char(p, '[')) {
		if (!path_where(p, pp, step))
			return false;
		pp->end = p->token.at;
	}
	return true;
}

static bool path_step(struct parse *p, struct path_parse *pp)
{
	struct token name = p->token;
	bool attribute = false;

	if (name.kind == TOKEN_DOT || name.kind == TOKEN_DOTS) {
		pp->end = name.end;
		return path_add(p, pp, name.text, false, name.at) != NULL && expr_lex_next(p);
	}
	if (is_char(p, '@')) {
		attribute = true;
		if (!expr_lex_next(p))
			return false;
		name = p->token;
	}
	if (name.kind != TOKEN_NAME)
		return fail_unexpected(p, _("a step of a path (an element's name, '.' or '..')"));
	return expr_lex_next(p) && path_named(p, pp, &name, attribute);
}

static bool path_rest(struct parse *p, struct path_parse *pp)
{
	while (is_char(p, '/'))
		if (!expr_lex_next(p) || !path_step(p, pp))
			return false;
	return true;
}

static bool path_check_where(struct parse *p, const struct path_parse *pp, const struct expr_ref *ref)
{
	const struct node *w = pp->where;

	if (w->op == OP_LIST || w->op == OP_ROW)
		return expr_type_one_value(p, w);
	if (w->op != OP_LITERAL && !(w->op == OP_CELL && w->u.ref->current)) {
		parse_fail(p, RC_PARSE, pp->where_at, _("the value of [column = value] is a literal or begins with current()/"));
		return false;
	}
	if (ref->relation != EXPR_MANY_ROWS) {
		parse_fail(p, RC_PARSE, pp->at, _("[column = value] chooses among rows, but this path has only one: leave it out"));
		return false;
	}
	return expr_type_where(p, w, ref, pp->where_at);
}

static struct node *path_finish(struct parse *p, struct path_parse *pp)
{
	struct node_ref *r = arena_alloc(p->e->arena, sizeof *r);
	enum node_op op;
	struct node *n;
	enum rc rc;

	*r = (struct node_ref){.where = pp->where, .current = pp->path.current};
	pp->path.step = pp->step;
	if (p->scope == NULL || p->scope->resolve == NULL) {
		parse_fail(p, RC_PARSE, pp->at, _("there are no fields to name here: use text, numbers and functions"));
		return NULL;
	}
	rc = p->scope->resolve(p->scope->ctx, &pp->path, &r->ref, p->err);
	if (rc != RC_OK) {
		parse_fail_at(p, rc, pp->at);
		return NULL;
	}
	r->ref.has_where = pp->where != NULL;
	if (pp->where != NULL && !path_check_where(p, pp, &r->ref))
		return NULL;
	if (p->e->n_ref == p->e->cap_ref)
		p->e->ref = mem_grow(p->e->ref, &p->e->cap_ref, sizeof *p->e->ref);
	p->e->ref[p->e->n_ref++] = r;
	op = r->ref.is_row ? OP_ROW : r->ref.relation == EXPR_MANY_ROWS ? OP_LIST : OP_CELL;
	n = parse_node(p, op, r->ref.type, pp->at, pp->end);
	if (n != NULL)
		n->u.ref = r;
	return n;
}

static struct node *parse_path(struct parse *p)
{
	struct path_parse pp = {.at = p->token.at};

	if (is_char(p, '/')) {
		pp.path.absolute = true;
		if (!expr_lex_next(p))
			return NULL;
	}
	return path_step(p, &pp) && path_rest(p, &pp) ? path_finish(p, &pp) : NULL;
}

/* After `current` with the token at "(". */
static struct node *parse_current(struct parse *p, const struct token *name)
{
	struct path_parse pp = {.at = name->at, .path = {.current = true}};

	if (!expr_lex_next(p) || !expect(p, ')') || !expect(p, '/'))
		return NULL;
	return path_step(p, &pp) && path_rest(p, &pp) ? path_finish(p, &pp) : NULL;
}

/* ---- values ------------------------------------------------------------------ */

/* After the name of a function with the token at "(". */
static struct node *parse_call(struct parse *p, const struct token *name)
{
	struct kids arg = {0};
	size_t end;

	if (!depth_enter(p, name->at) || !expr_lex_next(p))
		return NULL;
	while (!is_char(p, ')')) {
		struct node *a;

		if (arg.n > 0 && !expect(p, ','))
			return NULL;
		a = parse_expr(p);
		if (a == NULL)
			return NULL;
		kids_add(p, &arg, a);
		if (!is_char(p, ',') && !is_char(p, ')')) {
			fail_unexpected(p, _("',' or ')'"));
			return NULL;
		}
	}
	end = p->token.end;
	if (!expr_lex_next(p))
		return NULL;
	p->depth--;
	return expr_func_call(p, name->text, name->at, end, arg.v, arg.n);
}

static struct node *parse_named(struct parse *p)
{
	struct token name = p->token;
	struct path_parse pp = {.at = name.at};

	if (!expr_lex_next(p))
		return NULL;
	if (is_char(p, '('))
		return sv_is(name.text, "current") ? parse_current(p, &name) : parse_call(p, &name);
	return path_named(p, &pp, &name, false) && path_rest(p, &pp) ? path_finish(p, &pp) : NULL;
}

static struct node *parse_literal(struct parse *p)
{
	struct token t = p->token;
	bool number = t.kind == TOKEN_NUMBER;
	struct node *n = parse_node(p, OP_LITERAL, number ? EXPR_NUMBER : EXPR_TEXT, t.at, t.end);

	if (n == NULL)
		return NULL;
	n->constant = true;
	if (number) {
		struct dec *d = arena_alloc(p->e->arena, sizeof *d);

		if (dec_parse(t.text, d) != DEC_OK) {
			parse_fail(p, RC_RANGE, t.at, _("a number has at most 34 significant digits, 20 of them after the point"));
			return NULL;
		}
		n->u.num = d;
	} else {
		n->u.text = t.text;
		n->state = (uint8_t)value_state(t.text);
	}
	return expr_lex_next(p) ? n : NULL;
}

static struct node *parse_group(struct parse *p)
{
	struct node *n;

	if (!depth_enter(p, p->token.at) || !expr_lex_next(p))
		return NULL;
	n = parse_expr(p);
	if (n == NULL || !expect(p, ')'))
		return NULL;
	p->depth--;
	return n;
}

static struct node *parse_prim(struct parse *p)
{
	switch (p->token.kind) {
	case TOKEN_TEXT:
	case TOKEN_NUMBER:
		return parse_literal(p);
	case TOKEN_NAME:
		return parse_named(p);
	case TOKEN_DOT:
	case TOKEN_DOTS:
		return parse_path(p);
	case TOKEN_CHAR:
		if (is_char(p, '('))
			return parse_group(p);
		if (is_char(p, '/') || is_char(p, '@'))
			return parse_path(p);
		break;
	default:
		break;
	}
	fail_unexpected(p, _("a value (field, 'text', number, function)"));
	return NULL;
}

/* ---- operators ------------------------------------------------------------------ */

static struct node *parse_unary(struct parse *p)
{
	size_t at = p->token.at;
	struct node *n;

	if (!is_char(p, '-'))
		return parse_prim(p);
	if (!expr_lex_next(p))
		return NULL;
	n = parse_prim(p);
	return n == NULL ? NULL : expr_type_negative(p, at, n);
}

static struct node *parse_mul(struct parse *p)
{
	struct node *a = parse_unary(p), *b;

	while (a != NULL) {
		enum node_op op = is_char(p, '*') ? OP_MUL : is_word(p, "div") ? OP_DIV : OP_MOD;
		size_t at = p->token.at;

		if (op == OP_MOD && !is_word(p, "mod"))
			break;
		b = expr_lex_next(p) ? parse_unary(p) : NULL;
		a = b == NULL ? NULL : expr_type_arithmetic(p, op, at, a, b);
	}
	return a;
}

static struct node *parse_add(struct parse *p)
{
	struct node *a = parse_mul(p), *b;

	while (a != NULL && (is_char(p, '+') || is_char(p, '-'))) {
		enum node_op op = is_char(p, '+') ? OP_ADD : OP_SUB;
		size_t at = p->token.at;

		b = expr_lex_next(p) ? parse_mul(p) : NULL;
		a = b == NULL ? NULL : expr_type_arithmetic(p, op, at, a, b);
	}
	return a;
}

/* One comparison of a level; a second one would be a chain. */
static struct node *parse_compare(struct parse *p, enum token_kind first, enum token_kind last, parse_fn *part)
{
	struct node *a = part(p), *b;
	enum token_kind kind = p->token.kind;
	size_t at = p->token.at;

	if (a == NULL || kind < first || kind > last)
		return a;
	b = expr_lex_next(p) ? part(p) : NULL;
	if (b == NULL)
		return NULL;
	if (p->token.kind >= first && p->token.kind <= last) {
		parse_fail(p, RC_PARSE, p->token.at, _("comparisons do not chain: write a = b and b = c"));
		return NULL;
	}
	return expr_type_compare(p, OP_EQ + (kind - TOKEN_EQ), at, a, b);
}

static struct node *parse_rel(struct parse *p)
{
	return parse_compare(p, TOKEN_LT, TOKEN_GE, parse_add);
}

static struct node *parse_eq(struct parse *p)
{
	return parse_compare(p, TOKEN_EQ, TOKEN_NE, parse_rel);
}

static struct node *parse_chain(struct parse *p, enum node_op op, const char *word, parse_fn *part)
{
	struct kids kids = {0};
	struct node *n = part(p);

	if (n == NULL || !is_word(p, word))
		return n;
	kids_add(p, &kids, n);
	while (is_word(p, word)) {
		n = expr_lex_next(p) ? part(p) : NULL;
		if (n == NULL)
			return NULL;
		kids_add(p, &kids, n);
	}
	return expr_type_chain(p, op, kids.v, kids.n);
}

static struct node *parse_and(struct parse *p)
{
	return parse_chain(p, OP_AND, "and", parse_eq);
}

struct node *parse_expr(struct parse *p)
{
	return parse_chain(p, OP_OR, "or", parse_and);
}

struct node *parse_path_or_call(struct parse *p)
{
	switch (p->token.kind) {
	case TOKEN_NAME:
	case TOKEN_DOT:
	case TOKEN_DOTS:
		return parse_prim(p);
	case TOKEN_CHAR:
		if (is_char(p, '/') || is_char(p, '@'))
			return parse_prim(p);
		break;
	default:
		break;
	}
	fail_unexpected(p, _("a field or a function between { and }"));
	return NULL;
}
