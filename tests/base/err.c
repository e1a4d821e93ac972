#include "base/err.h"

#include <errno.h>

#include "base/str.h"
#include "base/text.h"
#include "tap.h"

static void test_set(void)
{
	struct err e = {0};

	tap_ok(err_set(&e, RC_PARSE, "line %d: %s\n", 7, "bad") == RC_PARSE, "err_set returns its rc");
	tap_ok(e.rc == RC_PARSE, "err_set keeps the rc");
	tap_text(e.text, "line 7: bad", "err_set formats and drops the newline");
	tap_ok(err_set(NULL, RC_LIMIT, "x") == RC_LIMIT, "err may be NULL");
	err_set(&e, RC_IO, "again: %s", e.text);
	tap_text(e.text, "again: line 7: bad", "the old text may be an argument");
	err_clear(&e);
	tap_ok(e.rc == RC_OK && e.text[0] == '\0', "err_clear");
	err_clear(NULL);
}

static void test_errno(void)
{
	static const struct {
		int e;
		enum rc rc;
	} map[] = {
		{ENOENT, RC_NOTFOUND}, {ENOTDIR, RC_NOTFOUND}, {ENOSPC, RC_FULL}, {EDQUOT, RC_FULL}, {EFBIG, RC_FULL},
		{EACCES, RC_DENIED}, {EPERM, RC_DENIED}, {EROFS, RC_DENIED}, {EEXIST, RC_EXISTS}, {EIO, RC_IO},
	};
	struct err e = {0};

	for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
		errno = map[i].e;
		tap_ok(err_errno(&e, "x") == map[i].rc && e.rc == map[i].rc, "errno %d", map[i].e);
	}
	errno = ENOENT;
	err_errno(&e, "cannot open %s", "a");
	tap_text(e.text, "cannot open a: there is no such file or directory", "err_errno adds the words");
	errno = ENOENT;
	tap_ok(err_errno(NULL, "x") == RC_NOTFOUND, "err_errno without err");
}

static void test_context(void)
{
	struct err e = {0};

	err_set(&e, RC_FULL, "no room");
	tap_ok(err_context(&e, "saving %s", "示例") == RC_FULL, "err_context returns the rc");
	tap_text(e.text, "saving 示例: no room", "err_context puts itself in front");
}

static void test_cut(void)
{
	struct str s = {0};
	struct err e = {0};

	str_addc(&s, 'a');
	for (int i = 0; i < 700; i++)
		str_adds(&s, "报");
	err_set(&e, RC_PARSE, "%s", str_z(&s));
	tap_ok(strlen(e.text) == 1 + 340 * 3 + 0 && text_valid(sv_of(e.text), NULL), "a long text is cut between characters");
	err_context(&e, "%s", str_z(&s));
	tap_ok(strlen(e.text) < ERR_TEXT_MAX_B && text_valid(sv_of(e.text), NULL), "a long context too");
	str_clear(&s);
}

int main(void)
{
	test_set();
	test_errno();
	test_context();
	test_cut();
	return tap_done();
}
