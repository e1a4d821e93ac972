/*
 * Memory. mem_* never return NULL: when memory runs out the handler set with
 * mem_on_exhausted() is called (main restores the terminal, prints one line,
 * exits 70; every edit is already committed). Sizes that come from input are
 * capped by the caller before they get here.
 *
 * An arena hands out memory that is freed all at once.
 *     struct arena a = {0};
 *     p = arena_dup(&a, "x", 1);  arena_reset(&a) keeps the chunks;  arena_free(&a)
 */
#ifndef YULU_BASE_MEM_H
#define YULU_BASE_MEM_H

#include <stddef.h>

void mem_on_exhausted(void (*handler)(void));
/* For libraries with an allocator of their own that say "no memory". */
_Noreturn void mem_exhausted(void);

void *mem_alloc(size_t n_b) __attribute__((malloc, warn_unused_result));
void *mem_zalloc(size_t count, size_t size_b) __attribute__((malloc, warn_unused_result));
void *mem_realloc(void *p, size_t n_b) __attribute__((warn_unused_result));
char *mem_strdup(const char *s) __attribute__((malloc, warn_unused_result));
char *mem_strndup(const char *s, size_t n_b) __attribute__((malloc, warn_unused_result));
void mem_free(void *p);		/* takes NULL */

/* Grows an array: makes room for one more element and at least doubles.
 *     if (n == cap) v = mem_grow(v, &cap, sizeof *v);                      */
void *mem_grow(void *p, size_t *cap, size_t size_b) __attribute__((warn_unused_result));

struct arena {
	struct arena_chunk *first, *now;
	size_t used_b;		/* handed out since the last reset */
};

void *arena_alloc(struct arena *a, size_t n_b) __attribute__((warn_unused_result)); /* 16-aligned */
char *arena_dup(struct arena *a, const char *s, size_t n_b) __attribute__((warn_unused_result)); /* adds a NUL */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
