#include "expr/parse.h"

#include <stdio.h>

enum { REMEDY_MAX_B = 200 };

static const char *type_name(enum expr_type type)
{
	switch (type) {
	case EXPR_TEXT:
		return _("text");
	case EXPR_NUMBER:
		return _("a number");
	case EXPR_DAY:
		return _("a day");
	default:
		return _("a condition");
	}
}

static bool is_literal_of(const struct node *n, enum expr_type type)
{
	return n->op == OP_LITERAL && n->type == type;
}

/* What to write so that n becomes a value of type want. */
static const char *remedy_for(const struct parse *p, const struct node *n, enum expr_type want, char buf[REMEDY_MAX_B])
{
	struct sv s = expr_lex_excerpt(p, n->at, n->end);
	struct dec d;

	if (want == EXPR_BOOL)
		snprintf(buf, REMEDY_MAX_B, _("compare it with a value, or ask yl:given(…)"));
	else if (n->type == EXPR_BOOL)
		snprintf(buf, REMEDY_MAX_B, _("choose a value with if(…, …, …)"));
	else if (want == EXPR_TEXT && is_literal_of(n, EXPR_NUMBER))
		snprintf(buf, REMEDY_MAX_B, _("write '%.*s'"), (int)s.n, s.p);
	else if (want == EXPR_TEXT)
		snprintf(buf, REMEDY_MAX_B, _("convert it with string(…)"));
	else if (want == EXPR_NUMBER && is_literal_of(n, EXPR_TEXT) && dec_parse(n->u.text, &d) == DEC_OK)
		snprintf(buf, REMEDY_MAX_B, _("write %.*s without quotes"), (int)n->u.text.n, n->u.text.p);
	else if (want == EXPR_NUMBER && n->type == EXPR_TEXT)
		snprintf(buf, REMEDY_MAX_B, _("convert it with number(…)"));
	else if (want == EXPR_NUMBER)
		snprintf(buf, REMEDY_MAX_B, _("yl:days(…, …) counts from one day to another"));
	else if (is_literal_of(n, EXPR_TEXT))
		snprintf(buf, REMEDY_MAX_B, _("write yl:day(%.*s)"), (int)s.n, s.p);
	else if (n->type == EXPR_TEXT)
		snprintf(buf, REMEDY_MAX_B, _("convert it with yl:day(…)"));
	else
		snprintf(buf, REMEDY_MAX_B, _("a day comes from a date field, yl:day('…') or yl:today()"));
	return buf;
}

bool expr_type_one_value(struct parse *p, const struct node *n)
{
	struct sv s = expr_lex_excerpt(p, n->at, n->end);

	if (n->op == OP_LIST)
		parse_fail(p, RC_PARSE, n->at, _("%.*s stands for many rows where one value is wanted: yl:first(…) takes the first, count(…), sum(…) and others take them all"),
		    (int)s.n, s.p);
	else if (n->op == OP_ROW)
		parse_fail(p, RC_PARSE, n->at, _("%.*s is a group and has no value: name one of its fields, or ask count(…) or yl:given(…)"), (int)s.n, s.p);
	else
		return true;
	return false;
}

bool expr_type_is(struct parse *p, const struct node *n, enum expr_type want)
{
	struct sv s = expr_lex_excerpt(p, n->at, n->end);
	char remedy[REMEDY_MAX_B];

	if (!expr_type_one_value(p, n))
		return false;
	if (n->type == want)
		return true;
	parse_fail(p, RC_PARSE, n->at, _("%.*s is %s where %s is wanted: %s"), (int)s.n, s.p, type_name(n->type), type_name(want),
	    remedy_for(p, n, want, remedy));
	return false;
}

bool expr_type_where(struct parse *p, const struct node *value, const struct expr_ref *ref, size_t at)
{
	struct sv s = expr_lex_excerpt(p, value->at, value->end);
	char remedy[REMEDY_MAX_B];

	if (value->type == ref->where_type && value->type != EXPR_BOOL)
		return true;
	if (value->type == EXPR_BOOL || ref->where_type == EXPR_BOOL || value->op != OP_LITERAL || ref->where_type == EXPR_DAY)
		parse_fail(p, RC_PARSE, at, _("[column = value] compares values of one type, but the column is %s and %.*s %s: put the comparison into a local field of the row"),
		    type_name(ref->where_type), (int)s.n, s.p, type_name(value->type));
	else
		parse_fail(p, RC_PARSE, at, _("%.*s is %s where %s is wanted: %s"), (int)s.n, s.p, type_name(value->type), type_name(ref->where_type),
		    remedy_for(p, value, ref->where_type, remedy));
	return false;
}

/* ---- folding ---------------------------------------------------------------- */

/* Depends on its arguments alone. */
static bool is_pure(enum node_op op)
{
	switch (op) {
	case OP_CELL:
	case OP_LIST:
	case OP_ROW:
	case OP_PLACE:
	case OP_IS_CODE:
	case OP_CODE:
	case OP_EACH_CODE:
	case OP_EDITION:
	case OP_TODAY:
	case OP_ADD_WORKDAYS:
	case OP_FILE_SIZE:
	case OP_FILE_KIND:
	case OP_STAGE:
		return false;
	default:
		return true;
	}
}

struct node *expr_type_fold(struct parse *p, struct node *n)
{
	struct node_run run = {.scratch = p->e->arena};
	struct expr_value v;

	if (n->op == OP_IF && n->kid[0]->constant)
		return node_bool(&run, n->kid[0]) == TRI_TRUE ? n->kid[1] : n->kid[2];
	if (!is_pure(n->op))
		return n;
	for (size_t i = 0; i < n->n_kid; i++)
		if (!n->kid[i]->constant)
			return n;
	v = node_value(&run, n);
	*n = (struct node){.op = OP_LITERAL, .type = v.type, .state = v.state, .constant = true, .at = n->at, .end = n->end};
	switch (v.type) {
	case EXPR_NUMBER: {
		struct dec *d = arena_alloc(p->e->arena, sizeof *d);

		*d = v.num;
		n->u.num = d;
		break;
	}
	case EXPR_DAY:
		n->u.day = v.day;
		break;
	case EXPR_BOOL:
		n->u.truth = v.truth;
		break;
	default:
		n->u.text = v.text;
	}
	return n;
}

/* ---- operators ---------------------------------------------------------------- */

static struct node *make(struct parse *p, enum node_op op, enum expr_type type, size_t at, size_t end, struct node *a, struct node *b)
{
	struct node *n = parse_node(p, op, type, at, end);

	if (n == NULL)
		return NULL;
	n->n_kid = b == NULL ? 1 : 2;
	n->kid = arena_alloc(p->e->arena, 2 * sizeof *n->kid);
	n->kid[0] = a;
	n->kid[1] = b;
	return expr_type_fold(p, n);
}

/* Constant conditions of `and` and `or` are settled here: the deciding one is
 * the result, the neutral ones go. */
struct node *expr_type_chain(struct parse *p, enum node_op op, struct node **kid, size_t n)
{
	bool decides = op == OP_OR;
	struct node *c, *neutral = NULL;
	size_t n_left = 0, at = kid[0]->at, end = kid[n - 1]->end;

	for (size_t i = 0; i < n; i++)
		if (!expr_type_is(p, kid[i], EXPR_BOOL))
			return NULL;
	for (size_t i = 0; i < n; i++) {
		bool known = kid[i]->op == OP_LITERAL && kid[i]->state == EXPR_GIVEN;

		if (known && kid[i]->u.truth == decides)
			return kid[i];
		if (known)
			neutral = kid[i];
		else
			kid[n_left++] = kid[i];
	}
	if (n_left == 0)
		return neutral;
	c = parse_node(p, op, EXPR_BOOL, at, end);
	if (c == NULL)
		return NULL;
	c->kid = kid;
	c->n_kid = (uint16_t)n_left;
	return expr_type_fold(p, c);
}

static const char *operator_name(enum node_op op)
{
	static const char *const name[] = {
		[OP_EQ] = "=", [OP_NE] = "!=", [OP_LT] = "<", [OP_LE] = "<=", [OP_GT] = ">", [OP_GE] = ">=",
		[OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*", [OP_DIV] = "div", [OP_MOD] = "mod",
	};

	return name[op];
}

static void fail_two_types(struct parse *p, enum node_op op, size_t at, const struct node *a, const struct node *b)
{
	struct sv sa = expr_lex_excerpt(p, a->at, a->end), sb = expr_lex_excerpt(p, b->at, b->end);
	const struct node *bad = b->op == OP_LITERAL ? b : a->op == OP_LITERAL ? a : NULL;
	char remedy[REMEDY_MAX_B];

	if (bad != NULL)
		parse_fail(p, RC_PARSE, bad->at, _("%s compares values of one type, but %.*s is %s and %.*s is %s: %s"), operator_name(op),
		    (int)sa.n, sa.p, type_name(a->type), (int)sb.n, sb.p, type_name(b->type),
		    remedy_for(p, bad, bad == a ? b->type : a->type, remedy));
	else
		parse_fail(p, RC_PARSE, at, _("%s compares values of one type, but %.*s is %s and %.*s is %s: convert with string(), number() or yl:day()"),
		    operator_name(op), (int)sa.n, sa.p, type_name(a->type), (int)sb.n, sb.p, type_name(b->type));
}

struct node *expr_type_compare(struct parse *p, enum node_op op, size_t at, struct node *a, struct node *b)
{
	bool order = op != OP_EQ && op != OP_NE;
	struct node *n, *literal;

	if (!expr_type_one_value(p, a) || !expr_type_one_value(p, b))
		return NULL;
	if (a->type != b->type) {
		fail_two_types(p, op, at, a, b);
		return NULL;
	}
	if (order && a->type == EXPR_TEXT) {
		parse_fail(p, RC_PARSE, at, _("text is compared with = and != only: convert both sides with number() or yl:day()"));
		return NULL;
	}
	if (order && a->type == EXPR_BOOL) {
		parse_fail(p, RC_PARSE, at, _("conditions have no order: use =, !=, and, or"));
		return NULL;
	}
	n = make(p, op, EXPR_BOOL, a->at, b->end, a, b);
	literal = b->op == OP_LITERAL ? b : a;
	if (n == NULL || n->op == OP_LITERAL || !is_literal_of(literal, EXPR_TEXT) || literal->state == EXPR_INVALID)
		return n;
	n->op = op == OP_EQ ? OP_TEXT_IS : OP_TEXT_IS_NOT;
	n->n_kid = 1;
	n->kid[0] = literal == b ? a : b;
	n->u.text = literal->u.text;
	return n;
}

struct node *expr_type_arithmetic(struct parse *p, enum node_op op, size_t at, struct node *a, struct node *b)
{
	if ((op == OP_ADD || op == OP_SUB) && (a->type == EXPR_DAY || b->type == EXPR_DAY)) {
		parse_fail(p, RC_PARSE, at, _("%s takes numbers: days are moved with yl:add-days(…, …) and subtracted with yl:days(…, …)"), operator_name(op));
		return NULL;
	}
	return expr_type_is(p, a, EXPR_NUMBER) && expr_type_is(p, b, EXPR_NUMBER) ? make(p, op, EXPR_NUMBER, a->at, b->end, a, b) : NULL;
}

struct node *expr_type_negative(struct parse *p, size_t at, struct node *a)
{
	return expr_type_is(p, a, EXPR_NUMBER) ? make(p, OP_NEG, EXPR_NUMBER, at, a->end, a, NULL) : NULL;
}
