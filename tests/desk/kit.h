/* A desk over a home of the test's own, with the definitions as built. */
#ifndef YULU_TESTS_DESK_KIT_H
#define YULU_TESTS_DESK_KIT_H

#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "base/tmpdir.h"
#include "check/live.h"
#include "desk/desk.h"
#include "desk/draft.h"
#include "tap.h"

struct kit {
	char *home;
	struct conf *conf;
	struct desk *desk;
	struct store *store;
	int32_t day;		/* 0: a day in 2026 */
	struct err err;
};

__attribute__((unused)) static char *
kit_below(const char *env, const char *path)
{
	const char *top = getenv(env);

	return file_join(top != NULL ? top : ".", path);
}

__attribute__((unused)) static void
kit_must(struct kit *k, enum rc rc, const char *what)
{
	if (rc == RC_OK)
		return;
	printf("Bail out! %s: %s\n", what, k->err.text);
	exit(99);
}

/* data NULL: as built. */
__attribute__((unused)) static void
kit_open(struct kit *k, const char *data)
{
	char *built = kit_below("top_builddir", "share/yulu");
	struct desk_setup setup = {.data_dir = data != NULL ? data : built, .day = k->day != 0 ? k->day : day_make(2026, 7, 1)};

	kit_must(k, conf_open(k->home, &k->conf, &k->err), "settings");
	setup.conf = k->conf;
	kit_must(k, desk_open(&setup, &k->desk, &k->err), "desk");
	kit_must(k, desk_store(k->desk, &k->store, &k->err), "store");
	mem_free(built);
}

__attribute__((unused)) static void
kit_close(struct kit *k)
{
	desk_close(k->desk);
	conf_close(k->conf);
	k->desk = NULL;
	k->conf = NULL;
}

__attribute__((unused)) static void
kit_settings(struct kit *k, const char *ini)
{
	char *path = file_join(k->home, "yulu.ini");

	kit_must(k, file_write(path, sv_of(ini), 0600, &k->err), "yulu.ini");
	mem_free(path);
}

__attribute__((unused)) static int64_t
kit_new(struct kit *k, const char *type)
{
	int64_t id;

	kit_must(k, desk_draft_new(k->desk, sv_of(type), &id, &k->err), "new");
	return id;
}

__attribute__((unused)) static struct desk_draft *
kit_edit(struct kit *k, int64_t id)
{
	struct desk_draft *draft;

	kit_must(k, desk_draft_open(k->desk, id, DESK_EDIT, &draft, &k->err), "open");
	return draft;
}

__attribute__((unused)) static struct str
kit_sample(const char *name)
{
	char *dir = kit_below("top_srcdir", "data/samples/dec"), *path = file_join(dir, name);
	struct str bytes = STR_INIT(0);

	if (file_read(path, 16 << 20, &bytes, NULL) != RC_OK)
		printf("Bail out! no sample %s\n", path);
	mem_free(path);
	mem_free(dir);
	return bytes;
}

__attribute__((unused)) static void
kit_last_id(void *ctx, int64_t id, const char *message)
{
	(void)message;
	*(int64_t *)ctx = id;
}

__attribute__((unused)) static int64_t
kit_import(struct kit *k, const char *sample)
{
	struct str bytes = kit_sample(sample);
	int64_t id = 0;

	kit_must(k, desk_draft_import(k->desk, sample, str_sv(&bytes), kit_last_id, &id, &k->err), "import");
	str_clear(&bytes);
	return id;
}

/* Sets a cell by its place; [+] makes a row. */
__attribute__((unused)) static enum rc
kit_set(struct kit *k, struct desk_draft *draft, const char *place, const char *text)
{
	uint32_t row;
	int column;
	enum rc rc;

	desk_draft_begin(draft);
	rc = desk_draft_find_or_add(draft, sv_of(place), &row, &column, &k->err);
	if (rc == RC_OK)
		rc = desk_draft_set(draft, row, column, sv_of(text), DOC_TYPED, &k->err);
	if (rc == RC_OK)
		return desk_draft_commit(draft, &k->err);
	desk_draft_abandon(draft);
	return rc;
}

/* The value at a place, "" when it is not there; yours. */
__attribute__((unused)) static char *
kit_get(struct desk_draft *draft, const char *place)
{
	const struct doc_row *row;
	struct sv v = {0};
	int column;

	if (doc_find(desk_draft_doc(draft), sv_of(place), &row, &column, NULL) == RC_OK && column >= 0)
		v = doc_raw(row, column);
	return mem_strndup(v.n > 0 ? v.p : "", v.n);
}

__attribute__((unused)) static void
kit_is(struct desk_draft *draft, const char *place, const char *want, const char *name)
{
	char *got = kit_get(draft, place);

	tap_text(got, want, name);
	mem_free(got);
}

__attribute__((unused)) static char *
kit_export(struct kit *k, int64_t id)
{
	struct str bytes = STR_INIT(0);

	kit_must(k, desk_draft_export(k->desk, id, &bytes, &k->err), "export");
	return str_take(&bytes);
}

static bool kit_add_row(void *ctx, const struct store_row *row)
{
	str_addf(ctx, "%u<%u %.*s %lld\n%.*s", row->row, row->parent, (int)row->tbl.n, row->tbl.p, (long long)row->ord,
	    (int)row->body.n, row->body.p);
	return true;
}

/* All that is stored of a document, as one text; yours. */
__attribute__((unused)) static char *
kit_stored(struct kit *k, int64_t id)
{
	struct str out = STR_INIT(0);

	kit_must(k, store_rows(k->store, id, kit_add_row, &out, &k->err), "rows");
	return str_take(&out);
}

#endif
