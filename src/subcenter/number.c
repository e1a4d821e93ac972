#include "subcenter/number.h"

#include "subcenter/seal.h"

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* ---- GF(32) ---- */

static unsigned times_x(unsigned v)
{
	v <<= 1;
	return v & 32 ? v ^ 37 : v;
}

static unsigned product(unsigned a, unsigned b)
{
	unsigned sum = 0;

	for (; b != 0; b >>= 1, a = times_x(a))
		if (b & 1)
			sum ^= a;
	return sum;
}

static unsigned power(unsigned i)
{
	unsigned v = 1;

	while (i-- > 0)
		v = times_x(v);
	return v;
}

static unsigned inverse(unsigned a)
{
	unsigned b = 1;

	while (product(a, b) != 1)
		b++;
	return b;
}

/* ---- numbers ---- */

static void syndromes(const unsigned c[NUMBER_N], unsigned n, unsigned *s0, unsigned *s1)
{
	*s0 = *s1 = 0;
	for (unsigned i = 0; i < n; i++) {
		*s0 ^= c[i];
		*s1 ^= product(c[i], power(i));
	}
}

bool number_make(struct sv head, char number[NUMBER_B])
{
	const unsigned p = NUMBER_N - 2, q = NUMBER_N - 1;
	unsigned c[NUMBER_N] = {0}, s0, s1;
	unsigned char chance[NUMBER_N];

	number[0] = '\0';
	if (!seal_random(chance, sizeof chance))
		return false;
	for (unsigned i = 0; i < p; i++)
		c[i] = i < head.n ? (unsigned)(head.p[i] - '0') & 31 : chance[i] & 31;
	syndromes(c, p, &s0, &s1);
	/* c[p] + c[q] = s0 and c[p] a^p + c[q] a^q = s1 */
	c[q] = product(s1 ^ product(s0, power(p)), inverse(power(p) ^ power(q)));
	c[p] = s0 ^ c[q];
	for (unsigned i = 0; i < NUMBER_N; i++)
		number[i] = letters[c[i]];
	number[NUMBER_N] = '\0';
	return true;
}

static char normal(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

static bool is_exchange(unsigned c[NUMBER_N], unsigned i)
{
	unsigned s0, s1, kept = c[i];

	c[i] = c[i + 1];
	c[i + 1] = kept;
	syndromes(c, NUMBER_N, &s0, &s1);
	c[i + 1] = c[i];
	c[i] = kept;
	return s0 == 0 && s1 == 0;
}

static struct number_problem judge(unsigned c[NUMBER_N])
{
	unsigned s0, s1, n_exchange = 0, at = 0;

	syndromes(c, NUMBER_N, &s0, &s1);
	if (s0 == 0 && s1 == 0)
		return (struct number_problem){.fault = NUMBER_OK};
	for (unsigned j = 0; s0 != 0 && j < NUMBER_N; j++)
		if (product(s0, power(j)) == s1)
			return (struct number_problem){NUMBER_ONE, j + 1, letters[c[j] ^ s0]};
	for (unsigned i = 0; s0 == 0 && i + 1 < NUMBER_N; i++)
		if (is_exchange(c, i)) {
			n_exchange++;
			at = i + 1;
		}
	if (n_exchange == 0)
		return (struct number_problem){.fault = NUMBER_MORE};
	return (struct number_problem){NUMBER_EXCHANGED, n_exchange == 1 ? at : 0, '\0'};
}

enum number_fault number_read(struct sv typed, char number[NUMBER_B], struct number_problem *problem)
{
	unsigned c[NUMBER_N] = {0}, n = 0, bad_at = 0;

	*problem = (struct number_problem){.fault = NUMBER_OK};
	number[0] = '\0';
	for (size_t i = 0; i < typed.n; i++) {
		char one = normal(typed.p[i]);
		const char *at;

		if (one == ' ' || one == '-' || one == '\t')
			continue;
		n++;
		at = one != '\0' ? strchr(letters, one) : NULL;
		if (at == NULL && bad_at == 0)
			bad_at = n;
		if (at != NULL && n <= NUMBER_N) {
			c[n - 1] = (unsigned)(at - letters);
			number[n - 1] = one;
		}
	}
	number[n < NUMBER_N ? n : NUMBER_N] = '\0';
	if (bad_at != 0)
		*problem = (struct number_problem){NUMBER_CHARACTER, bad_at, '\0'};
	else if (n != NUMBER_N)
		*problem = (struct number_problem){NUMBER_LENGTH, n, '\0'};
	else
		*problem = judge(c);
	if (problem->fault != NUMBER_OK)
		number[0] = '\0';
	return problem->fault;
}
