#include "subcenter/appointment.h"

#include <stdio.h>

#include "subcenter/sql.h"

enum { WINDOW_WORKDAYS = 5 };

static void copy(char *to, size_t n, sqlite3_stmt *st, int column)
{
	struct sv v = db_column_sv(st, column);

	snprintf(to, n, "%.*s", (int)v.n, v.p ? v.p : "");
}

bool appointment_last(struct office *o, const struct client *c, struct appointment *out)
{
	sqlite3_stmt *st = sql_row(o, "SELECT number, state, account, from_day, until_day, (SELECT count(*) FROM appointment b"
		" WHERE b.state = 'waiting' AND b.id < a.id) FROM appointment a WHERE client = ?1 ORDER BY id DESC LIMIT 1", "t", c->id);

	*out = (struct appointment){0};
	if (st == NULL)
		return false;
	copy(out->number, sizeof out->number, st, 0);
	copy(out->state, sizeof out->state, st, 1);
	copy(out->account, sizeof out->account, st, 2);
	out->from_day = sqlite3_column_int(st, 3);
	out->until_day = sqlite3_column_int(st, 4);
	out->before = strcmp(out->state, "waiting") == 0 ? sqlite3_column_int64(st, 5) : 0;
	sql_end(st);
	return true;
}

bool appointment_is_running(const struct office *o, const struct appointment *a)
{
	int32_t today = office_today(o);

	return strcmp(a->state, "open") == 0 && a->from_day <= today && today <= a->until_day;
}

void appointment_make(struct office *o, const struct client *c, char number[APPOINTMENT_NUMBER_B])
{
	int64_t id = sql_number(o, "SELECT ifnull(max(id), 0) + 1 FROM appointment", "");
	char day[16];

	day_format_8(office_today(o), day);
	snprintf(number, APPOINTMENT_NUMBER_B, "%s%s%06lld", office_get(o, "code"), day, (long long)id % 1000000);
	sql_do(o, "INSERT INTO appointment (id, number, client, state) VALUES (?1, ?2, ?3, 'waiting')", "itt", id, number, c->id);
	office_log(o, c->id, "appointment", "%s", number);
}

void appointment_pass(struct office *o, const struct client *c, const char *number)
{
	sql_do(o, "UPDATE appointment SET state = 'passed' WHERE client = ?1 AND number = ?2", "tt", c->id, number);
	office_log(o, c->id, "test passed", "%s", number);
}

/* The lowest account that nobody has; false when all are lent. */
static bool free_account(struct office *o, char account[APPOINTMENT_ACCOUNT_B])
{
	for (int64_t i = 1; i <= office_number(o, "accounts"); i++) {
		snprintf(account, APPOINTMENT_ACCOUNT_B, "DXPENT9%09lld", (long long)i);
		if (sql_number(o, "SELECT count(*) FROM appointment WHERE state = 'open' AND account = ?1", "t", account) == 0)
			return !sql_failed(o);
	}
	return false;
}

/* Takes the next row's client and number; false at the end. */
static bool next_of(sqlite3_stmt *st, char client[16], char number[APPOINTMENT_NUMBER_B])
{
	if (st == NULL)
		return false;
	copy(client, 16, st, 0);
	copy(number, APPOINTMENT_NUMBER_B, st, 1);
	sql_end(st);
	return true;
}

void appointment_advance(struct office *o)
{
	int32_t today = office_today(o), from = day_add_workdays(&o->calendar, today, 0);
	int32_t until = day_add_workdays(&o->calendar, from, WINDOW_WORKDAYS - 1);
	char client[16], number[APPOINTMENT_NUMBER_B], account[APPOINTMENT_ACCOUNT_B];

	while (next_of(sql_row(o, "SELECT client, number FROM appointment WHERE state = 'open' AND until_day < ?1 LIMIT 1", "i", (int64_t)today),
		       client, number)) {
		sql_do(o, "UPDATE appointment SET state = 'lapsed' WHERE number = ?1", "t", number);
		office_log(o, client, "appointment lapsed", "%s", number);
	}
	while (free_account(o, account) &&
	       next_of(sql_row(o, "SELECT client, number FROM appointment WHERE state = 'waiting' ORDER BY id LIMIT 1", ""), client, number)) {
		sql_do(o, "UPDATE appointment SET state = 'open', account = ?2, from_day = ?3, until_day = ?4 WHERE number = ?1", "ttii", number,
		       account, (int64_t)from, (int64_t)until);
		office_log(o, client, "account lent", "%s %s", number, account);
	}
}

bool appointment_is_due(struct office *o)
{
	return sql_number(o, "SELECT count(*) FROM appointment WHERE state = 'open' AND until_day < ?1", "i", (int64_t)office_today(o)) > 0 ||
	       (sql_number(o, "SELECT count(*) FROM appointment WHERE state = 'waiting'", "") > 0 &&
		sql_number(o, "SELECT count(*) FROM appointment WHERE state = 'open'", "") < office_number(o, "accounts"));
}
