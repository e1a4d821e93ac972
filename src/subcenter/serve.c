#include "subcenter/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "subcenter/ca.h"
#include "subcenter/client.h"
#include "subcenter/papers.h"
#include "subcenter/route.h"
#include "subcenter/sql.h"

enum { CONNECTIONS_MAX = 200, MEMORY_B = 64 << 10, TICK_MS = 200, GIGANTIC_B = 1 << 30, PEM_MAX_B = 64 << 10 };

struct exchange {		/* a request with its connection */
	struct request q;
	struct MHD_Connection *connection;
	bool answered;		/* waits for the commit, or has it behind itself */
	struct exchange *next;	/* held until the end of the round */
};

struct server {
	struct office *o;
	struct MHD_Daemon *daemon;
	struct exchange *held;
	bool writing;		/* a transaction is open */
	int64_t tick_ms;
};

/* ---- responses ---- */

/* An answer without end, or one that breaks off in its middle. */
static ssize_t feed_trouble(void *ctx, uint64_t at, char *buf, size_t max)
{
	const struct exchange *x = ctx;

	if (x->q.trouble == TROUBLE_TRUNCATED) {
		size_t half = x->q.answer.len_b / 2;

		if (at >= half)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		max = max < half - at ? max : half - at;
		memcpy(buf, x->q.answer.s + at, max);
		return (ssize_t)max;
	}
	memset(buf, ' ', max);
	return (ssize_t)max;
}

static enum MHD_Result respond(struct exchange *x)
{
	struct request *q = &x->q;
	struct MHD_Response *r;
	enum MHD_Result ok;
	char seconds[16];

	if (q->trouble != TROUBLE_NONE)
		r = MHD_create_response_from_callback(q->trouble == TROUBLE_TRUNCATED ? q->answer.len_b : GIGANTIC_B, 16384, feed_trouble, x, NULL);
	else
		r = MHD_create_response_from_buffer(q->answer.len_b, q->answer.s ? q->answer.s : seconds, MHD_RESPMEM_MUST_COPY);
	if (r == NULL)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type", q->type);
	MHD_add_response_header(r, "Cache-Control", "no-store");
	if (q->retry_after_s > 0) {
		snprintf(seconds, sizeof seconds, "%u", q->retry_after_s);
		MHD_add_response_header(r, "Retry-After", seconds);
	}
	ok = MHD_queue_response(x->connection, q->status, r);
	MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result refuse(struct exchange *x, const char *code)
{
	answer_refuse(&x->q, code);
	answer_close(&x->q);
	return respond(x);
}

/* ---- requests ---- */

static char *dup_header(struct MHD_Connection *connection, const char *name)
{
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

	return value ? mem_strdup(value) : NULL;
}

/* The path as it stood in the request line, for the signature covers that. */
static void *on_uri(void *ctx, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *x = mem_zalloc(1, sizeof *x);

	x->q.o = ((struct server *)ctx)->o;
	x->q.path = mem_strdup(uri);
	x->connection = connection;
	return x;
}

static enum MHD_Result on_head(struct exchange *x, const char *method)
{
	const char *length = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Content-Length");
	size_t n = 0;

	x->q.method = method;
	x->q.route = route_find(&x->q);
	if (x->q.route == NULL) {
		answer_close(&x->q);
		return respond(x);
	}
	if (length != NULL && sv_to_size(sv_of(length), &n) && n > route_max_b(&x->q))
		return refuse(x, "TOO_LARGE");
	x->q.bytes.max_b = route_max_b(&x->q) + 1;
	x->q.client_id = dup_header(x->connection, "Yulu-Client");
	x->q.time = dup_header(x->connection, "Yulu-Time");
	x->q.nonce = dup_header(x->connection, "Yulu-Nonce");
	x->q.signature = dup_header(x->connection, "Yulu-Signature");
	return MHD_YES;
}

static bool begin(struct server *s)
{
	if (!s->writing) {
		err_clear(&s->o->err);
		s->writing = db_begin(s->o->db, &s->o->err) == RC_OK;
		err_clear(&s->o->err);
		office_refresh(s->o);
	}
	return s->writing;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *n, void **con)
{
	struct server *s = ctx;
	struct exchange *x = *con;

	(void)url;
	(void)version;
	(void)connection;
	if (x->q.method == NULL)
		return on_head(x, method);
	if (*n > 0) {
		/* without a length the end cannot be known: what goes on for too long is cut off */
		str_add(&x->q.bytes, (struct sv){data, *n});
		*n = 0;
		return x->q.bytes.over ? MHD_NO : MHD_YES;
	}
	if (x->answered)
		return respond(x);
	if (x->q.bytes.len_b > route_max_b(&x->q))
		return refuse(x, "TOO_LARGE");
	if (!begin(s))
		return refuse(x, "BUSY");
	route_answer(&x->q);
	x->answered = true;
	x->next = s->held;
	s->held = x;
	MHD_suspend_connection(x->connection);
	return MHD_YES;
}

static void on_done(void *ctx, struct MHD_Connection *connection, void **con, enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *con;

	(void)ctx;
	(void)connection;
	(void)why;
	if (x == NULL)
		return;
	answer_clear(&x->q);
	mem_free(x);
	*con = NULL;
}

static void on_log(void *ctx, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* What clients do wrong on the wire is no concern of the operator's. */
static void on_log(void *ctx, const char *fmt, va_list ap)
{
	(void)ctx;
	(void)fmt;
	(void)ap;
}

/* ---- rounds ---- */

static void take_back(struct exchange *x)
{
	x->q.root = NULL;
	x->q.trouble = TROUBLE_NONE;
	answer_refuse(&x->q, "BROKEN");
	answer_close(&x->q);
}

/* Commits what was answered and lets it go. True when something was. */
static bool end_round(struct server *s)
{
	bool any = s->held != NULL;
	bool kept = true;
	struct err err = {0};

	if (s->writing) {
		/* SQLite ends a transaction by itself when the disk fails */
		kept = !sqlite3_get_autocommit(db_handle(s->o->db)) && db_commit(s->o->db, &err) == RC_OK;
		db_rollback(s->o->db);
	}
	s->writing = false;
	while (s->held != NULL) {
		struct exchange *x = s->held;

		s->held = x->next;
		if (!kept)
			take_back(x);
		MHD_resume_connection(x->connection);
	}
	return any;
}

static void tick(struct server *s)
{
	struct office *o = s->o;
	int64_t now = clock_now_ms();

	if (now - s->tick_ms < TICK_MS && now >= s->tick_ms)
		return;
	s->tick_ms = now;
	office_refresh(o);
	if (!papers_is_due(o) || !begin(s))
		return;
	client_decide_due(o);
	papers_tick(o);
	sql_do(o, "DELETE FROM seen WHERE until_ms < ?1", "i", office_signature_ms(o));
	sql_do(o, "DELETE FROM challenge WHERE until_ms < ?1", "i", office_signature_ms(o));
	if (sql_failed(o)) {
		err_clear(&o->err);
		db_rollback(o->db);
	}
	end_round(s);
}

static enum rc loop(struct server *s, int epoll_fd, int signal_fd, struct err *err)
{
	for (;;) {
		struct pollfd fds[2] = {{.fd = epoll_fd, .events = POLLIN}, {.fd = signal_fd, .events = POLLIN}};
		MHD_UNSIGNED_LONG_LONG wait = TICK_MS;

		if (MHD_get_timeout(s->daemon, &wait) != MHD_YES || wait > TICK_MS)
			wait = TICK_MS;
		if (poll(fds, 2, (int)wait) < 0 && errno != EINTR)
			return err_errno(err, _("the server cannot wait for requests"));
		if (fds[1].revents != 0)
			return RC_OK;
		do {
			if (MHD_run(s->daemon) != MHD_YES)
				return err_set(err, RC_INTERNAL, _("the server cannot go on"));
		} while (end_round(s));
		tick(s);
	}
}

/* ---- start ---- */

/* A section for a client's own subcenters.ini. */
static enum rc write_ini(struct office *o, struct err *err)
{
	struct str text = {0};
	char *path = file_join(o->home, "subcenter.ini"), *ca = file_join(o->home, "ca.pem");
	enum rc rc;

	str_addf(&text, "[%s]\nname = \"%s\"\nhotline = \"%s\"\ntest = \"%s\"\nproduction = \"%s\"\nkey = \"%s\"\nca = \"%s\"\n",
		 office_get(o, "code"), office_get(o, "name"), office_get(o, "hotline"), str_z(&o->base), str_z(&o->base),
		 str_z(&o->public_key), ca);
	rc = file_write(path, str_sv(&text), 0644, err);
	if (rc == RC_OK && chmod(path, 0644) != 0)
		rc = err_errno(err, _("cannot write %s"), path);
	str_clear(&text);
	mem_free(path);
	mem_free(ca);
	return rc;
}

static enum rc listen_on(struct server *s, unsigned port, const struct str *key, const struct str *chain, struct err *err)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const union MHD_DaemonInfo *info;

	s->daemon = MHD_start_daemon(MHD_USE_TLS | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, (uint16_t)port, NULL, NULL,
		on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at,
		MHD_OPTION_HTTPS_MEM_KEY, str_z(key), MHD_OPTION_HTTPS_MEM_CERT, str_z(chain),
		MHD_OPTION_HTTPS_PRIORITIES, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_B,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)office_number(s->o, "idle_s"), MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
		MHD_OPTION_NOTIFY_COMPLETED, on_done, s, MHD_OPTION_END);
	if (s->daemon == NULL)
		return err_set(err, RC_BUSY, _("cannot listen on port %u of 127.0.0.1; choose another with --port (0: any free one)"), port);
	info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
	str_reset(&s->o->base);
	str_addf(&s->o->base, "https://127.0.0.1:%u", info ? info->port : port);
	return RC_OK;
}

static int open_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

enum rc serve_run(struct office *o, unsigned port, void (*ready)(const struct office *o), struct err *err)
{
	struct server s = {.o = o};
	struct str key = STR_INIT(PEM_MAX_B), chain = STR_INIT(2 * PEM_MAX_B);
	int signal_fd = open_signals();
	enum rc rc = office_lock(o, err);

	if (rc == RC_OK)
		rc = ca_open(o->home, &key, &chain, err);
	if (rc == RC_OK)
		rc = listen_on(&s, port, &key, &chain, err);
	if (rc == RC_OK)
		rc = write_ini(o, err);
	if (rc == RC_OK) {
		const union MHD_DaemonInfo *info = MHD_get_daemon_info(s.daemon, MHD_DAEMON_INFO_EPOLL_FD);

		ready(o);
		rc = loop(&s, info ? info->epoll_fd : -1, signal_fd, err);
	}
	if (s.daemon != NULL)
		MHD_stop_daemon(s.daemon);
	if (signal_fd >= 0)
		close(signal_fd);
	str_clear(&key);
	str_clear(&chain);
	return rc;
}
