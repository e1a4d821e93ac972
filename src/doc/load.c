/*
 * Documents from stored rows. Rows come in any order, so they are made alone
 * and put together at the end.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "doc/internal.h"

struct pending {
	struct doc_row *row;
	uint32_t parent;
};

struct doc_loading {
	doc_on_stranger *on_stranger;
	void *ctx;
	struct pending *pending;
	size_t n, cap;
	uint32_t next_row;
	bool has_root;
	bool bad;			/* an error was returned: end returns another */
};

void
doc_loading_free(struct doc_loading *l)
{
	if (l == NULL)
		return;
	mem_free(l->pending);
	mem_free(l);
}

void
doc_load_begin(struct doc *doc, uint32_t next_row, doc_on_stranger *on_stranger, void *ctx)
{
	doc_reset(doc);
	if (doc->loading == NULL)
		doc->loading = mem_zalloc(1, sizeof *doc->loading);
	doc->loading->on_stranger = on_stranger;
	doc->loading->ctx = ctx;
	doc->loading->n = 0;
	doc->loading->has_root = doc->loading->bad = false;
	doc->loading->next_row = next_row;
}

static enum rc
fail(struct doc *doc, enum rc rc)
{
	doc_reset(doc);
	doc->loading->bad = true;
	return rc;
}

static enum rc
too_many(struct err *err)
{
	return err_set(err, RC_LIMIT, _("the stored draft has used more than %d rows: copy it and go on with the copy"), DOC_MAX_ID);
}

static enum rc
need_new(const struct doc *doc, uint32_t id, int table, struct err *err)
{
	if (id == 0 || (id == 1) != (table == 0))
		return err_set(err, RC_PARSE, _("the stored draft has a row %u where none can be: run `yulu doctor`"), (unsigned)id);
	if (id > DOC_MAX_ID)
		return too_many(err);
	if (id == 1 ? doc->loading->has_root : doc_row_by_id(doc, id) != NULL)
		return err_set(err, RC_PARSE, _("the stored draft has row %u twice: run `yulu doctor`"), (unsigned)id);
	return RC_OK;
}

static enum rc
need_paths(uint32_t id, const struct doc_stored *cell, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (cell[i].path.n == 0)
			return err_set(err, RC_PARSE, _("row %u of the stored draft has a value without a path: run `yulu doctor`"), (unsigned)id);
	return RC_OK;
}

static enum rc
need_texts(const struct doc_row *row, struct err *err)
{
	for (int c = 0; c < row->tab->n_column; c++) {
		struct sv text = doc_raw(row, c);
		enum rc rc = text.n == 0 ? RC_OK : doc_need_text(&row->tab->col[c], text, err);

		if (rc != RC_OK) {
			err_context(err, _("row %u of the stored draft"), (unsigned)row->id);
			return RC_PARSE;
		}
	}
	return RC_OK;
}

static void
say_strangers(const struct doc *doc, const struct doc_row *row)
{
	const struct doc_stranger *s = row->extras == NULL ? NULL : row->extras->strangers;

	for (; s != NULL && doc->loading->on_stranger != NULL; s = s->next)
		doc->loading->on_stranger(doc->loading->ctx, row->id, &s->stored);
}

enum rc
doc_load_row(struct doc *doc, uint32_t id, uint32_t parent, struct sv table, int64_t ord,
    const struct doc_stored *cell, size_t n, struct err *err)
{
	struct doc_loading *l = doc->loading;
	int t = doc_table_of(doc, table);
	struct doc_row *row;
	enum rc rc;

	if (l->bad)
		return err_set(err, RC_PARSE, _("the stored draft could not be loaded"));
	if (t < 0)
		return fail(doc, err_set(err, RC_NOTFOUND, _("row %u of the stored draft is a %.*s, which the dictionary %s does not have"),
		    (unsigned)id, (int)(table.n < 200 ? table.n : 200), table.p, doc->dict->id));
	rc = need_new(doc, id, t, err);
	if (rc == RC_OK)
		rc = need_paths(id, cell, n, err);
	if (rc != RC_OK)
		return fail(doc, rc);
	row = id == 1 ? doc->root : doc_row_make_as(doc, id, &doc->tab[t]);
	row->ord = ord;
	l->has_root |= id == 1;
	doc_row_restore(doc, row, cell, n);
	rc = need_texts(row, err);
	if (rc != RC_OK)
		return fail(doc, rc);
	say_strangers(doc, row);
	if (id == 1)
		return RC_OK;
	if (l->n == l->cap)
		l->pending = mem_grow(l->pending, &l->cap, sizeof l->pending[0]);
	l->pending[l->n++] = (struct pending){row, parent};
	return RC_OK;
}

/* What is calculated was calculated from what was relevant then; only a change
 * of it may calculate anew. */
static void
see_relevance(struct doc *doc)
{
	const struct form *f = doc->form;

	doc_env(doc, false);
	for (size_t i = 0; f != NULL && i < f->n_node; i++)
		for (struct doc_row *r = NULL; f->node[i].property == FORM_RELEVANT
		    && (r = doc_below(doc->root, &doc->tab[f->node[i].table], r)) != NULL;)
			doc_cell_relevant(doc, r, f->node[i].column);
	doc_scratch_reset(doc);
}

enum rc
doc_load_end(struct doc *doc, struct err *err)
{
	struct doc_loading *l = doc->loading;
	struct doc_seat *seat;

	if (l->bad || !l->has_root)
		return fail(doc, err_set(err, RC_PARSE, l->bad ? _("the stored draft could not be loaded")
		    : _("the stored draft has no first row: run `yulu doctor`")));
	if (l->next_row > DOC_MAX_ID)
		return fail(doc, too_many(err));
	seat = mem_zalloc(l->n + 1, sizeof *seat);
	for (size_t i = 0; i < l->n; i++) {
		uint32_t above = l->pending[i].parent;
		struct doc_row *row = l->pending[i].row, *parent = (struct doc_row *)(uintptr_t)doc_row_by_id(doc, above);

		if (parent == NULL || parent->tab != row->tab->parent) {
			unsigned id = row->id;

			mem_free(seat);
			return fail(doc, err_set(err, RC_PARSE, _("row %u of the stored draft hangs below no row it belongs to: run `yulu doctor`"), id));
		}
		seat[i] = (struct doc_seat){.row = row, .parent = parent, .ord = row->ord};
	}
	doc_rows_seat(seat, l->n);
	mem_free(seat);
	if (l->next_row > 1)
		doc_ids_reserve(doc, l->next_row - 1);
	see_relevance(doc);
	return RC_OK;
}
