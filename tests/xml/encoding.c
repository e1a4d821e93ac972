/* Encodings: declared and true, declared and false, not declared at all. */
#include <iconv.h>

#include "base/mem.h"
#include "xml/trace.h"

static struct xml_reader *reader;
static struct trace trace;

/* text in another encoding; yours */
static struct sv
as(const char *encoding, const char *text, char *buf, size_t cap)
{
	iconv_t cd = iconv_open(encoding, "UTF-8");
	char *in = (char *)(uintptr_t)text, *out = buf;
	size_t in_b = strlen(text), room_b = cap;

	if (cd == (iconv_t)-1 || iconv(cd, &in, &in_b, &out, &room_b) == (size_t)-1)
		printf("Bail out! no %s\n", encoding);
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return (struct sv){buf, cap - room_b};
}

static void
true_ones(void)
{
	static const struct { const char *encoding, *declared; } c[] = {
		{"UTF-8", "utf-8"}, {"GB2312", "GB2312"}, {"GB2312", "gb2312"}, {"GBK", "GBK"}, {"GBK", "gb2312"}, {"GB18030", "GB18030"},
		{"GB18030", "gb18030"}, {"UTF-16LE", "UTF-16"}, {"UTF-16BE", "utf-16"}, {"UTF-16LE", "UTF-16LE"},
	};
	char xml[400], buf[1600];
	struct xml_problem p;

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		snprintf(xml, sizeof xml, "<?xml version=\"1.0\" encoding=\"%s\"?>\n<a b=\"属性\">示例进出口有限公司</a>", c[i].declared);
		tap_ok(trace_read(&trace, reader, as(c[i].encoding, xml, buf, sizeof buf), NULL, &p) == RC_OK, "%s declared as %s: %s",
		    c[i].encoding, c[i].declared, p.text);
		tap_text(str_z(&trace.out), "(a b=属性\"示例进出口有限公司\")a", "events in UTF-8");
		tap_text(xml_reader_encoding(reader), c[i].declared, "declared encoding");
		tap_ok(!xml_reader_had_bom(reader), "no BOM");
	}
	snprintf(xml, sizeof xml, "<?xml version='1.0' encoding='GBK' standalone='yes'?><a>镕𠮷</a>");
	tap_ok(trace_read(&trace, reader, as("GB18030", xml, buf, sizeof buf), NULL, &p) == RC_OK, "GB18030 characters under the name GBK");
	tap_text(str_z(&trace.out), "(a\"镕𠮷\")a", "four-byte characters");
}

static void
marks(void)
{
	static const char plain[] = "\xef\xbb\xbf<a>中</a>", declared[] = "\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a>中</a>";
	char buf[400];
	struct xml_problem p;
	struct sv s;

	tap_ok(trace_read(&trace, reader, SV(plain), NULL, &p) == RC_OK && xml_reader_had_bom(reader), "UTF-8 with BOM");
	tap_text(xml_reader_encoding(reader), "", "nothing declared");
	tap_ok(trace_read(&trace, reader, SV(declared), NULL, &p) == RC_OK && xml_reader_had_bom(reader), "BOM and declaration");
	s = as("UTF-16LE", "\xef\xbb\xbf<a>中</a>", buf, sizeof buf);
	tap_ok(trace_read(&trace, reader, s, NULL, &p) == RC_OK && xml_reader_had_bom(reader), "UTF-16 little endian with BOM");
	tap_text(str_z(&trace.out), "(a\"中\")a", "its events");
	s = as("UTF-16BE", "\xef\xbb\xbf<a>中</a>", buf, sizeof buf);
	tap_ok(trace_read(&trace, reader, s, NULL, &p) == RC_OK, "UTF-16 big endian with BOM");
	tap_ok(trace_read(&trace, reader, (struct sv){s.p, s.n - 1}, NULL, &p) == RC_PARSE && p.fault == XML_FAULT_ENCODING
	    && p.at_b == s.n - 2, "UTF-16 cut in the middle of a character");
	s = as("UTF-16LE", "\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a/>", buf, sizeof buf);
	tap_ok(trace_read(&trace, reader, s, NULL, &p) == RC_PARSE && p.fault == XML_FAULT_ENCODING, "UTF-16 that says UTF-8");
	tap_text(p.encoding, "UTF-8", "what it says");
}

struct want {
	enum xml_fault fault;
	unsigned line, column;
	size_t at_b;
	bool looks_gb;
};

static void
is_lie(struct sv bytes, struct want want, const char *encoding, const char *name)
{
	struct xml_problem p;
	enum rc rc = trace_read(&trace, reader, bytes, NULL, &p);

	tap_ok(rc == RC_PARSE && p.fault == want.fault && p.line == want.line && p.column == want.column && p.at_b == want.at_b
	    && p.looks_gb == want.looks_gb && strcmp(p.encoding, encoding) == 0, "%s: fault %d line %u column %u byte %zu %s %s: %s", name,
	    (int)p.fault, p.line, p.column, p.at_b, p.encoding, p.looks_gb ? "gb" : "", p.text);
}

static void
lies(void)
{
	enum xml_fault f = XML_FAULT_ENCODING;
	char buf[400];

	is_lie(as("GBK", "<?xml version='1.0' encoding='UTF-8'?>\n<a>\nab中文公司</a>", buf, sizeof buf),
	    (struct want){f, 3, 3, 45, true}, "UTF-8", "GBK that says UTF-8");
	is_lie(as("GBK", "<a>中文公司</a>", buf, sizeof buf), (struct want){f, 1, 4, 3, true}, "", "GBK that says nothing");
	is_lie(SV("<a>\xff\xff</a>"), (struct want){f, 1, 4, 3, false}, "", "neither UTF-8 nor GB");
	is_lie(SV("<a></b>\xff"), (struct want){f, 1, 8, 7, false}, "", "wrong bytes come before wrong tags");
	is_lie(SV("<?xml version='1.0' encoding='GB2312'?>\n<a>示例公司</a>"), (struct want){f, 2, 4, 43, false}, "GB2312",
	    "UTF-8 that says GB2312");
	is_lie(SV("<?xml version='1.0' encoding='GBK'?><a>\xff\xff</a>"), (struct want){f, 1, 40, 39, false}, "GBK", "GBK that is none");
	is_lie(SV("<?xml version='1.0' encoding='GBK'?><a>\xca"), (struct want){f, 1, 40, 39, false}, "GBK", "GBK cut in a character");
	is_lie(SV("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>"), (struct want){f, 1, 1, 0, false}, "ISO-8859-1",
	    "another encoding");
	is_lie(SV("<?xml version='1.0' encoding='UTF-16'?><a/>"), (struct want){f, 1, 1, 0, false}, "UTF-16", "8 bits that say UTF-16");
	is_lie(SV("\xef\xbb\xbf<?xml version='1.0' encoding='GBK'?><a/>"), (struct want){f, 1, 1, 0, false}, "GBK",
	    "BOM of UTF-8 that says GBK");
	is_lie(SV("<a>\xed\xa0\x80</a>"), (struct want){f, 1, 4, 3, false}, "", "a surrogate in UTF-8");
	is_lie(SV("<a b='\xc0\xaf'/>"), (struct want){f, 1, 7, 6, true}, "", "an overlong form");
}

/* Two bytes of GB can look like two bytes of UTF-8; one such word is no proof. */
static void
doubtful(void)
{
	char buf[200];
	struct xml_problem p;
	struct sv s = as("GBK", "<?xml version='1.0' encoding='GB2312'?><a>模模</a>", buf, sizeof buf);

	tap_ok(trace_read(&trace, reader, s, NULL, &p) == RC_OK, "GB bytes that would be UTF-8 too");
	tap_text(str_z(&trace.out), "(a\"模模\")a", "are read as declared");
	s = as("GBK", "<?xml version='1.0' encoding='GBK'?><a>涓璂</a>", buf, sizeof buf);
	tap_ok(trace_read(&trace, reader, s, NULL, &p) == RC_OK, "one character that would be Chinese in UTF-8");
	tap_text(str_z(&trace.out), "(a\"涓璂\")a", "too");
}

static void
faults_inside(void)
{
	char buf[200];
	struct xml_problem p;
	struct sv s = as("GBK", "<?xml version='1.0' encoding='GBK'?>\n<a>示例</b>", buf, sizeof buf);

	tap_ok(trace_read(&trace, reader, s, NULL, &p) == RC_PARSE && p.fault == XML_FAULT_FORM && p.line == 2 && !p.looks_gb,
	    "a wrong tag in a GBK document is a wrong tag");
}

int
main(void)
{
	reader = xml_reader_new();
	true_ones();
	marks();
	lies();
	doubtful();
	faults_inside();
	xml_reader_free(reader);
	str_clear(&trace.out);
	return tap_done();
}
