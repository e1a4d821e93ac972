#include "store/internal.h"

#include "base/day.h"
#include "base/i18n.h"

enum rc store_pending_put(struct store *store, const struct store_pending *p, struct err *err)
{
	enum rc rc = store_sql_lightly(store, err, "INSERT OR REPLACE INTO pending (draft, operator, row, col, text, caret, at)"
				       " SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM draft WHERE id = ?1", "itittii", p->draft, p->operator,
				       (int64_t)p->row, p->path, p->text, (int64_t)p->caret, clock_now_ms());

	if (rc == RC_OK && sqlite3_changes(db_handle(store->db)) == 0)
		return store_no_draft(p->draft, err);
	return rc;
}

enum rc store_pending_get(struct store *store, int64_t draft, struct sv operator, struct arena *arena,
    struct store_pending *out, struct err *err)
{
	sqlite3_stmt *st;
	bool row = false;
	enum rc rc = store_sql(store, &st, err, "SELECT operator, row, col, text, caret, at FROM pending WHERE draft = ?1 AND operator = ?2",
			       "it", draft, operator);

	*out = (struct store_pending){0};
	if (rc == RC_OK)
		rc = store_sql_next(store, st, &row, err);
	if (rc != RC_OK)
		return rc;
	if (!row)
		return err_set(err, RC_NOTFOUND, _("draft %lld has no unfinished text"), (long long)draft);
	*out = (struct store_pending){
		draft, store_keep(st, 0, arena), (uint32_t)sqlite3_column_int64(st, 1), store_keep(st, 2, arena),
		store_keep(st, 3, arena), (uint32_t)sqlite3_column_int64(st, 4), sqlite3_column_int64(st, 5),
	};
	sqlite3_reset(st);
	return RC_OK;
}

enum rc store_pending_delete(struct store *store, int64_t draft, struct sv operator, struct err *err)
{
	return store_sql_do(store, err, "DELETE FROM pending WHERE draft = ?1 AND operator = ?2", "it", draft, operator);
}
