#include "dict/dict.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "dict/internal.h"
#include "expr/expr.h"

enum { FILE_MAX_B = 8 << 20, NODES_MAX = 20000, DEPTH_MAX = 16, LENGTH_MAX = 100000000, OCCURS_MAX = 1000000 };

const char *const dict_field_word[DICT_N_FIELD] = {"path", "type", "length", "decimals", "save", "declare", "occurs", "codes",
	"direction", "form", "blanks", "rules", "status", "name_zh", "name_en", "note_zh", "note_en"};
const char *const dict_type_word[] = {"group", "string", "code", "integer", "decimal", "date", "datetime", "base64", NULL};
const char *const dict_need_word[] = {"N", "Y", "C", NULL};
const char *const dict_direction_word[] = {"both", "import", "export", NULL};
const char *const dict_status_word[] = {"established", "newer", "legacy", "inferred", "abandoned", NULL};
const char *const dict_rule_word[DICT_N_RULE] = {"form", "length", "number", "day", "many", "missing", "save", "declare", "code"};

/* What dict_load() hands out, with what it owns. */
struct owned {
	struct dict d;
	struct arena arena;
};

struct loader {
	struct owned *o;
	struct csv csv;
	int at[DICT_N_FIELD];		/* column of each field */
	struct dict_node *last;		/* node of the row before */
	size_t n_node;
	struct err *err;
};

/* ---- errors -------------------------------------------------------------- */

static enum rc fail(struct loader *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static enum rc
fail(struct loader *l, const char *fmt, ...)
{
	struct str text = STR_INIT(ERR_TEXT_MAX_B / 2);
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	err_set(l->err, RC_PARSE, "%s:%zu: %s", l->o->d.file, l->csv.line, str_z(&text));
	str_clear(&text);
	return RC_PARSE;
}

static struct sv
field(const struct loader *l, enum dict_field f)
{
	return l->csv.field[l->at[f]];
}

static char *
keep(struct loader *l, struct sv s)
{
	return arena_dup(&l->o->arena, s.n > 0 ? s.p : "", s.n);
}

/* "value" for messages: cleaned and cut. */
static const char *
shown(struct loader *l, struct sv s)
{
	struct str clean = STR_INIT(1024);
	const char *kept;

	text_add_clean(&clean, (struct sv){s.p, s.n < 200 ? s.n : 200}, 60);
	kept = arena_dup(&l->o->arena, str_z(&clean), clean.len_b);
	str_clear(&clean);
	return kept;
}

/* ---- single fields ---------------------------------------------------------- */

/* Index of word among words, -1. An empty word is the first one. */
static int
word_index(struct sv word, const char *const *words)
{
	if (word.n == 0)
		return 0;
	for (int i = 0; words[i] != NULL; i++)
		if (sv_is(word, words[i]))
			return i;
	return -1;
}

static enum rc
read_word(struct loader *l, enum dict_field f, const char *const *words, int *out)
{
	struct str all = STR_INIT(256);
	enum rc rc;

	*out = word_index(field(l, f), words);
	if (*out >= 0)
		return RC_OK;
	*out = 0;
	for (int i = 0; words[i] != NULL; i++)
		str_addf(&all, "%s%s", i > 0 ? " " : "", words[i]);
	rc = fail(l, _("%s is \"%s\"; write one of: %s"), dict_field_word[f], shown(l, field(l, f)), str_z(&all));
	str_clear(&all);
	return rc;
}

static enum rc
read_size(struct loader *l, enum dict_field f, int *out)
{
	struct sv s = field(l, f);
	size_t n = 0;

	*out = 0;
	if (s.n == 0)
		return RC_OK;
	if (!sv_to_size(s, &n) || n > LENGTH_MAX)
		return fail(l, _("%s is \"%s\"; write a whole number or leave it empty"), dict_field_word[f], shown(l, s));
	*out = (int)n;
	return RC_OK;
}

static bool
to_count(struct sv s, unsigned *out)
{
	size_t n = 0;

	if (!sv_to_size(s, &n) || n > OCCURS_MAX)
		return false;
	*out = (unsigned)n;
	return true;
}

/* 1  0..1  0..n  1..n  0..50 */
static enum rc
read_occurs(struct loader *l, struct dict_node *n)
{
	struct sv s = field(l, F_OCCURS), from, to;
	size_t dots;
	bool ok;

	if (sv_find(s, SV(".."), &dots)) {
		from = (struct sv){s.p, dots};
		to = (struct sv){s.p + dots + 2, s.n - dots - 2};
		ok = to_count(from, &n->min) && n->min <= 1;
		if (sv_is(to, "n"))
			n->max = 0;
		else
			ok = ok && to_count(to, &n->max) && n->max >= 1 && n->max >= n->min;
	} else {
		ok = to_count(s, &n->min) && n->min == 1;
		n->max = n->min;
	}
	if (!ok)
		return fail(l, _("occurs is \"%s\"; write 1, 0..1, 0..n, 1..n or 0..50"), shown(l, s));
	if (n->type != DICT_GROUP && n->max != 1)
		return fail(l, _("only a group may occur more than once; put the field into a group of its own"));
	return RC_OK;
}

static enum rc
read_rules(struct loader *l, struct dict_node *n)
{
	struct sv rest = field(l, F_RULES), part;

	while (sv_split(&rest, ' ', &part)) {
		size_t eq;
		int kind = 0;

		if (part.n == 0)
			continue;
		if (!sv_find(part, SV("="), &eq) || eq + 1 == part.n)
			return fail(l, _("rules has \"%s\"; write KIND=ID, as in form=DEC003"), shown(l, part));
		while (kind < DICT_N_RULE && !sv_is((struct sv){part.p, eq}, dict_rule_word[kind]))
			kind++;
		if (kind == DICT_N_RULE)
			return fail(l, _("rules has the unknown kind in \"%s\"; the kinds are form length number day many missing save declare code"),
			    shown(l, part));
		if (n->rule[kind] != NULL)
			return fail(l, _("rules has the kind %s twice; one id for each"), dict_rule_word[kind]);
		n->rule[kind] = keep(l, (struct sv){part.p + eq + 1, part.n - eq - 1});
	}
	return RC_OK;
}

static enum rc
read_form(struct loader *l, struct dict_node *n)
{
	struct expr_pattern *pattern = NULL;
	struct err err = {0};

	n->form = keep(l, field(l, F_FORM));
	if (n->form[0] == '\0')
		return RC_OK;
	if (n->type != DICT_STRING && n->type != DICT_CODE && n->type != DICT_DATETIME)
		return fail(l, _("a form goes with string, code and datetime only; numbers and days have one of their own"));
	if (expr_pattern_compile(sv_of(n->form), &pattern, &err) != RC_OK)
		return fail(l, _("the form is no pattern: %s"), err.text);
	n->pattern = pattern;
	return RC_OK;
}

static enum rc
check_sizes(struct loader *l, const struct dict_node *n)
{
	if (dict_is_number(n->type) && n->length == 0)
		return fail(l, _("a number needs its length: all digits, those after the point included"));
	if (n->decimals > 0 && n->type != DICT_DECIMAL)
		return fail(l, _("decimals go with type decimal only"));
	if (n->decimals >= n->length && n->type == DICT_DECIMAL)
		return fail(l, _("decimals is %d of %d digits in all; at least one stands before the point"), n->decimals, n->length);
	if (n->type == DICT_DATE && n->length != 8 && n->length != 10)
		return fail(l, _("a date has length 8 (yyyyMMdd) or 10 (yyyy-MM-dd)"));
	if (n->type == DICT_GROUP && (n->length > 0 || n->save != DICT_NO || n->declare != DICT_NO))
		return fail(l, _("a group has no length and no need; give them to its fields"));
	return RC_OK;
}

/* ---- rows ------------------------------------------------------------------------ */

static bool
is_name(struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
		bool later = (c >= '0' && c <= '9') || c == '-' || c == '.';

		if (!letter && (i == 0 || !later))
			return false;
	}
	return s.n > 0 && s.n <= 128;
}

static void
add_child(struct dict_node *parent, struct dict_node *n)
{
	struct dict_node **end = &parent->first_child;

	n->parent = parent;
	for (; *end != NULL; end = &(*end)->next)
		n->place++;
	*end = n;
}

static const struct dict_node *
find_below(const struct dict_node *from, struct sv path)
{
	struct sv part;

	while (from != NULL && path.n > 0 && sv_split(&path, '/', &part)) {
		bool attribute = part.n > 0 && part.p[0] == '@';

		from = dict_child(from, attribute ? (struct sv){part.p + 1, part.n - 1} : part, attribute);
	}
	return from;
}

static bool
is_around(const struct dict_node *outer, const struct dict_node *inner)
{
	while (inner != NULL && inner != outer)
		inner = inner->parent;
	return inner != NULL;
}

static unsigned
depth_of(const struct dict_node *n)
{
	unsigned depth = 0;

	for (; n != NULL; n = n->parent)
		depth++;
	return depth;
}

/* Puts the node under the group that its path names. */
static enum rc
hang(struct loader *l, struct dict_node *n, struct dict_node *top, struct sv below)
{
	struct sv group = {below.p, 0}, name = below;
	struct dict_node *parent;

	for (size_t i = 0; i < below.n; i++)
		if (below.p[i] == '/') {
			group.n = i;
			name = (struct sv){below.p + i + 1, below.n - i - 1};
		}
	if (name.n > 0 && name.p[0] == '@') {
		n->attribute = true;
		name = (struct sv){name.p + 1, name.n - 1};
	}
	if (!is_name(name))
		return fail(l, _("path \"%s\" does not end in a name; write GROUP/ELEMENT or GROUP/@ATTRIBUTE"), shown(l, below));
	n->name = keep(l, name);
	parent = (struct dict_node *)(uintptr_t)find_below(top, group);
	if (parent == NULL || parent->attribute || (parent->type != DICT_GROUP && !n->attribute))
		return fail(l, _("%s stands in %s, which is no group above it; put a row of type group for it before this one"),
		    n->name, group.n > 0 ? shown(l, group) : top->name);
	if (dict_child(parent, name, n->attribute) != NULL)
		return fail(l, _("%s is there twice; remove one of the rows"), shown(l, below));
	if (!is_around(parent, l->last))
		return fail(l, _("%s stands apart from its group; the rows of a group stand together, in the order of the message"),
		    shown(l, below));
	if (n->attribute && n->type == DICT_GROUP)
		return fail(l, _("an attribute cannot be a group; give it another type"));
	for (const struct dict_node *c = parent->first_child; n->attribute && c != NULL; c = c->next)
		if (!c->attribute)
			return fail(l, _("the attribute %s stands after elements; attributes come first"), n->name);
	add_child(parent, n);
	if (depth_of(n) > DEPTH_MAX)
		return fail(l, _("groups are nested deeper than %d; make the tree flatter"), DEPTH_MAX);
	return RC_OK;
}

static enum rc
read_root(struct loader *l)
{
	struct dict *d = &l->o->d;
	struct sv path = field(l, F_PATH);

	if (!sv_is(field(l, F_TYPE), "root") || path.n < 2 || path.p[0] != '/' || !is_name((struct sv){path.p + 1, path.n - 1}))
		return fail(l, _("the first row is the root: path /NAME, type root, its namespace in the column form"));
	d->root_name = keep(l, (struct sv){path.p + 1, path.n - 1});
	d->ns = keep(l, field(l, F_FORM));
	d->root->name = d->root_name;
	d->root->path = "";
	d->root->min = d->root->max = 1;
	d->root->form = "";
	return RC_OK;
}

/* Rows of the wrapper: /OTHER, /OTHER/GROUP/ELEMENT. */
static enum rc
hang_in_wrapper(struct loader *l, struct dict_node *n, struct sv path)
{
	struct dict *d = &l->o->d;
	struct sv rest = {path.p + 1, path.n - 1}, top;
	bool below = sv_find(rest, SV("/"), &(size_t){0});

	sv_split(&rest, '/', &top);
	if (!below) {
		if (d->wrapper != NULL)
			return fail(l, _("a second wrapper %s; there is one at most"), shown(l, path));
		if (!is_name(top) || n->type != DICT_GROUP)
			return fail(l, _("a wrapper begins with a row /NAME of type group"));
		n->name = keep(l, top);
		d->wrapper = n;
		return RC_OK;
	}
	if (d->wrapper == NULL || !sv_is(top, d->wrapper->name))
		return fail(l, _("%s stands in a wrapper that has no row of its own above it"), shown(l, path));
	if (hang(l, n, d->wrapper, rest) != RC_OK)
		return RC_PARSE;
	if (n->type == DICT_GROUP && strcmp(n->name, d->root_name) == 0)
		d->wrapper_body = n;
	return RC_OK;
}

static enum rc
read_words(struct loader *l, struct dict_node *n)
{
	int type = 0, save = 0, declare = 0, direction = 0, status = 0;
	struct sv blanks = field(l, F_BLANKS);

	if (n != l->o->d.root && read_word(l, F_TYPE, dict_type_word, &type) != RC_OK)
		return RC_PARSE;
	if (n != l->o->d.root && field(l, F_TYPE).n == 0)
		return fail(l, _("type is empty; write group, string, code, integer, decimal, date, datetime or base64"));
	if (read_word(l, F_SAVE, dict_need_word, &save) != RC_OK || read_word(l, F_DECLARE, dict_need_word, &declare) != RC_OK
	    || read_word(l, F_DIRECTION, dict_direction_word, &direction) != RC_OK
	    || read_word(l, F_STATUS, dict_status_word, &status) != RC_OK)
		return RC_PARSE;
	if (blanks.n > 0 && !sv_is(blanks, "keep"))
		return fail(l, _("blanks is \"%s\"; write keep or leave it empty"), shown(l, blanks));
	n->type = (enum dict_type)type;
	n->save = (enum dict_need)save;
	n->declare = (enum dict_need)declare;
	n->direction = (enum dict_direction)direction;
	n->status = (enum dict_status)status;
	n->blanks_keep = blanks.n > 0;
	return RC_OK;
}

static enum rc
read_row(struct loader *l)
{
	struct dict *d = &l->o->d;
	struct sv path = field(l, F_PATH);
	struct dict_node *n = arena_alloc(&l->o->arena, sizeof *n);
	bool is_root = d->root == NULL;

	*n = (struct dict_node){.column = -1, .line = (unsigned)l->csv.line};
	if (is_root)
		d->root = n;
	n->path = keep(l, path);
	n->name_zh = keep(l, field(l, F_NAME_ZH));
	n->name_en = keep(l, field(l, F_NAME_EN));
	n->note_zh = keep(l, field(l, F_NOTE_ZH));
	n->note_en = keep(l, field(l, F_NOTE_EN));
	n->codes = keep(l, field(l, F_CODES));
	if (++l->n_node > NODES_MAX)
		return fail(l, _("more than %d rows; split the message"), NODES_MAX);
	if (read_words(l, n) != RC_OK || read_rules(l, n) != RC_OK)
		return RC_PARSE;
	if (is_root) {
		l->last = n;
		return read_root(l);
	}
	if (path.n == 0)
		return fail(l, _("path is empty; write the way to the element below the root, as in DecHead/SeqNo"));
	if (read_size(l, F_LENGTH, &n->length) != RC_OK || read_size(l, F_DECIMALS, &n->decimals) != RC_OK
	    || read_occurs(l, n) != RC_OK || check_sizes(l, n) != RC_OK
	    || (path.p[0] == '/' ? hang_in_wrapper(l, n, path) : hang(l, n, d->root, path)) != RC_OK)
		return RC_PARSE;
	l->last = n;
	/* last: what follows a failure is freed by walking the tree */
	return read_form(l, n);
}

static enum rc
read_header(struct loader *l)
{
	for (int f = 0; f < DICT_N_FIELD; f++) {
		l->at[f] = csv_column(&l->csv, dict_field_word[f]);
		if (l->at[f] < 0)
			return fail(l, _("the header line has no column \"%s\""), dict_field_word[f]);
	}
	return RC_OK;
}

static enum rc
read_rows(struct loader *l)
{
	size_t n_field = 0;
	enum rc rc;

	while ((rc = csv_next(&l->csv, l->err)) == RC_OK) {
		if (n_field == 0) {
			n_field = l->csv.n;
			if (read_header(l) != RC_OK)
				return RC_PARSE;
			continue;
		}
		if (l->csv.n == 1 && l->csv.field[0].n == 0)
			continue;
		if (l->csv.n != n_field)
			return fail(l, _("%zu fields, the header line has %zu; quote texts that hold a comma"), l->csv.n, n_field);
		if (read_row(l) != RC_OK)
			return RC_PARSE;
	}
	if (rc != RC_NOTFOUND)
		return err_context(l->err, "%s:%zu", l->o->d.file, l->csv.line);
	if (l->o->d.root == NULL)
		return err_set(l->err, RC_PARSE, _("%s is empty; a dictionary has a header line and a row for each element"), l->o->d.file);
	return RC_OK;
}

/* ---- tables and columns ----------------------------------------------------- */

static bool
makes_table(const struct dict_node *n)
{
	return n->type == DICT_GROUP && (n->parent == NULL || n->max != 1);
}

static size_t
count_tables(const struct dict_node *n)
{
	size_t count = makes_table(n);

	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		count += count_tables(c);
	return count;
}

static void
number_columns(struct dict *d, struct dict_node *n, int table)
{
	if (makes_table(n)) {
		d->table[d->n_table] = (struct dict_table){.node = n, .parent = table,
		    .depth = table < 0 ? 0 : d->table[table].depth + 1};
		table = d->n_table++;
	} else {
		n->column = d->table[table].n_column++;
	}
	n->table = table;
	for (struct dict_node *c = n->first_child; c != NULL; c = c->next)
		number_columns(d, c, table);
}

static void
fill_columns(struct dict *d, const struct dict_node *n)
{
	if (n->column >= 0)
		d->table[n->table].column[n->column] = n;
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		fill_columns(d, c);
}

static void
make_tables(struct owned *o)
{
	struct dict *d = &o->d;

	d->table = arena_alloc(&o->arena, count_tables(d->root) * sizeof *d->table);
	number_columns(d, d->root, -1);
	for (int t = 0; t < d->n_table; t++)
		d->table[t].column = arena_alloc(&o->arena, (size_t)d->table[t].n_column * sizeof *d->table[t].column + 1);
	fill_columns(d, d->root);
}

/* ID@EDITION.csv */
static enum rc
read_file_name(struct owned *o, const char *file, struct err *err)
{
	struct sv name = sv_of(file), edition;
	const char *slash = strrchr(file, '/');
	size_t at;

	if (slash != NULL)
		name = sv_of(slash + 1);
	o->d.file = arena_dup(&o->arena, file, strlen(file));
	if (name.n <= 4 || !sv_is((struct sv){name.p + name.n - 4, 4}, ".csv") || !sv_find(name, SV("@"), &at) || at == 0
	    || at + 5 >= name.n)
		return err_set(err, RC_PARSE, _("%s: the name of a dictionary is ID@EDITION.csv, as in dec@2026-03.csv"), file);
	edition = (struct sv){name.p + at + 1, name.n - at - 5};
	o->d.id = arena_dup(&o->arena, name.p, at);
	o->d.edition = arena_dup(&o->arena, edition.p, edition.n);
	return RC_OK;
}

/* ---- public ---------------------------------------------------------------------- */

enum rc
dict_load_text(const char *file, struct sv csv, struct dict **out, struct err *err)
{
	struct loader l = {.o = mem_zalloc(1, sizeof *l.o), .err = err};
	size_t bad_b;
	enum rc rc;

	*out = NULL;
	rc = read_file_name(l.o, file, err);
	csv_init(&l.csv, csv);
	if (rc == RC_OK && !text_valid(csv, &bad_b))
		rc = err_set(err, RC_PARSE, _("%s is no UTF-8 at byte %zu; save it as UTF-8"), file, bad_b);
	if (rc == RC_OK)
		rc = read_rows(&l);
	csv_clear(&l.csv);
	if (rc != RC_OK) {
		dict_free(&l.o->d);
		return rc;
	}
	make_tables(l.o);
	*out = &l.o->d;
	return RC_OK;
}

enum rc
dict_load(const char *path, struct dict **out, struct err *err)
{
	struct str text = {0};
	enum rc rc = file_read(path, FILE_MAX_B, &text, err);

	*out = NULL;
	if (rc == RC_OK)
		rc = dict_load_text(path, str_sv(&text), out, err);
	str_clear(&text);
	return rc;
}

static void
free_patterns(struct dict_node *n)
{
	if (n == NULL)
		return;
	expr_pattern_free((struct expr_pattern *)(uintptr_t)n->pattern);
	for (struct dict_node *c = n->first_child; c != NULL; c = c->next)
		free_patterns(c);
}

void
dict_free(struct dict *d)
{
	struct owned *o = (struct owned *)d;

	if (d == NULL)
		return;
	free_patterns(d->root);
	free_patterns(d->wrapper);
	arena_free(&o->arena);
	mem_free(o);
}

const struct dict_node *
dict_find(const struct dict *d, struct sv path)
{
	return find_below(d->root, path);
}

const struct dict_node *
dict_child(const struct dict_node *parent, struct sv name, bool attribute)
{
	for (const struct dict_node *c = parent->first_child; c != NULL; c = c->next)
		if (c->attribute == attribute && sv_is(name, c->name))
			return c;
	return NULL;
}

const char *
dict_column_path(const struct dict *d, int table, int column)
{
	const struct dict_table *t = &d->table[table];
	size_t outer = strlen(t->node->path);

	return t->column[column]->path + outer + (outer > 0);
}

const char *
dict_label(const struct dict_node *n)
{
	const char *label = i18n_pick(n->name_zh, n->name_en);

	return label[0] != '\0' ? label : n->name;
}

void
dict_add_occurs(struct str *to, const struct dict_node *n)
{
	if (n->min == 1 && n->max == 1)
		str_addc(to, '1');
	else if (n->max == 0)
		str_addf(to, "%u..n", n->min);
	else
		str_addf(to, "%u..%u", n->min, n->max);
}

bool
dict_must_stand(const struct dict_node *n)
{
	return n->save == DICT_YES || (n->min > 0 && !n->attribute);
}

bool
dict_is_number(enum dict_type type)
{
	return type == DICT_INTEGER || type == DICT_DECIMAL;
}
