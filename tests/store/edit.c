#include "store/kit.h"

static bool holds(struct store *s, int64_t draft, const char *text)
{
	char *all = kit_dump(s, draft);
	bool is = strstr(all, text) != NULL;

	mem_free(all);
	return is;
}

static enum rc one(struct store *s, int64_t id, int64_t *seq, struct store_change c, struct err *err)
{
	int64_t next;
	enum rc rc = store_edit(s, &(struct store_edit){.draft = id, .seq = *seq, .operator = SV("示例"), .tty = SV("pts/1"),
							.change = &c, .n_change = 1}, &next, err);

	if (rc == RC_OK)
		*seq = next;
	return rc;
}

static struct store_side row_side(uint32_t parent, const char *tbl, int64_t ord, const char *body)
{
	return (struct store_side){.given = true, .parent = parent, .tbl = sv_of(tbl), .ord = ord, .text = sv_of(body)};
}

static bool count_step(void *ctx, const struct store_step *step)
{
	str_addf(ctx, "%.*s ", (int)step->kind.n, step->kind.p);
	return true;
}

static bool count_change(void *ctx, const struct store_change *c)
{
	str_addf(ctx, "%u %.*s %d %.*s > %d %c %.*s\n", c->row, (int)c->path.n, c->path.p, c->old.given, (int)c->old.text.n,
		 c->old.given ? c->old.text.p : "", c->now.given, c->now.mark ? c->now.mark : '-', (int)c->now.text.n,
		 c->now.given ? c->now.text.p : "");
	return true;
}

static void test_cells(struct store *s)
{
	struct arena arena = {0};
	struct str text = {0};
	struct err err = {0};
	struct store_draft d;
	struct sv summary[STORE_N_SUMMARY] = {0};
	int64_t id = kit_new(s), seq = 0, next;
	char *base = kit_dump(s, id), *edited;
	struct store_change c[] = {
		{.row = 2, .path = SV("GName"), .old = kit_cell("示例货物"), .now = kit_cell("示例\t货物\n乙")},
		{.row = 1, .path = SV("DecHead/NetWt"), .now = {.given = true, .mark = 'c', .text = SV("")}},
		{.row = 1, .path = SV("DecHead/TradeCode"), .old = {.given = true, .mark = 'd', .text = SV("3101000000")}},
	};

	summary[STORE_GOODS] = SV("示例货物乙");
	tap_ok(store_edit(s, &(struct store_edit){.draft = id, .seq = 0, .change = c, .n_change = 3, .summary = summary}, &seq, &err) == RC_OK && seq == 1,
	       "an edit: %s", err.text);
	edited = kit_dump(s, id);
	tap_text(edited, "1<0  0\nDecHead/NetWt\tc\t\nDecHead/Note\t\t示例\n2<1 DecList 1048576\nGName\t\t示例\\t货物\\n乙\n",
		 "sets, empties and takes out cells");
	store_draft_get(s, id, &arena, &d, &err);
	tap_ok(sv_is(d.summary[STORE_GOODS], "示例货物乙") && d.seq == 1 && d.top > d.base_step, "with the summary");
	store_changes(s, d.top, count_change, &text, &err);
	tap_text(str_z(&text), "2 GName 1 示例货物 > 1 - 示例\t货物\n乙\n1 DecHead/NetWt 0  > 1 c \n1 DecHead/TradeCode 1 3101000000 > 0 - \n", "the step holds what it changed");
	tap_ok(store_edit(s, &(struct store_edit){.draft = id, .seq = 0, .change = c, .n_change = 3}, &next, &err) == RC_BUSY && next == 0 &&
	       strstr(err.text, "anew") != NULL, "one who did not see it cannot edit over it");
	tap_ok(store_edit(s, &(struct store_edit){.draft = id, .seq = 1, .change = c, .n_change = 3}, &next, &err) == RC_USAGE, "what is changed must be there");
	tap_ok(store_edit(s, &(struct store_edit){.draft = id, .seq = 1}, &next, &err) == RC_USAGE && next == 0, "an edit changes something");
	tap_ok(store_edit(s, &(struct store_edit){.draft = 99, .change = c, .n_change = 1}, &next, &err) == RC_NOTFOUND, "of a draft");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 9, .path = SV("x"), .now = kit_cell("1")}, &err) == RC_USAGE, "in a row");
	struct store_change half[] = {{.row = 1, .path = SV("a"), .now = kit_cell("1")}, {.row = 1, .path = SV("a"), .now = kit_cell("2")}};
	tap_ok(store_edit(s, &(struct store_edit){.draft = id, .seq = 1, .change = half, .n_change = 2}, &next, &err) == RC_USAGE && !holds(s, id, "a\t\t1"),
	       "whole or not at all");
	tap_ok(store_undo(s, &(struct store_edit){.draft = id, .seq = 1}, &seq, &err) == RC_OK && seq == 2, "undo");
	char *undone = kit_dump(s, id);
	tap_text(undone, base, "brings back every byte");
	half[1].old = kit_cell("1");
	tap_ok(store_edit(s, &(struct store_edit){.draft = id, .seq = 2, .change = half, .n_change = 2}, &seq, &err) == RC_OK && holds(s, id, "a\t\t2") &&
	       store_undo(s, &(struct store_edit){.draft = id, .seq = 3}, &seq, &err) == RC_OK && !holds(s, id, "a\t\t"), "a cell changed twice in a step");
	tap_ok(store_check(s, id, &err) == RC_OK, "whole");
	mem_free(base);
	mem_free(edited);
	mem_free(undone);
	str_clear(&text);
	arena_free(&arena);
}

static void test_rows(struct store *s)
{
	struct err err = {0};
	int64_t id = kit_new(s), seq = 0, next;

	tap_ok(one(s, id, &seq, (struct store_change){.row = 3, .now = row_side(2, "Limit", 5, "a\t\t1\n")}, &err) == RC_OK && holds(s, id, "3<2 Limit 5\na\t\t1\n"), "a row is made");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 3, .now = row_side(2, "Limit", 5, "")}, &err) == RC_USAGE &&
	       one(s, id, &seq, (struct store_change){.row = 2, .now = row_side(1, "Limit", 5, "")}, &err) == RC_USAGE, "under an id that was never used");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 4, .now = row_side(9, "Limit", 5, "")}, &err) == RC_USAGE, "below a row");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 4, .now = row_side(1, "DecList", 7, "")}, &err) == RC_OK, "another one");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 3, .old = row_side(2, "Limit", 5, ""), .now = row_side(4, "Limit", 9, "")}, &err) == RC_OK &&
	       holds(s, id, "3<4 Limit 9\na\t\t1\n"), "a row moves");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 4, .old = row_side(1, "DecList", 7, ""), .now = row_side(3, "DecList", 7, "")}, &err) == RC_USAGE,
	       "but not below itself");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 3, .old = row_side(4, "Limit", 9, ""), .now = row_side(4, "Other", 9, "")}, &err) == RC_USAGE,
	       "nor into another table");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 4, .old = row_side(1, "DecList", 7, "")}, &err) == RC_USAGE, "a row with children stays");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 1, .old = row_side(0, "", 0, "")}, &err) == RC_USAGE, "and the first one always");
	struct store_change both[] = {{.row = 3, .old = row_side(4, "Limit", 9, "a\t\t1\n")}, {.row = 4, .old = row_side(1, "DecList", 7, "")}};
	char *before = kit_dump(s, id), *after;
	tap_ok(store_edit(s, &(struct store_edit){.draft = id, .seq = seq, .change = both, .n_change = 2}, &seq, &err) == RC_OK && !holds(s, id, "3<4"), "children first");
	tap_ok(one(s, id, &seq, (struct store_change){.row = 4, .now = row_side(1, "DecList", 7, "")}, &err) == RC_USAGE, "ids do not come back");
	tap_ok(store_undo(s, &(struct store_edit){.draft = id, .seq = seq}, &next, &err) == RC_OK, "but by undo");
	after = kit_dump(s, id);
	tap_text(after, before, "every row under its id");
	tap_ok(store_check(s, id, &err) == RC_OK, "whole");
	mem_free(before);
	mem_free(after);
}

static void test_states(struct store *s)
{
	struct err err = {0};
	int64_t id = kit_new(s), seq = 0, next, step;
	struct str kinds = {0};

	tap_ok(store_undo(s, &(struct store_edit){.draft = id}, &next, &err) == RC_NOTFOUND && store_redo(s, &(struct store_edit){.draft = id}, &next, &err) == RC_NOTFOUND &&
	       store_undo_step(s, id, &step, &err) == RC_NOTFOUND && step == 0 && store_redo_step(s, id, &step, &err) == RC_NOTFOUND, "nothing to undo or redo");
	tap_ok(store_undo_step(s, 99, &step, &err) == RC_NOTFOUND && store_redo_step(s, 99, &step, &err) == RC_NOTFOUND &&
	       store_undo(s, &(struct store_edit){.draft = 99}, &next, &err) == RC_NOTFOUND, "nor where no draft is");
	one(s, id, &seq, (struct store_change){.row = 1, .path = SV("a"), .now = kit_cell("1")}, &err);
	store_draft_set_state(s, id, &seq, SV("queued"), SV(""), &err);
	tap_ok(one(s, id, &seq, (struct store_change){.row = 1, .path = SV("b"), .now = kit_cell("1")}, &err) == RC_DENIED &&
	       store_undo(s, &(struct store_edit){.draft = id, .seq = seq}, &next, &err) == RC_DENIED, "what was submitted is not edited");
	tap_ok(store_check(s, id, &err) == RC_OK, "but can be checked");
	store_draft_set_state(s, id, &seq, SV("rejected"), SV(""), &err);
	tap_ok(store_undo(s, &(struct store_edit){.draft = id, .seq = seq}, &seq, &err) == RC_OK && !holds(s, id, "a\t\t1"), "undo reaches over states");
	tap_ok(store_undo(s, &(struct store_edit){.draft = id, .seq = 0}, &next, &err) == RC_BUSY, "undo of what one did not see");
	tap_ok(store_history(s, id, count_step, &kinds, &err) == RC_OK, "history");
	tap_text(str_z(&kinds), "undo state state edit blank ", "from the youngest");
	tap_ok(store_history(s, 99, count_step, &kinds, &err) == RC_NOTFOUND, "of a draft");
	str_clear(&kinds);
}

/* ---- many edits, undone and redone, against the texts that were there ---------------- */

struct model {
	struct store *s;
	int64_t id, seq;
	uint32_t next_row;
	char *was[200];			/* documents from the base to the last one redo can reach */
	int64_t n, at;
	unsigned random;
};

static unsigned roll(struct model *m, unsigned sides)
{
	m->random = m->random * 1103515245u + 12345u;
	return (m->random >> 16) % sides;
}

static bool edit_something(struct model *m)
{
	char path[8], text[32], ord[16];
	struct arena arena = {0};
	struct store_cell *cell;
	size_t n;
	struct store_change c = {.row = 1 + roll(m, 2)};
	struct err err = {0};
	sqlite3_stmt *st;

	snprintf(path, sizeof path, "c%u", roll(m, 12));
	snprintf(text, sizeof text, "%u\\\t示\n", roll(m, 1000000));
	snprintf(ord, sizeof ord, "k\t\t%u\n", roll(m, 1000));
	if (roll(m, 4) == 0) {
		c.row = m->next_row++;
		c.now = row_side(1 + roll(m, 2), "DecList", roll(m, 100), ord);
	} else {
		db_prepare(m->s->db, "SELECT body FROM row WHERE draft = ?1 AND row = ?2 AND 1", &st, NULL);
		sqlite3_bind_int64(st, 1, m->id);
		sqlite3_bind_int64(st, 2, c.row);
		sqlite3_step(st);
		store_body_read(db_column_sv(st, 0), &arena, &cell, &n, &err);
		sqlite3_reset(st);
		for (size_t i = 0; i < n; i++)
			if (sv_is(cell[i].path, path))
				c.old = (struct store_side){.given = true, .mark = cell[i].mark, .text = cell[i].value};
		c.path = sv_of(path);
		if (!c.old.given || roll(m, 4) > 0)
			c.now = (struct store_side){.given = true, .mark = "\0cif"[roll(m, 4)], .text = sv_of(text)};
	}
	bool ok = one(m->s, m->id, &m->seq, c, &err) == RC_OK;
	arena_free(&arena);
	if (!ok)
		printf("# %s\n", err.text);
	while (m->n > m->at + 1)
		mem_free(m->was[--m->n]);
	m->was[m->n++] = kit_dump(m->s, m->id);
	m->at++;
	return ok;
}

static bool go(struct model *m, int by)
{
	struct store_edit e = {.draft = m->id, .seq = m->seq};
	int64_t next;
	enum rc rc = by < 0 ? store_undo(m->s, &e, &next, NULL) : store_redo(m->s, &e, &next, NULL);
	char *now;
	bool ok;

	if (m->at + by < 0 || m->at + by >= m->n)
		return rc == RC_NOTFOUND;
	m->seq = next;
	m->at += by;
	now = kit_dump(m->s, m->id);
	ok = rc == RC_OK && strcmp(now, m->was[m->at]) == 0;
	mem_free(now);
	return ok;
}

static void test_many(struct store *s)
{
	struct model m = {.s = s, .id = kit_new(s), .next_row = 3, .random = 7};
	struct err err = {0};
	bool ok = true;

	kit_sql(s, "PRAGMA synchronous = OFF");
	m.was[m.n++] = kit_dump(s, m.id);
	for (int i = 0; ok && i < 400; i++) {
		unsigned what = roll(&m, 10);

		ok = what < 4 && m.n < 190 ? edit_something(&m) : go(&m, what < 7 ? -1 : 1);
		if (ok && i % 40 == 0)
			ok = store_check(s, m.id, &err) == RC_OK;
	}
	tap_ok(ok, "400 edits, undos and redos: always the document that was there %s", err.text);
	while (ok && m.at > 0)
		ok = go(&m, -1);
	tap_ok(ok && store_check(s, m.id, &err) == RC_OK, "back to the beginning");
	while (m.n > 0)
		mem_free(m.was[--m.n]);
}

static void test_damage(struct store *s)
{
	static const char *const harm[] = {
		"UPDATE row SET body = body || 'z' || char(9, 9) || '1' || char(10) WHERE row = 1",
		"UPDATE row SET body = 'DecHead/Note' || char(9, 9) || 'x' || char(10) WHERE row = 1", "UPDATE row SET parent = 2 WHERE row = 2",
		"DELETE FROM row WHERE row = 1", "UPDATE draft SET next_row = 2", "UPDATE draft SET top = 999999", "UPDATE draft SET base_hash = base_hash + 1",
	};
	struct err err = {0};
	int64_t id, seq;
	char sql[256];

	for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
		id = kit_new(s);
		seq = 0;
		one(s, id, &seq, (struct store_change){.row = 1, .path = SV("a"), .now = kit_cell("1")}, &err);
		snprintf(sql, sizeof sql, "%s %s = %lld", harm[i], strstr(harm[i], "draft SET") ? "WHERE id" : "AND draft", (long long)id);
		tap_ok(store_check(s, id, &err) == RC_OK && kit_sql(s, sql) == RC_OK && store_check(s, id, &err) != RC_OK, "found: %s", harm[i]);
	}
}

int main(void)
{
	char *home = tmpdir_new();
	struct store *s = kit_open(home);
	struct err err = {0};

	test_cells(s);
	test_rows(s);
	test_states(s);
	store_close(s);
	s = kit_open(home);
	test_many(s);
	tap_ok(store_check_all(s, &err) == RC_OK, "all drafts are whole");
	test_damage(s);
	store_close(s);
	tmpdir_free(home);
	return tap_done();
}
