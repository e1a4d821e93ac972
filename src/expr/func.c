/*
 * The functions as a table. A signature is one letter an argument:
 *
 *     t n d b   one value: text, number, day, condition
 *     v         one value of any type          e   the same, or a group
 *     L         a list of anything, groups too  A   a list of values
 *     N T       … of numbers, of text           O   … of numbers or days
 *     D         … of anything but conditions
 *     s x       a text literal (x: one of a set)   p  a pattern literal
 *     c o       name of a code table, of a column of it
 *     k i       kind of check, places 0..12
 *     [         what follows may be left out    *  the last one may be repeated
 *
 * A name that stands twice is chosen by the number of arguments.
 */
#include "expr/parse.h"

struct func {
	const char *name;
	uint8_t op;
	char result;		/* t n d b, L: type of the list, v: type of the last argument */
	const char *args;
	unsigned uses;
};

static const struct func functions[] = {
	{"not", OP_NOT, 'b', "b", 0},
	{"true", OP_TRUE, 'b', "", 0},
	{"false", OP_FALSE, 'b', "", 0},
	{"if", OP_IF, 'v', "bvv", 0},
	{"yl:empty", OP_EMPTY, 'b', "e", 0},
	{"yl:given", OP_GIVEN, 'b', "e", 0},
	{"yl:in", OP_IN, 'b', "tx*", 0},
	{"string", OP_STRING, 't', "v", 0},
	{"concat", OP_CONCAT, 't', "tt*", 0},
	{"substring", OP_SUBSTRING, 't', "tn[n", 0},
	{"string-length", OP_STRING_LENGTH, 'n', "t", 0},
	{"yl:length", OP_LENGTH, 'n', "t", 0},
	{"starts-with", OP_STARTS_WITH, 'b', "tt", 0},
	{"contains", OP_CONTAINS, 'b', "tt", 0},
	{"normalize-space", OP_NORMALIZE_SPACE, 't', "t", 0},
	{"translate", OP_TRANSLATE, 't', "ttt", 0},
	{"yl:upper", OP_UPPER, 't', "t", 0},
	{"matches", OP_MATCHES, 'b', "tp", 0},
	{"number", OP_NUMBER, 'n', "t", 0},
	{"yl:is-number", OP_IS_NUMBER, 'b', "t", 0},
	{"floor", OP_FLOOR, 'n', "n", 0},
	{"ceiling", OP_CEILING, 'n', "n", 0},
	{"yl:round", OP_ROUND, 'n', "ni", 0},
	{"yl:abs", OP_ABS, 'n', "n", 0},
	{"count", OP_COUNT, 'n', "L", 0},
	{"sum", OP_SUM, 'n', "N", 0},
	{"min", OP_MIN, 'L', "O", 0},
	{"min", OP_LEAST, 'n', "nn*", 0},
	{"max", OP_MAX, 'L', "O", 0},
	{"max", OP_GREATEST, 'n', "nn*", 0},
	{"yl:distinct", OP_DISTINCT, 'n', "D", 0},
	{"yl:join", OP_JOIN, 't', "At", 0},
	{"yl:first", OP_FIRST, 'L', "A", 0},
	{"yl:place", OP_PLACE, 'n', "", 0},
	{"yl:each-in", OP_EACH_IN, 'b', "tsT", 0},
	{"yl:each-code", OP_EACH_CODE, 'b', "tsc", EXPR_USES_CODES},
	{"yl:each-day", OP_EACH_DAY, 'b', "tsdd", 0},
	{"yl:missing", OP_MISSING, 't', "tsT", 0},
	{"yl:token", OP_TOKEN, 't', "tsn", 0},
	{"yl:tokens", OP_TOKENS, 'n', "ts", 0},
	{"yl:is-code", OP_IS_CODE, 'b', "ct", EXPR_USES_CODES},
	{"code", OP_CODE, 't', "cto", EXPR_USES_CODES},
	{"yl:edition", OP_EDITION, 't', "c", EXPR_USES_CODES},
	{"yl:today", OP_TODAY, 'd', "", EXPR_USES_DAY},
	{"yl:day", OP_DAY, 'd', "t", 0},
	{"yl:is-day", OP_IS_DAY, 'b', "t", 0},
	{"yl:days", OP_DAYS, 'n', "dd", 0},
	{"yl:add-days", OP_ADD_DAYS, 'd', "dn", 0},
	{"yl:add-workdays", OP_ADD_WORKDAYS, 'd', "dn", EXPR_USES_CODES},
	{"yl:check", OP_CHECK, 'b', "kt", 0},
	{"yl:file-size", OP_FILE_SIZE, 'n', "t", EXPR_USES_FILES},
	{"yl:file-kind", OP_FILE_KIND, 't', "t", EXPR_USES_FILES},
	{"yl:stage", OP_STAGE, 't', "", EXPR_USES_STAGE},
};

enum { N_FUNCTIONS = sizeof functions / sizeof functions[0] };

static void arity(const char *args, size_t *min, size_t *max)
{
	bool optional = false;

	*min = *max = 0;
	for (const char *a = args; *a != '\0'; a++)
		if (*a == '[')
			optional = true;
		else if (*a == '*')
			*max = SIZE_MAX;
		else {
			*min += optional ? 0 : 1;
			(*max)++;
		}
}

static char signature_at(const char *args, size_t i)
{
	char c = '\0';

	for (const char *a = args; *a != '\0'; a++) {
		if (*a == '[' || *a == '*')
			continue;
		c = *a;
		if (i-- == 0)
			break;
	}
	return c;
}

static const struct func *func_named(struct sv name)
{
	for (size_t i = 0; i < N_FUNCTIONS; i++)
		if (sv_is(name, functions[i].name))
			return &functions[i];
	return NULL;
}

/* `upper` was meant as yl:upper, yl:count as count. */
static void fail_unknown(struct parse *p, struct sv name, size_t at)
{
	static const struct sv prefix = {"yl:", 3};

	for (size_t i = 0; i < N_FUNCTIONS; i++) {
		struct sv known = sv_of(functions[i].name), bare = name;

		if (sv_starts(known, prefix))
			known = (struct sv){known.p + prefix.n, known.n - prefix.n};
		if (sv_starts(bare, prefix))
			bare = (struct sv){bare.p + prefix.n, bare.n - prefix.n};
		if (sv_eq(known, bare)) {
			parse_fail(p, RC_PARSE, at, _("there is no function %.*s(): write %s()"), (int)name.n, name.p, functions[i].name);
			return;
		}
	}
	parse_fail(p, RC_PARSE, at, _("there is no function %.*s()"), (int)name.n, name.p);
}

static const struct func *func_find(struct parse *p, struct sv name, size_t at, size_t n)
{
	const struct func *f = func_named(name);
	size_t min, max, least = SIZE_MAX, most = 0;

	if (f == NULL) {
		fail_unknown(p, name, at);
		return NULL;
	}
	for (; f < functions + N_FUNCTIONS && sv_is(name, f->name); f++) {
		arity(f->args, &min, &max);
		if (n >= min && n <= max)
			return f;
		least = min < least ? min : least;
		most = max > most ? max : most;
	}
	if (most == SIZE_MAX)
		parse_fail(p, RC_PARSE, at, _("%.*s() takes %zu or more arguments, not %zu"), (int)name.n, name.p, least, n);
	else if (least == most)
		parse_fail(p, RC_PARSE, at, _("%.*s() takes %zu arguments, not %zu"), (int)name.n, name.p, least, n);
	else
		parse_fail(p, RC_PARSE, at, _("%.*s() takes %zu to %zu arguments, not %zu"), (int)name.n, name.p, least, most, n);
	return NULL;
}

/* ---- arguments ----------------------------------------------------------------- */

static bool check_literal(struct parse *p, const struct func *f, const struct node *a)
{
	struct sv s = expr_lex_excerpt(p, a->at, a->end);

	if (a->op == OP_LITERAL && a->type == EXPR_TEXT)
		return true;
	parse_fail(p, RC_PARSE, a->at, _("%s() needs a text in quotes here, not %.*s: it is settled when the form is loaded"), f->name, (int)s.n, s.p);
	return false;
}

static bool check_list(struct parse *p, const struct func *f, const struct node *a, char kind)
{
	struct sv s = expr_lex_excerpt(p, a->at, a->end);
	bool ok;

	if (kind == 'L')
		return true;
	if (a->op == OP_ROW)
		return expr_type_one_value(p, a);
	switch (kind) {
	case 'N':
		ok = a->type == EXPR_NUMBER;
		break;
	case 'O':
		ok = a->type == EXPR_NUMBER || a->type == EXPR_DAY;
		break;
	case 'D':
		ok = a->type != EXPR_BOOL;
		break;
	case 'T':
		ok = a->type == EXPR_TEXT;
		break;
	default:
		ok = true;
	}
	if (!ok)
		parse_fail(p, RC_PARSE, a->at, _("%s() does not take values of this type: %.*s; a local field of the row can convert them"), f->name, (int)s.n, s.p);
	return ok;
}

static bool check_arg(struct parse *p, const struct func *f, const struct node *a, char kind)
{
	switch (kind) {
	case 't':
		return expr_type_is(p, a, EXPR_TEXT);
	case 'n':
		return expr_type_is(p, a, EXPR_NUMBER);
	case 'd':
		return expr_type_is(p, a, EXPR_DAY);
	case 'b':
		return expr_type_is(p, a, EXPR_BOOL);
	case 'v':
		return expr_type_one_value(p, a);
	case 'e':
		return a->op == OP_ROW || expr_type_one_value(p, a);
	case 's':
	case 'x':
	case 'p':
	case 'c':
	case 'o':
	case 'k':
		return check_literal(p, f, a);
	case 'i':
		return expr_type_is(p, a, EXPR_NUMBER);
	default:
		return check_list(p, f, a, kind);
	}
}

/* ---- what is settled at load ------------------------------------------------------- */

static bool set_pattern(struct parse *p, struct node *n, const struct node *a)
{
	struct expr *e = p->e;
	enum rc rc = expr_pattern_compile(a->u.text, &n->u.pattern, p->err);

	if (rc != RC_OK) {
		parse_fail_at(p, rc, a->at);
		return false;
	}
	if (e->n_pattern == e->cap_pattern)
		e->pattern = mem_grow(e->pattern, &e->cap_pattern, sizeof *e->pattern);
	e->pattern[e->n_pattern++] = n->u.pattern;
	return true;
}

static bool set_places(struct parse *p, struct node *n, const struct node *a)
{
	struct sv s = expr_lex_excerpt(p, a->at, a->end);
	long long places;

	if (a->op != OP_LITERAL || a->state != EXPR_GIVEN || !dec_to_int(*a->u.num, &places) || places < 0 || places > 12) {
		parse_fail(p, RC_PARSE, a->at, _("the second argument of yl:round() is a whole number from 0 to 12, not %.*s"), (int)s.n, s.p);
		return false;
	}
	n->u.places = (int)places;
	return true;
}

static bool set_table(struct parse *p, struct node *n, const struct node *a)
{
	struct sv name = a->u.text;

	n->u.code.table = p->scope != NULL && p->scope->table != NULL ? p->scope->table(p->scope->ctx, name) : -1;
	if (n->u.code.table < 0)
		parse_fail(p, RC_PARSE, a->at, _("there is no code table '%.*s'"), (int)name.n, name.p);
	return n->u.code.table >= 0;
}

static bool set_column(struct parse *p, struct node *n, const struct node *a)
{
	struct sv name = a->u.text;

	n->u.code.column = p->scope->column != NULL ? p->scope->column(p->scope->ctx, n->u.code.table, name) : -1;
	if (n->u.code.column < 0)
		parse_fail(p, RC_PARSE, a->at, _("the code table has no column '%.*s'"), (int)name.n, name.p);
	return n->u.code.column >= 0;
}

static bool set_check(struct parse *p, struct node *n, const struct node *a)
{
	struct sv name = a->u.text;

	n->u.check = expr_check_find(name);
	if (n->u.check == NULL)
		parse_fail(p, RC_PARSE, a->at, _("yl:check() knows 'uscc', 'orgcode', 'container', 'airbill' and 'idcard', not '%.*s'"), (int)name.n, name.p);
	return n->u.check != NULL;
}

/* Takes an argument that is settled now out of the kids; true when it was one. */
static bool settle(struct parse *p, struct node *n, const struct node *a, char kind, bool *settled)
{
	*settled = true;
	switch (kind) {
	case 'p':
		return set_pattern(p, n, a);
	case 'i':
		return set_places(p, n, a);
	case 'c':
		return set_table(p, n, a);
	case 'o':
		return set_column(p, n, a);
	case 'k':
		return set_check(p, n, a);
	case 'x':
		return true;
	default:
		*settled = false;
		return true;
	}
}

static bool same_types(struct parse *p, const struct node *yes, const struct node *no)
{
	return yes->type == no->type || expr_type_is(p, no, yes->type);
}

static enum expr_type result_type(const struct func *f, struct node *const *arg, size_t n)
{
	switch (f->result) {
	case 't':
		return EXPR_TEXT;
	case 'n':
		return EXPR_NUMBER;
	case 'd':
		return EXPR_DAY;
	case 'b':
		return EXPR_BOOL;
	case 'L':
		return arg[0]->type;
	default:
		return arg[n - 1]->type;
	}
}

struct node *expr_func_call(struct parse *p, struct sv name, size_t at, size_t end, struct node **arg, size_t n_arg)
{
	const struct func *f = func_find(p, name, at, n_arg);
	struct node *n;

	if (f == NULL)
		return NULL;
	for (size_t i = 0; i < n_arg; i++)
		if (!check_arg(p, f, arg[i], signature_at(f->args, i)))
			return NULL;
	if (f->op == OP_IF && !same_types(p, arg[1], arg[2]))
		return NULL;
	n = parse_node(p, f->op, result_type(f, arg, n_arg), at, end);
	if (n == NULL)
		return NULL;
	p->e->uses |= f->uses;
	if (f->op == OP_IN)
		n->u.set = expr_set_make(p->e->arena, arg + 1, n_arg - 1);
	n->kid = arg;
	for (size_t i = 0; i < n_arg; i++) {
		struct node *a = arg[i];
		bool settled;

		if (!settle(p, n, a, signature_at(f->args, i), &settled))
			return NULL;
		if (!settled)
			n->kid[n->n_kid++] = a;
	}
	return expr_type_fold(p, n);
}
