#include "form/catalogue.h"

#include "base/day.h"
#include "base/i18n.h"
#include "form/build.h"

static const char *const summary_names[] = {"client_no", "seq_no", "entry_no", "consignee", "bill", "contract", "goods", "items",
	"totals"};

#define TYPE_ATTRIBUTES \
	"id name-zh name-en short-zh short-en family ring format edition message dictionary form rules valid-from valid-to when"

struct kept {
	struct arena arena;
	struct expr_where *when_at;	/* of each type */
	size_t cap_at, cap_type, cap_message;
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
read_default(const struct form_reader *r, const xmlNode *n, struct catalogue_default **all, size_t *n_all, size_t *cap)
{
	struct catalogue_default d = {.line = form_at(r, n, NULL).line};

	form_check_element(r, n, "ref value", false);
	d.ref = form_attr_needed(r, n, "ref");
	d.value = form_attr_needed(r, n, "value");
	if (d.ref == NULL || d.value == NULL)
		return;
	if (*n_all == *cap)
		*all = mem_grow(*all, cap, sizeof **all);
	(*all)[(*n_all)++] = d;
}

static void
read_summary(const struct form_reader *r, const xmlNode *n, struct catalogue_message *m)
{
	struct expr_where at = form_at(r, n, "name");
	struct catalogue_summary s = {.line = form_at(r, n, NULL).line};
	bool known = false;

	form_check_element(r, n, "name value", false);
	s.name = form_attr_needed(r, n, "name");
	s.value = form_attr_needed(r, n, "value");
	if (s.name == NULL || s.value == NULL)
		return;
	for (size_t i = 0; i < sizeof summary_names / sizeof summary_names[0]; i++)
		known = known || strcmp(summary_names[i], s.name) == 0;
	if (!known)
		form_bad(r->log, &at, _("a summary has no '%.40s'; it has client_no, seq_no, entry_no, consignee, bill, contract,"
		    " goods, items and totals"), s.name);
	for (size_t i = 0; i < m->n_summary; i++)
		if (strcmp(m->summary[i].name, s.name) == 0)
			form_bad(r->log, &at, _("%s stands in the summary already, in line %u"), s.name, m->summary[i].line);
	if (m->n_summary == m->cap_summary)
		m->summary = mem_grow(m->summary, &m->cap_summary, sizeof *m->summary);
	m->summary[m->n_summary++] = s;
}

static void
read_clear(const struct form_reader *r, const xmlNode *n, struct catalogue_message *m)
{
	struct catalogue_clear c = {.line = form_at(r, n, NULL).line};

	form_check_element(r, n, "ref", false);
	c.ref = form_attr_needed(r, n, "ref");
	if (c.ref == NULL)
		return;
	if (m->n_clear == m->cap_clear)
		m->clear = mem_grow(m->clear, &m->cap_clear, sizeof *m->clear);
	m->clear[m->n_clear++] = c;
}

static void
read_once(const struct form_reader *r, const xmlNode *n, struct catalogue_message *m)
{
	struct catalogue_once o = {.line = form_at(r, n, NULL).line};

	form_check_element(r, n, "rule ref with", false);
	o.rule = form_attr_needed(r, n, "rule");
	o.ref = form_attr_needed(r, n, "ref");
	o.with = text_or_empty(r, n, "with");
	if (o.rule == NULL || o.ref == NULL)
		return;
	if (m->n_once == m->cap_once)
		m->once = mem_grow(m->once, &m->cap_once, sizeof *m->once);
	m->once[m->n_once++] = o;
}

static void
read_party(const struct form_reader *r, const xmlNode *n, struct catalogue_message *m)
{
	struct catalogue_party p = {.line = form_at(r, n, NULL).line};

	form_check_element(r, n, "role code uscc name ciq", false);
	p.role = form_attr_needed(r, n, "role");
	p.name = form_attr_needed(r, n, "name");
	if (p.role == NULL || p.name == NULL)
		return;
	p.code = text_or_empty(r, n, "code");
	p.uscc = text_or_empty(r, n, "uscc");
	p.ciq = text_or_empty(r, n, "ciq");
	if (m->n_party == m->cap_party)
		m->party = mem_grow(m->party, &m->cap_party, sizeof *m->party);
	m->party[m->n_party++] = p;
}

static void
read_guess(const struct form_reader *r, const xmlNode *n, struct catalogue_attachment *a)
{
	struct catalogue_guess g;

	form_check_element(r, n, "kind words", false);
	g.kind = form_attr_needed(r, n, "kind");
	g.words = form_attr_needed(r, n, "words");
	if (g.kind == NULL || g.words == NULL)
		return;
	if (a->n_guess == a->cap_guess)
		a->guess = mem_grow(a->guess, &a->cap_guess, sizeof *a->guess);
	a->guess[a->n_guess++] = g;
}

static void
read_attachment(const struct form_reader *r, const xmlNode *n, struct catalogue_message *m)
{
	struct expr_where at = form_at(r, n, NULL);
	struct catalogue_attachment *a;

	form_check_element(r, n, "rows id id-from id-mark name kind size format format-value", false);
	if (m->attachment != NULL) {
		form_bad(r->log, &at, _("attachments stand here already, in line %u"), m->attachment->line);
		return;
	}
	a = m->attachment = mem_zalloc(1, sizeof *a);
	*a = (struct catalogue_attachment){.rows = form_attr_needed(r, n, "rows"), .id = form_attr_needed(r, n, "id"),
	    .name = text_or_empty(r, n, "name"), .kind = text_or_empty(r, n, "kind"), .size = text_or_empty(r, n, "size"),
	    .format = text_or_empty(r, n, "format"), .id_from = text_or_empty(r, n, "id-from"),
	    .id_mark = text_or_empty(r, n, "id-mark"), .format_value = text_or_empty(r, n, "format-value"), .line = at.line};
	for (const xmlNode *kid = form_first(n); kid != NULL; kid = form_next(kid)) {
		if (form_is(kid, FORM_NS_YULU, "guess"))
			read_guess(r, kid, a);
		else
			form_bad_element(r, kid);
	}
}

static void
read_message(const struct form_reader *r, const xmlNode *n, struct catalogue *c)
{
	struct kept *k = c->owned;
	struct expr_where at = form_at(r, n, "name");
	struct catalogue_message m = {.line = form_at(r, n, NULL).line};

	form_check_element(r, n, "name client", false);
	m.name = form_attr_needed(r, n, "name");
	if (m.name == NULL)
		return;
	if (catalogue_message_by_name(c, m.name) != NULL)
		form_bad(r->log, &at, _("message %.60s stands here already"), m.name);
	m.client = text_or_empty(r, n, "client");
	for (const xmlNode *kid = form_first(n); kid != NULL; kid = form_next(kid)) {
		if (form_is(kid, FORM_NS_YULU, "default"))
			read_default(r, kid, &m.fallback, &m.n_fallback, &m.cap_fallback);
		else if (form_is(kid, FORM_NS_YULU, "summary"))
			read_summary(r, kid, &m);
		else if (form_is(kid, FORM_NS_YULU, "clear"))
			read_clear(r, kid, &m);
		else if (form_is(kid, FORM_NS_YULU, "once"))
			read_once(r, kid, &m);
		else if (form_is(kid, FORM_NS_YULU, "party"))
			read_party(r, kid, &m);
		else if (form_is(kid, FORM_NS_YULU, "attachment"))
			read_attachment(r, kid, &m);
		else
			form_bad_element(r, kid);
	}
	if (c->n_message == k->cap_message)
		c->message = mem_grow(c->message, &k->cap_message, sizeof *c->message);
	c->message[c->n_message++] = m;
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
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		complete = form_attr_needed(r, n, needed[i]) != NULL && complete;
	if (!complete)
		return;
	t.id = text_or_empty(r, n, "id");
	t.name_zh = text_or_empty(r, n, "name-zh");
	t.name_en = text_or_empty(r, n, "name-en");
	t.short_zh = text_or_empty(r, n, "short-zh");
	t.short_en = text_or_empty(r, n, "short-en");
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
	for (const xmlNode *kid = form_first(n); kid != NULL; kid = form_next(kid)) {
		if (form_is(kid, FORM_NS_YULU, "default"))
			read_default(r, kid, &t.fallback, &t.n_fallback, &t.cap_fallback);
		else
			form_bad_element(r, kid);
	}
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
	if (!form_open_source(log, path, NULL, &s))
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
			else if (form_is(n, FORM_NS_YULU, "message"))
				read_message(&r, n, c);
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
	for (size_t i = 0; i < c->n_type; i++)
		mem_free(c->type[i].fallback);
	for (size_t i = 0; i < c->n_message; i++) {
		mem_free(c->message[i].fallback);
		mem_free(c->message[i].summary);
		mem_free(c->message[i].clear);
		mem_free(c->message[i].once);
		mem_free(c->message[i].party);
		if (c->message[i].attachment != NULL)
			mem_free(c->message[i].attachment->guess);
		mem_free(c->message[i].attachment);
	}
	mem_free(c->type);
	mem_free(c->message);
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

bool
catalogue_type_is_valid(const struct catalogue_type *t, int32_t day)
{
	return (t->valid_from == DAY_NONE || day >= t->valid_from) && (t->valid_to == DAY_NONE || day <= t->valid_to);
}

const struct catalogue_type *
catalogue_type_on(const struct catalogue *c, const char *id, int32_t day)
{
	const struct catalogue_type *best = NULL;

	for (size_t i = 0; i < c->n_type; i++) {
		const struct catalogue_type *t = &c->type[i];

		if (strcmp(t->id, id) == 0 && catalogue_type_is_valid(t, day) && (best == NULL || t->valid_from >= best->valid_from))
			best = t;
	}
	return best;
}

const struct catalogue_message *
catalogue_message_by_name(const struct catalogue *c, const char *name)
{
	for (size_t i = 0; i < c->n_message; i++)
		if (strcmp(c->message[i].name, name) == 0)
			return &c->message[i];
	return NULL;
}

static enum rc
compile(const char *text, const struct expr_where *at, enum expr_type want, const struct dict *d, const struct form_tables *tables,
    struct expr **out, struct err *err)
{
	struct form_names names = {.dict = d, .tables = tables};
	struct form_view view = {.names = &names, .table = 0, .self = -1};
	struct expr_scope scope;

	*out = NULL;
	form_scope_init(&scope, &view);
	return expr_compile(sv_of(text), at, want, &scope, out, err);
}

enum rc
catalogue_value(const struct catalogue *c, const char *value, unsigned line, const struct dict *d,
    const struct form_tables *tables, struct expr **out, struct err *err)
{
	const struct expr_where at = {.file = c->file, .line = line};

	return compile(value, &at, EXPR_ANY, d, tables, out, err);
}

enum rc
catalogue_when(const struct catalogue *c, size_t i, const struct dict *d, const struct form_tables *tables,
    struct expr **out, struct err *err)
{
	const struct kept *k = c->owned;

	*out = NULL;
	return c->type[i].when[0] == '\0' ? RC_OK
	    : compile(c->type[i].when, &k->when_at[i], EXPR_BOOL, d, tables, out, err);
}

/* ---- lint ------------------------------------------------------------------- */

enum wanted { WANT_FIELD, WANT_ROOT_FIELD, WANT_ANYTHING };

static void
lint_ref(struct form_log *log, const char *path, unsigned line, const struct dict *d, const char *ref, enum wanted wanted)
{
	const struct expr_where at = {.file = path, .line = line};
	const struct dict_node *node = dict_find(d, sv_of(ref));

	if (ref[0] == '\0')
		return;
	if (node == NULL)
		form_bad(log, &at, _("%.100s: %s has no such element"), ref, d->root_name);
	else if (wanted != WANT_ANYTHING && (node->type == DICT_GROUP || node->column < 0))
		form_bad(log, &at, _("%.100s is a group; only a field has a value"), ref);
	else if (wanted == WANT_ROOT_FIELD && node->table != 0)
		form_bad(log, &at, _("%.100s stands in rows that repeat; here only fields that stand once"), ref);
}

static void
lint_value(struct form_log *log, const struct catalogue *c, const char *value, unsigned line, const struct dict *d,
    const struct form_tables *tables)
{
	const struct expr_where at = {.file = c->file, .line = line};
	struct expr *e = NULL;
	struct err err = {0};

	if (catalogue_value(c, value, line, d, tables, &e, &err) != RC_OK)
		form_bad_located(log, &at, err.text);
	expr_free(e);
}

static void
lint_defaults(struct form_log *log, const struct catalogue *c, const struct catalogue_default *fallback, size_t n,
    const struct dict *d, const struct form_tables *tables)
{
	for (size_t i = 0; i < n; i++) {
		lint_ref(log, c->file, fallback[i].line, d, fallback[i].ref, WANT_ROOT_FIELD);
		lint_value(log, c, fallback[i].value, fallback[i].line, d, tables);
	}
}

static void
lint_attachment(struct form_log *log, const struct catalogue *c, const struct catalogue_attachment *a, const struct dict *d)
{
	const char *const field[] = {a->id, a->name, a->kind, a->size, a->format};
	const struct dict_node *rows = dict_find(d, sv_of(a->rows));

	lint_ref(log, c->file, a->line, d, a->rows, WANT_ANYTHING);
	lint_ref(log, c->file, a->line, d, a->id_from, WANT_ROOT_FIELD);
	for (size_t i = 0; rows != NULL && i < sizeof field / sizeof field[0]; i++) {
		struct str path = STR_INIT(0);

		str_addf(&path, "%s/%s", a->rows, field[i]);
		if (field[i][0] != '\0')
			lint_ref(log, c->file, a->line, d, str_z(&path), WANT_FIELD);
		str_clear(&path);
	}
}

static void
lint_message(struct form_log *log, const struct catalogue *c, const struct catalogue_message *m, const struct dict *d,
    const struct form_tables *tables)
{
	lint_ref(log, c->file, m->line, d, m->client, WANT_ROOT_FIELD);
	lint_defaults(log, c, m->fallback, m->n_fallback, d, tables);
	for (size_t i = 0; i < m->n_summary; i++)
		lint_value(log, c, m->summary[i].value, m->summary[i].line, d, tables);
	for (size_t i = 0; i < m->n_clear; i++)
		lint_ref(log, c->file, m->clear[i].line, d, m->clear[i].ref, WANT_ANYTHING);
	for (size_t i = 0; i < m->n_once; i++) {
		lint_ref(log, c->file, m->once[i].line, d, m->once[i].ref, WANT_ROOT_FIELD);
		lint_ref(log, c->file, m->once[i].line, d, m->once[i].with, WANT_ROOT_FIELD);
	}
	for (size_t i = 0; i < m->n_party; i++) {
		const struct catalogue_party *p = &m->party[i];
		const char *const ref[] = {p->code, p->uscc, p->name, p->ciq};

		for (size_t k = 0; k < sizeof ref / sizeof ref[0]; k++)
			lint_ref(log, c->file, p->line, d, ref[k], WANT_ROOT_FIELD);
	}
	if (m->attachment != NULL)
		lint_attachment(log, c, m->attachment, d);
}

/* The dictionary of its first type will do: editions that differ in what a
 * message has in common are found when a document of theirs is begun. */
static void
lint_messages(struct form_log *log, const struct catalogue *c, const struct dict *(*find)(void *ctx, const char *dictionary),
    const struct form_tables *tables, void *ctx)
{
	for (size_t m = 0; m < c->n_message; m++) {
		const struct expr_where at = {.file = c->file, .line = c->message[m].line};
		size_t i = 0;

		while (i < c->n_type && strcmp(c->type[i].message, c->message[m].name) != 0)
			i++;
		if (i == c->n_type)
			form_bad(log, &at, _("no type is of message %.60s"), c->message[m].name);
		else if (find(ctx, c->type[i].dictionary) != NULL)
			lint_message(log, c, &c->message[m], find(ctx, c->type[i].dictionary), tables);
	}
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
		else
			lint_defaults(&log, c, t->fallback, t->n_fallback, d, tables);
		expr_free(when);
	}
	lint_messages(&log, c, find, tables, ctx);
	catalogue_free(c);
}
