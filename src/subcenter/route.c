#include "subcenter/route.h"

#include <stdio.h>

#include "subcenter/activation.h"
#include "subcenter/client.h"
#include "subcenter/intake.h"
#include "subcenter/papers.h"
#include "subcenter/publish.h"
#include "subcenter/seal.h"
#include "subcenter/sql.h"

enum { SMALL_KB = 64, PAPER_KB = 1024, NONCE_MIN = 8, NONCE_MAX = 64 };

static const struct route routes[] = {
	{"GET", "/v1/subcenter", false, -1, SMALL_KB, activation_describe},
	{"GET", "/v1/catalogue", false, -1, SMALL_KB, publish_list},
	{"GET", "/v1/catalogue/", false, -1, SMALL_KB, publish_file},
	{"POST", "/v1/challenge", false, FORM_CHALLENGE, SMALL_KB, activation_challenge},
	{"POST", "/v1/clients", false, FORM_REGISTER, SMALL_KB, activation_register},
	{"POST", "/v1/application", true, FORM_APPLY, SMALL_KB, activation_apply},
	{"GET", "/v1/status", true, -1, SMALL_KB, activation_status},
	{"POST", "/v1/activation", true, FORM_CODE, SMALL_KB, activation_code},
	{"GET", "/v1/licence", true, -1, SMALL_KB, activation_licence},
	{"POST", "/v1/unbind", true, FORM_UNBIND, SMALL_KB, activation_unbind},
	{"GET", "/v1/configuration/", true, -1, SMALL_KB, papers_configuration},
	{"GET", "/v1/papers", true, -1, SMALL_KB, papers_list},
	{"POST", "/v1/papers/application", true, FORM_APPLICATION, PAPER_KB, papers_file},
	{"POST", "/v1/papers/undertaking", true, FORM_UNDERTAKING, PAPER_KB, papers_file},
	{"POST", "/v1/papers/authorisation", true, FORM_AUTHORISATION, PAPER_KB, papers_file},
	{"POST", "/v1/papers/test-application", true, FORM_TEST_APPLICATION, PAPER_KB, papers_file},
	{"POST", "/v1/papers/test-report", true, FORM_TEST_REPORT, PAPER_KB, papers_file},
	{"POST", "/v1/papers/go-live", true, FORM_GO_LIVE, PAPER_KB, papers_file},
	{"POST", "/v1/test/messages", true, FORM_DXP, 0, intake_message},
	{"POST", "/v1/production/messages", true, FORM_DXP, 0, intake_message},
	{"GET", "/v1/test/answers", true, -1, SMALL_KB, intake_answers},
	{"GET", "/v1/production/answers", true, -1, SMALL_KB, intake_answers},
	{"POST", "/v1/test/acknowledge", true, FORM_ACKNOWLEDGE, SMALL_KB, intake_acknowledge},
	{"POST", "/v1/production/acknowledge", true, FORM_ACKNOWLEDGE, SMALL_KB, intake_acknowledge},
};

/* ---- finding ---- */

static bool is_at(const struct route *r, struct sv path)
{
	struct sv own = sv_of(r->path);

	return own.p[own.n - 1] == '/' ? sv_starts(path, own) && path.n > own.n : sv_eq(path, own);
}

const struct route *route_find(struct request *q)
{
	struct sv path = sv_of(q->path);
	size_t question;
	bool other_method = false;

	if (sv_find(path, SV("?"), &question))
		path.n = question;
	for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
		if (!is_at(&routes[i], path))
			continue;
		if (strcmp(routes[i].method, q->method) != 0) {
			other_method = true;
			continue;
		}
		q->rest = (struct sv){path.p + strlen(routes[i].path), path.n - strlen(routes[i].path)};
		return &routes[i];
	}
	answer_refuse(q, other_method ? "METHOD" : "NO_SUCH_PATH");
	return NULL;
}

size_t route_max_b(const struct request *q)
{
	size_t kb = q->route->max_kb ? q->route->max_kb : (size_t)office_number(q->o, "max_message_kb");

	return q->route->form < 0 ? 0 : kb * 1024;
}

/* ---- time ---- */

static bool two_digits(struct sv s, size_t at, int most, int *out)
{
	if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
		return false;
	*out = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
	return *out <= most;
}

bool route_parse_time(struct sv s, int64_t *ms)
{
	int h, m, sec, zone_h = 0, zone_m = 0, fraction = 0, unit = 100;
	int32_t day = s.n > 19 ? day_parse_10((struct sv){s.p, 10}) : DAY_NONE;
	size_t at = 19;

	*ms = 0;
	if (day == DAY_NONE || s.p[10] != 'T' || s.p[13] != ':' || s.p[16] != ':' || !two_digits(s, 11, 23, &h) ||
	    !two_digits(s, 14, 59, &m) || !two_digits(s, 17, 59, &sec))
		return false;
	if (s.p[at] == '.')
		for (at++; at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++, unit /= 10)
			fraction += (s.p[at] - '0') * unit;
	if (at + 1 == s.n && s.p[at] == 'Z') {
		zone_h = zone_m = 0;
	} else {
		if (at + 6 != s.n || (s.p[at] != '+' && s.p[at] != '-') || s.p[at + 3] != ':' ||
		    !two_digits(s, at + 1, 14, &zone_h) || !two_digits(s, at + 4, 59, &zone_m))
			return false;
		if (s.p[at] == '-') {
			zone_h = -zone_h;
			zone_m = -zone_m;
		}
	}
	*ms = (((int64_t)day * 24 + h - zone_h) * 60 + m - zone_m) * 60000 + sec * 1000 + fraction;
	return true;
}

/* ---- signatures ---- */

static bool is_nonce(const char *nonce)
{
	size_t n = strlen(nonce);

	return n >= NONCE_MIN && n <= NONCE_MAX &&
	       strspn(nonce, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == n;
}

static bool has_signed(const struct request *q, struct sv key)
{
	char sha256[SEAL_SHA256_HEX];
	struct str text = STR_INIT(8192);
	bool ok;

	seal_sha256(str_sv(&q->bytes), sha256);
	str_addf(&text, "yulu-1\n%s\n%s\n%s\n%s\n%s\n%s\n", q->method, q->path, q->client_id, q->time, q->nonce, sha256);
	ok = !text.over && seal_verify(key, str_sv(&text), sv_of(q->signature));
	str_clear(&text);
	return ok;
}

/* A machine that was unbound still hears that it was. */
static bool was_bound(struct request *q)
{
	sqlite3_stmt *st = sql_row(q->o, "SELECT key FROM binding WHERE client = ?1 AND unbound_ms > 0", "t", q->client_id);
	bool found = false;

	for (; st != NULL; st = sql_next(q->o, st)) {
		found = has_signed(q, db_column_sv(st, 0));
		if (found) {
			sql_end(st);
			break;
		}
	}
	return found;
}

static bool check_signature(struct request *q)
{
	int64_t ms, off;

	if (q->client_id == NULL || q->time == NULL || q->nonce == NULL || q->signature == NULL || !is_nonce(q->nonce) ||
	    !route_parse_time(sv_of(q->time), &ms)) {
		answer_refuse(q, "UNSIGNED");
		return false;
	}
	q->client = client_find(q->o, &q->arena, q->client_id);
	if (q->client == NULL || strcmp(q->client->id, q->client_id) != 0) {
		answer_refuse(q, "UNKNOWN_CLIENT");
		return false;
	}
	if (q->client->key[0] == '\0' || !has_signed(q, sv_of(q->client->key))) {
		answer_refuse(q, was_bound(q) ? "UNBOUND" : "SIGNATURE");
		return false;
	}
	off = office_signature_ms(q->o) - ms;
	if (off > ROUTE_CLOCK_MS || off < -ROUTE_CLOCK_MS) {
		answer_refuse(q, "CLOCK");
		return false;
	}
	sql_do(q->o, "INSERT OR IGNORE INTO seen (client, nonce, until_ms) VALUES (?1, ?2, ?3)", "tti", q->client_id, q->nonce,
	       ms + ROUTE_CLOCK_MS + 60000);
	if (sql_changes(q->o) == 0 && !sql_failed(q->o)) {
		answer_refuse(q, "REPLAYED");
		return false;
	}
	return true;
}

/* ---- answering ---- */

static bool read_body(struct request *q)
{
	struct body_problem p;

	if (q->route->form < 0)
		return true;
	if (body_read(q->o->xml, q->o->form[q->route->form], str_sv(&q->bytes), &q->body, &p) == RC_OK)
		return true;
	if (q->route->form == FORM_DXP && !p.malformed && intake_refuse(q, &p))
		return false;
	answer_refuse(q, p.malformed ? "MALFORMED" : "INVALID");
	answer_field(q, "Field", sv_of(p.path));
	answer_field(q, "DetailZh", sv_of(p.text_zh));
	answer_field(q, "DetailEn", sv_of(p.text_en));
	return false;
}

static bool make_trouble(struct request *q)
{
	static const char *const words[][2] = {{"busy", "BUSY"}, {"limit", "LIMIT"}, {"broken", "BROKEN"}, {"denied", "DENIED"}};
	const char *trouble = office_get(q->o, "trouble");

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(trouble, words[i][0]) == 0) {
			answer_refuse(q, words[i][1]);
			answer_close(q);
			return true;
		}
	if (strcmp(trouble, "portal") == 0) {
		q->status = 200;
		q->type = "text/html; charset=utf-8";
		str_adds(&q->answer, "<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body><p>请先登录 / please log in</body></html>\n");
		return true;
	}
	q->trouble = strcmp(trouble, "truncated") == 0 ? TROUBLE_TRUNCATED : strcmp(trouble, "gigantic") == 0 ? TROUBLE_GIGANTIC : TROUBLE_NONE;
	return false;
}

void route_answer(struct request *q)
{
	struct office *o = q->o;

	if (make_trouble(q))
		return;
	sql_do(o, "SAVEPOINT request", "");
	if (!q->route->is_signed || check_signature(q))
		if (read_body(q))
			q->route->handle(q);
	if (sql_failed(o)) {
		bool busy = o->err.rc == RC_BUSY;

		err_clear(&o->err);
		sql_do(o, "ROLLBACK TO request", "");
		answer_refuse(q, busy ? "BUSY" : "BROKEN");
	}
	answer_close(q);
	sql_do(o, "RELEASE request", "");
	err_clear(&o->err);
}
