#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

enum { READ_STEP_B = 64 * 1024 };

static enum rc too_large(const char *path, size_t max_b, struct err *err)
{
	return err_set(err, RC_LIMIT, _("%s is larger than %zu bytes, which is the most that is read"), path, max_b);
}

/* size_b is what the file system says, only a hint. */
static enum rc read_all(int fd, const char *path, size_t size_b, size_t max_b, struct str *out, struct err *err)
{
	for (;;) {
		size_t left = max_b - out->len_b;
		size_t step = size_b > out->len_b ? size_b - out->len_b : READ_STEP_B;
		ssize_t n;
		char *room, probe;

		if (step > left)
			step = left;
		room = step > 0 ? str_room(out, step) : &probe;
		if (room == NULL)
			return too_large(path, out->len_b, err);
		n = read(fd, room, step > 0 ? step : 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, _("cannot read %s"), path);
		if (n == 0)
			return RC_OK;
		if (step == 0)
			return too_large(path, max_b, err);
		str_wrote(out, (size_t)n);
	}
}

enum rc file_read(const char *path, size_t max_b, struct str *out, struct err *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	const char *name = is_stdin ? _("standard input") : path;
	struct stat st = {0};
	enum rc rc;
	int fd;

	str_reset(out);
	fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, _("cannot open %s"), name);
	if (fstat(fd, &st) != 0)
		rc = err_errno(err, _("cannot open %s"), name);
	else if (S_ISDIR(st.st_mode))
		rc = err_set(err, RC_IO, _("%s is a directory, not a file"), name);
	else if (S_ISREG(st.st_mode) && (uintmax_t)st.st_size > max_b)
		rc = too_large(name, max_b, err);
	else
		rc = read_all(fd, name, S_ISREG(st.st_mode) ? (size_t)st.st_size : 0, max_b, out, err);
	if (!is_stdin)
		close(fd);
	if (rc != RC_OK)
		str_reset(out);
	return rc;
}

static int write_all(int fd, struct sv bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	return 0;
}

static char *dup_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_strdup(".");
	return mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* A name is in the directory for good only after this. Some file systems
 * cannot do it and say EINVAL. */
static int sync_dir(const char *path)
{
	char *dir = dup_dir(path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), bad = 0;

	mem_free(dir);
	if (fd < 0)
		return errno == EACCES ? 0 : -1;
	if (fsync(fd) != 0 && errno != EINVAL)
		bad = -1;
	close(fd);
	return bad;
}

/* Opens a new file beside path; *tmp is yours. */
static int open_beside(const char *path, unsigned mode, char **tmp)
{
	struct str name = {0};
	int fd = -1;

	for (unsigned i = 0; i < 1000 && fd < 0; i++) {
		str_reset(&name);
		str_addf(&name, "%s.%ld-%u.tmp", path, (long)getpid(), i);
		fd = open(str_z(&name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	*tmp = str_take(&name);
	return fd;
}

static enum rc replace(const char *path, struct sv bytes, unsigned mode, const struct stat *old, struct err *err)
{
	char *tmp = NULL;
	int fd = open_beside(path, mode, &tmp);
	enum rc rc = RC_OK;

	if (fd < 0) {
		rc = err_errno(err, _("cannot write %s"), path);
		goto out;
	}
	if ((old != NULL && fchmod(fd, old->st_mode & 07777) != 0) || write_all(fd, bytes) != 0 || fsync(fd) != 0) {
		rc = err_errno(err, _("cannot write %s"), path);
		close(fd);
		goto out_unlink;
	}
	if (close(fd) != 0 || rename(tmp, path) != 0) {
		rc = err_errno(err, _("cannot write %s"), path);
		goto out_unlink;
	}
	if (sync_dir(path) != 0)
		rc = err_errno(err, _("cannot write %s"), path);
	goto out;
out_unlink:
	unlink(tmp);
out:
	mem_free(tmp);
	return rc;
}

/* Pipes and devices are not replaced but written to. */
static enum rc write_through(const char *path, struct sv bytes, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int bad;

	if (fd < 0)
		return err_errno(err, _("cannot write %s"), path);
	bad = write_all(fd, bytes);
	if (bad != 0) {
		enum rc rc = err_errno(err, _("cannot write %s"), path);

		close(fd);
		return rc;
	}
	if (close(fd) != 0)
		return err_errno(err, _("cannot write %s"), path);
	return RC_OK;
}

enum rc file_write(const char *path, struct sv bytes, unsigned mode, struct err *err)
{
	struct stat st;
	char *real;
	enum rc rc;

	if (stat(path, &st) != 0)
		return replace(path, bytes, mode, NULL, err);
	if (S_ISDIR(st.st_mode))
		return err_set(err, RC_IO, _("%s is a directory, not a file"), path);
	if (!S_ISREG(st.st_mode))
		return write_through(path, bytes, err);
	real = realpath(path, NULL);	/* through a link, so that the link stays */
	if (real == NULL)
		return err_errno(err, _("cannot write %s"), path);
	rc = replace(real, bytes, mode, &st, err);
	mem_free(real);
	return rc;
}

static int make_dir(const char *path, mode_t mode)
{
	struct stat st;

	if (mkdir(path, mode) == 0)
		return 0;
	if (errno == EEXIST && stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		errno = EEXIST;
	}
	return -1;
}

enum rc file_mkdirs(const char *path, unsigned mode, struct err *err)
{
	char *part = mem_strdup(path);
	enum rc rc = RC_OK;

	for (char *p = part; *p != '\0' && rc == RC_OK; p++) {
		if (*p != '/' || p == part)
			continue;
		*p = '\0';
		if (make_dir(part, (mode_t)mode) != 0)
			rc = err_errno(err, _("cannot make the directory %s"), part);
		*p = '/';
	}
	if (rc == RC_OK && make_dir(part, (mode_t)mode) != 0)
		rc = err_errno(err, _("cannot make the directory %s"), part);
	mem_free(part);
	return rc;
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

char *file_join(const char *dir, const char *name)
{
	struct str s = {0};

	str_adds(&s, dir);
	if (s.len_b > 0 && s.s[s.len_b - 1] != '/')
		str_addc(&s, '/');
	str_adds(&s, name);
	return str_take(&s);
}
