#include "subcenter/papers.h"

#include <stdio.h>

#include "subcenter/appointment.h"
#include "subcenter/route.h"
#include "subcenter/sql.h"

#define RECEIVER "DXPEDCSANDBOX001"

static const struct kind {
	const char *name;
	int workdays;		/* until it is decided; 0: filed as it is */
} kinds[] = {
	{"application", 3}, {"undertaking", 0}, {"authorisation", 0}, {"test-application", 0}, {"test-report", 0}, {"go-live", 7},
};

static const struct kind *kind_of(const char *name)
{
	size_t i = 0;

	while (strcmp(kinds[i].name, name) != 0)
		i++;
	return &kinds[i];
}

/* ---- what was handed in ---- */

static bool has(struct office *o, const struct client *c, const char *kind, const char *state)
{
	return sql_number(o, "SELECT count(*) FROM paper WHERE client = ?1 AND kind = ?2 AND state = ?3", "ttt", c->id, kind, state) > 0;
}

static bool has_passed(struct office *o, const struct client *c)
{
	return sql_number(o, "SELECT count(*) FROM appointment WHERE client = ?1 AND state = 'passed'", "t", c->id) > 0;
}

/* Flow B: the product of the approved application stands in the register. */
static bool is_flow_b(struct office *o, const struct client *c)
{
	return sql_number(o, "SELECT count(*) FROM paper p JOIN product r ON r.name = p.product WHERE p.client = ?1 AND p.kind = 'application'"
			     " AND p.state <> 'refused'", "t", c->id) > 0;
}

static void write_number(struct office *o, char number[APPOINTMENT_NUMBER_B], int64_t id)
{
	char day[16];

	day_format_8(office_today(o), day);
	snprintf(number, APPOINTMENT_NUMBER_B, "P%s%s%06lld", office_get(o, "code"), day, (long long)id % 1000000);
}

/* The same enterprise: USCC, or the organisation code that is its places 9 to 17. */
static bool is_of_client(const struct body *b, const struct client *c)
{
	struct sv code = body_get(b, "EnterpriseCode"), org = body_get(b, "OrganisationCode");

	if (code.n > 0 && !sv_is(code, c->enterprise))
		return false;
	return org.n == 0 || sv_is(org, c->uscc) || (org.n == 9 && strlen(c->uscc) == 18 && memcmp(org.p, c->uscc + 8, 9) == 0);
}

/* ---- what stands in the way ---- */

static bool refuse(struct request *q, const char *code, const char *needs)
{
	answer_refuse(q, code);
	answer_field(q, "Needs", sv_of(needs));
	return false;
}

static bool may_apply(struct request *q)
{
	if (has(q->o, q->client, "application", "waiting") || (has(q->o, q->client, "application", "approved") &&
	    sv_is(body_get(&q->body, "Service"), "新上线企业")))
		return refuse(q, "PAPER_TWICE", "");
	return true;
}

static bool may_test(struct request *q)
{
	struct appointment a;

	if (!has(q->o, q->client, "application", "approved"))
		return refuse(q, "PAPER_ORDER", "application");
	if (!has(q->o, q->client, "undertaking", "filed"))
		return refuse(q, "PAPER_ORDER", "undertaking");
	if (appointment_last(q->o, q->client, &a) && strcmp(a.state, "lapsed") != 0)
		return refuse(q, "PAPER_TWICE", "");
	return true;
}

static bool may_go_live(struct request *q)
{
	bool tested = sv_is(body_get(&q->body, "TestState"), "已通过联调测试");

	if (!has(q->o, q->client, "application", "approved"))
		return refuse(q, "PAPER_ORDER", "application");
	if (!has(q->o, q->client, "undertaking", "filed"))
		return refuse(q, "PAPER_ORDER", "undertaking");
	if (tested ? !has_passed(q->o, q->client) : !is_flow_b(q->o, q->client))
		return refuse(q, "PAPER_ORDER", tested ? "test-report" : "product");
	if (has(q->o, q->client, "go-live", "waiting") || has(q->o, q->client, "go-live", "approved"))
		return refuse(q, "PAPER_TWICE", "");
	return true;
}

/* A report speaks of this appointment and of messages that came in it. */
static bool may_report(struct request *q)
{
	struct appointment a;

	if (!appointment_last(q->o, q->client, &a) || !sv_is(body_get(&q->body, "Appointment"), a.number) || !appointment_is_running(q->o, &a))
		return refuse(q, "REPORT_TIME", "");
	for (unsigned i = 0; i < body_count(&q->body, "Case/MessageNumber"); i++) {
		struct sv number = body_at(&q->body, "Case/MessageNumber", i);

		if (sql_number(q->o, "SELECT count(*) FROM message WHERE client = ?1 AND environment = 'test' AND cop_id = ?2 AND sender = ?3", "tvt",
			       q->client->id, number, a.account) == 0) {
			answer_refuse(q, "REPORT_MESSAGE");
			answer_field(q, "MessageNumber", number);
			return false;
		}
	}
	return true;
}

static bool may_file(struct request *q, const char *kind)
{
	if (client_is(q->client, "revoked")) {
		answer_refuse(q, "REVOKED");
		answer_field(q, "Reason", sv_of(q->client->reason));
		return false;
	}
	if (!client_is_licensed(q->o, q->client) || client_is(q->client, "approved"))
		return refuse(q, "NOT_ACTIVE", "");
	if (!is_of_client(&q->body, q->client))
		return refuse(q, "PAPER_WHO", "");
	if (strcmp(kind, "application") == 0)
		return may_apply(q);
	if (strcmp(kind, "test-application") == 0)
		return may_test(q);
	if (strcmp(kind, "test-report") == 0)
		return may_report(q);
	if (strcmp(kind, "go-live") == 0)
		return may_go_live(q);
	return true;
}

/* ---- handing in ---- */

static bool all_passed(const struct body *b)
{
	for (unsigned i = 0; i < body_count(b, "Case/Result"); i++)
		if (!sv_is(body_at(b, "Case/Result", i), "通过"))
			return false;
	return true;
}

/* A pass is the product's: its next users go by flow B. */
static void pass_test(struct request *q, const char *number)
{
	appointment_pass(q->o, q->client, number);
	sql_do(q->o, "INSERT OR IGNORE INTO product (name, supplier, passed_ms) SELECT product, client, ?2 FROM paper WHERE client = ?1"
	       " AND kind = 'application' AND state = 'approved' AND product <> ''", "ti", q->client->id, office_now_ms(q->o));
}

static void receipt(struct request *q, const char *number, const char *kind, const char *state, int32_t due, const char *appointment)
{
	answer_begin(q, "PaperReceived");
	answer_field(q, "Number", sv_of(number));
	answer_field(q, "Kind", sv_of(kind));
	answer_field(q, "State", sv_of(state));
	answer_field_ms(q, "FiledAt", office_now_ms(q->o));
	answer_field_day(q, "DueDay", due);
	answer_field(q, "Appointment", sv_of(appointment));
	if (strcmp(kind, "application") == 0)
		answer_field(q, "Flow", is_flow_b(q->o, q->client) ? SV("B") : SV("A"));
}

void papers_file(struct request *q)
{
	const struct kind *k = kind_of(strrchr(q->route->path, '/') + 1);
	char number[APPOINTMENT_NUMBER_B], appointment[APPOINTMENT_NUMBER_B] = "";
	const char *state = k->workdays > 0 ? "waiting" : "filed";
	int32_t due = k->workdays > 0 ? office_due(q->o, k->workdays) : 0;
	int64_t id, decide = due != 0 ? office_decide_ms(q->o, due) : 0;

	papers_tick(q->o);
	if (!may_file(q, k->name))
		return;
	id = sql_number(q->o, "SELECT ifnull(max(id), 0) + 1 FROM paper", "");
	write_number(q->o, number, id);
	if (strcmp(k->name, "test-application") == 0) {
		appointment_make(q->o, q->client, appointment);
	} else if (strcmp(k->name, "test-report") == 0) {
		snprintf(appointment, sizeof appointment, "%.*s", (int)body_get(&q->body, "Appointment").n, body_get(&q->body, "Appointment").p);
		if (all_passed(&q->body))
			pass_test(q, appointment);
		else
			state = "failed";
	}
	sql_do(q->o, "INSERT INTO paper (id, number, client, kind, bytes, product, state, filed_ms, due_day, decide_ms) VALUES"
	       " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", "itttbvtiii", id, number, q->client->id, k->name, str_sv(&q->bytes),
	       body_get(&q->body, "ThirdParty/Product"), state, office_now_ms(q->o), (int64_t)due, decide);
	office_log(q->o, q->client->id, "paper", "%s %s", k->name, number);
	receipt(q, number, k->name, state, due, appointment);
}

/* ---- deciding ---- */

bool papers_decide(struct office *o, const char *number, bool approve, const char *reason)
{
	sql_do(o, "UPDATE paper SET state = ?2, reason = ?3, decide_ms = 0, decided_ms = ?4 WHERE number = ?1 AND state = 'waiting'", "ttti", number,
	       approve ? "approved" : "refused", reason, office_now_ms(o));
	if (sql_changes(o) == 0)
		return false;
	office_log(o, "", approve ? "paper approved" : "paper refused", "%s %s", number, reason);
	return true;
}

bool papers_is_due(struct office *o)
{
	int64_t now = office_now_ms(o);

	return sql_number(o, "SELECT count(*) FROM client WHERE decide_ms > 0 AND decide_ms <= ?1", "i", now) > 0 ||
	       sql_number(o, "SELECT count(*) FROM paper WHERE decide_ms > 0 AND decide_ms <= ?1", "i", now) > 0 || appointment_is_due(o) ||
	       sql_number(o, "SELECT EXISTS (SELECT 1 FROM seen WHERE until_ms < ?1)", "i", office_signature_ms(o) - 600000) > 0;
}

void papers_tick(struct office *o)
{
	bool approve = !office_is(o, "decide", "refuse");

	for (;;) {
		sqlite3_stmt *st = sql_row(o, "SELECT number FROM paper WHERE decide_ms > 0 AND decide_ms <= ?1 LIMIT 1", "i", office_now_ms(o));
		char number[APPOINTMENT_NUMBER_B];

		if (st == NULL)
			break;
		snprintf(number, sizeof number, "%s", (const char *)sqlite3_column_text(st, 0));
		sql_end(st);
		papers_decide(o, number, approve, approve ? "" : "演练：分中心未批准该申请 (training: refused)");
	}
	appointment_advance(o);
}

/* ---- looking ---- */

static void write_papers(struct request *q)
{
	sqlite3_stmt *st = sql_row(q->o, "SELECT number, kind, state, reason, filed_ms, due_day, decided_ms FROM paper WHERE client = ?1 ORDER BY id", "t", q->client->id);

	for (; st != NULL; st = sql_next(q->o, st)) {
		xml_write_start(&q->w, SV("Paper"));
		answer_field(q, "Number", db_column_sv(st, 0));
		answer_field(q, "Kind", db_column_sv(st, 1));
		answer_field(q, "State", db_column_sv(st, 2));
		answer_field(q, "Reason", db_column_sv(st, 3));
		answer_field_ms(q, "FiledAt", sqlite3_column_int64(st, 4));
		answer_field_day(q, "DueDay", sqlite3_column_int(st, 5));
		answer_field_ms(q, "DecidedAt", sqlite3_column_int64(st, 6));
		xml_write_end(&q->w, SV("Paper"));
	}
}

void papers_list(struct request *q)
{
	struct appointment a;

	papers_tick(q->o);
	answer_begin(q, "Papers");
	answer_field(q, "Flow", is_flow_b(q->o, q->client) ? SV("B") : SV("A"));
	write_papers(q);
	if (appointment_last(q->o, q->client, &a)) {
		xml_write_start(&q->w, SV("Appointment"));
		answer_field(q, "Number", sv_of(a.number));
		answer_field(q, "State", sv_of(a.state));
		answer_field(q, "Account", sv_of(a.account));
		answer_field_day(q, "From", a.from_day);
		answer_field_day(q, "Until", a.until_day);
		answer_field_number(q, "WaitingBefore", a.before);
		xml_write_end(&q->w, SV("Appointment"));
	}
	answer_field(q, "Test", has_passed(q->o, q->client) ? SV("passed") : SV("no"));
	answer_field(q, "Live", has(q->o, q->client, "go-live", "approved") ? SV("yes") : SV("no"));
}

/* ---- configurations ---- */

struct access {
	char id[PAPERS_ID_B];
	const char *purpose;	/* trial test production */
	int32_t from_day, until_day;
};

/* What a client may use now; id "" when nothing. */
static struct access access_of(struct office *o, const struct client *c, bool production)
{
	struct access x = {.purpose = "production"};
	struct appointment a;
	char *id = NULL;

	if (production) {
		if (client_is_licensed(o, c) && has(o, c, "go-live", "approved")) {
			id = client_production_id(c);
			x.from_day = c->from_day;
			x.until_day = c->until_day;
		}
	} else if (client_is_licensed(o, c) && appointment_last(o, c, &a) && appointment_is_running(o, &a)) {
		x.purpose = "test";
		id = mem_strdup(a.account);
		x.from_day = a.from_day;
		x.until_day = a.until_day;
	} else if (client_is_trial(o, c)) {
		x.purpose = "trial";
		id = client_trial_id(c);
		x.from_day = day_of_ms(c->registered_ms);
		x.until_day = c->trial_until;
	}
	snprintf(x.id, sizeof x.id, "%s", id ? id : "");
	mem_free(id);
	return x;
}

void papers_sender(struct office *o, const struct client *c, bool production, char id[PAPERS_ID_B])
{
	struct access x = access_of(o, c, production);

	memcpy(id, x.id, PAPERS_ID_B);
}

const char *papers_receiver(void)
{
	return RECEIVER;
}

static void write_address(struct request *q, struct xml_writer *w, const char *name, bool production, const char *what)
{
	struct str address = {0};

	str_addf(&address, "%s/v1/%s/%s", str_z(&q->o->base), production ? "production" : "test", what);
	xml_write_element(w, sv_of(name), str_sv(&address));
	str_clear(&address);
}

static void write_configuration(struct request *q, const struct access *x, bool production, struct str *to)
{
	struct office *o = q->o;
	struct xml_writer w;

	answer_document(&w, to, "Configuration");
	xml_write_element(&w, SV("Environment"), production ? SV("production") : SV("test"));
	xml_write_element(&w, SV("Purpose"), sv_of(x->purpose));
	xml_write_element(&w, SV("Subcenter"), sv_of(office_get(o, "code")));
	xml_write_element(&w, SV("ClientId"), sv_of(q->client->id));
	xml_write_element(&w, SV("InstallId"), sv_of(q->client->install));
	xml_write_element(&w, SV("EnterpriseCode"), sv_of(q->client->enterprise));
	xml_write_element(&w, SV("DxpId"), sv_of(x->id));
	xml_write_element(&w, SV("ReceiverId"), SV(RECEIVER));
	xml_write_element(&w, SV("Carrier"), SV("https"));
	write_address(q, &w, "Messages", production, "messages");
	write_address(q, &w, "Answers", production, "answers");
	write_address(q, &w, "Acknowledge", production, "acknowledge");
	xml_write_element(&w, SV("MaxMessageKb"), sv_of(office_get(o, "max_message_kb")));
	answer_day(&w, "ValidFrom", x->from_day);
	answer_day(&w, "ValidTo", x->until_day);
	answer_ms(&w, "IssuedAt", office_now_ms(o));
	xml_write_end(&w, SV("Configuration"));
}

void papers_configuration(struct request *q)
{
	bool production = sv_is(q->rest, "production");
	struct str document = {0};
	struct access x;

	papers_tick(q->o);
	x = access_of(q->o, q->client, production);
	if (!production && !sv_is(q->rest, "test")) {
		answer_refuse(q, "NO_SUCH_PATH");
	} else if (client_is(q->client, "revoked")) {
		answer_refuse(q, "REVOKED");
		answer_field(q, "Reason", sv_of(q->client->reason));
	} else if (x.id[0] == '\0') {
		answer_refuse(q, production ? "NOT_LIVE" : "NO_TEST");
	} else {
		write_configuration(q, &x, production, &document);
		answer_signed(q, "configuration", str_sv(&document));
	}
	str_clear(&document);
}
