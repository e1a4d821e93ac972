/*
 * What rides on a row without a cell: raw XML with the element it stands in
 * and the known sibling it followed.
 */
#include <stdlib.h>

#include "doc/internal.h"

struct doc_extras *
doc_extras_of(struct doc *doc, struct doc_row *row)
{
	if (row->extras == NULL) {
		row->extras = arena_alloc(&doc->rows, sizeof *row->extras);
		*row->extras = (struct doc_extras){0};
	}
	return row->extras;
}

void
doc_extra_add(struct doc *doc, struct doc_row *row, const struct doc_elem *owner, int after, struct sv kept)
{
	struct doc_extra *x = arena_alloc(&doc->rows, sizeof *x);
	struct doc_extras *to = doc_extras_of(doc, row);

	*x = (struct doc_extra){.owner = owner, .after = after, .xml = kept};
	if (to->last == NULL)
		to->first = x;
	else
		to->last->next = x;
	to->last = x;
	to->n++;
}

static bool
stands_in(const struct doc_elem *e, const struct doc_elem *group)
{
	for (; e != NULL; e = e->parent)
		if (e == group)
			return true;
	return false;
}

void
doc_extra_drop(struct doc *doc, struct doc_row *row, const struct doc_elem *group)
{
	struct doc_extras old = {0};

	if (row->extras == NULL)
		return;
	old = *row->extras;
	*row->extras = (struct doc_extras){.strangers = old.strangers};
	for (struct doc_extra *x = old.first, *next; x != NULL; x = next) {
		struct doc_extras *to = row->extras;

		next = x->next;
		if (stands_in(x->owner, group)) {
			doc->texts.waste_b += x->xml.n;
			continue;
		}
		x->next = NULL;
		if (to->last == NULL)
			to->first = x;
		else
			to->last->next = x;
		to->last = x;
		to->n++;
	}
}

struct sorted {
	struct doc_extra *extra;
	size_t seq;
};

static int
compare(const struct doc_extra *x, const struct doc_elem *owner, int after)
{
	if (x->owner != owner)
		return x->owner->index < owner->index ? -1 : 1;
	return x->after < after ? -1 : x->after > after;
}

static int
compare_sorted(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int c = compare(x->extra, y->extra->owner, y->extra->after);

	return c != 0 ? c : x->seq < y->seq ? -1 : x->seq > y->seq;
}

struct doc_extra **
doc_extra_sort(const struct doc_extras *extras)
{
	struct doc_extra **out;
	struct sorted *s;
	size_t n = 0;

	if (extras == NULL || extras->n == 0)
		return NULL;
	s = mem_zalloc(extras->n, sizeof *s);
	out = mem_zalloc(extras->n, sizeof(struct doc_extra *));
	for (struct doc_extra *x = extras->first; x != NULL; x = x->next, n++)
		s[n] = (struct sorted){x, n};
	qsort(s, n, sizeof *s, compare_sorted);
	for (size_t i = 0; i < n; i++)
		out[i] = s[i].extra;
	mem_free(s);
	return out;
}

size_t
doc_extra_find(struct doc_extra *const *x, size_t n, const struct doc_elem *owner, int after)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare(x[mid], owner, after) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
