/*
 * The terminal: ncursesw lives here only. Opens and closes it, turns what it
 * sends into struct key, shows the canvas, minds signals, runs the loop.
 *
 * Keys: both F-key dialects (xterm, VT220 as PuTTY sends it), Alt as Esc and a
 * key, bracketed paste, mouse. The terminal is restored whatever happens: end,
 * error, signal, out of memory, terminal gone.
 *
 * RC_USAGE: no terminal, TERM unknown or too small; the text says what to do.
 */
#ifndef YULU_TERM_TERM_H
#define YULU_TERM_TERM_H

#include "base/err.h"
#include "conf/conf.h"
#include "view/view.h"

/* Runs the view until it is done. setup's size and ascii are set from the
 * terminal. keymap and draft are the caller's. */
enum rc term_run(const struct view_setup *setup, const struct conf *conf, struct err *err);

#endif
