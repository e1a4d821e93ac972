#include "subcenter/client.h"

#include <stdio.h>

#include "subcenter/number.h"
#include "subcenter/sql.h"

static const char *keep(struct arena *a, sqlite3_stmt *st, int column)
{
	struct sv v = db_column_sv(st, column);

	return arena_dup(a, v.p ? v.p : "", v.n);
}

struct client *client_find(struct office *o, struct arena *a, const char *id_or_number)
{
	struct client *c;
	sqlite3_stmt *st = sql_row(o, "SELECT c.serial, c.id, c.number, c.enterprise, c.uscc, c.name, c.version, c.types, c.state, c.reason,"
		" c.code, ifnull(b.key, ''), ifnull(b.install, ''), c.registered_ms, c.applied_ms, c.decide_ms, c.decided_ms,"
		" c.trial_until, c.due_day, c.from_day, c.until_day FROM client c"
		" LEFT JOIN binding b ON b.client = c.id AND b.unbound_ms = 0 WHERE c.id = ?1 OR c.number = ?1", "t", id_or_number);

	if (st == NULL)
		return NULL;
	c = arena_alloc(a, sizeof *c);
	*c = (struct client){.serial = sqlite3_column_int64(st, 0), .id = keep(a, st, 1), .number = keep(a, st, 2),
		.enterprise = keep(a, st, 3), .uscc = keep(a, st, 4), .name = keep(a, st, 5), .version = keep(a, st, 6),
		.types = keep(a, st, 7), .state = keep(a, st, 8), .reason = keep(a, st, 9), .code = keep(a, st, 10),
		.key = keep(a, st, 11), .install = keep(a, st, 12), .registered_ms = sqlite3_column_int64(st, 13),
		.applied_ms = sqlite3_column_int64(st, 14), .decide_ms = sqlite3_column_int64(st, 15),
		.decided_ms = sqlite3_column_int64(st, 16), .trial_until = sqlite3_column_int(st, 17),
		.due_day = sqlite3_column_int(st, 18), .from_day = sqlite3_column_int(st, 19), .until_day = sqlite3_column_int(st, 20)};
	sql_end(st);
	return c;
}

bool client_is(const struct client *c, const char *state)
{
	return strcmp(c->state, state) == 0;
}

bool client_is_licensed(const struct office *o, const struct client *c)
{
	return c->until_day != 0 && office_today(o) <= c->until_day && !client_is(c, "revoked") && !client_is(c, "unbound");
}

bool client_is_trial(const struct office *o, const struct client *c)
{
	return office_today(o) <= c->trial_until && !client_is(c, "revoked") && !client_is(c, "unbound");
}

void client_approve(struct office *o, const struct client *c)
{
	int32_t today = office_today(o), from = c->from_day ? c->from_day : today;
	int32_t after = c->until_day > today ? c->until_day : today - 1;
	char code[NUMBER_B];

	if (!number_make(SV(""), code)) {
		err_set(&o->err, RC_INTERNAL, "no random bytes");
		return;
	}
	sql_do(o, "UPDATE client SET state = 'approved', reason = '', decide_ms = 0, decided_ms = ?2, code = ?3, from_day = ?4, until_day = ?5"
	       " WHERE id = ?1", "titii", c->id, office_now_ms(o), code, (int64_t)from, (int64_t)after + office_number(o, "licence_days"));
	office_log(o, c->id, "approved", "%s", c->number);
}

static void set_state(struct office *o, const struct client *c, const char *state, const char *reason)
{
	sql_do(o, "UPDATE client SET state = ?2, reason = ?3, decide_ms = 0, decided_ms = ?4 WHERE id = ?1", "ttti", c->id, state, reason,
	       office_now_ms(o));
	office_log(o, c->id, state, "%s", reason);
}

void client_refuse(struct office *o, const struct client *c, const char *reason)
{
	set_state(o, c, "refused", reason);
}

void client_revoke(struct office *o, const struct client *c, const char *reason)
{
	set_state(o, c, "revoked", reason);
}

void client_unbind(struct office *o, const struct client *c, const char *reason)
{
	sql_do(o, "UPDATE binding SET unbound_ms = ?2 WHERE client = ?1 AND unbound_ms = 0", "ti", c->id, office_now_ms(o));
	/* what was revoked stays so */
	if (client_is(c, "revoked"))
		office_log(o, c->id, "unbound", "%s", reason);
	else
		set_state(o, c, "unbound", reason);
}

void client_decide_due(struct office *o)
{
	struct arena a = {0};

	for (;;) {
		sqlite3_stmt *st = sql_row(o, "SELECT id FROM client WHERE decide_ms > 0 AND decide_ms <= ?1 LIMIT 1", "i", office_now_ms(o));
		char *id = st ? mem_strdup((const char *)sqlite3_column_text(st, 0)) : NULL;
		const struct client *c;

		sql_end(st);
		if (id == NULL)
			break;
		c = client_find(o, &a, id);
		mem_free(id);
		if (c == NULL)
			break;
		if (office_is(o, "decide", "refuse"))
			client_refuse(o, c, "演练：分中心未批准该申请 (training: refused)");
		else
			client_approve(o, c);
	}
	arena_free(&a);
}

/* DXPENT and ten digits: 8 trial, 1 production, then the client's serial; 9 are test accounts. */
static char *dxp_id(const struct client *c, int digit)
{
	struct str s = {0};

	str_addf(&s, "DXPENT%d%09lld", digit, (long long)c->serial);
	return str_take(&s);
}

char *client_trial_id(const struct client *c)
{
	return dxp_id(c, 8);
}

char *client_production_id(const struct client *c)
{
	return dxp_id(c, 1);
}
