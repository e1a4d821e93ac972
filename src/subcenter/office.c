#include "subcenter/office.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "dict/dict.h"
#include "subcenter/seal.h"
#include "subcenter/sql.h"
#include "xml/xml.h"

enum { CALENDAR_MAX_B = 1 << 20, DECIDE_HOUR_MS = 9 * 3600 * 1000 };

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS challenge (challenge TEXT PRIMARY KEY, key TEXT NOT NULL, until_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS seen (client TEXT, nonce TEXT, until_ms INTEGER NOT NULL, PRIMARY KEY (client, nonce)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS seen_until ON seen (until_ms);"
	/* from_day and until_day: what the licence allows; 0 before the first approval */
	"CREATE TABLE IF NOT EXISTS client (serial INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, number TEXT UNIQUE NOT NULL,"
	" enterprise TEXT NOT NULL, uscc TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, types TEXT NOT NULL DEFAULT '',"
	" state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', registered_ms INTEGER NOT NULL, trial_until INTEGER NOT NULL,"
	" applied_ms INTEGER NOT NULL DEFAULT 0, due_day INTEGER NOT NULL DEFAULT 0, decide_ms INTEGER NOT NULL DEFAULT 0,"
	" decided_ms INTEGER NOT NULL DEFAULT 0, code TEXT NOT NULL DEFAULT '', from_day INTEGER NOT NULL DEFAULT 0,"
	" until_day INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE INDEX IF NOT EXISTS client_enterprise ON client (enterprise);"
	"CREATE INDEX IF NOT EXISTS client_decide ON client (decide_ms) WHERE decide_ms > 0;"
	/* unbound_ms 0: the machine in use */
	"CREATE TABLE IF NOT EXISTS binding (client TEXT, key TEXT, install TEXT NOT NULL, bound_ms INTEGER NOT NULL,"
	" unbound_ms INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (client, key)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS paper (id INTEGER PRIMARY KEY, number TEXT UNIQUE NOT NULL, client TEXT NOT NULL, kind TEXT NOT NULL,"
	" bytes BLOB NOT NULL, product TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',"
	" filed_ms INTEGER NOT NULL, due_day INTEGER NOT NULL DEFAULT 0, decide_ms INTEGER NOT NULL DEFAULT 0,"
	" decided_ms INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE INDEX IF NOT EXISTS paper_client ON paper (client, kind);"
	"CREATE INDEX IF NOT EXISTS paper_decide ON paper (decide_ms) WHERE decide_ms > 0;"
	"CREATE TABLE IF NOT EXISTS product (name TEXT PRIMARY KEY, supplier TEXT NOT NULL, passed_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS appointment (id INTEGER PRIMARY KEY, number TEXT UNIQUE NOT NULL, client TEXT NOT NULL,"
	" state TEXT NOT NULL, account TEXT NOT NULL DEFAULT '', from_day INTEGER NOT NULL DEFAULT 0, until_day INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE INDEX IF NOT EXISTS appointment_client ON appointment (client);"
	"CREATE INDEX IF NOT EXISTS appointment_state ON appointment (state);"
	"CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, environment TEXT NOT NULL, client TEXT NOT NULL, sender TEXT NOT NULL,"
	" cop_id TEXT NOT NULL, type TEXT NOT NULL, code TEXT NOT NULL, received_ms INTEGER NOT NULL, sha256 TEXT NOT NULL,"
	" reply BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE (client, environment, cop_id)) STRICT;"
	"CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY AUTOINCREMENT, environment TEXT NOT NULL, client TEXT NOT NULL,"
	" made_ms INTEGER NOT NULL, taken_ms INTEGER NOT NULL DEFAULT 0, bytes BLOB NOT NULL) STRICT;"
	"CREATE INDEX IF NOT EXISTS answer_waiting ON answer (client, environment, id) WHERE taken_ms = 0;"
	"CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, client TEXT NOT NULL, what TEXT NOT NULL,"
	" detail TEXT NOT NULL) STRICT;"
	"PRAGMA user_version = 1";

static const struct office_setting settings[OFFICE_N_SETTING] = {
	{"code", "", "9999", N_("the sub-center's code of four digits, with which client ids begin")},
	{"name", "", "演练数据分中心", N_("its name")},
	{"hotline", "", "95198", N_("its hotline")},
	{"decide", "auto|manual|refuse|due", "auto", N_("who decides what is handed in: auto, approved after decide_after_s; due, approved on the "
	 "morning of the day it is due; refuse, refused after decide_after_s; manual, only by approve and refuse")},
	{"decide_after_s", "0..604800", "10", N_("seconds until something is decided by itself")},
	{"hand_out", "poll|code", "poll", N_("how an approved client gets its licence: poll, by asking; code, only with the activation code")},
	{"trial_days", "0..3650", "30", N_("days of trial after registration")},
	{"licence_days", "1..36500", "365", N_("days a licence is valid")},
	{"machines", "1..1000", "1", N_("machines an enterprise may have bound at the same time")},
	{"accounts", "0..1000", "3", N_("public test accounts")},
	{"trouble", "none|busy|limit|broken|denied|portal|truncated|gigantic|forged", "none",
	 N_("bad weather: 503, 429, 500, 403, a foreign HTML page, an answer cut off, one without end, documents with a wrong signature")},
	{"retry_after_s", "0..86400", "30", N_("what busy and limit say in Retry-After")},
	{"dxp_code", "0|-1201001|-1201002|-1201003|-1201004|-1201005|-1201006|-1201007|-1201008", "0",
	 N_("code with which messages are answered by DxpRep")},
	{"answers", "yes|no", "yes", N_("whether declarations are answered by an import answer")},
	{"max_message_kb", "1..65536", "4096", N_("largest message, its envelope included")},
	{"idle_s", "1..3600", "20", N_("seconds after which a silent connection is closed; read when the server starts")},
	{"clock_ms", "", "0", N_("how far the office's clock is off the host's")},
	{"skew_ms", "", "0", N_("how far the clock for signatures is off the host's")},
};

/* Settings a scenario sets; those it does not name go back to their fallback. */
static const struct {
	const char *name, *doc;
	const char *set[5][2];
} scenarios[] = {
	{"normal", N_("everything is approved by itself after a while"), {{NULL, NULL}}},
	{"quick", N_("everything is approved at once"), {{"decide_after_s", "0"}}},
	{"slow", N_("everything is approved on the morning of the day it is due"), {{"decide", "due"}}},
	{"manual", N_("nothing is decided but by approve and refuse"), {{"decide", "manual"}}},
	{"refuse", N_("everything is refused at once"), {{"decide", "refuse"}, {"decide_after_s", "0"}}},
	{"code", N_("approved at once, but the licence needs the activation code"), {{"decide_after_s", "0"}, {"hand_out", "code"}}},
	{"short", N_("licences for ten days, no trial"), {{"decide_after_s", "0"}, {"licence_days", "10"}, {"trial_days", "0"}}},
	{"busy", N_("503 with Retry-After"), {{"trouble", "busy"}}},
	{"limit", N_("429 with Retry-After"), {{"trouble", "limit"}}},
	{"broken", N_("500"), {{"trouble", "broken"}}},
	{"denied", N_("403 by something in between"), {{"trouble", "denied"}}},
	{"portal", N_("a captive portal: 200 and HTML"), {{"trouble", "portal"}}},
	{"truncated", N_("answers are cut off"), {{"trouble", "truncated"}}},
	{"gigantic", N_("answers do not end"), {{"trouble", "gigantic"}}},
	{"forged", N_("documents bear a wrong signature"), {{"trouble", "forged"}, {"decide_after_s", "0"}}},
	{"clock", N_("the sub-center's clock is ten minutes ahead"), {{"skew_ms", "600000"}}},
	{"no-receiver", N_("messages are answered by -1201004"), {{"dxp_code", "-1201004"}, {"decide_after_s", "0"}}},
	{"again", N_("messages are answered by -1201003"), {{"dxp_code", "-1201003"}, {"decide_after_s", "0"}}},
};

static const char *const form_names[OFFICE_N_FORM] = {"challenge", "register", "apply", "code", "unbind", "offline", "application",
	"undertaking", "authorisation", "test-application", "test-report", "go-live", "acknowledge", "dxp"};

/* What belongs to the machine, not to a course of events. */
static const char *const kept_settings[] = {"code", "name", "hotline", "machines", "accounts", "max_message_kb", "idle_s", "clock_ms"};

const char *office_form_name(enum office_form form)
{
	return form_names[form];
}

const struct office_setting *office_settings(void)
{
	return settings;
}

/* ---- settings ---- */

static int find_setting(const char *key)
{
	for (int i = 0; i < OFFICE_N_SETTING; i++)
		if (strcmp(settings[i].key, key) == 0)
			return i;
	return -1;
}

const char *office_get(const struct office *o, const char *key)
{
	int i = find_setting(key);

	if (i < 0)
		return "";
	return o->setting[i] ? o->setting[i] : settings[i].fallback;
}

int64_t office_number(const struct office *o, const char *key)
{
	return strtoll(office_get(o, key), NULL, 10);
}

bool office_is(const struct office *o, const char *key, const char *value)
{
	return strcmp(office_get(o, key), value) == 0;
}

static void read_settings(struct office *o)
{
	sqlite3_stmt *st;

	for (int i = 0; i < OFFICE_N_SETTING; i++) {
		mem_free(o->setting[i]);
		o->setting[i] = NULL;
	}
	for (st = sql_row(o, "SELECT key, value FROM setting", ""); st != NULL; st = sql_next(o, st)) {
		int i = find_setting((const char *)sqlite3_column_text(st, 0));

		if (i >= 0)
			o->setting[i] = mem_strdup((const char *)sqlite3_column_text(st, 1));
	}
}

void office_refresh(struct office *o)
{
	int64_t version = sql_number(o, "PRAGMA data_version", "");

	if (version == o->data_version)
		return;
	o->data_version = version;
	read_settings(o);
}

static bool is_word_of(const char *value, const char *form)
{
	struct sv rest = sv_of(form), word;

	while (sv_split(&rest, '|', &word))
		if (sv_is(word, value))
			return true;
	return false;
}

static bool fits(const struct office_setting *s, const char *value)
{
	struct sv form = sv_of(s->form);
	size_t dots, n, min = 0, max = 0;

	if (strcmp(s->key, "code") == 0)
		return strlen(value) == 4 && strspn(value, "0123456789") == 4;
	if (form.n == 0)
		return strlen(value) <= 100 && text_valid(sv_of(value), NULL) && !text_has_control(sv_of(value));
	if (!sv_find(form, SV(".."), &dots))
		return is_word_of(value, s->form);
	sv_to_size((struct sv){form.p, dots}, &min);
	sv_to_size((struct sv){form.p + dots + 2, form.n - dots - 2}, &max);
	return sv_to_size(sv_of(value), &n) && n >= min && n <= max;
}

static enum rc take_error(struct office *o, struct err *err)
{
	enum rc rc = o->err.rc;

	if (err != NULL)
		*err = o->err;
	err_clear(&o->err);
	return rc;
}

enum rc office_set(struct office *o, const char *key, const char *value, struct err *err)
{
	int i = find_setting(key);

	if (i < 0)
		return err_set(err, RC_USAGE, _("there is no setting %s; `yulu-subcenter settings` shows them all"), key);
	if (!fits(&settings[i], value))
		return err_set(err, RC_USAGE, _("%s cannot be \"%s\"; it may be: %s"), key, value, settings[i].form[0] ? settings[i].form : _("a short text"));
	sql_do(o, "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value", "tt", key, value);
	read_settings(o);
	return take_error(o, err);
}

const char *office_scenario(size_t i, const char **doc)
{
	if (i >= sizeof scenarios / sizeof scenarios[0])
		return NULL;
	*doc = _(scenarios[i].doc);
	return scenarios[i].name;
}

static bool is_kept(const char *key)
{
	for (size_t i = 0; i < sizeof kept_settings / sizeof kept_settings[0]; i++)
		if (strcmp(kept_settings[i], key) == 0)
			return true;
	return false;
}

enum rc office_play(struct office *o, const char *scenario, struct err *err)
{
	size_t at = 0, n = sizeof scenarios / sizeof scenarios[0];
	enum rc rc;

	while (at < n && strcmp(scenarios[at].name, scenario) != 0)
		at++;
	if (at == n)
		return err_set(err, RC_USAGE, _("there is no scenario %s; `yulu-subcenter scenario` shows them all"), scenario);
	if ((rc = db_begin(o->db, err)) != RC_OK)
		return rc;
	for (int i = 0; i < OFFICE_N_SETTING; i++)
		if (!is_kept(settings[i].key))
			sql_do(o, "DELETE FROM setting WHERE key = ?1", "t", settings[i].key);
	rc = take_error(o, err);
	for (size_t i = 0; rc == RC_OK && i < 5 && scenarios[at].set[i][0] != NULL; i++)
		rc = office_set(o, scenarios[at].set[i][0], scenarios[at].set[i][1], err);
	if (rc == RC_OK)
		rc = db_commit(o->db, err);
	db_rollback(o->db);
	read_settings(o);
	return rc != RC_OK ? rc : take_error(o, err);
}

/* ---- clocks ---- */

int64_t office_now_ms(const struct office *o)
{
	return clock_now_ms() + office_number(o, "clock_ms");
}

int64_t office_signature_ms(const struct office *o)
{
	return clock_now_ms() + office_number(o, "skew_ms");
}

int32_t office_today(const struct office *o)
{
	return day_of_ms(office_now_ms(o));
}

int32_t office_due(const struct office *o, int n_workday)
{
	return day_add_workdays(&o->calendar, office_today(o), n_workday);
}

int64_t office_decide_ms(const struct office *o, int32_t due)
{
	if (office_is(o, "decide", "manual"))
		return 0;
	if (office_is(o, "decide", "due"))
		return (int64_t)due * 86400000 - 8 * 3600000 + DECIDE_HOUR_MS;
	return office_now_ms(o) + office_number(o, "decide_after_s") * 1000;
}

void office_log(struct office *o, const char *client, const char *what, const char *fmt, ...)
{
	struct str detail = STR_INIT(1000);
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&detail, fmt, ap);
	va_end(ap);
	sql_do(o, "INSERT INTO log (at_ms, client, what, detail) VALUES (?1, ?2, ?3, ?4)", "ittv", office_now_ms(o), client, what, str_sv(&detail));
	str_clear(&detail);
}

/* ---- opening ---- */

static int cmp_day(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static void add_day(int32_t **list, size_t *n, size_t *cap, int32_t day)
{
	if (*n == *cap)
		*list = mem_grow(*list, cap, sizeof **list);
	(*list)[(*n)++] = day;
}

/* date,kind,name with kind off or work */
static enum rc read_calendar(struct office *o, struct err *err)
{
	char *path = file_join(o->share, "workday_cn.csv");
	struct str text = STR_INIT(CALENDAR_MAX_B);
	int32_t *off = NULL, *work = NULL;
	size_t n_off = 0, n_work = 0, cap_off = 0, cap_work = 0;
	struct csv csv;
	enum rc rc = file_read(path, CALENDAR_MAX_B, &text, err);

	csv_init(&csv, str_sv(&text));
	while (rc == RC_OK && (rc = csv_next(&csv, err)) == RC_OK) {
		int32_t day = csv.n >= 2 ? day_parse_10(csv.field[0]) : DAY_NONE;

		if (day != DAY_NONE && sv_is(csv.field[1], "off"))
			add_day(&off, &n_off, &cap_off, day);
		else if (day != DAY_NONE)
			add_day(&work, &n_work, &cap_work, day);
	}
	if (rc == RC_NOTFOUND && n_off > 0) {
		qsort(off, n_off, sizeof *off, cmp_day);
		if (n_work > 0)
			qsort(work, n_work, sizeof *work, cmp_day);
		rc = RC_OK;
	}
	o->calendar = (struct day_calendar){off, work, n_off, n_work};
	csv_clear(&csv);
	str_clear(&text);
	mem_free(path);
	return rc;
}

static enum rc read_forms(struct office *o, struct err *err)
{
	enum rc rc = RC_OK;

	for (int i = 0; rc == RC_OK && i < OFFICE_N_FORM; i++) {
		struct str name = STR_INIT(100);
		char *path;

		str_addf(&name, "%s@1.csv", form_names[i]);
		path = file_join(o->share, str_z(&name));
		rc = dict_load(path, &o->form[i], err);
		mem_free(path);
		str_clear(&name);
	}
	return rc;
}

/* Whatever the mask of the process: clients read the certificate and how it is reached. */
static enum rc make_home(const char *home, struct err *err)
{
	enum rc rc;

	if (file_exists(home))
		return RC_OK;
	rc = file_mkdirs(home, 0755, err);
	if (rc == RC_OK && chmod(home, 0755) != 0)
		rc = err_errno(err, _("cannot make the directory %s"), home);
	return rc;
}

static enum rc open_database(struct office *o, struct err *err)
{
	char *path = file_join(o->home, "subcenter.sqlite");
	enum rc rc = db_open(path, DB_WRITE, &o->db, err);

	mem_free(path);
	if (rc == RC_OK && sql_number(o, "PRAGMA user_version", "") == 0 && (rc = db_begin(o->db, err)) == RC_OK) {
		rc = db_exec(o->db, schema, err);
		if (rc == RC_OK)
			rc = db_commit(o->db, err);
		db_rollback(o->db);
	}
	if (rc == RC_OK) {
		office_refresh(o);
		rc = take_error(o, err);
	}
	return rc;
}

enum rc office_open(const char *home, const char *share, struct office **out, struct err *err)
{
	struct office *o = mem_zalloc(1, sizeof *o);
	char *key = file_join(home, "seal-key.pem");
	enum rc rc;

	*out = NULL;
	o->home = mem_strdup(home);
	o->share = mem_strdup(share);
	rc = make_home(home, err);
	if (rc == RC_OK)
		rc = open_database(o, err);
	if (rc == RC_OK)
		rc = seal_key_open(key, &o->key, err);
	if (rc == RC_OK) {
		seal_key_public(o->key, &o->public_key);
		rc = read_calendar(o, err);
	}
	if (rc == RC_OK)
		rc = read_forms(o, err);
	o->xml = xml_reader_new();
	mem_free(key);
	if (rc != RC_OK) {
		office_close(o);
		return rc;
	}
	*out = o;
	return RC_OK;
}

void office_close(struct office *o)
{
	if (o == NULL)
		return;
	db_close(o->db);
	seal_key_free(o->key);
	xml_reader_free(o->xml);
	for (int i = 0; i < OFFICE_N_FORM; i++)
		dict_free(o->form[i]);
	for (int i = 0; i < OFFICE_N_SETTING; i++)
		mem_free(o->setting[i]);
	mem_free((void *)(uintptr_t)o->calendar.off);
	mem_free((void *)(uintptr_t)o->calendar.work);
	str_clear(&o->public_key);
	str_clear(&o->base);
	mem_free(o->home);
	mem_free(o->share);
	mem_free(o);
}

enum rc office_lock(struct office *o, struct err *err)
{
	char *path = file_join(o->home, "lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	enum rc rc = RC_OK;

	if (fd < 0)
		rc = err_errno(err, _("cannot open %s"), path);
	else if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		rc = errno == EWOULDBLOCK
			? err_set(err, RC_BUSY, _("another sub-center runs in %s; end it first or give a home of its own with --home"), o->home)
			: err_errno(err, _("cannot lock %s"), path);
	/* held until the process ends */
	mem_free(path);
	return rc;
}
