/*
 * Keys as screens see them: one struct for what a keyboard, a mouse, a paste
 * or a script sends. Names (key_parse, key_add_name) are those of --script and of
 * the keymap file: F1 … F12 Enter Tab S-Tab Esc Up Down Left Right PgUp PgDn
 * Home End Ins Del Bksp Space C-x M-x, and a single character for itself.
 */
#ifndef YULU_VIEW_KEY_H
#define YULU_VIEW_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum key_code {
	K_NONE, K_CHAR, K_ENTER, K_TAB, K_BACKTAB, K_ESC, K_UP, K_DOWN, K_LEFT, K_RIGHT, K_PGUP, K_PGDN, K_HOME, K_END,
	K_INS, K_DEL, K_BKSP, K_F1, K_F2, K_F3, K_F4, K_F5, K_F6, K_F7, K_F8, K_F9, K_F10, K_F11, K_F12,
	K_PASTE,		/* text between bracketed paste marks, as it came */
	K_MOUSE,		/* x, y; button 1 pressed, 4 and 5 the wheel */
};

struct key {
	enum key_code code;
	bool ctrl, alt;		/* C-a is {K_CHAR, .ctrl, .ch = 'a'} */
	uint32_t ch;
	struct sv paste;
	int x, y, button;
};

/* One name; false: no such key. */
bool key_parse(struct sv name, struct key *key);
void key_add_name(const struct key *key, struct str *out);
bool key_same(const struct key *a, const struct key *b);	/* code, ch, modifiers */

#endif
