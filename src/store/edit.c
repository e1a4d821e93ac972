/* Edits, undo and redo, and the change of edition: each one transaction, each one step. */
#include "store/internal.h"

#include "base/i18n.h"

/* ---- an edit ------------------------------------------------------------------------ */

static enum rc is_sound(const struct store_edit *edit, int64_t next_row, struct err *err)
{
	for (size_t i = 0; i < edit->n_change; i++) {
		const struct store_change *c = &edit->change[i];
		bool of_row = c->path.n == 0;

		if (c->row == 0 || (of_row && (c->of_file || c->row == 1)) || ((of_row || c->of_file) && !c->old.given && !c->now.given) ||
		    (of_row && c->old.given && c->now.given && (!sv_eq(c->old.tbl, c->now.tbl) || c->old.text.n + c->now.text.n > 0)))
			return err_set(err, RC_USAGE, _("draft %lld: change %zu makes no sense"), (long long)edit->draft, i + 1);
		if (of_row && !c->old.given && c->row < next_row)
			return err_set(err, RC_USAGE, _("draft %lld: row %u was used before"), (long long)edit->draft, c->row);
		if (of_row && !c->old.given)
			next_row = (int64_t)c->row + 1;
	}
	return RC_OK;
}

/* After the changes: rows made or moved, and those of files, hang below row 1,
 * nothing hangs below rows deleted. */
static enum rc still_tree(struct store *store, const struct store_edit *edit, struct err *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < edit->n_change; i++) {
		const struct store_change *c = &edit->change[i];
		int64_t bad;

		if (c->path.n > 0 && !c->of_file)
			continue;
		rc = store_sql_int(store, &bad, err, c->of_file
			? "SELECT NOT EXISTS (SELECT 1 FROM row WHERE draft = ?1 AND row = ?2)"
			  " AND EXISTS (SELECT 1 FROM file WHERE draft = ?1 AND row = ?2)"
			: c->now.given
			? "WITH RECURSIVE up (row) AS (SELECT ?2 UNION SELECT parent FROM row JOIN up USING (row) WHERE draft = ?1)"
			  " SELECT NOT EXISTS (SELECT 1 FROM up WHERE row = 1) AND EXISTS (SELECT 1 FROM row WHERE draft = ?1 AND row = ?2)"
			: "SELECT EXISTS (SELECT 1 FROM row WHERE draft = ?1 AND parent = ?2)"
			  " OR EXISTS (SELECT 1 FROM file WHERE draft = ?1 AND row = ?2)", "ii", edit->draft, (int64_t)c->row);
		if (rc == RC_OK && bad)
			rc = err_set(err, RC_USAGE, _("draft %lld: row %u would be torn from the tree"), (long long)edit->draft, c->row);
	}
	return rc;
}

/* The head of the draft that is about to change. */
static enum rc open_draft(struct store *store, int64_t id, int64_t seq, struct store_draft *draft, struct err *err)
{
	struct arena arena = {0};
	enum rc rc = store_draft_at(store, id, seq, &arena, draft, err);

	if (rc == RC_OK && !store_state_is_editable(draft->state))
		rc = err_set(err, RC_DENIED, _("draft %lld may not be edited in the state it is in"), (long long)id);
	/* of it only numbers are used */
	arena_free(&arena);
	return rc;
}

/* Rows of a draft that has none yet. */
static enum rc put_first_rows(struct store *store, const struct store_edit *edit, struct store_draft *draft, int64_t *next_row,
    struct err *err)
{
	enum rc rc = RC_OK;

	if (draft->has_rows != (edit->n_first_rows == 0))
		return err_set(err, RC_USAGE, draft->has_rows ? _("draft %lld has rows already")
			       : _("draft %lld has no rows yet: its first edit needs them"), (long long)edit->draft);
	if (draft->has_rows)
		return RC_OK;
	rc = store_put_rows(store, edit->draft, edit->first_rows, edit->n_first_rows, next_row, err);
	return rc == RC_OK ? store_set_base(store, edit->draft, draft->base_step, err) : rc;
}

static enum rc edit_inside(struct store *store, const struct store_edit *edit, struct err *err)
{
	struct store_step step = {.kind = SV("edit"), .seq = edit->seq + 1, .operator = edit->operator, .tty = edit->tty};
	struct store_draft draft;
	int64_t next_row, id;
	enum rc rc = open_draft(store, edit->draft, edit->seq, &draft, err);

	next_row = draft.next_row;
	step.prev = draft.top;
	if (rc == RC_OK)
		rc = put_first_rows(store, edit, &draft, &next_row, err);
	if (rc == RC_OK)
		rc = is_sound(edit, next_row, err);
	if (rc == RC_OK)
		rc = store_apply(store, edit->draft, edit->change, edit->n_change, false, err);
	if (rc == RC_OK)
		rc = still_tree(store, edit, err);
	if (rc == RC_OK)
		rc = store_put_step(store, edit->draft, &step, &id, err);
	for (size_t i = 0; rc == RC_OK && i < edit->n_change; i++) {
		rc = store_put_change(store, id, i, &edit->change[i], err);
		if (edit->change[i].row >= next_row)
			next_row = (int64_t)edit->change[i].row + 1;
	}
	if (rc == RC_OK)
		rc = store_note_change(store, edit->draft, id, next_row, err);
	if (rc == RC_OK)
		rc = store_pending_delete(store, edit->draft, edit->operator, err);
	return rc == RC_OK && edit->summary != NULL ? store_put_summary(store, edit->draft, edit->summary, err) : rc;
}

static enum rc in_transaction(struct store *store, const struct store_edit *edit,
    enum rc inside(struct store *, const struct store_edit *, struct err *), int64_t *seq, struct err *err)
{
	enum rc rc = store_call_begin(store, err);

	*seq = 0;
	if (rc == RC_OK)
		rc = store_call_end(store, inside(store, edit, err), err);
	if (rc == RC_OK)
		*seq = edit->seq + 1;
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
	enum rc rc = store_sql_int(store, step, err, "SELECT coalesce((SELECT id FROM step WHERE draft = ?1 AND id > d.top"
				   " AND kind = 'edit' AND prev = d.top ORDER BY id DESC LIMIT 1), 0) FROM draft d WHERE id = ?1",
				   "i", draft);

	if (rc == RC_NOTFOUND)
		return store_no_draft(draft, err);
	return rc == RC_OK && *step == 0 ? err_set(err, RC_NOTFOUND, _("there is nothing to redo")) : rc;
}

static enum rc go(struct store *store, const struct store_edit *edit, bool back, struct err *err)
{
	struct store_step step = {.kind = back ? SV("undo") : SV("redo"), .seq = edit->seq + 1, .operator = edit->operator,
				  .tty = edit->tty};
	struct store_draft draft;
	int64_t id, to;
	enum rc rc = open_draft(store, edit->draft, edit->seq, &draft, err);

	step.prev = draft.top;
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
		rc = store_note_change(store, edit->draft, to, draft.next_row, err);
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

/* ---- another edition ------------------------------------------------------------------ */

static enum rc replace_document(struct store *store, const struct store_carry *carry, int64_t *next_row, struct err *err)
{
	struct sv original = carry->original.n > 0 ? carry->original : (struct sv){0};
	enum rc rc = original.n > 0 ? store_blob_need(store, original, err) : RC_OK;

	if (rc == RC_OK)
		rc = store_sql_do(store, err, "DELETE FROM row WHERE draft = ?1", "i", carry->draft);
	if (rc == RC_OK)
		rc = store_put_rows(store, carry->draft, carry->row, carry->n_row, next_row, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET edition = ?2, original = coalesce(?3, original) WHERE id = ?1", "itn",
				  carry->draft, carry->edition, original);
	return rc;
}

static enum rc carry_inside(struct store *store, const struct store_carry *carry, struct err *err)
{
	struct store_step step = {.kind = SV("edition"), .seq = carry->seq + 1, .operator = carry->operator, .tty = carry->tty};
	struct store_draft draft;
	int64_t next_row, id;
	enum rc rc = open_draft(store, carry->draft, carry->seq, &draft, err);

	next_row = draft.next_row;
	step.prev = draft.top;
	if (rc == RC_OK)
		rc = replace_document(store, carry, &next_row, err);
	if (rc == RC_OK)
		rc = store_put_step(store, carry->draft, &step, &id, err);
	if (rc == RC_OK)
		rc = store_note_change(store, carry->draft, id, next_row, err);
	if (rc == RC_OK)
		rc = store_set_base(store, carry->draft, id, err);
	return rc == RC_OK && carry->summary != NULL ? store_put_summary(store, carry->draft, carry->summary, err) : rc;
}

enum rc store_carry(struct store *store, const struct store_carry *carry, int64_t *seq, struct err *err)
{
	enum rc rc = carry->edition.n > 0 ? store_call_begin(store, err)
		: err_set(err, RC_USAGE, _("draft %lld: an edition without a name"), (long long)carry->draft);

	*seq = 0;
	if (rc == RC_OK)
		rc = store_call_end(store, carry_inside(store, carry, err), err);
	if (rc == RC_OK)
		*seq = carry->seq + 1;
	return rc;
}
