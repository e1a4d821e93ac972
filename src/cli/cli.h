/*
 * Subcommands as a table of entries. `yulu SUBCOMMAND [options] …`.
 *
 * Exit codes: 0 done, 1 findings or refused, 2 file unreadable, 3 waiting,
 * 64 wrong use, 65 locked by another, 70 internal, 74 disk.
 */
#ifndef YULU_CLI_CLI_H
#define YULU_CLI_CLI_H

#include "base/err.h"
#include "base/out.h"
#include "conf/conf.h"
#include "desk/desk.h"

enum cli_exit { EXIT_DONE = 0, EXIT_FINDINGS = 1, EXIT_UNREADABLE = 2, EXIT_WAITING = 3, EXIT_USAGE = 64, EXIT_LOCKED = 65,
	EXIT_INTERNAL = 70, EXIT_DISK = 74 };

/* Every option of every subcommand; a subcommand says which it takes. */
enum cli_option {
	OPT_HOME = 1, OPT_LANG = 2, OPT_DAY = 4,	/* common to all */
	OPT_STAGE = 8, OPT_FORMAT = 16, OPT_STRICT = 32, OPT_JOBS = 64, OPT_OUTPUT = 128, OPT_LIMIT = 256, OPT_IMPORT = 512,
	OPT_XSD = 1024, OPT_HTML = 2048, OPT_CSV = 4096, OPT_STATE = 8192, OPT_FIND = 16384,
	OPT_SCRIPT = 32768, OPT_TEXT = 65536,
};

struct cli;

/* What lies above the command line; main gives it. Exit codes. */
struct cli_face {
	int (*screen)(struct cli *cli, int64_t draft);	/* draft 0: home; follows cli->script when there is one */
	int (*keys)(struct cli *cli);			/* prints the keys of all actions */
};

struct cli {
	const struct cli_face *face;
	struct conf *conf;
	const char *data_dir;
	int32_t day;			/* DAY_NONE: not given */
	const char *home, *lang, *output, *import, *state, *find, *script;
	enum out_format format;
	const char *stage;		/* NULL: not given */
	bool strict, later;		/* later: the desk is opened with `later` */
	unsigned given;			/* bits of enum cli_option */
	long jobs, limit;
	char **word;			/* what is no option */
	int n_word;
};

struct cli_entry {
	const char *name, *usage;	/* usage behind the name */
	const char *help;		/* N_() */
	unsigned options;		/* besides the common ones */
	int min_words, max_words;	/* -1: any number */
	int (*run)(struct cli *cli);
};

int cli_main(int argc, char **argv, const struct cli_face *face);

/* For the entries. */
int cli_fail(const struct err *err);		/* prints to standard error, returns the exit code */
int cli_usage(const char *text);		/* wrong use */
enum rc cli_desk(struct cli *cli, struct desk **desk, struct err *err);
/* A message or an archive of the size that the settings allow. The error names the file. */
enum rc cli_read(const struct cli *cli, const char *path, struct str *bytes, struct err *err);
/* To standard output, or to the file of -o; EXIT_DONE or what went wrong. */
int cli_write(const struct cli *cli, struct sv bytes);

int cli_check(struct cli *cli);
int cli_format(struct cli *cli);
int cli_codes(struct cli *cli);
int cli_spec(struct cli *cli);
int cli_lint(struct cli *cli);
int cli_forms(struct cli *cli);
int cli_new(struct cli *cli);
int cli_copy(struct cli *cli);
int cli_delete(struct cli *cli);
int cli_undelete(struct cli *cli);
int cli_import(struct cli *cli);
int cli_export(struct cli *cli);
int cli_list(struct cli *cli);
int cli_get(struct cli *cli);
int cli_set(struct cli *cli);
int cli_row(struct cli *cli);
int cli_undo(struct cli *cli);
int cli_redo(struct cli *cli);
int cli_history(struct cli *cli);
int cli_diff(struct cli *cli);
int cli_carry(struct cli *cli);
int cli_backup(struct cli *cli);
int cli_restore(struct cli *cli);
int cli_edit(struct cli *cli);
int cli_print(struct cli *cli);

#endif
