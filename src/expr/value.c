/* Values of cells: from their text, against each other, as text. */
#include "expr/node.h"

#include "base/day.h"

/* dec_parse() in one pass for what fits 18 digits. */
enum expr_state expr_value_num(struct sv text, struct dec *out)
{
	enum { SHORT_B = 18 };
	size_t i = text.n != 0 && text.p[0] == '-', first = i, dot = 0;
	int64_t v = 0;
	int scale;

	if (text.n == 0)
		return EXPR_EMPTY;
	if (text.n > SHORT_B)
		return dec_parse(text, out) == DEC_OK ? EXPR_GIVEN : EXPR_INVALID;
	for (; i < text.n; i++) {
		unsigned digit = (unsigned)(unsigned char)text.p[i] - '0';

		if (digit <= 9)
			v = v * 10 + (int)digit;
		else if (text.p[i] == '.' && dot == 0 && i > first)
			dot = i;
		else
			return EXPR_INVALID;
	}
	if (i == first || (dot != 0 && dot == text.n - 1))
		return EXPR_INVALID;
	scale = dot == 0 ? 0 : (int)(text.n - dot - 1);
	for (; scale > 0 && v % 10 == 0; scale--)
		v /= 10;
	out->coef = first ? -v : v;
	out->scale = scale;
	return EXPR_GIVEN;
}

enum expr_state expr_value_day(struct sv text, int32_t *out)
{
	if (text.n == 0)
		return EXPR_EMPTY;
	*out = day_parse_any(text);
	return *out == DAY_NONE ? EXPR_INVALID : EXPR_GIVEN;
}

/* dec_cmp() without a division for what fits 64 bits. */
int expr_value_num_cmp(const struct dec *a, const struct dec *b)
{
	enum { UP_MAX = 18 };
	static const int64_t pow10[UP_MAX + 1] = {
		1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
		1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
		1000000000000000000,
	};
	int up = b->scale - a->scale;
	dec_coef x = a->coef, y = b->coef;

	if (up > 0 && up <= UP_MAX && x == (int64_t)x)
		x *= pow10[up];
	else if (up < 0 && -up <= UP_MAX && y == (int64_t)y)
		y *= pow10[-up];
	else if (up != 0)
		return dec_cmp(*a, *b);
	return (x > y) - (x < y);
}

struct expr_value expr_value_of(struct sv text, enum expr_type type)
{
	struct expr_value v = {.type = (uint8_t)type, .text = text};

	switch (type) {
	case EXPR_NUMBER:
		v.state = (uint8_t)expr_value_num(text, &v.num);
		break;
	case EXPR_DAY:
		v.state = (uint8_t)expr_value_day(text, &v.day);
		break;
	case EXPR_BOOL:
		v.truth = sv_is(text, "true");
		v.state = text.n == 0 ? EXPR_EMPTY : v.truth || sv_is(text, "false") ? EXPR_GIVEN : EXPR_INVALID;
		break;
	default:
		v.type = EXPR_TEXT;
		v.state = (uint8_t)value_state(text);
	}
	return v;
}

struct sv expr_value_text(const struct expr_value *v, struct arena *scratch)
{
	char *buf;

	if (v->state == EXPR_EMPTY)
		return (struct sv){0};
	if (v->state == EXPR_INVALID || v->type == EXPR_TEXT)
		return v->text;
	if (v->type == EXPR_BOOL)
		return v->truth ? SV("true") : SV("false");
	buf = arena_alloc(scratch, DEC_TEXT_MAX_B);
	return (struct sv){buf, v->type == EXPR_DAY ? day_format_10(v->day, buf) : dec_format(v->num, buf)};
}
