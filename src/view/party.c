/* Enterprises used before, by any beginning of a number, part of the name, pinyin. */
#include "view/picker.h"

#include "base/i18n.h"

static bool
on_party(void *ctx, const struct desk_party *party)
{
	struct picker *p = ctx;
	struct picker_item *item;

	for (size_t i = 0; i < p->list.n; i++) {
		const struct desk_party *other = &p->item[i].party;

		if (sv_eq(other->uscc, party->uscc) && sv_eq(other->code, party->code) && sv_eq(other->name, party->name))
			return true;
	}
	item = picker_add(p);
	item->party = (struct desk_party){
		.code = picker_keep(p, party->code), .uscc = picker_keep(p, party->uscc), .name = picker_keep(p, party->name),
		.ciq = picker_keep(p, party->ciq), .role = picker_keep(p, party->role), .at = party->at,
	};
	item->text[0] = item->party.uscc.n > 0 ? item->party.uscc : item->party.code;
	item->text[1] = item->party.name;
	item->text[2] = item->party.uscc.n > 0 ? item->party.code : (struct sv){0};
	return true;
}

static enum rc
fetch_parties(struct picker *p, struct sv query, struct err *err)
{
	return desk_party_find(view_desk(p->screen.view), query, p->limit, on_party, p, err);
}

static const void *
party_of(struct picker *p, const struct picker_item *item)
{
	(void)p;
	return &item->party;
}

struct screen *
view_parties(struct view *view, struct sv query, int y, int x, int width)
{
	struct picker *p = mem_zalloc(1, sizeof *p);
	const struct picker_setup setup = {.codes = -1, .title = _("Enterprises used before"), .query = query, .y = y, .x = x, .width = width};

	p->screen.view = view;
	p->codes = p->group = -1;
	p->edition = mem_strdup("");
	p->fetch = fetch_parties;
	p->result_of = party_of;
	picker_begin(p, view, &setup);
	return &p->screen;
}
