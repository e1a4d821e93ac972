/*
 * Events → rows. An open element of the message is a frame; a field is no
 * frame, only its text is gathered. What has no cell is gathered as raw XML
 * and becomes an extra of its row.
 *
 *   before ──► message ──► after        a plain message
 *   before ──► wrapper ──► message ──► after wrapper
 *   before ──► foreign                  another root: only well-formedness counts
 *
 * Declarations of prefixes on known elements stay on them, so what is raw
 * needs a declaration of its own only where the default namespace is another
 * one than that of the message.
 */
#include <stdio.h>

#include "doc/reading.h"

static struct frame *
push_frame(struct doc_reading *r, const struct doc_elem *e, struct doc_row *row, struct sv ns)
{
	struct frame *f;

	if (r->n_frame == r->cap_frame)
		r->frame = mem_grow(r->frame, &r->cap_frame, sizeof r->frame[0]);
	f = &r->frame[r->n_frame++];
	*f = (struct frame){.elem = e, .row = row, .expect = e ? e->first : NULL, .most_place = -1, .extra_place = -1, .ns = ns};
	return f;
}

/* ---- attributes ------------------------------------------------------------------- */

static const struct doc_elem *
find_attr(const struct doc_elem *e, const struct xml_attr *a)
{
	if (a->name.ns.n > 0)
		return NULL;
	for (const struct doc_elem *x = e->attr; x != NULL; x = x->next)
		if (doc_elem_is(x, a->name.local))
			return x;
	return NULL;
}

/* Where a schema lies is for validators to know, not part of the message. */
static bool
is_schema_hint(const struct xml_name *n)
{
	return sv_eq(n->ns, SV("http://www.w3.org/2001/XMLSchema-instance"))
	    && (sv_eq(n->local, SV("schemaLocation")) || sv_eq(n->local, SV("noNamespaceSchemaLocation")));
}

/* Known attributes go to their cells, the others and declarations of prefixes
 * into *unknown. */
static void
read_attrs(struct doc_reading *r, const struct xml_start *e, const struct doc_elem *elem, struct doc_row *row, struct str *unknown)
{
	str_reset(unknown);
	for (size_t i = 0; i < e->n_ns; i++)
		if (e->ns[i].prefix.n > 0)
			doc_raw_ns(unknown, e->ns[i].prefix, e->ns[i].uri);
	for (size_t i = 0; i < e->n_attr; i++) {
		const struct xml_attr *a = &e->attr[i];
		const struct doc_elem *known = find_attr(elem, a);

		if (known != NULL) {
			struct doc_cell *c = &row->cell[known->column];

			doc_cell_fill(c, doc_text_keep(&r->doc->texts, a->value), known->trims, DOC_IMPORTED);
			reading_set_line(c, e->line);
			continue;
		}
		doc_raw_attr(unknown, a);
		if (!is_schema_hint(&a->name))
			reading_say(r, DOC_ODD_UNKNOWN_ATTR, row, elem->node, reading_qname(r, &a->name));
	}
}

static void
keep_attrs(struct doc_reading *r, const struct doc_elem *elem, struct doc_row *row, const struct str *unknown)
{
	if (unknown->len_b > 0)
		doc_extra_add(r->doc, row, elem, DOC_ATTRS, doc_text_keep(&r->doc->texts, str_sv(unknown)));
}

/* ---- the message -------------------------------------------------------------------- */

/* Default namespace inside an element; outer is the one around it. */
static struct sv
default_ns(struct doc_reading *r, const struct xml_start *e, struct sv outer)
{
	struct sv ns = e->name.prefix.n == 0 ? e->name.ns : outer;

	for (size_t i = 0; i < e->n_ns; i++)
		if (e->ns[i].prefix.n == 0)
			ns = e->ns[i].uri;
	if (sv_eq(ns, outer))
		return outer;
	return sv_eq(ns, r->doc->ns) ? r->doc->ns : doc_text_keep(&r->doc->texts, ns);
}

static bool
is_message_ns(struct doc_reading *r, struct sv ns)
{
	if (ns.p != NULL && ns.p == r->ns_seen && ns.n == r->doc->ns.n)
		return true;
	if (!sv_eq(ns, r->doc->ns))
		return false;
	r->ns_seen = ns.p;
	return true;
}

static const struct doc_elem *
match(struct doc_reading *r, const struct frame *f, const struct xml_name *name)
{
	const struct doc_elem *x;

	if (!is_message_ns(r, name->ns))
		return NULL;
	for (x = f->expect; x != NULL; x = x->next)
		if (doc_elem_is(x, name->local))
			return x;
	for (x = f->elem->first; x != f->expect; x = x->next)
		if (doc_elem_is(x, name->local))
			return x;
	return NULL;
}

static void
begin_field(struct doc_reading *r, const struct xml_start *e, const struct doc_elem *elem, struct frame *f)
{
	r->field = elem;
	r->field_text = (struct sv){0};
	r->field_line = e->line;
	r->field_ns = f->ns;
	if (r->field_prefix.len_b > 0)
		str_reset(&r->field_prefix);
	if (r->field_attrs.len_b > 0)
		str_reset(&r->field_attrs);
	if (e->name.prefix.n > 0)
		str_add(&r->field_prefix, e->name.prefix);
	if (e->n_attr + e->n_ns > 0) {
		r->field_ns = default_ns(r, e, f->ns);
		read_attrs(r, e, elem, f->row, &r->field_attrs);
	}
}

static void
end_field(struct doc_reading *r)
{
	struct doc_row *row = reading_top(r)->row;
	struct doc_cell *c = &row->cell[r->field->column];

	doc_cell_fill(c, r->field_text, r->field->trims, DOC_IMPORTED);
	reading_set_line(c, r->field_line);
	if (r->field_attrs.len_b > 0)
		keep_attrs(r, r->field, row, &r->field_attrs);
	r->field = NULL;
}

static void
begin_group(struct doc_reading *r, const struct xml_start *e, const struct doc_elem *elem, struct doc_row *row, struct sv outer_ns)
{
	if (elem->kind == DOC_GROUP) {
		struct doc_cell *c = &row->cell[elem->column];

		c->state = DOC_EMPTY;
		reading_set_line(c, e->line);
	}
	push_frame(r, elem, row, default_ns(r, e, outer_ns));
	if (e->n_attr + e->n_ns > 0) {
		read_attrs(r, e, elem, row, &r->field_attrs);
		keep_attrs(r, elem, row, &r->field_attrs);
	}
}

/* A row costs far more than the few bytes that make one. */
enum { MAX_ROWS = 100000 };

/* Escaped, what is raw can pass the ceiling of a text: nothing is cut silently. */
static enum rc
still_fits(const struct doc_reading *r)
{
	return r->doc->n_rows > MAX_ROWS || r->extra.over || r->stray.over || r->field_attrs.over
	    || r->doc->wrap_before.over || r->doc->wrap_after.over ? RC_LIMIT : RC_OK;
}

static enum rc
start_in_message(struct doc_reading *r, const struct xml_start *e)
{
	struct frame *f = reading_top(r);
	const struct doc_elem *elem;
	struct doc_row *row = f->row;
	struct sv ns = f->ns;

	if (r->stray.len_b > 0)
		reading_flush_stray(r);
	elem = match(r, f, &e->name);
	if (elem == NULL) {
		reading_say(r, DOC_ODD_UNKNOWN, row, f->elem->node, reading_qname(r, &e->name));
		reading_begin_raw(r, e, f->elem, reading_stranger_place(f));
		return still_fits(r);
	}
	f->last = elem;
	if (elem->kind != DOC_ROWS && row->cell[elem->column].state != DOC_ABSENT) {
		reading_say(r, DOC_ODD_TWICE, row, elem->node, reading_qname(r, &e->name));
		reading_begin_raw(r, e, f->elem, elem->place);
		return still_fits(r);
	}
	if (elem->place < f->most_place)
		reading_say(r, DOC_ODD_ORDER, row, elem->node, reading_qname(r, &e->name));
	else
		f->most_place = elem->place;
	f->expect = elem->kind == DOC_ROWS ? elem : elem->next;
	if (elem->kind == DOC_FIELD) {
		begin_field(r, e, elem, f);
		return still_fits(r);
	}
	if (elem->kind == DOC_ROWS) {
		row = doc_row_make(r->doc, row, &r->doc->tab[elem->table], NULL);
		row->line = e->line;
	}
	begin_group(r, e, elem, row, ns);
	return still_fits(r);
}

static void
begin_message(struct doc_reading *r, const struct xml_start *e, struct sv outer_ns)
{
	r->stage = MESSAGE;
	r->raw = (struct doc_raw){0};
	r->doc->root->line = e->line;
	begin_group(r, e, r->doc->root_elem, r->doc->root, outer_ns);
}

/* ---- around the message ---------------------------------------------------------------- */

/* The root's name, with its namespace where only that is another. */
static struct sv
foreign_name(struct doc_reading *r, const struct xml_name *n)
{
	if (!doc_elem_is(r->doc->root_elem, n->local))
		return reading_qname(r, n);
	str_reset(&r->name);
	str_addc(&r->name, '{');
	str_add(&r->name, n->ns);
	str_addc(&r->name, '}');
	str_add(&r->name, n->local);
	return str_sv(&r->name);
}

static bool
is_message(struct doc_reading *r, const struct xml_name *n)
{
	return doc_elem_is(r->doc->root_elem, n->local) && sv_eq(n->ns, r->doc->ns);
}

static void
start_root(struct doc_reading *r, const struct xml_start *e)
{
	const struct dict_node *wrapper = r->doc->dict->wrapper;

	if (is_message(r, &e->name)) {
		begin_message(r, e, (struct sv){0});
	} else if (wrapper != NULL && sv_is(e->name.local, wrapper->name)) {
		r->stage = WRAPPER;
		r->raw = (struct doc_raw){.to = &r->doc->wrap_before};
		doc_raw_start(&r->raw, e, NULL);
		push_frame(r, NULL, NULL, default_ns(r, e, (struct sv){0}));
	} else {
		r->stage = FOREIGN;
		reading_say(r, DOC_ODD_ROOT, NULL, NULL, foreign_name(r, &e->name));
	}
}

static void
start_in_wrapper(struct doc_reading *r, const struct xml_start *e)
{
	struct sv outer = reading_top(r)->ns;

	if (is_message(r, &e->name)) {
		doc_raw_close_tag(&r->raw);
		r->doc->wrapped = true;
		reading_say(r, DOC_ODD_WRAPPED, NULL, NULL, sv_of(r->doc->dict->wrapper->name));
		begin_message(r, e, outer);
		return;
	}
	doc_raw_start(&r->raw, e, NULL);
	push_frame(r, NULL, NULL, default_ns(r, e, outer));
}

static void
end_message(struct doc_reading *r)
{
	reading_flush_extra(r);
	r->stage = AFTER;
	r->raw = (struct doc_raw){.to = &r->doc->wrap_after};
}

/* ---- events --------------------------------------------------------------------------------- */

static enum rc
on_start(void *ctx, const struct xml_start *e)
{
	struct doc_reading *r = ctx;

	r->line = e->line;
	switch (r->stage) {
	case BEFORE:
		start_root(r, e);
		break;
	case WRAPPER:
		start_in_wrapper(r, e);
		break;
	case MESSAGE:
		if (r->field == NULL && r->raw.depth == 0)
			return start_in_message(r, e);
		if (r->field != NULL)
			reading_field_to_extra(r, e);
		else
			doc_raw_start(&r->raw, e, NULL);
		break;
	case AFTER:
		doc_raw_start(&r->raw, e, NULL);
		break;
	case FOREIGN:
		break;
	}
	return still_fits(r);
}

static bool
is_white(struct sv text)
{
	size_t i = 0;

	while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\n' || text.p[i] == '\r' || text.p[i] == '\t'))
		i++;
	return i == text.n;
}

/* A line break and what indents the next line, as it stands between most elements. */
static bool
is_indent(struct sv text)
{
	static const char blanks[] = "                ";

	return text.n > 0 && text.n <= sizeof blanks && text.p[0] == '\n' && memcmp(text.p + 1, blanks, text.n - 1) == 0;
}

static enum rc
on_text(void *ctx, struct sv text)
{
	struct doc_reading *r = ctx;

	if (r->stage == MESSAGE && r->field != NULL) {
		r->field_text = doc_text_extend(&r->doc->texts, r->field_text, text);
		return RC_OK;
	}
	if (r->stage == WRAPPER || r->stage == AFTER || (r->stage == MESSAGE && r->raw.depth > 0))
		doc_raw_text(&r->raw, text);
	else if (r->stage == MESSAGE && (r->stray.len_b > 0 || (!is_indent(text) && !is_white(text))))
		str_add(&r->stray, text);
	else
		return RC_OK;
	return still_fits(r);
}

static enum rc
on_end(void *ctx, const struct xml_name *name)
{
	struct doc_reading *r = ctx;

	if (r->stage == WRAPPER || r->stage == AFTER) {
		doc_raw_end(&r->raw, name);
	} else if (r->stage == MESSAGE) {
		if (r->field != NULL) {
			end_field(r);
			return RC_OK;
		}
		if (r->raw.depth > 0) {
			doc_raw_end(&r->raw, name);
			return still_fits(r);
		}
		reading_flush_stray(r);
		if (reading_top(r)->elem == r->doc->root_elem)
			end_message(r);
	} else {
		return RC_OK;
	}
	if (r->n_frame > 0)
		r->n_frame--;
	return still_fits(r);
}

static struct doc_reading *
reading_begin(struct doc *doc, doc_on_odd *on_odd, void *ctx)
{
	struct doc_reading *r;

	if (doc->reading == NULL)
		doc->reading = mem_zalloc(1, sizeof *doc->reading);
	r = doc->reading;
	r->doc = doc;
	r->stage = BEFORE;
	r->on_odd = on_odd;
	r->ctx = ctx;
	r->n_frame = 0;
	r->ns_seen = NULL;
	r->field = NULL;
	r->raw = (struct doc_raw){0};
	r->extra_row = NULL;
	str_reset(&r->extra);
	str_reset(&r->stray);
	return r;
}

void
doc_reading_free(struct doc_reading *r)
{
	if (r == NULL)
		return;
	mem_free(r->frame);
	str_clear(&r->field_prefix);
	str_clear(&r->field_attrs);
	str_clear(&r->extra);
	str_clear(&r->stray);
	str_clear(&r->name);
	mem_free(r);
}

enum rc
doc_read(struct doc *doc, struct xml_reader *reader, struct sv bytes,
    const struct xml_limits *limits, doc_on_odd *on_odd, void *ctx, struct xml_problem *problem)
{
	struct doc_reading *r = reading_begin(doc, on_odd, ctx);
	struct xml_sink sink = {.ctx = r, .start = on_start, .text = on_text, .end = on_end};
	enum rc rc;

	doc_reset(doc);
	rc = xml_read(reader, bytes, limits, &sink, problem);
	if (rc == RC_LIMIT && problem->fault == XML_FAULT_NONE) {
		problem->fault = XML_FAULT_TOO_LARGE;
		if (doc->n_rows > MAX_ROWS)
			snprintf(problem->text, sizeof problem->text, "more than %d records", MAX_ROWS);
		else
			snprintf(problem->text, sizeof problem->text, "elements that the dictionary does not know take too much room");
	}
	if (rc == RC_OK && r->stage == WRAPPER) {
		r->line = 1;
		reading_say(r, DOC_ODD_ROOT, NULL, NULL, sv_of(doc->dict->wrapper->name));
	}
	if (rc == RC_OK && r->stage != AFTER)
		rc = RC_NOTFOUND;
	if (!doc->wrapped) {
		str_reset(&doc->wrap_before);
		str_reset(&doc->wrap_after);
	}
	return rc;
}
