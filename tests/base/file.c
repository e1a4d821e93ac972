#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/tmpdir.h"
#include "tap.h"

static void test_read(const char *dir)
{
	char *path = file_join(dir, "a"), *absent = file_join(dir, "absent"), *below = file_join(path, "b");
	struct str s = {0}, small = STR_INIT(3);
	struct err err = {0};

	tap_ok(file_write(path, SV("12345"), 0600, &err) == RC_OK, "a file to read");
	tap_ok(file_read(path, 5, &s, &err) == RC_OK && sv_is(str_sv(&s), "12345"), "file_read");
	tap_ok(file_read(path, 4, &s, &err) == RC_LIMIT && s.len_b == 0, "larger than allowed");
	tap_ok(strstr(err.text, path) != NULL && strstr(err.text, "4 bytes") != NULL, "says which file and how much");
	tap_ok(file_read(path, 100, &small, &err) == RC_LIMIT && small.len_b == 0, "larger than the text can hold");
	tap_ok(file_read(absent, 5, &s, &err) == RC_NOTFOUND, "absent");
	tap_ok(file_read(below, 5, &s, &err) == RC_NOTFOUND, "below a file");
	tap_ok(file_read(dir, 5, &s, &err) == RC_IO && strstr(err.text, "directory") != NULL, "a directory");
	tap_ok(file_read("/proc/self/stat", 1 << 20, &s, &err) == RC_OK && s.len_b > 10, "a file without a size");
	tap_ok(file_read("/dev/zero", 100000, &s, &err) == RC_LIMIT, "a file without an end");
	tap_ok(file_read("/dev/null", 0, &s, NULL) == RC_OK && s.len_b == 0, "an empty one with room for nothing");
	if (geteuid() != 0) {
		chmod(path, 0);
		tap_ok(file_read(path, 5, &s, &err) == RC_DENIED, "no permission");
	}
	str_clear(&s);
	str_clear(&small);
	mem_free(path);
	mem_free(absent);
	mem_free(below);
}

static void test_stdin(void)
{
	int pipe_fd[2], saved = dup(STDIN_FILENO);
	struct str s = {0};

	if (pipe(pipe_fd) != 0 || write(pipe_fd[1], "from a pipe", 11) != 11)
		printf("# no pipe\n");
	close(pipe_fd[1]);
	dup2(pipe_fd[0], STDIN_FILENO);
	close(pipe_fd[0]);
	tap_ok(file_read("-", 100, &s, NULL) == RC_OK && sv_is(str_sv(&s), "from a pipe"), "- is standard input");
	dup2(saved, STDIN_FILENO);
	close(saved);
	str_clear(&s);
}

static size_t count_names(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void test_write(const char *dir)
{
	char *path = file_join(dir, "w"), *link = file_join(dir, "link"), *lost = file_join(dir, "no/such/w");
	struct str s = {0};
	struct stat st;
	struct err err = {0};

	umask(022);
	tap_ok(file_write(path, SV("one"), 0666, &err) == RC_OK && stat(path, &st) == 0 && (st.st_mode & 0777) == 0644,
	       "a new file has its mode less the umask");
	chmod(path, 0600);
	tap_ok(file_write(path, SV("second"), 0666, &err) == RC_OK && stat(path, &st) == 0 && (st.st_mode & 0777) == 0600,
	       "a replaced one keeps its own");
	tap_ok(symlink("w", link) == 0 && file_write(link, SV("through"), 0666, &err) == RC_OK && lstat(link, &st) == 0 &&
	       S_ISLNK(st.st_mode), "a link stays a link");
	tap_ok(file_read(path, 100, &s, NULL) == RC_OK && sv_is(str_sv(&s), "through"), "and its target is replaced");
	tap_ok(file_write(path, (struct sv){0}, 0666, &err) == RC_OK && file_read(path, 9, &s, NULL) == RC_OK && s.len_b == 0,
	       "nothing can be written too");
	tap_ok(file_write(lost, SV("x"), 0666, &err) == RC_NOTFOUND && strstr(err.text, lost) != NULL, "no such directory");
	tap_ok(file_write(dir, SV("x"), 0666, &err) == RC_IO, "onto a directory");
	tap_ok(count_names(dir) == 2, "no temporary file is left");
	str_clear(&s);
	mem_free(path);
	mem_free(link);
	mem_free(lost);
}

/* A pipe of the test's own stands for all that is no file: a real device would
 * be lost if this went wrong. */
static void test_through(const char *dir)
{
	char *path = file_join(dir, "pipe"), got[8] = "";
	struct stat st;
	struct err err = {0};
	int fd = -1;

	if (mkfifo(path, 0600) == 0)
		fd = open(path, O_RDONLY | O_NONBLOCK);
	tap_ok(fd >= 0 && file_write(path, SV("through"), 0666, &err) == RC_OK && read(fd, got, 7) == 7, "a pipe is written to");
	tap_text(got, "through", "what comes out of it");
	tap_ok(stat(path, &st) == 0 && S_ISFIFO(st.st_mode), "it is not replaced");
	close(fd);
	remove(path);
	mem_free(path);
}

/* A child that may write 3 bytes a file tries to write 6. */
static void test_full(const char *dir)
{
	char *path = file_join(dir, "w");
	struct str s = {0};
	size_t before;
	int status = 0;
	pid_t pid;

	file_write(path, SV("old"), 0600, NULL);
	before = count_names(dir);
	pid = fork();
	if (pid == 0) {
		struct rlimit limit = {3, 3};

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(file_write(path, SV("newer!"), 0600, NULL) == RC_FULL ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "no room: RC_FULL");
	tap_ok(file_read(path, 9, &s, NULL) == RC_OK && sv_is(str_sv(&s), "old"), "the old content stands");
	tap_ok(count_names(dir) == before, "nothing is left beside it");
	str_clear(&s);
	mem_free(path);
}

static void test_dirs(const char *dir)
{
	char *deep = file_join(dir, "x/y//z"), *under = file_join(dir, "a/b"), *plain = file_join(dir, "a");
	struct err err = {0};

	tap_ok(!file_exists(deep) && file_mkdirs(deep, 0755, &err) == RC_OK && file_exists(deep), "file_mkdirs makes all");
	tap_ok(file_mkdirs(deep, 0755, &err) == RC_OK, "and is content when they are there");
	file_write(plain, SV("x"), 0600, NULL);
	tap_ok(file_mkdirs(plain, 0755, &err) == RC_EXISTS && strstr(err.text, plain) != NULL, "a file is in the way");
	tap_ok(file_mkdirs(under, 0755, &err) == RC_EXISTS, "also further up");
	tap_ok(file_mkdirs("/proc/none/x", 0755, &err) != RC_OK, "where nothing can be made");
	mem_free(deep);
	mem_free(under);
	mem_free(plain);
}

static void check_join(const char *dir, const char *name, const char *want)
{
	char *p = file_join(dir, name);

	tap_text(p, want, want);
	mem_free(p);
}

int main(void)
{
	char *dir = tmpdir_new();

	test_read(dir);
	test_stdin();
	tmpdir_free(dir);
	dir = tmpdir_new();
	test_write(dir);
	test_through(dir);
	test_full(dir);
	test_dirs(dir);
	tmpdir_free(dir);
	check_join("a", "b", "a/b");
	check_join("a/", "b", "a/b");
	check_join("/", "b", "/b");
	check_join("", "b", "b");
	return tap_done();
}
