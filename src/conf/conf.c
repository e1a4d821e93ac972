#include "conf/conf.h"

#include <ctype.h>
#include <iniparser.h>
#include <stdlib.h>
#include <strings.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	FILE_MAX_B = 128 << 10,
	LINE_MAX_B = 1000,	/* iniparser reads lines into 1024 bytes */
};

static const struct conf_setting settings[] = {
	{"general", "lang", CONF_CHOICE, "auto|zh|en", "auto",
	 "界面和提示的语言：zh 中文，en 英文，auto 随 YULU_LANG 或系统语言环境（en 开头为英文，其余为中文）。",
	 "Language of screens and messages: zh Chinese, en English, auto follows YULU_LANG or the system's locale "
	 "(English when it begins with en, else Chinese)."},
	{"general", "day", CONF_DAY, NULL, "",
	 "单据日期（yyyyMMdd），按该日的代码表和规则检查；空为当天。",
	 "Day of the documents (yyyyMMdd): code tables and rules are asked as of this day. Empty: today."},
	{"check", "stage", CONF_CHOICE, "save|declare", "declare",
	 "检查到哪一步：save 只检查暂存所需，declare 检查申报所需。",
	 "How far documents are checked: save, what saving needs; declare, what declaring needs."},
	{"check", "strict", CONF_BOOL, NULL, "no",
	 "严格检查：元素次序不符和未知元素由警告升为错误。",
	 "Strict checking: foreign order of elements and unknown elements are errors instead of warnings."},
	{"check", "jobs", CONF_INT, "1..64", "1",
	 "同时检查多少个文件（进程数）。",
	 "How many files are checked at the same time (processes)."},
	{"check", "max_message_mb", CONF_INT, "1..512", "64",
	 "单份报文或压缩包的最大字节数（MiB），更大的不读。",
	 "Largest message or archive that is read, in MiB."},
	{"operator", "name", CONF_TEXT, NULL, "",
	 "录入人员：记在每一步修改上；空为系统登录名。",
	 "Who enters: noted with every change. Empty: the login name."},
	{"store", "bin_days", CONF_INT, "1..3650", "30",
	 "删除的草稿在回收站保留多少天。",
	 "How many days deleted drafts stay in the bin."},
	{"store", "keep_days", CONF_INT, "0..36500", "1095",
	 "已申报的单据至少保留多少天，此前不能删除。",
	 "How many days declared documents are kept at least; they cannot be deleted before."},
	{"screen", "theme", CONF_CHOICE, "dark|light|mono", "dark",
	 "界面配色：dark 深色背景，light 浅色背景，mono 不用颜色（设了 NO_COLOR 或终端无颜色时也不用）。",
	 "Colours of the screen: dark or light background, mono without colours (so too where NO_COLOR is set or the terminal has none)."},
	{"screen", "lines", CONF_CHOICE, "ascii|drawn", "ascii",
	 "分隔线和边框：ascii 用 - | +，drawn 用制表符（终端把制表符显示成两列宽时会错位）。",
	 "Rules and borders: ascii as - | +, drawn as box-drawing characters (which some terminals show two columns wide)."},
	{"screen", "mouse", CONF_BOOL, NULL, "no",
	 "是否使用鼠标；用鼠标时，终端自己的选择和复制通常要按住 Shift。",
	 "Use the mouse; the terminal's own selecting and copying then usually needs Shift."},
};

enum { N_SETTINGS = sizeof settings / sizeof *settings };

/* The sections whose keys are free, and the words that may stand in the first. */
#define RULES "rules"
#define RULE_WORDS "off|info|warning|error"
#define DEFAULTS "defaults"

struct entry {
	char *section, *key;	/* the section in lower case, the key as written */
	char *value;
	size_t line;
};

struct conf {
	char *home, *file;
	struct entry *entry;
	size_t n, cap;
};

const struct conf_setting *conf_settings(size_t *n)
{
	*n = N_SETTINGS;
	return settings;
}

static const struct conf_setting *find_setting(const char *section, const char *key)
{
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (strcasecmp(settings[i].section, section) == 0 && strcasecmp(settings[i].key, key) == 0)
			return &settings[i];
	return NULL;
}

static bool is_known_section(const char *section)
{
	if (strcasecmp(section, RULES) == 0 || strcasecmp(section, DEFAULTS) == 0)
		return true;
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (strcasecmp(settings[i].section, section) == 0)
			return true;
	return false;
}

static const struct entry *find_entry(const struct conf *c, const char *section, const char *key)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcasecmp(c->entry[i].section, section) == 0 && strcasecmp(c->entry[i].key, key) == 0)
			return &c->entry[i];
	return NULL;
}

/* ---- the nearest known word, for a misspelt one ---- */

enum { WORD_MAX_B = 32 };

/* Levenshtein distance without case; long words count as far away. */
static size_t distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b), row[WORD_MAX_B + 1];

	if (na > WORD_MAX_B || nb > WORD_MAX_B)
		return WORD_MAX_B;
	for (size_t j = 0; j <= nb; j++)
		row[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t cost = diagonal + (tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[j - 1]));

			diagonal = row[j];
			if (row[j - 1] + 1 < cost)
				cost = row[j - 1] + 1;
			if (diagonal + 1 < cost)
				cost = diagonal + 1;
			row[j] = cost;
		}
	}
	return row[nb];
}

static void consider(const char *word, const char *wanted, size_t *best_distance, const char **best)
{
	size_t d = distance(word, wanted);

	if (d < *best_distance) {
		*best_distance = d;
		*best = word;
	}
}

/* NULL when nothing is near. */
static const char *nearest_section(const char *wanted)
{
	const char *best = NULL;
	size_t d = strlen(wanted) / 2 + 1;

	for (size_t i = 0; i < N_SETTINGS; i++)
		consider(settings[i].section, wanted, &d, &best);
	consider(RULES, wanted, &d, &best);
	consider(DEFAULTS, wanted, &d, &best);
	return best;
}

static const struct conf_setting *nearest_setting(const char *wanted)
{
	const struct conf_setting *best = NULL;
	size_t least = strlen(wanted) / 2 + 1;

	for (size_t i = 0; i < N_SETTINGS; i++) {
		size_t d = distance(settings[i].key, wanted);

		if (d < least) {
			least = d;
			best = &settings[i];
		}
	}
	return best;
}

/* ---- one line of the file ---- */

struct reader {
	struct conf *c;
	const char *file;
	size_t line;
	char *section;		/* NULL before the first */
};

static enum rc read_section(struct reader *r, struct sv line, struct err *err)
{
	struct sv name = {line.p + 1, line.n - 1};
	size_t end;
	const char *near;

	if (!sv_find(name, SV("]"), &end) || sv_trim((struct sv){name.p + end + 1, name.n - end - 1}).n > 0)
		return err_set(err, RC_PARSE, _("%s:%zu: a section is written as [name] on a line of its own"), r->file, r->line);
	name.n = end;
	mem_free(r->section);
	r->section = mem_strndup(name.p, name.n);
	if (is_known_section(r->section)) {
		for (char *p = r->section; *p != '\0'; p++)
			*p = (char)tolower((unsigned char)*p);
		return RC_OK;
	}
	near = nearest_section(r->section);
	if (near != NULL)
		return err_set(err, RC_PARSE, _("%s:%zu: there is no section [%s]; did you mean [%s]?"), r->file, r->line,
			       r->section, near);
	return err_set(err, RC_PARSE, _("%s:%zu: there is no section [%s]; the manual lists the sections"), r->file, r->line,
		       r->section);
}

/* What iniparser would cut or take otherwise than it is written. */
static enum rc check_written_value(const struct reader *r, struct sv value, struct err *err)
{
	char quote = value.n > 0 ? value.p[0] : '\0';
	size_t end;

	if (quote == '"' || quote == '\'') {
		struct sv inner = {value.p + 1, value.n - 1};

		if (!sv_find(inner, (struct sv){&quote, 1}, &end) || end + 1 != inner.n)
			return err_set(err, RC_PARSE, _("%s:%zu: a value in quotes ends with the same quote at the end of the "
				       "line and has none inside"), r->file, r->line);
		return RC_OK;
	}
	if (sv_find(value, SV(";"), NULL) || sv_find(value, SV("#"), NULL))
		return err_set(err, RC_PARSE, _("%s:%zu: ; and # cut a value off; put the value in \"quotes\", or the comment "
			       "on a line of its own"), r->file, r->line);
	return RC_OK;
}

static enum rc check_key(const struct reader *r, const char *key, struct err *err)
{
	const struct entry *before;
	const struct conf_setting *near;

	if (r->section == NULL)
		return err_set(err, RC_PARSE, _("%s:%zu: %s stands before the first [section]"), r->file, r->line, key);
	before = find_entry(r->c, r->section, key);
	if (before != NULL)
		return err_set(err, RC_PARSE, _("%s:%zu: %s is set twice, the first time in line %zu; keep one of them"), r->file,
			       r->line, key, before->line);
	if (strcmp(r->section, RULES) == 0 || strcmp(r->section, DEFAULTS) == 0 || find_setting(r->section, key) != NULL)
		return RC_OK;
	near = nearest_setting(key);
	if (near == NULL)
		return err_set(err, RC_PARSE, _("%s:%zu: there is no setting %s in [%s]; the manual lists the settings"), r->file,
			       r->line, key, r->section);
	return err_set(err, RC_PARSE, _("%s:%zu: there is no setting %s in [%s]; did you mean %s in [%s]?"), r->file, r->line,
		       key, r->section, near->key, near->section);
}

static enum rc read_setting(struct reader *r, struct sv line, struct err *err)
{
	struct sv key, value = line;
	char *key_z;
	enum rc rc;

	sv_split(&value, '=', &key);
	key = sv_trim(key);
	if (value.p == NULL || key.n == 0)
		return err_set(err, RC_PARSE, _("%s:%zu: this is no setting; write key = value"), r->file, r->line);
	key_z = mem_strndup(key.p, key.n);
	rc = check_key(r, key_z, err);
	if (rc == RC_OK)
		rc = check_written_value(r, sv_trim(value), err);
	if (rc != RC_OK) {
		mem_free(key_z);
		return rc;
	}
	if (r->c->n == r->c->cap)
		r->c->entry = mem_grow(r->c->entry, &r->c->cap, sizeof *r->c->entry);
	r->c->entry[r->c->n++] = (struct entry){mem_strdup(r->section), key_z, NULL, r->line};
	return RC_OK;
}

/* A tab is white space here. */
static bool has_control(struct sv line)
{
	struct sv part;

	while (sv_split(&line, '\t', &part))
		if (text_has_control(part))
			return true;
	return false;
}

static enum rc read_line(struct reader *r, struct sv line, struct err *err)
{
	if (line.n > LINE_MAX_B)
		return err_set(err, RC_PARSE, _("%s:%zu: the line is longer than %d bytes"), r->file, r->line, (int)LINE_MAX_B);
	if (!text_valid(line, NULL))
		return err_set(err, RC_PARSE, _("%s:%zu: the file must be in UTF-8"), r->file, r->line);
	line = sv_trim(line);
	if (has_control(line))
		return err_set(err, RC_PARSE, _("%s:%zu: there is a control or invisible character in the line; remove it"),
			       r->file, r->line);
	if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
		return RC_OK;
	if (line.p[line.n - 1] == '\\')
		return err_set(err, RC_PARSE, _("%s:%zu: a line cannot be continued; remove the \\ at its end"), r->file, r->line);
	return line.p[0] == '[' ? read_section(r, line, err) : read_setting(r, line, err);
}

/* Notes every setting with its line; the values come from iniparser. */
static enum rc scan_file(struct conf *c, struct sv bytes, struct err *err)
{
	struct reader r = {.c = c, .file = c->file};
	struct sv line;
	enum rc rc = RC_OK;

	if (sv_starts(bytes, SV("\xEF\xBB\xBF")))
		return err_set(err, RC_PARSE, _("%s:1: the file begins with a byte order mark; save it as UTF-8 without one"),
			       c->file);
	while (rc == RC_OK && sv_split(&bytes, '\n', &line)) {
		r.line++;
		rc = read_line(&r, line, err);
	}
	mem_free(r.section);
	return rc;
}

/* ---- values ---- */

/* Is value one of the words of "a|b|c"? */
static bool is_choice(const char *form, const char *value)
{
	struct sv rest = sv_of(form), word;

	while (sv_split(&rest, '|', &word))
		if (sv_is(word, value))
			return true;
	return false;
}

/* Is v within "min..max"? */
static bool is_in_form(const char *form, size_t v)
{
	struct sv low = sv_of(form), high;
	size_t at, min, max;

	if (!sv_find(low, SV(".."), &at))
		return false;
	high = (struct sv){low.p + at + 2, low.n - at - 2};
	low.n = at;
	return sv_to_size(low, &min) && sv_to_size(high, &max) && v >= min && v <= max;
}

static enum rc check_value(const struct conf *c, const struct entry *e, struct err *err)
{
	const struct conf_setting *s = find_setting(e->section, e->key);
	enum conf_kind kind = s ? s->kind : strcmp(e->section, RULES) == 0 ? CONF_CHOICE : CONF_TEXT;
	const char *form = s ? s->form : RULE_WORDS;
	size_t v;

	switch (kind) {
	case CONF_CHOICE:
		if (is_choice(form, e->value))
			return RC_OK;
		return err_set(err, RC_PARSE, _("%s:%zu: %s is \"%s\" and must be one of %s"), c->file, e->line, e->key, e->value,
			       form);
	case CONF_BOOL:
		if (is_choice("yes|no", e->value))
			return RC_OK;
		return err_set(err, RC_PARSE, _("%s:%zu: %s is \"%s\" and must be yes or no"), c->file, e->line, e->key, e->value);
	case CONF_INT:
		if (sv_to_size(sv_of(e->value), &v) && is_in_form(form, v))
			return RC_OK;
		return err_set(err, RC_PARSE, _("%s:%zu: %s is \"%s\" and must be a whole number, %s"), c->file, e->line, e->key,
			       e->value, form);
	case CONF_DAY:
		if (e->value[0] == '\0' || day_parse_8(sv_of(e->value)) != DAY_NONE)
			return RC_OK;
		return err_set(err, RC_PARSE, _("%s:%zu: %s is \"%s\" and must be a day as yyyyMMdd, or empty"), c->file, e->line,
			       e->key, e->value);
	case CONF_TEXT:
		return RC_OK;
	}
	return err_set(err, RC_INTERNAL, "%s: kind %d", e->key, (int)kind);
}

__attribute__((format(printf, 1, 2))) static int say_nothing(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}

/* iniparser would print its errors; whatever it can object to was found by
 * scan_file(). */
static enum rc load_values(struct conf *c, struct err *err)
{
	struct str name = {0};
	dictionary *d;
	enum rc rc = RC_OK;

	iniparser_set_error_callback(say_nothing);
	d = iniparser_load(c->file);
	iniparser_set_error_callback(NULL);
	for (size_t i = 0; i < c->n && rc == RC_OK; i++) {
		struct entry *e = &c->entry[i];
		const char *value = NULL;

		str_reset(&name);
		str_addf(&name, "%s:%s", e->section, e->key);
		if (d != NULL)
			value = iniparser_getstring(d, str_z(&name), NULL);
		if (value == NULL)
			rc = err_set(err, RC_IO, _("%s changed while it was read; try again"), c->file);
		else
			e->value = mem_strdup(value);
		if (rc == RC_OK)
			rc = check_value(c, e, err);
	}
	if (d != NULL)
		iniparser_freedict(d);
	str_clear(&name);
	return rc;
}

/* ---- places ---- */

/* $variable/yulu, or $HOME/fallback/yulu. XDG says that a relative path in the
 * variable is to be ignored. */
static char *dup_xdg(const char *variable, const char *fallback)
{
	const char *dir = getenv(variable), *home = getenv("HOME");
	char *base, *path;

	if (dir != NULL && dir[0] == '/')
		return file_join(dir, "yulu");
	if (home == NULL || home[0] == '\0')
		return NULL;
	base = file_join(home, fallback);
	path = file_join(base, "yulu");
	mem_free(base);
	return path;
}

static enum rc find_places(struct conf *c, const char *home, struct err *err)
{
	char *dir;

	if (home == NULL)
		home = getenv("YULU_HOME");
	if (home != NULL && home[0] != '\0') {
		c->home = mem_strdup(home);
		c->file = file_join(home, "yulu.ini");
		return RC_OK;
	}
	c->home = dup_xdg("XDG_DATA_HOME", ".local/share");
	dir = dup_xdg("XDG_CONFIG_HOME", ".config");
	if (dir != NULL)
		c->file = file_join(dir, "yulu.ini");
	mem_free(dir);
	if (c->home == NULL || c->file == NULL)
		return err_set(err, RC_USAGE, _("there is no place for data and settings: neither YULU_HOME nor HOME is set; "
			       "set one or use --home"));
	return RC_OK;
}

enum rc conf_open(const char *home, struct conf **out, struct err *err)
{
	struct conf *c = mem_zalloc(1, sizeof *c);
	struct str bytes = STR_INIT(FILE_MAX_B);
	enum rc rc = find_places(c, home, err);

	*out = NULL;
	if (rc == RC_OK && file_exists(c->file)) {
		rc = file_read(c->file, FILE_MAX_B, &bytes, err);
		if (rc == RC_OK)
			rc = scan_file(c, str_sv(&bytes), err);
		if (rc == RC_OK)
			rc = load_values(c, err);
	}
	str_clear(&bytes);
	if (rc != RC_OK) {
		conf_close(c);
		return rc;
	}
	*out = c;
	return RC_OK;
}

void conf_close(struct conf *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n; i++) {
		mem_free(c->entry[i].section);
		mem_free(c->entry[i].key);
		mem_free(c->entry[i].value);
	}
	mem_free(c->entry);
	mem_free(c->home);
	mem_free(c->file);
	mem_free(c);
}

const char *conf_home(const struct conf *c)
{
	return c->home;
}

const char *conf_file(const struct conf *c)
{
	return c->file;
}

const char *conf_get(const struct conf *c, const char *section, const char *key)
{
	const struct conf_setting *s = find_setting(section, key);
	const struct entry *e = find_entry(c, section, key);

	if (s == NULL)
		return NULL;
	return e ? e->value : s->fallback;
}

long conf_int(const struct conf *c, const char *section, const char *key)
{
	size_t v = 0;

	sv_to_size(sv_of(conf_get(c, section, key)), &v);
	return (long)v;
}

bool conf_bool(const struct conf *c, const char *section, const char *key)
{
	const char *value = conf_get(c, section, key);

	return value != NULL && strcmp(value, "yes") == 0;
}

const char *conf_rule(const struct conf *c, const char *rule_id)
{
	const struct entry *e = find_entry(c, RULES, rule_id);

	return e ? e->value : NULL;
}

const char *conf_default(const struct conf *c, const char *path)
{
	const struct entry *e = find_entry(c, DEFAULTS, path);

	return e ? e->value : NULL;
}

const char *conf_key(const struct conf *c, const char *section, size_t i)
{
	for (size_t k = 0; k < c->n; k++) {
		if (strcasecmp(c->entry[k].section, section) != 0)
			continue;
		if (i-- == 0)
			return c->entry[k].key;
	}
	return NULL;
}
