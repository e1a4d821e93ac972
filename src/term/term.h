/*
 * The terminal: ncursesw lives here only. Opens and closes it, turns what it
 * sends into struct key, shows the canvas, minds signals, runs the loop.
 *
 * Keys: both F-key dialects (xterm, VT220 as PuTTY sends it), Alt as Esc and a
 * key, bracketed paste, mouse. The terminal is restored whatever happens: end,
 * error, signal, out of memory, terminal gone; what is being typed is saved
 * before. A window that is too small says so and goes on when it grows.
 *
 * Signals are taken from a descriptor while the screen is open and stay
 * blocked: a child made meanwhile has to unblock them.
 *
 * RC_USAGE: no terminal, TERM unknown, a locale without UTF-8; the text says what to do.
 */
#ifndef YULU_TERM_TERM_H
#define YULU_TERM_TERM_H

#include "base/err.h"
#include "conf/conf.h"
#include "view/view.h"

/* Runs the view until it is done. setup's size and ascii are set from the
 * terminal. keymap and draft are the caller's. */
enum rc term_run(const struct view_setup *setup, const struct conf *conf, struct err *err);
/* Gives the terminal back as it was found, when there is no time for more: for the end of memory. */
void term_restore(void);

#endif
