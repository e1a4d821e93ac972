/*
 * The papers' desk of the exchange interface: what is handed in, when it is
 * decided, whose turn it is to test, and the configurations handed out.
 *
 *     application → (undertaking) → test application → window → report → go-live
 *     flow B, a product that passed before: application → go-live
 */
#ifndef YULU_SUBCENTER_PAPERS_H
#define YULU_SUBCENTER_PAPERS_H

#include "subcenter/answer.h"
#include "subcenter/client.h"

enum { PAPERS_ID_B = 40 };

void papers_file(struct request *q);
void papers_list(struct request *q);
void papers_configuration(struct request *q);	/* /v1/configuration/test or production */
/* By number; false when there is none that waits. */
bool papers_decide(struct office *o, const char *number, bool approve, const char *reason);
/* What time brings: decisions that are due, windows that end, accounts that become free. */
bool papers_is_due(struct office *o);	/* whether papers_tick() or client_decide_due() have something to do */
void papers_tick(struct office *o);
/* The DXP id that a client sends with, "" when it may not. */
void papers_sender(struct office *o, const struct client *c, bool production, char id[PAPERS_ID_B]);
const char *papers_receiver(void);	/* the sandbox's own application id */

#endif
