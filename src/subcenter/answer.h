/*
 * One request and what is answered to it. An answer is an XML element of the
 * namespace urn:yulu:subcenter:1; it is begun, filled and closed:
 *
 *     answer_begin(q, "Status"); answer_field(q, "State", SV("active"));
 *
 * and closed by whoever called the handler. A refusal replaces what was begun:
 * a code from one table (doc/protocol.md lists them), a Chinese and an English
 * sentence, the sub-center's time; fields may follow.
 */
#ifndef YULU_SUBCENTER_ANSWER_H
#define YULU_SUBCENTER_ANSWER_H

#include "base/mem.h"
#include "base/str.h"
#include "subcenter/body.h"
#include "subcenter/office.h"
#include "xml/xml.h"

#define ANSWER_NS "urn:yulu:subcenter:1"

enum answer_trouble { TROUBLE_NONE, TROUBLE_TRUNCATED, TROUBLE_GIGANTIC };

struct client;
struct route;

struct request {
	struct office *o;
	const struct route *route;
	const char *method;
	char *path;			/* with its query, as signed */
	struct sv rest;			/* of the path, behind what the route names */
	char *client_id, *time, *nonce, *signature;	/* headers; NULL when missing */
	struct str bytes;		/* body */
	struct body body;		/* read, where the route has a form */
	const struct client *client;	/* who signed */
	struct arena arena;

	unsigned status;
	unsigned retry_after_s;		/* 0: none */
	const char *type;		/* Content-Type */
	struct str answer;
	const char *root;		/* open element of the answer */
	struct xml_writer w;
	enum answer_trouble trouble;
};

struct answer_refusal {
	const char *code;
	unsigned status;
	const char *zh, *en;
};

const struct answer_refusal *answer_refusals(size_t *n);

void answer_begin(struct request *q, const char *root);
void answer_field(struct request *q, const char *name, struct sv value);	/* left out when empty */
void answer_field_day(struct request *q, const char *name, int32_t day);	/* yyyy-MM-dd; left out when 0 */
void answer_field_ms(struct request *q, const char *name, int64_t ms);		/* RFC 3339; left out when 0 */
void answer_field_number(struct request *q, const char *name, int64_t n);
void answer_close(struct request *q);
void answer_refuse(struct request *q, const char *code);
bool answer_is_refusal(const struct request *q);
/* <Signed kind="…">: the exact bytes and the signature over them. */
void answer_signed(struct request *q, const char *kind, struct sv document);
void answer_clear(struct request *q);

/* Documents that are signed are written with these. */
void answer_document(struct xml_writer *w, struct str *to, const char *root);
void answer_day(struct xml_writer *w, const char *name, int32_t day);
void answer_ms(struct xml_writer *w, const char *name, int64_t ms);

#endif
