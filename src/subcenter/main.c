/* yulu-subcenter: a sandbox data sub-center on loopback. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "subcenter/serve.h"
#include "subcenter/sql.h"
#include "subcenter/steer.h"

enum { CODE_DONE = 0, CODE_REFUSED = 1, CODE_UNREADABLE = 2, CODE_USAGE = 64, CODE_LOCKED = 65, CODE_INTERNAL = 70, CODE_DISK = 74 };
enum { DEFAULT_PORT = 8443, PORT_MAX = 65535 };

struct options {
	const char *home, *scenario, *clock, *output, *lang;
	size_t port;
	enum out_format format;
	bool approve, production;
};

static void out_of_memory(void)
{
	static const char words[] = "yulu-subcenter: out of memory\n";

	if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
		_exit(CODE_INTERNAL);
	_exit(CODE_INTERNAL);
}

/* Beside the program as it is built, else where it was installed. */
static char *find_share(const char *under, const char *probe, const char *installed)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	char *dir, *file;
	bool there;

	if (n <= 0)
		return mem_strdup(installed);
	exe[n] = '\0';
	*strrchr(exe, '/') = '\0';
	dir = file_join(exe, under);
	file = file_join(dir, probe);
	there = file_exists(file);
	mem_free(file);
	if (there)
		return dir;
	mem_free(dir);
	return mem_strdup(installed);
}

static int usage(const char *text)
{
	fprintf(stderr, "yulu-subcenter: %s\n%s\n", text, _("`yulu-subcenter help` shows how it is used"));
	return CODE_USAGE;
}

static int help(void)
{
	size_t n;
	const struct steer_command *c = steer_commands(&n);

	printf("%s\n\n  yulu-subcenter [--port P] [--scenario NAME] [--clock WHEN]\n      %s\n", _("yulu-subcenter: a sandbox data sub-center (数据分中心) on loopback"),
	       _("the server, until SIGTERM; prints `ready https://127.0.0.1:PORT ca=FILE`. Port 0: any free one; otherwise 8443"));
	for (size_t i = 0; i < n; i++)
		printf("  yulu-subcenter %s %s\n      %s\n", c[i].name, c[i].usage, _(c[i].help));
	printf("\n%s\n", _("Common: --home DIR (else YULU_SUBCENTER_HOME, else yulu-subcenter among the user's data)  --lang zh|en"));
	printf("%s\n", _("Exit: 0 done, 1 refused, 2 unreadable, 64 wrong use, 65 locked, 70 internal, 74 disk"));
	return CODE_DONE;
}

static int fail(const struct err *err)
{
	static const struct {
		enum rc rc;
		int code;
	} map[] = {{RC_NOTFOUND, CODE_REFUSED}, {RC_PARSE, CODE_REFUSED}, {RC_EXISTS, CODE_REFUSED}, {RC_RANGE, CODE_REFUSED}, {RC_DENIED, CODE_UNREADABLE},
		{RC_IO, CODE_UNREADABLE}, {RC_LIMIT, CODE_UNREADABLE}, {RC_USAGE, CODE_USAGE}, {RC_BUSY, CODE_LOCKED}, {RC_FULL, CODE_DISK}};

	fprintf(stderr, "yulu-subcenter: %s\n", err->text);
	for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
		if (map[i].rc == err->rc)
			return map[i].code;
	return CODE_INTERNAL;
}

static char *find_home(const char *given)
{
	const char *own = getenv("YULU_SUBCENTER_HOME"), *data = getenv("XDG_DATA_HOME"), *user = getenv("HOME");
	char *base, *home = NULL;

	if (given != NULL)
		return mem_strdup(given);
	if (own != NULL && own[0] != '\0')
		return mem_strdup(own);
	if (data != NULL && data[0] == '/')
		return file_join(data, "yulu-subcenter");
	if (user != NULL && user[0] != '\0') {
		base = file_join(user, ".local/share");
		home = file_join(base, "yulu-subcenter");
		mem_free(base);
	}
	return home;
}

/* ---- options ---- */

static int take_option(struct options *opt, int c, const char *value)
{
	switch (c) {
	case 'p':
		return sv_to_size(sv_of(value), &opt->port) && opt->port <= PORT_MAX ? CODE_DONE : usage(_("--port is a number up to 65535"));
	case 'h': opt->home = value; break;
	case 's': opt->scenario = value; break;
	case 'c': opt->clock = value; break;
	case 'o': opt->output = value; break;
	case 'a': opt->approve = true; break;
	case 'P': opt->production = true; break;
	case 'l':
		opt->lang = value;
		return strcmp(value, "zh") == 0 || strcmp(value, "en") == 0 ? CODE_DONE : usage(_("--lang is zh or en"));
	case 'f':
		return out_format_parse(value, &opt->format) ? CODE_DONE : usage(_("--format is text, tsv or json"));
	default:
		return usage(_("unknown option, or its value is missing"));
	}
	return CODE_DONE;
}

static int read_options(struct options *opt, int argc, char **argv)
{
	static const struct option options[] = {{"port", required_argument, NULL, 'p'}, {"home", required_argument, NULL, 'h'},
		{"scenario", required_argument, NULL, 's'}, {"clock", required_argument, NULL, 'c'}, {"day", required_argument, NULL, 'c'},
		{"output", required_argument, NULL, 'o'}, {"approve", no_argument, NULL, 'a'}, {"production", no_argument, NULL, 'P'},
		{"lang", required_argument, NULL, 'l'}, {"format", required_argument, NULL, 'f'}, {NULL, 0, NULL, 0}};
	int c, code = CODE_DONE;

	opterr = 0;
	while (code == CODE_DONE && (c = getopt_long(argc, argv, "o:", options, NULL)) != -1)
		code = take_option(opt, c, optarg);
	return code;
}

/* ---- what it does ---- */

static void say_ready(const struct office *o)
{
	printf("ready %s ca=%s/ca.pem\n", str_z(&o->base), o->home);
	fflush(stdout);
}

static int serve(struct office *o, const struct options *opt)
{
	struct err err = {0};
	enum rc rc = RC_OK;

	if (opt->scenario != NULL)
		rc = office_play(o, opt->scenario, &err);
	if (rc == RC_OK && opt->clock != NULL)
		rc = steer_set_clock(o, opt->clock, &err);
	if (rc == RC_OK)
		rc = serve_run(o, (unsigned)opt->port, say_ready, &err);
	return rc == RC_OK ? CODE_DONE : fail(&err);
}

static const struct steer_command *find_command(const char *name)
{
	size_t n;
	const struct steer_command *c = steer_commands(&n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(c[i].name, name) == 0)
			return &c[i];
	return NULL;
}

static enum rc run_command(struct steer *s, const struct steer_command *c, struct err *err)
{
	enum rc rc;

	/* a scenario is a transaction of its own */
	if (strcmp(c->name, "scenario") == 0)
		return c->run(s, err);
	rc = db_begin(s->o->db, err);
	if (rc == RC_OK)
		rc = c->run(s, err);
	if (rc == RC_OK && sql_failed(s->o)) {
		*err = s->o->err;
		rc = err->rc;
	}
	if (rc == RC_OK)
		rc = db_commit(s->o->db, err);
	db_rollback(s->o->db);
	return rc;
}

static int steer(struct office *o, const struct options *opt, const struct steer_command *c, char **word, int n_word)
{
	struct str text = {0};
	struct steer s = {o, word, n_word, opt->format, opt->output, opt->approve, opt->production, &text};
	struct err err = {0};
	int code = CODE_DONE;

	if (n_word < c->min || (c->max >= 0 && n_word > c->max)) {
		fprintf(stderr, "yulu-subcenter %s %s\n", c->name, c->usage);
		return usage(_("too few or too many words"));
	}
	if (run_command(&s, c, &err) != RC_OK)
		code = fail(&err);
	else if (text.len_b > 0 && (fwrite(text.s, 1, text.len_b, stdout) != text.len_b || fflush(stdout) != 0))
		code = CODE_DISK;
	str_clear(&text);
	return code;
}

static int run(const struct options *opt, char **word, int n_word)
{
	const struct steer_command *c = n_word > 0 ? find_command(word[0]) : NULL;
	char *share, *home;
	struct office *o = NULL;
	struct err err = {0};
	int code;

	if (n_word > 0 && strcmp(word[0], "help") == 0)
		return help();
	if (n_word > 0 && c == NULL)
		return usage(_("there is no such command"));
	home = find_home(opt->home);
	if (home == NULL)
		return usage(_("there is no place for its data: set HOME or use --home"));
	share = find_share("share/yulu/subcenter", "workday_cn.csv", YULU_DATADIR "/subcenter");
	if (office_open(home, share, &o, &err) != RC_OK)
		code = fail(&err);
	else
		code = c != NULL ? steer(o, opt, c, word + 1, n_word - 1) : serve(o, opt);
	office_close(o);
	mem_free(home);
	mem_free(share);
	return code;
}

int main(int argc, char **argv)
{
	struct options opt = {.port = DEFAULT_PORT, .format = OUT_TEXT};
	char *locale = find_share("share/locale", "zh_CN/LC_MESSAGES/yulu.mo", YULU_LOCALEDIR);
	int code;

	mem_on_exhausted(out_of_memory);
	/* what is not for everybody is readable by its owner alone */
	umask(077);
	i18n_start(NULL, locale);
	code = read_options(&opt, argc, argv);
	if (opt.lang != NULL)
		i18n_start(opt.lang, locale);
	if (code == CODE_DONE)
		code = run(&opt, argv + optind, argc - optind);
	mem_free(locale);
	return code;
}
