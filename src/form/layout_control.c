/*
 * One control of a layout: its cells, labels, columns and conditions.
 */
#include "form/layout_build.h"

#include "base/i18n.h"
#include "base/text.h"

#define ALL "ref yl:at yl:label yl:width yl:name yl:grow yl:order yl:skip yl:show yl:like"

enum { WIDTH_MAX = 400, VALUE_WIDTH = 12, VALUE_WIDTH_MAX = 40, POSITION_MAX = 1000 };

static const struct kind {
	const char *ns, *element;
	enum layout_kind kind;
	const char *attributes;
	const char *cell[LAYOUT_N_CELL];	/* attributes that name its cells */
} kinds[] = {
	{FORM_NS_XFORMS, "input", LAYOUT_FIELD, ALL " codes", {"ref"}},
	{FORM_NS_XFORMS, "textarea", LAYOUT_AREA, ALL, {"ref"}},
	{FORM_NS_XFORMS, "output", LAYOUT_OUTPUT, "ref yl:value yl:at yl:label yl:width yl:name yl:grow yl:show codes", {"ref"}},
	{FORM_NS_YULU, "text", LAYOUT_TEXT, "yl:at yl:label yl:show", {NULL}},
	{FORM_NS_YULU, "rule", LAYOUT_RULE, "yl:show", {NULL}},
	{FORM_NS_YULU, "slice", LAYOUT_SLICE, ALL " from length codes", {"ref"}},
	{FORM_NS_YULU, "tokens", LAYOUT_TOKENS, ALL " sep codes", {"ref"}},
	{FORM_NS_YULU, "party", LAYOUT_PARTY, ALL " code name ciq", {"ref", "code", "name", "ciq"}},
	{FORM_NS_YULU, "fee", LAYOUT_FEE, ALL " rate curr", {"ref", "rate", "curr"}},
	{FORM_NS_YULU, "packs", LAYOUT_PACKS, ALL " kind", {"ref", "kind"}},
	{FORM_NS_YULU, "elements", LAYOUT_ELEMENTS, ALL " of name", {"ref", "of", "name"}},
	{FORM_NS_YULU, "sub", LAYOUT_SUB, "page yl:at yl:label yl:width yl:grow yl:order yl:skip yl:show", {NULL}},
};

/* ---- expressions ------------------------------------------------------------- */

struct expr *
layout_compile(struct layout_build *b, const struct expr_where *at, int table, enum expr_type want, struct sv text)
{
	struct form_view view = {.names = &b->names, .table = table, .self = -1};
	struct expr_scope scope;
	struct expr *e = NULL;
	struct err err = {0};

	form_scope_init(&scope, &view);
	if (expr_compile(text, at, want, &scope, &e, &err) != RC_OK) {
		form_bad_located(&b->log, at, err.text);
		return NULL;
	}
	if (b->owned->n_expr == b->owned->cap_expr)
		b->owned->expr = mem_grow(b->owned->expr, &b->owned->cap_expr, sizeof(struct expr *));
	return b->owned->expr[b->owned->n_expr++] = e;
}

struct expr *
layout_condition(struct layout_build *b, const xmlNode *n, const char *qname, int table)
{
	const char *text = form_attr_text(&b->r, n, qname);
	struct expr_where at = form_at(&b->r, n, qname);

	return text == NULL ? NULL : layout_compile(b, &at, table, EXPR_BOOL, sv_of(text));
}

/* Path of the rows of a table as seen from a row around them; NULL when they do not stand below it. */
static const char *
path_below(const struct dict *d, int table, int below)
{
	const char *path = d->table[below].node->path;
	size_t n = strlen(d->table[table].node->path);
	int t = below;

	while (t >= 0 && t != table)
		t = d->table[t].parent;
	if (t < 0 || below == table)
		return NULL;
	return n == 0 ? path : path + n + 1;
}

/* Adds what says that a control holds something, as " or …". */
static void
add_holds(const struct layout_build *b, const struct layout_control *c, struct str *out)
{
	const struct dict *d = b->form->dict;

	for (int i = 0; i < LAYOUT_N_CELL && c->kind != LAYOUT_SUB; i++) {
		const char *path;

		if (c->cell[i] < 0 || c->cell[i] >= d->table[c->table].n_column || (i > 0 && c->kind == LAYOUT_ELEMENTS))
			continue;
		path = dict_column_path(d, c->table, c->cell[i]);
		if (c->kind == LAYOUT_SLICE)
			str_addf(out, " or normalize-space(substring(%s, %d, %d)) != ''", path, c->from, c->length);
		else
			str_addf(out, " or yl:given(%s)", path);
	}
	if (c->kind == LAYOUT_SUB) {
		const char *path = path_below(d, c->table, b->layout->page[c->page].table);

		if (path != NULL)
			str_addf(out, " or count(%s) > 0", path);
	}
}

/* yl:show; what holds something shows whatever it says. */
static void
read_show(struct layout_build *b, const xmlNode *n, struct layout_control *c)
{
	const char *text = form_attr_text(&b->r, n, "yl:show");
	struct expr_where at = form_at(&b->r, n, "yl:show");
	struct str all = STR_INIT(0);

	c->show = layout_condition(b, n, "yl:show", c->table);
	if (c->show != NULL && c->kind != LAYOUT_OUTPUT) {
		str_addf(&all, "(%s)", text);
		add_holds(b, c, &all);
		c->show = layout_compile(b, &at, c->table, EXPR_BOOL, str_sv(&all));
	}
	str_clear(&all);
}

/* ---- labels --------------------------------------------------------------------- */

static bool
same_condition(const xmlNode *a, const xmlNode *b, const struct form_reader *r)
{
	const char *x = form_attr_text(r, a, "yl:when"), *y = form_attr_text(r, b, "yl:when");

	return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static void
check_label(struct layout_build *b, const xmlNode *n, const struct layout_label *l)
{
	struct expr_where at = form_at(&b->r, n, NULL);

	if (l->zh == NULL || l->en == NULL)
		form_bad(&b->log, &at, _("a label in %s without one in %s beside it"), l->zh == NULL ? "en" : "zh",
		    l->zh == NULL ? "zh" : "en");
}

/* One label element into the last of the list, or into a new one. */
static void
read_label(struct layout_build *b, const xmlNode *n, const xmlNode *before, int table, struct layout_label *label, size_t *n_label)
{
	const char *lang = form_attr_needed(&b->r, n, "xml:lang");
	struct expr_where at = form_at(&b->r, n, NULL);
	struct layout_label *last = *n_label > 0 ? &label[*n_label - 1] : NULL;
	const char *text = form_text_of(&b->r, n).p;
	bool zh;

	form_check_element(&b->r, n, "xml:lang yl:when", true);
	if (lang == NULL)
		return;
	zh = strcmp(lang, "zh") == 0;
	if (!zh && strcmp(lang, "en") != 0) {
		form_bad(&b->log, &at, _("texts are in zh and en, not '%.20s'"), lang);
		return;
	}
	if (last == NULL || !same_condition(n, before, &b->r) || (zh ? last->zh : last->en) != NULL) {
		last = &label[(*n_label)++];
		last->when = layout_condition(b, n, "yl:when", table);
	}
	*(zh ? &last->zh : &last->en) = text;
}

bool
layout_read_labels(struct layout_build *b, const xmlNode *n, int table, struct layout_label **label, size_t *n_label)
{
	const xmlNode *c, *before = NULL;
	size_t n_element = 0;

	for (c = form_first(n); c != NULL; c = form_next(c))
		n_element += form_is(c, FORM_NS_XFORMS, "label");
	*label = layout_alloc(b->layout, n_element, sizeof **label);
	*n_label = 0;
	for (c = form_first(n); c != NULL; c = form_next(c)) {
		if (!form_is(c, FORM_NS_XFORMS, "label"))
			continue;
		read_label(b, c, before, table, *label, n_label);
		before = c;
	}
	for (size_t i = 0; i < *n_label; i++)
		check_label(b, n, &(*label)[i]);
	return *n_label > 0;
}

static int
widest(const struct layout_control *c)
{
	int width = 0;

	for (size_t i = 0; i < c->n_label; i++) {
		int zh = text_width(sv_of(c->label[i].zh)), en = text_width(sv_of(c->label[i].en));

		width = zh > width ? zh : width;
		width = en > width ? en : width;
	}
	return width;
}

/* ---- numbers and cells -------------------------------------------------------------- */

static int
attr_int(struct layout_build *b, const xmlNode *n, const char *qname, int max, int fallback)
{
	const char *text = form_attr_text(&b->r, n, qname);
	struct expr_where at = form_at(&b->r, n, qname);
	size_t v;

	if (text == NULL)
		return fallback;
	if (sv_to_size(sv_of(text), &v) && v <= (size_t)max)
		return (int)v;
	form_bad(&b->log, &at, _("%s is a number from 0 to %d, not '%.40s'"), qname, max, text);
	return fallback;
}

/* The cell of one attribute; c->table is settled by the first. */
static bool
read_cell(struct layout_build *b, const xmlNode *n, const char *qname, int page_table, int i, struct layout_control *c)
{
	struct form_view view = {.names = &b->names, .table = page_table, .self = -1};
	const char *path = form_attr_text(&b->r, n, qname);
	struct expr_where at = form_at(&b->r, n, qname);
	const struct dict *d = b->form->dict;
	int table, column;
	struct err err = {0};

	if (form_scope_cell(&view, sv_of(path), &table, &column, &err) != RC_OK) {
		form_bad(&b->log, &at, "%s", err.text);
		return false;
	}
	if (column < 0 || (column < d->table[table].n_column && d->table[table].column[column]->type == DICT_GROUP)) {
		form_bad(&b->log, &at, _("%.100s is a group; a control edits fields"), path);
		return false;
	}
	if (i > 0 && table != c->table) {
		form_bad(&b->log, &at, _("%.100s stands in another row than the control's first field"), path);
		return false;
	}
	if (column >= d->table[table].n_column && c->kind != LAYOUT_OUTPUT) {
		form_bad(&b->log, &at, _("%.100s is a local field: show it with output"), path);
		return false;
	}
	c->table = table;
	c->cell[i] = column;
	if (column < d->table[table].n_column)
		b->drawn[table][column] = true;
	return true;
}

static bool
read_cells(struct layout_build *b, const xmlNode *n, const struct kind *k, int page_table, struct layout_control *c)
{
	bool needs = k->cell[0] != NULL && !(k->kind == LAYOUT_OUTPUT && form_attr(n, "yl:value") != NULL);

	c->table = page_table;
	for (int i = 0; i < LAYOUT_N_CELL; i++)
		c->cell[i] = -1;
	if (needs && form_attr_needed(&b->r, n, "ref") == NULL)
		return false;
	for (int i = 0; i < LAYOUT_N_CELL && k->cell[i] != NULL; i++)
		if (form_attr(n, k->cell[i]) != NULL && !read_cell(b, n, k->cell[i], page_table, i, c))
			return false;
	return true;
}

/* Node of the control's first cell; NULL for a local field and for what has no cell. */
static const struct dict_node *
node_of(const struct layout_build *b, const struct layout_control *c)
{
	const struct dict_table *t = &b->form->dict->table[c->table];

	return c->cell[0] >= 0 && c->cell[0] < t->n_column ? t->column[c->cell[0]] : NULL;
}

static void
set_help_key(struct layout_build *b, struct layout_control *c)
{
	const struct dict_node *node = node_of(b, c);
	struct str key = STR_INIT(0);

	if (node != NULL)
		str_adds(&key, node->path);
	if (c->kind == LAYOUT_SLICE)
		str_addf(&key, "#%d", c->from);
	c->help_key = arena_dup(&b->owned->arena, str_z(&key), key.len_b);
	str_clear(&key);
}

/* ---- what a value may be ----------------------------------------------------------------- */

static void
read_codes(struct layout_build *b, const xmlNode *n, struct layout_control *c)
{
	const struct dict_node *node = node_of(b, c);
	const struct form_tables *t = b->names.tables;
	struct expr_where at = form_at(&b->r, n, "codes");

	c->codes = form_attr_text(&b->r, n, "codes");
	if (c->codes != NULL && t != NULL && t->table(t->ctx, sv_of(c->codes)) < 0)
		form_bad(&b->log, &at, _("there is no code table '%.60s'"), c->codes);
	if (c->codes == NULL && node != NULL && node->codes[0] != '\0' && c->kind != LAYOUT_SLICE)
		c->codes = node->codes;
}

static void
read_items(struct layout_build *b, const xmlNode *n, struct layout_control *c)
{
	const xmlNode *e;
	size_t n_item = 0;

	for (e = form_first(n); e != NULL; e = form_next(e))
		n_item += form_is(e, FORM_NS_XFORMS, "item");
	c->item = layout_alloc(b->layout, n_item, sizeof *c->item);
	for (e = form_first(n); e != NULL; e = form_next(e)) {
		struct layout_item *item = &c->item[c->n_item];
		struct layout_label *label;
		size_t n_label;

		if (!form_is(e, FORM_NS_XFORMS, "item"))
			continue;
		form_check_element(&b->r, e, "value", false);
		item->value = form_attr_text(&b->r, e, "value");
		if (item->value == NULL || !layout_read_labels(b, e, c->table, &label, &n_label)) {
			struct expr_where at = form_at(&b->r, e, NULL);

			form_bad(&b->log, &at, _("an item needs the attribute value and a label in zh and in en"));
			continue;
		}
		item->label = label[0];
		c->n_item++;
	}
	if (c->n_item > 0)
		c->codes = NULL;
}

/* The row from which a page opens: that of the door, or the one around it that holds the page's rows. */
static int
row_of_door(const struct dict *d, int table, int target)
{
	for (; table > 0 && table != target; table = d->table[table].parent)
		if (path_below(d, table, target) != NULL)
			return table;
	return table;
}

static void
read_own(struct layout_build *b, const xmlNode *n, struct layout_control *c)
{
	const char *text;
	struct expr_where at = form_at(&b->r, n, NULL);

	switch (c->kind) {
	case LAYOUT_SLICE:
		c->from = attr_int(b, n, "from", POSITION_MAX, 0);
		c->length = attr_int(b, n, "length", POSITION_MAX, 1);
		if (c->from == 0 || c->length == 0)
			form_bad(&b->log, &at, _("a slice says from and length, in characters from 1"));
		break;
	case LAYOUT_TOKENS:
		text = form_attr_text(&b->r, n, "sep");
		c->sep = text != NULL && text[0] != '\0' ? text[0] : ',';
		break;
	case LAYOUT_OUTPUT:
		text = form_attr_text(&b->r, n, "yl:value");
		at = form_at(&b->r, n, "yl:value");
		if (text != NULL)
			c->value = layout_compile(b, &at, c->table, EXPR_ANY, sv_of(text));
		break;
	case LAYOUT_SUB:
		text = form_attr_needed(&b->r, n, "page");
		c->page = text != NULL ? layout_page_by_id(b->layout, text) : 0;
		at = form_at(&b->r, n, "page");
		if (c->page < 0)
			form_bad(&b->log, &at, _("there is no page '%.60s'"), text);
		else
			c->table = row_of_door(b->form->dict, c->table, b->layout->page[c->page].table);
		break;
	default:
		break;
	}
}

/* ---- the whole control ------------------------------------------------------------------------ */

static void
read_children(struct layout_build *b, const xmlNode *n, struct layout_control *c)
{
	const struct dict_node *node = node_of(b, c);

	for (const xmlNode *e = form_first(n); e != NULL; e = form_next(e))
		if (!form_is(e, FORM_NS_XFORMS, "label") && !form_is(e, FORM_NS_XFORMS, "item"))
			form_bad_element(&b->r, e);
	if (!layout_read_labels(b, n, c->table, &c->label, &c->n_label)) {
		c->label[0] = (struct layout_label){.zh = node != NULL ? node->name_zh : "", .en = node != NULL ? node->name_en : ""};
		if (c->kind == LAYOUT_SUB && c->page >= 0)
			c->label[0] = b->layout->page[c->page].label;
		c->n_label = 1;
	}
	for (size_t i = 0; i < c->n_label; i++) {
		c->label[i].zh = c->label[i].zh != NULL ? c->label[i].zh : "";
		c->label[i].en = c->label[i].en != NULL ? c->label[i].en : "";
	}
	read_codes(b, n, c);
	read_items(b, n, c);
}

static int
usual_width(const struct layout_build *b, const struct layout_control *c)
{
	const struct dict_node *node = node_of(b, c);

	if (c->kind == LAYOUT_TEXT || c->kind == LAYOUT_RULE || c->kind == LAYOUT_SUB)
		return 0;
	if (c->kind == LAYOUT_SLICE)
		return c->length;
	if (node == NULL || node->length == 0 || node->type == DICT_DECIMAL)
		return VALUE_WIDTH;
	return node->length < VALUE_WIDTH_MAX ? node->length : VALUE_WIDTH_MAX;
}

static bool
read(struct layout_build *b, const xmlNode *n, const struct kind *k, int page_table, struct layout_control *c)
{
	bool stops = k->kind != LAYOUT_OUTPUT && k->kind != LAYOUT_TEXT && k->kind != LAYOUT_RULE;

	*c = (struct layout_control){.kind = k->kind, .line = form_at(&b->r, n, NULL).line, .order = LAYOUT_NO_STOP};
	if (!read_cells(b, n, k, page_table, c))
		return false;
	read_own(b, n, c);
	read_children(b, n, c);
	if (c->kind == LAYOUT_SUB && c->page < 0)
		return false;
	c->at = form_attr(n, "yl:at") != NULL ? attr_int(b, n, "yl:at", WIDTH_MAX, 0) : -1;
	c->label_width = attr_int(b, n, "yl:label", WIDTH_MAX, widest(c));
	c->width = attr_int(b, n, "yl:width", WIDTH_MAX, usual_width(b, c));
	c->name_width = attr_int(b, n, "yl:name", WIDTH_MAX, 0);
	if (stops)
		c->order = attr_int(b, n, "yl:order", POSITION_MAX, LAYOUT_FOLLOWS);
	c->grow = form_attr_yes(&b->r, n, "yl:grow");
	c->skip = form_attr_yes(&b->r, n, "yl:skip");
	c->like = form_attr_yes(&b->r, n, "yl:like");
	read_show(b, n, c);
	set_help_key(b, c);
	return true;
}

bool
layout_read_control(struct layout_build *b, const xmlNode *n, int page_table, struct layout_control *out)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!form_is(n, kinds[i].ns, kinds[i].element))
			continue;
		form_check_element(&b->r, n, kinds[i].attributes, false);
		return read(b, n, &kinds[i], page_table, out);
	}
	form_bad_element(&b->r, n);
	return false;
}

bool
layout_read_column(struct layout_build *b, const xmlNode *n, int page_table, struct layout_control *out)
{
	struct kind column = {FORM_NS_YULU, "column", LAYOUT_FIELD, "", {"ref"}};

	form_check_element(&b->r, n, "ref sep yl:value yl:output yl:width yl:name yl:grow yl:order yl:skip yl:show yl:like codes", false);
	if (form_attr(n, "yl:value") != NULL || form_attr_yes(&b->r, n, "yl:output"))
		column.kind = LAYOUT_OUTPUT;
	else if (form_attr(n, "sep") != NULL)
		column.kind = LAYOUT_TOKENS;
	if (!read(b, n, &column, page_table, out))
		return false;
	out->label_width = 0;
	return true;
}
