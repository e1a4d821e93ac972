/* What comes over the wire and does not belong there; many at once; death and restart. */
#include "dxp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define TRIAL "DXPENT8000000001"

static int connect_to(struct kit *k)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)strtoul(k->port, NULL, 10)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Does the other side end the connection within that time? */
static bool is_closed(int fd, int wait_ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char buf[512];

	while (poll(&p, 1, wait_ms) > 0) {
		ssize_t n = read(fd, buf, sizeof buf);

		if (n <= 0)
			return true;
	}
	return false;
}

static bool is_well(struct kit *k)
{
	kit_plain(k, "GET", "/v1/subcenter", NULL);
	return k->status == 200;
}

static void test_bytes(struct kit *k)
{
	int garbage = connect_to(k), plain = connect_to(k), silent = connect_to(k);

	tap_ok(write(garbage, "\x16\x03\x01\xff\xff\x01\x02\x03garbage garbage garbage", 31) == 31 && shutdown(garbage, SHUT_WR) == 0 && is_closed(garbage, 15000),
	       "garbage instead of TLS ends the connection");
	tap_ok(write(plain, "GET /v1/subcenter HTTP/1.1\r\n\r\n", 30) == 30 && is_closed(plain, 15000), "plain HTTP is not answered");
	tap_ok(is_well(k), "while one says nothing, others are served");
	tap_ok(is_closed(silent, 4000), "who says nothing is cut off");
	close(garbage);
	close(plain);
	close(silent);
}

static void test_bodies(struct kit *k, struct machine *m)
{
	struct str big = {0};

	while (big.len_b < (size_t)70 << 10)
		str_adds(&big, "                                                                                                    ");
	kit_signed(k, m, "POST", "/v1/application", str_z(&big));
	kit_refused(k, 413, "TOO_LARGE", "a body over its limit");
	kit_request(k, "POST", "/v1/challenge", str_sv(&big), kit_header(NULL, "Transfer-Encoding", "chunked"));
	tap_ok(k->status != 200, "nor in pieces without a length");
	kit_signed(k, m, "POST", "/v1/application", "<Apply xmlns=\"" NS "\"><Contact>");
	kit_refused(k, 400, "MALFORMED", "cut XML");
	kit_signed(k, m, "POST", "/v1/application", "<!DOCTYPE a [<!ENTITY b \"c\">]><Apply xmlns=\"" NS "\"/>");
	kit_refused(k, 400, "MALFORMED", "a DOCTYPE");
	kit_signed(k, m, "POST", "/v1/application", "<?xml version=\"1.0\" encoding=\"GBK\"?><Apply xmlns=\"" NS "\"/>");
	kit_refused(k, 400, "MALFORMED", "another encoding");
	kit_signed(k, m, "POST", "/v1/application", "<Apply xmlns=\"" NS "\"><Phone>1</Phone><Contact>2</Contact></Apply>");
	kit_is(k, 422, "Field", "Contact", "wrong order, the element named");
	kit_signed(k, m, "POST", "/v1/application", "<Apply xmlns=\"urn:other\"/>");
	kit_refused(k, 422, "INVALID", "a foreign namespace");
	kit_signed(k, m, "POST", "/v1/application", "");
	kit_refused(k, 400, "MALFORMED", "no body");
	kit_plain(k, "DELETE", "/v1/status", "");
	kit_refused(k, 405, "METHOD", "a method that is none of the path's");
	kit_plain(k, "GET", "/v1/catalogue/../../etc/passwd", NULL);
	kit_refused(k, 404, "NO_SUCH_PATH", "a path out of the catalogue");
	kit_plain(k, "GET", "/v1/catalogue/register@1.xsd", NULL);
	tap_ok(k->status == 200 && strstr(str_z(&k->answer), "<xs:schema") != NULL, "the schema of a request is published");
	kit_plain(k, "GET", "/v1/catalogue", NULL);
	kit_is(k, 200, "Id", "dec", "so are the messages");
	str_clear(&big);
}

static void test_certificate(struct kit *k)
{
	struct stat st;
	char *path = file_join(k->home, "seal-key.pem"), *own = k->ca, *none = file_join(k->home, "seal.pem");

	tap_ok(stat(path, &st) == 0 && (st.st_mode & 077) == 0, "the key is readable by its owner alone");
	tap_ok(stat(k->ca, &st) == 0 && (st.st_mode & 044) == 044, "the certificate by everybody");
	file_write(none, SV(""), 0600, NULL);
	k->ca = none;
	curl_easy_cleanup(k->curl);
	k->curl = curl_easy_init();
	tap_ok(!is_well(k) && k->status == 0, "without its authority no client believes it");
	k->ca = own;
	curl_easy_cleanup(k->curl);
	k->curl = curl_easy_init();
	memcpy(strstr(k->base, "127.0.0.1"), "127.0.0.2", 9);
	tap_ok(!is_well(k), "nor under another address");
	memcpy(strstr(k->base, "127.0.0.2"), "127.0.0.1", 9);
	mem_free(path);
	mem_free(none);
}

static void play(struct kit *k, const char *scenario)
{
	kit_steer(k, NULL, "scenario", scenario, NULL, NULL);
	kit_plain(k, "GET", "/v1/subcenter", NULL);
}

static void test_scenarios(struct kit *k)
{
	play(k, "busy");
	kit_refused(k, 503, "BUSY", "busy");
	tap_ok(strstr(str_z(&k->head), "Retry-After: 30") != NULL, "with Retry-After");
	play(k, "limit");
	kit_refused(k, 429, "LIMIT", "too many");
	play(k, "broken");
	kit_refused(k, 500, "BROKEN", "broken");
	play(k, "denied");
	kit_refused(k, 403, "DENIED", "denied");
	play(k, "portal");
	tap_ok(k->status == 200 && strstr(str_z(&k->answer), "<html>") != NULL, "a captive portal");
	play(k, "truncated");
	tap_ok(k->code == CURLE_PARTIAL_FILE || k->code == CURLE_RECV_ERROR, "an answer cut off");
	play(k, "gigantic");
	tap_ok(k->code == CURLE_WRITE_ERROR, "an answer without end");
	play(k, "clock");
	kit_is(k, 200, "Code", "9999", "a wrong clock");
	tap_ok(kit_steer(k, NULL, "scenario", "nonsense", NULL, NULL) == 64, "no such scenario");
	tap_ok(kit_steer(k, NULL, "set", "trial_days", "many", NULL) == 64, "no such value");
	tap_ok(kit_steer(k, NULL, "approve", "1234", NULL, NULL) == 1, "nobody to approve");
	play(k, "quick");
	kit_is(k, 200, "Code", "9999", "fair weather again");
}

enum { N_MANY = 50 };

static void test_many(struct kit *k, struct machine *m)
{
	CURLM *multi = curl_multi_init();
	CURL *one[N_MANY];
	struct curl_slist *header[N_MANY];
	struct str body[N_MANY] = {{0}}, sink = {0}, url = {0};
	int running = 1, n_good = 0;

	str_addf(&url, "%s/v1/test/messages", k->base);
	for (int i = 0; i < N_MANY; i++) {
		char id[16];

		snprintf(id, sizeof id, "M%d", i);
		dxp_write(&body[i], id, TRIAL, DXP_RECEIVER, "", DECLARATION);
		header[i] = curl_slist_append(kit_sign(k, m, "POST", "/v1/test/messages", str_sv(&body[i])), "Expect:");
		one[i] = curl_easy_init();
		curl_easy_setopt(one[i], CURLOPT_URL, str_z(&url));
		curl_easy_setopt(one[i], CURLOPT_CAINFO, k->ca);
		curl_easy_setopt(one[i], CURLOPT_NOPROXY, "*");
		curl_easy_setopt(one[i], CURLOPT_FORBID_REUSE, 1L);
		curl_easy_setopt(one[i], CURLOPT_WRITEFUNCTION, kit_on_data);
		curl_easy_setopt(one[i], CURLOPT_WRITEDATA, &sink);
		curl_easy_setopt(one[i], CURLOPT_HTTPHEADER, header[i]);
		curl_easy_setopt(one[i], CURLOPT_POSTFIELDS, str_z(&body[i]));
		curl_multi_add_handle(multi, one[i]);
	}
	while (running > 0 && curl_multi_perform(multi, &running) == CURLM_OK)
		curl_multi_poll(multi, NULL, 0, 1000, NULL);
	for (int i = 0; i < N_MANY; i++) {
		long status = 0;

		curl_easy_getinfo(one[i], CURLINFO_RESPONSE_CODE, &status);
		n_good += status == 200;
		curl_multi_remove_handle(multi, one[i]);
		curl_easy_cleanup(one[i]);
		curl_slist_free_all(header[i]);
		str_clear(&body[i]);
	}
	curl_multi_cleanup(multi);
	tap_ok(n_good == N_MANY, "%d of %d connections at once are answered", n_good, (int)N_MANY);
	str_clear(&sink);
	str_clear(&url);
}

static size_t lines(struct kit *k)
{
	struct str out = {0};
	size_t n = 0;

	kit_steer(k, &out, "messages", "--format", "tsv", NULL);
	for (size_t i = 0; i < out.len_b; i++)
		n += out.s[i] == '\n';
	str_clear(&out);
	return n > 0 ? n - 1 : 0;
}

static void test_death(struct kit *k, struct machine *m)
{
	struct str body = {0};
	char nonce[40] = "", port[8];
	size_t n_known = lines(k), n_answered = 0;

	for (int i = 0; i < 20; i++) {
		char id[16];

		snprintf(id, sizeof id, "K%d", i);
		dxp_write(&body, id, TRIAL, DXP_RECEIVER, "", DECLARATION);
		kit_signed(k, m, "POST", "/v1/test/messages", str_z(&body));
		n_answered += k->status == 200;
	}
	snprintf(nonce, sizeof nonce, "%s", k->nonce_used);
	snprintf(port, sizeof port, "%s", k->port);
	kit_end(k, SIGKILL);
	tap_ok(kit_spawn(k, NULL), "started again after kill -9");
	tap_ok(lines(k) == n_known + n_answered && n_answered == 20, "every answered message is there");
	k->nonce = nonce;
	kit_signed(k, m, "GET", "/v1/status", NULL);
	kit_refused(k, 409, "REPLAYED", "a replay is known across the restart");
	kit_signed(k, m, "POST", "/v1/test/messages", str_z(&body));
	kit_is(k, 200, "ResponseCode", "0", "the last message sent again: the same answer");
	tap_ok(lines(k) == n_known + n_answered, "and not stored again");
	str_clear(&body);
}

static void test_lock(struct kit *k)
{
	struct kit second = *k;

	second.log = file_join(k->home, "second.log");
	second.pid = -1;
	tap_ok(kit_steer(k, NULL, "--port", "0", NULL, NULL) == 65, "a second server in the same home is refused");
	mem_free(second.log);
}

int main(void)
{
	struct machine m;
	struct kit k;

	kit_start(&k, "quick");
	machine_make(&m);
	kit_steer(&k, NULL, "set", "idle_s", "1", NULL);
	kit_end(&k, SIGTERM);
	kit_spawn(&k, NULL);
	kit_register(&k, &m, "3100000001");
	test_bytes(&k);
	test_bodies(&k, &m);
	test_certificate(&k);
	test_scenarios(&k);
	test_many(&k, &m);
	test_lock(&k);
	test_death(&k, &m);
	machine_clear(&m);
	kit_stop(&k);
	return tap_done();
}
