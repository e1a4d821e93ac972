/*
 * What codes.c, lookup.c and find.c share. Not for other rooms.
 *
 *     file ── table (country) ── list (country by iso2 where kind!=…) ── name ("COUNTRY …")
 *
 * A list is a table seen through a key column and a filter: it holds the
 * statement, the memo of codes looked up and, once searched, the search index.
 */
#ifndef YULU_CODES_INSIDE_H
#define YULU_CODES_INSIDE_H

#include "codes/codes.h"
#include "codes/pinyin.h"

#include "base/mem.h"
#include "db/db.h"

struct row {
	int32_t from, to;		/* DAY_NONE / INT32_MAX when open */
	struct sv v[];			/* one per column of the table */
};

struct table {
	const char *id, *name_zh, *name_en, *edition;
	bool complete, has_rows;
	struct db *db;			/* borrowed: the built file or an import */
	struct db *import;		/* owned; NULL when not imported */
	const char **column;
	size_t n_column, n_row;
	int valid_from, valid_to;	/* columns, -1 none */
	struct row **row;		/* rows read so far, by rowid; NULL until the first */
};

struct hit {			/* rows of one code; code.p NULL: free slot */
	struct sv code;
	const struct row **row;
	size_t n_row;
};

enum { N_MISS = 256, MISS_MAX_B = 23 };

struct miss {			/* a code known not to be there */
	unsigned char n;
	char code[MISS_MAX_B];
};

struct find;

struct list {
	struct table *table;
	int key;			/* column */
	const char *where;		/* SQL condition, "1" when all rows count */
	sqlite3_stmt *get;		/* NULL until the first lookup */
	struct hit *hit;		/* open addressing, n_slot is a power of two */
	size_t n_hit, n_slot;
	struct miss *miss;
	struct find *find;		/* NULL until the first search */
};

struct name {
	const char *name, *name_zh, *name_en, *form;
	bool complete;
	struct table *table;		/* NULL: a form only */
	struct list *list;		/* NULL: no rows at hand */
};

struct codes {
	struct arena arena;
	struct db *built;
	struct table *table;
	size_t n_table;
	struct list *list;
	size_t n_list;
	struct name *name;		/* sorted by name */
	size_t n_name;
	struct day_calendar calendar;
	int32_t *off, *work;
	bool calendar_read;
	struct pinyin *pinyin;		/* NULL until first asked for */
	struct err trouble;		/* rc RC_OK: none */
};

struct name *codes_at(struct codes *c, int id);		/* NULL: no such id */
struct table *codes_table_of(struct codes *c, struct sv id);	/* NULL: no such table */
int codes_column_of(const struct table *t, struct sv column);
/* "kind=a,b level!=c" as SQL; false when it is malformed or names a column that t lacks. */
bool codes_filter_sql(const struct table *t, struct sv filter, struct str *sql);
/* The row under the statement's cursor; rowid is its column 0, the table's columns follow. */
const struct row *codes_row(struct codes *c, struct table *t, sqlite3_stmt *st);
int32_t codes_day_or(struct sv text, int32_t open);	/* yyyy-MM-dd; open when empty */
bool codes_row_on(const struct row *row, int32_t day);
/* What to say when SQLite fails on a table. */
enum rc codes_unreadable(const struct table *t, int sqlite_rc, struct err *err);
void codes_find_free(struct find *f);

#endif
