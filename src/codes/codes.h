/*
 * Code tables: read-only, by code and day, by prefix, pinyin initials, part of
 * the Chinese or English name.
 *
 * Two kinds of names. A *table* is one list as published (country, hs_code).
 * A *code name* is what a dictionary says (COUNTRY, CUSTOMS, AREA6, "COUNTRY
 * (numeric 3)"): a table, the column that is its key, a filter, the edition
 * (yyyymm of the list at hand), whether the list is complete, the form of a
 * code. All public functions take code names; a table's own name works too,
 * with its column "code".
 *
 * The built file (make: data/codes -> codes.sqlite) is opened immutable; a
 * table imported by the user (HOME/codes/TABLE.sqlite) takes the place of the
 * built one. Rows found are kept in memory: looking the same code up again
 * costs a hash probe.
 *
 *     codes_open(built, overlay_dir, &codes, &err)
 *     id = codes_id(codes, "COUNTRY")              -1: no such name
 *     codes_has(codes, id, code, day)
 *     codes_get(codes, id, code, day, codes_column(codes, id, "name_zh"), &value)
 *
 * Validity: a row may have valid_from and valid_to (days, inclusive, empty is
 * open); rows outside the day are not found; DAY_NONE takes any row. One code
 * may have several rows with different days; of several rows that fit (a key
 * other than the code) the last one counts.
 */
#ifndef YULU_CODES_CODES_H
#define YULU_CODES_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/day.h"
#include "base/err.h"
#include "base/str.h"

struct codes;

enum rc codes_open(const char *built, const char *overlay_dir, struct codes **out, struct err *err);
void codes_close(struct codes *c);
/* After fork(): the child opens the files anew (processes may not share an
 * open database); ids, columns and values stay as they are. */
enum rc codes_reopen(struct codes *c, struct err *err);

int codes_id(struct codes *c, struct sv name);
/* Is there a list behind the name? false for names with a form only ("missing" lists). */
bool codes_has_table(struct codes *c, int id);
const char *codes_edition(struct codes *c, int id);	/* "2022-01", "" when unknown */
bool codes_complete(struct codes *c, int id);
const char *codes_table_name(struct codes *c, int id);
int codes_column(struct codes *c, int id, struct sv column);	/* -1: no such column */
int codes_key(struct codes *c, int id);		/* column that holds the code; -1: no list */
size_t codes_n_columns(struct codes *c, int id);
const char *codes_column_name(struct codes *c, int id, int column);
/* Number of names; for lint and for listings. */
size_t codes_n_names(struct codes *c);
const char *codes_name(struct codes *c, int id);
const char *codes_name_zh(struct codes *c, int id);
const char *codes_name_en(struct codes *c, int id);
const char *codes_form(struct codes *c, int id);	/* XML Schema pattern of a code, "" when any will do */

bool codes_has(struct codes *c, int id, struct sv code, int32_t day);
/* One column of the row; false (and an empty value) when the code is not
 * found. The value lives until codes_close(). */
bool codes_get(struct codes *c, int id, struct sv code, int32_t day, int column, struct sv *value);

/* Lookups cannot say that the file broke under them: they find nothing, and
 * this keeps the first reason. RC_OK when all went well since codes_open(). */
enum rc codes_trouble(struct codes *c, struct err *err);

/* Days off and worked weekend days, from workday_cn. */
const struct day_calendar *codes_calendar(struct codes *c);

/*
 * Search, best first: exact code, code prefix, pinyin initials, name prefix,
 * part of the name, part of the initials, beginning, then part of the English
 * or another name. Case and full width do not matter, nor do points in a
 * number (8471.30). Empty query: all in code order. The row's values are in
 * the order of the table's columns and live until visit() returns; visit()
 * returns false to stop. The first search of a name reads the whole table.
 */
typedef bool codes_visit(void *ctx, const struct sv *values, size_t n);
enum rc codes_search(struct codes *c, int id, struct sv query, int32_t day, size_t limit,
    codes_visit *visit, void *ctx, struct err *err);

/* Adds the pinyin initials of a name: 示例进出口 → sljck, Latin letters and digits
 * in lower case. RC_PARSE: the table of initials is damaged. */
enum rc codes_initials(struct codes *c, struct sv name, struct str *out, struct err *err);

/*
 * Building and importing. csv has a header line whose first column is the key;
 * codes must be unique (together with valid_from), valid UTF-8, free of
 * control characters. Nothing is written when a line is wrong: the error names
 * file, line and remedy. Pinyin initials come from the character table and the
 * corrections inside the built file.
 *
 * table is one of the built file's tables (RC_NOTFOUND otherwise), and csv must
 * have all its columns, so that no rule falls silent; valid_from, valid_to and
 * the columns worked out from `elements` (sheet.h) need not be there. The
 * edition is that of a first line "#edition 2027-01", else the month in which
 * the file was last changed. An earlier import of the table is replaced; who
 * has the tables open sees the new one after codes_open().
 */
enum rc codes_import(const char *built, const char *overlay_dir, struct sv table, const char *csv_path, struct err *err);

#endif
