#include "base/day.h"

#include <stdio.h>
#include <time.h>

enum {
	DAY_MS = 86400000,
	ZONE_MS = 8 * 3600 * 1000,	/* UTC+08:00 */
};

static int64_t clock_set_to_ms;

int64_t clock_now_ms(void)
{
	struct timespec ts;

	if (clock_set_to_ms != 0)
		return clock_set_to_ms;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void clock_set_ms(int64_t now_ms)
{
	clock_set_to_ms = now_ms;
}

int32_t day_today(void)
{
	return day_of_ms(clock_now_ms());
}

int32_t day_of_ms(int64_t ms)
{
	int64_t local_ms;

	if (ms / DAY_MS < DAY_FIRST - 1 || ms / DAY_MS > DAY_LAST)
		return DAY_NONE;
	local_ms = ms + ZONE_MS - (int64_t)DAY_FIRST * DAY_MS;
	if (local_ms < 0 || local_ms / DAY_MS > DAY_LAST - DAY_FIRST)
		return DAY_NONE;
	return (int32_t)(local_ms / DAY_MS) + DAY_FIRST;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
	static const int length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return length[month - 1] + (month == 2 && is_leap(year));
}

/* Years begin in March here, so the leap day is the last of its year. */
int32_t day_make(int year, int month, int day)
{
	int y, era, of_era, of_year;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > days_of_month(year, month))
		return DAY_NONE;
	y = year - (month <= 2);
	era = y / 400;
	of_era = y - era * 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void day_split(int32_t day, int *year, int *month, int *mday)
{
	int z, era, of_era, y, of_year, m;

	*year = *month = *mday = 0;
	if (day < DAY_FIRST || day > DAY_LAST)
		return;
	z = day + 719468;
	era = z / 146097;
	of_era = z - era * 146097;
	y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * y + y / 4 - y / 100);
	m = (5 * of_year + 2) / 153;
	*mday = of_year - (153 * m + 2) / 5 + 1;
	*month = m + (m < 10 ? 3 : -9);
	*year = y + era * 400 + (*month <= 2);
}

/* The number that n digits at p write, or -1. */
static int number_at(struct sv s, size_t at, size_t n)
{
	int v = 0;

	if (at + n > s.n)
		return -1;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

int32_t day_parse_8(struct sv s)
{
	return s.n == 8 ? day_make(number_at(s, 0, 4), number_at(s, 4, 2), number_at(s, 6, 2)) : DAY_NONE;
}

int32_t day_parse_10(struct sv s)
{
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
		return DAY_NONE;
	return day_make(number_at(s, 0, 4), number_at(s, 5, 2), number_at(s, 8, 2));
}

static size_t digits_at(struct sv s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9')
		n++;
	return n;
}

static bool is_within(int v, int most)
{
	return v >= 0 && v <= most;
}

/* HH, HHmm, HHmmss, and up to three digits of a second */
static bool is_packed_time(struct sv s)
{
	if (digits_at(s, 0) != s.n || s.n < 2 || s.n > 9 || s.n == 3 || s.n == 5)
		return false;
	return is_within(number_at(s, 0, 2), 23) && (s.n < 4 || is_within(number_at(s, 2, 2), 59)) &&
	       (s.n < 6 || is_within(number_at(s, 4, 2), 59));
}

/* HH:mm, HH:mm:ss, HH:mm:ss.f…; then nothing, Z, +HH:mm or +HHmm */
static bool is_written_time(struct sv s)
{
	size_t at = 5;

	if (!is_within(number_at(s, 0, 2), 23) || s.n < 5 || s.p[2] != ':' || !is_within(number_at(s, 3, 2), 59))
		return false;
	if (at < s.n && s.p[at] == ':') {
		if (!is_within(number_at(s, at + 1, 2), 59))
			return false;
		at += 3;
		if (at < s.n && s.p[at] == '.') {
			size_t n = digits_at(s, at + 1);

			if (n == 0)
				return false;
			at += 1 + n;
		}
	}
	if (at == s.n || (s.p[at] == 'Z' && at + 1 == s.n))
		return true;
	if (s.p[at] != '+' && s.p[at] != '-')
		return false;
	at++;
	if (!is_within(number_at(s, at, 2), 14))
		return false;
	at += 2;
	if (at < s.n && s.p[at] == ':')
		at++;
	return at + 2 == s.n && is_within(number_at(s, at, 2), 59);
}

int32_t day_parse_any(struct sv s)
{
	bool dashed = s.n > 4 && s.p[4] == '-';
	size_t n = dashed ? 10 : 8;
	struct sv rest;
	int32_t day;

	if (s.n < n)
		return DAY_NONE;
	rest = (struct sv){s.p + n, s.n - n};
	s.n = n;
	day = dashed ? day_parse_10(s) : day_parse_8(s);
	if (rest.n == 0)
		return day;
	if (rest.p[0] == 'T' || rest.p[0] == ' ') {
		rest.p++;
		rest.n--;
		return is_written_time(rest) || is_packed_time(rest) ? day : DAY_NONE;
	}
	return !dashed && is_packed_time(rest) ? day : DAY_NONE;
}

size_t day_format_8(int32_t day, char buf[16])
{
	int y, m, d, n;

	buf[0] = '\0';
	day_split(day, &y, &m, &d);
	if (y == 0)
		return 0;
	n = snprintf(buf, 16, "%04d%02d%02d", y, m, d);
	return n < 0 ? 0 : (size_t)n;
}

size_t day_format_10(int32_t day, char buf[16])
{
	char compact[16];
	size_t n = day_format_8(day, compact);

	buf[0] = '\0';
	if (n == 0)
		return 0;
	snprintf(buf, 16, "%.4s-%.2s-%.2s", compact, compact + 4, compact + 6);
	return 10;
}

int day_weekday(int32_t day)
{
	return (int)(((int64_t)day + 3) % 7 + 7) % 7;
}

static bool is_listed(const int32_t *list, size_t n, int32_t day)
{
	size_t low = 0;

	while (low < n) {
		size_t mid = low + (n - low) / 2;

		if (list[mid] == day)
			return true;
		if (list[mid] < day)
			low = mid + 1;
		else
			n = mid;
	}
	return false;
}

bool day_is_work(const struct day_calendar *cal, int32_t day)
{
	if (cal != NULL && is_listed(cal->work, cal->n_work, day))
		return true;
	if (cal != NULL && is_listed(cal->off, cal->n_off, day))
		return false;
	return day_weekday(day) < 5;
}

int32_t day_add_workdays(const struct day_calendar *cal, int32_t day, int n)
{
	int step = n < 0 ? -1 : 1;

	if (n == 0) {
		n = 1;
		day--;
	}
	while (n != 0) {
		day += step;
		if (day < DAY_FIRST || day > DAY_LAST)
			return DAY_NONE;
		if (day_is_work(cal, day))
			n -= step;
	}
	return day;
}

size_t day_format_rfc3339(int64_t ms, char buf[40])
{
	int32_t day = day_of_ms(ms);
	int64_t of_day_ms;
	int y, m, d, n, s;

	buf[0] = '\0';
	if (day == DAY_NONE)
		return 0;
	of_day_ms = ms + ZONE_MS - (int64_t)day * DAY_MS;
	s = (int)(of_day_ms / 1000);
	day_split(day, &y, &m, &d);
	n = snprintf(buf, 40, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+08:00", y, m, d, s / 3600, s / 60 % 60,
		     s % 60, (int)(of_day_ms % 1000));
	return n < 0 ? 0 : (size_t)n;
}
