/*
 * XML as events, in and out, with limits. libxml2's SAX2 does the parsing; no
 * tree is built, nothing is fetched, no DTD and no entity beyond the five is
 * accepted.
 *
 *     struct xml_reader *r = xml_reader_new();          one per process, reused
 *     xml_read(r, bytes, &limits, &sink, &problem)      RC_OK, RC_PARSE, RC_LIMIT, RC_STOP
 *
 * Bytes may be UTF-8 (with or without BOM), UTF-16, or GB2312/GBK/GB18030 when
 * the XML declaration says so. Events carry UTF-8. A success means: libxml2
 * reported no error of any kind and the document ended after its root.
 * Source: XML 1.0, Namespaces 1.0.
 */
#ifndef YULU_XML_XML_H
#define YULU_XML_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct xml_name {
	struct sv local, ns, prefix;	/* ns and prefix empty when there is none */
};

struct xml_attr {
	struct xml_name name;
	struct sv value;		/* entities resolved, normalised as XML demands */
};

struct xml_ns {				/* a declaration on this element */
	struct sv prefix, uri;
};

struct xml_start {
	struct xml_name name;
	const struct xml_attr *attr;	/* without namespace declarations */
	size_t n_attr;
	const struct xml_ns *ns;
	size_t n_ns;
	unsigned line;			/* from 1; where the start tag ends */
};

/* All views live until the callback returns. A callback that returns other
 * than RC_OK ends the reading with that code. Text may come in pieces; CDATA
 * arrives as text; comments and processing instructions do not arrive. */
struct xml_sink {
	void *ctx;
	enum rc (*start)(void *ctx, const struct xml_start *e);
	enum rc (*text)(void *ctx, struct sv text);
	enum rc (*end)(void *ctx, const struct xml_name *name);
};

struct xml_limits {		/* 0 means the default */
	size_t max_b;		/* whole document; 64 MiB */
	size_t max_text_b;	/* one text; 16 MiB */
	unsigned max_depth;	/* 64 */
};

enum xml_fault {
	XML_FAULT_NONE = 0,
	XML_FAULT_FORM,		/* not well-formed */
	XML_FAULT_ENCODING,	/* bytes that are not of the declared encoding */
	XML_FAULT_DOCTYPE,	/* DOCTYPE or an entity of its own */
	XML_FAULT_CHARACTER,	/* a character that XML 1.0 forbids */
	XML_FAULT_EMPTY,	/* no bytes, or no element */
	XML_FAULT_TOO_LARGE,	/* over a limit */
	XML_FAULT_JUNK,		/* characters before the XML declaration or after the root */
};

struct xml_problem {
	enum xml_fault fault;
	unsigned line, column;	/* from 1; 0 when unknown */
	size_t at_b;		/* offset of the first bad byte where known (encoding), else 0 */
	char encoding[32];	/* what the document declares, "" when nothing */
	bool looks_gb;		/* bytes are no UTF-8 but would be sound GB18030 */
	char text[512];		/* libxml2's words, cleaned, English */
};

struct xml_reader;

struct xml_reader *xml_reader_new(void) __attribute__((warn_unused_result));
void xml_reader_free(struct xml_reader *r);
enum rc xml_read(struct xml_reader *r, struct sv bytes, const struct xml_limits *limits,
    const struct xml_sink *sink, struct xml_problem *problem);
/* The encoding the last read document declared, "" when none; and whether it had a BOM. */
const char *xml_reader_encoding(const struct xml_reader *r);
bool xml_reader_had_bom(const struct xml_reader *r);

/*
 * Writing. Indented by two blanks, LF, UTF-8 without BOM. Escapes & < > in
 * text, and " TAB LF CR besides in attributes; CR in text as &#13;.
 */
struct xml_writer {
	struct str *to;		/* borrowed */
	unsigned depth;
	bool open_tag, had_text, had_child;
};

void xml_write_begin(struct xml_writer *w, struct str *to);	/* the XML declaration */
void xml_write_start(struct xml_writer *w, struct sv qname);
void xml_write_attr(struct xml_writer *w, struct sv qname, struct sv value);
void xml_write_text(struct xml_writer *w, struct sv text);
void xml_write_end(struct xml_writer *w, struct sv qname);	/* <a/> when nothing was in it */
void xml_write_element(struct xml_writer *w, struct sv qname, struct sv text);	/* start, text, end */
void xml_write_raw(struct xml_writer *w, struct sv xml);	/* already well-formed, as a child */
void xml_escape(struct str *to, struct sv text, bool attribute);

#endif
