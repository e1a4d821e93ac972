/* The papers' desk: order, due days, appointments, accounts, flow A and B, go-live; requests that come as files. */
#include "dxp.h"

#define WHO "<EnterpriseName>示例企业</EnterpriseName><EnterpriseCode>%s</EnterpriseCode><OrganisationCode>" USCC "</OrganisationCode>"

static void application(struct kit *k, struct machine *m, const char *enterprise, const char *product)
{
	struct str body = {0};

	str_addf(&body, "<Application xmlns=\"" NS "\">" WHO "<Service>新上线企业</Service><BusinessType>报关单</BusinessType>"
		 "<BusinessType>公路舱单</BusinessType><MonthlyVolume>300</MonthlyVolume><District>2200</District><LegalPerson>示例甲</LegalPerson>"
		 "<LegalPersonContact>021-00000000</LegalPersonContact><BusinessManager>示例乙</BusinessManager>"
		 "<BusinessManagerContact>021-00000000</BusinessManagerContact><TechnicalManager>示例丙</TechnicalManager>"
		 "<TechnicalManagerContact>021-00000000</TechnicalManagerContact><Email>a@example.com</Email><Address>示例路1号</Address>"
		 "<CardNumber>8000000000001</CardNumber>", enterprise);
	if (product != NULL)
		str_addf(&body, "<ThirdParty><SupplierName>示例软件</SupplierName><SupplierCode>" USCC "</SupplierCode><Product>%s</Product>"
			 "<Contact>示例丁</Contact><ContactPhone>021-00000000</ContactPhone></ThirdParty>", product);
	str_adds(&body, "<SealDate>2026-01-05</SealDate></Application>");
	kit_signed(k, m, "POST", "/v1/papers/application", str_z(&body));
	str_clear(&body);
}

static void undertaking(struct kit *k, struct machine *m)
{
	kit_signed(k, m, "POST", "/v1/papers/undertaking", "<Undertaking xmlns=\"" NS "\"><Addressee>演练数据分中心</Addressee>"
		   "<EnterpriseName>示例企业</EnterpriseName><Agreed>yes</Agreed><Date>2026-01-05</Date></Undertaking>");
}

static void test_application(struct kit *k, struct machine *m, const char *enterprise)
{
	struct str body = {0};

	str_addf(&body, "<TestApplication xmlns=\"" NS "\"><EnterpriseName>示例企业</EnterpriseName><OrganisationCode>" USCC "</OrganisationCode>"
		 "<EnterpriseCode>%s</EnterpriseCode><Contact>示例乙</Contact><Phone>021-00000000</Phone><Date>2026-01-05</Date></TestApplication>", enterprise);
	kit_signed(k, m, "POST", "/v1/papers/test-application", str_z(&body));
	str_clear(&body);
}

static void report(struct kit *k, struct machine *m, const char *enterprise, const char *appointment, const char *message, const char *result)
{
	struct str body = {0};

	str_addf(&body, "<TestReport xmlns=\"" NS "\">" WHO "<Appointment>%s</Appointment><From>2026-01-05</From><Until>2026-01-09</Until><Case>"
		 "<MessageType>出口报关单</MessageType><MessageNumber>%s</MessageNumber><ReceiptName>DecImportResponse</ReceiptName><Steps>发送</Steps>"
		 "<Receipt>0</Receipt><Result>%s</Result></Case><Result>全部收到</Result><Date>2026-01-09</Date></TestReport>", enterprise, appointment,
		 message, result);
	kit_signed(k, m, "POST", "/v1/papers/test-report", str_z(&body));
	str_clear(&body);
}

static void go_live(struct kit *k, struct machine *m, const char *enterprise, const char *state)
{
	struct str body = {0};

	str_addf(&body, "<GoLive xmlns=\"" NS "\">" WHO "<TestState>%s</TestState><Contact>示例乙</Contact><Phone>021-00000000</Phone>"
		 "<Email>a@example.com</Email><Date>2026-01-12</Date></GoLive>", enterprise, state);
	kit_signed(k, m, "POST", "/v1/papers/go-live", str_z(&body));
	str_clear(&body);
}

#define TESTED "已通过联调测试"
#define THIRD "使用已通过联调测试的第三方服务产品并选择不进行联调测试"

static void approve(struct kit *k)
{
	char *number = kit_dup_field(str_z(&k->answer), "Number");

	tap_ok(kit_steer(k, NULL, "approve", number, NULL, NULL) == 0, "approved: %s", number);
	mem_free(number);
}

static void file_application(struct kit *k, struct machine *a)
{
	application(k, a, "3100000001", "示例产品 1.0");
	kit_refused(k, 403, "NOT_ACTIVE", "papers only after activation");
	kit_signed(k, a, "POST", "/v1/application", APPLY);
	kit_steer(k, NULL, "approve", a->client, NULL, NULL);
	kit_signed(k, a, "GET", "/v1/licence", NULL);
	application(k, a, "3100000002", NULL);
	kit_refused(k, 422, "PAPER_WHO", "not for another enterprise");
	kit_steer(k, NULL, "clock", "20260105", NULL, NULL);
	application(k, a, "3100000001", "示例产品 1.0");
	kit_is(k, 200, "DueDay", "2026-01-08", "an application is due after three working days");
	kit_is(k, 200, "Flow", "A", "a product that nobody passed with goes by flow A");
	application(k, a, "3100000001", NULL);
	kit_refused(k, 409, "PAPER_TWICE", "not twice at a time");
	test_application(k, a, "3100000001");
	kit_is(k, 409, "Needs", "application", "no test before the application is approved");
	kit_signed(k, a, "GET", "/v1/papers", NULL);
	approve(k);
	test_application(k, a, "3100000001");
	kit_is(k, 409, "Needs", "undertaking", "nor before the undertaking");
	undertaking(k, a);
	kit_is(k, 200, "State", "filed", "an undertaking is filed");
	kit_signed(k, a, "POST", "/v1/papers/undertaking", "<Undertaking xmlns=\"" NS "\"><Addressee>演练</Addressee><EnterpriseName>示例</EnterpriseName>"
		   "<Agreed>no</Agreed><Date>2026-01-05</Date></Undertaking>");
	kit_is(k, 422, "Field", "Agreed", "one that does not promise is refused, the field named");
}

static char *test_window(struct kit *k, struct machine *a, struct machine *b)
{
	char *number, *other;

	kit_steer(k, NULL, "set", "accounts", "1", NULL);
	test_application(k, a, "3100000001");
	number = kit_dup_field(str_z(&k->answer), "Appointment");
	tap_ok(number[0] != '\0', "a test appointment number");
	kit_signed(k, a, "GET", "/v1/papers", NULL);
	kit_is(k, 200, "Account", "DXPENT9000000001", "the public test account is lent");
	kit_is(k, 200, "Until", "2026-01-09", "for five working days");
	test_application(k, b, "3100000002");
	other = kit_dup_field(str_z(&k->answer), "Appointment");
	tap_ok(strcmp(number, other) < 0, "appointment numbers go in order");
	kit_signed(k, b, "GET", "/v1/papers", NULL);
	tap_ok(strstr(str_z(&k->answer), "<State>waiting</State>") != NULL, "the next waits for its turn");
	report(k, b, "3100000002", other, "X1", "通过");
	kit_refused(k, 409, "REPORT_TIME", "no report before the test period");
	kit_steer(k, NULL, "clock", "20260112", NULL, NULL);
	kit_signed(k, a, "GET", "/v1/papers", NULL);
	tap_ok(strstr(str_z(&k->answer), "<State>lapsed</State>") != NULL, "an appointment lapses");
	report(k, a, "3100000001", number, "X1", "通过");
	kit_refused(k, 409, "REPORT_TIME", "no report after the test period");
	test_application(k, a, "3100000001");
	kit_is(k, 200, "Kind", "test-application", "a new number is applied for");
	kit_signed(k, a, "GET", "/v1/papers", NULL);
	kit_is(k, 200, "WaitingBefore", "0", "at the end of the queue");
	tap_ok(strstr(str_z(&k->answer), "<State>waiting</State>") != NULL, "behind the one who has the account now");
	mem_free(number);
	return other;
}

static void test_report(struct kit *k, struct machine *b, const char *appointment)
{
	struct str body = {0};

	kit_signed(k, b, "GET", "/v1/configuration/test", NULL);
	kit_is(k, 200, "Kind", "configuration", "the account's configuration is handed out");
	dxp_write(&body, "X1", "DXPENT9000000001", DXP_RECEIVER, "", DECLARATION);
	kit_signed(k, b, "POST", "/v1/test/messages", str_z(&body));
	kit_is(k, 200, "ResponseCode", "0", "a message with the lent account");
	report(k, b, "3100000002", appointment, "X2", "通过");
	kit_is(k, 422, "MessageNumber", "X2", "a report about a message that never came is refused");
	report(k, b, "3100000002", appointment, "X1", "未通过");
	kit_is(k, 200, "State", "failed", "a test not passed leaves the period open");
	go_live(k, b, "3100000002", TESTED);
	kit_is(k, 409, "Needs", "test-report", "no go-live before the test is passed");
	report(k, b, "3100000002", appointment, "X1", "通过");
	kit_is(k, 200, "State", "filed", "the report is filed");
	str_clear(&body);
}

static void test_live(struct kit *k, struct machine *b)
{
	char *key = kit_dup_key(k), *document, *id;
	struct str body = {0};

	go_live(k, b, "3100000002", TESTED);
	kit_is(k, 200, "DueDay", "2026-01-21", "go-live is due after seven working days");
	id = kit_dup_field(str_z(&k->answer), "Number");
	dxp_write(&body, "P1", "DXPENT1000000002", DXP_RECEIVER, "", DECLARATION);
	kit_signed(k, b, "POST", "/v1/production/messages", str_z(&body));
	kit_refused(k, 403, "NOT_LIVE", "not live before the decision");
	go_live(k, b, "3100000002", TESTED);
	kit_refused(k, 409, "PAPER_TWICE", "not twice at a time");
	kit_steer(k, NULL, "scenario", "slow", NULL, NULL);
	kit_signed(k, b, "GET", "/v1/papers", NULL);
	kit_is(k, 200, "Live", "no", "still waiting");
	tap_ok(kit_steer(k, NULL, "approve", id, NULL, NULL) == 0, "go-live approved: %s", id);
	mem_free(id);
	dxp_write(&body, "P1", "DXPENT1000000002", DXP_RECEIVER, "", DECLARATION);
	kit_signed(k, b, "GET", "/v1/configuration/production", NULL);
	document = kit_dup_document(k, key);
	id = kit_dup_field(document ? document : "", "DxpId");
	tap_text(id, "DXPENT1000000002", "the production configuration, signed");
	kit_signed(k, b, "POST", "/v1/production/messages", str_z(&body));
	kit_is(k, 200, "ResponseCode", "0", "the first real message");
	mem_free(id);
	mem_free(document);
	mem_free(key);
	str_clear(&body);
}

static void test_flow_b(struct kit *k, struct machine *m)
{
	struct machine c;

	machine_make(&c);
	kit_steer(k, NULL, "scenario", "quick", NULL, NULL);
	kit_activate(k, &c, "3100000003");
	application(k, &c, "3100000003", "示例产品 1.0");
	kit_is(k, 200, "Flow", "B", "a product that passed goes by flow B");
	undertaking(k, &c);
	go_live(k, &c, "3100000003", TESTED);
	kit_is(k, 409, "Needs", "test-report", "but it may not say that it tested");
	go_live(k, &c, "3100000003", THIRD);
	kit_is(k, 200, "State", "waiting", "it goes live without a test");
	kit_signed(k, &c, "GET", "/v1/papers", NULL);
	kit_is(k, 200, "Live", "yes", "decided by itself");
	kit_signed(k, m, "GET", "/v1/papers", NULL);
	kit_is(k, 200, "Test", "no", "one client's test is not another's");
	machine_clear(&c);
}

static void test_offline(struct kit *k)
{
	struct machine m;
	char signature[100], time[40], *key = kit_dup_key(k), *document, *field, *path = file_join(k->home, "request.xml");
	struct str text = {0}, body = {0};

	machine_make(&m);
	kit_steer(k, NULL, "scenario", "manual", NULL, NULL);
	day_format_rfc3339(clock_now_ms(), time);
	str_addf(&text, "yulu-offline-1\nREQUEST-0001\n%s\n9999\n3100000004\n" USCC "\n\nyulu test\n%s\n", m.key64, time);
	machine_sign(&m, str_z(&text), signature);
	str_addf(&body, "<OfflineRequest xmlns=\"" NS "\"><RequestId>REQUEST-0001</RequestId><PublicKey>%s</PublicKey><Subcenter>9999</Subcenter>"
		 "<EnterpriseCode>3100000004</EnterpriseCode><Uscc>" USCC "</Uscc><ClientVersion>yulu test</ClientVersion><Time>%s</Time>"
		 "<Signature>%s</Signature></OfflineRequest>", m.key64, time, signature);
	file_write(path, str_sv(&body), 0600, NULL);
	str_reset(&k->answer);
	tap_ok(kit_steer(k, &k->answer, "offline", path, NULL, NULL) == 0, "a request that came as a file");
	document = kit_dup_document(k, key);
	field = kit_dup_field(document ? document : "", "State");
	tap_text(field, "applied", "waits for the decision");
	mem_free(field);
	mem_free(document);
	str_reset(&k->answer);
	kit_steer(k, &k->answer, "offline", path, "--approve", NULL);
	document = kit_dup_document(k, key);
	field = kit_dup_field(document ? document : "", "RequestId");
	tap_text(field, "REQUEST-0001", "the answer says to which request");
	mem_free(field);
	field = kit_dup_field(document ? document : "", "Licence");
	tap_ok(field[0] != '\0', "and holds the licence");
	memcpy(strstr(body.s, "3100000004"), "3100000005", 10);
	file_write(path, str_sv(&body), 0600, NULL);
	tap_ok(kit_steer(k, NULL, "offline", path, NULL, NULL) == 1, "an altered file is refused");
	mem_free(field);
	mem_free(document);
	mem_free(path);
	mem_free(key);
	machine_clear(&m);
	str_clear(&text);
	str_clear(&body);
}

int main(void)
{
	struct machine a, b;
	struct kit k;
	char *appointment;

	kit_start(&k, "manual");
	kit_steer(&k, NULL, "set", "trial_days", "0", NULL);
	machine_make(&a);
	machine_make(&b);
	kit_steer(&k, NULL, "clock", "20260104", NULL, NULL);
	kit_register(&k, &a, "3100000001");
	kit_register(&k, &b, "3100000002");
	file_application(&k, &a);
	kit_signed(&k, &b, "POST", "/v1/application", APPLY);
	kit_steer(&k, NULL, "approve", b.client, NULL, NULL);
	kit_signed(&k, &b, "GET", "/v1/licence", NULL);
	application(&k, &b, "3100000002", "示例产品 1.0");
	approve(&k);
	undertaking(&k, &b);
	appointment = test_window(&k, &a, &b);
	test_report(&k, &b, appointment);
	test_live(&k, &b);
	test_flow_b(&k, &a);
	test_offline(&k);
	mem_free(appointment);
	machine_clear(&a);
	machine_clear(&b);
	kit_stop(&k);
	return tap_done();
}
