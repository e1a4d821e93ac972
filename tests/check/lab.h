/*
 * The declaration's definitions, code tables and samples, and a checker over
 * them, for the tests of check/.
 */
#ifndef YULU_TESTS_CHECK_LAB_H
#define YULU_TESTS_CHECK_LAB_H

#include <stdlib.h>

#include "base/day.h"
#include "base/file.h"
#include "base/mem.h"
#include "check/check.h"
#include "check/world.h"
#include "tap.h"

enum { LAB_DAY = 20260112, LAB_SAMPLE_MAX_B = 1 << 20 };

struct lab {
	struct codes *codes;
	struct dict *dict;
	struct form *form;
	struct checker *checker;
};

static inline char *
lab_path(const char *env, const char *below)
{
	const char *top = getenv(env);

	return file_join(top != NULL ? top : ".", below);
}

static inline int32_t
lab_day(void)
{
	char text[16];

	snprintf(text, sizeof text, "%d", LAB_DAY);
	return day_parse_8(sv_of(text));
}

__attribute__((unused)) static void
lab_open(struct lab *lab)
{
	char *codes = lab_path("top_builddir", "codes.sqlite"), *dict = lab_path("top_srcdir", "data/dictionary/dec@2026-03.csv"),
	    *form = lab_path("top_srcdir", "forms/dec@2026-03.xml"), *rules = lab_path("top_srcdir", "forms/dec@2026-03.rules.xml");
	struct form_tables tables;
	struct check_setup setup;
	struct err err = {0};
	enum rc rc = codes_open(codes, "/nonexistent", &lab->codes, &err);

	if (rc == RC_OK)
		rc = dict_load(dict, &lab->dict, &err);
	if (rc == RC_OK) {
		tables = world_tables(lab->codes);
		rc = form_load(lab->dict, form, rules, &tables, &lab->form, &err);
	}
	if (rc == RC_OK) {
		setup = (struct check_setup){.dict = lab->dict, .form = lab->form, .codes = lab->codes};
		rc = check_new(&setup, &lab->checker, &err);
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
lab_close(struct lab *lab)
{
	check_free(lab->checker);
	form_free(lab->form);
	dict_free(lab->dict);
	codes_close(lab->codes);
}

/* data/samples/dec/NAME.xml */
__attribute__((unused)) static bool
lab_sample(const char *name, struct str *bytes)
{
	struct str below = STR_INIT(0);
	struct err err = {0};
	char *path;
	enum rc rc;

	str_addf(&below, "data/samples/dec/%s.xml", name);
	path = lab_path("top_srcdir", str_z(&below));
	rc = file_read(path, LAB_SAMPLE_MAX_B, bytes, &err);
	if (rc != RC_OK)
		printf("# %s\n", err.text);
	mem_free(path);
	str_clear(&below);
	return rc == RC_OK;
}

#endif
