/* Numbers that people read out: one wrong character is found, an exchange is noticed. */
#include "subcenter/number.h"

#include "subcenter/seal.h"
#include "tap.h"

enum { N_NUMBERS = 100 };

static bool finds_wrong(const char *number, unsigned i)
{
	struct number_problem p;
	char typed[NUMBER_B], read[NUMBER_B];

	memcpy(typed, number, NUMBER_B);
	typed[i] = number[i] == 'A' ? 'B' : 'A';
	return number_read(sv_of(typed), read, &p) == NUMBER_ONE && p.at == i + 1 && p.should == number[i] && read[0] == '\0';
}

static bool notices_exchange(const char *number, unsigned i)
{
	struct number_problem p;
	char typed[NUMBER_B], read[NUMBER_B];

	memcpy(typed, number, NUMBER_B);
	typed[i] = number[i + 1];
	typed[i + 1] = number[i];
	return number[i] == number[i + 1] || (number_read(sv_of(typed), read, &p) == NUMBER_EXCHANGED && (p.at == 0 || p.at == i + 1));
}

static void test_all(void)
{
	unsigned n_good = 0, n_found = 0, n_noticed = 0;

	for (int k = 0; k < N_NUMBERS; k++) {
		char number[NUMBER_B], read[NUMBER_B];
		struct number_problem p;

		number_make(SV("9999"), number);
		n_good += number_read(sv_of(number), read, &p) == NUMBER_OK && strcmp(number, read) == 0 && strncmp(number, "9999", 4) == 0;
		for (unsigned i = 0; i < NUMBER_N; i++)
			n_found += finds_wrong(number, i);
		for (unsigned i = 0; i + 1 < NUMBER_N; i++)
			n_noticed += notices_exchange(number, i);
	}
	tap_ok(n_good == N_NUMBERS, "numbers that are made are sound and begin as wanted");
	tap_ok(n_found == N_NUMBERS * NUMBER_N, "any one wrong character is found and mended");
	tap_ok(n_noticed == N_NUMBERS * (NUMBER_N - 1), "any exchange of neighbours is noticed");
}

static void test_typed(void)
{
	struct number_problem p;
	char number[NUMBER_B], read[NUMBER_B], typed[64];

	do
		number_make(SV("0101"), number);
	while (strchr(number + 4, 'A') == NULL);
	snprintf(typed, sizeof typed, "olo1-%.4s %.4s-%.4s-%.4s", number + 4, number + 8, number + 12, number + 16);
	*strchr(typed, 'A') = 'a';
	tap_ok(number_read(sv_of(typed), read, &p) == NUMBER_OK && strcmp(read, number) == 0, "blanks, hyphens, small letters, o for 0, l for 1");
	tap_ok(number_read(SV("0101"), read, &p) == NUMBER_LENGTH && p.at == 4, "too short");
	number[9] = 'U';
	tap_ok(number_read(sv_of(number), read, &p) == NUMBER_CHARACTER && p.at == 10, "a character that stands in no number");
}

static void test_install(void)
{
	char id[SEAL_INSTALL_B];

	seal_install_id(SV("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), id);
	tap_text(id, "MZUHVLPYMK6XO3EPYGFY", "the install id is the start of the Base32 of the SHA-256");
	seal_install_id(SV("AAAA"), id);
	tap_text(id, "", "of what is no key there is none");
}

int main(void)
{
	test_all();
	test_typed();
	test_install();
	return tap_done();
}
