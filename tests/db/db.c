#include "db/db.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/tmpdir.h"
#include "tap.h"

/* The one text the statement gives, "-" for none. */
static void ask(struct db *db, const char *sql, const char *want, const char *name)
{
	sqlite3_stmt *st;
	struct str got = {0};
	struct err err = {0};

	if (db_prepare(db, sql, &st, &err) != RC_OK)
		str_adds(&got, err.text);
	else if (sqlite3_step(st) == SQLITE_ROW)
		str_add(&got, db_column_sv(st, 0));
	else
		str_addc(&got, '-');
	if (st != NULL)
		sqlite3_reset(st);
	tap_text(str_z(&got), want, name);
	str_clear(&got);
}

static int defensive_flag(struct db *db, int which)
{
	int on = -1;

	sqlite3_db_config(db_handle(db), which, -1, &on);
	return on;
}

static void test_open(const char *path)
{
	struct db *db;
	struct err err = {0};

	tap_ok(db_open(path, DB_READ, &db, &err) == RC_NOTFOUND && db == NULL && strstr(err.text, path) != NULL,
	       "what is read must be there");
	tap_ok(db_open(path, 0, &db, &err) == RC_USAGE && db_open(path, DB_WRITE | DB_IMMUTABLE, &db, &err) == RC_USAGE &&
	       db_open(path, DB_IMMUTABLE, &db, &err) == RC_USAGE && db == NULL, "modes that make no sense");
	tap_ok(db_open(path, DB_WRITE, &db, &err) == RC_OK, "a database is made");
	ask(db, "PRAGMA journal_mode", "wal", "WAL");
	ask(db, "PRAGMA synchronous", "2", "synchronous=FULL");
	ask(db, "PRAGMA foreign_keys", "0", "foreign keys off");
	ask(db, "PRAGMA busy_timeout", "5000", "a busy timeout");
	tap_ok(defensive_flag(db, SQLITE_DBCONFIG_DEFENSIVE) == 1 && defensive_flag(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA) == 0,
	       "defensive, schema not trusted");
	tap_text(db_path(db), path, "db_path");
	tap_ok(db_exec(db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT; INSERT INTO t VALUES (1, '示例')",
		       &err) == RC_OK, "db_exec runs several statements");
	db_close(db);
	db_close(NULL);
}

static void test_statements(const char *path)
{
	struct db *db;
	sqlite3_stmt *a, *b;
	struct err err = {0};
	char sql[64];
	bool same = true;

	db_open(path, DB_WRITE, &db, NULL);
	tap_ok(db_prepare(db, "SELECT ?1", &a, &err) == RC_OK && db_bind_sv(a, 1, SV("报关")) == SQLITE_OK &&
	       sqlite3_step(a) == SQLITE_ROW && sv_is(db_column_sv(a, 0), "报关"), "db_bind_sv and db_column_sv");
	snprintf(sql, sizeof sql, "SELECT ?1");
	tap_ok(db_prepare(db, sql, &b, &err) == RC_OK && b == a && !sqlite3_stmt_busy(b), "kept by text, reset");
	tap_ok(sqlite3_step(b) == SQLITE_ROW && db_column_sv(b, 0).n == 0 && sqlite3_column_type(b, 0) == SQLITE_NULL, "and unbound");
	sqlite3_reset(b);
	db_bind_sv(b, 1, (struct sv){0});
	tap_ok(sqlite3_step(b) == SQLITE_ROW && sqlite3_column_type(b, 0) == SQLITE_TEXT, "an empty text is no NULL");
	sqlite3_reset(b);
	for (int i = 0; i < 500; i++) {
		snprintf(sql, sizeof sql, "SELECT %d", i);
		same = same && db_prepare(db, sql, &a, NULL) == RC_OK;
	}
	for (int i = 0; i < 500 && same; i++) {
		snprintf(sql, sizeof sql, "SELECT %d", i);
		same = db_prepare(db, sql, &a, NULL) == RC_OK && sqlite3_step(a) == SQLITE_ROW && sqlite3_column_int(a, 0) == i;
		sqlite3_reset(a);
	}
	tap_ok(same, "many statements are kept apart");
	tap_ok(db_prepare(db, "SELECT absent FROM t", &a, &err) == RC_INTERNAL && a == NULL &&
	       strstr(err.text, "no such column") != NULL && strstr(err.text, path) != NULL, "SQLite's words and the path: %s", err.text);
	tap_ok(db_prepare(db, " ", &a, &err) == RC_USAGE && a == NULL, "no statement");
	db_close(db);
}

static void test_transactions(const char *path)
{
	struct db *db, *other;
	struct err err = {0};

	db_open(path, DB_WRITE, &db, NULL);
	db_open(path, DB_WRITE, &other, NULL);
	sqlite3_busy_timeout(db_handle(other), 20);
	tap_ok(db_begin(db, &err) == RC_OK && db_exec(db, "INSERT INTO t VALUES (2, 'b')", &err) == RC_OK, "db_begin");
	tap_ok(db_begin(other, &err) == RC_BUSY && strstr(err.text, "another process") != NULL, "one writer at a time");
	ask(other, "SELECT count(*) FROM t", "1", "others read on");
	tap_ok(db_commit(db, &err) == RC_OK, "db_commit");
	ask(other, "SELECT count(*) FROM t", "2", "then they see it");
	db_begin(db, NULL);
	db_exec(db, "DELETE FROM t", NULL);
	db_rollback(db);
	ask(db, "SELECT count(*) FROM t", "2", "db_rollback takes back");
	db_rollback(db);
	tap_ok(db_begin(db, NULL) == RC_OK && db_begin(db, &err) == RC_INTERNAL, "no transaction inside another");
	db_rollback(db);
	tap_ok(db_commit(db, &err) == RC_INTERNAL, "nothing to commit");
	tap_ok(db_exec(db, "INSERT INTO t VALUES (1, 'c')", &err) == RC_EXISTS &&
	       db_exec(db, "INSERT INTO t VALUES (9, 'b')", &err) == RC_EXISTS, "what must be unique is there already");
	tap_ok(db_exec(db, "INSERT INTO t VALUES ('x', 'c')", &err) == RC_INTERNAL, "a wrong type");
	tap_ok(db_exec(db, "PRAGMA max_page_count = 5; CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
		       "SELECT i + 1 FROM n WHERE i < 999) SELECT i, randomblob(1000) FROM n", &err) == RC_FULL &&
	       strstr(err.text, "free some disk space") != NULL, "full, with the remedy");
	db_close(other);
	db_close(db);
}

static void test_read_only(const char *dir, const char *path)
{
	char *odd = file_join(dir, "a%41 ?#x=1&.db"), *none = file_join(dir, "no/such.db"), *shm = file_join(dir, "built.db-shm");
	char *built = file_join(dir, "built.db");
	struct str bytes = {0};
	struct db *db, *other;
	struct err err = {0};

	tap_ok(db_open(path, DB_READ, &db, &err) == RC_OK, "DB_READ");
	tap_ok(db_exec(db, "DELETE FROM t", &err) == RC_DENIED && strstr(err.text, "permissions") != NULL, "writes nothing");
	db_close(db);
	tap_ok(db_open(none, DB_WRITE, &db, &err) == RC_DENIED && db == NULL, "no such directory");
	file_read(path, 1 << 24, &bytes, NULL);
	file_write(odd, str_sv(&bytes), 0600, NULL);
	file_write(built, str_sv(&bytes), 0400, NULL);
	tap_ok(db_open(odd, DB_READ | DB_IMMUTABLE, &db, &err) == RC_OK, "any file name, immutable");
	ask(db, "SELECT name FROM t WHERE id = 1", "示例", "is read");
	db_close(db);
	tap_ok(db_open(built, DB_READ | DB_IMMUTABLE, &db, &err) == RC_OK, "a built table");
	ask(db, "SELECT name FROM t WHERE id = 1", "示例", "is read without");
	tap_ok(!file_exists(shm), "a -shm file");
	db_close(db);
	db_open(odd, DB_WRITE, &other, NULL);
	db_exec(other, "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE", NULL);
	tap_ok(db_open(odd, DB_READ | DB_IMMUTABLE, &db, &err) == RC_OK, "immutable asks for no lock");
	db_close(db);
	db_rollback(other);
	db_close(other);
	str_clear(&bytes);
	mem_free(odd);
	mem_free(none);
	mem_free(built);
	mem_free(shm);
}

static void test_damaged(const char *dir, const char *path)
{
	char *junk = file_join(dir, "junk.db"), *cut = file_join(dir, "cut.db");
	struct str s = {0};
	struct db *db;
	struct err err = {0};

	for (int i = 0; i < 500; i++)
		str_adds(&s, "this is no database ");
	file_write(junk, str_sv(&s), 0600, NULL);
	tap_ok(db_open(junk, DB_READ, &db, &err) == RC_PARSE && db == NULL && strstr(err.text, "restore it from a backup") != NULL,
	       "no database: what to do");
	tap_ok(db_open(junk, DB_WRITE, &db, &err) == RC_PARSE && db_open(junk, DB_READ | DB_IMMUTABLE, &db, &err) == RC_PARSE,
	       "in every mode");
	file_read(path, 1 << 24, &s, NULL);
	memset(s.s + 100, 0xAB, s.len_b - 100);
	file_write(cut, str_sv(&s), 0600, NULL);
	tap_ok(db_open(cut, DB_READ | DB_IMMUTABLE, &db, &err) == RC_PARSE, "a damaged one");
	str_clear(&s);
	mem_free(junk);
	mem_free(cut);
}

/* A database of which only one connection knows, and the copy of another in it. */
static void test_alone(const char *dir, const char *path)
{
	char *other = file_join(dir, "alone.db"), *log = file_join(dir, "alone.db-wal");
	struct db *from, *to, *reader;
	struct err err = {0};

	tap_ok(db_open(other, DB_READ | DB_ALONE, &to, &err) == RC_USAGE && to == NULL, "alone one writes");
	db_open(path, DB_WRITE, &from, &err);
	db_exec(from, "CREATE TABLE copied AS SELECT 7 AS x", &err);
	tap_ok(db_open(other, DB_WRITE | DB_ALONE, &to, &err) == RC_OK && db_copy(from, to, &err) == RC_OK, "a copy: %s", err.text);
	tap_ok(db_exec(to, "INSERT INTO copied VALUES (8)", &err) == RC_OK && !file_exists(log), "written without a log");
	db_close(to);
	tap_ok(db_open(other, DB_READ | DB_IMMUTABLE, &reader, &err) == RC_OK && db_exec(reader, "SELECT x FROM copied", &err) == RC_OK, "is one file: %s", err.text);
	tap_ok(db_copy(from, reader, &err) == RC_DENIED && err.text[0] != '\0', "that nobody writes to who only reads");
	db_close(reader);
	db_close(from);
	mem_free(other);
	mem_free(log);
}

static void leave(void)
{
	_exit(70);
}

/* SQLite may use 100 KB and is asked for 10 MB. */
static void test_exhausted(const char *path)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct db *db;

		mem_on_exhausted(leave);
		if (db_open(path, DB_WRITE, &db, NULL) == RC_OK) {
			sqlite3_hard_heap_limit64(sqlite3_memory_used() + 100000);
			db_exec(db, "SELECT length(randomblob(10000000) || 'x')", NULL);
		}
		_exit(1);
	}
	waitpid(pid, &status, 0);
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 70, "no memory ends as everywhere");
}

int main(void)
{
	char *dir = tmpdir_new(), *path = file_join(dir, "t.db");

	test_open(path);
	test_statements(path);
	test_transactions(path);
	test_read_only(dir, path);
	test_damaged(dir, path);
	test_alone(dir, path);
	test_exhausted(path);
	mem_free(path);
	tmpdir_free(dir);
	return tap_done();
}
