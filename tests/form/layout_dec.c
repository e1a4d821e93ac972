/*
 * The layout of the goods declaration as shipped: it loads, lint is silent,
 * nothing stands on anything else at 80 columns in either language.
 * With LAYOUT_SHOW=zh or en in the environment the pages are printed.
 */
#include "base/i18n.h"
#include "base/text.h"
#include "dec.h"
#include "form/layout.h"

/* At 24 lines: two of title above the page, hint, message, finding and keys below it. */
enum { COLS = 80, LINE_MAX_CH = 200, ROOM = 24 - 2 - 3 };

static const struct layout *layout;

/* Any code table may be named here; `yulu lint` knows which there are. */
static int
any_table(void *ctx, struct sv name)
{
	(void)ctx, (void)name;
	return 0;
}

static int
any_column(void *ctx, int table, struct sv column)
{
	(void)ctx, (void)table, (void)column;
	return 0;
}

static const struct form_tables tables = {NULL, any_table, any_column};

/* ---- painting ---------------------------------------------------------------- */

/* A line of cells; a wide character takes two. */
struct picture {
	uint32_t cell[LINE_MAX_CH];
	bool taken[LINE_MAX_CH];
	bool clash;
};

static void
put(struct picture *p, int at, int width, const char *text, char fill, bool optional)
{
	struct sv v = sv_of(text);
	int x = at;

	while (v.n > 0) {
		uint32_t cp;
		size_t n = text_decode(v.p, v.n, &cp);
		int w = text_width_cp(cp);

		if (x + w > at + width || x + w > COLS) {
			p->clash |= fill == ' ';
			break;
		}
		p->clash |= !optional && (p->taken[x] || p->taken[x + w - 1]);
		p->cell[x] = cp;
		p->taken[x] = !optional;
		if (w == 2) {
			p->cell[x + 1] = 0;
			p->taken[x + 1] = !optional;
		}
		x += w;
		v = (struct sv){v.p + n, v.n - n};
	}
	for (; x < at + width; x++) {
		p->clash |= x >= COLS || (!optional && p->taken[x]);
		if (x >= COLS)
			break;
		p->cell[x] = (uint32_t)fill;
		p->taken[x] = !optional;
	}
}

static void
print(const struct picture *p, bool show)
{
	struct str out = STR_INIT(0);
	char utf8[4];

	for (int x = 0; x < COLS; x++)
		if (p->cell[x] != 0)
			str_add(&out, (struct sv){utf8, text_encode(p->cell[x], utf8)});
	if (show)
		printf("#  |%s|\n", str_z(&out));
	str_clear(&out);
}

static void
start(struct picture *p)
{
	*p = (struct picture){.clash = false};
	for (int x = 0; x < LINE_MAX_CH; x++)
		p->cell[x] = ' ';
}

static bool
import(void *ctx, const struct expr *when)
{
	(void)ctx;
	return strstr(expr_source(when).p, "yl:export") == NULL;
}

static void
paint(struct picture *p, const struct layout_control *c, int at)
{
	bool optional = c->show != NULL;
	const char *label = layout_label(c, import, NULL);
	int x = at + c->label_width;

	put(p, at, c->label_width, label, ' ', optional);
	if (c->kind == LAYOUT_TEXT)
		return;
	put(p, x, 1, c->order >= 0 ? "" : "", ' ', optional);
	put(p, x + 1, c->width, "", c->kind == LAYOUT_OUTPUT ? '#' : c->kind == LAYOUT_SUB ? '=' : '_', optional);
	x += 1 + c->width + (c->width > 0 && c->name_width > 0);
	put(p, x, c->name_width, "", '.', optional);
	put(p, x + c->name_width, 1, "", ' ', optional);
}

static bool
paint_line(const struct layout_line *l, bool show)
{
	struct picture p;
	int at[100], extra[100];

	start(&p);
	layout_place(l->control, l->n, COLS, at, extra);
	for (size_t i = 0; i < l->n; i++) {
		if (l->control[i].kind == LAYOUT_RULE) {
			put(&p, 0, 3, "--", ' ', false);
			put(&p, 3, COLS - 3, layout_label(&l->control[i], import, NULL), '-', false);
		} else {
			paint(&p, &l->control[i], at[i]);
		}
	}
	print(&p, show);
	return !p.clash;
}

static bool
paint_block(const struct layout_page *page, bool show)
{
	struct picture head, row;
	int rows = page->rows > 0 ? page->rows : 5;

	start(&head);
	start(&row);
	for (size_t i = 0; i < page->n_column; i++) {
		const struct layout_control *c = &page->column[i];
		int width = c->width + (c->width > 0 && c->name_width > 0) + c->name_width;

		put(&head, c->at, width, layout_label(c, import, NULL), ' ', false);
		put(&row, c->at, c->width, "", c->order >= 0 ? '_' : '#', false);
		put(&row, c->at + width - c->name_width, c->name_width, "", '.', false);
	}
	put(&row, COLS - 1, 1, "!", ' ', false);
	print(&head, show);
	for (int i = 0; i < rows; i++)
		print(&row, show && i < 2);
	if (show)
		printf("#  … %d rows\n", rows);
	return !head.clash && !row.clash;
}

static bool
paint_page(const struct layout_page *page, bool show)
{
	bool good = true;

	if (show)
		printf("#\n#  == %s: %s%s, %zu lines, %zu stops\n", page->id, i18n_pick(page->label.zh, page->label.en),
		    page->sub ? " (sub)" : "", page->n_line, page->n_stop);
	for (size_t i = 0; i <= page->n_line; i++) {
		if (i == page->n_above && page->n_column > 0)
			good &= paint_block(page, show);
		if (i < page->n_line)
			good &= paint_line(&page->line[i], show);
	}
	return good;
}

static void
test_pages(const char *lang)
{
	const char *wanted = getenv("LAYOUT_SHOW");
	bool show = wanted != NULL && strcmp(wanted, lang) == 0;

	i18n_start(lang, NULL);
	for (size_t i = 0; i < layout->n_page; i++)
		tap_ok(paint_page(&layout->page[i], show), "page %s fits (%s)", layout->page[i].id, lang);
}

/* ---- what is shown --------------------------------------------------------------- */

static const struct layout_page *
page_of(const char *id)
{
	int i = layout_page_by_id(layout, id);

	if (!tap_ok(i >= 0, "there is a page %s", id))
		return &layout->page[0];
	return &layout->page[i];
}

static bool
is_shown(struct doc *doc, const struct layout_control *c)
{
	const struct doc_row *row = c->table == 0 ? doc_root(doc) : doc_row_first(doc_root(doc), c->table);

	return c->show == NULL || (row != NULL && expr_holds(c->show, doc_env(doc, false), row));
}

static size_t
lines_shown(struct doc *doc, const struct layout_page *page)
{
	size_t n = 0;

	for (size_t i = 0; i < page->n_line; i++) {
		bool any = false;

		for (size_t k = 0; k < page->line[i].n; k++)
			any = any || is_shown(doc, &page->line[i].control[k]);
		n += any;
	}
	return n;
}

static bool
field_shown(struct doc *doc, const char *path)
{
	const struct dict_node *n = dict_find(dict, sv_of(path));
	const struct layout_control *c;
	int page;

	return n != NULL && layout_find(layout, n->table, n->column, &page, &c) && is_shown(doc, c);
}

static void
test_shown(void)
{
	struct doc *doc = blank();
	const struct layout_page *head = page_of("head"), *goods = page_of("goods");

	add_row(doc, 1, "DecLists/DecList");
	type_in(doc, "DecHead/IEFlag", "I");
	type_in(doc, "DecHead/TradeMode", "0110");
	type_in(doc, "DecHead/TrafMode", "2");
	tap_ok(lines_shown(doc, head) <= ROOM, "the head of an import fits the screen: %zu lines", lines_shown(doc, head));
	tap_ok(lines_shown(doc, goods) + 1 + (size_t)goods->rows <= ROOM, "and so do its goods");
	tap_ok(field_shown(doc, "DecHead/DespPortCode") && !field_shown(doc, "DecHead/OverseasConsigneeEname"), "fields of imports");
	tap_ok(!field_shown(doc, "DecHead/BillType") && field_shown(doc, "DecHead/CutMode"), "of declarations");
	tap_ok(field_shown(doc, "DecHead/FeeMark"), "freight, as long as the terms are open");
	type_in(doc, "DecHead/TransMode", "1");
	tap_ok(!field_shown(doc, "DecHead/FeeMark") && !field_shown(doc, "DecHead/InsurMark"), "and not where the price holds it");
	type_in(doc, "DecHead/InsurRate", "0.3");
	tap_ok(field_shown(doc, "DecHead/InsurMark"), "what holds something is shown all the same");
	tap_ok(!field_shown(doc, "DecHead/ApprNo"), "what is asked no more is not");
	type_in(doc, "DecHead/ApprNo", "1");
	tap_ok(field_shown(doc, "DecHead/ApprNo"), "unless a message carries it");
	type_in(doc, "DecHead/IEFlag", "E");
	tap_ok(lines_shown(doc, head) <= ROOM, "the head of an export fits the screen: %zu lines", lines_shown(doc, head));
	tap_ok(!field_shown(doc, "DecHead/DespPortCode") && field_shown(doc, "DecHead/OverseasConsigneeEname"), "fields of exports");
	type_in(doc, "DecHead/IEFlag", "I");
	type_in(doc, "DecHead/Type", "  5   ");
	tap_ok(lines_shown(doc, head) <= ROOM - 5, "a summary takes less: %zu lines", lines_shown(doc, head));
	tap_ok(!field_shown(doc, "DecHead/TradeCountry") && field_shown(doc, "DecHead/TradeCoScc"), "fields of summaries");
	doc_free(doc);
}

/* ---- the keyer's order ------------------------------------------------------------- */

static const char *
stop_key(const struct layout_page *page, int order)
{
	for (size_t i = 0; i < page->n_line; i++)
		for (size_t k = 0; k < page->line[i].n; k++)
			if (page->line[i].control[k].order == order)
				return page->line[i].control[k].help_key;
	return "";
}

static void
test_order(void)
{
	static const char *const head[] = {"DecHead/TradeCoScc", "DecHead/OverseasConsignorCode",
		"DecHead/OverseasConsigneeCode", "DecHead/OwnerCodeScc", "DecHead/CustomMaster",
		"DecHead/IEPort", "DecHead/IEDate", "DecHead/ContrNo", "DecHead/Type#3", "DecHead/TrafMode",
		"DecHead/TrafName", "DecFreeTxt/VoyNo", "DecHead/BillNo", "DecHead/DespDate", "DecHead/DespPortCode",
		"DecHead/DistinatePort", "DecHead/TradeCountry", "DecHead/EntyPortCode", "DecHead/GoodsPlace",
		"DecHead/TradeMode", "DecHead/ManualNo", "DecHead/CutMode"},
	    *const goods[] = {"ContrItem", "ExgNo", "ExgVersion", "CodeTS", "GName", "GModel", "GQty", "GUnit", "DeclTotal", "DeclPrice",
		"TradeCurr", "FirstQty", "FirstUnit", "SecondQty", "SecondUnit", "OriginCountry", "DestinationCountry", "DistrictCode",
		"DestCode", "DutyMode"};

	for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
		tap_text(stop_key(page_of("head"), (int)i), head[i], "stop of the head");
	for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		const char *key = stop_key(page_of("goods"), (int)i);

		tap_text(strlen(key) > 17 ? key + 17 : key, goods[i], "stop of an item");
	}
}

/* ---- lint ------------------------------------------------------------------------ */

static void
hear(void *ctx, const char *file, unsigned line, const char *text)
{
	(void)ctx, (void)file;
	tap_ok(false, "line %u: %s", line, text);
}

int
main(void)
{
	char *dict_path = in_source("data/dictionary/dec@2026-03.csv"), *form_path = in_source("forms/dec@2026-03.xml");
	struct layout *l = NULL;
	struct err err = {0};

	if (dict_load(dict_path, &dict, &err) != RC_OK || form_load(dict, form_path, NULL, &tables, &form, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		return 1;
	}
	tap_ok(layout_load(form, form_path, &tables, &l, &err) == RC_OK, "the layout loads: %s", err.text);
	layout = l;
	if (l != NULL) {
		layout_lint(form, form_path, &tables, NULL, hear);
		test_shown();
		test_order();
		test_pages("zh");
		test_pages("en");
	}
	layout_free(l);
	form_free(form);
	dict_free(dict);
	mem_free(dict_path);
	mem_free(form_path);
	return tap_done();
}
