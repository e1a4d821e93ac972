/* Home and the choice of a new document: lists, filter, search, what is done with drafts. */
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "view/screen_kit.h"

static const char *const samples[] = {
	"01_import_general.xml", "02_export_general.xml", "03_processing_import.xml", "04_bonded_list_export.xml",
	"05_import_containers_licences.xml", "06_two_step_summary.xml", "07_transit_export.xml",
};

static void
set_state(struct stand *t, int64_t id, const char *state)
{
	struct arena arena = {0};
	struct store_draft d;

	kit_must(&t->kit, store_draft_get(t->kit.store, id, &arena, &d, &t->kit.err), "get");
	kit_must(&t->kit, store_draft_set_state(t->kit.store, id, &d.seq, sv_of(state), SV("测试"), &t->kit.err), "state");
	arena_free(&arena);
}

static void
set_job(struct stand *t, int64_t id, enum store_summary which, const char *text)
{
	struct desk_draft *draft = kit_edit(&t->kit, id);

	kit_must(&t->kit, desk_draft_set_job(draft, which, sv_of(text), &t->kit.err), "job");
	desk_draft_close(draft);
}

static void
office(struct stand *t, int cols, int rows)
{
	screen_clock();
	stand_home(t);
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
		kit_import(&t->kit, samples[i]);
	set_job(t, 7, STORE_JOB_NO, "A0105-07");
	set_job(t, 7, STORE_DUE, "20260712");
	set_job(t, 5, STORE_DUE, "20260702");
	set_job(t, 4, STORE_DUE, "20260630");
	set_job(t, 3, STORE_DUE, "关 18h");
	set_job(t, 1, STORE_CLIENT, "示例委托单位");
	set_job(t, 1, STORE_MEMO, "等客户确认特许权使用费");
	set_state(t, 2, "queued");
	set_state(t, 2, "held");
	set_state(t, 2, "rejected");
	set_state(t, 6, "queued");
	screen_home(t, cols, rows);
}

/* How the first cell of a line looks that shows what. */
static enum style
style_of(struct stand *t, int y, const char *what)
{
	const struct canvas *c = view_canvas(t->view);

	for (int x = 0; x < c->cols; x++)
		if (strcmp(c->cell[y * c->cols + x].text, what) == 0)
			return c->cell[y * c->cols + x].style;
	return STYLE_N;
}

static void
test_pictures(void)
{
	struct stand t;

	office(&t, 80, 24);
	screen_is(&t, "home");
	tap_ok(style_of(&t, 6, "剩") == STYLE_NORMAL && style_of(&t, 8, "剩") == STYLE_ERROR && style_of(&t, 9, "过") == STYLE_ERROR, "less than three days are in the colour of errors");
	stand_do(&t, "size 60 20");
	screen_is(&t, "home-60x20");
	stand_do(&t, "size 130 40");
	screen_is(&t, "home-130x40");
	stand_do(&t, "size 80 24 / key Ins");
	screen_is(&t, "new");
	stand_end(&t);
	screen_clock();
	stand_home(&t);
	screen_home(&t, 80, 24);
	screen_is(&t, "home-empty");
	stand_end(&t);
}

static void
test_filter(void)
{
	struct stand t;

	office(&t, 80, 24);
	tap_ok(stand_sees(&t, "全部 7") && stand_sees(&t, "草稿 5") && stand_sees(&t, "待发 1") && stand_sees(&t, "退单 1!"), "states are counted");
	tap_ok(stand_sees(&t, ">!#2 "), "what came back stands first");
	stand_do(&t, "key Right Right");
	tap_ok(stand_sees(&t, "> #6 ") && screen_has_not(&t, "#7 "), "Right goes to the queued ones");
	stand_do(&t, "key Right Right Right");
	tap_ok(stand_sees(&t, ">!#2 ") && screen_has_not(&t, "#6 "), "the rejected ones");
	stand_do(&t, "key Right");
	tap_ok(stand_sees(&t, "没有此状态的草稿"), "the bin is empty");
	stand_do(&t, "key Left Left / key Esc");
	tap_ok(stand_sees(&t, "A0105-07"), "Esc shows all again");
	stand_do(&t, "key Left");
	tap_ok(stand_sees(&t, "没有此状态的草稿"), "Left goes around to the bin");
	stand_do(&t, "key Esc Esc");
	tap_ok(stand_sees(&t, "退出 yulu"), "one more Esc says how to leave");
	tap_ok(!view_done(t.view), "and does not leave");
	stand_end(&t);
}

static void
test_search(void)
{
	struct stand t;

	office(&t, 80, 24);
	stand_do(&t, "type 精密");
	tap_ok(stand_sees(&t, "A0105-07") && stand_sees(&t, "#4 ") && stand_sees(&t, "#3 ") && screen_has_not(&t, "#5 "), "a part of a name, while it is typed");
	stand_do(&t, "key Esc / type ylsha26005");
	tap_ok(stand_sees(&t, "> #5 ") && screen_has_not(&t, "#4 "), "the beginning of a bill");
	stand_do(&t, "key Enter");
	tap_ok(stand_sees(&t, "#5 ") && stand_sees(&t, "1表头"), "Enter opens the first one");
	stand_do(&t, "key Esc / key Esc / type sljmzz");
	tap_ok(stand_sees(&t, "= 示例精密制造有限公司") && stand_sees(&t, "A0105-07") && screen_has_not(&t, "#5 "), "pinyin of an enterprise");
	stand_do(&t, "key Esc / type zzqqx");
	tap_ok(stand_sees(&t, "Esc 清除查找"), "nothing found says what to do");
	stand_do(&t, "key Bksp Bksp Bksp Bksp Bksp");
	tap_ok(stand_sees(&t, "A0105-07") && stand_sees(&t, "#1 "), "nothing typed: all");
	stand_do(&t, "type a0105");
	tap_ok(stand_sees(&t, "> A0105-07") && screen_has_not(&t, "#5 "), "the job number");
	stand_do(&t, "key Esc / type 等客户确认");
	tap_ok(stand_sees(&t, "> #1 "), "the memo");
	stand_end(&t);
}

static void
many(struct stand *t, size_t n)
{
	struct store_row root = {.row = 1, .tbl = SV("DecMessage"), .body = SV("DecHead/IEFlag\t\tI\n")};
	struct str name = STR_INIT(0);

	screen_clock();
	stand_home(t);
	kit_must(&t->kit, store_begin(t->kit.store, &t->kit.err), "begin");
	for (size_t i = 1; i <= n; i++) {
		struct store_draft d = {.type = SV("dec-import"), .edition = SV("dec@2026-03"), .owner = SV("测试")};
		int64_t id;

		str_reset(&name);
		str_addf(&name, "J%05zu", i);
		d.summary[STORE_JOB_NO] = str_sv(&name);
		kit_must(&t->kit, store_draft_new(t->kit.store, &d, &root, 1, &id, &t->kit.err), "new");
	}
	kit_must(&t->kit, store_commit(t->kit.store, &t->kit.err), "commit");
	str_clear(&name);
	screen_home(t, 80, 24);
}

static void
test_many(void)
{
	struct stand t;

	many(&t, 10000);
	tap_ok(stand_sees(&t, "全部 10000") && stand_sees(&t, "> J10000") && stand_sees(&t, "J09988") && screen_has_not(&t, "J09986"), "the youngest first");
	screen_press(&t, "PgDn", 2);
	tap_ok(stand_sees(&t, "> J09976"), "PgDn goes a screen less one line");
	screen_press(&t, "PgDn", 832);
	tap_ok(stand_sees(&t, "> J00001"), "on to the oldest");
	screen_press(&t, "Down", 1);
	tap_ok(stand_sees(&t, "> J00001"), "there it ends");
	screen_press(&t, "PgUp", 834);
	tap_ok(stand_sees(&t, "> J10000"), "and back to the first");
	screen_press(&t, "PgDn", 30);
	screen_press(&t, "Home", 1);
	tap_ok(stand_sees(&t, "> J10000"), "Home goes there at once");
	screen_press(&t, "PgDn", 100);
	stand_do(&t, "key Del");
	tap_ok(stand_sees(&t, "> J08799") && stand_sees(&t, "全部 9999"), "after Del far below the first page the cursor stays there");
	stand_end(&t);
}

static void
test_copy_and_bin(void)
{
	struct stand t;

	office(&t, 80, 24);
	stand_do(&t, "key Down Down / key C-d");
	tap_ok(stand_sees(&t, "1表头") && stand_sees(&t, "#8"), "C-d copies and opens the copy");
	stand_do(&t, "key Esc");
	tap_ok(stand_sees(&t, "全部 8") && stand_sees(&t, "#8 "), "which is in the list");
	stand_do(&t, "key Home Del");
	tap_ok(stand_sees(&t, "退单 0") && stand_sees(&t, "回收站 1"), "Del puts into the bin");
	stand_do(&t, "key Del Del");
	tap_ok(stand_sees(&t, "回收站 3"), "a key typed ahead means the next draft");
	stand_do(&t, "key Left Del");
	tap_ok(stand_sees(&t, "回收站 2"), "in the bin Del takes out again");
	stand_do(&t, "key Enter");
	tap_ok(stand_sees(&t, "回收站 2") && screen_has_not(&t, "1表头"), "what is in the bin is not opened");
	stand_end(&t);
}

static char *
inbox(struct stand *t, const char *const *name, size_t n)
{
	char *dir = file_join(t->kit.home, "inbox");

	mkdir(dir, 0700);
	for (size_t i = 0; i < n; i++) {
		struct str bytes = kit_sample(name[i]);
		char *path = file_join(dir, name[i]);

		kit_must(&t->kit, file_write(path, str_sv(&bytes), 0600, &t->kit.err), "inbox");
		str_clear(&bytes);
		mem_free(path);
	}
	return dir;
}

static void
test_import(void)
{
	struct stand t;
	char *dir, *broken;

	screen_clock();
	stand_home(&t);
	dir = inbox(&t, samples, 4);
	broken = file_join(dir, "broken.xml");
	kit_must(&t.kit, file_write(broken, SV("<DecMessage><DecHead>"), 0600, &t.kit.err), "broken");
	screen_home(&t, 80, 24);
	stand_do(&t, "key C-a");
	tap_ok(stand_sees(&t, "全部 0"), "no folder yet");
	screen_do_with(&t, "key F3 / type %s/ / key Enter / type 02 / key Enter", dir);
	tap_ok(stand_sees(&t, "1 份草稿") && stand_sees(&t, "其余 4 个报文") && stand_sees(&t, "全部 1") && stand_sees(&t, "YLSHA2600102"), "one file, chosen in its folder");
	screen_press(&t, "C-a", 1);
	screen_press(&t, "C-q", 1);
	tap_ok(!view_done(t.view) && stand_sees(&t, "还在导入"), "it does not leave before all are imported");
	stand_do(&t, "# idle");
	tap_ok(stand_sees(&t, "3 份草稿；1 个文件未能读取") && stand_sees(&t, "全部 4"), "C-a takes the others of the folder");
	stand_do(&t, "key C-a");
	tap_ok(stand_sees(&t, "全部 4"), "but not twice");
	screen_do_with(&t, "key F3 / type %s / key Enter", broken);
	tap_ok(stand_sees(&t, "broken.xml") && stand_sees(&t, "全部 4"), "a broken one says so");
	screen_do_with(&t, "key F3 / type %s/ / key Enter / type 02 / key Enter", dir);
	screen_press(&t, "C-a", 1);
	screen_press(&t, "Esc", 1);
	tap_ok(stand_sees(&t, "已停止：导入了 0 / 4"), "Esc stops it");
	stand_do(&t, "key Del / key F3 Esc");
	tap_ok(stand_sees(&t, "全部 4"), "Esc imports nothing");
	mem_free(broken);
	mem_free(dir);
	stand_end(&t);
}

static void
test_export(void)
{
	struct stand t;
	char *path;
	struct str bytes = STR_INIT(0), want = kit_sample(samples[0]);

	office(&t, 80, 24);
	path = file_join(t.kit.home, "out.xml");
	screen_do_with(&t, "type ylsha2600001 / key F4 / type %s / key Enter", path);
	tap_ok(stand_sees(&t, "已写到"), "says where it was written");
	tap_ok(file_read(path, 1 << 20, &bytes, NULL) == RC_OK && sv_find(str_sv(&bytes), SV("YLSHA2600001"), NULL), "the message is there");
	kit_must(&t.kit, file_write(path, SV("x"), 0600, &t.kit.err), "other content");
	screen_do_with(&t, "key F4 / type %s / key Enter", path);
	tap_ok(stand_sees(&t, "已存在") && stand_sees(&t, "替换"), "a file that is there: asks");
	stand_do(&t, "key Esc");
	str_reset(&bytes);
	file_read(path, 1 << 20, &bytes, NULL);
	tap_ok(sv_is(str_sv(&bytes), "x"), "Esc leaves it alone");
	screen_do_with(&t, "key F4 / type %s / key Enter / key Enter", path);
	tap_ok(stand_sees(&t, "out.xml") && screen_has_not(&t, "已存在"), "Enter asks for another name");
	stand_do(&t, "key Enter / key Right Enter");
	str_reset(&bytes);
	file_read(path, 1 << 20, &bytes, NULL);
	tap_ok(sv_find(str_sv(&bytes), SV("YLSHA2600001"), NULL), "the second answer replaces it");
	str_clear(&bytes);
	str_clear(&want);
	mem_free(path);
	stand_end(&t);
}

static void
test_job(void)
{
	struct stand t;

	office(&t, 80, 24);
	stand_do(&t, "type ylsha2600001 / key F6 1 / type B-77 / key Enter");
	tap_ok(stand_sees(&t, "> B-77 "), "the job number stands in the list");
	stand_do(&t, "key F6 3 / type +1 / key Enter");
	tap_ok(stand_sees(&t, "剩1天") && stand_sees(&t, "期限 20260702"), "a cut-off from today");
	stand_do(&t, "key F6 3 / type 船期待定 / key Enter");
	tap_ok(stand_sees(&t, "期限 船期待定"), "or in words");
	stand_do(&t, "key F6");
	screen_is(&t, "home-job");
	stand_do(&t, "key Esc / key F6 4 Esc");
	tap_ok(stand_sees(&t, "等客户确认"), "Esc changes nothing");
	stand_end(&t);
}

static void
test_readers(void)
{
	struct stand t;

	office(&t, 80, 24);
	stand_do(&t, "key M-l");
	tap_ok(stand_sees(&t, "状态") && stand_sees(&t, "测试"), "history: states, and by whom");
	stand_do(&t, "key Esc / key M-d");
	tap_ok(stand_sees(&t, "#2") && stand_sees(&t, "DecHead/BillNo"), "difference with the next one");
	stand_do(&t, "key Esc / type ylsha2600001 / key C-d Esc / key Esc / key Down M-d");
	tap_ok(stand_sees(&t, "#1") && stand_sees(&t, "#8"), "of a copy with what it was copied from");
	stand_do(&t, "key Esc / type ylsha2600001 / key F2");
	screen_is(&t, "proof");
	stand_do(&t, "key Esc / key F7");
	tap_ok(stand_sees(&t, "DEC"), "F7 shows what is wrong");
	stand_do(&t, "key Esc / key M-p");
	tap_ok(stand_sees(&t, "校对单"), "M-p shows the sheet in the draft too");
	stand_do(&t, "key Esc Esc");
	tap_ok(stand_sees(&t, "查找>"), "back to the list");
	stand_do(&t, "key C-q");
	tap_ok(view_done(t.view), "C-q leaves");
	stand_end(&t);
}

static void
test_new(void)
{
	struct stand t;

	office(&t, 80, 24);
	stand_do(&t, "key Ins / type jk");
	tap_ok(stand_sees(&t, "> 进出口报关      进口报关单") && screen_has_not(&t, "出口报关单"), "jk finds the import declaration first");
	stand_do(&t, "key Esc / key Ins / type ck");
	tap_ok(stand_sees(&t, "> 进出口报关      出口报关单"), "ck the export declaration");
	stand_do(&t, "key Enter");
	tap_ok(stand_sees(&t, "出口报关单 #8") && stand_sees(&t, "1表头"), "Enter begins it");
	stand_do(&t, "key Esc");
	tap_ok(stand_sees(&t, "全部 8"), "it is in the list");
	stand_do(&t, "key Ins / type jk / key C-d");
	tap_ok(stand_sees(&t, "#9") && stand_sees(&t, "示例进出口有限公司"), "as the last one of its type");
	stand_do(&t, "key Esc / key Ins / type 完整 / key C-d");
	tap_ok(stand_sees(&t, "还没有"), "there is none of that type: says so");
	stand_do(&t, "type zz");
	tap_ok(stand_sees(&t, "没有这样的业务类型"), "nothing of that name");
	stand_do(&t, "key Enter Esc");
	tap_ok(stand_sees(&t, "全部 9"), "Enter on nothing begins nothing");
	stand_end(&t);
}

/* Another process with the same home: holds draft 1, then changes it. */
static void
other(struct kit *k, int to, int from)
{
	char c;
	struct desk_draft *draft;

	if (read(from, &c, 1) != 1)
		_exit(1);
	screen_clock();
	clock_set_ms(clock_now_ms() + 60000);
	kit_open(k, NULL);
	draft = kit_edit(k, 1);
	if (write(to, "h", 1) != 1 || read(from, &c, 1) != 1 || kit_set(k, draft, "DecHead/NoteS", "another") != RC_OK || write(to, "c", 1) != 1)
		_exit(1);
	desk_draft_close(draft);
	kit_close(k);
	_exit(0);
}

static void
test_two_terminals(void)
{
	struct stand t;
	int up[2], down[2], status = 1;
	char c;
	pid_t pid;

	screen_clock();
	stand_home(&t);
	kit_close(&t.kit);	/* no store is open while the other one is born */
	if (pipe(up) != 0 || pipe(down) != 0 || (pid = fork()) < 0) {
		tap_ok(false, "another process");
		return;
	}
	if (pid == 0)
		other(&t.kit, up[1], down[0]);
	close(up[1]);
	kit_open(&t.kit, NULL);
	kit_import(&t.kit, samples[0]);
	kit_import(&t.kit, samples[1]);
	screen_home(&t, 80, 24);
	tap_ok(write(down[1], "o", 1) == 1 && read(up[0], &c, 1) == 1, "another one holds draft 1");
	stand_do(&t, "key Down Enter");
	tap_ok(stand_sees(&t, "1表头") && stand_sees(&t, "正由 测试录入员 编辑") && stand_sees(&t, "只读"), "it opens to be read, with who holds it");
	stand_do(&t, "key Esc / key Home");
	tap_ok(write(down[1], "s", 1) == 1 && read(up[0], &c, 1) == 1, "the other one changes it");
	stand_do(&t, "# idle");
	tap_ok(stand_sees(&t, "另一终端改动了： #1"), "the list says which draft changed");
	tap_ok(stand_sees(&t, "> #2"), "the cursor stays on its draft, which now stands second");
	close(down[1]);
	close(up[0]);
	close(down[0]);
	tap_ok(waitpid(pid, &status, 0) == pid && status == 0, "the other one ended well");
	stand_end(&t);
}

int
main(void)
{
	test_pictures();
	test_filter();
	test_search();
	test_many();
	test_copy_and_bin();
	test_import();
	test_export();
	test_job();
	test_readers();
	test_new();
	test_two_terminals();
	return tap_done();
}
