/*
 * A message as a tree of raw pieces, and what can be done to it. Everything
 * random comes from the seed, so a mutation is known by its number.
 *
 * Not among the mutations is a CDATA section between elements that is empty or
 * blank: XML Schema takes it as the white space it is, libxml2 does not.
 */
#ifndef YULU_TESTS_CHECK_MUTATE_H
#define YULU_TESTS_CHECK_MUTATE_H

#include "base/mem.h"
#include "dict/dict.h"
#include "dict/sample.h"
#include "xml/xml.h"

/* name, attrs, text and tail stand in the document as they are. */
struct piece {
	const char *name, *attrs, *text, *tail;	/* tail: behind the end tag */
	struct piece *parent, *first, *next;
};

struct mutator {
	const struct dict *dict;
	struct arena arena;		/* of the tree at hand */
	struct sample sample;		/* seed */
	struct piece *root;
	struct piece *list[8192];	/* the tree in document order, list[0] the root */
	size_t n;
	char said[200];			/* what was done */
	const char *damage;		/* how the written bytes are spoilt; NULL */
};

static inline uint32_t
mutate_random(struct mutator *m, size_t below)
{
	return kit_random(&m->sample.seed, (uint32_t)below);
}

/* ---- trees ------------------------------------------------------------------- */

static inline struct piece *
piece_new(struct arena *a, const char *name, const char *attrs, const char *text)
{
	struct piece *p = arena_alloc(a, sizeof *p);

	*p = (struct piece){.name = name, .attrs = attrs, .text = text, .tail = ""};
	return p;
}

static inline void
piece_insert(struct piece *parent, struct piece *before, struct piece *p)
{
	struct piece **at = &parent->first;

	while (*at != before && *at != NULL)
		at = &(*at)->next;
	p->parent = parent;
	p->next = *at;
	*at = p;
}

static inline void
piece_remove(struct piece *p)
{
	struct piece **at = &p->parent->first;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
}

static inline size_t
piece_kids(const struct piece *p)
{
	size_t n = 0;

	for (const struct piece *c = p->first; c != NULL; c = c->next)
		n++;
	return n;
}

static inline struct piece *
piece_kid(const struct piece *p, size_t i)
{
	struct piece *c = p->first;

	for (; c != NULL && i > 0; i--)
		c = c->next;
	return c;
}

static inline bool
piece_is_in(const struct piece *p, const struct piece *around)
{
	for (; p != NULL; p = p->parent)
		if (p == around)
			return true;
	return false;
}

static struct piece *
piece_copy(struct arena *a, const struct piece *p)
{
	struct piece *copy = piece_new(a, p->name, p->attrs, p->text), **at = &copy->first;

	copy->tail = p->tail;
	for (const struct piece *c = p->first; c != NULL; c = c->next) {
		*at = piece_copy(a, c);
		(*at)->parent = copy;
		at = &(*at)->next;
	}
	return copy;
}

static void
piece_write(const struct piece *p, struct str *out)
{
	str_addc(out, '<');
	str_adds(out, p->name);
	str_adds(out, p->attrs);
	str_addc(out, '>');
	str_adds(out, p->text);
	for (const struct piece *c = p->first; c != NULL; c = c->next)
		piece_write(c, out);
	str_adds(out, "</");
	str_adds(out, p->name);
	str_addc(out, '>');
	str_adds(out, p->tail);
}

static inline const char *
piece_text(struct arena *a, const struct str *s)
{
	return arena_dup(a, str_z(s), s->len_b);
}

/* ---- a message into a tree ------------------------------------------------------ */

struct growing {
	struct arena *arena;
	struct piece *root, *at;
	struct str text;
};

static inline enum rc
grow_start(void *ctx, const struct xml_start *e)
{
	struct growing *g = ctx;
	struct str attrs = {0};
	struct piece *p;

	for (size_t i = 0; i < e->n_ns; i++)
		str_addf(&attrs, " xmlns=\"%.*s\"", (int)e->ns[i].uri.n, e->ns[i].uri.p);
	for (size_t i = 0; i < e->n_attr; i++)
		str_addf(&attrs, " %.*s=\"%.*s\"", (int)e->attr[i].name.local.n, e->attr[i].name.local.p, (int)e->attr[i].value.n,
		    e->attr[i].value.p);
	p = piece_new(g->arena, arena_dup(g->arena, e->name.local.p, e->name.local.n), piece_text(g->arena, &attrs), "");
	if (g->at != NULL)
		piece_insert(g->at, NULL, p);
	else
		g->root = p;
	g->at = p;
	str_reset(&g->text);
	str_clear(&attrs);
	return RC_OK;
}

static inline enum rc
grow_text(void *ctx, struct sv text)
{
	struct growing *g = ctx;

	xml_escape(&g->text, text, false);
	return RC_OK;
}

static inline enum rc
grow_end(void *ctx, const struct xml_name *name)
{
	struct growing *g = ctx;

	(void)name;
	if (g->at->first == NULL)
		g->at->text = piece_text(g->arena, &g->text);
	str_reset(&g->text);
	g->at = g->at->parent;
	return RC_OK;
}

__attribute__((unused)) static struct piece *
piece_read(struct arena *a, struct sv bytes)
{
	struct growing g = {.arena = a};
	const struct xml_sink sink = {&g, grow_start, grow_text, grow_end};
	struct xml_reader *reader = xml_reader_new();
	struct xml_problem problem;
	enum rc rc = xml_read(reader, bytes, NULL, &sink, &problem);

	xml_reader_free(reader);
	str_clear(&g.text);
	return rc == RC_OK ? g.root : NULL;
}

/* ---- a message out of the dictionary ----------------------------------------------- */

static inline const char *
mutate_form(const struct dict_node *n)
{
	switch (n->type) {
	case DICT_INTEGER:
		return "[1-9]";
	case DICT_DECIMAL:
		return n->decimals > 0 ? "[0-9](\\.[0-9])?" : "[0-9]";
	case DICT_DATE:
		return n->length == 8 ? "20[0-9]{2}(0[1-9]|1[0-2])([01][1-9]|2[0-8])" : "20[0-9]{2}-(0[1-9]|1[0-2])-([01][1-9]|2[0-8])";
	case DICT_BASE64:
		return "([A-Za-z0-9+/]{4}){1,3}";
	default:
		return n->form[0] != '\0' ? n->form : "[A-Za-z0-9]{1,5}";
	}
}

static inline const char *
mutate_value(struct mutator *m, struct arena *a, const struct dict_node *n)
{
	struct str value = {0}, escaped = {0};
	const char *kept;

	m->sample.at = mutate_form(n);
	sample_choice(&m->sample, &value);
	xml_escape(&escaped, str_sv(&value), false);
	kept = piece_text(a, &escaped);
	str_clear(&value);
	str_clear(&escaped);
	return kept;
}

/* one_in: so many of the elements that may be left out are. */
static struct piece *
piece_make(struct mutator *m, struct arena *a, const struct dict_node *n, uint32_t one_in)
{
	struct piece *p = piece_new(a, n->name, "", "");

	if (n->type != DICT_GROUP)
		p->text = mutate_value(m, a, n);
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next) {
		uint32_t times = c->max == 1 ? 1 : 1 + mutate_random(m, 2);

		if (c->attribute || (c->min == 0 && one_in > 0 && mutate_random(m, one_in) == 0))
			continue;
		for (; times > 0; times--)
			piece_insert(p, NULL, piece_make(m, a, c, one_in));
	}
	return p;
}

__attribute__((unused)) static struct piece *
piece_make_message(struct mutator *m, struct arena *a, uint32_t one_in)
{
	struct str attrs = {0};
	struct piece *root = piece_make(m, a, m->dict->root, one_in);

	str_addf(&attrs, " xmlns=\"%s\" Version=\"4.8\"", m->dict->ns);
	root->attrs = piece_text(a, &attrs);
	str_clear(&attrs);
	return root;
}

/* ---- choosing ------------------------------------------------------------------------ */

static void
mutate_list(struct mutator *m, struct piece *p)
{
	if (m->n < sizeof m->list / sizeof m->list[0])
		m->list[m->n++] = p;
	for (struct piece *c = p->first; c != NULL; c = c->next)
		mutate_list(m, c);
}

/* Not the root. */
static inline struct piece *
mutate_any(struct mutator *m)
{
	return m->list[1 + mutate_random(m, m->n - 1)];
}

static inline struct piece *
mutate_field(struct mutator *m)
{
	for (int i = 0; i < 100; i++) {
		struct piece *p = mutate_any(m);

		if (p->first == NULL)
			return p;
	}
	return m->list[m->n - 1];
}

static inline struct piece *
mutate_group(struct mutator *m)
{
	for (int i = 0; i < 400; i++) {
		struct piece *p = m->list[mutate_random(m, m->n)];

		if (p->first != NULL)
			return p;
	}
	return m->root;
}

static const struct dict_node *
mutate_node(const struct mutator *m, const struct piece *p)
{
	const struct dict_node *above;

	if (p->parent == NULL)
		return m->dict->root;
	above = mutate_node(m, p->parent);
	return above == NULL ? NULL : dict_child(above, sv_of(p->name), false);
}

#define MUTATE_ONE_OF(m, array) ((array)[mutate_random(m, sizeof(array) / sizeof((array)[0]))])

/* ---- elements -------------------------------------------------------------------------- */

static inline void
mutate_delete(struct mutator *m)
{
	piece_remove(mutate_any(m));
}

static inline void
mutate_duplicate(struct mutator *m)
{
	struct piece *p = mutate_any(m);

	piece_insert(p->parent, mutate_random(m, 3) == 0 ? NULL : p->next, piece_copy(&m->arena, p));
}

static inline void
mutate_shift(struct mutator *m)
{
	struct piece *p = mutate_any(m), *parent = p->parent;
	uint32_t to;

	piece_remove(p);
	to = mutate_random(m, piece_kids(parent) + 1);
	piece_insert(parent, piece_kid(parent, to), p);
}

static inline void
mutate_neighbours(struct mutator *m)
{
	struct piece *p = mutate_any(m), *after = p->next;

	if (after == NULL)
		return;
	piece_remove(p);
	piece_insert(p->parent, after->next, p);
}

static inline void
mutate_elsewhere(struct mutator *m)
{
	struct piece *p = mutate_any(m), *to = mutate_random(m, 2) ? mutate_group(m) : mutate_any(m);

	if (piece_is_in(to, p))
		return;
	piece_remove(p);
	piece_insert(to, piece_kid(to, mutate_random(m, piece_kids(to) + 1)), p);
}

static inline void
mutate_rename(struct mutator *m)
{
	static const char *const name[] = {"Novelty", "IEFlag", "DecHead", "decHead", "GNO", "CodeTS", "DecMessage", "GNo", "SeqNo", "x"};
	struct piece *p = mutate_any(m);

	p->name = mutate_random(m, 2) ? MUTATE_ONE_OF(m, name) : mutate_any(m)->name;
}

static inline void
mutate_stranger(struct mutator *m)
{
	static const char *const name[] = {"Novelty", "IEFlag", "GNo", "新", "DecList", "a:b", "DecHead", "_"};
	static const char *const attrs[] = {"", " xmlns=\"\"", " xmlns=\"urn:x\"", " a=\"1\"", " xmlns:a=\"urn:a\""};
	static const char *const text[] = {"", "1", " ", "<x/>", "<x>1</x>"};
	struct piece *p = mutate_group(m), *s = piece_new(&m->arena, MUTATE_ONE_OF(m, name), MUTATE_ONE_OF(m, attrs), MUTATE_ONE_OF(m, text));

	if (strchr(s->name, ':') != NULL)
		s->attrs = " xmlns:a=\"http://www.chinaport.gov.cn/dec\"";
	piece_insert(p, piece_kid(p, mutate_random(m, piece_kids(p) + 1)), s);
}

/* An element of the dictionary where it belongs, or beside it. */
static inline void
mutate_known(struct mutator *m)
{
	struct piece *p = mutate_group(m), *at;
	const struct dict_node *above = mutate_node(m, p), *n = above ? above->first_child : NULL;
	int place;

	for (uint32_t skip = mutate_random(m, 60); n != NULL && skip > 0 && n->next != NULL; skip--)
		n = n->next;
	if (n == NULL || n->attribute)
		return;
	for (at = p->first; at != NULL; at = at->next) {
		const struct dict_node *other = dict_child(above, sv_of(at->name), false);

		place = other ? other->place : -1;
		if (place > n->place)
			break;
	}
	if (mutate_random(m, 6) == 0)
		at = piece_kid(p, mutate_random(m, piece_kids(p) + 1));
	piece_insert(p, at, mutate_random(m, 4) == 0 ? piece_new(&m->arena, n->name, "", "") : piece_make(m, &m->arena, n, 2));
}

static inline void
mutate_many(struct mutator *m)
{
	struct piece *p = NULL;
	const struct dict_node *n = NULL;
	size_t most, n_now = 0;

	for (int i = 0; i < 60 && (n == NULL || n->max == 1); i++) {
		p = mutate_any(m);
		n = mutate_node(m, p);
	}
	if (n == NULL || n->max == 1)
		return;
	for (const struct piece *c = p->parent->first; c != NULL; c = c->next)
		n_now += strcmp(c->name, p->name) == 0;
	most = n->max == 0 || n->max > 60 ? 60 : n->max + mutate_random(m, 2);
	for (; n_now < most; n_now++)
		piece_insert(p->parent, p->next, piece_copy(&m->arena, p));
}

static inline void
mutate_empty_group(struct mutator *m)
{
	static const char *const text[] = {"", "\n  ", "x", "<!-- -->"};
	struct piece *p = mutate_group(m);

	p->first = NULL;
	p->text = MUTATE_ONE_OF(m, text);
}

static inline void
mutate_namespace(struct mutator *m)
{
	static const char *const attrs[] = {" xmlns=\"\"", " xmlns=\"urn:other\"", " xmlns=\"http://www.chinaport.gov.cn/dec\"",
	    " xmlns:dec=\"http://www.chinaport.gov.cn/dec\""};
	struct piece *p = mutate_random(m, 8) ? mutate_any(m) : m->root;

	if (p == m->root) {
		static const char *const root_attrs[] = {"", " xmlns=\"urn:other\"", " xmlns=\"http://www.chinaport.gov.cn/dec\"",
		    " xmlns=\"http://www.chinaport.gov.cn/dec/\"", " xmlns=\"http://www.chinaport.gov.cn/DEC\""};
		p->attrs = MUTATE_ONE_OF(m, root_attrs);
		return;
	}
	p->attrs = MUTATE_ONE_OF(m, attrs);
	if (strstr(p->attrs, "xmlns:dec") != NULL) {
		struct str name = {0};

		str_addf(&name, "dec:%s", p->name);
		p->name = piece_text(&m->arena, &name);
		str_clear(&name);
	}
}

static inline void
mutate_attribute(struct mutator *m)
{
	static const char *const attrs[] = {" Version=\"4.8\"", " version=\"4.8\"", " a=\"\"", " xml:lang=\"zh\"", " xml:space=\"preserve\"",
	    " xmlns:q=\"urn:q\"", " xmlns:q=\"urn:q\" q:a=\"1\"", " xmlns:q=\"http://www.chinaport.gov.cn/dec\" q:Version=\"4.8\"",
	    " Version=\"\"", " Version=\" \"", " Version=\"a long version\"", " id=\"1\"",
	    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"",
	    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://www.chinaport.gov.cn/dec dec.xsd\"",
	    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"false\""};
	struct piece *p = mutate_random(m, 4) ? mutate_any(m) : m->root;
	struct str all = {0};

	if (p == m->root)
		str_addf(&all, " xmlns=\"%s\"", m->dict->ns);
	str_adds(&all, MUTATE_ONE_OF(m, attrs));
	p->attrs = piece_text(&m->arena, &all);
	str_clear(&all);
}

/* ---- text --------------------------------------------------------------------------------- */

static inline void
mutate_text(struct mutator *m)
{
	static const char *const value[] = {"", " ", "\n\t", "0", "1", "-1", "+1", "1e3", "1E3", "1,000", "1.5", ".5", "5.", "1.123456789",
	    "12345678901234567890123", "００１", "１", "abc", "ABC", "usd", "USD", "chn", "CHN", "20260230", "20261301", "2026-01-12", "20260112",
	    "20240229", "20250229", "2026011209000000", "00000000", "I", "E", "i", "X", "中文", "球​阀", "a b", " 1", "1 ", "\n1\n", "&#160;1",
	    "1&#13;", "&#9;", "&amp;", "&lt;", "]]&gt;", "　", "&#x200B;", "NO", "N/M", "?", "0x10", "NaN", "INF", "true", "-", "--", "1-2",
	    "&#128;", "𠀀", "QUJD", "QUI=", "QQ==", "QQ", "Q Q = =", "310198Z9Z1", "91310000MA1FL0000X", "999999999999999999",
	    "0000000000000000000000000000000001", "1.50000", "1.500000", "-0", "-0.0"};
	struct piece *p = mutate_field(m);

	p->text = MUTATE_ONE_OF(m, value);
}

static inline void
mutate_text_near(struct mutator *m)
{
	struct piece *p = mutate_field(m);
	const struct dict_node *n = mutate_node(m, p);
	struct str value = {0}, escaped = {0};

	if (n == NULL || n->type == DICT_GROUP)
		return;
	sample_text(&m->sample, mutate_form(n), &value);
	xml_escape(&escaped, str_sv(&value), false);
	p->text = piece_text(&m->arena, &escaped);
	str_clear(&value);
	str_clear(&escaped);
}

static inline void
mutate_text_around(struct mutator *m)
{
	static const char *const form[][2] = {{" ", ""}, {"", " "}, {"\n   ", "\n"}, {"<![CDATA[", "]]>"}, {"", "<!-- x -->"}, {"<?x?>", ""},
	    {"", "<x/>"}, {"<x>", "</x>"}, {"&#32;", "&#10;"}, {"\xc2\xa0", ""}, {"", "\xe3\x80\x80"}, {"0", ""}, {"", "0"}, {"", "<![CDATA[0]]>"},
	    {"", ".0"}, {"00000000000000000000000000", ""}};
	struct piece *p = mutate_field(m);
	struct str text = {0};
	uint32_t i = mutate_random(m, sizeof form / sizeof form[0]);
	const struct dict_node *n = mutate_node(m, p);

	if (n != NULL && n->type == DICT_GROUP && strstr(form[i][0], "CDATA") != NULL)
		return;
	str_addf(&text, "%s%s%s", form[i][0], p->text, form[i][1]);
	p->text = piece_text(&m->arena, &text);
	str_clear(&text);
}

static inline void
mutate_text_long(struct mutator *m)
{
	struct piece *p = mutate_field(m);
	struct str text = {0};
	uint32_t n = 1 + mutate_random(m, 300);
	const char *unit = mutate_random(m, 2) ? "长" : "9";

	while (n-- > 0)
		str_adds(&text, unit);
	p->text = piece_text(&m->arena, &text);
	str_clear(&text);
}

static inline void
mutate_stray(struct mutator *m)
{
	static const char *const text[] = {"x", "  ", "\xc2\xa0", "\xe3\x80\x80", "<!-- y -->", "<?pi y?>", "<![CDATA[x]]>", "&#32;", "0", "&amp;",
	    "&#10;", "\t\r\n"};
	struct piece *p = mutate_any(m);

	if (p->first != NULL && mutate_random(m, 2) == 0)
		p->text = MUTATE_ONE_OF(m, text);
	else
		p->tail = MUTATE_ONE_OF(m, text);
}

static inline void
mutate_bytes(struct mutator *m)
{
	static const char *const damage[] = {"\x01", "&", "<", "\xff", "\xc3", "&nbsp;", "</", "<a>", "&#0;", "&#x1F;", "\xed\xa0\x80", "]]>", "-->",
	    "\x7f", "\xef\xbf\xbf", "\xef\xbb\xbf", "<!--", "<?xml version='1.0'?>", "<![CDATA[", "\x0c"};

	m->damage = MUTATE_ONE_OF(m, damage);
}

/* ---- all of them ---------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*run)(struct mutator *m);
	unsigned weight;
} mutations[] = {
	{"delete", mutate_delete, 8}, {"duplicate", mutate_duplicate, 4}, {"shift", mutate_shift, 4}, {"neighbours", mutate_neighbours, 3},
	{"elsewhere", mutate_elsewhere, 3}, {"rename", mutate_rename, 3}, {"stranger", mutate_stranger, 4}, {"known", mutate_known, 8},
	{"many", mutate_many, 1}, {"empty group", mutate_empty_group, 1}, {"namespace", mutate_namespace, 3}, {"attribute", mutate_attribute, 4},
	{"text", mutate_text, 16}, {"near", mutate_text_near, 16}, {"around", mutate_text_around, 8}, {"long", mutate_text_long, 2},
	{"stray", mutate_stray, 4}, {"bytes", mutate_bytes, 2},
};

enum { N_MUTATIONS = sizeof mutations / sizeof mutations[0] };

/* Writes the number-th mutation of a message: one change, sometimes several. */
__attribute__((unused)) static void
mutate(struct mutator *m, const struct piece *message, uint64_t number, struct str *out)
{
	uint32_t n, total = 0;
	size_t at;

	arena_reset(&m->arena);
	m->sample.seed = number * 2654435761u + 12345;
	mutate_random(m, 2);
	m->root = piece_copy(&m->arena, message);
	m->damage = NULL;
	m->said[0] = '\0';
	for (size_t i = 0; i < N_MUTATIONS; i++)
		total += mutations[i].weight;
	for (n = mutate_random(m, 5) == 0 ? 1 + mutate_random(m, 4) : 1; n > 0; n--) {
		uint32_t pick = mutate_random(m, total);
		size_t i = 0, len = strlen(m->said);

		for (; pick >= mutations[i].weight; i++)
			pick -= mutations[i].weight;
		m->n = 0;
		mutate_list(m, m->root);
		if (m->n < 2)
			break;
		mutations[i].run(m);
		snprintf(m->said + len, sizeof m->said - len, " %s", mutations[i].name);
	}
	str_reset(out);
	str_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	piece_write(m->root, out);
	if (m->damage == NULL)
		return;
	at = mutate_random(m, out->len_b);
	while (((unsigned char)out->s[at] & 0xc0) == 0x80)
		at--;
	{
		struct str spoilt = {0};

		str_add(&spoilt, (struct sv){out->s, at});
		str_adds(&spoilt, m->damage);
		str_add(&spoilt, (struct sv){out->s + at, out->len_b - at});
		str_clear(out);
		*out = spoilt;
	}
}

#endif
