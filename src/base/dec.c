#include "base/dec.h"

#include <limits.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 wide;

enum { DIGITS = 34, SCALE_MAX = 20, WIDE_DIGITS = 38, LIMB_DIGITS = 17 };

static const uint64_t pow10_small[] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
	100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
	10000000000000000, 100000000000000000, 1000000000000000000, 10000000000000000000u,
};

#define LIMB (pow10_small[LIMB_DIGITS])

/* 10^n for 0 <= n <= 38 */
static wide pow10_of(int n)
{
	return n < 20 ? pow10_small[n] : (wide)pow10_small[19] * pow10_small[n - 19];
}

static int digits_of(wide v)
{
	int n = 0;

	if (v >= pow10_of(19)) {
		n = 19;
		v /= pow10_small[19];
	}
	while (n < WIDE_DIGITS && v != 0) {
		v /= 10;
		n++;
	}
	return n;
}

static wide magnitude(dec_coef c)
{
	return c < 0 ? -(wide)c : (wide)c;
}

/* Strips zeros from the end of the fraction; the one place where a result is
 * judged to fit. */
static enum dec_rc settle(bool negative, wide m, int scale, struct dec *out)
{
	*out = (struct dec){0};
	if (m == 0)
		return DEC_OK;
	while (scale > 0 && m > UINT64_MAX && m % 10 == 0) {
		m /= 10;
		scale--;
	}
	if (m <= UINT64_MAX) {
		uint64_t small = (uint64_t)m;

		for (; scale > 0 && small % 10 == 0; scale--)
			small /= 10;
		m = small;
	}
	if (scale > SCALE_MAX || m >= pow10_of(DIGITS))
		return DEC_RANGE;
	out->coef = negative ? -(dec_coef)m : (dec_coef)m;
	out->scale = scale;
	return DEC_OK;
}

/* [-] digits [ . digits ]: cuts s into its parts. */
static bool split_wire(struct sv s, bool *negative, struct sv *whole, struct sv *part)
{
	size_t i = 0, dot = SIZE_MAX;

	*negative = s.n > 0 && s.p[0] == '-';
	if (*negative) {
		s.p++;
		s.n--;
	}
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && dot == SIZE_MAX)
			dot = i;
		else if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	if (s.n == 0 || dot == 0 || dot == s.n - 1)
		return false;
	*whole = (struct sv){s.p, dot == SIZE_MAX ? s.n : dot};
	*part = dot == SIZE_MAX ? (struct sv){0} : (struct sv){s.p + dot + 1, s.n - dot - 1};
	return true;
}

static uint64_t read_digits(struct sv s, uint64_t v)
{
	for (size_t i = 0; i < s.n; i++)
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	return v;
}

enum dec_rc dec_parse(struct sv s, struct dec *out)
{
	bool negative;
	struct sv whole, part;
	wide m = 0;

	*out = (struct dec){0};
	if (!split_wire(s, &negative, &whole, &part))
		return DEC_FORM;
	while (whole.n > 0 && whole.p[0] == '0') {
		whole.p++;
		whole.n--;
	}
	while (part.n > 0 && part.p[part.n - 1] == '0')
		part.n--;
	if (part.n > SCALE_MAX || whole.n + part.n > DIGITS + SCALE_MAX)
		return DEC_RANGE;
	if (whole.n + part.n <= 19) {
		m = read_digits(part, read_digits(whole, 0));
	} else {
		struct sv piece[2] = {whole, part};

		for (int k = 0; k < 2; k++)
			for (size_t i = 0; i < piece[k].n; i++) {
				m = m * 10 + (unsigned)(piece[k].p[i] - '0');
				if (m >= pow10_of(DIGITS))
					return DEC_RANGE;
			}
	}
	return settle(negative, m, (int)part.n, out);
}

struct dec dec_from_int(long long v)
{
	return (struct dec){v, 0};
}

/* Digits of v from the right into the end of buf; returns where they begin. */
static char *write_digits(char *end, wide v)
{
	while (v > UINT64_MAX) {
		uint64_t low = (uint64_t)(v % LIMB);

		v /= LIMB;
		for (int i = 0; i < LIMB_DIGITS; i++) {
			*--end = (char)('0' + low % 10);
			low /= 10;
		}
	}
	for (uint64_t small = (uint64_t)v; small != 0; small /= 10)
		*--end = (char)('0' + small % 10);
	return end;
}

size_t dec_format(struct dec d, char buf[DEC_TEXT_MAX_B])
{
	char digits[DEC_TEXT_MAX_B], *end = digits + sizeof digits, *at;
	size_t n, point, len = 0;

	at = write_digits(end, magnitude(d.coef));
	while (end - at <= d.scale)
		*--at = '0';
	n = (size_t)(end - at);
	point = n - (size_t)d.scale;
	if (d.coef < 0)
		buf[len++] = '-';
	memcpy(buf + len, at, point);
	len += point;
	if (d.scale > 0) {
		buf[len++] = '.';
		memcpy(buf + len, at + point, n - point);
		len += n - point;
	}
	buf[len] = '\0';
	return len;
}

enum dec_rc dec_add(struct dec a, struct dec b, struct dec *out)
{
	dec_coef sum;
	int up;

	if (a.scale > b.scale) {
		struct dec t = a;

		a = b;
		b = t;
	}
	/* b has the longer fraction, whose last digit is not 0: the sum cannot
	 * be shortened, so an a that outgrows all room makes it too long. */
	up = b.scale - a.scale;
	*out = (struct dec){0};
	if (magnitude(a.coef) > 2 * pow10_of(DIGITS) / pow10_of(up))
		return DEC_RANGE;
	sum = a.coef * (dec_coef)pow10_of(up) + b.coef;
	return settle(sum < 0, magnitude(sum), b.scale, out);
}

enum dec_rc dec_sub(struct dec a, struct dec b, struct dec *out)
{
	return dec_add(a, dec_neg(b), out);
}

/* A product of up to 68 digits as four limbs of base 10^17, lowest first. */
static void multiply_limbs(wide x, wide y, uint64_t limb[4])
{
	wide x0 = x % LIMB, x1 = x / LIMB, y0 = y % LIMB, y1 = y / LIMB;
	wide low = x0 * y0, mid = x0 * y1 + x1 * y0, high = x1 * y1;

	limb[0] = (uint64_t)(low % LIMB);
	mid += low / LIMB;
	limb[1] = (uint64_t)(mid % LIMB);
	high += mid / LIMB;
	limb[2] = (uint64_t)(high % LIMB);
	limb[3] = (uint64_t)(high / LIMB);
}

static void shift_out_zero(uint64_t limb[4])
{
	uint64_t carry = 0;

	for (int i = 3; i >= 0; i--) {
		uint64_t v = limb[i] + carry * LIMB;

		limb[i] = v / 10;
		carry = v % 10;
	}
}

enum dec_rc dec_mul(struct dec a, struct dec b, struct dec *out)
{
	wide x = magnitude(a.coef), y = magnitude(b.coef);
	bool negative = (a.coef < 0) != (b.coef < 0);
	int scale = a.scale + b.scale;
	uint64_t limb[4];

	if (x <= UINT64_MAX && y <= UINT64_MAX)
		return settle(negative, x * y, scale, out);
	multiply_limbs(x, y, limb);
	while ((limb[2] | limb[3]) != 0 && scale > 0 && limb[0] % 10 == 0) {
		shift_out_zero(limb);
		scale--;
	}
	*out = (struct dec){0};
	if ((limb[2] | limb[3]) != 0)
		return DEC_RANGE;
	return settle(negative, (wide)limb[1] * LIMB + limb[0], scale, out);
}

enum dec_rc dec_div(struct dec a, struct dec b, struct dec *out)
{
	wide x = magnitude(a.coef), y = magnitude(b.coef), q, r;
	int places = a.scale - b.scale, spare = WIDE_DIGITS - digits_of(y);

	*out = (struct dec){0};
	if (y == 0)
		return DEC_ZERODIV;
	q = x / y;
	r = x % y;
	/* Long division. q always counts units of 10^-places; a step takes as
	 * many digits as stay inside 128 bits. */
	while (places < SCALE_MAX && (r != 0 || places < 0)) {
		int step = SCALE_MAX - places < spare ? SCALE_MAX - places : spare;
		int room = DIGITS - digits_of(q);

		if (room == 0)
			break;
		if (step > room)
			step = room;
		r *= pow10_of(step);
		q = q * pow10_of(step) + r / y;
		r %= y;
		places += step;
	}
	if (places < 0)
		return DEC_RANGE;
	if (r >= y - r)
		q++;
	return settle((a.coef < 0) != (b.coef < 0), q, places, out);
}

enum dec_rc dec_mod(struct dec a, struct dec b, struct dec *out)
{
	wide x = magnitude(a.coef), y = magnitude(b.coef), r;
	int up = b.scale - a.scale;

	*out = (struct dec){0};
	if (y == 0)
		return DEC_ZERODIV;
	if (up >= 0) {
		int spare = WIDE_DIGITS - digits_of(y);

		r = x % y;
		while (up > 0 && r != 0) {
			int step = up < spare ? up : spare;

			r = r * pow10_of(step) % y;
			up -= step;
		}
		return settle(a.coef < 0, r, b.scale, out);
	}
	if (y > x / pow10_of(-up)) {
		*out = a;
		return DEC_OK;
	}
	return settle(a.coef < 0, x % (y * pow10_of(-up)), a.scale, out);
}

struct dec dec_neg(struct dec a)
{
	a.coef = -a.coef;
	return a;
}

struct dec dec_abs(struct dec a)
{
	return a.coef < 0 ? dec_neg(a) : a;
}

int dec_sign(struct dec a)
{
	return (a.coef > 0) - (a.coef < 0);
}

/* |a| against |b| */
static int compare_magnitudes(struct dec a, struct dec b)
{
	wide x = magnitude(a.coef), y = magnitude(b.coef);

	if (a.scale > b.scale)
		return -compare_magnitudes(b, a);
	if (a.scale < b.scale) {
		wide up = pow10_of(b.scale - a.scale);

		if (x > pow10_of(DIGITS) / up)
			return 1;
		x *= up;
	}
	return (x > y) - (x < y);
}

int dec_cmp(struct dec a, struct dec b)
{
	int sa = dec_sign(a), sb = dec_sign(b);

	if (sa != sb)
		return sa < sb ? -1 : 1;
	return sa < 0 ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

enum rounding { ROUND_HALF, ROUND_DOWN, ROUND_UP };

/* Cuts the fraction to places digits; the sign is left alone. */
static struct dec shorten(struct dec a, int places, enum rounding how)
{
	wide unit, m = magnitude(a.coef), r;
	struct dec out;

	if (a.scale <= places)
		return a;
	unit = pow10_of(a.scale - places);
	r = m % unit;
	m /= unit;
	if ((how == ROUND_HALF && r >= unit - r) || (how == ROUND_UP && r != 0))
		m++;
	/* at least one digit went, so what is left fits */
	settle(a.coef < 0, m, places, &out);
	return out;
}

struct dec dec_round(struct dec a, int places)
{
	return shorten(a, places < 0 ? 0 : places, ROUND_HALF);
}

struct dec dec_floor(struct dec a)
{
	return shorten(a, 0, a.coef < 0 ? ROUND_UP : ROUND_DOWN);
}

struct dec dec_ceiling(struct dec a)
{
	return shorten(a, 0, a.coef < 0 ? ROUND_DOWN : ROUND_UP);
}

bool dec_to_int(struct dec a, long long *out)
{
	*out = 0;
	if (a.scale != 0 || a.coef > LLONG_MAX || a.coef < LLONG_MIN)
		return false;
	*out = (long long)a.coef;
	return true;
}
