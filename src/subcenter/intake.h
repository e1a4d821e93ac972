/* Messages in (DxpMsg, answered by DxpRep), answers out, acknowledged. */
#ifndef YULU_SUBCENTER_INTAKE_H
#define YULU_SUBCENTER_INTAKE_H

#include "subcenter/answer.h"

void intake_message(struct request *q);
/* An envelope that is not valid is answered by DxpRep -1201001, when it says whose it is. */
bool intake_refuse(struct request *q, const struct body_problem *problem);
void intake_answers(struct request *q);
void intake_acknowledge(struct request *q);
/* Puts a business message into a client's queue, in an envelope. */
void intake_send(struct office *o, const char *client, const char *dxp_id, bool production, const char *type, struct sv message);

#endif
