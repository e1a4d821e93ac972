/*
 * What is published: the schema as xmllint sees it, on the samples and on
 * samples with one thing changed; the CSV, which is the file itself; the page.
 */
#include "base/i18n.h"
#include "kit.h"
#include "xml/xml.h"
#include "xmllint.h"

static void
replace(struct str *s, const char *from, const char *to)
{
	struct str out = {0};
	size_t at;

	if (!sv_find(str_sv(s), sv_of(from), &at)) {
		tap_ok(false, "the sample has no %s", from);
		return;
	}
	str_add(&out, (struct sv){s->s, at});
	str_adds(&out, to);
	str_add(&out, (struct sv){s->s + at + strlen(from), s->len_b - at - strlen(from)});
	str_clear(s);
	*s = out;
}

static void
samples(struct xmllint *x)
{
	static const struct { const char *name; int rc; } c[] = {
		{"01_import_general", 0}, {"02_export_general", 0}, {"03_processing_import", 0}, {"04_bonded_list_export", 0},
		{"05_import_containers_licences", 0}, {"06_two_step_summary", 0}, {"07_transit_export", 0},
		{"r1_import_response_ok", 3}, {"r2_import_response_failed", 3}, {"r3_result_received", 3}, {"r4_result_released", 3},
		{"r5_client_error", 3},
	};

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		char name[80];
		char *path;

		snprintf(name, sizeof name, "data/samples/dec/%s.xml", c[i].name);
		path = kit_path(name);
		tap_ok(xmllint_file(x, path) == c[i].rc, "%s: %s", name, c[i].rc == 0 ? str_z(&x->said) : "another message");
		mem_free(path);
	}
}

static void
changes(struct xmllint *x)
{
	static const struct { const char *from, *to; int rc; const char *what; } c[] = {
		{"<SeqNo/>", "", 0, "an element that may be left out is"},
		{"<SeqNo/>", "<SeqNo> \n </SeqNo>", 0, "white space is empty"},
		{"<IEFlag>I</IEFlag>", "<IEFlag>\n I </IEFlag>", 0, "white space around a value"},
		{"<IEFlag>I</IEFlag>", "<IEFlag><![CDATA[I]]></IEFlag>", 0, "CDATA"},
		{" Version=\"4.8\"", "", 0, "no version"},
		{"<CodeTS>8481804090</CodeTS>", "<CodeTS>848180</CodeTS>", 0, "six digits of a summary"},
		{"<IEFlag>I</IEFlag>", "<IEFlag/>", 3, "empty though needed to save"},
		{"<IEFlag>I</IEFlag>", "<IEFlag> </IEFlag>", 3, "blank though needed to save"},
		{"<IEFlag>I</IEFlag>", "", 3, "missing though needed to save"},
		{"<IEFlag>I</IEFlag>", "<IEFlag>i</IEFlag>", 3, "lower case"},
		{"<IEFlag>I</IEFlag>", "<IEFlag>I</IEFlag><IEFlag>I</IEFlag>", 3, "an element twice"},
		{"<IEFlag>I</IEFlag>", "<IEFlag><b/>I</IEFlag>", 3, "an element inside a field"},
		{"<IEFlag>I</IEFlag>", "<IEFlag xml:space=\"preserve\">I</IEFlag>", 3, "an unknown attribute"},
		{"<SeqNo/>", "<SeqNo/><Unknown/>", 3, "an unknown element"},
		{"<SeqNo/>", "<SeqNo xmlns=\"urn:x\"/>", 3, "an element of another namespace"},
		{"<SeqNo/>", "x<SeqNo/>", 3, "text between elements"},
		{"<NetWt>1180</NetWt>", "", 3, "missing though it must stand"},
		{"<NetWt>1180</NetWt>", "<NetWt/>", 0, "empty where it must stand"},
		{"<NetWt>1180</NetWt>", "<NetWt>1.18e3</NetWt>", 3, "an exponent"},
		{"<NetWt>1180</NetWt>", "<NetWt>1180.123456</NetWt>", 3, "six decimals"},
		{"<IEDate>20260102</IEDate>", "<IEDate>20260230</IEDate>", 3, "a day that does not exist"},
		{"<SeqNo/>\n    <IEFlag>I</IEFlag>", "<IEFlag>I</IEFlag><SeqNo/>", 3, "the wrong order"},
		{"<DecContainers/>", "", 3, "a group that must stand"},
		{"<DecContainers/>", "<DecContainers><Container/></DecContainers>", 3, "a container without number"},
		{"<DecLicenseDocus/>", "<DecLicenseDocus/><DecRequestCerts/>", 3, "a group without its record"},
		{"</DecMessage>", "<DecTpAccess/></DecMessage>", 0, "a group of which nothing must stand"},
		{"</DecMessage>", "<DecRoyaltyFee/></DecMessage>", 3, "what must be filled must stand"},
		{"DecMessage Version", "DecMessage version", 3, "an attribute in lower case"},
		{"http://www.chinaport.gov.cn/dec", "http://www.chinaport.gov.cn/dec_3_1", 3, "another namespace"},
		{"<SignDate>2026010509000000</SignDate>", "<SignDate>20260105</SignDate>", 3, "a signature time of 8 digits"},
		{"<SignTime>20260105 09:00:00</SignTime>", "<SignTime>20260105090000</SignTime>", 0, "a warning of the rules is no matter of structure"},
	};
	char *path = kit_path("data/samples/dec/01_import_general.xml");

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		struct str s = {0};

		file_read(path, 1 << 20, &s, NULL);
		replace(&s, c[i].from, c[i].to);
		tap_ok(xmllint_text(x, str_sv(&s)) == c[i].rc, "%s: %s", c[i].what, str_z(&x->said));
		str_clear(&s);
	}
	mem_free(path);
}

static void
many_items(struct xmllint *x)
{
	char *path = kit_path("data/samples/dec/01_import_general.xml");
	struct str s = {0}, doc = {0};
	size_t from, to;

	file_read(path, 1 << 20, &s, NULL);
	sv_find(str_sv(&s), SV("<DecList>"), &from);
	sv_find(str_sv(&s), SV("</DecLists>"), &to);
	for (int n = 50; n <= 51; n++) {
		str_reset(&doc);
		str_add(&doc, (struct sv){s.s, from});
		for (int i = 0; i < n; i++)
			str_add(&doc, (struct sv){s.s + from, to - from});
		str_add(&doc, (struct sv){s.s + to, s.len_b - to});
		tap_ok(xmllint_text(x, str_sv(&doc)) == (n == 50 ? 0 : 3), "%d items", n);
	}
	str_clear(&s);
	str_clear(&doc);
	mem_free(path);
}

static const char small[] = KIT_HEAD KIT_ROOT
    "@V,string,5,,Y,Y,1,,both,,,," KIT_NAMES
    "@W,code,1,,N,N,0..1,\"X,Y\",both,[AB],,," KIT_NAMES
    "A,string,5,,N,N,0..1,,both,,,," KIT_NAMES
    "A/@Unit,code,3,,N,N,0..1,,both,[0-9]{3},,," KIT_NAMES
    "B,code,5,,N,N,0..1,,both,[0-9]{2},,,established,\"<\"\"&>\",\"a \"\"name\"\"\",,\n";

static void
attributes(struct xmllint *x)
{
	static const struct { const char *doc; int rc; } c[] = {
		{"<Msg xmlns='urn:demo' V='1'/>", 0}, {"<Msg xmlns='urn:demo'/>", 3}, {"<Msg xmlns='urn:demo' V=' '/>", 3},
		{"<Msg xmlns='urn:demo' V='1' W='A'/>", 0}, {"<Msg xmlns='urn:demo' V='1' W=''/>", 0}, {"<Msg xmlns='urn:demo' V='1' W='C'/>", 3},
		{"<Msg xmlns='urn:demo' V='1'><A Unit='035'>5</A></Msg>", 0}, {"<Msg xmlns='urn:demo' V='1'><A Unit='kg'>5</A></Msg>", 3},
		{"<Msg xmlns='urn:demo' V='1'><B Unit='035'>5</B></Msg>", 3},
	};
	struct dict *d = kit_load(small);
	struct str xsd = {0};

	dict_write_xsd(d, &xsd);
	xmllint_schema(x, str_sv(&xsd));
	for (size_t i = 0; i < sizeof c / sizeof *c; i++)
		tap_ok(xmllint_text(x, sv_of(c[i].doc)) == c[i].rc, "%s", c[i].doc);
	str_clear(&xsd);
	dict_free(d);
}

static void
csv(void)
{
	char *path = kit_path("data/dictionary/dec@2026-03.csv");
	struct dict *d = kit_dec(), *e = kit_load(small);
	struct str file = {0}, out = {0}, again = {0};

	file_read(path, 8 << 20, &file, NULL);
	dict_write_csv(d, &out);
	tap_ok(sv_eq(str_sv(&file), str_sv(&out)), "the CSV of the declaration is its file");
	dict_write_csv(e, &again);
	tap_text(str_z(&again), small, "the CSV of a small one is its text");
	str_clear(&file);
	str_clear(&out);
	str_clear(&again);
	mem_free(path);
	dict_free(d);
	dict_free(e);
}

static enum rc
no_event(void *ctx, const struct xml_start *e)
{
	(void)e;
	++*(int *)ctx;
	return RC_OK;
}

static enum rc
no_text(void *ctx, struct sv text)
{
	(void)ctx;
	(void)text;
	return RC_OK;
}

static enum rc
no_end(void *ctx, const struct xml_name *name)
{
	(void)ctx;
	(void)name;
	return RC_OK;
}

static bool
has(const struct str *page, const char *what)
{
	return sv_find(str_sv(page), sv_of(what), NULL);
}

static void
page(void)
{
	struct dict *d = kit_dec(), *e = kit_load(small);
	struct xml_reader *r = xml_reader_new();
	struct str zh = {0}, en = {0}, odd = {0};
	int n = 0;
	struct xml_sink sink = {&n, no_event, no_text, no_end};
	struct xml_problem p;
	struct sv body;

	dict_write_html(d, true, &zh);
	dict_write_html(d, false, &en);
	dict_write_html(e, false, &odd);
	tap_ok(sv_starts(str_sv(&zh), SV("<!DOCTYPE html>\n")), "a page");
	body = (struct sv){zh.s + 16, zh.len_b - 16};
	tap_ok(xml_read(r, body, NULL, &sink, &p) == RC_OK && n > 6000, "well-formed, %d elements: %s", n, p.text);
	tap_ok(has(&zh, "<html lang=\"zh-CN\">") && has(&zh, "净重") && has(&zh, "<td>必填</td>") && has(&zh, "id=\"DecLists/DecList\""), "in Chinese");
	tap_ok(has(&en, "<html lang=\"en\">") && has(&en, "net weight kg") && has(&en, "<td>yes</td>") && has(&en, "0..50"), "in English");
	tap_ok(has(&en, "id=\"codes-COUNTRY\"") && has(&en, "href=\"#codes-COUNTRY\"") && has(&en, "[A-Z]{3}[0-9]{3}|99[0-9]{4}"), "code tables and forms");
	tap_ok(!has(&en, "http://www.w3.org") && !has(&en, "src="), "needs nothing else");
	tap_ok(has(&odd, "a &quot;name&quot;") && !has(&odd, "<\"&>"), "names are escaped");
	xml_reader_free(r);
	str_clear(&zh);
	str_clear(&en);
	str_clear(&odd);
	dict_free(d);
	dict_free(e);
}

static void
schema(void)
{
	struct dict *d = kit_dec();
	struct str xsd = {0};
	struct xmllint x;

	if (!xmllint_start(&x)) {
		printf("ok %d # SKIP no xmllint\n", ++tap_n);
	} else {
		dict_write_xsd(d, &xsd);
		xmllint_schema(&x, str_sv(&xsd));
		samples(&x);
		changes(&x);
		many_items(&x);
		attributes(&x);
	}
	xmllint_end(&x);
	str_clear(&xsd);
	dict_free(d);
}

int
main(void)
{
	i18n_start("en", "/nowhere");
	schema();
	csv();
	page();
	return tap_done();
}
