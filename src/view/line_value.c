#include "view/line.h"

#include "base/day.h"
#include "base/dec.h"
#include "base/text.h"

static struct sv
trim(struct sv s)
{
	uint32_t cp;

	for (;;) {
		struct sv before = s;

		s = sv_trim(s);
		if (s.n >= 3 && text_decode(s.p, s.n, &cp) == 3 && cp == 0x3000)
			s = (struct sv){s.p + 3, s.n - 3};
		if (s.n >= 3 && text_decode(s.p + s.n - 3, 3, &cp) == 3 && cp == 0x3000)
			s.n -= 3;
		if (s.n == before.n)
			return s;
	}
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- sums --------------------------------------------------------------------- */

struct sum {
	struct sv rest;
	int depth;
};

enum { DEPTH_MAX = 20, NUMBER_MAX_B = 80 };

static bool read_sum(struct sum *s, struct dec *out);

static char
peek(struct sum *s)
{
	s->rest = trim(s->rest);
	return s->rest.n > 0 ? s->rest.p[0] : '\0';
}

static char
next(struct sum *s)
{
	char c = s->rest.p[0];

	s->rest = (struct sv){s->rest.p + 1, s->rest.n - 1};
	return c;
}

/* A grouping comma has three digits behind it and one to three before the first of them. */
static bool
is_grouping(struct sv rest, size_t n_digits, bool grouped)
{
	if (rest.n < 4 || !is_digit(rest.p[1]) || !is_digit(rest.p[2]) || !is_digit(rest.p[3]))
		return false;
	if (rest.n > 4 && is_digit(rest.p[4]))
		return false;
	return grouped ? n_digits == 3 : n_digits >= 1 && n_digits <= 3;
}

/* Digits, grouping commas, a point: as the wire writes a number. */
static bool
read_number(struct sum *s, struct dec *out)
{
	char text[NUMBER_MAX_B + 2];
	size_t n = 0, n_digits = 0, n_fraction = 0;
	bool grouped = false, point = false;

	while (s->rest.n > 0 && n < NUMBER_MAX_B) {
		char c = s->rest.p[0];

		if (c == ',' && !point && is_grouping(s->rest, n_digits, grouped)) {
			grouped = true;
			n_digits = 0;
		} else if (c == '.' && !point) {
			if (grouped && n_digits != 3)
				return false;
			if (n == 0)
				text[n++] = '0';
			text[n++] = c;
			point = true;
		} else if (is_digit(c)) {
			text[n++] = c;
			*(point ? &n_fraction : &n_digits) += 1;
		} else {
			break;
		}
		next(s);
	}
	if ((n_digits == 0 && n_fraction == 0) || (grouped && n_digits != 3))
		return false;
	if (point && n_fraction == 0)
		n--;
	return dec_parse((struct sv){text, n}, out) == DEC_OK;
}

static bool
read_factor(struct sum *s, struct dec *out)
{
	char c = peek(s);
	bool ok;

	if (c != '(' && c != '-' && c != '+')
		return read_number(s, out);
	if (++s->depth > DEPTH_MAX)
		return false;
	next(s);
	if (c == '(') {
		ok = read_sum(s, out) && peek(s) == ')';
		if (ok)
			next(s);
	} else {
		ok = read_factor(s, out);
		if (ok && c == '-')
			*out = dec_neg(*out);
	}
	s->depth--;
	return ok;
}

static bool
read_product(struct sum *s, struct dec *out)
{
	struct dec b;

	if (!read_factor(s, out))
		return false;
	while (peek(s) == '*' || peek(s) == '/') {
		bool times = next(s) == '*';

		if (!read_factor(s, &b) || (times ? dec_mul(*out, b, out) : dec_div(*out, b, out)) != DEC_OK)
			return false;
	}
	return true;
}

static bool
read_sum(struct sum *s, struct dec *out)
{
	struct dec b;

	if (!read_product(s, out))
		return false;
	while (peek(s) == '+' || peek(s) == '-') {
		bool plus = next(s) == '+';

		if (!read_product(s, &b) || (plus ? dec_add(*out, b, out) : dec_sub(*out, b, out)) != DEC_OK)
			return false;
	}
	return true;
}

static bool
number_value(struct sv typed, struct str *out)
{
	struct sum s = {.rest = typed};
	char text[DEC_TEXT_MAX_B];
	struct dec d;

	if (!read_sum(&s, &d) || peek(&s) != '\0')
		return false;
	str_add(out, (struct sv){text, dec_format(d, text)});
	return true;
}

/* ---- days ------------------------------------------------------------------------ */

static int
to_int(struct sv digits)
{
	int v = 0;

	for (size_t i = 0; i < digits.n; i++)
		v = v * 10 + (digits.p[i] - '0');
	return v;
}

/* The one nearest to today; 29 February only in the years that have it. */
static int32_t
nearest_year(int month, int mday, int32_t today)
{
	int year, m, d;
	int32_t best = DAY_NONE;

	day_split(today, &year, &m, &d);
	for (int y = year - 1; y <= year + 1; y++) {
		int32_t day = day_make(y, month, mday);
		int32_t far = day > today ? day - today : today - day;

		if (day != DAY_NONE && (best == DAY_NONE || far < (best > today ? best - today : today - best)))
			best = day;
	}
	return best;
}

static int32_t
day_of_digits(struct sv s, int32_t today)
{
	int year, month, mday;

	switch (s.n) {
	case 1:
	case 2:
		day_split(today, &year, &month, &mday);
		return day_make(year, month, to_int(s));
	case 4:
		return nearest_year(to_int((struct sv){s.p, 2}), to_int((struct sv){s.p + 2, 2}), today);
	case 6:
		return day_make(2000 + to_int((struct sv){s.p, 2}), to_int((struct sv){s.p + 2, 2}), to_int((struct sv){s.p + 4, 2}));
	case 8:
		return day_parse_8(s);
	default:
		return DAY_NONE;
	}
}

/* 2026-1-5, 26.1.5, 1/5: parts of digits with one sign between them. */
static int32_t
day_of_parts(struct sv s, char sep, int32_t today)
{
	struct sv part[3];
	size_t n = 0;

	while (n < 3 && s.p != NULL)
		sv_split(&s, sep, &part[n++]);
	if (s.p != NULL || n < 2)
		return DAY_NONE;
	for (size_t i = 0; i < n; i++) {
		if (part[i].n == 0 || part[i].n > 4)
			return DAY_NONE;
		for (size_t k = 0; k < part[i].n; k++)
			if (!is_digit(part[i].p[k]))
				return DAY_NONE;
	}
	if (n == 2)
		return nearest_year(to_int(part[0]), to_int(part[1]), today);
	if (part[0].n != 2 && part[0].n != 4)
		return DAY_NONE;
	return day_make(to_int(part[0]) + (part[0].n == 2 ? 2000 : 0), to_int(part[1]), to_int(part[2]));
}

static int32_t
day_of(struct sv s, int32_t today)
{
	struct sv digits = s;
	int32_t day;

	if (sv_is(s, "."))
		return today;
	if (s.n > 1 && (s.p[0] == '+' || s.p[0] == '-'))
		digits = (struct sv){s.p + 1, s.n - 1};
	for (size_t i = 0; i < digits.n; i++)
		if (!is_digit(digits.p[i]))
			return digits.p != s.p ? DAY_NONE : day_of_parts(s, digits.p[i], today);
	if (digits.p == s.p)
		return day_of_digits(s, today);
	if (digits.n > 4)
		return DAY_NONE;
	day = s.p[0] == '+' ? today + to_int(digits) : today - to_int(digits);
	return day < DAY_FIRST || day > DAY_LAST ? DAY_NONE : day;
}

static bool
day_value(struct sv typed, int32_t today, struct str *out)
{
	char text[16];
	int32_t day = day_of(typed, today);

	if (day == DAY_NONE)
		return false;
	str_add(out, (struct sv){text, day_format_8(day, text)});
	return true;
}

enum rc
line_value(const struct line *l, int32_t today, struct str *out)
{
	struct sv typed = trim(str_sv(&l->text));

	str_reset(out);
	if (typed.n > 0 && l->kind == LINE_NUMBER && number_value(typed, out))
		return RC_OK;
	if (typed.n > 0 && l->kind == LINE_DAY && day_value(typed, today, out))
		return RC_OK;
	str_add(out, typed);
	return typed.n > 0 && (l->kind == LINE_NUMBER || l->kind == LINE_DAY) ? RC_PARSE : RC_OK;
}
