#include "store/internal.h"

#include "base/i18n.h"

/* ---- the document as a number ---------------------------------------------------- */

/* FNV-1a: the number is kept on disk, so it must never change. */
static uint64_t add_bytes(uint64_t h, const void *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ ((const unsigned char *)p)[i]) * 0x100000001b3ULL;
	return h;
}

static bool add_row(void *ctx, const struct store_row *row)
{
	uint64_t *h = ctx;
	struct str head = {0};

	str_addf(&head, "%u\t%u\t%lld\t%zu\t%zu\n", row->row, row->parent, (long long)row->ord, row->tbl.n, row->body.n);
	*h = add_bytes(*h, str_sv(&head).p, str_sv(&head).n);
	*h = add_bytes(*h, row->tbl.p, row->tbl.n);
	*h = add_bytes(*h, row->body.p, row->body.n);
	str_clear(&head);
	return true;
}

static bool add_file(void *ctx, const struct store_file *file)
{
	uint64_t *h = ctx;
	struct str head = {0};

	str_addf(&head, "%u\t%zu\t%zu\t%lld\t%lld\n", file->row, file->name.n, file->kind.n, (long long)file->size,
		 (long long)file->added_at);
	*h = add_bytes(*h, str_sv(&head).p, str_sv(&head).n);
	*h = add_bytes(*h, file->name.p, file->name.n);
	*h = add_bytes(*h, file->kind.p, file->kind.n);
	*h = add_bytes(*h, file->sha256.p, file->sha256.n);
	str_clear(&head);
	return true;
}

enum rc store_document_hash(struct store *store, int64_t draft, int64_t *hash, struct err *err)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	enum rc rc = store_rows(store, draft, add_row, &h, err);

	if (rc == RC_OK)
		rc = store_files(store, draft, add_file, &h, err);
	memcpy(hash, &h, sizeof h);
	return rc;
}

/* ---- a draft ------------------------------------------------------------------------ */

static enum rc check_tree(struct store *store, int64_t draft, struct err *err)
{
	int64_t n;
	enum rc rc = store_sql_int(store, &n, err, "WITH RECURSIVE down (row) AS (SELECT row FROM row WHERE draft = ?1 AND row = 1"
				   " AND parent = 0 UNION SELECT r.row FROM down d JOIN row r ON r.draft = ?1 AND r.parent = d.row)"
				   " SELECT count(*) - (SELECT count(*) FROM down) + (max(row) >= (SELECT next_row FROM draft WHERE id = ?1))"
				   " FROM row WHERE draft = ?1", "i", draft);

	if (rc == RC_OK && n != 0)
		rc = err_set(err, RC_PARSE, _("draft %lld: its rows are no tree from row 1"), (long long)draft);
	return rc;
}

/* Takes the steps back for real; the caller rolls back. */
static enum rc check_journal(struct store *store, int64_t draft, struct err *err)
{
	int64_t step = 0, base, hash, want;
	enum rc rc = store_sql_int(store, &base, err, "SELECT base_step FROM draft WHERE id = ?1", "i", draft);

	if (rc == RC_OK)
		rc = store_sql_int(store, &step, err, "SELECT top FROM draft WHERE id = ?1", "i", draft);
	while (rc == RC_OK && step != base) {
		rc = store_apply_step(store, draft, step, true, err);
		if (rc == RC_OK)
			rc = store_sql_int(store, &step, err, "SELECT prev FROM step WHERE id = ?1 AND draft = ?2 AND prev < id", "ii", step, draft);
		if (rc == RC_NOTFOUND)
			return err_set(err, RC_PARSE, _("draft %lld: its journal does not lead back to its beginning"), (long long)draft);
	}
	if (rc == RC_OK)
		rc = store_document_hash(store, draft, &hash, err);
	if (rc == RC_OK)
		rc = store_sql_int(store, &want, err, "SELECT base_hash FROM draft WHERE id = ?1", "i", draft);
	if (rc == RC_OK && hash != want)
		rc = err_set(err, RC_PARSE, _("draft %lld: taking back every step does not yield what it began with"), (long long)draft);
	return rc;
}

static enum rc check_found(struct store *store, int64_t draft, struct err *err)
{
	struct str head = {0}, text = {0};
	int64_t alike = 1;
	enum rc rc = store_find_text(store, draft, &head, &text, err);

	if (rc == RC_OK)
		rc = store_sql_int(store, &alike, err, "SELECT found_seq < seq OR EXISTS (SELECT 1 FROM find WHERE rowid = -?1 AND head = ?2"
				   " AND text = ?3) FROM draft WHERE id = ?1", "itt", draft, str_sv(&head), str_sv(&text));
	if (rc == RC_OK && !alike)
		rc = err_set(err, RC_PARSE, _("draft %lld: search does not know what stands in it"), (long long)draft);
	str_clear(&head);
	str_clear(&text);
	return rc;
}

/* Those that the statement yields are there and have the bytes of their names. */
static enum rc check_blobs(struct store *store, sqlite3_stmt *st, struct err *err)
{
	struct str bytes = {0};
	bool more;
	enum rc rc;

	while ((rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		rc = store_blob_get(store, db_column_sv(st, 0), &bytes, err);
		if (rc != RC_OK) {
			sqlite3_reset(st);
			break;
		}
	}
	str_clear(&bytes);
	return rc == RC_NOTFOUND ? RC_PARSE : rc;
}

/* What the draft or its journal names. */
static enum rc check_blobs_of(struct store *store, int64_t draft, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = store_sql(store, &st, err, STORE_BLOBS_OF_DRAFT, "i", draft);

	if (rc == RC_OK)
		rc = check_blobs(store, st, err);
	if (rc != RC_OK)
		err_context(err, _("draft %lld"), (long long)draft);
	return rc;
}

static enum rc check_editions(struct store *store, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = store_sql(store, &st, err, "SELECT sha256 FROM edition", "");

	return rc == RC_OK ? check_blobs(store, st, err) : rc;
}

/* Not edited yet: neither rows nor steps, and a document to make them from. */
static enum rc check_unedited(struct store *store, int64_t draft, struct err *err)
{
	int64_t good;
	enum rc rc = store_sql_int(store, &good, err, "SELECT top = base_step AND original IS NOT NULL"
				   " AND NOT EXISTS (SELECT 1 FROM row WHERE draft = ?1) FROM draft WHERE id = ?1", "i", draft);

	if (rc == RC_OK && !good)
		rc = err_set(err, RC_PARSE, _("draft %lld: its rows are no tree from row 1"), (long long)draft);
	return rc;
}

static enum rc check_document(struct store *store, int64_t draft, struct err *err)
{
	enum rc rc = check_tree(store, draft, err);

	if (rc == RC_OK)
		rc = store_files_have_rows(store, draft, err);
	if (rc == RC_USAGE)
		rc = RC_PARSE;
	/* a draft that may not be edited is made editable for the time of the check */
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET state = 'draft' WHERE id = ?1", "i", draft);
	return rc == RC_OK ? check_journal(store, draft, err) : rc;
}

static enum rc check_inside(struct store *store, int64_t draft, struct err *err)
{
	int64_t has_rows;
	enum rc rc = store_sql_int(store, &has_rows, err, "SELECT base_hash IS NOT NULL FROM draft WHERE id = ?1", "i", draft);

	if (rc == RC_NOTFOUND)
		return store_no_draft(draft, err);
	if (rc == RC_OK && store->home != NULL)
		rc = check_blobs_of(store, draft, err);
	if (rc == RC_OK && (store->home != NULL || has_rows))
		rc = check_found(store, draft, err);
	if (rc != RC_OK)
		return rc;
	return has_rows ? check_document(store, draft, err) : check_unedited(store, draft, err);
}

enum rc store_check(struct store *store, int64_t draft, struct err *err)
{
	enum rc rc;

	/* as a batch, so that what undo does inside counts as done in one */
	if (store->in_batch)
		return err_set(err, RC_USAGE, _("%s: a batch was begun in a batch"), db_path(store->db));
	rc = store_begin(store, err);
	if (rc != RC_OK)
		return rc;
	rc = check_inside(store, draft, err);
	store_rollback(store);
	return rc;
}

static enum rc check_tally(struct store *store, struct err *err)
{
	int64_t n;
	enum rc rc = store_sql_int(store, &n, err, "SELECT count(*) FROM (SELECT state, type, n FROM tally WHERE n <> 0"
				   " EXCEPT SELECT state, type, count(*) FROM draft GROUP BY state, type)", "");
	int64_t m = 0;

	if (rc == RC_OK)
		rc = store_sql_int(store, &m, err, "SELECT count(*) FROM (SELECT state, type, count(*) FROM draft GROUP BY state, type"
				   " EXCEPT SELECT state, type, n FROM tally)", "");
	if (rc == RC_OK && n + m != 0)
		rc = err_set(err, RC_PARSE, _("%s: the counts of drafts are wrong"), db_path(store->db));
	return rc;
}

static enum rc check_file(struct store *store, struct err *err)
{
	sqlite3_stmt *st;
	bool row;
	enum rc rc = store_sql(store, &st, err, "PRAGMA integrity_check(1)", "");

	if (rc == RC_OK)
		rc = store_sql_next(store, st, &row, err);
	if (rc != RC_OK)
		return rc;
	if (!row || !sv_is(db_column_sv(st, 0), "ok"))
		rc = err_set(err, RC_PARSE, _("%s is damaged: restore it from a backup"), db_path(store->db));
	sqlite3_reset(st);
	return rc;
}

/* What was sent or received still has the hash noted with it. */
static enum rc check_bytes(struct store *store, const char *sql, struct err *err)
{
	char real[STORE_SHA256_LEN + 1];
	sqlite3_stmt *st;
	bool more;
	enum rc rc = store_sql(store, &st, err, sql, "");

	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		const char *p = sqlite3_column_blob(st, 1);

		store_sha256((struct sv){p, (size_t)sqlite3_column_bytes(st, 1)}, real);
		if (sv_is(db_column_sv(st, 2), real))
			continue;
		rc = err_set(err, RC_PARSE, _("%s: message %lld of the exchange is not the one that was kept"), db_path(store->db),
			     (long long)sqlite3_column_int64(st, 0));
		sqlite3_reset(st);
	}
	return rc;
}

enum rc store_check_all(struct store *store, struct err *err)
{
	int64_t id = 0;
	enum rc rc = check_file(store, err);

	if (rc == RC_OK)
		rc = check_tally(store, err);
	if (rc == RC_OK && store->home != NULL)
		rc = check_editions(store, err);
	if (rc == RC_OK)
		rc = check_bytes(store, "SELECT id, bytes, sha256 FROM outbox", err);
	if (rc == RC_OK)
		rc = check_bytes(store, "SELECT id, bytes, sha256 FROM receipt", err);
	while (rc == RC_OK) {
		rc = store_sql_int(store, &id, err, "SELECT id FROM draft WHERE id > ?1 ORDER BY id LIMIT 1", "i", id);
		if (rc == RC_NOTFOUND)
			return RC_OK;
		if (rc == RC_OK)
			rc = store_check(store, id, err);
	}
	return rc;
}
