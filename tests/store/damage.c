/*
 * A store whose bytes were changed, one that lies on a full disk, and one cut
 * off: whatever is asked, the answer is right or an error in words, and nothing
 * crashes or runs for ever.
 */
#include "store/kit.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
enum { ROUNDS = 60 };
#else
enum { ROUNDS = 400 };
#endif

static bool ignore_draft(void *ctx, const struct store_draft *d)
{
	(void)d;
	return --*(int *)ctx > 0;
}

static bool ignore_book(void *ctx, const struct store_book *b)
{
	(void)b;
	return --*(int *)ctx > 0;
}

static bool ignore_row(void *ctx, const struct store_row *row)
{
	(void)row;
	return --*(int *)ctx > 0;
}

static bool ignore_step(void *ctx, const struct store_step *step)
{
	(void)step;
	return --*(int *)ctx > 0;
}

static bool ignore_change(void *ctx, const struct store_change *c)
{
	(void)c;
	return --*(int *)ctx > 0;
}

static void fill(const char *home)
{
	struct store *s = kit_open(home);
	struct arena arena = {0};
	char sha256[STORE_SHA256_LEN + 1], text[16];
	int64_t id, seq;
	size_t n;

	store_blob_put(s, SV("<a>示例</a>"), sha256, NULL);
	for (int i = 0; i < 12; i++) {
		id = kit_new(s);
		seq = 0;
		for (int k = 0; k < 10; k++) {
			struct store_change c = {.row = 2, .path = SV("Qty"), .now = kit_cell(text)};
			char old[16];

			snprintf(old, sizeof old, "%d", k);
			snprintf(text, sizeof text, "%d", k + 1);
			if (k > 0)
				c.old = kit_cell(old);
			store_edit(s, &(struct store_edit){.draft = id, .seq = seq, .change = &c, .n_change = 1}, &seq, NULL);
		}
		struct store_change f = store_file_change(NULL, &(struct store_file){.row = 1, .name = SV("a.pdf"), .sha256 = sv_of(sha256)}, &arena);
		store_edit(s, &(struct store_edit){.draft = id, .seq = seq, .change = &f, .n_change = 1}, &seq, NULL);
		store_draft_new(s, &(struct store_draft){.type = SV("dec"), .original = sv_of(sha256)}, NULL, 0, &id, NULL);
		store_book_put(s, &(struct store_book){.kind = SV("party"), .key = (struct sv){text, 1}}, SV("示例公司"), NULL);
	}
	store_find_update(s, 20, &n, NULL);
	store_close(s);
	arena_free(&arena);
}

/* Everything that can be asked; false when a failure says nothing. */
static bool ask_all(struct store *s)
{
	struct arena arena = {0};
	struct err err = {0};
	struct store_draft d;
	struct store_pending p;
	struct store_change c = {.row = 2, .path = SV("Qty"), .old = kit_cell("10"), .now = kit_cell("x")};
	int64_t seq = 0, step = 1;
	size_t n;
	int left = 1000;
	enum rc rc[16] = {0};
	bool said = true;

	for (int i = 0; i < 14; i++) {
		err_clear(&err);
		switch (i) {
		case 0: rc[i] = store_draft_get(s, 3, &arena, &d, &err); break;
		case 1: rc[i] = store_rows(s, 3, ignore_row, &left, &err); break;
		case 2: rc[i] = store_history(s, 3, ignore_step, &left, &err); break;
		case 3: rc[i] = store_undo_step(s, 3, &step, &err); break;
		case 4: rc[i] = store_changes(s, step, ignore_change, &left, &err); break;
		case 5: rc[i] = store_list(s, &(struct store_page){.limit = 50}, ignore_draft, &left, &err); break;
		case 6: rc[i] = store_list(s, &(struct store_page){.limit = 50, .find = SV("示例")}, ignore_draft, &left, &err); break;
		case 7: rc[i] = store_book_find(s, SV("party"), SV("公司"), 9, ignore_book, &left, &err); break;
		case 8: rc[i] = store_pending_get(s, 3, SV("示例"), &arena, &p, &err); break;
		case 9: rc[i] = store_find_update(s, 3, &n, &err); break;
		case 10: rc[i] = store_undo(s, &(struct store_edit){.draft = 3, .seq = d.seq}, &seq, &err); break;
		case 11: rc[i] = store_redo(s, &(struct store_edit){.draft = 3, .seq = d.seq + 1}, &seq, &err); break;
		case 12: rc[i] = store_edit(s, &(struct store_edit){.draft = 5, .seq = 11, .change = &c, .n_change = 1}, &seq, &err); break;
		case 13: rc[i] = store_purge(s, 0, 30, 1095, &n, &err); break;
		}
		left = 1000;
		if (rc[i] != RC_OK && err.text[0] == '\0') {
			printf("# question %d: %d without a word\n", i, (int)rc[i]);
			said = false;
		}
	}
	arena_free(&arena);
	return said;
}

/* *found: was the damage noticed at all? */
static bool survives(const char *home, bool *found)
{
	struct store *s;
	struct err err = {0};
	enum rc rc = store_open(home, STORE_WRITE, &s, &err);

	*found = rc != RC_OK;
	if (rc != RC_OK)
		return err.text[0] != '\0';
	rc = store_check_all(s, &err);
	*found = rc != RC_OK;
	bool said = ask_all(s) && (rc == RC_OK || err.text[0] != '\0');
	store_close(s);
	return said;
}

static void write_bytes(const char *path, const char *bytes, size_t n)
{
	file_write(path, (struct sv){bytes, n}, 0600, NULL);
}

static void test_bytes(const char *home, const char *path, struct sv whole)
{
	unsigned random = 20260112;
	int n_found = 0, n_said = 0;
	bool found;
	char *bytes = mem_alloc(whole.n);

	for (int i = 0; i < ROUNDS; i++) {
		memcpy(bytes, whole.p, whole.n);
		for (int k = 0; k <= i % 4; k++) {
			random = random * 1103515245u + 12345u;
			size_t at = (size_t)(random >> 8) % whole.n;

			/* every tenth in the header and the schema */
			bytes[i % 10 == 0 ? at % 4096 : at] ^= (char)(1 << (random & 7));
		}
		write_bytes(path, bytes, whole.n);
		n_said += survives(home, &found);
		n_found += found;
	}
	mem_free(bytes);
	tap_ok(n_said == ROUNDS, "%d times bytes were changed, and every failure said what it was", ROUNDS);
	tap_ok(n_found > ROUNDS / 10, "the check found %d of them (the others lie where nothing is kept)", n_found);
}

static void test_cut(const char *home, const char *path, struct sv whole)
{
	int n_said = 0, n_found = 0, n = 0;
	bool found;

	/* of the last page nothing may be used but its head */
	for (size_t len = 1; len + 4096 < whole.n; len += whole.n / 20, n++) {
		write_bytes(path, whole.p, len);
		n_said += survives(home, &found);
		n_found += found;
	}
	tap_ok(n_said == n && n_found == n, "cut off at %d places: each is found", n);
}

/* In a namespace of its own a small disk can be mounted. */
static int edit_until_full(const char *home)
{
	struct err err = {0};
	struct store_backup b;
	struct store *s;
	struct store_change c = {.row = 1, .path = SV("n")};
	struct str text = {0};
	char *path = file_join(home, "backup");
	int64_t seq = 0, id, n = 0;
	enum rc rc = RC_OK;

	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount("none", home, "tmpfs", 0, "size=1m") != 0)
		return 77;
	s = kit_open(home);
	id = kit_new(s);
	for (int i = 0; i < 5000; i++)
		str_addc(&text, 'x');
	for (; rc == RC_OK && n < 1000; n++) {
		c.now = (struct store_side){.given = true, .text = {str_z(&text), str_sv(&text).n - (size_t)(n % 2)}};
		rc = store_edit(s, &(struct store_edit){.draft = id, .seq = seq, .change = &c, .n_change = 1}, &seq, &err);
		c.old = c.now;
	}
	if (rc != RC_FULL || err.text[0] == '\0' || store_backup(s, path, &b, &err) == RC_OK || file_exists(path))
		return 1;
	store_close(s);
	s = kit_open(home);
	return store_check_all(s, &err) == RC_OK ? 0 : 2;
}

static void test_full(const char *home)
{
	int status;

	file_mkdirs(home, 0700, NULL);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		_exit(edit_until_full(home));
	waitpid(pid, &status, 0);
	if (WEXITSTATUS(status) == 77)
		tap_ok(true, "a full disk # SKIP no disk can be mounted here");
	else
		tap_ok(status == 0, "a full disk is said, and the store is whole after it");
}

int main(void)
{
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 1);

	char *dir = tmpdir_new(), *home = file_join(dir, "a"), *full = file_join(dir, "b"), *path = file_join(home, "yulu.sqlite");
	struct str whole = {0};

	fill(home);
	if (file_read(path, 64 << 20, &whole, NULL) != RC_OK)
		return 99;
	test_bytes(home, path, str_sv(&whole));
	test_cut(home, path, str_sv(&whole));
	test_full(full);
	str_clear(&whole);
	mem_free(home);
	mem_free(full);
	mem_free(path);
	tmpdir_free(dir);
	return tap_done();
}
