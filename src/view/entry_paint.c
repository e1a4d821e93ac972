/* The page on the canvas: only what is seen is looked at. */
#include "view/entry.h"

#include "base/i18n.h"
#include "base/text.h"

/* ---- one control --------------------------------------------------------------------- */

static void
put_mark(struct canvas *c, int y, int x, char mark)
{
	const char text[2] = {mark, '\0'};

	if (mark != ' ')
		canvas_putz(c, y, x, 1, mark == '!' ? STYLE_ERROR : mark == '?' ? STYLE_WARNING : STYLE_AUTO, text);
}

static int
put_value(struct canvas *c, int y, const struct page_spot *s, const struct entry_show *show)
{
	enum style style = show->automatic ? STYLE_AUTO : STYLE_VALUE;
	int used;

	if (show->finding != NULL && show->finding->severity >= FORM_WARNING)
		style = show->finding->severity == FORM_ERROR ? STYLE_ERROR : STYLE_WARNING;
	if (show->value.n > 0)
		return s->value_x + canvas_put(c, y, s->value_x, s->value_width, style, show->value);
	for (used = 0; show->usable && s->control->kind != LAYOUT_SUB && used < s->value_width; used++)
		canvas_putz(c, y, s->value_x + used, 1, STYLE_EMPTY, "_");
	return s->value_x + s->value_width;
}

/* The editor, in brackets; beside it what the code typed so far means. */
static void
put_focus(struct entry *e, struct canvas *c, int y, int x, int width)
{
	canvas_putz(c, y, x - 1, 1, STYLE_FOCUS, "[");
	canvas_putz(c, y, x + width, 1, STYLE_FOCUS, "]");
	line_paint(&e->line, c, y, x, width, STYLE_FOCUS);
}

/* Of what is being typed the code's name, as far as it is one. */
static struct sv
name_of(struct entry *e, const struct layout_control *c, const struct entry_show *show, bool focus)
{
	if (!focus || !e->line.dirty)
		return show->name;
	return c->kind == LAYOUT_FIELD ? entry_code_name(e, entry_codes(e, c, 0), str_sv(&e->line.text)) : (struct sv){0};
}

static void
put_name(struct entry *e, struct canvas *c, int y, const struct page_spot *s, const struct entry_show *show, bool focus)
{
	const struct sv name = name_of(e, s->control, show, focus);
	int end = s->value_x;

	if (!focus)
		end = put_value(c, y, s, show);
	if (s->name_width > 0 && name.n > 0)
		end = s->name_x + canvas_put(c, y, s->name_x, s->name_width, STYLE_NAME, name);
	else if (focus)
		return;
	put_mark(c, y, end, entry_mark(show->finding, show->automatic && (show->value.n > 0 || name.n > 0)));
}

static void
put_spot(struct entry *e, struct canvas *c, int y, const struct page_spot *s, const struct entry_show *show)
{
	const bool focus = s->control == e->at.control;
	const bool in_name = s->value_width == 0;

	if (!show->shown)
		return;
	if (s->control->kind == LAYOUT_RULE) {
		canvas_rule(c, y, 0, e->geometry.cols, STYLE_DIM, show->label);
		return;
	}
	canvas_putz(c, y, s->x, s->label_width, s->control->kind == LAYOUT_SUB ? STYLE_KEY : STYLE_LABEL, show->label);
	if (s->control->kind == LAYOUT_TEXT)
		return;
	if (show->needed)
		canvas_putz(c, y, s->value_x - 1, 1, STYLE_KEY, "*");
	put_name(e, c, y, s, show, focus);
	if (focus)
		put_focus(e, c, y, in_name ? s->name_x : s->value_x, in_name ? s->name_width : s->value_width);
	if (focus && s->control->kind == LAYOUT_SUB)
		canvas_put(c, y, s->value_x, s->value_width, STYLE_FOCUS, show->value);
}

static void
paint_lines(struct entry *e, struct canvas *c)
{
	const struct page *g = &e->geometry;
	const struct entry_page *p = &e->page[e->at.page];

	for (size_t i = 0; i < g->n_spot; i++) {
		int y = g->spot[i].y, from = i < g->n_above ? 0 : g->below_y, rows = i < g->n_above ? g->above_rows : g->below_rows;

		if (i >= g->n_above)
			y -= p->scroll;
		if (y >= 0 && y < rows)
			put_spot(e, c, ENTRY_BODY_Y + from + y, &g->spot[i], &e->show[i]);
	}
}

/* ---- tables ------------------------------------------------------------------------------ */

static bool
is_number(const struct entry *e, const struct layout_control *c)
{
	const struct dict_node *n = c->cell[0] >= 0 ? entry_node(e, c, 0) : NULL;

	return n != NULL && (n->type == DICT_INTEGER || n->type == DICT_DECIMAL) && c->name_width == 0 && entry_codes(e, c, 0) < 0;
}

static void
put_right(struct canvas *c, int y, int x, int width, enum style style, struct sv text)
{
	int used = text_width(text);

	canvas_put(c, y, x + (used < width ? width - used : 0), width - (used < width ? width - used : 0), style, text);
}

/* One cell of a table, moved to the left by shift. */
static void
put_cell(struct entry *e, struct canvas *c, int y, int shift, const struct page_spot *s, const struct entry_show *show, bool focus)
{
	enum style style = show->finding != NULL && show->finding->severity == FORM_ERROR ? STYLE_ERROR
	    : show->automatic ? STYLE_AUTO : STYLE_VALUE;
	const int x = s->value_x - shift;

	if (s->name_width > 0 && s->value_width > 0)
		canvas_put(c, y, s->name_x - shift, s->name_width, STYLE_NAME, name_of(e, s->control, show, focus));
	if (focus)
		put_focus(e, c, y, x, s->value_width > 0 ? s->value_width : s->name_width);
	else if (s->value_width == 0)
		canvas_put(c, y, x, s->name_width, STYLE_NAME, show->name);
	else if (is_number(e, s->control))
		put_right(c, y, x, s->value_width, style, show->value);
	else
		canvas_put(c, y, x, s->value_width, style, show->value);
}

static void
put_row(struct entry *e, struct canvas *c, int y, uint32_t row, const struct entry_show *show)
{
	const struct page *g = &e->geometry;
	const int shift = e->page[e->at.page].shift;

	for (size_t i = 0; i < g->n_column; i++) {
		const struct page_spot *s = &g->column[i];

		if (s->x - shift < 1 || s->last_x - shift > g->cols)
			continue;
		put_cell(e, c, y, shift, s, &show[i], s->control == e->at.control && row == e->at.row);
	}
}

static void
paint_header(struct entry *e, struct canvas *c, int y)
{
	const struct page *g = &e->geometry;
	const int shift = e->page[e->at.page].shift;

	for (size_t i = 0; i < g->n_column; i++) {
		const struct page_spot *s = &g->column[i];
		struct sv label = sv_of(entry_label(e, s->control, e->at.row));

		if (s->x - shift < 1 || s->last_x - shift > g->cols)
			continue;
		if (is_number(e, s->control))
			put_right(c, y, s->x - shift, s->label_width, STYLE_LABEL, label);
		else
			canvas_put(c, y, s->x - shift, s->label_width, STYLE_LABEL, label);
	}
}

static void
paint_block(struct entry *e, struct canvas *c)
{
	const struct page *g = &e->geometry;
	const struct entry_page *p = &e->page[e->at.page];

	paint_header(e, c, ENTRY_BODY_Y + g->block_y);
	for (int k = 0; k < g->block_rows; k++) {
		size_t i = p->top + (size_t)k;
		int y = ENTRY_BODY_Y + g->block_y + 1 + k;
		uint32_t row = i < e->n_row ? e->row[i] : 0;

		if (i > e->n_row)
			break;
		if (row == e->at.row)
			canvas_putz(c, y, 0, 1, STYLE_FOCUS, ">");
		if (row == 0 && e->at.row != 0)
			canvas_putz(c, y, 1, g->cols - 1, STYLE_DIM, e->read_only ? "" : _("(new row)"));
		else
			put_row(e, c, y, row, &e->cell[(size_t)k * g->n_column]);
		put_mark(c, y, g->cols - 1, e->row_mark[k]);
	}
}

/* ---- above and below ------------------------------------------------------------------------ */

size_t
entry_page_count(const struct entry *e, int page)
{
	const struct dict *d = doc_dict(entry_doc(e));
	const int table = e->layout->page[page].table;
	const struct doc_row *root = doc_root(entry_doc(e));

	return table != 0 && d->table[table].parent == 0 ? doc_row_count(root, table) : 0;
}

/* What a narrow screen leaves out of the bar. */
enum bar_form { BAR_FULL, BAR_NO_ZERO, BAR_SHORT, BAR_N };

enum { BAR_LABEL_WIDTH = 4 };

/* The bar is made anew for every key: without printf. */
static void
add_count(struct str *out, size_t n)
{
	if (n >= 10)
		add_count(out, n / 10);
	str_addc(out, (char)('0' + n % 10));
}

static void
add_bar_entry(struct entry *e, int page, enum bar_form form, struct str *out)
{
	const struct layout_page *p = &e->layout->page[page];
	const size_t n = entry_page_count(e, page);

	struct sv label = sv_of(i18n_pick(p->label.zh, p->label.en));

	str_addc(out, page == e->at.page ? '>' : ' ');
	add_count(out, (size_t)entry_page_number(e, page));
	while (form == BAR_SHORT && text_width(label) > BAR_LABEL_WIDTH)
		while (((unsigned char)label.p[--label.n] & 0xC0) == 0x80)
			;
	str_add(out, label);
	if (p->table != 0 && (n > 0 || form == BAR_FULL))
		add_count(out, n);
}

static int
bar_width(struct entry *e, enum bar_form form)
{
	struct str text = {0};
	int width;

	for (size_t i = 0; i < e->layout->n_page; i++)
		if (entry_page_shown(e, (int)i))
			add_bar_entry(e, (int)i, form, &text);
	width = text_width(str_sv(&text));
	str_clear(&text);
	return width;
}

static const char *
state_name(struct sv state)
{
	static const struct { const char *state, *name; } name[] = {
		{"draft", N_("draft")}, {"queued", N_("to be sent")}, {"held", N_("held, not declared")}, {"declared", N_("declared")},
		{"rejected", N_("rejected")}, {"bin", N_("in the bin")},
	};

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
		if (sv_is(state, name[i].state))
			return _(name[i].name);
	return "";
}

static void
add_title(struct entry *e, struct str *out)
{
	const struct store_draft *d = desk_draft_info(e->draft);
	const struct catalogue_type *t = desk_draft_type(e->draft);
	struct sv number = d->summary[STORE_JOB_NO].n > 0 ? d->summary[STORE_JOB_NO] : (struct sv){0};

	str_addf(out, "%s ", i18n_pick(t->name_zh, t->name_en));
	if (number.n > 0)
		str_addf(out, "%.*s ", (int)number.n, number.p);
	else
		str_addf(out, "#%lld ", (long long)d->id);
	str_adds(out, e->read_only ? _("read only") : state_name(d->state));
	str_addf(out, _("  err %zu warn %zu"), e->n_error, e->n_warning);
}

struct bar_at {
	int y, x;		/* where the bar begins */
	enum bar_form form;
};

/* Beside the title where there is room, else below it. */
static struct bar_at
place_bar(struct entry *e, int title_width)
{
	const int cols = view_canvas(e->screen.view)->cols;
	enum bar_form form = BAR_FULL;
	int width = bar_width(e, form);

	if (title_width + 1 + width <= cols)
		return (struct bar_at){0, cols - width, form};
	while (width > cols && form + 1 < BAR_N)
		width = bar_width(e, ++form);
	return (struct bar_at){1, 0, form};
}

static int
title_width(struct entry *e)
{
	struct str title = {0};
	int width;

	add_title(e, &title);
	width = text_width(str_sv(&title));
	str_clear(&title);
	return width;
}

int
entry_bar_at(struct entry *e, int y, int x)
{
	struct bar_at at = place_bar(e, title_width(e));
	struct str text = {0};
	int page = -1;

	for (size_t i = 0; y == at.y && page < 0 && i < e->layout->n_page; i++) {
		int from = at.x + text_width(str_sv(&text));

		if (entry_page_shown(e, (int)i)) {
			add_bar_entry(e, (int)i, at.form, &text);
			if (x >= from && x < at.x + text_width(str_sv(&text)))
				page = (int)i;
		}
	}
	str_clear(&text);
	return page;
}

static void
paint_bar(struct entry *e, struct canvas *c, struct bar_at at)
{
	struct str text = {0};
	int x = at.x;

	for (size_t i = 0; i < e->layout->n_page; i++) {
		if (!entry_page_shown(e, (int)i))
			continue;
		str_reset(&text);
		add_bar_entry(e, (int)i, at.form, &text);
		x += canvas_put(c, at.y, x, c->cols - x, (int)i == e->at.page ? STYLE_SELECTED : STYLE_BAR, str_sv(&text));
	}
	str_clear(&text);
}

static void
paint_title(struct entry *e, struct canvas *c)
{
	const struct layout_page *p = entry_layout_page(e);
	struct str title = {0};
	struct bar_at at;

	add_title(e, &title);
	at = place_bar(e, text_width(str_sv(&title)));
	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	canvas_put(c, 0, 0, c->cols, STYLE_TITLE, str_sv(&title));
	if (at.y == 0) {
		str_reset(&title);
		str_adds(&title, i18n_pick(p->label.zh, p->label.en));
		if (entry_is_table(e))
			str_addf(&title, " %zu/%zu", entry_row_index(e, e->at.row) + 1, e->n_row);
		canvas_rule(c, 1, 0, c->cols, STYLE_DIM, str_z(&title));
	}
	paint_bar(e, c, at);
	str_clear(&title);
}

/* ---- the lines at the bottom ------------------------------------------------------------------- */

/* Of the field, else the first one of the page. */
static const struct live_finding *
finding_to_show(const struct entry *e)
{
	for (size_t i = 0; i < e->geometry.n_spot; i++)
		if (e->geometry.spot[i].control == e->at.control && e->show[i].finding != NULL)
			return e->show[i].finding;
	return e->finding;
}

static void
paint_finding(struct entry *e, struct canvas *c)
{
	const struct live_finding *f = finding_to_show(e);
	const int y = c->rows - 3;
	const size_t n = e->n_error + e->n_warning;
	struct str all = {0};
	int width;

	if (n > 0)
		str_addf(&all, _("F7 all %zu"), n);
	width = c->cols - text_width(str_sv(&all)) - 1;
	if (f != NULL) {
		const char mark[2] = {entry_mark(f, false), '\0'};
		enum style style = f->severity == FORM_ERROR ? STYLE_ERROR : f->severity == FORM_WARNING ? STYLE_WARNING : STYLE_INFO;
		int x = canvas_putz(c, y, 0, 1, style, mark);

		x += canvas_put(c, y, x, width - x, style, f->text);
		if (x + 12 < width)
			canvas_putf(c, y, x, width - x, STYLE_DIM, " (%s)", f->rule);
	}
	canvas_put(c, y, width + 1, c->cols - width - 1, STYLE_DIM, str_sv(&all));
	str_clear(&all);
}

static void
paint_hint(struct entry *e, struct canvas *c)
{
	const struct form_help_entry *h = e->at.control != NULL ? entry_help_of(e, e->at.control) : NULL;
	const struct dict_node *n = e->at.control != NULL && e->at.control->cell[0] >= 0 ? entry_node(e, e->at.control, 0) : NULL;
	int used = 1;

	if (h != NULL)
		used += canvas_putz(c, c->rows - 2, 1, c->cols - 1, STYLE_INFO, form_help_hint(h));
	/* How full a field of text is, once it matters. */
	if (n != NULL && n->length > 0 && (n->type == DICT_STRING || n->type == DICT_CODE)
	    && 2 * text_len_gb(str_sv(&e->line.text)) > (size_t)n->length && used < c->cols - 12)
		canvas_putf(c, c->rows - 2, c->cols - 11, 11, STYLE_DIM, "%5zu/%d", text_len_gb(str_sv(&e->line.text)), n->length);
}

void
entry_paint(struct screen *s, struct canvas *c)
{
	struct entry *e = (struct entry *)s;
	const struct page *g = &e->geometry;

	entry_measure(e);
	paint_title(e, c);
	if (g->n_column > 0)
		paint_block(e, c);
	if (g->rule_y >= 0) {
		struct str title = {0};

		str_addf(&title, "%s %zu", i18n_pick(g->of->label.zh, g->of->label.en), entry_row_index(e, e->at.row) + 1);
		canvas_rule(c, ENTRY_BODY_Y + g->rule_y, 0, g->cols, STYLE_DIM, str_z(&title));
		str_clear(&title);
	}
	paint_lines(e, c);
	if (c->cols > g->cols)
		entry_paint_side(e, c, g->cols + 1);
	paint_hint(e, c);
	paint_finding(e, c);
}
