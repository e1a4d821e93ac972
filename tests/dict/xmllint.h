/*
 * xmllint --schema as the oracle: a schema and a document go into a temporary
 * folder, what it says comes back.
 */
#ifndef YULU_TESTS_DICT_XMLLINT_H
#define YULU_TESTS_DICT_XMLLINT_H

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

extern char **environ;

struct xmllint {
	char dir[32];
	char schema[48], doc[48], said_path[48];
	struct str said;
};

/* false when there is no xmllint to ask */
static inline bool
xmllint_start(struct xmllint *x)
{
	*x = (struct xmllint){.dir = "/tmp/yulu-xsd-XXXXXX"};
	if (mkdtemp(x->dir) == NULL)
		return false;
	snprintf(x->schema, sizeof x->schema, "%s/schema.xsd", x->dir);
	snprintf(x->doc, sizeof x->doc, "%s/doc.xml", x->dir);
	snprintf(x->said_path, sizeof x->said_path, "%s/said", x->dir);
	return access("/usr/bin/xmllint", X_OK) == 0 || access("/usr/local/bin/xmllint", X_OK) == 0;
}

static inline void
xmllint_end(struct xmllint *x)
{
	unlink(x->schema);
	unlink(x->doc);
	unlink(x->said_path);
	rmdir(x->dir);
	str_clear(&x->said);
}

/* Exit status: 0 valid, 3 invalid, 1 malformed, 5 a schema that is none; -1 when it did not run. */
static inline int
xmllint_file(struct xmllint *x, const char *path)
{
	char *argv[] = {(char[]){"xmllint"}, (char[]){"--noout"}, (char[]){"--nonet"}, (char[]){"--schema"}, x->schema,
		(char *)(uintptr_t)path, NULL};
	posix_spawn_file_actions_t files;
	int status = -1;
	pid_t pid;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 2, x->said_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (posix_spawnp(&pid, "xmllint", &files, NULL, argv, environ) != 0 || waitpid(pid, &status, 0) != pid)
		status = -1;
	posix_spawn_file_actions_destroy(&files);
	str_reset(&x->said);
	if (status == -1 || !WIFEXITED(status) || file_read(x->said_path, 64 << 20, &x->said, NULL) != RC_OK)
		return -1;
	return WEXITSTATUS(status);
}

static inline int
xmllint_text(struct xmllint *x, struct sv doc)
{
	return file_write(x->doc, doc, 0600, NULL) == RC_OK ? xmllint_file(x, x->doc) : -1;
}

static inline bool
xmllint_schema(struct xmllint *x, struct sv xsd)
{
	return file_write(x->schema, xsd, 0600, NULL) == RC_OK;
}

#endif
