/* The test screen on a terminal: tests/term/terminal.c runs it. */
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "term/term.h"
#include "view/host.h"

static void
out_of_memory(void)
{
	term_restore();
	_exit(70);
}

int
main(void)
{
	struct view_setup setup = {.first = host_first};
	struct conf *conf = NULL;
	struct err err = {0};
	enum rc rc;

	mem_on_exhausted(out_of_memory);
	i18n_start(NULL, "/nonexistent");
	rc = conf_open(NULL, &conf, &err);
	if (rc == RC_OK)
		rc = term_run(&setup, conf, &err);
	conf_close(conf);
	if (rc != RC_OK)
		fprintf(stderr, "host: %s\n", err.text);
	return rc == RC_OK ? 0 : 64;
}
