/*
 * The keymap file, HOME/keymap.ini: which keys an action has instead of its own.
 *
 *     [keys]
 *     row-insert = Ins M-i
 *     redraw =                     (no key)
 *
 * RC_PARSE with file and line: an action or a key that does not exist, a key
 * that two actions of one screen would have, an action named twice.
 */
#ifndef YULU_VIEW_KEYMAP_H
#define YULU_VIEW_KEYMAP_H

#include <stdbool.h>

#include "base/err.h"

struct keymap;

/* And what file_read() says; a file that does not exist is an empty one. */
enum rc keymap_load(const char *path, struct keymap **out, struct err *err);
void keymap_free(struct keymap *k);		/* takes NULL */
/* false: the file says nothing of this action. *key NULL: no key. */
bool keymap_find(const struct keymap *k, const char *id, const char **key, const char **second);

#endif
