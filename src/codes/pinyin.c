#include "codes/pinyin.h"

#include <stdlib.h>

#include "base/text.h"

enum { EXT_A_FIRST = 0x3400, EXT_A_LAST = 0x4DBF, UNIFIED_FIRST = 0x4E00, UNIFIED_LAST = 0x9FFF,
	N_EXT_A = EXT_A_LAST - EXT_A_FIRST + 1 };

uint32_t pinyin_char(size_t i)
{
	return i < N_EXT_A ? EXT_A_FIRST + (uint32_t)i : UNIFIED_FIRST + (uint32_t)(i - N_EXT_A);
}

static char letter_of(const struct pinyin *p, uint32_t cp)
{
	if (cp >= EXT_A_FIRST && cp <= EXT_A_LAST)
		return p->letters[cp - EXT_A_FIRST];
	if (cp >= UNIFIED_FIRST && cp <= UNIFIED_LAST)
		return p->letters[N_EXT_A + cp - UNIFIED_FIRST];
	return PINYIN_NONE;
}

void pinyin_set_letters(struct pinyin *p, const char *letters)
{
	p->letters = arena_dup(&p->arena, letters, PINYIN_N_CHAR);
}

bool pinyin_add_word(struct pinyin *p, struct sv word, struct sv initials)
{
	struct pinyin_word *w;

	if (word.n == 0 || text_len_ch(word) != initials.n)
		return false;
	for (size_t i = 0; i < initials.n; i++)
		if (initials.p[i] < 'a' || initials.p[i] > 'z')
			return false;
	if (p->n_word == p->cap_word)
		p->word = mem_grow(p->word, &p->cap_word, sizeof *p->word);
	w = &p->word[p->n_word++];
	w->word = (struct sv){arena_dup(&p->arena, word.p, word.n), word.n};
	w->initials = (struct sv){arena_dup(&p->arena, initials.p, initials.n), initials.n};
	return true;
}

static int compare_words(const void *a, const void *b)
{
	return sv_cmp(((const struct pinyin_word *)a)->word, ((const struct pinyin_word *)b)->word);
}

void pinyin_sort(struct pinyin *p)
{
	if (p->n_word > 0)
		qsort(p->word, p->n_word, sizeof *p->word, compare_words);
}

/* The longest word that rest begins with. Words are sorted, so all words with
 * the same first character stand together and a longer one behind its prefix. */
static const struct pinyin_word *longest_word(const struct pinyin *p, struct sv rest, size_t first_b)
{
	const struct pinyin_word *best = NULL;
	const struct sv first = {rest.p, first_b};
	size_t lo = 0, hi = p->n_word;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (sv_cmp(p->word[mid].word, first) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < p->n_word && sv_starts(p->word[lo].word, first); lo++)
		if (sv_starts(rest, p->word[lo].word))
			best = &p->word[lo];
	return best;
}

static void add_char(const struct pinyin *p, uint32_t cp, struct str *out)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if ((cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9'))
		str_addc(out, (char)cp);
	else if (cp >= 'A' && cp <= 'Z')
		str_addc(out, (char)(cp - 'A' + 'a'));
	else if (letter_of(p, cp) != PINYIN_NONE)
		str_addc(out, letter_of(p, cp));
}

void pinyin_add_initials(const struct pinyin *p, struct sv name, struct str *out)
{
	const size_t end = out->len_b + PINYIN_MAX_B;

	while (name.n > 0 && out->len_b < end) {
		uint32_t cp;
		size_t used = text_decode(name.p, name.n, &cp);
		const struct pinyin_word *w = text_is_han(cp) ? longest_word(p, name, used) : NULL;

		if (w != NULL) {
			str_add(out, w->initials);
			used = w->word.n;
		} else {
			add_char(p, cp, out);
		}
		name.p += used;
		name.n -= used;
	}
}

void pinyin_clear(struct pinyin *p)
{
	mem_free(p->word);
	arena_free(&p->arena);
	*p = (struct pinyin){0};
}
