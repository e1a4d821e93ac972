#include "subcenter/activation.h"

#include <stdio.h>

#include "base/i18n.h"
#include "subcenter/client.h"
#include "subcenter/number.h"
#include "subcenter/route.h"
#include "subcenter/seal.h"
#include "subcenter/sql.h"

enum { CHALLENGE_MS = 10 * 60 * 1000, ACTIVATION_WORKDAYS = 2, RENEWAL_DAYS = 30 };

/* Who wants to be a client: the same in a registration and in an offline request. */
struct identity {
	struct sv key, subcenter, enterprise, uscc, name, version;
};

static struct identity identity_of(const struct body *b)
{
	return (struct identity){body_get(b, "PublicKey"), body_get(b, "Subcenter"), body_get(b, "EnterpriseCode"), body_get(b, "Uscc"),
		body_get(b, "EnterpriseName"), body_get(b, "ClientVersion")};
}

static void add_lines(struct str *to, const struct sv *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_add(to, line[i]);
		str_addc(to, '\n');
	}
}

/* ---- before anybody is known ---- */

void activation_describe(struct request *q)
{
	struct office *o = q->o;

	answer_begin(q, "Subcenter");
	answer_field(q, "Code", sv_of(office_get(o, "code")));
	answer_field(q, "Name", sv_of(office_get(o, "name")));
	answer_field(q, "Hotline", sv_of(office_get(o, "hotline")));
	answer_field(q, "Protocol", SV("1"));
	answer_field(q, "Software", SV("yulu-subcenter " YULU_VERSION));
	answer_field(q, "PublicKey", str_sv(&o->public_key));
	answer_field_ms(q, "Time", office_signature_ms(o));
	answer_field_day(q, "Today", office_today(o));
	answer_field_number(q, "TrialDays", office_number(o, "trial_days"));
	answer_field_number(q, "MaxMessageKb", office_number(o, "max_message_kb"));
}

void activation_challenge(struct request *q)
{
	struct sv key = body_get(&q->body, "PublicKey");
	struct str challenge = STR_INIT(100);
	char raw[SEAL_KEY_B], install[SEAL_INSTALL_B];
	int64_t until = office_signature_ms(q->o) + CHALLENGE_MS;

	seal_install_id(key, install);
	if (install[0] == '\0') {
		answer_refuse(q, "INVALID");
		answer_field(q, "Field", SV("PublicKey"));
		return;
	}
	if (!seal_random(raw, sizeof raw)) {
		answer_refuse(q, "BROKEN");
		return;
	}
	seal_add_base64(&challenge, (struct sv){raw, sizeof raw});
	sql_do(q->o, "INSERT INTO challenge (challenge, key, until_ms) VALUES (?1, ?2, ?3)", "vvi", str_sv(&challenge), key, until);
	answer_begin(q, "ChallengeIssued");
	answer_field(q, "Challenge", str_sv(&challenge));
	answer_field_ms(q, "ValidUntil", until);
	str_clear(&challenge);
}

/* ---- registration ---- */

static void bind(struct office *o, const char *client, struct sv key, const char *install)
{
	sql_do(o, "INSERT INTO binding (client, key, install, bound_ms) VALUES (?1, ?2, ?3, ?4)"
	       " ON CONFLICT DO UPDATE SET bound_ms = excluded.bound_ms, unbound_ms = 0", "tvti", client, key, install, office_now_ms(o));
	office_log(o, client, "bound", "%s", install);
}

/* The id in the first column of the row, in the arena; NULL when there is none. */
static char *take_id(struct arena *a, sqlite3_stmt *st)
{
	struct sv v;
	char *id = NULL;

	if (st != NULL) {
		v = db_column_sv(st, 0);
		id = arena_dup(a, v.p ? v.p : "", v.n);
	}
	sql_end(st);
	return id;
}

static char *make_client(struct office *o, struct arena *a, const struct identity *who)
{
	int64_t serial = sql_number(o, "SELECT ifnull(max(serial), 0) + 1 FROM client", "");
	char id[32], number[NUMBER_B];

	snprintf(id, sizeof id, "%s%09lld", office_get(o, "code"), (long long)serial);
	if (!number_make(sv_of(office_get(o, "code")), number)) {
		err_set(&o->err, RC_INTERNAL, "no random bytes");
		return NULL;
	}
	sql_do(o, "INSERT INTO client (serial, id, number, enterprise, uscc, name, version, state, registered_ms, trial_until)"
	       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'registered', ?8, ?9)", "ittvvvvii", serial, id, number, who->enterprise, who->uscc,
	       who->name, who->version, office_now_ms(o), (int64_t)office_today(o) + office_number(o, "trial_days"));
	office_log(o, id, "registered", "%.*s %s", (int)who->enterprise.n, who->enterprise.p, number);
	return arena_dup(a, id, strlen(id));
}

/* An enterprise whose machine was unbound gets its old client id with the new machine. */
static char *find_or_make(struct office *o, struct arena *a, const struct identity *who, const char **refusal)
{
	char *id;

	if (sql_number(o, "SELECT count(*) FROM client WHERE enterprise = ?1 AND uscc <> ?2", "vv", who->enterprise, who->uscc) > 0) {
		*refusal = "OTHER_USCC";
		return NULL;
	}
	id = take_id(a, sql_row(o, "SELECT id FROM client WHERE enterprise = ?1 AND state = 'unbound' ORDER BY serial LIMIT 1", "v", who->enterprise));
	if (id != NULL) {
		sql_do(o, "UPDATE client SET state = iif(until_day >= ?2, 'approved', 'registered'), reason = '' WHERE id = ?1", "ti", id, (int64_t)office_today(o));
		return id;
	}
	if (sql_number(o, "SELECT count(*) FROM client WHERE enterprise = ?1 AND state = 'revoked'", "v", who->enterprise) > 0)
		*refusal = "REVOKED";
	else if (sql_number(o, "SELECT count(*) FROM client WHERE enterprise = ?1", "v", who->enterprise) >= office_number(o, "machines"))
		*refusal = "SECOND_MACHINE";
	else
		return make_client(o, a, who);
	return NULL;
}

/* The client of this enterprise on this machine, made when it is new. NULL with a refusal. */
static const struct client *enrol(struct office *o, struct arena *a, const struct identity *who, const char **refusal)
{
	char install[SEAL_INSTALL_B], *id;

	*refusal = NULL;
	seal_install_id(who->key, install);
	if (!sv_is(who->subcenter, office_get(o, "code"))) {
		*refusal = "OTHER_SUBCENTER";
		return NULL;
	}
	/* asked again because the answer was lost: the same answer */
	id = take_id(a, sql_row(o, "SELECT c.id FROM client c JOIN binding b ON b.client = c.id WHERE c.enterprise = ?1 AND c.uscc = ?2"
		" AND b.key = ?3 AND b.unbound_ms = 0", "vvv", who->enterprise, who->uscc, who->key));
	if (id == NULL) {
		id = find_or_make(o, a, who, refusal);
		if (id != NULL)
			bind(o, id, who->key, install);
	}
	return id != NULL ? client_find(o, a, id) : NULL;
}

static bool take_challenge(struct request *q, const struct identity *who)
{
	sql_do(q->o, "DELETE FROM challenge WHERE challenge = ?1 AND key = ?2 AND until_ms >= ?3", "vvi", body_get(&q->body, "Challenge"),
	       who->key, office_signature_ms(q->o));
	return sql_changes(q->o) == 1;
}

void activation_register(struct request *q)
{
	const struct identity who = identity_of(&q->body);
	const struct sv lines[] = {SV("yulu-register-1"), who.key, body_get(&q->body, "Challenge"), who.subcenter, who.enterprise, who.uscc,
		who.name, who.version};
	struct str text = STR_INIT(4096);
	const struct client *c = NULL;
	const char *refusal = NULL;

	add_lines(&text, lines, sizeof lines / sizeof lines[0]);
	if (!take_challenge(q, &who))
		refusal = "CHALLENGE";
	else if (!seal_verify(who.key, str_sv(&text), body_get(&q->body, "Signature")))
		refusal = "SIGNATURE";
	else
		c = enrol(q->o, &q->arena, &who, &refusal);
	str_clear(&text);
	if (c == NULL) {
		answer_refuse(q, refusal ? refusal : "BROKEN");
		return;
	}
	answer_begin(q, "Registered");
	answer_field(q, "ClientId", sv_of(c->id));
	answer_field(q, "ApplicationNumber", sv_of(c->number));
	answer_field(q, "InstallId", sv_of(c->install));
	answer_field(q, "State", sv_of(c->state));
	answer_field_day(q, "TrialUntil", c->trial_until);
	answer_field(q, "PublicKey", str_sv(&q->o->public_key));
	answer_field_ms(q, "Time", office_signature_ms(q->o));
}

/* ---- application and state ---- */

static void write_status(struct request *q, const struct client *c)
{
	struct office *o = q->o;
	bool ended = c->until_day != 0 && office_today(o) > c->until_day && (client_is(c, "active") || client_is(c, "approved"));

	answer_begin(q, "Status");
	answer_field(q, "ClientId", sv_of(c->id));
	answer_field(q, "ApplicationNumber", sv_of(c->number));
	answer_field(q, "State", ended ? SV("expired") : sv_of(c->state));
	answer_field(q, "Reason", sv_of(c->reason));
	answer_field(q, "CodeNeeded", client_is(c, "approved") && office_is(o, "hand_out", "code") ? SV("yes") : SV("no"));
	answer_field_day(q, "TrialUntil", c->trial_until);
	answer_field_ms(q, "AppliedAt", c->applied_ms);
	answer_field_day(q, "DueDay", c->due_day);
	answer_field_ms(q, "DecidedAt", c->decided_ms);
	answer_field_day(q, "ValidFrom", c->from_day);
	answer_field_day(q, "ValidTo", c->until_day);
	answer_field_day(q, "Today", office_today(o));
	answer_field_ms(q, "Time", office_signature_ms(o));
}

static const struct client *again(struct request *q)
{
	client_decide_due(q->o);
	return client_find(q->o, &q->arena, q->client->id);
}

static const char *why_no_application(const struct office *o, const struct client *c)
{
	if (client_is(c, "revoked"))
		return "REVOKED";
	if (client_is(c, "applied"))
		return "ALREADY_APPLIED";
	if ((client_is(c, "active") || client_is(c, "approved")) && c->until_day - office_today(o) > RENEWAL_DAYS)
		return "ALREADY_ACTIVE";
	return NULL;
}

static void apply(struct office *o, const struct client *c, struct sv types)
{
	int32_t due = office_due(o, ACTIVATION_WORKDAYS);

	sql_do(o, "UPDATE client SET state = 'applied', reason = '', applied_ms = ?2, due_day = ?3, decide_ms = ?4, types = ?5 WHERE id = ?1",
	       "tiiiv", c->id, office_now_ms(o), (int64_t)due, office_decide_ms(o, due), types);
	office_log(o, c->id, "applied", "%s", c->number);
}

void activation_apply(struct request *q)
{
	const struct client *c = again(q);
	const char *refusal = c ? why_no_application(q->o, c) : "UNKNOWN_CLIENT";
	struct str types = STR_INIT(4096);

	if (refusal != NULL) {
		answer_refuse(q, refusal);
		if (c != NULL)
			answer_field(q, "Reason", sv_of(c->reason));
		return;
	}
	for (unsigned i = 0; i < body_count(&q->body, "BusinessType"); i++) {
		if (i > 0)
			str_addc(&types, ' ');
		str_add(&types, body_at(&q->body, "BusinessType", i));
	}
	apply(q->o, c, str_sv(&types));
	str_clear(&types);
	c = client_find(q->o, &q->arena, c->id);
	if (c != NULL)
		write_status(q, c);
}

void activation_status(struct request *q)
{
	const struct client *c = again(q);

	if (c != NULL)
		write_status(q, c);
}

/* ---- licence ---- */

static void write_licence(const struct office *o, const struct client *c, struct str *to)
{
	struct xml_writer w;
	struct sv rest = c->types[0] ? sv_of(c->types) : SV("*"), type;

	answer_document(&w, to, "Licence");
	xml_write_element(&w, SV("Subcenter"), sv_of(office_get(o, "code")));
	xml_write_element(&w, SV("SubcenterName"), sv_of(office_get(o, "name")));
	xml_write_element(&w, SV("ClientId"), sv_of(c->id));
	xml_write_element(&w, SV("ApplicationNumber"), sv_of(c->number));
	xml_write_element(&w, SV("InstallId"), sv_of(c->install));
	xml_write_element(&w, SV("PublicKey"), sv_of(c->key));
	xml_write_element(&w, SV("EnterpriseCode"), sv_of(c->enterprise));
	xml_write_element(&w, SV("Uscc"), sv_of(c->uscc));
	xml_write_element(&w, SV("EnterpriseName"), sv_of(c->name));
	while (sv_split(&rest, ' ', &type))
		xml_write_element(&w, SV("BusinessType"), type);
	answer_day(&w, "ValidFrom", c->from_day);
	answer_day(&w, "ValidTo", c->until_day);
	answer_ms(&w, "IssuedAt", c->decided_ms);
	xml_write_end(&w, SV("Licence"));
}

static const char *why_no_licence(const struct request *q, const struct client *c, bool by_code)
{
	if (client_is(c, "registered"))
		return "NOT_APPLIED";
	if (client_is(c, "applied"))
		return "WAITING";
	if (client_is(c, "refused"))
		return "REFUSED";
	if (client_is(c, "revoked"))
		return "REVOKED";
	if (client_is(c, "approved") && !by_code && office_is(q->o, "hand_out", "code"))
		return "CODE_NEEDED";
	return NULL;
}

static void hand_out(struct request *q, const struct client *c, bool by_code)
{
	const char *refusal = why_no_licence(q, c, by_code);
	struct str licence = {0};

	if (refusal != NULL) {
		answer_refuse(q, refusal);
		answer_field(q, "Reason", sv_of(c->reason));
		answer_field_day(q, "DueDay", c->due_day);
		return;
	}
	if (client_is(c, "approved")) {
		sql_do(q->o, "UPDATE client SET state = 'active' WHERE id = ?1", "t", c->id);
		office_log(q->o, c->id, "activated", "%s", by_code ? "by code" : "by asking");
	}
	write_licence(q->o, c, &licence);
	answer_signed(q, "licence", str_sv(&licence));
	str_clear(&licence);
}

void activation_licence(struct request *q)
{
	const struct client *c = again(q);

	if (c != NULL)
		hand_out(q, c, false);
}

static void refuse_code(struct request *q, const struct number_problem *p)
{
	static const char *const words[] = {[NUMBER_OK] = "", [NUMBER_LENGTH] = "length", [NUMBER_CHARACTER] = "character", [NUMBER_ONE] = "one",
		[NUMBER_EXCHANGED] = "exchanged", [NUMBER_MORE] = "more"};

	answer_refuse(q, "CODE_MISTYPED");
	answer_field(q, "Fault", sv_of(words[p->fault]));
	if (p->at > 0)
		answer_field_number(q, "At", p->at);
	if (p->should != '\0')
		answer_field(q, "Should", (struct sv){&p->should, 1});
}

void activation_code(struct request *q)
{
	const struct client *c = again(q);
	struct number_problem problem;
	char code[NUMBER_B];

	if (c == NULL)
		return;
	if (number_read(body_get(&q->body, "Code"), code, &problem) != NUMBER_OK) {
		refuse_code(q, &problem);
	} else if (strcmp(code, c->code) != 0) {
		office_log(q->o, c->id, "wrong code", "%s", code);
		answer_refuse(q, "CODE_WRONG");
	} else {
		hand_out(q, c, true);
	}
}

void activation_unbind(struct request *q)
{
	struct sv reason = body_get(&q->body, "Reason");
	char *kept = arena_dup(&q->arena, reason.p ? reason.p : "", reason.n);

	client_unbind(q->o, q->client, kept);
	answer_begin(q, "Unbound");
	answer_field(q, "ClientId", sv_of(q->client->id));
	answer_field_ms(q, "Time", office_signature_ms(q->o));
}

/* ---- offline ---- */

static void write_offline(struct office *o, const struct client *c, struct sv request_id, struct str *to)
{
	struct str licence = {0}, part = {0};
	struct xml_writer w;

	answer_document(&w, to, "OfflineAnswer");
	xml_write_element(&w, SV("RequestId"), request_id);
	xml_write_element(&w, SV("InstallId"), sv_of(c->install));
	xml_write_element(&w, SV("ClientId"), sv_of(c->id));
	xml_write_element(&w, SV("ApplicationNumber"), sv_of(c->number));
	xml_write_element(&w, SV("State"), sv_of(c->state));
	answer_day(&w, "TrialUntil", c->trial_until);
	answer_day(&w, "DueDay", c->due_day);
	if (client_is(c, "active")) {
		write_licence(o, c, &licence);
		seal_add_base64(&part, str_sv(&licence));
		xml_write_element(&w, SV("Licence"), str_sv(&part));
		str_reset(&part);
		seal_sign(o->key, str_sv(&licence), &part);
		xml_write_element(&w, SV("LicenceSignature"), str_sv(&part));
	}
	xml_write_end(&w, SV("OfflineAnswer"));
	str_clear(&licence);
	str_clear(&part);
}

static const struct client *enrol_offline(struct office *o, struct arena *a, const struct body *b, bool approve, const char **refusal)
{
	const struct identity who = identity_of(b);
	const struct client *c = enrol(o, a, &who, refusal);

	if (c != NULL && (client_is(c, "registered") || client_is(c, "refused"))) {
		apply(o, c, SV(""));
		c = client_find(o, a, c->id);
	}
	if (c != NULL && approve && client_is(c, "applied")) {
		client_approve(o, c);
		c = client_find(o, a, c->id);
	}
	/* handing the file over is handing the licence out */
	if (c != NULL && client_is(c, "approved")) {
		sql_do(o, "UPDATE client SET state = 'active' WHERE id = ?1", "t", c->id);
		office_log(o, c->id, "activated", "by file");
		c = client_find(o, a, c->id);
	}
	return c;
}

static enum rc answer_offline(struct office *o, const struct body *b, bool approve, struct request *q, struct err *err)
{
	const struct identity who = identity_of(b);
	const struct sv lines[] = {SV("yulu-offline-1"), body_get(b, "RequestId"), who.key, who.subcenter, who.enterprise, who.uscc, who.name,
		who.version, body_get(b, "Time")};
	struct str text = STR_INIT(4096), document = {0};
	const char *refusal = NULL;
	const struct client *c = NULL;

	add_lines(&text, lines, sizeof lines / sizeof lines[0]);
	if (!seal_verify(who.key, str_sv(&text), body_get(b, "Signature")))
		refusal = "SIGNATURE";
	else
		c = enrol_offline(o, &q->arena, b, approve, &refusal);
	if (c != NULL) {
		write_offline(o, c, body_get(b, "RequestId"), &document);
		answer_signed(q, "offline", str_sv(&document));
		answer_close(q);
	}
	str_clear(&text);
	str_clear(&document);
	return c != NULL ? RC_OK : err_set(err, RC_PARSE, _("the request is refused: %s"), refusal ? refusal : o->err.text);
}

enum rc activation_offline(struct office *o, struct sv request, bool approve, struct str *answer, struct err *err)
{
	struct request q = {.o = o};
	struct body_problem p;
	struct body body;
	enum rc rc;

	if (body_read(o->xml, o->form[FORM_OFFLINE], request, &body, &p) != RC_OK)
		return err_set(err, RC_PARSE, _("this is no offline request: %s %s"), p.path, i18n_is_zh() ? p.text_zh : p.text_en);
	rc = answer_offline(o, &body, approve, &q, err);
	if (rc == RC_OK)
		str_add(answer, str_sv(&q.answer));
	body_clear(&body);
	answer_clear(&q);
	return rc;
}
