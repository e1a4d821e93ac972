/*
 * Pinyin initials of Chinese names: 厦门关区 -> xmgq.
 *
 * A table gives one letter for each Han character of the two blocks in use
 * (U+3400..4DBF, U+4E00..9FFF); words whose reading it does not know stand in
 * a list of corrections, the longest word wins. Latin letters and digits stay,
 * in lower case; everything else is left out.
 *
 *     struct pinyin p = {0};
 *     pinyin_set_letters(&p, letters); pinyin_add_word(&p, word, initials); …
 *     pinyin_sort(&p);
 *     pinyin_add_initials(&p, name, &out);
 *     pinyin_clear(&p);
 */
#ifndef YULU_CODES_PINYIN_H
#define YULU_CODES_PINYIN_H

#include "base/mem.h"
#include "base/str.h"

enum {
	PINYIN_N_CHAR = 0x4DBF - 0x3400 + 1 + 0x9FFF - 0x4E00 + 1,
	PINYIN_NONE = '-',		/* letter of a character without a known reading */
	PINYIN_MAX_B = 48,		/* initials of a name are cut here */
};

struct pinyin_word {
	struct sv word, initials;	/* one letter per character of the word */
};

struct pinyin {
	const char *letters;		/* PINYIN_N_CHAR of them */
	struct pinyin_word *word;
	size_t n_word, cap_word;
	struct arena arena;
};

/* The i-th character of the table, 0 <= i < PINYIN_N_CHAR. */
uint32_t pinyin_char(size_t i);
/* Copies PINYIN_N_CHAR letters. */
void pinyin_set_letters(struct pinyin *p, const char *letters);
/* false when initials are not one small letter for each character of word. */
bool pinyin_add_word(struct pinyin *p, struct sv word, struct sv initials);
void pinyin_sort(struct pinyin *p);
void pinyin_add_initials(const struct pinyin *p, struct sv name, struct str *out);
void pinyin_clear(struct pinyin *p);

#endif
