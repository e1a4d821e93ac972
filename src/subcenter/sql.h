/*
 * The office's database in one line a statement. Kinds say what follows, a
 * letter each: t const char *, v struct sv as text, b struct sv as bytes,
 * i int64_t.
 *
 *     sql_do(o, "UPDATE client SET state = ?1 WHERE id = ?2", "tt", "active", id);
 *     st = sql_row(o, "SELECT …", "t", id);   NULL: no row; else read it, then sql_end(st)
 *     while ((st = sql_next(o, st)) != NULL)  the rows after the first
 *
 * The first failure stays in o->err; until it is taken up nothing more is done.
 */
#ifndef YULU_SUBCENTER_SQL_H
#define YULU_SUBCENTER_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"
#include "subcenter/office.h"

void sql_do(struct office *o, const char *sql, const char *kinds, ...);
sqlite3_stmt *sql_row(struct office *o, const char *sql, const char *kinds, ...) __attribute__((warn_unused_result));
sqlite3_stmt *sql_next(struct office *o, sqlite3_stmt *st) __attribute__((warn_unused_result));
void sql_end(sqlite3_stmt *st);				/* takes NULL */
/* First column of the first row; 0 when there is none. */
int64_t sql_number(struct office *o, const char *sql, const char *kinds, ...);
int64_t sql_changes(struct office *o);			/* rows that the last sql_do() touched */
int64_t sql_last_id(struct office *o);
bool sql_failed(const struct office *o);
struct sv sql_bytes(sqlite3_stmt *st, int column);	/* of a BLOB; until the next step */

#endif
