/* Small records: editions, operators, settings. */
#include "store/internal.h"

#include "base/i18n.h"

/* The one row of a statement; RC_NOTFOUND without text when there is none. */
static enum rc one_row(struct store *store, sqlite3_stmt *st, struct err *err)
{
	bool row = false;
	enum rc rc = store_sql_next(store, st, &row, err);

	return rc == RC_OK && !row ? RC_NOTFOUND : rc;
}

enum rc store_edition_put(struct store *store, const struct store_edition *e, struct err *err)
{
	enum rc rc = store_blob_need(store, e->sha256, err);

	if (rc == RC_OK)
		rc = store_sql_do(store, err, "INSERT INTO edition (message, edition, valid_from, valid_to, sha256)"
				  " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET valid_from = excluded.valid_from,"
				  " valid_to = excluded.valid_to WHERE sha256 = excluded.sha256", "ttttt", e->message, e->edition,
				  e->valid_from, e->valid_to, e->sha256);

	if (rc == RC_OK && sqlite3_changes(db_handle(store->db)) == 0)
		rc = err_set(err, RC_EXISTS, _("the files of the edition %.*s@%.*s are not the ones it was first used with; install them again, "
			       "or give the changed ones a new edition"), (int)e->message.n, e->message.p, (int)e->edition.n, e->edition.p);
	return rc;
}

enum rc store_edition_get(struct store *store, struct sv message, struct sv edition, struct arena *arena,
    struct store_edition *out, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = store_sql(store, &st, err, "SELECT message, edition, valid_from, valid_to, sha256 FROM edition"
			       " WHERE message = ?1 AND edition = ?2", "tt", message, edition);

	*out = (struct store_edition){0};
	if (rc == RC_OK)
		rc = one_row(store, st, err);
	if (rc == RC_NOTFOUND)
		return err_set(err, RC_NOTFOUND, _("the edition %.*s@%.*s was not used here"), (int)message.n, message.p, (int)edition.n,
			       edition.p);
	if (rc == RC_OK) {
		*out = (struct store_edition){store_keep(st, 0, arena), store_keep(st, 1, arena), store_keep(st, 2, arena),
					      store_keep(st, 3, arena), store_keep(st, 4, arena)};
		sqlite3_reset(st);
	}
	return rc;
}

enum rc store_operator_put(struct store *store, const struct store_operator *operator, int64_t *id, struct err *err)
{
	enum rc rc = store_sql_do(store, err, "INSERT INTO operator (login, name, card, role) VALUES (?1, ?2, ?3, ?4)"
				  " ON CONFLICT DO UPDATE SET name = excluded.name, card = excluded.card, role = excluded.role",
				  "tttt", operator->login, operator->name, operator->card, operator->role);

	*id = 0;
	return rc == RC_OK ? store_sql_int(store, id, err, "SELECT id FROM operator WHERE login = ?1", "t", operator->login) : rc;
}

enum rc store_operator_get(struct store *store, struct sv login, struct arena *arena, struct store_operator *out,
    struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = store_sql(store, &st, err, "SELECT id, login, name, card, role FROM operator WHERE login = ?1", "t", login);

	*out = (struct store_operator){0};
	if (rc == RC_OK)
		rc = one_row(store, st, err);
	if (rc == RC_NOTFOUND)
		return err_set(err, RC_NOTFOUND, _("%.*s is no operator here"), (int)login.n, login.p ? login.p : "");
	if (rc == RC_OK) {
		*out = (struct store_operator){sqlite3_column_int64(st, 0), store_keep(st, 1, arena), store_keep(st, 2, arena),
					       store_keep(st, 3, arena), store_keep(st, 4, arena)};
		sqlite3_reset(st);
	}
	return rc;
}

enum rc store_setting_put(struct store *store, struct sv key, struct sv value, struct err *err)
{
	return store_sql_do(store, err, "INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)", "tt", key, value);
}

enum rc store_setting_get(struct store *store, struct sv key, struct arena *arena, struct sv *value, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = store_sql(store, &st, err, "SELECT value FROM setting WHERE key = ?1", "t", key);

	*value = (struct sv){0};
	if (rc == RC_OK)
		rc = one_row(store, st, err);
	if (rc == RC_NOTFOUND)
		return err_set(err, RC_NOTFOUND, _("%.*s is not set"), (int)key.n, key.p ? key.p : "");
	if (rc == RC_OK) {
		*value = store_keep(st, 0, arena);
		sqlite3_reset(st);
	}
	return rc;
}
