/*
 * The real thing: the test screen on a pty under a real emulator, at three sizes
 * and under three names of terminals. Keys are sent as terminals send them.
 */
#include "tap.h"

#ifdef HAVE_VTERM

#include "term/vterm.h"

enum { WAIT_MS = 5000 };

static char *program;

static struct vt *
start_env(int cols, int rows, const char *term, char *const env[])
{
	char *argv[] = {program, NULL};
	struct vt *vt = vt_start_env(argv, cols, rows, term, env);

	tap_ok(vt != NULL && vt_wait(vt, "log:", WAIT_MS), "%s %dx%d: starts", term, cols, rows);
	return vt;
}

static struct vt *
start(int cols, int rows, const char *term)
{
	return start_env(cols, rows, term, NULL);
}

static void
sees(struct vt *vt, const char *text, const char *name)
{
	if (!tap_ok(vt_wait(vt, text, WAIT_MS), "%s", name))
		vt_print(vt);
}

static void
ends(struct vt *vt, const char *name)
{
	vt_keys(vt, "C-q");
	tap_ok(vt_exit_status(vt, WAIT_MS) == 0, "%s: ends", name);
	tap_ok(vt_is_restored(vt), "%s: the terminal is as it was", name);
	vt_end(vt);
}

static void
check_typing(int cols, int rows, const char *term)
{
	struct vt *vt = start(cols, rows, term);
	char size[32];
	int y, x;

	snprintf(size, sizeof size, "host %dx%d", cols, rows);
	sees(vt, size, "takes the size of the terminal");
	vt_text(vt, "示例 abc");
	sees(vt, "文本  示例 abc", "what is typed stands there");
	vt_settle(vt, 30);
	vt_cursor(vt, &y, &x);
	tap_ok(y == 2 && x == 14, "the caret stands behind it (%d %d)", y, x);
	vt_keys(vt, "Enter");
	vt_text(vt, "８４aB");
	sees(vt, "= 84AB", "a code becomes half width and upper case");
	vt_keys(vt, "F2");
	sees(vt, "来料加工", "F2 as the emulator sends it");
	vt_keys(vt, "Down Down Enter");
	sees(vt, "log: took 2", "a choice taken");
	vt_keys(vt, "M-2");
	sees(vt, "来料加工", "Alt-2 is Esc and 2");
	vt_keys(vt, "Esc");
	sees(vt, "log: nothing", "Esc alone leaves");
	vt_send(vt, "\033[12~", 5);
	sees(vt, "来料加工", "F2 of the VT220");
	vt_send(vt, "\033", 1);
	sees(vt, "log: nothing", "Esc alone leaves again");
	vt_keys(vt, "F1");
	sees(vt, "Everywhere", "F1 shows what the keys do");
	vt_keys(vt, "Esc F10");
	sees(vt, "everything that can be done here", "F10 shows the menu");
	vt_keys(vt, "Esc");
	vt_settle(vt, 100);
	ends(vt, term);
}

static void
check_pastes(void)
{
	struct vt *vt = start(80, 24, "xterm-256color");
	static const char foul[] = "a\tb\r\nc\001\033[31m\302\233d";
	char *large = mem_alloc(1 << 20);

	vt_paste(vt, "示例\n", 7);
	sees(vt, "pasted: 7", "a paste comes as one");
	sees(vt, "文本  示例", "and is typed");
	vt_keys(vt, "C-u");
	vt_paste(vt, foul, sizeof foul - 1);
	sees(vt, "a b c[31md", "control characters and sequences are taken out");
	vt_paste(vt, "\312\276\300\375", 4);
	sees(vt, "not UTF-8", "GBK bytes are refused with a sentence");
	sees(vt, "a b c[31md", "and change nothing");
	memset(large, 'x', 1 << 20);
	vt_keys(vt, "C-u");
	vt_paste(vt, large, 1000000);
	sees(vt, "pasted: 1000022", "1 MB is one paste");
	vt_keys(vt, "Home");
	vt_text(vt, "Q");
	sees(vt, "文本  Qxxxxx", "and can be edited");
	mem_free(large);
	ends(vt, "after pastes");
}

/* Without marks, at full speed, as some terminals paste: the same as typed slowly. */
static void
check_speed(void)
{
	struct vt *vt = start(80, 24, "xterm-256color");
	struct str text = STR_INIT(0), fast = STR_INIT(0), slow = STR_INIT(0);

	for (int i = 0; i < 300; i++)
		str_addf(&text, "示例%d\tab%d\r12+%d\r", i, i, i);
	vt_send(vt, text.s, text.len_b);
	sees(vt, "298示例299", "all lines arrive");
	vt_settle(vt, 100);
	vt_screen(vt, &fast);
	ends(vt, "fast");
	vt = start(80, 24, "xterm-256color");
	for (size_t i = 0; i < text.len_b; i++) {
		vt_send(vt, text.s + i, 1);
		if (i % 7 == 0)
			vt_read(vt, 1);
	}
	sees(vt, "298示例299", "slowly too");
	vt_settle(vt, 100);
	vt_screen(vt, &slow);
	tap_ok(sv_eq(str_sv(&fast), str_sv(&slow)), "at full speed as slowly");
	ends(vt, "slow");
	str_clear(&text);
	str_clear(&fast);
	str_clear(&slow);
}

static void
check_sizes(void)
{
	struct vt *vt = start(80, 24, "xterm-256color");
	char size[32];

	vt_text(vt, "保留");
	vt_resize(vt, 40, 10);
	sees(vt, "Nothing is lost", "too small says so");
	vt_text(vt, "的");
	vt_resize(vt, 300, 100);
	sees(vt, "host 300x100", "grows again");
	sees(vt, "文本  保留的", "and nothing is lost");
	for (int i = 0; i < 200; i++) {
		vt_resize(vt, 60 + i % 41, 15 + i % 21);
		if (i % 20 == 0)
			vt_text(vt, "x");
		vt_read(vt, 0);
	}
	vt_resize(vt, 77, 21);
	snprintf(size, sizeof size, "host %dx%d", 77, 21);
	sees(vt, size, "a storm of sizes ends at the last one");
	sees(vt, "文本  保留的xxxxxxxxxx", "and no key is lost in it");
	ends(vt, "after sizes");
	vt = vt_start((char *[]){program, NULL}, 40, 10, "xterm");
	sees(vt, "Nothing is lost", "starts in a window that is too small");
	ends(vt, "too small");
}

static void
check_signals(void)
{
	static const int number[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP};
	struct vt *vt;

	for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) {
		vt = start(80, 24, "xterm-256color");
		vt_text(vt, "x");
		sees(vt, "文本  x", "runs");
		kill(vt->pid, number[i]);
		tap_ok(vt_exit_status(vt, WAIT_MS) == 0, "signal %d ends it in order", number[i]);
		tap_ok(vt_is_restored(vt), "signal %d: the terminal is as it was", number[i]);
		vt_end(vt);
	}
	vt = start(80, 24, "xterm-256color");
	vt_hang_up(vt);
	tap_ok(vt_exit_status(vt, WAIT_MS) == 0, "ends when the terminal goes away");
	vt_end(vt);
}

/* A fault of ours, and the end of memory: the terminal is given back all the same. */
static void
check_faults(void)
{
	struct vt *vt = start(80, 24, "xterm-256color");
#ifndef __SANITIZE_ADDRESS__
	char *limited[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"ulimit -v 20000; exec \"$0\""}, program, NULL};
	char *large;
#endif

	kill(vt->pid, SIGABRT);
	tap_ok(vt_exit_status(vt, WAIT_MS) == 256 + SIGABRT, "a fault ends it");
	tap_ok(vt_is_restored(vt) && !vt_shows(vt, "log:"), "a fault: the terminal is as it was");
	vt_end(vt);
#ifndef __SANITIZE_ADDRESS__
	vt = vt_start(limited, 80, 24, "xterm-256color");
	sees(vt, "log:", "runs in little memory");
	large = mem_alloc(15 << 20);
	memset(large, 'x', 15 << 20);
	for (int i = 0; i < 3 && !vt_has_ended(vt); i++)
		vt_paste(vt, large, 15 << 20);
	tap_ok(vt_exit_status(vt, WAIT_MS) == 70, "no memory left: ends with 70");
	tap_ok(vt_is_restored(vt) && !vt_shows(vt, "log:"), "no memory left: the terminal is as it was");
	mem_free(large);
	vt_end(vt);
#endif
}

static void
check_stop(void)
{
	struct vt *vt = start(80, 24, "xterm-256color");
	int status;

	vt_text(vt, "vor");
	sees(vt, "文本  vor", "runs");
	kill(vt->pid, SIGTSTP);
	while (waitpid(vt->pid, &status, WUNTRACED | WNOHANG) != vt->pid)
		vt_read(vt, 10);
	tap_ok(WIFSTOPPED(status), "SIGTSTP stops it");
	tap_ok(vt_is_restored(vt), "the terminal is given back meanwhile");
	vt_settle(vt, 20);
	tap_ok(!vt_shows(vt, "log:"), "and its screen");
	kill(vt->pid, SIGCONT);
	sees(vt, "文本  vor", "SIGCONT: goes on where it was");
	vt_text(vt, "her");
	sees(vt, "文本  vorher", "and takes keys");
	vt_paste(vt, "!", 1);
	sees(vt, "pasted: 1", "and pastes");
	ends(vt, "after a stop");
}

static void
refuses(const char *term, char *const env[], const char *text, const char *name)
{
	char *argv[] = {program, NULL};
	struct vt *vt = vt_start_env(argv, 200, 24, term, env);

	sees(vt, text, name);
	tap_ok(vt_exit_status(vt, WAIT_MS) == 64, "%s: does not run", name);
	tap_ok(vt_is_restored(vt), "%s: nothing is changed", name);
	vt_end(vt);
}

static void
check_refusals(void)
{
	static char gb[] = "LC_ALL=zh_CN.GB18030", latin[] = "LC_ALL=de_DE.ISO-8859-1", c[] = "LC_ALL=C";
	struct vt *vt;

	refuses("no-such-terminal", NULL, "set TERM=xterm-256color", "TERM unknown");
	refuses("dumb", NULL, "set TERM=xterm-256color", "a terminal that cannot place the cursor");
	refuses("xterm", (char *[]){latin, NULL}, "the locale is de_DE.ISO-8859-1", "a locale of Latin-1");
	refuses("xterm", (char *[]){gb, NULL}, "zh_CN.GB18030", "a locale of GB18030");
	vt = start_env(80, 24, "xterm-256color", (char *[]){c, NULL});
	vt_text(vt, "示例");
	sees(vt, "文本  示例", "LC_ALL=C: UTF-8 all the same");
	ends(vt, "LC_ALL=C");
}

/* What is painted bit by bit is what a full painting shows. */
static void
check_bits(void)
{
	static const char *const keys[] = {"Enter", "F2", "Down", "F4", "F10", "F1", "Home", "End", "Left", "Bksp", "Up", "PgDn", "F8", "F9"};
	struct vt *vt = start(70, 20, "xterm-256color");
	struct str bits = STR_INIT(0), whole = STR_INIT(0);
	unsigned seed = 5;
	bool same = true;

	for (int i = 0; i < 25 && same; i++) {
		for (int k = 0; k < 6; k++) {
			seed = seed * 1103515245u + 12345u;
			if (seed >> 16 & 1)
				vt_text(vt, (seed >> 18) % 3 == 0 ? "示" : (seed >> 18) % 3 == 1 ? "例x" : "ab ");
			else
				vt_keys(vt, keys[(seed >> 18) % (sizeof keys / sizeof keys[0])]);
			vt_read(vt, 3);
		}
		vt_keys(vt, "Home");		/* a message goes with the next key */
		vt_settle(vt, 20);
		vt_screen(vt, &bits);
		vt_keys(vt, "C-l");
		vt_settle(vt, 20);
		vt_screen(vt, &whole);
		same = sv_eq(str_sv(&bits), str_sv(&whole));
		str_reset(&bits);
		str_reset(&whole);
	}
	tap_ok(same, "painted bit by bit as painted anew");
	kill(vt->pid, SIGTERM);
	vt_end(vt);
	str_clear(&bits);
	str_clear(&whole);
}

static void
check_looks(void)
{
	static char no_color[] = "NO_COLOR=1";
	struct vt *vt = start(80, 24, "xterm-256color");
	VTermScreenCell cell;
	size_t before;

	vterm_screen_get_cell(vt->screen, (VTermPos){.row = 2, .col = 0}, &cell);
	tap_ok(VTERM_COLOR_IS_INDEXED(&cell.fg) && cell.fg.indexed.idx == 6, "labels have a colour");
	vt_keys(vt, "F2");
	sees(vt, "来料加工", "a pop-up");
	vt_keys(vt, "C-l");
	vt_settle(vt, 50);
	before = vt->bytes;
	vt_keys(vt, "Left");
	vt_settle(vt, 50);
	tap_ok(vt->bytes - before < 400, "only what changed is written (%zu bytes)", vt->bytes - before);
	vt_keys(vt, "Esc");
	sees(vt, "log: nothing", "back");
	ends(vt, "colours");
	vt = start_env(80, 24, "xterm-256color", (char *[]){no_color, NULL});
	vterm_screen_get_cell(vt->screen, (VTermPos){.row = 2, .col = 0}, &cell);
	tap_ok(VTERM_COLOR_IS_DEFAULT_FG(&cell.fg), "NO_COLOR: no colour");
	ends(vt, "NO_COLOR");
}

int
main(void)
{
	static char home[] = "YULU_HOME=/nonexistent/yulu", lang[] = "LANG=C.UTF-8";
	const char *top = getenv("top_builddir");
	struct str path = STR_INIT(0);

	str_addf(&path, "%s/tests/term/host", top != NULL ? top : ".");
	program = path.s;
	signal(SIGPIPE, SIG_IGN);
	putenv(home);
	putenv(lang);
	unsetenv("LC_ALL");
	unsetenv("NO_COLOR");
	check_typing(80, 24, "xterm-256color");
	check_typing(100, 30, "tmux-256color");
	check_typing(60, 20, "linux");
	check_pastes();
	check_speed();
	check_sizes();
	check_signals();
	check_stop();
	check_faults();
	check_bits();
	check_refusals();
	check_looks();
	str_clear(&path);
	return tap_done();
}

#else

int
main(void)
{
	puts("1..0 # SKIP no terminal emulator: libvterm is not installed");
	return 0;
}

#endif
