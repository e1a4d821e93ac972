#include "form/build.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/i18n.h"

static const char *const builtins[] = {
	"wellformed",	/* bytes, encoding, characters */
	"root",		/* root element and namespace */
	"length",	/* customs length */
	"number",	/* digits, decimals, form of numbers */
	"day",		/* days and moments */
	"save",		/* needed to save */
	"declare",	/* needed to declare */
	"form",		/* the dictionary's pattern of a field */
	"code",		/* a field's code in its table, where no rule of its own looks */
	"twice",	/* what occurs once stands twice */
	"unknown",	/* elements and attributes that the dictionary does not know */
	"groups",	/* groups without which there is no message */
	"missing",	/* elements that must stand, empty if need be */
	"order",	/* the dictionary's order */
	"many",		/* more records than the dictionary allows */
	"halfwidth",	/* full-width digits and signs */
	"write",	/* what we write ourselves */
	"receipt",	/* what arrives from customs */
	"dictionary",	/* an enumeration or form that the dictionary carries under this id */
	NULL
};

const char *const *
form_builtins(void)
{
	return builtins;
}

/* ---- compiling ------------------------------------------------------------ */

static uint64_t
intern_hash(struct sv text, int table, enum expr_type want)
{
	return sv_hash(text) ^ ((uint64_t)(unsigned)table * 0x9e3779b97f4a7c15u) ^ ((uint64_t)want << 59);
}

/* The slot of an equal expression, or the free one where it would stand. */
static struct form_intern *
intern_slot(struct form_build *b, const struct form_intern *key)
{
	size_t i = (size_t)key->hash & (b->cap_intern - 1);

	for (;; i = (i + 1) & (b->cap_intern - 1)) {
		struct form_intern *s = &b->intern[i];

		if (s->text.p == NULL || (s->hash == key->hash && s->table == key->table && s->self == key->self
		    && s->want == key->want && sv_eq(s->text, key->text)))
			return s;
	}
}

static void
intern_put(struct form_build *b, const struct form_intern *entry)
{
	if (2 * (b->n_intern + 1) > b->cap_intern) {
		struct form_intern *old = b->intern;
		size_t n_old = b->cap_intern, i;

		b->cap_intern = n_old == 0 ? 1024 : 2 * n_old;
		b->intern = mem_zalloc(b->cap_intern, sizeof *b->intern);
		for (i = 0; i < n_old; i++)
			if (old[i].text.p != NULL)
				*intern_slot(b, &old[i]) = old[i];
		mem_free(old);
	}
	*intern_slot(b, entry) = *entry;
	b->n_intern++;
}

static bool
intern_get(struct form_build *b, struct form_intern *key)
{
	const struct form_intern *s;

	if (b->cap_intern == 0)
		return false;
	s = intern_slot(b, key);
	if (s->text.p == NULL)
		return false;
	*key = *s;
	return true;
}

struct expr *
form_compile(struct form_build *b, const struct form_reader *r, const xmlNode *n, const char *qname, int table, int self,
    enum expr_type want, struct sv text)
{
	struct form_view view = {.names = &b->names, .table = table, .self = self};
	struct form_intern key = {intern_hash(text, table, want), table, -1, want, text, NULL};
	struct expr_scope scope;
	struct err e = {0};

	if (intern_get(b, &key))
		return key.expr;
	key.self = self;
	if (self >= 0 && intern_get(b, &key))
		return key.expr;
	form_scope_init(&scope, &view);
	scope.arena = &b->owned->exprs;
	if (expr_compile(text, NULL, want, &scope, &key.expr, NULL) != RC_OK) {
		struct expr_where at = form_at(r, n, qname);

		expr_compile(text, &at, want, &scope, &key.expr, &e);
		form_bad_located(&b->log, &at, e.text);
		return NULL;
	}
	if (b->owned->n_expr == b->owned->cap_expr)
		b->owned->expr = mem_grow(b->owned->expr, &b->owned->cap_expr, sizeof(struct expr *));
	b->owned->expr[b->owned->n_expr++] = key.expr;
	key.self = view.used_self ? self : -1;
	intern_put(b, &key);
	return key.expr;
}

struct expr_text *
form_compile_text(struct form_build *b, const struct form_reader *r, const xmlNode *n, int table, int self, struct sv text)
{
	struct form_view view = {.names = &b->names, .table = table, .self = self};
	struct expr_scope scope;
	struct expr_text *t = NULL;
	struct err e = {0};

	form_scope_init(&scope, &view);
	if (expr_text_compile(text, NULL, &scope, &t, NULL) != RC_OK) {
		struct expr_where at = form_at(r, n, NULL);

		expr_text_compile(text, &at, &scope, &t, &e);
		form_bad_located(&b->log, &at, e.text);
		return NULL;
	}
	if (b->owned->n_text == b->owned->cap_text)
		b->owned->text = mem_grow(b->owned->text, &b->owned->cap_text, sizeof(struct expr_text *));
	b->owned->text[b->owned->n_text++] = t;
	return t;
}

/* ---- local fields ------------------------------------------------------------ */

static bool
local_type(const char *word, enum expr_type *type)
{
	static const struct {
		const char *word;
		enum expr_type type;
	} known[] = {{"text", EXPR_TEXT}, {"number", EXPR_NUMBER}, {"day", EXPR_DAY}, {"boolean", EXPR_BOOL}};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(word, known[i].word) == 0) {
			*type = known[i].type;
			return true;
		}
	}
	return false;
}

/* yl:field of a form (type=) or let of a rule (yl:type=). NULL after a complaint. */
struct form_local *
form_add_local(struct form_build *b, const struct form_reader *r, const xmlNode *n, int table)
{
	const char *type_name = form_is(n, FORM_NS_YULU, "field") ? "type" : "yl:type";
	const char *name = form_attr_needed(r, n, "name"), *word = form_attr_needed(r, n, type_name);
	struct expr_where at = form_at(r, n, "name");
	struct form *f = b->form;
	enum expr_type type;
	size_t i;

	if (name == NULL || word == NULL)
		return NULL;
	if (!form_is_name(name)) {
		form_bad(r->log, &at, _("'%.60s' is no name: letters, digits, - and _, beginning with a letter"), name);
		return NULL;
	}
	if (!local_type(word, &type)) {
		at = form_at(r, n, type_name);
		form_bad(r->log, &at, _("'%.60s' is no type of a local field: text, number, day or boolean"), word);
		return NULL;
	}
	if (f->n_local == FORM_MAX_LOCALS) {
		form_bad(r->log, &at, _("more than %d local fields"), FORM_MAX_LOCALS);
		return NULL;
	}
	for (i = 0; i < f->n_local; i++) {
		if (f->local[i].table == table && strcmp(f->local[i].name, name) == 0) {
			form_bad(r->log, &at, _("the local field yl:%s exists already (line %u); give it another name"), name,
			    f->local[i].line);
			return NULL;
		}
	}
	if (f->n_local == b->cap_local)
		f->local = mem_grow(f->local, &b->cap_local, sizeof *f->local);
	if (f->n_local == b->cap_made)
		b->made_by = mem_grow(b->made_by, &b->cap_made, sizeof *b->made_by);
	b->made_by[f->n_local] = n;
	at = form_at(r, n, NULL);
	f->local[f->n_local] = (struct form_local){.name = name, .type = type, .table = table,
	    .column = f->n_all_column[table]++, .line = at.line};
	b->names.local = f->local;
	b->names.n_local = f->n_local + 1;
	return &f->local[f->n_local++];
}

struct form_local *
form_made_local(struct form_build *b, const xmlNode *n)
{
	if (b->next_local == b->form->n_local || b->made_by[b->next_local] != n)
		return NULL;
	return &b->form->local[b->next_local++];
}

/* ---- loading -------------------------------------------------------------------- */

static void
begin(struct form_build *b, const struct dict *d, const struct form_tables *tables)
{
	struct form *f = mem_zalloc(1, sizeof *f);
	struct str id = STR_INIT(0);
	int t;

	b->form = f;
	f->dict = d;
	f->valid_from = f->valid_to = DAY_NONE;
	f->owned = b->owned = mem_zalloc(1, sizeof *b->owned);
	f->n_all_column = mem_zalloc((size_t)d->n_table, sizeof(int));
	b->bind_at = mem_zalloc((size_t)d->n_table, sizeof(int *));
	b->seen = mem_zalloc((size_t)d->n_table, sizeof(unsigned *));
	for (t = 0; t < d->n_table; t++) {
		f->n_all_column[t] = d->table[t].n_column;
		b->bind_at[t] = mem_zalloc((size_t)d->table[t].n_column + 1, sizeof(int));
		b->seen[t] = mem_zalloc((size_t)d->table[t].n_column + 1, sizeof(unsigned));
	}
	b->names = (struct form_names){.dict = d, .tables = tables};
	str_addf(&id, "%s@%s", d->id, d->edition);
	b->dictionary = arena_dup(&b->owned->arena, str_z(&id), id.len_b);
	str_clear(&id);
}

static void
index_binds(struct form *f)
{
	size_t i;
	int t;

	f->bind_of = mem_zalloc((size_t)f->dict->n_table, sizeof *f->bind_of);
	for (t = 0; t < f->dict->n_table; t++)
		f->bind_of[t] = mem_zalloc((size_t)f->n_all_column[t] + 1, sizeof **f->bind_of);
	for (i = 0; i < f->n_bind; i++)
		f->bind_of[f->bind[i].table][f->bind[i].column] = &f->bind[i];
}

static void
end(struct form_build *b)
{
	int t;

	for (t = 0; t < b->names.dict->n_table; t++) {
		mem_free(b->bind_at[t]);
		mem_free(b->seen[t]);
	}
	mem_free(b->bind_at);
	mem_free(b->seen);
	mem_free(b->intern);
	mem_free(b->made_by);
}

static void
read_all(struct form_build *b, const char *form_path, const char *rules_path)
{
	struct form_source form = {0}, rules = {0};
	struct form_reader fr = {&form, &b->log, &b->owned->arena}, rr = {&rules, &b->log, &b->owned->arena};
	const char *until = b->log.complain != NULL ? NULL : "model";	/* the layout is for layout_load() */
	bool has_form = form_path != NULL && form_open_source(&b->log, form_path, until, &form);
	bool has_rules = rules_path != NULL && form_open_source(&b->log, rules_path, NULL, &rules);
	size_t n_field;

	b->form->file = form_path != NULL ? mem_strdup(form_path) : NULL;
	b->form->rules_file = rules_path != NULL ? mem_strdup(rules_path) : NULL;
	/* every local field is known before the first expression is compiled */
	if (has_form)
		form_read_locals(b, &fr);
	n_field = b->form->n_local;
	if (has_rules)
		form_read_lets(b, &rr);
	if (has_form)
		form_read_model(b, &fr);
	if (b->form->id == NULL) {
		b->form->id = mem_strdup(b->names.dict->id);
		b->form->edition = mem_strdup(b->names.dict->edition);
	}
	b->next_local = n_field;
	if (has_rules)
		form_read_rules(b, &rr);
	index_binds(b->form);
	if (b->log.n_bad == 0)
		form_build_graph(b);
	form_source_clear(&form);
	form_source_clear(&rules);
}

enum rc
form_load(const struct dict *d, const char *form_path, const char *rules_path, const struct form_tables *tables,
    struct form **out, struct err *err)
{
	struct form_build b = {0};
	enum rc rc;

	*out = NULL;
	begin(&b, d, tables);
	read_all(&b, form_path, rules_path);
	end(&b);
	rc = form_log_rc(&b.log, err);
	if (rc == RC_OK)
		*out = b.form;
	else
		form_free(b.form);
	return rc;
}

void
form_free(struct form *f)
{
	struct form_owned *o;
	size_t i;
	int t;

	if (f == NULL)
		return;
	o = f->owned;
	for (i = 0; i < o->n_expr; i++)
		expr_free(o->expr[i]);
	for (i = 0; i < o->n_text; i++)
		expr_text_free(o->text[i]);
	form_cells_free(o->cells, f);
	for (t = 0; f->bind_of != NULL && t < f->dict->n_table; t++)
		mem_free(f->bind_of[t]);
	for (i = 0; i < f->n_tie; i++)
		mem_free(f->tie[i].solve);
	mem_free(f->bind_of);
	mem_free(f->n_all_column);
	mem_free(f->bind);
	mem_free(f->local);
	mem_free(f->tie);
	mem_free(f->rule);
	mem_free(f->node);
	mem_free(o->expr);
	mem_free(o->text);
	arena_free(&o->exprs);
	arena_free(&o->arena);
	mem_free(o);
	mem_free(f->id);
	mem_free(f->edition);
	mem_free(f->file);
	mem_free(f->rules_file);
	mem_free(f);
}

/* ---- looking --------------------------------------------------------------------- */

const struct form_bind *
form_bind_of(const struct form *f, int table, int column)
{
	if (table < 0 || table >= f->dict->n_table || column < 0 || column >= f->n_all_column[table])
		return NULL;
	return f->bind_of[table][column];
}

const struct form_rule *
form_rule_by_id(const struct form *f, const char *id)
{
	for (size_t i = 0; i < f->n_rule; i++)
		if (strcmp(f->rule[i].id, id) == 0)
			return &f->rule[i];
	return NULL;
}

const struct form_rule *
form_rule_by_builtin(const struct form *f, const char *word)
{
	for (size_t i = 0; i < f->n_rule; i++)
		if (f->rule[i].by == FORM_BY_BUILTIN && strcmp(f->rule[i].builtin, word) == 0)
			return &f->rule[i];
	return NULL;
}

/* ---- lint -------------------------------------------------------------------------- */

static bool
is_pointed_at(const struct form *f, int table, int column)
{
	for (size_t i = 0; i < f->n_rule; i++)
		if (f->rule[i].by == FORM_BY_TEST && f->rule[i].at_table == table && f->rule[i].at_column == column)
			return true;
	return false;
}

/* The dictionary says "the form says when", and the form does not say it.
 * Whether a rule does is only known when the rules are at hand. */
static void
lint_conditions(struct form_build *b, bool has_rules)
{
	const struct form *f = b->form;
	struct expr_where at = {.file = f->file};
	int t, c;

	for (t = 0; t < f->dict->n_table; t++) {
		for (c = 0; c < f->dict->table[t].n_column; c++) {
			const struct dict_node *n = f->dict->table[t].column[c];
			const struct form_bind *bind = form_bind_of(f, t, c);

			at.line = bind != NULL ? bind->line : 1;
			if (has_rules && n->declare == DICT_COND && (bind == NULL || bind->required == NULL) && !is_pointed_at(f, t, c))
				form_remark(&b->log, &at,
				    _("%s: the dictionary leaves to the form when it is needed to declare; add required"), n->path);
			if (n->save == DICT_COND && (bind == NULL || bind->save == NULL))
				form_remark(&b->log, &at,
				    _("%s: the dictionary leaves to the form when it is needed to save; add yl:save"), n->path);
		}
	}
}

/* Ids that the dictionary names must stand in the rules file: their texts and severity do. */
static void
lint_dictionary_ids(struct form_build *b, const struct dict_node *n)
{
	struct expr_where at = {.file = b->names.dict->file, .line = n->line};

	for (int i = 0; i < DICT_N_RULE; i++)
		if (n->rule[i] != NULL && form_rule_by_id(b->form, n->rule[i]) == NULL)
			form_remark(&b->log, &at, _("%s names the rule %s, which the rules do not have"), n->path, n->rule[i]);
	for (n = n->first_child; n != NULL; n = n->next)
		lint_dictionary_ids(b, n);
}

static int
compare_pointers(const void *a, const void *b)
{
	return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

/* Neighbours after sorting: the same id, judged by the same expression in the same rows. */
static int
compare_judgement(const struct form_rule *a, const struct form_rule *b)
{
	int c = strcmp(a->id, b->id);

	if (c == 0)
		c = (int)b->by - (int)a->by;
	if (c == 0)
		c = compare_pointers(a->test, b->test);
	if (c == 0)
		c = compare_pointers(a->when, b->when);
	if (c == 0)
		c = compare_pointers(a->when_rule, b->when_rule);
	return c;
}

static int
compare_rules(const void *x, const void *y)
{
	const struct form_rule *a = *(const struct form_rule *const *)x, *b = *(const struct form_rule *const *)y;
	int c = compare_judgement(a, b);

	return c != 0 ? c : (a->line > b->line) - (a->line < b->line);
}

/* One id may have several asserts, each with its own test; the same test twice
 * is a slip of the pen, and what nobody judges is judged by nobody else. */
static void
lint_twice(struct form_build *b)
{
	const struct form *f = b->form;
	const struct form_rule **r = mem_zalloc(f->n_rule + 1, sizeof(*r));
	size_t i;

	for (i = 0; i < f->n_rule; i++)
		r[i] = &f->rule[i];
	if (f->n_rule > 1)
		qsort(r, f->n_rule, sizeof(*r), compare_rules);
	for (i = 1; i < f->n_rule; i++) {
		struct expr_where at = {.file = f->rules_file, .line = r[i]->line};
		bool by_nobody = r[i]->by == FORM_BY_NOBODY || r[i - 1]->by == FORM_BY_NOBODY;

		if (strcmp(r[i]->id, r[i - 1]->id) == 0 && r[i]->line != r[i - 1]->line
		    && (by_nobody || compare_judgement(r[i], r[i - 1]) == 0))
			form_remark(&b->log, &at, _("rule %s stands twice, also in line %u; remove one or give it another id"),
			    r[i]->id, r[i - 1]->line);
	}
	mem_free(r);
}

void
form_lint(const struct dict *d, const char *form_path, const char *rules_path, const struct form_tables *tables, void *ctx,
    dict_complain *complain)
{
	struct form_build b = {.log = {.complain = complain, .ctx = ctx}};

	begin(&b, d, tables);
	read_all(&b, form_path, rules_path);
	if (form_path != NULL)
		lint_conditions(&b, rules_path != NULL);
	if (rules_path != NULL) {
		lint_dictionary_ids(&b, d->root);
		lint_twice(&b);
	}
	end(&b);
	form_free(b.form);
}
