/*
 * Rows → XML, in the order of the dictionary. Extras of a row are sorted once
 * and found by the element they stand in and the place they followed.
 */
#include "doc/internal.h"

struct writing {
	struct doc *doc;
	struct xml_writer w;
	bool prune;
};

struct row_out {
	struct doc_row *row;
	struct doc_extra **extra;
	size_t n_extra;
};

static void write_row(struct writing *o, struct doc_row *row);

static struct sv
name_of(const struct doc_elem *e)
{
	return (struct sv){e->name, e->name_b};
}

static bool
ends_in_text(struct sv xml)
{
	return xml.p[xml.n - 1] != '>';		/* in text it would be escaped */
}

/* Neighbours stand side by side, as one that was read in one piece would. */
static void
write_extras(struct writing *o, const struct row_out *r, const struct doc_elem *owner, int after)
{
	size_t first, i;

	if (r->n_extra == 0)
		return;
	first = doc_extra_find(r->extra, r->n_extra, owner, after);
	for (i = first; i < r->n_extra && r->extra[i]->owner == owner && r->extra[i]->after == after; i++) {
		struct sv xml = r->extra[i]->xml;

		if (after == DOC_ATTRS) {
			str_add(o->w.to, xml);		/* the start tag is still open */
		} else if (i == first) {
			xml_write_raw(&o->w, xml);
		} else {
			if (ends_in_text(r->extra[i - 1]->xml) && xml.p[0] != '<')
				str_addc(o->w.to, '\n');
			str_add(o->w.to, xml);
		}
	}
}

static void
write_attrs(struct writing *o, const struct row_out *r, const struct doc_elem *e)
{
	for (const struct doc_elem *a = e->attr; a != NULL; a = a->next) {
		const struct doc_cell *c = &r->row->cell[a->column];

		if ((c->state == DOC_GIVEN || c->state == DOC_EMPTY)
		    && (!o->prune || doc_cell_relevant(o->doc, r->row, a->column)))
			xml_write_attr(&o->w, name_of(a), (struct sv){c->p, c->n_b});
	}
	if (e == o->doc->root_elem && (o->doc->ns.n > 0 || o->doc->wrapped))
		xml_write_attr(&o->w, SV("xmlns"), o->doc->ns);
	write_extras(o, r, e, DOC_ATTRS);
}

static void
write_field(struct writing *o, const struct row_out *r, const struct doc_elem *e)
{
	const struct doc_cell *c = &r->row->cell[e->column];
	bool there = c->state == DOC_GIVEN || c->state == DOC_EMPTY;
	bool pruned = o->prune && !doc_cell_relevant(o->doc, r->row, e->column);
	struct sv text = pruned ? (struct sv){0} : (struct sv){c->p, c->n_b};

	if (c->state == DOC_SURPLUS || ((!there || pruned) && e->node->min == 0))
		return;
	if (e->attr == NULL && r->n_extra == 0) {
		xml_write_element(&o->w, name_of(e), text);
		return;
	}
	xml_write_start(&o->w, name_of(e));
	write_attrs(o, r, e);
	xml_write_text(&o->w, text);
	xml_write_end(&o->w, name_of(e));
}

/* The inside of a row's element, or of a group in it. Groups nest no deeper
 * than the dictionary. */
static void
write_inside(struct writing *o, const struct row_out *r, const struct doc_elem *e)
{
	write_extras(o, r, e, -1);
	for (const struct doc_elem *c = e->first; c != NULL; c = c->next) {
		if (c->kind == DOC_FIELD) {
			write_field(o, r, c);
		} else if (c->kind == DOC_ROWS) {
			for (struct doc_row *k = doc_kids(r->row, r->row->tab->slot[c->table])->first; k != NULL; k = k->next)
				write_row(o, k);
		} else if (c->node->min > 0 || (r->row->cell[c->column].state != DOC_ABSENT
		    && (!o->prune || doc_cell_relevant(o->doc, r->row, c->column)))) {
			xml_write_start(&o->w, name_of(c));
			write_attrs(o, r, c);
			write_inside(o, r, c);
			xml_write_end(&o->w, name_of(c));
		}
		write_extras(o, r, e, c->place);
	}
}

static void
write_row(struct writing *o, struct doc_row *row)
{
	struct row_out r = {.row = row, .n_extra = row->extras == NULL ? 0 : row->extras->n};

	if (o->prune && !doc_row_relevant(o->doc, row))
		return;
	r.extra = doc_extra_sort(row->extras);
	xml_write_start(&o->w, name_of(row->tab->elem));
	write_attrs(o, &r, row->tab->elem);
	write_inside(o, &r, row->tab->elem);
	xml_write_end(&o->w, name_of(row->tab->elem));
	mem_free(r.extra);
}

void
doc_write(const struct doc *doc, bool prune, struct str *out)
{
	struct writing o = {.doc = (struct doc *)(uintptr_t)doc, .prune = prune};

	xml_write_begin(&o.w, out);
	if (doc->wrapped) {	/* the wrapper has its own blanks around the message */
		str_add(out, str_sv(&doc->wrap_before));
		o.w.depth = 1;
		o.w.had_text = true;
	}
	write_row(&o, doc->root);
	if (doc->wrapped) {
		str_add(out, str_sv(&doc->wrap_after));
		str_addc(out, '\n');
	}
}
