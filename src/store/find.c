/*
 * Search. FTS5 splits at blanks and signs; what we hand it is prepared so that
 * Han text is found by any part of it: 示例货物 becomes 示例 例货 货物 物, every
 * two neighbours a token and the last one alone, so that a single character is
 * the beginning of a token wherever it stands. Other words are found by their
 * beginnings; beginnings of up to 14 characters have an index each, because a
 * million numbers that begin alike are a million words.
 *
 * What is youngest must come first, and FTS5 reads forwards many times faster
 * than backwards: so its rowids are the numbers of the drafts below zero.
 */
#include "store/internal.h"

#include "base/i18n.h"
#include "base/text.h"
#include "xml/xml.h"

enum {
	TEXT_MAX_B = 256 << 10,	/* of a draft; the goods of some thousand items */
};

static void add_blank(struct str *out)
{
	struct sv s = str_sv(out);

	if (s.n > 0 && s.p[s.n - 1] != ' ')
		str_addc(out, ' ');
}

/* Adds s prepared: half-width, Han in pairs, a full stop only inside numbers.
 * alone: the last of a run of Han once more. */
static void add_prepared(struct str *out, struct sv s, bool alone)
{
	size_t n;
	uint32_t cp, next;

	for (size_t i = 0; i < s.n; i += n) {
		n = text_decode(s.p + i, s.n - i, &cp);
		bool digits = i > 0 && i + 1 < s.n && s.p[i - 1] >= '0' && s.p[i - 1] <= '9' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9';

		if (!text_is_han(cp)) {
			if (cp == '"' || cp < ' ' || (cp == '.' && !digits))
				add_blank(out);
			else
				str_add(out, (struct sv){s.p + i, n});
			continue;
		}
		size_t n_next = i + n < s.n ? text_decode(s.p + i + n, s.n - i - n, &next) : 0;
		bool pair = n_next > 0 && text_is_han(next);

		if (pair || alone) {
			add_blank(out);
			str_add(out, (struct sv){s.p + i, pair ? n + n_next : n});
		}
		if (!pair)
			add_blank(out);
	}
	add_blank(out);
}

void store_find_add(struct str *out, struct sv s)
{
	struct str half = {0};

	if (s.n == 0 || str_sv(out).n >= TEXT_MAX_B)
		return;
	text_add_half(&half, s);
	add_prepared(out, str_sv(&half), true);
	str_clear(&half);
}

static bool add_row(void *ctx, const struct store_row *row)
{
	struct str *out = ctx;
	struct arena arena = {0};
	struct store_cell *cell;
	size_t n;

	/* a damaged row is found by nothing in it; store_check tells of it */
	store_body_read(row->body, &arena, &cell, &n, NULL);
	for (size_t i = 0; i < n; i++)
		if (cell[i].path.p[0] != '+')
			store_find_add(out, cell[i].value);
	arena_free(&arena);
	return str_sv(out).n < TEXT_MAX_B;
}

/* The texts of an XML document. */
struct texts {
	struct str *out, now;
};

static enum rc end_text(struct texts *t)
{
	store_find_add(t->out, sv_trim(str_sv(&t->now)));
	str_reset(&t->now);
	return str_sv(t->out).n < TEXT_MAX_B ? RC_OK : RC_STOP;
}

static enum rc on_start(void *ctx, const struct xml_start *e)
{
	(void)e;
	return end_text(ctx);
}

static enum rc on_text(void *ctx, struct sv text)
{
	str_add(&((struct texts *)ctx)->now, text);
	return RC_OK;
}

static enum rc on_end(void *ctx, const struct xml_name *name)
{
	(void)name;
	return end_text(ctx);
}

/* A document without rows is still the bytes it came as. What is damaged in
 * them is found by nothing in it. */
static void add_original(struct store *store, struct sv sha256, struct str *out)
{
	struct str bytes = {0};
	struct texts texts = {.out = out, .now = STR_INIT(TEXT_MAX_B)};
	struct xml_sink sink = {&texts, on_start, on_text, on_end};
	struct xml_problem problem;
	struct xml_reader *reader;

	if (store_blob_get(store, sha256, &bytes, NULL) == RC_OK) {
		reader = xml_reader_new();
		xml_read(reader, str_sv(&bytes), NULL, &sink, &problem);
		xml_reader_free(reader);
	}
	str_clear(&texts.now);
	str_clear(&bytes);
}

/* A word as one token of which beginnings are beginnings. */
static void add_word(struct str *out, char before, struct sv word)
{
	str_addc(out, before);
	for (size_t i = 0; i < word.n; i++)
		str_addf(out, "%02x", (unsigned)(unsigned char)word.p[i]);
}

enum rc store_find_text(struct store *store, int64_t draft, struct str *head, struct str *out, struct err *err)
{
	struct arena arena = {0};
	struct store_draft d;
	enum rc rc = store_draft_get(store, draft, &arena, &d, err);

	if (rc == RC_OK) {
		add_word(head, 't', d.type);
		str_addc(head, ' ');
		add_word(head, 's', d.state);
		str_addf(out, "%lld ", (long long)draft);
		for (int i = 0; i < STORE_N_SUMMARY; i++)
			store_find_add(out, d.summary[i]);
		if (d.has_rows)
			rc = store_rows(store, draft, add_row, out, err);
		else
			add_original(store, d.original, out);
	}
	arena_free(&arena);
	return rc;
}

/* ---- asking --------------------------------------------------------------------- */

static bool has_token(struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			return true;
	}
	return false;
}

/* A run of Han, or of anything else: one phrase. A single Han character and
 * words that are not Han are beginnings. */
static void add_phrase(struct str *out, struct sv run, bool han)
{
	bool beginning = !han || text_len_ch(run) == 1;

	if (!has_token(run))
		return;
	str_addc(out, '"');
	add_prepared(out, run, beginning);
	str_adds(out, beginning ? "\" * " : "\" ");
}

void store_find_query(struct sv wanted, struct str *out)
{
	struct str half = {0};
	struct sv s, word;
	size_t n, from;
	uint32_t cp;

	text_add_half(&half, wanted);
	s = str_sv(&half);
	while (sv_split(&s, ' ', &word)) {
		bool han = false;

		from = 0;
		for (size_t i = 0; i < word.n; i += n) {
			n = text_decode(word.p + i, word.n - i, &cp);
			if (text_is_han(cp) == han)
				continue;
			add_phrase(out, (struct sv){word.p + from, i - from}, han);
			from = i;
			han = !han;
		}
		add_phrase(out, (struct sv){word.p + from, word.n - from}, han);
	}
	str_clear(&half);
}

/* ---- making good ------------------------------------------------------------------ */

static enum rc update_one(struct store *store, int64_t draft, struct err *err)
{
	struct str head = {0}, text = {0};
	enum rc rc = store_find_text(store, draft, &head, &text, err);

	if (rc == RC_OK)
		rc = store_sql_do(store, err, "INSERT OR REPLACE INTO find (rowid, head, text) VALUES (-?1, ?2, ?3)", "itt", draft,
				  str_sv(&head), str_sv(&text));
	if (rc == RC_OK)
		rc = store_sql_do(store, err, "UPDATE draft SET found_seq = seq WHERE id = ?1", "i", draft);
	str_clear(&head);
	str_clear(&text);
	return rc;
}

enum rc store_find_update(struct store *store, size_t at_most, size_t *n, struct err *err)
{
	size_t done = 0;
	int64_t draft;
	enum rc rc = store_call_begin(store, err);

	*n = 0;
	if (rc != RC_OK)
		return rc;
	/* in the order of FTS5's rowids, which it gathers in memory */
	for (; rc == RC_OK && done < at_most; done++) {
		rc = store_sql_int(store, &draft, err, "SELECT id FROM draft WHERE found_seq = -1 ORDER BY id DESC LIMIT 1", "");
		if (rc == RC_OK)
			rc = update_one(store, draft, err);
		else if (rc == RC_NOTFOUND)
			break;
	}
	rc = store_call_end(store, rc == RC_NOTFOUND ? RC_OK : rc, err);
	if (rc == RC_OK)
		*n = done;
	return rc;
}

/* ---- lists ------------------------------------------------------------------------ */

/*
 * The index goes by type and state. Of each pair that is wanted no more than a
 * page can be shown, and nothing older than the last one of a pair that has a
 * whole page: so a page costs the same however many drafts there are.
 */
static const char by_change[] =
	"WITH pair AS (SELECT type, state FROM tally WHERE n > 0 AND substr(type, 1, length(?1)) = ?1"
	"  AND CASE ?2 WHEN '' THEN state <> 'bin' ELSE state = ?2 END),"
	" bound AS (SELECT coalesce(max((SELECT d.changed_at FROM draft d WHERE d.type = pair.type AND d.state = pair.state"
	"  AND (d.changed_at, d.id) < (?3, ?4) ORDER BY d.changed_at DESC, d.id DESC LIMIT 1 OFFSET ?5 - 1)), 0) AS oldest FROM pair)"
	" SELECT " STORE_DRAFT_COLUMNS " FROM draft WHERE id IN (SELECT d.id FROM pair CROSS JOIN bound CROSS JOIN draft d"
	"  WHERE d.type = pair.type AND d.state = pair.state AND d.changed_at >= bound.oldest AND (d.changed_at, d.id) < (?3, ?4)"
	"  ORDER BY d.changed_at DESC, d.id DESC LIMIT ?5)"
	" ORDER BY changed_at DESC, id DESC";

/* The index knows type and state as they were when it was made good last; what
 * is owed is looked at again. */
static const char by_text[] =
	"SELECT " STORE_DRAFT_COLUMNS " FROM find CROSS JOIN draft ON draft.id = -find.rowid WHERE find MATCH ?3 AND find.rowid > -?4"
	" AND substr(type, 1, length(?1)) = ?1 AND CASE ?2 WHEN '' THEN state <> 'bin' ELSE state = ?2 END"
	" ORDER BY find.rowid LIMIT ?5";

static void add_filtered(struct str *out, const struct store_page *page, struct sv words)
{
	str_adds(out, "text : (");
	str_add(out, words);
	str_addc(out, ')');
	if (page->type.n > 0) {
		str_adds(out, " AND head : ");
		add_word(out, 't', page->type);
		str_adds(out, " *");
	}
	if (page->state.n > 0) {
		str_adds(out, " AND head : ");
		add_word(out, 's', page->state);
	}
}

static enum rc ask(struct store *store, const struct store_page *page, struct sv words, sqlite3_stmt **st, struct err *err)
{
	int64_t limit = (int64_t)page->limit, at = page->before_at, id = page->before_id;
	struct str query = {0};
	enum rc rc;

	if (id == 0)
		at = id = INT64_MAX;
	if (page->find.n == 0)
		return store_sql(store, st, err, by_change, "ttiii", page->type, page->state, at, id, limit);
	add_filtered(&query, page, words);
	rc = store_sql(store, st, err, by_text, "tttii", page->type, page->state, str_sv(&query), id, limit);
	str_clear(&query);
	return rc;
}

enum rc store_list(struct store *store, const struct store_page *page, store_on_draft *on_draft, void *ctx, struct err *err)
{
	sqlite3_stmt *st;
	struct arena arena = {0};
	struct str query = {0};
	struct store_draft draft;
	bool more = true;
	enum rc rc = RC_OK;

	store_find_query(page->find, &query);
	if (page->limit > 0 && (page->find.n == 0 || str_sv(&query).n > 0))
		rc = ask(store, page, str_sv(&query), &st, err);
	else
		more = false;
	while (rc == RC_OK && more && (rc = store_sql_next(store, st, &more, err)) == RC_OK && more) {
		arena_reset(&arena);
		store_read_draft(st, &arena, &draft);
		if (!on_draft(ctx, &draft)) {
			sqlite3_reset(st);
			break;
		}
	}
	str_clear(&query);
	arena_free(&arena);
	return rc;
}
