/*
 * A real server process and clients of it: TLS by libcurl, keys and signatures
 * by OpenSSL alone, so nothing here judges with the server's own code.
 *
 *     struct kit k; kit_start(&k, "manual");
 *     struct machine m; machine_make(&m);
 *     kit_register(&k, &m, "3100000001");           tap-checked
 *     kit_signed(&k, &m, "GET", "/v1/status", NULL);
 *     kit_is(&k, 200, "State", "registered", "…");   of the last answer
 *     kit_stop(&k);
 */
#ifndef YULU_TESTS_SUBCENTER_KIT_H
#define YULU_TESTS_SUBCENTER_KIT_H

#include <curl/curl.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/tmpdir.h"
#include "tap.h"

#define NS "urn:yulu:subcenter:1"
#define USCC "91310000MA1FL00001"

enum { KIT_ANSWER_MAX_B = 64 << 20 };

struct machine {
	EVP_PKEY *key;
	char key64[48];
	char client[16], number[24];
};

struct kit {
	char *home, *ca, *log;
	pid_t pid;
	char base[64];
	char port[8];
	CURL *curl;
	/* the last answer */
	long status;
	CURLcode code;
	struct str answer, head;
	/* turned for the next signed request, then back */
	int64_t off_ms;
	const char *nonce, *as_client, *other_body, *other_path;
	char nonce_used[40], time_used[40];
};

/* ---- texts ---- */

__attribute__((unused)) static void
kit_base64(const void *bytes, size_t n, char *to)
{
	EVP_EncodeBlock((unsigned char *)to, bytes, (int)n);
}

/* Bytes of Base64 without its padding's zeros. */
__attribute__((unused)) static size_t
kit_decode(const char *base64, unsigned char *to)
{
	size_t n = strlen(base64);
	int got = EVP_DecodeBlock(to, (const unsigned char *)base64, (int)n);

	for (size_t i = n; got > 0 && i > 0 && base64[i - 1] == '='; i--)
		got--;
	return got > 0 ? (size_t)got : 0;
}

/* The text of the first element of that name, in a buffer of the kit's answer; "" when there is none. */
__attribute__((unused)) static char *
kit_dup_field(const char *xml, const char *name)
{
	struct str open = {0};
	const char *from, *to;
	char *text;

	str_addf(&open, "<%s>", name);
	from = strstr(xml, str_z(&open));
	to = from ? strchr(from + open.len_b, '<') : NULL;
	text = to ? mem_strndup(from + open.len_b, (size_t)(to - from) - open.len_b) : mem_strdup("");
	str_clear(&open);
	return text;
}

__attribute__((unused)) static bool
kit_is(struct kit *k, long status, const char *field, const char *want, const char *name)
{
	char *got = kit_dup_field(str_z(&k->answer), field);
	bool ok = k->status == status && strcmp(got, want) == 0;

	tap_ok(ok, "%s", name);
	if (!ok)
		printf("# %ld (want %ld) %s: %s (want %s); curl: %s\n# %.400s\n", k->status, status, field, got, want, curl_easy_strerror(k->code),
		       str_z(&k->answer));
	mem_free(got);
	return ok;
}

__attribute__((unused)) static bool
kit_refused(struct kit *k, long status, const char *code, const char *name)
{
	return kit_is(k, status, "Code", code, name);
}

/* ---- machines ---- */

__attribute__((unused)) static void
machine_make(struct machine *m)
{
	unsigned char raw[32];
	size_t n = sizeof raw;

	*m = (struct machine){.key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")};
	EVP_PKEY_get_raw_public_key(m->key, raw, &n);
	kit_base64(raw, n, m->key64);
}

__attribute__((unused)) static void
machine_clear(struct machine *m)
{
	EVP_PKEY_free(m->key);
}

__attribute__((unused)) static void
machine_sign(const struct machine *m, const char *text, char signature[100])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char raw[64];
	size_t n = sizeof raw;

	EVP_DigestSignInit(ctx, NULL, NULL, NULL, m->key);
	EVP_DigestSign(ctx, raw, &n, (const unsigned char *)text, strlen(text));
	EVP_MD_CTX_free(ctx);
	kit_base64(raw, n, signature);
}

__attribute__((unused)) static bool
kit_verify(const char *key64, const void *bytes, size_t n, const char *signature64)
{
	unsigned char key[64] = {0}, signature[128] = {0};
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY *pkey;
	bool ok;

	kit_decode(key64, key);
	ok = kit_decode(signature64, signature) == 64;
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, 32);
	ok = ok && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 && EVP_DigestVerify(ctx, signature, 64, bytes, n) == 1;
	EVP_PKEY_free(pkey);
	EVP_MD_CTX_free(ctx);
	return ok;
}

/* ---- the process ---- */

/* Waits for `ready https://127.0.0.1:PORT` in the log. */
static bool
kit_wait_ready(struct kit *k)
{
	for (int i = 0; i < 400; i++) {
		struct timespec ts = {0, 25000000};
		struct str text = {0};
		const char *at;
		bool ready = false;

		if (file_read(k->log, 1 << 20, &text, NULL) == RC_OK && (at = strstr(str_z(&text), "ready https://")) != NULL) {
			const char *end = strchr(at + 6, ' ');

			snprintf(k->base, sizeof k->base, "%.*s", end ? (int)(end - at - 6) : 0, at + 6);
			snprintf(k->port, sizeof k->port, "%s", strrchr(k->base, ':') + 1);
			ready = end != NULL;
		}
		str_clear(&text);
		if (ready)
			return true;
		nanosleep(&ts, NULL);
	}
	return false;
}

__attribute__((unused)) static bool
kit_spawn(struct kit *k, const char *scenario)
{
	char *program = file_join(getenv("top_builddir"), "yulu-subcenter");

	unlink(k->log);
	k->pid = fork();
	if (k->pid == 0) {
		int fd = open(k->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		dup2(fd, 1);
		dup2(fd, 2);
		if (scenario != NULL)
			execl(program, program, "--home", k->home, "--port", "0", "--scenario", scenario, (char *)NULL);
		else
			execl(program, program, "--home", k->home, "--port", "0", (char *)NULL);
		_exit(127);
	}
	mem_free(program);
	return kit_wait_ready(k);
}

__attribute__((unused)) static int
kit_end(struct kit *k, int signal)
{
	int status = 0;

	kill(k->pid, signal);
	waitpid(k->pid, &status, 0);
	return status;
}

__attribute__((unused)) static void
kit_start(struct kit *k, const char *scenario)
{
	char *dir = tmpdir_new();

	*k = (struct kit){.home = file_join(dir, "home"), .log = file_join(dir, "log"), .curl = curl_easy_init()};
	k->ca = file_join(k->home, "ca.pem");
	mem_free(dir);
	if (!kit_spawn(k, scenario)) {
		printf("Bail out! the server does not start\n");
		exit(99);
	}
}

__attribute__((unused)) static void
kit_stop(struct kit *k)
{
	int status = kit_end(k, SIGTERM);
	struct str text = {0};
	char *dir = mem_strdup(k->home);

	if (!tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the server ends in order on SIGTERM")) {
		file_read(k->log, 1 << 20, &text, NULL);
		printf("# status %x\n%s\n", (unsigned)status, str_z(&text));
	}
	*strrchr(dir, '/') = '\0';
	tmpdir_free(dir);
	curl_easy_cleanup(k->curl);
	str_clear(&text);
	str_clear(&k->answer);
	str_clear(&k->head);
	mem_free(k->home);
	mem_free(k->ca);
	mem_free(k->log);
}

/* Runs a steering command; its output into out (may be NULL). Returns its exit code. */
__attribute__((unused)) static int
kit_steer(struct kit *k, struct str *out, const char *a, const char *b, const char *c, const char *d)
{
	char *program = file_join(getenv("top_builddir"), "yulu-subcenter");
	int fds[2], status = 0;
	char buf[4096];
	ssize_t n;
	pid_t pid;

	if (pipe(fds) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], 1);
		close(fds[0]);
		close(fds[1]);
		execl(program, program, "--home", k->home, "--lang", "en", a, b, c, d, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	while ((n = read(fds[0], buf, sizeof buf)) > 0)
		if (out != NULL)
			str_add(out, (struct sv){buf, (size_t)n});
	close(fds[0]);
	waitpid(pid, &status, 0);
	mem_free(program);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- requests ---- */

static size_t
kit_on_data(char *p, size_t size, size_t n, void *ctx)
{
	struct str *to = ctx;

	str_add(to, (struct sv){p, size * n});
	return to->over || to->len_b > KIT_ANSWER_MAX_B ? 0 : size * n;
}

__attribute__((unused)) static void
kit_request(struct kit *k, const char *method, const char *path, struct sv body, struct curl_slist *headers)
{
	struct str url = {0};

	str_reset(&k->answer);
	str_reset(&k->head);
	str_addf(&url, "%s%s", k->base, path);
	curl_easy_reset(k->curl);
	curl_easy_setopt(k->curl, CURLOPT_URL, str_z(&url));
	curl_easy_setopt(k->curl, CURLOPT_CAINFO, k->ca);
	curl_easy_setopt(k->curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(k->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(k->curl, CURLOPT_TIMEOUT_MS, 20000L);
	curl_easy_setopt(k->curl, CURLOPT_WRITEFUNCTION, kit_on_data);
	curl_easy_setopt(k->curl, CURLOPT_WRITEDATA, &k->answer);
	curl_easy_setopt(k->curl, CURLOPT_HEADERFUNCTION, kit_on_data);
	curl_easy_setopt(k->curl, CURLOPT_HEADERDATA, &k->head);
	curl_easy_setopt(k->curl, CURLOPT_CUSTOMREQUEST, method);
	headers = curl_slist_append(headers, "Expect:");
	if (strcmp(method, "GET") != 0) {
		curl_easy_setopt(k->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
		curl_easy_setopt(k->curl, CURLOPT_POSTFIELDS, body.p ? body.p : "");
	}
	curl_easy_setopt(k->curl, CURLOPT_HTTPHEADER, headers);
	k->status = 0;
	k->code = curl_easy_perform(k->curl);
	curl_easy_getinfo(k->curl, CURLINFO_RESPONSE_CODE, &k->status);
	curl_slist_free_all(headers);
	str_clear(&url);
}

__attribute__((unused)) static void
kit_plain(struct kit *k, const char *method, const char *path, const char *body)
{
	kit_request(k, method, path, sv_of(body), NULL);
}

static void
kit_sha256(const void *bytes, size_t n, char hex[65])
{
	unsigned char sum[32];

	EVP_Digest(bytes, n, sum, NULL, EVP_sha256(), NULL);
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

static struct curl_slist *
kit_header(struct curl_slist *list, const char *name, const char *value)
{
	struct str line = {0};

	str_addf(&line, "%s: %s", name, value);
	list = curl_slist_append(list, str_z(&line));
	str_clear(&line);
	return list;
}

/* Headers of a signed request. */
__attribute__((unused)) static struct curl_slist *
kit_sign(struct kit *k, const struct machine *m, const char *method, const char *path, struct sv body)
{
	char hex[65], signature[100];
	unsigned char chance[16];
	struct curl_slist *h = NULL;
	struct str text = {0};

	RAND_bytes(chance, sizeof chance);
	for (int i = 0; i < 16; i++)
		snprintf(k->nonce_used + 2 * i, 3, "%02x", chance[i]);
	if (k->nonce != NULL)
		snprintf(k->nonce_used, sizeof k->nonce_used, "%s", k->nonce);
	day_format_rfc3339(clock_now_ms() + k->off_ms, k->time_used);
	kit_sha256(body.p ? body.p : "", body.n, hex);
	str_addf(&text, "yulu-1\n%s\n%s\n%s\n%s\n%s\n%s\n", method, path, k->as_client ? k->as_client : m->client, k->time_used, k->nonce_used, hex);
	machine_sign(m, str_z(&text), signature);
	h = kit_header(h, "Yulu-Client", k->as_client ? k->as_client : m->client);
	h = kit_header(h, "Yulu-Time", k->time_used);
	h = kit_header(h, "Yulu-Nonce", k->nonce_used);
	h = kit_header(h, "Yulu-Signature", signature);
	str_clear(&text);
	return h;
}

__attribute__((unused)) static void
kit_signed(struct kit *k, const struct machine *m, const char *method, const char *path, const char *body)
{
	struct curl_slist *h = kit_sign(k, m, method, path, sv_of(body));

	kit_request(k, method, k->other_path ? k->other_path : path, sv_of(k->other_body ? k->other_body : body), h);
	k->off_ms = 0;
	k->nonce = k->as_client = k->other_body = k->other_path = NULL;
}

/* ---- usual steps ---- */

/* Writes a registration; enterprise, uscc, subcenter as given. */
__attribute__((unused)) static void
kit_registration(struct kit *k, const struct machine *m, const char *subcenter, const char *enterprise, const char *uscc, struct str *body)
{
	struct str text = {0};
	char *challenge, signature[100];

	str_addf(&text, "<Challenge xmlns=\"" NS "\"><PublicKey>%s</PublicKey></Challenge>", m->key64);
	kit_plain(k, "POST", "/v1/challenge", str_z(&text));
	challenge = kit_dup_field(str_z(&k->answer), "Challenge");
	str_reset(&text);
	str_addf(&text, "yulu-register-1\n%s\n%s\n%s\n%s\n%s\n示例企业\nyulu test\n", m->key64, challenge, subcenter, enterprise, uscc);
	machine_sign(m, str_z(&text), signature);
	str_reset(body);
	str_addf(body, "<Register xmlns=\"" NS "\"><PublicKey>%s</PublicKey><Challenge>%s</Challenge><Subcenter>%s</Subcenter>"
		 "<EnterpriseCode>%s</EnterpriseCode><Uscc>%s</Uscc><EnterpriseName>示例企业</EnterpriseName>"
		 "<ClientVersion>yulu test</ClientVersion><Signature>%s</Signature></Register>", m->key64, challenge, subcenter, enterprise, uscc, signature);
	mem_free(challenge);
	str_clear(&text);
}

__attribute__((unused)) static void
kit_register(struct kit *k, struct machine *m, const char *enterprise)
{
	struct str body = {0};
	char *id, *number;

	kit_registration(k, m, "9999", enterprise, USCC, &body);
	kit_plain(k, "POST", "/v1/clients", str_z(&body));
	id = kit_dup_field(str_z(&k->answer), "ClientId");
	number = kit_dup_field(str_z(&k->answer), "ApplicationNumber");
	snprintf(m->client, sizeof m->client, "%s", id);
	snprintf(m->number, sizeof m->number, "%s", number);
	mem_free(id);
	mem_free(number);
	str_clear(&body);
}

#define APPLY "<Apply xmlns=\"" NS "\"/>"

/* A client that is active; the scenario approves at once. */
__attribute__((unused)) static void
kit_activate(struct kit *k, struct machine *m, const char *enterprise)
{
	kit_register(k, m, enterprise);
	kit_signed(k, m, "POST", "/v1/application", APPLY);
	kit_signed(k, m, "GET", "/v1/licence", NULL);
	kit_is(k, 200, "Kind", "licence", "a client is active");
}

/* The document of a Signed answer, its signature checked against the key. Yours; NULL when it does not hold. */
__attribute__((unused)) static char *
kit_dup_document(struct kit *k, const char *key64)
{
	char *document64 = kit_dup_field(str_z(&k->answer), "Document"), *signature = kit_dup_field(str_z(&k->answer), "Signature");
	unsigned char *document = mem_zalloc(1, strlen(document64) + 4);
	size_t n = kit_decode(document64, document);
	char *text = n > 0 && kit_verify(key64, document, n, signature) ? mem_strndup((const char *)document, n) : NULL;

	mem_free(document64);
	mem_free(signature);
	mem_free(document);
	return text;
}

/* The sub-center's key from its own home. */
__attribute__((unused)) static char *
kit_dup_key(struct kit *k)
{
	kit_plain(k, "GET", "/v1/subcenter", NULL);
	return kit_dup_field(str_z(&k->answer), "PublicKey");
}

#endif
