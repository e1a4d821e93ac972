/*
 * Print definitions: what is loaded, and that each mistake is found with its line.
 */
#include "form/print.h"

#include "kit.h"

#define HEAD "<yl:print xmlns=\"http://www.w3.org/2002/xforms\" xmlns:yl=\"urn:yulu:form\" id=\"demo\" edition=\"2026-01\"\n" \
	" dictionary=\"demo@2026-01\">\n"
#define TITLE "<yl:title>" LABEL "</yl:title>\n"
#define LABEL "<label xml:lang=\"zh\">示例</label><label xml:lang=\"en\">example</label>"
#define TAIL "</yl:print>\n"
#define BOX(inner) "<group yl:kind=\"line\"><yl:box yl:share=\"3\">" LABEL inner "</yl:box></group>\n"

static struct form *form;

static enum rc
load(const char *text, struct print **out, struct err *err)
{
	char *path = kit_write("demo.print.xml", text);
	enum rc rc = print_load(form, path, &kit_tables, out, err);

	kit_drop(path);
	return rc;
}

static void
count(void *ctx, const char *file, unsigned line, const char *text)
{
	(void)file;
	(void)line;
	(void)text;
	++*(size_t *)ctx;
}

static void
test_load(void)
{
	static const char text[] = HEAD
	    "<yl:title>" LABEL "<label xml:lang=\"zh\" yl:when=\"Head/Flag = 'x'\">甲</label>"
	    "<label xml:lang=\"en\" yl:when=\"Head/Flag = 'x'\">A</label></yl:title>\n"
	    "<group yl:kind=\"open\"><yl:box>" LABEL "<output ref=\"Head/Flag\"/></yl:box></group>\n"
	    BOX("<output ref=\"Head/Net\" yl:as=\"label\" yl:show=\"yl:heavy\">" LABEL "</output>"
		"<group yl:kind=\"line\"><output yl:value=\"concat(Head/Flag, 'x')\" codes=\"UNIT\" yl:as=\"name\"/><output ref=\"Head/Day\"/></group>"
		"<repeat nodeset=\"Paper\"><output ref=\"Name\"/></repeat>")
	    "<yl:rule yl:show=\"yl:heavy\">" LABEL "</yl:rule>\n"
	    "<repeat nodeset=\"Items/Item\"><yl:column yl:share=\"9\">" LABEL "<output ref=\"Code\"/></yl:column><yl:rest/></repeat>\n"
	    "<yl:rest/>\n<yl:hidden ref=\"Trn\">a reason</yl:hidden>\n" TAIL;
	struct print *p;
	struct err err = {0};

	if (!tap_ok(load(text, &p, &err) == RC_OK, "a whole sheet loads%s", err.text))
		return;
	tap_ok(p->n_title == 2 && p->title[0].when == NULL && p->title[1].when != NULL, "titles with their conditions");
	tap_ok(p->n == 5 && p->block[0].kind == PRINT_OPEN && p->block[1].kind == PRINT_LINE && p->block[2].kind == PRINT_RULE
	    && p->block[3].kind == PRINT_TABLE && p->block[4].kind == PRINT_REST, "blocks in the order of the file");
	tap_ok(p->block[0].box[0].share == 1 && p->block[1].box[0].share == 3 && p->block[1].box[0].n == 3, "shares and lines");
	tap_ok(p->block[1].box[0].line[0].piece[0].as == PRINT_LABEL && p->block[1].box[0].line[0].piece[0].show != NULL
	    && p->block[1].box[0].line[0].piece[0].n_label == 1, "a piece behind the label, with words and a condition");
	tap_ok(p->block[1].box[0].line[1].n == 2 && p->block[1].box[0].line[1].piece[0].column == -1
	    && strcmp(p->block[1].box[0].line[1].piece[0].codes, "UNIT") == 0, "several pieces on a line, a value with its table");
	tap_ok(p->block[1].box[0].line[2].repeat && p->block[1].box[0].line[2].table > 0, "a line for each row");
	tap_ok(p->block[3].rest && p->block[3].table > 0 && strcmp(p->block[3].box[0].line[0].piece[0].codes, "HS") == 0,
	    "a table with the dictionary's code table");
	tap_ok(p->hidden[0][dict_find(form->dict, SV("Trn/Id"))->column] && !p->hidden[0][dict_find(form->dict, SV("Head/Net"))->column],
	    "what is hidden");
	print_free(p);
}

/* Each stands in line 3 or 4. */
static void
test_mistakes(void)
{
	static const struct {
		const char *body, *says;
	} bad[] = {
		{TITLE "<group yl:kind=\"box\"/>", "box"},
		{TITLE "<group yl:kind=\"line\"/>", "yl:box"},
		{TITLE BOX("<output ref=\"Head/Nothing\"/>"), "Nothing"},
		{TITLE BOX("<output ref=\"Head\"/>"), "no field"},
		{TITLE BOX("<output ref=\"Head/Net\" yl:value=\"1\"/>"), "both"},
		{TITLE BOX("<output/>"), "ref"},
		{TITLE BOX("<output yl:value=\"1 +\"/>"), ""},
		{TITLE BOX("<output ref=\"Head/Net\" yl:as=\"words\"/>"), "words"},
		{TITLE BOX("<output ref=\"Head/Net\" codes=\"NONE\"/>"), "NONE"},
		{TITLE BOX("<output ref=\"Head/Net\" yl:show=\"Head/Net\"/>"), ""},
		{TITLE BOX("<output ref=\"Head/Net\" width=\"1\"/>"), "width"},
		{TITLE BOX("<input ref=\"Head/Net\"/>"), "input"},
		{TITLE BOX("<repeat nodeset=\"Items/Item/Subs/Sub\"><output ref=\"No\"/></repeat>"), "Sub"},
		{TITLE "<repeat nodeset=\"Head\"><yl:column>" LABEL "</yl:column></repeat>", "Head"},
		{TITLE "<repeat nodeset=\"Items/Item\"><yl:box>" LABEL "</yl:box></repeat>", "box"},
		{TITLE "<repeat nodeset=\"Items/Item\"><yl:column yl:show=\"yl:heavy\">" LABEL "</yl:column></repeat>", "show"},
		{TITLE "<group yl:kind=\"line\"><yl:box yl:share=\"0\">" LABEL "</yl:box></group>", "yl:share"},
		{TITLE "<group yl:kind=\"line\"><yl:box/></group>", "label"},
		{TITLE "<yl:rule/>", "label"},
		{TITLE "<yl:hidden ref=\"Trn/Id\"/>", "yl:hidden"},
		{TITLE "<yl:hidden ref=\"Trn/No\">why</yl:hidden>", "Trn/No"},
		{TITLE "<yl:page/>", "page"},
		{TITLE "<group yl:kind=\"line\"><yl:box><label xml:lang=\"zh\">只有中文</label></yl:box></group>", "en"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct str text = STR_INIT(0);
		struct print *p;
		struct err err = {0};
		enum rc rc;

		str_addf(&text, "%s%s%s", HEAD, bad[i].body, TAIL);
		rc = load(str_z(&text), &p, &err);
		tap_ok(rc == RC_PARSE && p == NULL && strstr(err.text, "demo.print.xml:4: ") != NULL && strstr(err.text, bad[i].says) != NULL,
		    "refused: %s", err.text);
		str_clear(&text);
	}
}

static void
test_files(void)
{
	static const char twice[] = HEAD TITLE BOX("<output ref=\"Head/Nothing\"/><output ref=\"Head/Neither\"/>") TAIL;
	char *path = kit_write("twice.xml", twice);
	struct print *p;
	struct err err = {0};
	size_t n = 0;

	print_lint(form, path, &kit_tables, &n, count);
	tap_ok(n == 2, "lint tells every mistake");
	kit_drop(path);
	tap_ok(load(HEAD TAIL, &p, &err) == RC_PARSE && strstr(err.text, "yl:title") != NULL, "a sheet needs a title");
	tap_ok(load("<yl:print xmlns:yl=\"urn:yulu:form\" id=\"demo\" edition=\"2026-01\" dictionary=\"other@2026-01\"/>", &p, &err) == RC_PARSE
	    && strstr(err.text, "other@2026-01") != NULL, "of another dictionary");
	tap_ok(load("<form/>", &p, &err) == RC_PARSE && strstr(err.text, "yl:print") != NULL, "no sheet at all");
	tap_ok(load("<yl:print", &p, &err) == RC_PARSE, "not well-formed");
	tap_ok(print_load(form, "/nowhere/demo.print.xml", &kit_tables, &p, &err) == RC_NOTFOUND && p == NULL, "no such file");
	print_free(NULL);
}

int
main(void)
{
	struct dict *d;
	struct err err = {0};

	kit_start();
	d = kit_dict();
	if (kit_load(d, "<yl:field name=\"heavy\" type=\"boolean\" calculate=\"Head/Net &gt; 1000\"/>", NULL, &form, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		return 1;
	}
	test_load();
	test_mistakes();
	test_files();
	form_free(form);
	dict_free(d);
	kit_end();
	return tap_done();
}
