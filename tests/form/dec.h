/*
 * What the tests of the goods declaration share: its dictionary and form as
 * shipped, a world of a few codes, typing into a document.
 */
#ifndef YULU_TESTS_FORM_DEC_H
#define YULU_TESTS_FORM_DEC_H

#include "base/day.h"
#include "doc/doc.h"
#include "kit.h"

static struct dict *dict;
static struct form *form;

__attribute__((unused)) static char *
in_source(const char *path)
{
	const char *top = getenv("top_srcdir");

	return file_join(top != NULL ? top : ".", path);
}

/* ---- a world of a few codes --------------------------------------------------- */

static const struct {
	const char *code, *unit1, *unit2;
} hs[] = {{"0101210010", "035", "009"}, {"8471300000", "001", "035"}, {"7102100000", "084", ""}, {"3304990029", "035", "011"},
	{"9601000010", "035", ""}, {"6601990000", "007", ""}};

static const struct {
	const char *code, *base, *factor;
} unit[] = {{"001", "", "1"}, {"007", "", "1"}, {"009", "", "1"}, {"011", "", "1"}, {"035", "", "1"}, {"036", "", "1"},
	{"038", "007", "10000"}, {"054", "", "1"}, {"021", "", "0"}, {"070", "035", "1000"}, {"083", "036", "31.1"}, {"084", "036", "0.2"}};

static bool
is_code(void *ctx, int table, struct sv code, int32_t day)
{
	(void)ctx, (void)table, (void)code, (void)day;
	return true;
}

static bool
code_value(void *ctx, int table, struct sv code, int32_t day, int column, struct sv *value)
{
	const char *text = NULL;

	(void)ctx, (void)day;
	for (size_t i = 0; table == 0 && i < sizeof hs / sizeof hs[0]; i++)
		if (sv_is(code, hs[i].code))
			text = column == 0 ? hs[i].unit1 : column == 1 ? hs[i].unit2 : "";
	for (size_t i = 0; table == 1 && i < sizeof unit / sizeof unit[0]; i++)
		if (sv_is(code, unit[i].code))
			text = column == 0 ? unit[i].base : column == 1 ? unit[i].factor : "";
	*value = sv_of(text);
	return text != NULL;
}

static const char *
edition(void *ctx, int table)
{
	(void)ctx, (void)table;
	return "2026-01";
}

static int32_t
add_workdays(void *ctx, int32_t day, int n)
{
	(void)ctx;
	return day + n;
}

static bool
no_size(void *ctx, struct sv name, struct dec *bytes)
{
	(void)ctx, (void)name, (void)bytes;
	return false;
}

static bool
no_kind(void *ctx, struct sv name, struct sv *kind)
{
	(void)ctx, (void)name, (void)kind;
	return false;
}

__attribute__((unused)) static struct doc *
blank(void)
{
	static struct doc_world world = {.is_code = is_code, .code = code_value, .edition = edition, .add_workdays = add_workdays,
		.file_size = no_size, .file_kind = no_kind};
	struct doc *doc;
	struct err err = {0};

	world.today = day_make(2026, 3, 2);
	doc = doc_new(dict, form, &world);
	tap_ok(doc_blank(doc, &err) == RC_OK, "a blank declaration %s", err.text);
	return doc;
}

__attribute__((unused)) static void
type_in(struct doc *doc, const char *place, const char *text)
{
	const struct doc_row *row = NULL;
	struct err err = {0};
	int column;

	if (doc_find(doc, sv_of(place), &row, &column, &err) != RC_OK
	    || doc_set(doc, doc_row_id(row), column, sv_of(text), DOC_TYPED, &err) != RC_OK)
		tap_ok(false, "%s takes '%s': %s", place, text, err.text);
}

__attribute__((unused)) static uint32_t
add_row(struct doc *doc, uint32_t parent, const char *group)
{
	uint32_t id = 0;
	struct err err = {0};
	const struct dict_node *n = dict_find(dict, sv_of(group));

	if (n == NULL || doc_insert(doc, parent, n->table, 0, &id, &err) != RC_OK)
		tap_ok(false, "a row of %s: %s", group, err.text);
	return id;
}

__attribute__((unused)) static void
holds(struct doc *doc, const char *place, const char *want)
{
	const struct doc_row *row = NULL;
	struct err err = {0};
	int column = -1;
	char *got = NULL;

	if (doc_find(doc, sv_of(place), &row, &column, &err) == RC_OK) {
		struct sv v = doc_raw(row, column);

		got = mem_strndup(v.p != NULL ? v.p : "", v.n);
	}
	tap_text(got != NULL ? got : err.text, want, place);
	mem_free(got);
}

#endif
