/* Messages in, stored once; DxpRep; answers out until they are acknowledged. */
#include "dxp.h"

static const char trial[] = "DXPENT8000000001";

static void post(struct kit *k, struct machine *m, const char *body)
{
	kit_signed(k, m, "POST", "/v1/test/messages", body);
}

static long count(struct kit *k)
{
	struct str out = {0};
	long n = -1;

	kit_steer(k, &out, "messages", "--format", "tsv", NULL);
	for (size_t i = 0; i < out.len_b; i++)
		n += out.s[i] == '\n';
	str_clear(&out);
	return n;
}

static void test_configuration(struct kit *k, struct machine *m)
{
	char *key = kit_dup_key(k), *document, *field;

	kit_signed(k, m, "GET", "/v1/configuration/test", NULL);
	document = kit_dup_document(k, key);
	tap_ok(document != NULL, "the trial's configuration is signed");
	field = kit_dup_field(document ? document : "", "DxpId");
	tap_text(field, trial, "it gives the DXP id");
	mem_free(field);
	field = kit_dup_field(document ? document : "", "Purpose");
	tap_text(field, "trial", "for the trial");
	mem_free(field);
	kit_signed(k, m, "GET", "/v1/configuration/production", NULL);
	kit_refused(k, 403, "NOT_LIVE", "no production configuration before go-live");
	kit_signed(k, m, "GET", "/v1/configuration/other", NULL);
	kit_refused(k, 404, "NO_SUCH_PATH", "no other environment");
	mem_free(document);
	mem_free(key);
}

static void test_messages(struct kit *k, struct machine *m)
{
	struct str body = {0};

	dxp_write(&body, "A1", trial, DXP_RECEIVER, "", DECLARATION);
	post(k, m, str_z(&body));
	kit_is(k, 200, "ResponseCode", "0", "a message is handed over");
	kit_is(k, 200, "CopMsgId", "A1", "the answer repeats its head");
	post(k, m, str_z(&body));
	kit_is(k, 200, "ResponseCode", "0", "the same message again: the same answer");
	tap_ok(count(k) == 1, "and stored once");
	dxp_write(&body, "A1", trial, DXP_RECEIVER, "", "<Other/>");
	post(k, m, str_z(&body));
	kit_refused(k, 409, "CONFLICT", "another message under the same number is refused");
	dxp_write(&body, "A2", "DXPENT8000000002", DXP_RECEIVER, "", "<Other/>");
	post(k, m, str_z(&body));
	kit_refused(k, 403, "SENDER", "somebody else's sender id is refused");
	dxp_write(&body, "A3", trial, "DXPEDCNOBODY0001", "", "<Other/>");
	post(k, m, str_z(&body));
	kit_is(k, 200, "ResponseCode", "-1201004", "an unknown receiver");
	dxp_write(&body, "A4", trial, DXP_RECEIVER, "<dxp:ReceiverId>DXPEDCNOBODY0001</dxp:ReceiverId>", "<Other/>");
	post(k, m, str_z(&body));
	kit_is(k, 200, "ResponseCode", "-1201007", "one receiver of two unknown");
	dxp_write(&body, "A5", trial, DXP_RECEIVER, "<dxp:Wrong/>", "<Other/>");
	post(k, m, str_z(&body));
	kit_is(k, 200, "ResponseCode", "-1201001", "an envelope that is not valid");
	dxp_write(&body, "A6", trial, DXP_RECEIVER, "", "<Other/>");
	body.s[body.len_b - 1] = ' ';
	post(k, m, str_z(&body));
	kit_refused(k, 400, "MALFORMED", "no XML at all");
	kit_signed(k, m, "POST", "/v1/production/messages", "<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"/>");
	kit_refused(k, 422, "INVALID", "an envelope that does not say whose it is");
	tap_ok(count(k) == 3, "what was refused is not stored");
	str_clear(&body);
}

static void test_answers(struct kit *k, struct machine *m)
{
	char *id, *text;
	struct str ack = {0};

	kit_signed(k, m, "GET", "/v1/test/answers", NULL);
	id = kit_dup_field(str_z(&k->answer), "Id");
	tap_ok(id[0] != '\0', "the import answer waits");
	text = dxp_dup_answer(k, "ClientSeqNo");
	tap_text(text, "C00000000000000001", "it bears the declaration's own number");
	mem_free(text);
	text = dxp_dup_answer(k, "SeqNo");
	tap_ok(strlen(text) == 18 && text[0] == 'E', "and a unified number of 18 characters");
	mem_free(text);
	kit_signed(k, m, "GET", "/v1/test/answers", NULL);
	kit_is(k, 200, "Id", id, "it comes again until it is acknowledged");
	str_addf(&ack, "<Acknowledge xmlns=\"" NS "\"><Id>%s</Id></Acknowledge>", id);
	kit_signed(k, m, "POST", "/v1/production/acknowledge", str_z(&ack));
	kit_refused(k, 404, "NO_SUCH_ANSWER", "not by the other environment");
	kit_signed(k, m, "POST", "/v1/test/acknowledge", str_z(&ack));
	kit_is(k, 200, "Count", "1", "acknowledged");
	kit_signed(k, m, "POST", "/v1/test/acknowledge", str_z(&ack));
	kit_is(k, 200, "Count", "1", "acknowledged twice is as well");
	kit_signed(k, m, "GET", "/v1/test/answers", NULL);
	kit_is(k, 200, "More", "no", "the queue is read to its end");
	tap_ok(strstr(str_z(&k->answer), "<Answer>") == NULL, "nothing waits any more");
	kit_steer(k, NULL, "send", m->client, "DEC_RESULT", k->log);
	kit_steer(k, NULL, "send", m->client, "DEC_RESULT", k->log);
	kit_signed(k, m, "GET", "/v1/test/answers?limit=1", NULL);
	kit_is(k, 200, "More", "yes", "answers put in by hand, one of two");
	mem_free(id);
	str_clear(&ack);
}

static void test_rights(struct kit *k, struct machine *m)
{
	struct str body = {0};

	dxp_write(&body, "B1", trial, DXP_RECEIVER, "", "<Other/>");
	kit_signed(k, m, "POST", "/v1/production/messages", str_z(&body));
	kit_refused(k, 403, "NOT_ACTIVE", "no production before activation");
	kit_steer(k, NULL, "clock", "+31d", NULL, NULL);
	post(k, m, str_z(&body));
	kit_refused(k, 403, "NO_TEST", "the trial ends");
	kit_steer(k, NULL, "clock", "now", NULL, NULL);
	kit_steer(k, NULL, "scenario", "again", NULL, NULL);
	post(k, m, str_z(&body));
	kit_is(k, 200, "ResponseCode", "-1201003", "a scenario answers with a code");
	kit_steer(k, NULL, "scenario", "quick", NULL, NULL);
	kit_steer(k, NULL, "revoke", m->client, "违反承诺", NULL);
	dxp_write(&body, "B2", trial, DXP_RECEIVER, "", "<Other/>");
	post(k, m, str_z(&body));
	kit_is(k, 403, "Reason", "违反承诺", "a revoked client sends nothing");
	str_clear(&body);
}

int main(void)
{
	struct machine m;
	struct kit k;

	kit_start(&k, "quick");
	machine_make(&m);
	kit_register(&k, &m, "3100000001");
	test_configuration(&k, &m);
	test_messages(&k, &m);
	test_answers(&k, &m);
	test_rights(&k, &m);
	machine_clear(&m);
	kit_stop(&k);
	return tap_done();
}
