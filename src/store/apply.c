/* Changes done to rows and files, and taken back. */
#include "store/internal.h"

#include <stdlib.h>

#include "base/i18n.h"

static enum rc not_as_it_was(int64_t draft, uint32_t row, struct sv path, struct err *err)
{
	return err_set(err, RC_USAGE, _("draft %lld, row %u %.*s is not what the change expects"), (long long)draft, row,
		       (int)path.n, path.p ? path.p : "");
}

/* ---- cells ------------------------------------------------------------------------ */

/* The cells of a row while they change. */
struct cells {
	struct store_cell *cell;
	size_t n;
};

/* Where path is, or would be. */
static size_t place_of(const struct cells *cells, struct sv path, bool *there)
{
	size_t low = 0, high = cells->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (sv_cmp(cells->cell[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*there = low < cells->n && sv_eq(cells->cell[low].path, path);
	return low;
}

/* Makes `to` of what must be `from`; there is room for one cell more. */
static bool set_cell(struct cells *cells, struct sv path, const struct store_side *from, const struct store_side *to)
{
	bool there;
	size_t at = place_of(cells, path, &there);
	struct store_cell *cell = &cells->cell[at];

	if (there != from->given || (there && (cell->mark != from->mark || !sv_eq(cell->value, from->text))))
		return false;
	if (there && !to->given)
		memmove(cell, cell + 1, (--cells->n - at) * sizeof *cell);
	if (!there && to->given)
		memmove(cell + 1, cell, (cells->n++ - at) * sizeof *cell);
	if (to->given)
		*cell = (struct store_cell){path, to->text, to->mark};
	return true;
}

/* The cells of a row in the arena, with room for so many more. */
static enum rc read_cells(struct store *store, int64_t draft, uint32_t row, size_t more, struct arena *arena, struct cells *out,
    bool *there, struct err *err)
{
	sqlite3_stmt *st;
	struct store_cell *cell;
	struct sv body;
	enum rc rc = store_sql(store, &st, err, "SELECT body FROM row WHERE draft = ?1 AND row = ?2", "ii", draft, (int64_t)row);

	*there = false;
	if (rc == RC_OK)
		rc = store_sql_next(store, st, there, err);
	if (rc != RC_OK || !*there)
		return rc;
	body = store_keep(st, 0, arena);
	sqlite3_reset(st);
	rc = store_body_read(body, arena, &cell, &out->n, err);
	out->cell = arena_alloc(arena, (out->n + more) * sizeof *cell);
	if (rc == RC_OK && out->n > 0)
		memcpy(out->cell, cell, out->n * sizeof *cell);
	return rc;
}

/* One of the changes to cells, by its row and its turn. */
struct turn {
	uint32_t row;
	size_t at;
	const struct store_change *change;
};

static int turn_cmp(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* All turns are of one row: its body is written once. */
static enum rc change_row(struct store *store, int64_t draft, const struct turn *turn, size_t n, bool back, struct err *err)
{
	struct arena arena = {0};
	struct str body = {0};
	struct cells cells = {0};
	bool there;
	enum rc rc = read_cells(store, draft, turn->row, n, &arena, &cells, &there, err);

	if (rc == RC_OK && !there)
		rc = not_as_it_was(draft, turn->row, (struct sv){0}, err);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		const struct store_change *c = turn[i].change;

		if (!set_cell(&cells, c->path, back ? &c->now : &c->old, back ? &c->old : &c->now))
			rc = not_as_it_was(draft, turn->row, c->path, err);
	}
	if (rc == RC_OK) {
		store_body_write(cells.cell, cells.n, &body);
		rc = store_sql_do(store, err, "UPDATE row SET body = ?3 WHERE draft = ?1 AND row = ?2", "iit", draft,
				  (int64_t)turn->row, str_sv(&body));
	}
	str_clear(&body);
	arena_free(&arena);
	return rc;
}

static enum rc change_cells(struct store *store, int64_t draft, struct turn *turn, size_t n, bool back, struct err *err)
{
	enum rc rc = RC_OK;

	if (n > 1)
		qsort(turn, n, sizeof *turn, turn_cmp);
	for (size_t from = 0, to; rc == RC_OK && from < n; from = to) {
		for (to = from + 1; to < n && turn[to].row == turn[from].row;)
			to++;
		rc = change_row(store, draft, turn + from, to - from, back, err);
	}
	return rc;
}

/* ---- rows and files ----------------------------------------------------------------- */

static enum rc apply_row(struct store *store, int64_t draft, uint32_t row, const struct store_side *from,
    const struct store_side *to, struct err *err)
{
	enum rc rc;

	if (!from->given) {
		rc = store_put_row(store, draft, &(struct store_row){row, to->parent, to->tbl, to->ord, to->text}, err);
		return rc == RC_EXISTS ? not_as_it_was(draft, row, (struct sv){0}, err) : rc;
	}
	if (to->given)
		rc = store_sql_do(store, err, "UPDATE row SET parent = ?6, ord = ?7 WHERE draft = ?1 AND row = ?2 AND parent = ?3"
				  " AND tbl = ?4 AND ord = ?5", "iiitiii", draft, (int64_t)row, (int64_t)from->parent, from->tbl,
				  from->ord, (int64_t)to->parent, to->ord);
	else
		rc = store_sql_do(store, err, "DELETE FROM row WHERE draft = ?1 AND row = ?2 AND parent = ?3 AND tbl = ?4"
				  " AND ord = ?5 AND body = ?6", "iiitit", draft, (int64_t)row, (int64_t)from->parent, from->tbl,
				  from->ord, from->text);
	if (rc == RC_OK && sqlite3_changes(db_handle(store->db)) != 1)
		rc = not_as_it_was(draft, row, (struct sv){0}, err);
	return rc;
}

static enum rc apply_file(struct store *store, int64_t draft, const struct store_change *c, const struct store_side *from,
    const struct store_side *to, struct err *err)
{
	struct store_file file;
	enum rc rc = RC_OK;

	if (from->given)
		rc = store_file_of_side(c, from, &file) ? store_delete_file(store, draft, &file, err)
			: not_as_it_was(draft, c->row, c->path, err);
	if (rc == RC_OK && to->given)
		rc = store_file_of_side(c, to, &file) ? store_put_file(store, draft, &file, err)
			: not_as_it_was(draft, c->row, c->path, err);
	return rc;
}

enum rc store_apply(struct store *store, int64_t draft, const struct store_change *change, size_t n, bool back, struct err *err)
{
	struct turn *turn = mem_alloc((n + 1) * sizeof *turn);
	size_t n_turn = 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		const struct store_change *c = &change[back ? n - 1 - i : i];
		const struct store_side *from = back ? &c->now : &c->old, *to = back ? &c->old : &c->now;

		if (c->path.n > 0 && !c->of_file) {
			turn[n_turn++] = (struct turn){c->row, i, c};
			continue;
		}
		rc = change_cells(store, draft, turn, n_turn, back, err);
		n_turn = 0;
		if (rc == RC_OK)
			rc = c->of_file ? apply_file(store, draft, c, from, to, err) : apply_row(store, draft, c->row, from, to, err);
	}
	if (rc == RC_OK)
		rc = change_cells(store, draft, turn, n_turn, back, err);
	mem_free(turn);
	return rc;
}

/* ---- a whole step ------------------------------------------------------------------- */

struct kept {
	struct arena arena;
	struct store_change *change;
	size_t n, cap;
};

static struct sv keep(struct arena *arena, struct sv s)
{
	return (struct sv){arena_dup(arena, s.p ? s.p : "", s.n), s.n};
}

static bool keep_change(void *ctx, const struct store_change *c)
{
	struct kept *kept = ctx;
	struct store_change *to;

	if (kept->n == kept->cap)
		kept->change = mem_grow(kept->change, &kept->cap, sizeof *kept->change);
	to = &kept->change[kept->n++];
	*to = *c;
	to->path = keep(&kept->arena, c->path);
	for (int i = 0; i < 2; i++) {
		struct store_side *side = i == 0 ? &to->old : &to->now;

		side->text = keep(&kept->arena, side->text);
		side->tbl = keep(&kept->arena, side->tbl);
	}
	return true;
}

enum rc store_apply_step(struct store *store, int64_t draft, int64_t step, bool back, struct err *err)
{
	struct kept kept = {0};
	enum rc rc = store_changes(store, step, keep_change, &kept, err);

	if (rc == RC_OK)
		rc = store_apply(store, draft, kept.change, kept.n, back, err);
	/* what the journal expects is not the caller's doing */
	if (rc == RC_USAGE)
		rc = err_set(err, RC_PARSE, _("draft %lld: step %lld does not fit what stands in its rows"), (long long)draft,
			     (long long)step);
	mem_free(kept.change);
	arena_free(&kept.arena);
	return rc;
}
