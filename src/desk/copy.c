/*
 * A copy: all parts of a draft, without what the type says is never copied.
 */
#include "desk/draft.h"

#include "base/i18n.h"
#include "desk/internal.h"

/* Rows of a table anywhere below top. */
static void
gather_rows(const struct doc *doc, const struct doc_row *top, int table, uint32_t *id, size_t *n)
{
	const struct dict *d = doc_dict(doc);

	for (int t = 1; t < d->n_table; t++) {
		if (d->table[t].parent != doc_row_table(top))
			continue;
		for (const struct doc_row *r = doc_row_first(top, t); r != NULL; r = doc_row_next(r)) {
			if (t == table)
				id[(*n)++] = doc_row_id(r);
			else
				gather_rows(doc, r, table, id, n);
		}
	}
}

static enum rc
clear_ref(struct doc *doc, const struct cell_ref *ref, struct err *err)
{
	uint32_t *id = mem_zalloc(doc_n_rows(doc) + 1, sizeof *id);
	size_t n = 0;
	enum rc rc = RC_OK;

	if (ref->table == 0 && ref->column >= 0)
		id[n++] = 1;
	else
		gather_rows(doc, doc_root(doc), ref->table, id, &n);
	for (size_t i = n; rc == RC_OK && i-- > 0;)
		rc = ref->column < 0 ? doc_delete(doc, id[i], err) : doc_unset(doc, id[i], ref->column, err);
	mem_free(id);
	return rc;
}

/* What stands was not yet looked at for this consignment; what is calculated
 * or a default stays what it is. */
static enum rc
mark_copied(struct doc *doc, const struct doc_row *row, struct err *err)
{
	const struct dict *d = doc_dict(doc);
	const struct dict_table *t = &d->table[doc_row_table(row)];
	enum rc rc = RC_OK;

	for (int c = 0; rc == RC_OK && c < t->n_column; c++) {
		const enum doc_mark mark = doc_mark(row, c);

		if (doc_state(row, c) == DOC_GIVEN && t->column[c]->type != DICT_GROUP && mark != DOC_CALCULATED && mark != DOC_DEFAULT)
			rc = doc_set(doc, doc_row_id(row), c, doc_raw(row, c), DOC_COPIED, err);
	}
	for (int k = 1; k < d->n_table; k++)
		if (d->table[k].parent == doc_row_table(row))
			for (const struct doc_row *r = doc_row_first(row, k); rc == RC_OK && r != NULL; r = doc_row_next(r))
				rc = mark_copied(doc, r, err);
	return rc;
}

static enum rc
make_copy(struct desk *desk, struct definition *d, const struct store_draft *from, struct doc *doc, int64_t *id, struct err *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < d->about->n_clear; i++)
		rc = clear_ref(doc, &d->about->clear[i], err);
	if (rc == RC_OK)
		rc = mark_copied(doc, doc_root(doc), err);
	if (rc == RC_OK)
		rc = desk_give_client_no(d->about, doc, err);
	return rc == RC_OK ? desk_put_document(desk, d, from->type, doc, from->id, id, err) : rc;
}

enum rc
desk_draft_copy(struct desk *desk, int64_t from, int64_t *id, struct err *err)
{
	struct arena arena = {0};
	struct store_draft info;
	struct definition *d;
	struct store *store;
	struct world world;
	struct doc *doc = NULL;
	enum rc rc = desk_store_to_write(desk, &store, err);

	*id = 0;
	world_init(&world, desk->codes, desk->day);
	if (rc == RC_OK)
		rc = desk_load_draft(desk, from, &world.doc, &arena, &info, &d, &doc, err);
	if (rc == RC_OK)
		rc = make_copy(desk, d, &info, doc, id, err);
	doc_free(doc);
	arena_free(&arena);
	return rc;
}
