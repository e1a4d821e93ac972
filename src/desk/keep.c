/*
 * The store: opened when first asked for; editions noted in it; what waits for
 * a pause.
 */
#include <pwd.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"
#include "desk/internal.h"

enum { DEFINITION_MAX_B = 8 << 20, BLOB_DAYS = 30 };

/* ---- who ------------------------------------------------------------------------ */

/* base/ has no login name: it is a question to the system, asked once. */
static void
ask_who(struct desk *desk)
{
	const char *set = conf_get(desk->conf, "operator", "name");
	const struct passwd *pw = set[0] == '\0' ? getpwuid(getuid()) : NULL;
	char tty[64];
	struct str uid = STR_INIT(0);

	str_addf(&uid, "%lu", (unsigned long)getuid());
	desk->operator = mem_strdup(set[0] != '\0' ? set : pw != NULL ? pw->pw_name : str_z(&uid));
	str_clear(&uid);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && desk->tty == NULL; fd++)
		if (ttyname_r(fd, tty, sizeof tty) == 0)
			desk->tty = mem_strdup(tty);
	if (desk->tty == NULL)
		desk->tty = mem_strdup("");
}

struct sv
desk_operator(const struct desk *desk)
{
	if (desk->operator == NULL)
		ask_who((struct desk *)(uintptr_t)desk);
	return sv_of(desk->operator);
}

/* ---- opening ---------------------------------------------------------------------- */

enum rc
desk_store(struct desk *desk, struct store **out, struct err *err)
{
	enum rc rc = RC_OK;

	*out = NULL;
	if (desk->store == NULL) {
		desk_operator(desk);
		rc = store_open(conf_home(desk->conf), STORE_WRITE, &desk->store, err);
		if (rc == RC_DENIED) {
			desk->store_read_only = true;
			rc = store_open(conf_home(desk->conf), STORE_READ, &desk->store, err);
		}
	}
	if (rc == RC_OK)
		*out = desk->store;
	return rc;
}

enum rc
desk_store_to_write(struct desk *desk, struct store **out, struct err *err)
{
	enum rc rc = desk_store(desk, out, err);

	if (rc != RC_OK || !desk->store_read_only)
		return rc;
	*out = NULL;
	return err_set(err, RC_DENIED, _("%s can only be read: check the permissions of the directory, or the version of yulu that wrote it"),
	    conf_home(desk->conf));
}

void
desk_store_close(struct desk *desk)
{
	desk_import_drop(desk);
	desk_forget_learned(desk);
	mem_free(desk->held);
	store_close(desk->store);
	desk->store = NULL;
}

/* ---- locks ------------------------------------------------------------------------------ */

static enum rc
name_holder(int64_t id, const struct store_holder *h, struct err *err)
{
	char since[40];

	day_format_rfc3339(h->since, since);
	return err_set(err, RC_BUSY, _("draft %lld is being edited by %.*s since %.10s %.5s (%.*s%sprocess %lld); it can be read meanwhile"),
	    (long long)id, (int)h->operator.n, h->operator.p, since, since + 11, (int)h->tty.n, h->tty.p, h->tty.n > 0 ? ", " : "",
	    (long long)h->pid);
}

/* The kernel's locks do not part what one process does. */
enum rc
desk_hold(struct desk *desk, int64_t id, struct err *err)
{
	struct store_holder holder;
	struct arena arena = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < desk->n_held; i++)
		if (desk->held[i] == id)
			return err_set(err, RC_BUSY, _("draft %lld is open here already; close it first"), (long long)id);
	rc = store_lock(desk->store, id, desk_operator(desk), sv_of(desk->tty), &arena, &holder, err);
	if (rc == RC_BUSY && holder.operator.n > 0)
		name_holder(id, &holder, err);
	arena_free(&arena);
	if (rc != RC_OK)
		return rc;
	if (desk->n_held == desk->cap_held)
		desk->held = mem_grow(desk->held, &desk->cap_held, sizeof *desk->held);
	desk->held[desk->n_held++] = id;
	return RC_OK;
}

void
desk_let_go(struct desk *desk, int64_t id)
{
	for (size_t i = 0; i < desk->n_held; i++)
		if (desk->held[i] == id) {
			desk->held[i] = desk->held[--desk->n_held];
			store_unlock(desk->store, id, NULL);
			return;
		}
}

/* ---- editions ------------------------------------------------------------------------ */

static char *
dictionary_path(const struct desk *desk, const struct definition *d)
{
	return desk_path(desk, "dictionary", d->name, ".csv");
}

/* "dec@2026-03" in two parts. */
static struct store_edition
edition_of(const struct definition *d)
{
	struct sv rest = sv_of(d->name), message;

	sv_split(&rest, '@', &message);
	return (struct store_edition){.message = message, .edition = rest, .valid_from = SV(""), .valid_to = SV("")};
}

enum rc
desk_note_edition(struct desk *desk, struct definition *d, struct err *err)
{
	struct store_edition e = edition_of(d), known;
	struct str bytes = STR_INIT(0);
	struct arena arena = {0};
	char sha256[STORE_SHA256_LEN + 1];
	char *path;
	enum rc rc;

	if (d->noted || d->kept)
		return RC_OK;
	path = dictionary_path(desk, d);
	rc = store_edition_get(desk->store, e.message, e.edition, &arena, &known, NULL);
	if (rc == RC_NOTFOUND) {
		rc = file_read(path, DEFINITION_MAX_B, &bytes, err);
		if (rc == RC_OK)
			rc = store_blob_put(desk->store, str_sv(&bytes), sha256, err);
		if (rc == RC_OK) {
			e.sha256 = sv_of(sha256);
			rc = store_edition_put(desk->store, &e, err);
		}
	}
	d->noted = rc == RC_OK;
	mem_free(path);
	str_clear(&bytes);
	arena_free(&arena);
	return rc;
}

static enum rc
load_kept(struct desk *desk, struct definition *d, struct err *err)
{
	struct store_edition e = edition_of(d), known;
	struct str bytes = STR_INIT(0), file = STR_INIT(0);
	struct arena arena = {0};
	enum rc rc = store_edition_get(desk->store, e.message, e.edition, &arena, &known, NULL);

	str_addf(&file, "%s.csv", d->name);
	if (rc == RC_OK)
		rc = store_blob_get(desk->store, known.sha256, &bytes, NULL);
	if (rc == RC_OK)
		rc = dict_load_text(str_z(&file), str_sv(&bytes), &d->dict, err);
	else
		rc = err_set(err, rc, _("the definitions %s are neither installed nor kept in the store; install them"), d->name);
	str_clear(&bytes);
	str_clear(&file);
	arena_free(&arena);
	return rc;
}

enum rc
desk_definition_of(struct desk *desk, struct sv edition, struct definition **out, struct err *err)
{
	struct definition *d = desk_definition(desk, edition);
	enum rc rc = RC_OK;

	*out = NULL;
	if (d == NULL) {
		char *name = mem_strndup(edition.p, edition.n);

		d = desk_add_definition(desk, name, "", "");
		d->kept = true;
		mem_free(name);
	}
	if (d->dict == NULL)
		rc = d->kept ? load_kept(desk, d, err) : desk_load_dict(desk, d, err);
	if (rc == RC_OK)
		rc = desk_about(desk, d, err);
	if (rc == RC_OK)
		*out = d;
	return rc;
}

/* ---- pauses ----------------------------------------------------------------------------- */

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* What is thrown away by its age: once a desk. */
static enum rc
sweep(struct desk *desk, struct err *err)
{
	size_t n;
	enum rc rc = store_purge(desk->store, clock_now_ms(), (int)conf_int(desk->conf, "store", "bin_days"),
	    (int)conf_int(desk->conf, "store", "keep_days"), &n, err);

	if (rc == RC_OK)
		rc = store_blob_gc(desk->store, clock_now_ms(), BLOB_DAYS, &n, err);
	desk->swept = true;
	return rc;
}

enum rc
desk_idle(struct desk *desk, int64_t budget_us, bool *more, struct err *err)
{
	enum { AT_ONCE = 8 };
	const int64_t end = now_us() + budget_us;
	struct store *store;
	enum rc rc = desk_store(desk, &store, err);
	size_t n = AT_ONCE;

	*more = false;
	if (rc != RC_OK || desk->store_read_only || desk->importing != NULL)
		return rc;
	while (rc == RC_OK && n == AT_ONCE && now_us() < end)
		rc = store_find_update(store, AT_ONCE, &n, err);
	*more = rc == RC_OK && n == AT_ONCE;
	if (rc != RC_OK || *more)
		return rc;
	if (!desk->swept) {
		*more = true;
		return sweep(desk, err);
	}
	return store_checkpoint(store, err);
}

/* ---- backup -------------------------------------------------------------------------------- */

enum rc
desk_backup(struct desk *desk, const char *path, struct err *err)
{
	struct store_backup done;
	struct store *store;
	enum rc rc = desk_store(desk, &store, err);

	if (rc == RC_OK)
		rc = store_backup(store, path, &done, err);
	if (rc == RC_OK && done.n_bad > 0)
		rc = err_set(err, RC_PARSE, _("%s is written, but %zu files of the store are missing or damaged and are not in it"), path,
		    done.n_bad);
	return rc;
}

enum rc
desk_restore(struct desk *desk, const char *path, struct err *err)
{
	struct store_backup done;

	if (desk->store != NULL)
		return err_set(err, RC_EXISTS, _("%s has a store already; restore into an empty home"), conf_home(desk->conf));
	return store_restore(conf_home(desk->conf), path, &done, err);
}
