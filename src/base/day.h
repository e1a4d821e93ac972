/*
 * Days and moments. A day is a calendar day at UTC+08:00 whatever the host's
 * zone, held as the number of days since 1970-01-01; a moment is milliseconds
 * UTC. The clock can be set by tests and by --day.
 */
#ifndef YULU_BASE_DAY_H
#define YULU_BASE_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum {
	DAY_NONE = INT32_MIN,
	DAY_FIRST = -719162,	/* 0001-01-01 */
	DAY_LAST = 2932896,	/* 9999-12-31 */
};

int64_t clock_now_ms(void);
void clock_set_ms(int64_t now_ms);		/* 0: the host's clock again */
int32_t day_today(void);			/* of clock_now_ms(), at UTC+08:00 */
int32_t day_of_ms(int64_t ms);			/* DAY_NONE outside the years below */

/* Years 0001..9999. DAY_NONE when there is no such day. */
int32_t day_make(int year, int month, int day);
void day_split(int32_t day, int *year, int *month, int *mday);
/* The first day in s: yyyyMMdd or yyyy-MM-dd at its start, anything may follow
 * that makes it a datetime (HH[mm[ss[fff]]], or T or blank and a time with an
 * optional zone, which does not move the day). */
int32_t day_parse_any(struct sv s);
int32_t day_parse_8(struct sv s);		/* exactly yyyyMMdd */
int32_t day_parse_10(struct sv s);		/* exactly yyyy-MM-dd */
/* DAY_NONE gives "" and 0. */
size_t day_format_8(int32_t day, char buf[16]);		/* yyyyMMdd; returns 8 */
size_t day_format_10(int32_t day, char buf[16]);	/* yyyy-MM-dd; returns 10 */
int day_weekday(int32_t day);			/* 0 Monday .. 6 Sunday */

/* Days off and worked weekend days; other days follow the week (Mon-Fri). */
struct day_calendar {
	const int32_t *off, *work;	/* sorted */
	size_t n_off, n_work;
};
bool day_is_work(const struct day_calendar *cal, int32_t day);
/* n working days after day (n < 0: before). n = 0: the day itself if it is a
 * working day, else the next one. DAY_NONE past the years above. cal may be
 * NULL: the week alone. */
int32_t day_add_workdays(const struct day_calendar *cal, int32_t day, int n);
/* RFC 3339: yyyy-MM-ddTHH:mm:ss.fff+08:00; returns the length. */
size_t day_format_rfc3339(int64_t ms, char buf[40]);

#endif
