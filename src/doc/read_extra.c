/* What is read and has no cell. */
#include "doc/reading.h"

/* ---- oddities ---------------------------------------------------------------- */

void
reading_say(struct doc_reading *r, enum doc_oddity kind, const struct doc_row *row, const struct dict_node *node, struct sv name)
{
	struct doc_odd odd = {.kind = kind, .row = row, .node = node, .name = name, .line = r->line};

	if (r->on_odd != NULL)
		r->on_odd(r->ctx, &odd);
}

struct sv
reading_qname(struct doc_reading *r, const struct xml_name *n)
{
	if (n->prefix.n == 0)
		return n->local;
	str_reset(&r->name);
	str_add(&r->name, n->prefix);
	str_addc(&r->name, ':');
	str_add(&r->name, n->local);
	return str_sv(&r->name);
}

/* ---- extras ---------------------------------------------------------------------- */

void
reading_flush_extra(struct doc_reading *r)
{
	if (r->extra_row != NULL && r->extra.len_b > 0)
		doc_extra_add(r->doc, r->extra_row, r->extra_owner, r->extra_after, doc_text_keep(&r->doc->texts, str_sv(&r->extra)));
	str_reset(&r->extra);
	r->extra_row = NULL;
}

/* Makes r->extra the text of an extra there; neighbours become one. */
static void
begin_extra(struct doc_reading *r, struct doc_row *row, const struct doc_elem *owner, int after)
{
	if (r->extra_row != row || r->extra_owner != owner || r->extra_after != after)
		reading_flush_extra(r);
	r->extra_row = row;
	r->extra_owner = owner;
	r->extra_after = after;
	r->raw = (struct doc_raw){.to = &r->extra};
}

/* What follows the last known sibling; never before what stood earlier, so
 * that like-named strangers keep their order. */
int
reading_stranger_place(struct frame *f)
{
	int place = f->last == NULL ? -1 : f->last->place;

	if (place > f->extra_place)
		f->extra_place = place;
	return f->extra_place;
}

static bool
declares_default(const struct xml_start *e)
{
	for (size_t i = 0; i < e->n_ns; i++)
		if (e->ns[i].prefix.n == 0)
			return true;
	return false;
}

void
reading_begin_raw(struct doc_reading *r, const struct xml_start *e, const struct doc_elem *owner, int after)
{
	struct frame *f = reading_top(r);

	begin_extra(r, f->row, owner, after);
	doc_raw_start(&r->raw, e, !declares_default(e) && !sv_eq(f->ns, r->doc->ns) ? &f->ns : NULL);
}

void
reading_flush_stray(struct doc_reading *r)
{
	struct frame *f;
	struct sv text;

	if (r->stray.len_b == 0)
		return;
	f = reading_top(r);
	text = sv_trim(str_sv(&r->stray));
	reading_say(r, DOC_ODD_TEXT, f->row, f->elem->node, text);
	begin_extra(r, f->row, f->elem, reading_stranger_place(f));
	if (r->extra.len_b > 0 && r->extra.s[r->extra.len_b - 1] != '>')
		str_addc(&r->extra, '\n');	/* what an element divided stays two words */
	doc_raw_text(&r->raw, text);
	str_reset(&r->stray);
}

/* An element inside a field: the field as a whole becomes an extra. */
void
reading_field_to_extra(struct doc_reading *r, const struct xml_start *e)
{
	struct frame *f = reading_top(r);
	const struct doc_elem *elem = r->field;
	struct xml_name name = {.local = {elem->name, elem->name_b}, .prefix = str_sv(&r->field_prefix)};
	struct xml_start start = {.name = name};

	reading_say(r, DOC_ODD_CHILD, f->row, elem->node, reading_qname(r, &e->name));
	begin_extra(r, f->row, f->elem, elem->place);
	doc_raw_start(&r->raw, &start, !sv_eq(r->field_ns, r->doc->ns) ? &r->field_ns : NULL);
	str_add(&r->extra, str_sv(&r->field_attrs));
	for (const struct doc_elem *a = elem->attr; a != NULL; a = a->next) {
		struct doc_cell *c = &f->row->cell[a->column];
		struct xml_attr known = {.name.local = {a->name, a->name_b}, .value = {c->p, c->n_b}};

		if (c->state != DOC_ABSENT)
			doc_raw_attr(&r->extra, &known);
		*c = f->row->tab->blank[a->column];
	}
	if (r->field_text.n > 0)
		doc_raw_text(&r->raw, r->field_text);
	f->row->cell[elem->column].state = DOC_SURPLUS;
	reading_set_line(&f->row->cell[elem->column], r->field_line);
	r->field = NULL;
	doc_raw_start(&r->raw, e, NULL);
}
