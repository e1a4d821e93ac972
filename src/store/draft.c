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

enum rc store_need_draft(struct store *store, int64_t id, struct err *err)
{
	int64_t there;
	enum rc rc = store_sql_int(store, &there, err, "SELECT 1 FROM draft WHERE id = ?1", "i", id);

	return rc == RC_NOTFOUND ? store_no_draft(id, err) : rc;
}

enum rc store_draft_at(struct store *store, int64_t id, int64_t seq, struct arena *arena, struct store_draft *out, struct err *err)
{
	enum rc rc = store_draft_get(store, id, arena, out, err);

	if (rc == RC_OK && out->seq != seq)
		rc = err_set(err, RC_BUSY, _("draft %lld was changed elsewhere in the meantime; it must be read anew"), (long long)id);
	return rc;
}

enum rc store_note_change(struct store *store, int64_t id, int64_t top, int64_t next_row, struct err *err)
{
	enum rc rc = store_sql_do(store, err, "UPDATE draft SET seq = seq + 1, changed_at = ?2, top = ?3, next_row = ?4 WHERE id = ?1",
				  "iiii", id, clock_now_ms(), top, next_row);

	/* apart, so that the index of what is owed is written once and not with every edit */
	return rc == RC_OK ? store_sql_do(store, err, "UPDATE draft SET found_seq = -1 WHERE id = ?1 AND found_seq >= 0", "i", id) : rc;
}

enum rc store_put_summary(struct store *store, int64_t draft, const struct sv summary[STORE_N_SUMMARY], struct err *err)
{
	sqlite3_stmt *st;
	bool row;
	enum rc rc = store_sql(store, &st, err, "UPDATE draft SET client_no = coalesce(?2, client_no), seq_no = coalesce(?3, seq_no),"
			       " entry_no = coalesce(?4, entry_no), job_no = coalesce(?5, job_no), client = coalesce(?6, client),"
			       " due = coalesce(?7, due), memo = coalesce(?8, memo), consignee = coalesce(?9, consignee),"
			       " bill = coalesce(?10, bill), contract = coalesce(?11, contract), goods = coalesce(?12, goods),"
			       " items = coalesce(?13, items), totals = coalesce(?14, totals) WHERE id = ?1", "i", draft);

	if (rc != RC_OK)
		return rc;
	for (int i = 0; i < STORE_N_SUMMARY; i++)
		if (summary[i].p != NULL)
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

enum rc store_put_rows(struct store *store, int64_t id, const struct store_row *rows, size_t n, int64_t *next_row, struct err *err)
{
	enum rc rc = n > 0 ? RC_OK : err_set(err, RC_USAGE, _("draft %lld: a document has at least one row"), (long long)id);
	uint32_t parent = 0;		/* the last one that was looked for */
	int64_t there;

	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if ((i == 0) != (rows[i].row == 1) || (i == 0) != (rows[i].parent == 0))
			return err_set(err, RC_USAGE, _("row %u of a new draft is not in the tree"), rows[i].row);
		if (rows[i].parent != parent)
			rc = store_sql_int(store, &there, err, "SELECT 1 FROM row WHERE draft = ?1 AND row = ?2", "ii", id,
					   (int64_t)rows[i].parent);
		if (rc == RC_NOTFOUND)
			return err_set(err, RC_USAGE, _("row %u of a new draft is not in the tree"), rows[i].row);
		parent = rows[i].parent;
		if (rc == RC_OK)
			rc = store_put_row(store, id, &rows[i], err);
		if ((int64_t)rows[i].row >= *next_row)
			*next_row = (int64_t)rows[i].row + 1;
	}
	return rc;
}

enum rc store_files_have_rows(struct store *store, int64_t draft, struct err *err)
{
	int64_t row;
	enum rc rc = store_sql_int(store, &row, err, "SELECT row FROM file f WHERE draft = ?1 AND NOT EXISTS"
				   " (SELECT 1 FROM row r WHERE r.draft = f.draft AND r.row = f.row) LIMIT 1", "i", draft);

	if (rc == RC_NOTFOUND)
		return RC_OK;
	return rc == RC_OK ? err_set(err, RC_USAGE, _("draft %lld: files hang on row %lld, which does not exist"), (long long)draft,
				     (long long)row) : rc;
}

/* The document as it begins: undo stops there. */
enum rc store_set_base(struct store *store, int64_t id, int64_t base_step, struct err *err)
{
	int64_t hash;
	enum rc rc = store_files_have_rows(store, id, err);

	if (rc == RC_OK)
		rc = store_document_hash(store, id, &hash, err);
	return rc == RC_OK ? store_sql_do(store, err, "UPDATE draft SET base_step = ?2, base_hash = ?3 WHERE id = ?1", "iii", id,
					  base_step, hash) : rc;
}

/* What a new draft is made of. */
struct making {
	const struct store_draft *draft;
	const struct store_row *row;
	size_t n_row;
	const struct store_file *file;
	size_t n_file;
};

static enum rc put_head(struct store *store, const struct store_draft *draft, int64_t *id, struct err *err)
{
	struct sv original = draft->original.n > 0 ? draft->original : (struct sv){0};
	enum { FIRST = 7 };
	sqlite3_stmt *st;
	bool row;
	enum rc rc = original.n > 0 ? store_blob_need(store, original, err) : RC_OK;

	if (rc == RC_OK)
		rc = store_sql(store, &st, err, "INSERT INTO draft (type, edition, state, seq, next_row, top, base_step, original,"
			       " made_from, owner, created_at, changed_at, " STORE_SUMMARY_COLUMNS ") VALUES (?1, ?2, 'draft', 0, 2, 0, 0,"
			       " ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
			       "ttniti", draft->type, draft->edition, original, draft->made_from, draft->owner, clock_now_ms());
	if (rc == RC_OK) {
		for (int i = 0; i < STORE_N_SUMMARY; i++)
			if (draft->summary[i].p != NULL)
				db_bind_sv(st, FIRST + i, draft->summary[i]);
		rc = store_sql_next(store, st, &row, err);
	}
	*id = sqlite3_last_insert_rowid(db_handle(store->db));
	return rc;
}

static struct sv kind_of(const struct store_draft *draft)
{
	if (draft->original.n > 0)
		return SV("import");
	return draft->made_from != 0 ? SV("copy") : SV("blank");
}

static enum rc new_inside(struct store *store, const struct making *m, int64_t *id, struct err *err)
{
	struct store_step first = {.kind = kind_of(m->draft), .operator = m->draft->owner};
	int64_t next_row = 2, step = 0;
	enum rc rc = put_head(store, m->draft, id, err);

	if (rc == RC_OK && (m->n_row > 0 || m->draft->original.n == 0))
		rc = store_put_rows(store, *id, m->row, m->n_row, &next_row, err);
	for (size_t i = 0; rc == RC_OK && i < m->n_file; i++)
		rc = store_put_file(store, *id, &m->file[i], err);
	if (rc == RC_OK)
		rc = store_put_step(store, *id, &first, &step, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET next_row = ?2, top = ?3, base_step = ?3 WHERE id = ?1", "iii", *id,
				  next_row, step);
	if (rc == RC_OK && m->n_row > 0)
		rc = store_set_base(store, *id, step, err);
	return rc;
}

enum rc store_draft_new_with_files(struct store *store, const struct store_draft *draft,
    const struct store_row *rows, size_t n_rows, const struct store_file *file, size_t n_file, int64_t *id, struct err *err)
{
	enum rc rc;

	*id = 0;
	if (draft->type.n == 0 || (n_rows == 0 && draft->original.n == 0))
		return err_set(err, RC_USAGE, _("a new draft needs a type, and a first row or the document it was imported from"));
	rc = store_call_begin(store, err);
	if (rc != RC_OK)
		return rc;
	rc = store_call_end(store, new_inside(store, &(struct making){draft, rows, n_rows, file, n_file}, id, err), err);
	if (rc != RC_OK)
		*id = 0;
	return rc;
}

enum rc store_draft_new(struct store *store, const struct store_draft *draft,
    const struct store_row *rows, size_t n_rows, int64_t *id, struct err *err)
{
	return store_draft_new_with_files(store, draft, rows, n_rows, NULL, 0, id, err);
}

/* ---- reading ------------------------------------------------------------------- */

void store_read_draft(sqlite3_stmt *st, struct arena *arena, struct store_draft *out)
{
	*out = (struct store_draft){
		.id = sqlite3_column_int64(st, 0), .type = store_keep(st, 1, arena), .edition = store_keep(st, 2, arena),
		.state = store_keep(st, 3, arena), .owner = store_keep(st, 4, arena), .seq = sqlite3_column_int64(st, 5),
		.top = sqlite3_column_int64(st, 6), .base_step = sqlite3_column_int64(st, 7),
		.next_row = (uint32_t)sqlite3_column_int64(st, 8), .made_from = sqlite3_column_int64(st, 9),
		.created_at = sqlite3_column_int64(st, 10), .changed_at = sqlite3_column_int64(st, 11),
		.attempt = sqlite3_column_int64(st, 12), .original = store_keep(st, 13, arena), .has_rows = sqlite3_column_int(st, 14) != 0,
	};
	for (int i = 0; i < STORE_N_SUMMARY; i++)
		out->summary[i] = store_keep(st, STORE_FIRST_SUMMARY_COLUMN + i, arena);
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
	return rc == RC_OK && !any ? store_need_draft(store, draft, err) : rc;
}

enum rc store_tally(struct store *store, struct sv state, struct sv type, int64_t *n, struct err *err)
{
	return store_sql_int(store, n, err, "SELECT coalesce(sum(n), 0) FROM tally WHERE state = ?1 AND (?2 = '' OR type = ?2)",
			     "tt", state, type);
}

/* ---- changing what is not the document --------------------------------------------- */

static enum rc summary_inside(struct store *store, int64_t id, int64_t seq, const struct sv summary[STORE_N_SUMMARY], struct err *err)
{
	struct arena arena = {0};
	struct store_draft draft;
	enum rc rc = store_draft_at(store, id, seq, &arena, &draft, err);

	if (rc == RC_OK)
		rc = store_put_summary(store, id, summary, err);
	if (rc == RC_OK)
		rc = store_note_change(store, id, draft.top, draft.next_row, err);
	arena_free(&arena);
	return rc;
}

enum rc store_draft_set_summary(struct store *store, int64_t id, int64_t *seq,
    const struct sv summary[STORE_N_SUMMARY], struct err *err)
{
	enum rc rc = store_call_begin(store, err);

	if (rc == RC_OK)
		rc = store_call_end(store, summary_inside(store, id, *seq, summary, err), err);
	if (rc == RC_OK)
		*seq += 1;
	return rc;
}

/* A move to another state. */
struct move {
	int64_t id, seq;
	struct sv to;			/* {0}: back to the state before the bin */
	struct sv operator;
	int keep_days;			/* of a deletion */
};

static enum rc may_move(const struct store_draft *draft, const struct move *m, struct err *err)
{
	bool is_in_bin = sv_is(draft->state, "bin");

	if (m->to.n == 0)
		return is_in_bin ? RC_OK : err_set(err, RC_USAGE, _("the draft is not in the bin"));
	if (!sv_is(m->to, "bin"))
		return is_in_bin ? err_set(err, RC_USAGE, _("the draft is in the bin; take it out first")) : RC_OK;
	if (store_state_is_editable(draft->state))
		return RC_OK;
	if (!sv_is(draft->state, "declared"))
		return err_set(err, RC_DENIED, _("the draft cannot be deleted: it was submitted, or is deleted already"));
	if (draft->changed_at > clock_now_ms() - (int64_t)m->keep_days * STORE_DAY_MS)
		return err_set(err, RC_DENIED, _("the draft cannot be deleted: what was declared is kept for %d days"), m->keep_days);
	return RC_OK;
}

static enum rc move_inside(struct store *store, const struct move *m, struct err *err)
{
	struct arena arena = {0};
	struct store_draft draft;
	struct store_step step = {.kind = SV("state"), .seq = m->seq + 1, .operator = m->operator};
	int64_t step_id;
	enum rc rc = store_draft_at(store, m->id, m->seq, &arena, &draft, err);

	if (rc == RC_OK)
		rc = may_move(&draft, m, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET state = coalesce(?2, state_before_bin),"
				  " state_before_bin = CASE WHEN ?2 = 'bin' THEN state END,"
				  " attempt = attempt + (?2 IS NOT NULL AND ?2 = 'queued') WHERE id = ?1", "in", m->id, m->to);
	step.prev = draft.top;
	if (rc == RC_OK)
		rc = store_put_step(store, m->id, &step, &step_id, err);
	if (rc == RC_OK)
		rc = store_note_change(store, m->id, draft.top, draft.next_row, err);
	arena_free(&arena);
	return rc;
}

static enum rc move(struct store *store, const struct move *m, int64_t *seq, struct err *err)
{
	enum rc rc = store_call_begin(store, err);

	if (rc == RC_OK)
		rc = store_call_end(store, move_inside(store, m, err), err);
	if (rc == RC_OK)
		*seq += 1;
	return rc;
}

enum rc store_draft_set_state(struct store *store, int64_t id, int64_t *seq, struct sv state, struct sv operator,
    struct err *err)
{
	int i = state_of(state);

	if (i < 0 || !states[i].set)
		return err_set(err, RC_USAGE, _("%.*s is no state that a draft is given"), (int)state.n, state.p);
	return move(store, &(struct move){id, *seq, state, operator, 0}, seq, err);
}

enum rc store_draft_delete(struct store *store, int64_t id, int64_t *seq, struct sv operator, int keep_days, struct err *err)
{
	return move(store, &(struct move){id, *seq, SV("bin"), operator, keep_days}, seq, err);
}

enum rc store_draft_undelete(struct store *store, int64_t id, int64_t *seq, struct sv operator, struct err *err)
{
	return move(store, &(struct move){id, *seq, {0}, operator, 0}, seq, err);
}
