/* Imports without rows, attachments, batches, and the change of edition. */
#include "store/kit.h"

#include <unistd.h>

static const char message[] = "<?xml version=\"1.0\"?><DecMessage><DecHead><Note>示例备注</Note></DecHead><GName>不锈钢 &amp; 螺栓</GName></DecMessage>";

static struct store_draft get(struct store *s, int64_t id, struct arena *arena)
{
	struct store_draft d;

	store_draft_get(s, id, arena, &d, NULL);
	return d;
}

static int64_t import(struct store *s, char sha256[STORE_SHA256_LEN + 1])
{
	struct err err = {0};
	int64_t id = 0;

	if (store_blob_put(s, sv_of(message), sha256, &err) != RC_OK ||
	    store_draft_new(s, &(struct store_draft){.type = SV("dec"), .edition = SV("2026-03"), .owner = SV("示例"), .original = sv_of(sha256)},
			    NULL, 0, &id, &err) != RC_OK)
		printf("# %s\n", err.text);
	return id;
}

static bool add_file(void *ctx, const struct store_file *f)
{
	str_addf(ctx, "%u %.*s %.*s %.8s %lld\n", f->row, (int)f->name.n, f->name.p, (int)f->kind.n, f->kind.p, f->sha256.p, (long long)f->size);
	return true;
}

static void files_are(struct store *s, int64_t id, const char *want, const char *name)
{
	struct str got = {0};
	struct err err = {0};

	if (store_files(s, id, add_file, &got, &err) != RC_OK)
		str_adds(&got, err.text);
	tap_text(str_z(&got), want, name);
	str_clear(&got);
}

static bool add_kind(void *ctx, const struct store_step *step)
{
	str_addf(ctx, "%.*s ", (int)step->kind.n, step->kind.p);
	return true;
}

static void history_is(struct store *s, int64_t id, const char *want)
{
	struct str got = {0};

	store_history(s, id, add_kind, &got, NULL);
	tap_text(str_z(&got), want, "its history");
	str_clear(&got);
}

static bool add_id(void *ctx, const struct store_draft *d)
{
	*(int64_t *)ctx = d->id;
	return true;
}

static int64_t found(struct store *s, const char *what)
{
	int64_t id = 0;

	store_list(s, &(struct store_page){.find = sv_of(what), .limit = 1}, add_id, &id, NULL);
	return id;
}

static const struct store_row rows[] = {
	{1, 0, SV(""), 0, SV("DecHead/Note\ti\t示例备注\n")}, {4, 1, SV("DecList"), 1 << 20, SV("GName\ti\t不锈钢 & 螺栓\n")},
};

static void test_without_rows(struct store *s)
{
	struct arena arena = {0};
	struct err err = {0};
	char sha256[STORE_SHA256_LEN + 1];
	int64_t id = import(s, sha256), seq = 0, next;
	struct store_change c = {.row = 4, .path = SV("Qty"), .now = kit_cell("3")};
	struct store_draft d = get(s, id, &arena);
	size_t n;

	tap_ok(sv_is(d.original, sha256) && !d.has_rows && d.seq == 0 && d.top == d.base_step && sv_is(d.state, "draft"), "an import has no rows");
	char *dump = kit_dump(s, id);
	tap_text(dump, "", "none at all");
	tap_ok(store_check(s, id, &err) == RC_OK, "and is whole: %s", err.text);
	tap_ok(store_find_update(s, 9, &n, &err) == RC_OK && found(s, "螺栓") == id && found(s, "例备") == id && found(s, "DecHead") == 0, "yet found by what is in it");
	tap_ok(store_check(s, id, &err) == RC_OK, "as it should: %s", err.text);
	struct store_edit e = {.draft = id, .change = &c, .n_change = 1};
	tap_ok(store_edit(s, &e, &seq, &err) == RC_USAGE && seq == 0, "an edit needs the rows");
	tap_ok(store_undo(s, &e, &next, &err) == RC_NOTFOUND, "nothing is undone");
	e.first_rows = rows;
	e.n_first_rows = 2;
	c.row = 9;
	tap_ok(store_edit(s, &e, &seq, &err) == RC_USAGE && !get(s, id, &arena).has_rows, "an edit that fails leaves none");
	c.row = 4;
	tap_ok(store_edit(s, &e, &seq, &err) == RC_OK && seq == 1, "the first edit brings them: %s", err.text);
	d = get(s, id, &arena);
	tap_ok(d.has_rows && d.next_row == 5 && sv_is(d.original, sha256), "they are there");
	tap_ok(store_check(s, id, &err) == RC_OK, "whole: %s", err.text);
	e.seq = 1;
	tap_ok(store_edit(s, &e, &next, &err) == RC_USAGE, "and come once");
	e.n_first_rows = 0;
	tap_ok(store_undo(s, &e, &seq, &err) == RC_OK && store_undo_step(s, id, &next, &err) == RC_NOTFOUND, "undo leads back to them");
	char *after = kit_dump(s, id);
	tap_text(after, "1<0  0\nDecHead/Note\ti\t示例备注\n4<1 DecList 1048576\nGName\ti\t不锈钢 & 螺栓\n", "as they came");
	history_is(s, id, "undo edit import ");
	tap_ok(store_find_update(s, 9, &n, &err) == RC_OK && found(s, "螺栓") == id && store_check(s, id, &err) == RC_OK, "found still");
	tap_ok(store_draft_new(s, &(struct store_draft){.type = SV("dec"), .original = SV("ab")}, NULL, 0, &next, &err) == RC_NOTFOUND && next == 0, "from what is not there");
	tap_ok(store_draft_new(s, &(struct store_draft){.type = SV("dec"), .original = sv_of(sha256)}, rows, 2, &id, &err) == RC_OK &&
	       get(s, id, &arena).has_rows && store_check(s, id, &err) == RC_OK, "an import with its rows");
	mem_free(dump);
	mem_free(after);
	arena_free(&arena);
}

static void test_files(struct store *s)
{
	struct arena arena = {0};
	struct err err = {0};
	char one[STORE_SHA256_LEN + 1], two[STORE_SHA256_LEN + 1];
	int64_t id = kit_new(s), seq = 0, other;

	tap_ok(store_blob_put(s, SV("%PDF-1 示例"), one, &err) == RC_OK && store_blob_put(s, SV("%PDF-2"), two, &err) == RC_OK, "blobs");
	struct store_file a = {2, SV("a\tb.pdf"), SV("invoice\tx"), sv_of(one), 13, 5}, b = {2, a.name, SV("contract"), sv_of(two), 6, 7}, back;
	struct store_change c[2] = {store_file_change(NULL, &a, &arena)};
	struct store_edit e = {.draft = id, .change = c, .n_change = 1};
	tap_ok(store_edit(s, &e, &seq, &err) == RC_OK, "a file is attached: %s", err.text);
	tap_ok(store_file_of_side(&c[0], &c[0].now, &back) && sv_eq(back.name, a.name) && sv_eq(back.kind, a.kind) && sv_eq(back.sha256, a.sha256) &&
	       back.size == 13 && back.added_at == 5 && back.row == 2 && !store_file_of_side(&c[0], &c[0].old, &back), "its change says what it is");
	e.seq = 1;
	tap_ok(store_edit(s, &e, &seq, &err) == RC_USAGE, "once under one name");
	c[0] = store_file_change(&a, &b, &arena);
	tap_ok(store_edit(s, &e, &seq, &err) == RC_OK && seq == 2, "exchanged: %s", err.text);
	files_are(s, id, "2 a\tb.pdf contract 468b145b 6\n", "the new one");
	e.seq = 2;
	tap_ok(store_edit(s, &e, &seq, &err) == RC_USAGE, "what is exchanged must be there");
	c[0] = (struct store_change){.row = 2, .old = {.given = true, .parent = 1, .tbl = SV("DecList"), .ord = 1 << 20, .text = SV("GName\t\t示例货物\n")}};
	tap_ok(store_edit(s, &e, &seq, &err) == RC_USAGE, "a row with files stays");
	c[1] = c[0];
	c[0] = store_file_change(&b, NULL, &arena);
	e.n_change = 2;
	tap_ok(store_edit(s, &e, &seq, &err) == RC_OK && seq == 3, "both go: %s", err.text);
	files_are(s, id, "", "no file");
	a.row = 2;
	c[0] = store_file_change(NULL, &a, &arena);
	e.n_change = 1;
	e.seq = 3;
	tap_ok(store_edit(s, &e, &other, &err) == RC_USAGE, "none on a row that is gone");
	tap_ok(store_check(s, id, &err) == RC_OK && store_undo(s, &e, &seq, &err) == RC_OK, "undo: %s", err.text);
	e.seq = seq;
	store_undo(s, &e, &seq, &err);
	files_are(s, id, "2 a\tb.pdf invoice\tx 42652f9f 13\n", "brings back the first");
	tap_ok(store_check_all(s, &err) == RC_OK, "whole: %s", err.text);
	tap_ok(store_draft_new_with_files(s, &(struct store_draft){.type = SV("dec"), .made_from = id}, rows, 2, &a, 1, &other, &err) == RC_USAGE && other == 0,
	       "no copy hangs a file on a row it has not");
	a.row = 4;
	tap_ok(store_draft_new_with_files(s, &(struct store_draft){.type = SV("dec"), .made_from = id}, rows, 2, &a, 1, &other, &err) == RC_OK, "a copy with its file");
	tap_ok(store_check(s, other, &err) == RC_OK && store_undo_step(s, other, &seq, &err) == RC_NOTFOUND, "begins with it");
	history_is(s, other, "copy ");
	seq = 0;
	store_draft_set_state(s, other, &seq, SV("queued"), SV(""), &err);
	tap_ok(kit_sql(s, "DELETE FROM file") != RC_OK && kit_sql(s, "UPDATE file SET name = 'x'") != RC_OK, "what was submitted keeps its files");
	tap_ok(store_files(s, 999, add_file, NULL, &err) == RC_NOTFOUND, "files of no draft");
	arena_free(&arena);
}

static void test_carry(struct store *s)
{
	struct arena arena = {0};
	struct err err = {0};
	char sha256[STORE_SHA256_LEN + 1];
	int64_t id = kit_new(s), seq = 0, next;
	struct store_change c = {.row = 2, .path = SV("Qty"), .now = kit_cell("3")};
	struct sv summary[STORE_N_SUMMARY] = {[STORE_GOODS] = SV("新")};
	const struct store_row carried[] = {{1, 0, SV(""), 0, SV("+Old\t\t<Old/>\nNote\t\t示例\n")}, {2, 1, SV("List"), 1 << 20, SV("Name\t\t示例货物\n")}};

	store_edit(s, &(struct store_edit){.draft = id, .change = &c, .n_change = 1}, &seq, &err);
	store_blob_put(s, SV("<old/>"), sha256, &err);
	struct store_carry k = {.draft = id, .seq = seq, .operator = SV("示例"), .edition = SV("2027-01"), .original = sv_of(sha256), .row = carried,
				.n_row = 2, .summary = summary};
	k.seq = 0;
	tap_ok(store_carry(s, &k, &next, &err) == RC_BUSY && next == 0, "not over the head of others");
	k.seq = seq;
	k.n_row = 0;
	tap_ok(store_carry(s, &k, &next, &err) == RC_USAGE && sv_is(get(s, id, &arena).edition, "2026-03"), "a document is carried over whole");
	k.n_row = 2;
	tap_ok(store_carry(s, &k, &seq, &err) == RC_OK && seq == 2, "carried over: %s", err.text);
	struct store_draft d = get(s, id, &arena);
	tap_ok(sv_is(d.edition, "2027-01") && sv_is(d.original, sha256) && d.has_rows && d.next_row == 3 && d.id == id && sv_is(d.summary[STORE_GOODS], "新") &&
	       sv_is(d.summary[STORE_BILL], "BILL0001"), "under its number");
	tap_ok(store_undo_step(s, id, &next, &err) == RC_NOTFOUND && store_redo_step(s, id, &next, &err) == RC_NOTFOUND, "undo ends there");
	c.path = SV("Note2");
	tap_ok(store_edit(s, &(struct store_edit){.draft = id, .seq = seq, .change = &c, .n_change = 1}, &seq, &err) == RC_OK &&
	       store_undo(s, &(struct store_edit){.draft = id, .seq = seq}, &seq, &err) == RC_OK && store_undo_step(s, id, &next, &err) == RC_NOTFOUND, "and begins anew");
	history_is(s, id, "undo edit edition edit blank ");
	tap_ok(store_check(s, id, &err) == RC_OK, "whole: %s", err.text);
	store_draft_set_state(s, id, &seq, SV("held"), SV(""), &err);
	k.seq = seq;
	tap_ok(store_carry(s, &k, &next, &err) == RC_DENIED, "what was sent keeps its edition");
	id = import(s, sha256);
	k = (struct store_carry){.draft = id, .edition = SV("2027-01"), .row = carried, .n_row = 2};
	tap_ok(store_carry(s, &k, &seq, &err) == RC_OK && sv_is(get(s, id, &arena).original, sha256) && store_check(s, id, &err) == RC_OK, "an import that was not edited: %s", err.text);
	arena_free(&arena);
}

static void test_batch(struct store *s)
{
	struct err err = {0};
	struct store_draft bad = {.type = SV("dec")};
	int64_t before, after, other, seq;
	char sha256[STORE_SHA256_LEN + 1];
	size_t n;

	store_tally(s, SV("draft"), SV(""), &before, &err);
	tap_ok(store_commit(s, &err) == RC_USAGE && store_begin(s, &err) == RC_OK && store_begin(s, &err) == RC_USAGE, "one batch at a time");
	int64_t id = import(s, sha256);
	tap_ok(store_draft_new(s, &bad, rows + 1, 1, &other, &err) == RC_USAGE, "one of it fails");
	kit_new(s);
	tap_ok(store_check(s, id, &err) == RC_USAGE && store_find_update(s, 1, &n, &err) == RC_OK, "calls inside are a part of it");
	struct store_pending p = {.draft = id, .operator = SV("示例"), .row = 1, .path = SV("n"), .text = SV("x")};
	tap_ok(store_pending_put(s, &p, &err) == RC_OK, "pending text too");
	tap_ok(store_commit(s, &err) == RC_OK, "kept together");
	store_tally(s, SV("draft"), SV(""), &after, &err);
	tap_ok(after == before + 2 && store_check_all(s, &err) == RC_OK, "without the one that failed: %s", err.text);
	store_begin(s, &err);
	kit_new(s);
	store_rollback(s);
	store_rollback(s);
	store_tally(s, SV("draft"), SV(""), &after, &err);
	tap_ok(after == before + 2, "or taken back together");
	store_begin(s, &err);
	kit_new(s);
	db_rollback(s->db);
	tap_ok(store_draft_new(s, &bad, rows, 1, &other, &err) == RC_IO && store_commit(s, &err) == RC_IO, "what SQLite took back is not said to be kept");
	struct store_change c = {.row = 2, .path = SV("Qty"), .now = kit_cell("3")};
	tap_ok(store_edit(s, &(struct store_edit){.draft = kit_new(s), .change = &c, .n_change = 1}, &seq, &err) == RC_OK, "and life goes on");
}

int main(void)
{
	char *home = tmpdir_new();
	struct store *s = kit_open(home);

	test_without_rows(s);
	test_files(s);
	test_carry(s);
	test_batch(s);
	store_close(s);
	tmpdir_free(home);
	return tap_done();
}
