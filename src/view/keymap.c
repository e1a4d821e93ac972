#include "view/keymap.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/internal.h"

enum { FILE_MAX_B = 128 << 10 };

struct entry {
	char *id;
	char *key, *second;	/* NULL: none */
	unsigned line;
};

struct keymap {
	struct entry *entry;
	size_t n, cap;
};

void
keymap_free(struct keymap *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->n; i++) {
		mem_free(k->entry[i].id);
		mem_free(k->entry[i].key);
		mem_free(k->entry[i].second);
	}
	mem_free(k->entry);
	mem_free(k);
}

static const struct entry *
find_entry(const struct keymap *k, const char *id)
{
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(k->entry[i].id, id) == 0)
			return &k->entry[i];
	return NULL;
}

bool
keymap_find(const struct keymap *k, const char *id, const char **key, const char **second)
{
	const struct entry *e = find_entry(k, id);

	if (e == NULL)
		return false;
	*key = e->key;
	*second = e->second;
	return true;
}

/* ---- reading ------------------------------------------------------------------ */

struct reader {
	struct keymap *k;
	const char *path;
	unsigned line;
	bool in_keys;
};

struct lookup {
	const char *id;
};

static bool
has_id(void *ctx, const struct action *a, bool own)
{
	(void)own;
	return strcmp(a->id, ((struct lookup *)ctx)->id) == 0;
}

static bool
is_known(const char *id)
{
	struct lookup l = {id};

	for (size_t i = 0; view_classes[i] != NULL; i++)
		if (view_each_action(view_classes[i], has_id, &l) != NULL)
			return true;
	return false;
}

/* "Ins M-i": the first into key, the others into second. */
static enum rc
read_keys(struct reader *r, struct sv names, struct entry *e, struct err *err)
{
	struct str written = STR_INIT(0), second = STR_INIT(0);
	struct sv name;
	struct key key;
	enum rc rc = RC_OK;

	while (rc == RC_OK && sv_split(&names, ' ', &name)) {
		name = sv_trim(name);
		if (name.n == 0)
			continue;
		if (!key_parse(name, &key))
			rc = err_set(err, RC_PARSE, _("%s:%u: %.*s is no key; names are F1 … F12 Enter Tab S-Tab Esc Up Down Left Right "
			    "PgUp PgDn Home End Ins Del Bksp Space C-x M-x, or one character"), r->path, r->line, (int)name.n, name.p);
		if (rc != RC_OK)
			break;
		str_reset(&written);
		key_add_name(&key, &written);
		if (e->key == NULL)
			e->key = mem_strdup(str_z(&written));
		else
			str_addf(&second, "%s%s", second.len_b > 0 ? " " : "", str_z(&written));
	}
	if (second.len_b > 0)
		e->second = str_take(&second);
	str_clear(&second);
	str_clear(&written);
	return rc;
}

static enum rc
read_entry(struct reader *r, struct sv line, struct err *err)
{
	struct sv id, rest = line;
	struct entry *e;
	const struct entry *before;
	char *name;

	sv_split(&rest, '=', &id);
	id = sv_trim(id);
	if (rest.p == NULL || id.n == 0)
		return err_set(err, RC_PARSE, _("%s:%u: write action = KEY [KEY …]"), r->path, r->line);
	name = mem_strndup(id.p, id.n);
	before = find_entry(r->k, name);
	if (before != NULL)
		err_set(err, RC_PARSE, _("%s:%u: %s has its keys in line %u already; keep one of the two lines"), r->path, r->line, name, before->line);
	else if (!is_known(name))
		err_set(err, RC_PARSE, _("%s:%u: there is no action %s; `yulu help keys` lists them"), r->path, r->line, name);
	if (before != NULL || !is_known(name)) {
		mem_free(name);
		return RC_PARSE;
	}
	if (r->k->n == r->k->cap)
		r->k->entry = mem_grow(r->k->entry, &r->k->cap, sizeof *r->k->entry);
	e = &r->k->entry[r->k->n++];
	*e = (struct entry){.id = name, .line = r->line};
	return read_keys(r, sv_trim(rest), e, err);
}

static enum rc
read_line(struct reader *r, struct sv line, struct err *err)
{
	line = sv_trim(line);
	if (!text_valid(line, NULL) || text_has_control(line))
		return err_set(err, RC_PARSE, _("%s:%u: the line is not UTF-8 text, or has control characters in it"), r->path, r->line);
	if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
		return RC_OK;
	if (sv_is(line, "[keys]")) {
		r->in_keys = true;
		return RC_OK;
	}
	if (line.p[0] == '[' || !r->in_keys)
		return err_set(err, RC_PARSE, _("%s:%u: the file has one section, [keys], at its beginning"), r->path, r->line);
	return read_entry(r, line, err);
}

/* ---- two actions, one key ---------------------------------------------------------- */

struct clash {
	const struct reader *r;
	const struct entry *e;
	const struct view *view;
	struct sv key;
};

static bool
has_the_key(void *ctx, const struct action *a, bool own)
{
	struct clash *c = ctx;

	(void)own;
	return strcmp(a->id, c->e->id) != 0 && view_has_key(c->view, a, c->key);
}

static enum rc
check_key(struct clash *c, struct sv name, struct err *err)
{
	c->key = name;
	for (size_t i = 0; view_classes[i] != NULL; i++) {
		struct lookup l = {c->e->id};
		const struct action *other;

		if (view_each_action(view_classes[i], has_id, &l) == NULL)
			continue;
		other = view_each_action(view_classes[i], has_the_key, c);
		if (other != NULL)
			return err_set(err, RC_PARSE, _("%s:%u: %.*s is the key of %s too; give one of them another key"), c->r->path,
			    c->e->line, (int)name.n, name.p, other->id);
	}
	return RC_OK;
}

static enum rc
check_clashes(const struct reader *r, struct err *err)
{
	struct view view = {.keymap = r->k};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < r->k->n && rc == RC_OK; i++) {
		struct clash c = {.r = r, .e = &r->k->entry[i], .view = &view};
		struct sv rest = sv_of(c.e->second), name;

		if (c.e->key != NULL)
			rc = check_key(&c, sv_of(c.e->key), err);
		while (c.e->second != NULL && rc == RC_OK && sv_split(&rest, ' ', &name))
			rc = check_key(&c, name, err);
	}
	return rc;
}

enum rc
keymap_load(const char *path, struct keymap **out, struct err *err)
{
	struct reader r = {.k = mem_zalloc(1, sizeof *r.k), .path = path};
	struct str bytes = STR_INIT(FILE_MAX_B);
	enum rc rc = RC_OK;

	*out = NULL;
	if (file_exists(path))
		rc = file_read(path, FILE_MAX_B, &bytes, err);
	for (struct sv rest = str_sv(&bytes), line; rc == RC_OK && rest.p != NULL && sv_split(&rest, '\n', &line); ) {
		r.line++;
		rc = read_line(&r, line, err);
	}
	if (rc == RC_OK)
		rc = check_clashes(&r, err);
	str_clear(&bytes);
	if (rc != RC_OK)
		keymap_free(r.k);
	else
		*out = r.k;
	return rc;
}
