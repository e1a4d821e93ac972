/*
 * Drafts that are not open: begun, deleted, taken back, exported.
 */
#include "desk/draft.h"

#include "base/i18n.h"
#include "base/text.h"
#include "desk/internal.h"

/* ---- new ------------------------------------------------------------------------ */

static enum rc
need_type(const struct desk *desk, struct sv type, const struct catalogue_type **t, struct err *err)
{
	char *id = mem_strndup(type.n > 0 ? type.p : "", type.n);
	const bool known = catalogue_type_by_id(desk->catalogue, id) != NULL;
	struct str shown = STR_INIT(0);
	enum rc rc = RC_OK;

	*t = catalogue_type_on(desk->catalogue, id, desk->day);
	text_add_clean(&shown, type, 60);
	if (!known)
		rc = err_set(err, RC_NOTFOUND, _("there is no type %s; `yulu forms` lists what there is"), str_z(&shown));
	else if (*t == NULL)
		rc = err_set(err, RC_NOTFOUND, _("%s is not valid on the day of the documents; `yulu forms` shows from when to when"),
		    str_z(&shown));
	str_clear(&shown);
	mem_free(id);
	return rc;
}

enum rc
desk_draft_new(struct desk *desk, struct sv type, int64_t *id, struct err *err)
{
	const struct catalogue_type *t;
	struct definition *d = NULL;
	struct store *store;
	struct world world;
	struct doc *doc = NULL;
	enum rc rc = need_type(desk, type, &t, err);

	*id = 0;
	if (rc == RC_OK)
		rc = desk_store_to_write(desk, &store, err);
	if (rc == RC_OK)
		rc = desk_definition_of(desk, sv_of(t->dictionary), &d, err);
	if (rc == RC_OK)
		rc = desk_load(desk, d, err);
	if (rc != RC_OK)
		return rc;
	world_init(&world, desk->codes, desk->day);
	doc = doc_new(d->dict, d->loaded, &world.doc);
	rc = doc_blank(doc, err);
	if (rc == RC_OK)
		rc = desk_put_defaults(desk, d, t, doc, err);
	if (rc == RC_OK)
		rc = desk_give_client_no(d->about, doc, err);
	if (rc == RC_OK)
		rc = desk_put_document(desk, d, sv_of(t->id), doc, 0, id, err);
	doc_free(doc);
	return rc;
}

enum rc
desk_put_document(struct desk *desk, struct definition *d, struct sv type, struct doc *doc, int64_t made_from,
    int64_t *id, struct err *err)
{
	struct store_draft draft = {.type = type, .edition = sv_of(d->name), .owner = desk_operator(desk),
	    .made_from = made_from};
	struct arena arena = {0};
	struct row_list rows = {0};
	enum rc rc = desk_note_edition(desk, d, err);

	desk_summary(d->about, doc, &arena, draft.summary);
	desk_rows_of(doc, &rows);
	if (rc == RC_OK)
		rc = store_draft_new(desk->store, &draft, rows.row, rows.n, id, err);
	desk_rows_clear(&rows);
	arena_free(&arena);
	return rc;
}

/* ---- delete, undelete --------------------------------------------------------------- */

/* While somebody edits it, nobody takes it away. */
static enum rc
in_and_out(struct desk *desk, int64_t id, bool in, struct err *err)
{
	struct arena arena = {0};
	struct store_draft info;
	struct store *store;
	enum rc rc = desk_store_to_write(desk, &store, err);

	if (rc == RC_OK)
		rc = store_draft_get(store, id, &arena, &info, err);
	if (rc == RC_OK)
		rc = desk_hold(desk, id, err);
	if (rc == RC_OK) {
		rc = store_draft_get(store, id, &arena, &info, err);
		if (rc == RC_OK && in)
			rc = store_draft_delete(store, id, &info.seq, desk_operator(desk),
			    (int)conf_int(desk->conf, "store", "keep_days"), err);
		else if (rc == RC_OK)
			rc = store_draft_undelete(store, id, &info.seq, desk_operator(desk), err);
		desk_let_go(desk, id);
	}
	arena_free(&arena);
	return rc;
}

enum rc
desk_draft_delete(struct desk *desk, int64_t id, struct err *err)
{
	return in_and_out(desk, id, true, err);
}

enum rc
desk_draft_undelete(struct desk *desk, int64_t id, struct err *err)
{
	return in_and_out(desk, id, false, err);
}

/* ---- export ------------------------------------------------------------------------------ */

enum rc
desk_load_draft(struct desk *desk, int64_t id, const struct doc_world *world, struct arena *arena, struct store_draft *info,
    struct definition **d, struct doc **doc, struct err *err)
{
	struct store *store;
	enum rc rc = desk_store(desk, &store, err);

	*doc = NULL;
	if (rc == RC_OK)
		rc = store_draft_get(store, id, arena, info, err);
	if (rc == RC_OK)
		rc = desk_definition_of(desk, info->edition, d, err);
	if (rc == RC_OK && world != NULL && !(*d)->kept)
		rc = desk_load(desk, *d, err);
	if (rc != RC_OK)
		return rc;
	*doc = doc_new((*d)->dict, world != NULL ? (*d)->loaded : NULL, world);
	rc = desk_load_rows(desk, info, *d, *doc, NULL, NULL, err);
	if (rc != RC_OK) {
		doc_free(*doc);
		*doc = NULL;
	}
	return rc;
}

enum rc
desk_draft_export(struct desk *desk, int64_t id, struct str *bytes, struct err *err)
{
	struct arena arena = {0};
	struct store_draft info;
	struct definition *d;
	struct doc *doc;
	enum rc rc = desk_load_draft(desk, id, NULL, &arena, &info, &d, &doc, err);

	str_reset(bytes);
	if (rc == RC_OK)
		doc_write(doc, false, bytes);
	if (bytes->over)
		rc = err_set(err, RC_LIMIT, _("draft %lld: the message is larger than %zu bytes"), (long long)id, (size_t)STR_MAX_B);
	doc_free(doc);
	arena_free(&arena);
	return rc;
}

enum rc
desk_draft_file_name(struct desk *desk, int64_t id, struct str *name, struct err *err)
{
	struct arena arena = {0};
	struct store_draft info;
	struct store *store;
	struct sv no;
	enum rc rc = desk_store(desk, &store, err);

	str_reset(name);
	if (rc == RC_OK)
		rc = store_draft_get(store, id, &arena, &info, err);
	if (rc == RC_OK) {
		no = info.summary[STORE_CLIENT_NO];
		str_addf(name, "%.*s_", (int)info.type.n, info.type.p);
		for (size_t i = 0; i < no.n; i++) {
			const char c = no.p[i];
			const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';

			str_addc(name, plain ? c : '_');
		}
		if (no.n == 0)
			str_addf(name, "%lld", (long long)id);
		str_adds(name, ".xml");
	}
	arena_free(&arena);
	return rc;
}
