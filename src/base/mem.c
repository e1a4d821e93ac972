#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*exhausted_handler)(void);

void mem_on_exhausted(void (*handler)(void))
{
	exhausted_handler = handler;
}

_Noreturn void mem_exhausted(void)
{
	if (exhausted_handler != NULL)
		exhausted_handler();
	abort();
}

void *mem_alloc(size_t n_b)
{
	void *p = malloc(n_b ? n_b : 1);

	if (p == NULL)
		mem_exhausted();
	return p;
}

void *mem_zalloc(size_t count, size_t size_b)
{
	void *p = calloc(count ? count : 1, size_b ? size_b : 1);

	if (p == NULL)
		mem_exhausted();
	return p;
}

void *mem_realloc(void *p, size_t n_b)
{
	void *q = realloc(p, n_b ? n_b : 1);

	if (q == NULL)
		mem_exhausted();
	return q;
}

char *mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

char *mem_strndup(const char *s, size_t n_b)
{
	size_t n = strnlen(s, n_b);
	char *p = mem_alloc(n + 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

void mem_free(void *p)
{
	free(p);
}

void *mem_grow(void *p, size_t *cap, size_t size_b)
{
	size_t want = *cap < 8 ? 8 : *cap * 2;

	if (want < *cap || want > SIZE_MAX / size_b)
		mem_exhausted();
	p = mem_realloc(p, want * size_b);
	*cap = want;
	return p;
}

struct arena_chunk {
	struct arena_chunk *next;
	size_t cap_b, used_b;
	alignas(16) char data[];
};

enum { ARENA_CHUNK_FIRST_B = 512, ARENA_CHUNK_MOST_B = 1 << 20 };

static struct arena_chunk *chunk_new(const struct arena_chunk *last, size_t n_b)
{
	size_t cap = last ? last->cap_b * 2 : ARENA_CHUNK_FIRST_B;
	struct arena_chunk *c;

	if (cap > ARENA_CHUNK_MOST_B)
		cap = ARENA_CHUNK_MOST_B;
	if (cap < n_b)
		cap = n_b;
	if (cap > SIZE_MAX - sizeof *c)
		mem_exhausted();
	c = mem_alloc(sizeof *c + cap);
	c->next = NULL;
	c->cap_b = cap;
	c->used_b = 0;
	return c;
}

/* Makes a->now a chunk with room for n_b: chunks kept by arena_reset() first,
 * then a new one at the end of the chain. */
static void next_chunk(struct arena *a, size_t n_b)
{
	struct arena_chunk **link = a->now ? &a->now->next : &a->first;
	struct arena_chunk *last = a->now;

	while (*link != NULL && (*link)->cap_b < n_b) {
		last = *link;
		last->used_b = 0;
		link = &last->next;
	}
	if (*link == NULL)
		*link = chunk_new(last, n_b);
	a->now = *link;
	a->now->used_b = 0;
}

void *arena_alloc(struct arena *a, size_t n_b)
{
	size_t need;
	void *p;

	if (n_b > SIZE_MAX - 16)
		mem_exhausted();
	need = ((n_b ? n_b : 1) + 15) & ~(size_t)15;
	if (a->now == NULL || a->now->cap_b - a->now->used_b < need)
		next_chunk(a, need);
	p = a->now->data + a->now->used_b;
	a->now->used_b += need;
	a->used_b += need;
	return p;
}

char *arena_dup(struct arena *a, const char *s, size_t n_b)
{
	char *p;

	if (n_b == SIZE_MAX)
		mem_exhausted();
	p = arena_alloc(a, n_b + 1);
	if (n_b > 0)
		memcpy(p, s, n_b);
	p[n_b] = '\0';
	return p;
}

void arena_reset(struct arena *a)
{
	a->now = NULL;
	a->used_b = 0;
}

void arena_free(struct arena *a)
{
	struct arena_chunk *c = a->first;

	while (c != NULL) {
		struct arena_chunk *next = c->next;

		mem_free(c);
		c = next;
	}
	*a = (struct arena){0};
}
