#include "codes/inside.h"

#include "base/i18n.h"

bool codes_filter_sql(const struct table *t, struct sv filter, struct str *sql)
{
	struct sv part;

	str_adds(sql, "1");
	while (filter.n > 0 && sv_split(&filter, ' ', &part)) {
		struct sv values, value;
		size_t at;
		bool no, first = true;

		if (!sv_find(part, SV("="), &at) || at == 0)
			return false;
		values = (struct sv){part.p + at + 1, part.n - at - 1};
		no = part.p[at - 1] == '!';
		part.n = no ? at - 1 : at;
		if (codes_column_of(t, part) < 0)
			return false;
		str_addf(sql, " AND \"%.*s\" %s (", (int)part.n, part.p, no ? "NOT IN" : "IN");
		while (sv_split(&values, ',', &value)) {
			if (sv_find(value, SV("'"), NULL))
				return false;
			str_addf(sql, "%s'%.*s'", first ? "" : ",", (int)value.n, value.p);
			first = false;
		}
		str_addc(sql, ')');
	}
	return true;
}

enum rc codes_unreadable(const struct table *t, int sqlite_rc, struct err *err)
{
	return err_set(err, RC_PARSE, t->import != NULL
	    ? _("the imported code table %s cannot be read (%s: %s); import it again, or delete the file")
	    : _("the code table %s cannot be read (%s: %s); run make, or install yulu again"),
	    t->id, db_path(t->db), sqlite3_errstr(sqlite_rc));
}

static void note_trouble(struct codes *c, const struct table *t, int sqlite_rc)
{
	if (c->trouble.rc == RC_OK)
		codes_unreadable(t, sqlite_rc, &c->trouble);
}

enum rc codes_trouble(struct codes *c, struct err *err)
{
	if (c->trouble.rc != RC_OK)
		return err_set(err, c->trouble.rc, "%s", c->trouble.text);
	return RC_OK;
}

/* ---- rows ------------------------------------------------------------------ */

int32_t codes_day_or(struct sv text, int32_t open)
{
	int32_t day = text.n > 0 ? day_parse_10(text) : DAY_NONE;

	return day == DAY_NONE ? open : day;
}

static struct row *read_row(struct codes *c, const struct table *t, sqlite3_stmt *st)
{
	struct row *row;
	size_t text_b = 0;
	char *text;

	for (size_t i = 0; i < t->n_column; i++)
		text_b += db_column_sv(st, (int)i + 1).n;
	row = arena_alloc(&c->arena, sizeof *row + t->n_column * sizeof *row->v + text_b);
	text = (char *)(row->v + t->n_column);
	for (size_t i = 0; i < t->n_column; i++) {
		struct sv v = db_column_sv(st, (int)i + 1);

		if (v.n > 0)
			memcpy(text, v.p, v.n);
		row->v[i] = (struct sv){text, v.n};
		text += v.n;
	}
	row->from = t->valid_from < 0 ? DAY_NONE : codes_day_or(row->v[t->valid_from], DAY_NONE);
	row->to = t->valid_to < 0 ? INT32_MAX : codes_day_or(row->v[t->valid_to], INT32_MAX);
	return row;
}

const struct row *codes_row(struct codes *c, struct table *t, sqlite3_stmt *st)
{
	const sqlite3_int64 rowid = sqlite3_column_int64(st, 0);

	if (rowid < 1 || (sqlite3_uint64)rowid > t->n_row)
		return read_row(c, t, st);
	if (t->row == NULL)
		t->row = mem_zalloc(t->n_row + 1, sizeof *t->row);
	if (t->row[rowid] == NULL)
		t->row[rowid] = read_row(c, t, st);
	return t->row[rowid];
}

bool codes_row_on(const struct row *row, int32_t day)
{
	return day == DAY_NONE || (row->from <= day && day <= row->to);
}

/* ---- the memo ---------------------------------------------------------------- */

static struct hit *slot_of(struct hit *slot, size_t n_slot, struct sv code, uint64_t hash)
{
	size_t i = (size_t)hash & (n_slot - 1);

	while (slot[i].code.p != NULL && !sv_eq(slot[i].code, code))
		i = (i + 1) & (n_slot - 1);
	return &slot[i];
}

static void grow_memo(struct list *l)
{
	const size_t n_slot = l->n_slot ? l->n_slot * 2 : 64;
	struct hit *slot = mem_zalloc(n_slot, sizeof *slot);

	for (size_t i = 0; i < l->n_slot; i++)
		if (l->hit[i].code.p != NULL)
			*slot_of(slot, n_slot, l->hit[i].code, sv_hash(l->hit[i].code)) = l->hit[i];
	mem_free(l->hit);
	l->hit = slot;
	l->n_slot = n_slot;
}

static void remember_miss(struct list *l, struct sv code, uint64_t hash)
{
	struct miss *m;

	if (code.n > MISS_MAX_B)
		return;
	if (l->miss == NULL)
		l->miss = mem_zalloc(N_MISS, sizeof *l->miss);
	m = &l->miss[hash % N_MISS];
	m->n = (unsigned char)code.n;
	memcpy(m->code, code.p, code.n);
}

static bool is_known_miss(const struct list *l, struct sv code, uint64_t hash)
{
	const struct miss *m = l->miss == NULL ? NULL : &l->miss[hash % N_MISS];

	return m != NULL && m->n > 0 && sv_eq(code, (struct sv){m->code, m->n});
}

static bool prepare_get(struct codes *c, struct list *l)
{
	struct table *t = l->table;
	struct str sql = {0};
	enum rc rc;

	if (l->get != NULL)
		return true;
	str_addf(&sql, "SELECT rowid, * FROM \"t_%s\" WHERE \"%s\" = ?1 AND %s ORDER BY rowid",
	    t->id, t->column[l->key], l->where);
	rc = db_prepare(t->db, str_z(&sql), &l->get, NULL);
	str_clear(&sql);
	if (rc != RC_OK)
		note_trouble(c, t, sqlite3_errcode(db_handle(t->db)));
	return rc == RC_OK;
}

/* Asks SQLite; the rows found are remembered, and so is a code that is not there. */
static const struct hit *fetch(struct codes *c, struct list *l, struct sv code, uint64_t hash)
{
	const struct row **row = NULL;
	size_t n = 0, cap = 0;
	struct hit *hit = NULL;
	int rc;

	if (!prepare_get(c, l))
		return NULL;
	db_bind_sv(l->get, 1, code);
	while ((rc = sqlite3_step(l->get)) == SQLITE_ROW) {
		if (n == cap)
			row = mem_grow(row, &cap, sizeof *row);
		row[n++] = codes_row(c, l->table, l->get);
	}
	sqlite3_reset(l->get);
	if (rc != SQLITE_DONE) {
		note_trouble(c, l->table, rc);
	} else if (n == 0) {
		remember_miss(l, code, hash);
	} else {
		if (l->n_hit * 2 >= l->n_slot)
			grow_memo(l);
		hit = slot_of(l->hit, l->n_slot, code, hash);
		*hit = (struct hit){.code = row[0]->v[l->key], .n_row = n,
			.row = arena_alloc(&c->arena, n * sizeof *row)};
		memcpy(hit->row, row, n * sizeof *row);
		l->n_hit++;
	}
	mem_free(row);
	return hit;
}

static const struct row *lookup(struct codes *c, int id, struct sv code, int32_t day)
{
	struct name *name = codes_at(c, id);
	struct list *l = name != NULL ? name->list : NULL;
	const struct hit *hit = NULL;
	uint64_t hash;

	if (l == NULL || code.n == 0)
		return NULL;
	hash = sv_hash(code);
	if (l->n_slot > 0)
		hit = slot_of(l->hit, l->n_slot, code, hash);
	if (hit == NULL || hit->code.p == NULL)
		hit = is_known_miss(l, code, hash) ? NULL : fetch(c, l, code, hash);
	if (hit == NULL)
		return NULL;
	for (size_t i = hit->n_row; i > 0; i--)
		if (codes_row_on(hit->row[i - 1], day))
			return hit->row[i - 1];
	return NULL;
}

bool codes_has(struct codes *c, int id, struct sv code, int32_t day)
{
	return lookup(c, id, code, day) != NULL;
}

bool codes_get(struct codes *c, int id, struct sv code, int32_t day, int column, struct sv *value)
{
	const struct row *row = lookup(c, id, code, day);

	*value = SV("");
	if (row == NULL || column < 0 || (size_t)column >= codes_n_columns(c, id))
		return false;
	*value = row->v[column];
	return true;
}

/* ---- the calendar -------------------------------------------------------------- */

static void add_day(int32_t **day, size_t *n, size_t *cap, int32_t value)
{
	if (*n == *cap)
		*day = mem_grow(*day, cap, sizeof **day);
	(*day)[(*n)++] = value;
}

const struct day_calendar *codes_calendar(struct codes *c)
{
	struct table *t = codes_table_of(c, SV("workday_cn"));
	size_t n_off = 0, cap_off = 0, n_work = 0, cap_work = 0;
	sqlite3_stmt *st = NULL;
	int rc = SQLITE_DONE;

	if (c->calendar_read)
		return &c->calendar;
	c->calendar_read = true;
	if (t == NULL || !t->has_rows)
		return &c->calendar;
	if (db_prepare(t->db, "SELECT date, kind FROM t_workday_cn ORDER BY replace(date, '-', '')", &st, NULL) != RC_OK) {
		note_trouble(c, t, sqlite3_errcode(db_handle(t->db)));
		return &c->calendar;
	}
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		int32_t day = day_parse_any(db_column_sv(st, 0));

		if (day != DAY_NONE && sv_is(db_column_sv(st, 1), "off"))
			add_day(&c->off, &n_off, &cap_off, day);
		else if (day != DAY_NONE && sv_is(db_column_sv(st, 1), "work"))
			add_day(&c->work, &n_work, &cap_work, day);
	}
	if (rc != SQLITE_DONE)
		note_trouble(c, t, rc);
	sqlite3_reset(st);
	c->calendar = (struct day_calendar){c->off, c->work, n_off, n_work};
	return &c->calendar;
}
