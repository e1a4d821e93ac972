/* What a control shows of its cells. */
#include "view/entry.h"

#include "base/i18n.h"
#include "base/text.h"
#include "view/compose.h"

/* ---- tables ---------------------------------------------------------------------- */

const struct dict_node *
entry_node(const struct entry *e, const struct layout_control *c, int cell)
{
	const struct dict_table *t = &doc_dict(entry_doc(e))->table[c->table];

	return c->cell[cell] >= 0 && c->cell[cell] < t->n_column ? t->column[c->cell[cell]] : NULL;
}

int
entry_n_cell(const struct layout_control *c)
{
	return c->kind == LAYOUT_ELEMENTS ? 1 : LAYOUT_N_CELL;
}

/* c->codes is of the cell that has a code: the kind of packs, the currency of a fee, else the first. */
int
entry_codes(const struct entry *e, const struct layout_control *c, int cell)
{
	struct codes *codes = desk_codes(desk_draft_desk(e->draft));
	const struct dict_node *n = entry_node(e, c, cell);
	const char *name = cell == 0 && c->codes != NULL ? c->codes : n != NULL ? n->codes : "";
	int id = c->n_item == 0 && name[0] != '\0' ? codes_id(codes, sv_of(name)) : -1;

	return id >= 0 && codes_has_table(codes, id) ? id : -1;
}

struct sv
entry_code_name(const struct entry *e, int codes, struct sv code)
{
	static const char *const zh[] = {"name_zh", "name", "name_en"}, *const en[] = {"name_en", "name", "name_zh"};
	struct desk *desk = desk_draft_desk(e->draft);
	struct codes *c = desk_codes(desk);
	struct sv name = {0};

	for (size_t i = 0; codes >= 0 && code.n > 0 && name.n == 0 && i < 3; i++) {
		int column = codes_column(c, codes, sv_of(i18n_is_zh() ? zh[i] : en[i]));

		if (column >= 0)
			codes_get(c, codes, code, desk_day(desk), column, &name);
	}
	return name;
}

static struct sv
item_name(const struct layout_control *c, struct sv value)
{
	for (size_t i = 0; i < c->n_item; i++)
		if (sv_is(value, c->item[i].value))
			return sv_of(i18n_pick(c->item[i].label.zh, c->item[i].label.en));
	return (struct sv){0};
}

struct holds {
	const struct entry *e;
	const struct doc_row *row;
};

static bool
label_holds(void *ctx, const struct expr *when)
{
	const struct holds *h = ctx;

	return entry_holds(h->e, when, h->row);
}

const char *
entry_label(const struct entry *e, const struct layout_control *c, uint32_t row)
{
	struct holds h = {e, entry_row_like(e, c, row)};
	const char *label = h.row == NULL ? entry_imagined_label(e, c) : NULL;

	return label != NULL ? label : layout_label(c, h.row != NULL ? label_holds : NULL, &h);
}

size_t
entry_n_items(const struct entry *e)
{
	for (size_t i = 0; i < e->layout->n_page; i++)
		if (e->layout->page[i].table != 0 && !e->layout->page[i].sub)
			return entry_page_count(e, (int)i);
	return 0;
}

/* ---- values -------------------------------------------------------------------------- */

static struct sv
cell_of(const struct layout_control *c, const struct doc_row *row, int cell)
{
	return c->cell[cell] >= 0 ? doc_value(row, c->cell[cell]) : (struct sv){0};
}

static void
add_tokens(const struct layout_control *c, struct sv value, struct str *out)
{
	if (c->codes == NULL && c->n_item == 0)
		compose_numbers_fold(value, c->sep, out);
	else
		str_add(out, value);
}

static void
add_text(const struct layout_control *c, const struct doc_row *row, struct str *out)
{
	switch (c->kind) {
	case LAYOUT_SLICE:
		str_add(out, sv_trim(compose_slice(doc_raw(row, c->cell[0]), c->from, c->length)));
		return;
	case LAYOUT_TOKENS:
		add_tokens(c, cell_of(c, row, 0), out);
		return;
	case LAYOUT_FEE:
		compose_fee_add(out, cell_of(c, row, 0), cell_of(c, row, LAYOUT_RATE), cell_of(c, row, LAYOUT_CURR));
		return;
	case LAYOUT_PACKS:
		str_add(out, cell_of(c, row, 0));
		if (cell_of(c, row, LAYOUT_WRAP).n > 0)
			str_addf(out, " %.*s", (int)cell_of(c, row, LAYOUT_WRAP).n, cell_of(c, row, LAYOUT_WRAP).p);
		return;
	case LAYOUT_AREA:
		compose_show_lines(cell_of(c, row, 0), out);
		return;
	default:
		str_add(out, cell_of(c, row, 0));
	}
}

void
entry_text(const struct entry *e, const struct layout_control *c, uint32_t row, struct str *out)
{
	const struct doc_row *r = entry_row_of(e, c, row);

	if (r != NULL && c->cell[0] >= 0)
		add_text(c, r, out);
}

/* What is calculated: an expression, a local field, or a cell. */
static void
add_output(const struct entry *e, const struct layout_control *c, const struct doc_row *row, struct str *out)
{
	struct doc *doc = (struct doc *)(uintptr_t)entry_doc(e);
	const struct expr_env *env = doc_env(doc, true);
	const struct expr_ref local = {.relation = EXPR_SAME_ROW, .is_local = true, .table = c->table, .column = c->cell[0]};
	struct expr_value v;
	const struct expr_value *known;

	if (c->value == NULL && entry_node(e, c, 0) != NULL) {
		str_add(out, cell_of(c, row, 0));
		return;
	}
	if (c->value != NULL) {
		v = expr_eval(c->value, env, row);
		known = &v;
	} else {
		known = env->local(env->ctx, &local, row);
	}
	str_add(out, expr_value_text(known, env->scratch));
	doc_scratch_reset(doc);
}

/* ---- names ------------------------------------------------------------------------------ */

static void
add_word(struct str *out, struct sv word)
{
	if (word.n == 0)
		return;
	if (out->len_b > 0)
		str_addc(out, ' ');
	str_add(out, word);
}

static void
add_token_names(const struct entry *e, const struct layout_control *c, struct sv rest, struct str *out)
{
	int codes = entry_codes(e, c, 0);
	struct sv token;

	while (rest.n > 0 && sv_split(&rest, c->sep, &token))
		add_word(out, c->n_item > 0 ? item_name(c, token) : entry_code_name(e, codes, token));
}

static void
add_name(const struct entry *e, const struct layout_control *c, const struct doc_row *row, struct sv value, struct str *out)
{
	switch (c->kind) {
	case LAYOUT_PARTY:
		add_word(out, cell_of(c, row, LAYOUT_CODE));
		add_word(out, cell_of(c, row, LAYOUT_NAME));
		return;
	case LAYOUT_FEE:
		add_word(out, entry_code_name(e, entry_codes(e, c, 0), cell_of(c, row, 0)));
		return;
	case LAYOUT_PACKS:
		add_word(out, entry_code_name(e, entry_codes(e, c, LAYOUT_WRAP), cell_of(c, row, LAYOUT_WRAP)));
		return;
	case LAYOUT_TOKENS:
		add_token_names(e, c, cell_of(c, row, 0), out);
		return;
	default:
		add_word(out, c->n_item > 0 ? item_name(c, value) : entry_code_name(e, entry_codes(e, c, 0), value));
	}
}

/* ---- marks --------------------------------------------------------------------------------- */

bool
entry_needed(const struct entry *e, const struct layout_control *c, const struct doc_row *row)
{
	const struct form *form = doc_form(entry_doc(e));
	const struct form_bind *b = form != NULL ? form_bind_of(form, c->table, c->cell[0]) : NULL;
	const struct dict_node *n = entry_node(e, c, 0);

	if (n == NULL)
		return false;
	return b != NULL && b->required != NULL ? entry_holds(e, b->required, row) : n->declare == DICT_YES;
}

static void
add_marks(const struct entry *e, const struct layout_control *c, const struct doc_row *row, struct entry_show *out)
{
	const struct live *live = desk_draft_findings(e->draft);

	for (int i = 0; i < entry_n_cell(c); i++) {
		const struct live_finding *f;

		if (entry_node(e, c, i) == NULL)
			continue;
		if (doc_state(row, c->cell[i]) == DOC_GIVEN) {
			out->given = true;
			out->automatic = out->automatic || doc_mark(row, c->cell[i]) != DOC_TYPED;
		}
		f = live != NULL ? live_of_cell(live, doc_row_id(row), c->cell[i]) : NULL;
		if (f != NULL && (out->finding == NULL || f->severity > out->finding->severity))
			out->finding = f;
	}
}

/* ---- all of it -------------------------------------------------------------------------------- */

static struct sv
keep_clean(struct arena *arena, struct str *from)
{
	struct str clean = {0};
	struct sv kept = {0};

	if (from->len_b > 0) {
		text_add_clean(&clean, str_sv(from), 0);
		kept = (struct sv){arena_dup(arena, str_z(&clean), clean.len_b), clean.len_b};
	}
	str_clear(&clean);
	str_reset(from);
	return kept;
}

static void
show_sub(const struct entry *e, const struct layout_control *c, const struct doc_row *row, struct str *text)
{
	const int table = e->layout->page[c->page].table;

	if (table != 0 && doc_dict(entry_doc(e))->table[table].parent == c->table)
		str_addf(text, "%zu", doc_row_count(row, table));
}

void
entry_show(struct entry *e, const struct layout_control *c, uint32_t row, struct arena *arena, struct entry_show *out)
{
	const struct doc_row *r = entry_row_of(e, c, row);
	struct str text = {0};

	*out = (struct entry_show){.shown = entry_shows(e, c, row), .label = entry_label(e, c, row)};
	out->usable = out->shown && entry_usable(e, c, row);
	if (!out->shown || r == NULL || c->kind == LAYOUT_TEXT || c->kind == LAYOUT_RULE)
		return;
	if (c->kind == LAYOUT_OUTPUT)
		add_output(e, c, r, &text);
	else if (c->kind == LAYOUT_SUB)
		show_sub(e, c, r, &text);
	else if (c->cell[0] >= 0)
		add_text(c, r, &text);
	out->value = keep_clean(arena, &text);
	if (c->cell[0] >= 0 && entry_node(e, c, 0) != NULL) {
		if (c->name_width > 0)
			add_name(e, c, r, out->value, &text);
		out->name = keep_clean(arena, &text);
		out->needed = out->usable && entry_needed(e, c, r);
		add_marks(e, c, r, out);
	}
	str_clear(&text);
}
