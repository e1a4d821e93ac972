/* Check digits of numbers that parties, people and carriers bear. */
#include "expr/node.h"

#include "base/day.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return true;
}

/* Place of c in a set of characters, -1 when it is not there. */
static int place_in(const char *set, char c)
{
	const char *at = c == '\0' ? NULL : strchr(set, c);

	return at == NULL ? -1 : (int)(at - set);
}

/* Sum of place times weight; -1 when a character is not in the set. */
static int weighted(struct sv s, const char *set, const int *weight, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int v = place_in(set, s.p[i]);

		if (v < 0)
			return -1;
		sum += v * weight[i];
	}
	return sum;
}

bool expr_check_uscc(struct sv s)
{
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const int weight[17] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
	int sum = s.n == 18 ? weighted(s, set, weight, 17) : -1;

	return sum >= 0 && place_in(set, s.p[17]) == (31 - sum % 31) % 31;
}

bool expr_check_orgcode(struct sv s)
{
	static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", digit[] = "0X987654321";
	static const int weight[8] = {3, 7, 9, 10, 5, 8, 4, 2};
	int sum = s.n == 9 ? weighted(s, set, weight, 8) : -1;

	return sum >= 0 && s.p[8] == digit[sum % 11];
}

/* Letters count 10 and up without the multiples of 11. */
bool expr_check_container(struct sv s)
{
	static const char set[] = "0123456789A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ";
	static const int weight[10] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

	if (s.n != 11 || !all_digits((struct sv){s.p + 4, 7}))
		return false;
	for (size_t i = 0; i < 4; i++)
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return weighted(s, set, weight, 10) % 11 % 10 == s.p[10] - '0';
}

bool expr_check_airbill(struct sv s)
{
	int v = 0;

	if (s.n != 11 || !all_digits(s))
		return false;
	for (size_t i = 3; i < 10; i++)
		v = (v * 10 + s.p[i] - '0') % 7;
	return v == s.p[10] - '0';
}

bool expr_check_idcard(struct sv s)
{
	static const char set[] = "0123456789", digit[] = "10X98765432";
	static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = s.n == 18 ? weighted(s, set, weight, 17) : -1;

	return sum >= 0 && s.p[17] == digit[sum % 11] && day_parse_8((struct sv){s.p + 6, 8}) != DAY_NONE;
}

check_fn *expr_check_find(struct sv kind)
{
	static const struct {
		const char *name;
		check_fn *check;
	} kinds[] = {
		{"uscc", expr_check_uscc},
		{"orgcode", expr_check_orgcode},
		{"container", expr_check_container},
		{"airbill", expr_check_airbill},
		{"idcard", expr_check_idcard},
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (sv_is(kind, kinds[i].name))
			return kinds[i].check;
	return NULL;
}
