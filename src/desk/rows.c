/*
 * Documents ↔ rows as the store keeps them.
 */
#include "base/i18n.h"
#include "desk/internal.h"

/* ---- document → store --------------------------------------------------------- */

/* In the arena. */
static struct sv
body_of(const struct doc_stored *cell, size_t n, struct arena *arena)
{
	struct store_cell *to = arena_alloc(arena, (n + 1) * sizeof *to);
	struct str body = STR_INIT(0);
	struct sv kept;

	for (size_t i = 0; i < n; i++)
		to[i] = (struct store_cell){cell[i].path, cell[i].value, (char)cell[i].mark};
	store_body_write(to, n, &body);
	kept = (struct sv){arena_dup(arena, str_z(&body), body.len_b), body.len_b};
	str_clear(&body);
	return kept;
}

static void
add_rows(const struct doc *doc, const struct doc_row *row, struct row_list *out, struct arena *work)
{
	const struct doc_row *parent = doc_row_parent(row);
	const struct dict *d = doc_dict(doc);
	struct doc_stored *cell;
	size_t n;

	arena_reset(work);
	doc_row_cells(doc, row, work, &cell, &n);
	if (out->n == out->cap)
		out->row = mem_grow(out->row, &out->cap, sizeof *out->row);
	out->row[out->n++] = (struct store_row){.row = doc_row_id(row), .parent = parent != NULL ? doc_row_id(parent) : 0,
	    .tbl = doc_table_name(doc, doc_row_table(row)), .ord = doc_row_ord(row), .body = body_of(cell, n, &out->arena)};
	for (int t = 1; t < d->n_table; t++)
		if (d->table[t].parent == doc_row_table(row))
			for (const struct doc_row *r = doc_row_first(row, t); r != NULL; r = doc_row_next(r))
				add_rows(doc, r, out, work);
}

void
desk_rows_of(const struct doc *doc, struct row_list *out)
{
	struct arena work = {0};

	add_rows(doc, doc_root(doc), out, &work);
	arena_free(&work);
}

void
desk_rows_clear(struct row_list *list)
{
	mem_free(list->row);
	arena_free(&list->arena);
	*list = (struct row_list){0};
}

static struct store_side
store_side_of(const struct doc *doc, const struct doc_change *c, const struct doc_side *side, struct arena *arena)
{
	if (c->path.n > 0)
		return (struct store_side){.given = side->given, .mark = (char)side->mark, .text = side->text};
	return (struct store_side){.given = side->given, .parent = side->parent, .ord = side->ord,
	    .tbl = doc_table_name(doc, c->table),
	    .text = c->old.given && c->now.given ? SV("") : body_of(side->cell, side->n_cell, arena)};
}

struct store_change *
desk_store_changes(const struct doc *doc, const struct doc_change *change, size_t n, struct arena *arena)
{
	struct store_change *to = arena_alloc(arena, (n + 1) * sizeof *to);

	for (size_t i = 0; i < n; i++)
		to[i] = (struct store_change){.row = change[i].row, .path = change[i].path,
		    .old = store_side_of(doc, &change[i], &change[i].old, arena),
		    .now = store_side_of(doc, &change[i], &change[i].now, arena)};
	return to;
}

/* ---- store → document ------------------------------------------------------------ */

static enum rc
cells_of(struct sv body, struct arena *arena, const struct doc_stored **cell, size_t *n, struct err *err)
{
	struct store_cell *from;
	struct doc_stored *to;
	enum rc rc = store_body_read(body, arena, &from, n, err);

	if (rc != RC_OK)
		return rc;
	to = arena_alloc(arena, (*n + 1) * sizeof *to);
	for (size_t i = 0; i < *n; i++)
		to[i] = (struct doc_stored){from[i].path, from[i].value, (enum doc_mark)from[i].mark};
	*cell = to;
	return RC_OK;
}

struct loading {
	struct doc *doc;
	struct arena arena;
	enum rc rc;
	struct err *err;
};

static bool
load_row(void *ctx, const struct store_row *row)
{
	struct loading *l = ctx;
	const struct doc_stored *cell;
	size_t n;

	arena_reset(&l->arena);
	l->rc = cells_of(row->body, &l->arena, &cell, &n, l->err);
	if (l->rc == RC_OK)
		l->rc = doc_load_row(l->doc, row->row, row->parent, row->tbl, row->ord, cell, n, l->err);
	return l->rc == RC_OK;
}

static enum rc
load_stored(struct store *store, int64_t id, struct doc *doc, struct err *err)
{
	struct loading l = {.doc = doc, .err = err};
	enum rc rc = store_rows(store, id, load_row, &l, err);

	arena_free(&l.arena);
	if (rc == RC_OK)
		rc = l.rc;
	return rc == RC_OK ? doc_load_end(doc, err) : rc;
}

static enum rc
load_original(struct desk *desk, const struct store_draft *info, struct definition *d, struct doc *doc, struct err *err)
{
	struct str bytes = STR_INIT(STORE_BLOB_MAX_B + 1);
	enum rc rc = store_blob_get(desk->store, info->original, &bytes, err);

	if (rc == RC_OK)
		rc = desk_read_message(desk, d, str_sv(&bytes), doc, err);
	str_clear(&bytes);
	return rc;
}

enum rc
desk_load_rows(struct desk *desk, const struct store_draft *info, struct definition *d, struct doc *doc, doc_on_stranger *on_stranger,
    void *ctx, struct err *err)
{
	enum rc rc;

	if (info->has_rows) {
		doc_load_begin(doc, info->next_row, on_stranger, ctx);
		rc = load_stored(desk->store, info->id, doc, err);
	} else {
		rc = load_original(desk, info, d, doc, err);
	}
	if (rc != RC_OK)
		err_context(err, _("draft %lld"), (long long)info->id);
	return rc;
}

/* ---- changes of a step --------------------------------------------------------------- */

struct gathering {
	const struct doc *doc;
	struct arena *arena;
	struct doc_change *change;
	size_t n, cap;
	enum rc rc;
	struct err *err;
};

static struct sv
keep(struct arena *arena, struct sv text)
{
	return (struct sv){arena_dup(arena, text.p != NULL ? text.p : "", text.n), text.n};
}

static void
doc_side_of(struct gathering *g, const struct store_change *c, const struct store_side *side, struct doc_side *to)
{
	bool moved = c->path.n == 0 && c->old.given && c->now.given;

	*to = (struct doc_side){.given = side->given, .mark = (enum doc_mark)side->mark, .text = keep(g->arena, side->text),
	    .parent = side->parent, .ord = side->ord};
	if (c->path.n == 0 && side->given && !moved && g->rc == RC_OK)
		g->rc = cells_of(to->text, g->arena, &to->cell, &to->n_cell, g->err);
}

static bool
gather(void *ctx, const struct store_change *c)
{
	struct gathering *g = ctx;
	struct doc_change to = {.row = c->row, .table = -1, .column = -1, .path = c->path.n > 0 ? keep(g->arena, c->path) : (struct sv){0}};

	if (c->of_file)
		return true;
	doc_side_of(g, c, &c->old, &to.old);
	doc_side_of(g, c, &c->now, &to.now);
	if (c->path.n == 0)
		to.table = doc_table_of(g->doc, c->now.given ? c->now.tbl : c->old.tbl);
	if (g->n == g->cap)
		g->change = mem_grow(g->change, &g->cap, sizeof *g->change);
	g->change[g->n++] = to;
	return g->rc == RC_OK;
}

enum rc
desk_doc_changes(const struct doc *doc, struct store *store, int64_t step, struct arena *arena, struct doc_change **change, size_t *n,
    struct err *err)
{
	struct gathering g = {.doc = doc, .arena = arena, .err = err};
	enum rc rc = store_changes(store, step, gather, &g, err);

	*n = g.n;
	*change = arena_alloc(arena, (g.n + 1) * sizeof **change);
	if (g.n > 0)
		memcpy(*change, g.change, g.n * sizeof **change);
	mem_free(g.change);
	return rc == RC_OK ? g.rc : rc;
}
