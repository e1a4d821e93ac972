/*
 * An independent view of a message: its libxml2 tree as text in which equal
 * messages are equal. Names expanded, attributes sorted, exact text; without
 * prefixes, comments, blanks between elements, empty elements, and with
 * siblings of different names in the order of their names. Elements that the
 * dictionary does not know, and everything in them, keep their order and
 * every blank.
 */
#ifndef YULU_TESTS_DOC_CANON_H
#define YULU_TESTS_DOC_CANON_H

#include <stdlib.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/mem.h"
#include "base/str.h"
#include "dict/dict.h"

struct canon_part {
	char *name, *text;
	size_t seq;
};

static int
canon_compare(const void *a, const void *b)
{
	const struct canon_part *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c != 0 ? c : x->seq < y->seq ? -1 : 1;
}

static char *
canon_name(const xmlNs *ns, const xmlChar *name)
{
	struct str s = {0};

	str_addf(&s, "{%s}%s", ns && ns->href ? (const char *)ns->href : "", (const char *)name);
	return str_take(&s);
}

static void
canon_attrs(const xmlNode *n, struct str *out)
{
	struct canon_part *part = NULL;
	size_t k = 0, cap = 0;

	for (const xmlAttr *a = n->properties; a != NULL; a = a->next, k++) {
		xmlChar *v = xmlNodeListGetString(n->doc, a->children, 1);

		if (k == cap)
			part = mem_grow(part, &cap, sizeof *part);
		part[k] = (struct canon_part){canon_name(a->ns, a->name), mem_strdup(v ? (const char *)v : ""), k};
		xmlFree(v);
	}
	if (k > 1)
		qsort(part, k, sizeof *part, canon_compare);
	for (size_t i = 0; i < k; i++) {
		str_addf(out, " %s='%s'", part[i].name, part[i].text);
		mem_free(part[i].name);
		mem_free(part[i].text);
	}
	mem_free(part);
}

static bool
canon_is_text(const xmlNode *n)
{
	return n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE;
}

/* Text between elements: its words, each after a blank. */
static void
canon_words(struct str *out, struct sv text)
{
	for (size_t i = 0; i < text.n; i++) {
		bool blank = strchr(" \t\r\n", text.p[i]) != NULL;

		if (!blank && (i == 0 || strchr(" \t\r\n", text.p[i - 1]) != NULL))
			str_addc(out, ' ');
		if (!blank)
			str_addc(out, text.p[i]);
	}
}

static const struct dict_node *
canon_known(const struct dict *d, const struct dict_node *parent, const xmlNode *n)
{
	if (strcmp(n->ns ? (const char *)n->ns->href : "", d->ns) != 0)
		return NULL;
	if (parent == NULL)	/* the message in its wrapper */
		return strcmp((const char *)n->name, d->root_name) == 0 ? d->root : NULL;
	return parent->type == DICT_GROUP ? dict_child(parent, sv_of((const char *)n->name), false) : NULL;
}

/* known NULL: a stranger. Adds nothing for an element that is as good as absent. */
static void
canon_node(const xmlNode *n, const struct dict_node *known, const struct dict *d, struct str *out)
{
	struct str attrs = {0}, inside = {0}, text = {0}, words = {0};
	struct canon_part *part = NULL;
	size_t k = 0, cap = 0;
	bool group = known != NULL && known->type == DICT_GROUP;
	char *name = canon_name(n->ns, n->name);

	canon_attrs(n, &attrs);
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		struct str one = {0};

		if (canon_is_text(c)) {
			str_adds(&text, (const char *)c->content);
			if (!group || (c->next != NULL && canon_is_text(c->next)))
				continue;	/* pieces of one text */
		} else if (c->type != XML_ELEMENT_NODE) {
			continue;
		}
		if (group && text.len_b > 0) {
			canon_words(&words, str_sv(&text));
			str_reset(&text);
		}
		if (c->type != XML_ELEMENT_NODE)
			continue;
		canon_node(c, canon_known(d, known, c), d, &one);
		if (!group) {	/* in its place between the texts */
			str_addf(&text, "%s", str_z(&one));
			str_clear(&one);
			continue;
		}
		if (k == cap)
			part = mem_grow(part, &cap, sizeof *part);
		part[k] = (struct canon_part){canon_name(c->ns, c->name), str_take(&one), k};
		k++;
	}
	if (k > 1)
		qsort(part, k, sizeof *part, canon_compare);
	for (size_t i = 0; i < k; i++) {
		str_adds(&inside, part[i].text);
		mem_free(part[i].name);
		mem_free(part[i].text);
	}
	mem_free(part);
	str_add(&inside, str_sv(&text));
	str_add(&inside, str_sv(&words));
	if (known == NULL || attrs.len_b + inside.len_b > 0)
		str_addf(out, "<%s%s>%s</>", name, str_z(&attrs), str_z(&inside));
	mem_free(name);
	str_clear(&attrs);
	str_clear(&inside);
	str_clear(&text);
	str_clear(&words);
}

/* NULL when libxml2 does not take it. */
__attribute__((unused)) static char *
canon_of(const struct dict *d, struct sv xml)
{
	xmlDoc *doc = xmlReadMemory(xml.p, (int)xml.n, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	struct str out = {0};

	if (root == NULL) {
		xmlFreeDoc(doc);
		return NULL;
	}
	canon_node(root, canon_known(d, NULL, root), d, &out);
	xmlFreeDoc(doc);
	return str_take(&out);
}

#endif
