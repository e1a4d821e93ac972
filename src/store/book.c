/*
 * What was used before. Each use gives an entry a new and lower id, in the book
 * and in its index, which so yields the last used first (find.c says why lower).
 */
#include "store/internal.h"

#include "base/day.h"
#include "base/i18n.h"

/* The kind as one token, whatever signs are in it. */
static void add_kind(struct str *out, struct sv kind)
{
	for (size_t i = 0; i < kind.n; i++)
		str_addf(out, "%02x", (unsigned)(unsigned char)kind.p[i]);
}

static enum rc forget(struct store *store, struct sv kind, struct sv key, struct err *err)
{
	int64_t id;
	enum rc rc = store_sql_int(store, &id, err, "SELECT id FROM book WHERE kind = ?1 AND key = ?2", "tt", kind, key);

	if (rc == RC_NOTFOUND)
		return RC_OK;
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "DELETE FROM book_find WHERE rowid = ?1", "i", id);
	return rc == RC_OK ? store_sql_do(store, err, "DELETE FROM book WHERE id = ?1", "i", id) : rc;
}

static enum rc put_inside(struct store *store, const struct store_book *entry, struct sv words, struct err *err)
{
	struct str kind = {0}, text = {0};
	int64_t at = entry->at != 0 ? entry->at : clock_now_ms(), id = 0;
	/* before the old one is gone: its id must not come again */
	enum rc rc = store_sql_int(store, &id, err, "SELECT coalesce(min(id), 0) - 1 FROM book", "");

	add_kind(&kind, entry->kind);
	store_find_add(&text, entry->key);
	store_find_add(&text, words);
	if (rc == RC_OK)
		rc = forget(store, entry->kind, entry->key, err);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "INSERT INTO book (id, kind, key, draft, at, fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
				  "ittiit", id, entry->kind, entry->key, entry->draft, at, entry->fields);
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "INSERT INTO book_find (rowid, kind, text) VALUES (?1, ?2, ?3)", "itt", id, str_sv(&kind),
				  str_sv(&text));
	str_clear(&kind);
	str_clear(&text);
	return rc;
}

enum rc store_book_put(struct store *store, const struct store_book *entry, struct sv words, struct err *err)
{
	enum rc rc = entry->kind.n > 0 && entry->key.n > 0 ? store_call_begin(store, err)
		: err_set(err, RC_USAGE, _("an entry of the book needs a kind and a key"));

	return rc == RC_OK ? store_call_end(store, put_inside(store, entry, words, err), err) : rc;
}

static enum rc ask(struct store *store, struct sv kind, struct sv part, int64_t limit, sqlite3_stmt **st, struct err *err)
{
	struct str query = {0}, words = {0};
	enum rc rc;

	store_find_query(part, &words);
	if (part.n == 0) {
		rc = store_sql(store, st, err, "SELECT kind, key, fields, draft, at FROM book WHERE kind = ?1 ORDER BY id LIMIT ?2",
			       "ti", kind, limit);
	} else {
		str_adds(&query, "kind : \"");
		add_kind(&query, kind);
		str_adds(&query, "\" AND text : (");
		str_add(&query, str_sv(&words));
		str_adds(&query, ")");
		/* nothing in part that could be found */
		rc = str_sv(&words).n == 0 ? RC_NOTFOUND
			: store_sql(store, st, err, "SELECT b.kind, key, fields, draft, at FROM book_find CROSS JOIN book b"
				    " ON b.id = book_find.rowid WHERE book_find MATCH ?1 ORDER BY book_find.rowid LIMIT ?2", "ti",
				    str_sv(&query), limit);
	}
	str_clear(&query);
	str_clear(&words);
	return rc;
}

enum rc store_book_find(struct store *store, struct sv kind, struct sv part, size_t limit,
    store_on_book *on_book, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	bool more = true;
	enum rc rc = ask(store, kind, part, (int64_t)limit, &st, err);

	if (rc == RC_NOTFOUND)
		return RC_OK;
	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		struct store_book entry = {
			db_column_sv(st, 0), db_column_sv(st, 1), db_column_sv(st, 2), sqlite3_column_int64(st, 3),
			sqlite3_column_int64(st, 4),
		};

		if (!on_book(ctx, &entry)) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc;
}

enum rc store_book_last(struct store *store, struct sv kind, struct sv key, struct arena *arena, struct store_book *out,
    struct err *err)
{
	sqlite3_stmt *st;
	bool row = false;
	enum rc rc = store_sql(store, &st, err, "SELECT kind, key, fields, draft, at FROM book WHERE kind = ?1 AND key = ?2", "tt", kind, key);

	*out = (struct store_book){0};
	if (rc == RC_OK)
		rc = store_sql_next(store, st, &row, err);
	if (rc != RC_OK)
		return rc;
	if (!row)
		return err_set(err, RC_NOTFOUND, _("%.*s was not used before"), (int)key.n, key.p ? key.p : "");
	*out = (struct store_book){
		store_keep(st, 0, arena), store_keep(st, 1, arena), store_keep(st, 2, arena), sqlite3_column_int64(st, 3),
		sqlite3_column_int64(st, 4),
	};
	sqlite3_reset(st);
	return RC_OK;
}
