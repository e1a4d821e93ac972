#include "subcenter/publish.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "dict/dict.h"

enum { FILE_MAX_B = 8 << 20, NAME_MAX_B = 100 };

/* The messages' dictionaries lie beside our own forms. */
static char *message_dir(const struct office *o)
{
	return file_join(o->share, "../dictionary");
}

static bool is_dictionary(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && n <= NAME_MAX_B && strchr(name, '@') != NULL && strcmp(name + n - 4, ".csv") == 0;
}

static void write_entry(struct request *q, const char *kind, const struct dict *d)
{
	xml_write_start(&q->w, SV("Message"));
	answer_field(q, "Kind", sv_of(kind));
	answer_field(q, "Id", sv_of(d->id));
	answer_field(q, "Edition", sv_of(d->edition));
	answer_field(q, "Root", sv_of(d->root_name));
	answer_field(q, "Namespace", sv_of(d->ns));
	answer_field(q, "NameZh", sv_of(d->root->name_zh));
	answer_field(q, "NameEn", sv_of(d->root->name_en));
	xml_write_end(&q->w, SV("Message"));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_messages(struct request *q, const char *path)
{
	DIR *dir = opendir(path);
	char **name = NULL;
	size_t n = 0, cap = 0;

	for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
		if (is_dictionary(e->d_name)) {
			if (n == cap)
				name = mem_grow(name, &cap, sizeof *name);
			name[n++] = file_join(path, e->d_name);
		}
	if (dir != NULL)
		closedir(dir);
	if (n > 0)
		qsort(name, n, sizeof *name, by_name);
	for (size_t i = 0; i < n; i++) {
		struct dict *d;

		if (dict_load(name[i], &d, NULL) == RC_OK)
			write_entry(q, "message", d);
		dict_free(d);
		mem_free(name[i]);
	}
	mem_free(name);
}

void publish_list(struct request *q)
{
	char *path = message_dir(q->o);

	answer_begin(q, "Catalogue");
	list_messages(q, path);
	for (int i = 0; i < OFFICE_N_FORM; i++)
		write_entry(q, "request", q->o->form[i]);
	mem_free(path);
}

static bool is_safe(struct sv name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@' || c == '-' || (c == '.' && i > 0)))
			return false;
	}
	return name.n > 0 && name.n <= NAME_MAX_B && !sv_find(name, SV(".."), NULL);
}

/* The dictionary of ID@EDITION, of a message or of a request; NULL when there is none. */
static struct dict *load(const struct office *o, struct sv name)
{
	char *messages = message_dir(o);
	const char *const dirs[] = {messages, o->share};
	struct str file = STR_INIT(NAME_MAX_B + 10);
	struct dict *d = NULL;

	str_add(&file, name);
	str_adds(&file, ".csv");
	for (size_t i = 0; d == NULL && i < 2; i++) {
		char *path = file_join(dirs[i], str_z(&file));

		if (!file_exists(path) || dict_load(path, &d, NULL) != RC_OK)
			d = NULL;
		mem_free(path);
	}
	str_clear(&file);
	mem_free(messages);
	return d;
}

static bool publish_raw(struct request *q, const char *name)
{
	char *path = file_join(q->o->share, name);
	bool ok = file_read(path, FILE_MAX_B, &q->answer, NULL) == RC_OK;

	q->status = 200;
	q->type = "text/csv; charset=utf-8";
	mem_free(path);
	return ok;
}

void publish_file(struct request *q)
{
	struct sv name = q->rest, kind = {0};
	struct dict *d = NULL;

	if (sv_is(name, "interface-list.csv") && publish_raw(q, "interface-list.csv"))
		return;
	for (size_t i = 0; i < q->rest.n; i++)
		if (q->rest.p[i] == '.') {
			name.n = i;
			kind = (struct sv){q->rest.p + i + 1, q->rest.n - i - 1};
		}
	if (is_safe(name) && sv_find(name, SV("@"), NULL))
		d = load(q->o, name);
	q->status = 200;
	if (d != NULL && sv_is(kind, "xsd")) {
		q->type = "application/xml; charset=utf-8";
		dict_write_xsd(d, &q->answer);
	} else if (d != NULL && sv_is(kind, "html")) {
		q->type = "text/html; charset=utf-8";
		dict_write_html(d, true, &q->answer);
	} else if (d != NULL && sv_is(kind, "csv")) {
		q->type = "text/csv; charset=utf-8";
		dict_write_csv(d, &q->answer);
	} else {
		answer_refuse(q, "NO_SUCH_PATH");
	}
	dict_free(d);
}
