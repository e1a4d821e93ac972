#include "expr/pattern.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/text.h"

enum {
	PROGRAM_MAX = 8000,	/* instructions */
	TABLE_STATES_MAX = 512,
	TABLE_PLACES = 2048,		/* power of two, more than twice the states */
	TABLE_CELLS_MAX = 1 << 16,
	TABLE_WORK_MAX = 1 << 19,	/* steps spent on making a table */
	DEAD = 0,
};

enum code { CODE_CLASS, CODE_SPLIT, CODE_MATCH };

struct instruction {
	uint16_t code;
	uint16_t class;		/* CODE_CLASS: goes on with the next instruction */
	uint16_t to[2];		/* CODE_SPLIT */
};

/* A stretch of characters that all classes treat alike. */
struct stretch {
	uint32_t lo;		/* up to the next stretch */
	uint16_t kind;
};

struct expr_pattern {
	struct arena arena;
	struct instruction *program;
	size_t n_program, cap_program;
	struct stretch *stretch;
	size_t n_stretch;
	uint16_t n_kind;
	bool *member;			/* [class * n_kind + kind] */
	uint16_t ascii[128];		/* kind of a character */
	uint16_t *table;		/* [state * n_kind + kind]; NULL: the program is followed */
	bool *accepts;			/* [state] */
	uint16_t start;
};

/* ---- kinds of characters --------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static bool class_has(const struct pattern_class *c, uint32_t cp)
{
	size_t lo = 0, hi = c->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (cp > c->range[mid].hi)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->n && cp >= c->range[lo].lo;
}

static uint16_t kind_of(const struct expr_pattern *p, uint32_t cp)
{
	size_t lo = 0, hi = p->n_stretch;

	while (hi - lo > 1) {
		size_t mid = (lo + hi) / 2;

		if (cp < p->stretch[mid].lo)
			hi = mid;
		else
			lo = mid;
	}
	return p->stretch[lo].kind;
}

/* Where stretches begin, in order, each once; yours. */
static uint32_t *make_bounds(const struct pattern_class *class, size_t n_class, size_t *n)
{
	size_t most = 1, n_all = 1;
	uint32_t *bound;

	for (size_t i = 0; i < n_class; i++)
		most += 2 * class[i].n;
	bound = mem_zalloc(most, sizeof *bound);
	for (size_t i = 0; i < n_class; i++)
		for (size_t k = 0; k < class[i].n; k++) {
			bound[n_all++] = class[i].range[k].lo;
			bound[n_all++] = class[i].range[k].hi + 1;
		}
	qsort(bound, n_all, sizeof *bound, by_value);
	*n = 1;
	for (size_t i = 1; i < n_all; i++)
		if (bound[i] != bound[*n - 1])
			bound[(*n)++] = bound[i];
	return bound;
}

/* Number of the kind whose classes are those of row, a new one if need be.
 * rows holds one row of n_class for each kind. */
static uint16_t kind_for(struct expr_pattern *p, const bool *row, bool *rows, size_t n_class)
{
	for (uint16_t k = 0; k < p->n_kind; k++)
		if (memcmp(rows + k * n_class, row, n_class * sizeof *row) == 0)
			return k;
	memcpy(rows + p->n_kind * n_class, row, n_class * sizeof *row);
	return p->n_kind++;
}

static void make_kinds(struct expr_pattern *p, const struct pattern_class *class, size_t n_class)
{
	uint32_t *bound = make_bounds(class, n_class, &p->n_stretch);
	bool *rows = mem_zalloc(p->n_stretch * n_class + 1, sizeof *rows), *row = mem_zalloc(n_class + 1, sizeof *row);

	p->stretch = arena_alloc(&p->arena, p->n_stretch * sizeof *p->stretch);
	for (size_t i = 0; i < p->n_stretch; i++) {
		for (size_t c = 0; c < n_class; c++)
			row[c] = class_has(&class[c], bound[i]);
		p->stretch[i] = (struct stretch){bound[i], kind_for(p, row, rows, n_class)};
	}
	p->member = arena_alloc(&p->arena, n_class * p->n_kind * sizeof *p->member + 1);
	for (size_t c = 0; c < n_class; c++)
		for (size_t k = 0; k < p->n_kind; k++)
			p->member[c * p->n_kind + k] = rows[k * n_class + c];
	for (uint32_t cp = 0; cp < 128; cp++)
		p->ascii[cp] = kind_of(p, cp);
	mem_free(bound);
	mem_free(rows);
	mem_free(row);
}

/* ---- the program ---------------------------------------------------------------- */

/* Number of a new instruction; when there are too many, the last one again. */
static uint16_t emit(struct expr_pattern *p, enum code code, size_t class)
{
	if (p->n_program < PROGRAM_MAX) {
		if (p->n_program == p->cap_program)
			p->program = mem_grow(p->program, &p->cap_program, sizeof *p->program);
		p->n_program++;
	}
	p->program[p->n_program - 1] = (struct instruction){.code = (uint16_t)code, .class = (uint16_t)class};
	return (uint16_t)(p->n_program - 1);
}

static bool is_full(const struct expr_pattern *p)
{
	return p->n_program == PROGRAM_MAX;
}

static void emit_tree(struct expr_pattern *p, const struct pattern_tree *t);

static void emit_alternatives(struct expr_pattern *p, const struct pattern_tree *t)
{
	uint16_t split, jump;

	if (t->next == NULL) {
		emit_tree(p, t);
		return;
	}
	split = emit(p, CODE_SPLIT, 0);
	emit_tree(p, t);
	jump = emit(p, CODE_SPLIT, 0);
	p->program[split].to[0] = (uint16_t)(split + 1);
	p->program[split].to[1] = (uint16_t)p->n_program;
	emit_alternatives(p, t->next);
	p->program[jump].to[0] = p->program[jump].to[1] = (uint16_t)p->n_program;
}

static void emit_repeat(struct expr_pattern *p, const struct pattern_tree *t)
{
	uint16_t split, jump;
	size_t first = p->n_program;

	for (unsigned i = 0; i < t->min && !is_full(p); i++)
		emit_tree(p, t->first);
	if (t->max == PATTERN_NO_MAX) {
		split = emit(p, CODE_SPLIT, 0);
		emit_tree(p, t->first);
		jump = emit(p, CODE_SPLIT, 0);
		p->program[jump].to[0] = p->program[jump].to[1] = split;
		p->program[split].to[0] = (uint16_t)(split + 1);
		p->program[split].to[1] = (uint16_t)p->n_program;
		return;
	}
	/* Each further one may be the end; the exits are set when it is known. */
	first = p->n_program;
	for (unsigned i = t->min; i < t->max && !is_full(p); i++) {
		split = emit(p, CODE_SPLIT, 1);
		p->program[split].to[0] = (uint16_t)(split + 1);
		emit_tree(p, t->first);
	}
	for (size_t i = first; i < p->n_program; i++)
		if (p->program[i].code == CODE_SPLIT && p->program[i].class == 1) {
			p->program[i].to[1] = (uint16_t)p->n_program;
			p->program[i].class = 0;
		}
}

static void emit_tree(struct expr_pattern *p, const struct pattern_tree *t)
{
	switch (t->kind) {
	case PATTERN_CLASS:
		emit(p, CODE_CLASS, t->class);
		break;
	case PATTERN_CAT:
		for (const struct pattern_tree *k = t->first; k != NULL && !is_full(p); k = k->next)
			emit_tree(p, k);
		break;
	case PATTERN_ALT:
		emit_alternatives(p, t->first);
		break;
	case PATTERN_REPEAT:
		emit_repeat(p, t);
		break;
	}
}

/* ---- sets of states ----------------------------------------------------------------- */

/* Instructions reached; listed are those that read a character or match. */
struct states {
	uint16_t *list, *todo;
	uint32_t *mark;		/* == turn: was here in this turn */
	uint32_t turn;
	size_t n;
	bool matches;
};

static struct states states_new(size_t n_program)
{
	return (struct states){
		.list = mem_zalloc(n_program, sizeof(uint16_t)),
		.todo = mem_zalloc(2 * n_program + 2, sizeof(uint16_t)),
		.mark = mem_zalloc(n_program, sizeof(uint32_t)),
	};
}

static void states_clear(struct states *s)
{
	mem_free(s->list);
	mem_free(s->todo);
	mem_free(s->mark);
}

static void states_reset(struct states *s)
{
	s->turn++;
	s->n = 0;
	s->matches = false;
}

static void states_add(struct states *s, const struct expr_pattern *p, uint16_t at)
{
	size_t n_todo = 0;

	s->todo[n_todo++] = at;
	while (n_todo > 0) {
		const struct instruction *i;

		at = s->todo[--n_todo];
		if (s->mark[at] == s->turn)
			continue;
		s->mark[at] = s->turn;
		i = &p->program[at];
		if (i->code == CODE_SPLIT) {
			s->todo[n_todo++] = i->to[1];
			s->todo[n_todo++] = i->to[0];
		} else if (i->code == CODE_MATCH) {
			s->matches = true;
		} else {
			s->list[s->n++] = at;
		}
	}
}

/* Where the states of from go on a character of this kind. */
static void states_step(struct states *to, const struct states *from, const struct expr_pattern *p, uint16_t kind)
{
	states_reset(to);
	for (size_t i = 0; i < from->n; i++)
		if (p->member[(size_t)p->program[from->list[i]].class * p->n_kind + kind])
			states_add(to, p, (uint16_t)(from->list[i] + 1));
}

/* ---- the table ------------------------------------------------------------------------ */

struct maker {
	struct expr_pattern *p;
	struct states now, next;
	struct arena arena;
	struct kept {
		uint16_t *list;
		size_t n;
		bool matches;
	} *kept;		/* [state] */
	size_t n;
	uint16_t place[TABLE_PLACES];	/* states by hash; 0: free */
	uint64_t work;
};

static int by_number(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static bool same_states(const struct kept *k, const struct states *s)
{
	return k->n == s->n && k->matches == s->matches && (s->n == 0 || memcmp(k->list, s->list, s->n * sizeof *s->list) == 0);
}

/* State of the table for m->next; SIZE_MAX when there are too many. */
static size_t state_of(struct maker *m)
{
	struct states *s = &m->next;
	uint64_t hash = s->matches;
	size_t at;

	if (s->n == 0 && !s->matches)
		return DEAD;
	qsort(s->list, s->n, sizeof *s->list, by_number);
	for (size_t i = 0; i < s->n; i++)
		hash = (hash ^ s->list[i]) * 0x9E3779B97F4A7C15u;
	for (at = hash >> 32 & (TABLE_PLACES - 1); m->place[at] != DEAD; at = (at + 1) & (TABLE_PLACES - 1))
		if (same_states(&m->kept[m->place[at]], s))
			return m->place[at];
	if (m->n == TABLE_STATES_MAX || (m->n + 1) * m->p->n_kind > TABLE_CELLS_MAX)
		return SIZE_MAX;
	m->place[at] = (uint16_t)m->n;
	m->kept[m->n] = (struct kept){arena_alloc(&m->arena, s->n * sizeof *s->list + 1), s->n, s->matches};
	if (s->n != 0)
		memcpy(m->kept[m->n].list, s->list, s->n * sizeof *s->list);
	return m->n++;
}

static bool make_rows(struct maker *m, uint16_t *table)
{
	size_t n_kind = m->p->n_kind;

	states_reset(&m->next);
	states_add(&m->next, m->p, 0);
	m->p->start = (uint16_t)state_of(m);
	for (size_t state = 1; state < m->n; state++) {
		struct kept k = m->kept[state];

		memcpy(m->now.list, k.list, k.n * sizeof *k.list);
		m->now.n = k.n;
		for (uint16_t kind = 0; kind < n_kind; kind++) {
			size_t to;

			states_step(&m->next, &m->now, m->p, kind);
			m->work += k.n + m->next.n + 1;
			to = state_of(m);
			if (to == SIZE_MAX || m->work > TABLE_WORK_MAX)
				return false;
			table[state * n_kind + kind] = (uint16_t)to;
		}
	}
	return true;
}

static void make_table(struct expr_pattern *p)
{
	struct maker m = {.p = p, .now = states_new(p->n_program), .next = states_new(p->n_program), .n = 1};
	size_t most = TABLE_CELLS_MAX < TABLE_STATES_MAX * (size_t)p->n_kind ? TABLE_CELLS_MAX : TABLE_STATES_MAX * (size_t)p->n_kind;
	uint16_t *table = mem_zalloc(most, sizeof *table);
	size_t n_b;

	m.kept = mem_zalloc(TABLE_STATES_MAX, sizeof *m.kept);
	if (p->n_kind <= TABLE_CELLS_MAX / 4 && make_rows(&m, table)) {
		n_b = m.n * p->n_kind * sizeof *table;
		p->table = arena_alloc(&p->arena, n_b);
		memcpy(p->table, table, n_b);
		p->accepts = arena_alloc(&p->arena, m.n * sizeof *p->accepts);
		for (size_t i = 0; i < m.n; i++)
			p->accepts[i] = m.kept[i].matches;
	}
	mem_free(table);
	mem_free(m.kept);
	arena_free(&m.arena);
	states_clear(&m.now);
	states_clear(&m.next);
}

enum rc pattern_make(const struct pattern_tree *tree, const struct pattern_class *class, size_t n_class,
    struct expr_pattern **out, struct err *err)
{
	struct expr_pattern *p = mem_zalloc(1, sizeof *p);

	make_kinds(p, class, n_class);
	emit_tree(p, tree);
	emit(p, CODE_MATCH, 0);
	if (is_full(p)) {
		expr_pattern_free(p);
		return err_set(err, RC_LIMIT, _("the pattern repeats too much: its counts multiply to more than %d places"), PROGRAM_MAX);
	}
	make_table(p);
	*out = p;
	return RC_OK;
}

void expr_pattern_free(struct expr_pattern *p)
{
	if (p == NULL)
		return;
	mem_free(p->program);
	arena_free(&p->arena);
	mem_free(p);
}

/* ---- matching --------------------------------------------------------------------------- */

static uint16_t next_kind(const struct expr_pattern *p, struct sv *s)
{
	unsigned char c = (unsigned char)*s->p;
	uint32_t cp;
	size_t n_b = 1;
	uint16_t kind;

	if (c < 0x80) {
		kind = p->ascii[c];
	} else {
		n_b = text_decode(s->p, s->n, &cp);
		kind = kind_of(p, cp);
	}
	*s = (struct sv){s->p + n_b, s->n - n_b};
	return kind;
}

static bool follow_program(const struct expr_pattern *p, struct sv s)
{
	struct states now = states_new(p->n_program), next = states_new(p->n_program);
	bool matches;

	states_reset(&now);
	states_add(&now, p, 0);
	while (s.n != 0 && now.n != 0) {
		struct states t;

		states_step(&next, &now, p, next_kind(p, &s));
		t = now;
		now = next;
		next = t;
	}
	matches = s.n == 0 && now.matches;
	states_clear(&now);
	states_clear(&next);
	return matches;
}

bool expr_pattern_matches(const struct expr_pattern *p, struct sv whole)
{
	size_t state = p->start;

	if (p->table == NULL)
		return follow_program(p, whole);
	while (whole.n != 0 && state != DEAD)
		state = p->table[state * p->n_kind + next_kind(p, &whole)];
	return p->accepts[state];
}
