/* SHA-256 as in FIPS 180-4. */
#include "store/internal.h"

#if defined __x86_64__ && defined __GNUC__
#include <cpuid.h>
#include <immintrin.h>
#endif

static const uint32_t round_constant[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t x, int by)
{
	return x >> by | x << (32 - by);
}

static uint32_t read_word(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* One round; the caller turns the names instead of moving the values. */
#define ROUND(a, b, c, d, e, f, g, h, i) \
	do { \
		const uint32_t t = (h) + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((g) ^ ((e) & ((f) ^ (g)))) + round_constant[i] + w[i]; \
		(d) += t; \
		(h) = t + (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (((a) & (b)) | ((c) & ((a) | (b)))); \
	} while (0)

static void add_block(uint32_t s[8], const unsigned char *p)
{
	uint32_t w[64], a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];

	for (int i = 0; i < 16; i++)
		w[i] = read_word(p + i * 4);
	for (int i = 16; i < 64; i++)
		w[i] = w[i - 16] + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
		       (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
	for (int i = 0; i < 64; i += 8) {
		ROUND(a, b, c, d, e, f, g, h, i);
		ROUND(h, a, b, c, d, e, f, g, i + 1);
		ROUND(g, h, a, b, c, d, e, f, i + 2);
		ROUND(f, g, h, a, b, c, d, e, i + 3);
		ROUND(e, f, g, h, a, b, c, d, i + 4);
		ROUND(d, e, f, g, h, a, b, c, i + 5);
		ROUND(c, d, e, f, g, h, a, b, i + 6);
		ROUND(b, c, d, e, f, g, h, a, i + 7);
	}
	s[0] += a, s[1] += b, s[2] += c, s[3] += d, s[4] += e, s[5] += f, s[6] += g, s[7] += h;
}

/* ---- with the processor's own instructions ---------------------------------------- */

#if defined __x86_64__ && defined __GNUC__

bool store_sha256_is_fast(void)
{
	enum { SHA = 1 << 29, SSE41 = 1 << 19 };
	unsigned a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & SSE41) != 0 && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & SHA) != 0;
}

/* The state lies in two registers as ABEF and CDGH; four rounds a turn. */
__attribute__((target("sha,sse4.1"))) static void add_blocks_fast(uint32_t s[8], const unsigned char *p, size_t n)
{
	const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)s), 0xb1);
	__m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)(s + 4)), 0x1b);
	__m128i abef = _mm_alignr_epi8(low, high, 8), cdgh = _mm_blend_epi16(high, low, 0xf0);

	for (; n > 0; n--, p += 64) {
		const __m128i abef_before = abef, cdgh_before = cdgh;
		__m128i w[4];

		for (int i = 0; i < 4; i++)
			w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i * 16)), order);
		for (int i = 0; i < 16; i++) {
			__m128i now = w[i & 3], k;

			if (i >= 4) {
				now = _mm_add_epi32(_mm_sha256msg1_epu32(now, w[(i + 1) & 3]), _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4));
				now = w[i & 3] = _mm_sha256msg2_epu32(now, w[(i + 3) & 3]);
			}
			k = _mm_add_epi32(now, _mm_loadu_si128((const __m128i *)(const void *)(round_constant + i * 4)));
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, k);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(k, 0x0e));
		}
		abef = _mm_add_epi32(abef, abef_before);
		cdgh = _mm_add_epi32(cdgh, cdgh_before);
	}
	low = _mm_shuffle_epi32(abef, 0x1b);
	high = _mm_shuffle_epi32(cdgh, 0xb1);
	_mm_storeu_si128((__m128i *)(void *)s, _mm_blend_epi16(low, high, 0xf0));
	_mm_storeu_si128((__m128i *)(void *)(s + 4), _mm_alignr_epi8(high, low, 8));
}

#else

bool store_sha256_is_fast(void)
{
	return false;
}

static void add_blocks_fast(uint32_t s[8], const unsigned char *p, size_t n)
{
	(void)s;
	(void)p;
	(void)n;
}

#endif

static void add_blocks(uint32_t s[8], const unsigned char *p, size_t n, bool fast)
{
	if (fast)
		add_blocks_fast(s, p, n);
	else
		for (; n > 0; n--, p += 64)
			add_block(s, p);
}

void store_sha256_with(bool fast, struct sv bytes, char hex[STORE_SHA256_LEN + 1])
{
	uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	unsigned char last[128] = {0};
	size_t whole = bytes.n & ~(size_t)63, rest = bytes.n - whole, n_last = rest < 56 ? 64 : 128;
	uint64_t bits = (uint64_t)bytes.n * 8;

	add_blocks(h, (const unsigned char *)bytes.p, whole / 64, fast);
	if (rest > 0)
		memcpy(last, bytes.p + whole, rest);
	last[rest] = 0x80;
	for (int i = 0; i < 8; i++)
		last[n_last - 1 - (size_t)i] = (unsigned char)(bits >> (8 * i));
	add_blocks(h, last, n_last / 64, fast);
	for (int i = 0; i < STORE_SHA256_LEN; i++)
		hex[i] = "0123456789abcdef"[h[i / 8] >> (28 - i % 8 * 4) & 15];
	hex[STORE_SHA256_LEN] = '\0';
}

void store_sha256(struct sv bytes, char hex[STORE_SHA256_LEN + 1])
{
	store_sha256_with(false, bytes, hex);
}
