#include "subcenter/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

enum { KEY_FILE_MAX_B = 4096 };

struct seal_key {
	EVP_PKEY *pkey;
};

/* ---- Base64 ---- */

void seal_add_base64(struct str *to, struct sv bytes)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)bytes.p;
	size_t n_out = (bytes.n + 2) / 3 * 4, i, k = 0;
	char *room = str_room(to, n_out);

	if (room == NULL || n_out == 0)
		return;
	for (i = 0; i + 2 < bytes.n; i += 3) {
		unsigned v = (unsigned)p[i] << 16 | (unsigned)p[i + 1] << 8 | p[i + 2];

		room[k++] = digit[v >> 18];
		room[k++] = digit[v >> 12 & 63];
		room[k++] = digit[v >> 6 & 63];
		room[k++] = digit[v & 63];
	}
	if (i < bytes.n) {
		unsigned v = (unsigned)p[i] << 16 | (i + 1 < bytes.n ? (unsigned)p[i + 1] << 8 : 0);

		room[k++] = digit[v >> 18];
		room[k++] = digit[v >> 12 & 63];
		room[k++] = i + 1 < bytes.n ? digit[v >> 6 & 63] : '=';
		room[k++] = '=';
	}
	str_wrote(to, k);
}

static int value_64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool seal_add_decoded(struct str *to, struct sv base64)
{
	char *room = str_room(to, base64.n / 4 * 3 + 3);
	unsigned bits = 0, n_pad = 0, n_digit = 0;
	size_t k = 0;

	if (room == NULL)
		return false;
	for (size_t i = 0; i < base64.n; i++) {
		char c = base64.p[i];
		int v = value_64(c);

		if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
			continue;
		n_pad += c == '=';
		if (v < 0 ? c != '=' : n_pad > 0)
			return false;
		bits = bits << 6 | (unsigned)(v < 0 ? 0 : v);
		if (++n_digit % 4 != 0)
			continue;
		room[k++] = (char)(bits >> 16);
		if (n_pad < 2)
			room[k++] = (char)(bits >> 8);
		if (n_pad < 1)
			room[k++] = (char)bits;
	}
	if (n_digit % 4 != 0 || n_pad > 2)
		return false;
	str_wrote(to, k);
	return true;
}

/* ---- digests ---- */

void seal_sha256(struct sv bytes, char hex[SEAL_SHA256_HEX])
{
	static const char digit[] = "0123456789abcdef";
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	hex[0] = '\0';
	if (EVP_Digest(bytes.p ? bytes.p : "", bytes.n, sum, &n, EVP_sha256(), NULL) != 1 || n != 32)
		return;
	for (unsigned i = 0; i < n; i++) {
		hex[2 * i] = digit[sum[i] >> 4];
		hex[2 * i + 1] = digit[sum[i] & 15];
	}
	hex[64] = '\0';
}

void seal_install_id(struct sv key_base64, char id[SEAL_INSTALL_B])
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	struct str raw = STR_INIT(256);
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	id[0] = '\0';
	if (seal_add_decoded(&raw, key_base64) && raw.len_b == SEAL_KEY_B &&
	    EVP_Digest(raw.s, raw.len_b, sum, &n, EVP_sha256(), NULL) == 1) {
		for (unsigned i = 0; i < SEAL_INSTALL_B - 1; i++) {
			unsigned at = i * 5, pair = (unsigned)sum[at / 8] << 8 | sum[at / 8 + 1];

			id[i] = digit[pair >> (11 - at % 8) & 31];
		}
		id[SEAL_INSTALL_B - 1] = '\0';
	}
	str_clear(&raw);
}

bool seal_random(void *bytes, size_t n)
{
	return RAND_bytes(bytes, (int)n) == 1;
}

/* ---- keys ---- */

static EVP_PKEY *read_pem(struct sv pem)
{
	BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	EVP_PKEY *pkey = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return pkey;
}

static enum rc make_key(const char *path, EVP_PKEY **out, struct err *err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *pem = NULL;
	long n = 0;
	enum rc rc;

	*out = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (*out != NULL && bio != NULL && PEM_write_bio_PrivateKey(bio, *out, NULL, NULL, 0, NULL, NULL) == 1)
		n = BIO_get_mem_data(bio, &pem);
	if (n > 0)
		rc = file_write(path, (struct sv){pem, (size_t)n}, 0600, err);
	else
		rc = err_set(err, RC_INTERNAL, _("cannot make the key %s"), path);
	BIO_free(bio);
	if (rc != RC_OK) {
		EVP_PKEY_free(*out);
		*out = NULL;
	}
	return rc;
}

enum rc seal_key_open(const char *path, struct seal_key **out, struct err *err)
{
	struct str pem = STR_INIT(KEY_FILE_MAX_B);
	EVP_PKEY *pkey = NULL;
	enum rc rc;

	*out = NULL;
	if (!file_exists(path)) {
		rc = make_key(path, &pkey, err);
	} else if ((rc = file_read(path, KEY_FILE_MAX_B, &pem, err)) == RC_OK) {
		pkey = read_pem(str_sv(&pem));
		if (pkey == NULL || EVP_PKEY_get_id(pkey) != EVP_PKEY_ED25519)
			rc = err_set(err, RC_PARSE, _("%s is no Ed25519 key; restore it from a backup"), path);
	}
	str_clear(&pem);
	if (rc != RC_OK) {
		EVP_PKEY_free(pkey);
		return rc;
	}
	*out = mem_zalloc(1, sizeof **out);
	(*out)->pkey = pkey;
	return RC_OK;
}

void seal_key_free(struct seal_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey);
	mem_free(key);
}

void seal_key_public(const struct seal_key *key, struct str *base64)
{
	unsigned char raw[SEAL_KEY_B];
	size_t n = sizeof raw;

	if (EVP_PKEY_get_raw_public_key(key->pkey, raw, &n) == 1)
		seal_add_base64(base64, (struct sv){(const char *)raw, n});
}

bool seal_sign(const struct seal_key *key, struct sv bytes, struct str *base64)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char signature[SEAL_SIGNATURE_B];
	size_t n = sizeof signature;
	bool ok = ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
		  EVP_DigestSign(ctx, signature, &n, (const unsigned char *)bytes.p, bytes.n) == 1;

	EVP_MD_CTX_free(ctx);
	if (ok)
		seal_add_base64(base64, (struct sv){(const char *)signature, n});
	return ok;
}

bool seal_verify(struct sv key_base64, struct sv bytes, struct sv signature_base64)
{
	struct str raw = STR_INIT(256), signature = STR_INIT(256);
	EVP_MD_CTX *ctx = NULL;
	EVP_PKEY *pkey = NULL;
	bool ok = false;

	if (!seal_add_decoded(&raw, key_base64) || raw.len_b != SEAL_KEY_B ||
	    !seal_add_decoded(&signature, signature_base64) || signature.len_b != SEAL_SIGNATURE_B)
		goto out;
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)raw.s, raw.len_b);
	ctx = EVP_MD_CTX_new();
	ok = pkey != NULL && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
	     EVP_DigestVerify(ctx, (const unsigned char *)signature.s, signature.len_b,
			      (const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n) == 1;
out:
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	str_clear(&raw);
	str_clear(&signature);
	return ok;
}
