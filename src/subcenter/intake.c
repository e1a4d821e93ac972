#include "subcenter/intake.h"

#include <stdio.h>

#include "subcenter/papers.h"
#include "subcenter/route.h"
#include "subcenter/seal.h"
#include "subcenter/sql.h"

#define DXP_NS "http://www.chinaport.gov.cn/dxp"
#define DEC_NS "http://www.chinaport.gov.cn/dec"

enum { RECEIVERS_MAX = 5, ANSWERS_DEFAULT = 50, ANSWERS_MAX = 500, ANSWERS_MAX_B = 4 << 20, ID_MAX_B = 16 };

/* The codes of the exchange specification, in its words. */
static const struct {
	const char *code, *text;
} codes[] = {
	{"0", "成功"},
	{"-1201001", "传输报文合法性校验失败"},
	{"-1201002", "传输验签失败"},
	{"-1201003", "用户注册信息已变更，请重新发送"},
	{"-1201004", "接收用户不存在"},
	{"-1201005", "接收用户目前不可用"},
	{"-1201006", "接收用户未注册节点"},
	{"-1201007", "部分接收用户处理失败"},
	{"-1201008", "接收用户信息异常，请通知接收用户联系平台客服解决"},
};

static const char *text_of(const char *code)
{
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].text;
	return "";
}

static bool is_production(const struct request *q)
{
	return strncmp(q->route->path, "/v1/production/", 15) == 0;
}

static const char *environment_of(const struct request *q)
{
	return is_production(q) ? "production" : "test";
}

/* ---- DxpRep ---- */

static void write_head(struct xml_writer *w, const struct body *b)
{
	xml_write_start(w, SV("OriHead"));
	xml_write_element(w, SV("CopMsgId"), body_get(b, "TransInfo/CopMsgId"));
	xml_write_element(w, SV("SenderId"), body_get(b, "TransInfo/SenderId"));
	xml_write_start(w, SV("ReceiverIds"));
	for (unsigned i = 0; i < body_count(b, "TransInfo/ReceiverIds/ReceiverId"); i++)
		xml_write_element(w, SV("ReceiverId"), body_at(b, "TransInfo/ReceiverIds/ReceiverId", i));
	xml_write_end(w, SV("ReceiverIds"));
	xml_write_element(w, SV("CreatTime"), body_get(b, "TransInfo/CreatTime"));
	xml_write_element(w, SV("MsgType"), body_get(b, "TransInfo/MsgType"));
	xml_write_end(w, SV("OriHead"));
}

static const char *code_of_receiver(struct sv id, const char *wanted)
{
	if (strcmp(wanted, "0") != 0 && strcmp(wanted, "-1201007") != 0)
		return wanted;
	return sv_is(id, papers_receiver()) ? "0" : "-1201004";
}

static void write_results(struct xml_writer *w, const struct body *b, const char *wanted)
{
	xml_write_start(w, SV("Results"));
	for (unsigned i = 0; i < body_count(b, "TransInfo/ReceiverIds/ReceiverId"); i++) {
		struct sv id = body_at(b, "TransInfo/ReceiverIds/ReceiverId", i);
		const char *code = code_of_receiver(id, wanted);

		xml_write_start(w, SV("Result"));
		xml_write_element(w, SV("RecId"), id);
		xml_write_element(w, SV("Code"), sv_of(code));
		xml_write_element(w, SV("Info"), sv_of(text_of(code)));
		xml_write_end(w, SV("Result"));
	}
	xml_write_end(w, SV("Results"));
}

static void write_reply(struct office *o, const struct body *b, const char *code, const char *detail, struct str *to)
{
	struct xml_writer w;
	char day[16];

	xml_write_begin(&w, to);
	xml_write_start(&w, SV("DxpRep"));
	xml_write_attr(&w, SV("xmlns"), SV(DXP_NS));
	xml_write_attr(&w, SV("ver"), SV("1.0"));
	xml_write_element(&w, SV("RecevierId"), body_get(b, "TransInfo/SenderId"));
	xml_write_start(&w, SV("Response"));
	xml_write_element(&w, SV("ResponseCode"), sv_of(code));
	xml_write_element(&w, SV("ResponseInfo"), sv_of(text_of(code)));
	if (body_count(b, "TransInfo/ReceiverIds/ReceiverId") > 0)
		write_results(&w, b, code);
	day_format_10(office_today(o), day);
	xml_write_element(&w, SV("NoticeTime"), sv_of(day));
	if (detail[0] != '\0')
		xml_write_element(&w, SV("Note"), sv_of(detail));
	write_head(&w, b);
	xml_write_end(&w, SV("Response"));
	xml_write_end(&w, SV("DxpRep"));
}

static void answer_reply(struct request *q, struct sv reply)
{
	str_reset(&q->answer);
	str_add(&q->answer, reply);
	q->root = NULL;
	q->status = 200;
	q->type = "application/xml; charset=utf-8";
}

bool intake_refuse(struct request *q, const struct body_problem *problem)
{
	struct str reply = {0}, detail = STR_INIT(500);

	if (body_get(&q->body, "TransInfo/CopMsgId").n == 0 || body_get(&q->body, "TransInfo/SenderId").n == 0)
		return false;
	str_addf(&detail, "%s: %s", problem->path, problem->text_zh);
	write_reply(q->o, &q->body, "-1201001", str_z(&detail), &reply);
	answer_reply(q, str_sv(&reply));
	str_clear(&reply);
	str_clear(&detail);
	return true;
}

/* ---- the import answer ---- */

/* What the answer needs from a declaration. */
struct declaration {
	unsigned depth;
	bool is_declaration;
	char place;			/* of the text under way: c s e, or 0 */
	struct str client_no, seq_no, ie;
};

static enum rc on_start(void *ctx, const struct xml_start *e)
{
	struct declaration *d = ctx;

	d->place = '\0';
	if (d->depth++ == 0)
		d->is_declaration = sv_is(e->name.local, "DecMessage");
	if (!d->is_declaration)
		return RC_STOP;
	if (d->depth == 3 && sv_is(e->name.local, "ClientSeqNo"))
		d->place = 'c';
	else if (d->depth == 3 && sv_is(e->name.local, "SeqNo"))
		d->place = 's';
	else if (d->depth == 3 && sv_is(e->name.local, "IEFlag"))
		d->place = 'e';
	return RC_OK;
}

static enum rc on_text(void *ctx, struct sv text)
{
	struct declaration *d = ctx;

	switch (d->place) {
	case 'c': str_add(&d->client_no, text); break;
	case 's': str_add(&d->seq_no, text); break;
	case 'e': str_add(&d->ie, text); break;
	default: break;
	}
	return RC_OK;
}

static enum rc on_end(void *ctx, const struct xml_name *name)
{
	struct declaration *d = ctx;

	(void)name;
	d->place = '\0';
	d->depth--;
	return RC_OK;
}

static void write_import_answer(struct office *o, const struct declaration *d, int64_t message_id, struct str *to)
{
	struct xml_writer w;
	char seq_no[32], day[16];

	day_format_8(office_today(o), day);
	snprintf(seq_no, sizeof seq_no, "%c%s%09lld", strcmp(str_z(&d->ie), "E") == 0 ? 'E' : 'I', day, (long long)message_id % 1000000000);
	xml_write_begin(&w, to);
	xml_write_start(&w, SV("DecImportResponse"));
	xml_write_attr(&w, SV("xmlns"), SV(DEC_NS));
	xml_write_element(&w, SV("ResponseCode"), SV("0"));
	xml_write_element(&w, SV("ErrorMessage"), SV(""));
	xml_write_element(&w, SV("ClientSeqNo"), sv_trim(str_sv(&d->client_no)));
	xml_write_element(&w, SV("SeqNo"), sv_trim(str_sv(&d->seq_no)).n > 0 ? sv_trim(str_sv(&d->seq_no)) : sv_of(seq_no));
	xml_write_element(&w, SV("TrnPreId"), SV(""));
	xml_write_end(&w, SV("DecImportResponse"));
}

static void answer_declaration(struct request *q, int64_t message_id)
{
	struct declaration d = {.client_no = STR_INIT(100), .seq_no = STR_INIT(100), .ie = STR_INIT(10)};
	const struct xml_sink sink = {&d, on_start, on_text, on_end};
	const struct body *b = &q->body;
	struct str message = {0}, answer = {0};
	struct xml_problem problem;
	struct sv sender = body_get(b, "TransInfo/SenderId");

	if (seal_add_decoded(&message, body_get(b, "Data")) && xml_read(q->o->xml, str_sv(&message), NULL, &sink, &problem) == RC_OK) {
		write_import_answer(q->o, &d, message_id, &answer);
		intake_send(q->o, q->client->id, arena_dup(&q->arena, sender.p, sender.n), is_production(q), "DecImportResponse", str_sv(&answer));
	}
	str_clear(&message);
	str_clear(&answer);
	str_clear(&d.client_no);
	str_clear(&d.seq_no);
	str_clear(&d.ie);
}

void intake_send(struct office *o, const char *client, const char *dxp_id, bool production, const char *type, struct sv message)
{
	struct str bytes = {0}, data = {0}, id = STR_INIT(100);
	struct xml_writer w;
	char day[16], time[40];
	int64_t now = office_now_ms(o), next = sql_number(o, "SELECT ifnull(max(id), 0) + 1 FROM answer", "");

	day_format_8(day_of_ms(now), day);
	day_format_rfc3339(now, time);
	str_addf(&id, "%s%s%.2s%.2s%.2s%04lld", papers_receiver(), day, time + 11, time + 14, time + 17, (long long)next % 10000);
	seal_add_base64(&data, message);
	xml_write_begin(&w, &bytes);
	xml_write_start(&w, SV("DxpMsg"));
	xml_write_attr(&w, SV("xmlns"), SV(DXP_NS));
	xml_write_attr(&w, SV("ver"), SV("1.0"));
	xml_write_start(&w, SV("TransInfo"));
	xml_write_element(&w, SV("CopMsgId"), str_sv(&id));
	xml_write_element(&w, SV("SenderId"), sv_of(papers_receiver()));
	xml_write_start(&w, SV("ReceiverIds"));
	xml_write_element(&w, SV("ReceiverId"), sv_of(dxp_id));
	xml_write_end(&w, SV("ReceiverIds"));
	xml_write_element(&w, SV("CreatTime"), (struct sv){time, 19});
	xml_write_element(&w, SV("MsgType"), sv_of(type));
	xml_write_end(&w, SV("TransInfo"));
	xml_write_element(&w, SV("Data"), str_sv(&data));
	xml_write_end(&w, SV("DxpMsg"));
	sql_do(o, "INSERT INTO answer (environment, client, made_ms, bytes) VALUES (?1, ?2, ?3, ?4)", "ttib", production ? "production" : "test",
	       client, now, str_sv(&bytes));
	str_clear(&bytes);
	str_clear(&data);
	str_clear(&id);
}

/* ---- messages ---- */

/* The same bytes under the same number: the same reply. True when the number is taken. */
static bool answer_known(struct request *q, const char *sha256)
{
	sqlite3_stmt *st = sql_row(q->o, "SELECT sha256, reply FROM message WHERE client = ?1 AND environment = ?2 AND cop_id = ?3", "ttv",
		q->client->id, environment_of(q), body_get(&q->body, "TransInfo/CopMsgId"));

	if (st == NULL)
		return sql_failed(q->o);
	if (sv_is(db_column_sv(st, 0), sha256))
		answer_reply(q, sql_bytes(st, 1));
	else
		answer_refuse(q, "CONFLICT");
	sql_end(st);
	return true;
}

static bool may_send(struct request *q)
{
	char id[PAPERS_ID_B];

	papers_sender(q->o, q->client, is_production(q), id);
	if (client_is(q->client, "revoked")) {
		answer_refuse(q, "REVOKED");
		answer_field(q, "Reason", sv_of(q->client->reason));
	} else if (id[0] == '\0') {
		answer_refuse(q, !is_production(q) ? "NO_TEST" : client_is_licensed(q->o, q->client) ? "NOT_LIVE" : "NOT_ACTIVE");
	} else if (!sv_is(body_get(&q->body, "TransInfo/SenderId"), id)) {
		answer_refuse(q, "SENDER");
		answer_field(q, "SenderId", sv_of(id));
	} else {
		return true;
	}
	return false;
}

static const char *judge(struct request *q)
{
	const char *wanted = office_get(q->o, "dxp_code");
	unsigned n = body_count(&q->body, "TransInfo/ReceiverIds/ReceiverId"), n_known = 0;

	for (unsigned i = 0; i < n; i++) {
		struct sv id = body_at(&q->body, "TransInfo/ReceiverIds/ReceiverId", i);

		if (id.n == 0 || id.n > ID_MAX_B)
			return "-1201001";
		n_known += sv_is(id, papers_receiver());
	}
	if (strcmp(wanted, "0") != 0)
		return wanted;
	return n_known == n ? "0" : n_known == 0 ? "-1201004" : "-1201007";
}

void intake_message(struct request *q)
{
	char sha256[SEAL_SHA256_HEX];
	struct str reply = {0};
	const char *code;

	seal_sha256(str_sv(&q->bytes), sha256);
	if (!may_send(q) || answer_known(q, sha256))
		return;
	code = judge(q);
	write_reply(q->o, &q->body, code, "", &reply);
	sql_do(q->o, "INSERT INTO message (environment, client, sender, cop_id, type, code, received_ms, sha256, reply, bytes) VALUES"
	       " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", "ttvvvtitbb", environment_of(q), q->client->id,
	       body_get(&q->body, "TransInfo/SenderId"), body_get(&q->body, "TransInfo/CopMsgId"), body_get(&q->body, "TransInfo/MsgType"), code,
	       office_now_ms(q->o), sha256, str_sv(&reply), str_sv(&q->bytes));
	if ((strcmp(code, "0") == 0 || strcmp(code, "-1201007") == 0) && office_is(q->o, "answers", "yes"))
		answer_declaration(q, sql_last_id(q->o));
	answer_reply(q, str_sv(&reply));
	str_clear(&reply);
}

/* ---- answers ---- */

static size_t limit_of(const struct request *q)
{
	struct sv path = sv_of(q->path);
	size_t at, n;

	if (!sv_find(path, SV("?limit="), &at))
		return ANSWERS_DEFAULT;
	if (!sv_to_size((struct sv){path.p + at + 7, path.n - at - 7}, &n) || n == 0)
		return ANSWERS_DEFAULT;
	return n < ANSWERS_MAX ? n : ANSWERS_MAX;
}

static void write_answer(struct request *q, sqlite3_stmt *st)
{
	struct sv bytes = sql_bytes(st, 2);
	char sha256[SEAL_SHA256_HEX];
	struct str message = {0};

	seal_sha256(bytes, sha256);
	seal_add_base64(&message, bytes);
	xml_write_start(&q->w, SV("Answer"));
	answer_field_number(q, "Id", sqlite3_column_int64(st, 0));
	answer_field_ms(q, "MadeAt", sqlite3_column_int64(st, 1));
	answer_field(q, "Sha256", sv_of(sha256));
	answer_field(q, "Message", str_sv(&message));
	xml_write_end(&q->w, SV("Answer"));
	str_clear(&message);
}

void intake_answers(struct request *q)
{
	size_t limit = limit_of(q), n = 0;
	bool more = false;
	sqlite3_stmt *st = sql_row(q->o, "SELECT id, made_ms, bytes FROM answer WHERE client = ?1 AND environment = ?2 AND taken_ms = 0 ORDER BY id"
		" LIMIT ?3", "tti", q->client->id, environment_of(q), (int64_t)limit + 1);

	answer_begin(q, "Answers");
	for (; st != NULL; st = sql_next(q->o, st)) {
		more = n == limit || (n > 0 && q->answer.len_b + sql_bytes(st, 2).n * 4 / 3 > ANSWERS_MAX_B);
		if (more) {
			sql_end(st);
			break;
		}
		write_answer(q, st);
		n++;
	}
	answer_field(q, "More", more ? SV("yes") : SV("no"));
}

void intake_acknowledge(struct request *q)
{
	unsigned n = body_count(&q->body, "Id");

	for (unsigned i = 0; i < n; i++) {
		struct sv text = body_at(&q->body, "Id", i);
		size_t id = 0;

		sql_do(q->o, "UPDATE answer SET taken_ms = iif(taken_ms = 0, ?4, taken_ms) WHERE id = ?1 AND client = ?2 AND environment = ?3", "itti",
		       sv_to_size(text, &id) && id < INT64_MAX ? (int64_t)id : (int64_t)0, q->client->id, environment_of(q), office_now_ms(q->o));
		if (sql_changes(q->o) == 0) {
			answer_refuse(q, "NO_SUCH_ANSWER");
			answer_field(q, "Id", text);
			return;
		}
	}
	answer_begin(q, "Acknowledged");
	answer_field_number(q, "Count", n);
}
