#include "subcenter/body.h"

#include <stdio.h>
#include <strings.h>

#include "base/text.h"

enum { DEPTH_MAX = 16, REPEATED_MAX_B = 255 };

#define XMLDSIG "http://www.w3.org/2000/09/xmldsig#"

struct level {
	const struct dict_node *node;
	const struct dict_node *last;	/* the child read last */
	unsigned n_same;		/* how often, one after the other */
	uint64_t seen;			/* children by place; forms have fewer than 64 */
	unsigned row;
};

struct reading {
	const struct dict *dict;
	struct body *body;
	struct body_problem *problem;
	struct level level[DEPTH_MAX];
	unsigned depth, skip;		/* skip: depth inside what is passed over */
	unsigned line;
	unsigned *row;			/* by node's line in the dictionary: the rows so far */
	unsigned n_row;
	struct str text;
};

static enum rc fail(struct reading *r, const struct dict_node *parent, struct sv name, const char *zh, const char *en)
{
	struct body_problem *p = r->problem;
	struct str path = STR_INIT(sizeof p->path - 1);

	if (parent != NULL && parent->path[0] != '\0')
		str_addf(&path, "%s/", parent->path);
	text_add_clean(&path, (struct sv){name.p, name.n < 60 ? name.n : 60}, 60);
	snprintf(p->path, sizeof p->path, "%s", str_z(&path));
	snprintf(p->text_zh, sizeof p->text_zh, "%s", zh);
	snprintf(p->text_en, sizeof p->text_en, "%s", en);
	p->line = r->line;
	str_clear(&path);
	return RC_PARSE;
}

static bool is_leaf(const struct dict_node *n)
{
	if (n->type != DICT_GROUP)
		return true;
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		if (!c->attribute)
			return false;
	return true;
}

static enum rc add_value(struct reading *r, const struct dict_node *n, unsigned row, struct sv text, const struct dict_node *parent)
{
	struct body *b = r->body;

	text = sv_trim(text);
	if (n->type == DICT_GROUP && text.n > REPEATED_MAX_B)
		return fail(r, parent, sv_of(n->name), "内容超过规定长度", "the value is longer than allowed");
	switch (dict_judge(n, text)) {
	case DICT_OK:
		break;
	case DICT_TOO_LONG:
		return fail(r, parent, sv_of(n->name), "内容超过规定长度", "the value is longer than allowed");
	default:
		return fail(r, parent, sv_of(n->name), "内容不符合规定格式", "the value has not the form it should have");
	}
	if (text.n == 0 && n->save == DICT_YES)
		return fail(r, parent, sv_of(n->name), "必填项为空", "a required value is empty");
	if (b->n == b->cap)
		b->value = mem_grow(b->value, &b->cap, sizeof *b->value);
	b->value[b->n++] = (struct body_value){n, row, {arena_dup(&b->arena, text.p ? text.p : "", text.n), text.n}};
	return RC_OK;
}

static enum rc check_place(struct reading *r, struct level *in, const struct dict_node *n)
{
	in->n_same = in->last == n ? in->n_same + 1 : 1;
	if (in->last != NULL && in->last != n && n->place < in->last->place)
		return fail(r, in->node, sv_of(n->name), "元素次序不符", "the element stands in the wrong order");
	if (n->max != 0 && in->n_same > n->max)
		return fail(r, in->node, sv_of(n->name), "元素出现次数过多", "the element stands there too often");
	in->last = n;
	in->seen |= (uint64_t)1 << (n->place & 63);
	return RC_OK;
}

static enum rc read_attributes(struct reading *r, const struct dict_node *n, unsigned row, const struct xml_start *e)
{
	for (const struct dict_node *c = n->first_child; c != NULL && c->attribute; c = c->next) {
		const struct xml_attr *found = NULL;

		for (size_t i = 0; i < e->n_attr; i++)
			if (e->attr[i].name.ns.n == 0 && sv_is(e->attr[i].name.local, c->name))
				found = &e->attr[i];
		if (found != NULL && add_value(r, c, row, found->value, n) != RC_OK)
			return RC_PARSE;
		if (found == NULL && c->save == DICT_YES)
			return fail(r, n, sv_of(c->name), "缺少必填属性", "a required attribute is missing");
	}
	return RC_OK;
}

static enum rc on_start(void *ctx, const struct xml_start *e)
{
	struct reading *r = ctx;
	struct level *in = r->depth > 0 ? &r->level[r->depth - 1] : NULL;
	const struct dict_node *n;
	unsigned row = in ? in->row : 0;

	r->line = e->line;
	str_reset(&r->text);
	if (r->skip > 0 || (in != NULL && sv_is(e->name.ns, XMLDSIG))) {
		r->skip++;
		return RC_OK;
	}
	n = in ? dict_child(in->node, e->name.local, false) : r->dict->root;
	if (!sv_is(e->name.ns, r->dict->ns) || n == NULL || (in == NULL && !sv_is(e->name.local, n->name)))
		return fail(r, in ? in->node : NULL, e->name.local, "此处不应有该元素，或命名空间不对", "this element does not belong here, or its namespace is wrong");
	if (in != NULL && (is_leaf(in->node) || r->depth >= DEPTH_MAX))
		return fail(r, in->node, e->name.local, "此处不应有该元素", "this element does not belong here");
	if (in != NULL && check_place(r, in, n) != RC_OK)
		return RC_PARSE;
	if (n->max != 1 && n->line < r->n_row)
		row = r->row[n->line]++;
	r->level[r->depth++] = (struct level){.node = n, .row = row};
	return read_attributes(r, n, row, e);
}

static enum rc on_text(void *ctx, struct sv text)
{
	struct reading *r = ctx;
	const struct dict_node *n = r->depth > 0 ? r->level[r->depth - 1].node : NULL;

	if (r->skip > 0 || n == NULL)
		return RC_OK;
	if (is_leaf(n))
		str_add(&r->text, text);
	else if (sv_trim(text).n > 0)
		return fail(r, n->parent, sv_of(n->name), "此处不应有文字", "no text belongs here");
	return RC_OK;
}

static enum rc on_end(void *ctx, const struct xml_name *name)
{
	struct reading *r = ctx;
	struct level *l;

	(void)name;
	if (r->skip > 0) {
		r->skip--;
		return RC_OK;
	}
	l = &r->level[--r->depth];
	if (is_leaf(l->node) && l->node->parent != NULL)
		return add_value(r, l->node, l->row, str_sv(&r->text), l->node->parent);
	for (const struct dict_node *c = l->node->first_child; c != NULL; c = c->next)
		if (!c->attribute && c->min > 0 && (l->seen & (uint64_t)1 << (c->place & 63)) == 0)
			return fail(r, l->node, sv_of(c->name), "缺少必填元素", "a required element is missing");
	return RC_OK;
}

static unsigned last_line(const struct dict_node *n)
{
	unsigned line = n->line;

	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next) {
		unsigned below = last_line(c);

		line = below > line ? below : line;
	}
	return line;
}

static void set_malformed(struct body_problem *p, const struct xml_problem *x)
{
	p->malformed = true;
	p->line = x->line;
	snprintf(p->text_zh, sizeof p->text_zh, "第 %u 行：不是格式良好的 XML，或不是 UTF-8 编码", x->line);
	snprintf(p->text_en, sizeof p->text_en, "line %u: %.200s", x->line, x->text[0] ? x->text : "no well-formed XML in UTF-8");
}

enum rc body_read(struct xml_reader *xml, const struct dict *dict, struct sv bytes, struct body *out, struct body_problem *problem)
{
	struct reading r = {.dict = dict, .body = out, .problem = problem, .n_row = last_line(dict->root) + 1};
	const struct xml_sink sink = {&r, on_start, on_text, on_end};
	const struct xml_limits limits = {.max_b = bytes.n + 1, .max_depth = DEPTH_MAX + 8};
	struct xml_problem x;
	enum rc rc;

	*out = (struct body){0};
	*problem = (struct body_problem){0};
	r.row = mem_zalloc(r.n_row, sizeof *r.row);
	rc = xml_read(xml, bytes, &limits, &sink, &x);
	/* a callback's own refusal has filled the problem */
	if (rc != RC_OK && problem->text_en[0] == '\0')
		set_malformed(problem, &x);
	if (rc == RC_OK && xml_reader_encoding(xml)[0] != '\0' && strcasecmp(xml_reader_encoding(xml), "UTF-8") != 0) {
		set_malformed(problem, &x);
		snprintf(problem->text_en, sizeof problem->text_en, "the encoding is %s; it must be UTF-8", xml_reader_encoding(xml));
		rc = RC_PARSE;
	}
	mem_free(r.row);
	str_clear(&r.text);
	return rc == RC_OK ? RC_OK : RC_PARSE;
}

void body_clear(struct body *b)
{
	mem_free(b->value);
	arena_free(&b->arena);
	*b = (struct body){0};
}

struct sv body_at(const struct body *b, const char *path, unsigned row)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->value[i].row == row && strcmp(b->value[i].node->path, path) == 0)
			return b->value[i].text;
	return SV("");
}

struct sv body_get(const struct body *b, const char *path)
{
	return body_at(b, path, 0);
}

unsigned body_count(const struct body *b, const char *path)
{
	unsigned n = 0;

	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->value[i].node->path, path) == 0 && b->value[i].row + 1 > n)
			n = b->value[i].row + 1;
	return n;
}
