/*
 * Random messages of a dictionary: in order or not, with strangers, prefixes,
 * namespaces, CDATA, padded values, entities, text between elements, elements
 * in fields, second occurrences. Always well-formed.
 */
#ifndef YULU_TESTS_DOC_GENERATE_H
#define YULU_TESTS_DOC_GENERATE_H

#include "small.h"

struct generate {
	uint64_t seed;
	struct str *out;
	unsigned odd;		/* one in so many things is odd; 0: nothing is */
	const char *prefix;	/* "d:" or "" */
	unsigned items;		/* most rows of a repeating group that is in no other */
	unsigned rows_around;
};

static bool
gen_odd(struct generate *g)
{
	return g->odd > 0 && small_random(&g->seed, g->odd) == 0;
}

static void
gen_value(struct generate *g)
{
	static const char *const plain[] = {"I", "20260102", "310196Z9Z1", "示例进出口有限公司", "1250.5", "N/M", "USD", "0", ""};
	static const char *const strange[] = {"  示例  ", "\n  12\n", " ", "\t", "a&amp;b&lt;c&gt;d", "<![CDATA[<x>&amp;]]>",
	    "a<![CDATA[]]>b<![CDATA[ c ]]>", "&#13;&#10;", "&quot;'", "x<!-- 注 -->y", "\xf0\xa0\x80\x80", "a<?pi x?>b", "]]&gt;"};

	if (gen_odd(g))
		str_adds(g->out, strange[small_random(&g->seed, sizeof strange / sizeof strange[0])]);
	else
		str_adds(g->out, plain[small_random(&g->seed, sizeof plain / sizeof plain[0])]);
}

static void
gen_stranger(struct generate *g, int depth)
{
	static const char *const form[][2] = {
		{"<Novelty>", "</Novelty>"}, {"<x:New xmlns:x='urn:x' x:a='1' a='2'>", "</x:New>"},
		{"<New xmlns='urn:y'>", "</New>"}, {"<q:Other q:k='&lt;&quot;&#10;'>", "</q:Other>"}, {"<None xmlns=''>", "</None>"},
		{"<d:Declared>", "</d:Declared>"}, {"<DecHead xmlns='urn:z'>", "</DecHead>"},
	};
	const char *const *f = form[small_random(&g->seed, sizeof form / sizeof form[0])];

	str_adds(g->out, f[0]);
	for (uint32_t n = small_random(&g->seed, 3); n > 0; n--) {
		if (depth < 4 && small_random(&g->seed, 2) == 0)
			gen_stranger(g, depth + 1);
		else
			gen_value(g);
	}
	str_adds(g->out, f[1]);
}

static void
gen_attrs(struct generate *g, const struct dict_node *n)
{
	for (const struct dict_node *c = n->first_child; c != NULL && c->attribute; c = c->next)
		if (small_random(&g->seed, 2) == 0)
			str_addf(g->out, " %s='%s'", c->name, gen_odd(g) ? " 4.8&#9;&lt; " : "4.8");
	if (gen_odd(g))
		str_adds(g->out, " xml:space=\"preserve\"");
	if (gen_odd(g))
		str_adds(g->out, " extra='a&amp;&quot;b' q:more='1'");
	if (gen_odd(g))
		str_adds(g->out, " xmlns:e='urn:e' e:z=''");
}

static void gen_inside(struct generate *g, const struct dict_node *n);

static void
gen_element(struct generate *g, const struct dict_node *n)
{
	str_addf(g->out, "<%s%s", g->prefix, n->name);
	gen_attrs(g, n);
	str_adds(g->out, ">");
	if (n->type == DICT_GROUP) {
		g->rows_around += n->max != 1;
		gen_inside(g, n);
		g->rows_around -= n->max != 1;
	} else {
		gen_value(g);
	}
	if (n->type != DICT_GROUP && gen_odd(g) && gen_odd(g)) {
		gen_stranger(g, 2);
		gen_value(g);
	}
	str_addf(g->out, "</%s%s>", g->prefix, n->name);
}

static void
gen_oddments(struct generate *g)
{
	if (gen_odd(g))
		gen_stranger(g, 0);
	if (gen_odd(g))
		str_adds(g->out, " 示例 text &amp; more ");
	if (gen_odd(g))
		str_adds(g->out, "\n  <!-- 注释 -->\n");
}

static void
gen_inside(struct generate *g, const struct dict_node *n)
{
	const struct dict_node *kid[256];
	size_t k = 0;
	unsigned most = g->rows_around > 0 && g->items > 3 ? 3 : g->items;

	for (const struct dict_node *c = n->first_child; c != NULL && k < 256; c = c->next) {
		uint32_t times = c->max == 1 ? 1 : small_random(&g->seed, most + 1);

		if (c->attribute || (c->min == 0 && small_random(&g->seed, 4) == 0))
			continue;
		if (c->max == 1 && gen_odd(g))
			times += 1 + small_random(&g->seed, 2);
		for (; times > 0 && k < 256; times--)
			kid[k++] = c;
	}
	for (size_t i = 1; i < k; i++)		/* here and there two neighbours change places, or any two */
		if (gen_odd(g)) {
			size_t j = gen_odd(g) ? small_random(&g->seed, (uint32_t)k) : i - 1;
			const struct dict_node *t = kid[i];

			kid[i] = kid[j];
			kid[j] = t;
		}
	for (size_t i = 0; i < k; i++) {
		gen_oddments(g);
		gen_element(g, kid[i]);
	}
	gen_oddments(g);
}

static void
gen_root(struct generate *g, const struct dict *d)
{
	str_addf(g->out, "<%s%s xmlns:q='urn:q' xmlns:d='%s'", g->prefix, d->root_name, d->ns);
	if (g->prefix[0] == '\0' || gen_odd(g))
		str_addf(g->out, " xmlns='%s'", g->prefix[0] == '\0' ? d->ns : "urn:default");
	gen_attrs(g, d->root);
	str_adds(g->out, ">");
	gen_inside(g, d->root);
	str_addf(g->out, "</%s%s>", g->prefix, d->root_name);
}

__attribute__((unused)) static void
gen_message(struct generate *g, const struct dict *d, bool wrapped)
{
	str_adds(g->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	if (wrapped)
		str_adds(g->out, "<ImportMessage xmlns='urn:w'>\n <SWImpHead><CopMsgId>1</CopMsgId></SWImpHead>\n ");
	gen_root(g, d);
	if (wrapped)
		str_adds(g->out, "<After/> </ImportMessage>");
	str_adds(g->out, "\n");
}

#endif
