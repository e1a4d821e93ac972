/* The screen as the command line opens it: on the terminal, or following a script. */
#ifndef YULU_TERM_FACE_H
#define YULU_TERM_FACE_H

#include <stdint.h>

#include "cli/cli.h"

int face_screen(struct cli *cli, int64_t draft);
int face_keys(struct cli *cli);

#endif
