/*
 * Text: struct sv borrows bytes, struct str owns and grows up to a ceiling.
 *
 * A struct str always has a NUL after its bytes. Once an addition would pass
 * max_b nothing more is added and `over` is set: the caller looks at it once
 * at the end and says "too big".
 */
#ifndef YULU_BASE_STR_H
#define YULU_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct sv {
	const char *p;		/* not NUL-terminated; may be NULL when n is 0 */
	size_t n;		/* bytes */
};

#define SV(lit) ((struct sv){(lit), sizeof(lit) - 1})

static inline struct sv sv_of(const char *s) { return (struct sv){s, s ? strlen(s) : 0}; }
static inline bool sv_eq(struct sv a, struct sv b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool sv_is(struct sv a, const char *z) { return sv_eq(a, sv_of(z)); }
int sv_cmp(struct sv a, struct sv b);			/* by code point (= by byte) */
struct sv sv_trim(struct sv s);				/* XML white space: blank, tab, CR, LF */
bool sv_starts(struct sv s, struct sv prefix);
bool sv_find(struct sv hay, struct sv needle, size_t *at);	/* at may be NULL */
/* Takes the part before sep off *rest; false when *rest was used up (its p is
 * NULL then). "a,,b" gives a, "", b; "a," gives a, ""; "" gives one "". */
bool sv_split(struct sv *rest, char sep, struct sv *part);
/* Decimal digits only, no sign; false when empty, other characters or too large. */
bool sv_to_size(struct sv s, size_t *out);
uint64_t sv_hash(struct sv s);				/* FNV-1a or better; stable within a process */

struct str {
	char *s;		/* NULL until the first addition */
	size_t len_b, cap_b;
	size_t max_b;		/* ceiling; 0 means STR_MAX_B */
	bool over;
};

enum { STR_MAX_B = 256 << 20 };

#define STR_INIT(ceiling) ((struct str){.max_b = (ceiling)})

void str_add(struct str *s, struct sv v);
void str_adds(struct str *s, const char *z);
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *s, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* room for n more bytes without a check at each addition; NULL when over the ceiling.
 * Write into it, then str_wrote(n). */
char *str_room(struct str *s, size_t n_b);
void str_wrote(struct str *s, size_t n_b);
const char *str_z(const struct str *s);			/* never NULL */
struct sv str_sv(const struct str *s);
void str_reset(struct str *s);				/* keeps the memory */
char *str_take(struct str *s) __attribute__((warn_unused_result));	/* yours; never NULL */
void str_clear(struct str *s);				/* frees */

#endif
