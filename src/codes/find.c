/*
 * The search index of a list: rows in key order, and for each row four texts,
 * side by side in one block per kind:
 *
 *     KEY       the code as it is
 *     INITIALS  pinyin initials
 *     NAME      name_zh, in half width and small letters
 *     REST      name_en, then other Chinese names, likewise
 *
 * INITIALS and NAME are sorted too, for prefixes by binary search. For parts
 * each text has a signature: a bit for each character and each pair of
 * neighbours. A text that lacks a bit of the query's signature cannot hold the
 * query, so a pass over 12,000 names reads 96 KB and compares few of them.
 *
 * Every step of the ranking adds rows that no earlier step gave, until limit
 * is reached: most keystrokes end after one or two steps.
 */
#include "codes/inside.h"

#include <stdlib.h>

#include "base/text.h"

enum { KEY, INITIALS, NAME, REST, N_BLOCK };
enum { QUERY_MAX_B = 200 };

struct block {
	struct str text;		/* row after row */
	uint32_t *at;			/* n + 1 offsets */
	uint32_t *order;		/* rows by text; INITIALS and NAME only */
	uint64_t *signature;		/* not of KEY */
};

struct find {
	size_t n;
	struct block block[N_BLOCK];
	struct place { uint32_t rowid; int32_t from, to; } *place;
	uint32_t *seen;			/* round in which a row was last given */
	uint32_t round;
	sqlite3_stmt *get;		/* a row by its rowid */
};

void codes_find_free(struct find *f)
{
	if (f == NULL)
		return;
	for (int k = 0; k < N_BLOCK; k++) {
		str_clear(&f->block[k].text);
		mem_free(f->block[k].at);
		mem_free(f->block[k].order);
		mem_free(f->block[k].signature);
	}
	mem_free(f->place);
	mem_free(f->seen);
	mem_free(f);
}

static struct sv text_of(const struct find *f, int kind, size_t i)
{
	const struct block *b = &f->block[kind];

	return (struct sv){str_z(&b->text) + b->at[i], b->at[i + 1] - b->at[i]};
}

/* Each byte of a Chinese character but its last two is shared by thousands, so
 * the unit is the character. */
static uint64_t signature_of(struct sv s)
{
	uint64_t bits = 0;
	uint32_t cp, before = 0;

	for (size_t i = 0; i < s.n; before = cp) {
		i += text_decode(s.p + i, s.n - i, &cp);
		bits |= UINT64_C(1) << (cp * UINT32_C(2654435761) >> 26);
		if (before != 0)
			bits |= UINT64_C(1) << ((before * UINT32_C(40503) + cp) * UINT32_C(2246822519) >> 26);
	}
	return bits;
}

/* ---- building ------------------------------------------------------------------ */

static void add_small(struct str *out, struct sv v)
{
	for (size_t i = 0; i < v.n; i++)
		str_addc(out, v.p[i] >= 'A' && v.p[i] <= 'Z' ? (char)(v.p[i] - 'A' + 'a') : v.p[i]);
}

static bool is_other_name(const char *column)
{
	const size_t n = strlen(column);

	return n > 3 && strcmp(column + n - 3, "_zh") == 0 && strcmp(column, "name_zh") != 0;
}

/* SELECT of rowid, key, days, initials, name, English name, other names. */
static void make_sql(const struct list *l, struct str *sql)
{
	const struct table *t = l->table;
	const bool zh = codes_column_of(t, SV("name_zh")) >= 0;
	const bool plain = codes_column_of(t, SV("name")) >= 0;

	str_addf(sql, "SELECT rowid, \"%s\", %s, %s, \"#initials\", %s, %s", t->column[l->key],
	    t->valid_from >= 0 ? "valid_from" : "''", t->valid_to >= 0 ? "valid_to" : "''",
	    zh ? "name_zh" : plain ? "name" : "''", codes_column_of(t, SV("name_en")) >= 0 ? "name_en" : "''");
	for (size_t i = 0; i < t->n_column; i++)
		if (is_other_name(t->column[i]))
			str_addf(sql, ", \"%s\"", t->column[i]);
	str_addf(sql, " FROM \"t_%s\" WHERE \"%s\" <> '' AND %s ORDER BY \"%s\", rowid",
	    t->id, t->column[l->key], l->where, t->column[l->key]);
}

/* As queries are: half width, small letters. */
static void add_folded(struct block *b, struct str *half, struct sv v)
{
	str_reset(half);
	text_add_half(half, v);
	add_small(&b->text, str_sv(half));
}

static void add_row(struct find *f, sqlite3_stmt *st, struct str *half)
{
	const int n_column = sqlite3_column_count(st);
	struct block *b = f->block;
	const size_t i = f->n;

	for (int k = 0; k < N_BLOCK; k++)
		b[k].at[i] = (uint32_t)b[k].text.len_b;
	f->place[i].rowid = (uint32_t)sqlite3_column_int64(st, 0);
	f->place[i].from = codes_day_or(db_column_sv(st, 2), DAY_NONE);
	f->place[i].to = codes_day_or(db_column_sv(st, 3), INT32_MAX);
	str_add(&b[KEY].text, db_column_sv(st, 1));
	str_add(&b[INITIALS].text, db_column_sv(st, 4));
	add_folded(&b[NAME], half, db_column_sv(st, 5));
	add_folded(&b[REST], half, db_column_sv(st, 6));
	for (int k = 7; k < n_column; k++) {
		str_addc(&b[REST].text, '\t');
		add_folded(&b[REST], half, db_column_sv(st, k));
	}
	f->n = i + 1;
	for (int k = 0; k < N_BLOCK; k++)
		b[k].at[i + 1] = (uint32_t)b[k].text.len_b;
	for (int k = INITIALS; k < N_BLOCK; k++)
		b[k].signature[i] = signature_of(text_of(f, k, i));
}

struct sorted {
	struct sv text;
	uint32_t row;
};

static int compare_sorted(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int by_text = sv_cmp(x->text, y->text);

	return by_text != 0 ? by_text : x->row < y->row ? -1 : x->row > y->row;
}

static void sort_block(struct find *f, int kind)
{
	struct sorted *s = mem_alloc(f->n * sizeof *s);

	for (size_t i = 0; i < f->n; i++)
		s[i] = (struct sorted){text_of(f, kind, i), (uint32_t)i};
	if (f->n > 0)
		qsort(s, f->n, sizeof *s, compare_sorted);
	f->block[kind].order = mem_alloc(f->n * sizeof *f->block[kind].order);
	for (size_t i = 0; i < f->n; i++)
		f->block[kind].order[i] = s[i].row;
	mem_free(s);
}

static enum rc build_rows(struct find *f, struct list *l, struct err *err)
{
	struct str sql = {0}, half = {0};
	sqlite3_stmt *st;
	int step = SQLITE_DONE;
	enum rc rc;

	make_sql(l, &sql);
	rc = db_prepare(l->table->db, str_z(&sql), &st, err);
	while (rc == RC_OK && f->n < l->table->n_row && (step = sqlite3_step(st)) == SQLITE_ROW) {
		const struct sv key = db_column_sv(st, 1);

		/* Looked up by another column, one code may have many rows: show it once. */
		if (l->key == 0 || f->n == 0 || !sv_eq(key, text_of(f, KEY, f->n - 1)))
			add_row(f, st, &half);
	}
	if (rc == RC_OK) {
		if (step != SQLITE_DONE && step != SQLITE_ROW)
			rc = codes_unreadable(l->table, step, err);
		sqlite3_reset(st);
	}
	str_clear(&half);
	str_clear(&sql);
	return rc;
}

static enum rc build(struct list *l, struct find **out, struct err *err)
{
	const size_t n_row = l->table->n_row;
	struct find *f = mem_zalloc(1, sizeof *f);
	struct str sql = {0};
	enum rc rc;

	for (int k = 0; k < N_BLOCK; k++)
		f->block[k].at = mem_zalloc(n_row + 1, sizeof *f->block[k].at);
	for (int k = INITIALS; k < N_BLOCK; k++)
		f->block[k].signature = mem_zalloc(n_row, sizeof *f->block[k].signature);
	f->place = mem_zalloc(n_row, sizeof *f->place);
	f->seen = mem_zalloc(n_row, sizeof *f->seen);
	rc = build_rows(f, l, err);
	if (rc == RC_OK) {
		str_addf(&sql, "SELECT rowid, * FROM \"t_%s\" WHERE rowid = ?1", l->table->id);
		rc = db_prepare(l->table->db, str_z(&sql), &f->get, err);
	}
	str_clear(&sql);
	if (rc == RC_OK) {
		sort_block(f, INITIALS);
		sort_block(f, NAME);
		*out = f;
	} else {
		codes_find_free(f);
	}
	return rc;
}

/* ---- searching ------------------------------------------------------------------- */

struct search {
	struct find *f;
	int32_t day;
	uint32_t *hit;
	size_t n_hit, limit;
};

/* Gives row i if it is valid and new; false when the limit is reached. */
static bool give(struct search *s, size_t i)
{
	const struct place *place = &s->f->place[i];

	if (s->day != DAY_NONE && (s->day < place->from || s->day > place->to))
		return true;
	if (s->f->seen[i] != s->f->round) {
		s->f->seen[i] = s->f->round;
		s->hit[s->n_hit++] = (uint32_t)i;
	}
	return s->n_hit < s->limit;
}

static size_t row_at(const struct find *f, int kind, size_t place)
{
	return f->block[kind].order == NULL ? place : f->block[kind].order[place];
}

/* Rows whose text begins with q, by binary search; exact: is q. */
static bool give_prefix(struct search *s, int kind, struct sv q, bool exact)
{
	const struct find *f = s->f;
	size_t lo = 0, hi = f->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (sv_cmp(text_of(f, kind, row_at(f, kind, mid)), q) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < f->n; lo++) {
		struct sv text = text_of(f, kind, row_at(f, kind, lo));

		if (!sv_starts(text, q) || (exact && text.n != q.n))
			break;
		if (!give(s, row_at(f, kind, lo)))
			return false;
	}
	return true;
}

/* Rows whose text has q in it, in key order; begins: at its beginning. */
static bool give_part(struct search *s, int kind, struct sv q, bool begins)
{
	const uint64_t *signature = s->f->block[kind].signature, wanted = signature_of(q);

	for (size_t i = 0; i < s->f->n; i++) {
		struct sv text;

		if ((signature[i] & wanted) != wanted)
			continue;
		text = text_of(s->f, kind, i);
		if ((begins ? sv_starts(text, q) : sv_find(text, q, NULL)) && !give(s, i))
			return false;
	}
	return true;
}

/* What was typed, in half width, without blanks around and points in numbers. */
static void normalise(struct sv query, struct str *q)
{
	struct str half = {0};
	struct sv v;
	bool number = true;

	text_add_half(&half, query);
	v = sv_trim(str_sv(&half));
	for (size_t i = 0; i < v.n; i++)
		number = number && ((v.p[i] >= '0' && v.p[i] <= '9') || (v.p[i] == '.' && i > 0));
	for (size_t i = 0; i < v.n; i++)
		if (!number || v.p[i] != '.')
			str_addc(q, v.p[i]);
	str_clear(&half);
}

static void rank(struct search *s, struct sv typed)
{
	struct str small = {0}, capital = {0};
	struct sv q, key[3];
	bool more = true;

	add_small(&small, typed);
	text_add_upper(&capital, typed);
	q = str_sv(&small);
	key[0] = typed;
	key[1] = str_sv(&capital);
	key[2] = q;
	for (int exact = 1; more && exact >= 0; exact--)
		for (int k = 0; more && k < 3; k++)
			more = give_prefix(s, KEY, key[k], exact == 1);
	more = more && give_prefix(s, INITIALS, q, false) && give_prefix(s, NAME, q, false)
	    && give_part(s, NAME, q, false) && give_part(s, INITIALS, q, false)
	    && give_part(s, REST, q, true) && give_part(s, REST, q, false);
	str_clear(&small);
	str_clear(&capital);
}

static enum rc show(struct codes *c, struct list *l, const struct search *s, codes_visit *visit, void *ctx,
    struct err *err)
{
	struct table *t = l->table;
	sqlite3_stmt *get = l->find->get;

	for (size_t k = 0; k < s->n_hit; k++) {
		const uint32_t rowid = l->find->place[s->hit[k]].rowid;
		const struct row *row = t->row != NULL && rowid <= t->n_row ? t->row[rowid] : NULL;

		if (row == NULL) {
			int step;

			sqlite3_bind_int64(get, 1, rowid);
			step = sqlite3_step(get);
			if (step == SQLITE_ROW)
				row = codes_row(c, t, get);
			sqlite3_reset(get);
			if (row == NULL)
				return codes_unreadable(t, step == SQLITE_DONE ? SQLITE_CORRUPT : step, err);
		}
		if (!visit(ctx, row->v, t->n_column))
			break;
	}
	return RC_OK;
}

static void run(struct search *s, struct sv query)
{
	struct str q = {0};

	s->f->round++;
	normalise(query, &q);
	if (q.len_b == 0)
		for (size_t i = 0; i < s->f->n && give(s, i); i++)
			;
	else if (q.len_b <= QUERY_MAX_B && text_valid(str_sv(&q), NULL))
		rank(s, str_sv(&q));
	str_clear(&q);
}

enum rc codes_search(struct codes *c, int id, struct sv query, int32_t day, size_t limit,
    codes_visit *visit, void *ctx, struct err *err)
{
	struct name *name = codes_at(c, id);
	struct list *l = name != NULL ? name->list : NULL;
	struct search s = {.day = day, .limit = limit};
	enum rc rc = RC_OK;

	if (l == NULL || limit == 0)
		return RC_OK;
	if (l->find == NULL)
		rc = build(l, &l->find, err);
	if (rc != RC_OK)
		return rc;
	if (s.limit > l->find->n)
		s.limit = l->find->n;
	if (s.limit == 0)
		return RC_OK;
	s.f = l->find;
	s.hit = mem_alloc(s.limit * sizeof *s.hit);
	run(&s, query);
	rc = show(c, l, &s, visit, ctx, err);
	mem_free(s.hit);
	return rc;
}
