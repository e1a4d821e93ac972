#include "subcenter/ca.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

enum { PEM_MAX_B = 64 << 10, CA_DAYS = 3650, SERVER_DAYS = 397, RENEW_DAYS = 30 };

/* A key with its certificate, and where they are kept. */
struct pair {
	char *key_path, *certificate_path;
	EVP_PKEY *key;
	X509 *certificate;
};

static void pair_init(struct pair *p, const char *home, const char *key, const char *certificate)
{
	*p = (struct pair){.key_path = file_join(home, key), .certificate_path = file_join(home, certificate)};
}

static void pair_clear(struct pair *p)
{
	mem_free(p->key_path);
	mem_free(p->certificate_path);
	EVP_PKEY_free(p->key);
	X509_free(p->certificate);
}

/* ---- files ---- */

static BIO *open_pem(const char *path, struct str *text, struct err *err)
{
	if (file_read(path, PEM_MAX_B, text, err) != RC_OK)
		return NULL;
	return BIO_new_mem_buf(str_z(text), (int)text->len_b);
}

static enum rc pair_read(struct pair *p, struct err *err)
{
	struct str key = STR_INIT(PEM_MAX_B), certificate = STR_INIT(PEM_MAX_B);
	BIO *k = open_pem(p->key_path, &key, err), *c = NULL;
	enum rc rc = RC_OK;

	if (k == NULL || (c = open_pem(p->certificate_path, &certificate, err)) == NULL) {
		rc = err != NULL && err->rc != RC_OK ? err->rc : RC_IO;
		goto out;
	}
	p->key = PEM_read_bio_PrivateKey(k, NULL, NULL, NULL);
	p->certificate = PEM_read_bio_X509(c, NULL, NULL, NULL);
	if (p->key == NULL || p->certificate == NULL || X509_check_private_key(p->certificate, p->key) != 1)
		rc = err_set(err, RC_PARSE, _("%s and %s are no certificate with its key; restore them from a backup, or remove "
			     "both: new ones are made, which clients have to be told"), p->certificate_path, p->key_path);
out:
	BIO_free(k);
	BIO_free(c);
	str_clear(&key);
	str_clear(&certificate);
	return rc;
}

static enum rc write_bio(const char *path, BIO *bio, unsigned mode, struct err *err)
{
	char *p = NULL;
	long n = BIO_get_mem_data(bio, &p);

	return file_write(path, (struct sv){p, n > 0 ? (size_t)n : 0}, mode, err);
}

static enum rc pair_write(const struct pair *p, struct err *err)
{
	BIO *k = BIO_new(BIO_s_mem()), *c = BIO_new(BIO_s_mem());
	enum rc rc;

	if (k == NULL || c == NULL || PEM_write_bio_PrivateKey(k, p->key, NULL, NULL, 0, NULL, NULL) != 1 ||
	    PEM_write_bio_X509(c, p->certificate) != 1) {
		rc = err_set(err, RC_INTERNAL, _("cannot make the certificate %s"), p->certificate_path);
	} else {
		rc = write_bio(p->key_path, k, 0600, err);
		if (rc == RC_OK)
			rc = write_bio(p->certificate_path, c, 0644, err);
		/* whatever the mask of the process: clients read this one */
		if (rc == RC_OK && chmod(p->certificate_path, 0644) != 0)
			rc = err_errno(err, _("cannot write %s"), p->certificate_path);
	}
	BIO_free(k);
	BIO_free(c);
	return rc;
}

/* ---- making ---- */

static bool add_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *e;
	bool ok;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ok = e != NULL && X509_add_ext(x, e, -1) == 1;
	X509_EXTENSION_free(e);
	return ok;
}

static bool set_serial(X509 *x)
{
	unsigned char raw[16];
	BIGNUM *n;
	bool ok;

	if (RAND_bytes(raw, sizeof raw) != 1)
		return false;
	raw[0] = (unsigned char)((raw[0] & 0x7f) | 0x40);
	n = BN_bin2bn(raw, sizeof raw, NULL);
	ok = n != NULL && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) != NULL;
	BN_free(n);
	return ok;
}

static bool set_name(X509 *x, const char *name)
{
	return X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) == 1;
}

static bool fill_authority(struct pair *p)
{
	X509 *x = p->certificate;

	return set_name(x, "yulu sandbox sub-center authority") && X509_set_issuer_name(x, X509_get_subject_name(x)) == 1 &&
	       add_extension(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
	       add_extension(x, x, NID_key_usage, "critical,keyCertSign,cRLSign") &&
	       add_extension(x, x, NID_subject_key_identifier, "hash");
}

static bool fill_server(struct pair *p, const struct pair *ca)
{
	X509 *x = p->certificate;

	return set_name(x, "localhost") && X509_set_issuer_name(x, X509_get_subject_name(ca->certificate)) == 1 &&
	       add_extension(x, ca->certificate, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(x, ca->certificate, NID_key_usage, "critical,digitalSignature") &&
	       add_extension(x, ca->certificate, NID_ext_key_usage, "serverAuth") &&
	       add_extension(x, ca->certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
	       add_extension(x, ca->certificate, NID_authority_key_identifier, "keyid");
}

/* ca NULL: the authority itself. */
static enum rc pair_make(struct pair *p, const struct pair *ca, struct err *err)
{
	EVP_PKEY *by;

	EVP_PKEY_free(p->key);
	X509_free(p->certificate);
	p->key = EVP_EC_gen("P-256");
	p->certificate = X509_new();
	by = ca ? ca->key : p->key;
	/* an hour back, for clients whose clock is a little behind */
	if (p->key == NULL || p->certificate == NULL || X509_set_version(p->certificate, X509_VERSION_3) != 1 ||
	    !set_serial(p->certificate) || X509_gmtime_adj(X509_getm_notBefore(p->certificate), -3600) == NULL ||
	    X509_gmtime_adj(X509_getm_notAfter(p->certificate), (ca ? SERVER_DAYS : CA_DAYS) * 86400L) == NULL ||
	    X509_set_pubkey(p->certificate, p->key) != 1 || !(ca ? fill_server(p, ca) : fill_authority(p)) ||
	    X509_sign(p->certificate, by, EVP_sha256()) == 0)
		return err_set(err, RC_INTERNAL, _("cannot make the certificate %s"), p->certificate_path);
	return pair_write(p, err);
}

static bool needs_renewal(const struct pair *p, const struct pair *ca)
{
	time_t soon = time(NULL) + RENEW_DAYS * 86400L;

	return X509_cmp_time(X509_get0_notAfter(p->certificate), &soon) <= 0 || X509_verify(p->certificate, ca->key) != 1;
}

enum rc ca_open(const char *home, struct str *key, struct str *chain, struct err *err)
{
	struct pair ca, server;
	struct str authority = STR_INIT(PEM_MAX_B);
	enum rc rc;

	pair_init(&ca, home, "ca-key.pem", "ca.pem");
	pair_init(&server, home, "server-key.pem", "server.pem");
	rc = file_exists(ca.key_path) || file_exists(ca.certificate_path) ? pair_read(&ca, err) : pair_make(&ca, NULL, err);
	if (rc == RC_OK && file_exists(server.key_path) && file_exists(server.certificate_path))
		rc = pair_read(&server, err);
	if (rc == RC_OK && (server.certificate == NULL || needs_renewal(&server, &ca)))
		rc = pair_make(&server, &ca, err);
	if (rc == RC_OK)
		rc = file_read(server.key_path, PEM_MAX_B, key, err);
	if (rc == RC_OK)
		rc = file_read(server.certificate_path, PEM_MAX_B, chain, err);
	if (rc == RC_OK)
		rc = file_read(ca.certificate_path, PEM_MAX_B, &authority, err);
	str_add(chain, str_sv(&authority));
	str_clear(&authority);
	pair_clear(&ca);
	pair_clear(&server);
	return rc;
}
