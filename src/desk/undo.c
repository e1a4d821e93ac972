/*
 * Undo and redo: old values are written back, nothing is calculated.
 */
#include "desk/draft.h"

#include "base/i18n.h"
#include "desk/internal.h"

struct way {
	bool back;
	enum rc (*step)(struct store *store, int64_t draft, int64_t *step, struct err *err);
	enum rc (*take)(struct store *store, const struct store_edit *edit, int64_t *seq, struct err *err);
};

static const struct way undoing = {true, store_undo_step, store_undo}, redoing = {false, store_redo_step, store_redo};

/* Did it only clear "not yet looked at"? */
static bool
is_marks_only(const struct doc_change *change, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (change[i].path.n == 0 || !change[i].old.given || !change[i].now.given
		    || !sv_eq(change[i].old.text, change[i].now.text) || change[i].now.mark != DOC_TYPED)
			return false;
	return n > 0;
}

/* Where the user looks to see what happened: a cell, else a row. */
static void
find_spot(const struct desk_draft *draft, const struct doc_change *change, size_t n, uint32_t *row, int *column)
{
	for (size_t i = 0; i < n; i++) {
		if (doc_row_by_id(draft->doc, change[i].row) == NULL || (change[i].column < 0 && *row != 0))
			continue;
		*row = change[i].row;
		*column = change[i].column;
		if (*column >= 0)
			return;
	}
}

/* One step of the store. */
static enum rc
go(struct desk_draft *draft, const struct way *way, int64_t step, bool *marks_only, uint32_t *row, int *column, struct err *err)
{
	struct store_edit edit = {.draft = draft->id, .seq = draft->info.seq, .operator = desk_operator(draft->desk),
	    .tty = sv_of(draft->desk->tty)};
	struct sv summary[STORE_N_SUMMARY];
	struct doc_change *stored;
	const struct doc_change *change = NULL;
	size_t n;
	int64_t seq;
	enum rc rc;

	arena_reset(&draft->scratch);
	rc = desk_doc_changes(draft->doc, draft->store, step, &draft->scratch, &stored, &n, err);
	if (rc != RC_OK)
		return rc;
	*marks_only = is_marks_only(stored, n);
	doc_journal_begin(draft->doc);
	rc = doc_apply(draft->doc, stored, n, way->back, err);
	change = doc_journal_end(draft->doc, &n);
	if (rc == RC_OK && desk_summary_changed(draft->definition->about, draft->doc, change, n, &draft->scratch, summary))
		edit.summary = summary;
	if (rc == RC_OK)
		rc = way->take(draft->store, &edit, &seq, err);
	if (rc != RC_OK) {
		doc_journal_undo(draft->doc);
		return rc;
	}
	draft->info.seq = seq;
	draft->edited = true;
	find_spot(draft, change, n, row, column);
	if (draft->live != NULL)
		live_changed(draft->live, change, n);
	return RC_OK;
}

static bool
next_is_marks_only(struct desk_draft *draft, const struct way *way)
{
	struct doc_change *c;
	int64_t step;
	size_t n;

	arena_reset(&draft->scratch);
	return way->step(draft->store, draft->id, &step, NULL) == RC_OK
	    && desk_doc_changes(draft->doc, draft->store, step, &draft->scratch, &c, &n, NULL) == RC_OK && is_marks_only(c, n);
}

/* Steps of marks alone go along with the step below them. */
static enum rc
go_on(struct desk_draft *draft, const struct way *way, uint32_t *row, int *column, struct err *err)
{
	bool marks_only = true;
	int64_t step;
	enum rc rc = RC_OK;

	while (rc == RC_OK && marks_only) {
		rc = way->step(draft->store, draft->id, &step, err);
		if (rc == RC_OK)
			rc = go(draft, way, step, &marks_only, row, column, err);
	}
	while (rc == RC_OK && !way->back && next_is_marks_only(draft, way)) {
		rc = way->step(draft->store, draft->id, &step, err);
		if (rc == RC_OK)
			rc = go(draft, way, step, &marks_only, row, column, err);
	}
	return rc;
}

static enum rc
travel(struct desk_draft *draft, const struct way *way, uint32_t *row, int *column, struct err *err)
{
	enum rc rc;

	*row = 0;
	*column = -1;
	if (draft->why != NULL)
		return err_set(err, RC_DENIED, "%s", draft->why);
	if (draft->begun)
		return err_set(err, RC_USAGE, _("a step is open; finish it first"));
	rc = desk_draft_keep_looked(draft, err);
	if (rc == RC_OK)
		rc = go_on(draft, way, row, column, err);
	if (rc == RC_BUSY) {
		bool changed;

		desk_draft_refresh(draft, &changed, NULL);
		return rc;
	}
	desk_draft_read_info(draft, NULL);
	desk_draft_read_files(draft, NULL);
	return rc;
}

enum rc
desk_draft_undo(struct desk_draft *draft, uint32_t *row, int *column, struct err *err)
{
	return travel(draft, &undoing, row, column, err);
}

enum rc
desk_draft_redo(struct desk_draft *draft, uint32_t *row, int *column, struct err *err)
{
	return travel(draft, &redoing, row, column, err);
}
