/*
 * A screen for tests: three lines to type in, a list of what was done, and
 * actions that open every common pop-up and write down what it gave.
 */
#ifndef YULU_TESTS_VIEW_HOST_H
#define YULU_TESTS_VIEW_HOST_H

#include <stdio.h>

#include "base/mem.h"
#include "view/line.h"
#include "view/view.h"

enum { HOST_LINES = 3, HOST_LOG = 200 };

struct host {
	struct screen screen;
	struct line line[HOST_LINES];
	int at;
	char log[HOST_LOG];
	char pop;		/* which pop-up is open */
	int idle_left;		/* slices of work */
	int idle_done;
	size_t pasted_b;
	bool stays;		/* does not want to be left */
	const char *directory;
};

static void
host_log(struct host *h, const char *what, struct sv text)
{
	snprintf(h->log, sizeof h->log, "%s%.*s", what, (int)text.n, text.p);
}

static void
host_paint(struct screen *s, struct canvas *c)
{
	static const char *const label[HOST_LINES] = {"文本", "代码", "数量"};
	struct host *h = (struct host *)s;
	struct str value = STR_INIT(0);
	bool ok;

	canvas_putf(c, 0, 0, c->cols, STYLE_TITLE, "host %dx%d", c->cols, c->rows);
	for (int i = 0; i < HOST_LINES; i++) {
		canvas_putz(c, 2 + i, 0, 6, STYLE_LABEL, label[i]);
		if (i != h->at)
			canvas_put(c, 2 + i, 6, 30, STYLE_VALUE, str_sv(&h->line[i].text));
		str_reset(&value);
		ok = line_value(&h->line[i], 20454, &value) == RC_OK;
		canvas_putf(c, 2 + i, 40, c->cols - 40, STYLE_NAME, "%s %s", ok ? "=" : "?", str_z(&value));
	}
	line_paint(&h->line[h->at], c, 2 + h->at, 6, 30, STYLE_FOCUS);
	canvas_putf(c, 6, 0, c->cols, STYLE_NORMAL, "log: %s", h->log);
	canvas_putf(c, 7, 0, c->cols, STYLE_NORMAL, "idle: %d pasted: %zu", h->idle_done, h->pasted_b);
	str_clear(&value);
}

static bool
host_key(struct screen *s, const struct key *key)
{
	struct host *h = (struct host *)s;

	if (key->code == K_PASTE)
		h->pasted_b += key->paste.n;
	if (key->code == K_MOUSE)
		snprintf(h->log, sizeof h->log, "mouse %d %d %d", key->button, key->x, key->y);
	return key->code == K_MOUSE || line_key(&h->line[h->at], key) != LINE_PASSED;
}

static void
host_idle(struct screen *s, int64_t budget_us, int *wait_ms)
{
	struct host *h = (struct host *)s;

	(void)budget_us;
	if (h->idle_left == 0)
		return;
	h->idle_done++;
	*wait_ms = --h->idle_left > 0 ? 0 : -1;
}

static void
host_resume(struct screen *s, const void *result)
{
	struct host *h = (struct host *)s;
	char number[32];

	if (result == NULL)
		host_log(h, "nothing", (struct sv){"", 0});
	else if (h->pop == 'c' || h->pop == 'q') {
		snprintf(number, sizeof number, "%zu", *(const size_t *)result);
		host_log(h, "took ", sv_of(number));
	} else if (h->pop == 'a' || h->pop == 'f') {
		host_log(h, "took ", *(const struct sv *)result);
	}
	h->pop = 0;
}

static bool
host_leave(struct screen *s)
{
	return !((struct host *)s)->stays;
}

static void
host_free(struct screen *s)
{
	struct host *h = (struct host *)s;

	for (int i = 0; i < HOST_LINES; i++)
		line_clear(&h->line[i]);
	mem_free(h);
}

static void
host_next(struct screen *s)
{
	struct host *h = (struct host *)s;

	h->at = (h->at + 1) % HOST_LINES;
}

static void
host_previous(struct screen *s)
{
	struct host *h = (struct host *)s;

	h->at = (h->at + HOST_LINES - 1) % HOST_LINES;
}

static void
host_choose(struct screen *s)
{
	static const struct choice choice[] = {{"一般贸易", "0110", true}, {"来料加工", "0214", false}, {"进料对口", "0615", true}};

	((struct host *)s)->pop = 'c';
	view_push(s->view, view_choose(s->view, "监管方式", choice, 3, 0));
}

static void
host_ask(struct screen *s)
{
	((struct host *)s)->pop = 'a';
	view_push(s->view, view_ask(s->view, "写出报文", "文件", SV("a.xml")));
}

static void
host_question(struct screen *s)
{
	static const char *const answer[] = {"发送", "先看一遍", "不发送"};

	((struct host *)s)->pop = 'q';
	view_push(s->view, view_question(s->view, "发送", "发往测试环境。到达后为暂存，由申报人员在单一窗口申报；还有 2 条错误，申报前必须改正。", answer, 3));
}

static void
host_reader(struct screen *s)
{
	struct str text = STR_INIT(0);

	for (int i = 1; i <= 200; i++)
		str_addf(&text, "第 %d 行 line %d%s\n", i, i, i % 50 == 0 ? " 示例进出口有限公司 needle, 这一行比窗口宽得多, 因此要折成几行才能看完, and it goes on in English for a while, too" : "");
	view_push(s->view, view_reader(s->view, "说明", str_sv(&text)));
	str_clear(&text);
}

static void
host_files(struct screen *s)
{
	struct host *h = (struct host *)s;

	h->pop = 'f';
	view_push(s->view, view_files(s->view, "导入", h->directory, ".xml .zip"));
}

static void
host_work(struct screen *s)
{
	((struct host *)s)->idle_left = 5;
}

static void
host_say(struct screen *s)
{
	view_say(s->view, VIEW_FAILS, "%s", "草稿由另一终端打开 (pid 4711, 录入员示例, tty3, 自 09:41 起): 先在那里关闭它, 或在这里只读查看; 已经录入的内容都已保存");
}

static bool
host_is_first(struct screen *s)
{
	return ((struct host *)s)->at == 0;
}

static const struct action host_actions[] = {
	{"next", "Enter", "Tab", "下一格", "go to the next line", NULL, host_next},
	{"previous", "S-Tab", "Up", "上一格", "go to the line before", NULL, host_previous},
	{"choose", "F2", "M-2", "选择", "choose one of three", NULL, host_choose},
	{"ask", "F3", NULL, "文件名", "ask for a line", NULL, host_ask},
	{"question", "F4", NULL, "提问", "ask a question", NULL, host_question},
	{"reader", "F5", NULL, "阅读", "read a text", NULL, host_reader},
	{"files", "F6", NULL, "浏览", "choose a file", NULL, host_files},
	{"work", "F7", NULL, "后台", "work when idle", NULL, host_work},
	{"say", "F8", NULL, "消息", "say something long", NULL, host_say},
	{"first-only", "C-f", NULL, "首格", "possible in the first line alone", host_is_first, host_next},
	{.id = NULL},
};

static const struct screen_class host_class = {
	.name = "host", .title = "host", .action = host_actions, .types = true, .paint = host_paint, .key = host_key,
	.idle = host_idle, .resume = host_resume, .leave = host_leave, .free = host_free,
};

static enum rc
host_first(struct view *view, int64_t draft, struct err *err)
{
	struct host *h = mem_zalloc(1, sizeof *h);

	(void)draft;
	(void)err;
	h->screen = (struct screen){.class = &host_class, .view = view};
	line_start(&h->line[0], LINE_TEXT, (struct sv){NULL, 0});
	line_start(&h->line[1], LINE_CODE, (struct sv){NULL, 0});
	line_start(&h->line[2], LINE_NUMBER, (struct sv){NULL, 0});
	h->directory = ".";
	view_push(view, &h->screen);
	return RC_OK;
}

#endif
