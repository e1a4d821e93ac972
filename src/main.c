#include <unistd.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "term/face.h"
#include "term/term.h"

static void
out_of_memory(void)
{
	static const char words[] = "yulu: out of memory\n";

	term_restore();
	if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
		_exit(EXIT_INTERNAL);
	_exit(EXIT_INTERNAL);
}

int
main(int argc, char **argv)
{
	static const struct cli_face face = {.screen = face_screen, .keys = face_keys};

	mem_on_exhausted(out_of_memory);
	return cli_main(argc, argv, &face);
}
