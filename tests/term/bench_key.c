/*
 * bench_key PROGRAM [WORD…]: what a key costs on a pty. Types into what stands
 * there and prints the latency to the last byte, processor time and memory.
 *     YULU_BENCH_WAIT   text that stands there when the program is ready
 *     YULU_BENCH_KEYS   keys pressed before, names of view/key.h
 */
#include "tap.h"

#ifdef HAVE_VTERM

#include "term/vterm.h"

enum { KEYS = 400, QUIET_MS = 10, WAIT_MS = 10000 };

static int
by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static int64_t took[KEYS];
	const char *ready = getenv("YULU_BENCH_WAIT"), *before = getenv("YULU_BENCH_KEYS");
	int64_t cpu, start = vt_now_us();
	struct vt *vt;

	if (argc < 2)
		return 64;
	vt = vt_start(argv + 1, 80, 24, "xterm-256color");
	if (ready != NULL && !vt_wait(vt, ready, WAIT_MS)) {
		vt_print(vt);
		return 1;
	}
	printf("%s: ready after %lld us\n", argv[1], (long long)(vt->last_us - start));
	if (before != NULL)
		vt_keys(vt, before);
	vt_settle(vt, 500);
	cpu = vt_cpu_us(vt);
	for (int i = 0; i < KEYS; i++)
		took[i] = vt_latency_us(vt, i % 20 < 10 ? "a" : "\177", 1, QUIET_MS);
	cpu = vt_cpu_us(vt) - cpu;
	qsort(took, KEYS, sizeof took[0], by_time);
	printf("%s: a key p50 %lld us, p99 %lld us; processor %lld us a key; resident %ld KiB\n", argv[1], (long long)took[KEYS / 2],
	    (long long)took[KEYS * 99 / 100], (long long)cpu / KEYS, vt_resident_kb(vt));
	if (getenv("YULU_BENCH_SHOW") != NULL)
		vt_print(vt);
	kill(vt->pid, SIGTERM);
	vt_end(vt);
	return 0;
}

#else

int
main(void)
{
	puts("bench_key: libvterm is not installed");
	return 0;
}

#endif
