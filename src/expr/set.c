/* Sets of texts and the parts of a text between separators. */
#include "expr/node.h"

#include "base/text.h"

/* First and last eight bytes and the length: short codes are read whole, and
 * members are compared in full anyway. */
uint64_t expr_set_hash(struct sv s)
{
	uint64_t a = 0, b = 0;

	if (s.n >= 8) {
		memcpy(&a, s.p, 8);
		memcpy(&b, s.p + s.n - 8, 8);
		if (s.n > 16)
			a ^= sv_hash(s);
	} else {
		for (size_t i = 0; i < s.n; i++)
			a = a << 8 | (unsigned char)s.p[i];
	}
	a = (a ^ s.n) * 0x9E3779B97F4A7C15u;
	a = (a ^ a >> 32 ^ b) * 0xD6E8FEB86659FD93u;
	return a ^ a >> 29;
}

const struct node_set *expr_set_make(struct arena *arena, struct node *const *literal, size_t n)
{
	struct node_set *s = arena_alloc(arena, sizeof *s);
	size_t size = 4;

	while (size < n * 2)
		size *= 2;
	s->mask = size - 1;
	s->place = arena_alloc(arena, size * sizeof *s->place);
	memset(s->place, 0, size * sizeof *s->place);
	for (size_t i = 0; i < n; i++) {
		size_t at = expr_set_hash(literal[i]->u.text) & s->mask;

		while (s->place[at] != NULL)
			at = (at + 1) & s->mask;
		s->place[at] = &literal[i]->u.text;
	}
	return s;
}

bool expr_set_has(const struct node_set *s, struct sv v)
{
	for (size_t at = expr_set_hash(v) & s->mask; s->place[at] != NULL; at = (at + 1) & s->mask)
		if (sv_eq(*s->place[at], v))
			return true;
	return false;
}

bool expr_tokens_next(struct tokens *t, struct sv *part)
{
	const char *found;
	uint32_t cp;

	if (!t->more)
		return false;
	if (t->sep.n == 0) {
		*part = (struct sv){t->rest.p, text_decode(t->rest.p, t->rest.n, &cp)};
		t->rest = (struct sv){t->rest.p + part->n, t->rest.n - part->n};
		t->more = t->rest.n != 0;
		return true;
	}
	found = t->rest.n == 0 ? NULL : t->sep.n == 1 ? memchr(t->rest.p, t->sep.p[0], t->rest.n)
	    : memmem(t->rest.p, t->rest.n, t->sep.p, t->sep.n);
	t->more = found != NULL;
	if (!t->more) {
		*part = t->rest;
		return true;
	}
	*part = (struct sv){t->rest.p, (size_t)(found - t->rest.p)};
	t->rest = (struct sv){t->rest.p + part->n + t->sep.n, t->rest.n - part->n - t->sep.n};
	return true;
}
