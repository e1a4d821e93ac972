#include <unistd.h>

#include "base/mem.h"
#include "cli/cli.h"

static void
out_of_memory(void)
{
	static const char words[] = "yulu: out of memory\n";

	if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
		_exit(EXIT_INTERNAL);
	_exit(EXIT_INTERNAL);
}

int
main(int argc, char **argv)
{
	mem_on_exhausted(out_of_memory);
	return cli_main(argc, argv);
}
