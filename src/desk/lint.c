/*
 * Lint: every kind of definition, told by its name and first lines.
 */
#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "check/world.h"
#include "desk/internal.h"
#include "form/print.h"
#include "form/help.h"
#include "form/layout.h"

enum { DEFINITION_MAX_B = 8 << 20 };

/* The rooms below hand one context to all callbacks. */
struct linting {
	struct desk *desk;
	dict_complain *complain;
	void *ctx;
};

static bool
known_codes(void *linting, const char *name)
{
	struct linting *l = linting;

	return codes_id(l->desk->codes, sv_of(name)) >= 0;
}

static void
pass_on(void *linting, const char *file, unsigned line, const char *text)
{
	struct linting *l = linting;

	l->complain(l->ctx, file, line, text);
}

static const struct dict *
find_dict(void *linting, const char *dictionary)
{
	struct desk *desk = ((struct linting *)linting)->desk;

	for (size_t i = 0; i < desk->n_definition; i++)
		if (strcmp(desk->definition[i]->name, dictionary) == 0 && desk_load_dict(desk, desk->definition[i], NULL) == RC_OK)
			return desk->definition[i]->dict;
	return NULL;
}

/* What keeps a dictionary from being loaded begins with "path:line: ". */
static void
pass_load_error(struct linting *l, const char *path, const char *text)
{
	size_t n = strlen(path);
	char *end;
	unsigned long line;

	if (strncmp(text, path, n) == 0 && text[n] == ':') {
		line = strtoul(text + n + 1, &end, 10);
		if (strncmp(end, ": ", 2) == 0)
			pass_on(l, path, (unsigned)line, end + 2);
		else
			pass_on(l, path, 0, text + n + 2);
	} else {
		pass_on(l, path, 0, text);
	}
}

static void
lint_dictionary(struct linting *l, const char *path)
{
	struct dict *d = NULL;
	struct err err = {0};

	if (dict_load(path, &d, &err) != RC_OK)
		pass_load_error(l, path, err.text);
	else
		dict_lint(d, known_codes, l, pass_on);
	dict_free(d);
}

/* The value of an attribute like dictionary="dec@2026-03" in the file's head. */
static char *
attribute_in(struct sv bytes, const char *name)
{
	struct str needle = STR_INIT(0);
	size_t at, end;
	char *value = NULL;

	str_addf(&needle, "%s=\"", name);
	if (sv_find(bytes, str_sv(&needle), &at)) {
		struct sv rest = {bytes.p + at + needle.len_b, bytes.n - at - needle.len_b};

		if (sv_find(rest, SV("\""), &end))
			value = mem_strndup(rest.p, end);
	}
	str_clear(&needle);
	return value;
}

/* The pages of a form that loads; what keeps it from loading form_lint() has said. */
static void
lint_layout(struct linting *l, const struct dict *d, const char *form_path)
{
	struct form_tables tables = world_tables(l->desk->codes);
	struct form *form = NULL;

	if (form_path == NULL || form_load(d, form_path, NULL, &tables, &form, NULL) != RC_OK)
		return;
	layout_lint(form, form_path, &tables, l, pass_on);
	form_free(form);
}

static void
lint_help(struct linting *l, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;

	for (size_t i = 0; i < l->desk->n_definition; i++) {
		struct definition *d = l->desk->definition[i];
		size_t n = strlen(d->form);

		if (n > 0 && strncmp(name, d->form, n) == 0 && strcmp(name + n, ".help.csv") == 0 && desk_load_dict(l->desk, d, NULL) == RC_OK) {
			form_help_lint(d->dict, path, l, pass_on);
			return;
		}
	}
	pass_on(l, path, 1, _("help is named after its form, as dec@2026-03.help.csv, and there is no such form"));
}

static void
lint_form(struct linting *l, const char *path, struct sv bytes, bool rules)
{
	struct desk *desk = l->desk;
	struct form_tables tables = world_tables(desk->codes);
	char *name = attribute_in(bytes, "dictionary");
	const struct dict *d = name ? find_dict(l, name) : NULL;
	char *beside = NULL;

	if (d == NULL)
		pass_on(l, path, 1, _("the attribute dictionary= is missing or names a dictionary that is not there or has errors"));
	else if (rules) {	/* rules see the form's local fields */
		for (size_t i = 0; i < desk->n_definition; i++)
			if (desk->definition[i]->dict == d && desk->definition[i]->form[0] != '\0')
				beside = desk_path(desk, "forms", desk->definition[i]->form, ".xml");
		form_lint(d, beside, path, &tables, l, pass_on);
	} else {
		form_lint(d, path, NULL, &tables, l, pass_on);
		lint_layout(l, d, path);
	}
	mem_free(beside);
	mem_free(name);
}

/* A print definition sees the form's local fields. */
static void
lint_print(struct linting *l, const struct definition *d, const char *path)
{
	struct form_tables tables = world_tables(l->desk->codes);
	char *beside = d->form[0] != '\0' ? desk_path(l->desk, "forms", d->form, ".xml") : NULL;
	struct form *form = NULL;

	if (form_load(d->dict, beside, NULL, &tables, &form, NULL) == RC_OK)
		print_lint(form, path, &tables, l, pass_on);
	form_free(form);
	mem_free(beside);
}

static void
lint_print_file(struct linting *l, const char *path, struct sv bytes)
{
	char *name = attribute_in(bytes, "dictionary");
	const struct definition *d = name != NULL && find_dict(l, name) != NULL ? desk_definition(l->desk, sv_of(name)) : NULL;

	if (d == NULL)
		pass_on(l, path, 1, _("the attribute dictionary= is missing or names a dictionary that is not there or has errors"));
	else
		lint_print(l, d, path);
	mem_free(name);
}

static enum rc
lint_file(struct linting *l, const char *path, struct err *err)
{
	struct form_tables tables = world_tables(l->desk->codes);
	struct str bytes = STR_INIT(0);
	enum rc rc = file_read(path, DEFINITION_MAX_B, &bytes, err);
	struct sv all = str_sv(&bytes);

	if (rc != RC_OK)
		goto out;
	if (sv_starts(all, SV("path,")))
		lint_dictionary(l, path);
	else if (sv_starts(all, SV("key,")))
		lint_help(l, path);
	else if (sv_find(all, SV("<yl:catalogue"), NULL))
		catalogue_lint(path, find_dict, &tables, l, pass_on);
	else if (sv_find(all, SV("dsdl/schematron"), NULL))
		lint_form(l, path, all, true);
	else if (sv_find(all, SV("<yl:print"), NULL))
		lint_print_file(l, path, all);
	else if (sv_find(all, SV("<yl:form"), NULL))
		lint_form(l, path, all, false);
	else
		pass_on(l, path, 1, _("no dictionary, form, rules, help, print definition or catalogue: its first line or root element is none of theirs"));
out:
	str_clear(&bytes);
	return rc;
}

/* A dictionary with all that stands on it. */
static void
lint_definition(struct linting *l, struct definition *d)
{
	struct form_tables tables = world_tables(l->desk->codes);
	char *path = desk_path(l->desk, "dictionary", d->name, ".csv"), *form = NULL, *rules = NULL, *help = NULL;
	char *print = desk_path(l->desk, "forms", d->form[0] != '\0' ? d->form : d->name, ".print.xml");

	lint_dictionary(l, path);
	if (d->form[0] != '\0') {
		form = desk_path(l->desk, "forms", d->form, ".xml");
		help = desk_path(l->desk, "forms", d->form, ".help.csv");
	}
	if (d->rules[0] != '\0')
		rules = desk_path(l->desk, "forms", d->rules, ".rules.xml");
	if (desk_load_dict(l->desk, d, NULL) == RC_OK) {
		form_lint(d->dict, form, rules, &tables, l, pass_on);
		lint_layout(l, d->dict, form);
		if (help != NULL && file_exists(help))
			form_help_lint(d->dict, help, l, pass_on);
		if (file_exists(print))
			lint_print(l, d, print);
	}
	mem_free(path);
	mem_free(print);
	mem_free(form);
	mem_free(rules);
	mem_free(help);
}

enum rc
desk_lint(struct desk *desk, const char *file, void *ctx, dict_complain *complain, struct err *err)
{
	struct form_tables tables = world_tables(desk->codes);
	struct linting l = {desk, complain, ctx};

	if (file != NULL)
		return lint_file(&l, file, err);
	catalogue_lint(desk->catalogue->file, find_dict, &tables, &l, pass_on);
	for (size_t i = 0; i < desk->n_definition; i++)
		lint_definition(&l, desk->definition[i]);
	return RC_OK;
}
