#include "base/day.h"

#include <stdlib.h>
#include <time.h>

#include "tap.h"

/* Every day of the calendar, counted one by one. */
static void test_all_days(void)
{
	static const int length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int32_t day = DAY_FIRST;
	bool made = true, split = true, none = true;
	int y2, m2, d2;

	for (int y = 1; y <= 9999; y++) {
		bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

		for (int m = 1; m <= 12; m++) {
			int n = length[m - 1] + (m == 2 && leap);

			for (int d = 1; d <= n; d++, day++) {
				made = made && day_make(y, m, d) == day;
				day_split(day, &y2, &m2, &d2);
				split = split && y2 == y && m2 == m && d2 == d;
			}
			none = none && day_make(y, m, n + 1) == DAY_NONE && day_make(y, m, 0) == DAY_NONE;
		}
	}
	tap_ok(made, "day_make numbers all days from 0001-01-01 on");
	tap_ok(day == DAY_LAST + 1, "9999-12-31 is the last");
	tap_ok(split, "day_split is its inverse");
	tap_ok(none, "no month has a day too many");
	tap_ok(day_make(1970, 1, 1) == 0, "1970-01-01 is 0");
	tap_ok(day_make(0, 1, 1) == DAY_NONE && day_make(10000, 1, 1) == DAY_NONE && day_make(2026, 0, 1) == DAY_NONE &&
	       day_make(2026, 13, 1) == DAY_NONE && day_make(2026, -1, -1) == DAY_NONE, "outside the calendar");
	day_split(DAY_NONE, &y2, &m2, &d2);
	tap_ok(y2 == 0 && m2 == 0 && d2 == 0, "DAY_NONE splits into nothing");
}

static void test_weekdays(void)
{
	tap_ok(day_weekday(0) == 3, "1970-01-01 was a Thursday");
	tap_ok(day_weekday(day_make(2026, 1, 12)) == 0, "2026-01-12 is a Monday");
	tap_ok(day_weekday(day_make(2026, 1, 18)) == 6, "2026-01-18 is a Sunday");
	tap_ok(day_weekday(DAY_FIRST) == 0 && day_weekday(-1) == 2, "before 1970 too");
}

static void test_parse(void)
{
	static const struct {
		const char *text;
		bool is_8, is_10, is_any;
	} c[] = {
		{"20260112", true, false, true}, {"2026-01-12", false, true, true}, {"2026012", false, false, false},
		{"202601122", false, false, false}, {"2026-1-12", false, false, false}, {"2026/01/12", false, false, false},
		{" 20260112", false, false, false}, {"20260112 ", false, false, false}, {"2026011a", false, false, false},
		{"2026-01-1２", false, false, false}, {"", false, false, false}, {"-0260112", false, false, false},
		{"2026011208", false, false, true}, {"202601120830", false, false, true}, {"20260112083059", false, false, true},
		{"2026011208305999", false, false, true}, {"20260112083059999", false, false, true},
		{"202601120830599991", false, false, false}, {"20260112083", false, false, false},
		{"2026011208305", false, false, false}, {"2026011225", false, false, false},
		{"202601120860", false, false, false}, {"20260112083060", false, false, false},
		{"20260112 08:30:59", false, false, true}, {"2026-01-12T08:30:59", false, false, true},
		{"2026-01-12 08:30", false, false, true}, {"2026-01-12T23:59:59.123+08:00", false, false, true},
		{"2026-01-12T23:59:59Z", false, false, true}, {"2026-01-12T23:59:59+0800", false, false, true},
		{"2026-01-12T23:59:59+15:00", false, false, false}, {"2026-01-12T23:59:59.", false, false, false},
		{"2026-01-12T23:59:59x", false, false, false}, {"2026-01-12T24:00:00", false, false, false},
		{"2026-01-12T", false, false, false}, {"2026-01-12T8:30", false, false, false},
		{"2026-01-1208", false, false, false}, {"20260112T083059", false, false, true},
	};
	int32_t want = day_make(2026, 1, 12);

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		struct sv s = sv_of(c[i].text);

		tap_ok(day_parse_8(s) == (c[i].is_8 ? want : DAY_NONE) && day_parse_10(s) == (c[i].is_10 ? want : DAY_NONE) &&
		       day_parse_any(s) == (c[i].is_any ? want : DAY_NONE), "\"%s\"", c[i].text);
	}
	tap_ok(day_parse_8(SV("20260229")) == DAY_NONE && day_parse_8(SV("20240229")) != DAY_NONE &&
	       day_parse_8(SV("00000101")) == DAY_NONE && day_parse_any(SV("2026-02-30 08:00")) == DAY_NONE,
	       "impossible days");
}

static void test_format(void)
{
	char buf[40];

	tap_ok(day_format_8(day_make(33, 2, 1), buf) == 8, "day_format_8");
	tap_text(buf, "00330201", "with leading zeros");
	tap_ok(day_format_10(day_make(2026, 1, 12), buf) == 10, "day_format_10");
	tap_text(buf, "2026-01-12", "with dashes");
	tap_ok(day_format_8(DAY_NONE, buf) == 0 && buf[0] == '\0' && day_format_10(DAY_NONE, buf) == 0, "DAY_NONE is nothing");
}

static void test_clock(void)
{
	const int64_t ms = 1768147199999;	/* 2026-01-11T15:59:59.999Z */
	char buf[40];
	int64_t before;

	clock_set_ms(ms);
	tap_ok(clock_now_ms() == ms, "the clock can be set");
	tap_ok(day_today() == day_make(2026, 1, 11), "before 16:00 UTC it is still the day");
	tap_ok(day_format_rfc3339(ms, buf) == 29, "day_format_rfc3339");
	tap_text(buf, "2026-01-11T23:59:59.999+08:00", "the moment at UTC+08:00");
	clock_set_ms(ms + 1);
	tap_ok(day_today() == day_make(2026, 1, 12), "at 16:00 UTC the next begins");
	day_format_rfc3339(ms + 1, buf);
	tap_text(buf, "2026-01-12T00:00:00.000+08:00", "midnight");
	setenv("TZ", "America/New_York", 1);
	tzset();
	tap_ok(day_today() == day_make(2026, 1, 12), "whatever the host's zone");
	tap_ok(day_of_ms(-8 * 3600000LL) == 0 && day_of_ms(-8 * 3600000LL - 1) == -1, "before 1970");
	tap_ok(day_of_ms(INT64_MAX) == DAY_NONE && day_of_ms(INT64_MIN) == DAY_NONE && day_format_rfc3339(INT64_MAX, buf) == 0,
	       "outside the calendar");
	clock_set_ms(0);
	before = clock_now_ms();
	tap_ok(before > 1700000000000 && clock_now_ms() >= before, "0 gives the host's clock back");
}

/* 示例: the New Year of 2026 (1 to 3 January off, 4 January worked) */
static void test_workdays(void)
{
	const int32_t d = day_make(2026, 1, 1);
	const int32_t off[] = {d, d + 1, d + 2}, work[] = {d + 3};
	const struct day_calendar cal = {off, work, 3, 1};
	const struct day_calendar never = {.off = off, .n_off = 3};

	tap_ok(!day_is_work(&cal, d) && !day_is_work(&cal, d + 2) && day_is_work(&cal, d + 3) && day_is_work(&cal, d + 4) &&
	       !day_is_work(&cal, d + 9), "days off, worked Sunday, week");
	tap_ok(day_is_work(NULL, d) && !day_is_work(NULL, d + 3), "without a calendar the week counts");
	tap_ok(day_add_workdays(&cal, d - 1, 0) == d - 1, "0: a working day is itself");
	tap_ok(day_add_workdays(&cal, d, 0) == d + 3, "0: else the next one");
	tap_ok(day_add_workdays(&cal, d - 1, 1) == d + 3, "1 skips the days off");
	tap_ok(day_add_workdays(&cal, d, 2) == d + 4, "2 from a day off");
	tap_ok(day_add_workdays(&cal, d + 3, -1) == d - 1, "-1 goes back");
	tap_ok(day_add_workdays(&never, d + 3, 5) == d + 8, "five working days are a week");
	tap_ok(day_add_workdays(NULL, DAY_LAST, 1) == DAY_NONE && day_add_workdays(NULL, DAY_FIRST, -1) == DAY_NONE &&
	       day_add_workdays(NULL, d, INT32_MAX) == DAY_NONE && day_add_workdays(NULL, d, INT32_MIN) == DAY_NONE,
	       "past the calendar there is no day");
}

int main(void)
{
	test_all_days();
	test_weekdays();
	test_parse();
	test_format();
	test_clock();
	test_workdays();
	return tap_done();
}
