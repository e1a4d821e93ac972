/*
 * Carry over: a draft goes to the edition of its type that is valid on the day.
 *
 *   rows of the old edition ─► same paths of the new one ─► the new document
 *          └─► written out as it was: `original`       └─► what has no place: told,
 *                                                           kept beside the cells
 */
#include "desk/draft.h"

#include "base/i18n.h"
#include "desk/internal.h"

struct carrying {
	struct desk *desk;
	desk_on_lost *lost;
	void *ctx;
	int64_t id;
	const struct doc *old;
};

/* ---- into the new rows ------------------------------------------------------------- */

static void
tell_lost(struct carrying *c, uint32_t row, struct sv path, struct sv value)
{
	const struct doc_row *r = doc_row_by_id(c->old, row);
	struct str place = STR_INIT(0);

	if (r != NULL)
		doc_place(c->old, r, -1, &place);
	if (place.len_b > 0)
		str_addc(&place, '/');
	str_add(&place, path);
	if (c->lost != NULL)
		c->lost(c->ctx, c->id, str_sv(&place), value);
	str_clear(&place);
}

static void
on_stranger(void *ctx, uint32_t row, const struct doc_stored *cell)
{
	if (cell->path.n > 0 && cell->path.p[0] != '+' && cell->value.n > 0)
		tell_lost(ctx, row, cell->path, cell->value);
}

/* A table that is gone takes its rows with it: told cell by cell. */
static void
lose_row(struct carrying *c, const struct doc_row *row)
{
	struct arena arena = {0};
	struct doc_stored *cell;
	size_t n;

	doc_row_cells(c->old, row, &arena, &cell, &n);
	for (size_t i = 0; i < n; i++)
		on_stranger(c, doc_row_id(row), &cell[i]);
	arena_free(&arena);
}

static enum rc
carry_row(struct carrying *c, const struct doc_row *row, bool lost, struct doc *to, struct err *err)
{
	const struct dict *d = doc_dict(c->old);
	const struct doc_row *parent = doc_row_parent(row);
	const struct sv table = doc_table_name(c->old, doc_row_table(row));
	struct arena arena = {0};
	struct doc_stored *cell;
	enum rc rc = RC_OK;
	size_t n;

	lost = lost || doc_table_of(to, table) < 0;
	if (lost) {
		lose_row(c, row);
	} else {
		doc_row_cells(c->old, row, &arena, &cell, &n);
		rc = doc_load_row(to, doc_row_id(row), parent != NULL ? doc_row_id(parent) : 0, table, doc_row_ord(row), cell, n, err);
		arena_free(&arena);
	}
	for (int t = 1; t < d->n_table; t++)
		if (d->table[t].parent == doc_row_table(row))
			for (const struct doc_row *r = doc_row_first(row, t); rc == RC_OK && r != NULL; r = doc_row_next(r))
				rc = carry_row(c, r, lost, to, err);
	return rc;
}

static enum rc
store_carried(struct carrying *c, const struct store_draft *info, struct definition *to, struct doc *doc, struct err *err)
{
	struct store_carry carry = {.draft = c->id, .seq = info->seq, .operator = desk_operator(c->desk), .tty = sv_of(c->desk->tty),
	    .edition = sv_of(to->name), .original = SV("")};
	struct sv summary[STORE_N_SUMMARY];
	char sha256[STORE_SHA256_LEN + 1];
	struct row_list rows = {0};
	struct str wire = STR_INIT(0);
	struct arena arena = {0};
	int64_t seq;
	enum rc rc = desk_note_edition(c->desk, to, err);

	doc_write(c->old, false, &wire);
	if (rc == RC_OK && wire.over)
		rc = err_set(err, RC_LIMIT, _("draft %lld: the message is larger than %zu bytes"), (long long)c->id, (size_t)STR_MAX_B);
	if (rc == RC_OK)
		rc = store_blob_put(c->desk->store, str_sv(&wire), sha256, err);
	if (rc == RC_OK) {
		desk_rows_of(doc, &rows);
		desk_summary(to->about, doc, &arena, summary);
		carry.original = sv_of(sha256);
		carry.row = rows.row;
		carry.n_row = rows.n;
		carry.summary = summary;
		rc = store_carry(c->desk->store, &carry, &seq, err);
	}
	desk_rows_clear(&rows);
	str_clear(&wire);
	arena_free(&arena);
	return rc;
}

/* ---- one draft ---------------------------------------------------------------------------- */

/* The edition its type has on the day; NULL when it is of it already. */
static const struct catalogue_type *
newer(const struct desk *desk, const struct store_draft *info)
{
	char *id = mem_strndup(info->type.p, info->type.n);
	const struct catalogue_type *t = catalogue_type_on(desk->catalogue, id, desk->day);

	mem_free(id);
	return t == NULL || sv_is(info->edition, t->dictionary) ? NULL : t;
}

bool
desk_is_outdated(const struct desk *desk, const struct store_draft *info)
{
	return newer(desk, info) != NULL;
}

static enum rc
carry_locked(struct carrying *c, size_t *n, struct err *err)
{
	struct desk *desk = c->desk;
	const struct catalogue_type *t = NULL;
	struct arena arena = {0};
	struct store_draft info;
	struct definition *from, *to;
	struct doc *old = NULL, *doc = NULL;
	enum rc rc = desk_load_draft(desk, c->id, NULL, &arena, &info, &from, &old, err);

	c->old = old;
	if (rc == RC_OK && (t = newer(desk, &info)) != NULL) {
		rc = desk_definition_of(desk, sv_of(t->dictionary), &to, err);
		if (rc == RC_OK) {
			doc = doc_new(to->dict, NULL, NULL);
			doc_load_begin(doc, info.next_row, on_stranger, c);
			rc = carry_row(c, doc_root(old), false, doc, err);
		}
		if (rc == RC_OK)
			rc = doc_load_end(doc, err);
		if (rc == RC_OK)
			rc = store_carried(c, &info, to, doc, err);
		*n += rc == RC_OK;
	}
	doc_free(doc);
	doc_free(old);
	arena_free(&arena);
	return rc;
}

static enum rc
carry_one(struct carrying *c, size_t *n, struct err *err)
{
	enum rc rc = desk_hold(c->desk, c->id, err);

	if (rc == RC_OK) {
		rc = carry_locked(c, n, err);
		desk_let_go(c->desk, c->id);
	}
	return rc;
}

/* ---- all of them ----------------------------------------------------------------------------- */

struct open_drafts {
	const struct desk *desk;
	int64_t *id;
	size_t n, cap;
};

static bool
gather(void *ctx, const struct store_draft *info)
{
	struct open_drafts *o = ctx;

	if (!store_state_is_editable(info->state) || newer(o->desk, info) == NULL)
		return true;
	if (o->n == o->cap)
		o->id = mem_grow(o->id, &o->cap, sizeof *o->id);
	o->id[o->n++] = info->id;
	return true;
}

enum rc
desk_draft_carry_over(struct desk *desk, int64_t id, desk_on_lost *lost, void *ctx, size_t *n, struct err *err)
{
	struct carrying c = {.desk = desk, .lost = lost, .ctx = ctx, .id = id};
	struct open_drafts all = {.desk = desk};
	struct store *store;
	enum rc rc = desk_store_to_write(desk, &store, err);

	*n = 0;
	if (rc == RC_OK && id != 0)
		return carry_one(&c, n, err);
	if (rc == RC_OK)
		rc = store_list(store, &(struct store_page){.limit = SIZE_MAX / 2}, gather, &all, err);
	for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
		c.id = all.id[i];
		rc = carry_one(&c, n, err);
	}
	mem_free(all.id);
	return rc;
}
