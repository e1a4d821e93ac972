/*
 * Reading: what arrives, what is refused and as what, limits, stopping. Every
 * case runs on one reader, so that a failure would spoil the next document.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "xml/trace.h"

static struct xml_reader *reader;
static struct trace trace = {.stop = RC_STOP};

static void
sound(void)
{
	static const struct { const char *xml, *events; } c[] = {
		{"<a/>", "(a)a"},
		{"<?xml version=\"1.0\"?>\n<a>x<!-- c -->y<?pi z?>z</a>\n<!-- after -->", "(a\"xyz\")a"},
		{"<a><![CDATA[<&>]]>&lt;&amp;&gt;&quot;&apos;&#x4E2D;&#25991;</a>", "(a\"<&><&>\"'中文\")a"},
		{"<a xmlns='urn:x' b='1' p:c='2' xmlns:p='urn:p'><p:d/></a>",
		    "(urn:x|a b=1 urn:p|p:c=2 xmlns:=urn:x xmlns:p=urn:p(urn:p|p:d)urn:p|p:d)urn:x|a"},
		{"<a xmlns='urn:x'><b xmlns=''/></a>", "(urn:x|a xmlns:=urn:x(b xmlns:=)b)urn:x|a"},
		{"<a b=' x&#10;\n\ty '/>", "(a b= x\n  y )a"},
		{"<a>\r\n\r</a>", "(a\"\n\n\")a"},
		{"<a> <b/> </a>", "(a\" \"(b)b\" \")a"},
		{"<a xml:space='preserve'>  </a>", "(a http://www.w3.org/XML/1998/namespace|xml:space=preserve\"  \")a"},
		{" \n<a/>", "(a)a"},
		{"<中文 名='值'/>", "(中文 名=值)中文"},
	};
	struct xml_problem p;

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		enum rc rc = trace_read(&trace, reader, sv_of(c[i].xml), NULL, &p);

		tap_ok(rc == RC_OK && p.fault == XML_FAULT_NONE, "read: %s (%s)", c[i].xml, p.text);
		tap_text(str_z(&trace.out), c[i].events, "events");
	}
}

static void
refused(void)
{
	static const struct { const char *xml; size_t n; enum xml_fault fault; unsigned line; } c[] = {
		{"", 0, XML_FAULT_EMPTY, 0},
		{" \n ", 0, XML_FAULT_EMPTY, 0},
		{"<!-- nothing -->", 0, XML_FAULT_EMPTY, 1},
		{"no element", 0, XML_FAULT_EMPTY, 1},
		{"<a>", 0, XML_FAULT_FORM, 1},
		{"<a></b>", 0, XML_FAULT_FORM, 1},
		{"<a>\n<b>\n</a>", 0, XML_FAULT_FORM, 3},
		{"<a b='1' b='2'/>", 0, XML_FAULT_FORM, 1},
		{"<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", 0, XML_FAULT_FORM, 1},
		{"<p:a/>", 0, XML_FAULT_FORM, 1},
		{"<a>&</a>", 0, XML_FAULT_FORM, 1},
		{"<a>]]></a>", 0, XML_FAULT_FORM, 1},
		{"<a b='<'/>", 0, XML_FAULT_FORM, 1},
		{"<a/><b/>", 0, XML_FAULT_JUNK, 1},
		{"<a/>\nx", 0, XML_FAULT_JUNK, 2},
		{"<a/>&#32;", 0, XML_FAULT_JUNK, 1},
		{"x<?xml version='1.0'?><a/>", 0, XML_FAULT_JUNK, 1},
		{"\n<?xml version='1.0'?><a/>", 0, XML_FAULT_JUNK, 2},
		{"\xef\xbb\xbf\xef\xbb\xbf<a/>", 0, XML_FAULT_JUNK, 1},
		{"<!DOCTYPE a><a/>", 0, XML_FAULT_DOCTYPE, 1},
		{"<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'><a/>", 0, XML_FAULT_DOCTYPE, 1},
		{"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", 0, XML_FAULT_DOCTYPE, 1},
		{"<!DOCTYPE a [<!ENTITY b '&c;&c;'><!ENTITY c 'x'>]><a>&b;</a>", 0, XML_FAULT_DOCTYPE, 1},
		{"<a>&nbsp;</a>", 0, XML_FAULT_DOCTYPE, 1},
		{"<a b='&nbsp;'/>", 0, XML_FAULT_DOCTYPE, 1},
		{"<a>\x01</a>", 0, XML_FAULT_CHARACTER, 1},
		{"<a>\n&#x1;</a>", 0, XML_FAULT_CHARACTER, 2},
		{"<a>&#0;</a>", 0, XML_FAULT_CHARACTER, 1},
		{"<a b='\x0b'/>", 0, XML_FAULT_CHARACTER, 1},
		{"<a>\xef\xbf\xbf</a>", 0, XML_FAULT_CHARACTER, 1},
		{"<a/>\0", 5, XML_FAULT_CHARACTER, 1},
		{"<a/>\0<b/>", 9, XML_FAULT_CHARACTER, 1},
		{"<a>\n\0</a>", 9, XML_FAULT_CHARACTER, 2},
		{"Lo\xa7\x94", 0, XML_FAULT_ENCODING, 1},
	};
	struct xml_problem p;

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		struct sv xml = {c[i].xml, c[i].n ? c[i].n : strlen(c[i].xml)};
		enum rc rc = trace_read(&trace, reader, xml, NULL, &p);

		tap_ok(rc == RC_PARSE && p.fault == c[i].fault && p.line == c[i].line && p.text[0] != '\0',
		    "refused case %zu: fault %d line %u: %s", i, (int)p.fault, p.line, p.text);
	}
}

static void
limits(void)
{
	struct str xml = {0};
	struct xml_limits few = {.max_b = 40, .max_text_b = 5, .max_depth = 3};
	struct xml_problem p;

	tap_ok(trace_read(&trace, reader, SV("<a><b><c/></b></a>"), &few, &p) == RC_OK, "as deep as allowed");
	tap_ok(trace_read(&trace, reader, SV("<a><b><c>\n<d/></c></b></a>"), &few, &p) == RC_LIMIT && p.fault == XML_FAULT_TOO_LARGE
	    && p.line == 2, "too deep");
	tap_ok(trace_read(&trace, reader, SV("<a>12345<b/>12345</a>"), &few, &p) == RC_OK, "texts as long as allowed");
	tap_ok(trace_read(&trace, reader, SV("<a>123<![CDATA[456]]></a>"), &few, &p) == RC_LIMIT && p.fault == XML_FAULT_TOO_LARGE,
	    "a text in pieces is too long");
	tap_ok(trace_read(&trace, reader, SV("<a>1234567890123456789012345678901234567</a>"), &few, &p) == RC_LIMIT
	    && p.fault == XML_FAULT_TOO_LARGE, "a document is too large");
	for (int i = 0; i < 64; i++)
		str_adds(&xml, "<a>");
	for (int i = 0; i < 64; i++)
		str_adds(&xml, "</a>");
	tap_ok(trace_read(&trace, reader, str_sv(&xml), NULL, &p) == RC_OK, "64 deep");
	str_reset(&xml);
	for (int i = 0; i < 100000; i++)
		str_adds(&xml, "<a>");
	tap_ok(trace_read(&trace, reader, str_sv(&xml), NULL, &p) == RC_LIMIT, "100,000 deep");
	str_reset(&xml);
	str_adds(&xml, "<a>");
	for (int i = 0; i < (17 << 20) / 16; i++)
		str_adds(&xml, "0123456789abcdef");
	str_adds(&xml, "</a>");
	tap_ok(trace_read(&trace, reader, str_sv(&xml), NULL, &p) == RC_LIMIT && p.fault == XML_FAULT_TOO_LARGE, "17 MiB of text");
	str_clear(&xml);
}

static void
stopping(void)
{
	struct xml_problem p;

	trace.stop = RC_STOP;
	tap_ok(trace_read(&trace, reader, SV("<a><stop/><b/></a>"), NULL, &p) == RC_STOP && p.fault == XML_FAULT_NONE, "a callback stops");
	tap_text(str_z(&trace.out), "(a(stop", "and nothing more arrives");
	trace.stop = RC_LIMIT;
	tap_ok(trace_read(&trace, reader, SV("<a><stop/><b/></a>"), NULL, &p) == RC_LIMIT, "with its own reason");
	trace.stop = RC_OK;
	tap_ok(trace_read(&trace, reader, SV("<a>\n\n<b\nc='1'/></a>"), NULL, &p) == RC_OK && trace.line == 4,
	    "line where a start tag ends");
}

/* Names of foreign documents must not fill the shared dictionary for good. */
static void
many_names(void)
{
	struct str xml = {0};
	struct xml_problem p;
	bool ok = true;

	for (int d = 0; d < 1500 && ok; d++) {
		str_reset(&xml);
		str_adds(&xml, "<a>");
		for (int i = 0; i < 400; i++)
			str_addf(&xml, "<a_name_that_is_rather_long_as_names_go_in_documents_%d_%d_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/>", d, i);
		str_adds(&xml, "</a>");
		ok = trace_read(&trace, reader, str_sv(&xml), NULL, &p) == RC_OK;
	}
	tap_ok(ok, "600,000 different names through one reader: %s", p.text);
	str_clear(&xml);
}

/* Any byte changed: no crash, and what is called sound is sound UTF-8. */
static void
changed_bytes(void)
{
	static const char xml[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a xmlns=\"urn:x\" b=\"中\"><c>文字 &amp; &#20013;</c>"
	    "<!-- 注 --><![CDATA[数据]]><d/></a>\n";
	uint64_t seed = 1;
	int n_bad = 0, n_sound = 0;

	for (int i = 0; i < 60000; i++) {
		char copy[sizeof xml];
		struct xml_problem p;
		int n_change;
		enum rc rc;

		memcpy(copy, xml, sizeof xml);
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		n_change = (int)(seed >> 60) % 3 + 1;
		for (int k = 0; k < n_change; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			copy[(seed >> 33) % (sizeof xml - 1)] = (char)(seed >> 20);
		}
		rc = trace_read(&trace, reader, (struct sv){copy, sizeof xml - 1}, NULL, &p);
		if (rc == RC_OK) {
			n_sound++;
			n_bad += !text_valid((struct sv){copy, sizeof xml - 1}, NULL) || !text_valid(str_sv(&trace.out), NULL);
		} else {
			n_bad += rc != RC_PARSE || p.fault == XML_FAULT_NONE || p.text[0] == '\0' || !text_valid(sv_of(p.text), NULL);
		}
	}
	tap_ok(n_bad == 0 && n_sound > 1000, "changed bytes: %d sound, %d wrongly judged", n_sound, n_bad);
}

/* libxml2 has channels of its own to standard error. */
static void
silence(void)
{
	char path[] = "/tmp/yulu-xml-XXXXXX";
	int fd = mkstemp(path), saved = dup(2);
	struct str said = {0};
	struct xml_problem p;

	dup2(fd, 2);
	refused();
	trace_read(&trace, reader, SV("<?xml version='1.0' encoding='GBK'?><a>\xff\xff</a>"), NULL, &p);
	trace_read(&trace, reader, SV("<?xml version='1.1'?><a xmlns='relative' xml:lang='!'/>"), NULL, &p);
	dup2(saved, 2);
	close(saved);
	close(fd);
	tap_ok(file_read(path, 1 << 20, &said, NULL) == RC_OK && said.len_b == 0, "nothing on standard error: %s", str_z(&said));
	unlink(path);
	str_clear(&said);
}

int
main(void)
{
	reader = xml_reader_new();
	sound();
	refused();
	limits();
	stopping();
	many_names();
	changed_bytes();
	silence();
	sound();
	xml_reader_free(reader);
	xml_reader_free(NULL);
	str_clear(&trace.out);
	return tap_done();
}
