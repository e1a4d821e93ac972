/* The form of single values. What is decided here is what write_xsd.c states. */
#include "base/day.h"
#include "base/text.h"
#include "dict/internal.h"
#include "expr/expr.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* -?0*[0-9]{1,i}(\.[0-9]{1,d})?  Leading zeros do not count. */
static enum dict_fault
judge_number(const struct dict_node *n, struct sv v)
{
	size_t at = v.p[0] == '-', begin = at, zeros, n_int, n_decimal = 0;

	while (at < v.n && is_digit(v.p[at]))
		at++;
	n_int = at - begin;
	if (n_int == 0)
		return DICT_BAD_NUMBER;
	if (at < v.n) {
		if (v.p[at++] != '.')
			return DICT_BAD_NUMBER;
		begin = at;
		while (at < v.n && is_digit(v.p[at]))
			at++;
		n_decimal = at - begin;
		if (n_decimal == 0 || at < v.n)
			return DICT_BAD_NUMBER;
		begin = v.p[0] == '-';
	}
	for (zeros = 0; zeros < n_int && v.p[begin + zeros] == '0'; zeros++)
		continue;
	if (n_int - zeros > (size_t)(n->length - n->decimals))
		return DICT_BAD_INT_DIGITS;
	return n_decimal > (size_t)n->decimals ? DICT_BAD_DECIMALS : DICT_OK;
}

static enum dict_fault
judge_day(const struct dict_node *n, struct sv v)
{
	if (v.n != (size_t)n->length || v.p[0] != '2' || v.p[1] != '0')
		return DICT_BAD_DAY;
	return (n->length == 8 ? day_parse_8(v) : day_parse_10(v)) == DAY_NONE ? DICT_BAD_DAY : DICT_OK;
}

static int
value_64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* White space may stand anywhere; bits beyond the last byte are 0. */
static enum dict_fault
judge_base64(struct sv v)
{
	size_t n_value = 0, n_pad = 0;
	int last = 0;

	for (size_t i = 0; i < v.n; i++) {
		char c = v.p[i];
		int value;

		if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
			continue;
		if (c == '=') {
			n_pad++;
			continue;
		}
		value = value_64(c);
		if (value < 0 || n_pad > 0)
			return DICT_BAD_BASE64;
		last = value;
		n_value++;
	}
	switch (n_pad) {
	case 0: return n_value % 4 == 0 ? DICT_OK : DICT_BAD_BASE64;
	case 1: return n_value % 4 == 3 && (last & 3) == 0 ? DICT_OK : DICT_BAD_BASE64;
	case 2: return n_value % 4 == 2 && (last & 15) == 0 ? DICT_OK : DICT_BAD_BASE64;
	default: return DICT_BAD_BASE64;
	}
}

enum dict_fault
dict_judge(const struct dict_node *n, struct sv v)
{
	enum dict_fault fault = DICT_OK;

	if (v.n == 0)
		return DICT_OK;
	switch (n->type) {
	case DICT_GROUP:
		return DICT_OK;
	case DICT_INTEGER:
	case DICT_DECIMAL:
		return judge_number(n, v);
	case DICT_DATE:
		return judge_day(n, v);
	case DICT_BASE64:
		fault = judge_base64(v);
		break;
	case DICT_STRING:
	case DICT_CODE:
	case DICT_DATETIME:
		if (n->pattern != NULL && !expr_pattern_matches(n->pattern, v))
			fault = DICT_BAD_FORM;
		break;
	}
	if (fault == DICT_OK && n->length > 0 && v.n > (size_t)n->length && text_len_gb(v) > (size_t)n->length)
		fault = DICT_TOO_LONG;
	return fault;
}
