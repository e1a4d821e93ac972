/* Several processes on one store. */
#include "store/kit.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITERS = 8, EDITS = 8 };

static enum rc set_n(struct store *s, int64_t id, int64_t seq, const char *path, int64_t old, int64_t now, struct err *err)
{
	char was[24], is[24];
	int64_t next;
	struct store_change c = {.row = 1, .path = sv_of(path)};

	snprintf(was, sizeof was, "%lld", (long long)old);
	snprintf(is, sizeof is, "%lld", (long long)now);
	if (old > 0)
		c.old = kit_cell(was);
	c.now = kit_cell(is);
	return store_edit(s, &(struct store_edit){.draft = id, .seq = seq, .operator = SV("示例"), .change = &c, .n_change = 1}, &next, err);
}

static int64_t seq_of(struct store *s, int64_t id)
{
	struct arena arena = {0};
	struct store_draft d;

	store_draft_get(s, id, &arena, &d, NULL);
	arena_free(&arena);
	return d.seq;
}

/* Edits its own draft, and one that all of them edit. */
static int write_among_others(const char *home, int64_t shared, int me)
{
	struct store *s;
	char path[16];
	int64_t own;

	if (store_open(home, STORE_WRITE, &s, NULL) != RC_OK)
		return 1;
	own = kit_new(s);
	snprintf(path, sizeof path, "n%d", me);
	for (int64_t n = 0; n < EDITS; n++) {
		enum rc rc;

		if (set_n(s, own, n, "n", n, n + 1, NULL) != RC_OK)
			return 2;
		while ((rc = set_n(s, shared, seq_of(s, shared), path, n, n + 1, NULL)) == RC_BUSY)
			;
		if (rc != RC_OK)
			return 3;
	}
	store_close(s);
	return 0;
}

static void test_many(const char *home)
{
	pid_t pid[WRITERS];
	struct err err = {0};
	int bad = 0;

	struct store *s = kit_open(home);
	int64_t shared = kit_new(s);
	store_close(s);
	fflush(stdout);
	for (int i = 0; i < WRITERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(write_among_others(home, shared, i));
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;

		waitpid(pid[i], &status, 0);
		bad += status != 0;
	}
	s = kit_open(home);
	tap_ok(bad == 0 && seq_of(s, shared) == WRITERS * EDITS, "%d processes edit one draft and their own: every edit counts", WRITERS);
	tap_ok(store_check_all(s, &err) == RC_OK, "whole: %s", err.text);
	store_close(s);
}

/* A new store made by all at once. */
static int make_at_once(const char *home)
{
	pid_t pid[WRITERS];
	int bad = 0, status;

	fflush(stdout);
	for (int i = 0; i < WRITERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			struct store *s;

			_exit(store_open(home, STORE_WRITE, &s, NULL) == RC_OK && kit_new(s) > 0 ? 0 : 1);
		}
	}
	for (int i = 0; i < WRITERS; i++) {
		waitpid(pid[i], &status, 0);
		bad += status != 0;
	}
	return bad;
}

static void test_first(const char *dir)
{
	int bad = 0;
	char name[16];

	for (int i = 0; i < 10; i++) {
		snprintf(name, sizeof name, "%d", i);
		char *home = file_join(dir, name);

		bad += make_at_once(home);
		mem_free(home);
	}
	tap_ok(bad == 0, "%d processes make one store at once", WRITERS);
}

/* One at a time: who comes second waits. */
static void test_opening(const char *home)
{
	struct store *s = kit_open(home);
	struct err err = {0};
	int fd[2], status = 1;
	char c;

	if (pipe(fd) != 0)
		return;
	store_lock_opening(s, true, &err);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		store_close(kit_open(home));
		_exit(write(fd[1], "x", 1) == 1 ? 0 : 1);
	}
	tap_ok(poll(&(struct pollfd){.fd = fd[0], .events = POLLIN}, 1, 200) == 0, "who opens a store waits for who is opening it");
	tap_ok(store_lock_opening(s, false, &err) == RC_OK && read(fd[0], &c, 1) == 1 && waitpid(pid, &status, 0) == pid && status == 0,
	       "and goes on then");
	store_close(s);
	close(fd[0]);
	close(fd[1]);
}

static enum rc lock(struct store *s, int64_t id, const char *operator, struct arena *arena, struct store_holder *holder, struct err *err)
{
	return store_lock(s, id, sv_of(operator), SV("pts/7"), arena, holder, err);
}

/* Locks a draft and exchange, then waits for a byte, unlocks the draft, waits. */
static void hold(const char *home, int to, int from)
{
	struct store *s = kit_open(home);
	struct arena arena = {0};
	struct store_holder holder;
	char c = lock(s, 5, "示例甲", &arena, &holder, NULL) == RC_OK && lock(s, 0, "", &arena, &holder, NULL) == RC_OK;

	if (write(from, &c, 1) != 1 || read(to, &c, 1) != 1)
		_exit(1);
	store_unlock(s, 5, NULL);
	_exit(write(from, &c, 1) != 1 || read(to, &c, 1) != 1);
}

static void test_lock(const char *home)
{
	struct store *s = kit_open(home);
	struct arena arena = {0};
	struct err err = {0};
	int to[2], from[2], status;
	struct store_holder h;
	char c = 0, pid_text[24];

	if (pipe(to) != 0 || pipe(from) != 0)
		return;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		hold(home, to[0], from[1]);
	snprintf(pid_text, sizeof pid_text, "%lld", (long long)pid);
	tap_ok(read(from[0], &c, 1) == 1 && c == 1, "another process locks");
	tap_ok(lock(s, 5, "示例乙", &arena, &h, &err) == RC_BUSY && h.pid == pid && strstr(err.text, pid_text) != NULL, "a draft has one editor");
	tap_ok(sv_is(h.operator, "示例甲") && sv_is(h.tty, "pts/7") && h.since > 0 && strstr(err.text, "示例甲") != NULL, "who is named");
	tap_ok(lock(s, 0, "", &arena, &h, &err) == RC_BUSY && h.pid == pid, "a store one exchange");
	tap_ok(lock(s, 6, "示例乙", &arena, &h, &err) == RC_OK && h.pid == 0 && h.operator.n == 0, "other drafts are free");
	kit_sql(s, "UPDATE holder SET pid = pid + 1 WHERE draft = 5");
	tap_ok(lock(s, 5, "示例乙", &arena, &h, &err) == RC_BUSY && h.pid == pid && h.operator.n == 0 && h.since == 0, "what another said does not count");
	tap_ok(write(to[1], "x", 1) == 1 && read(from[0], &c, 1) == 1 && lock(s, 5, "示例乙", &arena, &h, &err) == RC_OK, "what is unlocked is free");
	tap_ok(lock(s, 0, "", &arena, &h, &err) == RC_BUSY, "and nothing else");
	tap_ok(write(to[1], "x", 1) == 1 && waitpid(pid, &status, 0) == pid && lock(s, 0, "", &arena, &h, &err) == RC_OK, "who ends holds nothing");
	store_close(s);
	arena_free(&arena);
	for (int i = 0; i < 2; i++) {
		close(to[i]);
		close(from[i]);
	}
}

static void test_pending(const char *home)
{
	struct store *s = kit_open(home);
	struct arena arena = {0};
	struct err err = {0};
	struct store_pending p = {.operator = SV("示例"), .row = 1, .path = SV("n"), .text = SV("半句"), .caret = 2}, got;
	int64_t id = p.draft = kit_new(s), sync;

	tap_ok(store_pending_get(s, id, SV("示例"), &arena, &got, &err) == RC_NOTFOUND && got.draft == 0, "no unfinished text");
	tap_ok(store_pending_put(s, &p, &err) == RC_OK && store_pending_put(s, &p, &err) == RC_OK, "kept");
	store_close(s);
	s = kit_open(home);
	tap_ok(store_pending_get(s, id, SV("示例"), &arena, &got, &err) == RC_OK && got.draft == id && sv_is(got.operator, "示例") && got.row == 1 &&
	       sv_is(got.path, "n") && sv_is(got.text, "半句") && got.caret == 2 && got.at > 0, "and there again");
	tap_ok(store_pending_get(s, id, SV("他人"), &arena, &got, &err) == RC_NOTFOUND, "for who typed it");
	store_pending_put(s, &p, &err);
	tap_ok(store_sql_int(s, &sync, &err, "PRAGMA synchronous", "") == RC_OK && sync == 2, "edits stay durable");
	tap_ok(seq_of(s, id) == 0, "it is no change");
	tap_ok(set_n(s, id, 5, "n", 0, 1, &err) == RC_BUSY && store_pending_get(s, id, SV("示例"), &arena, &got, &err) == RC_OK, "an edit that fails leaves it");
	tap_ok(set_n(s, id, 0, "n", 0, 1, &err) == RC_OK && store_pending_get(s, id, SV("示例"), &arena, &got, &err) == RC_NOTFOUND, "an edit ends it");
	store_pending_put(s, &p, &err);
	tap_ok(store_pending_delete(s, id, SV("示例"), &err) == RC_OK && store_pending_get(s, id, SV("示例"), &arena, &got, &err) == RC_NOTFOUND, "given up");
	p.draft = 99;
	tap_ok(store_pending_put(s, &p, &err) == RC_NOTFOUND, "of no draft");
	store_close(s);
	arena_free(&arena);
}

int main(void)
{
	char *dir = tmpdir_new(), *home[4];

	for (int i = 0; i < 4; i++)
		home[i] = file_join(dir, (const char *const[]){"a", "b", "c", "d"}[i]);
	test_pending(home[0]);
	test_lock(home[1]);
	test_opening(home[1]);
	test_first(home[2]);
	test_many(home[3]);
	for (int i = 0; i < 4; i++)
		mem_free(home[i]);
	tmpdir_free(dir);
	return tap_done();
}
