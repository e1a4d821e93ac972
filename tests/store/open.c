#include "store/kit.h"

#include <sys/wait.h>
#include <unistd.h>

static void test_body(void)
{
	struct store_cell cell[] = {
		{SV("b"), SV("a\tb\nc\\d"), 'c'}, {SV("+DecList"), SV("<X>\n</X>"), 'i'}, {SV("a"), SV(""), 0}, {SV("@Version"), SV("3.1"), 0},
	}, *got;
	static const char *const bad[] = {"a\t\tx", "a\tx\n", "a\tcd\tx\n", "\t\tx\n", "a\t\tx\\q\n", "a\t\tx\\\n", "a\t\tx\ty\n", "b\t\t1\na\t\t2\n", "a\t\t1\na\t\t2\n", "\n"};
	struct str body = {0};
	struct arena arena = {0};
	struct err err = {0};
	size_t n;

	store_body_write(cell, 4, &body);
	tap_text(str_z(&body), "+DecList\ti\t<X>\\n</X>\n@Version\t\t3.1\na\t\t\nb\tc\ta\\tb\\nc\\\\d\n", "a body is sorted lines, escaped");
	tap_ok(store_body_read(str_sv(&body), &arena, &got, &n, &err) == RC_OK && n == 4, "and read again");
	for (size_t i = 0; i < n; i++)
		tap_ok(sv_eq(got[i].path, cell[i].path) && sv_eq(got[i].value, cell[i].value) && got[i].mark == cell[i].mark, "cell %zu is alike", i);
	tap_ok(store_body_read((struct sv){0}, &arena, &got, &n, &err) == RC_OK && n == 0, "an empty row");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		tap_ok(store_body_read(sv_of(bad[i]), &arena, &got, &n, &err) == RC_PARSE && got == NULL && n == 0 && err.text[0] != '\0',
		       "no body: %zu", i + 1);
	str_clear(&body);
	arena_free(&arena);
}

static void test_open(const char *home)
{
	struct store *s, *two;
	struct err err = {0};
	int64_t before, after;

	tap_ok(store_open(home, STORE_READ, &s, &err) != RC_OK && s == NULL, "what is read must be there");
	tap_ok(store_open(home, STORE_WRITE, &s, &err) == RC_OK, "a store is made with its directory");
	store_close(s);
	s = kit_open(home);
	tap_ok(store_check_all(s, &err) == RC_OK, "a fresh store is whole");
	tap_ok(store_open(home, STORE_READ, &two, &err) == RC_OK, "a second one beside it");
	store_data_version(two, &before, &err);
	int64_t id = kit_new(s);
	store_data_version(two, &after, &err);
	tap_ok(id == 1 && before != after, "data_version tells of another's writing");
	store_data_version(two, &before, &err);
	tap_ok(before == after, "and of nothing else");
	tap_ok(store_draft_delete(two, id, &(int64_t){0}, SV("示例"), 0, &err) == RC_DENIED, "a store opened to read is not written");
	store_close(two);
	store_close(s);
	store_close(NULL);
}

static void test_refusals(const char *home)
{
	char *path = file_join(home, "yulu.sqlite");
	struct store *s = kit_open(home);
	struct err err = {0};

	kit_sql(s, "PRAGMA user_version = 999");
	store_close(s);
	tap_ok(store_open(home, STORE_WRITE, &s, &err) == RC_DENIED && s == NULL && strstr(err.text, "999") != NULL, "a newer store is not written");
	tap_ok(store_open(home, STORE_READ, &s, &err) == RC_OK, "but read");
	store_close(s);
	unlink(path);
	struct db *db;
	db_open(path, DB_WRITE, &db, NULL);
	db_exec(db, "CREATE TABLE other (x)", NULL);
	db_close(db);
	tap_ok(store_open(home, STORE_WRITE, &s, &err) == RC_PARSE && store_open(home, STORE_READ, &s, &err) == RC_PARSE && strstr(err.text, path) != NULL,
	       "another program's database is left alone");
	file_write(path, SV("this is no database at all, but it is long enough to be looked at as a header of one ...............\n"), 0600, NULL);
	tap_ok(store_open(home, STORE_WRITE, &s, &err) == RC_PARSE && s == NULL, "a damaged file");
	unlink(path);
	tap_ok(store_open("/dev/null/home", STORE_WRITE, &s, &err) != RC_OK && s == NULL && strstr(err.text, "/dev/null") != NULL, "a home that cannot be");
	tap_ok(store_network_fs(0x6969) != NULL && store_network_fs(0xFF534D42) != NULL && store_network_fs(0xEF53) == NULL &&
	       store_network_fs(0xFFFFFFFFFF534D42UL) != NULL, "network file systems are known, signed or not");
	mem_free(path);
}

/* Opened as nobody where only the owner may write. */
static void test_read_only_home(const char *home)
{
	int status = 1;
	pid_t pid;

	struct store *made = kit_open(home);
	kit_new(made);
	store_close(made);
	chmod(home, 0555);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		struct store *s;
		struct err err = {0};
		int64_t n = 0;

		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(2);
		if (store_open(home, STORE_WRITE, &s, &err) != RC_DENIED || strstr(err.text, home) == NULL)
			_exit(1);
		if (store_open(home, STORE_READ, &s, &err) != RC_OK || store_tally(s, SV("draft"), (struct sv){0}, &n, &err) != RC_OK || n != 1)
			_exit(3);
		store_close(s);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	chmod(home, 0755);
	tap_ok(status == 0, "a home that may only be read is read (%d)", status);
}

static unsigned mode_of(const char *home, const char *name)
{
	char *path = file_join(home, name);
	struct stat st = {0};

	stat(path, &st);
	mem_free(path);
	return st.st_mode & 07777;
}

static void test_shared(const char *home)
{
	mode_t mask = umask(077);
	char sha256[STORE_SHA256_LEN + 1], blob[16 + STORE_SHA256_LEN];
	struct store_holder holder;
	struct arena arena = {0};
	struct store *s = kit_open(home);

	tap_ok(mode_of(home, "yulu.sqlite") == 0600, "a store is its owner's");
	store_close(s);
	tmpdir_free(mem_strdup(home));
	mkdir(home, 0700);
	chmod(home, 02770);
	s = kit_open(home);
	kit_new(s);
	store_lock(s, 1, SV(""), SV(""), &arena, &holder, NULL);
	store_blob_put(s, SV("x"), sha256, NULL);
	snprintf(blob, sizeof blob, "blobs/%.2s/%s", sha256, sha256);
	tap_ok(mode_of(home, "yulu.sqlite") == 0660 && mode_of(home, "yulu.sqlite-wal") == 0660 && mode_of(home, "yulu.sqlite-shm") == 0660 &&
	       mode_of(home, "locks") == 0660 && mode_of(home, "blobs") == 02770 && mode_of(home, blob) == 0660, "in a home of the group, the group's");
	store_close(s);
	arena_free(&arena);
	umask(mask);
}

static void test_full(const char *home)
{
	struct store *s = kit_open(home);
	struct store_row big = {1, 0, SV(""), 0, {0}};
	struct store_draft d = {.type = SV("dec")};
	struct str body = {0};
	struct err err = {0};
	int64_t id, n;

	str_adds(&body, "a\t\t");
	for (int i = 0; i < 400000; i++)
		str_addc(&body, 'x');
	str_addc(&body, '\n');
	big.body = str_sv(&body);
	kit_sql(s, "PRAGMA max_page_count = 40");
	tap_ok(store_draft_new(s, &d, &big, 1, &id, &err) == RC_FULL && id == 0 && err.text[0] != '\0', "a full disk");
	store_tally(s, SV("draft"), SV("dec"), &n, &err);
	tap_ok(n == 0 && store_check_all(s, &err) == RC_OK, "and nothing of it stays");
	store_close(s);
	str_clear(&body);
}

static void test_migrate(const char *home)
{
	static const char *const v1[] = {"CREATE TABLE a (x)"};
	static const char *const v2[] = {"CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)"};
	static const char *const broken[] = {"", "", "CREATE TABLE b (x); NONSENSE"};
	char *path, *copy, *copy2;
	struct db *db;
	struct err err = {0};

	file_mkdirs(home, 0700, NULL);
	path = file_join(home, "m.sqlite");
	copy = file_join(home, "m.sqlite.v1");
	copy2 = file_join(home, "m.sqlite.v2");
	db_open(path, DB_WRITE, &db, NULL);
	tap_ok(store_migrate(db, v1, 1, &err) == RC_OK && !file_exists(copy), "a new store needs no copy");
	db_exec(db, "INSERT INTO a VALUES (7)", NULL);
	tap_ok(store_migrate(db, v2, 2, &err) == RC_OK && db_exec(db, "SELECT y FROM a", &err) == RC_OK, "version 1 becomes version 2");
	tap_ok(store_migrate(db, v2, 2, &err) == RC_OK && db_exec(db, "CREATE UNIQUE INDEX one ON a (x)", &err) == RC_OK, "once");
	tap_ok(store_migrate(db, broken, 3, &err) != RC_OK && db_exec(db, "SELECT * FROM b", NULL) != RC_OK && file_exists(copy2) &&
	       store_migrate(db, v2, 2, &err) == RC_OK, "a migration that fails leaves the old version");
	tap_ok(store_migrate(db, v1, 1, &err) == RC_DENIED, "and there is no way back");
	db_close(db);
	tap_ok(db_open(copy, DB_READ, &db, &err) == RC_OK && db_exec(db, "SELECT x FROM a", &err) == RC_OK &&
	       db_exec(db, "SELECT y FROM a", NULL) != RC_OK, "the copy holds what was before");
	db_close(db);
	mem_free(path);
	mem_free(copy);
	mem_free(copy2);
}

int main(void)
{
	char *dir = tmpdir_new();
	char *home[6];

	chmod(dir, 0755);
	for (int i = 0; i < 6; i++)
		home[i] = file_join(dir, (const char *const[]){"a", "b", "c", "d", "e", "f"}[i]);
	test_body();
	test_open(home[0]);
	test_refusals(home[1]);
	test_read_only_home(home[2]);
	test_full(home[3]);
	test_migrate(home[4]);
	test_shared(home[5]);
	for (int i = 0; i < 6; i++)
		mem_free(home[i]);
	tmpdir_free(dir);
	return tap_done();
}
