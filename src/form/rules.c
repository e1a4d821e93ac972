#include "form/build.h"

#include <stdio.h>

#include "base/csv.h"
#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"

enum { MAX_CASE_COLUMNS = 64, FILLED_MAX_B = 256 << 10 };

/* One row of a table that a yl:cases repeats its rules for. */
struct cases {
	const char *file;		/* the table's */
	size_t line;
	const char *name[MAX_CASE_COLUMNS];
	struct sv value[MAX_CASE_COLUMNS];
	size_t n;
};

/* Where rules are read: with a row, [[column]] and {column} have values. */
struct place {
	struct form_build *b;
	const struct form_reader *r;
	const struct cases *row;	/* NULL outside yl:cases */
};

/* ---- values of a row in attributes and texts ------------------------------------ */

static const struct sv *
case_value(const struct cases *row, struct sv name)
{
	for (size_t i = 0; i < row->n; i++)
		if (sv_is(name, row->name[i]))
			return &row->value[i];
	return NULL;
}

/* Replaces OPEN column CLOSE by the row's value in a text of n or its attribute
 * qname. The result lives with the form. */
static struct sv
fill_in(const struct place *p, const xmlNode *n, const char *qname, struct sv text, const char *open, const char *close)
{
	struct str out = STR_INIT(FILLED_MAX_B);
	struct sv rest = text;
	struct expr_where at;
	size_t from, to;
	char *kept;

	if (p->row == NULL || !sv_find(text, sv_of(open), NULL))
		return text;
	at = form_at(p->r, n, qname);
	while (sv_find(rest, sv_of(open), &from)) {
		struct sv name = {rest.p + from + strlen(open), rest.n - from - strlen(open)};
		const struct sv *v;

		str_add(&out, (struct sv){rest.p, from});
		rest = name;
		if (!sv_find(name, sv_of(close), &to))
			break;
		name.n = to;
		rest = (struct sv){rest.p + to + strlen(close), rest.n - to - strlen(close)};
		v = case_value(p->row, name);
		if (v == NULL)
			form_bad(p->r->log, &at, _("%s has no column %.*s"), p->row->file, (int)(name.n < 40 ? name.n : 40), name.p);
		else if (memchr(v->p, '\'', v->n) || memchr(v->p, '"', v->n) || memchr(v->p, '{', v->n) || memchr(v->p, '}', v->n))
			form_bad(p->r->log, &at, _("%s:%zu: a value with a quote or a brace cannot stand in a rule"), p->row->file,
			    p->row->line);
		else
			str_add(&out, *v);
	}
	str_add(&out, rest);
	if (out.over)
		form_bad(p->r->log, &at, _("more than %d bytes with the values of %s"), FILLED_MAX_B, p->row->file);
	kept = arena_dup(p->r->arena, str_z(&out), out.len_b);
	rest = (struct sv){kept, out.len_b};
	str_clear(&out);
	return rest;
}

/* An attribute with {column} filled in; NULL when it is absent or empty. */
static const char *
case_attr(const struct place *p, const xmlNode *n, const char *qname)
{
	const char *text = form_attr_text(p->r, n, qname);
	struct sv v;

	if (text == NULL)
		return NULL;
	v = sv_trim(fill_in(p, n, qname, sv_of(text), "{", "}"));
	return v.n == 0 ? NULL : arena_dup(p->r->arena, v.p, v.n);
}

static struct expr *
compile_attr(const struct place *p, const xmlNode *n, const char *qname, int table)
{
	const char *text = form_attr_text(p->r, n, qname);

	if (text == NULL)
		return NULL;
	return form_compile(p->b, p->r, n, qname, table, -1, EXPR_BOOL, fill_in(p, n, qname, sv_of(text), "[[", "]]"));
}

/* ---- what every kind of rule has --------------------------------------------------- */

static const char *const severity_word[] = {"off", "info", "warning", "error"};

static bool
read_severity(const struct place *p, const xmlNode *n, enum form_severity *severity)
{
	const char *role = case_attr(p, n, "role");
	struct expr_where at;
	size_t i;

	for (i = 0; role != NULL && i < sizeof severity_word / sizeof severity_word[0]; i++) {
		if (strcmp(role, severity_word[i]) == 0) {
			*severity = (enum form_severity)i;
			return true;
		}
	}
	at = form_at(p->r, n, "role");
	form_bad(p->r->log, &at, _("role is error, warning, info or off, not '%.40s'"), role != NULL ? role : "");
	return false;
}

static int32_t
case_day(const struct place *p, const xmlNode *n, const char *qname)
{
	const char *text = case_attr(p, n, qname);
	int32_t day = text == NULL ? DAY_NONE : day_parse_10(sv_of(text));

	if (text != NULL && day == DAY_NONE) {
		struct expr_where at = form_at(p->r, n, qname);

		form_bad(p->r->log, &at, _("%s is a day yyyy-MM-dd, not '%.40s'"), qname, text);
	}
	return day;
}

static void
read_texts(const struct place *p, const xmlNode *rule, struct form_rule *out, int table)
{
	struct expr_where at;
	const xmlNode *n;

	for (n = form_first(rule); n != NULL; n = form_next(n)) {
		const char *lang;
		struct expr_text **to;

		if (!form_is(n, FORM_NS_YULU, "text")) {
			form_bad_element(p->r, n);
			continue;
		}
		form_check_element(p->r, n, "xml:lang", true);
		if (form_first(n) != NULL)
			form_bad_element(p->r, form_first(n));
		lang = form_attr_needed(p->r, n, "xml:lang");
		if (lang == NULL)
			continue;
		if (strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0) {
			at = form_at(p->r, n, NULL);
			form_bad(p->r->log, &at, _("texts are in zh and en, not '%.20s'"), lang);
			continue;
		}
		to = lang[0] == 'z' ? &out->text_zh : &out->text_en;
		if (*to != NULL) {
			at = form_at(p->r, n, NULL);
			form_bad(p->r->log, &at, _("a second text in %s"), lang);
		}
		*to = form_compile_text(p->b, p->r, n, table, -1, fill_in(p, n, NULL, form_text_of(p->r, n), "[[", "]]"));
		if (*to == NULL)
			return;		/* complained about already */
	}
	if (out->text_zh != NULL && out->text_en != NULL)
		return;
	at = form_at(p->r, rule, NULL);
	form_bad(p->r->log, &at, _("rule %s has no text in %s; write a yl:text xml:lang=\"%s\""), out->id,
		    out->text_zh == NULL ? "zh" : "en", out->text_zh == NULL ? "zh" : "en");
}

/* id role class override from to; false after a complaint that leaves no rule. */
static bool
read_common(const struct place *p, const xmlNode *n, struct form_rule *out)
{
	const char *class = form_attr_text(p->r, n, "yl:class");
	struct expr_where at = form_at(p->r, n, NULL);

	*out = (struct form_rule){.id = case_attr(p, n, "id"), .class = 'R', .table = -1, .at_table = -1, .at_column = -1, .line = at.line};
	if (out->id == NULL) {
		form_bad(p->r->log, &at, _("%s needs an id"), (const char *)n->name);
		return false;
	}
	if (!form_is_name(out->id)) {
		form_bad(p->r->log, &at, _("'%.60s' is no rule id: letters, digits, - and _, beginning with a letter"), out->id);
		return false;
	}
	if (!read_severity(p, n, &out->severity))
		return false;
	if (class != NULL && (strlen(class) != 1 || strchr("XSLTR", class[0]) == NULL)) {
		at = form_at(p->r, n, "yl:class");
		form_bad(p->r->log, &at, _("a class is X, S, L, T or R, not '%.20s'"), class);
	} else if (class != NULL) {
		out->class = class[0];
	}
	out->override = form_attr_yes(p->r, n, "yl:override");
	out->from = case_day(p, n, "yl:from");
	out->to = case_day(p, n, "yl:to");
	if (out->from != DAY_NONE && out->to != DAY_NONE && out->from > out->to)
		form_bad(p->r->log, &at, _("rule %s: yl:from is after yl:to, so it never applies"), out->id);
	return true;
}

static void
add_rule(const struct place *p, const struct form_rule *rule)
{
	struct form_build *b = p->b;
	struct expr_where at = {.file = p->r->source->file, .line = rule->line};

	if (b->form->n_rule == FORM_MAX_RULES) {
		form_bad(p->r->log, &at, _("more than %d rules"), FORM_MAX_RULES);
		return;
	}
	if (b->form->n_rule == b->cap_rule)
		b->form->rule = mem_grow(b->form->rule, &b->cap_rule, sizeof *b->form->rule);
	b->form->rule[b->form->n_rule++] = *rule;
}

/* ---- the three kinds ------------------------------------------------------------------ */

static void
read_assert(const struct place *p, const xmlNode *n, int table, struct expr *when_rule)
{
	struct form_view view = {.names = &p->b->names, .table = table, .self = -1};
	const char *at_path = form_attr_text(p->r, n, "yl:at");
	struct form_rule rule;
	struct err e = {0};

	form_check_element(p->r, n, "id role test yl:at yl:when yl:from yl:to yl:class yl:override", false);
	if (!read_common(p, n, &rule))
		return;
	rule.by = FORM_BY_TEST;
	rule.table = rule.at_table = table;
	rule.report = form_is(n, FORM_NS_SCHEMATRON, "report");
	rule.when_rule = when_rule;
	rule.when = compile_attr(p, n, "yl:when", table);
	if (form_attr_needed(p->r, n, "test") != NULL)
		rule.test = compile_attr(p, n, "test", table);
	if (at_path != NULL && form_scope_cell(&view, fill_in(p, n, "yl:at", sv_of(at_path), "[[", "]]"), &rule.at_table,
	    &rule.at_column, &e) != RC_OK) {
		struct expr_where at = form_at(p->r, n, "yl:at");

		form_bad(p->r->log, &at, "%s", e.text);
	}
	if (rule.test != NULL && form_attr(n, "yl:class") == NULL && (expr_uses(rule.test) & EXPR_USES_CODES) != 0)
		rule.class = 'T';
	read_texts(p, n, &rule, table);
	if (rule.test != NULL)
		add_rule(p, &rule);
}

static void
read_builtin(const struct place *p, const xmlNode *n)
{
	const char *by = form_attr_needed(p->r, n, "by");
	struct expr_where at = form_at(p->r, n, "by");
	struct form_rule rule;
	const char *const *w = form_builtins();

	form_check_element(p->r, n, "id role by yl:from yl:to yl:class yl:override", false);
	if (!read_common(p, n, &rule) || by == NULL)
		return;
	while (*w != NULL && strcmp(*w, by) != 0)
		w++;
	if (*w == NULL)
		form_bad(p->r->log, &at, _("the check engine has no judgement '%.40s'; doc/forms.md lists them"), by);
	rule.by = FORM_BY_BUILTIN;
	rule.builtin = *w;
	read_texts(p, n, &rule, -1);
	if (*w != NULL)
		add_rule(p, &rule);
}

static void
read_undecided(const struct place *p, const xmlNode *n)
{
	struct form_rule rule;

	form_check_element(p->r, n, "id role yl:from yl:to yl:class", false);
	if (!read_common(p, n, &rule))
		return;
	rule.by = FORM_BY_NOBODY;
	read_texts(p, n, &rule, -1);
	add_rule(p, &rule);
}

/* ---- rule, pattern, cases ----------------------------------------------------------------- */

/* Table of context="/" or "DecLists/DecList"; -1 after a complaint. */
static int
context_table(const struct place *p, const xmlNode *n, bool speak)
{
	const char *context = form_attr_text(p->r, n, "context");
	const struct dict *d = p->b->names.dict;
	const struct dict_node *node;

	if (context != NULL && strcmp(context, "/") == 0)
		return 0;
	node = context != NULL ? dict_find(d, sv_of(context)) : NULL;
	if (node != NULL && node->type == DICT_GROUP && d->table[node->table].node == node)
		return node->table;
	if (speak) {
		struct expr_where at = form_at(p->r, n, "context");

		form_bad(p->r->log, &at, _("context is / or a repeating group like DecLists/DecList, not '%.100s'"),
		    context != NULL ? context : "");
	}
	return -1;
}

static void
read_let(const struct place *p, const xmlNode *n, int table)
{
	const char *value;
	struct form_local *l;

	form_check_element(p->r, n, "name yl:type value", false);
	if (form_first(n) != NULL)
		form_bad_element(p->r, form_first(n));
	if (p->row != NULL) {
		struct expr_where at = form_at(p->r, n, "value");

		form_bad(p->r->log, &at, _("no let inside yl:cases; write it in a rule outside"));
		return;
	}
	l = form_made_local(p->b, n);
	value = form_attr_needed(p->r, n, "value");
	if (l != NULL && value != NULL)
		l->calculate = form_compile(p->b, p->r, n, "value", table, -1, l->type, sv_of(value));
}

static void
read_rule(const struct place *p, const xmlNode *rule)
{
	int table = context_table(p, rule, true);
	struct expr *when;
	const xmlNode *n;

	form_check_element(p->r, rule, "context yl:when", false);
	if (table < 0)
		return;
	when = compile_attr(p, rule, "yl:when", table);
	for (n = form_first(rule); n != NULL; n = form_next(n)) {
		if (form_is(n, FORM_NS_SCHEMATRON, "let"))
			read_let(p, n, table);
		else if (form_is(n, FORM_NS_SCHEMATRON, "assert") || form_is(n, FORM_NS_SCHEMATRON, "report"))
			read_assert(p, n, table, when);
		else
			form_bad_element(p->r, n);
	}
}

/* Has the row all columns that the cases need? */
static bool
is_wanted(const struct place *p, const struct cases *row, const char *need, const struct expr_where *at)
{
	struct sv rest = sv_of(need), word;

	while (need != NULL && sv_split(&rest, ' ', &word)) {
		const struct sv *v;

		if (word.n == 0)
			continue;
		v = case_value(row, word);
		if (v == NULL)
			form_bad(p->r->log, at, _("%s has no column %.*s"), row->file, (int)(word.n < 40 ? word.n : 40), word.p);
		if (v == NULL || v->n == 0)
			return false;
	}
	return true;
}

static void
read_case(const struct place *p, const xmlNode *cases, const struct cases *row)
{
	struct place inner = {p->b, p->r, row};
	const xmlNode *n;

	for (n = form_first(cases); n != NULL; n = form_next(n)) {
		if (form_is(n, FORM_NS_SCHEMATRON, "rule"))
			read_rule(&inner, n);
		else
			form_bad_element(p->r, n);
	}
}

static void
read_case_rows(const struct place *p, const xmlNode *cases, const char *path, struct sv bytes)
{
	const char *need = form_attr_text(p->r, cases, "need");
	struct expr_where at = form_at(p->r, cases, NULL);
	struct cases row = {.file = path};
	struct csv c;
	struct err e = {0};
	enum rc rc;
	size_t i, n_bad = p->r->log->n_bad;

	csv_init(&c, bytes);
	rc = csv_next(&c, &e);
	for (i = 0; rc == RC_OK && i < c.n && i < MAX_CASE_COLUMNS; i++)
		row.name[row.n++] = arena_dup(p->r->arena, c.field[i].p, c.field[i].n);
	if (rc == RC_OK && c.n > MAX_CASE_COLUMNS)
		form_bad(p->r->log, &at, _("%s has more than %d columns"), path, MAX_CASE_COLUMNS);
	/* one row with complaints says enough: the others would repeat them */
	while (rc == RC_OK && p->r->log->n_bad == n_bad && (rc = csv_next(&c, &e)) == RC_OK) {
		row.line = c.line;
		if (c.n != row.n) {
			form_bad(p->r->log, &at, _("%s:%zu: %zu columns, the header line has %zu"), path, c.line, c.n, row.n);
			break;
		}
		for (i = 0; i < row.n; i++)
			row.value[i] = sv_trim(c.field[i]);
		if (is_wanted(p, &row, need, &at))
			read_case(p, cases, &row);
	}
	if (rc != RC_OK && rc != RC_NOTFOUND)
		form_bad(p->r->log, &at, "%s: %s", path, e.text);
	csv_clear(&c);
}

/* The table stands beside the rules. */
static void
read_cases(const struct place *p, const xmlNode *n)
{
	const char *src = form_attr_needed(p->r, n, "src"), *slash = strrchr(p->r->source->file, '/');
	struct expr_where at = form_at(p->r, n, "src");
	struct str bytes = STR_INIT(FORM_SOURCE_MAX_B);
	struct err e = {0};
	char *dir, *path;

	form_check_element(p->r, n, "src need", false);
	if (src == NULL)
		return;
	if (strchr(src, '/') != NULL || src[0] == '.') {
		form_bad(p->r->log, &at, _("src is the name of a table beside the rules, without a folder"));
		return;
	}
	dir = slash != NULL ? mem_strndup(p->r->source->file, (size_t)(slash - p->r->source->file)) : mem_strdup(".");
	path = file_join(dir, src);
	if (file_read(path, FORM_SOURCE_MAX_B, &bytes, &e) != RC_OK)
		form_bad(p->r->log, &at, "%s", e.text);
	else
		read_case_rows(p, n, arena_dup(p->r->arena, path, strlen(path)), str_sv(&bytes));
	mem_free(path);
	mem_free(dir);
	str_clear(&bytes);
}

static void
read_pattern(const struct place *p, const xmlNode *pattern)
{
	const xmlNode *n;

	form_check_element(p->r, pattern, "id", false);
	for (n = form_first(pattern); n != NULL; n = form_next(n)) {
		if (form_is(n, FORM_NS_SCHEMATRON, "rule"))
			read_rule(p, n);
		else if (form_is(n, FORM_NS_YULU, "cases"))
			read_cases(p, n);
		else if (form_is(n, FORM_NS_YULU, "builtin"))
			read_builtin(p, n);
		else if (form_is(n, FORM_NS_YULU, "undecided"))
			read_undecided(p, n);
		else
			form_bad_element(p->r, n);
	}
}

static void
read_head(const struct place *p, const xmlNode *root)
{
	const char *id = form_attr_needed(p->r, root, "yl:id"), *edition = form_attr_needed(p->r, root, "yl:edition");
	const char *dictionary = form_attr_needed(p->r, root, "yl:dictionary"), *binding = form_attr_needed(p->r, root, "queryBinding");
	struct expr_where at = form_at(p->r, root, NULL);
	const struct form *f = p->b->form;

	form_check_element(p->r, root, "queryBinding yl:id yl:edition yl:dictionary", false);
	if (binding != NULL && strcmp(binding, "yulu") != 0)
		form_bad(p->r->log, &at, _("queryBinding is yulu: the expressions are not XPath"));
	if (id != NULL && edition != NULL && (strcmp(id, f->id) != 0 || strcmp(edition, f->edition) != 0))
		form_bad(p->r->log, &at, _("these are rules of %s@%s, not of %s@%s"), id, edition, f->id, f->edition);
	if (dictionary != NULL && strcmp(dictionary, p->b->dictionary) != 0)
		form_bad(p->r->log, &at, _("these rules are written for the dictionary %s, not for %s"), dictionary, p->b->dictionary);
}

void
form_read_lets(struct form_build *b, const struct form_reader *r)
{
	const struct place p = {b, r, NULL};
	const xmlNode *pattern, *rule, *n;

	for (pattern = form_first(xmlDocGetRootElement(r->source->doc)); pattern != NULL; pattern = form_next(pattern)) {
		for (rule = form_first(pattern); rule != NULL; rule = form_next(rule)) {
			int table = form_is(rule, FORM_NS_SCHEMATRON, "rule") ? context_table(&p, rule, false) : -1;

			for (n = form_first(rule); n != NULL && table >= 0; n = form_next(n)) {
				struct form_local *l = form_is(n, FORM_NS_SCHEMATRON, "let") ? form_add_local(b, r, n, table) : NULL;

				if (l != NULL)
					l->rule = true;
			}
		}
	}
}

void
form_read_rules(struct form_build *b, const struct form_reader *r)
{
	const struct place p = {b, r, NULL};
	const xmlNode *root = xmlDocGetRootElement(r->source->doc), *n;
	struct expr_where at = form_at(r, root, NULL);

	if (!form_is(root, FORM_NS_SCHEMATRON, "schema")) {
		form_bad(r->log, &at, _("the root element of rules is schema in the namespace %s"), FORM_NS_SCHEMATRON);
		return;
	}
	read_head(&p, root);
	for (n = form_first(root); n != NULL; n = form_next(n)) {
		if (form_is(n, FORM_NS_SCHEMATRON, "pattern"))
			read_pattern(&p, n);
		else
			form_bad_element(r, n);
	}
}
