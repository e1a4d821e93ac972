/*
 * The schema of a message. Values are trimmed before they are judged, so the
 * patterns carry the white space themselves: whiteSpace="collapse" would
 * change blanks inside a value too.
 */
#include <stdio.h>

#include "base/mem.h"
#include "dict/internal.h"
#include "xml/xml.h"

#define DAYS_OF(y, dash) \
	y "[0-9]{2}" dash "((0[13578]|1[02])" dash "(0[1-9]|[12][0-9]|3[01])|(0[469]|11)" dash "(0[1-9]|[12][0-9]|30)|02" dash \
	"(0[1-9]|1[0-9]|2[0-8]))|" y "([02468][048]|[13579][26])" dash "02" dash "29"

struct xsd {
	struct xml_writer w;
	const struct dict_node **type;	/* the first field of each type of its own */
	size_t n_type, cap_type;
};

static void
start(struct xsd *x, const char *element)
{
	xml_write_start(&x->w, sv_of(element));
}

static void
end(struct xsd *x, const char *element)
{
	xml_write_end(&x->w, sv_of(element));
}

static void
attr(struct xsd *x, const char *name, const char *value)
{
	xml_write_attr(&x->w, sv_of(name), sv_of(value));
}

static void
facet(struct xsd *x, const char *element, const char *value)
{
	start(x, element);
	attr(x, "value", value);
	end(x, element);
}

/* ---- types ---------------------------------------------------------------- */

static bool
is_plain(const struct dict_node *n)
{
	return !dict_is_number(n->type) && n->type != DICT_DATE && n->type != DICT_BASE64 && n->form[0] == '\0';
}

static bool
same_type(const struct dict_node *a, const struct dict_node *b)
{
	bool textual = is_plain(a) || a->form[0] != '\0';

	if ((a->save == DICT_YES) != (b->save == DICT_YES) || strcmp(a->form, b->form) != 0 || is_plain(a) != is_plain(b))
		return false;
	if (textual)
		return a->blanks_keep == b->blanks_keep;
	return a->type == b->type && (a->type == DICT_BASE64 || (a->length == b->length && a->decimals == b->decimals));
}

/* Index of the field's type; plain text that may be empty has none: -1. */
static int
type_of(struct xsd *x, const struct dict_node *n)
{
	if (is_plain(n) && n->save != DICT_YES)
		return -1;
	for (size_t i = 0; i < x->n_type; i++)
		if (same_type(x->type[i], n))
			return (int)i;
	if (x->n_type == x->cap_type)
		x->type = mem_grow(x->type, &x->cap_type, sizeof *x->type);
	x->type[x->n_type] = n;
	return (int)x->n_type++;
}

static void
write_type_name(struct xsd *x, const char *as, const struct dict_node *n)
{
	int i = type_of(x, n);
	const char *given = n->save == DICT_YES ? "-given" : "";
	struct str name = {0};

	if (i < 0)
		str_adds(&name, "xs:string");
	else if (is_plain(n))
		str_addf(&name, "text%s%s", given, n->blanks_keep ? "-blanks" : "");
	else if (n->form[0] != '\0')
		str_addf(&name, "form-%d", i);
	else if (n->type == DICT_DECIMAL)
		str_addf(&name, "decimal-%d-%d%s", n->length, n->decimals, given);
	else if (n->type == DICT_BASE64)
		str_addf(&name, "base64%s", given);
	else
		str_addf(&name, "%s-%d%s", n->type == DICT_DATE ? "day" : "integer", n->length, given);
	attr(x, as, str_z(&name));
	str_clear(&name);
}

static void
write_pattern(struct xsd *x, const struct dict_node *n)
{
	const char *space = n->blanks_keep ? "" : "\\s*";
	struct str p = {0};

	str_addf(&p, "%s(", space);
	if (dict_is_number(n->type))
		str_addf(&p, "-?0*[0-9]{1,%d}", n->length - n->decimals);
	if (n->decimals > 0)
		str_addf(&p, "(\\.[0-9]{1,%d})?", n->decimals);
	if (n->type == DICT_DATE)
		str_adds(&p, n->length == 8 ? DAYS_OF("20", "") : DAYS_OF("20", "-"));
	str_addf(&p, "%s)%s%s", n->form, n->save == DICT_YES ? "" : "?", space);
	facet(x, "xs:pattern", str_z(&p));
	str_clear(&p);
}

static void
write_type(struct xsd *x, const struct dict_node *n)
{
	start(x, "xs:simpleType");
	write_type_name(x, "name", n);
	start(x, "xs:restriction");
	if (is_plain(n)) {
		attr(x, "base", n->blanks_keep ? "xs:string" : "xs:token");
		facet(x, "xs:minLength", "1");
	} else if (n->type == DICT_BASE64) {
		attr(x, "base", "xs:base64Binary");
		if (n->save == DICT_YES)
			facet(x, "xs:minLength", "1");
		facet(x, "xs:pattern", "[A-Za-z0-9+/=\\s]*");
	} else {
		attr(x, "base", "xs:string");
		write_pattern(x, n);
	}
	end(x, "xs:restriction");
	end(x, "xs:simpleType");
}

/* ---- elements ---------------------------------------------------------------- */

static void
write_names(struct xsd *x, const struct dict_node *n)
{
	const char *name[2] = {n->name_zh, n->name_en};
	static const char *const lang[2] = {"zh", "en"};

	if (name[0][0] == '\0' && name[1][0] == '\0')
		return;
	start(x, "xs:annotation");
	for (int i = 0; i < 2; i++) {
		if (name[i][0] == '\0')
			continue;
		start(x, "xs:documentation");
		attr(x, "xml:lang", lang[i]);
		xml_write_text(&x->w, sv_of(name[i]));
		end(x, "xs:documentation");
	}
	end(x, "xs:annotation");
}

static void
write_attributes(struct xsd *x, const struct dict_node *n)
{
	for (const struct dict_node *c = n->first_child; c != NULL && c->attribute; c = c->next) {
		start(x, "xs:attribute");
		attr(x, "name", c->name);
		write_type_name(x, "type", c);
		if (c->save == DICT_YES)
			attr(x, "use", "required");
		write_names(x, c);
		end(x, "xs:attribute");
	}
}

static void write_element(struct xsd *x, const struct dict_node *n);

static void
write_group(struct xsd *x, const struct dict_node *n)
{
	start(x, "xs:complexType");
	start(x, "xs:sequence");
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		if (!c->attribute)
			write_element(x, c);
	end(x, "xs:sequence");
	write_attributes(x, n);
	end(x, "xs:complexType");
}

static void
write_field_with_attributes(struct xsd *x, const struct dict_node *n)
{
	start(x, "xs:complexType");
	start(x, "xs:simpleContent");
	start(x, "xs:extension");
	write_type_name(x, "base", n);
	write_attributes(x, n);
	end(x, "xs:extension");
	end(x, "xs:simpleContent");
	end(x, "xs:complexType");
}

static void
write_element(struct xsd *x, const struct dict_node *n)
{
	char max[16];

	start(x, "xs:element");
	attr(x, "name", n->name);
	if (n->type != DICT_GROUP && n->first_child == NULL)
		write_type_name(x, "type", n);
	if (n->parent != NULL && !dict_must_stand(n))
		attr(x, "minOccurs", "0");
	if (n->max != 1) {
		snprintf(max, sizeof max, "%u", n->max);
		attr(x, "maxOccurs", n->max == 0 ? "unbounded" : max);
	}
	write_names(x, n);
	if (n->type == DICT_GROUP)
		write_group(x, n);
	else if (n->first_child != NULL)
		write_field_with_attributes(x, n);
	end(x, "xs:element");
}

void
dict_write_xsd(const struct dict *d, struct str *out)
{
	struct xsd x = {0};

	xml_write_begin(&x.w, out);
	start(&x, "xs:schema");
	attr(&x, "xmlns:xs", "http://www.w3.org/2001/XMLSchema");
	if (d->ns[0] != '\0') {
		attr(&x, "xmlns", d->ns);
		attr(&x, "targetNamespace", d->ns);
	}
	attr(&x, "elementFormDefault", "qualified");
	attr(&x, "version", d->edition);
	write_element(&x, d->root);
	for (size_t i = 0; i < x.n_type; i++)
		write_type(&x, x.type[i]);
	end(&x, "xs:schema");
	mem_free(x.type);
}
