/*
 * Import: the bytes are kept as they came, read once for type and summary; rows
 * are made by the first edit.
 *
 *   file ─► messages (archive, one behind the other) ─► all read ─► all stored
 *
 * A file is read to its end before anything is stored, so that one that cannot
 * be read leaves nothing behind. Drafts are announced when they are on disk.
 */
#include "desk/draft.h"

#include "base/i18n.h"
#include "desk/internal.h"

enum { BATCH_DRAFTS = 4000, BATCH_B = 32 << 20 };

/* ---- a batch ---------------------------------------------------------------------- */

struct announced {
	int64_t id;
	char *message;
	desk_on_import *on_draft;
	void *ctx;
};

struct importing {
	struct announced *made;		/* not on disk yet */
	size_t n_made, cap_made, made_b;
	enum rc rc;			/* why all since the last commit was taken back */
	struct err why;
};

static void
forget_made(struct importing *im)
{
	for (size_t i = 0; i < im->n_made; i++)
		mem_free(im->made[i].message);
	im->n_made = im->made_b = 0;
}

static void
fail(struct desk *desk, enum rc rc, const struct err *err)
{
	struct importing *im = desk->importing;

	store_rollback(desk->store);
	forget_made(im);
	desk_forget_learned(desk);
	im->rc = rc;
	im->why = *err;
}

static enum rc
flush(struct desk *desk, struct err *err)
{
	struct importing *im = desk->importing;
	struct err why = {0};
	enum rc rc = store_commit(desk->store, &why);

	if (rc != RC_OK) {
		fail(desk, rc, &why);
		return err_set(err, rc, "%s", why.text);
	}
	for (size_t i = 0; i < im->n_made; i++)
		im->made[i].on_draft(im->made[i].ctx, im->made[i].id, im->made[i].message);
	forget_made(im);
	return RC_OK;
}

enum rc
desk_import_begin(struct desk *desk, struct err *err)
{
	struct store *store;
	enum rc rc = desk_store_to_write(desk, &store, err);

	if (rc == RC_OK && desk->importing != NULL)
		rc = err_set(err, RC_USAGE, _("an import was begun already"));
	if (rc == RC_OK)
		rc = store_begin(store, err);
	if (rc == RC_OK)
		desk->importing = mem_zalloc(1, sizeof *desk->importing);
	return rc;
}

void
desk_import_drop(struct desk *desk)
{
	struct importing *im = desk->importing;

	if (im == NULL)
		return;
	store_rollback(desk->store);
	forget_made(im);
	desk_forget_learned(desk);
	mem_free(im->made);
	mem_free(im);
	desk->importing = NULL;
}

enum rc
desk_import_end(struct desk *desk, struct err *err)
{
	struct importing *im = desk->importing;
	enum rc rc;

	if (im == NULL)
		return err_set(err, RC_USAGE, _("no import was begun"));
	rc = im->rc != RC_OK ? err_set(err, im->rc, "%s", im->why.text) : flush(desk, err);
	desk_import_drop(desk);
	return rc;
}

/* ---- messages of a file --------------------------------------------------------------- */

struct incoming {
	char *name;
	struct sv bytes;
	struct definition *definition;
	const struct catalogue_type *type;
	struct sv summary[STORE_N_SUMMARY];
	struct sv party[DESK_MAX_PARTY];	/* entries for the book; {0} none */
};

struct reading {
	struct desk *desk;
	struct incoming *in;
	size_t n, cap;
	struct arena arena;
};

static enum rc
read_one(struct reading *r, const char *name, struct sv bytes, struct err *err)
{
	struct incoming in = {.bytes = bytes};
	struct doc *doc;
	enum rc rc = desk_recognise(r->desk, bytes, &in.definition, err);

	if (rc == RC_OK)
		rc = desk_about(r->desk, in.definition, err);
	if (rc != RC_OK)
		return rc;
	doc = desk_reading(in.definition);
	rc = desk_read_message(r->desk, in.definition, bytes, doc, err);
	if (rc == RC_OK)
		rc = desk_type_of(r->desk, in.definition, doc, &in.type, err);
	if (rc == RC_OK) {
		desk_summary(in.definition->about, doc, &r->arena, in.summary);
		desk_parties_of(in.definition->about, doc, &r->arena, in.party);
	}
	desk_reading_done(in.definition);
	if (rc != RC_OK)
		return err_context(err, "%s", name);
	in.name = mem_strdup(name);
	if (r->n == r->cap)
		r->in = mem_grow(r->in, &r->cap, sizeof *r->in);
	r->in[r->n++] = in;
	return RC_OK;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The name of the first element, as it is written; empty in UTF-16. */
static struct sv
root_name(struct sv bytes)
{
	size_t at, n = 0;

	while (sv_find(bytes, SV("<"), &at) && at + 1 < bytes.n) {
		bytes = (struct sv){bytes.p + at + 1, bytes.n - at - 1};
		if (bytes.p[0] == '?' || bytes.p[0] == '!')
			continue;
		while (n < bytes.n && !is_blank(bytes.p[n]) && bytes.p[n] != '/' && bytes.p[n] != '>' && bytes.p[n] != '\0')
			n++;
		return (struct sv){bytes.p, n};
	}
	return (struct sv){0};
}

/* Does a message begin here, behind another one? Comments and instructions
 * there still belong to the first. */
static bool
begins_message(struct sv rest)
{
	return rest.n > 1 && rest.p[0] == '<' && rest.p[1] != '!' && (rest.p[1] != '?' || sv_starts(rest, SV("<?xml ")));
}

/* Where the message that stands first ends and another one begins; 0 when it is
 * the only one. */
static size_t
next_message(struct sv bytes)
{
	const struct sv root = root_name(bytes);
	struct str end_tag = STR_INIT(0);
	size_t found = 0, from = 0, at;

	str_adds(&end_tag, "</");
	str_add(&end_tag, root);
	while (found == 0 && root.n > 0 && sv_find((struct sv){bytes.p + from, bytes.n - from}, str_sv(&end_tag), &at)) {
		from = at += from + end_tag.len_b;
		while (at < bytes.n && is_blank(bytes.p[at]))
			at++;
		if (at == bytes.n || bytes.p[at] != '>')
			continue;
		for (at++; at < bytes.n && is_blank(bytes.p[at]);)
			at++;
		if (sv_starts((struct sv){bytes.p + at, bytes.n - at}, SV("\xEF\xBB\xBF")))
			at += 3;
		if (begins_message((struct sv){bytes.p + at, bytes.n - at}))
			found = at;
	}
	str_clear(&end_tag);
	return found;
}

static enum rc
read_text(struct reading *r, const char *name, struct sv bytes, struct err *err)
{
	size_t end = next_message(bytes), number = 1;
	enum rc rc = RC_OK;

	if (end == 0)
		return read_one(r, name, bytes, err);
	for (; rc == RC_OK && bytes.n > 0; number++) {
		struct str part = STR_INIT(0);

		str_addf(&part, "%s!%zu", name, number);
		rc = read_one(r, str_z(&part), (struct sv){bytes.p, end > 0 ? end : bytes.n}, err);
		str_clear(&part);
		bytes = end > 0 ? (struct sv){bytes.p + end, bytes.n - end} : (struct sv){0};
		end = bytes.n > 0 ? next_message(bytes) : 0;
	}
	return rc;
}

static enum rc
read_archive(struct reading *r, const char *name, const struct zip_content *content, size_t n_message, struct err *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < content->n; i++) {
		struct str inner = STR_INIT(0);

		if (!desk_is_message(content->entry[i].name))
			continue;
		str_adds(&inner, name);
		if (n_message > 1)
			str_addf(&inner, "!%.*s", (int)content->entry[i].name.n, content->entry[i].name.p);
		rc = read_text(r, str_z(&inner), content->entry[i].bytes, err);
		str_clear(&inner);
	}
	return rc;
}

/* ---- storing ------------------------------------------------------------------------------ */

/* The archive's other files, as files of each of its messages. */
static enum rc
put_files(struct reading *r, const struct zip_content *content, struct store_file **file, size_t *n, struct err *err)
{
	enum rc rc = RC_OK;

	*n = 0;
	*file = arena_alloc(&r->arena, (content->n + 1) * sizeof **file);
	for (size_t i = 0; rc == RC_OK && i < content->n; i++) {
		const struct zip_entry *e = &content->entry[i];
		char sha256[STORE_SHA256_LEN + 1];

		if (desk_is_message(e->name) || e->name.n == 0 || e->name.p[e->name.n - 1] == '/')
			continue;
		rc = store_blob_put(r->desk->store, e->bytes, sha256, err);
		(*file)[(*n)++] = (struct store_file){.row = 1, .name = e->name, .kind = world_kind_of(e->bytes),
		    .sha256 = {arena_dup(&r->arena, sha256, STORE_SHA256_LEN), STORE_SHA256_LEN}, .size = (int64_t)e->bytes.n};
	}
	return rc;
}

static enum rc
store_one(struct desk *desk, const struct incoming *in, const struct store_file *file, size_t n_file, int64_t *id, struct err *err)
{
	struct store_draft draft = {.type = sv_of(in->type->id), .edition = sv_of(in->definition->name), .owner = desk_operator(desk)};
	char sha256[STORE_SHA256_LEN + 1];
	enum rc rc = desk_note_edition(desk, in->definition, err);

	if (rc == RC_OK)
		rc = store_blob_put(desk->store, in->bytes, sha256, err);
	if (rc != RC_OK)
		return rc;
	draft.original = sv_of(sha256);
	memcpy(draft.summary, in->summary, sizeof draft.summary);
	rc = store_draft_new_with_files(desk->store, &draft, NULL, 0, file, n_file, id, err);
	return rc == RC_OK ? desk_learn_entries(desk, in->party, *id, err) : rc;
}

static enum rc
store_all(struct reading *r, const struct zip_content *content, desk_on_import *on_draft, void *ctx, struct err *err)
{
	struct importing *im = r->desk->importing;
	struct store_file *file = NULL;
	size_t n_file = 0;
	enum rc rc = content != NULL ? put_files(r, content, &file, &n_file, err) : RC_OK;

	for (size_t i = 0; rc == RC_OK && i < r->n; i++) {
		int64_t id;

		rc = store_one(r->desk, &r->in[i], file, n_file, &id, err);
		if (rc != RC_OK)
			break;
		if (im->n_made == im->cap_made)
			im->made = mem_grow(im->made, &im->cap_made, sizeof *im->made);
		im->made[im->n_made++] = (struct announced){id, r->in[i].name, on_draft, ctx};
		im->made_b += r->in[i].bytes.n;
		r->in[i].name = NULL;
	}
	return rc;
}

static enum rc
read_file(struct reading *r, const char *name, struct sv bytes, struct zip_content *content, struct err *err)
{
	size_t n_message;
	enum rc rc;

	if (!zip_looks_like(bytes))
		return read_text(r, name, bytes, err);
	rc = desk_open_archive(r->desk, bytes, content, &n_message, err);
	return rc == RC_OK ? read_archive(r, name, content, n_message, err) : err_context(err, "%s", name);
}

enum rc
desk_draft_import(struct desk *desk, const char *name, struct sv bytes, desk_on_import *on_draft, void *ctx, struct err *err)
{
	const bool own = desk->importing == NULL;
	struct reading r = {.desk = desk};
	struct zip_content content = {0};
	struct err why = {0};
	enum rc rc = read_file(&r, name, bytes, &content, &why), end;

	if (rc == RC_OK && own)
		rc = desk_import_begin(desk, &why);
	if (rc == RC_OK && desk->importing->rc != RC_OK)
		rc = err_set(&why, desk->importing->rc, "%s", desk->importing->why.text);
	else if (rc == RC_OK && (rc = store_all(&r, zip_looks_like(bytes) ? &content : NULL, on_draft, ctx, &why)) != RC_OK)
		fail(desk, rc, &why);
	if (rc == RC_OK && !own && (desk->importing->n_made >= BATCH_DRAFTS || desk->importing->made_b >= BATCH_B)) {
		rc = flush(desk, &why);
		if (rc == RC_OK && (rc = store_begin(desk->store, &why)) != RC_OK)
			fail(desk, rc, &why);
	}
	if (own && desk->importing != NULL) {
		end = desk_import_end(desk, rc == RC_OK ? &why : NULL);
		rc = rc == RC_OK ? end : rc;
	}
	for (size_t i = 0; i < r.n; i++)
		mem_free(r.in[i].name);
	mem_free(r.in);
	arena_free(&r.arena);
	zip_content_clear(&content);
	return rc == RC_OK ? RC_OK : err_set(err, rc, "%s", why.text);
}
