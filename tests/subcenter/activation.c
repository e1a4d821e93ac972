/* Registration, application, licence, refusals, revocation, unbinding, renewal. */
#include "kit.h"

static const char unbind_xml[] = "<Unbind xmlns=\"" NS "\"><Reason>搬迁</Reason></Unbind>";

static void send_code(struct kit *k, struct machine *m, const char *code)
{
	struct str body = {0};

	str_addf(&body, "<ActivationCode xmlns=\"" NS "\"><Code>%s</Code></ActivationCode>", code);
	kit_signed(k, m, "POST", "/v1/activation", str_z(&body));
	str_clear(&body);
}

static void test_registration(struct kit *k, struct machine *m)
{
	struct machine other;
	struct str body = {0}, twice = {0};
	char first[16];

	kit_plain(k, "GET", "/v1/subcenter", NULL);
	kit_is(k, 200, "Code", "9999", "the sub-center says who it is");
	kit_registration(k, m, "9999", "3100000001", USCC, &body);
	kit_plain(k, "POST", "/v1/clients", str_z(&body));
	kit_is(k, 200, "ClientId", "9999000000001", "a client id of 13 digits begins with the sub-center's code");
	kit_is(k, 200, "State", "registered", "the client is registered");
	kit_plain(k, "POST", "/v1/clients", str_z(&body));
	kit_refused(k, 403, "CHALLENGE", "a challenge serves once");
	kit_register(k, m, "3100000001");
	snprintf(first, sizeof first, "%s", m->client);
	tap_text(first, "9999000000001", "registering again on the same machine gives the same client");
	tap_ok(strlen(m->number) == 20 && strncmp(m->number, "9999", 4) == 0, "an application number of 20 characters");

	kit_registration(k, m, "2200", "3100000001", USCC, &body);
	kit_plain(k, "POST", "/v1/clients", str_z(&body));
	kit_refused(k, 409, "OTHER_SUBCENTER", "the code of another sub-center is refused");
	kit_registration(k, m, "9999", "3100000001", "91310000MA1FL00002", &body);
	kit_plain(k, "POST", "/v1/clients", str_z(&body));
	kit_refused(k, 409, "OTHER_USCC", "another USCC for the same customs code is refused");
	machine_make(&other);
	kit_registration(k, &other, "9999", "3100000001", USCC, &body);
	kit_plain(k, "POST", "/v1/clients", str_z(&body));
	kit_refused(k, 409, "SECOND_MACHINE", "a second machine is refused");
	kit_registration(k, m, "9999", "3100000009", USCC, &body);
	kit_registration(k, &other, "9999", "3100000009", USCC, &twice);
	str_reset(&twice);
	str_add(&twice, str_sv(&body));
	memcpy(strstr(twice.s, "3100000009"), "3100000008", 10);
	kit_plain(k, "POST", "/v1/clients", str_z(&twice));
	kit_refused(k, 401, "SIGNATURE", "a registration whose enterprise was altered is refused");
	str_clear(&body);
	str_clear(&twice);
	machine_clear(&other);
}

static void test_signatures(struct kit *k, struct machine *m)
{
	struct machine other;
	char nonce[40];

	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_is(k, 200, "ApplicationNumber", m->number, "a signed request is answered");
	snprintf(nonce, sizeof nonce, "%s", k->nonce_used);
	k->nonce = nonce;
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 409, "REPLAYED", "a nonce serves once");
	k->off_ms = 301000;
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 401, "CLOCK", "a clock five minutes ahead is refused");
	tap_ok(strstr(str_z(&k->answer), "<Time>20") != NULL, "with the server's time");
	k->off_ms = -301000;
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 401, "CLOCK", "a clock five minutes behind is refused");
	k->off_ms = 290000;
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_is(k, 200, "State", "registered", "nearly five minutes are borne");
	k->other_body = "<Apply xmlns=\"" NS "\"><Contact>a</Contact></Apply>";
	kit_signed(k, m, "POST", "/v1/application", "<Apply xmlns=\"" NS "\"><Contact>b</Contact></Apply>");
	kit_refused(k, 401, "SIGNATURE", "an altered body is refused");
	k->other_path = "/v1/status?x=1";
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 401, "SIGNATURE", "an altered path is refused");
	k->as_client = "9999000000099";
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 401, "UNKNOWN_CLIENT", "an unknown client is refused");
	machine_make(&other);
	k->as_client = m->client;
	kit_signed(k, &other, "GET", "/v1/status", NULL);
	kit_refused(k, 401, "SIGNATURE", "another machine's key is refused");
	machine_clear(&other);
	k->nonce = "short";
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 401, "UNSIGNED", "a nonce too short is refused");
	kit_plain(k, "GET", "/v1/status", NULL);
	kit_refused(k, 401, "UNSIGNED", "a request without signature is refused");
}

static void test_waiting(struct kit *k, struct machine *m)
{
	kit_signed(k, m, "GET", "/v1/licence", NULL);
	kit_refused(k, 409, "NOT_APPLIED", "no licence before the application");
	/* Thursday 2026-02-12: two working days on, with the worked Saturday before the Spring Festival */
	kit_steer(k, NULL, "clock", "20260212", NULL, NULL);
	kit_signed(k, m, "POST", "/v1/application", APPLY);
	kit_is(k, 200, "State", "applied", "the application is taken");
	kit_is(k, 200, "DueDay", "2026-02-14", "due after two working days, worked weekends counted");
	kit_signed(k, m, "POST", "/v1/application", APPLY);
	kit_refused(k, 409, "ALREADY_APPLIED", "a second application is refused");
	kit_signed(k, m, "GET", "/v1/licence", NULL);
	kit_refused(k, 409, "WAITING", "no licence before the decision");
	kit_steer(k, NULL, "refuse", m->number, "资料不全", NULL);
	kit_signed(k, m, "GET", "/v1/licence", NULL);
	kit_is(k, 403, "Reason", "资料不全", "a refusal comes with its reason");
	kit_signed(k, m, "POST", "/v1/application", APPLY);
	kit_is(k, 200, "State", "applied", "after a refusal one may apply again");
}

static void test_licence(struct kit *k, struct machine *m, const char *key)
{
	struct str out = {0};
	char *licence, *again, *field, code[32];

	kit_steer(k, NULL, "set", "hand_out", "code", NULL);
	kit_steer(k, &out, "approve", m->number, NULL, NULL);
	snprintf(code, sizeof code, "%.20s", str_z(&out));
	tap_ok(strlen(code) == 20, "approving prints the activation code");
	kit_signed(k, m, "GET", "/v1/licence", NULL);
	kit_refused(k, 409, "CODE_NEEDED", "the licence needs the code");
	send_code(k, m, m->number);
	kit_refused(k, 403, "CODE_WRONG", "a sound code of somebody else is refused");
	code[7] = code[7] == 'A' ? 'B' : 'A';
	send_code(k, m, code);
	kit_is(k, 422, "At", "8", "of a mistyped code it is said which character looks wrong");
	field = kit_dup_field(str_z(&k->answer), "Should");
	tap_ok(field[0] == str_z(&out)[7], "and what it should be");
	code[7] = field[0];
	mem_free(field);
	send_code(k, m, code);
	kit_is(k, 200, "Kind", "licence", "the right code gives the licence");
	licence = kit_dup_document(k, key);
	tap_ok(licence != NULL, "the licence is signed by the sub-center");
	field = kit_dup_field(licence ? licence : "", "PublicKey");
	tap_text(field, m->key64, "it is for this machine");
	mem_free(field);
	field = kit_dup_field(licence ? licence : "", "ValidTo");
	tap_text(field, "2027-02-11", "it is valid for a year");
	mem_free(field);
	kit_signed(k, m, "GET", "/v1/licence", NULL);
	again = kit_dup_document(k, key);
	tap_text(again, licence ? licence : "?", "asked again, the same bytes come");
	kit_signed(k, m, "POST", "/v1/application", APPLY);
	kit_refused(k, 409, "ALREADY_ACTIVE", "no renewal long before the end");
	kit_steer(k, NULL, "clock", "20270120", NULL, NULL);
	kit_signed(k, m, "POST", "/v1/application", APPLY);
	kit_is(k, 200, "ValidTo", "2027-02-11", "a renewal within thirty days; the licence stays valid meanwhile");
	kit_steer(k, NULL, "approve", m->number, NULL, NULL);
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_is(k, 200, "ValidTo", "2028-02-11", "a renewal goes on from the old end");
	kit_steer(k, NULL, "clock", "20280212", NULL, NULL);
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_is(k, 200, "State", "expired", "a licence ends");
	kit_steer(k, NULL, "clock", "now", NULL, NULL);
	kit_steer(k, NULL, "set", "hand_out", "poll", NULL);
	mem_free(licence);
	mem_free(again);
	str_clear(&out);
}

static void test_end(struct kit *k, struct machine *m)
{
	struct machine newer;
	struct str body = {0};
	char old[16];

	machine_make(&newer);
	kit_steer(k, NULL, "unbind", m->client, "设备损坏", NULL);
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 403, "UNBOUND", "an unbound machine hears that it was unbound");
	snprintf(old, sizeof old, "%s", m->client);
	kit_register(k, &newer, "3100000001");
	tap_text(newer.client, old, "the new machine gets the client id");
	kit_is(k, 200, "State", "approved", "and its licence without a new application");
	kit_signed(k, &newer, "GET", "/v1/licence", NULL);
	kit_is(k, 200, "Kind", "licence", "which it fetches");
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 403, "UNBOUND", "the old machine stays out");
	kit_signed(k, &newer, "POST", "/v1/unbind", unbind_xml);
	kit_is(k, 200, "ClientId", old, "a machine unbinds itself");
	kit_register(k, &newer, "3100000001");
	tap_text(newer.client, old, "and may come back");
	kit_signed(k, &newer, "GET", "/v1/licence", NULL);
	kit_steer(k, NULL, "revoke", newer.client, "违反承诺", NULL);
	kit_signed(k, &newer, "GET", "/v1/licence", NULL);
	kit_is(k, 403, "Reason", "违反承诺", "a revoked client gets no licence, but the reason");
	kit_signed(k, &newer, "POST", "/v1/application", APPLY);
	kit_refused(k, 403, "REVOKED", "and cannot apply");
	kit_signed(k, &newer, "POST", "/v1/unbind", unbind_xml);
	kit_registration(k, m, "9999", "3100000001", USCC, &body);
	kit_plain(k, "POST", "/v1/clients", str_z(&body));
	kit_refused(k, 403, "REVOKED", "nor by another machine");
	str_clear(&body);
	machine_clear(&newer);
}

static void test_own_decision(struct kit *k)
{
	struct machine m;

	machine_make(&m);
	kit_steer(k, NULL, "scenario", "quick", NULL, NULL);
	kit_activate(k, &m, "3100000002");
	kit_steer(k, NULL, "scenario", "refuse", NULL, NULL);
	kit_register(k, &m, "3100000003");
	tap_text(m.client, "9999000000003", "several enterprises on one machine");
	kit_signed(k, &m, "POST", "/v1/application", APPLY);
	kit_signed(k, &m, "GET", "/v1/status", NULL);
	kit_is(k, 200, "State", "refused", "a scenario refuses by itself");
	kit_steer(k, NULL, "scenario", "slow", NULL, NULL);
	kit_steer(k, NULL, "clock", "20260105", NULL, NULL);
	kit_signed(k, &m, "POST", "/v1/application", APPLY);
	kit_steer(k, NULL, "clock", "20260106", NULL, NULL);
	kit_signed(k, &m, "GET", "/v1/status", NULL);
	kit_is(k, 200, "State", "applied", "not decided the day before it is due");
	kit_steer(k, NULL, "clock", "+1d", NULL, NULL);
	kit_signed(k, &m, "GET", "/v1/status", NULL);
	kit_is(k, 200, "State", "approved", "decided on the day it is due");
	machine_clear(&m);
}

int main(void)
{
	struct machine m;
	struct kit k;
	char *key;

	kit_start(&k, "manual");
	machine_make(&m);
	key = kit_dup_key(&k);
	test_registration(&k, &m);
	test_signatures(&k, &m);
	test_waiting(&k, &m);
	test_licence(&k, &m, key);
	test_end(&k, &m);
	test_own_decision(&k);
	machine_clear(&m);
	mem_free(key);
	kit_stop(&k);
	return tap_done();
}
