/* What is known of a field: its help, earlier values, findings, who has looked. */
#include "view/entry.h"

#include "base/day.h"
#include "base/i18n.h"
#include "base/text.h"

enum { LIST_CODES = 40, LIST_MAX = 200 };

/* ---- help ------------------------------------------------------------------------- */

const struct form_help_entry *
entry_help_of(const struct entry *e, const struct layout_control *c)
{
	return e->help != NULL ? form_help_find(e->help, sv_of(c->help_key)) : NULL;
}

struct code_list {
	struct str *out;
	int key, name;
};

static bool
add_code(void *ctx, const struct sv *values, size_t n)
{
	struct code_list *l = ctx;

	(void)n;
	str_addf(l->out, "  %-8.*s ", (int)values[l->key].n, values[l->key].p);
	if (l->name >= 0)
		str_add(l->out, values[l->name]);
	str_addc(l->out, '\n');
	return true;
}

static void
add_codes(const struct entry *e, const struct layout_control *c, struct str *out)
{
	struct codes *codes = desk_codes(desk_draft_desk(e->draft));
	const int id = entry_codes(e, c, c->kind == LAYOUT_PACKS ? LAYOUT_WRAP : 0);
	struct code_list list = {.out = out};

	for (size_t i = 0; i < c->n_item; i++)
		str_addf(out, "  %-8s %s\n", c->item[i].value, i18n_pick(c->item[i].label.zh, c->item[i].label.en));
	if (id < 0)
		return;
	str_addf(out, _("Code table %s, edition %s; F8 searches it\n"), codes_name(codes, id), codes_edition(codes, id));
	list.key = codes_key(codes, id);
	list.name = codes_column(codes, id, SV("name_zh"));
	codes_search(codes, id, (struct sv){0}, desk_day(desk_draft_desk(e->draft)), LIST_CODES, add_code, &list, NULL);
}

/* Texts carry values of the row they are judged in, so only of rows that are at hand. */
static void
add_rules(const struct entry *e, const struct layout_control *c, struct str *out)
{
	const struct form *form = doc_form(entry_doc(e));
	struct doc *doc = (struct doc *)(uintptr_t)entry_doc(e);

	for (size_t i = 0; form != NULL && i < form->n_rule; i++) {
		const struct form_rule *rule = &form->rule[i];
		const struct expr_text *text = i18n_is_zh() ? rule->text_zh : rule->text_en;
		const struct doc_row *row = entry_row_of(e, c, e->at.row);

		if (rule->at_table != c->table || rule->at_column != c->cell[0] || text == NULL || rule->severity == FORM_OFF)
			continue;
		while (row != NULL && doc_row_table(row) != rule->table)
			row = doc_row_parent(row);
		if (row == NULL)
			continue;
		str_addf(out, "  %s ", rule->id);
		expr_text_add(text, doc_env(doc, true), row, out);
		str_addc(out, '\n');
	}
	doc_scratch_reset(doc);
}

static void
add_facts(const struct entry *e, const struct layout_control *c, struct str *out)
{
	const struct dict_node *n = entry_node(e, c, 0);

	if (n == NULL)
		return;
	str_addf(out, "%s  %s\n", n->path, i18n_pick(n->name_zh, n->name_en));
	if (n->type == DICT_DECIMAL && n->length > 0)
		str_addf(out, _("number of %d digits, %d of them behind the point\n"), n->length, n->decimals);
	else if (n->length > 0)
		str_addf(out, _("at most %d characters; a Chinese one counts 2\n"), n->length);
}

void
entry_show_help(struct entry *e)
{
	const struct layout_control *c = e->at.control;
	const struct form_help_entry *h;
	struct str text = {0};

	if (c == NULL)
		return;
	h = entry_help_of(e, c);
	add_facts(e, c, &text);
	if (h != NULL)
		str_addf(&text, "\n%s\n\n%s\n", form_help_hint(h), form_help_text(h));
	if (h != NULL && h->example[0] != '\0')
		str_addf(&text, "\n%s%s\n", _("Example: "), h->example);
	str_addc(&text, '\n');
	add_codes(e, c, &text);
	str_addf(&text, "\n%s\n", _("Rules"));
	add_rules(e, c, &text);
	view_push(e->screen.view, view_reader(e->screen.view, entry_label(e, c, e->at.row), str_sv(&text)));
	str_clear(&text);
}

/* ---- lists to choose from ---------------------------------------------------------------- */

static void
begin_choices(struct entry *e)
{
	arena_reset(&e->choices);
	e->n_choice = 0;
}

static struct entry_choice *
add_choice(struct entry *e)
{
	if (e->n_choice == e->cap_choice)
		e->choice = mem_grow(e->choice, &e->cap_choice, sizeof *e->choice);
	e->choice[e->n_choice] = (struct entry_choice){.column = -1};
	return &e->choice[e->n_choice++];
}

static char *
keep(struct entry *e, struct sv text)
{
	return arena_dup(&e->choices, text.p != NULL ? text.p : "", text.n);
}

static void
open_choices(struct entry *e, const char *title, enum entry_asked asked)
{
	struct choice *choice = mem_zalloc(e->n_choice + 1, sizeof *choice);

	for (size_t i = 0; i < e->n_choice; i++)
		choice[i] = (struct choice){e->choice[i].label, keep(e, e->choice[i].text), true};
	e->asked = asked;
	view_push(e->screen.view, view_choose(e->screen.view, title, choice, e->n_choice, 0));
	mem_free(choice);
}

static bool
on_line(void *ctx, const struct desk_line *line)
{
	struct entry *e = ctx;
	struct entry_choice *c;

	for (size_t i = 0; i < e->n_choice; i++)
		if (sv_eq(e->choice[i].text, line->now))
			return true;
	if (line->now.n == 0)
		return true;
	c = add_choice(e);
	c->text = (struct sv){keep(e, line->now), line->now.n};
	c->label = keep(e, line->operator);
	return e->n_choice < LIST_MAX;
}

void
entry_show_history(struct entry *e)
{
	const struct layout_control *c = e->at.control;
	const struct doc_row *r = c != NULL && c->cell[0] >= 0 ? entry_row_of(e, c, e->at.row) : NULL;
	struct str place = {0};
	struct err err = {0};

	begin_choices(e);
	if (r != NULL) {
		doc_place(entry_doc(e), r, c->cell[0], &place);
		if (desk_draft_history(desk_draft_desk(e->draft), desk_draft_id(e->draft), str_sv(&place), on_line, e, &err) != RC_OK)
			view_say_err(e->screen.view, &err);
	}
	if (e->n_choice > 0)
		open_choices(e, entry_label(e, c, e->at.row), ASKED_VALUE);
	else if (!view_says(e->screen.view))
		view_say(e->screen.view, VIEW_SAYS, _("this field had no other value"));
	str_clear(&place);
}

/* ---- what nobody has looked at --------------------------------------------------------------- */

static bool
is_unseen(const struct doc_row *row, int column)
{
	enum doc_mark mark = doc_mark(row, column);

	return doc_state(row, column) == DOC_GIVEN && (mark == DOC_IMPORTED || mark == DOC_FILLED || mark == DOC_COPIED);
}

static void
add_unseen(struct entry *e, const struct doc_row *row, int column)
{
	const struct layout_control *control;
	struct entry_choice *c;
	struct str label = {0};
	int page;

	if (!layout_find(e->layout, doc_row_table(row), column, &page, &control) || control->order < 0)
		return;
	c = add_choice(e);
	c->row = doc_row_id(row);
	c->table = doc_row_table(row);
	c->column = column;
	c->text = (struct sv){keep(e, doc_value(row, column)), doc_value(row, column).n};
	if (doc_row_parent(row) != NULL)
		str_addf(&label, "%s %zu ", i18n_pick(e->layout->page[page].label.zh, e->layout->page[page].label.en), doc_row_place(row));
	str_adds(&label, dict_label(doc_dict(entry_doc(e))->table[c->table].column[column]));
	c->label = keep(e, str_sv(&label));
	str_clear(&label);
}

static void
gather_unseen(struct entry *e, const struct doc_row *row, size_t most)
{
	const struct dict *d = doc_dict(entry_doc(e));
	const int table = doc_row_table(row);

	for (int i = 0; i < d->table[table].n_column && e->n_choice < most; i++)
		if (d->table[table].column[i]->type != DICT_GROUP && is_unseen(row, i))
			add_unseen(e, row, i);
	for (int t = 1; t < d->n_table; t++)
		if (d->table[t].parent == table)
			for (const struct doc_row *r = doc_row_first(row, t); r != NULL && e->n_choice < most; r = doc_row_next(r))
				gather_unseen(e, r, most);
}

void
entry_list_unseen(struct entry *e)
{
	begin_choices(e);
	gather_unseen(e, doc_root(entry_doc(e)), LIST_MAX);
	if (e->n_choice == 0)
		view_say(e->screen.view, VIEW_SAYS, _("every value was typed or looked at"));
	else
		open_choices(e, _("Not looked at yet"), ASKED_PLACE);
}

void
entry_take_choice(struct entry *e, size_t i)
{
	const struct entry_choice *c = &e->choice[i];

	if (c->row != 0)
		entry_to_cell(e, c->row, c->table, c->column);
	else
		line_set(&e->line, c->text);
}

/* ---- the next thing to see ------------------------------------------------------------------------ */

/* Findings stand in the order of the document; those behind the field come first, then from the beginning. */
static size_t
first_behind(const struct entry *e, const struct live_finding *f, size_t n)
{
	const struct doc_row *at = e->at.control != NULL ? entry_row_of(e, e->at.control, e->at.row) : NULL;
	size_t behind = 0;
	bool seen_row = false;

	for (size_t i = 0; at != NULL && i < n; i++) {
		if (f[i].row == doc_row_id(at)) {
			seen_row = true;
			if (f[i].column > e->at.control->cell[0])
				return i;
			behind = i + 1;
		} else if (seen_row) {
			return i;
		}
	}
	return behind < n ? behind : 0;
}

static bool
to_next_finding(struct entry *e)
{
	const struct live *live = desk_draft_findings(e->draft);
	const struct live_finding *f;
	size_t n, first;

	if (live == NULL)
		return false;
	f = live_findings(live, &n);
	first = first_behind(e, f, n);
	for (size_t i = 0; i < n; i++) {
		const struct live_finding *next = &f[(first + i) % n];
		const struct doc_row *r = doc_row_by_id(entry_doc(e), next->row);

		if (next->severity >= FORM_WARNING && r != NULL && entry_to_cell(e, next->row, doc_row_table(r), next->column))
			return true;
	}
	return false;
}

void
entry_next_to_see(struct entry *e)
{
	if (to_next_finding(e))
		return;
	begin_choices(e);
	gather_unseen(e, doc_root(entry_doc(e)), 1);
	if (e->n_choice > 0)
		entry_take_choice(e, 0);
	else
		view_say(e->screen.view, VIEW_SAYS, _("no findings, and every value was typed or looked at"));
}

void
entry_take_back(struct entry *e)
{
	const struct layout_control *c = e->at.control;
	const struct doc_row *r = c != NULL ? entry_row_of(e, c, e->at.row) : NULL;
	struct entry_value v[LAYOUT_N_CELL];
	size_t n = 0;

	for (int i = 0; r != NULL && i < entry_n_cell(c); i++)
		if (c->cell[i] >= 0 && doc_state(r, c->cell[i]) == DOC_GIVEN && doc_mark(r, c->cell[i]) != DOC_TYPED)
			v[n++] = (struct entry_value){c->cell[i], {0}, DOC_TYPED};
	if (n == 0)
		view_say(e->screen.view, VIEW_SAYS, _("nothing filled itself in here"));
	else if (entry_put(e, c, v, n) == RC_OK)
		entry_begin(e);
}
