/*
 * A line of make bench: 1,000 messages over TLS into the sub-center, beside a
 * handler on the same library, certificate and kind of database that stores
 * the same bytes durably and does nothing else. In turns, one connection and
 * eight; medians.
 */
#include "dxp.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>

#include "db/db.h"

enum { N_MESSAGES = 1000, N_CONNECTIONS = 8, N_ROUNDS = 3, SAMPLE_MAX_B = 1 << 20 };

/* ---- the peer ---- */

struct peer {
	struct db *db;
};

static enum MHD_Result store(void *ctx, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *data, size_t *n, void **con)
{
	struct peer *p = ctx;
	struct str *bytes = *con;
	struct MHD_Response *r;
	enum MHD_Result ok;
	sqlite3_stmt *st;

	(void)url;
	(void)method;
	(void)version;
	if (bytes == NULL) {
		*con = mem_zalloc(1, sizeof *bytes);
		return MHD_YES;
	}
	if (*n > 0) {
		str_add(bytes, (struct sv){data, *n});
		*n = 0;
		return MHD_YES;
	}
	if (db_prepare(p->db, "INSERT INTO message (bytes) VALUES (?1)", &st, NULL) != RC_OK)
		return MHD_NO;
	sqlite3_bind_blob64(st, 1, bytes->s, bytes->len_b, SQLITE_STATIC);
	if (sqlite3_step(st) != SQLITE_DONE)
		return MHD_NO;
	sqlite3_reset(st);
	r = MHD_create_response_from_buffer(2, (void *)(uintptr_t)"ok", MHD_RESPMEM_PERSISTENT);
	ok = MHD_queue_response(connection, 200, r);
	MHD_destroy_response(r);
	return ok;
}

static void done(void *ctx, struct MHD_Connection *connection, void **con, enum MHD_RequestTerminationCode why)
{
	struct str *bytes = *con;

	(void)ctx;
	(void)connection;
	(void)why;
	if (bytes != NULL)
		str_clear(bytes);
	mem_free(bytes);
}

/* Never returns. */
static void peer_run(struct kit *k, int to)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char *key_path = file_join(k->home, "server-key.pem"), *chain_path = file_join(k->home, "server.pem"), *db_path = file_join(k->home, "peer.sqlite");
	struct str key = {0}, chain = {0};
	struct peer p = {0};
	struct MHD_Daemon *d;
	int epoll_fd;
	unsigned short port;

	if (file_read(key_path, 1 << 16, &key, NULL) != RC_OK || file_read(chain_path, 1 << 16, &chain, NULL) != RC_OK ||
	    db_open(db_path, DB_WRITE, &p.db, NULL) != RC_OK || db_exec(p.db, "CREATE TABLE message (id INTEGER PRIMARY KEY, bytes BLOB)", NULL) != RC_OK)
		_exit(1);
	d = MHD_start_daemon(MHD_USE_TLS | MHD_USE_EPOLL, 0, NULL, NULL, store, &p, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at,
		MHD_OPTION_HTTPS_MEM_KEY, str_z(&key), MHD_OPTION_HTTPS_MEM_CERT, str_z(&chain), MHD_OPTION_NOTIFY_COMPLETED, done, NULL,
		MHD_OPTION_HTTPS_PRIORITIES, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)64 << 10,
		MHD_OPTION_END);
	if (d == NULL)
		_exit(1);
	port = MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port;
	if (write(to, &port, sizeof port) != sizeof port)
		_exit(1);
	epoll_fd = MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	for (;;) {
		struct pollfd f = {.fd = epoll_fd, .events = POLLIN};
		MHD_UNSIGNED_LONG_LONG wait = 200;

		if (MHD_get_timeout(d, &wait) != MHD_YES || wait > 200)
			wait = 200;
		poll(&f, 1, (int)wait);
		MHD_run(d);
	}
}

/* ---- sending ---- */

struct load {
	struct str body[N_MESSAGES];
	struct curl_slist *header[N_MESSAGES];
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static CURL *make_handle(struct kit *k, const char *url, struct str *sink)
{
	CURL *c = curl_easy_init();

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_CAINFO, k->ca);
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, kit_on_data);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, sink);
	return c;
}

static void give(CURL *c, const struct load *l, int i)
{
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, l->header[i]);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)l->body[i].len_b);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, l->body[i].s);
}

/* All messages by so many connections; milliseconds, or -1. */
static double send_all(struct kit *k, const char *base, const struct load *l, int n_connection)
{
	CURLM *multi = curl_multi_init();
	CURL *all[N_CONNECTIONS];
	struct str url = {0}, sink = {0};
	int next = 0, n_done = 0, n_good = 0, running, left;
	double start = now_ms();

	str_addf(&url, "%s/v1/test/messages", base);
	for (int i = 0; i < n_connection; i++) {
		all[i] = make_handle(k, str_z(&url), &sink);
		give(all[i], l, next++);
		curl_multi_add_handle(multi, all[i]);
	}
	while (n_done < N_MESSAGES) {
		CURLMsg *msg;

		curl_multi_perform(multi, &running);
		while ((msg = curl_multi_info_read(multi, &left)) != NULL) {
			long status = 0;
			CURL *c = msg->easy_handle;

			curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
			n_good += status == 200;
			n_done++;
			str_reset(&sink);
			curl_multi_remove_handle(multi, c);
			if (next < N_MESSAGES) {
				give(c, l, next++);
				curl_multi_add_handle(multi, c);
			}
		}
		if (running > 0)
			curl_multi_poll(multi, NULL, 0, 100, NULL);
	}
	for (int i = 0; i < n_connection; i++)
		curl_easy_cleanup(all[i]);
	curl_multi_cleanup(multi);
	str_clear(&url);
	str_clear(&sink);
	return n_good == N_MESSAGES ? now_ms() - start : -1;
}

static void load_fill(struct load *l, struct kit *k, struct machine *m, const char *sample, int round)
{
	for (int i = 0; i < N_MESSAGES; i++) {
		char id[40];

		snprintf(id, sizeof id, "R%d-%d", round, i);
		dxp_write(&l->body[i], id, "DXPENT8000000001", DXP_RECEIVER, "", sample);
		l->header[i] = curl_slist_append(kit_sign(k, m, "POST", "/v1/test/messages", str_sv(&l->body[i])), "Expect:");
	}
}

static void load_clear(struct load *l)
{
	for (int i = 0; i < N_MESSAGES; i++) {
		str_clear(&l->body[i]);
		curl_slist_free_all(l->header[i]);
	}
}

static double median(double v[N_ROUNDS])
{
	for (int i = 1; i < N_ROUNDS; i++)
		for (int j = i; j > 0 && v[j] < v[j - 1]; j--) {
			double t = v[j];

			v[j] = v[j - 1];
			v[j - 1] = t;
		}
	return v[N_ROUNDS / 2];
}

static void bench(struct kit *k, struct machine *m, const char *peer, const char *sample, int n_connection)
{
	double ours[N_ROUNDS], theirs[N_ROUNDS];
	struct load *l = mem_zalloc(1, sizeof *l);

	for (int r = 0; r < N_ROUNDS; r++) {
		load_fill(l, k, m, sample, n_connection * 10 + r);
		theirs[r] = send_all(k, peer, l, n_connection);
		ours[r] = send_all(k, k->base, l, n_connection);
		load_clear(l);
		*l = (struct load){0};
	}
	printf("intake of %d messages of %zu bytes over TLS, %d connection%s: yulu-subcenter %.0f ms, a handler that only stores %.0f ms, ratio %.2f (wanted at most 1.5)\n",
	       (int)N_MESSAGES, strlen(sample), n_connection, n_connection == 1 ? "" : "s", median(ours), median(theirs), median(ours) / median(theirs));
	mem_free(l);
}

int main(void)
{
	char *path = file_join(getenv("top_srcdir"), "data/samples/dec/01_import_general.xml"), peer[64];
	struct str sample = {0};
	struct machine m;
	struct kit k;
	unsigned short port = 0;
	int fds[2];
	pid_t pid;

	kit_start(&k, "quick");
	machine_make(&m);
	kit_register(&k, &m, "3100000001");
	if (file_read(path, SAMPLE_MAX_B, &sample, NULL) != RC_OK || pipe(fds) != 0)
		return 1;
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		peer_run(&k, fds[1]);
	if (read(fds[0], &port, sizeof port) != sizeof port)
		return 1;
	snprintf(peer, sizeof peer, "https://127.0.0.1:%u", port);
	bench(&k, &m, peer, str_z(&sample), 1);
	bench(&k, &m, peer, str_z(&sample), N_CONNECTIONS);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	mem_free(path);
	str_clear(&sample);
	machine_clear(&m);
	kit_end(&k, SIGTERM);
	return 0;
}
