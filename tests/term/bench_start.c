/*
 * bench_start ROUNDS TEXT PROGRAM [WORD…] -- TEXT PROGRAM [WORD…]
 *
 * From starting a program to its complete first screen, on a pty of 80 columns
 * and 24 rows: the last byte that came before it was silent, with TEXT on the
 * screen. The two take turns; a line with the median of each, in microseconds.
 */
#include "tap.h"

#ifdef HAVE_VTERM

#include "term/vterm.h"

enum { MAX_ROUNDS = 199, WAIT_MS = 20000, SILENT_MS = 60 };

static int
by_time(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* -1: TEXT never came. */
static int64_t
start(char *const *word)
{
	const int64_t from = vt_now_us();
	struct vt *vt = vt_start(word + 1, 80, 24, "xterm-256color");
	int64_t took = -1;

	if (vt == NULL)
		return -1;
	if (vt_wait(vt, word[0], WAIT_MS)) {
		vt_settle(vt, SILENT_MS);
		took = vt->last_us - from;
	} else {
		vt_print(vt);
	}
	kill(vt->pid, SIGKILL);
	vt_end(vt);
	return took;
}

int
main(int argc, char **argv)
{
	const int n_round = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0;
	int64_t took[2][MAX_ROUNDS];
	char **word[2] = {argv + 2, argv + 2};

	while (word[1] < argv + argc && strcmp(*word[1], "--") != 0)
		word[1]++;
	if (n_round < 1 || n_round > MAX_ROUNDS || word[1] + 2 >= argv + argc)
		return 64;
	*word[1]++ = NULL;
	for (int i = 0; i < n_round; i++)
		for (int k = 0; k < 2; k++)
			if ((took[k][i] = start(word[k])) < 0)
				return 1;
	for (int k = 0; k < 2; k++)
		qsort(took[k], (size_t)n_round, sizeof took[k][0], by_time);
	printf("%lld %lld\n", (long long)took[0][n_round / 2], (long long)took[1][n_round / 2]);
	return 0;
}

#else

int
main(void)
{
	fputs("bench_start: built without libvterm\n", stderr);
	return 77;
}

#endif
