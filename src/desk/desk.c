#include "desk/desk.h"

#include <stdio.h>
#include <strings.h>

#include "base/file.h"
#include "base/i18n.h"
#include "check/world.h"
#include "desk/internal.h"
#include "xml/libxml.h"

char *
desk_path(const struct desk *desk, const char *sub, const char *name, const char *suffix)
{
	struct str s = STR_INIT(0);

	str_addf(&s, "%s/%s/%s%s", desk->data_dir, sub, name, suffix);
	return str_take(&s);
}

size_t
desk_max_message_b(const struct desk *desk)
{
	return (size_t)conf_int(desk->conf, "check", "max_message_mb") << 20;
}

struct definition *
desk_definition(const struct desk *desk, struct sv name)
{
	for (size_t i = 0; i < desk->n_definition; i++)
		if (sv_is(name, desk->definition[i]->name))
			return desk->definition[i];
	return NULL;
}

struct definition *
desk_add_definition(struct desk *desk, const char *name, const char *form, const char *rules)
{
	struct definition *d = mem_zalloc(1, sizeof *d);

	d->name = mem_strdup(name);
	d->form = mem_strdup(form);
	d->rules = mem_strdup(rules);
	if (desk->n_definition == desk->cap_definition)
		desk->definition = mem_grow(desk->definition, &desk->cap_definition, sizeof(struct definition *));
	desk->definition[desk->n_definition++] = d;
	return d;
}

static void
list_definitions(struct desk *desk)
{
	const struct catalogue *c = desk->catalogue;

	desk->when = mem_zalloc(c->n_type + 1, sizeof(struct expr *));
	for (size_t i = 0; i < c->n_type; i++)
		if (desk_definition(desk, sv_of(c->type[i].dictionary)) == NULL)
			desk_add_definition(desk, c->type[i].dictionary, c->type[i].form, c->type[i].rules);
}

static void
free_definition(struct definition *d)
{
	doc_free(d->reading);
	desk_about_free(d->about);
	check_free(d->checker);
	form_free(d->loaded);
	dict_free(d->dict);
	mem_free(d->name);
	mem_free(d->form);
	mem_free(d->rules);
	mem_free(d);
}

enum rc
desk_ready(struct desk *desk, struct err *err)
{
	char *path;
	enum rc rc;

	if (desk->catalogue != NULL)
		return RC_OK;
	rc = libxml_load(err);
	if (rc == RC_OK && desk->codes == NULL)
		rc = codes_open(desk->codes_file, desk->overlay_dir, &desk->codes, err);
	if (rc != RC_OK)
		return rc;
	if (desk->reader == NULL)
		desk->reader = xml_reader_new();
	path = desk_path(desk, "forms", "catalogue", ".xml");
	rc = catalogue_load(path, &desk->catalogue, err);
	mem_free(path);
	if (rc != RC_OK)
		return rc;
	list_definitions(desk);
	if (desk->store != NULL && !desk->store_read_only)
		desk_keep_labels(desk);
	return RC_OK;
}

enum rc
desk_open(const struct desk_setup *setup, struct desk **out, struct err *err)
{
	struct desk *desk = mem_zalloc(1, sizeof *desk);
	enum rc rc;

	*out = NULL;
	desk->conf = setup->conf;
	desk->data_dir = mem_strdup(setup->data_dir);
	desk->codes_file = file_join(setup->data_dir, "codes.sqlite");
	desk->overlay_dir = file_join(conf_home(setup->conf), "codes");
	desk->day = setup->day != DAY_NONE ? setup->day : day_parse_8(sv_of(conf_get(setup->conf, "general", "day")));
	if (desk->day == DAY_NONE)
		desk->day = day_today();
	rc = setup->later ? RC_OK : desk_ready(desk, err);
	if (rc == RC_OK)
		*out = desk;
	else
		desk_close(desk);
	return rc;
}

void
desk_close(struct desk *desk)
{
	if (desk == NULL)
		return;
	desk_store_close(desk);
	for (size_t i = 0; desk->when != NULL && i < desk->catalogue->n_type; i++)
		expr_free(desk->when[i]);
	mem_free(desk->when);
	for (size_t i = 0; i < desk->n_definition; i++)
		free_definition(desk->definition[i]);
	mem_free(desk->definition);
	catalogue_free(desk->catalogue);
	mem_free(desk->operator);
	mem_free(desk->tty);
	mem_free(desk->labels);
	codes_close(desk->codes);
	xml_reader_free(desk->reader);
	mem_free(desk->data_dir);
	mem_free(desk->codes_file);
	mem_free(desk->overlay_dir);
	mem_free(desk);
}

enum rc
desk_after_fork(struct desk *desk, struct err *err)
{
	return codes_reopen(desk->codes, err);
}

int32_t
desk_day(const struct desk *desk)
{
	return desk->day;
}

void
desk_set_day(struct desk *desk, int32_t day)
{
	desk->day = day;
}

const struct conf *
desk_conf(const struct desk *desk)
{
	return desk->conf;
}

struct codes *
desk_codes(struct desk *desk)
{
	return desk->codes;
}

const struct catalogue *
desk_catalogue(const struct desk *desk)
{
	return desk->catalogue;
}

enum rc
desk_import_codes(struct desk *desk, struct sv table, const char *csv_path, struct err *err)
{
	enum rc rc = file_mkdirs(desk->overlay_dir, 0700, err);

	return rc != RC_OK ? rc : codes_import(desk->codes_file, desk->overlay_dir, table, csv_path, err);
}

/* ---- definitions ---------------------------------------------------------- */

enum rc
desk_load_dict(struct desk *desk, struct definition *d, struct err *err)
{
	char *path;
	enum rc rc;

	if (d->dict != NULL)
		return RC_OK;
	path = desk_path(desk, "dictionary", d->name, ".csv");
	rc = dict_load(path, &d->dict, err);
	mem_free(path);
	return rc;
}

static const char *
rule_setting(void *ctx, const char *id)
{
	return conf_rule(ctx, id);
}

/* A key in [rules] that no rule has would do nothing in silence. */
static enum rc
check_settings(const struct desk *desk, const struct form *form, struct err *err)
{
	const char *key;

	for (size_t i = 0; (key = conf_key(desk->conf, "rules", i)) != NULL; i++) {
		bool known = false;

		for (size_t r = 0; r < form->n_rule && !known; r++)
			known = strcasecmp(form->rule[r].id, key) == 0;
		if (!known && !check_is_builtin(key) && !desk_is_notice(key))
			return err_set(err, RC_RANGE, _("%s: [rules] %s: there is no such rule; correct the number or remove the line"),
			    conf_file(desk->conf), key);
	}
	return RC_OK;
}

enum rc
desk_load(struct desk *desk, struct definition *d, struct err *err)
{
	struct form_tables tables = world_tables(desk->codes);
	struct check_setup setup;
	char *form = NULL, *rules = NULL;
	enum rc rc = desk_load_dict(desk, d, err);

	if (rc != RC_OK || d->checker != NULL)
		return rc;
	if (d->form[0] != '\0')
		form = desk_path(desk, "forms", d->form, ".xml");
	if (d->rules[0] != '\0')
		rules = desk_path(desk, "forms", d->rules, ".rules.xml");
	rc = form_load(d->dict, form, rules, &tables, &d->loaded, err);
	mem_free(form);
	mem_free(rules);
	if (rc == RC_OK)
		rc = check_settings(desk, d->loaded, err);
	if (rc != RC_OK)
		return rc;
	setup = (struct check_setup){.dict = d->dict, .form = d->loaded, .codes = desk->codes, .rule_setting = rule_setting,
	    .ctx = (void *)(uintptr_t)desk->conf};
	return check_new(&setup, &d->checker, err);
}

enum rc
desk_warm(struct desk *desk, struct err *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < desk->n_definition && rc == RC_OK; i++)
		rc = desk_load(desk, desk->definition[i], err);
	return rc;
}

enum rc
desk_dict(struct desk *desk, const char *name, const struct dict **out, struct err *err)
{
	const struct catalogue_type *t = catalogue_type_by_id(desk->catalogue, name);

	*out = NULL;
	for (size_t i = 0; i < desk->n_definition; i++) {
		struct definition *d = desk->definition[i];
		enum rc rc = desk_load_dict(desk, d, err);

		if (rc != RC_OK)
			return rc;
		if (d->kept)
			continue;
		if (strcmp(d->dict->id, name) == 0 || strcmp(d->dict->root_name, name) == 0 || strcmp(d->name, name) == 0
		    || (t != NULL && strcmp(t->dictionary, d->name) == 0)) {
			*out = d->dict;
			return RC_OK;
		}
	}
	return err_set(err, RC_NOTFOUND, _("there is no message %s; `yulu forms` lists what there is"), name);
}

/* ---- which message is it? ---------------------------------------------------- */

struct sniff {
	char root[128];
};

static enum rc
sniff_start(void *ctx, const struct xml_start *e)
{
	struct sniff *s = ctx;

	snprintf(s->root, sizeof s->root, "%.*s", (int)e->name.local.n, e->name.local.p);
	return RC_STOP;
}

static enum rc
sniff_text(void *ctx, struct sv text)
{
	(void)ctx;
	(void)text;
	return RC_OK;
}

static enum rc
sniff_end(void *ctx, const struct xml_name *name)
{
	(void)ctx;
	(void)name;
	return RC_OK;
}

/* Is a type of it valid on the desk's day? */
static bool
is_of_the_day(const struct desk *desk, const struct definition *d)
{
	for (size_t i = 0; i < desk->catalogue->n_type; i++)
		if (strcmp(desk->catalogue->type[i].dictionary, d->name) == 0
		    && catalogue_type_is_valid(&desk->catalogue->type[i], desk->day))
			return true;
	return false;
}

enum rc
desk_recognise(struct desk *desk, struct sv bytes, struct definition **out, struct err *err)
{
	struct sniff s = {{0}};
	const struct xml_sink sink = {&s, sniff_start, sniff_text, sniff_end};
	const struct xml_limits limits = {0};
	struct xml_problem problem;
	bool found = false;

	*out = NULL;
	if (desk->n_definition == 0)
		return err_set(err, RC_NOTFOUND, _("%s lists no type"), desk->catalogue->file);
	*out = desk->definition[0];
	if (desk->n_definition > 1)
		xml_read(desk->reader, bytes, &limits, &sink, &problem);
	for (size_t i = 0; i < desk->n_definition && desk->n_definition > 1; i++) {
		struct definition *d = desk->definition[i];
		enum rc rc = desk_load_dict(desk, d, err);

		if (rc != RC_OK)
			return rc;
		if (d->kept || strcmp(d->dict->root_name, s.root) != 0)
			continue;
		if (!found || is_of_the_day(desk, d))
			*out = d;
		found = true;
	}
	return desk_load_dict(desk, *out, err);
}
