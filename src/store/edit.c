#include "store/internal.h"

#include <stdlib.h>

#include "base/day.h"
#include "base/i18n.h"

enum rc store_put_step(struct store *store, int64_t draft, const struct store_step *step, int64_t *id, struct err *err)
{
	enum rc rc = store_sql_do(store, err, "INSERT INTO step (draft, seq, prev, kind, ref, at, operator, tty)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", "iiitiitt", draft, step->seq, step->prev, step->kind,
				  step->ref, clock_now_ms(), step->operator, step->tty);

	*id = rc == RC_OK ? sqlite3_last_insert_rowid(db_handle(store->db)) : 0;
	return rc;
}

/* ---- changes as they are kept ---------------------------------------------------- */

static void add_row_side(struct str *out, const struct store_side *side)
{
	str_addf(out, "%u\t%.*s\t%lld\n", side->parent, (int)side->tbl.n, side->tbl.p, (long long)side->ord);
	str_add(out, side->text);
}

static bool read_number(struct sv s, int64_t *out)
{
	struct str z = {0};
	char *end;

	str_add(&z, s);
	*out = strtoll(str_z(&z), &end, 10);
	bool ok = s.n > 0 && *end == '\0';
	str_clear(&z);
	return ok;
}

static bool read_row_side(struct sv s, struct store_side *side)
{
	struct sv head, parent, tbl;
	int64_t number;

	if (!sv_split(&s, '\n', &head) || s.p == NULL || !sv_split(&head, '\t', &parent) || !sv_split(&head, '\t', &tbl) ||
	    !read_number(parent, &number) || !read_number(head, &side->ord))
		return false;
	side->parent = (uint32_t)number;
	side->tbl = tbl;
	side->text = s;
	return true;
}

static const char *op_of(const struct store_change *c)
{
	if (c->path.n > 0)
		return "set";
	if (!c->old.given)
		return "insert";
	return c->now.given ? "move" : "delete";
}

static enum rc put_change(struct store *store, int64_t step, size_t n, const struct store_change *c, struct err *err)
{
	struct str old = {0}, now = {0};
	struct sv old_text = {0}, now_text = {0}, mark[2];
	enum rc rc;

	if (c->path.n == 0) {
		if (c->old.given)
			add_row_side(&old, &c->old);
		if (c->now.given)
			add_row_side(&now, &c->now);
	} else {
		str_add(&old, c->old.text);
		str_add(&now, c->now.text);
	}
	if (c->old.given)
		old_text = (struct sv){str_z(&old), str_sv(&old).n};
	if (c->now.given)
		now_text = (struct sv){str_z(&now), str_sv(&now).n};
	mark[0] = (struct sv){&c->old.mark, c->old.mark != 0};
	mark[1] = (struct sv){&c->now.mark, c->now.mark != 0};
	rc = store_sql_do(store, err, "INSERT INTO change (step, n, op, row, col, old, old_mark, new, new_mark)"
			  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", "iitinnnnn", step, (int64_t)n, sv_of(op_of(c)),
			  (int64_t)c->row, c->path.n > 0 ? c->path : (struct sv){0}, old_text, mark[0], now_text, mark[1]);
	str_clear(&old);
	str_clear(&now);
	return rc;
}

static enum rc read_side(struct store *store, sqlite3_stmt *st, int column, bool of_row, struct store_side *side, struct err *err)
{
	struct sv mark = db_column_sv(st, column + 1);

	*side = (struct store_side){.given = sqlite3_column_type(st, column) != SQLITE_NULL, .text = db_column_sv(st, column),
				    .mark = mark.n > 0 ? mark.p[0] : (char)0};
	if (side->given && of_row && !read_row_side(side->text, side))
		return err_set(err, RC_PARSE, _("%s: a change in the journal is damaged"), db_path(store->db));
	return RC_OK;
}

/* col, row, old, old_mark, new, new_mark */
static enum rc read_change(struct store *store, sqlite3_stmt *st, struct store_change *c, struct err *err)
{
	enum rc rc;

	*c = (struct store_change){.path = db_column_sv(st, 0), .row = (uint32_t)sqlite3_column_int64(st, 1)};
	rc = read_side(store, st, 2, c->path.n == 0, &c->old, err);
	return rc == RC_OK ? read_side(store, st, 4, c->path.n == 0, &c->now, err) : rc;
}

enum rc store_changes(struct store *store, int64_t step, store_on_change *on_change, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	struct store_change change;
	bool more;
	enum rc rc = store_sql(store, &st, err, "SELECT col, row, old, old_mark, new, new_mark FROM change WHERE step = ?1 ORDER BY n",
			       "i", step);

	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		rc = read_change(store, st, &change, err);
		if (rc != RC_OK || !on_change(ctx, &change)) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc;
}

/* ---- one change done to the rows -------------------------------------------------- */

static enum rc not_as_it_was(int64_t draft, uint32_t row, struct sv path, struct err *err)
{
	return err_set(err, RC_USAGE, _("draft %lld, row %u %.*s is not what the change expects"), (long long)draft, row,
		       (int)path.n, path.p ? path.p : "");
}

static bool cell_is(const struct store_cell *cell, const struct store_side *side)
{
	if (cell == NULL || !side->given)
		return (cell != NULL) == side->given;
	return cell->mark == side->mark && sv_eq(cell->value, side->text);
}

/* The body with one cell changed. */
static enum rc set_in_body(struct sv body, struct arena *arena, struct sv path, const struct store_side *from,
    const struct store_side *to, bool *fits, struct str *out, struct err *err)
{
	struct store_cell *cell, *more, *at = NULL;
	size_t n, n_more = 0;
	enum rc rc = store_body_read(body, arena, &cell, &n, err);

	if (rc != RC_OK)
		return rc;
	more = arena_alloc(arena, (n + 1) * sizeof *more);
	for (size_t i = 0; i < n; i++) {
		if (sv_eq(cell[i].path, path))
			at = &cell[i];
		else
			more[n_more++] = cell[i];
	}
	*fits = cell_is(at, from);
	if (to->given)
		more[n_more++] = (struct store_cell){path, to->text, to->mark};
	store_body_write(more, n_more, out);
	return RC_OK;
}

static enum rc apply_cell(struct store *store, int64_t draft, uint32_t row, struct sv path,
    const struct store_side *from, const struct store_side *to, struct err *err)
{
	sqlite3_stmt *st;
	struct arena arena = {0};
	struct str body = {0};
	bool there = false, fits = false;
	enum rc rc = store_sql(store, &st, err, "SELECT body FROM row WHERE draft = ?1 AND row = ?2", "ii", draft, (int64_t)row);

	if (rc == RC_OK)
		rc = store_sql_next(store, st, &there, err);
	if (rc == RC_OK && there) {
		rc = set_in_body(db_column_sv(st, 0), &arena, path, from, to, &fits, &body, err);
		sqlite3_reset(st);
	}
	if (rc == RC_OK && !fits)
		rc = not_as_it_was(draft, row, path, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE row SET body = ?3 WHERE draft = ?1 AND row = ?2", "iit", draft, (int64_t)row,
				  str_sv(&body));
	str_clear(&body);
	arena_free(&arena);
	return rc;
}

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

enum rc store_apply(struct store *store, int64_t draft, uint32_t row, struct sv path,
    const struct store_side *from, const struct store_side *to, struct err *err)
{
	if (path.n > 0)
		return apply_cell(store, draft, row, path, from, to, err);
	return apply_row(store, draft, row, from, to, err);
}

enum rc store_apply_step(struct store *store, int64_t draft, int64_t step, bool back, struct err *err)
{
	sqlite3_stmt *st;
	struct store_change c;
	bool more;
	enum rc rc = store_sql(store, &st, err, back
		? "SELECT col, row, old, old_mark, new, new_mark FROM change WHERE step = ?1 ORDER BY n DESC"
		: "SELECT col, row, old, old_mark, new, new_mark FROM change WHERE step = ?1 ORDER BY n ASC", "i", step);

	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		rc = read_change(store, st, &c, err);
		if (rc == RC_OK)
			rc = store_apply(store, draft, c.row, c.path, back ? &c.now : &c.old, back ? &c.old : &c.now, err);
		if (rc != RC_OK)
			sqlite3_reset(st);
	}
	/* what the journal expects is not the caller's doing */
	if (rc == RC_USAGE)
		rc = err_set(err, RC_PARSE, _("draft %lld: step %lld does not fit what stands in its rows"), (long long)draft,
			     (long long)step);
	return rc;
}

/* ---- an edit ------------------------------------------------------------------------ */

static enum rc is_sound(const struct store_edit *edit, int64_t next_row, struct err *err)
{
	for (size_t i = 0; i < edit->n_change; i++) {
		const struct store_change *c = &edit->change[i];
		bool of_row = c->path.n == 0;

		if (c->row == 0 || (of_row && !c->old.given && !c->now.given) || (of_row && c->row == 1) ||
		    (of_row && c->old.given && c->now.given && (!sv_eq(c->old.tbl, c->now.tbl) || c->old.text.n + c->now.text.n > 0)))
			return err_set(err, RC_USAGE, _("draft %lld: change %zu makes no sense"), (long long)edit->draft, i + 1);
		if (of_row && !c->old.given && c->row < next_row)
			return err_set(err, RC_USAGE, _("draft %lld: row %u was used before"), (long long)edit->draft, c->row);
		if (of_row && !c->old.given)
			next_row = (int64_t)c->row + 1;
	}
	return RC_OK;
}

/* After the changes: rows made or moved hang below row 1, nothing hangs below
 * rows deleted. */
static enum rc still_tree(struct store *store, const struct store_edit *edit, struct err *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < edit->n_change; i++) {
		const struct store_change *c = &edit->change[i];
		int64_t bad;

		if (c->path.n > 0)
			continue;
		rc = store_sql_int(store, &bad, err, c->now.given
			? "WITH RECURSIVE up (row) AS (SELECT ?2 UNION SELECT parent FROM row JOIN up USING (row) WHERE draft = ?1)"
			  " SELECT NOT EXISTS (SELECT 1 FROM up WHERE row = 1) AND EXISTS (SELECT 1 FROM row WHERE draft = ?1 AND row = ?2)"
			: "SELECT EXISTS (SELECT 1 FROM row WHERE draft = ?1 AND parent = ?2)", "ii", edit->draft, (int64_t)c->row);
		if (rc == RC_OK && bad)
			rc = err_set(err, RC_USAGE, _("draft %lld: row %u would be torn from the tree"), (long long)edit->draft, c->row);
	}
	return rc;
}

static enum rc draft_of(struct store *store, int64_t id, int64_t *top, int64_t *next_row, struct err *err)
{
	struct arena arena = {0};
	struct store_draft draft;
	enum rc rc = store_draft_get(store, id, &arena, &draft, err);

	*top = draft.top;
	*next_row = draft.next_row;
	if (rc == RC_OK && !store_state_is_editable(draft.state))
		rc = err_set(err, RC_DENIED, _("draft %lld may not be edited in the state it is in"), (long long)id);
	arena_free(&arena);
	return rc;
}

static enum rc edit_inside(struct store *store, const struct store_edit *edit, struct err *err)
{
	struct store_step step = {.kind = SV("edit"), .seq = edit->seq + 1, .operator = edit->operator, .tty = edit->tty};
	int64_t next_row, id;
	enum rc rc = store_take_seq(store, edit->draft, edit->seq, err);

	if (rc == RC_OK)
		rc = draft_of(store, edit->draft, &step.prev, &next_row, err);
	if (rc == RC_OK)
		rc = is_sound(edit, next_row, err);
	if (rc == RC_OK)
		rc = store_put_step(store, edit->draft, &step, &id, err);
	for (size_t i = 0; rc == RC_OK && i < edit->n_change; i++) {
		const struct store_change *c = &edit->change[i];

		rc = store_apply(store, edit->draft, c->row, c->path, &c->old, &c->now, err);
		if (rc == RC_OK)
			rc = put_change(store, id, i, c, err);
		if (c->row >= next_row)
			next_row = (int64_t)c->row + 1;
	}
	if (rc == RC_OK)
		rc = still_tree(store, edit, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET top = ?2, next_row = ?3 WHERE id = ?1", "iii", edit->draft, id, next_row);
	if (rc == RC_OK)
		rc = store_pending_delete(store, edit->draft, edit->operator, err);
	return rc == RC_OK && edit->summary != NULL ? store_put_summary(store, edit->draft, edit->summary, err) : rc;
}

static enum rc in_transaction(struct store *store, const struct store_edit *edit,
    enum rc inside(struct store *, const struct store_edit *, struct err *), int64_t *seq, struct err *err)
{
	enum rc rc = db_begin(store->db, err);

	*seq = 0;
	if (rc != RC_OK)
		return rc;
	rc = inside(store, edit, err);
	if (rc == RC_OK)
		rc = db_commit(store->db, err);
	if (rc == RC_OK)
		*seq = edit->seq + 1;
	else
		db_rollback(store->db);
	return rc;
}

enum rc store_edit(struct store *store, const struct store_edit *edit, int64_t *seq, struct err *err)
{
	if (edit->n_change == 0) {
		*seq = 0;
		return err_set(err, RC_USAGE, _("an edit of draft %lld without a change"), (long long)edit->draft);
	}
	return in_transaction(store, edit, edit_inside, seq, err);
}

/* ---- undo and redo ---------------------------------------------------------------- */

enum rc store_undo_step(struct store *store, int64_t draft, int64_t *step, struct err *err)
{
	enum rc rc = store_sql_int(store, step, err, "SELECT CASE WHEN top = base_step THEN 0 ELSE top END FROM draft WHERE id = ?1",
				   "i", draft);

	if (rc == RC_NOTFOUND)
		return store_no_draft(draft, err);
	return rc == RC_OK && *step == 0 ? err_set(err, RC_NOTFOUND, _("there is nothing to undo")) : rc;
}

enum rc store_redo_step(struct store *store, int64_t draft, int64_t *step, struct err *err)
{
	enum rc rc = store_sql_int(store, step, err, "SELECT coalesce((SELECT max(id) FROM step WHERE draft = ?1 AND kind = 'edit'"
				   " AND prev = d.top), 0) FROM draft d WHERE id = ?1", "i", draft);

	if (rc == RC_NOTFOUND)
		return store_no_draft(draft, err);
	return rc == RC_OK && *step == 0 ? err_set(err, RC_NOTFOUND, _("there is nothing to redo")) : rc;
}

static enum rc go(struct store *store, const struct store_edit *edit, bool back, struct err *err)
{
	struct store_step step = {.kind = back ? SV("undo") : SV("redo"), .seq = edit->seq + 1, .operator = edit->operator,
				  .tty = edit->tty};
	int64_t next_row, id, to;
	enum rc rc = store_take_seq(store, edit->draft, edit->seq, err);

	if (rc == RC_OK)
		rc = draft_of(store, edit->draft, &step.prev, &next_row, err);
	if (rc == RC_OK)
		rc = back ? store_undo_step(store, edit->draft, &step.ref, err) : store_redo_step(store, edit->draft, &step.ref, err);
	if (rc == RC_OK)
		rc = store_apply_step(store, edit->draft, step.ref, back, err);
	to = step.ref;
	if (rc == RC_OK && back)
		rc = store_sql_int(store, &to, err, "SELECT prev FROM step WHERE id = ?1", "i", step.ref);
	if (rc == RC_OK)
		rc = store_put_step(store, edit->draft, &step, &id, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET top = ?2 WHERE id = ?1", "ii", edit->draft, to);
	return rc == RC_OK && edit->summary != NULL ? store_put_summary(store, edit->draft, edit->summary, err) : rc;
}

static enum rc undo_inside(struct store *store, const struct store_edit *edit, struct err *err)
{
	return go(store, edit, true, err);
}

static enum rc redo_inside(struct store *store, const struct store_edit *edit, struct err *err)
{
	return go(store, edit, false, err);
}

enum rc store_undo(struct store *store, const struct store_edit *edit, int64_t *seq, struct err *err)
{
	return in_transaction(store, edit, undo_inside, seq, err);
}

enum rc store_redo(struct store *store, const struct store_edit *edit, int64_t *seq, struct err *err)
{
	return in_transaction(store, edit, redo_inside, seq, err);
}

enum rc store_history(struct store *store, int64_t draft, store_on_step *on_step, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	bool more = true, any = false;
	enum rc rc = store_sql(store, &st, err, "SELECT id, seq, prev, kind, ref, at, operator, tty FROM step WHERE draft = ?1"
			       " ORDER BY id DESC", "i", draft);

	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		struct store_step step = {
			sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1), sqlite3_column_int64(st, 2), db_column_sv(st, 3),
			sqlite3_column_int64(st, 4), sqlite3_column_int64(st, 5), db_column_sv(st, 6), db_column_sv(st, 7),
		};

		any = true;
		if (!on_step(ctx, &step)) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc == RC_OK && !any ? store_no_draft(draft, err) : rc;
}
