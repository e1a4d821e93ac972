/*
 * Inside xml/: xml.c turns UTF-8 into events through libxml2, encoding.c makes
 * UTF-8 of the bytes, write.c writes.
 */
#ifndef YULU_XML_INTERNAL_H
#define YULU_XML_INTERNAL_H

#include <iconv.h>

#include "xml/xml.h"

struct xml_reader {
	struct _xmlParserCtxt *ctxt;
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
	struct xml_name *open;		/* of the elements that are open; as many as depth */
	size_t cap_open;
	struct sv uri;			/* the last namespace; libxml2 keeps one copy of each */
	enum rc stop;			/* why a callback ended it */
};

/* The first fault counts. */
void xml_set_fault(struct xml_reader *r, enum xml_fault fault, const char *text);
/* Line and column of a byte in bytes that are ASCII as far as lines go. */
void xml_set_place(struct xml_problem *p, struct sv bytes, size_t at_b);

/* Leaves UTF-8 without BOM in *bytes. Sound UTF-8 is for libxml2 to see to. */
enum rc xml_to_utf8(struct xml_reader *r, struct sv *bytes);
enum rc xml_fail_encoding(struct xml_reader *r, struct sv bytes, size_t at_b, const char *text);
bool xml_looks_gb(struct xml_reader *r, struct sv bytes);

#endif
