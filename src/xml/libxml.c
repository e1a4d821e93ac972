#define LIBXML_TABLE
#include "xml/libxml.h"

#include "base/lib.h"
#include "base/mem.h"

#define SYMBOL(name) {#name, offsetof(struct libxml, name)}

static const struct lib_symbol symbols[] = {
	SYMBOL(xmlCtxtGetLastError), SYMBOL(xmlCtxtReadMemory), SYMBOL(xmlDictGetUsage), SYMBOL(xmlDocGetRootElement),
	SYMBOL(xmlFirstElementChild), SYMBOL(xmlFreeDoc), SYMBOL(xmlFreeParserCtxt), SYMBOL(xmlGetLineNo), SYMBOL(xmlInitParser),
	SYMBOL(xmlMemSetup), SYMBOL(xmlNewParserCtxt), SYMBOL(xmlNextElementSibling), SYMBOL(xmlNodeGetContent),
	SYMBOL(xmlNodeListGetString), SYMBOL(xmlStopParser), {"xmlFree", offsetof(struct libxml, xmlFree_at)},
};

static struct libxml table;

enum rc
libxml_load(struct err *err)
{
	return table.xmlFreeDoc != NULL ? RC_OK
	    : lib_load("libxml2.so.2", symbols, sizeof symbols / sizeof symbols[0], &table, err);
}

const struct libxml *
libxml(void)
{
	if (table.xmlFreeDoc == NULL && libxml_load(NULL) != RC_OK)
		mem_exhausted();
	return &table;
}
