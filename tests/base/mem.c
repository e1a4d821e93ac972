/*
 * What happens without memory is tried in a child: a request that no machine
 * can meet, and the child must end as its handler says.
 */
#include "base/mem.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "tap.h"

/* The sanitizer would otherwise end the process itself. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static volatile size_t huge = SIZE_MAX / 4;

static void leave(void)
{
	_exit(70);
}

static void want_alloc(void) { mem_free(mem_alloc(huge)); }
static void want_zalloc(void) { mem_free(mem_zalloc(huge, 1)); }
static void want_overflow(void) { mem_free(mem_zalloc(huge, 8)); }
static void want_realloc(void) { mem_free(mem_realloc(mem_alloc(1), huge)); }
static void want_grow(void)
{
	size_t cap = (size_t)1 << 60;	/* 2^61 elements of 8 bytes wrap to none */

	mem_free(mem_grow(NULL, &cap, 8));
}
static void want_arena(void)
{
	struct arena a = {0};

	memset(arena_alloc(&a, huge), 0, 1);
}
static void want_arena_overflow(void)
{
	struct arena a = {0};

	memset(arena_dup(&a, "", huge * 4 + 3), 0, 1);
}
static void want_exhausted(void) { mem_exhausted(); }

/* The exit status of a child that does this, 1000 + signal if one ended it. */
static int in_child(void (*what)(void), void (*handler)(void))
{
	struct rlimit no_core = {0, 0};
	pid_t pid = fork();
	int status, null;

	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		null = open("/dev/null", O_WRONLY);
		dup2(null, STDERR_FILENO);
		mem_on_exhausted(handler);
		what();
		_exit(1);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void test_exhausted(void)
{
	tap_ok(in_child(want_alloc, leave) == 70, "mem_alloc calls the handler");
	tap_ok(in_child(want_zalloc, leave) == 70, "mem_zalloc calls the handler");
	tap_ok(in_child(want_overflow, leave) == 70, "a product that overflows calls the handler");
	tap_ok(in_child(want_realloc, leave) == 70, "mem_realloc calls the handler");
	tap_ok(in_child(want_grow, leave) == 70, "mem_grow calls the handler");
	tap_ok(in_child(want_arena, leave) == 70, "arena_alloc calls the handler");
	tap_ok(in_child(want_arena_overflow, leave) == 70, "arena_dup calls the handler");
	tap_ok(in_child(want_exhausted, leave) == 70, "mem_exhausted calls the handler");
	tap_ok(in_child(want_alloc, NULL) == 1000 + SIGABRT, "without a handler the process aborts");
}

static void test_plain(void)
{
	int *v = NULL;
	size_t cap = 0, seen = 0;
	char *s = mem_strndup("abcdef", 3);
	unsigned char *z = mem_zalloc(3, 5);

	tap_text(s, "abc", "mem_strndup cuts");
	mem_free(s);
	s = mem_strdup("报关");
	tap_text(s, "报关", "mem_strdup");
	mem_free(s);
	for (int i = 0; i < 15; i++)
		seen += z[i];
	tap_ok(seen == 0, "mem_zalloc clears");
	mem_free(z);
	for (int i = 0; i < 1000; i++) {
		if ((size_t)i == cap)
			v = mem_grow(v, &cap, sizeof *v);
		v[i] = i;
	}
	tap_ok(cap >= 1000 && cap < 4000 && v[999] == 999 && v[0] == 0, "mem_grow doubles and keeps");
	mem_free(v);
	mem_free(NULL);
	v = mem_alloc(0);
	tap_ok(v != NULL, "nothing wanted is still a pointer");
	mem_free(v);
}

static void test_arena(void)
{
	struct arena a = {0};
	struct arena_chunk *first;
	char *big, *s = arena_dup(&a, "示例", 6);
	bool aligned = true;

	first = a.first;
	tap_text(s, "示例", "arena_dup adds a NUL");
	for (size_t i = 0; i < 2000; i++) {
		char *p = arena_alloc(&a, i % 100);

		memset(p, 'x', i % 100);
		aligned = aligned && (uintptr_t)p % 16 == 0;
	}
	tap_ok(aligned, "every piece is 16-aligned");
	tap_text(s, "示例", "earlier pieces stay");
	big = arena_alloc(&a, 3 << 20);
	memset(big, 'y', 3 << 20);
	tap_ok(a.used_b >= 3 << 20, "used_b counts");
	arena_reset(&a);
	tap_ok(a.used_b == 0 && a.first == first, "arena_reset keeps the chunks");
	s = arena_alloc(&a, 2 << 20);
	memset(s, 'z', 2 << 20);
	tap_ok(s == big, "and hands them out again");
	s = arena_dup(&a, NULL, 0);
	tap_text(s, "", "nothing can be kept too");
	arena_free(&a);
	tap_ok(a.first == NULL && a.used_b == 0, "arena_free");
}

int main(void)
{
	test_plain();
	test_arena();
	test_exhausted();
	return tap_done();
}
