/*
 * libxml2, loaded when it is first needed (base/lib.h): it brings ICU and the
 * C++ library along, whose symbols take longer to bind than everything else
 * that happens until the first screen. Its functions are called by their own
 * names, which are macros here.
 *
 * libxml_load() says why it cannot be loaded; a call without it ends the
 * program in order (mem.h).
 */
#ifndef YULU_XML_LIBXML_H
#define YULU_XML_LIBXML_H

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include "base/err.h"

struct libxml {
	__typeof__(xmlCtxtGetLastError) *xmlCtxtGetLastError;
	__typeof__(xmlCtxtReadMemory) *xmlCtxtReadMemory;
	__typeof__(xmlDictGetUsage) *xmlDictGetUsage;
	__typeof__(xmlDocGetRootElement) *xmlDocGetRootElement;
	__typeof__(xmlFirstElementChild) *xmlFirstElementChild;
	__typeof__(xmlFreeDoc) *xmlFreeDoc;
	__typeof__(xmlFreeParserCtxt) *xmlFreeParserCtxt;
	__typeof__(xmlGetLineNo) *xmlGetLineNo;
	__typeof__(xmlInitParser) *xmlInitParser;
	__typeof__(xmlMemSetup) *xmlMemSetup;
	__typeof__(xmlNewParserCtxt) *xmlNewParserCtxt;
	__typeof__(xmlNextElementSibling) *xmlNextElementSibling;
	__typeof__(xmlNodeGetContent) *xmlNodeGetContent;
	__typeof__(xmlNodeListGetString) *xmlNodeListGetString;
	__typeof__(xmlStopParser) *xmlStopParser;
	xmlFreeFunc *xmlFree_at;	/* a variable there */
};

enum rc libxml_load(struct err *err);
const struct libxml *libxml(void);

#ifndef LIBXML_TABLE
#define xmlCtxtGetLastError (libxml()->xmlCtxtGetLastError)
#define xmlCtxtReadMemory (libxml()->xmlCtxtReadMemory)
#define xmlDictGetUsage (libxml()->xmlDictGetUsage)
#define xmlDocGetRootElement (libxml()->xmlDocGetRootElement)
#define xmlFirstElementChild (libxml()->xmlFirstElementChild)
#define xmlFreeDoc (libxml()->xmlFreeDoc)
#define xmlFreeParserCtxt (libxml()->xmlFreeParserCtxt)
#define xmlGetLineNo (libxml()->xmlGetLineNo)
#define xmlInitParser (libxml()->xmlInitParser)
#define xmlMemSetup (libxml()->xmlMemSetup)
#define xmlNewParserCtxt (libxml()->xmlNewParserCtxt)
#define xmlNextElementSibling (libxml()->xmlNextElementSibling)
#define xmlNodeGetContent (libxml()->xmlNodeGetContent)
#define xmlNodeListGetString (libxml()->xmlNodeListGetString)
#define xmlStopParser (libxml()->xmlStopParser)
#undef xmlFree
#define xmlFree (*libxml()->xmlFree_at)
#endif

#endif
