/*
 * Decimals against schoolbook arithmetic: struct big holds digits in fixed
 * point, knows nothing of base/dec and is slow. Random operands of all shapes
 * go through both, and the texts must agree.
 */
#include "base/dec.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "tap.h"

enum {
	POINT = 40,		/* digits behind the point */
	N = 160,		/* digits in all */
	ROUNDS = 3000,
};

struct big {
	bool negative;
	unsigned char d[N];	/* lowest first */
};

static int top_of(const struct big *a)
{
	int i = N - 1;

	while (i >= 0 && a->d[i] == 0)
		i--;
	return i;
}

static int low_of(const struct big *a)
{
	int i = 0;

	while (i < N && a->d[i] == 0)
		i++;
	return i;
}

static struct big big_of(const char *s)
{
	struct big a = {0};
	const char *dot, *end = s + strlen(s);
	int at;

	if (*s == '-') {
		a.negative = true;
		s++;
	}
	dot = strchr(s, '.');
	at = POINT + (int)((dot ? dot : end) - s);
	for (; s < end; s++)
		if (*s != '.')
			a.d[--at] = (unsigned char)(*s - '0');
	return a;
}

/* The text a struct dec of this value has, or RANGE. */
static const char *big_text(const struct big *a, char *buf)
{
	int top = top_of(a), low = low_of(a), scale, n = 0;

	if (top < 0)
		return "0";
	scale = low < POINT ? POINT - low : 0;
	if (scale > 20 || top - (POINT - scale) + 1 > 34)
		return "RANGE";
	if (a->negative)
		buf[n++] = '-';
	if (top < POINT)
		top = POINT;
	for (int i = top; i >= POINT - scale; i--) {
		if (i == POINT - 1)
			buf[n++] = '.';
		buf[n++] = (char)('0' + a->d[i]);
	}
	buf[n] = '\0';
	return buf;
}

static int big_cmp_digits(const struct big *a, const struct big *b)
{
	for (int i = N - 1; i >= 0; i--)
		if (a->d[i] != b->d[i])
			return a->d[i] < b->d[i] ? -1 : 1;
	return 0;
}

static void add_digits(struct big *a, const struct big *b)
{
	int carry = 0;

	for (int i = 0; i < N; i++) {
		int v = a->d[i] + b->d[i] + carry;

		a->d[i] = (unsigned char)(v % 10);
		carry = v / 10;
	}
}

static void sub_digits(struct big *a, const struct big *b)
{
	int borrow = 0;

	for (int i = 0; i < N; i++) {
		int v = a->d[i] - b->d[i] - borrow;

		borrow = v < 0;
		a->d[i] = (unsigned char)(v + 10 * borrow);
	}
}

static struct big big_add(struct big a, struct big b)
{
	if (a.negative == b.negative) {
		add_digits(&a, &b);
		return a;
	}
	if (big_cmp_digits(&a, &b) < 0) {
		sub_digits(&b, &a);
		return b;
	}
	sub_digits(&a, &b);
	return a;
}

static struct big big_mul(struct big a, struct big b)
{
	struct big out = {.negative = a.negative != b.negative};
	unsigned sum[2 * N + 1] = {0};

	for (int i = 0; i <= top_of(&a); i++)
		for (int j = 0; j <= top_of(&b); j++)
			sum[i + j] += (unsigned)a.d[i] * b.d[j];
	for (int i = 0; i < 2 * N; i++) {
		sum[i + 1] += sum[i] / 10;
		sum[i] %= 10;
	}
	for (int i = 0; i < N && i + POINT < 2 * N; i++)
		out.d[i] = (unsigned char)sum[i + POINT];
	return out;
}

/* out = |a| / |b| truncated behind the point, *rest = what is left of |a|. */
static struct big big_div(struct big a, struct big b, struct big *rest)
{
	struct big out = {.negative = a.negative != b.negative}, r = {0};
	int first = top_of(&a);

	/* all digits of a and POINT more, one at a time */
	for (int i = first; i >= -POINT; i--) {
		int digit = 0;

		memmove(r.d + 1, r.d, N - 1);
		r.d[0] = i >= 0 ? a.d[i] : 0;
		while (big_cmp_digits(&r, &b) >= 0) {
			sub_digits(&r, &b);
			digit++;
		}
		out.d[i + POINT] = (unsigned char)digit;
		if (i == 0 && rest != NULL) {
			*rest = r;
			rest->negative = a.negative;
		}
	}
	return out;
}

/* Half away from zero. */
static struct big big_round(struct big a, int places)
{
	struct big one = {0};
	bool up = a.d[POINT - places - 1] >= 5;

	memset(a.d, 0, (size_t)(POINT - places));
	one.d[POINT - places] = 1;
	if (up)
		add_digits(&a, &one);
	return a;
}

/* To the next whole number below (or above). */
static struct big big_whole(struct big a, bool above)
{
	struct big one = {0};
	bool cut = low_of(&a) < POINT && a.negative != above;

	memset(a.d, 0, POINT);
	one.d[POINT] = 1;
	if (cut)
		add_digits(&a, &one);
	return a;
}

/* ---- random operands ---- */

static uint64_t state = 20260112;

static unsigned pick(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 32) % n;
}

static void random_text(char *buf)
{
	unsigned digits = pick(3) == 0 ? 1 + pick(34) : 1 + pick(12);
	unsigned scale = pick(3) == 0 ? pick(21) : pick(5), shape = pick(8), n = 0;

	if (pick(3) == 0)
		buf[n++] = '-';
	if (digits <= scale) {
		buf[n++] = '0';
		buf[n++] = '.';
		for (unsigned i = digits; i < scale; i++)
			buf[n++] = '0';
	}
	for (unsigned i = 0; i < digits; i++) {
		if (i > 0 && digits - i == scale)
			buf[n++] = '.';
		buf[n++] = (char)(shape == 0   ? '9'
				  : shape == 1 ? (i == 0 ? '1' : '0')
				  : shape == 2 ? (i + 1 < digits ? '0' : '5')
				  : shape == 3 ? "05"[pick(2)]
					       : '0' + (int)pick(10));
	}
	buf[n] = '\0';
}

static const char *shown(enum dec_rc rc, struct dec d, char *buf)
{
	if (rc == DEC_RANGE)
		return "RANGE";
	if (rc == DEC_ZERODIV)
		return "ZERODIV";
	if (rc == DEC_FORM)
		return "FORM";
	dec_format(d, buf);
	return buf;
}

static bool agree(const char *what, const char *a, const char *b, enum dec_rc rc, struct dec got, const char *want)
{
	char buf[DEC_TEXT_MAX_B];
	const char *text = shown(rc, got, buf);
	bool clean = rc == DEC_OK || (got.coef == 0 && got.scale == 0);

	if (strcmp(text, want) == 0 && clean)
		return true;
	printf("# %s %s %s: got %s, want %s\n", a, what, b, text, want);
	return false;
}

struct pair {
	char a[64], b[64];
	struct big big_a, big_b;
	struct dec dec_a, dec_b;
};

static void next_pair(struct pair *p)
{
	random_text(p->a);
	if (pick(10) == 0)
		memcpy(p->b, p->a, sizeof p->b);
	else
		random_text(p->b);
	p->big_a = big_of(p->a);
	p->big_b = big_of(p->b);
	dec_parse(sv_of(p->a), &p->dec_a);
	dec_parse(sv_of(p->b), &p->dec_b);
}

static bool check_div(const struct pair *p)
{
	char buf[N];
	struct dec got;
	struct big q, rest = {0};
	int whole, places;
	enum dec_rc rc = dec_div(p->dec_a, p->dec_b, &got);
	const char *want;

	if (top_of(&p->big_b) < 0)
		return agree("div", p->a, p->b, rc, got, "ZERODIV") &&
		       agree("mod", p->a, p->b, dec_mod(p->dec_a, p->dec_b, &got), got, "ZERODIV");
	q = big_div(p->big_a, p->big_b, &rest);
	whole = top_of(&q) - POINT + 1;
	places = whole < 14 ? 20 : 34 - whole;
	want = "RANGE";
	if (places >= 0) {
		q = big_round(q, places);
		want = big_text(&q, buf);
	}
	if (!agree("div", p->a, p->b, rc, got, want))
		return false;
	rc = dec_mod(p->dec_a, p->dec_b, &got);
	return agree("mod", p->a, p->b, rc, got, big_text(&rest, buf));
}

static void test_properties(void)
{
	struct pair p;
	struct dec got;
	struct big want;
	char buf[N];
	enum dec_rc rc;
	int bad_text = 0, bad_sum = 0, bad_product = 0, bad_quotient = 0, bad_order = 0, bad_places = 0;

	for (int i = 0; i < ROUNDS; i++) {
		int places = (int)pick(21), order;

		next_pair(&p);
		bad_text += !agree("text", p.a, "", DEC_OK, p.dec_a, big_text(&p.big_a, buf));
		rc = dec_add(p.dec_a, p.dec_b, &got);
		want = big_add(p.big_a, p.big_b);
		bad_sum += !agree("+", p.a, p.b, rc, got, big_text(&want, buf));
		rc = dec_sub(p.dec_a, p.dec_b, &got);
		p.big_b.negative = !p.big_b.negative;
		want = big_add(p.big_a, p.big_b);
		p.big_b.negative = !p.big_b.negative;
		bad_sum += !agree("-", p.a, p.b, rc, got, big_text(&want, buf));
		order = top_of(&want) < 0 ? 0 : want.negative ? -1 : 1;
		bad_order += dec_cmp(p.dec_a, p.dec_b) != order || dec_cmp(p.dec_b, p.dec_a) != -order;
		rc = dec_mul(p.dec_a, p.dec_b, &got);
		want = big_mul(p.big_a, p.big_b);
		bad_product += !agree("*", p.a, p.b, rc, got, big_text(&want, buf));
		bad_quotient += !check_div(&p);
		want = big_round(p.big_a, places);
		bad_places += !agree("round", p.a, "", DEC_OK, dec_round(p.dec_a, places), big_text(&want, buf));
		want = big_whole(p.big_a, false);
		bad_places += !agree("floor", p.a, "", DEC_OK, dec_floor(p.dec_a), big_text(&want, buf));
		want = big_whole(p.big_a, true);
		bad_places += !agree("ceiling", p.a, "", DEC_OK, dec_ceiling(p.dec_a), big_text(&want, buf));
	}
	tap_ok(bad_text == 0, "%d random numbers read and written", ROUNDS);
	tap_ok(bad_sum == 0, "sums and differences");
	tap_ok(bad_order == 0, "order");
	tap_ok(bad_product == 0, "products");
	tap_ok(bad_quotient == 0, "quotients and remainders");
	tap_ok(bad_places == 0, "rounding");
}

/* ---- known values ---- */

#define NINES34 "9999999999999999999999999999999999"

static void check_parse(const char *text, const char *want)
{
	struct dec d;
	char buf[DEC_TEXT_MAX_B];
	enum dec_rc rc = dec_parse(sv_of(text), &d);

	tap_text(shown(rc, d, buf), want, text[0] ? text : "(empty)");
}

static void test_parse(void)
{
	static const char *const bad[] = {"", "-", ".", "1.", ".5", "-.5", "+1", "1e3", "1,000", " 1", "1 ", "１", "1.2.3",
					  "--1", "0x1", "1-", "NaN", "1.-2", "-1."};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		check_parse(bad[i], "FORM");
	check_parse("007", "7");
	check_parse("1.50", "1.5");
	check_parse("-0", "0");
	check_parse("-0.000", "0");
	check_parse("0.00000000000000000001", "0.00000000000000000001");
	check_parse("0.000000000000000000001", "RANGE");
	check_parse("0.0000000000000000000000000000000", "0");
	check_parse(NINES34, NINES34);
	check_parse("-" NINES34, "-" NINES34);
	check_parse("00000000000" NINES34 ".00000000000000000000000", NINES34);
	check_parse("1" "0000000000000000000000000000000000", "RANGE");
	check_parse(NINES34 ".1", "RANGE");
	check_parse("12345678901.23", "12345678901.23");
	check_parse("18446744073709551616", "18446744073709551616");
	tap_ok(dec_parse((struct sv){0}, &(struct dec){0}) == DEC_FORM, "nothing is no number");
}

static struct dec num(const char *s)
{
	struct dec d;

	if (dec_parse(sv_of(s), &d) != DEC_OK)
		printf("# %s is no operand\n", s);
	return d;
}

static void test_known(void)
{
	struct dec d;
	char buf[DEC_TEXT_MAX_B];

#define SHOW(call) shown((call), d, buf)
	tap_text(SHOW(dec_add(num("0.1"), num("0.2"), &d)), "0.3", "0.1 + 0.2");
	tap_text(SHOW(dec_add(num(NINES34), num("1"), &d)), "RANGE", "the largest and one more");
	tap_text(SHOW(dec_add(num("999999999999999999999999999999999.9"), num("0.1"), &d)),
		 "1000000000000000000000000000000000", "a carry that shortens");
	tap_text(SHOW(dec_add(num(NINES34), num("0.00000000000000000001"), &d)), "RANGE", "far apart");
	tap_text(SHOW(dec_sub(num("-" NINES34), num("1"), &d)), "RANGE", "the smallest and one less");
	tap_text(SHOW(dec_mul(num("0.5"), num("0.2"), &d)), "0.1", "0.5 * 0.2");
	tap_text(SHOW(dec_mul(num("-3"), num("0"), &d)), "0", "no negative zero");
	tap_text(SHOW(dec_mul(num("12345678901234567.5"), num("98765432109876543.2"), &d)),
		 "1219326311370217913595488489247066", "34 digits exactly");
	tap_text(SHOW(dec_mul(num(NINES34), num(NINES34), &d)), "RANGE", "68 digits");
	tap_text(SHOW(dec_mul(num("0.00000000001"), num("0.00000000001"), &d)), "RANGE", "22 decimals");
	tap_text(SHOW(dec_div(num("1"), num("3"), &d)), "0.33333333333333333333", "1 div 3");
	tap_text(SHOW(dec_div(num("2"), num("3"), &d)), "0.66666666666666666667", "2 div 3 rounds");
	tap_text(SHOW(dec_div(num("200000000000000000000"), num("3"), &d)), "66666666666666666666.66666666666667",
		 "34 digits, rounded half up");
	tap_text(SHOW(dec_div(num("-1"), num("8"), &d)), "-0.125", "-1 div 8");
	tap_text(SHOW(dec_div(num("1"), num("200000000000000000000"), &d)), "0.00000000000000000001", "exactly half goes up");
	tap_text(SHOW(dec_div(num("1"), num(NINES34), &d)), "0", "smaller than the last place");
	tap_text(SHOW(dec_div(num(NINES34), num("0.1"), &d)), "RANGE", "a quotient of 35 digits");
	tap_text(SHOW(dec_div(num("1"), num("0"), &d)), "ZERODIV", "1 div 0");
	tap_text(SHOW(dec_mod(num("1"), num("0"), &d)), "ZERODIV", "1 mod 0");
	tap_text(SHOW(dec_mod(num("-7.5"), num("2"), &d)), "-1.5", "mod has the sign of its left side");
	tap_text(SHOW(dec_mod(num("7.5"), num("-2"), &d)), "1.5", "and only of that");
	d = dec_round(num("2.345"), 2);
	tap_text(SHOW(DEC_OK), "2.35", "四舍五入");
	d = dec_round(num("-2.345"), 2);
	tap_text(SHOW(DEC_OK), "-2.35", "half away from zero");
	d = dec_round(num("99.995"), 2);
	tap_text(SHOW(DEC_OK), "100", "a carry through all digits");
	d = dec_neg(dec_abs(num("-1.5")));
	tap_text(SHOW(DEC_OK), "-1.5", "neg and abs");
	d = dec_from_int(LLONG_MIN);
	tap_text(SHOW(DEC_OK), "-9223372036854775808", "the smallest integer");
#undef SHOW
	tap_ok(dec_sign(num("-0.1")) == -1 && dec_sign(num("0")) == 0 && dec_sign(num("7")) == 1, "dec_sign");
	tap_ok(dec_cmp(num(NINES34), num("0.00000000000000000001")) > 0 && dec_cmp(num("-" NINES34), num("0.1")) < 0 &&
	       dec_cmp(num("-0.1"), num("-" NINES34)) > 0 && dec_cmp(num("1.50"), num("1.5")) == 0, "dec_cmp far apart");
}

/* Times 10^20 these multiples of 2^108 are multiples of 2^128: a comparison in
 * 128 bits that did not look first would see 0. */
static void test_far_apart(void)
{
	const struct dec small = num("0.00000000000000000001"), step = num("324518553658426726783156020576256");
	struct dec big = step, d;
	bool ordered = true, whole = true;

	for (int i = 0; i < 30; i++) {
		ordered = ordered && dec_cmp(big, small) > 0 && dec_cmp(small, big) < 0;
		whole = whole && dec_mod(small, big, &d) == DEC_OK && dec_cmp(d, small) == 0;
		dec_add(big, step, &big);
	}
	tap_ok(ordered, "order of numbers whose common scale passes 128 bits");
	tap_ok(whole, "mod by what is far larger");
}

static void test_to_int(void)
{
	long long v;

	tap_ok(dec_to_int(num("-9223372036854775808"), &v) && v == LLONG_MIN, "dec_to_int, the smallest");
	tap_ok(dec_to_int(num("9223372036854775807"), &v) && v == LLONG_MAX, "the largest");
	tap_ok(!dec_to_int(num("9223372036854775808"), &v) && v == 0, "too large");
	tap_ok(!dec_to_int(num("1.5"), &v), "not whole");
}

int main(void)
{
	test_parse();
	test_known();
	test_far_apart();
	test_to_int();
	test_properties();
	return tap_done();
}
