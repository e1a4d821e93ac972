/*
 * An open draft: opening, what it is made of, reading it anew, closing.
 */
#include "desk/draft.h"

#include "base/i18n.h"
#include "desk/internal.h"

/* ---- the world with the draft's own files --------------------------------------- */

static bool
seen_is_code(void *ctx, int table, struct sv code, int32_t day)
{
	struct desk_draft *draft = ctx;

	return draft->world.doc.is_code(&draft->world, table, code, day);
}

static bool
seen_code(void *ctx, int table, struct sv code, int32_t day, int column, struct sv *value)
{
	struct desk_draft *draft = ctx;

	return draft->world.doc.code(&draft->world, table, code, day, column, value);
}

static const char *
seen_edition(void *ctx, int table)
{
	struct desk_draft *draft = ctx;

	return draft->world.doc.edition(&draft->world, table);
}

static int32_t
seen_add_workdays(void *ctx, int32_t day, int n)
{
	struct desk_draft *draft = ctx;

	return draft->world.doc.add_workdays(&draft->world, day, n);
}

static bool
seen_file_size(void *ctx, struct sv name, struct dec *bytes)
{
	const struct store_file *f = desk_draft_file(ctx, name);

	if (f == NULL)
		return false;
	*bytes = dec_from_int(f->size);
	return true;
}

static bool
seen_file_kind(void *ctx, struct sv name, struct sv *kind)
{
	const struct store_file *f = desk_draft_file(ctx, name);

	if (f == NULL)
		return false;
	*kind = f->kind;
	return true;
}

static void
begin_world(struct desk_draft *draft)
{
	world_init(&draft->world, draft->desk->codes, draft->desk->day);
	draft->seen = (struct doc_world){
		.ctx = draft,
		.is_code = seen_is_code,
		.code = seen_code,
		.edition = seen_edition,
		.add_workdays = seen_add_workdays,
		.file_size = seen_file_size,
		.file_kind = seen_file_kind,
		.today = draft->desk->day,
	};
}

/* ---- reading what is stored --------------------------------------------------------- */

static bool
keep_file(void *ctx, const struct store_file *file)
{
	struct desk_draft *draft = ctx;
	struct store_file f = *file;

	f.name = (struct sv){arena_dup(&draft->file_texts, f.name.p, f.name.n), f.name.n};
	f.kind = (struct sv){arena_dup(&draft->file_texts, f.kind.p, f.kind.n), f.kind.n};
	f.sha256 = (struct sv){arena_dup(&draft->file_texts, f.sha256.p, f.sha256.n), f.sha256.n};
	if (draft->n_file == draft->cap_file)
		draft->file = mem_grow(draft->file, &draft->cap_file, sizeof *draft->file);
	draft->file[draft->n_file++] = f;
	return true;
}

enum rc
desk_draft_read_files(struct desk_draft *draft, struct err *err)
{
	enum rc rc;

	draft->n_file = 0;
	arena_reset(&draft->file_texts);
	rc = store_files(draft->store, draft->id, keep_file, draft, err);
	draft->seen.has_files = draft->n_file > 0;
	return rc;
}

enum rc
desk_draft_read_info(struct desk_draft *draft, struct err *err)
{
	enum rc rc = store_data_version(draft->store, &draft->version, err);
	struct arena fresh = {0};
	struct store_draft info;

	if (rc == RC_OK)
		rc = store_draft_get(draft->store, draft->id, &fresh, &info, err);
	if (rc != RC_OK) {
		arena_free(&fresh);
		return rc;
	}
	arena_free(&draft->info_texts);
	draft->info_texts = fresh;
	draft->info = info;
	return RC_OK;
}

/* The draft's type in the edition it is pinned to; NULL. */
static const struct catalogue_type *
find_type(const struct catalogue *c, const struct store_draft *info)
{
	for (size_t i = 0; i < c->n_type; i++)
		if (sv_is(info->type, c->type[i].id) && sv_is(info->edition, c->type[i].dictionary))
			return &c->type[i];
	return NULL;
}

static enum rc
load_document(struct desk_draft *draft, struct err *err)
{
	struct definition *d;
	enum rc rc = desk_definition_of(draft->desk, draft->info.edition, &d, err);

	if (rc == RC_OK && !d->kept)
		rc = desk_load(draft->desk, d, err);
	if (rc != RC_OK)
		return rc;
	if (d != draft->definition) {
		live_free(draft->live);
		doc_free(draft->doc);
		draft->live = NULL;
		draft->definition = d;
		draft->doc = doc_new(d->dict, d->loaded, &draft->seen);
		if (d->checker != NULL)
			draft->live = live_new(d->checker, draft->doc);
	}
	draft->type = find_type(draft->desk->catalogue, &draft->info);
	rc = desk_load_rows(draft->desk, &draft->info, d, draft->doc, NULL, NULL, err);
	if (draft->live != NULL)
		live_restart(draft->live);
	return rc;
}

enum rc
desk_draft_reload(struct desk_draft *draft, struct err *err)
{
	enum rc rc = desk_draft_read_info(draft, err);

	draft->noting = false;
	draft->begun = false;
	draft->n_looked = 0;
	desk_rows_clear(&draft->first);
	draft->n_file_change = 0;
	if (rc == RC_OK)
		rc = desk_draft_read_files(draft, err);
	return rc == RC_OK ? load_document(draft, err) : rc;
}

/* ---- may it be edited? ----------------------------------------------------------------- */

/* RC_OK: this process holds it now. */
static enum rc
take(struct desk_draft *draft, struct err *err)
{
	struct store *store;
	enum rc rc = desk_store_to_write(draft->desk, &store, err);

	if (rc == RC_OK)
		rc = desk_hold(draft->desk, draft->id, err);
	draft->locked = rc == RC_OK;
	return rc;
}

/* After it was read: does anything else stand against editing? */
static enum rc
may_edit(const struct desk_draft *draft, struct err *err)
{
	const struct store_draft *i = &draft->info;

	if (!store_state_is_editable(i->state))
		return err_set(err, RC_DENIED, _("draft %lld is in state %.*s and can only be read; copy it to go on"), (long long)i->id,
		    (int)i->state.n, i->state.p);
	if (draft->definition->kept)
		return err_set(err, RC_DENIED, _("the definitions %s of draft %lld are not installed: it can be read, exported and copied; "
		    "install them or carry it over"), draft->definition->name, (long long)i->id);
	return RC_OK;
}

static void
release(struct desk_draft *draft)
{
	if (draft->locked)
		desk_let_go(draft->desk, draft->id);
	draft->locked = false;
}

/* ---- life -------------------------------------------------------------------------------- */

enum rc
desk_draft_open(struct desk *desk, int64_t id, enum desk_mode mode, struct desk_draft **out, struct err *err)
{
	struct desk_draft *draft = mem_zalloc(1, sizeof *draft);
	struct err refused = {0};
	enum rc rc = desk_store(desk, &draft->store, err), held = RC_OK;

	*out = NULL;
	draft->desk = desk;
	draft->id = id;
	begin_world(draft);
	if (rc == RC_OK)
		rc = desk_draft_read_info(draft, err);	/* before the lock: there may be no such draft */
	if (rc == RC_OK && mode != DESK_READ)
		held = take(draft, &refused);
	if (rc == RC_OK)
		rc = desk_draft_reload(draft, err);
	if (rc == RC_OK && mode != DESK_READ && held == RC_OK)
		held = may_edit(draft, &refused);
	if (rc == RC_OK && held != RC_OK && mode == DESK_EDIT && !draft->definition->kept)
		rc = err_set(err, held, "%s", refused.text);
	if (rc != RC_OK) {
		desk_draft_close(draft);
		return rc;
	}
	if (held != RC_OK) {
		release(draft);
		draft->why = mem_strdup(refused.text);
	} else if (mode == DESK_READ) {
		draft->why = mem_strdup(_("it was opened to read"));
	}
	*out = draft;
	return RC_OK;
}

/* The book is a help, not the document: what it cannot take is left out. */
static void
learn_parties(struct desk_draft *draft)
{
	struct sv party[DESK_MAX_PARTY];

	arena_reset(&draft->scratch);
	desk_parties_of(draft->definition->about, draft->doc, &draft->scratch, party);
	desk_forget_learned(draft->desk);
	if (store_begin(draft->store, NULL) != RC_OK)
		return;
	if (desk_learn_entries(draft->desk, party, draft->id, NULL) != RC_OK || store_commit(draft->store, NULL) != RC_OK)
		store_rollback(draft->store);
}

void
desk_draft_close(struct desk_draft *draft)
{
	size_t n;

	if (draft == NULL)
		return;
	if (draft->begun)
		desk_draft_abandon(draft);
	if (draft->n_looked > 0)
		desk_draft_keep_looked(draft, NULL);
	if (draft->edited)
		learn_parties(draft);
	release(draft);
	if (draft->edited)
		store_find_update(draft->store, 1, &n, NULL);
	live_free(draft->live);
	doc_free(draft->doc);
	desk_rows_clear(&draft->first);
	mem_free(draft->file);
	mem_free(draft->file_change);
	mem_free(draft->looked);
	mem_free(draft->why);
	arena_free(&draft->info_texts);
	arena_free(&draft->file_texts);
	arena_free(&draft->scratch);
	arena_free(&draft->step_texts);
	arena_free(&draft->notices);
	mem_free(draft);
}

enum rc
desk_draft_refresh(struct desk_draft *draft, bool *changed, struct err *err)
{
	const int64_t seq = draft->info.seq, top = draft->info.top;
	int64_t version;
	enum rc rc = store_data_version(draft->store, &version, err);

	*changed = false;
	if (rc != RC_OK || version == draft->version || draft->begun)
		return rc;
	rc = desk_draft_read_info(draft, err);
	if (rc != RC_OK || draft->info.seq == seq)
		return rc;
	*changed = true;
	if (draft->info.top == top)
		return RC_OK;	/* its state or a job field: the rows are the same */
	return desk_draft_reload(draft, err);
}

/* ---- looking ------------------------------------------------------------------------------- */

struct desk *
desk_draft_desk(const struct desk_draft *draft)
{
	return draft->desk;
}

int64_t
desk_draft_id(const struct desk_draft *draft)
{
	return draft->id;
}

const struct store_draft *
desk_draft_info(const struct desk_draft *draft)
{
	return &draft->info;
}

const struct catalogue_type *
desk_draft_type(const struct desk_draft *draft)
{
	return draft->type;
}

const struct doc *
desk_draft_doc(const struct desk_draft *draft)
{
	return draft->doc;
}

bool
desk_draft_outdated(const struct desk_draft *draft)
{
	return desk_is_outdated(draft->desk, &draft->info);
}

bool
desk_draft_read_only(const struct desk_draft *draft, const char **why)
{
	if (why != NULL)
		*why = draft->why;
	return draft->why != NULL;
}

/* ---- findings ------------------------------------------------------------------------------- */

bool
desk_draft_check(struct desk_draft *draft, int64_t budget_us)
{
	const struct check_options o = {.declaring = true, .strict = conf_bool(draft->desk->conf, "check", "strict"),
	    .draft = true, .day = draft->desk->day};

	return draft->live == NULL || live_run(draft->live, &o, budget_us);
}

const struct live *
desk_draft_findings(const struct desk_draft *draft)
{
	return draft->live;
}

/* ---- text still in the editor ------------------------------------------------------------------ */

enum rc
desk_draft_pending_put(struct desk_draft *draft, uint32_t row, int column, struct sv text, size_t caret, struct err *err)
{
	const struct doc_row *r = doc_row_by_id(draft->doc, row);
	struct store_pending p = {.draft = draft->id, .operator = desk_operator(draft->desk), .row = row, .text = text,
	    .caret = (uint32_t)caret};

	if (draft->why != NULL)
		return err_set(err, RC_DENIED, "%s", draft->why);
	if (r == NULL || column < 0 || column >= doc_dict(draft->doc)->table[doc_row_table(r)].n_column)
		return err_set(err, RC_NOTFOUND, _("there is no such field in the document"));
	p.path = sv_of(dict_column_path(doc_dict(draft->doc), doc_row_table(r), column));
	return store_pending_put(draft->store, &p, err);
}

enum rc
desk_draft_pending_drop(struct desk_draft *draft, struct err *err)
{
	if (draft->why != NULL)
		return err_set(err, RC_DENIED, "%s", draft->why);
	return store_pending_delete(draft->store, draft->id, desk_operator(draft->desk), err);
}

enum rc
desk_draft_pending_get(struct desk_draft *draft, uint32_t *row, int *column, struct str *text, size_t *caret, struct err *err)
{
	struct arena arena = {0};
	struct store_pending p;
	const struct doc_row *r;
	enum rc rc = store_pending_get(draft->store, draft->id, desk_operator(draft->desk), &arena, &p, err);

	*row = 0;
	*column = -1;
	*caret = 0;
	str_reset(text);
	r = rc == RC_OK ? doc_row_by_id(draft->doc, p.row) : NULL;
	if (rc == RC_OK && r == NULL)
		rc = err_set(err, RC_NOTFOUND, _("the row of the text that was kept is gone"));
	for (int c = 0; r != NULL && c < doc_dict(draft->doc)->table[doc_row_table(r)].n_column; c++)
		if (sv_is(p.path, dict_column_path(doc_dict(draft->doc), doc_row_table(r), c)))
			*column = c;
	if (rc == RC_OK && *column < 0)
		rc = err_set(err, RC_NOTFOUND, _("the field of the text that was kept is gone"));
	if (rc == RC_OK) {
		*row = p.row;
		*caret = p.caret;
		str_add(text, p.text);
	}
	arena_free(&arena);
	return rc;
}
