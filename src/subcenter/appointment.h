/*
 * Test appointments: numbers in order, a public test account lent for five
 * working days, lapse. Rooms for as many as there are accounts; the next in
 * the queue gets the one that becomes free.
 *
 *     waiting → open → passed | lapsed
 */
#ifndef YULU_SUBCENTER_APPOINTMENT_H
#define YULU_SUBCENTER_APPOINTMENT_H

#include <stdbool.h>

#include "subcenter/client.h"
#include "subcenter/office.h"

enum { APPOINTMENT_NUMBER_B = 24, APPOINTMENT_ACCOUNT_B = 40 };

struct appointment {
	char number[APPOINTMENT_NUMBER_B];
	char state[12];
	char account[APPOINTMENT_ACCOUNT_B];	/* DXP id, "" while waiting */
	int32_t from_day, until_day;
	int64_t before;				/* how many wait before it */
};

/* The client's last one; false when it has none. */
bool appointment_last(struct office *o, const struct client *c, struct appointment *out);
bool appointment_is_running(const struct office *o, const struct appointment *a);
void appointment_make(struct office *o, const struct client *c, char number[APPOINTMENT_NUMBER_B]);
void appointment_pass(struct office *o, const struct client *c, const char *number);
/* Ends windows that are over and lends what is free. */
void appointment_advance(struct office *o);
bool appointment_is_due(struct office *o);	/* would that change something? */

#endif
