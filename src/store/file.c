/* What is attached to rows. */
#include "store/internal.h"

#include "base/day.h"
#include "base/i18n.h"

/* SHA256 TAB SIZE TAB ADDED_AT TAB KIND */
static struct store_side side_of(const struct store_file *file, struct arena *arena)
{
	struct str text = {0};
	struct store_side side = {.given = true};

	str_add(&text, file->sha256);
	str_addf(&text, "\t%lld\t%lld\t", (long long)file->size, (long long)(file->added_at != 0 ? file->added_at : clock_now_ms()));
	str_add(&text, file->kind);
	side.text = (struct sv){arena_dup(arena, str_z(&text), str_sv(&text).n), str_sv(&text).n};
	str_clear(&text);
	return side;
}

struct store_change store_file_change(const struct store_file *old, const struct store_file *now, struct arena *arena)
{
	const struct store_file *any = now != NULL ? now : old;
	struct store_change c = {.row = any->row, .of_file = true};

	c.path = (struct sv){arena_dup(arena, any->name.p ? any->name.p : "", any->name.n), any->name.n};
	if (old != NULL)
		c.old = side_of(old, arena);
	if (now != NULL)
		c.now = side_of(now, arena);
	return c;
}

bool store_file_of_side(const struct store_change *change, const struct store_side *side, struct store_file *out)
{
	struct sv rest = side->text, size, added_at;

	*out = (struct store_file){.row = change->row, .name = change->path};
	if (!change->of_file || !side->given || !sv_split(&rest, '\t', &out->sha256) || !sv_split(&rest, '\t', &size) ||
	    !sv_split(&rest, '\t', &added_at) || rest.p == NULL)
		return false;
	out->kind = rest;
	return store_read_number(size, &out->size) && store_read_number(added_at, &out->added_at);
}

enum rc store_put_file(struct store *store, int64_t draft, const struct store_file *file, struct err *err)
{
	enum rc rc = file->name.n > 0 ? store_blob_need(store, file->sha256, err)
		: err_set(err, RC_USAGE, _("draft %lld: a file without a name"), (long long)draft);

	if (rc == RC_OK)
		rc = store_sql_do(store, err, "INSERT INTO file (draft, row, name, sha256, size, kind, added_at)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", "iittiti", draft, (int64_t)file->row, file->name, file->sha256,
				  file->size, file->kind, file->added_at != 0 ? file->added_at : clock_now_ms());
	if (rc == RC_EXISTS)
		rc = err_set(err, RC_USAGE, _("draft %lld, row %u has a file %.*s already"), (long long)draft, file->row,
			     (int)file->name.n, file->name.p);
	return rc;
}

enum rc store_delete_file(struct store *store, int64_t draft, const struct store_file *file, struct err *err)
{
	enum rc rc = store_sql_do(store, err, "DELETE FROM file WHERE draft = ?1 AND row = ?2 AND name = ?3 AND sha256 = ?4"
				  " AND size = ?5 AND kind = ?6 AND added_at = ?7", "iittiti", draft, (int64_t)file->row, file->name,
				  file->sha256, file->size, file->kind, file->added_at);

	if (rc == RC_OK && sqlite3_changes(db_handle(store->db)) != 1)
		rc = err_set(err, RC_USAGE, _("draft %lld, row %u has no such file %.*s"), (long long)draft, file->row,
			     (int)file->name.n, file->name.p ? file->name.p : "");
	return rc;
}

enum rc store_files(struct store *store, int64_t draft, store_on_file *on_file, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	bool more = true;
	enum rc rc = store_need_draft(store, draft, err);

	if (rc == RC_OK)
		rc = store_sql(store, &st, err, "SELECT row, name, kind, sha256, size, added_at FROM file WHERE draft = ?1"
			       " ORDER BY row, name", "i", draft);
	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		struct store_file file = {
			(uint32_t)sqlite3_column_int64(st, 0), db_column_sv(st, 1), db_column_sv(st, 2), db_column_sv(st, 3),
			sqlite3_column_int64(st, 4), sqlite3_column_int64(st, 5),
		};

		if (!on_file(ctx, &file)) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc;
}
