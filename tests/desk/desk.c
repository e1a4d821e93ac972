/*
 * The use cases of the desk, each with what it refuses. How they look on the
 * command line is in tests/cli.
 */
#include "base/day.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/tmpdir.h"
#include "desk/desk.h"
#include "tap.h"

struct seen {
	size_t n;
	char first[200];
};

static void
look(void *ctx, const char *message, const struct finding *f)
{
	struct seen *s = ctx;

	if (s->n++ == 0)
		snprintf(s->first, sizeof s->first, "%s %s", message, f->rule);
}

static void
complain(void *ctx, const char *file, unsigned line, const char *text)
{
	struct seen *s = ctx;

	if (s->n++ == 0)
		snprintf(s->first, sizeof s->first, "%s:%u: %s", file, line, text);
}

static char *
below(const char *env, const char *path)
{
	const char *top = getenv(env);

	return file_join(top != NULL ? top : ".", path);
}

static struct desk *
open_desk(const struct conf *conf, int32_t day)
{
	char *data = below("top_builddir", "share/yulu");
	const struct desk_setup setup = {.conf = conf, .data_dir = data, .day = day};
	struct desk *desk = NULL;
	struct err err = {0};

	if (desk_open(&setup, &desk, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	mem_free(data);
	return desk;
}

static void
opening(const struct conf *conf, const char *home)
{
	const struct desk_setup nowhere = {.conf = conf, .data_dir = home, .day = DAY_NONE};
	struct desk *desk = open_desk(conf, day_parse_8(SV("20260112")));
	struct err err = {0};

	tap_ok(desk_day(desk) == day_parse_8(SV("20260112")), "the day that was asked for");
	tap_ok(desk_conf(desk) == conf && desk_codes(desk) != NULL && desk_catalogue(desk)->n_type > 0, "what it owns");
	tap_ok(desk_warm(desk, &err) == RC_OK, "all definitions load %s", err.text);
	desk_close(desk);
	desk = open_desk(conf, DAY_NONE);
	tap_ok(desk_day(desk) == day_today(), "today otherwise");
	desk_close(desk);
	tap_ok(desk_open(&nowhere, &desk, &err) != RC_OK && desk == NULL && strstr(err.text, home) != NULL, "no data: %s", err.text);
	desk_close(NULL);
}

static void
messages(struct desk *desk)
{
	const struct desk_check_how how = {.declaring = true};
	char *path = below("top_srcdir", "data/samples/dec/01_import_general.xml");
	struct str bytes = STR_INIT(0), out = STR_INIT(0), again = STR_INIT(0);
	struct seen seen = {0};
	struct err err = {0};

	file_read(path, 1 << 20, &bytes, &err);
	tap_ok(desk_check(desk, "a.xml", str_sv(&bytes), &how, look, &seen, &err) == RC_OK && seen.n == 1, "a message with one finding");
	tap_text(seen.first, "a.xml DEC029", "it is told apart by the message's name");
	seen = (struct seen){0};
	tap_ok(desk_check(desk, "b", SV("<a"), &how, look, &seen, &err) == RC_OK && seen.n == 1, "malformed is a finding");
	seen = (struct seen){0};
	tap_ok(desk_check(desk, "c", SV("PK\003\004 torn"), &how, look, &seen, &err) != RC_OK && seen.n == 0, "a torn archive: %s", err.text);

	tap_ok(desk_format(desk, str_sv(&bytes), &out, &err) == RC_OK, "format");
	tap_ok(desk_format(desk, str_sv(&out), &again, &err) == RC_OK && sv_eq(str_sv(&out), str_sv(&again)), "twice is the same");
	str_reset(&out);
	tap_ok(desk_format(desk, SV("<a"), &out, &err) == RC_PARSE && out.len_b == 0, "malformed: %s", err.text);
	tap_ok(desk_format(desk, SV("<a/>"), &out, &err) == RC_PARSE && out.len_b == 0, "another message: %s", err.text);
	tap_ok(desk_after_fork(desk, &err) == RC_OK, "files opened anew");
	seen = (struct seen){0};
	tap_ok(desk_check(desk, "a.xml", str_sv(&bytes), &how, look, &seen, &err) == RC_OK && seen.n == 1, "says the same");
	str_clear(&bytes);
	str_clear(&out);
	str_clear(&again);
	mem_free(path);
}

static void
definitions(struct desk *desk, const char *home)
{
	static const char *const name[] = {"dec", "DecMessage", "dec@2026-03", "dec-import"};
	char *broken = file_join(home, "broken@2026-03.csv"), *none = file_join(home, "none.xml");
	const struct dict *first = NULL, *d;
	struct seen seen = {0};
	struct err err = {0};

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
		tap_ok(desk_dict(desk, name[i], &d, &err) == RC_OK && (first == NULL || d == first), "the dictionary by %s", name[i]);
		first = d;
	}
	tap_ok(desk_dict(desk, "nothing", &d, &err) == RC_NOTFOUND && d == NULL, "by nothing: %s", err.text);
	tap_ok(desk_lint(desk, NULL, &seen, complain, &err) == RC_OK && seen.n == 0, "nothing to complain of %s", seen.first);
	file_write(broken, SV("path,type\n/A,root\n"), 0600, NULL);
	tap_ok(desk_lint(desk, broken, &seen, complain, &err) == RC_OK && seen.n > 0 && strstr(seen.first, broken) == seen.first,
	    "a broken one: %s", seen.first);
	tap_ok(desk_lint(desk, none, &seen, complain, &err) == RC_NOTFOUND, "none: %s", err.text);
	mem_free(broken);
	mem_free(none);
}

static void
importing(struct desk *desk, const char *home)
{
	char *csv = file_join(home, "country.csv"), *source = below("top_srcdir", "data/codes/country.csv"),
	    *made = file_join(home, "codes/country.sqlite");
	struct err err = {0};

	file_write(csv, SV("code,name_zh\nA,\n"), 0600, NULL);
	tap_ok(desk_import_codes(desk, SV("country"), csv, &err) == RC_PARSE && !file_exists(made), "a bad table: %s", err.text);
	tap_ok(desk_import_codes(desk, SV("nothing"), source, &err) == RC_NOTFOUND, "no such table: %s", err.text);
	tap_ok(desk_import_codes(desk, SV("country"), source, &err) == RC_OK && file_exists(made), "a table");
	mem_free(csv);
	mem_free(source);
	mem_free(made);
}

static void
unknown_rule(const char *home)
{
	char *ini = file_join(home, "yulu.ini");
	struct conf *conf = NULL;
	struct desk *desk;
	struct err err = {0};

	file_write(ini, SV("[rules]\nDEC998 = off\n"), 0600, NULL);
	tap_ok(conf_open(home, &conf, &err) == RC_OK, "settings are read");
	desk = open_desk(conf, DAY_NONE);
	tap_ok(desk_warm(desk, &err) != RC_OK && strstr(err.text, "DEC998") != NULL, "a rule that is not there: %s", err.text);
	desk_close(desk);
	conf_close(conf);
	mem_free(ini);
}

int
main(void)
{
	char *home = tmpdir_new();
	struct conf *conf = NULL;
	struct desk *desk;
	struct err err = {0};

	if (conf_open(home, &conf, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		return 99;
	}
	opening(conf, home);
	desk = open_desk(conf, day_parse_8(SV("20260112")));
	messages(desk);
	definitions(desk, home);
	importing(desk, home);
	desk_close(desk);
	conf_close(conf);
	unknown_rule(home);
	tmpdir_free(home);
	return tap_done();
}
