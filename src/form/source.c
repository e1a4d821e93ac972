#include "form/build.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"

enum { LONG_LINE_B = 4096, MAX_BAD_ATTRIBUTES = 20, TEXT_MAX_B = 64 << 10 };

#define NS_XML "http://www.w3.org/XML/1998/namespace"

/* ---- complaints ---------------------------------------------------------- */

static void
tell(struct form_log *log, const struct expr_where *at, bool bad, const char *fmt, va_list ap)
{
	struct err e;
	char text[ERR_TEXT_MAX_B];

	vsnprintf(text, sizeof text, fmt, ap);
	if (bad && log->n_bad++ == 0) {
		err_set(&log->first, RC_PARSE, "%s", text);
		snprintf(log->first_file, sizeof log->first_file, "%s", at->file);
		log->first_line = at->line;
	}
	if (log->complain != NULL) {
		err_set(&e, RC_PARSE, "%s", text);
		log->complain(log->ctx, at->file, at->line, e.text);
	}
}

void
form_bad(struct form_log *log, const struct expr_where *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell(log, at, true, fmt, ap);
	va_end(ap);
}

void
form_remark(struct form_log *log, const struct expr_where *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell(log, at, false, fmt, ap);
	va_end(ap);
}

enum rc
form_log_rc(const struct form_log *log, struct err *err)
{
	if (log->n_bad == 0)
		return RC_OK;
	if (log->first_line == 0)
		return err_set(err, log->first.rc, "%s", log->first.text);
	return err_set(err, log->first.rc, "%s:%u: %s", log->first_file, log->first_line, log->first.text);
}

/* ---- bytes and tree -------------------------------------------------------- */

static void
find_lines(struct form_source *s)
{
	const char *p = s->bytes.s, *end = p + s->bytes.len_b;
	size_t cap = 0;

	for (const char *nl = p; nl != NULL; p = nl + 1) {
		if (s->n_line == cap)
			s->line_at = mem_grow(s->line_at, &cap, sizeof *s->line_at);
		s->line_at[s->n_line++] = (size_t)(p - s->bytes.s);
		nl = memchr(p, '\n', (size_t)(end - p));
	}
}

static struct expr_where
where_of_offset(const struct form_source *s, size_t at)
{
	size_t lo = 0, hi = s->n_line;
	struct expr_where w = {.file = s->file};

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->line_at[mid] <= at)
			lo = mid;
		else
			hi = mid;
	}
	w.line = (unsigned)lo + 1;
	at -= s->line_at[lo];
	/* characters; bytes far out in a line that nobody wrote by hand */
	w.column = (unsigned)(at < LONG_LINE_B ? text_len_ch((struct sv){s->bytes.s + s->line_at[lo], at}) : at) + 1;
	return w;
}

static const char *
skip_to(const char *p, const char *end, const char *mark)
{
	size_t at;

	if (!sv_find((struct sv){p, (size_t)(end - p)}, sv_of(mark), &at))
		return end;
	return p + at + strlen(mark);
}

/* The next start tag at or after p, in a document known to be well-formed. */
static const char *
next_tag(const char *p, const char *end)
{
	while ((p = memchr(p, '<', (size_t)(end - p))) != NULL && end - p > 1) {
		if (p[1] == '?')
			p = skip_to(p, end, "?>");
		else if (end - p > 3 && memcmp(p, "<!--", 4) == 0)
			p = skip_to(p + 4, end, "-->");
		else if (p[1] == '!')
			p = skip_to(p, end, "]]>");
		else if (p[1] == '/')
			p++;
		else
			return p;
	}
	return NULL;
}

/* Behind </name>, NULL when there is none. */
static const char *
behind_end_tag(const struct form_source *s, const char *name)
{
	const char *p = s->bytes.s, *end = p + s->bytes.len_b;
	size_t n = strlen(name);

	while ((p = memchr(p, '<', (size_t)(end - p))) != NULL && (size_t)(end - p) > n + 2) {
		if (p[1] == '?' || p[1] == '!')
			p = skip_to(p, end, p[1] == '?' ? "?>" : p[2] == '-' ? "-->" : ">");
		else if (p[1] == '/' && memcmp(p + 2, name, n) == 0 && p[n + 2] == '>')
			return p + n + 3;
		else
			p++;
	}
	return NULL;
}

/* Leaves out what stands behind an element of the root's: the root ends there. */
static void
cut_behind(struct form_source *s, const char *name)
{
	const char *root = next_tag(s->bytes.s, s->bytes.s + s->bytes.len_b), *p = behind_end_tag(s, name);
	char *tag;

	if (root == NULL || p == NULL)
		return;
	tag = mem_strndup(root + 1, strcspn(root + 1, " \t\r\n/>"));
	s->bytes.len_b = (size_t)(p - s->bytes.s);
	str_addf(&s->bytes, "</%s>", tag);
	mem_free(tag);
}

static xmlNode *
next_in_document(xmlNode *n)
{
	xmlNode *c;

	for (c = xmlFirstElementChild(n); c == NULL && n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent)
		c = xmlNextElementSibling(n);
	return c;
}

/* libxml2 says where a start tag ends; the author wants to know where it and
 * its attributes begin. _private holds the offset of "<", plus one. */
static void
find_tags(struct form_source *s)
{
	const char *p = s->bytes.s, *end = p + s->bytes.len_b;
	xmlNode *n = xmlDocGetRootElement(s->doc);

	while (n != NULL && (p = next_tag(p, end)) != NULL) {
		n->_private = (void *)(uintptr_t)(p - s->bytes.s + 1);
		p++;
		n = next_in_document(n);
	}
}

static enum rc
parse(struct form_source *s, struct err *err)
{
	xmlParserCtxt *c = xmlNewParserCtxt();
	const xmlError *e;
	enum rc rc = RC_OK;

	if (c == NULL)
		return err_set(err, RC_INTERNAL, _("%s: the XML parser cannot start"), s->file);
	s->doc = xmlCtxtReadMemory(c, s->bytes.s, (int)s->bytes.len_b, NULL, "UTF-8",
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_NOBLANKS
	    | XML_PARSE_COMPACT);
	e = xmlCtxtGetLastError(c);
	if (s->doc == NULL || !c->wellFormed || !c->nsWellFormed || (e != NULL && e->level >= XML_ERR_ERROR)) {
		struct str words = STR_INIT(400);

		text_add_clean(&words, sv_trim(sv_of(e != NULL && e->message != NULL ? e->message : "?")), 0);
		rc = err_set(err, RC_PARSE, _("%s:%d: not well-formed XML: %s"), s->file, e != NULL ? e->line : 1,
		    str_z(&words));
		str_clear(&words);
	} else if (xmlDocGetRootElement(s->doc) == NULL) {
		rc = err_set(err, RC_PARSE, _("%s:1: no element"), s->file);
	}
	xmlFreeParserCtxt(c);
	return rc;
}

enum rc
form_source_load(const char *path, const char *until, struct form_source *s, struct err *err)
{
	enum rc rc;
	size_t at;

	*s = (struct form_source){.file = path, .bytes = STR_INIT(FORM_SOURCE_MAX_B)};
	rc = file_read(path, FORM_SOURCE_MAX_B, &s->bytes, err);
	if (rc != RC_OK)
		goto out;
	if (s->bytes.len_b == 0) {
		rc = err_set(err, RC_PARSE, _("%s:1: the file is empty"), path);
		goto out;
	}
	if (until != NULL)
		cut_behind(s, until);
	find_lines(s);
	if (!text_valid(str_sv(&s->bytes), &at)) {
		rc = err_set(err, RC_PARSE, _("%s:%u: not UTF-8; write definitions in UTF-8"), path,
		    where_of_offset(s, at).line);
		goto out;
	}
	if (sv_find(str_sv(&s->bytes), SV("<!DOCTYPE"), &at)) {
		rc = err_set(err, RC_PARSE, _("%s:%u: a definition takes no DOCTYPE; remove it"), path,
		    where_of_offset(s, at).line);
		goto out;
	}
	rc = parse(s, err);
	if (rc == RC_OK)
		find_tags(s);
out:
	if (rc != RC_OK)
		form_source_clear(s);
	return rc;
}

void
form_source_clear(struct form_source *s)
{
	xmlFreeDoc(s->doc);
	str_clear(&s->bytes);
	mem_free(s->line_at);
	*s = (struct form_source){0};
}

/* Takes "file:line:" or "file:line:column:" off the front of a text. */
static bool
take_place(const char *file, struct sv *text, struct expr_where *at)
{
	struct sv rest = *text, part;
	size_t n, name_b = strlen(file);

	if (!sv_starts(rest, sv_of(file)) || rest.n == name_b || rest.p[name_b] != ':')
		return false;
	rest = (struct sv){rest.p + name_b + 1, rest.n - name_b - 1};
	if (!sv_split(&rest, ':', &part) || !sv_to_size(part, &n))
		return false;
	at->line = (unsigned)n;
	at->column = 0;
	*text = sv_trim(rest);
	if (sv_split(&rest, ':', &part) && sv_to_size(part, &n)) {
		at->column = (unsigned)n;
		*text = sv_trim(rest);
	}
	return true;
}

void
form_bad_located(struct form_log *log, const struct expr_where *at, const char *said)
{
	struct sv text = sv_of(said);
	struct expr_where place = *at;

	if (take_place(at->file, &text, &place) && place.column > 0)
		form_bad(log, &place, _("column %u: %.*s"), place.column, (int)text.n, text.p);
	else
		form_bad(log, &place, "%.*s", (int)text.n, text.p);
}

bool
form_open_source(struct form_log *log, const char *path, const char *until, struct form_source *s)
{
	struct expr_where at = {.file = path};
	struct err e = {0};

	if (form_source_load(path, until, s, &e) == RC_OK)
		return true;
	form_bad_located(log, &at, e.text);
	if (log->n_bad == 1)
		log->first.rc = e.rc;
	return false;
}

/* ---- where ------------------------------------------------------------------- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Offset of the attribute's value inside the start tag at `tag`. */
static size_t
attr_offset(const struct form_source *s, size_t tag, const xmlAttr *attr)
{
	const char *p = s->bytes.s + tag + 1, *end = s->bytes.s + s->bytes.len_b;
	struct str name = STR_INIT(1024);
	size_t found = tag;

	if (attr->ns != NULL && attr->ns->prefix != NULL)
		str_addf(&name, "%s:", (const char *)attr->ns->prefix);
	str_adds(&name, (const char *)attr->name);
	while (p < end && !is_blank(*p) && *p != '>')
		p++;
	while (p < end && found == tag) {
		const char *from, *to, *quote;

		while (p < end && is_blank(*p))
			p++;
		for (from = p; p < end && !is_blank(*p) && *p != '=' && *p != '>'; )
			p++;
		to = p;
		while (p < end && *p != '"' && *p != '\'' && *p != '>')
			p++;
		if (p == end || *p == '>')
			break;
		quote = p++;
		if (sv_eq((struct sv){from, (size_t)(to - from)}, str_sv(&name)))
			found = (size_t)(p - s->bytes.s);
		p = memchr(p, *quote, (size_t)(end - p));
		p = p == NULL ? end : p + 1;
	}
	str_clear(&name);
	return found;
}

struct expr_where
form_source_where(const struct form_source *s, const xmlNode *node, const xmlAttr *attr)
{
	size_t tag = (size_t)(uintptr_t)node->_private;

	if (tag == 0)
		return (struct expr_where){.file = s->file, .line = (unsigned)xmlGetLineNo(node), .column = 1};
	tag--;
	return where_of_offset(s, attr != NULL ? attr_offset(s, tag, attr) : tag);
}

/* ---- elements and attributes ---------------------------------------------------- */

bool
form_is(const xmlNode *n, const char *ns, const char *name)
{
	return n->type == XML_ELEMENT_NODE && n->ns != NULL && n->ns->href != NULL
	    && strcmp((const char *)n->ns->href, ns) == 0 && strcmp((const char *)n->name, name) == 0;
}

/* "yl:" or "xml:" whatever prefix the file uses; NULL for foreign namespaces. */
static const char *
attr_prefix(const xmlAttr *a)
{
	if (a->ns == NULL)
		return "";
	if (strcmp((const char *)a->ns->href, FORM_NS_YULU) == 0)
		return "yl:";
	return strcmp((const char *)a->ns->href, NS_XML) == 0 ? "xml:" : NULL;
}

static bool
attr_is(const xmlAttr *a, struct sv qname)
{
	const char *prefix = attr_prefix(a);
	size_t n = prefix == NULL ? 0 : strlen(prefix);

	return prefix != NULL && sv_starts(qname, (struct sv){prefix, n})
	    && sv_is((struct sv){qname.p + n, qname.n - n}, (const char *)a->name);
}

static bool
is_listed(const char *list, const xmlAttr *a)
{
	struct sv rest = sv_of(list), part;

	while (sv_split(&rest, ' ', &part))
		if (attr_is(a, part))
			return true;
	return false;
}

void
form_check_element(const struct form_reader *r, const xmlNode *n, const char *attributes, bool may_have_text)
{
	const xmlAttr *a;
	const xmlNode *c;
	int n_bad = 0;

	for (a = n->properties; a != NULL && n_bad < MAX_BAD_ATTRIBUTES; a = a->next) {
		if (!is_listed(attributes, a)) {
			struct expr_where at = form_source_where(r->source, n, a);

			n_bad++;
			form_bad(r->log, &at, _("%s takes no attribute %s%.40s; it takes: %s"), (const char *)n->name,
			    a->ns != NULL && a->ns->prefix != NULL ? "…:" : "", (const char *)a->name, attributes);
		}
	}
	for (c = n->children; c != NULL && !may_have_text; c = c->next) {
		if ((c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
		    && sv_trim(sv_of((const char *)c->content)).n > 0) {
			struct expr_where at = form_source_where(r->source, n, NULL);

			form_bad(r->log, &at, _("%s holds text where only elements may stand"), (const char *)n->name);
			break;
		}
	}
}

void
form_bad_element(const struct form_reader *r, const xmlNode *n)
{
	struct expr_where at = form_source_where(r->source, n, NULL);

	form_bad(r->log, &at, _("element %.60s has no place in %.60s; doc/forms.md shows what may stand here"),
	    (const char *)n->name,
	    n->parent != NULL && n->parent->type == XML_ELEMENT_NODE ? (const char *)n->parent->name : _("the document"));
}

const xmlNode *
form_first(const xmlNode *parent)
{
	const xmlNode *n = parent->children;

	while (n != NULL && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

const xmlNode *
form_next(const xmlNode *n)
{
	do
		n = n->next;
	while (n != NULL && n->type != XML_ELEMENT_NODE);
	return n;
}

const xmlAttr *
form_attr(const xmlNode *n, const char *qname)
{
	const xmlAttr *a;

	for (a = n->properties; a != NULL; a = a->next)
		if (attr_is(a, sv_of(qname)))
			return a;
	return NULL;
}

/* Then its content need not be put together. */
static bool
is_one_text(const xmlNode *first)
{
	return first != NULL && first->type == XML_TEXT_NODE && first->next == NULL;
}

const char *
form_attr_text(const struct form_reader *r, const xmlNode *n, const char *qname)
{
	const xmlAttr *a = form_attr(n, qname);
	xmlChar *made;
	const char *copy;
	struct sv v;
	bool one;

	if (a == NULL)
		return NULL;
	one = is_one_text(a->children);
	made = one ? NULL : xmlNodeListGetString(r->source->doc, a->children, 1);
	v = sv_trim(sv_of((const char *)(one ? a->children->content : made)));
	copy = arena_dup(r->arena, v.p != NULL ? v.p : "", v.n);
	xmlFree(made);
	return copy;
}

struct expr_where
form_at(const struct form_reader *r, const xmlNode *n, const char *qname)
{
	return form_source_where(r->source, n, qname != NULL ? form_attr(n, qname) : NULL);
}

const char *
form_attr_needed(const struct form_reader *r, const xmlNode *n, const char *qname)
{
	const char *text = form_attr_text(r, n, qname);
	struct expr_where at;

	if (text != NULL && *text != '\0')
		return text;
	at = form_at(r, n, qname);
	form_bad(r->log, &at, _("%s needs the attribute %s"), (const char *)n->name, qname);
	return NULL;
}

bool
form_attr_yes(const struct form_reader *r, const xmlNode *n, const char *qname)
{
	const char *text = form_attr_text(r, n, qname);
	struct expr_where at;

	if (text == NULL || strcmp(text, "no") == 0)
		return false;
	if (strcmp(text, "yes") == 0)
		return true;
	at = form_at(r, n, qname);
	form_bad(r->log, &at, _("%s is yes or no, not '%.40s'"), qname, text);
	return false;
}

int32_t
form_attr_day(const struct form_reader *r, const xmlNode *n, const char *qname)
{
	const char *text = form_attr_text(r, n, qname);
	int32_t day;
	struct expr_where at;

	if (text == NULL)
		return DAY_NONE;
	day = day_parse_10(sv_of(text));
	if (day == DAY_NONE) {
		at = form_at(r, n, qname);
		form_bad(r->log, &at, _("%s is a day yyyy-MM-dd, not '%.40s'"), qname, text);
	}
	return day;
}

struct sv
form_text_of(const struct form_reader *r, const xmlNode *n)
{
	bool one = is_one_text(n->children);
	xmlChar *made = one ? NULL : xmlNodeGetContent(n);
	struct sv raw = sv_trim(sv_of((const char *)(one ? n->children->content : made)));
	char *text = arena_alloc(r->arena, raw.n + 1);
	size_t n_b = 0;

	for (size_t i = 0; i < raw.n; i++)
		if (!is_blank(raw.p[i]))
			text[n_b++] = raw.p[i];
		else if (!is_blank(raw.p[i + 1]))
			text[n_b++] = ' ';
	xmlFree(made);
	if (n_b > TEXT_MAX_B) {
		struct expr_where at = form_source_where(r->source, n, NULL);

		form_bad(r->log, &at, _("a text of more than %d bytes"), TEXT_MAX_B);
		n_b = TEXT_MAX_B;
	}
	text[n_b] = '\0';
	return (struct sv){text, n_b};
}

bool
form_is_name(const char *s)
{
	if (!isalpha((unsigned char)*s) && *s != '_')
		return false;
	for (; *s != '\0'; s++)
		if (!isalnum((unsigned char)*s) && *s != '_' && *s != '-')
			return false;
	return true;
}
