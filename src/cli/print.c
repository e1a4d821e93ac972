/* yulu print: the proof sheet of a draft. */
#include "base/i18n.h"
#include "cli/cli.h"
#include "desk/proof.h"

enum { SHEET_MAX_B = 64 << 20 };

static int
print_draft(struct cli *cli, struct desk *desk, int64_t id)
{
	const enum proof_format format = (cli->given & OPT_HTML) != 0 ? PROOF_HTML : PROOF_TEXT;
	struct str sheet = STR_INIT(SHEET_MAX_B);
	struct desk_draft *draft = NULL;
	struct err err = {0};
	int code;

	if (desk_draft_open(desk, id, DESK_READ, &draft, &err) != RC_OK || desk_proof(draft, format, 0, &sheet, &err) != RC_OK)
		code = cli_fail(&err);
	else
		code = cli_write(cli, str_sv(&sheet));
	desk_draft_close(draft);
	str_clear(&sheet);
	return code;
}

int
cli_print(struct cli *cli)
{
	struct desk *desk = NULL;
	struct err err = {0};
	size_t id;
	int code;

	if ((cli->given & OPT_HTML) != 0 && (cli->given & OPT_TEXT) != 0)
		return cli_usage(_("print wants --html or --text, not both"));
	if (!sv_to_size(sv_of(cli->word[0]), &id) || id == 0 || id > INT64_MAX)
		return cli_usage(_("print takes the number of a draft; `yulu list` shows them"));
	code = cli_desk(cli, &desk, &err) == RC_OK ? print_draft(cli, desk, (int64_t)id) : cli_fail(&err);
	desk_close(desk);
	return code;
}
