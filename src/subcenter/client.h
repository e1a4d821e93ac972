/*
 * A client: one enterprise on one machine. States of its activation:
 *
 *     registered → applied → approved → active
 *                    └ refused (may apply again)
 *     approved, active → revoked
 *     any → unbound, until the enterprise registers a machine again
 *
 * A renewal goes applied → approved → active too; the old licence stays valid
 * meanwhile. Ended is not a state: until_day says it.
 */
#ifndef YULU_SUBCENTER_CLIENT_H
#define YULU_SUBCENTER_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "subcenter/office.h"

struct client {
	int64_t serial;
	const char *id, *number, *enterprise, *uscc, *name, *version, *types, *state, *reason, *code;
	const char *key, *install;	/* of the machine bound now; "" when none */
	int64_t registered_ms, applied_ms, decide_ms, decided_ms;
	int32_t trial_until, due_day, from_day, until_day;	/* 0: none */
};

/* By client id or application number; NULL when there is none. */
struct client *client_find(struct office *o, struct arena *a, const char *id_or_number);
bool client_is(const struct client *c, const char *state);
bool client_is_licensed(const struct office *o, const struct client *c);
bool client_is_trial(const struct office *o, const struct client *c);
/* approved by whoever decides; refused with a reason */
void client_approve(struct office *o, const struct client *c);
void client_refuse(struct office *o, const struct client *c, const char *reason);
void client_revoke(struct office *o, const struct client *c, const char *reason);
void client_unbind(struct office *o, const struct client *c, const char *reason);
void client_decide_due(struct office *o);	/* decides by itself what is due */
/* DXP ids: of the trial and of the production environment; yours. */
char *client_trial_id(const struct client *c);
char *client_production_id(const struct client *c);

#endif
