/*
 * Files. Reading is capped; writing is atomic: a temporary name in the same
 * directory, write, fsync, rename, fsync of the directory.
 */
#ifndef YULU_BASE_FILE_H
#define YULU_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Whole file into out (reset first). path "-" is standard input. RC_LIMIT
 * when it is larger than max_b, RC_NOTFOUND, RC_DENIED, RC_IO (directories too). */
enum rc file_read(const char *path, size_t max_b, struct str *out, struct err *err);
/* Replaces path. mode is the permission bits of a new file. */
enum rc file_write(const char *path, struct sv bytes, unsigned mode, struct err *err);
enum rc file_mkdirs(const char *path, unsigned mode, struct err *err);
bool file_exists(const char *path);
/* dir + "/" + name; yours. */
char *file_join(const char *dir, const char *name);

#endif
