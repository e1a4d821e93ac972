/* Messages for the sub-center's intake. */
#ifndef YULU_TESTS_SUBCENTER_DXP_H
#define YULU_TESTS_SUBCENTER_DXP_H

#include "kit.h"

#define DXP_RECEIVER "DXPEDCSANDBOX001"

/* An envelope around data; extra stands behind the first receiver. */
__attribute__((unused)) static void
dxp_write(struct str *to, const char *cop_id, const char *sender, const char *receiver, const char *extra, const char *data)
{
	size_t n = strlen(data);
	char *data64 = mem_zalloc(1, n * 2 + 8);

	kit_base64(data, n, data64);
	str_reset(to);
	str_addf(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><dxp:DxpMsg xmlns:dxp=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"><dxp:TransInfo>"
		 "<dxp:CopMsgId>%s</dxp:CopMsgId><dxp:SenderId>%s</dxp:SenderId><dxp:ReceiverIds><dxp:ReceiverId>%s</dxp:ReceiverId>%s"
		 "</dxp:ReceiverIds><dxp:CreatTime>2026-01-12T09:00:00</dxp:CreatTime><dxp:MsgType>DecMessage</dxp:MsgType></dxp:TransInfo>"
		 "<dxp:Data>%s</dxp:Data></dxp:DxpMsg>", cop_id, sender, receiver, extra, data64);
	mem_free(data64);
}

/* The text of an element of the first answer in the queue, decoded twice; yours. */
__attribute__((unused)) static char *
dxp_dup_answer(struct kit *k, const char *field)
{
	char *message64 = kit_dup_field(str_z(&k->answer), "Message"), *data64, *text;
	unsigned char *message = mem_zalloc(1, strlen(message64) + 4), *data;

	kit_decode(message64, message);
	data64 = kit_dup_field((const char *)message, "Data");
	data = mem_zalloc(1, strlen(data64) + 4);
	kit_decode(data64, data);
	text = kit_dup_field((const char *)data, field);
	mem_free(message64);
	mem_free(message);
	mem_free(data64);
	mem_free(data);
	return text;
}

#define DECLARATION "<DecMessage xmlns=\"http://www.chinaport.gov.cn/dec\"><DecHead><IEFlag>E</IEFlag></DecHead>" \
	"<DecSign><ClientSeqNo>C00000000000000001</ClientSeqNo></DecSign></DecMessage>"

#endif
