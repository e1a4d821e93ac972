/*
 * Scripts: keys and commands from a file, a line each, on a view without a
 * terminal. What brokers send with a fault report, and how most screens are tested.
 *
 *     key NAME…            type TEXT             paste FILE        size COLS ROWS     day YYYYMMDD
 *     wait TEXT [MS]       expect TEXT           :dump FILE        quit               # comment
 *
 * The view is idle between commands until nothing is left to do. A wait or
 * expect that fails prints line and screen; script_run then returns RC_STOP.
 * RC_PARSE: a line that is no command, with file and line.
 */
#ifndef YULU_VIEW_SCRIPT_H
#define YULU_VIEW_SCRIPT_H

#include "base/err.h"
#include "base/str.h"
#include "view/view.h"

struct script_count {
	size_t keys;		/* as a person presses them; a Chinese character counts 3 */
	size_t lines;
};

/* failed: what a failed wait or expect has to show. */
enum rc script_run(struct view *view, const char *path, struct sv text, struct script_count *count, struct str *failed, struct err *err);

#endif
