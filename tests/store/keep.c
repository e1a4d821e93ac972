/* The bin and what may not go there; backup and restore. */
#include "store/kit.h"

#include <unistd.h>

#include "base/day.h"

#define DAY_MS 86400000LL

static int64_t rows_of(struct store *s, const char *table)
{
	char sql[64];
	int64_t n = -1;

	snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
	store_sql_int(s, &n, NULL, sql, "");
	return n;
}

/* A draft with a file, a change, unfinished text, found by search; into the bin at a moment. */
static int64_t used(struct store *s, int64_t at, bool binned)
{
	struct arena arena = {0};
	struct err err = {0};
	char sha256[STORE_SHA256_LEN + 1];
	int64_t id, seq;
	size_t n;

	clock_set_ms(at);
	id = kit_new(s);
	store_blob_put(s, SV("%PDF"), sha256, &err);
	struct store_change c = store_file_change(NULL, &(struct store_file){.row = 1, .name = SV("a.pdf"), .sha256 = sv_of(sha256)}, &arena);
	store_edit(s, &(struct store_edit){.draft = id, .change = &c, .n_change = 1}, &seq, &err);
	store_pending_put(s, &(struct store_pending){.draft = id, .row = 1, .path = SV("n"), .text = SV("x")}, &err);
	if (binned)
		store_draft_delete(s, id, &seq, SV(""), 0, &err);
	store_find_update(s, 99, &n, &err);
	clock_set_ms(0);
	arena_free(&arena);
	return id;
}

static void test_purge(struct store *s)
{
	static const char *const tables[] = {"draft", "row", "file", "step", "change", "pending", "find"};
	struct err err = {0};
	int64_t now = 1800000000000, id, before[7];
	char sql[256];
	size_t n, kept = 0;

	used(s, now - 29 * DAY_MS, true);
	used(s, now - 99 * DAY_MS, false);
	for (size_t i = 0; i < 7; i++)
		before[i] = rows_of(s, tables[i]);
	for (int i = 0; i < 40; i++)
		used(s, now - 31 * DAY_MS, true);
	tap_ok(store_purge(s, now, 30, 1095, &n, &err) == RC_OK && n == 40, "what lay in the bin for 30 days goes: %s", err.text);
	for (size_t i = 0; i < 7; i++)
		kept += rows_of(s, tables[i]) == before[i];
	tap_ok(kept == 7 && store_check_all(s, &err) == RC_OK, "with all that belonged to it: %s", err.text);
	tap_ok(store_purge(s, now, 30, 1095, &n, &err) == RC_OK && n == 0, "and nothing else");
	id = used(s, now - 31 * DAY_MS, true);
	snprintf(sql, sizeof sql, "INSERT INTO outbox (draft, msg_no, route, state, bytes, sha256, queued_at) VALUES (%lld, 'm1', 'x', 'sent', x'61',"
		 " 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', %lld)", (long long)id, (long long)(now - 100 * DAY_MS));
	kit_sql(s, sql);
	tap_ok(store_purge(s, now, 30, 101, &n, &err) == RC_OK && n == 0, "what was ever sent stays longer");
	tap_ok(store_purge(s, now, 30, 100, &n, &err) == RC_OK && n == 1 && rows_of(s, "outbox") == 0, "so many days");
	tap_ok(kit_new(s) > id, "no number comes again");
}

static void test_declared(struct store *s)
{
	struct err err = {0};
	int64_t id, seq = 0, now = 1800000000000;

	clock_set_ms(now);
	id = kit_new(s);
	store_draft_set_state(s, id, &seq, SV("declared"), SV(""), &err);
	clock_set_ms(now + 1095 * DAY_MS - 1);
	tap_ok(store_draft_delete(s, id, &seq, SV(""), 1095, &err) == RC_DENIED && strstr(err.text, "1095") != NULL, "what was declared is kept for its time");
	clock_set_ms(now + 1095 * DAY_MS);
	tap_ok(store_draft_delete(s, id, &seq, SV(""), 1095, &err) == RC_OK, "and no longer");
	clock_set_ms(0);
}

static void test_messages(struct store *s)
{
	static const char *const never[] = {
		"UPDATE outbox SET bytes = x'00'", "UPDATE outbox SET sha256 = ''", "DELETE FROM outbox", "UPDATE receipt SET bytes = x'00'",
		"UPDATE receipt SET sha256 = ''", "DELETE FROM receipt",
	};
	struct err err = {0};
	char sql[256];
	int64_t id = kit_new(s);

	snprintf(sql, sizeof sql, "INSERT INTO outbox (draft, msg_no, route, state, bytes, sha256, queued_at) VALUES (%lld, 'm2', 'x', 'sent', x'61',"
		 " 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 1)", (long long)id);
	tap_ok(kit_sql(s, sql) == RC_OK && kit_sql(s, "UPDATE outbox SET state = 'done', tries = 1, last_error = 'x'") == RC_OK, "a message is sent");
	tap_ok(kit_sql(s, "INSERT INTO receipt (layer, kind, code, at, sha256, bytes, got_at) VALUES ('x', 'y', 'z', 1,"
		       " 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', x'61', 1)") == RC_OK, "an answer comes");
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		tap_ok(kit_sql(s, never[i]) != RC_OK, "refused: %s", never[i]);
	snprintf(sql, sizeof sql, "UPDATE receipt SET draft = %lld, matched_by = 'seq_no'", (long long)id);
	tap_ok(kit_sql(s, sql) == RC_OK && store_check_all(s, &err) == RC_OK, "it finds its draft: %s", err.text);
	kit_sql(s, "DROP TRIGGER outbox_update; UPDATE outbox SET bytes = x'62'");
	tap_ok(store_check_all(s, &err) == RC_PARSE, "a message that changed is found");
	kit_sql(s, "UPDATE outbox SET bytes = x'61'; DROP TRIGGER receipt_update; UPDATE receipt SET bytes = x'62'");
	tap_ok(store_check_all(s, &err) == RC_PARSE, "an answer too");
	kit_sql(s, "UPDATE receipt SET bytes = x'61'");
}

static unsigned mode_of(const char *path)
{
	struct stat st = {0};

	stat(path, &st);
	return st.st_mode & 07777;
}

static void test_backup(const char *dir)
{
	char *home = file_join(dir, "b"), *other = file_join(dir, "c"), *file = file_join(dir, "backup"), *file2 = file_join(dir, "backup2");
	struct store *s = kit_open(home), *reader;
	struct store_backup b;
	struct err err = {0};
	char sha256[STORE_SHA256_LEN + 1];
	int64_t id, imported;

	id = used(s, 1800000000000, false);
	store_blob_put(s, SV("<a/>"), sha256, &err);
	store_draft_new(s, &(struct store_draft){.type = SV("dec"), .original = sv_of(sha256)}, NULL, 0, &imported, &err);
	store_begin(s, &err);
	store_blob_put(s, SV("<small/>"), sha256, &err);
	store_draft_new(s, &(struct store_draft){.type = SV("dec"), .original = sv_of(sha256)}, NULL, 0, &imported, &err);
	store_commit(s, &err);
	tap_ok(store_backup(s, file, &b, &err) == RC_OK && b.n_draft == 3 && b.n_blob == 3 && b.n_bad == 0, "a backup: %s", err.text);
	tap_ok((mode_of(file) & 077) == 0, "that is its owner's");
	tap_ok(store_backup(s, file, &b, &err) == RC_EXISTS && b.n_draft == 0 && strstr(err.text, file) != NULL, "not over another");
	store_open(home, STORE_READ, &reader, NULL);
	tap_ok(store_backup(reader, file2, &b, &err) == RC_OK, "also by one who only reads: %s", err.text);
	store_close(reader);
	unlink(file2);
	tap_ok(store_restore(home, file, &b, &err) == RC_EXISTS && strstr(err.text, home) != NULL, "not over a store");
	chmod(file, 0400);
	tap_ok(store_restore(other, file, &b, &err) == RC_OK && b.n_draft == 3 && b.n_blob == 3 && b.n_bad == 0, "restored: %s", err.text);
	struct store *t = kit_open(other);
	char *was = kit_dump(s, id), *is = kit_dump(t, id);
	tap_text(is, was, "every row");
	tap_ok(store_check_all(t, &err) == RC_OK && rows_of(t, "step") == rows_of(s, "step") && rows_of(t, "sqlite_schema") == rows_of(s, "sqlite_schema"),
	       "whole: %s", err.text);
	store_close(t);
	unlink(file);
	store_blob_put(s, SV("<b/>"), sha256, &err);
	store_draft_new(s, &(struct store_draft){.type = SV("dec"), .original = sv_of(sha256)}, NULL, 0, &imported, &err);
	struct str path = {0};
	str_addf(&path, "%s/blobs/%.2s/%s", home, sha256, sha256);
	unlink(str_z(&path));
	tap_ok(store_backup(s, file, &b, &err) == RC_OK && b.n_draft == 4 && b.n_blob == 3 && b.n_bad == 1, "what is missing is counted: %s", err.text);
	tmpdir_free(other);
	other = file_join(dir, "c");
	tap_ok(store_restore(other, file, &b, &err) == RC_OK && b.n_bad == 1 && b.n_draft == 4, "and again: %s", err.text);
	store_close(s);
	str_clear(&path);
	mem_free(was);
	mem_free(is);
	mem_free(home);
	mem_free(other);
	mem_free(file);
	mem_free(file2);
}

static bool refused(const char *home, const char *file, enum rc want)
{
	struct store_backup b;
	struct err err = {0};
	char *path = file_join(home, "yulu.sqlite"), *part = file_join(home, "yulu.sqlite.part");
	enum rc rc = store_restore(home, file, &b, &err);
	bool clean = !file_exists(path) && !file_exists(part);

	if (rc != want)
		printf("# %d %s\n", (int)rc, err.text);
	mem_free(path);
	mem_free(part);
	return rc == want && clean && err.text[0] != '\0';
}

/* The database FILE, changed by SQL. */
static void harm(const char *file, const char *sql)
{
	struct db *db;

	db_open(file, DB_WRITE | DB_ALONE, &db, NULL);
	db_exec(db, sql, NULL);
	db_close(db);
}

static void test_bad_backups(const char *dir)
{
	static const struct {
		const char *sql;
		enum rc want;
		const char *name;
	} bad[] = {
		{"UPDATE blob SET bytes = x'00' WHERE rowid = 1", RC_PARSE, "a blob that changed"},
		{"DROP TABLE blob", RC_PARSE, "a store that is no backup"},
		{"UPDATE draft SET base_hash = base_hash + 1 WHERE base_hash IS NOT NULL", RC_PARSE, "a draft that is not whole"},
		{"PRAGMA user_version = 99", RC_DENIED, "of a newer version"},
		{"PRAGMA application_id = 1", RC_PARSE, "of another program"},
	};
	char *home = file_join(dir, "d"), *empty = file_join(dir, "e"), *file = file_join(dir, "backup3");
	struct store *s = kit_open(home);
	struct store_backup b;
	struct err err = {0};

	used(s, 1800000000000, false);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		unlink(file);
		store_backup(s, file, &b, &err);
		harm(file, bad[i].sql);
		tap_ok(refused(empty, file, bad[i].want), "not restored: %s", bad[i].name);
	}
	file_write(file, SV("nothing of the kind, but long enough that it could have been a header of one, or so it seems at first sight"), 0600, NULL);
	tap_ok(refused(empty, file, RC_PARSE), "no database");
	unlink(file);
	tap_ok(refused(empty, file, RC_NOTFOUND), "no file");
	tap_ok(store_backup(s, "/nowhere/at/all", &b, &err) != RC_OK && err.text[0] != '\0', "a backup to nowhere");
	unlink(file);
	store_close(s);
	mem_free(home);
	mem_free(empty);
	mem_free(file);
}

int main(void)
{
	char *dir = tmpdir_new(), *home = file_join(dir, "a");
	struct store *s = kit_open(home);

	test_purge(s);
	test_declared(s);
	test_messages(s);
	store_close(s);
	test_backup(dir);
	test_bad_backups(dir);
	mem_free(home);
	tmpdir_free(dir);
	return tap_done();
}
