#include "term/term.h"

#include <errno.h>
#include <libintl.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <term.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "term/input.h"
#include "term/show.h"

/* ncurses.h makes macros of these words. */
#undef lines
#undef columns

enum { READ_B = 64 << 10, SLICE_US = 5000, PAINT_MS = 100, PAUSE_MS = 150, DEFAULT_COLS = 80, DEFAULT_ROWS = 24 };

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

/* What ends us, stops us, or changes the window; read from a descriptor, so that nothing runs between two keys. */
static const int minded[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};
/* What a fault of ours raises: the terminal is restored before we die of it. */
static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

struct terminal {
	struct view *view;
	SCREEN *screen;
	struct show show;
	struct input input;
	int signal_fd;
	sigset_t mask_before;
	bool mouse;
	bool behind;		/* the view may have changed since it was painted */
	int64_t painted_ms, heard_ms;
	char *bytes;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- may we? ------------------------------------------------------------------- */

/* The codeset of the locale that the user asked for; NULL: UTF-8, or nothing was asked for. */
static const char *
foreign_codeset(const char **name)
{
	static const char *const variable[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *point;

	*name = NULL;
	for (size_t i = 0; i < 3 && (*name == NULL || (*name)[0] == '\0'); i++)
		*name = getenv(variable[i]);
	point = *name != NULL ? strchr(*name, '.') : NULL;
	if (point == NULL || strncasecmp(point, ".utf8", 5) == 0 || strncasecmp(point, ".utf-8", 6) == 0)
		return NULL;
	return point + 1;
}

/* The sentence is said in the character set of the terminal, which is not ours. */
static enum rc
check_locale(struct err *err)
{
	const char *name, *codeset = foreign_codeset(&name);
	bool chinese = codeset != NULL && (strncasecmp(codeset, "gb", 2) == 0 || strncasecmp(codeset, "euc", 3) == 0 || strncasecmp(codeset, "big5", 4) == 0);

	if (codeset == NULL)
		return RC_OK;
	if (chinese)
		bind_textdomain_codeset("yulu", codeset);
	err_set(err, RC_USAGE, chinese ? _("the screen needs UTF-8, but the locale is %s: set the terminal's character set to UTF-8 and LANG=zh_CN.UTF-8 (or C.UTF-8)")
	    : "the screen needs UTF-8, but the locale is %s: set the terminal's character set to UTF-8 and LANG=zh_CN.UTF-8 (or C.UTF-8)", name);
	bind_textdomain_codeset("yulu", "UTF-8");
	return RC_USAGE;
}

static enum rc
check_terminal(struct err *err)
{
	const char *name = getenv("TERM");
	bool usable = false;
	int found = 0;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, RC_USAGE, "%s", _("the screen needs a terminal, and there is none; `yulu --script FILE` works without"));
	if (name != NULL && setupterm(name, STDOUT_FILENO, &found) == OK) {
		usable = cursor_address != NULL;
		del_curterm(cur_term);
	}
	if (!usable)
		return err_set(err, RC_USAGE, _("TERM is %s, which is not known here or cannot place the cursor: set TERM=xterm-256color, "
		    "or TERM=linux on the console"), name != NULL ? name : _("not set"));
	return RC_OK;
}

/* ---- opening and closing --------------------------------------------------------- */

static void
read_size(int *cols, int *rows)
{
	struct winsize size;

	*cols = DEFAULT_COLS;
	*rows = DEFAULT_ROWS;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
		*cols = size.ws_col;
		*rows = size.ws_row;
	}
}

static void
modes_on(const struct terminal *t)
{
	show_send(SV(PASTE_ON));
	if (t->mouse)
		show_send(SV(MOUSE_ON));
}

void
term_restore(void)
{
	if (stdscr == NULL || isendwin())
		return;
	show_send(SV(MOUSE_OFF));
	show_send(SV(PASTE_OFF));
	curs_set(1);
	endwin();
}

static void
on_fatal(int number)
{
	term_restore();
	raise(number);		/* the handler is gone: SA_RESETHAND */
}

/* Sanitizers have handlers of their own there. */
static void
mind_faults(bool on)
{
	struct sigaction ours = {.sa_handler = on_fatal, .sa_flags = (int)SA_RESETHAND | SA_NODEFER}, now;

	for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
		if (sigaction(fatal[i], NULL, &now) != 0)
			continue;
		if (on && now.sa_handler == SIG_DFL)
			sigaction(fatal[i], &ours, NULL);
		else if (!on && now.sa_handler == on_fatal)
			signal(fatal[i], SIG_DFL);
	}
}

static enum rc
mind_signals(struct terminal *t, struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof minded / sizeof minded[0]; i++)
		sigaddset(&set, minded[i]);
	sigprocmask(SIG_BLOCK, &set, &t->mask_before);
	signal(SIGPIPE, SIG_IGN);
	t->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (t->signal_fd < 0)
		return err_errno(err, "%s", _("cannot wait for signals"));
	return RC_OK;
}

static enum rc
open_screen(struct terminal *t, const struct conf *conf, struct err *err)
{
	int cols, rows;

	t->screen = newterm(NULL, stdout, stdin);
	if (t->screen == NULL)
		return err_set(err, RC_USAGE, _("the terminal %s cannot be opened for the screen"), getenv("TERM"));
	mind_faults(true);
	raw();
	noecho();
	nonl();
	typeahead(-1);		/* what waits is ours to look at */
	read_size(&cols, &rows);
	resizeterm(rows, cols);
	t->mouse = conf_bool(conf, "screen", "mouse");
	show_open(&t->show, conf_get(conf, "screen", "theme"));
	modes_on(t);
	return RC_OK;
}

static void
close_screen(struct terminal *t)
{
	if (t->screen != NULL) {
		term_restore();
		delscreen(t->screen);
		mind_faults(false);
	}
	if (t->signal_fd >= 0)
		close(t->signal_fd);
	for (size_t i = 0; i < sizeof minded / sizeof minded[0]; i++)
		signal(minded[i], SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &t->mask_before, NULL);
	show_close(&t->show);
	input_free(&t->input);
	mem_free(t->bytes);
}

/* ---- signals ------------------------------------------------------------------------ */

static void
resize(struct terminal *t)
{
	int cols, rows;

	read_size(&cols, &rows);
	resizeterm(rows, cols);
	view_resize(t->view, cols, rows);
	show_forget(&t->show);
}

/* Stopped from outside: the terminal is given back meanwhile. */
static void
stop(struct terminal *t)
{
	term_restore();
	kill(getpid(), SIGSTOP);
	(void)t;
}

/* Whatever ran in between may have changed the terminal's modes and what stands on it. */
static void
go_on(struct terminal *t)
{
	reset_prog_mode();
	modes_on(t);
	resize(t);
}

static void
take_signals(struct terminal *t)
{
	struct signalfd_siginfo info;
	bool resized = false, continued = false, stopped = false, ended = false;

	while (read(t->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
		resized |= info.ssi_signo == SIGWINCH;
		continued |= info.ssi_signo == SIGCONT;
		stopped |= info.ssi_signo == SIGTSTP;
		ended |= info.ssi_signo == SIGTERM || info.ssi_signo == SIGHUP || info.ssi_signo == SIGINT || info.ssi_signo == SIGQUIT;
	}
	if (ended) {
		view_leave(t->view);
		return;
	}
	if (stopped)
		stop(t);
	if (stopped || continued)
		go_on(t);
	else if (resized)
		resize(t);
}

/* ---- the loop --------------------------------------------------------------------------- */

static void
on_key(void *ctx, const struct key *key)
{
	struct terminal *t = ctx;

	view_key(t->view, key);
}

static void
paint(struct terminal *t)
{
	if (view_take_redraw(t->view)) {
		clearok(curscr, TRUE);
		show_forget(&t->show);
	}
	if (t->input.too_large) {
		t->input.too_large = false;
		view_say(t->view, VIEW_FAILS, _("what was pasted is larger than %d MB and was not taken: import it as a file"), INPUT_PASTE_MAX_B >> 20);
	}
	view_paint(t->view);
	show_canvas(&t->show, view_canvas(t->view));
	t->painted_ms = now_ms();
	t->behind = false;
}

static bool
is_readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) > 0;
}

/* All that is there, so that a paste is not painted letter by letter; a stream without end is shown now and then. */
static void
take_keys(struct terminal *t)
{
	do {
		ssize_t n = read(STDIN_FILENO, t->bytes, READ_B);

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0) {
			view_leave(t->view);
			return;
		}
		input_feed(&t->input, t->bytes, (size_t)n, on_key, t);
		t->heard_ms = now_ms();
	} while (!view_done(t->view) && now_ms() - t->painted_ms < PAINT_MS && is_readable(STDIN_FILENO));
}

static int
sooner(int a, int b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* Nothing came: the view works. What that changed is painted when it took its
 * time, else once the keys pause, so that a key costs one painting. */
static int
work(struct terminal *t, bool waited)
{
	int64_t start = now_ms();
	int idle_ms = view_idle(t->view, SLICE_US);

	t->behind = true;
	if ((waited || now_ms() > start + 1) && !view_done(t->view))
		paint(t);
	return idle_ms;
}

/* How long until half a sequence is given up; -1: nothing has begun. */
static int
late_ms(const struct terminal *t)
{
	int ms = input_wait_ms(&t->input);

	if (ms < 0)
		return -1;
	ms -= (int)(now_ms() - t->heard_ms);
	return ms > 0 ? ms : 0;
}

static void
loop(struct terminal *t)
{
	int idle_ms = 0;		/* when the view wants to work on; -1: not before the next key */

	paint(t);
	while (!view_done(t->view)) {
		struct pollfd p[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = t->signal_fd, .events = POLLIN}};
		int late = late_ms(t), wait = sooner(idle_ms, t->behind ? PAUSE_MS : -1), n;

		n = poll(p, 2, sooner(wait, late));
		if (n < 0 && errno != EINTR)
			break;
		if (n <= 0 && late != 0) {
			idle_ms = work(t, wait != 0);
			continue;
		}
		if (n <= 0)
			input_late(&t->input, on_key, t);
		else if (p[1].revents != 0)
			take_signals(t);
		else
			take_keys(t);
		idle_ms = 0;
		if (!view_done(t->view))
			paint(t);
	}
}

enum rc
term_run(const struct view_setup *setup, const struct conf *conf, struct err *err)
{
	struct terminal t = {.signal_fd = -1};
	struct view_setup with_size = *setup;
	enum rc rc = check_locale(err);

	if (rc == RC_OK)
		rc = check_terminal(err);
	if (rc != RC_OK)
		return rc;
	read_size(&with_size.cols, &with_size.rows);
	with_size.ascii = strcmp(conf_get(conf, "screen", "lines"), "ascii") == 0;
	input_init(&t.input);
	t.bytes = mem_alloc(READ_B);
	rc = mind_signals(&t, err);
	if (rc == RC_OK)
		rc = view_open(&with_size, &t.view, err);
	if (rc == RC_OK)
		rc = open_screen(&t, conf, err);
	if (rc == RC_OK && setup->desk != NULL) {
		paint(&t);	/* before the desk has everything: the first screen is there at once */
		rc = desk_ready(setup->desk, err);
	}
	if (rc == RC_OK)
		loop(&t);
	if (t.view != NULL)
		view_leave(t.view);
	view_close(t.view);
	close_screen(&t);
	return rc;
}
