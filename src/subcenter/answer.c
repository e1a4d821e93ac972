#include "subcenter/answer.h"

#include <stdio.h>

#include "subcenter/seal.h"

static const struct answer_refusal refusals[] = {
	{"NO_SUCH_PATH", 404, "没有这个请求地址", "there is no such request"},
	{"METHOD", 405, "该地址不接受这种请求方法", "this address does not take that method"},
	{"TOO_LARGE", 413, "请求内容超过允许的大小", "the body is larger than allowed"},
	{"MALFORMED", 400, "请求内容不是格式良好的 UTF-8 XML", "the body is no well-formed XML in UTF-8"},
	{"INVALID", 422, "请求内容不符合接口规定", "the body is not what the interface demands"},
	{"UNSIGNED", 401, "请求未签名，或签名所需的标头不全", "the request is not signed, or a header for the signature is missing"},
	{"CLOCK", 401, "本机时钟与分中心相差超过五分钟，请校准时钟后重试", "the clock is more than five minutes off the sub-center's; set it and try again"},
	{"UNKNOWN_CLIENT", 401, "客户端编号未在本分中心登记", "the client id is not registered at this sub-center"},
	{"SIGNATURE", 401, "签名不正确：请求被改动过，或不是用登记的设备发出", "the signature is wrong: the request was altered, or it does not come from the registered device"},
	{"REPLAYED", 409, "该请求已经收到过，不再重复受理", "this request was received before and is not taken again"},
	{"UNBOUND", 403, "该设备已解除绑定，如需继续使用请重新登记", "this device was unbound; register again to go on"},
	{"REVOKED", 403, "分中心已撤销使用许可", "the sub-center has revoked the licence"},
	{"CHALLENGE", 403, "挑战不存在、已使用或已过期，请重新获取", "the challenge is unknown, used or too old; ask for a new one"},
	{"OTHER_SUBCENTER", 409, "填写的分中心代码不是本分中心", "the code given is not this sub-center's"},
	{"SECOND_MACHINE", 409, "该企业已绑定另一台设备，请先在分中心解除设备绑定", "the enterprise has another device bound; have it unbound at the sub-center first"},
	{"OTHER_USCC", 409, "海关编码与已登记的统一社会信用代码不一致", "the customs code is registered with another USCC"},
	{"NOT_APPLIED", 409, "尚未提交激活申请", "activation has not been applied for"},
	{"ALREADY_APPLIED", 409, "激活申请已提交，正在审核", "activation has been applied for and is being decided"},
	{"ALREADY_ACTIVE", 409, "已激活，有效期结束前三十天内才能续期", "active already; it can be renewed within thirty days before its end"},
	{"WAITING", 409, "正在审核，请在预计日期后再查询", "not decided yet; ask again by the due day"},
	{"REFUSED", 403, "分中心未批准", "the sub-center has refused"},
	{"CODE_NEEDED", 409, "已批准，请输入分中心提供的激活码", "approved; enter the activation code that the sub-center gives"},
	{"CODE_MISTYPED", 422, "激活码输入有误，请核对", "the activation code is mistyped; compare it"},
	{"CODE_WRONG", 403, "激活码不是本客户端的激活码", "the activation code is not this client's"},
	{"NOT_ACTIVE", 403, "客户端尚未激活或许可已到期", "the client is not active or its licence has ended"},
	{"NO_TEST", 403, "试用期已结束，且当前不在联调测试期内", "the trial is over and no test period is running"},
	{"NOT_LIVE", 403, "正式环境尚未开通", "the production environment is not open"},
	{"PAPER_ORDER", 409, "前一步手续尚未完成", "an earlier step has not been done"},
	{"PAPER_TWICE", 409, "同类材料已提交，正在办理或已办结", "the same paper was handed in and is under way or done"},
	{"PAPER_WHO", 422, "企业信息与登记的企业不一致", "the enterprise is not the one registered"},
	{"REPORT_MESSAGE", 422, "测试报告中的报文号未在本次测试中收到", "a message number of the report was not received in this test"},
	{"REPORT_TIME", 409, "测试预约号不在测试期内，请重新申请测试", "the appointment's test period is not running; apply for a new one"},
	{"SENDER", 403, "发送方编号不是分配给本客户端的编号", "the sender id is not the one given to this client"},
	{"CONFLICT", 409, "同一报文编号已收到内容不同的报文", "another message was received under the same number"},
	{"NO_SUCH_ANSWER", 404, "没有这个编号的答复", "there is no answer of that number"},
	{"DENIED", 403, "访问被拒绝", "access denied"},
	{"LIMIT", 429, "请求过于频繁，请稍后再试", "too many requests; try again later"},
	{"BROKEN", 500, "分中心系统故障，请稍后重试或拨打热线", "the sub-center has a fault; try again later or call the hotline"},
	{"BUSY", 503, "分中心系统繁忙，请稍后重试", "the sub-center is busy; try again later"},
};

enum { N_REFUSALS = sizeof refusals / sizeof refusals[0] };

const struct answer_refusal *answer_refusals(size_t *n)
{
	*n = N_REFUSALS;
	return refusals;
}

void answer_document(struct xml_writer *w, struct str *to, const char *root)
{
	xml_write_begin(w, to);
	xml_write_start(w, sv_of(root));
	xml_write_attr(w, SV("xmlns"), SV(ANSWER_NS));
	xml_write_attr(w, SV("version"), SV("1"));
}

void answer_day(struct xml_writer *w, const char *name, int32_t day)
{
	char text[16];

	if (day != 0 && day_format_10(day, text) > 0)
		xml_write_element(w, sv_of(name), sv_of(text));
}

void answer_ms(struct xml_writer *w, const char *name, int64_t ms)
{
	char text[40];

	if (ms != 0 && day_format_rfc3339(ms, text) > 0)
		xml_write_element(w, sv_of(name), sv_of(text));
}

void answer_begin(struct request *q, const char *root)
{
	str_reset(&q->answer);
	q->status = 200;
	q->type = "application/xml; charset=utf-8";
	q->root = root;
	answer_document(&q->w, &q->answer, root);
}

void answer_field(struct request *q, const char *name, struct sv value)
{
	if (value.n > 0)
		xml_write_element(&q->w, sv_of(name), value);
}

void answer_field_day(struct request *q, const char *name, int32_t day)
{
	answer_day(&q->w, name, day);
}

void answer_field_ms(struct request *q, const char *name, int64_t ms)
{
	answer_ms(&q->w, name, ms);
}

void answer_field_number(struct request *q, const char *name, int64_t n)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", (long long)n);
	xml_write_element(&q->w, sv_of(name), sv_of(text));
}

void answer_close(struct request *q)
{
	if (q->root != NULL)
		xml_write_end(&q->w, sv_of(q->root));
	q->root = NULL;
}

void answer_refuse(struct request *q, const char *code)
{
	size_t i = 0;

	while (i + 1 < N_REFUSALS && strcmp(refusals[i].code, code) != 0)
		i++;
	answer_begin(q, "Error");
	q->status = refusals[i].status;
	answer_field(q, "Code", sv_of(refusals[i].code));
	answer_field(q, "Zh", sv_of(refusals[i].zh));
	answer_field(q, "En", sv_of(refusals[i].en));
	answer_field_ms(q, "Time", office_signature_ms(q->o));
	if (q->status == 503 || q->status == 429) {
		q->retry_after_s = (unsigned)office_number(q->o, "retry_after_s");
		answer_field_number(q, "RetryAfter", q->retry_after_s);
	}
}

bool answer_is_refusal(const struct request *q)
{
	return q->status >= 400;
}

void answer_signed(struct request *q, const char *kind, struct sv document)
{
	struct str document64 = {0}, signature = STR_INIT(256);

	seal_add_base64(&document64, document);
	if (!seal_sign(q->o->key, document, &signature)) {
		answer_refuse(q, "BROKEN");
		goto out;
	}
	if (office_is(q->o, "trouble", "forged"))
		signature.s[0] = signature.s[0] == 'A' ? 'B' : 'A';
	answer_begin(q, "Signed");
	answer_field(q, "Kind", sv_of(kind));
	answer_field(q, "Document", str_sv(&document64));
	answer_field(q, "Signature", str_sv(&signature));
	answer_field(q, "PublicKey", str_sv(&q->o->public_key));
out:
	str_clear(&document64);
	str_clear(&signature);
}

void answer_clear(struct request *q)
{
	mem_free(q->path);
	mem_free(q->client_id);
	mem_free(q->time);
	mem_free(q->nonce);
	mem_free(q->signature);
	str_clear(&q->bytes);
	str_clear(&q->answer);
	body_clear(&q->body);
	arena_free(&q->arena);
}
