/*
 * Conditions, numbers, days. What a value is read from decides its state:
 * invalid before empty before given.
 */
#include "expr/node.h"

#include "base/day.h"
#include "base/text.h"

static enum tri tri_of(bool truth)
{
	return truth ? TRI_TRUE : TRI_FALSE;
}

static enum expr_state worse(enum expr_state a, enum expr_state b)
{
	return a > b ? a : b;
}

/* A one-row reference's text. */
static inline struct sv cell_text(const struct node_run *r, const struct node *n)
{
	return r->env->cell(r->env->ctx, &n->u.ref->ref, r->row);
}

static const struct expr_value *local_value(const struct node_run *r, const struct node *n)
{
	return r->env->local(r->env->ctx, &n->u.ref->ref, r->row);
}

static bool is_local(const struct node *n)
{
	return n->u.ref->ref.is_local;
}

/* ---- conditions ------------------------------------------------------------ */

static enum tri compare_num(const struct node_run *r, const struct node *n)
{
	struct dec a, b;
	int c;

	if (node_num(r, n->kid[0], &a) != EXPR_GIVEN || node_num(r, n->kid[1], &b) != EXPR_GIVEN)
		return TRI_NONE;
	c = expr_value_num_cmp(&a, &b);
	switch (n->op) {
	case OP_EQ:
		return tri_of(c == 0);
	case OP_NE:
		return tri_of(c != 0);
	case OP_LT:
		return tri_of(c < 0);
	case OP_LE:
		return tri_of(c <= 0);
	case OP_GT:
		return tri_of(c > 0);
	default:
		return tri_of(c >= 0);
	}
}

static enum tri compare_day(const struct node_run *r, const struct node *n)
{
	int32_t a, b;

	if (node_day(r, n->kid[0], &a) != EXPR_GIVEN || node_day(r, n->kid[1], &b) != EXPR_GIVEN)
		return TRI_NONE;
	switch (n->op) {
	case OP_EQ:
		return tri_of(a == b);
	case OP_NE:
		return tri_of(a != b);
	case OP_LT:
		return tri_of(a < b);
	case OP_LE:
		return tri_of(a <= b);
	case OP_GT:
		return tri_of(a > b);
	default:
		return tri_of(a >= b);
	}
}

static enum tri compare(const struct node_run *r, const struct node *n)
{
	struct sv a, b;
	enum tri x, y;

	switch (n->kid[0]->type) {
	case EXPR_NUMBER:
		return compare_num(r, n);
	case EXPR_DAY:
		return compare_day(r, n);
	case EXPR_TEXT:
		if (node_text(r, n->kid[0], &a) == EXPR_INVALID || node_text(r, n->kid[1], &b) == EXPR_INVALID)
			return TRI_NONE;
		return tri_of(sv_eq(a, b) == (n->op == OP_EQ));
	default:
		x = node_bool(r, n->kid[0]);
		y = x == TRI_NONE ? TRI_NONE : node_bool(r, n->kid[1]);
		return y == TRI_NONE ? TRI_NONE : tri_of((x == y) == (n->op == OP_EQ));
	}
}

/* Kleene: `decides` ends it, none is remembered. */
static enum tri chain(const struct node_run *r, const struct node *n, enum tri decides)
{
	enum tri out = decides == TRI_TRUE ? TRI_FALSE : TRI_TRUE;

	for (size_t i = 0; i < n->n_kid; i++) {
		enum tri t = node_bool(r, n->kid[i]);

		if (t == decides)
			return t;
		if (t == TRI_NONE)
			out = TRI_NONE;
	}
	return out;
}

static enum tri each_day(const struct node_run *r, const struct node *n)
{
	struct sv text, part;
	struct tokens t;
	int32_t from, to, day;
	enum expr_state s_from = node_day(r, n->kid[2], &from), s_to = node_day(r, n->kid[3], &to);

	if (node_text(r, n->kid[0], &text) == EXPR_INVALID || worse(s_from, s_to) == EXPR_INVALID)
		return TRI_NONE;
	t = tokens_of(text, n->kid[1]->u.text);
	while (expr_tokens_next(&t, &part)) {
		day = part.n == 8 ? day_parse_8(part) : day_parse_10(part);
		if (day == DAY_NONE || (s_from == EXPR_GIVEN && day < from) || (s_to == EXPR_GIVEN && day > to))
			return TRI_FALSE;
	}
	return TRI_TRUE;
}

static enum tri each_code(const struct node_run *r, const struct node *n)
{
	struct sv text, part;
	struct tokens t;

	if (node_text(r, n->kid[0], &text) == EXPR_INVALID)
		return TRI_NONE;
	t = tokens_of(text, n->kid[1]->u.text);
	while (expr_tokens_next(&t, &part))
		if (part.n == 0 || !r->env->is_code(r->env->ctx, n->u.code.table, part))
			return TRI_FALSE;
	return TRI_TRUE;
}

/* A text that is often a cell. */
static inline enum expr_state text_of(const struct node_run *r, const struct node *n, struct sv *out)
{
	if (n->op != OP_CELL || is_local(n))
		return node_text(r, n, out);
	*out = cell_text(r, n);
	return value_state(*out);
}

static inline bool text_is(struct sv s, struct sv literal)
{
	return s.n == literal.n && (s.n == 0 || memcmp(s.p, literal.p, s.n) == 0);
}

static enum expr_state state_of(const struct node_run *r, const struct node *n)
{
	struct sv text;
	struct dec num;
	int32_t day;

	if (n->op == OP_CELL && is_local(n))
		return (enum expr_state)local_value(r, n)->state;
	switch (n->type) {
	case EXPR_TEXT:
		return text_of(r, n, &text);
	case EXPR_NUMBER:
		return node_num(r, n, &num);
	case EXPR_DAY:
		return node_day(r, n, &day);
	default:
		return node_bool(r, n) == TRI_NONE ? EXPR_EMPTY : EXPR_GIVEN;
	}
}

/* yl:given and yl:empty; an invalid value is neither. */
static enum tri given(const struct node_run *r, const struct node *n, bool wanted)
{
	enum expr_state s;

	if (n->op == OP_ROW)
		return tri_of(expr_list_any_row(r, n) == wanted);
	s = state_of(r, n);
	return s == EXPR_INVALID ? TRI_NONE : tri_of((s == EXPR_GIVEN) == wanted);
}

/* Tests of one text. */
static enum tri test_text(const struct node_run *r, const struct node *n)
{
	struct sv s;
	struct dec num;

	if (text_of(r, n->kid[0], &s) == EXPR_INVALID)
		return TRI_NONE;
	switch (n->op) {
	case OP_TEXT_IS:
		return tri_of(text_is(s, n->u.text));
	case OP_TEXT_IS_NOT:
		return tri_of(!text_is(s, n->u.text));
	case OP_IN:
		return tri_of(expr_set_has(n->u.set, s));
	case OP_MATCHES:
		return tri_of(expr_pattern_matches(n->u.pattern, s));
	case OP_IS_NUMBER:
		return tri_of(expr_value_num(s, &num) == EXPR_GIVEN);
	case OP_IS_DAY:
		return tri_of((s.n == 8 ? day_parse_8(s) : day_parse_10(s)) != DAY_NONE);
	case OP_IS_CODE:
		return tri_of(s.n != 0 && r->env->is_code(r->env->ctx, n->u.code.table, s));
	default:
		return tri_of(n->u.check(s));
	}
}

static enum tri test_two_texts(const struct node_run *r, const struct node *n)
{
	struct sv a, b;

	if (text_of(r, n->kid[0], &a) == EXPR_INVALID || node_text(r, n->kid[1], &b) == EXPR_INVALID)
		return TRI_NONE;
	return tri_of(n->op == OP_STARTS_WITH ? sv_starts(a, b) : sv_find(a, b, NULL));
}

static enum tri tri_of_value(const struct expr_value *v)
{
	return v->state == EXPR_GIVEN ? tri_of(v->truth) : TRI_NONE;
}

static enum tri tri_of_cell(const struct node_run *r, const struct node *n)
{
	struct expr_value v;

	if (is_local(n))
		return tri_of_value(local_value(r, n));
	v = expr_value_of(cell_text(r, n), EXPR_BOOL);
	return tri_of_value(&v);
}

static enum tri tri_of_first(const struct node_run *r, const struct node *n)
{
	struct expr_value v = expr_list_first(r, n->kid[0]);

	return tri_of_value(&v);
}

enum tri node_bool(const struct node_run *r, const struct node *n)
{
	enum tri t;

	switch (n->op) {
	case OP_LITERAL:
		return n->state == EXPR_GIVEN ? tri_of(n->u.truth) : TRI_NONE;
	case OP_CELL:
		return tri_of_cell(r, n);
	case OP_AND:
		return chain(r, n, TRI_FALSE);
	case OP_OR:
		return chain(r, n, TRI_TRUE);
	case OP_NOT:
		t = node_bool(r, n->kid[0]);
		return t == TRI_NONE ? t : tri_of(t == TRI_FALSE);
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
		return compare(r, n);
	case OP_TRUE:
	case OP_FALSE:
		return tri_of(n->op == OP_TRUE);
	case OP_IF:
		return node_bool(r, n->kid[node_bool(r, n->kid[0]) == TRI_TRUE ? 1 : 2]);
	case OP_EMPTY:
	case OP_GIVEN:
		return given(r, n->kid[0], n->op == OP_GIVEN);
	case OP_STARTS_WITH:
	case OP_CONTAINS:
		return test_two_texts(r, n);
	case OP_FIRST:
		return tri_of_first(r, n);
	case OP_EACH_IN:
		return expr_list_each_in(r, n);
	case OP_EACH_CODE:
		return each_code(r, n);
	case OP_EACH_DAY:
		return each_day(r, n);
	default:
		return test_text(r, n);
	}
}

/* ---- numbers ------------------------------------------------------------------ */

static enum expr_state num_state(enum dec_rc rc)
{
	return rc == DEC_OK ? EXPR_GIVEN : rc == DEC_ZERODIV ? EXPR_EMPTY : EXPR_INVALID;
}

static enum expr_state arithmetic(const struct node_run *r, const struct node *n, struct dec *out)
{
	struct dec a, b;
	enum expr_state s = worse(node_num(r, n->kid[0], &a), node_num(r, n->kid[1], &b));

	if (s != EXPR_GIVEN)
		return s;
	switch (n->op) {
	case OP_ADD:
		return num_state(dec_add(a, b, out));
	case OP_SUB:
		return num_state(dec_sub(a, b, out));
	case OP_MUL:
		return num_state(dec_mul(a, b, out));
	case OP_DIV:
		return num_state(dec_div(a, b, out));
	default:
		return num_state(dec_mod(a, b, out));
	}
}

static enum expr_state one_number(const struct node_run *r, const struct node *n, struct dec *out)
{
	struct dec a;
	enum expr_state s = node_num(r, n->kid[0], &a);

	if (s != EXPR_GIVEN)
		return s;
	switch (n->op) {
	case OP_NEG:
		*out = dec_neg(a);
		break;
	case OP_FLOOR:
		*out = dec_floor(a);
		break;
	case OP_CEILING:
		*out = dec_ceiling(a);
		break;
	case OP_ROUND:
		*out = dec_round(a, n->u.places);
		break;
	default:
		*out = dec_abs(a);
	}
	return EXPR_GIVEN;
}

static enum expr_state number_of_text(const struct node_run *r, const struct node *n, struct dec *out)
{
	struct sv s, part;
	struct tokens t;
	long long k = 0;

	if (node_text(r, n->kid[0], &s) == EXPR_INVALID)
		return EXPR_INVALID;
	switch (n->op) {
	case OP_NUMBER:
		return expr_value_num(s, out);
	case OP_STRING_LENGTH:
		k = (long long)text_len_ch(s);
		break;
	case OP_LENGTH:
		k = (long long)text_len_gb(s);
		break;
	case OP_TOKENS:
		t = tokens_of(s, n->kid[1]->u.text);
		while (expr_tokens_next(&t, &part))
			k++;
		break;
	default:
		if (!r->env->has_files)
			return EXPR_INVALID;
		return s.n != 0 && r->env->file_size(r->env->ctx, s, out) ? EXPR_GIVEN : EXPR_EMPTY;
	}
	*out = dec_from_int(k);
	return EXPR_GIVEN;
}

/* min(n, n, …) and max(n, n, …) */
static enum expr_state extreme_of(const struct node_run *r, const struct node *n, int sign, struct dec *out)
{
	bool any = false;

	for (size_t i = 0; i < n->n_kid; i++) {
		struct dec d;
		enum expr_state s = node_num(r, n->kid[i], &d);

		if (s == EXPR_INVALID)
			return s;
		if (s == EXPR_GIVEN && (!any || expr_value_num_cmp(&d, out) * sign > 0)) {
			*out = d;
			any = true;
		}
	}
	return any ? EXPR_GIVEN : EXPR_EMPTY;
}

static enum expr_state days_between(const struct node_run *r, const struct node *n, struct dec *out)
{
	int32_t a, b;
	enum expr_state s = worse(node_day(r, n->kid[0], &a), node_day(r, n->kid[1], &b));

	if (s == EXPR_GIVEN)
		*out = dec_from_int((long long)b - a);
	return s;
}

static enum expr_state num_of_value(const struct expr_value *v, struct dec *out)
{
	*out = v->num;
	return v->state;
}

static enum expr_state num_call(const struct node_run *r, const struct node *n, struct dec *out)
{
	struct expr_value v;

	switch (n->op) {
	case OP_COUNT:
		return expr_list_count(r, n->kid[0], out);
	case OP_SUM:
		return expr_list_sum(r, n->kid[0], out);
	case OP_MIN:
		return expr_list_extreme_num(r, n->kid[0], -1, out);
	case OP_MAX:
		return expr_list_extreme_num(r, n->kid[0], 1, out);
	case OP_LEAST:
		return extreme_of(r, n, -1, out);
	case OP_GREATEST:
		return extreme_of(r, n, 1, out);
	case OP_DISTINCT:
		return expr_list_distinct(r, n->kid[0], out);
	case OP_FIRST:
		v = expr_list_first(r, n->kid[0]);
		return num_of_value(&v, out);
	case OP_PLACE:
		*out = dec_from_int((long long)r->env->place(r->env->ctx, r->row));
		return EXPR_GIVEN;
	case OP_DAYS:
		return days_between(r, n, out);
	default:
		return number_of_text(r, n, out);
	}
}

enum expr_state node_num(const struct node_run *r, const struct node *n, struct dec *out)
{
	switch (n->op) {
	case OP_LITERAL:
		*out = *n->u.num;
		return n->state;
	case OP_CELL:
		return is_local(n) ? num_of_value(local_value(r, n), out) : expr_value_num(cell_text(r, n), out);
	case OP_ADD:
	case OP_SUB:
	case OP_MUL:
	case OP_DIV:
	case OP_MOD:
		return arithmetic(r, n, out);
	case OP_NEG:
	case OP_FLOOR:
	case OP_CEILING:
	case OP_ROUND:
	case OP_ABS:
		return one_number(r, n, out);
	case OP_IF:
		return node_num(r, n->kid[node_bool(r, n->kid[0]) == TRI_TRUE ? 1 : 2], out);
	default:
		return num_call(r, n, out);
	}
}

/* ---- days ------------------------------------------------------------------------ */

static enum expr_state day_moved(const struct node_run *r, const struct node *n, int32_t *out)
{
	struct dec d;
	int32_t day, first = day_make(1, 1, 1), last = day_make(9999, 12, 31);
	long long by, moved;
	enum expr_state s = worse(node_day(r, n->kid[0], &day), node_num(r, n->kid[1], &d));

	if (s != EXPR_GIVEN)
		return s;
	if (!dec_to_int(d, &by) || by < (long long)first - last || by > (long long)last - first)
		return EXPR_INVALID;
	moved = n->op == OP_ADD_DAYS ? day + by : r->env->add_workdays(r->env->ctx, day, (int)by);
	if (moved < first || moved > last)
		return EXPR_INVALID;
	*out = (int32_t)moved;
	return EXPR_GIVEN;
}

static enum expr_state day_of_text(const struct node_run *r, const struct node *n, int32_t *out)
{
	struct sv s;
	enum expr_state state = node_text(r, n->kid[0], &s);

	if (state != EXPR_GIVEN)
		return state;
	*out = s.n == 8 ? day_parse_8(s) : day_parse_10(s);
	return *out == DAY_NONE ? EXPR_INVALID : EXPR_GIVEN;
}

static enum expr_state day_of_value(const struct expr_value *v, int32_t *out)
{
	*out = v->day;
	return v->state;
}

enum expr_state node_day(const struct node_run *r, const struct node *n, int32_t *out)
{
	struct expr_value v;

	switch (n->op) {
	case OP_LITERAL:
		*out = n->u.day;
		return n->state;
	case OP_CELL:
		return is_local(n) ? day_of_value(local_value(r, n), out) : expr_value_day(cell_text(r, n), out);
	case OP_IF:
		return node_day(r, n->kid[node_bool(r, n->kid[0]) == TRI_TRUE ? 1 : 2], out);
	case OP_MIN:
		return expr_list_extreme_day(r, n->kid[0], -1, out);
	case OP_MAX:
		return expr_list_extreme_day(r, n->kid[0], 1, out);
	case OP_FIRST:
		v = expr_list_first(r, n->kid[0]);
		return day_of_value(&v, out);
	case OP_TODAY:
		*out = r->env->today;
		return EXPR_GIVEN;
	case OP_DAY:
		return day_of_text(r, n, out);
	default:
		return day_moved(r, n, out);
	}
}

/* ---- text -------------------------------------------------------------------------- */

enum expr_state node_text(const struct node_run *r, const struct node *n, struct sv *out)
{
	switch (n->op) {
	case OP_LITERAL:
		*out = n->u.text;
		return n->state;
	case OP_CELL:
		if (is_local(n)) {
			const struct expr_value *v = local_value(r, n);

			*out = v->state == EXPR_GIVEN ? v->text : (struct sv){0};
			return v->state;
		}
		*out = cell_text(r, n);
		return value_state(*out);
	case OP_IF:
		return node_text(r, n->kid[node_bool(r, n->kid[0]) == TRI_TRUE ? 1 : 2], out);
	default:
		return node_text_call(r, n, out);
	}
}

/* ---- whole expressions -------------------------------------------------------------- */

struct expr_value node_value(const struct node_run *r, const struct node *n)
{
	struct expr_value v = {.type = n->type};
	enum tri t;

	if (n->op == OP_CELL)
		return is_local(n) ? *local_value(r, n) : expr_value_of(cell_text(r, n), n->type);
	switch (n->type) {
	case EXPR_TEXT:
		v.state = (uint8_t)node_text(r, n, &v.text);
		if (v.state != EXPR_GIVEN)
			v.text = (struct sv){0};
		break;
	case EXPR_NUMBER:
		v.state = (uint8_t)node_num(r, n, &v.num);
		break;
	case EXPR_DAY:
		v.state = (uint8_t)node_day(r, n, &v.day);
		break;
	default:
		t = node_bool(r, n);
		v.state = t == TRI_NONE ? EXPR_EMPTY : EXPR_GIVEN;
		v.truth = t == TRI_TRUE;
	}
	return v;
}
