/* Scripts: every command, every error; and through them what the view does with keys. */
#include "view/script.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"
#include "tap.h"
#include "view/host.h"

struct ran {
	enum rc rc;
	struct err err;
	struct script_count count;
	struct str failed, screen;
};

static char dir[] = "/tmp/yulu-test-XXXXXX";

static void
run(struct ran *r, const char *text, const char *keymap)
{
	struct view_setup setup = {.cols = 80, .rows = 24, .ascii = true, .first = host_first, .keymap = keymap};
	struct view *view;

	*r = (struct ran){.rc = RC_OK};
	r->rc = view_open(&setup, &view, &r->err);
	if (r->rc != RC_OK)
		return;
	r->rc = script_run(view, "t.script", sv_of(text), &r->count, &r->failed, &r->err);
	canvas_dump(view_canvas(view), &r->screen);
	view_close(view);
}

static void
done(struct ran *r)
{
	str_clear(&r->failed);
	str_clear(&r->screen);
}

static void
good(const char *name, const char *text)
{
	struct ran r;

	run(&r, text, NULL);
	if (!tap_ok(r.rc == RC_OK, "%s", name))
		printf("# %s\n%s\n", r.err.text, str_z(&r.failed));
	done(&r);
}

static void
bad(const char *text, enum rc rc, const char *want)
{
	struct ran r;

	run(&r, text, NULL);
	tap_ok(r.rc == rc && r.err.rc == rc, "refused: %s", want);
	if (!tap_ok(sv_find(sv_of(r.err.text), sv_of(want), NULL), "and says so"))
		printf("# %s\n", r.err.text);
	done(&r);
}

static void
check_grammar(void)
{
	struct ran r;
	struct str dump = STR_INIT(0);
	char script[300];

	good("comments, blank lines, line ends of Windows", "# a comment\r\n\r\n  \ntype a\r\nexpect = a\r\n");
	good("quotes", "type x 500 y\nexpect \"x 500\"\nwait \"500 y\" 100\nwait x 500 y\n");
	good("a text that ends in digits", "type 12 34\nexpect = 12 34\nwait = 12 100\n");
	good("size", "size 100 30\nexpect host 100x30\nsize 60 15\nexpect host 60x15\n");
	good("too small, and larger again", "type abc\nsize 40 10\nexpect Nothing is lost\ntype d\nsize 80 24\nexpect = abcd\n");
	good("idle until nothing is left", "key F7\nexpect idle: 5\n");
	good("quit", "type a\nquit\n");
	bad("key NoKey\n", RC_PARSE, "t.script:1: NoKey is no key");
	bad("\nkey\n", RC_PARSE, "t.script:2: key wants");
	bad("type\n", RC_PARSE, "t.script:1: type wants");
	bad("paste\n", RC_PARSE, "t.script:1: paste wants");
	bad("paste /nonexistent/file\n", RC_NOTFOUND, "t.script:1");
	bad("size 80\n", RC_PARSE, "t.script:1: size wants");
	bad("size 0 24\n", RC_PARSE, "t.script:1: size wants");
	bad("size 80 24 1\n", RC_PARSE, "t.script:1: size wants");
	bad("day 2026\n", RC_PARSE, "t.script:1: day wants");
	bad("wait\n", RC_PARSE, "t.script:1: wait wants");
	bad("wait \"x\" soon\n", RC_PARSE, "t.script:1: wait wants");
	bad("wait \"x\n", RC_PARSE, "t.script:1: wait wants");
	bad("expect\n", RC_PARSE, "t.script:1: expect wants");
	bad("expect \"a\" b\n", RC_PARSE, "t.script:1: expect wants");
	bad(":dump\n", RC_PARSE, "t.script:1: :dump wants");
	bad(":dump /nonexistent/x/y\n", RC_NOTFOUND, "t.script:1");
	bad("quit now\n", RC_PARSE, "t.script:1: quit takes nothing");
	bad("press Enter\n", RC_PARSE, "t.script:1: press is no command");
	bad("type \377\n", RC_PARSE, "UTF-8");
	bad("expect nothing like that\n", RC_STOP, "t.script:1: expect nothing like that: not on the screen");
	bad("wait nothing like that 30\n", RC_STOP, "not on the screen");
	bad("quit\ntype a\n", RC_STOP, "t.script:2: the program ended");
	run(&r, "type 你a\nkey Enter F1\nexpect never there\n", NULL);
	tap_ok(r.count.keys == 6 && r.count.lines == 3, "keys are counted, a Chinese character as three (%zu)", r.count.keys);
	tap_ok(sv_find(str_sv(&r.failed), SV("t.script:3: expect never there: not on the screen\n"), NULL), "a failed line");
	tap_ok(sv_find(str_sv(&r.failed), str_sv(&r.screen), NULL), "and the screen");
	done(&r);
	snprintf(script, sizeof script, "type 示例\n:dump %s/dump\n", dir);
	good(":dump", script);
	snprintf(script, sizeof script, "%s/dump", dir);
	tap_ok(file_read(script, 10000, &dump, NULL) == RC_OK && sv_find(str_sv(&dump), SV("文本  示例"), NULL), "writes the screen");
	str_clear(&dump);
	run(&r, "day 20260105\n", NULL);
	tap_ok(day_today() == day_make(2026, 1, 5), "day sets the clock");
	clock_set_ms(0);
	done(&r);
}

static void
check_view(void)
{
	char script[300];
	struct str path = STR_INIT(0);

	good("an action of the screen", "key F2 2\nexpect 来料加工\nkey 3\nexpect log: took 2\n");
	good("its second key", "key M-2\nexpect 来料加工\nkey Esc\nexpect log: nothing\n");
	good("an action that is not enabled", "key Tab C-f\nexpect C-f (首格) is not possible here now\n");
	good("a key without a meaning", "key F11\nexpect F11 does nothing here; F10 lists what does\nkey a\nexpect = a\n");
	good("a message goes with the next key", "key F8\nexpect 另一终端\nkey x\nexpect F10 menu\n");
	good("the menu finds by label, help and id", "key F10\ntype 浏览\nexpect choose a file\nkey C-u\ntype READ A\nexpect 阅读\nkey C-u\ntype quest\nkey Enter\nexpect 先看一遍\n");
	good("what only this screen does", "key F9\nexpect what this screen can do\ntype redraw\nexpect nothing is called so\n");
	good("the menu does not open itself", "key F10 F10\nexpect F10\nkey Esc\nexpect log:\n");
	good("help lists keys", "key F1\nexpect Everywhere\nexpect S-Tab Up\nkey q\nexpect log:\n");
	good("Esc on the first screen", "key Esc\nexpect Esc does nothing here\n");
	good("C-q ends", "key C-q\n");
	good("ask", "key F3\ntype b.xml\nkey Enter\nexpect log: took b.xml\n");
	good("ask keeps the value", "key F3 End\ntype .old\nkey Enter\nexpect log: took a.xml.old\n");
	good("question: Enter", "key F4 Enter\nexpect log: took 0\n");
	good("question: Esc is the last", "key F4 Esc\nexpect log: took 2\n");
	good("question: arrows and digits", "key F4 Down Enter\nexpect log: took 1\nkey F4 3\nexpect log: took 2\n");
	good("choose: what is not enabled", "key F2 2 Enter\nexpect 来料加工\nkey Up Enter\nexpect log: took 0\n");
	good("reader: scrolls", "key F5\nexpect 1 / 2\nkey PgDn\nexpect line 21\nkey End\nexpect line 200\nkey Home\nexpect line 1\nkey Space\nexpect line 30\n");
	good("reader: searches", "key F5 /\ntype needle\nkey Enter\nexpect 第 50 行\nkey n\nexpect 第 100 行\nkey N\nexpect 第 50 行\nkey / X x Enter\nexpect not found: Xx\n");
	good("reader: Esc leaves the search first", "key F5 /\nexpect find>\nkey Esc\nexpect q back\nexpect 1 / 2\nkey Esc\nexpect log:\n");
	good("reader: whole lines", "key F5 w /\ntype needle\nkey Enter\nkey Right Right Right Right\nexpect English\n");
	snprintf(script, sizeof script, "%s/示例.xml", dir);
	file_write(script, SV("<a/>"), 0600, NULL);
	snprintf(script, sizeof script, "%s/paste", dir);
	file_write(script, SV("a\tb\033c\r\n"), 0600, NULL);
	snprintf(script, sizeof script, "paste %s/paste\nexpect pasted: 7\nexpect = a bc\n", dir);
	good("paste", script);
	snprintf(script, sizeof script, "%s/gbk", dir);
	file_write(script, SV("\312\276\300\375"), 0600, NULL);
	snprintf(script, sizeof script, "paste %s/gbk\nexpect not UTF-8\nexpect pasted: 0\n", dir);
	good("a paste in GBK", script);
	snprintf(script, sizeof script, "key F6\ntype %s/\nkey Enter\nexpect 示例.xml\ntype 例\nkey Enter\nexpect 示例.xml\n", dir);
	good("files: a directory typed, a file found", script);
	snprintf(script, sizeof script, "key F6\ntype %s/示例.xml\nkey Enter\nexpect log: took /tmp\n", dir);
	good("files: a path typed", script);
	snprintf(script, sizeof script, "key F6\ntype %s/\nkey Enter\nkey F6\nexpect paste\nkey F6 Left\nexpect yulu-test\n", dir);
	good("files: all suffixes, the parent", script);
	good("files: what does not exist", "key F6\ntype /nonexistent/x\nkey Enter\nexpect /nonexistent/x\nkey Esc\nexpect log: nothing\n");
	str_clear(&path);
}

static void
keymap(const char *text, const char *script, const char *want)
{
	char path[64];
	struct ran r;

	snprintf(path, sizeof path, "%s/keymap.ini", dir);
	file_write(path, sv_of(text), 0600, NULL);
	run(&r, script, path);
	tap_ok(want == NULL ? r.rc == RC_OK : r.rc == RC_PARSE && sv_find(sv_of(r.err.text), sv_of(want), NULL), "keymap: %s",
	    want != NULL ? want : script);
	if (want == NULL ? r.rc != RC_OK : r.rc != RC_PARSE)
		printf("# %d %s\n", r.rc, r.err.text);
	done(&r);
}

static void
check_keymap(void)
{
	struct ran r;

	run(&r, "key F1\nexpect Everywhere\n", "/nonexistent/keymap.ini");
	tap_ok(r.rc == RC_OK, "keymap: a file that does not exist");
	done(&r);
	keymap("# mine\n[keys]\nmenu = F11 M-m\n\n; more\nredraw =\n", "key F11\nexpect find>\nkey Esc M-m\nexpect find>\nkey Esc F10\nexpect F10 does nothing here; F11 lists\nkey C-l\nexpect C-l does nothing\n", NULL);
	keymap("[keys]\nreader-find = f\n", "key F5 f\nexpect find>\n", NULL);
	keymap("menu = F2\n", "", "keymap.ini:1: the file has one section");
	keymap("[colours]\n", "", "keymap.ini:1: the file has one section");
	keymap("[keys]\nno-such = F2\n", "", "keymap.ini:2: there is no action no-such");
	keymap("[keys]\nmenu = F2\n\nmenu = F3\n", "", "keymap.ini:4: menu has its keys in line 2 already");
	keymap("[keys]\nmenu = f11\n", "", "keymap.ini:2: f11 is no key");
	keymap("[keys]\nmenu\n", "", "keymap.ini:2: write action = KEY");
	keymap("[keys]\n= F2\n", "", "keymap.ini:2: write action = KEY");
	keymap("[keys]\nmenu = C-l\n", "", "keymap.ini:2: C-l is the key of redraw too");
	keymap("[keys]\nmenu = F11 C-l\n", "", "keymap.ini:2: C-l is the key of redraw too");
	keymap("[keys]\nmenu = F\377\n", "", "keymap.ini:2: the line is not UTF-8");
}

/* ---- the tables of all screens ---------------------------------------------------- */

struct table {
	const char *class;
	struct str seen;	/* " KEY " of the actions that are always possible */
	size_t n;
};

static void
begin_class(void *ctx, const struct screen_class *class)
{
	struct table *t = ctx;

	t->class = class != NULL ? class->name : "common";
	str_reset(&t->seen);
	str_addc(&t->seen, ' ');
	tap_ok(class == NULL || (class->title != NULL && class->paint != NULL), "%s: has title and paint", t->class);
}

static void
check_action(void *ctx, const struct action *a, const char *key, const char *second, bool enabled)
{
	struct table *t = ctx;
	struct str keys = STR_INIT(0), name = STR_INIT(0);
	struct sv rest, word;
	struct key k;
	bool good = enabled && a->help != NULL && a->help[0] != '\0' && a->run != NULL, once = true;

	str_addf(&keys, "%s %s", key != NULL ? key : "", second != NULL ? second : "");
	for (rest = sv_trim(str_sv(&keys)); rest.n > 0 && sv_split(&rest, ' ', &word); ) {
		str_reset(&name);
		str_addc(&name, ' ');
		good &= key_parse(word, &k);
		key_add_name(&k, &name);
		good &= sv_eq((struct sv){name.s + 1, name.len_b - 1}, word);
		str_addc(&name, ' ');
		once &= a->enabled != NULL || !sv_find(str_sv(&t->seen), str_sv(&name), NULL);
		if (a->enabled == NULL)
			str_adds(&t->seen, name.s + 1);
	}
	tap_ok(good, "%s: %s has help and keys by their names (%s)", t->class, a->id, str_z(&keys));
	tap_ok(once, "%s: no other action has the keys of %s", t->class, a->id);
	t->n++;
	str_clear(&keys);
	str_clear(&name);
}

static void
check_tables(void)
{
	struct table t = {.seen = STR_INIT(0)};

	tap_ok(view_all_actions("/nonexistent/keymap.ini", begin_class, check_action, &t, NULL) == RC_OK && t.n > 40, "all actions");
	str_clear(&t.seen);
}

/* A screen that does not want to be left; what else has no line in a script. */
static void
check_leaving(void)
{
	struct view_setup setup = {.cols = 80, .rows = 24, .ascii = true, .first = host_first};
	struct key quit = {.code = K_CHAR, .ctrl = true, .ch = 'q'}, click = {.code = K_MOUSE, .button = 1, .x = 3, .y = 23}, odd = {.code = K_CHAR, .ch = 0xFFFD};
	struct view *view;
	struct str screen = STR_INIT(0);
	struct host *host;

	if (!tap_ok(view_open(&setup, &view, NULL) == RC_OK, "opens"))
		return;
	host = (struct host *)view_top(view);
	host->stays = true;
	view_key(view, &quit);
	tap_ok(!view_done(view), "stays");
	host->stays = false;
	view_paint(view);
	view_key(view, &click);
	tap_ok(host->at == 1, "a click on the line of keys does what stands there");
	view_key(view, &odd);
	view_paint(view);
	canvas_dump(view_canvas(view), &screen);
	tap_ok(sv_find(str_sv(&screen), SV("are not UTF-8"), NULL), "bytes that are no text are said");
	tap_ok(view_run(view, "choose"), "an action by its id");
	tap_ok(view_top(view) != &host->screen && !view_run(view, "next"), "only those of the screen on top");
	view_pop_to(view, &host->screen);
	tap_ok(view_top(view) == &host->screen, "back to a screen");
	view_key(view, &(struct key){.code = K_CHAR, .ctrl = true, .ch = 'l'});
	tap_ok(view_take_redraw(view) && !view_take_redraw(view), "redraw is asked once");
	host->stays = true;
	view_leave(view);
	tap_ok(view_done(view), "a signal asks nobody");
	view_close(view);
	str_clear(&screen);
}

int
main(void)
{
	i18n_start("en", "/nonexistent");
	if (mkdtemp(dir) == NULL)
		return 1;
	check_grammar();
	check_view();
	check_keymap();
	check_tables();
	check_leaving();
	for (size_t i = 0; i < 5; i++) {
		static const char *const name[] = {"dump", "示例.xml", "paste", "gbk", "keymap.ini"};
		char *path = file_join(dir, name[i]);

		unlink(path);
		mem_free(path);
	}
	rmdir(dir);
	return tap_done();
}
