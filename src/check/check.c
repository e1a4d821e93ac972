#include "check/check.h"

#include <stdlib.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/text.h"

#include "check/internal.h"

enum {
	VALUE_WIDTH = 40,	/* columns of a value shown in a finding */
};

static const struct {
	const char *word, *id;
	char class;
	enum form_severity severity;
} builtin[] = {
	[B_WELLFORMED] = {"wellformed", "X001", 'X', FORM_ERROR},
	[B_DOCTYPE] = {NULL, "X002", 'X', FORM_ERROR},
	[B_EMPTY] = {NULL, "X003", 'X', FORM_ERROR},
	[B_TOO_LARGE] = {NULL, "X004", 'X', FORM_ERROR},
	[B_ROOT] = {"root", "S001", 'S', FORM_ERROR},
	[B_UNKNOWN] = {"unknown", "S002", 'S', FORM_WARNING},
	[B_TWICE] = {"twice", "S003", 'S', FORM_ERROR},
	[B_ORDER] = {"order", "S004", 'S', FORM_WARNING},
	[B_GROUPS] = {"groups", "S005", 'S', FORM_ERROR},
	[B_MISSING] = {"missing", "S006", 'S', FORM_WARNING},
	[B_MANY] = {NULL, "S007", 'S', FORM_ERROR},
	[B_NUMBER] = {"number", "S008", 'S', FORM_ERROR},
	[B_DAY] = {"day", "S009", 'S', FORM_ERROR},
	[B_FORM] = {"form", "S010", 'S', FORM_ERROR},
	[B_SAVE] = {"save", "S011", 'S', FORM_ERROR},
	[B_BASE64] = {NULL, "S012", 'S', FORM_ERROR},
	[B_TEXT] = {NULL, "S013", 'S', FORM_ERROR},
	[B_CHILD] = {NULL, "S014", 'S', FORM_ERROR},
	[B_LENGTH] = {"length", "L001", 'L', FORM_ERROR},
	[B_CODE] = {"code", "T001", 'T', FORM_WARNING},
	[B_TABLES] = {NULL, "T002", 'T', FORM_WARNING},
	[B_DECLARE] = {"declare", "R001", 'R', FORM_ERROR},
	[B_CONSTRAINT] = {NULL, "R002", 'R', FORM_ERROR},
	[B_HALFWIDTH] = {"halfwidth", "R003", 'R', FORM_WARNING},
	[B_TOO_MANY] = {NULL, "R004", 'R', FORM_ERROR},
};

bool
check_is_builtin(const char *id)
{
	for (size_t i = 0; i < sizeof builtin / sizeof builtin[0]; i++)
		if (strcasecmp(builtin[i].id, id) == 0)
			return true;
	return false;
}

/* ---- the plan ---------------------------------------------------------- */

static enum form_severity
severity_set(const struct checker *k, const char *id, enum form_severity otherwise)
{
	static const char *const word[] = {"off", "info", "warning", "error"};
	const char *set = k->setup.rule_setting ? k->setup.rule_setting(k->setup.ctx, id) : NULL;

	for (size_t i = 0; set != NULL && i < sizeof word / sizeof word[0]; i++)
		if (strcmp(set, word[i]) == 0)
			return (enum form_severity)i;
	return otherwise;
}

/* Is there a rule of class T that looks this cell up itself? */
static bool
has_own_lookup(const struct form *form, int table, int column)
{
	for (size_t i = 0; form != NULL && i < form->n_rule; i++) {
		const struct form_rule *r = &form->rule[i];

		if (r->class == 'T' && r->by == FORM_BY_TEST && r->at_table == table && r->at_column == column)
			return true;
	}
	return false;
}

static int
lookup_of(const struct checker *k, const struct dict_node *node)
{
	int id;

	if (k->setup.codes == NULL || node->codes[0] == '\0' || has_own_lookup(k->setup.form, node->table, node->column))
		return -1;
	id = codes_id(k->setup.codes, sv_of(node->codes));
	return id >= 0 && codes_has_table(k->setup.codes, id) ? id : -1;
}

static void
plan_must(struct checker *k, const struct dict_node *parent)
{
	for (const struct dict_node *n = parent->first_child; n != NULL; n = n->next) {
		struct plan_table *p = &k->plan[parent->table];

		if (!n->attribute && n->min > 0) {
			if (p->n_must == p->cap_must)
				p->must = mem_grow(p->must, &p->cap_must, sizeof(struct dict_node *));
			p->must[p->n_must++] = n;
		}
		plan_must(k, n);
	}
}

static struct plan_cell
plan_cell(const struct checker *k, const struct dict_node *n, int table, int column)
{
	const struct form_bind *bind = k->setup.form ? form_bind_of(k->setup.form, table, column) : NULL;

	return (struct plan_cell){.node = n, .codes = lookup_of(k, n), .bind = bind, .is_group = n->type == DICT_GROUP,
	    .may_be_needed = n->save == DICT_YES || n->declare == DICT_YES
	    || (bind != NULL && (bind->save != NULL || bind->required != NULL))};
}

static void
plan_tables(struct checker *k)
{
	const struct dict *d = k->setup.dict;

	k->n_plan = d->n_table;
	k->plan = mem_zalloc((size_t)d->n_table, sizeof k->plan[0]);
	for (int t = 0; t < d->n_table; t++) {
		struct plan_table *p = &k->plan[t];

		p->n_cell = d->table[t].n_column;
		p->cell = mem_zalloc((size_t)p->n_cell + 1, sizeof p->cell[0]);
		for (int c = 0; c < p->n_cell; c++)
			p->cell[c] = plan_cell(k, d->table[t].column[c], t, c);
		p->child = mem_zalloc((size_t)d->n_table, sizeof p->child[0]);
		for (int c = 0; c < d->n_table; c++)
			if (d->table[c].parent == t)
				p->child[p->n_child++] = c;
	}
	plan_must(k, d->root);
}

static int
plan_guard(struct checker *k, const struct expr *e)
{
	if (e == NULL)
		return -1;
	for (size_t i = 0; i < k->n_guard; i++)
		if (k->guard[i].e == e)
			return (int)i;
	if (k->n_guard == k->cap_guard)
		k->guard = mem_grow(k->guard, &k->cap_guard, sizeof k->guard[0]);
	k->guard[k->n_guard] = (struct plan_guard){.e = e, .fixed = expr_has_half(e, EXPR_FIXED),
	    .varying = expr_has_half(e, EXPR_VARYING)};
	return (int)k->n_guard++;
}

static void
plan_rules(struct checker *k)
{
	const struct form *f = k->setup.form;

	for (size_t i = 0; f != NULL && i < f->n_rule; i++) {
		const struct form_rule *r = &f->rule[i];
		enum form_severity severity = severity_set(k, r->id, r->severity);
		struct plan_table *p;

		/* without tables no code is known, which says nothing about the message */
		if (r->by != FORM_BY_TEST || severity == FORM_OFF || (r->class == 'T' && k->setup.codes == NULL))
			continue;
		p = &k->plan[r->table];
		if (p->n_rule == p->cap_rule)
			p->rule = mem_grow(p->rule, &p->cap_rule, sizeof p->rule[0]);
		p->rule[p->n_rule++] = (struct plan_rule){.test = r->test, .when_rule = plan_guard(k, r->when_rule),
		    .when = plan_guard(k, r->when), .from = r->from == DAY_NONE ? INT32_MIN : r->from,
		    .to = r->to == DAY_NONE ? INT32_MAX : r->to, .report = r->report, .severity = severity, .rule = r};
	}
	for (int t = 0; t < k->n_plan; t++)
		for (size_t i = k->plan[t].n_rule, next = i; i-- > 0;) {
			struct plan_rule *r = &k->plan[t].rule[i];

			if (i + 1 < next && r->when_rule != r[1].when_rule)
				next = i + 1;
			r->next = next;
		}
}

enum rc
check_new(const struct check_setup *setup, struct checker **out, struct err *err)
{
	struct checker *k = mem_zalloc(1, sizeof *k);

	*out = NULL;
	if (setup->form != NULL && setup->form->dict != setup->dict) {
		mem_free(k);
		return err_set(err, RC_USAGE, _("the form belongs to another dictionary"));
	}
	k->setup = *setup;
	world_init(&k->world, setup->codes, day_today());
	k->doc = doc_new(setup->dict, setup->form, &k->world.doc);
	k->reader = xml_reader_new();
	plan_tables(k);
	plan_rules(k);
	*out = k;
	return RC_OK;
}

void
check_free(struct checker *k)
{
	if (k == NULL)
		return;
	for (int t = 0; t < k->n_plan; t++) {
		mem_free(k->plan[t].cell);
		mem_free(k->plan[t].rule);
		mem_free(k->plan[t].child);
		mem_free(k->plan[t].must);
		check_shared_free(&k->plan[t].shared);
	}
	mem_free(k->plan);
	mem_free(k->guard);
	doc_free(k->doc);
	xml_reader_free(k->reader);
	mem_free(k->found);
	arena_free(&k->arena);
	str_clear(&k->text);
	str_clear(&k->place);
	check_readers_free(k->readers, k->n_plan);
	mem_free(k);
}

/* ---- findings of one message ------------------------------------------------ */

struct spot
check_spot(const struct doc_row *row, int column)
{
	unsigned line = row == NULL ? 0 : column < 0 ? doc_row_line(row) : doc_line(row, column);

	return (struct spot){.row = row, .column = column, .line = line};
}

void
check_name_value(struct checker *k, const struct dict_node *node, struct sv value)
{
	str_reset(&k->text);
	str_adds(&k->text, dict_label(node));
	str_adds(&k->text, " “");
	text_add_clean(&k->text, value, VALUE_WIDTH);
	str_adds(&k->text, "”");
}

static struct sv
place_of(struct checker *k, struct spot spot)
{
	struct str *place = &k->place;

	str_reset(place);
	if (spot.row != NULL)
		doc_place(k->doc, spot.row, spot.column, place);
	if (spot.node != NULL && spot.column < 0) {	/* an element of the row that is no cell */
		const char *path = spot.node->path, *row_path = "";
		size_t skip;

		if (spot.row != NULL)
			row_path = k->setup.dict->table[doc_row_table(spot.row)].node->path;
		skip = strlen(row_path);
		path += skip + (skip > 0 && path[skip] == '/');
		if (place->len_b > 0 && path[0] != '\0')
			str_addc(place, '/');
		str_adds(place, path);
	}
	return (struct sv){arena_dup(&k->arena, str_z(place), place->len_b), place->len_b};
}

static void
add(struct checker *k, const struct finding *f, struct spot spot)
{
	struct found *to;

	if (k->n_found == k->cap_found)
		k->found = mem_grow(k->found, &k->cap_found, sizeof k->found[0]);
	to = &k->found[k->n_found];
	*to = (struct found){.f = *f, .row_id = spot.row ? doc_row_id(spot.row) : 0, .seq = k->n_found};
	to->f.row = spot.row;
	to->f.column = spot.column;
	to->f.line = spot.line;
	to->f.place = place_of(k, spot);
	to->f.text = (struct sv){arena_dup(&k->arena, str_z(&k->text), k->text.len_b), k->text.len_b};
	k->n_found++;
}

void
check_too_many(struct checker *k)
{
	struct finding f = {.rule = builtin[B_TOO_MANY].id, .severity = builtin[B_TOO_MANY].severity,
	    .class = builtin[B_TOO_MANY].class};

	str_reset(&k->text);
	str_addf(&k->text, _("more than %d findings; no more are listed: mend these and check again"), CHECK_FOUND_MAX);
	add(k, &f, (struct spot){.column = -1});
}

void
check_add(struct checker *k, const char *id, enum form_severity severity, char class_, bool override, struct spot spot)
{
	struct finding f = {.rule = id, .severity = severity, .class = class_, .override = override};

	if (severity == FORM_OFF || k->n_found > CHECK_FOUND_MAX)
		return;
	if (k->options->strict && class_ == 'S')
		f.severity = FORM_ERROR;
	if (k->n_found == CHECK_FOUND_MAX)
		check_too_many(k);
	else
		add(k, &f, spot);
}

const struct form_rule *
check_rule_of(const struct checker *k, enum builtin b, const char *own_id)
{
	if (k->setup.form == NULL)
		return NULL;
	if (own_id != NULL)
		return form_rule_by_id(k->setup.form, own_id);
	return builtin[b].word == NULL ? NULL : form_rule_by_builtin(k->setup.form, builtin[b].word);
}

void
check_report(struct checker *k, enum builtin b, const char *own_id, char class_, struct spot spot)
{
	const struct form_rule *r = check_rule_of(k, b, own_id);
	const char *id = r ? r->id : own_id ? own_id : builtin[b].id;
	enum form_severity severity = severity_set(k, id, r ? r->severity : builtin[b].severity);

	if (r != NULL && ((r->from != DAY_NONE && k->options->day < r->from) || (r->to != DAY_NONE && k->options->day > r->to)))
		return;
	check_add(k, id, severity, class_ ? class_ : builtin[b].class, r != NULL && r->override, spot);
}

static int
compare_found(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->row_id != y->row_id)
		return x->row_id < y->row_id ? -1 : 1;
	if (x->f.column != y->f.column)
		return x->f.column < y->f.column ? -1 : 1;
	return x->seq < y->seq ? -1 : 1;
}

void
check_begin(struct checker *k, const struct check_options *o)
{
	k->options = o;
	k->message++;
	k->n_found = 0;
	arena_reset(&k->arena);
	k->world.doc.today = o->day;
	k->world.archive = o->archive;
	k->world.doc.has_files = o->archive != NULL;
}

static void
judge_row(struct checker *k, const struct doc_row *row, const struct doc_row *before)
{
	const struct plan_table *p = &k->plan[doc_row_table(row)];

	check_structure(k, row);
	check_values(k, row);
	check_rules(k, row, before);
	doc_scratch_reset(k->doc);
	for (int i = 0; i < p->n_child; i++)
		for (const struct doc_row *r = doc_row_first(row, p->child[i]), *last = NULL; r != NULL; r = doc_row_next(last = r))
			judge_row(k, r, last);
}

void
check_whole(struct checker *k)
{
	if (k->setup.codes != NULL)
		return;
	str_reset(&k->text);
	str_adds(&k->text, _("the code tables are missing, so no code was looked up: run `make`, or install yulu again"));
	check_report(k, B_TABLES, NULL, 0, (struct spot){.column = -1});
}

static void
judge(struct checker *k)
{
	check_whole(k);
	judge_row(k, doc_root(k->doc), NULL);
}

static void
deliver(struct checker *k, check_sink *sink, void *ctx)
{
	if (k->n_found > 1)
		qsort(k->found, k->n_found, sizeof k->found[0], compare_found);
	for (size_t i = 0; i < k->n_found; i++)
		sink(ctx, &k->found[i].f);
}

void
check_message(struct checker *k, struct sv bytes, const struct check_options *o, check_sink *sink, void *ctx)
{
	struct xml_problem problem = {0};
	enum rc rc;

	check_begin(k, o);
	doc_reset(k->doc);
	rc = doc_read(k->doc, k->reader, bytes, &o->limits, check_odd, k, &problem);
	if (rc == RC_OK) {
		check_problem(k, NULL);
		judge(k);
	} else if (rc != RC_NOTFOUND) {
		k->n_found = 0;		/* half a message has half a structure */
		check_problem(k, &problem);
	}
	deliver(k, sink, ctx);
}

void
check_doc(struct checker *k, struct doc *doc, const struct check_options *o, check_sink *sink, void *ctx)
{
	struct doc *own = k->doc;

	check_begin(k, o);
	k->doc = doc;
	judge(k);
	deliver(k, sink, ctx);
	k->doc = own;
}
