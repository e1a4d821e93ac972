/*
 * Events as one line of text: (ns|name attr=value xmlns:p=uri "text" )name
 */
#ifndef YULU_TESTS_XML_TRACE_H
#define YULU_TESTS_XML_TRACE_H

#include "base/str.h"
#include "tap.h"
#include "xml/xml.h"

struct trace {
	struct str out;
	bool in_text;
	enum rc stop;		/* returned at the element <stop/> */
	unsigned line;		/* of the last start */
};

static inline void
trace_end_text(struct trace *t)
{
	if (t->in_text)
		str_addc(&t->out, '"');
	t->in_text = false;
}

static inline void
trace_name(struct trace *t, const struct xml_name *n)
{
	if (n->ns.n > 0) {
		str_add(&t->out, n->ns);
		str_addc(&t->out, '|');
	}
	if (n->prefix.n > 0) {
		str_add(&t->out, n->prefix);
		str_addc(&t->out, ':');
	}
	str_add(&t->out, n->local);
}

static inline enum rc
trace_start(void *ctx, const struct xml_start *e)
{
	struct trace *t = ctx;

	trace_end_text(t);
	str_addc(&t->out, '(');
	trace_name(t, &e->name);
	for (size_t i = 0; i < e->n_attr; i++) {
		str_addc(&t->out, ' ');
		trace_name(t, &e->attr[i].name);
		str_addc(&t->out, '=');
		str_add(&t->out, e->attr[i].value);
	}
	for (size_t i = 0; i < e->n_ns; i++) {
		str_adds(&t->out, " xmlns:");
		str_add(&t->out, e->ns[i].prefix);
		str_addc(&t->out, '=');
		str_add(&t->out, e->ns[i].uri);
	}
	t->line = e->line;
	return sv_is(e->name.local, "stop") ? t->stop : RC_OK;
}

static inline enum rc
trace_text(void *ctx, struct sv text)
{
	struct trace *t = ctx;

	if (!t->in_text)
		str_addc(&t->out, '"');
	t->in_text = true;
	str_add(&t->out, text);
	return RC_OK;
}

static inline enum rc
trace_end(void *ctx, const struct xml_name *name)
{
	struct trace *t = ctx;

	trace_end_text(t);
	str_addc(&t->out, ')');
	trace_name(t, name);
	return RC_OK;
}

static inline enum rc
trace_read(struct trace *t, struct xml_reader *r, struct sv bytes, const struct xml_limits *limits, struct xml_problem *p)
{
	struct xml_sink sink = {t, trace_start, trace_text, trace_end};

	str_reset(&t->out);
	t->in_text = false;
	return xml_read(r, bytes, limits, &sink, p);
}

#endif
