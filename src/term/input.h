/*
 * What a terminal sends, as keys: pure, without a terminal.
 *
 * Understood whatever TERM says: xterm's sequences (CSI and SS3, with
 * modifiers), VT220's (CSI number ~, as PuTTY sends F1 … F4), those of the Linux
 * console (CSI [ A), keypads in both modes, Alt as Esc and a key, bracketed
 * paste, SGR mouse. Bytes that are no UTF-8 give U+FFFD. A sequence may come in
 * any number of pieces; one that stays unfinished is given up by input_late().
 *
 *     input_feed(&in, bytes, n, on_key, ctx)
 *     poll for at most input_wait_ms(&in); nothing came: input_late(&in, on_key, ctx)
 */
#ifndef YULU_TERM_INPUT_H
#define YULU_TERM_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "view/key.h"

enum { INPUT_ESC_MS = 50, INPUT_PASTE_MS = 10000, INPUT_PASTE_MAX_B = 16 << 20, INPUT_SEQUENCE_MAX_B = 48 };

struct input {
	char begun[INPUT_SEQUENCE_MAX_B];
	size_t n;
	bool pastes;		/* between the marks of a bracketed paste */
	bool too_large;		/* a paste above INPUT_PASTE_MAX_B was dropped; the caller says so and clears it */
	struct str paste;
};

typedef void input_on_key(void *ctx, const struct key *key);

void input_init(struct input *in);
void input_free(struct input *in);
void input_feed(struct input *in, const char *bytes, size_t n, input_on_key *on_key, void *ctx);
/* How long to wait for the rest of what has begun; -1: nothing has. */
int input_wait_ms(const struct input *in);
/* The rest did not come: Esc is Esc, half a sequence is nothing, a paste ends here. */
void input_late(struct input *in, input_on_key *on_key, void *ctx);

#endif
