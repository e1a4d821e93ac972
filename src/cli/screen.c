/* The screen, opened from the command line. */
#include "base/i18n.h"
#include "cli/cli.h"

int
cli_edit(struct cli *cli)
{
	size_t draft = 0;

	if (cli->n_word > 0 && (!sv_to_size(sv_of(cli->word[0]), &draft) || draft == 0 || draft > INT64_MAX))
		return cli_usage(_("edit takes the number of a draft; `yulu list` shows them"));
	return cli->face->screen(cli, (int64_t)draft);
}
