#include "xml/internal.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/text.h"
#include "xml/libxml.h"

enum {
	MAX_B_DEFAULT = 64 << 20,
	MAX_TEXT_B_DEFAULT = 16 << 20,
	MAX_DEPTH_DEFAULT = 64,
	LIBXML_TEXT_MAX_B = 10000000,	/* its own ceiling for one attribute or CDATA section without XML_PARSE_HUGE */
	DICT_MAX_B = 1 << 20,		/* names of foreign documents gather in the shared dictionary up to here */
};

static struct sv
sv_xml(const xmlChar *s)
{
	return sv_of((const char *)s);
}

/* ---- faults ------------------------------------------------------------- */

void
xml_set_fault(struct xml_reader *r, enum xml_fault fault, const char *text)
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
	xml_set_fault(r, XML_FAULT_TOO_LARGE, text);
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
		xml_set_fault(r, XML_FAULT_TOO_LARGE, "a single name, text or run of blanks is too long");
	else
		xml_set_fault(r, fault_of_code(e->code), str_z(&text));
	p->line = e->line > 0 ? (unsigned)e->line : 0;
	p->column = e->int2 > 0 ? (unsigned)e->int2 : 0;
	str_clear(&text);
}

void
xml_set_place(struct xml_problem *p, struct sv bytes, size_t at_b)
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
gather_attrs(struct xml_reader *r, struct xml_start *e, const xmlChar **ns, const xmlChar **attr)
{
	while (r->cap_ns < e->n_ns)
		r->ns = mem_grow(r->ns, &r->cap_ns, sizeof *r->ns);
	while (r->cap_attr < e->n_attr)
		r->attr = mem_grow(r->attr, &r->cap_attr, sizeof *r->attr);
	for (size_t i = 0; i < e->n_ns; i++)
		r->ns[i] = (struct xml_ns){sv_xml(ns[2 * i]), sv_xml(ns[2 * i + 1])};
	for (size_t i = 0; i < e->n_attr; i++) {
		const xmlChar **a = attr + 5 * i;

		r->attr[i] = (struct xml_attr){{sv_xml(a[0]), sv_xml(a[2]), sv_xml(a[1])},
		    {(const char *)a[3], (size_t)(a[4] - a[3])}};
	}
	e->ns = r->ns;
	e->attr = r->attr;
}

static void
on_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int n_ns,
    const xmlChar **ns, int n_attr, int n_default, const xmlChar **attr)
{
	struct xml_reader *r = ctx;
	struct xml_start e = {.n_ns = (size_t)n_ns, .n_attr = (size_t)n_attr};
	enum rc rc;

	(void)n_default;
	if (r->stop != RC_OK)
		return;
	r->text_b = 0;
	if (r->depth >= r->limits.max_depth) {
		stop_too_large(r, "elements are nested too deeply");
		return;
	}
	if (r->depth == r->cap_open)
		r->open = mem_grow(r->open, &r->cap_open, sizeof *r->open);
	if (r->uri.p != (const char *)uri)
		r->uri = sv_xml(uri);
	e.name = r->open[r->depth++] = (struct xml_name){sv_xml(local), r->uri, sv_xml(prefix)};
	if (e.n_ns + e.n_attr > 0)
		gather_attrs(r, &e, ns, attr);
	e.line = line_now(r);
	rc = r->sink->start(r->sink->ctx, &e);
	if (rc != RC_OK)
		stop(r, rc);
}

static void
on_end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct xml_reader *r = ctx;
	enum rc rc;

	(void)local;
	(void)prefix;
	(void)uri;
	if (r->stop != RC_OK || r->depth == 0)
		return;
	r->text_b = 0;
	rc = r->sink->end(r->sink->ctx, &r->open[--r->depth]);
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
	xml_set_fault(r, XML_FAULT_DOCTYPE, "the document has a DOCTYPE");
	r->problem->line = line_now(r);
	stop(r, RC_PARSE);
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
	mem_free(r->open);
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
		xml_set_fault(r, XML_FAULT_EMPTY, "the document is empty");
		return RC_PARSE;
	}
	nul = memchr(bytes.p, 0, bytes.n);
	if (nul != NULL) {
		xml_set_fault(r, XML_FAULT_CHARACTER, "a byte 0");
		xml_set_place(p, bytes, (size_t)(nul - bytes.p));
		return RC_PARSE;
	}
	if (inner.p[0] != '<') {
		bool later = memchr(inner.p, '<', inner.n) != NULL;

		xml_set_fault(r, later ? XML_FAULT_JUNK : XML_FAULT_EMPTY,
		    later ? "characters before the first element" : "the document has no element");
		xml_set_place(p, bytes, (size_t)(inner.p - bytes.p));
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
		xml_set_fault(r, XML_FAULT_FORM, "the document is not well-formed");
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
		xml_set_fault(r, XML_FAULT_TOO_LARGE, "the document is too large");
		r->encoding[0] = '\0';
		return RC_LIMIT;
	}
	rc = xml_to_utf8(r, &doc);
	snprintf(problem->encoding, sizeof problem->encoding, "%s", r->encoding);
	if (rc == RC_OK)
		rc = look_at_start(r, doc);
	if (rc == RC_OK)
		rc = parse(r, doc);
	if (rc == RC_PARSE && r->is_utf8 && !text_valid(bytes, &bad_b)) {
		/* Whatever libxml2 stumbled over, wrong bytes are the better reason. */
		problem->fault = XML_FAULT_NONE;
		xml_fail_encoding(r, bytes, bad_b, "bytes that are no UTF-8");
		problem->looks_gb = xml_looks_gb(r, bytes);
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

