/* The activation desk: registration, application, licence, unbinding. */
#ifndef YULU_SUBCENTER_ACTIVATION_H
#define YULU_SUBCENTER_ACTIVATION_H

#include "subcenter/answer.h"

void activation_describe(struct request *q);
void activation_challenge(struct request *q);
void activation_register(struct request *q);
void activation_apply(struct request *q);
void activation_status(struct request *q);
void activation_code(struct request *q);
void activation_licence(struct request *q);
void activation_unbind(struct request *q);
/* A request that came as a file; the answer is a signed document. RC_PARSE
 * when it is no such request or its signature is wrong. approve: decides at once. */
enum rc activation_offline(struct office *o, struct sv request, bool approve, struct str *answer, struct err *err);

#endif
