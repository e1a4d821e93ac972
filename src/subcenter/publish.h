/* What everybody may read: the interface list and specifications made from dictionaries. */
#ifndef YULU_SUBCENTER_PUBLISH_H
#define YULU_SUBCENTER_PUBLISH_H

#include "subcenter/answer.h"

void publish_list(struct request *q);
void publish_file(struct request *q);

#endif
