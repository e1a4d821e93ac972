/*
 * XML that is kept as it was read: names with their prefixes, declarations,
 * attributes, text.
 */
#include "doc/internal.h"

static void
raw_qname(struct str *to, const struct xml_name *n)
{
	if (n->prefix.n > 0) {
		str_add(to, n->prefix);
		str_addc(to, ':');
	}
	str_add(to, n->local);
}

void
doc_raw_attr(struct str *to, const struct xml_attr *a)
{
	str_addc(to, ' ');
	raw_qname(to, &a->name);
	str_adds(to, "=\"");
	xml_escape(to, a->value, true);
	str_addc(to, '"');
}

void
doc_raw_ns(struct str *to, struct sv prefix, struct sv uri)
{
	str_adds(to, prefix.n > 0 ? " xmlns:" : " xmlns");
	str_add(to, prefix);
	str_adds(to, "=\"");
	xml_escape(to, uri, true);
	str_addc(to, '"');
}

void
doc_raw_close_tag(struct doc_raw *raw)
{
	if (raw->open_tag)
		str_addc(raw->to, '>');
	raw->open_tag = false;
}

void
doc_raw_start(struct doc_raw *raw, const struct xml_start *e, const struct sv *ns)
{
	doc_raw_close_tag(raw);
	str_addc(raw->to, '<');
	raw_qname(raw->to, &e->name);
	if (ns != NULL)
		doc_raw_ns(raw->to, (struct sv){0}, *ns);
	for (size_t i = 0; i < e->n_ns; i++)
		doc_raw_ns(raw->to, e->ns[i].prefix, e->ns[i].uri);
	for (size_t i = 0; i < e->n_attr; i++)
		doc_raw_attr(raw->to, &e->attr[i]);
	raw->open_tag = true;
	raw->depth++;
}

void
doc_raw_text(struct doc_raw *raw, struct sv text)
{
	doc_raw_close_tag(raw);
	xml_escape(raw->to, text, false);
}

void
doc_raw_end(struct doc_raw *raw, const struct xml_name *name)
{
	if (raw->open_tag) {
		str_adds(raw->to, "/>");
		raw->open_tag = false;
	} else {
		str_adds(raw->to, "</");
		raw_qname(raw->to, name);
		str_addc(raw->to, '>');
	}
	raw->depth--;
}
