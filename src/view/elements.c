/*
 * Declaration elements (申报要素) of a tariff code: one line an element, put
 * together into the model with all bars, so that positions never shift.
 * result: not NULL once they were written into the draft.
 */
#include "view/view.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/compose.h"
#include "view/line.h"

enum { NUMBER_WIDTH = 4, FIRST_ROW = 2, LAST_ROWS = 6, MAX_ELEMENTS = 64 };

enum element_kind { ELEMENT_TEXT, ELEMENT_BRAND, ELEMENT_BENEFIT, ELEMENT_OPTIONAL };

struct element {
	struct sv name;			/* in the arena */
	struct str value;
	enum element_kind kind;
	int codes;			/* table; -1 */
	bool fixed;			/* answered by the direction */
};

struct elements {
	struct screen screen;
	struct desk_draft *draft;
	const struct layout_control *control;
	uint32_t row;
	struct arena arena;
	char *title;
	struct element element[MAX_ELEMENTS];
	size_t n, at, top;
	int value_x, value_width;	/* as there is room */
	struct line line;
	struct str joined;
};

static struct elements *
elements_of(struct screen *s)
{
	return (struct elements *)s;
}

static struct codes *
codes_of(const struct elements *e)
{
	return desk_codes(desk_draft_desk(e->draft));
}

static const struct doc_row *
row_of(const struct elements *e)
{
	return doc_row_by_id(desk_draft_doc(e->draft), e->row);
}

/* ---- the elements of the code ---------------------------------------------------------- */

static bool
is_import(const struct elements *e)
{
	const struct doc *doc = desk_draft_doc(e->draft);
	const struct dict_node *n = dict_find(doc_dict(doc), SV("DecHead/IEFlag"));

	return n != NULL && sv_is(doc_value(doc_root(doc), n->column), "I");
}

static void
add_element(struct elements *e, struct sv name)
{
	struct element *x = &e->element[e->n++];

	*x = (struct element){.name = {arena_dup(&e->arena, name.p, name.n), name.n}, .codes = -1};
	if (sv_is(name, "品牌类型")) {
		x->kind = ELEMENT_BRAND;
		x->codes = codes_id(codes_of(e), SV("brand_type"));
	} else if (sv_is(name, "出口享惠情况")) {
		x->kind = ELEMENT_BENEFIT;
		x->codes = codes_id(codes_of(e), SV("export_benefit"));
		x->fixed = is_import(e);
	} else if (sv_is(name, "GTIN") || sv_is(name, "CAS") || sv_is(name, "其他")) {
		x->kind = ELEMENT_OPTIONAL;
	}
}

static void
find_elements(struct elements *e, struct sv code)
{
	struct codes *codes = codes_of(e);
	const int id = codes_id(codes, SV("hs_code"));
	const int column = id >= 0 ? codes_column(codes, id, SV("elements")) : -1;
	struct sv names = {0};

	if (column >= 0)
		codes_get(codes, id, code, desk_day(desk_draft_desk(e->draft)), column, &names);
	while (names.n > 0 && e->n < MAX_ELEMENTS)
		add_element(e, compose_element(&names));
	if (e->n == 0)
		add_element(e, sv_of(_("specification")));
}

/* The model taken apart; what is more than the code has stays with the last one. */
static void
take_apart(struct elements *e, struct sv model)
{
	for (size_t i = 0; i < e->n; i++) {
		struct sv part = i + 1 < e->n ? compose_element(&model) : model;

		if (part.n > 0)
			str_add(&e->element[i].value, part);
		if (e->element[i].fixed) {
			str_reset(&e->element[i].value);
			str_adds(&e->element[i].value, "3");
		}
	}
}

static void
join(struct elements *e)
{
	str_reset(&e->joined);
	for (size_t i = 0; i < e->n; i++) {
		if (i > 0)
			str_addc(&e->joined, '|');
		if (i == e->at && !e->element[i].fixed)
			str_add(&e->joined, str_sv(&e->line.text));
		else
			str_add(&e->joined, str_sv(&e->element[i].value));
	}
}

/* ---- moving ------------------------------------------------------------------------------- */

static void
begin(struct elements *e, size_t at)
{
	e->at = at;
	line_clear(&e->line);
	line_start(&e->line, e->element[at].codes >= 0 ? LINE_CODE : LINE_TEXT, str_sv(&e->element[at].value));
	join(e);
}

struct only {
	struct str code;
	size_t n;
	int key;
};

static bool
keep_only(void *ctx, const struct sv *values, size_t n)
{
	struct only *o = ctx;

	(void)n;
	if (o->n++ == 0)
		str_add(&o->code, values[o->key]);
	return true;
}

static void
open_codes(struct elements *e, struct sv query)
{
	struct picker_setup setup = {.codes = e->element[e->at].codes, .title = e->element[e->at].name.p, .query = query,
		.y = FIRST_ROW + (int)(e->at - e->top), .x = e->value_x, .width = e->value_width};

	view_push(e->screen.view, view_picker(e->screen.view, &setup));
}

/* What was typed becomes the element's value; false: a list is open. */
static bool
leave_element(struct elements *e)
{
	struct element *x = &e->element[e->at];
	struct str text = {0};
	struct only only = {.n = 0};
	bool done = true;

	if (!e->line.dirty || x->fixed)
		return true;
	line_value(&e->line, desk_day(desk_draft_desk(e->draft)), &text);
	for (size_t i = 0; i < text.len_b; i++)
		if (text.s[i] == '|' && x->codes < 0 && e->n > 1)
			text.s[i] = '/';	/* a bar would move all that follows */
	if (x->codes >= 0 && text.len_b > 0
	    && !codes_has(codes_of(e), x->codes, str_sv(&text), desk_day(desk_draft_desk(e->draft)))) {
		only.key = codes_key(codes_of(e), x->codes);
		codes_search(codes_of(e), x->codes, str_sv(&text), desk_day(desk_draft_desk(e->draft)), 2, keep_only, &only, NULL);
		done = only.n == 1;
		if (!done)
			open_codes(e, str_sv(&text));
	}
	if (done) {
		str_reset(&x->value);
		str_add(&x->value, only.n == 1 ? str_sv(&only.code) : str_sv(&text));
	}
	str_clear(&only.code);
	str_clear(&text);
	return done;
}

static void
accept(struct elements *e)
{
	struct err err = {0};

	join(e);
	if (desk_draft_set(e->draft, e->row, e->control->cell[0], str_sv(&e->joined), DOC_TYPED, &err) != RC_OK)
		view_say_err(e->screen.view, &err);
	else
		view_pop(e->screen.view, &e->joined);
}

/* All from here on may stay empty and are. */
static bool
rest_is_empty(const struct elements *e)
{
	for (size_t i = e->at; i < e->n; i++)
		if (e->element[i].kind != ELEMENT_OPTIONAL || e->element[i].value.len_b > 0)
			return false;
	return true;
}

static void
go_on(struct elements *e)
{
	size_t next = e->at + 1;

	while (next < e->n && e->element[next].fixed)
		next++;
	if (next == e->n || rest_is_empty(e))
		accept(e);
	else
		begin(e, next);
}

static void
act_next(struct screen *s)
{
	if (leave_element(elements_of(s)))
		go_on(elements_of(s));
}

static void
act_down(struct screen *s)
{
	struct elements *e = elements_of(s);

	if (leave_element(e) && e->at + 1 < e->n)
		begin(e, e->at + 1);
}

static void
act_prev(struct screen *s)
{
	struct elements *e = elements_of(s);

	if (leave_element(e) && e->at > 0)
		begin(e, e->at - 1);
}

static void
act_accept(struct screen *s)
{
	if (leave_element(elements_of(s)))
		accept(elements_of(s));
}

static bool
has_codes(struct screen *s)
{
	return elements_of(s)->element[elements_of(s)->at].codes >= 0 && !elements_of(s)->element[elements_of(s)->at].fixed;
}

static void
act_codes(struct screen *s)
{
	open_codes(elements_of(s), (struct sv){0});
}

/* ---- what was said before ----------------------------------------------------------------------- */

/* The model of the nearest item above, of the same code when there is one. */
static struct sv
model_above(const struct elements *e, bool same_code)
{
	const struct doc_row *row = row_of(e), *r = doc_row_first(doc_row_parent(row), doc_row_table(row));
	struct sv model = {0};

	for (; r != row; r = doc_row_next(r)) {
		if (same_code && !sv_eq(doc_value(r, e->control->cell[LAYOUT_OF]), doc_value(row, e->control->cell[LAYOUT_OF])))
			continue;
		model = doc_value(r, e->control->cell[0]);
	}
	return model;
}

static void
act_same(struct screen *s)
{
	struct elements *e = elements_of(s);
	struct sv model = model_above(e, false), part = {0};

	for (size_t i = 0; i <= e->at; i++)
		part = compose_element(&model);
	line_set(&e->line, part);
	act_next(s);
}

static void
act_all(struct screen *s)
{
	struct elements *e = elements_of(s);
	struct sv model = model_above(e, true);

	if (model.n == 0) {
		view_say(s->view, VIEW_SAYS, _("no item above has this code"));
		return;
	}
	for (size_t i = 0; i < e->n; i++)
		str_reset(&e->element[i].value);
	take_apart(e, model);
	begin(e, e->at);
}

static bool
key(struct screen *s, const struct key *k)
{
	struct elements *e = elements_of(s);
	enum line_did did;

	if (k->code == K_CHAR && k->ch == ' ' && !k->ctrl && !k->alt && e->line.text.len_b == 0 && has_codes(s)) {
		act_codes(s);
		return true;
	}
	if (e->element[e->at].fixed)
		return k->code == K_CHAR && !k->ctrl && !k->alt;
	did = line_key(&e->line, k);
	if (did == LINE_CHANGED)
		join(e);
	return did != LINE_PASSED;
}

static void
resume(struct screen *s, const void *result)
{
	struct elements *e = elements_of(s);

	if (result == NULL)
		return;
	line_set(&e->line, *(const struct sv *)result);
	act_next(s);
}

static const struct action actions[] = {
	{"next", "Enter", "Tab", N_("next"), N_("to the next element; behind the last one all are taken"), NULL, act_next},
	{"prev", "S-Tab", "Up", NULL, N_("back to the element before"), NULL, act_prev},
	{"down", "Down", NULL, NULL, N_("to the element below, whatever is empty"), NULL, act_down},
	{"accept", "F6", "C-e", N_("take"), N_("take all as they stand"), NULL, act_accept},
	{"all", "F3", "C-f", N_("as before"), N_("all elements of the last item above with this code"), NULL, act_all},
	{"same", "F4", "C-o", N_("same"), N_("this element of the item above"), NULL, act_same},
	{"codes", "F8", NULL, N_("codes"), N_("choose from the list of codes"), has_codes, act_codes},
	{.id = NULL},
};

/* ---- painting -------------------------------------------------------------------------------------- */

static struct sv
meaning(const struct elements *e, const struct element *x, struct sv value)
{
	struct codes *codes = codes_of(e);
	struct sv name = {0};

	if (x->codes >= 0 && value.n > 0)
		codes_get(codes, x->codes, value, desk_day(desk_draft_desk(e->draft)), codes_column(codes, x->codes, SV("name_zh")), &name);
	return name;
}

/* Names as wide as they are, up to half of the screen; values take the rest, less the meaning of codes. */
static void
place_values(struct elements *e, int cols)
{
	int widest = 0;

	for (size_t i = 0; i < e->n; i++)
		if (text_width(e->element[i].name) > widest)
			widest = text_width(e->element[i].name);
	if (widest > cols / 2 - NUMBER_WIDTH)
		widest = cols / 2 - NUMBER_WIDTH;
	e->value_x = NUMBER_WIDTH + widest + 3;
	e->value_width = cols - e->value_x - 2;
}

static void
paint_element(struct elements *e, struct canvas *c, int y, size_t i)
{
	const struct element *x = &e->element[i];
	const int value_x = e->value_x, width = x->codes >= 0 ? 4 : e->value_width;
	const bool focus = i == e->at;
	struct sv value = focus ? str_sv(&e->line.text) : str_sv(&x->value);
	int end = value_x + width;

	canvas_putf(c, y, 1, NUMBER_WIDTH - 1, STYLE_DIM, "%zu", i + 1);
	canvas_put(c, y, NUMBER_WIDTH, value_x - NUMBER_WIDTH - 2, STYLE_LABEL, x->name);
	if (x->kind != ELEMENT_OPTIONAL && e->n > 1)
		canvas_putz(c, y, value_x - 2, 1, STYLE_KEY, "*");
	if (focus) {
		canvas_putz(c, y, value_x - 1, 1, STYLE_FOCUS, "[");
		canvas_putz(c, y, end, 1, STYLE_FOCUS, "]");
		line_paint(&e->line, c, y, value_x, width, STYLE_FOCUS);
	} else {
		canvas_put(c, y, value_x, width, STYLE_VALUE, value);
	}
	end += 1 + canvas_put(c, y, end + 1, c->cols - end - 1, STYLE_NAME, meaning(e, x, value));
	if (x->fixed)
		canvas_putz(c, y, end, 1, STYLE_AUTO, "~");
}

struct codes_line {
	struct canvas *c;
	int y, x, key, name;
};

static bool
put_code(void *ctx, const struct sv *values, size_t n)
{
	struct codes_line *l = ctx;

	(void)n;
	l->x += canvas_put(l->c, l->y, l->x, l->c->cols - l->x, STYLE_KEY, values[l->key]) + 1;
	l->x += canvas_put(l->c, l->y, l->x, l->c->cols - l->x, STYLE_INFO, values[l->name]) + 2;
	return l->x < l->c->cols;
}

/* What the element may be: the codes, or its whole name where it was cut. */
static void
paint_choices(struct elements *e, struct canvas *c, int y)
{
	const struct element *x = &e->element[e->at];
	struct codes_line l = {.c = c, .y = y, .x = 1};

	if (x->codes < 0) {
		canvas_put(c, y, 1, c->cols - 1, STYLE_INFO, x->name);
		return;
	}
	l.key = codes_key(codes_of(e), x->codes);
	l.name = codes_column(codes_of(e), x->codes, SV("name_zh"));
	codes_search(codes_of(e), x->codes, (struct sv){0}, desk_day(desk_draft_desk(e->draft)), MAX_ELEMENTS, put_code, &l, NULL);
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct elements *e = elements_of(s);
	const int rows = c->rows - FIRST_ROW - LAST_ROWS, y = FIRST_ROW + rows;
	const struct dict_node *n = doc_dict(desk_draft_doc(e->draft))->table[e->control->table].column[e->control->cell[0]];
	const size_t len_gb = text_len_gb(str_sv(&e->joined)), most = n->length > 0 ? (size_t)n->length : SIZE_MAX;

	place_values(e, c->cols);
	canvas_rule(c, 0, 0, c->cols, STYLE_TITLE, e->title);
	if (e->at < e->top)
		e->top = e->at;
	if (e->at >= e->top + (size_t)rows)
		e->top = e->at - (size_t)rows + 1;
	for (int i = 0; i < rows && e->top + (size_t)i < e->n; i++)
		paint_element(e, c, FIRST_ROW + i, e->top + (size_t)i);
	canvas_rule(c, y, 0, c->cols, STYLE_DIM, NULL);
	canvas_put(c, y + 1, 1, c->cols - 18, STYLE_VALUE, str_sv(&e->joined));
	canvas_putf(c, y + 1, c->cols - 16, 16, len_gb > most ? STYLE_ERROR : STYLE_DIM, _("%5zu / %d bytes"), len_gb, n->length);
	if (len_gb > most)
		canvas_putf(c, y + 2, 1, c->cols - 2, STYLE_ERROR, _("too long by %zu: shorten an element; a Chinese character counts 2"),
		    len_gb - most);
	paint_choices(e, c, y + 3);
}

static void
free_elements(struct screen *s)
{
	struct elements *e = elements_of(s);

	for (size_t i = 0; i < e->n; i++)
		str_clear(&e->element[i].value);
	str_clear(&e->joined);
	line_clear(&e->line);
	arena_free(&e->arena);
	mem_free(e->title);
	mem_free(e);
}

const struct screen_class view_elements_class = {
	.name = "elements",
	.title = N_("Declaration elements"),
	.action = actions,
	.types = true,
	.paint = paint,
	.key = key,
	.resume = resume,
	.free = free_elements,
};

struct screen *
view_elements(struct view *view, struct desk_draft *draft, uint32_t row, const struct layout_control *control)
{
	struct elements *e = mem_zalloc(1, sizeof *e);
	struct str title = {0};
	struct sv code, name = {0};

	e->screen = (struct screen){.class = &view_elements_class, .view = view};
	e->draft = draft;
	e->row = row;
	e->control = control;
	code = doc_value(row_of(e), control->cell[LAYOUT_OF]);
	if (control->cell[LAYOUT_OF_NAME] >= 0)
		name = doc_value(row_of(e), control->cell[LAYOUT_OF_NAME]);
	str_addf(&title, _("Declaration elements  item %zu  %.*s %.*s"), doc_row_place(row_of(e)), (int)code.n, code.p, (int)name.n,
	    name.n > 0 ? name.p : "");
	e->title = str_take(&title);
	find_elements(e, code);
	place_values(e, view_canvas(view)->cols);
	take_apart(e, doc_value(row_of(e), control->cell[0]));
	begin(e, e->element[0].fixed && e->n > 1 ? 1 : 0);
	return &e->screen;
}
