/* What was changed in a draft, when, by whom; and what differs between two. */
#include "base/day.h"
#include "base/i18n.h"
#include "base/out.h"
#include "view/view.h"

enum { AT_B = 16, MOST_LINES = 20000 };

struct listing {
	struct str text;
	struct out out;
	size_t n;
};

static const char *
kind_label(struct sv kind)
{
	static const struct {
		const char *kind, *label;
	} word[] = {
		{"blank", N_("begun")}, {"copy", N_("copied")}, {"import", N_("imported")}, {"edit", N_("edit")}, {"undo", N_("undo")},
		{"redo", N_("redo")}, {"edition", N_("carried over")}, {"state", N_("state")},
	};

	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (sv_is(kind, word[i].kind))
			return _(word[i].label);
	return "";
}

static bool
add_line(void *ctx, const struct desk_line *l)
{
	struct listing *to = ctx;
	char at[40];
	struct sv row[6] = {{at, 0}, l->operator, sv_of(l->taken_back ? _("taken back") : kind_label(l->kind)), l->place, l->old, l->now};

	day_format_rfc3339(l->at, at);
	at[10] = ' ';
	row[0].n = AT_B;
	out_row(&to->out, row);
	return ++to->n < MOST_LINES;
}

struct screen *
view_history(struct view *view, int64_t draft, struct sv place)
{
	const char *const column[] = {_("when"), _("who"), _("what"), _("place"), _("before"), _("now")};
	struct listing l = {.text = STR_INIT(0)};
	struct screen *screen;
	struct err err = {0};

	out_begin(&l.out, OUT_TEXT, column, 6, &l.text);
	if (desk_draft_history(view_desk(view), draft, place, add_line, &l, &err) != RC_OK)
		view_say_err(view, &err);
	out_end(&l.out);
	screen = view_reader(view, place.n > 0 ? _("history of the field") : _("history of the document"), str_sv(&l.text));
	str_clear(&l.text);
	return screen;
}

static bool
add_difference(void *ctx, const struct desk_difference *d)
{
	struct listing *to = ctx;
	struct sv row[3] = {d->place, d->old, d->now};

	out_row(&to->out, row);
	return ++to->n < MOST_LINES;
}

struct screen *
view_difference(struct view *view, int64_t a, int64_t b)
{
	const char *column[3] = {_("place"), NULL, NULL};
	struct str names = STR_INIT(0), title = STR_INIT(0);
	struct listing l = {.text = STR_INIT(0)};
	struct screen *screen;
	struct err err = {0};
	size_t second;

	str_addf(&names, "#%lld", (long long)a);
	str_addc(&names, '\0');
	second = names.len_b;
	str_addf(&names, "#%lld", (long long)b);
	column[1] = names.s;
	column[2] = names.s + second;
	str_addf(&title, _("differences: #%lld and #%lld"), (long long)a, (long long)b);
	out_begin(&l.out, OUT_TEXT, column, 3, &l.text);
	if (desk_draft_diff(view_desk(view), a, b, add_difference, &l, &err) != RC_OK)
		view_say_err(view, &err);
	out_end(&l.out);
	if (l.n == 0) {
		str_reset(&l.text);
		str_adds(&l.text, _("no difference"));
	}
	screen = view_reader(view, str_z(&title), str_sv(&l.text));
	str_clear(&l.text);
	str_clear(&names);
	str_clear(&title);
	return screen;
}
