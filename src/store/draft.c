#include "store/internal.h"

#include "base/day.h"
#include "base/i18n.h"

static const struct {
	const char *name;
	bool editable, set;	/* set: by store_draft_set_state */
} states[] = {
	{"draft", true, true}, {"queued", false, true}, {"held", false, true}, {"declared", false, true},
	{"rejected", true, true}, {"bin", false, false},
};

static int state_of(struct sv name)
{
	for (int i = 0; i < (int)(sizeof states / sizeof *states); i++)
		if (sv_is(name, states[i].name))
			return i;
	return -1;
}

bool store_state_is_editable(struct sv state)
{
	int i = state_of(state);

	return i >= 0 && states[i].editable;
}

enum rc store_no_draft(int64_t id, struct err *err)
{
	return err_set(err, RC_NOTFOUND, _("there is no draft %lld"), (long long)id);
}

enum rc store_take_seq(struct store *store, int64_t draft, int64_t seq, struct err *err)
{
	int64_t now;
	enum rc rc = store_sql_do(store, err, "UPDATE draft SET seq = seq + 1, changed_at = ?1 WHERE id = ?2 AND seq = ?3",
				  "iii", clock_now_ms(), draft, seq);

	if (rc != RC_OK || sqlite3_changes(db_handle(store->db)) == 1)
		return rc;
	rc = store_sql_int(store, &now, err, "SELECT seq FROM draft WHERE id = ?1", "i", draft);
	if (rc == RC_NOTFOUND)
		return store_no_draft(draft, err);
	if (rc == RC_OK)
		rc = err_set(err, RC_BUSY, _("draft %lld was changed elsewhere in the meantime; it must be read anew"), (long long)draft);
	return rc;
}

enum rc store_put_summary(struct store *store, int64_t draft, const struct sv summary[STORE_N_SUMMARY], struct err *err)
{
	sqlite3_stmt *st;
	bool row;
	enum rc rc = store_sql(store, &st, err, "UPDATE draft SET (" STORE_SUMMARY_COLUMNS ") ="
			       " (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) WHERE id = ?1", "i", draft);

	if (rc != RC_OK)
		return rc;
	for (int i = 0; i < STORE_N_SUMMARY; i++)
		db_bind_sv(st, i + 2, summary[i]);
	return store_sql_next(store, st, &row, err);
}

enum rc store_put_row(struct store *store, int64_t draft, const struct store_row *row, struct err *err)
{
	struct arena arena = {0};
	struct store_cell *cell;
	size_t n;
	enum rc rc = store_body_read(row->body, &arena, &cell, &n, NULL);

	arena_free(&arena);
	if (rc != RC_OK)
		return err_set(err, RC_USAGE, _("draft %lld: the body of row %u is not in the form in which it is kept"), (long long)draft,
			       row->row);
	return store_sql_do(store, err, "INSERT INTO row (draft, row, parent, tbl, ord, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
			    "iiitit", draft, (int64_t)row->row, (int64_t)row->parent, row->tbl, row->ord, row->body);
}

/* ---- a new one ---------------------------------------------------------------- */

/* Row 1 first and alone without parent; of the others a parent came before. */
static enum rc put_rows(struct store *store, int64_t id, const struct store_row *rows, size_t n, uint32_t *next_row, struct err *err)
{
	enum rc rc = RC_OK;
	int64_t there;

	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if ((i == 0) != (rows[i].row == 1) || (i == 0) != (rows[i].parent == 0))
			return err_set(err, RC_USAGE, _("row %u of a new draft is not in the tree"), rows[i].row);
		if (i > 0)
			rc = store_sql_int(store, &there, err, "SELECT 1 FROM row WHERE draft = ?1 AND row = ?2", "ii", id,
					   (int64_t)rows[i].parent);
		if (rc == RC_NOTFOUND)
			return err_set(err, RC_USAGE, _("row %u of a new draft is not in the tree"), rows[i].row);
		if (rc == RC_OK)
			rc = store_put_row(store, id, &rows[i], err);
		if (rows[i].row >= *next_row)
			*next_row = rows[i].row + 1;
	}
	return rc;
}

static enum rc new_inside(struct store *store, const struct store_draft *draft, const struct store_row *rows, size_t n_rows,
    int64_t *id, struct err *err)
{
	int64_t now = clock_now_ms(), step, hash;
	uint32_t next_row = 2;
	struct store_step first = {.kind = draft->made_from ? SV("copy") : SV("blank"), .operator = draft->owner};
	enum rc rc = store_sql_do(store, err, "INSERT INTO draft (type, edition, state, seq, next_row, top, base_step, base_hash,"
				  " made_from, owner, created_at, changed_at) VALUES (?1, ?2, 'draft', 0, 2, 0, 0, 0, ?3, ?4, ?5, ?5)",
				  "ttiti", draft->type, draft->edition, draft->made_from, draft->owner, now);

	if (rc != RC_OK)
		return rc;
	*id = sqlite3_last_insert_rowid(db_handle(store->db));
	rc = put_rows(store, *id, rows, n_rows, &next_row, err);
	if (rc == RC_OK)
		rc = store_put_step(store, *id, &first, &step, err);
	if (rc == RC_OK)
		rc = store_rows_hash(store, *id, &hash, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET next_row = ?2, top = ?3, base_step = ?3, base_hash = ?4 WHERE id = ?1",
				  "iiii", *id, (int64_t)next_row, step, hash);
	return rc == RC_OK ? store_put_summary(store, *id, draft->summary, err) : rc;
}

enum rc store_draft_new(struct store *store, const struct store_draft *draft,
    const struct store_row *rows, size_t n_rows, int64_t *id, struct err *err)
{
	enum rc rc;

	*id = 0;
	if (n_rows == 0 || draft->type.n == 0)
		return err_set(err, RC_USAGE, _("a new draft needs a type and its first row"));
	rc = db_begin(store->db, err);
	if (rc != RC_OK)
		return rc;
	rc = new_inside(store, draft, rows, n_rows, id, err);
	if (rc == RC_OK)
		rc = db_commit(store->db, err);
	if (rc != RC_OK) {
		db_rollback(store->db);
		*id = 0;
	}
	return rc;
}

/* ---- reading ------------------------------------------------------------------- */

static struct sv keep(sqlite3_stmt *st, int column, struct arena *arena)
{
	struct sv s = db_column_sv(st, column);

	return (struct sv){arena_dup(arena, s.p ? s.p : "", s.n), s.n};
}

void store_read_draft(sqlite3_stmt *st, struct arena *arena, struct store_draft *out)
{
	*out = (struct store_draft){
		.id = sqlite3_column_int64(st, 0), .type = keep(st, 1, arena), .edition = keep(st, 2, arena),
		.state = keep(st, 3, arena), .owner = keep(st, 4, arena), .seq = sqlite3_column_int64(st, 5),
		.top = sqlite3_column_int64(st, 6), .base_step = sqlite3_column_int64(st, 7),
		.next_row = (uint32_t)sqlite3_column_int64(st, 8), .made_from = sqlite3_column_int64(st, 9),
		.created_at = sqlite3_column_int64(st, 10), .changed_at = sqlite3_column_int64(st, 11),
	};
	for (int i = 0; i < STORE_N_SUMMARY; i++)
		out->summary[i] = keep(st, STORE_FIRST_SUMMARY_COLUMN + i, arena);
}

enum rc store_draft_get(struct store *store, int64_t id, struct arena *arena, struct store_draft *out, struct err *err)
{
	sqlite3_stmt *st;
	bool row = false;
	enum rc rc = store_sql(store, &st, err, "SELECT " STORE_DRAFT_COLUMNS " FROM draft WHERE id = ?1", "i", id);

	*out = (struct store_draft){0};
	if (rc == RC_OK)
		rc = store_sql_next(store, st, &row, err);
	if (rc != RC_OK)
		return rc;
	if (!row)
		return store_no_draft(id, err);
	store_read_draft(st, arena, out);
	sqlite3_reset(st);
	return RC_OK;
}

enum rc store_rows(struct store *store, int64_t draft, store_on_row *on_row, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	bool more = true, any = false;
	enum rc rc = store_sql(store, &st, err, "SELECT row, parent, tbl, ord, body FROM row WHERE draft = ?1"
			       " ORDER BY parent, tbl, ord, row", "i", draft);

	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		struct store_row row = {
			(uint32_t)sqlite3_column_int64(st, 0), (uint32_t)sqlite3_column_int64(st, 1), db_column_sv(st, 2),
			sqlite3_column_int64(st, 3), db_column_sv(st, 4),
		};

		any = true;
		if (!on_row(ctx, &row)) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc == RC_OK && !any ? store_no_draft(draft, err) : rc;
}

enum rc store_tally(struct store *store, struct sv state, struct sv type, int64_t *n, struct err *err)
{
	return store_sql_int(store, n, err, "SELECT coalesce(sum(n), 0) FROM tally WHERE state = ?1 AND (?2 = '' OR type = ?2)",
			     "tt", state, type);
}

/* ---- changing what is not the document --------------------------------------------- */

/* Ends what took the seq: commits it or takes it back. */
static enum rc finish(struct store *store, enum rc rc, int64_t *seq, struct err *err)
{
	if (rc == RC_OK)
		rc = db_commit(store->db, err);
	if (rc == RC_OK)
		*seq += 1;
	else
		db_rollback(store->db);
	return rc;
}

enum rc store_draft_set_summary(struct store *store, int64_t id, int64_t *seq,
    const struct sv summary[STORE_N_SUMMARY], struct err *err)
{
	enum rc rc = db_begin(store->db, err);

	if (rc != RC_OK)
		return rc;
	rc = store_take_seq(store, id, *seq, err);
	if (rc == RC_OK)
		rc = store_put_summary(store, id, summary, err);
	return finish(store, rc, seq, err);
}

/* What a move from one state to another needs, looked at inside the transaction. */
typedef enum rc may_move(struct sv from, struct err *err);

static enum rc may_set(struct sv from, struct err *err)
{
	if (sv_is(from, "bin"))
		return err_set(err, RC_USAGE, _("the draft is in the bin; take it out first"));
	return RC_OK;
}

static enum rc may_delete(struct sv from, struct err *err)
{
	if (!store_state_is_editable(from))
		return err_set(err, RC_DENIED, _("the draft cannot be deleted: it was submitted, or is deleted already"));
	return RC_OK;
}

static enum rc may_undelete(struct sv from, struct err *err)
{
	if (!sv_is(from, "bin"))
		return err_set(err, RC_USAGE, _("the draft is not in the bin"));
	return RC_OK;
}

/* to NULL: back to the state before the bin. */
static enum rc move_state(struct store *store, int64_t id, int64_t seq, struct sv to, may_move *may, struct sv operator,
    struct err *err)
{
	struct arena arena = {0};
	struct store_draft draft;
	struct store_step step = {.kind = SV("state"), .seq = seq + 1, .operator = operator};
	int64_t step_id;
	enum rc rc = store_take_seq(store, id, seq, err);

	if (rc == RC_OK)
		rc = store_draft_get(store, id, &arena, &draft, err);
	if (rc == RC_OK)
		rc = may(draft.state, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET state = coalesce(?2, state_before_bin),"
				  " state_before_bin = CASE WHEN ?2 = 'bin' THEN state END WHERE id = ?1", "in", id, to);
	if (rc == RC_OK) {
		step.prev = draft.top;
		rc = store_put_step(store, id, &step, &step_id, err);
	}
	arena_free(&arena);
	return rc;
}

static enum rc change_state(struct store *store, int64_t id, int64_t *seq, struct sv to, may_move *may, struct sv operator,
    struct err *err)
{
	enum rc rc = db_begin(store->db, err);

	return rc == RC_OK ? finish(store, move_state(store, id, *seq, to, may, operator, err), seq, err) : rc;
}

enum rc store_draft_set_state(struct store *store, int64_t id, int64_t *seq, struct sv state, struct sv operator,
    struct err *err)
{
	int i = state_of(state);

	if (i < 0 || !states[i].set)
		return err_set(err, RC_USAGE, _("%.*s is no state that a draft is given"), (int)state.n, state.p);
	return change_state(store, id, seq, state, may_set, operator, err);
}

enum rc store_draft_delete(struct store *store, int64_t id, int64_t *seq, struct sv operator, struct err *err)
{
	return change_state(store, id, seq, SV("bin"), may_delete, operator, err);
}

enum rc store_draft_undelete(struct store *store, int64_t id, int64_t *seq, struct sv operator, struct err *err)
{
	return change_state(store, id, seq, (struct sv){0}, may_undelete, operator, err);
}
