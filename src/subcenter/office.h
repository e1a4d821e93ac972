/*
 * The office: what a sub-center knows and keeps, in one home.
 *
 *     HOME/subcenter.sqlite   everything that was handed in and decided
 *     HOME/seal-key.pem       the key that signs licences and configurations
 *     HOME/ca.pem …           certificates (ca.h)
 *     HOME/subcenter.ini      how a client reaches it, written when the server is ready
 *     HOME/lock               held by the server
 *
 * The server and any number of steering commands may open it at the same time;
 * a command's change is seen by the server at its next round.
 *
 * Two clocks. The office's clock decides (due dates, windows, validity) and
 * may be set for training. The signature clock is compared with the time in
 * requests; it is the host's, off by the setting skew_ms.
 */
#ifndef YULU_SUBCENTER_OFFICE_H
#define YULU_SUBCENTER_OFFICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/day.h"
#include "base/err.h"
#include "base/str.h"

enum { OFFICE_N_SETTING = 18 };

enum office_form {	/* what requests look like: share/yulu/subcenter/NAME@1.csv */
	FORM_CHALLENGE, FORM_REGISTER, FORM_APPLY, FORM_CODE, FORM_UNBIND, FORM_OFFLINE,
	FORM_APPLICATION, FORM_UNDERTAKING, FORM_AUTHORISATION, FORM_TEST_APPLICATION, FORM_TEST_REPORT, FORM_GO_LIVE,
	FORM_ACKNOWLEDGE, FORM_DXP,
	OFFICE_N_FORM
};

struct office_setting {
	const char *key, *form, *fallback, *doc;	/* form: "a|b|c", "min..max", "" for text */
};

struct office {
	struct db *db;
	char *home, *share;
	struct str base;			/* https://127.0.0.1:PORT, empty outside the server */
	struct seal_key *key;
	struct str public_key;			/* Base64 */
	struct xml_reader *xml;
	struct day_calendar calendar;
	struct dict *form[OFFICE_N_FORM];
	char *setting[OFFICE_N_SETTING];	/* NULL: the fallback */
	int64_t data_version;			/* of the database when the settings were read */
	struct err err;				/* the first failure (sql.h) */
};

/* share: where share/yulu/subcenter lies. */
enum rc office_open(const char *home, const char *share, struct office **out, struct err *err);
void office_close(struct office *o);
/* Holds the home for a server until the process ends; RC_BUSY when another does. */
enum rc office_lock(struct office *o, struct err *err);
const char *office_form_name(enum office_form form);

const struct office_setting *office_settings(void);
const char *office_get(const struct office *o, const char *key);
int64_t office_number(const struct office *o, const char *key);
bool office_is(const struct office *o, const char *key, const char *value);
enum rc office_set(struct office *o, const char *key, const char *value, struct err *err);
/* Settings that belong together under one name; NULL past the end. */
const char *office_scenario(size_t i, const char **doc);
enum rc office_play(struct office *o, const char *scenario, struct err *err);
void office_refresh(struct office *o);		/* reads settings that somebody else changed */

int64_t office_now_ms(const struct office *o);
int64_t office_signature_ms(const struct office *o);
int32_t office_today(const struct office *o);
int32_t office_due(const struct office *o, int n_workday);	/* after today */
/* When what is handed in now and due on that day is decided without a person; 0: never. */
int64_t office_decide_ms(const struct office *o, int32_t due);
void office_log(struct office *o, const char *client, const char *what, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
