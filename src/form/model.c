#include "form/build.h"

#include <stdio.h>

#include "base/day.h"
#include "base/i18n.h"

#define BIND_ATTRIBUTES "ref relevant required yl:save readonly constraint calculate yl:override yl:default"

/* ---- where a bind stands --------------------------------------------------- */

static bool
is_row(const struct dict *d, const struct dict_node *n)
{
	return n->type == DICT_GROUP && d->table[n->table].node == n;
}

/* Node of ref="A/B/@c" below parent; NULL after a complaint. */
static const struct dict_node *
find_ref(const struct form_build *b, const struct form_reader *r, const xmlNode *n, const struct dict_node *parent, bool speak)
{
	const char *ref = form_attr_text(r, n, "ref");
	struct sv rest = sv_of(ref), part;
	const struct dict_node *found = parent;
	struct expr_where at;

	if (ref == NULL || *ref == '\0') {
		at = form_at(r, n, "ref");
		if (speak)
			form_bad(r->log, &at, _("%s needs the attribute ref"), (const char *)n->name);
		return NULL;
	}
	while (sv_split(&rest, '/', &part)) {
		bool attribute = part.n > 0 && part.p[0] == '@';
		const struct dict_node *child;

		if (attribute)
			part = (struct sv){part.p + 1, part.n - 1};
		child = found->type == DICT_GROUP ? dict_child(found, part, attribute) : NULL;
		if (child == NULL) {
			at = form_at(r, n, "ref");
			if (speak)
				form_bad(r->log, &at, _("%s has no %s %.*s; look it up in the dictionary %s"),
				    found->path[0] != '\0' ? found->path : found->name, attribute ? _("attribute") : _("element"),
				    (int)(part.n < 60 ? part.n : 60), part.p, b->dictionary);
			return NULL;
		}
		found = child;
	}
	return found;
}

/* ---- first pass: names of local fields --------------------------------------- */

static void
read_locals_below(struct form_build *b, const struct form_reader *r, const xmlNode *parent, const struct dict_node *node)
{
	const xmlNode *n;

	for (n = form_first(parent); n != NULL; n = form_next(n)) {
		if (form_is(n, FORM_NS_YULU, "field") && is_row(b->names.dict, node)) {
			form_add_local(b, r, n, node->table);
		} else if (form_is(n, FORM_NS_XFORMS, "bind")) {
			const struct dict_node *child = find_ref(b, r, n, node, false);

			if (child != NULL && child->type == DICT_GROUP)
				read_locals_below(b, r, n, child);
		}
	}
}

void
form_read_locals(struct form_build *b, const struct form_reader *r)
{
	const xmlNode *root = xmlDocGetRootElement(r->source->doc), *n;

	for (n = form_first(root); n != NULL; n = form_next(n))
		if (form_is(n, FORM_NS_XFORMS, "model"))
			read_locals_below(b, r, n, b->names.dict->root);
}

/* ---- second pass: everything else ---------------------------------------------- */

static struct form_bind *
bind_for(struct form_build *b, int table, int column, unsigned line)
{
	struct form *f = b->form;
	int *at = &b->bind_at[table][column];

	if (*at == 0) {
		if (f->n_bind == b->cap_bind)
			f->bind = mem_grow(f->bind, &b->cap_bind, sizeof *f->bind);
		f->bind[f->n_bind] = (struct form_bind){.table = table, .column = column, .tie = -1, .line = line};
		*at = (int)++f->n_bind;
	}
	return &f->bind[*at - 1];
}

static struct expr *
compile_attr(struct form_build *b, const struct form_reader *r, const xmlNode *n, const char *qname, int table, int self,
    enum expr_type want)
{
	const char *text = form_attr_text(r, n, qname);

	return text == NULL ? NULL : form_compile(b, r, n, qname, table, self, want, sv_of(text));
}

static void
read_field(struct form_build *b, const struct form_reader *r, const xmlNode *n, const struct dict_node *node)
{
	struct expr_where at = form_at(r, n, NULL);
	struct form_local *l;

	form_check_element(r, n, "name type calculate", false);
	if (form_first(n) != NULL)
		form_bad_element(r, form_first(n));
	if (!is_row(b->names.dict, node)) {
		form_bad(r->log, &at, _("a local field belongs to a row: write it in the model or in the bind of a repeating group, not in %s"),
		    node->path);
		return;
	}
	l = form_made_local(b, n);
	if (l != NULL && form_attr_needed(r, n, "calculate") != NULL)
		l->calculate = compile_attr(b, r, n, "calculate", l->table, -1, l->type);
}

/* Column of a tie's ref: a field of the tie's row. */
static int
solve_column(const struct form_build *b, const struct form_reader *r, const xmlNode *n, const struct dict_node *node)
{
	const struct dict_node *field = find_ref(b, r, n, node, true);
	struct expr_where at = form_at(r, n, "ref");

	if (field == NULL)
		return -1;
	if (field->type == DICT_GROUP || field->table != node->table) {
		form_bad(r->log, &at, _("a tie holds together fields of one row; %s is none"), field->path);
		return -1;
	}
	return field->column;
}

static void
read_tie(struct form_build *b, const struct form_reader *r, const xmlNode *n, const struct dict_node *node)
{
	struct form *f = b->form;
	struct form_tie tie = {.table = node->table, .line = form_at(r, n, NULL).line};
	struct expr_where at = form_at(r, n, NULL);
	const xmlNode *s;
	size_t cap = 0;

	form_check_element(r, n, "", false);
	for (s = form_first(n); s != NULL; s = form_next(s)) {
		int column;

		if (!form_is(s, FORM_NS_YULU, "solve")) {
			form_bad_element(r, s);
			continue;
		}
		form_check_element(r, s, "ref with", false);
		column = solve_column(b, r, s, node);
		if (column < 0 || form_attr_needed(r, s, "with") == NULL)
			continue;
		if (tie.n_solve == cap)
			tie.solve = mem_grow(tie.solve, &cap, sizeof *tie.solve);
		tie.solve[tie.n_solve++] = (struct form_solve){column,
		    compile_attr(b, r, s, "with", node->table, column, form_column_type(b->names.dict, node->table, column))};
		if (bind_for(b, node->table, column, tie.line)->tie >= 0)
			form_bad(r->log, &at, _("%s stands in two ties, or twice in one"),
			    b->names.dict->table[node->table].column[column]->path);
		bind_for(b, node->table, column, tie.line)->tie = (int)f->n_tie;
	}
	if (tie.n_solve < 2)
		form_bad(r->log, &at, _("a tie needs at least two solutions"));
	if (f->n_tie == b->cap_tie)
		f->tie = mem_grow(f->tie, &b->cap_tie, sizeof *f->tie);
	f->tie[f->n_tie++] = tie;
}

/* yl:alert in both languages. */
static void
read_alert(struct form_build *b, const struct form_reader *r, const xmlNode *n, struct form_bind *bind)
{
	const char *lang = form_attr_needed(r, n, "xml:lang");
	struct expr_where at = form_at(r, n, NULL);
	struct expr_text **to;

	form_check_element(r, n, "xml:lang", true);
	if (form_first(n) != NULL)
		form_bad_element(r, form_first(n));
	if (lang == NULL)
		return;
	if (strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0) {
		form_bad(r->log, &at, _("texts are in zh and en, not '%.20s'"), lang);
		return;
	}
	to = lang[0] == 'z' ? &bind->alert_zh : &bind->alert_en;
	if (*to != NULL)
		form_bad(r->log, &at, _("a second alert in %s"), lang);
	*to = form_compile_text(b, r, n, bind->table, bind->column, form_text_of(r, n));
}

static void
read_alerts(struct form_build *b, const struct form_reader *r, const xmlNode *parent, struct form_bind *bind)
{
	struct expr_where at = form_at(r, parent, NULL);
	bool any = false;
	const xmlNode *n;

	for (n = form_first(parent); n != NULL; n = form_next(n)) {
		if (form_is(n, FORM_NS_YULU, "alert")) {
			any = true;
			read_alert(b, r, n, bind);
		} else {
			form_bad_element(r, n);
		}
	}
	if (any && bind->constraint == NULL)
		form_bad(r->log, &at, _("an alert says what is wrong when the constraint is broken: add constraint"));
	if (bind->constraint != NULL && (bind->alert_zh == NULL || bind->alert_en == NULL))
		form_bad(r->log, &at, _("a constraint needs a yl:alert in zh and in en"));
}

static bool
has_property(const xmlNode *n)
{
	struct sv rest = SV(BIND_ATTRIBUTES), word;
	char name[32];

	while (sv_split(&rest, ' ', &word)) {
		snprintf(name, sizeof name, "%.*s", (int)word.n, word.p);
		if (!sv_is(word, "ref") && form_attr(n, name) != NULL)
			return true;
	}
	return false;
}

/* A group that stands at most once: it may be irrelevant as a whole. */
static void
read_group_bind(struct form_build *b, const struct form_reader *r, const xmlNode *n, const struct dict_node *node)
{
	struct expr_where at = form_at(r, n, NULL);
	struct form_bind *bind;

	form_check_element(r, n, "ref relevant", false);
	if (form_attr(n, "relevant") == NULL)
		return;
	if (is_row(b->names.dict, node)) {
		form_bad(r->log, &at, _("%s repeats: relevant stands on its fields or on the group around it"), node->path);
		return;
	}
	bind = bind_for(b, node->table, node->column, at.line);
	if (bind->relevant != NULL)
		form_bad(r->log, &at, _("%s has a bind already, in line %u"), node->path, bind->line);
	bind->relevant = compile_attr(b, r, n, "relevant", node->table, -1, EXPR_BOOL);
}

static void
read_field_bind(struct form_build *b, const struct form_reader *r, const xmlNode *n, const struct dict_node *node)
{
	int t = node->table, c = node->column;
	enum expr_type type = form_column_type(b->names.dict, t, c);
	struct expr_where at = form_at(r, n, NULL);
	unsigned *seen = &b->seen[t][c];
	struct form_bind *bind;

	form_check_element(r, n, BIND_ATTRIBUTES, false);
	if (*seen != 0) {
		form_bad(r->log, &at, _("%s has a bind already, in line %u"), node->path, *seen);
		return;
	}
	*seen = at.line;
	if (!has_property(n) && form_first(n) == NULL)
		return;
	bind = bind_for(b, t, c, at.line);
	bind->line = at.line;
	bind->relevant = compile_attr(b, r, n, "relevant", t, c, EXPR_BOOL);
	bind->required = compile_attr(b, r, n, "required", t, c, EXPR_BOOL);
	bind->save = compile_attr(b, r, n, "yl:save", t, c, EXPR_BOOL);
	bind->readonly = compile_attr(b, r, n, "readonly", t, c, EXPR_BOOL);
	bind->constraint = compile_attr(b, r, n, "constraint", t, c, EXPR_BOOL);
	bind->calculate = compile_attr(b, r, n, "calculate", t, c, type);
	bind->fallback = compile_attr(b, r, n, "yl:default", t, c, type);
	bind->override = form_attr_yes(r, n, "yl:override");
	if (bind->override && form_attr(n, "calculate") == NULL)
		form_bad(r->log, &at, _("yl:override says that a typed value stands against calculate, and there is none"));
	read_alerts(b, r, n, bind);
}

static void
read_binds_below(struct form_build *b, const struct form_reader *r, const xmlNode *parent, const struct dict_node *node)
{
	const xmlNode *n;

	for (n = form_first(parent); n != NULL; n = form_next(n)) {
		if (form_is(n, FORM_NS_YULU, "field")) {
			read_field(b, r, n, node);
		} else if (form_is(n, FORM_NS_YULU, "tie")) {
			read_tie(b, r, n, node);
		} else if (form_is(n, FORM_NS_XFORMS, "bind")) {
			const struct dict_node *child = find_ref(b, r, n, node, true);

			if (child == NULL)
				continue;
			if (child->type == DICT_GROUP) {
				read_group_bind(b, r, n, child);
				read_binds_below(b, r, n, child);
			} else {
				read_field_bind(b, r, n, child);
			}
		} else {
			form_bad_element(r, n);
		}
	}
}

static void
check_ties(struct form_build *b)
{
	for (size_t i = 0; i < b->form->n_bind; i++) {
		const struct form_bind *bind = &b->form->bind[i];
		struct expr_where at = {.file = b->form->file, .line = bind->line};

		if (bind->tie >= 0 && bind->calculate != NULL)
			form_bad(&b->log, &at, _("%s stands in a tie and is calculated; it can be one of the two"),
			    b->names.dict->table[bind->table].column[bind->column]->path);
	}
}

static void
read_head(struct form_build *b, const struct form_reader *r, const xmlNode *root)
{
	const char *id = form_attr_needed(r, root, "id"), *edition = form_attr_needed(r, root, "edition");
	const char *dictionary = form_attr_needed(r, root, "dictionary");
	struct expr_where at = form_at(r, root, NULL);
	struct form *f = b->form;

	form_check_element(r, root, "id edition dictionary valid-from valid-to", false);
	if (id != NULL && edition != NULL) {
		f->id = mem_strdup(id);
		f->edition = mem_strdup(edition);
	}
	if (dictionary != NULL && strcmp(dictionary, b->dictionary) != 0) {
		at = form_at(r, root, "dictionary");
		form_bad(r->log, &at, _("this form is written for the dictionary %s, not for %s"), dictionary, b->dictionary);
	}
	form_attr_needed(r, root, "valid-from");
	f->valid_from = form_attr_day(r, root, "valid-from");
	f->valid_to = form_attr_day(r, root, "valid-to");
	if (f->valid_from != DAY_NONE && f->valid_to != DAY_NONE && f->valid_from > f->valid_to)
		form_bad(r->log, &at, _("valid-from is after valid-to"));
}

void
form_read_model(struct form_build *b, const struct form_reader *r)
{
	const xmlNode *root = xmlDocGetRootElement(r->source->doc), *n, *model = NULL;
	struct expr_where at = form_at(r, root, NULL);

	if (!form_is(root, FORM_NS_YULU, "form")) {
		form_bad(r->log, &at, _("a form's root element is form in the namespace %s"), FORM_NS_YULU);
		return;
	}
	read_head(b, r, root);
	for (n = form_first(root); n != NULL; n = form_next(n)) {
		if (model != NULL && (form_is(n, FORM_NS_XFORMS, "group") || form_is(n, FORM_NS_YULU, "hidden")))
			continue;	/* the layout, see layout_load() */
		if (!form_is(n, FORM_NS_XFORMS, "model") || model != NULL) {
			form_bad_element(r, n);
			continue;
		}
		model = n;
		form_check_element(r, n, "", false);
		read_binds_below(b, r, n, b->names.dict->root);
	}
	if (model == NULL)
		form_bad(r->log, &at, _("a form needs a model"));
	check_ties(b);
}
