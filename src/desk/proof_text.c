/*
 * The proof sheet as text: boxes beside each other in frames. The rule between
 * two lines of boxes has a + wherever one of them has a bar.
 */
#include "desk/proof_sheet.h"

#include "base/i18n.h"
#include "base/text.h"

enum { MIN_CELL = 2 };		/* a wide character */

/* ---- lines of a width ---------------------------------------------------------- */

static bool
may_break_behind(uint32_t cp)
{
	return cp == ' ' || cp == '|' || cp == ';' || cp == ',' || text_width_cp(cp) == 2;
}

/* Takes off *rest what fits, up to a place to break where there is one. */
static struct sv
take(struct sv *rest, int width)
{
	size_t at = 0, good = 0;
	struct sv line;
	int used = 0;

	while (at < rest->n) {
		uint32_t cp;
		size_t n = text_decode(rest->p + at, rest->n - at, &cp);
		int w = text_width_cp(cp);

		if (used + w > width && at > 0)
			break;
		if (w == 2)
			good = at;
		used += w;
		at += n;
		if (may_break_behind(cp))
			good = at;
	}
	if (at < rest->n && good > 0)
		at = good;
	line = (struct sv){rest->p, at};
	*rest = (struct sv){rest->p + at, rest->n - at};
	return line;
}

static void
add_blanks(struct str *to, int n)
{
	while (n-- > 0)
		str_addc(to, ' ');
}

static void
end_line(struct proof_out *o)
{
	while (o->to->len_b > 0 && o->to->s[o->to->len_b - 1] == ' ')
		o->to->s[--o->to->len_b] = '\0';
	str_addc(o->to, '\n');
}

static void
add_wrapped(struct proof_out *o, struct sv text)
{
	while (text.n > 0) {
		str_add(o->to, take(&text, o->width));
		end_line(o);
	}
}

/* ---- cells ------------------------------------------------------------------------- */

struct column {
	int width;
	size_t next;			/* line to come: 0 the label, then cell->line */
	struct sv rest;			/* of the line begun */
};

/* By their shares; where that leaves one too narrow all get the least first. */
static struct column *
place(struct proof_out *o, const struct proof_cell *cell, size_t n)
{
	struct column *c = arena_alloc(&o->arena, (n + 1) * sizeof *c);
	int inner = o->width - (int)n - 1, total = 0, sum = 0, end = 0, least = 0;

	for (size_t i = 0; i < n; i++)
		total += cell[i].share;
	for (size_t i = 0; i < n; i++)
		if ((long long)inner * cell[i].share / total < MIN_CELL)
			least = MIN_CELL;
	inner -= least * (int)n;
	for (size_t i = 0; i < n; i++) {
		int width = (int)((long long)(inner > 0 ? inner : 0) * (sum + cell[i].share) / total) - end;

		c[i] = (struct column){.width = least + width};
		sum += cell[i].share;
		end += width;
	}
	return c;
}

/* What stands next in a column; false: nothing more. */
static bool
next_line(struct column *c, const struct proof_cell *cell, struct sv *out)
{
	*out = (struct sv){0};
	if (c->next == 0 && cell->label.n > 0) {
		c->rest = cell->label;
		c->next = 1;
	} else if (c->rest.n == 0) {
		if (c->next == 0)
			c->next = 1;
		if (c->next > cell->n)
			return false;
		c->rest = cell->line[c->next++ - 1];
	}
	*out = take(&c->rest, c->width);
	return true;
}

static bool
is_done(const struct column *c, const struct proof_cell *cell)
{
	return c->rest.n == 0 && c->next > cell->n;
}

static void
add_cells(struct proof_out *o, struct column *c, const struct proof_cell *cell, size_t n, char bar)
{
	for (bool more = true; more;) {
		more = false;
		str_addc(o->to, bar);
		for (size_t i = 0; i < n; i++) {
			struct sv line;

			next_line(&c[i], &cell[i], &line);
			str_add(o->to, line);
			add_blanks(o->to, c[i].width - text_width(line));
			str_addc(o->to, bar);
			more = more || !is_done(&c[i], &cell[i]);
		}
		end_line(o);
	}
}

/* ---- frames --------------------------------------------------------------------------- */

/* The rule below the line of boxes before and above the next, whose bars stand in edge; either may be NULL. */
static void
add_rule(struct proof_out *o, const char *edge)
{
	for (int i = 0; i < o->width; i++)
		str_addc(o->to, (o->edge != NULL && o->edge[i]) || (edge != NULL && edge[i]) ? '+' : '-');
	str_addc(o->to, '\n');
}

static void
close_frame(struct proof_out *o)
{
	if (o->edge != NULL)
		add_rule(o, NULL);
	o->edge = NULL;
}

static char *
edge_of(struct proof_out *o, const struct column *c, size_t n)
{
	char *edge = arena_alloc(&o->arena, (size_t)o->width);
	int at = 0;

	memset(edge, 0, (size_t)o->width);
	edge[0] = 1;
	for (size_t i = 0; i < n; i++) {
		at += c[i].width + 1;
		if (at < o->width)
			edge[at] = 1;
	}
	return edge;
}

/* The edges outlive the line, nothing else does. */
static void
framed_line(struct proof_out *o, const struct proof_cell *cell, size_t n)
{
	struct column *c = place(o, cell, n);
	char *edge = edge_of(o, c, n);

	add_rule(o, edge);
	add_cells(o, c, cell, n, '|');
	if (o->kept == NULL)
		o->kept = mem_alloc((size_t)o->width);
	o->edge = memcpy(o->kept, edge, (size_t)o->width);
	arena_reset(&o->arena);
}

/* "label: first line", the other lines below. */
static void
open_line(struct proof_out *o, const struct proof_cell *cell, size_t n)
{
	struct proof_cell *joined = arena_alloc(&o->arena, (n + 1) * sizeof *joined);

	close_frame(o);
	for (size_t i = 0; i < n; i++) {
		struct str text = STR_INIT(0);

		joined[i] = cell[i];
		str_add(&text, cell[i].label);
		str_adds(&text, i18n_pick("：", ": "));
		if (cell[i].n > 0) {
			str_add(&text, cell[i].line[0]);
			joined[i].line++;
			joined[i].n--;
		}
		joined[i].label = (struct sv){arena_dup(&o->arena, str_z(&text), text.len_b), text.len_b};
		str_clear(&text);
	}
	add_cells(o, place(o, joined, n), joined, n, ' ');
	arena_reset(&o->arena);
}

/* ---- the writer -------------------------------------------------------------------------- */

static void
add_centred(struct proof_out *o, struct sv text)
{
	while (text.n > 0) {
		struct sv line = take(&text, o->width);

		add_blanks(o->to, (o->width - text_width(line)) / 2);
		str_add(o->to, line);
		end_line(o);
	}
}

static void
begin(struct proof_out *o, const struct proof_front *front)
{
	add_wrapped(o, front->reference);
	add_centred(o, front->title);
	add_centred(o, front->mark);
	str_addc(o->to, '\n');
}

static void
boxes(struct proof_out *o, const struct proof_cell *cell, size_t n, bool framed)
{
	if (framed)
		framed_line(o, cell, n);
	else
		open_line(o, cell, n);
}

static void
heading(struct proof_out *o, struct sv text)
{
	close_frame(o);
	str_addc(o->to, '\n');
	add_wrapped(o, text);
}

/* Right below its row, without bars. */
static void
note(struct proof_out *o, const struct sv *line, size_t n)
{
	struct proof_cell across = {.share = 1, .n = n};
	struct column *c = place(o, &across, 1);

	across.line = arena_alloc(&o->arena, (n + 1) * sizeof *line);
	memcpy(across.line, line, n * sizeof *line);
	add_cells(o, c, &across, 1, '|');
	o->edge = memcpy(o->kept, edge_of(o, c, 1), (size_t)o->width);
	arena_reset(&o->arena);
}

static void
table_end(struct proof_out *o)
{
	(void)o;
}

static void
end(struct proof_out *o, struct sv findings)
{
	close_frame(o);
	str_addc(o->to, '\n');
	add_wrapped(o, findings);
	arena_free(&o->arena);
	mem_free(o->kept);
}

const struct proof_writer proof_text_writer = {begin, boxes, heading, framed_line, framed_line, note, table_end, end};
