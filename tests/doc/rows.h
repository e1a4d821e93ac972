/*
 * What is stored of a document, as text; random edits; a document loaded from
 * another's rows.
 */
#ifndef YULU_TESTS_DOC_ROWS_H
#define YULU_TESTS_DOC_ROWS_H

#include "base/mem.h"
#include "generate.h"

static inline void
rows_show_cells(const struct doc_stored *cell, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		str_add(out, cell[i].path);
		str_addf(out, "\t%d\t", (int)cell[i].mark);
		str_add(out, cell[i].value);
		str_addc(out, '\n');
	}
}

/* Every row by id, with place, order and cells; then the message. */
__attribute__((unused)) static void
rows_show(const struct doc *doc, struct str *out)
{
	struct arena arena = {0};
	struct doc_stored *cell;
	size_t n;

	for (uint32_t id = 1; id < doc_next_row(doc); id++) {
		const struct doc_row *row = doc_row_by_id(doc, id), *up;

		if (row == NULL)
			continue;
		up = doc_row_parent(row);
		str_addf(out, "%u<%u %s %lld %zu\n", id, up ? doc_row_id(up) : 0, doc_table_name(doc, doc_row_table(row)).p,
		    (long long)doc_row_ord(row), doc_row_place(row));
		doc_row_cells(doc, row, &arena, &cell, &n);
		rows_show_cells(cell, n, out);
		arena_reset(&arena);
	}
	str_addf(out, "next %u\n", doc_next_row(doc));
	doc_write(doc, false, out);
	arena_free(&arena);
}

/* Empties copy and loads it from doc's rows, in an order of its own. */
__attribute__((unused)) static enum rc
rows_load(struct doc *copy, const struct doc *doc, uint64_t *seed, struct err *err)
{
	struct arena arena = {0};
	uint32_t n_id = doc_next_row(doc) - 1, *order = mem_zalloc(n_id, sizeof *order);
	struct doc_stored *cell;
	enum rc rc = RC_OK;
	size_t n;

	for (uint32_t i = 0; i < n_id; i++) {
		uint32_t k = small_random(seed, i + 1);

		order[i] = order[k];
		order[k] = i + 1;
	}
	doc_load_begin(copy, doc_next_row(doc), NULL, NULL);
	for (uint32_t i = 0; rc == RC_OK && i < n_id; i++) {
		const struct doc_row *row = doc_row_by_id(doc, order[i]), *up;

		if (row == NULL)
			continue;
		up = doc_row_parent(row);
		doc_row_cells(doc, row, &arena, &cell, &n);
		rc = doc_load_row(copy, order[i], up ? doc_row_id(up) : 0, doc_table_name(doc, doc_row_table(row)),
		    doc_row_ord(row), cell, n, err);
		arena_reset(&arena);
	}
	if (rc == RC_OK)
		rc = doc_load_end(copy, err);
	arena_free(&arena);
	mem_free(order);
	return rc;
}

static inline const struct doc_row *
rows_any(const struct doc *doc, uint64_t *seed)
{
	const struct doc_row *row = NULL;

	while (row == NULL)
		row = doc_row_by_id(doc, small_random(seed, doc_next_row(doc) - 1) + 1);
	return row;
}

/* One random change, the same for the same seed in equal documents. */
__attribute__((unused)) static void
rows_edit(struct doc *doc, uint64_t *seed)
{
	static const char *const value[] = {"I", "E", "none", "x", "3", "12.5", "20260101", "示例", "  示例 ", " ", "", "0101010101"};
	static const enum doc_mark mark[] = {DOC_TYPED, DOC_IMPORTED, DOC_FILLED, DOC_COPIED};
	const struct dict *d = doc_dict(doc);
	const struct doc_row *row = rows_any(doc, seed), *other = rows_any(doc, seed), *up = doc_row_parent(row);
	uint32_t kind = small_random(seed, 20), id = doc_row_id(row), made;
	int table = doc_row_table(row), column = (int)small_random(seed, (uint32_t)d->table[table].n_column);
	int below = (int)small_random(seed, (uint32_t)d->n_table);

	if (kind < 10)
		doc_set(doc, id, column, d->table[table].column[column]->type == DICT_GROUP ? SV("")
		    : sv_of(value[small_random(seed, sizeof value / sizeof value[0])]), mark[small_random(seed, 4)], NULL);
	else if (kind < 13)
		doc_unset(doc, id, column, NULL);
	else if (kind < 16)
		doc_insert(doc, id, below, doc_row_first(row, below) != NULL && small_random(seed, 2)
		    ? doc_row_id(doc_row_first(row, below)) : 0, &made, NULL);
	else if (kind < 17 && doc_n_rows(doc) < 60)
		doc_duplicate(doc, id, &made, NULL);
	else if (kind < 18)
		doc_delete(doc, id, NULL);
	else if (up != NULL)
		doc_move(doc, id, doc_row_table(other) == table ? doc_row_id(other) : 0, NULL);
}

#endif
