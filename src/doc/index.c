/*
 * Rows by [column = value]. One index per (table, column, depth of the common
 * row): the value is hashed together with the common row, so rows that share a
 * value under different parents do not meet in one chain.
 */
#include "doc/internal.h"

struct doc_index_entry {
	const struct doc_row *row;
	struct expr_value value;
	uint64_t hash;
	uint32_t next;		/* entry + 1 */
};

static uint64_t
hash_of(const struct doc_row *top, const struct expr_value *v)
{
	uint64_t h = (uint64_t)top->id * 0x9e3779b97f4a7c15u;

	switch (v->type) {
	case EXPR_NUMBER:
		h ^= ((uint64_t)v->num.coef ^ (uint64_t)(v->num.coef >> 64)) * 31 + (uint64_t)v->num.scale;
		break;
	case EXPR_DAY:
		h ^= (uint64_t)(uint32_t)v->day;
		break;
	case EXPR_BOOL:
		h ^= v->truth;
		break;
	default:
		h ^= sv_hash(v->text);
		break;
	}
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return h ^ h >> 29;
}

bool
doc_value_equals(const struct expr_value *a, const struct expr_value *b)
{
	switch (a->type) {
	case EXPR_NUMBER:
		return dec_cmp(a->num, b->num) == 0;
	case EXPR_DAY:
		return a->day == b->day;
	case EXPR_BOOL:
		return a->truth == b->truth;
	default:
		return sv_eq(a->text, b->text);
	}
}

/* An empty number or day equals nothing, nor does what is invalid. */
static bool
comparable(const struct expr_value *v)
{
	return v->state == EXPR_GIVEN || (v->state == EXPR_EMPTY && v->type == EXPR_TEXT);
}

static void
gather(struct doc *doc, struct doc_index *x, enum expr_type type)
{
	const struct doc_tab *tab = &doc->tab[x->table];

	x->n = 0;
	for (const struct doc_row *r = NULL; (r = doc_below(doc->root, tab, r)) != NULL;) {
		struct expr_value v = doc_value_seen(doc, r, x->column, type);

		if (!comparable(&v))
			continue;
		if (v.state == EXPR_EMPTY)
			v.text = (struct sv){0};
		if (x->n == x->cap)
			x->entry = mem_grow(x->entry, &x->cap, sizeof x->entry[0]);
		x->entry[x->n++] = (struct doc_index_entry){.row = r, .value = v, .hash = hash_of(doc_up(r, x->depth), &v)};
	}
}

static void
build(struct doc *doc, struct doc_index *x, enum expr_type type)
{
	size_t want = 16;

	gather(doc, x, type);
	while (want < x->n * 2)
		want *= 2;
	if (want > x->n_bucket) {
		mem_free(x->bucket);
		x->bucket = mem_zalloc(want, sizeof x->bucket[0]);
		x->n_bucket = want;
	} else {
		memset(x->bucket, 0, x->n_bucket * sizeof x->bucket[0]);
	}
	for (size_t i = x->n; i-- > 0;) {	/* backwards, so that chains run in order */
		uint32_t *head = &x->bucket[x->entry[i].hash & (x->n_bucket - 1)];

		x->entry[i].next = *head;
		*head = (uint32_t)i + 1;
	}
	x->valid = true;
}

struct doc_index *
doc_index_get(struct doc *doc, int table, int column, int depth, enum expr_type type)
{
	struct doc_index *x = NULL;

	for (size_t i = 0; i < doc->n_index && x == NULL; i++)
		if (doc->index[i]->table == table && doc->index[i]->column == column && doc->index[i]->depth == depth)
			x = doc->index[i];
	if (x == NULL) {
		if (doc->n_index == doc->cap_index)
			doc->index = mem_grow(doc->index, &doc->cap_index, sizeof(struct doc_index *));
		x = doc->index[doc->n_index++] = mem_zalloc(1, sizeof *x);
		x->table = table;
		x->column = column;
		x->depth = depth;
	}
	if (!x->valid)
		build(doc, x, type);
	return x;
}

uint32_t
doc_index_next(const struct doc_index *x, const struct doc_row *top, const struct expr_value *where, uint32_t after)
{
	uint64_t hash = hash_of(top, where);
	uint32_t e = after == 0 ? x->bucket[hash & (x->n_bucket - 1)] : x->entry[after - 1].next;

	for (; e != 0; e = x->entry[e - 1].next)
		if (x->entry[e - 1].hash == hash && doc_value_equals(&x->entry[e - 1].value, where)
		    && doc_up(x->entry[e - 1].row, x->depth) == top)
			return e;
	return 0;
}

const struct doc_row *
doc_index_row(const struct doc_index *x, uint32_t entry)
{
	return x->entry[entry - 1].row;
}

void
doc_index_drop(struct doc *doc, int table, int column)
{
	for (size_t i = 0; i < doc->n_index; i++)
		if (table < 0 || (doc->index[i]->table == table && doc->index[i]->column == column))
			doc->index[i]->valid = false;
}

void
doc_index_free(struct doc *doc)
{
	for (size_t i = 0; i < doc->n_index; i++) {
		mem_free(doc->index[i]->entry);
		mem_free(doc->index[i]->bucket);
		mem_free(doc->index[i]);
	}
	mem_free(doc->index);
}
