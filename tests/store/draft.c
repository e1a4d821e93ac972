#include "store/kit.h"

static struct store_draft get(struct store *s, int64_t id, struct arena *arena)
{
	struct store_draft d;
	struct err err = {0};

	if (store_draft_get(s, id, arena, &d, &err) != RC_OK)
		printf("# %s\n", err.text);
	return d;
}

static int64_t count(struct store *s, const char *state, const char *type)
{
	int64_t n = -1;

	store_tally(s, sv_of(state), sv_of(type), &n, NULL);
	return n;
}

static void test_new(struct store *s)
{
	struct arena arena = {0};
	struct err err = {0};
	int64_t id = kit_new(s), other;
	struct store_draft d = get(s, id, &arena);
	char *rows = kit_dump(s, id);

	tap_ok(d.id == id && sv_is(d.type, "dec") && sv_is(d.edition, "2026-03") && sv_is(d.state, "draft") && sv_is(d.owner, "示例") &&
	       d.seq == 0 && d.next_row == 3 && d.top == d.base_step && d.top > 0 && d.created_at == d.changed_at && d.created_at > 0,
	       "a new draft");
	tap_ok(sv_is(d.summary[STORE_CONSIGNEE], "示例公司") && sv_is(d.summary[STORE_BILL], "BILL0001") && sv_is(d.summary[STORE_CLIENT_NO], "") &&
	       sv_is(d.summary[STORE_TOTALS], ""), "its summary");
	tap_text(rows, "1<0  0\nDecHead/Note\t\t示例\nDecHead/TradeCode\td\t3101000000\n2<1 DecList 1048576\nGName\t\t示例货物\n", "its rows");
	tap_ok(store_draft_get(s, 99, &arena, &d, &err) == RC_NOTFOUND && d.id == 0 && strstr(err.text, "99") != NULL, "no such draft");
	const struct store_row hangs[] = {{1, 0, SV(""), 0, SV("")}, {2, 7, SV("x"), 0, SV("")}}, first[] = {{2, 0, SV(""), 0, SV("")}},
			       roots[] = {{1, 0, SV(""), 0, SV("")}, {2, 0, SV("x"), 0, SV("")}};
	struct store_draft blank = {.type = SV("dec")};
	tap_ok(store_draft_new(s, &blank, hangs, 2, &other, &err) == RC_USAGE && other == 0 && store_draft_new(s, &blank, first, 1, &other, &err) == RC_USAGE &&
	       store_draft_new(s, &blank, roots, 2, &other, &err) == RC_USAGE && store_draft_new(s, &blank, roots, 0, &other, &err) == RC_USAGE &&
	       store_draft_new(s, &(struct store_draft){0}, roots, 1, &other, &err) == RC_USAGE, "rows that are no tree");
	const struct store_row odd[] = {{1, 0, SV(""), 0, SV("b\t\t1\na\t\t2\n")}};
	tap_ok(store_draft_new(s, &blank, odd, 1, &other, &err) == RC_USAGE && other == 0, "bodies that are none");
	tap_ok(count(s, "draft", "dec") == 1 && count(s, "draft", "") == 1, "are not kept");
	mem_free(rows);
	arena_free(&arena);
}

static void test_summary(struct store *s)
{
	struct arena arena = {0};
	struct sv summary[STORE_N_SUMMARY] = {0};
	struct err err = {0};
	int64_t id = kit_new(s), seq = 0, stale = 0;

	summary[STORE_MEMO] = SV("急");
	summary[STORE_TOTALS] = SV("12.5");
	tap_ok(store_draft_set_summary(s, id, &seq, summary, &err) == RC_OK && seq == 1, "a summary is set");
	struct store_draft d = get(s, id, &arena);
	tap_ok(sv_is(d.summary[STORE_MEMO], "急") && sv_is(d.summary[STORE_TOTALS], "12.5") && sv_is(d.summary[STORE_BILL], "BILL0001") && d.seq == 1, "and what was not said stands");
	tap_ok(store_draft_set_summary(s, id, &stale, summary, &err) == RC_BUSY && stale == 0, "not by one who does not know the last change");
	tap_ok(store_draft_set_summary(s, 99, &stale, summary, &err) == RC_NOTFOUND, "nor of no draft");
	arena_free(&arena);
}

static void test_states(struct store *s)
{
	static const char *const names[] = {"draft", "queued", "held", "declared", "rejected"};
	struct arena arena = {0};
	struct err err = {0};
	char sql[100];
	int64_t id = kit_new(s), seq = 0;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		tap_ok(store_draft_set_state(s, id, &seq, sv_of(names[i]), SV("示例"), &err) == RC_OK, "state %zu", i);
		snprintf(sql, sizeof sql, "UPDATE row SET ord = ord WHERE draft = %lld", (long long)id);
		tap_ok((kit_sql(s, sql) == RC_OK) == store_state_is_editable(sv_of(names[i])), "rows change when they may");
		snprintf(sql, sizeof sql, "DELETE FROM row WHERE draft = %lld AND row = 2", (long long)id);
		if (!store_state_is_editable(sv_of(names[i])))
			tap_ok(kit_sql(s, sql) != RC_OK && store_draft_delete(s, id, &seq, SV(""), 1, &err) == RC_DENIED &&
			       count(s, names[i], "dec") == 1, "and neither rows nor draft go away");
	}
	tap_ok(store_draft_set_state(s, id, &seq, SV("bin"), SV(""), &err) == RC_USAGE && store_draft_set_state(s, id, &seq, SV("x"), SV(""), &err) == RC_USAGE,
	       "states that are not given");
	tap_ok(store_draft_undelete(s, id, &seq, SV(""), &err) == RC_USAGE, "what is not in the bin is not taken out");
	tap_ok(store_draft_delete(s, id, &seq, SV("示例"), 0, &err) == RC_OK && count(s, "bin", "") == 1 && count(s, "rejected", "") == 0, "into the bin");
	tap_ok(store_draft_delete(s, id, &seq, SV(""), 0, &err) == RC_DENIED && store_draft_set_state(s, id, &seq, SV("draft"), SV(""), &err) == RC_USAGE,
	       "where it stays");
	tap_ok(store_draft_undelete(s, id, &seq, SV("示例"), &err) == RC_OK && sv_is(get(s, id, &arena).state, "rejected") && count(s, "bin", "") == 0,
	       "until it is taken out, in the state it had");
	tap_ok(get(s, id, &arena).seq == seq && seq == 7, "each of it counts as a change");
	tap_ok(store_draft_delete(s, id, &(int64_t){0}, SV(""), 0, &err) == RC_BUSY, "which others must know");
	tap_ok(store_check(s, id, &err) == RC_OK, "whole");
	arena_free(&arena);
}

static void test_triggers(struct store *s)
{
	static const char *const never[] = {
		"UPDATE step SET operator = ''", "DELETE FROM step", "UPDATE change SET new = ''", "DELETE FROM change",
	};
	struct store_change c = {.row = 2, .path = SV("Qty"), .now = kit_cell("1")};
	int64_t id = kit_new(s), seq;

	store_edit(s, &(struct store_edit){.draft = id, .change = &c, .n_change = 1}, &seq, NULL);
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		tap_ok(kit_sql(s, never[i]) != RC_OK, "refused: %s", never[i]);
}

static void test_damage(struct store *s)
{
	struct err err = {0};

	tap_ok(store_check_all(s, &err) == RC_OK, "whole: %s", err.text);
	kit_sql(s, "UPDATE tally SET n = n + 1");
	tap_ok(store_check_all(s, &err) == RC_PARSE, "wrong counts are found");
	kit_sql(s, "UPDATE tally SET n = n - 1; DELETE FROM tally WHERE state = 'rejected'");
	tap_ok(store_check_all(s, &err) == RC_PARSE, "missing ones too");
}

int main(void)
{
	char *home = tmpdir_new();
	struct store *s = kit_open(home);

	test_new(s);
	test_summary(s);
	test_states(s);
	test_triggers(s);
	test_damage(s);
	store_close(s);
	tmpdir_free(home);
	return tap_done();
}
