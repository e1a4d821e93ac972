/* Hashes, blobs, and what becomes of those that nothing names. */
#include "store/kit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/day.h"

enum { DAY = 86400000 };

static void hash_is(struct sv bytes, const char *want, const char *name)
{
	char hex[STORE_SHA256_LEN + 1];

	store_sha256(bytes, hex);
	tap_text(hex, want, name);
	store_sha256_with(store_sha256_is_fast(), bytes, hex);
	tap_text(hex, want, "the same the fast way");
}

/* FIPS 180-4 and its examples; the lengths around the padding by sha256sum. */
static void test_hash(void)
{
	static const char a[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	struct str million = {0};

	hash_is(SV(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "nothing");
	hash_is((struct sv){0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "less than nothing");
	hash_is(SV("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc");
	hash_is(SV("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "56 bytes");
	hash_is((struct sv){a, 55}, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318", "55 bytes");
	hash_is((struct sv){a, 63}, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34", "63 bytes");
	hash_is((struct sv){a, 64}, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb", "64 bytes");
	for (int i = 0; i < 1000000; i++)
		str_addc(&million, 'a');
	hash_is(str_sv(&million), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", "a million bytes");
	str_clear(&million);
}

static char *path_of(const char *home, const char *sha256)
{
	struct str path = {0};

	str_addf(&path, "%s/blobs/%.2s/%s", home, sha256, sha256);
	return str_take(&path);
}

static void age(const char *path, int days)
{
	struct timespec t[2] = {{.tv_sec = clock_now_ms() / 1000 - (int64_t)days * (DAY / 1000)}};

	t[1] = t[0];
	utimensat(AT_FDCWD, path, t, 0);
}

static void test_put(const char *home)
{
	struct store *s = kit_open(home), *reader;
	struct str out = {0};
	struct err err = {0};
	char sha256[STORE_SHA256_LEN + 1], again[STORE_SHA256_LEN + 1];

	tap_ok(store_blob_put(s, SV("示例\0x"), sha256, &err) == RC_OK && store_blob_put(s, SV("示例\0x"), again, &err) == RC_OK && strcmp(sha256, again) == 0,
	       "put, and once more: %s", err.text);
	tap_ok(store_blob_get(s, sv_of(sha256), &out, &err) == RC_OK && sv_eq(str_sv(&out), SV("示例\0x")), "the bytes are back");
	char *path = path_of(home, sha256);
	file_write(path, SV("示例\0y"), 0600, NULL);
	tap_ok(store_blob_get(s, sv_of(sha256), &out, &err) == RC_PARSE && str_sv(&out).n == 0 && strstr(err.text, path) != NULL, "others are not taken for them");
	tap_ok(store_blob_put(s, SV("示例\0x"), again, &err) == RC_OK && store_blob_get(s, sv_of(sha256), &out, &err) == RC_OK, "but replaced");
	tap_ok(store_blob_get(s, SV("../../yulu.sqlite"), &out, &err) == RC_NOTFOUND && store_blob_get(s, SV(""), &out, &err) == RC_NOTFOUND &&
	       store_blob_get(s, (struct sv){sha256, 63}, &out, &err) == RC_NOTFOUND, "no name that is none");
	tap_ok(store_blob_put(s, SV(""), again, &err) == RC_OK && store_blob_get(s, sv_of(again), &out, &err) == RC_OK && str_sv(&out).n == 0, "no bytes are bytes");
	tap_ok(store_blob_put(s, (struct sv){"x", (size_t)STORE_BLOB_MAX_B + 1}, again, &err) == RC_LIMIT && again[0] == '\0', "too many");
	store_open(home, STORE_READ, &reader, NULL);
	tap_ok(store_blob_put(reader, SV("z"), again, &err) == RC_DENIED, "a reader puts nothing");
	store_close(reader);
	mem_free(path);
	str_clear(&out);
	store_close(s);
}

/* A disk without room for more than 4 KiB a file. */
static void test_full(const char *home)
{
	struct store *s = kit_open(home);
	struct err err = {0};
	struct str big = {0};
	char sha256[STORE_SHA256_LEN + 1];
	int status = 1;

	for (int i = 0; i < 10000; i++)
		str_addc(&big, 'x');
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){4096, 4096});
		_exit(store_blob_put(s, str_sv(&big), sha256, &err) != RC_OK && sha256[0] == '\0' && strstr(err.text, home) != NULL ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	store_sha256(str_sv(&big), sha256);
	char *path = path_of(home, sha256);
	tap_ok(status == 0 && !file_exists(path), "a blob that finds no room is not there in part");
	mem_free(path);
	str_clear(&big);
	store_close(s);
}

static void test_collect(const char *home)
{
	struct store *s = kit_open(home);
	struct arena arena = {0};
	struct err err = {0};
	char name[5][STORE_SHA256_LEN + 1], *path[5];
	int64_t id = kit_new(s), seq;
	size_t n;

	for (int i = 0; i < 5; i++) {
		store_blob_put(s, (struct sv){"01234" + i, 1}, name[i], &err);
		path[i] = path_of(home, name[i]);
	}
	struct store_file f = {.row = 2, .name = SV("a.pdf"), .sha256 = sv_of(name[0])};
	struct store_change c = store_file_change(NULL, &f, &arena);
	store_edit(s, &(struct store_edit){.draft = id, .change = &c, .n_change = 1}, &seq, &err);
	store_undo(s, &(struct store_edit){.draft = id, .seq = 1}, &seq, &err);
	store_draft_new(s, &(struct store_draft){.type = SV("dec"), .original = sv_of(name[1])}, NULL, 0, &id, &err);
	for (int i = 0; i < 4; i++)
		age(path[i], 31);
	struct str half = {0}, unnamed = {0};
	str_addf(&half, "%s.77", path[2]);
	str_addf(&unnamed, "%s.old", path[4]);
	file_write(str_z(&half), SV("x"), 0600, NULL);
	age(str_z(&half), 31);
	rename(path[4], str_z(&unnamed));
	store_blob_need(s, sv_of(name[3]), &err);
	tap_ok(store_blob_gc(s, clock_now_ms(), 30, &n, &err) == RC_OK && n == 1, "one of five is nobody's: %s", err.text);
	tap_ok(file_exists(path[0]) && file_exists(path[1]) && !file_exists(path[2]) && file_exists(path[3]), "not what the journal names, nor what came, nor what is young");
	tap_ok(!file_exists(str_z(&half)) && file_exists(path[4]) && !file_exists(str_z(&unnamed)), "what a process left behind is put in order");
	tap_ok(store_blob_gc(s, clock_now_ms() + 31LL * DAY, 30, &n, &err) == RC_OK && n == 2 && store_check_all(s, &err) == RC_OK, "later the others: %s", err.text);
	unlink(path[0]);
	tap_ok(store_check_all(s, &err) == RC_PARSE && strstr(err.text, name[0]) != NULL, "one that is missing is found");
	for (int i = 0; i < 5; i++)
		mem_free(path[i]);
	str_clear(&half);
	str_clear(&unnamed);
	arena_free(&arena);
	store_close(s);
}

int main(void)
{
	char *dir = tmpdir_new(), *a = file_join(dir, "a"), *b = file_join(dir, "b");

	test_hash();
	test_put(a);
	test_full(a);
	test_collect(b);
	mem_free(a);
	mem_free(b);
	tmpdir_free(dir);
	return tap_done();
}
