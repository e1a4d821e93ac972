/*
 * Exact decimals: at most 34 significant digits, scale 0 to 20.
 *
 * value = coef / 10^scale. A struct dec is always normalised: no trailing
 * zeros in the fraction, zero is {0, 0}, |coef| < 10^34. 0.1 + 0.2 = 0.3,
 * 1.50 = 1.5, -0 is 0. Nothing wraps and nothing passes through a double.
 * Source: expressions.md section 4 of the design, kept in doc/architecture.md.
 */
#ifndef YULU_BASE_DEC_H
#define YULU_BASE_DEC_H

#include <stdbool.h>

#include "base/str.h"

__extension__ typedef __int128 dec_coef;

struct dec {
	dec_coef coef;
	int scale;		/* 0..20 */
};

enum dec_rc {
	DEC_OK = 0,
	DEC_RANGE,		/* more than 34 digits or a scale above 20 where exactness is owed */
	DEC_ZERODIV,
	DEC_FORM,		/* not a number as written on the wire */
};

enum { DEC_TEXT_MAX_B = 64 };	/* room for any dec_format() with its NUL */

/* Wire form: [-] digits [ . digits ], at least one digit on both sides of a
 * point; no plus, exponent, grouping, blanks. Leading zeros are allowed. */
enum dec_rc dec_parse(struct sv s, struct dec *out);
struct dec dec_from_int(long long v);
/* Without exponent, plus, superfluous zeros. Returns the length in bytes. */
size_t dec_format(struct dec d, char buf[DEC_TEXT_MAX_B]);

enum dec_rc dec_add(struct dec a, struct dec b, struct dec *out);
enum dec_rc dec_sub(struct dec a, struct dec b, struct dec *out);
enum dec_rc dec_mul(struct dec a, struct dec b, struct dec *out);
/* Exact if it fits, else 34 digits rounded half up (away from zero). */
enum dec_rc dec_div(struct dec a, struct dec b, struct dec *out);
enum dec_rc dec_mod(struct dec a, struct dec b, struct dec *out);	/* sign of a */
struct dec dec_neg(struct dec a);
struct dec dec_abs(struct dec a);
int dec_cmp(struct dec a, struct dec b);		/* <0 0 >0; exact for any two */
int dec_sign(struct dec a);
struct dec dec_round(struct dec a, int places);		/* 四舍五入: half away from zero; places 0..20 */
struct dec dec_floor(struct dec a);
struct dec dec_ceiling(struct dec a);
bool dec_to_int(struct dec a, long long *out);		/* false when not whole or too large */

#endif
