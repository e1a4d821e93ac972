/*
 * The file of code tables, built or imported: SQLite, told by its
 * application id, never written again once it stands.
 *
 *     table_info   one row a table: names, edition, number of rows, columns
 *                  (tab-separated; the first is the key); n_row 0: no list
 *     t_ID         the table: its columns and "#initials", rows in key order
 *                  with rowids from 1
 *     name_info    code names                          (built file only)
 *     pinyin, pinyin_word   see pinyin.h               (built file only)
 *
 *     pack_begin(tmp, &db, &err); pack_add_table(db, …) …; pack_end(db, path, &err)
 */
#ifndef YULU_CODES_PACK_H
#define YULU_CODES_PACK_H

#include "base/err.h"
#include "codes/pinyin.h"
#include "codes/sheet.h"
#include "db/db.h"

struct pack_table {
	struct sv id, name_zh, name_en, source, note;
	bool complete;
};

/* Opens read-only; RC_NOTFOUND when there is no file, RC_PARSE when it is another kind of file. */
enum rc pack_open(const char *path, struct db **out, struct err *err);
/* A new empty file beside path, with the tables' frame. */
enum rc pack_begin(const char *path, struct db **out, struct err *err);
/* sheet NULL: no list is at hand. key[0..n_key) are columns besides the first that are looked up. */
enum rc pack_add_table(struct db *db, const struct pack_table *info, const struct sheet *sheet,
    const struct pinyin *pinyin, const struct sv *key, size_t n_key, struct err *err);
enum rc pack_add_pinyin(struct db *db, const struct pinyin *pinyin, struct err *err);
enum rc pack_read_pinyin(struct db *db, struct pinyin *pinyin, struct err *err);
/* Puts the finished file at path in one step and closes db. */
enum rc pack_end(struct db *db, const char *path, struct err *err);
/* Closes db and takes the unfinished file away. */
void pack_abandon(struct db *db);

#endif
