#include "view/script.h"

#include <time.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

enum { PASTE_MAX_B = 64 << 20, WAIT_MS = 5000, WAIT_MAX_MS = 600000, NAP_MS = 10, SLICE_US = 5000 };
enum { HAN_KEYS = 3 };		/* what a Chinese character costs a keyer */

struct run {
	struct view *view;
	const char *path;
	unsigned line;
	struct script_count *count;
	struct str *failed;
	struct err *err;
};

static enum rc
fault(struct run *r, const char *what)
{
	return err_set(r->err, RC_PARSE, "%s:%u: %s", r->path, r->line, what);
}

static void
settle(struct view *view)
{
	while (!view_done(view) && view_idle(view, SLICE_US) == 0)
		;
	view_paint(view);
}

/* The first word of *rest; what is behind it and one blank stays. */
static struct sv
take_word(struct sv *rest)
{
	struct sv word;

	sv_split(rest, ' ', &word);
	if (rest->p == NULL)
		*rest = (struct sv){"", 0};
	return word;
}

/* ---- keys ------------------------------------------------------------------------ */

static void
press(struct run *r, const struct key *key)
{
	uint32_t ch = key->code == K_CHAR ? key->ch : 0;

	r->count->keys += ch >= 0x2E80 ? HAN_KEYS : 1;
	view_key(r->view, key);
}

static enum rc
run_key(struct run *r, struct sv rest)
{
	struct sv name;
	struct key key;

	if (sv_trim(rest).n == 0)
		return fault(r, _("key wants names of keys"));
	while (sv_split(&rest, ' ', &name)) {
		if (name.n == 0)
			continue;
		if (!key_parse(name, &key))
			return err_set(r->err, RC_PARSE, _("%s:%u: %.*s is no key"), r->path, r->line, (int)name.n, name.p);
		press(r, &key);
	}
	return RC_OK;
}

static enum rc
run_type(struct run *r, struct sv text)
{
	if (text.n == 0)
		return fault(r, _("type wants a text"));
	for (size_t i = 0; i < text.n; ) {
		struct key key = {.code = K_CHAR};

		i += text_decode(text.p + i, text.n - i, &key.ch);
		press(r, &key);
	}
	return RC_OK;
}

static enum rc
run_paste(struct run *r, struct sv rest)
{
	struct str bytes = STR_INIT(PASTE_MAX_B);
	struct key key = {.code = K_PASTE};
	char *path = mem_strndup(rest.p, rest.n);
	enum rc rc;

	if (rest.n == 0)
		rc = fault(r, _("paste wants a file"));
	else
		rc = file_read(path, PASTE_MAX_B, &bytes, r->err);
	if (rc == RC_OK) {
		key.paste = str_sv(&bytes);
		press(r, &key);
	} else if (rest.n > 0) {
		rc = err_context(r->err, "%s:%u", r->path, r->line);
	}
	str_clear(&bytes);
	mem_free(path);
	return rc;
}

/* ---- the world --------------------------------------------------------------------- */

static enum rc
run_size(struct run *r, struct sv rest)
{
	struct sv cols_word = take_word(&rest);
	size_t cols, rows;

	if (!sv_to_size(cols_word, &cols) || !sv_to_size(sv_trim(rest), &rows) || cols < 1 || rows < 1 || cols > 1000 || rows > 1000)
		return fault(r, _("size wants columns and rows, 1 to 1000"));
	view_resize(r->view, (int)cols, (int)rows);
	return RC_OK;
}

static enum rc
run_day(struct run *r, struct sv rest)
{
	int32_t day = day_parse_8(rest);

	if (day == DAY_NONE)
		return fault(r, _("day wants a day of eight digits, yyyyMMdd"));
	clock_set_ms((int64_t)day * 86400000 + (int64_t)4 * 3600000);
	if (view_desk(r->view) != NULL)
		desk_set_day(view_desk(r->view), day);
	return RC_OK;
}

static enum rc
run_dump(struct run *r, struct sv rest)
{
	struct str text = STR_INIT(0);
	char *path = mem_strndup(rest.p, rest.n);
	enum rc rc;

	if (rest.n == 0) {
		rc = fault(r, _(":dump wants a file"));
	} else {
		canvas_dump(view_canvas(r->view), &text);
		rc = file_write(path, str_sv(&text), 0644, r->err);
		if (rc != RC_OK)
			rc = err_context(r->err, "%s:%u", r->path, r->line);
	}
	str_clear(&text);
	mem_free(path);
	return rc;
}

static enum rc
run_quit(struct run *r, struct sv rest)
{
	if (rest.n > 0)
		return fault(r, _("quit takes nothing"));
	view_leave(r->view);
	return RC_OK;
}

/* ---- looking -------------------------------------------------------------------------- */

static bool
stands(struct run *r, struct sv text)
{
	struct str screen = STR_INIT(0);
	bool found;

	canvas_dump(view_canvas(r->view), &screen);
	found = sv_find(str_sv(&screen), text, NULL);
	str_clear(&screen);
	return found;
}

static enum rc
fail(struct run *r, const char *command, struct sv text)
{
	str_addf(r->failed, _("%s:%u: %s %.*s: not on the screen"), r->path, r->line, command, (int)text.n, text.p);
	str_addc(r->failed, '\n');
	canvas_dump(view_canvas(r->view), r->failed);
	return err_set(r->err, RC_STOP, _("%s:%u: %s %.*s: not on the screen"), r->path, r->line, command, (int)text.n, text.p);
}

/* "TEXT" in quotes, else all of it; *rest is what stands behind the quotes. */
static bool
take_text(struct sv *rest, struct sv *text)
{
	size_t end;

	*text = sv_trim(*rest);
	*rest = (struct sv){"", 0};
	if (text->n < 2 || text->p[0] != '"')
		return text->n > 0;
	text->p++;
	text->n--;
	if (!sv_find(*text, SV("\""), &end))
		return false;
	*rest = sv_trim((struct sv){text->p + end + 1, text->n - end - 1});
	text->n = end;
	return end > 0;
}

static enum rc
run_expect(struct run *r, struct sv rest)
{
	struct sv text;

	if (!take_text(&rest, &text) || rest.n > 0)
		return fault(r, _("expect wants a text, in \"quotes\" or without"));
	return stands(r, text) ? RC_OK : fail(r, "expect", text);
}

/* wait 申报 500: a last word of digits says how long. */
static void
take_ms(struct sv *text, struct sv *ms)
{
	size_t at = text->n;

	while (at > 0 && text->p[at - 1] >= '0' && text->p[at - 1] <= '9')
		at--;
	if (at == text->n || at < 2 || text->p[at - 1] != ' ')
		return;
	*ms = (struct sv){text->p + at, text->n - at};
	*text = sv_trim((struct sv){text->p, at});
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum rc
run_wait(struct run *r, struct sv rest)
{
	struct sv text, ms = {0};
	size_t limit = WAIT_MS;
	int64_t end;

	if (!take_text(&rest, &text))
		return fault(r, _("wait wants a text, in \"quotes\" or without, and milliseconds"));
	if (rest.n > 0)
		ms = rest;
	else if (text.p[-1] != '"')
		take_ms(&text, &ms);
	if (ms.n > 0 && (!sv_to_size(ms, &limit) || limit > WAIT_MAX_MS))
		return fault(r, _("wait wants a text, in \"quotes\" or without, and milliseconds"));
	end = now_ms() + (int64_t)limit;
	while (!stands(r, text)) {
		struct timespec nap = {0, NAP_MS * 1000000};

		if (view_done(r->view) || now_ms() >= end)
			return fail(r, "wait", text);
		nanosleep(&nap, NULL);
		settle(r->view);
	}
	return RC_OK;
}

/* ---- lines -------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum rc (*run)(struct run *r, struct sv rest);
} commands[] = {
	{"key", run_key}, {"type", run_type}, {"paste", run_paste}, {"size", run_size}, {"day", run_day}, {"wait", run_wait},
	{"expect", run_expect}, {":dump", run_dump}, {"quit", run_quit},
};

static enum rc
run_line(struct run *r, struct sv line)
{
	struct sv rest = line, name = take_word(&rest);
	enum rc rc;

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (!sv_is(name, commands[i].name))
			continue;
		if (view_done(r->view)) {
			str_addf(r->failed, _("%s:%u: the program ended before this line"), r->path, r->line);
			str_addc(r->failed, '\n');
			return err_set(r->err, RC_STOP, _("%s:%u: the program ended before this line"), r->path, r->line);
		}
		r->count->lines++;
		rc = commands[i].run(r, rest);
		settle(r->view);
		return rc;
	}
	return err_set(r->err, RC_PARSE, _("%s:%u: %.*s is no command; there are key, type, paste, size, day, wait, expect, :dump, quit"),
	    r->path, r->line, (int)name.n, name.p);
}

enum rc
script_run(struct view *view, const char *path, struct sv text, struct script_count *count, struct str *failed, struct err *err)
{
	struct run r = {.view = view, .path = path, .count = count, .failed = failed, .err = err};
	struct sv line;
	enum rc rc = RC_OK;

	*count = (struct script_count){0};
	if (!text_valid(text, NULL))
		return err_set(err, RC_PARSE, _("%s: a script must be in UTF-8"), path);
	settle(view);
	while (rc == RC_OK && sv_split(&text, '\n', &line)) {
		r.line++;
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (sv_trim(line).n > 0 && line.p[0] != '#')
			rc = run_line(&r, line);
	}
	return rc;
}
