/* What lay in the bin long enough goes for good. */
#include "store/internal.h"

enum { DRAFTS_AT_ONCE = 32 };	/* in one transaction, so that others can write between */

/* Their blobs are young from now on: they go when nothing names them any more and time is over. */
static enum rc let_go_of_blobs(struct store *store, int64_t draft, struct err *err)
{
	sqlite3_stmt *st;
	bool more;
	enum rc rc = store_sql(store, &st, err, STORE_BLOBS_OF_DRAFT, "i", draft);

	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more)
		store_blob_touch(store, db_column_sv(st, 0));
	return rc;
}

/* The draft itself first: with it its steps and what was sent may go. Rows and
 * files go while it can be edited. */
static enum rc remove_one(struct store *store, int64_t draft, struct err *err)
{
	static const char *const sql[] = {
		"UPDATE draft SET state = 'draft' WHERE id = ?1",
		"DELETE FROM row WHERE draft = ?1",
		"DELETE FROM file WHERE draft = ?1",
		"DELETE FROM find WHERE rowid = -?1",
		"DELETE FROM pending WHERE draft = ?1",
		"DELETE FROM holder WHERE draft = ?1",
		"DELETE FROM draft WHERE id = ?1",
		"DELETE FROM change WHERE step IN (SELECT id FROM step WHERE draft = ?1)",
		"DELETE FROM step WHERE draft = ?1",
		"DELETE FROM outbox WHERE draft = ?1",
		"DELETE FROM receipt WHERE draft = ?1",
	};
	enum rc rc = let_go_of_blobs(store, draft, err);

	for (size_t i = 0; rc == RC_OK && i < sizeof sql / sizeof *sql; i++)
		rc = store_sql_do(store, err, sql[i], "i", draft);
	return rc;
}

/* *n: how many it was; fewer than DRAFTS_AT_ONCE: there are no more. */
static enum rc remove_some(struct store *store, int64_t bin_before, int64_t sent_before, size_t *n, struct err *err)
{
	int64_t draft;
	enum rc rc = RC_OK;

	for (*n = 0; rc == RC_OK && *n < DRAFTS_AT_ONCE; *n += rc == RC_OK) {
		rc = store_sql_int(store, &draft, err, "SELECT d.id FROM tally t CROSS JOIN draft d WHERE t.state = 'bin' AND t.n > 0"
				   " AND d.type = t.type AND d.state = 'bin' AND d.changed_at <= ?1"
				   " AND NOT EXISTS (SELECT 1 FROM outbox WHERE draft = d.id AND queued_at > ?2) LIMIT 1", "ii",
				   bin_before, sent_before);
		if (rc == RC_OK)
			rc = remove_one(store, draft, err);
	}
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc store_purge(struct store *store, int64_t now_ms, int bin_days, int keep_days, size_t *n, struct err *err)
{
	int64_t bin_before = now_ms - (int64_t)bin_days * STORE_DAY_MS, sent_before = now_ms - (int64_t)keep_days * STORE_DAY_MS;
	size_t some = DRAFTS_AT_ONCE;
	enum rc rc = RC_OK;

	*n = 0;
	while (rc == RC_OK && some == DRAFTS_AT_ONCE) {
		rc = store_call_begin(store, err);
		if (rc == RC_OK)
			rc = store_call_end(store, remove_some(store, bin_before, sent_before, &some, err), err);
		if (rc == RC_OK)
			*n += some;
	}
	return rc;
}
