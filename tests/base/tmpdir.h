/* A directory of the test's own, removed with all that is in it. */
#ifndef YULU_TESTS_BASE_TMPDIR_H
#define YULU_TESTS_BASE_TMPDIR_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"

__attribute__((unused)) static char *
tmpdir_new(void)
{
	const char *base = getenv("TMPDIR");
	char *path = file_join(base ? base : "/tmp", "yulu-test-XXXXXX");

	if (mkdtemp(path) == NULL) {
		printf("Bail out! no temporary directory\n");
		exit(99);
	}
	return path;
}

static int tmpdir_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

__attribute__((unused)) static void
tmpdir_free(char *path)
{
	nftw(path, tmpdir_remove_one, 16, FTW_DEPTH | FTW_PHYS);
	mem_free(path);
}

#endif
