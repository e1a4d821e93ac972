/*
 * Changes of an open draft: each one, or those between begin and commit, are
 * one step in the store.
 *
 *   change the document, its journal open ─► summary ─► store_edit ─► live findings
 *                                   └─ refused: the journal is taken back
 *
 * Marks cleared by looking go into the journal at once and into the store with
 * the next step.
 */
#include "desk/draft.h"

#include "base/i18n.h"
#include "desk/internal.h"

enum { JUDGE_US = 2000 };

/* ---- the journal --------------------------------------------------------------- */

/* The rows of an import as they are before the first change to it. */
static void
note(struct desk_draft *draft)
{
	if (!draft->info.has_rows && draft->first.n == 0)
		desk_rows_of(draft->doc, &draft->first);
	if (!draft->noting)
		doc_journal_begin(draft->doc);
	draft->noting = true;
}

static bool
mark_looked(struct desk_draft *draft, uint32_t row, int column)
{
	const struct doc_row *r = doc_row_by_id(draft->doc, row);
	enum doc_mark mark;

	if (r == NULL || column < 0 || column >= doc_dict(draft->doc)->table[doc_row_table(r)].n_column)
		return false;
	mark = doc_mark(r, column);
	if (mark != DOC_IMPORTED && mark != DOC_FILLED && mark != DOC_COPIED)
		return false;
	note(draft);
	return doc_set(draft->doc, row, column, doc_raw(r, column), DOC_TYPED, NULL) == RC_OK;
}

/* The document as it was when the step began; what was looked at stays so. */
static void
take_back(struct desk_draft *draft)
{
	doc_journal_undo(draft->doc);
	draft->noting = draft->begun = false;
	draft->n_file_change = 0;
	arena_reset(&draft->step_texts);
	for (size_t i = 0; i < draft->n_looked; i++)
		mark_looked(draft, draft->looked[i].row, draft->looked[i].column);
}

/* ---- one step into the store ------------------------------------------------------- */

static bool
is_row_deleted(const struct store_change *c)
{
	return c->path.n == 0 && !c->now.given;
}

/* Files of rows that go, go too. */
static void
drop_files_of(struct desk_draft *draft, const struct store_change *change, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t f = 0; is_row_deleted(&change[i]) && f < draft->n_file; f++)
			if (draft->file[f].row == change[i].row)
				desk_draft_add_file_change(draft, &draft->file[f], NULL);
}

/* Files stand before the rows that are deleted. */
static const struct store_change *
join_changes(struct desk_draft *draft, const struct doc_change *change, size_t n, size_t *n_all)
{
	struct store_change *row = desk_store_changes(draft->doc, change, n, &draft->scratch), *all;
	size_t k = 0;

	drop_files_of(draft, row, n);
	*n_all = n + draft->n_file_change;
	if (draft->n_file_change == 0)
		return row;
	while (k < n && !is_row_deleted(&row[k]))
		k++;
	all = arena_alloc(&draft->scratch, *n_all * sizeof *all);
	memcpy(all, row, k * sizeof *all);
	memcpy(all + k, draft->file_change, draft->n_file_change * sizeof *all);
	memcpy(all + k + draft->n_file_change, row + k, (n - k) * sizeof *all);
	return all;
}

/* What only moved the counter (a state, a job field) does not stand in the way;
 * another edit does, and is read. */
static enum rc
meet_others(struct desk_draft *draft, struct err *err)
{
	const int64_t top = draft->info.top;
	struct err why = {0};

	if (desk_draft_read_info(draft, &why) == RC_OK && draft->info.top == top)
		return RC_OK;
	if (desk_draft_reload(draft, &why) != RC_OK)
		return err_set(err, why.rc, "%s", why.text);
	return err_set(err, RC_BUSY, _("draft %lld was changed by another process and was read anew; please do it again"),
	    (long long)draft->id);
}

static enum rc
put_step(struct desk_draft *draft, struct store_edit *edit, struct err *err)
{
	int64_t seq;
	enum rc rc;

	edit->seq = draft->info.seq;
	rc = store_edit(draft->store, edit, &seq, err);
	if (rc == RC_BUSY) {
		rc = meet_others(draft, err);
		edit->seq = draft->info.seq;
		if (rc == RC_OK)
			rc = store_edit(draft->store, edit, &seq, err);
	}
	if (rc != RC_OK)
		return rc;
	draft->info.seq = seq;
	draft->info.has_rows = true;
	draft->edited = true;
	desk_draft_read_info(draft, NULL);
	return RC_OK;
}

/* Of a draft that has rows, first is empty. */
static enum rc
write_step(struct desk_draft *draft, const struct doc_change *change, size_t n, struct err *err)
{
	struct sv summary[STORE_N_SUMMARY];
	struct store_edit edit = {.draft = draft->id, .operator = desk_operator(draft->desk), .tty = sv_of(draft->desk->tty)};
	enum rc rc;

	if (desk_summary_changed(draft->definition->about, draft->doc, change, n, &draft->scratch, summary))
		edit.summary = summary;
	edit.change = join_changes(draft, change, n, &edit.n_change);
	edit.first_rows = draft->first.row;
	edit.n_first_rows = draft->first.n;
	rc = put_step(draft, &edit, err);
	if (rc == RC_OK)
		desk_rows_clear(&draft->first);
	return rc;
}

/* Ends the journal and makes a step of it. */
static enum rc
keep_step(struct desk_draft *draft, struct err *err)
{
	size_t n;
	const struct doc_change *change = doc_journal_end(draft->doc, &n);
	const bool with_files = draft->n_file_change > 0;
	enum rc rc = RC_OK;

	draft->begun = draft->noting = false;
	arena_reset(&draft->scratch);
	if (n > 0 || with_files)
		rc = write_step(draft, change, n, err);
	if (rc != RC_OK) {
		take_back(draft);	/* nothing, where it was read anew */
		return rc;
	}
	draft->n_looked = 0;
	if (draft->n_file_change > 0)
		desk_draft_read_files(draft, NULL);
	draft->n_file_change = 0;
	arena_reset(&draft->step_texts);
	if (draft->live != NULL) {
		if (with_files)
			live_restart(draft->live);
		else
			live_changed(draft->live, change, n);
		desk_draft_check(draft, JUDGE_US);
	}
	return RC_OK;
}

enum rc
desk_draft_keep_looked(struct desk_draft *draft, struct err *err)
{
	return draft->noting && !draft->begun ? keep_step(draft, err) : RC_OK;
}

/* ---- begin, commit, abandon ----------------------------------------------------------- */

void
desk_draft_begin(struct desk_draft *draft)
{
	if (draft->why != NULL)
		return;
	note(draft);
	draft->begun = true;
}

enum rc
desk_draft_commit(struct desk_draft *draft, struct err *err)
{
	if (draft->why != NULL)
		return err_set(err, RC_DENIED, "%s", draft->why);
	if (!draft->begun)
		return err_set(err, RC_USAGE, _("no step was begun"));
	return keep_step(draft, err);
}

void
desk_draft_abandon(struct desk_draft *draft)
{
	if (draft->begun)
		take_back(draft);
}

/* A change by itself is a step by itself. */
enum rc
desk_draft_enter(struct desk_draft *draft, bool *own, struct err *err)
{
	*own = !draft->begun;
	if (draft->why != NULL)
		return err_set(err, RC_DENIED, "%s", draft->why);
	if (*own)
		desk_draft_begin(draft);
	return RC_OK;
}

enum rc
desk_draft_leave(struct desk_draft *draft, bool own, enum rc rc, struct err *err)
{
	if (!own)
		return rc;
	if (rc == RC_OK)
		return desk_draft_commit(draft, err);
	desk_draft_abandon(draft);
	return rc;
}

/* ---- changes ------------------------------------------------------------------------------- */

/* The number we are answered by stays as it was born. */
static enum rc
need_free(const struct desk_draft *draft, uint32_t row, int column, struct err *err)
{
	const struct dict *d = doc_dict(draft->doc);
	const int client = draft->definition->about->client;
	const struct dict_node *node, *at;

	if (row != 1 || client < 0 || column < 0 || column >= d->table[0].n_column
	    || doc_mark(doc_root(draft->doc), client) != DOC_DEFAULT || doc_state(doc_root(draft->doc), client) != DOC_GIVEN)
		return RC_OK;
	node = d->table[0].column[client];
	for (at = node; at != NULL; at = at->parent)
		if (at == d->table[0].column[column])
			return err_set(err, RC_DENIED, _("%s: the number by which answers are matched is given once and never changes; "
			    "copy the draft for a new one"), dict_label(node));
	return RC_OK;
}

enum rc
desk_draft_set(struct desk_draft *draft, uint32_t row, int column, struct sv text, enum doc_mark mark, struct err *err)
{
	bool own;
	enum rc rc = desk_draft_enter(draft, &own, err);

	if (rc != RC_OK)
		return rc;
	rc = need_free(draft, row, column, err);
	if (rc == RC_OK)
		rc = doc_set(draft->doc, row, column, text, mark, err);
	return desk_draft_leave(draft, own, rc, err);
}

enum rc
desk_draft_unset(struct desk_draft *draft, uint32_t row, int column, struct err *err)
{
	bool own;
	enum rc rc = desk_draft_enter(draft, &own, err);

	if (rc != RC_OK)
		return rc;
	rc = need_free(draft, row, column, err);
	if (rc == RC_OK)
		rc = doc_unset(draft->doc, row, column, err);
	return desk_draft_leave(draft, own, rc, err);
}

/* What the settings say of rows made since. */
static enum rc
furnish(struct desk_draft *draft, uint32_t since, struct err *err)
{
	enum rc rc = RC_OK;

	for (uint32_t id = since; rc == RC_OK && id < doc_next_row(draft->doc); id++)
		if (doc_row_by_id(draft->doc, id) != NULL)
			rc = desk_put_row_defaults(draft->desk, draft->doc, id, err);
	return rc;
}

enum rc
desk_draft_find_or_add(struct desk_draft *draft, struct sv place, uint32_t *row, int *column, struct err *err)
{
	const uint32_t since = doc_next_row(draft->doc);
	const struct doc_row *r;
	enum rc rc;

	*row = 0;
	*column = -1;
	if (!draft->begun)
		rc = doc_find(draft->doc, place, &r, column, err);
	else
		rc = doc_find_or_add(draft->doc, place, &r, column, err);
	if (rc != RC_OK)
		return rc;
	*row = doc_row_id(r);
	return furnish(draft, since, err);
}

enum rc
desk_draft_insert(struct desk_draft *draft, uint32_t parent, int table, uint32_t before, uint32_t *row, struct err *err)
{
	const uint32_t since = doc_next_row(draft->doc);
	bool own;
	enum rc rc = desk_draft_enter(draft, &own, err);

	*row = 0;
	if (rc != RC_OK)
		return rc;
	rc = doc_insert(draft->doc, parent, table, before, row, err);
	if (rc == RC_OK)
		rc = furnish(draft, since, err);
	rc = desk_draft_leave(draft, own, rc, err);
	if (rc != RC_OK)
		*row = 0;
	return rc;
}

enum rc
desk_draft_remove(struct desk_draft *draft, uint32_t row, struct err *err)
{
	bool own;
	enum rc rc = desk_draft_enter(draft, &own, err);

	return rc != RC_OK ? rc : desk_draft_leave(draft, own, doc_delete(draft->doc, row, err), err);
}

enum rc
desk_draft_move(struct desk_draft *draft, uint32_t row, uint32_t before, struct err *err)
{
	bool own;
	enum rc rc = desk_draft_enter(draft, &own, err);

	return rc != RC_OK ? rc : desk_draft_leave(draft, own, doc_move(draft->doc, row, before, err), err);
}

enum rc
desk_draft_duplicate(struct desk_draft *draft, uint32_t row, uint32_t *copy, struct err *err)
{
	bool own;
	enum rc rc = desk_draft_enter(draft, &own, err);

	*copy = 0;
	if (rc != RC_OK)
		return rc;
	rc = desk_draft_leave(draft, own, doc_duplicate(draft->doc, row, copy, err), err);
	if (rc != RC_OK)
		*copy = 0;
	return rc;
}

void
desk_draft_looked(struct desk_draft *draft, uint32_t row, int column)
{
	if (draft->why != NULL || !mark_looked(draft, row, column))
		return;
	if (draft->n_looked == draft->cap_looked)
		draft->looked = mem_grow(draft->looked, &draft->cap_looked, sizeof *draft->looked);
	draft->looked[draft->n_looked++] = (struct looked){row, column};
}

/* ---- job fields ------------------------------------------------------------------------------ */

enum rc
desk_draft_set_job(struct desk_draft *draft, enum store_summary which, struct sv text, struct err *err)
{
	struct sv summary[STORE_N_SUMMARY] = {{0}};
	struct store *store;
	int64_t seq = draft->info.seq;
	enum rc rc = desk_store_to_write(draft->desk, &store, err);

	if (rc != RC_OK)
		return rc;
	if (which != STORE_JOB_NO && which != STORE_CLIENT && which != STORE_DUE && which != STORE_MEMO)
		return err_set(err, RC_USAGE, _("only job number, client, due day and memo are set by hand"));
	summary[which] = (struct sv){text.n > 0 ? text.p : "", text.n};
	rc = store_draft_set_summary(store, draft->id, &seq, summary, err);
	if (rc == RC_BUSY) {
		bool changed;

		rc = desk_draft_refresh(draft, &changed, err);
		seq = draft->info.seq;
		if (rc == RC_OK)
			rc = store_draft_set_summary(store, draft->id, &seq, summary, err);
	}
	return rc == RC_OK ? desk_draft_read_info(draft, err) : rc;
}
