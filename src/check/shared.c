/*
 * What a row has in common with the row before it. The records of one parent
 * are often alike: a rule that reads nothing but cells of its row, all of them
 * as in the record before, says nothing again where it said nothing there.
 */
#include "check/internal.h"

/* Are the rows of a table below those of another, or the same? */
static bool
is_below(const struct dict *d, int table, int above)
{
	while (table >= 0 && table != above)
		table = d->table[table].parent;
	return table == above;
}

/* The rules of a table among those who read something; true when there are any. */
static bool
add_rules(uint64_t *to, const struct check_edges *from, int table, size_t n_word)
{
	uint64_t any = 0;

	for (size_t i = 0; i < from->n; i++)
		for (size_t w = 0; from->edge[i].table == table && w < n_word; w++)
			to[w] |= from->edge[i].unit[w];
	to[0] &= ~((uint64_t)1 << UNIT_VALUES);
	for (size_t w = 0; w < n_word; w++)
		any |= to[w];
	return any != 0;
}

static void
shared_make(struct checker *k, int table, struct plan_shared *s)
{
	const struct check_readers *readers = check_readers(k);
	int n_column = k->plan[table].n_cell;

	s->n_word = check_unit_words(k, table);
	s->always = mem_zalloc(s->n_word, sizeof s->always[0]);
	s->due = mem_zalloc(s->n_word, sizeof s->due[0]);
	s->said = mem_zalloc(s->n_word, sizeof s->said[0]);
	s->column = mem_zalloc((size_t)n_column, sizeof s->column[0]);
	s->reader = mem_zalloc((size_t)n_column * s->n_word, sizeof s->reader[0]);
	for (int c = 0; c < n_column; c++)
		if (add_rules(s->reader + (size_t)s->n_column * s->n_word, &readers[table].cell[c], table, s->n_word))
			s->column[s->n_column++] = c;
	for (int t = 0; t < k->n_plan; t++) {
		if (!is_below(k->setup.dict, t, table))
			continue;
		add_rules(s->always, &readers[t].rows, table, s->n_word);
		for (size_t c = 0; t != table && c < readers[t].n_cell; c++)
			add_rules(s->always, &readers[t].cell[c], table, s->n_word);
	}
}

void
check_shared_free(struct plan_shared *s)
{
	mem_free(s->always);
	mem_free(s->due);
	mem_free(s->said);
	mem_free(s->column);
	mem_free(s->reader);
}

uint64_t *
check_shared_said(struct checker *k, const struct doc_row *row)
{
	struct plan_shared *s = &k->plan[doc_row_table(row)].shared;

	if (doc_row_next(row) == NULL)
		return NULL;
	if (s->said == NULL)
		shared_make(k, doc_row_table(row), s);
	memset(s->said, 0, s->n_word * sizeof s->said[0]);
	return s->said;
}

static bool
is_same(const struct doc_row *a, const struct doc_row *b, int column)
{
	return sv_eq(doc_raw(a, column), doc_raw(b, column)) && doc_state(a, column) == doc_state(b, column);
}

struct plan_shared *
check_shared(struct checker *k, const struct doc_row *row, const struct doc_row *before)
{
	struct plan_shared *s = &k->plan[doc_row_table(row)].shared;

	for (size_t w = 0; w < s->n_word; w++)
		s->due[w] = s->always[w] | s->said[w];
	for (int i = 0; i < s->n_column; i++)
		if (!is_same(row, before, s->column[i]))
			for (size_t w = 0; w < s->n_word; w++)
				s->due[w] |= s->reader[(size_t)i * s->n_word + w];
	return s;
}
