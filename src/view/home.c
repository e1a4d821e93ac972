/*
 * Home: the drafts by state, found while typing, opened, copied, put away.
 *
 *   drafts are fetched by pages of the store and kept as texts in an arena; a
 *   change by another process or by ourselves fetches them anew
 */
#include "view/home.h"

#include "base/i18n.h"
#include "base/text.h"

enum { PAGE = 24, MOST_WANTING = 200, LOOK_AGAIN_MS = 500, NAMED = 3 };

const struct home_state home_state[HOME_N_STATE] = {
	{"", N_("all")}, {"draft", N_("drafts")}, {"queued", N_("queued")}, {"held", N_("held")}, {"declared", N_("declared")},
	{"rejected", N_("rejected")}, {"bin", N_("bin")},
};

static struct store *
store_of(struct home *h)
{
	struct store *store;
	struct err err = {0};

	if (desk_store(view_desk(h->screen.view), &store, &err) == RC_OK)
		return store;
	view_say_err(h->screen.view, &err);
	return NULL;
}

/* ---- fetching --------------------------------------------------------------- */

static struct sv
keep(struct home *h, struct sv text)
{
	return (struct sv){arena_dup(&h->arena, text.p, text.n), text.n};
}

static void
keep_draft(struct home *h, const struct store_draft *d)
{
	struct store_draft *to;

	if (h->n_item == h->cap_item)
		h->item = mem_grow(h->item, &h->cap_item, sizeof *h->item);
	to = &h->item[h->n_item++];
	*to = *d;
	to->type = keep(h, d->type);
	to->edition = keep(h, d->edition);
	to->state = keep(h, d->state);
	to->owner = keep(h, d->owner);
	to->original = (struct sv){0};
	for (int i = 0; i < STORE_N_SUMMARY; i++)
		to->summary[i] = keep(h, d->summary[i]);
	if (d->changed_at > h->newest)
		h->newest = d->changed_at;
}

static bool
keep_wanting(void *ctx, const struct store_draft *d)
{
	keep_draft(ctx, d);
	return true;
}

struct page {
	struct home *home;
	size_t n;
};

static bool
keep_next(void *ctx, const struct store_draft *d)
{
	struct page *p = ctx;
	struct home *h = p->home;
	bool there = false;

	p->n++;
	h->last_at = d->changed_at;
	h->last_id = d->id;
	for (size_t i = 0; i < h->n_wants && !there; i++)
		there = h->item[i].id == d->id;
	if (!there)
		keep_draft(h, d);
	return true;
}

static void
fetch_more(struct home *h, struct store *store)
{
	struct sv find = h->instead.len_b > 0 ? str_sv(&h->instead) : sv_trim(str_sv(&h->find.text));
	struct store_page page = {.state = sv_of(home_state[h->state].state), .find = find, .limit = PAGE,
	    .before_at = h->last_at, .before_id = h->last_id};
	struct page got = {.home = h};
	struct err err = {0};

	if (store_list(store, &page, keep_next, &got, &err) != RC_OK)
		view_say_err(h->screen.view, &err);
	h->more = got.n == PAGE;
}

/* What came back stands first: it wants a person. */
static void
fetch_wanting(struct home *h, struct store *store)
{
	struct store_page page = {.state = SV("rejected"), .limit = MOST_WANTING};

	if (h->n[HOME_REJECTED] > 0 && h->state == 0 && sv_trim(str_sv(&h->find.text)).n == 0)
		store_list(store, &page, keep_wanting, h, NULL);
	h->n_wants = h->n_item;
}

static bool
take_name(void *ctx, const struct desk_party *party)
{
	str_add(&((struct home *)ctx)->instead, party->name);
	return false;
}

/* Letters that no draft has may be the pinyin of an enterprise. */
static void
fetch_by_pinyin(struct home *h, struct store *store)
{
	struct sv find = sv_trim(str_sv(&h->find.text));
	bool letters = find.n >= 2;

	for (size_t i = 0; i < find.n; i++)
		letters = letters && ((find.p[i] >= 'a' && find.p[i] <= 'z') || (find.p[i] >= 'A' && find.p[i] <= 'Z'));
	if (letters && desk_party_find(view_desk(h->screen.view), find, 1, take_name, h, NULL) == RC_OK && h->instead.len_b > 0)
		fetch_more(h, store);
}

static void
fetch_counts(struct home *h, struct store *store)
{
	h->n[0] = 0;
	for (size_t i = 1; i < HOME_N_STATE; i++) {
		if (store_tally(store, sv_of(home_state[i].state), (struct sv){0}, &h->n[i], NULL) != RC_OK)
			h->n[i] = 0;
		if (strcmp(home_state[i].state, "bin") != 0)
			h->n[0] += h->n[i];
	}
}

static void
go_to(struct home *h, size_t at)
{
	struct store *store = at >= h->n_item && h->more ? store_of(h) : NULL;

	while (store != NULL && at >= h->n_item && h->more)
		fetch_more(h, store);
	h->at = h->n_item == 0 ? 0 : at < h->n_item ? at : h->n_item - 1;
}

/* Anew, with the cursor on the same draft where it still is. */
static void
fetch(struct home *h)
{
	struct store *store = store_of(h);
	int64_t id = h->at < h->n_item ? h->item[h->at].id : 0;
	size_t at = h->at;

	arena_free(&h->arena);
	str_reset(&h->instead);
	h->n_item = h->n_wants = h->at = 0;
	h->last_at = h->last_id = 0;
	h->stale = h->more = false;
	if (store == NULL)
		return;
	store_data_version(store, &h->version, NULL);
	fetch_counts(h, store);
	fetch_wanting(h, store);
	fetch_more(h, store);
	if (h->n_item == 0)
		fetch_by_pinyin(h, store);
	if (id == 0)
		return;
	go_to(h, at);
	for (size_t i = 0; i < h->n_item; i++)
		if (h->item[i].id == id)
			h->at = i;
}

void
home_refresh(struct home *h)
{
	if (h->stale)
		fetch(h);
}

const struct store_draft *
home_current(const struct home *h)
{
	return h->at < h->n_item ? &h->item[h->at] : NULL;
}

void
home_search(struct home *h)
{
	h->n_item = h->at = h->top = 0;
	h->stale = true;
}

/* ---- keys -------------------------------------------------------------------------- */

static void
choose_state(struct home *h, size_t state)
{
	h->state = state;
	home_search(h);
}

static bool
move(struct home *h, enum key_code code)
{
	size_t page = h->rows > 2 ? (size_t)h->rows - 1 : 1;

	switch (code) {
	case K_UP:
		go_to(h, h->at > 0 ? h->at - 1 : 0);
		return true;
	case K_DOWN:
		go_to(h, h->at + 1);
		return true;
	case K_PGUP:
		go_to(h, h->at > page ? h->at - page : 0);
		return true;
	case K_PGDN:
		go_to(h, h->at + page);
		return true;
	case K_HOME:
		go_to(h, 0);
		return true;
	case K_LEFT:
		choose_state(h, h->state > 0 ? h->state - 1 : HOME_N_STATE - 1);
		return true;
	case K_RIGHT:
		choose_state(h, (h->state + 1) % HOME_N_STATE);
		return true;
	default:
		return false;
	}
}

/* A click goes to a state or a draft, one on the draft under the cursor opens it. */
static bool
click(struct home *h, const struct key *key)
{
	size_t row = (size_t)(key->y - HOME_FIRST_ROW);

	if (key->button == 4 || key->button == 5)
		return move(h, key->button == 4 ? K_UP : K_DOWN);
	if (key->y == 1)
		for (size_t i = 0; i < HOME_N_STATE; i++)
			if (h->tab[i] > 0 && key->x >= h->tab[i] && (i + 1 == HOME_N_STATE || key->x < h->tab[i + 1]))
				choose_state(h, i);
	if (key->y < HOME_FIRST_ROW || row >= (size_t)h->rows || h->top + row >= h->n_item)
		return key->y == 1;
	if (h->top + row == h->at)
		return view_run(h->screen.view, "open");
	go_to(h, h->top + row);
	return true;
}

static bool
key(struct screen *s, const struct key *key)
{
	struct home *h = (struct home *)s;
	bool stripped;

	home_refresh(h);
	if (key->code == K_MOUSE)
		return click(h, key);
	if (!key->ctrl && !key->alt && move(h, key->code))
		return true;
	if (key->code == K_PASTE) {
		line_paste(&h->find, key->paste, &stripped);
		home_search(h);
		return true;
	}
	switch (line_key(&h->find, key)) {
	case LINE_CHANGED:
		home_search(h);
		return true;
	case LINE_MOVED:
		return true;
	case LINE_PASSED:
		break;
	}
	return false;
}

/* ---- idle ---------------------------------------------------------------------------------- */

/* Says which drafts another process changed. */
static void
look_for_others(struct home *h)
{
	struct str which = STR_INIT(0);
	int64_t before = h->newest;
	size_t n = 0;

	fetch(h);
	for (size_t i = 0; i < h->n_item; i++)
		if (h->item[i].changed_at > before && ++n <= NAMED)
			str_addf(&which, " #%lld", (long long)h->item[i].id);
	if (n > 0 && before > 0 && !view_says(h->screen.view))
		view_say(h->screen.view, VIEW_SAYS, _("changed at another terminal:%s%s"), str_z(&which), n > NAMED ? " …" : "");
	str_clear(&which);
}

static void
idle(struct screen *s, int64_t budget_us, int *wait_ms)
{
	struct home *h = (struct home *)s;
	struct store *store = store_of(h);
	int64_t version;
	bool more = false;

	*wait_ms = LOOK_AGAIN_MS;
	if (store == NULL)
		return;
	if (home_import_some(h)) {
		*wait_ms = 0;
		return;
	}
	if (store_data_version(store, &version, NULL) == RC_OK && version != h->version) {
		if (view_top(s->view) == s && !h->stale)
			look_for_others(h);
		else
			h->stale = true;
	}
	if (desk_idle(view_desk(s->view), budget_us, &more, NULL) == RC_OK && more)
		*wait_ms = 0;
}

static bool
leave(struct screen *s)
{
	struct home *h = (struct home *)s;

	if (h->at_queue >= h->n_queue)
		return true;
	view_say(s->view, VIEW_WARNS, _("messages are still being imported; Esc stops that"));
	return false;
}

static void
free_home(struct screen *s)
{
	struct home *h = (struct home *)s;

	home_forget_queue(h);
	mem_free(h->path);
	mem_free(h->folder);
	mem_free(h->taken);
	str_clear(&h->instead);
	line_clear(&h->find);
	arena_free(&h->arena);
	mem_free(h->item);
	mem_free(h);
}

const struct screen_class view_home_class = {
	.name = "home", .title = N_("drafts"), .action = home_actions, .types = true,
	.paint = home_paint, .key = key, .idle = idle, .resume = home_resume, .leave = leave, .free = free_home,
};

struct screen *
view_home(struct view *view)
{
	struct home *h = mem_zalloc(1, sizeof *h);

	h->screen = (struct screen){.class = &view_home_class, .view = view};
	line_start(&h->find, LINE_SEARCH, (struct sv){0});
	h->stale = true;
	return &h->screen;
}
