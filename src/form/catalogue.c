#include "form/catalogue.h"

#include "base/day.h"
#include "base/i18n.h"
#include "form/build.h"

#define TYPE_ATTRIBUTES \
	"id name-zh name-en family ring format edition message dictionary form rules valid-from valid-to when"

struct kept {
	struct arena arena;
	struct expr_where *when_at;	/* of each type */
	size_t cap_at, cap_type;
};

static const char *
text_or_empty(const struct form_reader *r, const xmlNode *n, const char *qname)
{
	const char *text = form_attr_text(r, n, qname);

	return text != NULL ? text : "";
}

/* ID@EDITION: a name of a definition, never a path. */
static void
check_definition(const struct form_reader *r, const xmlNode *n, const char *qname, const char *name)
{
	struct expr_where at = form_at(r, n, qname);
	struct sv rest = sv_of(name), part;
	bool sound = strchr(name, '@') != NULL && strchr(name, '/') == NULL && name[0] != '.';

	if (sound && sv_split(&rest, '@', &part))
		sound = part.n > 0 && rest.n > 0;
	if (name[0] != '\0' && !sound)
		form_bad(r->log, &at, _("%s is a name like dec@2026-03, not '%.60s'"), qname, name);
}

static void
check_type(const struct form_reader *r, const xmlNode *n, struct catalogue_type *t, const struct catalogue *c)
{
	static const char *const format[] = {"established", "reconstructed", "provisional"};
	struct expr_where at = form_at(r, n, "format");
	size_t i, ring;
	const char *text = text_or_empty(r, n, "ring");

	for (i = 0; i < sizeof format / sizeof format[0] && strcmp(t->format, format[i]) != 0; i++)
		continue;
	if (i == sizeof format / sizeof format[0])
		form_bad(r->log, &at, _("format is established, reconstructed or provisional, not '%.40s'"), t->format);
	at = form_at(r, n, "ring");
	if (!sv_to_size(sv_of(text), &ring) || ring < 1 || ring > 3)
		form_bad(r->log, &at, _("ring is 1, 2 or 3, not '%.40s'"), text);
	else
		t->ring = (int)ring;
	at = form_at(r, n, "id");
	if (!form_is_name(t->id))
		form_bad(r->log, &at, _("'%.60s' is no id of a type: letters, digits, - and _, beginning with a letter"), t->id);
	for (i = 0; i < c->n_type; i++)
		if (strcmp(c->type[i].id, t->id) == 0 && strcmp(c->type[i].edition, t->edition) == 0)
			form_bad(r->log, &at, _("type %s stands here already, in line %u"), t->id, c->type[i].line);
	at = form_at(r, n, "valid-to");
	if (t->valid_from != DAY_NONE && t->valid_to != DAY_NONE && t->valid_from > t->valid_to)
		form_bad(r->log, &at, _("valid-from is after valid-to"));
	check_definition(r, n, "dictionary", t->dictionary);
	check_definition(r, n, "form", t->form);
	check_definition(r, n, "rules", t->rules);
}

static void
read_type(const struct form_reader *r, const xmlNode *n, struct catalogue *c)
{
	static const char *const needed[] = {"id", "name-zh", "name-en", "family", "ring", "format", "edition", "message",
		"dictionary", "valid-from"};
	struct kept *k = c->owned;
	struct catalogue_type t = {.line = form_at(r, n, NULL).line};
	bool complete = true;

	form_check_element(r, n, TYPE_ATTRIBUTES, false);
	if (form_first(n) != NULL)
		form_bad_element(r, form_first(n));
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		complete = form_attr_needed(r, n, needed[i]) != NULL && complete;
	if (!complete)
		return;
	t.id = text_or_empty(r, n, "id");
	t.name_zh = text_or_empty(r, n, "name-zh");
	t.name_en = text_or_empty(r, n, "name-en");
	t.family = text_or_empty(r, n, "family");
	t.format = text_or_empty(r, n, "format");
	t.edition = text_or_empty(r, n, "edition");
	t.message = text_or_empty(r, n, "message");
	t.dictionary = text_or_empty(r, n, "dictionary");
	t.form = text_or_empty(r, n, "form");
	t.rules = text_or_empty(r, n, "rules");
	t.when = text_or_empty(r, n, "when");
	t.valid_from = form_attr_day(r, n, "valid-from");
	t.valid_to = form_attr_day(r, n, "valid-to");
	check_type(r, n, &t, c);
	if (c->n_type == k->cap_type)
		c->type = mem_grow(c->type, &k->cap_type, sizeof *c->type);
	if (c->n_type == k->cap_at)
		k->when_at = mem_grow(k->when_at, &k->cap_at, sizeof *k->when_at);
	k->when_at[c->n_type] = form_at(r, n, "when");
	k->when_at[c->n_type].file = c->file;
	c->type[c->n_type++] = t;
}

static struct catalogue *
read_catalogue(const char *path, struct form_log *log)
{
	struct catalogue *c = mem_zalloc(1, sizeof *c);
	struct kept *k = mem_zalloc(1, sizeof *k);
	struct form_source s = {0};
	struct form_reader r = {&s, log, &k->arena};
	const char *edition;
	const xmlNode *root, *n;

	c->owned = k;
	c->file = mem_strdup(path);
	if (!form_open_source(log, path, &s))
		return c;
	root = xmlDocGetRootElement(s.doc);
	if (!form_is(root, FORM_NS_YULU, "catalogue")) {
		struct expr_where at = form_at(&r, root, NULL);

		form_bad(log, &at, _("the root element is catalogue in the namespace %s"), FORM_NS_YULU);
	} else {
		form_check_element(&r, root, "edition", false);
		edition = form_attr_needed(&r, root, "edition");
		c->edition = mem_strdup(edition != NULL ? edition : "");
		for (n = form_first(root); n != NULL; n = form_next(n)) {
			if (form_is(n, FORM_NS_YULU, "type"))
				read_type(&r, n, c);
			else
				form_bad_element(&r, n);
		}
	}
	form_source_clear(&s);
	return c;
}

enum rc
catalogue_load(const char *path, struct catalogue **out, struct err *err)
{
	struct form_log log = {0};
	struct catalogue *c = read_catalogue(path, &log);
	enum rc rc = form_log_rc(&log, err);

	*out = rc == RC_OK ? c : NULL;
	if (rc != RC_OK)
		catalogue_free(c);
	return rc;
}

void
catalogue_free(struct catalogue *c)
{
	struct kept *k;

	if (c == NULL)
		return;
	k = c->owned;
	arena_free(&k->arena);
	mem_free(k->when_at);
	mem_free(k);
	mem_free(c->type);
	mem_free(c->file);
	mem_free(c->edition);
	mem_free(c);
}

const struct catalogue_type *
catalogue_type_by_id(const struct catalogue *c, const char *id)
{
	for (size_t i = 0; i < c->n_type; i++)
		if (strcmp(c->type[i].id, id) == 0)
			return &c->type[i];
	return NULL;
}

enum rc
catalogue_when(const struct catalogue *c, size_t i, const struct dict *d, const struct form_tables *tables,
    struct expr **out, struct err *err)
{
	const struct kept *k = c->owned;
	struct form_names names = {.dict = d, .tables = tables};
	struct form_view view = {.names = &names, .table = 0, .self = -1};
	struct expr_scope scope;

	*out = NULL;
	if (c->type[i].when[0] == '\0')
		return RC_OK;
	form_scope_init(&scope, &view);
	return expr_compile(sv_of(c->type[i].when), &k->when_at[i], EXPR_BOOL, &scope, out, err);
}

void
catalogue_lint(const char *path, const struct dict *(*find)(void *ctx, const char *dictionary),
    const struct form_tables *tables, void *ctx, dict_complain *complain)
{
	struct form_log log = {.complain = complain, .ctx = ctx};
	struct catalogue *c = read_catalogue(path, &log);

	for (size_t i = 0; i < c->n_type; i++) {
		const struct catalogue_type *t = &c->type[i];
		const struct dict *d = find(ctx, t->dictionary);
		struct expr_where at = {.file = path, .line = t->line};
		struct expr *when = NULL;
		struct err e = {0};

		if (d == NULL)
			form_bad(&log, &at, _("there is no dictionary %s for %s"), t->dictionary, t->id);
		else if (strcmp(d->root_name, t->message) != 0)
			form_bad(&log, &at, _("%s: the root element of %s is %s, not %s"), t->id, t->dictionary, d->root_name, t->message);
		else if (catalogue_when(c, i, d, tables, &when, &e) != RC_OK)
			form_bad_located(&log, &at, e.text);
		expr_free(when);
	}
	catalogue_free(c);
}
