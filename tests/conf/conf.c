#include "conf/conf.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/tmpdir.h"
#include "tap.h"

static char *home;

static enum rc open_text(struct sv text, struct conf **c, struct err *err)
{
	char *file = file_join(home, "yulu.ini");

	file_write(file, text, 0600, NULL);
	mem_free(file);
	return conf_open(home, c, err);
}

/* text is refused; the words after "HOME/yulu.ini" are want. */
static void refused(struct sv text, const char *want)
{
	struct conf *c;
	struct err err = {0};
	enum rc rc = open_text(text, &c, &err);
	struct str full = {0};

	str_addf(&full, "%s/yulu.ini%s", home, want);
	tap_text(err.text, str_z(&full), want);
	tap_ok(rc == RC_PARSE && c == NULL, "is RC_PARSE");
	conf_close(c);
	str_clear(&full);
}

static void test_table(void)
{
	size_t n;
	const struct conf_setting *s = conf_settings(&n);
	struct str text = {0};
	struct conf *c;
	struct err err = {0};

	for (size_t i = 0; i < n; i++) {
		bool lower = true;

		for (const char *p = s[i].key; *p; p++)
			lower = lower && (islower((unsigned char)*p) || *p == '_');
		tap_ok(lower && s[i].doc_zh[0] && s[i].doc_en[0] && s[i].fallback &&
		       (s[i].form != NULL) == (s[i].kind == CONF_INT || s[i].kind == CONF_CHOICE), "%s.%s is documented",
		       s[i].section, s[i].key);
		str_addf(&text, "[%s]\n%s = %s\n", s[i].section, s[i].key, s[i].fallback);
	}
	tap_ok(open_text(str_sv(&text), &c, &err) == RC_OK, "every default is a valid value (%s)", err.text);
	conf_close(c);
	str_clear(&text);
}

static void test_defaults(void)
{
	struct conf *c;

	tap_ok(conf_open(home, &c, NULL) == RC_OK, "a missing file means defaults");
	tap_text(conf_get(c, "check", "stage"), "declare", "stage");
	tap_text(conf_get(c, "general", "day"), "", "day");
	tap_ok(conf_int(c, "check", "jobs") == 1 && conf_int(c, "check", "max_message_mb") == 64 && !conf_bool(c, "check", "strict"),
	       "numbers and answers");
	tap_ok(conf_get(c, "check", "none") == NULL && conf_get(c, "none", "stage") == NULL && conf_rule(c, "DEC075") == NULL &&
	       conf_key(c, "rules", 0) == NULL && conf_int(c, "check", "none") == 0, "what is not there");
	tap_text(conf_home(c), home, "conf_home");
	conf_close(c);
	conf_close(NULL);
}

static void test_values(void)
{
	struct conf *c;
	struct err err = {0};

	tap_ok(open_text(SV("# a comment\r\n; another\r\n\r\n[General]\r\n  LANG=zh\r\nday = 20260112 \r\n[check]\r\nstrict= yes\r\n"
			    "jobs = \"8\"\r\n max_message_mb\t=\t'512'\r\n"
			    "[rules]\nDEC075 = off\ndec076 = \"error\"\n[check]\nstage=save"), &c, &err) == RC_OK, "a full file: %s",
	       err.text);
	if (c == NULL)
		return;
	tap_text(conf_get(c, "general", "lang"), "zh", "case does not count");
	tap_text(conf_get(c, "general", "day"), "20260112", "blanks at the end go");
	tap_ok(conf_bool(c, "check", "strict") && conf_int(c, "check", "jobs") == 8, "quotes go");
	tap_ok(conf_int(c, "check", "max_message_mb") == 512, "single ones too");
	tap_text(conf_get(c, "check", "stage"), "save", "a section may come again");
	tap_text(conf_rule(c, "dec075"), "off", "a rule");
	tap_text(conf_rule(c, "DEC076"), "error", "another");
	tap_text(conf_key(c, "rules", 1), "dec076", "conf_key");
	tap_ok(conf_key(c, "rules", 2) == NULL, "and no third");
	conf_close(c);
	tap_ok(open_text(SV("[general]\nday =\n"), &c, &err) == RC_OK && conf_get(c, "general", "day")[0] == '\0', "an empty day");
	conf_close(c);
	tap_ok(open_text(SV("[general]\nday = \"\"\n"), &c, &err) == RC_OK && conf_get(c, "general", "day")[0] == '\0', "in quotes");
	conf_close(c);
	tap_ok(open_text(SV(""), &c, &err) == RC_OK, "an empty file");
	conf_close(c);
}

static void test_wrong_names(void)
{
	refused(SV("[chekc]\n"), ":1: there is no section [chekc]; did you mean [check]?");
	refused(SV("\n[printing-and-faxing]\n"), ":2: there is no section [printing-and-faxing]; the manual lists the sections");
	refused(SV("[check]\n\nstrickt = yes\n"), ":3: there is no setting strickt in [check]; did you mean strict in [check]?");
	refused(SV("[general]\nstage = save\n"), ":2: there is no setting stage in [general]; did you mean stage in [check]?");
	refused(SV("[general]\nbackground_colour = 1\n"),
		":2: there is no setting background_colour in [general]; the manual lists the settings");
	refused(SV("stage = save\n"), ":1: stage stands before the first [section]");
	refused(SV("[check]\njobs=1\n[general]\n[check]\nJobs = 2\n"), ":5: Jobs is set twice, the first time in line 2; keep one of them");
}

static void test_wrong_lines(void)
{
	static const char long_line[1001] = {[0 ... 999] = 'x'};
	struct str s = {0};

	refused(SV("[check\n"), ":1: a section is written as [name] on a line of its own");
	refused(SV("[check] jobs=1\n"), ":1: a section is written as [name] on a line of its own");
	refused(SV("[check]\njobs\n"), ":2: this is no setting; write key = value");
	refused(SV("[check]\n= 1\n"), ":2: this is no setting; write key = value");
	refused(SV("[check]\njobs = 4 ; four\n"),
		":2: ; and # cut a value off; put the value in \"quotes\", or the comment on a line of its own");
	refused(SV("[check]\njobs = #1\n"),
		":2: ; and # cut a value off; put the value in \"quotes\", or the comment on a line of its own");
	refused(SV("[check]\njobs = \"4\n"),
		":2: a value in quotes ends with the same quote at the end of the line and has none inside");
	refused(SV("[check]\njobs = '4' # x\n"),
		":2: a value in quotes ends with the same quote at the end of the line and has none inside");
	refused(SV("[check]\njobs = 4\\\n5\n"), ":2: a line cannot be continued; remove the \\ at its end");
	refused(SV("[check]\n# \xB1\xA8\n"), ":2: the file must be in UTF-8");
	refused(SV("[check]\njobs = 4\0\n"), ":2: there is a control or invisible character in the line; remove it");
	refused(SV("\xEF\xBB\xBF[check]\n"), ":1: the file begins with a byte order mark; save it as UTF-8 without one");
	str_addf(&s, "[check]\n#%s", long_line);
	refused(str_sv(&s), ":2: the line is longer than 1000 bytes");
	str_clear(&s);
}

static void test_wrong_values(void)
{
	refused(SV("[general]\nlang = de\n"), ":2: lang is \"de\" and must be one of auto|zh|en");
	refused(SV("[check]\nstage = \"save|declare\"\n"), ":2: stage is \"save|declare\" and must be one of save|declare");
	refused(SV("[check]\nstrict = maybe\n"), ":2: strict is \"maybe\" and must be yes or no");
	refused(SV("[check]\njobs = 0\n"), ":2: jobs is \"0\" and must be a whole number, 1..64");
	refused(SV("[check]\njobs = 65\n"), ":2: jobs is \"65\" and must be a whole number, 1..64");
	refused(SV("[check]\njobs = 1.5\n"), ":2: jobs is \"1.5\" and must be a whole number, 1..64");
	refused(SV("[check]\njobs =\n"), ":2: jobs is \"\" and must be a whole number, 1..64");
	refused(SV("[check]\nmax_message_mb = 99999999999999999999\n"),
		":2: max_message_mb is \"99999999999999999999\" and must be a whole number, 1..512");
	refused(SV("[general]\nday = 20260230\n"), ":2: day is \"20260230\" and must be a day as yyyyMMdd, or empty");
	refused(SV("[rules]\nDEC075 = fatal\n"), ":2: DEC075 is \"fatal\" and must be one of off|info|warning|error");
}

static void test_unreadable(void)
{
	char *file = file_join(home, "yulu.ini");
	struct str s = {0};
	struct conf *c;
	struct err err = {0};

	while (s.len_b <= 128 * 1024)
		str_adds(&s, "# a comment\n");
	tap_ok(open_text(str_sv(&s), &c, &err) == RC_LIMIT && c == NULL, "a file that is too large");
	remove(file);
	file_mkdirs(file, 0700, NULL);
	tap_ok(conf_open(home, &c, &err) == RC_IO && c == NULL, "a directory in its place");
	remove(file);
	str_clear(&s);
	mem_free(file);
}

static void check_places(const char *want_home, const char *want_file)
{
	struct conf *c;
	struct err err = {0};

	if (tap_ok(conf_open(NULL, &c, &err) == RC_OK, "places: %s", err.text)) {
		tap_text(conf_home(c), want_home, want_home);
		tap_text(conf_file(c), want_file, want_file);
	}
	conf_close(c);
}

static void test_places(void)
{
	struct conf *c;

	setenv("HOME", "/nonexistent/示例", 1);
	unsetenv("YULU_HOME");
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_CONFIG_HOME");
	check_places("/nonexistent/示例/.local/share/yulu", "/nonexistent/示例/.config/yulu/yulu.ini");
	setenv("XDG_DATA_HOME", "/nonexistent/data", 1);
	setenv("XDG_CONFIG_HOME", "relative", 1);
	check_places("/nonexistent/data/yulu", "/nonexistent/示例/.config/yulu/yulu.ini");
	setenv("XDG_CONFIG_HOME", "/nonexistent/conf", 1);
	check_places("/nonexistent/data/yulu", "/nonexistent/conf/yulu/yulu.ini");
	setenv("YULU_HOME", "/nonexistent/home", 1);
	check_places("/nonexistent/home", "/nonexistent/home/yulu.ini");
	setenv("YULU_HOME", "", 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	tap_ok(conf_open(NULL, &c, NULL) == RC_USAGE && c == NULL, "no place at all");
}

/* Keys of [defaults] are free, whatever their case; values are texts. */
static void test_free_keys(void)
{
	struct conf *c;
	struct err err = {0};

	tap_ok(open_text(SV("[Defaults]\nDecHead/AgentCode = 3100000000\n@Version = \"4.8; x\"\n[operator]\nname = 示例\n"), &c, &err) == RC_OK,
	       "defaults are read %s", err.text);
	tap_text(conf_default(c, "dechead/agentcode"), "3100000000", "a default, without case");
	tap_text(conf_default(c, "@Version"), "4.8; x", "an attribute");
	tap_text(conf_key(c, "defaults", 0), "DecHead/AgentCode", "its key as it is written");
	tap_ok(conf_default(c, "DecHead") == NULL, "another is not there");
	tap_text(conf_get(c, "operator", "name"), "示例", "a text");
	conf_close(c);
	refused(SV("[default]\n"), ":1: there is no section [default]; did you mean [defaults]?");
	refused(SV("[defaults]\nA = 1\na = 2\n"), ":3: a is set twice, the first time in line 2; keep one of them");
}

int main(void)
{
	home = tmpdir_new();
	test_defaults();
	test_table();
	test_free_keys();
	test_values();
	test_wrong_names();
	test_wrong_lines();
	test_wrong_values();
	test_unreadable();
	tmpdir_free(home);
	test_places();
	return tap_done();
}
