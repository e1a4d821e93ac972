/*
 * A real program on a pty, seen through a real emulator (libvterm).
 *
 *     struct vt *vt = vt_start(argv, 80, 24, "xterm-256color");
 *     vt_text(vt, "示例");  vt_keys(vt, "Enter F2 C-k");  vt_send(vt, "\033[11~", 5);
 *     vt_wait(vt, "申报", 5000)        until it stands on the screen; false when it does not come
 *     vt_screen(vt, &text)             rows as text, trailing blanks kept out
 *     vt_end(vt)                       exit status; kills what does not end
 *
 * Keys go through libvterm's keyboard, which follows the modes that the
 * program set; vt_send writes bytes as they are. Nothing sleeps for a fixed
 * time: vt_wait and vt_settle read until what is wanted stands there or
 * nothing comes any more.
 */
#ifndef YULU_TESTS_TERM_VTERM_H
#define YULU_TESTS_TERM_VTERM_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "view/key.h"

struct vt {
	pid_t pid;
	int fd;			/* the master */
	int slave;		/* held open, so that its modes can be looked at after the end */
	int cols, rows;
	VTerm *vterm;
	VTermScreen *screen;
	size_t bytes;		/* received so far */
	int64_t last_us;	/* when the last of them came */
	struct termios before;	/* modes when the program started */
	bool ended;
	int status;
	bool log;		/* YULU_VT_LOG: what comes is written to standard error */
};

__attribute__((unused)) static int64_t
vt_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* env: NAME=value pairs set in the child besides TERM, ends with NULL; may be NULL. */
__attribute__((unused)) static struct vt *
vt_start_env(char *const argv[], int cols, int rows, const char *term, char *const env[])
{
	struct vt *vt = mem_zalloc(1, sizeof *vt);
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	vt->cols = cols;
	vt->rows = rows;
	vt->log = getenv("YULU_VT_LOG") != NULL;
	if (openpty(&vt->fd, &vt->slave, NULL, NULL, &size) != 0) {
		mem_free(vt);
		return NULL;
	}
	fcntl(vt->fd, F_SETFD, FD_CLOEXEC);
	tcgetattr(vt->slave, &vt->before);
	vt->vterm = vterm_new(rows, cols);
	vterm_set_utf8(vt->vterm, 1);
	vt->screen = vterm_obtain_screen(vt->vterm);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
	vt->pid = fork();
	if (vt->pid == 0) {
		login_tty(vt->slave);
		setenv("TERM", term, 1);
		for (size_t i = 0; env != NULL && env[i] != NULL; i++)
			putenv(env[i]);
		execvp(argv[0], argv);
		_exit(127);
	}
	vt->last_us = vt_now_us();
	return vt;
}

__attribute__((unused)) static struct vt *
vt_start(char *const argv[], int cols, int rows, const char *term)
{
	return vt_start_env(argv, cols, rows, term, NULL);
}

/* Takes what comes within ms; false: nothing did. */
__attribute__((unused)) static bool
vt_read(struct vt *vt, int ms)
{
	struct pollfd p = {.fd = vt->fd, .events = POLLIN};
	char bytes[65536], reply[4096];
	ssize_t n;
	size_t n_reply;

	if (vt->fd < 0 || poll(&p, 1, ms) <= 0 || (p.revents & POLLIN) == 0)
		return false;
	n = read(vt->fd, bytes, sizeof bytes);
	if (n <= 0)
		return false;
	vt->bytes += (size_t)n;
	vt->last_us = vt_now_us();
	if (vt->log)
		fwrite(bytes, 1, (size_t)n, stderr);
	vterm_input_write(vt->vterm, bytes, (size_t)n);
	while ((n_reply = vterm_output_read(vt->vterm, reply, sizeof reply)) > 0)
		if (write(vt->fd, reply, n_reply) < 0)
			break;
	return true;
}

/* Reads until nothing came for ms. */
__attribute__((unused)) static void
vt_settle(struct vt *vt, int ms)
{
	while (vt_read(vt, ms))
		;
}

__attribute__((unused)) static bool
vt_has_ended(struct vt *vt)
{
	if (!vt->ended && waitpid(vt->pid, &vt->status, WNOHANG) == vt->pid)
		vt->ended = true;
	return vt->ended;
}

/* Bytes as they are; reads meanwhile, so that neither side waits for the other. */
__attribute__((unused)) static void
vt_send(struct vt *vt, const char *bytes, size_t n)
{
	fcntl(vt->fd, F_SETFL, fcntl(vt->fd, F_GETFL) | O_NONBLOCK);
	while (n > 0 && !vt_has_ended(vt)) {
		ssize_t did = write(vt->fd, bytes, n);

		if (did > 0) {
			bytes += did;
			n -= (size_t)did;
		} else if (did < 0 && errno != EAGAIN && errno != EINTR) {
			break;
		}
		while (vt_read(vt, did > 0 ? 0 : 5))
			;
	}
	fcntl(vt->fd, F_SETFL, fcntl(vt->fd, F_GETFL) & ~O_NONBLOCK);
}

/* What the emulator's keyboard has made of keys. */
__attribute__((unused)) static void
vt_flush(struct vt *vt)
{
	char bytes[4096];
	size_t n;

	while ((n = vterm_output_read(vt->vterm, bytes, sizeof bytes)) > 0)
		vt_send(vt, bytes, n);
}

__attribute__((unused)) static void
vt_text(struct vt *vt, const char *text)
{
	struct sv rest = sv_of(text);

	while (rest.n > 0) {
		uint32_t cp;
		size_t n = text_decode(rest.p, rest.n, &cp);

		vterm_keyboard_unichar(vt->vterm, cp, VTERM_MOD_NONE);
		rest = (struct sv){rest.p + n, rest.n - n};
		vt_flush(vt);
	}
}

__attribute__((unused)) static VTermKey
vt_key_of(const struct key *key)
{
	static const struct {
		enum key_code code;
		VTermKey key;
	} map[] = {
		{K_ENTER, VTERM_KEY_ENTER}, {K_TAB, VTERM_KEY_TAB}, {K_BACKTAB, VTERM_KEY_TAB}, {K_ESC, VTERM_KEY_ESCAPE},
		{K_UP, VTERM_KEY_UP}, {K_DOWN, VTERM_KEY_DOWN}, {K_LEFT, VTERM_KEY_LEFT}, {K_RIGHT, VTERM_KEY_RIGHT},
		{K_PGUP, VTERM_KEY_PAGEUP}, {K_PGDN, VTERM_KEY_PAGEDOWN}, {K_HOME, VTERM_KEY_HOME}, {K_END, VTERM_KEY_END},
		{K_INS, VTERM_KEY_INS}, {K_DEL, VTERM_KEY_DEL}, {K_BKSP, VTERM_KEY_BACKSPACE},
	};

	if (key->code >= K_F1 && key->code <= K_F12)
		return (VTermKey)VTERM_KEY_FUNCTION(1 + (int)key->code - (int)K_F1);
	for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
		if (map[i].code == key->code)
			return map[i].key;
	return VTERM_KEY_NONE;
}

/* Names of view/key.h with blanks between. false: one of them is no key. */
__attribute__((unused)) static bool
vt_keys(struct vt *vt, const char *names)
{
	struct sv rest = sv_of(names), name;

	while (sv_split(&rest, ' ', &name)) {
		struct key key;
		int modifiers = VTERM_MOD_NONE;

		if (!key_parse(name, &key))
			return false;
		modifiers |= (key.ctrl ? VTERM_MOD_CTRL : 0) | (key.alt ? VTERM_MOD_ALT : 0) | (key.code == K_BACKTAB ? VTERM_MOD_SHIFT : 0);
		if (key.code == K_CHAR)
			vterm_keyboard_unichar(vt->vterm, key.ch, (VTermModifier)modifiers);
		else
			vterm_keyboard_key(vt->vterm, vt_key_of(&key), (VTermModifier)modifiers);
		vt_flush(vt);
	}
	return true;
}

/* As the terminal's own paste: between marks when the program asked for them. */
__attribute__((unused)) static void
vt_paste(struct vt *vt, const char *bytes, size_t n)
{
	vterm_keyboard_start_paste(vt->vterm);
	vt_flush(vt);
	vt_send(vt, bytes, n);
	vterm_keyboard_end_paste(vt->vterm);
	vt_flush(vt);
}

__attribute__((unused)) static void
vt_resize(struct vt *vt, int cols, int rows)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	vt->cols = cols;
	vt->rows = rows;
	vterm_set_size(vt->vterm, rows, cols);
	ioctl(vt->fd, TIOCSWINSZ, &size);
}

__attribute__((unused)) static void
vt_row(struct vt *vt, int y, struct str *out)
{
	size_t end = out->len_b;

	for (int x = 0; x < vt->cols; x++) {
		VTermScreenCell cell;
		char u[4];

		vterm_screen_get_cell(vt->screen, (VTermPos){.row = y, .col = x}, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (cell.chars[0] == 0 || cell.chars[0] == ' ') {
			str_addc(out, ' ');
			continue;
		}
		for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
			str_add(out, (struct sv){u, text_encode(cell.chars[i], u)});
		end = out->len_b;
	}
	if (out->len_b > end) {
		out->len_b = end;
		out->s[end] = '\0';
	}
}

__attribute__((unused)) static void
vt_screen(struct vt *vt, struct str *out)
{
	for (int y = 0; y < vt->rows; y++) {
		vt_row(vt, y, out);
		str_addc(out, '\n');
	}
}

__attribute__((unused)) static bool
vt_shows(struct vt *vt, const char *text)
{
	struct str screen = STR_INIT(0);
	bool found;

	vt_screen(vt, &screen);
	found = sv_find(str_sv(&screen), sv_of(text), NULL);
	str_clear(&screen);
	return found;
}

__attribute__((unused)) static bool
vt_wait(struct vt *vt, const char *text, int ms)
{
	int64_t end = vt_now_us() + (int64_t)ms * 1000;

	while (!vt_shows(vt, text)) {
		if (vt_now_us() >= end)
			return false;
		if (!vt_read(vt, 20) && vt_has_ended(vt) && !vt_read(vt, 20))
			return vt_shows(vt, text);
	}
	return true;
}

/* The screen as TAP comments: for a wait that failed. */
__attribute__((unused)) static void
vt_print(struct vt *vt)
{
	for (int y = 0; y < vt->rows; y++) {
		struct str row = STR_INIT(0);

		vt_row(vt, y, &row);
		printf("# %s\n", str_z(&row));
		str_clear(&row);
	}
}

__attribute__((unused)) static void
vt_cursor(struct vt *vt, int *y, int *x)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->vterm), &pos);
	*y = pos.row;
	*x = pos.col;
}

/* User and system time of the child so far, microseconds. */
__attribute__((unused)) static int64_t
vt_cpu_us(const struct vt *vt)
{
	clockid_t clock;
	struct timespec t;

	if (clock_getcpuclockid(vt->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
		return -1;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Resident memory, KiB. */
__attribute__((unused)) static long
vt_resident_kb(const struct vt *vt)
{
	char path[64], line[256];
	size_t kb = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)vt->pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "VmRSS:", 6) == 0) {
			struct sv rest = sv_trim(sv_of(line + 6)), number;

			sv_split(&rest, ' ', &number);
			sv_to_size(number, &kb);
		}
	if (f != NULL)
		fclose(f);
	return (long)kb;
}

/* Sends the bytes of one key; microseconds to the last byte of the answer, which
 * ends when nothing came for quiet_ms. */
__attribute__((unused)) static int64_t
vt_latency_us(struct vt *vt, const char *bytes, size_t n, int quiet_ms)
{
	int64_t start = vt_now_us();

	if (write(vt->fd, bytes, n) < 0)
		return -1;
	vt->last_us = start;
	vt_settle(vt, quiet_ms);
	return vt->last_us - start;
}

/* Waits until the program ends, ms at most, then kills it. Exit status, 256 and the signal, -1: had to be killed. */
__attribute__((unused)) static int
vt_exit_status(struct vt *vt, int ms)
{
	int64_t end = vt_now_us() + (int64_t)ms * 1000;

	while (!vt_has_ended(vt) && vt_now_us() < end)
		vt_read(vt, 10);
	vt_settle(vt, 0);
	if (!vt->ended) {
		kill(vt->pid, SIGKILL);
		waitpid(vt->pid, &vt->status, 0);
		vt->ended = true;
		return -1;
	}
	return WIFEXITED(vt->status) ? WEXITSTATUS(vt->status) : 256 + WTERMSIG(vt->status);
}

/* Are the modes of the terminal those from before the start? */
__attribute__((unused)) static bool
vt_is_restored(const struct vt *vt)
{
	struct termios now;

	return tcgetattr(vt->slave, &now) == 0 && now.c_iflag == vt->before.c_iflag && now.c_oflag == vt->before.c_oflag
	    && now.c_cflag == vt->before.c_cflag && now.c_lflag == vt->before.c_lflag
	    && memcmp(now.c_cc, vt->before.c_cc, sizeof now.c_cc) == 0;
}

/* The terminal goes away. */
__attribute__((unused)) static void
vt_hang_up(struct vt *vt)
{
	close(vt->slave);
	close(vt->fd);
	vt->slave = vt->fd = -1;
}

__attribute__((unused)) static int
vt_end(struct vt *vt)
{
	int status = vt_exit_status(vt, 5000);

	if (vt->fd >= 0)
		close(vt->fd);
	if (vt->slave >= 0)
		close(vt->slave);
	vterm_free(vt->vterm);
	mem_free(vt);
	return status;
}

#endif
