/*
 * The proof sheet of real definitions. Two samples are compared with goldens
 * (YULU_REGEN=1 writes them anew). That nothing is left out is tested with a
 * message that has every element of the dictionary, each with a value of its
 * own: all of them must be found on the sheet.
 */
#include "desk/proof.h"

#include "base/i18n.h"
#include "base/text.h"
#include "check/live.h"
#include "check/world.h"
#include "kit.h"
#include "xml/xml.h"

static struct codes *codes;
static struct dict *dict;
static struct form *form;
static struct print *print;
static struct world world;
static struct xml_reader *reader;
static struct doc *doc;

static void
must(enum rc rc, const struct err *err)
{
	if (rc == RC_OK)
		return;
	printf("Bail out! %s\n", err->text);
	exit(99);
}

static void
load_all(void)
{
	char *file = kit_below("top_builddir", "codes.sqlite"), *csv = kit_below("top_srcdir", "data/dictionary/dec@2026-03.csv");
	char *xml = kit_below("top_srcdir", "forms/dec@2026-03.xml"), *sheet = kit_below("top_srcdir", "forms/dec@2026-03.print.xml");
	struct form_tables tables;
	struct err err = {0};

	must(codes_open(file, "/nowhere", &codes, &err), &err);
	tables = world_tables(codes);
	must(dict_load(csv, &dict, &err), &err);
	must(form_load(dict, xml, NULL, &tables, &form, &err), &err);
	must(print_load(form, sheet, &tables, &print, &err), &err);
	world_init(&world, codes, day_make(2026, 7, 1));
	reader = xml_reader_new();
	doc = doc_new(dict, form, &world.doc);
	mem_free(file);
	mem_free(csv);
	mem_free(xml);
	mem_free(sheet);
}

static void
ignore_odd(void *ctx, const struct doc_odd *odd)
{
	(void)ctx;
	(void)odd;
}

static void
read_message(struct sv bytes)
{
	const struct xml_limits limits = {0};
	struct xml_problem problem;
	struct err err = {.rc = RC_PARSE};

	snprintf(err.text, sizeof err.text, "the message cannot be read");
	must(doc_read(doc, reader, bytes, &limits, ignore_odd, NULL, &problem), &err);
}

static struct proof_setup
setup(void)
{
	return (struct proof_setup){.print = print, .codes = codes, .day = day_make(2026, 7, 1), .reference = "Draft 7",
	    .judged = true, .n_errors = 2, .n_warnings = 1};
}

static void
write_sheet(const struct proof_setup *s, enum proof_format format, struct str *out)
{
	str_reset(out);
	proof_write(doc, s, format, out);
}

static bool
has(const struct str *sheet, const char *text)
{
	return sv_find(str_sv(sheet), sv_of(text), NULL);
}

static size_t
count(const struct str *sheet, const char *text)
{
	struct sv rest = str_sv(sheet);
	size_t n = 0, at;

	while (sv_find(rest, sv_of(text), &at)) {
		rest = (struct sv){rest.p + at + 1, rest.n - at - 1};
		n++;
	}
	return n;
}

/* ---- is it sound? ------------------------------------------------------------------- */

static enum rc
pass_start(void *ctx, const struct xml_start *e)
{
	*(size_t *)ctx += sv_is(e->name.local, "script") || sv_is(e->name.local, "img") || sv_is(e->name.local, "link");
	return RC_OK;
}

static enum rc
pass_text(void *ctx, struct sv text)
{
	(void)ctx;
	(void)text;
	return RC_OK;
}

static enum rc
pass_end(void *ctx, const struct xml_name *name)
{
	(void)ctx;
	(void)name;
	return RC_OK;
}

/* Well-formed, and nothing in it that runs or is fetched. */
static void
html_is_sound(const struct str *sheet, const char *what)
{
	struct sv rest = str_sv(sheet), doctype;
	const struct xml_limits limits = {0};
	struct xml_problem problem = {0};
	size_t n_foreign = 0;
	const struct xml_sink sink = {&n_foreign, pass_start, pass_text, pass_end};

	sv_split(&rest, '\n', &doctype);
	tap_ok(sv_is(doctype, "<!DOCTYPE html>") && xml_read(reader, rest, &limits, &sink, &problem) == RC_OK && n_foreign == 0
	    && count(sheet, "http") == count(sheet, "http://www.w3.org/1999/xhtml") && !has(sheet, "src=") && !has(sheet, "url("),
	    "%s: well-formed, alone %s", what, problem.text);
}

/* No line is wider, framed lines are exactly as wide, nothing controls a terminal. */
static void
text_is_sound(const struct str *sheet, int width, const char *what)
{
	struct sv rest = str_sv(sheet), line;
	size_t n_bad = 0, n_framed = 0;

	while (sv_split(&rest, '\n', &line)) {
		bool framed = line.n > 0 && (line.p[0] == '|' || line.p[0] == '+');

		n_framed += framed;
		n_bad += text_width(line) > width || (framed && text_width(line) != width) || text_has_control(line);
		n_bad += framed && line.p[line.n - 1] != line.p[0];
	}
	tap_ok(n_bad == 0 && n_framed > 20, "%s: frames of %d columns, no control characters", what, width);
}

/* ---- samples --------------------------------------------------------------------------- */

static void
is_golden(const struct str *sheet, const char *name)
{
	char *dir = kit_below("top_srcdir", "tests/desk"), *path = file_join(dir, name);
	struct str want = STR_INIT(0);
	size_t line = 1;

	if (getenv("YULU_REGEN") != NULL)
		file_write(path, str_sv(sheet), 0644, NULL);
	file_read(path, 1 << 20, &want, NULL);
	if (!tap_ok(sv_eq(str_sv(sheet), str_sv(&want)), "as %s", name)) {
		for (size_t i = 0; i < sheet->len_b && i < want.len_b && sheet->s[i] == want.s[i]; i++)
			line += want.s[i] == '\n';
		printf("# they differ in line %zu\n", line);
	}
	str_clear(&want);
	mem_free(path);
	mem_free(dir);
}

static void
test_samples(void)
{
	static const char *const name[] = {"01_import_general.xml", "02_export_general.xml", "03_processing_import.xml",
		"04_bonded_list_export.xml", "05_import_containers_licences.xml", "06_two_step_summary.xml", "07_transit_export.xml"};
	static const char *const title[] = {"海关进口货物报关单\n", "海关出口货物报关单\n", "海关进口货物报关单\n", "海关出境货物备案清单\n",
		"海关进口货物报关单\n", "概要申报）\n", "海关出口货物报关单\n"};
	struct proof_setup s = setup();
	struct str sheet = STR_INIT(0);

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
		struct str bytes = kit_sample(name[i]);

		read_message(str_sv(&bytes));
		str_clear(&bytes);
		write_sheet(&s, PROOF_TEXT, &sheet);
		text_is_sound(&sheet, PROOF_WIDTH, name[i]);
		tap_ok(has(&sheet, title[i]) && has(&sheet, "校对单 · 未申报\n"), "%s: title and mark", name[i]);
		if (i == 4)
			is_golden(&sheet, "proof_import.txt");
		write_sheet(&s, PROOF_HTML, &sheet);
		html_is_sound(&sheet, name[i]);
		if (i == 1)
			is_golden(&sheet, "proof_export.html");
		s.print = NULL;
		write_sheet(&s, PROOF_TEXT, &sheet);
		text_is_sound(&sheet, PROOF_WIDTH, "without a definition");
		s.print = print;
	}
	str_clear(&sheet);
}

/* ---- everything is on it ------------------------------------------------------------------ */

struct full {
	struct xml_writer w;
	unsigned next;			/* value to come: six digits, each once */
	const char *direction;
};

static void
write_node(struct full *f, const struct dict_node *n)
{
	char value[16];
	size_t times = n->type == DICT_GROUP && n->table > 0 && n->column < 0 ? 2 : 1;

	if (n->type != DICT_GROUP) {
		snprintf(value, sizeof value, "%u", f->next++);
		xml_write_element(&f->w, sv_of(n->name), sv_of(strcmp(n->path, "DecHead/IEFlag") == 0 ? f->direction : value));
		return;
	}
	for (size_t i = 0; i < times; i++) {
		xml_write_start(&f->w, sv_of(n->name));
		for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
			if (!c->attribute)
				write_node(f, c);
		xml_write_end(&f->w, sv_of(n->name));
	}
}

static void
read_full(const char *direction)
{
	struct str xml = STR_INIT(0);
	struct full f = {.next = 500001, .direction = direction};

	xml_write_begin(&f.w, &xml);
	xml_write_start(&f.w, sv_of(dict->root_name));
	xml_write_attr(&f.w, SV("xmlns"), sv_of(dict->ns));
	for (const struct dict_node *c = dict->root->first_child; c != NULL; c = c->next)
		if (!c->attribute)
			write_node(&f, c);
	xml_write_end(&f.w, sv_of(dict->root_name));
	read_message(str_sv(&xml));
	str_clear(&xml);
}

/* Printed by its positions, by its size, or not at all on purpose. */
static bool
is_elsewhere(const struct dict_node *n, const struct print *p)
{
	return n->type == DICT_GROUP || n->type == DICT_BASE64
	    || (p != NULL && (strcmp(n->path, "DecHead/PromiseItmes") == 0 || p->hidden[n->table][n->column]));
}

static void
look_for_row(const struct doc_row *row, const struct print *p, const struct str *sheet, size_t *n, size_t *n_missing)
{
	const int table = doc_row_table(row);

	for (int c = 0; c < dict->table[table].n_column; c++) {
		const struct dict_node *node = dict->table[table].column[c];
		struct sv v = doc_value(row, c);

		if (is_elsewhere(node, p) || v.n == 0 || !doc_relevant(doc, row, c))
			continue;
		++*n;
		if (sv_find(str_sv(sheet), v, NULL))
			continue;
		++*n_missing;
		printf("# missing: %s %.*s\n", node->path, (int)v.n, v.p);
	}
	for (int t = 0; t < dict->n_table; t++)
		if (dict->table[t].parent == table)
			for (const struct doc_row *r = doc_row_first(row, t); r != NULL; r = doc_row_next(r))
				look_for_row(r, p, sheet, n, n_missing);
}

static void
test_complete(void)
{
	struct str sheet = STR_INIT(0);

	for (int i = 0; i < 8; i++) {
		const enum proof_format format = i & 1 ? PROOF_HTML : PROOF_TEXT;
		struct proof_setup s = setup();
		size_t n = 0, n_missing = 0;

		s.width = 60000;	/* no value is torn apart */
		s.print = i & 2 ? NULL : print;
		read_full(i & 4 ? "E" : "I");
		write_sheet(&s, format, &sheet);
		look_for_row(doc_root(doc), s.print, &sheet, &n, &n_missing);
		tap_ok(n > 400 && n_missing == 0, "%s, %s, %s: all %zu values stand on it", i & 4 ? "export" : "import",
		    i & 2 ? "plain" : "as the form", i & 1 ? "HTML" : "text", n);
	}
	str_clear(&sheet);
}

/* What a definition leaves out by a condition stands with what is left. */
static void
test_conditions(void)
{
#define LABEL "<label xml:lang=\"zh\">示例</label><label xml:lang=\"en\">example</label>"
	static const char text[] = "<yl:print xmlns=\"http://www.w3.org/2002/xforms\" xmlns:yl=\"urn:yulu:form\" id=\"dec\""
	    " edition=\"2026-03\" dictionary=\"dec@2026-03\"><yl:title>" LABEL "</yl:title>"
	    "<group yl:kind=\"line\" yl:show=\"false()\"><yl:box>" LABEL "<output ref=\"DecHead/BillNo\"/></yl:box></group>"
	    "<group yl:kind=\"line\"><yl:box yl:show=\"false()\">" LABEL "<output ref=\"DecHead/ContrNo\"/></yl:box>"
	    "<yl:box>" LABEL "<output ref=\"DecHead/TrafName\" yl:show=\"false()\"/><output ref=\"DecHead/GoodsPlace\"/></yl:box></group>"
	    "<repeat nodeset=\"DecLists/DecList\" yl:show=\"false()\"><yl:column>" LABEL "<output ref=\"GName\"/></yl:column><yl:rest/></repeat>"
	    "<yl:rest/></yl:print>";
	struct str bytes = kit_sample("05_import_containers_licences.xml"), sheet = STR_INIT(0);
	struct form_tables tables = world_tables(codes);
	struct proof_setup s = setup();
	struct print *own;
	struct err err = {0};
	char *dir = tmpdir_new(), *path = file_join(dir, "own.print.xml");

	must(file_write(path, sv_of(text), 0600, &err), &err);
	must(print_load(form, path, &tables, &own, &err), &err);
	s.print = own;
	read_message(str_sv(&bytes));
	write_sheet(&s, PROOF_TEXT, &sheet);
	tap_ok(count(&sheet, "|YLSHA2600505 ") == 2, "of a line that is not printed");	/* the other one is BLNo */
	tap_ok(count(&sheet, "YL-2026-005 ") == 1, "of a box that is not printed");
	tap_ok(count(&sheet, "YULU KIWI ") == 1, "of a piece that is not printed");
	tap_ok(count(&sheet, "|黄油 ") == 2, "of a table that is not printed");	/* the other one is the name of its code */
	tap_ok(count(&sheet, "示例监管仓库") == 1, "what is printed stands once");
	print_free(own);
	str_clear(&bytes);
	str_clear(&sheet);
	mem_free(path);
	tmpdir_free(dir);
}

/* ---- values that mean harm ------------------------------------------------------------------- */

static void
set(const char *place, const char *text)
{
	const struct doc_row *row;
	struct err err = {0};
	int column;

	must(doc_find_or_add(doc, sv_of(place), &row, &column, &err), &err);
	must(doc_set(doc, doc_row_id(row), column, sv_of(text), DOC_TYPED, &err), &err);
}

static void
test_hostile(void)
{
	struct str bytes = kit_sample("01_import_general.xml"), sheet = STR_INIT(0);
	struct proof_setup s = setup();

	read_message(str_sv(&bytes));
	set("DecLists/DecList[1]/GName", "</td><script>alert(1)</script>&amp;]]>\"'");
	set("DecLists/DecList[1]/GModel", "a\xe2\x80\xae" "b\xc2\x85" "c\xe2\x80\x8b" "d\te\nf\xe2\x80\xa8" "g");
	set("DecHead/NoteS", "e\xcc\x81\xe3\x80\x80" "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW");
	set("DecHead/BillNo", "%s%n%d {DecHead/IEFlag}");
	s.reference = "<b>\x1b[31m";
	write_sheet(&s, PROOF_HTML, &sheet);
	html_is_sound(&sheet, "hostile values");
	tap_ok(has(&sheet, "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;]]&gt;\"'</div>"), "markup is text");
	tap_ok(has(&sheet, "%s%n%d {DecHead/IEFlag}</div>") && !has(&sheet, "\x1b"), "neither formats nor escapes");
	tap_ok(!has(&sheet, "\xe2\x80\xae") && !has(&sheet, "\xc2\x85") && has(&sheet, "d e f"), "what turns or hides text is made harmless");
	for (int width = PROOF_MIN_WIDTH; width <= 200; width += 20) {
		s.width = width;
		write_sheet(&s, PROOF_TEXT, &sheet);
		text_is_sound(&sheet, width, "hostile values");
	}
	s.width = 1;
	write_sheet(&s, PROOF_TEXT, &sheet);
	text_is_sound(&sheet, PROOF_MIN_WIDTH, "too narrow");
	str_clear(&sheet);
	str_clear(&bytes);
}

/* ---- many items ---------------------------------------------------------------------------------- */

static void
test_items(void)
{
	struct str bytes = kit_sample("01_import_general.xml"), sheet = STR_INIT(0);
	struct proof_setup s = setup();
	const struct doc_row *row;
	struct err err = {0};
	uint32_t id;
	int column;

	read_message(str_sv(&bytes));
	must(doc_find(doc, SV("DecLists/DecList[1]"), &row, &column, &err), &err);
	for (size_t n = doc_row_count(doc_row_parent(row), doc_row_table(row)); n < 50; n++)
		must(doc_duplicate(doc, doc_row_id(row), &id, &err), &err);
	write_sheet(&s, PROOF_HTML, &sheet);
	html_is_sound(&sheet, "50 items");
	tap_ok(count(&sheet, "<tbody>") >= 50 && count(&sheet, "<tbody>") == count(&sheet, "</tbody>"), "a body for each item");
	tap_ok(has(&sheet, "thead { display: table-header-group; } tbody { break-inside: avoid; }") && has(&sheet, "size: A4 landscape")
	    && has(&sheet, "counter(page)"), "header on every page, items in one piece, page numbers");
	tap_ok(has(&sheet, "<td><div class=\"value\">50</div>"), "the last one is there");
	write_sheet(&s, PROOF_TEXT, &sheet);
	text_is_sound(&sheet, PROOF_WIDTH, "50 items");
	tap_ok(has(&sheet, "\n|50  |"), "the last one is there");
	str_clear(&sheet);
	str_clear(&bytes);
}

/* ---- state and findings ------------------------------------------------------------------------------ */

static void
test_lines(void)
{
	struct str bytes = kit_sample("02_export_general.xml"), sheet = STR_INIT(0);
	struct proof_setup s = setup();

	read_message(str_sv(&bytes));
	write_sheet(&s, PROOF_TEXT, &sheet);
	tap_ok(has(&sheet, "检查仍有错误 2 处、警告 1 处。\n"), "what the check still sees");
	s.n_errors = s.n_warnings = 0;
	s.declared = true;
	write_sheet(&s, PROOF_TEXT, &sheet);
	tap_ok(has(&sheet, "没有发现错误和警告") && has(&sheet, "已申报") && !has(&sheet, "未申报"), "nothing to see, declared");
	s.judged = false;
	s.print = NULL;
	s.title = "示例单证";
	write_sheet(&s, PROOF_TEXT, &sheet);
	tap_ok(has(&sheet, "没有检查") && has(&sheet, "示例单证\n"), "not judged, a title of the caller's");
	s.title = NULL;
	s.codes = NULL;
	write_sheet(&s, PROOF_TEXT, &sheet);
	tap_ok(has(&sheet, " 报关单\n") && !has(&sheet, "一般贸易"), "the message's name; no tables, no meanings");
	s = setup();
	i18n_start("en", NULL);
	write_sheet(&s, PROOF_TEXT, &sheet);
	tap_ok(has(&sheet, "declaration of exported goods\n") && has(&sheet, "PROOF · NOT DECLARED\n") && has(&sheet, "Domestic consignor")
	    && has(&sheet, "errors: 2, warnings: 1."), "in English");
	str_clear(&sheet);
	str_clear(&bytes);
}

static void
start_chinese(void)
{
	char *locale = kit_below("top_builddir", "share/locale");

	i18n_start("zh", locale);
	mem_free(locale);
}

static void
test_draft(void)
{
	struct kit k = {.home = tmpdir_new()};
	struct str sheet = STR_INIT(0), want = STR_INIT(0);
	struct desk_draft *draft;
	char *stored, *after;
	int64_t id;

	kit_open(&k, NULL);
	id = kit_import(&k, "05_import_containers_licences.xml");
	stored = kit_stored(&k, id);
	kit_must(&k, desk_draft_open(k.desk, id, DESK_READ, &draft, &k.err), "open");
	kit_must(&k, desk_proof(draft, PROOF_TEXT, 0, &sheet, &k.err), "proof");
	while (!desk_draft_check(draft, 100000))
		;
	str_addf(&want, "错误 %zu 处、警告 %zu 处", live_count(desk_draft_findings(draft), FORM_ERROR),
	    live_count(desk_draft_findings(draft), FORM_WARNING));
	tap_ok(has(&sheet, str_z(&want)) || has(&sheet, "没有发现错误和警告"), "of a draft, with what its check sees");
	tap_ok(has(&sheet, "草稿 1\n") && has(&sheet, "海关进口货物报关单\n") && has(&sheet, "未申报\n"), "number, form and mark");
	str_reset(&sheet);
	kit_must(&k, desk_proof(draft, PROOF_HTML, 0, &sheet, &k.err), "proof");
	html_is_sound(&sheet, "of a draft");
	desk_draft_close(draft);
	after = kit_stored(&k, id);
	tap_text(after, stored, "nothing was changed");
	mem_free(stored);
	mem_free(after);
	str_clear(&sheet);
	str_clear(&want);
	kit_close(&k);
	tmpdir_free(k.home);
}

int
main(void)
{
	start_chinese();
	load_all();
	test_samples();
	test_complete();
	test_conditions();
	test_hostile();
	test_items();
	test_lines();
	start_chinese();
	test_draft();
	doc_free(doc);
	xml_reader_free(reader);
	print_free(print);
	form_free(form);
	dict_free(dict);
	codes_close(codes);
	return tap_done();
}
