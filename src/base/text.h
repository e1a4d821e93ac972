/*
 * UTF-8 text: validity, the three lengths, what may be shown.
 *
 *     len_b   bytes of UTF-8
 *     len_gb  customs' length: ASCII 1, any other character 2
 *     len_ch  characters (code points)
 *     width   terminal columns
 */
#ifndef YULU_BASE_TEXT_H
#define YULU_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Decodes one character; returns its bytes (1..4). An invalid byte gives
 * U+FFFD and 1. n must be at least 1. */
size_t text_decode(const char *p, size_t n_b, uint32_t *cp);
size_t text_encode(uint32_t cp, char out[4]);
/* Valid UTF-8 (no surrogates, no overlong forms, up to U+10FFFF)? at (may be
 * NULL) gets the offset of the first bad byte. */
bool text_valid(struct sv s, size_t *at);
size_t text_len_gb(struct sv s);
size_t text_len_ch(struct sv s);
int text_width(struct sv s);			/* own table: wide 2, combining 0, ambiguous 1 */
int text_width_cp(uint32_t cp);
/* Control or invisible: Unicode Cc and Cf. */
bool text_is_control(uint32_t cp);
bool text_has_control(struct sv s);
bool text_is_han(uint32_t cp);
/* Adds s to out fit for a terminal, a message or a table cell: control and
 * invisible characters become U+FFFD, invalid bytes too; cut with … when it
 * is wider than max_width (0: not cut). */
void text_add_clean(struct str *out, struct sv s, int max_width);
/* Adds s with full-width ASCII (U+FF01..FF5E, U+3000) as half-width. */
void text_add_half(struct str *out, struct sv s);
void text_add_upper(struct str *out, struct sv s);	/* ASCII only */

#endif
