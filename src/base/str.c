#include "base/str.h"

#include <limits.h>
#include <stdio.h>

#include "base/mem.h"

int sv_cmp(struct sv a, struct sv b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c != 0)
		return c;
	return (a.n > b.n) - (a.n < b.n);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct sv sv_trim(struct sv s)
{
	while (s.n > 0 && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool sv_starts(struct sv s, struct sv prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool sv_find(struct sv hay, struct sv needle, size_t *at)
{
	const char *p = hay.p;

	if (needle.n > hay.n)
		return false;
	if (needle.n > 0)
		p = memmem(hay.p, hay.n, needle.p, needle.n);
	if (p == NULL && needle.n > 0)
		return false;
	if (at != NULL)
		*at = needle.n > 0 ? (size_t)(p - hay.p) : 0;
	return true;
}

bool sv_split(struct sv *rest, char sep, struct sv *part)
{
	const char *at;

	*part = (struct sv){0};
	if (rest->p == NULL)
		return false;
	at = memchr(rest->p, sep, rest->n);
	if (at == NULL) {
		*part = *rest;
		*rest = (struct sv){0};
		return true;
	}
	*part = (struct sv){rest->p, (size_t)(at - rest->p)};
	rest->n -= part->n + 1;
	rest->p = at + 1;
	return true;
}

bool sv_to_size(struct sv s, size_t *out)
{
	size_t v = 0;

	*out = 0;
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';

		if (digit > 9 || v > (SIZE_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

/* Eight bytes a step, folded by a 128-bit product. */
static uint64_t fold(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide m = (wide)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t sv_hash(struct sv s)
{
	const uint64_t k0 = 0xa0761d6478bd642fULL, k1 = 0xe7037ed1a0b428dbULL;
	uint64_t h = k0 ^ s.n, word;
	const char *p = s.p;
	size_t n = s.n;

	while (n >= 8) {
		memcpy(&word, p, 8);
		h = fold(h ^ word, k1);
		p += 8;
		n -= 8;
	}
	word = 0;
	if (n > 0)
		memcpy(&word, p, n);
	return fold(h ^ word, k0);
}

static size_t ceiling(const struct str *s)
{
	return s->max_b ? s->max_b : STR_MAX_B;
}

/* Room for n_b more and the NUL; false and `over` past the ceiling. */
static bool make_room(struct str *s, size_t n_b)
{
	size_t max = ceiling(s), want;

	if (s->over || n_b > max - s->len_b) {
		s->over = true;
		return false;
	}
	if (s->cap_b > s->len_b + n_b)
		return true;
	want = s->cap_b < 32 ? 32 : s->cap_b;
	while (want <= s->len_b + n_b)
		want *= 2;
	if (want > max + 1)
		want = max + 1;
	s->s = mem_realloc(s->s, want);
	s->cap_b = want;
	s->s[s->len_b] = '\0';
	return true;
}

void str_add(struct str *s, struct sv v)
{
	if (!make_room(s, v.n) || v.n == 0)
		return;
	memcpy(s->s + s->len_b, v.p, v.n);
	s->len_b += v.n;
	s->s[s->len_b] = '\0';
}

void str_adds(struct str *s, const char *z)
{
	str_add(s, sv_of(z));
}

void str_addc(struct str *s, char c)
{
	if (!make_room(s, 1))
		return;
	s->s[s->len_b++] = c;
	s->s[s->len_b] = '\0';
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
}

void str_vaddf(struct str *s, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n < 0 || !make_room(s, (size_t)n)) {
		s->over = true;
	} else {
		vsnprintf(s->s + s->len_b, (size_t)n + 1, fmt, again);
		s->len_b += (size_t)n;
	}
	va_end(again);
}

char *str_room(struct str *s, size_t n_b)
{
	return make_room(s, n_b) ? s->s + s->len_b : NULL;
}

void str_wrote(struct str *s, size_t n_b)
{
	s->len_b += n_b;
	s->s[s->len_b] = '\0';
}

const char *str_z(const struct str *s)
{
	return s->s ? s->s : "";
}

struct sv str_sv(const struct str *s)
{
	return (struct sv){str_z(s), s->len_b};
}

void str_reset(struct str *s)
{
	s->len_b = 0;
	s->over = false;
	if (s->s != NULL)
		s->s[0] = '\0';
}

char *str_take(struct str *s)
{
	char *p = s->s ? s->s : mem_strdup("");

	*s = STR_INIT(s->max_b);
	return p;
}

void str_clear(struct str *s)
{
	mem_free(s->s);
	*s = STR_INIT(s->max_b);
}
