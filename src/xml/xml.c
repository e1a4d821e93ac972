#include "xml/xml.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <strings.h>

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "base/mem.h"
#include "base/text.h"

enum {
	MAX_B_DEFAULT = 64 << 20,
	MAX_TEXT_B_DEFAULT = 16 << 20,
	MAX_DEPTH_DEFAULT = 64,
	LIBXML_TEXT_MAX_B = 10000000,	/* its own ceiling for one attribute or CDATA section without XML_PARSE_HUGE */
	DICT_MAX_B = 1 << 20,		/* names of foreign documents gather in the shared dictionary up to here */
};

struct xml_reader {
	xmlParserCtxtPtr ctxt;
	iconv_t gb;			/* (iconv_t)-1 until needed */
	struct str utf8;		/* the document, where it had to be converted */
	struct xml_attr *attr;
	size_t cap_attr;
	struct xml_ns *ns;
	size_t cap_ns;
	char encoding[32];
	bool had_bom;
	bool is_utf8;			/* the bytes are taken for UTF-8 as they are */

	/* of the reading under way */
	const struct xml_sink *sink;
	struct xml_problem *problem;
	struct xml_limits limits;
	size_t text_b;
	unsigned depth;
	struct sv uri;			/* the last namespace; libxml2 keeps one copy of each */
	enum rc stop;			/* why a callback ended it */
};

static struct sv
sv_xml(const xmlChar *s)
{
	return sv_of((const char *)s);
}

static struct xml_name
name_of(struct xml_reader *r, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	if (r->uri.p != (const char *)uri)
		r->uri = sv_xml(uri);
	return (struct xml_name){sv_xml(local), r->uri, sv_xml(prefix)};
}

/* ---- faults ------------------------------------------------------------- */

static void
set_fault(struct xml_reader *r, enum xml_fault fault, const char *text)
{
	struct xml_problem *p = r->problem;

	if (p->fault != XML_FAULT_NONE)
		return;
	p->fault = fault;
	snprintf(p->text, sizeof p->text, "%s", text);
}

static unsigned
line_now(const struct xml_reader *r)
{
	return r->ctxt->input != NULL ? (unsigned)r->ctxt->input->line : 0;
}

static void
stop(struct xml_reader *r, enum rc rc)
{
	if (r->stop == RC_OK)
		r->stop = rc;
	xmlStopParser(r->ctxt);
}

static void
stop_too_large(struct xml_reader *r, const char *text)
{
	set_fault(r, XML_FAULT_TOO_LARGE, text);
	r->problem->line = line_now(r);
	stop(r, RC_LIMIT);
}

static enum xml_fault
fault_of_code(int code)
{
	switch (code) {
	case XML_ERR_INVALID_CHAR:
	case XML_ERR_INVALID_CHARREF:
	case XML_ERR_INVALID_HEX_CHARREF:
	case XML_ERR_INVALID_DEC_CHARREF:
		return XML_FAULT_CHARACTER;
	case XML_ERR_INVALID_ENCODING:
	case XML_ERR_UNKNOWN_ENCODING:
	case XML_ERR_UNSUPPORTED_ENCODING:
		return XML_FAULT_ENCODING;
	case XML_ERR_UNDECLARED_ENTITY:
	case XML_WAR_UNDECLARED_ENTITY:
		return XML_FAULT_DOCTYPE;
	case XML_ERR_DOCUMENT_EMPTY:
		return XML_FAULT_EMPTY;
	case XML_ERR_DOCUMENT_END:
	case XML_ERR_RESERVED_XML_NAME:
		return XML_FAULT_JUNK;
	default:
		return XML_FAULT_FORM;
	}
}

static void
on_error(void *ctx, xmlErrorPtr e)
{
	struct xml_reader *r = ctx;
	struct xml_problem *p = r->problem;
	struct str text = STR_INIT(sizeof p->text - 1);
	struct sv words;

	if (e->level == XML_ERR_WARNING || r->stop != RC_OK || p->fault != XML_FAULT_NONE)
		return;
	words = sv_trim(sv_of(e->message != NULL ? e->message : ""));
	if (words.n > sizeof p->text / 4)
		words.n = sizeof p->text / 4;	/* a replaced byte takes three */
	text_add_clean(&text, words, 0);
	if (e->code == XML_ERR_INTERNAL_ERROR && sv_find(words, SV("Huge input"), NULL))
		set_fault(r, XML_FAULT_TOO_LARGE, "a single name, text or run of blanks is too long");
	else
		set_fault(r, fault_of_code(e->code), str_z(&text));
	p->line = e->line > 0 ? (unsigned)e->line : 0;
	p->column = e->int2 > 0 ? (unsigned)e->int2 : 0;
	str_clear(&text);
}

/* Line and column of a byte in bytes that are ASCII as far as lines go. */
static void
set_place(struct xml_problem *p, struct sv bytes, size_t at_b)
{
	const char *line = bytes.p, *end = bytes.p + at_b, *nl;

	p->at_b = at_b;
	p->line = 1;
	while (line < end && (nl = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		p->line++;
		line = nl + 1;
	}
	p->column = (unsigned)(text_len_ch((struct sv){line, (size_t)(end - line)}) + 1);
}

/* ---- events --------------------------------------------------------------- */

static void
on_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int n_ns,
    const xmlChar **ns, int n_attr, int n_default, const xmlChar **attr)
{
	struct xml_reader *r = ctx;
	struct xml_start e = {.name = name_of(r, local, prefix, uri)};
	enum rc rc;

	(void)n_default;
	if (r->stop != RC_OK)
		return;
	r->text_b = 0;
	if (++r->depth > r->limits.max_depth) {
		stop_too_large(r, "elements are nested too deeply");
		return;
	}
	while (r->cap_ns < (size_t)n_ns)
		r->ns = mem_grow(r->ns, &r->cap_ns, sizeof *r->ns);
	while (r->cap_attr < (size_t)n_attr)
		r->attr = mem_grow(r->attr, &r->cap_attr, sizeof *r->attr);
	for (int i = 0; i < n_ns; i++)
		r->ns[i] = (struct xml_ns){sv_xml(ns[2 * i]), sv_xml(ns[2 * i + 1])};
	for (int i = 0; i < n_attr; i++) {
		const xmlChar **a = attr + 5 * i;

		r->attr[i] = (struct xml_attr){{sv_xml(a[0]), sv_xml(a[2]), sv_xml(a[1])},
		    {(const char *)a[3], (size_t)(a[4] - a[3])}};
	}
	e.ns = r->ns;
	e.n_ns = (size_t)n_ns;
	e.attr = r->attr;
	e.n_attr = (size_t)n_attr;
	e.line = line_now(r);
	rc = r->sink->start(r->sink->ctx, &e);
	if (rc != RC_OK)
		stop(r, rc);
}

static void
on_end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct xml_reader *r = ctx;
	struct xml_name name = name_of(r, local, prefix, uri);
	enum rc rc;

	if (r->stop != RC_OK)
		return;
	r->text_b = 0;
	r->depth--;
	rc = r->sink->end(r->sink->ctx, &name);
	if (rc != RC_OK)
		stop(r, rc);
}

static void
on_text(void *ctx, const xmlChar *text, int n)
{
	struct xml_reader *r = ctx;
	enum rc rc;

	if (r->stop != RC_OK)
		return;
	r->text_b += (size_t)n;
	if (r->text_b > r->limits.max_text_b) {
		stop_too_large(r, "a text is too long");
		return;
	}
	rc = r->sink->text(r->sink->ctx, (struct sv){(const char *)text, (size_t)n});
	if (rc != RC_OK)
		stop(r, rc);
}

static void
on_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct xml_reader *r = ctx;

	(void)name;
	(void)public_id;
	(void)system_id;
	set_fault(r, XML_FAULT_DOCTYPE, "the document has a DOCTYPE");
	r->problem->line = line_now(r);
	stop(r, RC_PARSE);
}

/* ---- the encoding ------------------------------------------------------------ */

/* The encoding that an XML declaration at the start names; "" when none. */
static void
find_declared(struct sv text, char out[32])
{
	struct sv head = {text.p, text.n < 512 ? text.n : 512};
	size_t at;
	char quote;

	out[0] = '\0';
	if (!sv_starts(head, SV("<?xml")) || !sv_find(head, SV("?>"), &at))
		return;
	head.n = at;
	if (!sv_find(head, SV("encoding"), &at))
		return;
	head = sv_trim((struct sv){head.p + at + 8, head.n - at - 8});
	if (head.n == 0 || head.p[0] != '=')
		return;
	head = sv_trim((struct sv){head.p + 1, head.n - 1});
	if (head.n < 2 || (head.p[0] != '"' && head.p[0] != '\''))
		return;
	quote = head.p[0];
	for (at = 1; at < head.n && head.p[at] != quote; at++) {
		if (at == 31 || head.p[at] <= ' ' || head.p[at] > '~')
			return;
		out[at - 1] = head.p[at];
		out[at] = '\0';
	}
}

static bool
is_gb(const char *encoding)
{
	static const char *const name[] = {"GB2312", "GB_2312-80", "EUC-CN", "GBK", "CP936", "GB18030"};

	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (strcasecmp(encoding, name[i]) == 0)
			return true;
	return false;
}

/* Converts all of bytes. On failure *bad_b is the offset of the first byte
 * that is not of the encoding. The output is at most three times the input. */
static bool
convert(iconv_t cd, struct sv bytes, struct str *out, size_t *bad_b)
{
	char *in = (char *)(uintptr_t)bytes.p, *to, *begin;
	size_t in_b = bytes.n, room_b, n;

	iconv(cd, NULL, NULL, NULL, NULL);
	str_reset(out);
	while (in_b > 0) {
		room_b = in_b < 4096 ? 3 * in_b + 16 : in_b + in_b / 2;
		begin = to = str_room(out, room_b);
		if (to == NULL)
			break;
		n = iconv(cd, &in, &in_b, &to, &room_b);
		str_wrote(out, (size_t)(to - begin));
		if (n == (size_t)-1 && errno != E2BIG)
			break;
	}
	*bad_b = bytes.n - in_b;
	return in_b == 0;
}

static iconv_t
gb_converter(struct xml_reader *r)
{
	/* GB18030 holds all of GBK, GBK all of GB2312, and senders mix the names up. */
	if (r->gb == (iconv_t)-1)
		r->gb = iconv_open("UTF-8", "GB18030");
	return r->gb;
}

static bool
looks_gb(struct xml_reader *r, struct sv bytes)
{
	size_t bad_b;

	return gb_converter(r) != (iconv_t)-1 && convert(r->gb, bytes, &r->utf8, &bad_b);
}

/* Chinese in UTF-8 is three bytes a character; two such in a row of bytes that
 * are sound UTF-8 throughout do not come about in GB text. */
static bool
is_utf8_after_all(struct sv bytes, size_t *first_b)
{
	size_t n_long = 0, first = bytes.n;

	if (!text_valid(bytes, NULL))
		return false;
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];

		if (c >= 0x80 && first == bytes.n)
			first = i;
		n_long += c >= 0xe0;
	}
	*first_b = first;
	return n_long >= 2;
}

static enum rc
fail_encoding(struct xml_reader *r, struct sv bytes, size_t at_b, const char *text)
{
	set_fault(r, XML_FAULT_ENCODING, text);
	set_place(r->problem, bytes, at_b);
	return RC_PARSE;
}

static enum rc
to_utf8_from_16(struct xml_reader *r, struct sv *bytes, bool big)
{
	size_t mark_b = r->had_bom ? 2 : 0;
	iconv_t cd = iconv_open("UTF-8", big ? "UTF-16BE" : "UTF-16LE");
	struct xml_problem *p = r->problem;
	size_t bad_b = 0;
	bool ok = cd != (iconv_t)-1 && convert(cd, *bytes, &r->utf8, &bad_b);

	if (cd != (iconv_t)-1)
		iconv_close(cd);
	if (!ok) {
		set_fault(r, XML_FAULT_ENCODING, "bytes that are no UTF-16");
		p->at_b = mark_b + bad_b;
		return RC_PARSE;
	}
	*bytes = str_sv(&r->utf8);
	find_declared(*bytes, r->encoding);
	if (r->encoding[0] != '\0' && strncasecmp(r->encoding, "UTF-16", 6) != 0) {
		set_fault(r, XML_FAULT_ENCODING, "the document is UTF-16 and declares another encoding");
		p->line = 1;
		return RC_PARSE;
	}
	return RC_OK;
}

static enum rc
to_utf8_from_gb(struct xml_reader *r, struct sv *bytes)
{
	size_t bad_b;

	if (gb_converter(r) == (iconv_t)-1)
		return fail_encoding(r, *bytes, 0, "this system cannot convert GB18030");
	if (is_utf8_after_all(*bytes, &bad_b))
		return fail_encoding(r, *bytes, bad_b, "the bytes are UTF-8, not the declared encoding");
	if (!convert(r->gb, *bytes, &r->utf8, &bad_b))
		return fail_encoding(r, *bytes, bad_b, "bytes that are not of the declared encoding");
	*bytes = str_sv(&r->utf8);
	return RC_OK;
}

/* Leaves UTF-8 without BOM in *bytes. Sound UTF-8 is for libxml2 to see to. */
static enum rc
to_utf8(struct xml_reader *r, struct sv *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes->p;

	r->encoding[0] = '\0';
	r->had_bom = false;
	r->is_utf8 = false;
	if (bytes->n >= 2 && ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff))) {
		r->had_bom = true;
		*bytes = (struct sv){bytes->p + 2, bytes->n - 2};
		return to_utf8_from_16(r, bytes, b[0] == 0xfe);
	}
	if (bytes->n >= 2 && ((b[0] == '<' && b[1] == 0) || (b[0] == 0 && b[1] == '<')))
		return to_utf8_from_16(r, bytes, b[0] == 0);
	if (bytes->n >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf) {
		r->had_bom = true;
		*bytes = (struct sv){bytes->p + 3, bytes->n - 3};
	}
	find_declared(*bytes, r->encoding);
	r->is_utf8 = r->encoding[0] == '\0' || strcasecmp(r->encoding, "UTF-8") == 0;
	if (r->is_utf8)
		return RC_OK;
	if (is_gb(r->encoding) && !r->had_bom)
		return to_utf8_from_gb(r, bytes);
	return fail_encoding(r, *bytes, 0, r->had_bom ? "the document begins with the mark of UTF-8 and declares another encoding"
	    : "the declared encoding is not one of UTF-8, UTF-16, GB2312, GBK, GB18030, or not that of the bytes");
}

/* ---- reading ------------------------------------------------------------------- */

struct xml_reader *
xml_reader_new(void)
{
	struct xml_reader *r;

	/* One allocator, so that running out of memory ends in one way. */
	xmlMemSetup(mem_free, mem_alloc, mem_realloc, mem_strdup);
	xmlInitParser();
	r = mem_zalloc(1, sizeof *r);
	r->gb = (iconv_t)-1;
	return r;
}

void
xml_reader_free(struct xml_reader *r)
{
	if (r == NULL)
		return;
	if (r->ctxt != NULL)
		xmlFreeParserCtxt(r->ctxt);
	if (r->gb != (iconv_t)-1)
		iconv_close(r->gb);
	str_clear(&r->utf8);
	mem_free(r->attr);
	mem_free(r->ns);
	mem_free(r);
}

/* A parser context is used again for the next document: its dictionary knows
 * the names already. */
static void
need_context(struct xml_reader *r)
{
	xmlSAXHandler *sax;

	if (r->ctxt != NULL && xmlDictGetUsage(r->ctxt->dict) > DICT_MAX_B) {
		xmlFreeParserCtxt(r->ctxt);
		r->ctxt = NULL;
	}
	if (r->ctxt != NULL)
		return;
	r->ctxt = xmlNewParserCtxt();
	sax = r->ctxt->sax;
	memset(sax, 0, sizeof *sax);
	sax->initialized = XML_SAX2_MAGIC;
	sax->startElementNs = on_start;
	sax->endElementNs = on_end;
	sax->characters = on_text;
	sax->ignorableWhitespace = on_text;
	sax->cdataBlock = on_text;
	sax->internalSubset = on_doctype;
	sax->serror = on_error;
	r->ctxt->userData = r;
}

/* What libxml2 would stumble over or misread: NUL ends a document for it, and
 * a first byte other than "<" makes it guess at encodings. */
static enum rc
look_at_start(struct xml_reader *r, struct sv bytes)
{
	struct xml_problem *p = r->problem;
	const char *nul;
	struct sv inner = sv_trim(bytes);

	if (inner.n == 0) {
		set_fault(r, XML_FAULT_EMPTY, "the document is empty");
		return RC_PARSE;
	}
	nul = memchr(bytes.p, 0, bytes.n);
	if (nul != NULL) {
		set_fault(r, XML_FAULT_CHARACTER, "a byte 0");
		set_place(p, bytes, (size_t)(nul - bytes.p));
		return RC_PARSE;
	}
	if (inner.p[0] != '<') {
		bool later = memchr(inner.p, '<', inner.n) != NULL;

		set_fault(r, later ? XML_FAULT_JUNK : XML_FAULT_EMPTY,
		    later ? "characters before the first element" : "the document has no element");
		set_place(p, bytes, (size_t)(inner.p - bytes.p));
		return RC_PARSE;
	}
	return RC_OK;
}

static enum rc
parse(struct xml_reader *r, struct sv bytes)
{
	/* NOENT lets no entity in, DOCTYPE ends the reading; without it & in an attribute arrives as &#38;. */
	int options = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT;
	xmlDocPtr doc;

	need_context(r);
	if (r->limits.max_text_b > LIBXML_TEXT_MAX_B && r->limits.max_text_b != MAX_TEXT_B_DEFAULT)
		options |= XML_PARSE_HUGE;
	doc = xmlCtxtReadMemory(r->ctxt, bytes.p, (int)bytes.n, NULL, NULL, options);
	if (doc != NULL)
		xmlFreeDoc(doc);
	if (r->stop != RC_OK)
		return r->stop;
	if (r->problem->fault == XML_FAULT_NONE && (r->ctxt->wellFormed == 0 || r->ctxt->nsWellFormed == 0
	    || r->depth != 0))
		set_fault(r, XML_FAULT_FORM, "the document is not well-formed");
	return r->problem->fault == XML_FAULT_NONE ? RC_OK : RC_PARSE;
}

enum rc
xml_read(struct xml_reader *r, struct sv bytes, const struct xml_limits *limits,
    const struct xml_sink *sink, struct xml_problem *problem)
{
	static const struct xml_limits none;
	struct sv doc = bytes;
	size_t bad_b;
	enum rc rc;

	*problem = (struct xml_problem){0};
	r->sink = sink;
	r->problem = problem;
	r->limits = limits != NULL ? *limits : none;
	if (r->limits.max_b == 0)
		r->limits.max_b = MAX_B_DEFAULT;
	if (r->limits.max_text_b == 0)
		r->limits.max_text_b = MAX_TEXT_B_DEFAULT;
	if (r->limits.max_depth == 0)
		r->limits.max_depth = MAX_DEPTH_DEFAULT;
	r->text_b = 0;
	r->depth = 0;
	r->stop = RC_OK;
	r->uri = (struct sv){0};
	if (bytes.n > r->limits.max_b || bytes.n > INT32_MAX / 4) {
		set_fault(r, XML_FAULT_TOO_LARGE, "the document is too large");
		r->encoding[0] = '\0';
		return RC_LIMIT;
	}
	rc = to_utf8(r, &doc);
	snprintf(problem->encoding, sizeof problem->encoding, "%s", r->encoding);
	if (rc == RC_OK)
		rc = look_at_start(r, doc);
	if (rc == RC_OK)
		rc = parse(r, doc);
	if (rc == RC_PARSE && r->is_utf8 && !text_valid(bytes, &bad_b)) {
		/* Whatever libxml2 stumbled over, wrong bytes are the better reason. */
		problem->fault = XML_FAULT_NONE;
		fail_encoding(r, bytes, bad_b, "bytes that are no UTF-8");
		problem->looks_gb = looks_gb(r, bytes);
	}
	return rc;
}

const char *
xml_reader_encoding(const struct xml_reader *r)
{
	return r->encoding;
}

bool
xml_reader_had_bom(const struct xml_reader *r)
{
	return r->had_bom;
}

/* ---- writing ------------------------------------------------------------------ */

void
xml_escape(struct str *to, struct sv text, bool attribute)
{
	size_t from = 0;

	for (size_t i = 0; i < text.n; i++) {
		const char *instead = NULL;
		unsigned char c = (unsigned char)text.p[i];

		if (c > '>')
			continue;
		switch (c) {
		case '&': instead = "&amp;"; break;
		case '<': instead = "&lt;"; break;
		case '>': instead = "&gt;"; break;
		case '\r': instead = "&#13;"; break;
		case '"': instead = attribute ? "&quot;" : NULL; break;
		case '\t': instead = attribute ? "&#9;" : NULL; break;
		case '\n': instead = attribute ? "&#10;" : NULL; break;
		default: instead = c < 0x20 ? "\xef\xbf\xbd" : NULL; break;
		}
		if (instead == NULL)
			continue;
		str_add(to, (struct sv){text.p + from, i - from});
		str_adds(to, instead);
		from = i + 1;
	}
	if (from < text.n)
		str_add(to, (struct sv){text.p + from, text.n - from});
}

static void
new_line(struct xml_writer *w)
{
	static const char blanks[] = "\n                                                                ";
	size_t n = 1 + 2 * (size_t)w->depth;

	str_add(w->to, (struct sv){blanks, n < sizeof blanks - 1 ? n : sizeof blanks - 1});
}

static void
close_tag(struct xml_writer *w)
{
	if (w->open_tag)
		str_addc(w->to, '>');
	w->open_tag = false;
}

void
xml_write_begin(struct xml_writer *w, struct str *to)
{
	*w = (struct xml_writer){.to = to};
	str_adds(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

void
xml_write_start(struct xml_writer *w, struct sv qname)
{
	close_tag(w);
	if (w->depth > 0 && !w->had_text)
		new_line(w);
	str_addc(w->to, '<');
	str_add(w->to, qname);
	w->depth++;
	w->open_tag = true;
	w->had_text = w->had_child = false;
}

void
xml_write_attr(struct xml_writer *w, struct sv qname, struct sv value)
{
	str_addc(w->to, ' ');
	str_add(w->to, qname);
	str_adds(w->to, "=\"");
	xml_escape(w->to, value, true);
	str_addc(w->to, '"');
}

void
xml_write_text(struct xml_writer *w, struct sv text)
{
	if (text.n == 0)
		return;
	close_tag(w);
	xml_escape(w->to, text, false);
	w->had_text = true;
}

void
xml_write_end(struct xml_writer *w, struct sv qname)
{
	w->depth--;
	if (w->open_tag) {
		str_adds(w->to, "/>");
	} else {
		if (w->had_child && !w->had_text)
			new_line(w);
		str_adds(w->to, "</");
		str_add(w->to, qname);
		str_addc(w->to, '>');
	}
	w->open_tag = w->had_text = false;
	w->had_child = true;
	if (w->depth == 0)
		str_addc(w->to, '\n');
}

void
xml_write_element(struct xml_writer *w, struct sv qname, struct sv text)
{
	xml_write_start(w, qname);
	xml_write_text(w, text);
	xml_write_end(w, qname);
}

void
xml_write_raw(struct xml_writer *w, struct sv xml)
{
	close_tag(w);
	if (!w->had_text)
		new_line(w);
	str_add(w->to, xml);
	w->had_child = true;
}
