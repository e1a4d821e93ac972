/*
 * yulu check: files are shared out among processes; each answers with the
 * findings of one file after the other, and the parent prints them in the
 * order of the command line. A file's answer on the pipe:
 *
 *     exit code (1 byte) │ length (8 bytes) │ fields, each length (4 bytes) + bytes, six a finding
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "desk/draft.h"

enum { N_FIELD = 6, ANSWER_MAX_B = 1 << 30, PIPE_B = 1 << 20 };

static const char *const column[N_FIELD] = {"file", "rule", "severity", "class", "place", "text"};

static const char *const severity_word[] = {
	[FORM_OFF] = "off", [FORM_INFO] = "info", [FORM_WARNING] = "warning", [FORM_ERROR] = "error"
};

static void
add_field(struct str *to, struct sv v)
{
	uint32_t n = (uint32_t)v.n;

	str_add(to, (struct sv){(const char *)&n, sizeof n});
	str_add(to, v);
}

struct gathering {
	struct str *to;
	const char *path;
};

static void
gather(void *ctx, const char *message, const struct finding *f)
{
	const struct gathering *g = ctx;
	struct str *to = g->to;

	add_field(to, sv_of(message[0] != '\0' ? message : g->path));
	add_field(to, sv_of(f->rule));
	add_field(to, sv_of(severity_word[f->severity]));
	add_field(to, (struct sv){&f->class, 1});
	add_field(to, f->place);
	add_field(to, f->text);
}

/* Checks one file, or the draft of that number; answer gets its findings. Its exit code. */
static int
check_file(struct cli *cli, struct desk *desk, const char *path, struct str *bytes, struct str *answer)
{
	const char *stage = cli->stage ? cli->stage : conf_get(cli->conf, "check", "stage");
	const struct desk_check_how how = {.declaring = strcmp(stage, "declare") == 0,
	    .strict = cli->strict || conf_bool(cli->conf, "check", "strict")};
	struct gathering gathering = {answer, path};
	struct err err = {0};
	size_t draft;
	enum rc rc;

	str_reset(answer);
	if (sv_to_size(sv_of(path), &draft)) {
		rc = desk_draft_judge(desk, (int64_t)draft, &how, gather, &gathering, &err);
	} else {
		rc = cli_read(cli, path, bytes, &err);
		if (rc != RC_OK)
			return (cli_fail(&err), EXIT_UNREADABLE);
		rc = desk_check(desk, path, str_sv(bytes), &how, gather, &gathering, &err);
	}
	if (rc != RC_OK) {
		err_context(&err, "%s", path);
		return rc == RC_PARSE || rc == RC_LIMIT ? (cli_fail(&err), EXIT_UNREADABLE) : cli_fail(&err);
	}
	return answer->len_b > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

/* ---- printing ------------------------------------------------------------------ */

struct printer {
	enum out_format format;
	struct out out;
	struct str buf;
	const char *shown[4];		/* words for people, by severity */
	size_t n_file, n_unread, n[4];	/* n by severity */
	int code;			/* the worst so far: unreadable before findings */
};

static struct sv
next_field(struct sv *rest)
{
	uint32_t n;
	struct sv v;

	memcpy(&n, rest->p, sizeof n);
	v = (struct sv){rest->p + sizeof n, n};
	rest->p += sizeof n + n;
	rest->n -= sizeof n + n;
	return v;
}

static void
print_line(struct printer *p, enum form_severity severity, const struct sv *v)
{
	str_add(&p->buf, v[0]);
	str_adds(&p->buf, ": ");
	str_adds(&p->buf, p->shown[severity]);
	str_addc(&p->buf, ' ');
	str_add(&p->buf, v[1]);
	str_addc(&p->buf, ' ');
	if (v[4].n > 0) {
		str_add(&p->buf, v[4]);
		str_adds(&p->buf, ": ");
	}
	str_add(&p->buf, v[5]);
	str_addc(&p->buf, '\n');
}

static int
flush_out(const struct cli *cli, struct printer *p)
{
	int code = cli_write(cli, str_sv(&p->buf));

	str_reset(&p->buf);
	return code;
}

static int
print_answer(const struct cli *cli, struct printer *p, int code, struct sv answer)
{
	p->n_file++;
	p->n_unread += code > EXIT_FINDINGS;
	if (code > p->code)
		p->code = code;
	while (answer.n > 0) {
		struct sv v[N_FIELD];
		enum form_severity s = FORM_ERROR;

		for (int i = 0; i < N_FIELD; i++)
			v[i] = next_field(&answer);
		while (s > FORM_OFF && !sv_is(v[2], severity_word[s]))
			s--;
		p->n[s]++;
		if (p->format == OUT_TEXT)
			print_line(p, s, v);
		else
			out_row(&p->out, v);
	}
	return p->buf.len_b > 1 << 16 ? flush_out(cli, p) : EXIT_DONE;
}

static int
print_end(const struct cli *cli, struct printer *p)
{
	int code;

	if (p->format == OUT_TEXT)
		str_addf(&p->buf, _("%zu files, %zu of them unreadable: %zu errors, %zu warnings, %zu hints\n"), p->n_file, p->n_unread,
		    p->n[FORM_ERROR], p->n[FORM_WARNING], p->n[FORM_INFO]);
	else
		out_end(&p->out);
	code = flush_out(cli, p);
	str_clear(&p->buf);
	return code != EXIT_DONE ? code : p->code;
}

/* ---- one process ------------------------------------------------------------------- */

static int
check_alone(struct cli *cli, struct desk *desk, struct printer *p)
{
	struct str bytes = STR_INIT(0), answer = STR_INIT(ANSWER_MAX_B);
	int code = EXIT_DONE;

	for (int i = 0; i < cli->n_word && code == EXIT_DONE; i++) {
		int c = check_file(cli, desk, cli->word[i], &bytes, &answer);

		code = print_answer(cli, p, c, str_sv(&answer));
	}
	str_clear(&bytes);
	str_clear(&answer);
	return code;
}

/* ---- several ------------------------------------------------------------------------- */

static bool
write_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return false;
		p += w;
		n -= (size_t)w;
	}
	return true;
}

static bool
read_all(int fd, void *bytes, size_t n)
{
	char *p = bytes;

	while (n > 0) {
		ssize_t r = read(fd, p, n);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return false;
		p += r;
		n -= (size_t)r;
	}
	return true;
}

/* The child's work: every jobs-th file from first on. */
static int
work(struct cli *cli, struct desk *desk, int first, int jobs, int fd)
{
	struct str bytes = STR_INIT(0), answer = STR_INIT(ANSWER_MAX_B);
	struct err err = {0};
	bool sent = true;

	if (desk_after_fork(desk, &err) != RC_OK)
		return cli_fail(&err);
	for (int i = first; i < cli->n_word && sent; i += jobs) {
		unsigned char code = (unsigned char)check_file(cli, desk, cli->word[i], &bytes, &answer);
		uint64_t n = answer.len_b;

		sent = write_all(fd, &code, 1) && write_all(fd, &n, sizeof n) && write_all(fd, answer.s, answer.len_b);
	}
	str_clear(&bytes);
	str_clear(&answer);
	return sent ? EXIT_DONE : EXIT_INTERNAL;
}

static int
collect(struct cli *cli, struct printer *p, const int *fd, int jobs)
{
	struct str answer = STR_INIT(ANSWER_MAX_B);
	int code = EXIT_DONE;

	for (int i = 0; i < cli->n_word && code == EXIT_DONE; i++) {
		unsigned char c;
		uint64_t n;
		char *room;

		if (!read_all(fd[i % jobs], &c, 1) || !read_all(fd[i % jobs], &n, sizeof n)) {
			fprintf(stderr, "yulu: %s: %s\n", cli->word[i], _("the process that checked it ended; check this file alone"));
			code = EXIT_INTERNAL;
			break;
		}
		str_reset(&answer);
		room = str_room(&answer, n);
		if (room == NULL || !read_all(fd[i % jobs], room, n)) {
			code = EXIT_INTERNAL;
			break;
		}
		str_wrote(&answer, n);
		code = print_answer(cli, p, c, str_sv(&answer));
	}
	str_clear(&answer);
	return code;
}

static int
check_together(struct cli *cli, struct desk *desk, struct printer *p, int jobs)
{
	int *fd = mem_zalloc((size_t)jobs, sizeof *fd), code = EXIT_DONE, started = 0, pipes[2];

	fflush(NULL);
	for (; started < jobs && code == EXIT_DONE; started++) {
		pid_t pid;

		if (pipe(pipes) != 0 || (pid = fork()) < 0) {
			perror("yulu: fork");
			code = EXIT_INTERNAL;
			break;
		}
		if (pid == 0) {
			close(pipes[0]);
			_exit(work(cli, desk, started, jobs, pipes[1]));
		}
		close(pipes[1]);
		fcntl(pipes[0], F_SETPIPE_SZ, PIPE_B);	/* so that no process waits for the other's turn */
		fd[started] = pipes[0];
	}
	if (code == EXIT_DONE)
		code = collect(cli, p, fd, jobs);
	for (int i = 0; i < started; i++)
		close(fd[i]);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	mem_free(fd);
	return code;
}

int
cli_check(struct cli *cli)
{
	struct printer p = {.format = cli->format,
	    .shown = {[FORM_OFF] = "", [FORM_INFO] = _("info"), [FORM_WARNING] = _("warning"), [FORM_ERROR] = _("error")}};
	struct desk *desk = NULL;
	struct err err = {0};
	long jobs = cli->jobs > 0 ? cli->jobs : conf_int(cli->conf, "check", "jobs");
	int code, end;

	if (cli_desk(cli, &desk, &err) != RC_OK || desk_warm(desk, &err) != RC_OK) {
		code = cli_fail(&err);
		desk_close(desk);
		return err.rc == RC_PARSE ? EXIT_INTERNAL : code;	/* our own definitions are no findings */
	}
	if (jobs > cli->n_word)
		jobs = cli->n_word;
	if (p.format != OUT_TEXT)
		out_begin(&p.out, p.format, column, N_FIELD, &p.buf);
	code = jobs > 1 ? check_together(cli, desk, &p, (int)jobs) : check_alone(cli, desk, &p);
	end = print_end(cli, &p);
	desk_close(desk);
	return code != EXIT_DONE ? code : end;
}
