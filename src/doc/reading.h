/*
 * Inside the reading of a message: read.c follows the events, read_extra.c
 * keeps what has no cell.
 */
#ifndef YULU_DOC_READING_H
#define YULU_DOC_READING_H

#include "doc/internal.h"

enum reading_stage { BEFORE, WRAPPER, MESSAGE, AFTER, FOREIGN };

struct frame {
	const struct doc_elem *elem;	/* NULL: an element of the wrapper */
	struct doc_row *row;
	const struct doc_elem *expect;	/* tried first */
	const struct doc_elem *last;	/* known sibling that came last */
	int most_place, extra_place;
	struct sv ns;			/* default namespace in it */
};

struct doc_reading {
	struct doc *doc;
	enum reading_stage stage;
	doc_on_odd *on_odd;
	void *ctx;
	unsigned line;
	struct frame *frame;
	size_t n_frame, cap_frame;
	const char *ns_seen;		/* the parser's own string of the message's namespace */
	/* the field being read */
	const struct doc_elem *field;
	struct sv field_text, field_ns;
	unsigned field_line;
	struct str field_prefix, field_attrs;
	/* what has no cell */
	struct doc_raw raw;
	struct str extra;		/* of extra_row, extra_owner, extra_after */
	struct doc_row *extra_row;
	const struct doc_elem *extra_owner;
	int extra_after;
	struct str stray;		/* text between elements */
	struct str name;
};

static inline struct frame *
reading_top(struct doc_reading *r)
{
	return &r->frame[r->n_frame - 1];
}

static inline void
reading_set_line(struct doc_cell *c, unsigned line)
{
	c->line = (line <= DOC_LINE_MAX ? line : 0) & DOC_LINE_MAX;
}

void reading_say(struct doc_reading *r, enum doc_oddity kind, const struct doc_row *row, const struct dict_node *node, struct sv name);
/* A name as it stands in the message; until the next one is asked for. */
struct sv reading_qname(struct doc_reading *r, const struct xml_name *n);

/* The extra being gathered goes to its row. */
void reading_flush_extra(struct doc_reading *r);
/* Where a stranger stands: what it follows among the known siblings. */
int reading_stranger_place(struct frame *f);
void reading_begin_raw(struct doc_reading *r, const struct xml_start *e, const struct doc_elem *owner, int after);
/* Text between elements that was gathered becomes an extra. */
void reading_flush_stray(struct doc_reading *r);
void reading_field_to_extra(struct doc_reading *r, const struct xml_start *e);

#endif
