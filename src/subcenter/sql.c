#include "subcenter/sql.h"

#include "base/i18n.h"

bool sql_failed(const struct office *o)
{
	return o->err.rc != RC_OK;
}

static int bind_one(sqlite3_stmt *st, int at, char kind, va_list *ap)
{
	struct sv v;

	switch (kind) {
	case 't':
		return db_bind_sv(st, at, sv_of(va_arg(*ap, const char *)));
	case 'v':
		return db_bind_sv(st, at, va_arg(*ap, struct sv));
	case 'b':
		v = va_arg(*ap, struct sv);
		return sqlite3_bind_blob64(st, at, v.p ? v.p : "", v.n, SQLITE_TRANSIENT);
	default:
		return sqlite3_bind_int64(st, at, va_arg(*ap, int64_t));
	}
}

static sqlite3_stmt *prepare(struct office *o, const char *sql, const char *kinds, va_list *ap)
{
	sqlite3_stmt *st = NULL;

	if (sql_failed(o) || db_prepare(o->db, sql, &st, &o->err) != RC_OK)
		return NULL;
	for (int i = 0; kinds[i] != '\0'; i++) {
		int code = bind_one(st, i + 1, kinds[i], ap);

		if (code != SQLITE_OK) {
			db_fail(o->db, code, &o->err, _("the database did not do what was asked"));
			return NULL;
		}
	}
	return st;
}

sqlite3_stmt *sql_next(struct office *o, sqlite3_stmt *st)
{
	int code;

	if (st == NULL)
		return NULL;
	code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		return st;
	code = sqlite3_reset(st);
	if (code != SQLITE_OK)
		db_fail(o->db, code, &o->err, _("the database did not do what was asked"));
	return NULL;
}

void sql_end(sqlite3_stmt *st)
{
	if (st != NULL)
		sqlite3_reset(st);
}

sqlite3_stmt *sql_row(struct office *o, const char *sql, const char *kinds, ...)
{
	sqlite3_stmt *st;
	va_list ap;

	va_start(ap, kinds);
	st = prepare(o, sql, kinds, &ap);
	va_end(ap);
	return sql_next(o, st);
}

void sql_do(struct office *o, const char *sql, const char *kinds, ...)
{
	sqlite3_stmt *st;
	va_list ap;

	va_start(ap, kinds);
	st = prepare(o, sql, kinds, &ap);
	va_end(ap);
	sql_end(sql_next(o, st));
}

int64_t sql_number(struct office *o, const char *sql, const char *kinds, ...)
{
	sqlite3_stmt *st;
	int64_t n = 0;
	va_list ap;

	va_start(ap, kinds);
	st = prepare(o, sql, kinds, &ap);
	va_end(ap);
	st = sql_next(o, st);
	if (st != NULL)
		n = sqlite3_column_int64(st, 0);
	sql_end(st);
	return n;
}

int64_t sql_changes(struct office *o)
{
	return sql_failed(o) ? 0 : sqlite3_changes64(db_handle(o->db));
}

int64_t sql_last_id(struct office *o)
{
	return sql_failed(o) ? 0 : sqlite3_last_insert_rowid(db_handle(o->db));
}

struct sv sql_bytes(sqlite3_stmt *st, int column)
{
	const char *p = sqlite3_column_blob(st, column);

	return (struct sv){p, p ? (size_t)sqlite3_column_bytes(st, column) : 0};
}
