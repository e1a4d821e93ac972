/*
 * Tables for people and scripts: text, TSV, JSON, all from the same rows.
 *
 *     out_begin(&o, OUT_TSV, names, n, &buf); out_row(&o, values); out_end(&o);
 *
 * TSV: header line first, \t \n \\ escaped (CR as \r). JSON: one array of
 * objects with the same keys, all values strings except where OUT_NUMBER is
 * wanted by the column name's leading '#'. Text: columns aligned by width,
 * control characters made harmless.
 */
#ifndef YULU_BASE_OUT_H
#define YULU_BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum out_format { OUT_TEXT, OUT_TSV, OUT_JSON };

struct out {
	enum out_format format;
	const char *const *name;	/* borrowed */
	size_t n_col, n_row;
	struct str *to;			/* borrowed */
	struct str cells;		/* OUT_TEXT gathers first */
	size_t *end;
	size_t n_end, cap_end;
};

bool out_format_parse(const char *word, enum out_format *format);	/* text tsv json */
void out_begin(struct out *o, enum out_format format, const char *const *name, size_t n_col, struct str *to);
void out_row(struct out *o, const struct sv *value);
void out_end(struct out *o);
void out_add_tsv(struct str *to, struct sv v);		/* escaped, no separator */
void out_add_json(struct str *to, struct sv v);		/* with its quotes */

#endif
