/* What the tests of codes share: the built file, the data, a directory of their own. */
#ifndef YULU_TESTS_CODES_KIT_H
#define YULU_TESTS_CODES_KIT_H

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/mem.h"
#include "codes/codes.h"
#include "tap.h"

static char kit_dir[64];

__attribute__((unused)) static char *kit_built(void)
{
	const char *top = getenv("top_builddir");

	return file_join(top ? top : ".", "codes.sqlite");
}

__attribute__((unused)) static char *kit_data(const char *name)
{
	const char *top = getenv("top_srcdir");
	char path[256];

	snprintf(path, sizeof path, "data/codes/%s", name);
	return file_join(top ? top : ".", path);
}

__attribute__((unused)) static void kit_start(void)
{
	snprintf(kit_dir, sizeof kit_dir, "/tmp/yulu-codes-XXXXXX");
	if (mkdtemp(kit_dir) == NULL)
		abort();
}

__attribute__((unused)) static void kit_end(void)
{
	DIR *d = opendir(kit_dir);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		char *path = file_join(kit_dir, e->d_name);

		unlink(path);
		mem_free(path);
	}
	if (d != NULL)
		closedir(d);
	rmdir(kit_dir);
}

__attribute__((unused)) static char *kit_file(const char *name, struct sv bytes)
{
	char *path = file_join(kit_dir, name);

	if (file_write(path, bytes, 0600, NULL) != RC_OK)
		abort();
	return path;
}

__attribute__((unused)) static void kit_read(const char *path, struct str *out)
{
	struct err err = {0};

	if (file_read(path, STR_MAX_B, out, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
}

__attribute__((unused)) static struct codes *kit_open(const char *overlay)
{
	char *built = kit_built();
	struct codes *c = NULL;
	struct err err = {0};

	if (codes_open(built, overlay, &c, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	mem_free(built);
	return c;
}

/* One column of a row, as text that lives until the next call. */
__attribute__((unused)) static const char *kit_get(struct codes *c, const char *name, const char *code, int32_t day,
    const char *column)
{
	static char text[4096];
	const int id = codes_id(c, sv_of(name));
	struct sv v;

	if (!codes_get(c, id, sv_of(code), day, codes_column(c, id, sv_of(column)), &v))
		return "(none)";
	snprintf(text, sizeof text, "%.*s", (int)v.n, v.p);
	return text;
}

#endif
