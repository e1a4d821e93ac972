#include "form/catalogue.h"

#include "base/day.h"
#include "kit.h"

#define HEAD "<yl:catalogue xmlns:yl=\"urn:yulu:form\" edition=\"2026-03\">\n"
#define TYPE "<yl:type id=\"a\" name-zh=\"示例\" name-en=\"example\" family=\"示例\" ring=\"1\" format=\"established\"" \
	" edition=\"2026-01\" message=\"Msg\" dictionary=\"demo@2026-01\" valid-from=\"2026-01-01\" "
#define TAIL "</yl:catalogue>\n"

static void
rejects(const char *text, const char *want, const char *name)
{
	char *path = kit_write("catalogue.xml", text);
	struct catalogue *c = NULL;
	struct err err = {0};
	enum rc rc = catalogue_load(path, &c, &err);

	tap_ok(rc == RC_PARSE && c == NULL, "%s: refused", name);
	if (!tap_ok(strstr(err.text, want) != NULL, "%s: says where and what", name))
		printf("#  got: %s\n# want: %s\n", err.text, want);
	catalogue_free(c);
	kit_drop(path);
}

static void
test_rejections(void)
{
	rejects("<x/>", "catalogue.xml:1:", "another root");
	rejects(HEAD "<yl:kind/>" TAIL, "catalogue.xml:2: element kind", "unknown element");
	rejects(HEAD TYPE "colour=\"red\"/>" TAIL, "catalogue.xml:2: type takes no attribute colour", "unknown attribute");
	rejects(HEAD "\n<yl:type id=\"a\"/>" TAIL, "catalogue.xml:3: type needs the attribute name-zh", "missing attribute");
	rejects(HEAD TYPE "/>\n" TYPE "/>" TAIL, "catalogue.xml:3: type a stands here already, in line 2", "type twice");
	rejects(HEAD TYPE "valid-to=\"2025-01-01\"/>" TAIL, "valid-from is after valid-to", "from after to");
	rejects(HEAD TYPE "valid-to=\"2027-02-30\"/>" TAIL, "not '2027-02-30'", "no such day");
	rejects(HEAD TYPE "form=\"../secret@1\"/>" TAIL, "form is a name like", "a path for a form");
	rejects(HEAD TYPE "rules=\"demo\"/>" TAIL, "rules is a name like", "rules without an edition");
	rejects(HEAD TYPE "><yl:x/></yl:type>" TAIL, "element x has no place in type", "an element inside");
	rejects(HEAD "<yl:type id=\"1\" name-zh=\"x\" name-en=\"x\" family=\"x\" ring=\"4\" format=\"new\" edition=\"x\" message=\"x\""
	    " dictionary=\"x@1\" valid-from=\"2026-01-01\"/>" TAIL, "format is established", "unknown format");
	rejects("<!DOCTYPE x><x/>", "DOCTYPE", "a DOCTYPE");
	rejects(HEAD, "not well-formed", "an open end");
}

static void
test_when(void)
{
	char *path = kit_write("catalogue.xml", HEAD TYPE "when=\"/Msg/Head/Flag = 'I'\"/>\n<!-- a type without when -->\n"
	    "<yl:type id=\"b\" name-zh=\"示例\" name-en=\"example\" short-zh=\"例\" family=\"示例\" ring=\"2\" format=\"provisional\" edition=\"2026-01\""
	    " message=\"Msg\" dictionary=\"demo@2026-01\" form=\"demo@2026-01\" valid-from=\"2026-01-01\" valid-to=\"2026-12-31\"/>\n"
	    "<yl:type id=\"c\" name-zh=\"示例\" name-en=\"example\" family=\"示例\" ring=\"3\" format=\"reconstructed\" edition=\"2026-01\""
	    " message=\"Msg\" dictionary=\"demo@2026-01\" valid-from=\"2026-01-01\"\n when=\"/Msg/Head/Flg = 'I'\"/>" TAIL);
	struct dict *d = kit_dict();
	struct catalogue *c = NULL;
	struct expr *e = NULL;
	struct err err = {0};

	tap_ok(catalogue_load(path, &c, &err) == RC_OK, "a catalogue is read %s", err.text);
	tap_ok(c->n_type == 3, "three types");
	tap_text(c->edition, "2026-03", "its edition");
	tap_text(c->type[0].name_zh, "示例", "name");
	tap_ok(strcmp(c->type[1].short_zh, "例") == 0 && c->type[1].short_en[0] == '\0' && c->type[0].short_zh[0] == '\0', "a short name may be absent");
	tap_ok(c->type[0].line == 2 && c->type[1].line == 4, "lines");
	tap_ok(c->type[1].valid_to == day_make(2026, 12, 31) && c->type[0].valid_to == DAY_NONE, "valid to");
	tap_ok(c->type[0].ring == 1 && c->type[1].ring == 2, "rings");
	tap_text(c->type[0].form, "", "no form");
	tap_ok(catalogue_type_by_id(c, "b") == &c->type[1] && catalogue_type_by_id(c, "x") == NULL, "by id");
	tap_ok(catalogue_when(c, 0, d, &kit_tables, &e, &err) == RC_OK && e != NULL && expr_type(e) == EXPR_BOOL, "when compiles");
	expr_free(e);
	tap_ok(catalogue_when(c, 1, d, &kit_tables, &e, &err) == RC_OK && e == NULL, "no when, no expression");
	tap_ok(catalogue_when(c, 2, d, &kit_tables, &e, &err) == RC_PARSE && e == NULL, "a wrong when is refused");
	tap_ok(strstr(err.text, "catalogue.xml:6:8:") != NULL && strstr(err.text, "Flg") != NULL, "with its line and the name: %s", err.text);
	catalogue_free(c);
	dict_free(d);
	kit_drop(path);
}

struct heard {
	struct dict *d;
	struct str all;
};

static const struct dict *
find(void *ctx, const char *name)
{
	return strcmp(name, "demo@2026-01") == 0 ? ((struct heard *)ctx)->d : NULL;
}

static void
hear(void *ctx, const char *file, unsigned line, const char *text)
{
	(void)file;
	str_addf(&((struct heard *)ctx)->all, "%u: %s\n", line, text);
}

static void
test_lint(void)
{
	char *path = kit_write("catalogue.xml", HEAD TYPE "when=\"/Msg/Head/Flg = 'I'\"/>\n"
	    "<yl:type id=\"b\" name-zh=\"示例\" name-en=\"example\" family=\"示例\" ring=\"9\" format=\"established\" edition=\"2026-01\""
	    " message=\"Other\" dictionary=\"demo@2026-01\" valid-from=\"2026-01-01\"/>\n"
	    "<yl:type id=\"c\" name-zh=\"示例\" name-en=\"example\" family=\"示例\" ring=\"1\" format=\"established\" edition=\"2026-01\""
	    " message=\"Msg\" dictionary=\"none@2026-01\" valid-from=\"2026-01-01\"><yl:default ref=\"Head\" value=\"'x'\"/></yl:type>\n"
	    "<yl:message name=\"Msg\" client=\"Head/None\"><yl:default ref=\"Head\" value=\"'x'\"/>\n"
	    "<yl:summary name=\"goods\" value=\"Head/None\"/>\n<yl:clear ref=\"None\"/>\n<yl:party role=\"x\" name=\"Head\"/><yl:once rule=\"x\" ref=\"Head/One\"/></yl:message>\n"
	    "<yl:message name=\"Nobody\"/>" TAIL);
	struct heard h = {.d = kit_dict(), .all = STR_INIT(0)};

	catalogue_lint(path, find, &kit_tables, &h, hear);
	tap_ok(strstr(str_z(&h.all), "2: column ") != NULL, "lint: a wrong when");
	tap_ok(strstr(str_z(&h.all), "3: ring is 1, 2 or 3") != NULL, "lint: a wrong ring");
	tap_ok(strstr(str_z(&h.all), "3: b: the root element of demo@2026-01 is Msg, not Other") != NULL, "lint: another root element");
	tap_ok(strstr(str_z(&h.all), "4: there is no dictionary none@2026-01 for c") != NULL, "lint: no such dictionary");
	tap_ok(strstr(str_z(&h.all), "5: Head/None: Msg has no such element") != NULL, "lint: client number that does not exist");
	tap_ok(strstr(str_z(&h.all), "5: Head is a group") != NULL, "lint: a default of a group");
	tap_ok(strstr(str_z(&h.all), "6: ") != NULL, "lint: a wrong summary");
	tap_ok(strstr(str_z(&h.all), "7: None: Msg has no such element") != NULL, "lint: a wrong clear");
	tap_ok(strstr(str_z(&h.all), "8: Head is a group") != NULL, "lint: a party's name is a field");
	tap_ok(strstr(str_z(&h.all), "8: Head/One: Msg has no such element") != NULL, "lint: once of nothing");
	tap_ok(strstr(str_z(&h.all), "9: no type is of message Nobody") != NULL, "lint: a message without types");
	str_clear(&h.all);
	dict_free(h.d);
	kit_drop(path);
}

static char *
in_source(const char *path)
{
	const char *top = getenv("top_srcdir");

	return file_join(top != NULL ? top : ".", path);
}

#define MESSAGE "<yl:message name=\"Msg\" client=\"Head/Note\">\n" \
	"<yl:default ref=\"Head/Flag\" value=\"' E '\"/>\n<yl:summary name=\"goods\" value=\"Head/Note\"/>\n<yl:clear ref=\"Head/Day\"/>\n" \
	"<yl:party role=\"trade\" name=\"Head/Note\"/><yl:once rule=\"X1\" ref=\"Head/Note\"/></yl:message>\n"

/* What the types of a message have in common, and what a type begins with. */
static void
test_message(void)
{
	char *path = kit_write("catalogue.xml", HEAD TYPE "><yl:default ref=\"Head/Flag\" value=\"'I'\"/></yl:type>\n" MESSAGE TAIL);
	struct catalogue *c = NULL;
	const struct catalogue_message *m;
	struct dict *d = kit_dict();
	struct expr *e = NULL;
	struct err err = {0};

	tap_ok(catalogue_load(path, &c, &err) == RC_OK, "a message is read %s", err.text);
	m = catalogue_message_by_name(c, "Msg");
	tap_ok(m != NULL && catalogue_message_by_name(c, "Other") == NULL, "by its name");
	tap_text(m->client, "Head/Note", "client number");
	tap_ok(m->n_fallback == 1 && strcmp(m->fallback[0].value, "' E '") == 0, "a default, with its blanks");
	tap_ok(m->n_summary == 1 && m->n_clear == 1 && strcmp(m->clear[0].ref, "Head/Day") == 0, "summary, clear");
	tap_ok(m->n_party == 1 && strcmp(m->party[0].role, "trade") == 0 && m->party[0].code[0] == '\0', "party");
	tap_ok(m->n_once == 1 && strcmp(m->once[0].rule, "X1") == 0 && m->once[0].with[0] == '\0', "once");
	tap_ok(c->type[0].n_fallback == 1 && strcmp(c->type[0].fallback[0].value, "'I'") == 0, "default of a type");
	tap_ok(catalogue_value(c, m->summary[0].value, m->summary[0].line, d, &kit_tables, &e, &err) == RC_OK && e != NULL, "summary compiles %s", err.text);
	expr_free(e);
	catalogue_free(c);
	dict_free(d);
	kit_drop(path);
	rejects(HEAD "<yl:message/>" TAIL, "message needs the attribute name", "a message without a name");
	rejects(HEAD MESSAGE MESSAGE TAIL, "message Msg stands here already", "a message twice");
	rejects(HEAD "<yl:message name=\"M\"><yl:x/></yl:message>" TAIL, "element x has no place in message", "a stranger in a message");
	rejects(HEAD "<yl:message name=\"M\"><yl:summary name=\"x\" value=\"1\"/></yl:message>" TAIL, "a summary has no 'x'", "no such summary");
	rejects(HEAD "<yl:message name=\"M\"><yl:clear/></yl:message>" TAIL, "clear needs the attribute ref", "clear without ref");
	rejects(HEAD "<yl:message name=\"M\"><yl:party role=\"x\"/></yl:message>" TAIL, "party needs the attribute name", "party without name");
	rejects(HEAD "<yl:message name=\"M\"><yl:once ref=\"x\"/></yl:message>" TAIL, "once needs the attribute rule", "once without rule");
	rejects(HEAD "<yl:message name=\"M\"><yl:default ref=\"x\"/></yl:message>" TAIL, "default needs the attribute value", "default without value");
}

static void
test_editions(void)
{
#define EDITION(e, days) "<yl:type id=\"a\" name-zh=\"x\" name-en=\"x\" family=\"x\" ring=\"1\" format=\"established\" edition=\"" e \
	"\" message=\"Msg\" dictionary=\"demo@" e "\" " days "/>\n"
	char *path = kit_write("catalogue.xml", HEAD EDITION("2027-01", "valid-from=\"2027-01-01\"")
	    EDITION("2026-01", "valid-from=\"2026-01-01\" valid-to=\"2027-03-31\"") TAIL);
	struct catalogue *c = NULL;
	struct err err = {0};

	tap_ok(catalogue_load(path, &c, &err) == RC_OK, "two editions %s", err.text);
	tap_ok(catalogue_type_on(c, "a", day_make(2026, 5, 1)) == &c->type[1], "the one valid on the day");
	tap_ok(catalogue_type_on(c, "a", day_make(2027, 2, 1)) == &c->type[0], "of two the later one");
	tap_ok(catalogue_type_on(c, "a", day_make(2025, 2, 1)) == NULL, "none before the first");
	tap_ok(catalogue_type_on(c, "b", day_make(2026, 5, 1)) == NULL, "none of another name");
	tap_ok(!catalogue_type_is_valid(&c->type[1], day_make(2027, 4, 1)), "none after the last day");
	catalogue_free(c);
	kit_drop(path);
}

/* The catalogue as shipped: every type is recognised by its dictionary's names. */
static void
test_shipped(void)
{
	static const char *const id[] = {"dec-import", "dec-export", "dec-transit-import", "dec-transit-export", "dec-list-import",
		"dec-list-export", "dec-summary", "dec-complete"};
	char *path = in_source("forms/catalogue.xml"), *dict_path = in_source("data/dictionary/dec@2026-03.csv");
	struct catalogue *c = NULL;
	struct dict *d = NULL;
	struct err err = {0};

	tap_ok(catalogue_load(path, &c, &err) == RC_OK, "the shipped catalogue is read %s", err.text);
	tap_ok(dict_load(dict_path, &d, &err) == RC_OK, "and its dictionary %s", err.text);
	for (size_t i = 0; c != NULL && i < sizeof id / sizeof id[0]; i++)
		tap_ok(catalogue_type_by_id(c, id[i]) != NULL, "%s is there", id[i]);
	for (size_t i = 0; c != NULL && d != NULL && i < c->n_type; i++) {
		struct expr *e = NULL;

		tap_ok(catalogue_when(c, i, d, &kit_tables, &e, &err) == RC_OK && e != NULL, "%s is recognised", c->type[i].id);
		tap_text(c->type[i].message, d->root_name, c->type[i].id);
		expr_free(e);
	}
	catalogue_free(c);
	dict_free(d);
	mem_free(path);
	mem_free(dict_path);
}

int
main(void)
{
	struct catalogue *c = NULL;
	struct err err = {0};

	kit_start();
	tap_ok(catalogue_load("/nonexistent/catalogue.xml", &c, &err) == RC_NOTFOUND && c == NULL, "no such file: %s", err.text);
	catalogue_free(NULL);
	test_rejections();
	test_when();
	test_message();
	test_editions();
	test_lint();
	test_shipped();
	kit_end();
	return tap_done();
}
