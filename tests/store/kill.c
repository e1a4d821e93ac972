/*
 * A process that dies while it edits.
 *
 * It goes through a script (edits, rows, undo, redo), keeps unfinished text
 * before each step, writes to a pipe what was acknowledged, and is killed at a
 * random moment. What the pipe holds must stand in the store, at most one step
 * more, and the store must be whole.
 */
#include "store/kit.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
enum { CYCLES = 250 };
#else
enum { CYCLES = 1000 };
#endif
enum { CYCLES_A_DRAFT = 8, MAX_UNDO = 64 };

/* ---- the script ------------------------------------------------------------------- */

enum step { EDIT, ROW, UNDO, REDO };

/* What is done to a draft at seq. */
static enum step step_at(int64_t seq)
{
	static const enum step script[] = {EDIT, ROW, EDIT, UNDO, EDIT, UNDO, REDO, EDIT, ROW, UNDO};

	return script[seq % 10];
}

/* What cell n of row 1 holds at seq, and the rows that were made. */
struct model {
	int64_t n;
	uint32_t next_row;
	int64_t was[MAX_UNDO];
	int at, top;
};

static struct model model_at(int64_t seq)
{
	struct model m = {.next_row = 3};

	for (int64_t i = 0; i < seq; i++) {
		switch (step_at(i)) {
		case EDIT:
		case ROW:
			m.next_row += step_at(i) == ROW;
			if (m.at == MAX_UNDO - 1)
				memmove(m.was, m.was + 1, (size_t)m.at-- * sizeof *m.was);
			m.was[++m.at] = i + 1;
			m.top = m.at;
			break;
		case UNDO: m.at--; break;
		case REDO: m.at++; break;
		}
	}
	m.n = m.was[m.at];
	return m;
}

static enum rc do_step(struct store *s, int64_t id, int64_t seq, const struct model *m)
{
	char was[24], is[24];
	struct store_change c[2] = {{.row = 1, .path = SV("n")},
				    {.row = m->next_row, .now = {.given = true, .parent = 2, .tbl = SV("Limit"), .ord = seq, .text = SV("a\t\t1\n")}}};
	struct store_edit e = {.draft = id, .seq = seq, .operator = SV("示例"), .change = c, .n_change = step_at(seq) == ROW ? 2 : 1};
	int64_t next;

	snprintf(was, sizeof was, "%lld", (long long)m->n);
	snprintf(is, sizeof is, "%lld", (long long)seq + 1);
	if (m->n > 0)
		c[0].old = kit_cell(was);
	c[0].now = kit_cell(is);
	switch (step_at(seq)) {
	case UNDO: return store_undo(s, &e, &next, NULL);
	case REDO: return store_redo(s, &e, &next, NULL);
	default: return store_edit(s, &e, &next, NULL);
	}
}

/* ---- one life ----------------------------------------------------------------------- */

static int64_t seq_of(struct store *s, int64_t id)
{
	struct arena arena = {0};
	struct store_draft d;

	store_draft_get(s, id, &arena, &d, NULL);
	arena_free(&arena);
	return d.seq;
}

/* Acknowledges 2 * seq when the unfinished text at seq is kept, 2 * seq + 1 when the step is done. */
static void live(const char *home, int64_t id, int fd)
{
	struct store *s = kit_open(home);
	char text[24];
	size_t n;

	for (int64_t seq = seq_of(s, id);; seq++) {
		struct model m = model_at(seq);

		snprintf(text, sizeof text, "p%lld", (long long)seq);
		if (store_pending_put(s, &(struct store_pending){.draft = id, .operator = SV("示例"), .row = 1, .path = SV("n"), .text = sv_of(text)}, NULL) !=
		    RC_OK || write(fd, &(int64_t){2 * seq}, 8) != 8)
			_exit(1);
		if (do_step(s, id, seq, &m) != RC_OK || write(fd, &(int64_t){2 * seq + 1}, 8) != 8)
			_exit(2);
		if (seq % 7 == 6 && (store_find_update(s, 1, &n, NULL) != RC_OK || store_checkpoint(s, NULL) != RC_OK))
			_exit(3);
	}
}

/* Of what was acknowledged last: is it there? */
static bool pending_stands(struct store *s, int64_t id, int64_t acked, int64_t seq)
{
	struct arena arena = {0};
	struct store_pending p;
	char want[24];
	bool stands = true;

	snprintf(want, sizeof want, "p%lld", (long long)seq);
	if (acked == 2 * seq)
		stands = store_pending_get(s, id, SV("示例"), &arena, &p, NULL) == RC_OK && sv_is(p.text, want);
	arena_free(&arena);
	return stands;
}

static bool is_whole(const char *home, int64_t id, int64_t acked, bool all)
{
	struct store *s = kit_open(home);
	struct err err = {0};
	int64_t seq = seq_of(s, id);
	struct model m = model_at(seq);
	char want[32], *rows = kit_dump(s, id);

	snprintf(want, sizeof want, "\nn\t\t%lld\n", (long long)m.n);
	bool ok = acked < 0 || seq == acked / 2 + acked % 2 || (acked % 2 == 0 && seq == acked / 2 + 1);
	ok = ok && (m.n == 0 || strstr(rows, want) != NULL) && pending_stands(s, id, acked, seq);
	ok = ok && (all ? store_check_all(s, &err) : store_check(s, id, &err)) == RC_OK;
	if (!ok)
		printf("# acknowledged %lld, seq %lld: %s\n%s", (long long)acked, (long long)seq, err.text, rows);
	mem_free(rows);
	store_close(s);
	return ok;
}

static bool cycle(const char *home, int64_t id, unsigned round, int64_t *acked, int64_t *n_acked)
{
	int fd[2];

	if (pipe(fd) != 0)
		return false;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		close(fd[0]);
		live(home, id, fd[1]);
	}
	close(fd[1]);
	if (round % 10 != 0 && read(fd[0], acked, 8) != 8)
		printf("# it ended by itself\n");
	nanosleep(&(struct timespec){0, (round * 7919 % 97) * 30000}, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	while (read(fd[0], acked, 8) == 8)
		++*n_acked;
	close(fd[0]);
	return is_whole(home, id, *acked, round % 100 == 99);
}

int main(void)
{
	/* what a killed process wrote stands in memory too: no waiting for the disk */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 1);

	char *home = tmpdir_new();
	int64_t id = 0, acked = -1, n_acked = 0;
	bool ok = true;

	for (unsigned i = 0; ok && i < CYCLES; i++) {
		if (i % CYCLES_A_DRAFT == 0) {
			struct store *s = kit_open(home);

			id = kit_new(s);
			acked = -1;
			store_close(s);
		}
		ok = cycle(home, id, i, &acked, &n_acked);
	}
	tap_ok(ok && n_acked > CYCLES, "killed %d times in %lld acknowledgements: none is lost, and all is whole", CYCLES, (long long)n_acked);
	tmpdir_free(home);
	return tap_done();
}
