/*
 * A small TAP producer. Each test program includes it once and ends with
 * `return tap_done();`.
 *
 *     tap_ok(dec_cmp(a, b) == 0, "0.1 + 0.2 = 0.3");
 *     tap_text(got, "0.3", "sum");          prints both when they differ
 */
#ifndef YULU_TESTS_TAP_H
#define YULU_TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_n, tap_bad;

__attribute__((format(printf, 2, 3), unused)) static bool
tap_ok(bool ok, const char *fmt, ...)
{
	va_list ap;

	tap_n++;
	if (!ok)
		tap_bad++;
	printf("%sok %d - ", ok ? "" : "not ", tap_n);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	return ok;
}

__attribute__((unused)) static bool
tap_text(const char *got, const char *want, const char *name)
{
	bool same = got != NULL && strcmp(got, want) == 0;

	tap_ok(same, "%s", name);
	if (!same)
		printf("#   got: %s\n#  want: %s\n", got ? got : "(null)", want);
	return same;
}

__attribute__((unused)) static int
tap_done(void)
{
	printf("1..%d\n", tap_n);
	return tap_bad != 0;
}

#endif
