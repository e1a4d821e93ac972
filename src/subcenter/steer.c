#include "subcenter/steer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "subcenter/activation.h"
#include "subcenter/client.h"
#include "subcenter/intake.h"
#include "subcenter/papers.h"
#include "subcenter/route.h"
#include "subcenter/sql.h"

enum { REQUEST_MAX_B = 64 << 10, MESSAGE_MAX_B = 64 << 20, COLUMNS_MAX = 16, LOG_LIMIT = 50 };

static enum rc taken(struct office *o, struct err *err)
{
	if (!sql_failed(o))
		return RC_OK;
	if (err != NULL)
		*err = o->err;
	return o->err.rc;
}

/* ---- tables ---- */

/* Columns whose names begin with a capital D hold a day, with T a moment. */
static void add_cell(struct str *text, char kind, sqlite3_stmt *st, int column)
{
	char when[40] = "";
	int64_t n = sqlite3_column_int64(st, column);

	if (kind == 'D' && n != 0)
		day_format_10((int32_t)n, when);
	else if (kind == 'T' && n != 0)
		day_format_rfc3339(n, when);
	if (kind == 'D' || kind == 'T')
		str_adds(text, when);
	else
		str_add(text, db_column_sv(st, column));
}

/* kinds: a letter a column, . as it is, D day, T moment. */
static void print_rows(struct steer *s, const char *const *name, const char *kinds, sqlite3_stmt *st)
{
	size_t n = strlen(kinds);
	struct out out;

	out_begin(&out, s->format, name, n, s->to);
	for (; st != NULL; st = sql_next(s->o, st)) {
		struct str cell[COLUMNS_MAX] = {{0}};
		struct sv value[COLUMNS_MAX];

		for (size_t i = 0; i < n; i++) {
			add_cell(&cell[i], kinds[i], st, (int)i);
			value[i] = str_sv(&cell[i]);
		}
		out_row(&out, value);
		for (size_t i = 0; i < n; i++)
			str_clear(&cell[i]);
	}
	out_end(&out);
}

static enum rc list_clients(struct steer *s, struct err *err)
{
	static const char *const name[] = {"client", "number", "state", "enterprise", "uscc", "name", "install", "trial_until", "due", "from", "until",
		"code", "reason"};

	print_rows(s, name, ".......DDDD..", sql_row(s->o, "SELECT c.id, c.number, c.state, c.enterprise, c.uscc, c.name, b.install, c.trial_until,"
		" c.due_day, c.from_day, c.until_day, c.code, c.reason FROM client c LEFT JOIN binding b ON b.client = c.id AND b.unbound_ms = 0"
		" ORDER BY c.serial", ""));
	return taken(s->o, err);
}

static enum rc list_papers(struct steer *s, struct err *err)
{
	static const char *const name[] = {"number", "client", "kind", "state", "filed", "due", "product", "reason"};

	print_rows(s, name, "....TD..", sql_row(s->o, "SELECT number, client, kind, state, filed_ms, due_day, product, reason FROM paper"
		" WHERE ?1 = '' OR client = ?1 ORDER BY id", "t", s->n_word > 0 ? s->word[0] : ""));
	return taken(s->o, err);
}

static enum rc list_accounts(struct steer *s, struct err *err)
{
	static const char *const name[] = {"appointment", "client", "state", "account", "from", "until"};

	print_rows(s, name, "....DD", sql_row(s->o, "SELECT number, client, state, account, from_day, until_day FROM appointment ORDER BY id", ""));
	return taken(s->o, err);
}

static enum rc list_messages(struct steer *s, struct err *err)
{
	static const char *const name[] = {"id", "environment", "client", "sender", "cop_id", "type", "code", "received", "sha256"};

	print_rows(s, name, ".......T.", sql_row(s->o, "SELECT id, environment, client, sender, cop_id, type, code, received_ms, sha256 FROM message"
		" WHERE ?1 = '' OR client = ?1 ORDER BY id", "t", s->n_word > 0 ? s->word[0] : ""));
	return taken(s->o, err);
}

static enum rc list_log(struct steer *s, struct err *err)
{
	static const char *const name[] = {"at", "client", "what", "detail"};
	size_t limit = LOG_LIMIT;

	if (s->n_word > 0 && !sv_to_size(sv_of(s->word[0]), &limit))
		return err_set(err, RC_USAGE, _("log takes the number of lines"));
	print_rows(s, name, "T...", sql_row(s->o, "SELECT at_ms, client, what, detail FROM (SELECT * FROM log ORDER BY id DESC LIMIT ?1) ORDER BY id", "i",
		(int64_t)limit));
	return taken(s->o, err);
}

static enum rc list_settings(struct steer *s, struct err *err)
{
	static const char *const name[] = {"setting", "value", "may_be", "help"};
	const struct office_setting *all = office_settings();
	struct out out;

	(void)err;
	out_begin(&out, s->format, name, 4, s->to);
	for (size_t i = 0; i < OFFICE_N_SETTING; i++) {
		const struct sv value[] = {sv_of(all[i].key), sv_of(office_get(s->o, all[i].key)), sv_of(all[i].form), sv_of(_(all[i].doc))};

		out_row(&out, value);
	}
	out_end(&out);
	return RC_OK;
}

/* ---- deciding ---- */

static enum rc no_such(const char *number, struct err *err)
{
	return err_set(err, RC_NOTFOUND, _("%s is no client id, application number or waiting paper; `clients` and `papers` show them"), number);
}

static const char *reason_of(const struct steer *s)
{
	return s->n_word > 1 ? s->word[1] : "";
}

static enum rc decide(struct steer *s, bool approve, struct err *err)
{
	struct arena a = {0};
	const struct client *c = client_find(s->o, &a, s->word[0]);
	enum rc rc = RC_OK;

	if (c != NULL && approve)
		client_approve(s->o, c);
	else if (c != NULL)
		client_refuse(s->o, c, reason_of(s));
	else if (!papers_decide(s->o, s->word[0], approve, reason_of(s)) && !sql_failed(s->o))
		rc = no_such(s->word[0], err);
	c = c != NULL && approve ? client_find(s->o, &a, s->word[0]) : NULL;
	if (c != NULL)
		str_addf(s->to, "%s\n", c->code);
	arena_free(&a);
	return rc;
}

static enum rc approve(struct steer *s, struct err *err)
{
	return decide(s, true, err);
}

static enum rc refuse(struct steer *s, struct err *err)
{
	return decide(s, false, err);
}

static enum rc with_client(struct steer *s, void (*act)(struct office *, const struct client *, const char *), struct err *err)
{
	struct arena a = {0};
	const struct client *c = client_find(s->o, &a, s->word[0]);
	enum rc rc = RC_OK;

	if (c != NULL)
		act(s->o, c, reason_of(s));
	else if (!sql_failed(s->o))
		rc = no_such(s->word[0], err);
	arena_free(&a);
	return rc;
}

static enum rc revoke(struct steer *s, struct err *err)
{
	return with_client(s, client_revoke, err);
}

static enum rc unbind(struct steer *s, struct err *err)
{
	return with_client(s, client_unbind, err);
}

static enum rc product(struct steer *s, struct err *err)
{
	static const char *const name[] = {"product", "supplier", "passed"};

	if (s->n_word > 0) {
		sql_do(s->o, "INSERT OR IGNORE INTO product (name, supplier, passed_ms) VALUES (?1, ?2, ?3)", "tti", s->word[0], reason_of(s), office_now_ms(s->o));
		office_log(s->o, "", "product", "%s", s->word[0]);
	} else {
		print_rows(s, name, "..T", sql_row(s->o, "SELECT name, supplier, passed_ms FROM product ORDER BY name", ""));
	}
	return taken(s->o, err);
}

/* ---- files ---- */

static enum rc offline(struct steer *s, struct err *err)
{
	struct str request = {0}, answer = {0};
	enum rc rc = file_read(s->word[0], REQUEST_MAX_B, &request, err);

	if (rc == RC_OK)
		rc = activation_offline(s->o, str_sv(&request), s->approve, &answer, err);
	if (rc == RC_OK && s->output != NULL)
		rc = file_write(s->output, str_sv(&answer), 0644, err);
	else if (rc == RC_OK)
		str_add(s->to, str_sv(&answer));
	str_clear(&request);
	str_clear(&answer);
	return rc;
}

static enum rc send(struct steer *s, struct err *err)
{
	struct arena a = {0};
	struct str message = {0};
	const struct client *c = client_find(s->o, &a, s->word[0]);
	char id[PAPERS_ID_B];
	enum rc rc = c ? file_read(s->word[2], MESSAGE_MAX_B, &message, err) : sql_failed(s->o) ? RC_OK : no_such(s->word[0], err);

	if (rc == RC_OK && c != NULL) {
		papers_sender(s->o, c, s->production, id);
		intake_send(s->o, c->id, id[0] ? id : c->id, s->production, s->word[1], str_sv(&message));
		office_log(s->o, c->id, "answer put in", "%s", s->word[1]);
	}
	str_clear(&message);
	arena_free(&a);
	return rc;
}

/* ---- settings and clocks ---- */

static enum rc set(struct steer *s, struct err *err)
{
	return office_set(s->o, s->word[0], s->word[1], err);
}

static enum rc scenario(struct steer *s, struct err *err)
{
	static const char *const name[] = {"scenario", "help"};
	const char *doc, *one;
	struct out out;

	if (s->n_word > 0)
		return office_play(s->o, s->word[0], err);
	out_begin(&out, s->format, name, 2, s->to);
	for (size_t i = 0; (one = office_scenario(i, &doc)) != NULL; i++) {
		const struct sv value[] = {sv_of(one), sv_of(doc)};

		out_row(&out, value);
	}
	out_end(&out);
	return RC_OK;
}

/* +3d -2h +5m +90s, in ms. */
static bool parse_step(const char *text, int64_t *ms)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = {{'d', 86400000}, {'h', 3600000}, {'m', 60000}, {'s', 1000}};
	size_t n = strlen(text), count;

	if (n < 3 || (text[0] != '+' && text[0] != '-') || !sv_to_size((struct sv){text + 1, n - 2}, &count) || count > 100000)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (units[i].unit == text[n - 1]) {
			*ms = (text[0] == '-' ? -1 : 1) * (int64_t)count * units[i].ms;
			return true;
		}
	return false;
}

static enum rc set_ms(struct office *o, const char *key, int64_t ms, struct err *err)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", (long long)ms);
	return office_set(o, key, text, err);
}

enum rc steer_set_clock(struct office *o, const char *when, struct err *err)
{
	int32_t day = day_parse_8(sv_of(when));
	int64_t ms;

	if (strcmp(when, "now") == 0)
		return set_ms(o, "clock_ms", 0, err);
	if (parse_step(when, &ms))
		return set_ms(o, "clock_ms", office_number(o, "clock_ms") + ms, err);
	if (day != DAY_NONE)
		return set_ms(o, "clock_ms", (int64_t)day * 86400000 + 3600000 - clock_now_ms(), err);
	if (route_parse_time(sv_of(when), &ms))
		return set_ms(o, "clock_ms", ms - clock_now_ms(), err);
	return err_set(err, RC_USAGE, _("%s is no time; write 2026-01-12T09:00:00+08:00, 20260112, +3d, -2h or now"), when);
}

static enum rc set_clock(struct steer *s, struct err *err)
{
	char office[40], signature[40];
	int64_t ms;
	enum rc rc = RC_OK;

	if (s->n_word == 2 && strcmp(s->word[0], "skew") == 0 && parse_step(s->word[1], &ms))
		rc = set_ms(s->o, "skew_ms", ms, err);
	else if (s->n_word == 2)
		rc = err_set(err, RC_USAGE, _("%s is no time; write 2026-01-12T09:00:00+08:00, 20260112, +3d, -2h or now"), s->word[1]);
	else if (s->n_word == 1)
		rc = steer_set_clock(s->o, s->word[0], err);
	day_format_rfc3339(office_now_ms(s->o), office);
	day_format_rfc3339(office_signature_ms(s->o), signature);
	if (rc == RC_OK)
		str_addf(s->to, "%s %s\n%s %s\n", _("office"), office, _("signatures"), signature);
	return rc;
}

static const struct steer_command commands[] = {
	{"approve", "NUMBER", N_("approve an activation (prints the activation code) or a paper"), 1, 1, approve},
	{"refuse", "NUMBER REASON", N_("refuse an activation or a paper"), 2, 2, refuse},
	{"revoke", "CLIENT REASON", N_("revoke a licence"), 2, 2, revoke},
	{"unbind", "CLIENT [REASON]", N_("unbind the device of a client, without the device"), 1, 2, unbind},
	{"clients", "[--format …]", N_("the clients"), 0, 0, list_clients},
	{"papers", "[CLIENT] [--format …]", N_("what was handed in"), 0, 1, list_papers},
	{"accounts", "[--format …]", N_("test appointments and the accounts lent"), 0, 0, list_accounts},
	{"product", "[NAME [SUPPLIER]]", N_("products that passed the test, or one more"), 0, 2, product},
	{"messages", "[CLIENT] [--format …]", N_("the messages taken in"), 0, 1, list_messages},
	{"send", "CLIENT TYPE FILE [--production]", N_("put a message into a client's queue of answers"), 3, 3, send},
	{"offline", "FILE [-o FILE] [--approve]", N_("answer a request that came as a file"), 1, 1, offline},
	{"scenario", "[NAME]", N_("the scenarios, or play one"), 0, 1, scenario},
	{"settings", "[--format …]", N_("all settings"), 0, 0, list_settings},
	{"set", "SETTING VALUE", N_("set one of them"), 2, 2, set},
	{"clock", "[WHEN | skew STEP]", N_("the clocks, or set one: a moment, a day, +3d, -2h, now"), 0, 2, set_clock},
	{"log", "[LINES]", N_("what happened"), 0, 1, list_log},
};

const struct steer_command *steer_commands(size_t *n)
{
	*n = sizeof commands / sizeof commands[0];
	return commands;
}
