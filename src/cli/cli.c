#include "cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

enum { COMMON = OPT_HOME | OPT_LANG | OPT_DAY, DEFAULT_LIMIT = 50 };

static int print_help(struct cli *cli);

static const struct cli_entry entries[] = {
	{"edit", "[N] [--script FILE]", N_("the screen, which opens without any command too; N: opens that draft at once"), OPT_SCRIPT, 0, 1, cli_edit},
	{"check", "[--stage save|declare] [--format text|tsv|json] [--strict] [--jobs K] FILE|N...",
	 N_("judge messages of any origin: what is wrong, where, what to do"), OPT_STAGE | OPT_FORMAT | OPT_STRICT | OPT_JOBS, 1, -1, cli_check},
	{"format", "FILE [-o FILE]", N_("write a message in the official order, nothing calculated"), OPT_OUTPUT, 1, 1, cli_format},
	{"codes", "TABLE [QUERY] [--limit K] [--format …] | --import TABLE FILE",
	 N_("look into a code table, or take a newer one"), OPT_LIMIT | OPT_FORMAT | OPT_IMPORT, 0, 2, cli_codes},
	{"spec", "MESSAGE --xsd|--html|--csv [-o FILE]", N_("the interface specification of a message"),
	 OPT_XSD | OPT_HTML | OPT_CSV | OPT_OUTPUT, 1, 1, cli_spec},
	{"lint", "[FILE...]", N_("mistakes in dictionaries, forms, rules and catalogue"), 0, 0, -1, cli_lint},
	{"forms", "[--format text|tsv|json]", N_("the business types"), OPT_FORMAT, 0, 0, cli_forms},
	{"new", "TYPE", N_("begin a draft; prints its number"), 0, 1, 1, cli_new},
	{"import", "FILE...", N_("make drafts of messages and archives; prints a number a line"), 0, 1, -1, cli_import},
	{"copy", "N", N_("make a draft of a draft"), 0, 1, 1, cli_copy},
	{"delete", "N", N_("put a draft into the bin"), 0, 1, 1, cli_delete},
	{"undelete", "N", N_("take a draft out of the bin"), 0, 1, 1, cli_undelete},
	{"list", "[--state S] [--find TEXT] [--limit K] [--format …]", N_("the drafts, youngest change first"),
	 OPT_STATE | OPT_FIND | OPT_LIMIT | OPT_FORMAT, 0, 0, cli_list},
	{"get", "N [PLACE]", N_("what a draft holds: place, tab, value"), OPT_OUTPUT, 1, 2, cli_get},
	{"set", "N PLACE VALUE [PLACE VALUE ...]", N_("set fields as one step; [+] in a place makes a row"), 0, 3, -1, cli_set},
	{"row", "N insert|delete|move PLACE [TO]", N_("change the rows of a table"), 0, 3, 4, cli_row},
	{"undo", "N", N_("take the last step back"), 0, 1, 1, cli_undo},
	{"redo", "N", N_("do again what was taken back"), 0, 1, 1, cli_redo},
	{"history", "N [PLACE] [--format …]", N_("what was changed when and by whom"), OPT_FORMAT | OPT_OUTPUT, 1, 2, cli_history},
	{"diff", "N M", N_("what differs between two drafts: place, old, new"), OPT_OUTPUT, 2, 2, cli_diff},
	{"export", "N [-o FILE|DIR]", N_("the message of a draft, as it is sent"), OPT_OUTPUT, 1, 1, cli_export},
	{"print", "N [--html|--text] [-o FILE]", N_("the proof sheet of a draft, for the client to confirm"),
	 OPT_HTML | OPT_TEXT | OPT_OUTPUT, 1, 1, cli_print},
	{"carry", "[N]", N_("carry a draft, or all, over to the newest edition; prints what found no place: number, place, value"),
	 OPT_OUTPUT, 0, 1, cli_carry},
	{"backup", "FILE", N_("all drafts and their files, checked, in one file"), 0, 1, 1, cli_backup},
	{"restore", "FILE", N_("a backup into an empty home"), 0, 1, 1, cli_restore},
	{"help", "[keys]", N_("this page; keys: what every key of the screen does"), 0, 0, 1, print_help},
};

enum { N_ENTRIES = sizeof entries / sizeof entries[0] };

static const struct {
	struct option option;
	enum cli_option bit;
} options[] = {
	{{"home", required_argument, NULL, 0}, OPT_HOME},
	{{"lang", required_argument, NULL, 0}, OPT_LANG},
	{{"day", required_argument, NULL, 0}, OPT_DAY},
	{{"stage", required_argument, NULL, 0}, OPT_STAGE},
	{{"format", required_argument, NULL, 0}, OPT_FORMAT},
	{{"strict", no_argument, NULL, 0}, OPT_STRICT},
	{{"jobs", required_argument, NULL, 0}, OPT_JOBS},
	{{"output", required_argument, NULL, 'o'}, OPT_OUTPUT},
	{{"limit", required_argument, NULL, 0}, OPT_LIMIT},
	{{"import", required_argument, NULL, 0}, OPT_IMPORT},
	{{"xsd", no_argument, NULL, 0}, OPT_XSD},
	{{"html", no_argument, NULL, 0}, OPT_HTML},
	{{"csv", no_argument, NULL, 0}, OPT_CSV},
	{{"text", no_argument, NULL, 0}, OPT_TEXT},
	{{"state", required_argument, NULL, 0}, OPT_STATE},
	{{"find", required_argument, NULL, 0}, OPT_FIND},
	{{"script", required_argument, NULL, 0}, OPT_SCRIPT},
};

enum { N_OPTIONS = sizeof options / sizeof options[0] };

/* ---- help ------------------------------------------------------------------- */

static int
print_help(struct cli *cli)
{
	if (cli->n_word > 0)
		return strcmp(cli->word[0], "keys") == 0 ? cli->face->keys(cli) : cli_usage(_("help is for the keys of the screen (help keys) or for all commands"));
	printf("%s\n\n", _("yulu: the terminal client for customs pre-entry (预录入)"));
	for (size_t i = 0; i < N_ENTRIES; i++)
		printf("  yulu %s %s\n      %s\n", entries[i].name, entries[i].usage, _(entries[i].help));
	printf("\n%s\n", _("Common: --home DIR  --lang zh|en  --day YYYYMMDD (the document's day); FILE \"-\" is standard input; digits alone are a draft, ./41 is a file"));
	printf("%s\n", _("Exit: 0 done, 1 findings or refused, 2 file unreadable, 3 waiting, 64 wrong use, 65 locked, 70 internal, 74 disk"));
	return EXIT_DONE;
}

int
cli_usage(const char *text)
{
	fprintf(stderr, "yulu: %s\n", text);
	fprintf(stderr, "%s\n", _("`yulu help` shows how it is used"));
	return EXIT_USAGE;
}

int
cli_fail(const struct err *err)
{
	static const struct {
		enum rc rc;
		int code;
	} map[] = {
		{RC_NOTFOUND, EXIT_UNREADABLE}, {RC_DENIED, EXIT_UNREADABLE}, {RC_IO, EXIT_UNREADABLE}, {RC_LIMIT, EXIT_UNREADABLE},
		{RC_PARSE, EXIT_FINDINGS}, {RC_EXISTS, EXIT_FINDINGS}, {RC_RANGE, EXIT_FINDINGS}, {RC_BUSY, EXIT_LOCKED},
		{RC_FULL, EXIT_DISK}, {RC_USAGE, EXIT_USAGE},
	};

	fprintf(stderr, "yulu: %s\n", err->text);
	for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
		if (map[i].rc == err->rc)
			return map[i].code;
	return EXIT_INTERNAL;
}

/* ---- options ------------------------------------------------------------------ */

static int
take_number(const char *text, long min, long max, long *out)
{
	size_t n;

	if (!sv_to_size(sv_of(text), &n) || n < (size_t)min || n > (size_t)max)
		return EXIT_USAGE;
	*out = (long)n;
	return EXIT_DONE;
}

static int
take_value(struct cli *cli, enum cli_option bit, const char *value)
{
	switch (bit) {
	case OPT_HOME:
		cli->home = value;
		return EXIT_DONE;
	case OPT_LANG:
		cli->lang = value;
		return strcmp(value, "zh") == 0 || strcmp(value, "en") == 0 ? EXIT_DONE : cli_usage(_("--lang is zh or en"));
	case OPT_DAY:
		cli->day = day_parse_8(sv_of(value));
		return cli->day != DAY_NONE ? EXIT_DONE : cli_usage(_("--day is a day of eight digits, yyyyMMdd"));
	case OPT_STAGE:
		cli->stage = value;
		return strcmp(value, "save") == 0 || strcmp(value, "declare") == 0 ? EXIT_DONE : cli_usage(_("--stage is save or declare"));
	case OPT_FORMAT:
		return out_format_parse(value, &cli->format) ? EXIT_DONE : cli_usage(_("--format is text, tsv or json"));
	case OPT_JOBS:
		return take_number(value, 1, 64, &cli->jobs) == EXIT_DONE ? EXIT_DONE : cli_usage(_("--jobs is a number from 1 to 64"));
	case OPT_LIMIT:
		return take_number(value, 1, 1000000, &cli->limit) == EXIT_DONE ? EXIT_DONE : cli_usage(_("--limit is a number from 1"));
	case OPT_OUTPUT:
		cli->output = value;
		return EXIT_DONE;
	case OPT_SCRIPT:
		cli->script = value;
		return EXIT_DONE;
	case OPT_IMPORT:
		cli->import = value;
		return EXIT_DONE;
	case OPT_STATE:
		cli->state = value;
		return EXIT_DONE;
	case OPT_FIND:
		cli->find = value;
		return EXIT_DONE;
	case OPT_STRICT:
		cli->strict = true;
		return EXIT_DONE;
	case OPT_XSD:
	case OPT_HTML:
	case OPT_CSV:
	case OPT_TEXT:
		return EXIT_DONE;
	}
	return EXIT_INTERNAL;
}

static int
read_options(struct cli *cli, const struct cli_entry *entry, int argc, char **argv)
{
	struct option long_option[N_OPTIONS + 1] = {{0}};
	int c, at = -1;

	for (size_t i = 0; i < N_OPTIONS; i++)
		long_option[i] = options[i].option;
	opterr = 0;
	while ((c = getopt_long(argc, argv, "o:", long_option, &at)) != -1) {
		int rc;

		if (c == '?' || c == ':')
			return cli_usage(_("unknown option, or its value is missing"));
		for (size_t i = 0; c == 'o' && i < N_OPTIONS; i++)
			if (options[i].bit == OPT_OUTPUT)
				at = (int)i;
		if ((options[at].bit & (entry->options | COMMON)) == 0) {
			fprintf(stderr, "yulu %s: --%s\n", entry->name, options[at].option.name);
			return cli_usage(_("this command does not take that option"));
		}
		cli->given |= options[at].bit;
		rc = take_value(cli, options[at].bit, optarg);
		if (rc != EXIT_DONE)
			return rc;
	}
	cli->word = argv + optind;
	cli->n_word = argc - optind;
	if (cli->n_word < entry->min_words || (entry->max_words >= 0 && cli->n_word > entry->max_words)) {
		fprintf(stderr, "yulu %s %s\n", entry->name, entry->usage);
		return cli_usage(_("too few or too many words"));
	}
	return EXIT_DONE;
}

/* ---- where things lie -------------------------------------------------------------- */

/* In place (the build directory holds share/yulu beside the program), else as installed. */
static char *
find_share(const char *under, const char *probe, const char *installed)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	char *slash, *dir, *file;
	bool there;

	if (n <= 0)
		return mem_strdup(installed);
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	*slash = '\0';
	dir = file_join(exe, under);
	file = file_join(dir, probe);
	there = file_exists(file);
	mem_free(file);
	if (there)
		return dir;
	mem_free(dir);
	return mem_strdup(installed);
}

enum rc
cli_desk(struct cli *cli, struct desk **desk, struct err *err)
{
	struct desk_setup setup = {.conf = cli->conf, .data_dir = cli->data_dir, .day = cli->day, .later = cli->later};

	return desk_open(&setup, desk, err);
}

enum rc
cli_read(const struct cli *cli, const char *path, struct str *bytes, struct err *err)
{
	long max_mb = conf_int(cli->conf, "check", "max_message_mb");
	enum rc rc = file_read(path, (size_t)max_mb << 20, bytes, err);

	if (rc == RC_LIMIT)
		err_set(err, RC_LIMIT, _("%s is larger than %ld MiB, the most that is read: split it, or raise max_message_mb in yulu.ini"),
		    path, max_mb);
	return rc;
}

int
cli_write(const struct cli *cli, struct sv bytes)
{
	struct err err = {0};

	if (cli->output != NULL && strcmp(cli->output, "-") != 0) {
		if (file_write(cli->output, bytes, 0644, &err) != RC_OK)
			return err.rc == RC_FULL ? cli_fail(&err) : (cli_fail(&err), EXIT_DISK);
		return EXIT_DONE;
	}
	if (fwrite(bytes.p, 1, bytes.n, stdout) != bytes.n || fflush(stdout) != 0) {
		err_errno(&err, _("standard output"));
		cli_fail(&err);
		return EXIT_DISK;
	}
	return EXIT_DONE;
}

/* ---- start ---------------------------------------------------------------------------- */

static int
start(const struct cli_entry *entry, int argc, char **argv, const struct cli_face *face)
{
	struct cli cli = {.face = face, .day = DAY_NONE, .jobs = 0, .limit = DEFAULT_LIMIT};
	char *data = find_share("share/yulu", "codes.sqlite", YULU_DATADIR);
	char *locale = find_share("share/locale", "zh_CN/LC_MESSAGES/yulu.mo", YULU_LOCALEDIR);
	struct err err = {0};
	int code;

	i18n_start(NULL, locale);
	cli.data_dir = data;
	code = read_options(&cli, entry, argc, argv);
	if (code != EXIT_DONE)
		goto out;
	if (cli.lang != NULL)
		i18n_start(cli.lang, locale);
	if (entry->run == print_help && cli.n_word == 0) {	/* also with broken settings */
		code = print_help(&cli);
		goto out;
	}
	if (conf_open(cli.home, &cli.conf, &err) != RC_OK) {
		code = cli_fail(&err);
		goto out;
	}
	if (cli.lang == NULL && strcmp(conf_get(cli.conf, "general", "lang"), "auto") != 0)
		i18n_start(conf_get(cli.conf, "general", "lang"), locale);
	code = entry->run(&cli);
out:
	conf_close(cli.conf);
	mem_free(data);
	mem_free(locale);
	return code;
}

/* Common options may stand before the command too: puts the command first. */
static void
command_first(int argc, char **argv)
{
	int at = 1;
	char *command;

	while (at < argc) {
		bool common = false;

		for (size_t i = 0; i < N_OPTIONS && !common; i++) {
			size_t n = strlen(options[i].option.name);

			if ((options[i].bit & COMMON) == 0 || strncmp(argv[at], "--", 2) != 0
			    || strncmp(argv[at] + 2, options[i].option.name, n) != 0)
				continue;
			if (argv[at][2 + n] == '=' || argv[at][2 + n] == '\0') {
				common = true;
				at += argv[at][2 + n] == '=' ? 1 : 2;
			}
		}
		if (!common)
			break;
	}
	if (at <= 1 || at >= argc)
		return;
	command = argv[at];
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof argv[0]);
	argv[1] = command;
}

/* Options alone, or nothing at all: the screen. */
static bool
is_screen(int argc, char **argv)
{
	return argc < 2 || (strncmp(argv[1], "--", 2) == 0 && strcmp(argv[1], "--help") != 0 && strcmp(argv[1], "--version") != 0);
}

int
cli_main(int argc, char **argv, const struct cli_face *face)
{
	const char *name;
	char *locale;

	command_first(argc, argv);
	name = is_screen(argc, argv) ? "edit" : argv[1];
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";

	for (size_t i = 0; i < N_ENTRIES; i++)
		if (strcmp(entries[i].name, name) == 0)
			return is_screen(argc, argv) ? start(&entries[i], argc, argv, face) : start(&entries[i], argc - 1, argv + 1, face);
	locale = find_share("share/locale", "zh_CN/LC_MESSAGES/yulu.mo", YULU_LOCALEDIR);
	i18n_start(NULL, locale);
	mem_free(locale);
	if (strcmp(name, "--version") == 0) {
		puts("yulu " YULU_VERSION);
		return EXIT_DONE;
	}
	fprintf(stderr, "yulu %s\n", name);
	return cli_usage(_("there is no such command"));
}
