/*
 * The layout of a form: what loads and what is refused, the keyer's order,
 * columns of the screen, pages made from the dictionary alone.
 */
#include "base/i18n.h"
#include "form/layout.h"
#include "kit.h"

static struct dict *dict;
static struct form *form;
static struct layout *layout;

#define LABEL(zh, en) "<label xml:lang=\"zh\">" zh "</label><label xml:lang=\"en\">" en "</label>"
#define PAGE(id, more, lines) "<group id=\"" id "\" yl:kind=\"page\"" more ">" LABEL("页", "Page") lines "</group>\n"
#define LINE(controls) "<group yl:kind=\"line\">" controls "</group>\n"
#define MODEL "<yl:field name=\"heavy\" type=\"boolean\" calculate=\"Head/Gross > 1000\"/>" \
	"<bind ref=\"Head/Gross\" required=\"true()\"/>" \
	"<bind ref=\"Items/Item\"><yl:field name=\"value\" type=\"number\" calculate=\"Qty * Price\"/></bind>\n"
enum { PAGES_FIRST = FORM_FIRST + 2 };

static char *
write_form(const char *pages)
{
	struct str text = STR_INIT(0);
	char *path;

	str_addf(&text, "%s%s </model>\n%s</yl:form>\n", FORM_HEAD, MODEL, pages);
	path = kit_write("demo.xml", str_z(&text));
	str_clear(&text);
	return path;
}

/* The form and its layout; both are the test's from here on. */
static enum rc
load(const char *pages, struct err *err)
{
	char *path = write_form(pages);
	enum rc rc;

	layout_free(layout);
	form_free(form);
	layout = NULL;
	form = NULL;
	rc = form_load(dict, path, NULL, &kit_tables, &form, err);
	if (rc == RC_OK)
		rc = layout_load(form, path, &kit_tables, &layout, err);
	kit_drop(path);
	return rc;
}

static const struct layout_control *
control(int page, size_t line, size_t i)
{
	const struct layout_page *p = &layout->page[page];

	return line < p->n_line && i < p->line[line].n ? &p->line[line].control[i] : NULL;
}

/* ---- what a layout holds --------------------------------------------------------- */

#define SOUND \
	PAGE("head", "", \
	    LINE("<input ref=\"Head/Flag\" yl:width=\"1\" yl:name=\"6\" yl:skip=\"yes\">" LABEL("标志", "Flag") \
	        "<label xml:lang=\"zh\" yl:when=\"yl:heavy\">重货标志</label><label xml:lang=\"en\" yl:when=\"yl:heavy\">Heavy</label></input>" \
	        "<input ref=\"Head/Net\" yl:at=\"40\" yl:order=\"2\" yl:grow=\"yes\" yl:show=\"yl:heavy\"/><input ref=\"Head/Gross\"/>") \
	    "<yl:rule>" LABEL("线", "Rule") "</yl:rule>" \
	    LINE("<yl:text>" LABEL("说明", "Text") "</yl:text><yl:slice ref=\"Head/Note\" from=\"2\" length=\"1\" yl:order=\"1\" yl:show=\"yl:heavy\">" LABEL("二", "2nd") \
	        "<item value=\"\">" LABEL("无", "none") "</item><item value=\"1\">" LABEL("是", "yes") "</item></yl:slice>" \
	        "<output yl:value=\"count(Items/Item)\" yl:width=\"3\">" LABEL("项", "Items") "</output>" \
	        "<yl:sub page=\"items\" yl:width=\"2\" yl:show=\"false()\"/>")) \
	PAGE("items", " yl:sub=\"yes\"", "<repeat nodeset=\"Items/Item\" yl:rows=\"4\">" \
	    LINE("<input ref=\"/Msg/Head/Day\"/>") \
	    "<yl:column ref=\"No\" yl:width=\"2\" yl:output=\"yes\"/><yl:column ref=\"Code\" yl:width=\"10\" yl:grow=\"yes\"/>" \
	    "<yl:column ref=\"Qty\" yl:width=\"8\"/><yl:column ref=\"yl:value\" yl:width=\"8\" yl:output=\"yes\"/>" \
	    LINE("<input ref=\"Code\" yl:name=\"8\"/><yl:fee ref=\"Qty\" rate=\"Price\" curr=\"Total\" yl:like=\"yes\"/>") \
	    LINE("<yl:sub page=\"head\" yl:width=\"2\"/><yl:sub page=\"papers\"/>") "</repeat>") \
	PAGE("papers", " yl:sub=\"yes\" yl:show=\"yl:heavy\"", "<repeat nodeset=\"Items/Item/Subs/Sub\"><yl:column ref=\"Ref\"/><yl:column ref=\"No\" codes=\"UNIT\"/></repeat>") \
	"<yl:hidden ref=\"Trn\">示例</yl:hidden><yl:hidden ref=\"Paper\">示例</yl:hidden><yl:hidden ref=\"@Version\">示例</yl:hidden>\n"

static bool
never(void *ctx, const struct expr *when)
{
	(void)ctx, (void)when;
	return false;
}

static bool
always(void *ctx, const struct expr *when)
{
	(void)ctx;
	return when != NULL;
}

static void
test_head(void)
{
	const struct layout_control *c = control(0, 0, 0);

	tap_ok(layout->n_page == 3 && layout_page_by_id(layout, "papers") == 2 && layout_page_by_id(layout, "x") == -1, "three pages");
	i18n_start("zh", NULL);
	tap_text(layout_label(c, never, NULL), "标志", "a label in Chinese");
	tap_text(layout_label(c, always, NULL), "重货标志", "the last one whose condition holds");
	i18n_start("en", NULL);
	tap_text(layout_label(c, NULL, NULL), "Flag", "a label in English");
	tap_text(layout_label(control(0, 0, 1), NULL, NULL), "net weight", "that of the dictionary where there is none");
	tap_text(c->help_key, "Head/Flag", "the key of its help");
	tap_ok(c->skip && !c->like && c->table == 0 && c->kind == LAYOUT_FIELD, "what it is");
	tap_ok(c->at == 0 && c->label_width == 8 && c->width == 1 && c->name_width == 6, "its columns: the widest label counts");
	tap_ok(layout_width(c) == 8 + 1 + 1 + 1 + 6 + 1, "label, mark, value, blank, name, mark");
	c = control(0, 0, 2);
	tap_ok(c->at == control(0, 0, 1)->at + layout_width(control(0, 0, 1)), "a control without a column stands behind the one before");
	tap_ok(control(0, 0, 0)->order == 0 && control(0, 2, 1)->order == 1 && control(0, 2, 3)->order == 2 && control(0, 0, 1)->order == 3
	    && control(0, 0, 2)->order == 4, "the keyer's order");
	tap_ok(control(0, 1, 0)->kind == LAYOUT_RULE && control(0, 1, 0)->order == -1, "a rule is no stop");
	c = control(0, 2, 1);
	tap_ok(c->kind == LAYOUT_SLICE && c->from == 2 && c->n_item == 2 && c->item[0].value[0] == '\0' && c->codes == NULL, "a slice with its values");
	tap_text(c->help_key, "Head/Note#2", "help of a slice");
	tap_text(expr_source(c->show).p, "(yl:heavy) or normalize-space(substring(Head/Note, 2, 1)) != ''", "it shows when it holds something");
	tap_ok(control(0, 2, 2)->value != NULL && control(0, 2, 2)->order == -1, "an output shows a value");
	tap_text(expr_source(control(0, 2, 3)->show).p, "(false()) or count(Items/Item) > 0", "a door shows when there are rows behind it");
	tap_ok(layout->page[0].n_stop == 5, "five stops");
}

static void
test_rows(void)
{
	const struct layout_page *p = &layout->page[1];
	const struct layout_control *c;
	int page, at[4], extra[4];

	tap_ok(p->sub && p->rows == 4 && p->n_above == 1 && p->n_line == 3 && p->n_column == 4, "a page of rows");
	tap_ok(p->column[0].kind == LAYOUT_OUTPUT && p->column[3].cell[0] == dict->table[p->table].n_column, "columns, of local fields too");
	tap_ok(p->column[1].order == -1 && p->column[2].order == -1, "a column whose field stands in a line is only shown");
	tap_ok(control(1, 0, 0)->table == 0 && control(1, 0, 0)->order == 0, "a field of the row around");
	tap_ok(control(1, 2, 0)->table == 0 && control(1, 2, 0)->page == 0 && control(1, 2, 1)->table == p->table, "a door out opens from the row around");
	c = control(1, 1, 1);
	tap_ok(c->kind == LAYOUT_FEE && c->cell[LAYOUT_RATE] > c->cell[0] && c->like, "a composed control");
	tap_text(control(1, 1, 0)->codes, "HS", "codes of the dictionary");
	tap_text(layout->page[2].column[1].codes, "UNIT", "or of the layout");
	tap_ok(layout->page[2].show != NULL && layout->page[2].column[1].order == 1, "a page of columns alone");
	tap_ok(layout_find(layout, c->table, c->cell[LAYOUT_CURR], &page, &c) && page == 1 && c->kind == LAYOUT_FEE, "found by any of its cells");
	tap_ok(layout_find(layout, 0, dict_find(dict, SV("Head/Net"))->column, &page, &c) && page == 0, "found on the page of the bar");
	tap_ok(!layout_find(layout, 0, dict_find(dict, SV("Trn/Id"))->column, &page, &c) && page == -1 && c == NULL, "not found");
	layout_place(p->column, p->n_column, 80, at, extra);
	tap_ok(at[0] == 1 && at[1] == 4 && at[2] == 15 && extra[1] == 0, "columns of the table block");
	layout_place(p->column, p->n_column, 100, at, extra);
	tap_ok(at[1] == 4 && extra[1] == 20 && at[2] == 35, "what may grow takes what a wider terminal has");
}

/* ---- what is refused -------------------------------------------------------------------- */

static void
refuses(const char *pages, int line, const char *want, const char *name)
{
	struct err err = {0};
	struct str all = STR_INIT(0);
	enum rc rc = load(pages, &err);
	const char *slash = strrchr(err.text, '/');

	while (slash != NULL && strstr(slash, "demo.xml:") == NULL && slash > err.text)
		for (slash--; slash > err.text && *slash != '/'; slash--)
			;
	str_addf(&all, "demo.xml:%d: %s", line, want);
	if (!tap_ok(rc == RC_PARSE && layout == NULL && slash != NULL && strcmp(slash + 1, str_z(&all)) == 0, "%s", name))
		printf("#  got: %d %s\n# want: %s\n", (int)rc, err.text, str_z(&all));
	str_clear(&all);
}

#define BAD(control) PAGE("head", "", LINE(control))

static void
test_refused(void)
{
	refuses(BAD("<input ref=\"Head/Nett\"/>"), PAGES_FIRST, "Head has no element Nett; look it up in the dictionary demo@2026-01", "an unknown field");
	refuses(BAD("<input ref=\"Head\"/>"), PAGES_FIRST, "Head is a group; a control edits fields", "a group");
	refuses(BAD("<input ref=\"Items/Item/Qty\"/>"), PAGES_FIRST, "'Items/Item/Qty' names many rows; a finding points at one cell", "many rows");
	refuses(BAD("<input ref=\"yl:heavy\"/>"), PAGES_FIRST, "yl:heavy is a local field: show it with output", "a local field to enter");
	refuses(BAD("<input/>"), PAGES_FIRST, "input needs the attribute ref", "no field");
	refuses(BAD("<input ref=\"Head/Net\" yl:wide=\"1\"/>"), PAGES_FIRST,
	    "input takes no attribute …:wide; it takes: ref yl:at yl:label yl:width yl:name yl:grow yl:order yl:skip yl:show yl:like codes", "an unknown attribute");
	refuses(BAD("<input ref=\"Head/Net\" yl:at=\"x\"/>"), PAGES_FIRST, "yl:at is a number from 0 to 400, not 'x'", "no number");
	refuses(BAD("<input ref=\"Head/Net\" yl:skip=\"x\"/>"), PAGES_FIRST, "yl:skip is yes or no, not 'x'", "neither yes nor no");
	refuses(BAD("<input ref=\"Head/Net\" yl:show=\"Head/Net\"/>"), PAGES_FIRST, "column 149: Head/Net is a number where a condition is wanted: compare it with a value, or ask yl:given(…)", "a condition that is none");
	refuses(BAD("<input ref=\"Head/Net\" codes=\"X\"/>"), PAGES_FIRST, "there is no code table 'X'", "an unknown table");
	refuses(BAD("<input ref=\"Head/Net\"><label xml:lang=\"zh\">重</label></input>"), PAGES_FIRST, "a label in zh without one in en beside it", "a label in one language");
	refuses(BAD("<input ref=\"Head/Net\"><label xml:lang=\"fr\">x</label></input>"), PAGES_FIRST, "texts are in zh and en, not 'fr'", "another language");
	refuses(BAD("<input ref=\"Head/Net\"><item value=\"1\"/></input>"), PAGES_FIRST, "an item needs the attribute value and a label in zh and in en", "a value without a name");
	refuses(BAD("<input ref=\"Head/Net\"><hint/></input>"), PAGES_FIRST, "element hint has no place in input; doc/forms.md shows what may stand here", "a foreign child");
	refuses(BAD("<select ref=\"Head/Net\"/>"), PAGES_FIRST, "element select has no place in group; doc/forms.md shows what may stand here", "a foreign control");
	refuses(BAD("<yl:slice ref=\"Head/Note\"/>"), PAGES_FIRST, "a slice says from and length, in characters from 1", "a slice of nothing");
	refuses(BAD("<yl:sub page=\"x\"/>"), PAGES_FIRST, "there is no page 'x'", "a door to nowhere");
	refuses(PAGE("head", "", "") PAGE("items", "", "<repeat nodeset=\"Items/Item\">" LINE("<yl:packs ref=\"Qty\" kind=\"/Msg/Head/Net\"/>") "</repeat>"),
	    PAGES_FIRST + 1, "/Msg/Head/Net stands in another row than the control's first field", "cells of two rows");
	refuses(PAGE("a", "", "") PAGE("a", "", ""), PAGES_FIRST + 1, "'a' is no name of a page, or another page has it", "a page twice");
	refuses("<group id=\"a\" yl:kind=\"line\"/>\n", PAGES_FIRST, "behind the model stand pages: yl:kind=\"page\", not 'line'", "a line that is no page");
	refuses("<group id=\"a\" yl:kind=\"page\"/>\n", PAGES_FIRST, "a page needs a label in zh and in en", "a page without a label");
	refuses(PAGE("a", "", "<repeat nodeset=\"Head\"/>"), PAGES_FIRST, "nodeset is a repeating group like DecLists/DecList, not 'Head'", "rows of what does not repeat");
	refuses(PAGE("a", "", "<repeat nodeset=\"Paper\" yl:rows=\"many\"/>"), PAGES_FIRST, "yl:rows is a number of rows, not 'many'", "a number of rows");
	refuses(PAGE("a", "", "") "<yl:hidden ref=\"Trn\"/>\n", PAGES_FIRST + 1, "yl:hidden says as its text why nobody enters the field", "hidden for no reason");
	refuses(PAGE("a", "", "") "<yl:hidden ref=\"X\">示例</yl:hidden>\n", PAGES_FIRST + 1, "the dictionary demo@2026-01 has no X", "hidden and not there");
}

/* ---- lint -------------------------------------------------------------------------------- */

static void
hear(void *ctx, const char *file, unsigned line, const char *text)
{
	(void)file;
	str_addf(ctx, "%u: %s\n", line, text);
}

static void
hears(const char *pages, const char *want, const char *name)
{
	char *path = write_form(pages);
	struct str heard = STR_INIT(0);

	layout_lint(form, path, &kit_tables, &heard, hear);
	if (!tap_ok(strcmp(str_z(&heard), want) == 0, "%s", name))
		printf("#  got:\n%s# want:\n%s", str_z(&heard), want);
	str_clear(&heard);
	kit_drop(path);
}

#define ALL_BUT_HEAD "<yl:hidden ref=\"Trn\">示例</yl:hidden><yl:hidden ref=\"Paper\">示例</yl:hidden><yl:hidden ref=\"@Version\">示例</yl:hidden>" \
	"<yl:hidden ref=\"Items\">示例</yl:hidden>"
#define REST "<yl:hidden ref=\"Head\">示例</yl:hidden>"

static void
test_lint(void)
{
	struct err err = {0};

	tap_ok(load("", &err) == RC_OK, "a form without pages: %s", err.text);
	hears("", "", "a form that draws no pages owes none");
	hears(PAGE("a", "", LINE("<input ref=\"Head/Flag\"/>")) ALL_BUT_HEAD,
	    "1: Head/Net stands on no page; draw it, or say in yl:hidden why nobody enters it\n"
	    "1: Head/Gross stands on no page; draw it, or say in yl:hidden why nobody enters it\n"
	    "1: Head/Day stands on no page; draw it, or say in yl:hidden why nobody enters it\n"
	    "1: Head/Note stands on no page; draw it, or say in yl:hidden why nobody enters it\n", "fields that nobody can enter");
	hears(PAGE("a", "", LINE("<input ref=\"Head/Note\" yl:at=\"40\"/>")) ALL_BUT_HEAD REST,
	    "7: Head/Note ends in column 88; a line has 80\n", "a line that is too long");
	hears(PAGE("a", "", LINE("<input ref=\"Head/Net\"/><input ref=\"Head/Gross\" yl:at=\"10\"/>")) ALL_BUT_HEAD REST,
	    "7: Head/Gross stands on Head/Net: it begins in column 10, the other one ends in 24\n", "two on one place");
	hears(PAGE("a", "", LINE("<input ref=\"Head/Net\" yl:show=\"yl:heavy\"/><input ref=\"Head/Gross\" yl:at=\"0\" yl:show=\"not(yl:heavy)\"/>")) ALL_BUT_HEAD REST,
	    "", "unless both say when");
	hears(PAGE("a", "", LINE("<input ref=\"Head/Net\" yl:label=\"4\"/>")) ALL_BUT_HEAD REST,
	    "7: Head/Net: the label 'net weight' takes more than 4 columns\n", "a label that is cut");
	hears(PAGE("a", "", LINE("<input ref=\"Head/Net\" yl:width=\"0\"/>")) ALL_BUT_HEAD REST,
	    "7: Head/Net has no room for a value: give it yl:width\n", "a value of no width");
	hears(PAGE("a", "", "<repeat nodeset=\"Items/Item\"><yl:column ref=\"Code\" yl:width=\"78\"/></repeat>") ALL_BUT_HEAD REST,
	    "7: the columns of page a end in column 80, and the last one is for the mark of findings\n", "columns without room for marks");
	hears(PAGE("a", "", LINE("<input ref=\"Head/Nett\"/><input ref=\"Head/Grosss\"/>")) ALL_BUT_HEAD REST,
	    "7: Head has no element Nett; look it up in the dictionary demo@2026-01\n"
	    "7: Head has no element Grosss; look it up in the dictionary demo@2026-01\n", "every complaint, not the first");
}

/* ---- pages from the dictionary ----------------------------------------------------------- */

static void
test_plain(void)
{
	const struct layout_control *c;
	int page;
	size_t n_missing = 0;

	layout_free(layout);
	layout = layout_plain(form);
	for (int t = 0; t < dict->n_table; t++)
		for (int i = 0; i < dict->table[t].n_column; i++)
			if (dict->table[t].column[i]->type != DICT_GROUP)
				n_missing += !layout_find(layout, t, i, &page, &c) || c->order < 0;
	tap_ok(n_missing == 0, "every field can be entered");
	tap_ok(layout_page_by_id(layout, "Head") >= 0 && layout_page_by_id(layout, "Items/Item") >= 0, "a page for each group and table");
	page = layout_page_by_id(layout, "Items/Item/Subs/Sub");
	tap_ok(page >= 0 && layout->page[page].sub, "rows in rows open from theirs");
	page = layout_page_by_id(layout, "Items/Item");
	tap_ok(page >= 0 && !layout->page[page].sub && layout->page[page].n_column > 1, "rows of the root stand in the bar");
	c = page >= 0 ? &layout->page[page].line[layout->page[page].n_line - 1].control[0] : NULL;
	tap_ok(c != NULL && c->kind == LAYOUT_SUB && strcmp(layout->page[c->page].id, "Items/Item/Subs/Sub") == 0, "with a door to what is below");
	for (size_t i = 0; i < layout->n_page; i++)
		for (size_t k = 0; k < layout->page[i].n_line; k++)
			if (layout_width(layout->page[i].line[k].control) > 80)
				tap_ok(false, "page %s: line %zu fits", layout->page[i].id, k);
}

int
main(void)
{
	struct err err = {0};

	kit_start();
	dict = kit_dict();
	i18n_start("en", NULL);
	if (tap_ok(load(SOUND, &err) == RC_OK, "a layout loads: %s", err.text)) {
		test_head();
		test_rows();
	}
	i18n_start("en", NULL);
	test_refused();
	test_lint();
	test_plain();
	layout_free(layout);
	form_free(form);
	dict_free(dict);
	kit_end();
	return tap_done();
}
