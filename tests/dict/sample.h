/*
 * Random texts for a pattern: one that it takes, then changed a little or not
 * at all, so that both sides of its border are met.
 */
#ifndef YULU_TESTS_DICT_SAMPLE_H
#define YULU_TESTS_DICT_SAMPLE_H

#include "kit.h"

struct sample {
	uint64_t seed;
	const char *at;		/* in the pattern */
	struct str *out;	/* NULL: the part is skipped */
};

static void sample_choice(struct sample *s, struct str *out);

static inline void
sample_class(struct sample *s, struct str *out)
{
	char set[256];
	size_t n = 0;

	for (s->at++; *s->at != ']'; s->at++) {
		char from = *s->at, to = from;

		if (from == '\\') {
			for (const char *c = " \t\n"; *c != '\0'; c++)
				set[n++] = *c;
			s->at++;
			continue;
		}
		if (s->at[1] == '-' && s->at[2] != ']') {
			to = s->at[2];
			s->at += 2;
		}
		for (char c = from; c <= to && n < sizeof set; c++)
			set[n++] = c;
	}
	s->at++;
	str_addc(out, set[kit_random(&s->seed, (uint32_t)n)]);
}

static inline void
sample_atom(struct sample *s, struct str *out)
{
	switch (*s->at) {
	case '(':
		s->at++;
		sample_choice(s, out);
		s->at++;
		break;
	case '[':
		sample_class(s, out);
		break;
	case '.':
		str_adds(out, kit_random(&s->seed, 4) == 0 ? "中" : "x");
		s->at++;
		break;
	case '\\':
		str_addc(out, s->at[1] == 's' ? ' ' : s->at[1]);
		s->at += 2;
		break;
	default:
		str_addc(out, *s->at++);
	}
}

/* {n} {n,m} ? * + behind the atom: how often? */
static inline void
sample_count(struct sample *s, uint32_t *from, uint32_t *to)
{
	char *end;

	*from = *to = 1;
	if (*s->at == '?' || *s->at == '*' || *s->at == '+') {
		*from = *s->at == '+';
		*to = *s->at == '?' ? 1 : 4;
		s->at++;
	} else if (*s->at == '{') {
		*from = *to = (uint32_t)strtoul(s->at + 1, &end, 10);
		if (*end == ',')
			*to = (uint32_t)strtoul(end + 1, &end, 10);
		s->at = end + 1;
	}
}

static inline void
sample_branch(struct sample *s, struct str *out)
{
	struct str one = {0};

	while (*s->at != '\0' && *s->at != '|' && *s->at != ')') {
		const char *begin = s->at, *after;
		uint32_t from, to, n;

		str_reset(&one);
		sample_atom(s, &one);
		sample_count(s, &from, &to);
		after = s->at;
		n = from + kit_random(&s->seed, to - from + 1);
		for (uint32_t i = 0; i < n; i++) {
			str_reset(&one);
			s->at = begin;
			sample_atom(s, &one);
			str_add(out, str_sv(&one));
		}
		s->at = after;
	}
	str_clear(&one);
}

static void
sample_choice(struct sample *s, struct str *out)
{
	struct str branch = {0}, chosen = {0};
	uint32_t n = 0;

	for (;;) {
		str_reset(&branch);
		sample_branch(s, &branch);
		if (kit_random(&s->seed, ++n) == 0) {
			str_reset(&chosen);
			str_add(&chosen, str_sv(&branch));
		}
		if (*s->at != '|')
			break;
		s->at++;
	}
	str_add(out, str_sv(&chosen));
	str_clear(&branch);
	str_clear(&chosen);
}

/* Inserts, removes, repeats, replaces. */
static inline void
sample_change(struct sample *s, struct str *text)
{
	static const char *const other[] = {" ", "\t", "\n", "0", "1", "2", "3", "9", "a", "A", "Z", "-", "+", ".", ",", "e", "=", "/",
		"\r", "１", "中", "é", "  ", "00", "\xc2\xa0", "\xe3\x80\x80", "|"};
	size_t at = kit_random(&s->seed, (uint32_t)text->len_b + 1), skip = 0;
	struct str copy = {0};
	uint32_t kind = kit_random(&s->seed, 4);

	while (at > 0 && at < text->len_b && ((unsigned char)text->s[at] & 0xc0) == 0x80)
		at--;
	if (at < text->len_b)
		for (skip = 1; at + skip < text->len_b && ((unsigned char)text->s[at + skip] & 0xc0) == 0x80; skip++)
			continue;
	str_add(&copy, (struct sv){text->s, at});
	if (kind != 0)
		str_adds(&copy, other[kit_random(&s->seed, sizeof other / sizeof *other)]);
	if (kind == 1 && text->s != NULL)
		str_add(&copy, (struct sv){text->s + at, skip});
	if (kind == 2)
		skip = 0;
	if (text->s != NULL)
		str_add(&copy, (struct sv){text->s + at + skip, text->len_b - at - skip});
	str_clear(text);
	*text = copy;
}

static inline void
sample_text(struct sample *s, const char *pattern, struct str *out)
{
	uint32_t n_change = kit_random(&s->seed, 4);

	str_reset(out);
	s->at = pattern;
	sample_choice(s, out);
	for (uint32_t i = 1; i < n_change; i++)
		sample_change(s, out);
	if (kit_random(&s->seed, 40) == 0)
		str_reset(out);
}

#endif
