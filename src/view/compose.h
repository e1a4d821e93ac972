/*
 * What a keyer types for several cells, or for a part of one, and back. Pure text.
 *
 *     1500  1500e  1500EUR  3%  25/t  25USD/t  -      a fee: mark 3 total, 1 rate, 2 a unit price; - none
 *     20 zx   20 22   20                               packs: a number and a kind, a code or words
 *     "00  9", 3, 1                                    part 3 of a positional string, blanks kept
 *     1-3,5   *                                        numbers of items; * all
 *     4|3|深沟单列|SAMPLE牌|6204|||                     declaration elements
 */
#ifndef YULU_VIEW_COMPOSE_H
#define YULU_VIEW_COMPOSE_H

#include <stdbool.h>

#include "base/str.h"

struct compose_fee {
	bool none;
	char mark;		/* '1' rate, '2' unit price, '3' total */
	char rate[40];
	char curr[4];		/* "": not typed */
};

/* False: no fee. Full width and lower case do not matter; e u c j h g are the usual currencies. */
bool compose_fee_parse(struct sv text, struct compose_fee *out);
/* As it would be typed; nothing when all are empty. */
void compose_fee_add(struct str *out, struct sv mark, struct sv rate, struct sv curr);

/* The number and what stands behind it, blanks taken off; kind may be empty. */
void compose_packs_split(struct sv text, struct sv *count, struct sv *kind);

/* Characters from … from + length - 1 (from 1) of whole; what is not there is left out. */
struct sv compose_slice(struct sv whole, int from, int length);
/* whole with part in their place: filled up with blanks on both sides. */
void compose_slice_put(struct sv whole, int from, int length, struct sv part, struct str *out);

/* "1-3,5" with sep ',' → "1,2,3,5"; "*": 1 … n. False: not such a list, a number of 0 or beyond n. */
bool compose_numbers(struct sv text, char sep, size_t n, struct str *out);
/* "1,2,3,5" → "1-3,5"; what is no such list as it is. */
void compose_numbers_fold(struct sv text, char sep, struct str *out);

/* Takes off the first part of a string of elements; *rest is {0} behind the last. */
struct sv compose_element(struct sv *rest);
size_t compose_n_elements(struct sv names);	/* parts joined by |; 0 of "" */

/* Line ends as a sign in an editor of one line, and back. */
void compose_show_lines(struct sv text, struct str *out);
void compose_store_lines(struct sv text, struct str *out);

#endif
