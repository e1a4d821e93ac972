/*
 * Mutated definitions: bytes changed, pieces cut, doubled, moved. Whatever
 * comes out, loading and lint agree and end without a crash or a leak (the
 * sanitizers look). Bounded by count and by time.
 */
#include <time.h>

#include "form/catalogue.h"
#include "form/layout.h"
#include "kit.h"

enum { ROUNDS = 800, BUDGET_S = 15 };

static struct dict *dict;

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static char *
in_source(const char *path)
{
	const char *top = getenv("top_srcdir");

	return file_join(top != NULL ? top : ".", path);
}

static void
mutate(struct str *to, struct sv from, unsigned *seed)
{
	static const char *const piece[] = {"<", ">", "\"", "'", "&", "/", "{", "}", "[[", "]]", "(", ")", "yl:", "..", " ref=\"Head\"",
		"<!--", "-->", "<![CDATA[", "]]>", "\xef\xbb\xbf", "\xff", "é", "\n", "<bind ref=\"DecHead\">", "</bind>", "=", "@", "0",
		"<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;", "&#x10FFFF;", "<?x ?>", "xmlns=\"\""};
	size_t at = next_random(seed) % from.n, n = next_random(seed) % 60, to_at;

	if (at + n > from.n)
		n = from.n - at;
	str_reset(to);
	switch (next_random(seed) % 5) {
	case 0:		/* a piece in */
		str_add(to, (struct sv){from.p, at});
		str_adds(to, piece[next_random(seed) % (sizeof piece / sizeof piece[0])]);
		str_add(to, (struct sv){from.p + at, from.n - at});
		break;
	case 1:		/* bytes out */
		str_add(to, (struct sv){from.p, at});
		str_add(to, (struct sv){from.p + at + n, from.n - at - n});
		break;
	case 2:		/* a byte changed */
		str_add(to, from);
		to->s[at] = (char)(next_random(seed) % 8 == 0 ? next_random(seed) % 255 + 1 : ' ' + next_random(seed) % 95);
		break;
	case 3:		/* bytes copied to another place */
		to_at = next_random(seed) % from.n;
		str_add(to, (struct sv){from.p, to_at});
		str_add(to, (struct sv){from.p + at, n});
		str_add(to, (struct sv){from.p + to_at, from.n - to_at});
		break;
	default:	/* the end missing */
		str_add(to, (struct sv){from.p, at});
		break;
	}
}

static void
count(void *ctx, const char *file, unsigned line, const char *text)
{
	(void)file, (void)line;
	if (text[0] != '\0')
		++*(size_t *)ctx;
}

static int
any_table(void *ctx, struct sv name)
{
	(void)ctx, (void)name;
	return 0;
}

static int
any_column(void *ctx, int table, struct sv column)
{
	(void)ctx, (void)table, (void)column;
	return 0;
}

/* A layout that does not load is complained about. */
static bool
layout_agrees(const struct form *f, const char *path)
{
	static const struct form_tables any = {NULL, any_table, any_column};
	struct layout *l = NULL;
	struct err err = {0};
	size_t n_complaint = 0;
	enum rc rc = layout_load(f, path, &any, &l, &err);

	layout_lint(f, path, &any, &n_complaint, count);
	layout_free(l);
	if ((rc == RC_OK) != (l != NULL) || (rc != RC_OK && n_complaint == 0))
		printf("# layout: rc %d, %zu complaints, %s\n", (int)rc, n_complaint, err.text);
	return (rc == RC_OK) == (l != NULL) && (rc == RC_OK || n_complaint > 0);
}

static bool
agrees(const char *form, const char *rules, size_t *n_sound)
{
	struct form *f = NULL;
	struct err err = {0};
	size_t n_complaint = 0;
	enum rc rc = form_load(dict, form, rules, &kit_tables, &f, &err);

	if (rc == RC_OK)
		++*n_sound;
	else
		form_lint(dict, form, rules, &kit_tables, &n_complaint, count);
	if ((rc == RC_OK) != (f != NULL) || (rc != RC_OK && (n_complaint == 0 || err.text[0] == '\0')))
		printf("# rc %d, form %p, %zu complaints, %s\n", (int)rc, (void *)f, n_complaint, err.text);
	if (rc == RC_OK && form != NULL && !layout_agrees(f, form))
		n_complaint = 0, rc = RC_INTERNAL;
	form_free(f);
	return rc == RC_OK || n_complaint > 0;
}

static const struct dict *
no_dict(void *ctx, const char *name)
{
	(void)ctx, (void)name;
	return NULL;
}

static void
fuzz(const char *path, int what)
{
	struct str sound = STR_INIT(0), mutant = STR_INIT(0);
	struct err err = {0};
	unsigned seed = 20260302u + (unsigned)what;
	size_t n_sound = 0, n_complaint = 0;
	time_t end = time(NULL) + BUDGET_S;
	int round;
	bool ok = true;

	if (!tap_ok(file_read(path, 1 << 20, &sound, &err) == RC_OK, "%s is read %s", path, err.text))
		return;
	for (round = 0; round < ROUNDS && ok && time(NULL) < end; round++) {
		char *file;

		mutate(&mutant, str_sv(&sound), &seed);
		file = kit_write("mutant.xml", str_z(&mutant));
		if (what == 0)
			ok = agrees(file, NULL, &n_sound);
		else if (what == 1)
			ok = agrees(NULL, file, &n_sound);
		else
			catalogue_lint(file, no_dict, &kit_tables, &n_complaint, count);
		kit_drop(file);
	}
	tap_ok(ok && round > 0, "%d mutants of %s, %zu of them sound: loading and lint agree", round, path, n_sound);
	str_clear(&sound);
	str_clear(&mutant);
}

int
main(void)
{
	char *dict_path = in_source("data/dictionary/dec@2026-03.csv"), *form_path = in_source("forms/dec@2026-03.xml");
	char *rules_path = in_source("tests/form/sample.rules.xml"), *catalogue_path = in_source("forms/catalogue.xml");
	struct err err = {0};
	char *csv_path = in_source("tests/form/sample.csv"), *csv = NULL;
	struct str table = STR_INIT(0);

	kit_start();
	if (file_read(csv_path, 1 << 20, &table, &err) == RC_OK)	/* the table of the sample's cases stands beside it */
		csv = kit_write("sample.csv", str_z(&table));
	if (tap_ok(dict_load(dict_path, &dict, &err) == RC_OK, "the dictionary loads %s", err.text)) {
		fuzz(form_path, 0);
		fuzz(rules_path, 1);
		fuzz(catalogue_path, 2);
	}
	dict_free(dict);
	kit_drop(csv);
	str_clear(&table);
	mem_free(csv_path);
	mem_free(dict_path);
	mem_free(form_path);
	mem_free(rules_path);
	mem_free(catalogue_path);
	kit_end();
	return tap_done();
}
