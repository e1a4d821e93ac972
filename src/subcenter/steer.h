/*
 * The commands that steer a sub-center from beside, on the same home while the
 * server runs. A table: the help is made from it.
 */
#ifndef YULU_SUBCENTER_STEER_H
#define YULU_SUBCENTER_STEER_H

#include "base/out.h"
#include "subcenter/office.h"

struct steer {
	struct office *o;
	char **word;			/* after the command's name */
	int n_word;
	enum out_format format;
	const char *output;		/* -o */
	bool approve, production;
	struct str *to;			/* what is printed */
};

struct steer_command {
	const char *name, *usage, *help;
	int min, max;			/* words; max -1: any number */
	enum rc (*run)(struct steer *s, struct err *err);
};

const struct steer_command *steer_commands(size_t *n);
/* "2026-01-12T09:00:00+08:00", 20260112 (nine o'clock), +3d, -2h, +90s or now, for the office's clock. */
enum rc steer_set_clock(struct office *o, const char *when, struct err *err);

#endif
