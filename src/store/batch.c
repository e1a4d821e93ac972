/*
 * Transactions. A call is one of its own, or a savepoint inside a batch, so
 * that a call that fails takes back only what it did itself.
 */
#include "store/internal.h"

#include "base/i18n.h"

/* Pages that a large batch changes stay in memory until it is committed: written
 * once instead of at every overflow of the usual cache (KiB, both). */
static void cache_for(struct store *store, bool batch)
{
	sqlite3_exec(db_handle(store->db), batch ? "PRAGMA cache_size = -65536" : "PRAGMA cache_size = -2000", NULL, NULL, NULL);
}

/* SQLite ends a transaction by itself after some failures. */
static bool is_lost(struct store *store)
{
	return store->in_batch && sqlite3_get_autocommit(db_handle(store->db)) != 0;
}

static enum rc say_lost(struct store *store, struct err *err)
{
	return err_set(err, RC_IO, _("%s: what was begun together was taken back after a failure; begin again"), db_path(store->db));
}

enum rc store_call_begin(struct store *store, struct err *err)
{
	if (!store->in_batch)
		return db_begin(store->db, err);
	return is_lost(store) ? say_lost(store, err) : store_sql_do(store, err, "SAVEPOINT call", "");
}

enum rc store_call_end(struct store *store, enum rc rc, struct err *err)
{
	if (!store->in_batch) {
		if (rc == RC_OK)
			rc = db_commit(store->db, err);
		if (rc != RC_OK)
			db_rollback(store->db);
		return rc;
	}
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "RELEASE call", "");
	if (rc != RC_OK && !is_lost(store)) {
		store_sql_do(store, NULL, "ROLLBACK TO call", "");
		store_sql_do(store, NULL, "RELEASE call", "");
	}
	return rc;
}

enum rc store_begin(struct store *store, struct err *err)
{
	enum rc rc;

	if (store->in_batch)
		return err_set(err, RC_USAGE, _("%s: a batch was begun in a batch"), db_path(store->db));
	rc = db_begin(store->db, err);
	store->in_batch = rc == RC_OK;
	if (store->in_batch)
		cache_for(store, true);
	return rc;
}

enum rc store_commit(struct store *store, struct err *err)
{
	enum rc rc = RC_OK;

	if (!store->in_batch)
		return err_set(err, RC_USAGE, _("%s: no batch was begun"), db_path(store->db));
	if (is_lost(store))
		rc = say_lost(store, err);
	if (rc == RC_OK)
		rc = store_sync_blobs(store, err);
	if (rc == RC_OK)
		rc = db_commit(store->db, err);
	if (rc == RC_OK) {
		store->in_batch = false;
		cache_for(store, false);
	} else {
		store_rollback(store);
	}
	return rc;
}

void store_rollback(struct store *store)
{
	db_rollback(store->db);
	store->in_batch = false;
	store->unsynced_blobs = false;
	cache_for(store, false);
}
