/* Steps and changes as they are kept. */
#include "store/internal.h"

#include <stdlib.h>

#include "base/day.h"
#include "base/i18n.h"

enum rc store_put_step(struct store *store, int64_t draft, const struct store_step *step, int64_t *id, struct err *err)
{
	enum rc rc = store_sql_do(store, err, "INSERT INTO step (draft, seq, prev, kind, ref, at, operator, tty)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", "iiitiitt", draft, step->seq, step->prev, step->kind,
				  step->ref, clock_now_ms(), step->operator, step->tty);

	*id = rc == RC_OK ? sqlite3_last_insert_rowid(db_handle(store->db)) : 0;
	return rc;
}

/* ---- changes -------------------------------------------------------------------- */

bool store_read_number(struct sv s, int64_t *out)
{
	char z[24], *end;

	if (s.n == 0 || s.n >= sizeof z)
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	*out = strtoll(z, &end, 10);
	return *end == '\0';
}

static void add_row_side(struct str *out, const struct store_side *side)
{
	str_addf(out, "%u\t%.*s\t%lld\n", side->parent, (int)side->tbl.n, side->tbl.p, (long long)side->ord);
	str_add(out, side->text);
}

static bool read_row_side(struct sv s, struct store_side *side)
{
	struct sv head, parent, tbl;
	int64_t number;

	if (!sv_split(&s, '\n', &head) || s.p == NULL || !sv_split(&head, '\t', &parent) || !sv_split(&head, '\t', &tbl) ||
	    !store_read_number(parent, &number) || !store_read_number(head, &side->ord))
		return false;
	side->parent = (uint32_t)number;
	side->tbl = tbl;
	side->text = s;
	return true;
}

static const char *op_of(const struct store_change *c)
{
	if (c->of_file)
		return "file";
	if (c->path.n > 0)
		return "set";
	if (!c->old.given)
		return "insert";
	return c->now.given ? "move" : "delete";
}

/* What the record holds of a side; NULL when it is not given. */
static struct sv text_of(const struct store_change *c, const struct store_side *side, struct str *room)
{
	if (!side->given)
		return (struct sv){0};
	if (c->path.n > 0)
		return side->text.p != NULL ? side->text : SV("");
	add_row_side(room, side);
	return str_sv(room);
}

enum rc store_put_change(struct store *store, int64_t step, size_t n, const struct store_change *c, struct err *err)
{
	struct str old = {0}, now = {0};
	struct sv old_mark = {c->old.mark != 0 ? &c->old.mark : NULL, c->old.mark != 0};
	struct sv now_mark = {c->now.mark != 0 ? &c->now.mark : NULL, c->now.mark != 0};
	enum rc rc = store_sql_do(store, err, "INSERT INTO change (step, n, op, row, col, old, old_mark, new, new_mark)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", "iitinnnnn", step, (int64_t)n, sv_of(op_of(c)),
				  (int64_t)c->row, c->path.n > 0 ? c->path : (struct sv){0}, text_of(c, &c->old, &old), old_mark,
				  text_of(c, &c->now, &now), now_mark);

	str_clear(&old);
	str_clear(&now);
	return rc;
}

static enum rc read_side(struct store *store, sqlite3_stmt *st, int column, bool of_row, struct store_side *side, struct err *err)
{
	struct sv mark = db_column_sv(st, column + 1);

	*side = (struct store_side){.given = sqlite3_column_type(st, column) != SQLITE_NULL, .text = db_column_sv(st, column),
				    .mark = mark.n > 0 ? mark.p[0] : (char)0};
	if (side->given && of_row && !read_row_side(side->text, side))
		return err_set(err, RC_PARSE, _("%s: a change in the journal is damaged"), db_path(store->db));
	return RC_OK;
}

/* op, col, row, old, old_mark, new, new_mark */
static enum rc read_change(struct store *store, sqlite3_stmt *st, struct store_change *c, struct err *err)
{
	enum rc rc;

	*c = (struct store_change){.of_file = sv_is(db_column_sv(st, 0), "file"), .path = db_column_sv(st, 1),
				   .row = (uint32_t)sqlite3_column_int64(st, 2)};
	rc = read_side(store, st, 3, c->path.n == 0, &c->old, err);
	return rc == RC_OK ? read_side(store, st, 5, c->path.n == 0, &c->now, err) : rc;
}

enum rc store_changes(struct store *store, int64_t step, store_on_change *on_change, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	struct store_change change;
	bool more;
	enum rc rc = store_sql(store, &st, err, "SELECT op, col, row, old, old_mark, new, new_mark FROM change WHERE step = ?1"
			       " ORDER BY n", "i", step);

	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		rc = read_change(store, st, &change, err);
		if (rc != RC_OK || !on_change(ctx, &change)) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc;
}

enum rc store_history(struct store *store, int64_t draft, store_on_step *on_step, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	bool more = true, any = false;
	enum rc rc = store_sql(store, &st, err, "SELECT id, seq, prev, kind, ref, at, operator, tty FROM step WHERE draft = ?1"
			       " ORDER BY id DESC", "i", draft);

	while (rc == RC_OK && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		struct store_step step = {
			sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1), sqlite3_column_int64(st, 2), db_column_sv(st, 3),
			sqlite3_column_int64(st, 4), sqlite3_column_int64(st, 5), db_column_sv(st, 6), db_column_sv(st, 7),
		};

		any = true;
		if (!on_step(ctx, &step)) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc == RC_OK && !any ? store_no_draft(draft, err) : rc;
}
