/*
 * A code table on its way in: a CSV file read whole and checked.
 *
 *     #edition 2026-08                    optional; else the file's month
 *     code,name_zh,…,valid_from,valid_to
 *
 * The first column is the key. Column names are a-z 0-9 _; rows have as many
 * fields as the header; keys are not empty; all text is valid UTF-8 without
 * control characters, blanks around it are taken off; days are yyyyMMdd or
 * yyyy-MM-dd; no two rows of one key are valid on the same day. Every error
 * names file, line and remedy (RC_PARSE, RC_LIMIT, and those of file_read).
 *
 *     sheet_read(&s, path, &err)
 *     sheet_join(&s, &part, &err), sheet_derive(&s)
 *     sheet_sort(&s, &err)              by key and first day
 *     sheet_clear(&s)                   also after a failure
 */
#ifndef YULU_CODES_SHEET_H
#define YULU_CODES_SHEET_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	SHEET_MAX_B = 64 << 20,
	SHEET_MAX_ROW = 1000000,
	SHEET_MAX_COLUMN = 64,
	SHEET_MAX_KEY_B = 64,
	SHEET_MAX_NAME_B = 40,		/* of tables and columns */
};

struct sheet_row {
	struct sv *v;			/* one per column */
	size_t line;
	int32_t from, to;		/* DAY_NONE / INT32_MAX when open */
};

struct sheet {
	const char *path;		/* borrowed */
	struct sv *column;
	size_t n_column, header_line;
	struct sheet_row *row;
	size_t n_row, cap_row;
	char edition[8];		/* yyyy-MM */
	struct arena arena;
};

/* a-z 0-9 _, begins with a letter, at most SHEET_MAX_NAME_B. */
bool sheet_name_ok(struct sv name);
/* yyyy-MM with a real month. */
bool sheet_edition_ok(struct sv text);
enum rc sheet_read(struct sheet *s, const char *path, struct err *err);
int sheet_column(const struct sheet *s, const char *name);	/* -1: none */
/* Adds part's columns to the rows with the same key; every key of part must be in s. */
enum rc sheet_join(struct sheet *s, const struct sheet *part, struct err *err);
/*
 * Columns that are worked out: from `elements` (names of declaration elements
 * joined by |) come
 *     n_elements        how many
 *     n_needed          how many up to the last one that is not GTIN, CAS, 其他
 *     brand_place       place of the brand, from 1, empty when there is none
 *     has_name_element  1 when one of them is the name of the goods (品名), else 0
 * They replace columns of that name.
 */
void sheet_derive(struct sheet *s);
bool sheet_is_derived(struct sv column);
enum rc sheet_sort(struct sheet *s, struct err *err);
void sheet_clear(struct sheet *s);

#endif
