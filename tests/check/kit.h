/*
 * The declaration's definitions, code tables and samples, and a checker over
 * them, for the tests of check/.
 */
#ifndef YULU_TESTS_CHECK_KIT_H
#define YULU_TESTS_CHECK_KIT_H

#include <stdlib.h>

#include "base/day.h"
#include "base/file.h"
#include "base/mem.h"
#include "check/check.h"
#include "check/world.h"
#include "tap.h"

enum { KIT_DAY = 20260112, KIT_SAMPLE_MAX_B = 1 << 20 };

struct kit {
	struct codes *codes;
	struct dict *dict;
	struct form *form;
	struct checker *checker;
};

static inline char *
kit_path(const char *env, const char *below)
{
	const char *top = getenv(env);

	return file_join(top != NULL ? top : ".", below);
}

static inline int32_t
kit_day(void)
{
	char text[16];

	snprintf(text, sizeof text, "%d", KIT_DAY);
	return day_parse_8(sv_of(text));
}

__attribute__((unused)) static void
kit_open(struct kit *kit)
{
	char *codes = kit_path("top_builddir", "codes.sqlite"), *dict = kit_path("top_srcdir", "data/dictionary/dec@2026-03.csv"),
	    *form = kit_path("top_srcdir", "forms/dec@2026-03.xml"), *rules = kit_path("top_srcdir", "forms/dec@2026-03.rules.xml");
	struct form_tables tables;
	struct check_setup setup;
	struct err err = {0};
	enum rc rc = codes_open(codes, "/nonexistent", &kit->codes, &err);

	if (rc == RC_OK)
		rc = dict_load(dict, &kit->dict, &err);
	if (rc == RC_OK) {
		tables = world_tables(kit->codes);
		rc = form_load(kit->dict, form, rules, &tables, &kit->form, &err);
	}
	if (rc == RC_OK) {
		setup = (struct check_setup){.dict = kit->dict, .form = kit->form, .codes = kit->codes};
		rc = check_new(&setup, &kit->checker, &err);
	}
	if (rc != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	mem_free(codes);
	mem_free(dict);
	mem_free(form);
	mem_free(rules);
}

__attribute__((unused)) static void
kit_close(struct kit *kit)
{
	check_free(kit->checker);
	form_free(kit->form);
	dict_free(kit->dict);
	codes_close(kit->codes);
}

/* data/samples/dec/NAME.xml */
__attribute__((unused)) static bool
kit_sample(const char *name, struct str *bytes)
{
	struct str below = STR_INIT(0);
	struct err err = {0};
	char *path;
	enum rc rc;

	str_addf(&below, "data/samples/dec/%s.xml", name);
	path = kit_path("top_srcdir", str_z(&below));
	rc = file_read(path, KIT_SAMPLE_MAX_B, bytes, &err);
	if (rc != RC_OK)
		printf("# %s\n", err.text);
	mem_free(path);
	str_clear(&below);
	return rc == RC_OK;
}

#endif
