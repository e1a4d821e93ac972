/* Scripts: every command, every error; and through them the view. */
#include "view/script.h"

#include <stdlib.h>

#include "tap.h"
#include "view/host.h"

struct ran {
	enum rc rc;
	struct err err;
	struct script_count count;
	struct str failed, screen;
};

static void
run(struct ran *r, const char *text)
{
	struct view_setup setup = {.cols = 80, .rows = 24, .ascii = true, .first = host_first};
	struct view *view;

	*r = (struct ran){.rc = RC_OK};
	if (!tap_ok(view_open(&setup, &view, &r->err) == RC_OK, "view_open"))
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

	run(&r, text);
	if (!tap_ok(r.rc == RC_OK, "%s", name))
		printf("# %s\n%s\n", r.err.text, str_z(&r.failed));
	done(&r);
}

int
main(void)
{
	good("types", "type 示例 abc\nexpect = 示例 abc\nkey Enter\ntype 84a１２\nexpect = 84A12\nkey Enter\ntype 12*45.5+3\nexpect = 549\n");
	return tap_done();
}
