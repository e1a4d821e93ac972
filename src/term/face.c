#include "term/face.h"

#include <stdio.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "term/term.h"
#include "view/script.h"

enum { SCRIPT_MAX_B = 16 << 20, SCRIPT_COLS = 80, SCRIPT_ROWS = 24, KEYS_COLS = 20, ID_COLS = 20 };

/* Without a terminal: 80 columns and 24 rows until the script says otherwise. */
static enum rc
follow(const struct cli *cli, struct view_setup *setup, struct err *err)
{
	struct str text = STR_INIT(SCRIPT_MAX_B), failed = STR_INIT(0);
	struct script_count count;
	struct view *view;
	enum rc rc = file_read(cli->script, SCRIPT_MAX_B, &text, err);

	setup->cols = SCRIPT_COLS;
	setup->rows = SCRIPT_ROWS;
	setup->ascii = strcmp(conf_get(cli->conf, "screen", "lines"), "ascii") == 0;
	if (rc == RC_OK)
		rc = view_open(setup, &view, err);
	if (rc == RC_OK) {
		rc = script_run(view, cli->script, str_sv(&text), &count, &failed, err);
		view_close(view);
	}
	if (rc == RC_OK)
		printf(_("%s: %zu lines, %zu keys\n"), cli->script, count.lines, count.keys);
	else if (rc == RC_STOP)
		fputs(str_z(&failed), stderr);
	str_clear(&text);
	str_clear(&failed);
	return rc;
}

int
face_screen(struct cli *cli, int64_t draft)
{
	char *keymap = file_join(conf_home(cli->conf), "keymap.ini");
	struct view_setup setup = {.keymap = keymap, .draft = draft, .first = view_first};
	struct err err = {0};
	enum rc rc;

	cli->later = draft == 0 && cli->script == NULL;
	rc = cli_desk(cli, &setup.desk, &err);
	if (rc == RC_OK)
		rc = cli->script != NULL ? follow(cli, &setup, &err) : term_run(&setup, cli->conf, &err);
	desk_close(setup.desk);
	mem_free(keymap);
	if (rc == RC_STOP)
		return EXIT_FINDINGS;
	return rc == RC_OK ? EXIT_DONE : cli_fail(&err);
}

/* ---- the table of keys ------------------------------------------------------------ */

static void
print_class(void *ctx, const struct screen_class *class)
{
	(void)ctx;
	printf("\n%s\n\n", class != NULL ? _(class->title) : _("Everywhere"));
}

static void
print_padded(const char *text, int cols)
{
	int width = text_width(sv_of(text));

	printf("%s%*s", text, width < cols ? cols - width : 1, "");
}

static void
print_action(void *ctx, const struct action *a, const char *key, const char *second, bool enabled)
{
	struct str keys = STR_INIT(256);

	(void)ctx;
	(void)enabled;
	str_addf(&keys, "%s%s%s", key != NULL ? key : "-", second != NULL ? " " : "", second != NULL ? second : "");
	printf("  ");
	print_padded(str_z(&keys), KEYS_COLS);
	print_padded(a->id, ID_COLS);
	printf("%s\n", _(a->help));
	str_clear(&keys);
}

int
face_keys(struct cli *cli)
{
	char *keymap = file_join(conf_home(cli->conf), "keymap.ini");
	struct err err = {0};
	enum rc rc;

	printf(_("Keys, the actions they are for, and what those do. Other keys: %s, with lines ACTION = KEY [KEY …] below [keys]."), keymap);
	putchar('\n');
	rc = view_all_actions(keymap, print_class, print_action, NULL, &err);
	mem_free(keymap);
	return rc == RC_OK ? EXIT_DONE : cli_fail(&err);
}
