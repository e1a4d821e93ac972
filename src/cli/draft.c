/*
 * Drafts on the command line: new import copy delete undelete export list get
 * set row undo redo history diff backup restore.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "desk/draft.h"

/* ---- what all of them share ------------------------------------------------ */

static int
refused(const struct err *err)
{
	int code = cli_fail(err);

	return code == EXIT_UNREADABLE || code == EXIT_USAGE ? EXIT_FINDINGS : code;
}

static bool
read_number(const char *word, int64_t *id)
{
	char text[300];
	size_t n;

	if (!sv_to_size(sv_of(word), &n) || n == 0 || n > INT64_MAX) {
		snprintf(text, sizeof text, "%.60s: %s", word, _("a draft is named by its number, as `yulu list` shows it"));
		cli_usage(text);
		return false;
	}
	*id = (int64_t)n;
	return true;
}

typedef int on_desk(struct cli *cli, struct desk *desk);

static int
with_desk(struct cli *cli, on_desk *run)
{
	struct desk *desk = NULL;
	struct store *store;
	struct err err = {0};
	int code = cli_desk(cli, &desk, &err) == RC_OK && desk_store(desk, &store, &err) == RC_OK ? run(cli, desk) : cli_fail(&err);

	desk_close(desk);
	return code;
}

/* With the draft that the first word names. */
typedef int on_draft(struct cli *cli, struct desk_draft *draft);

static int
with_draft(struct cli *cli, struct desk *desk, enum desk_mode mode, on_draft *run)
{
	struct desk_draft *draft = NULL;
	struct err err = {0};
	int64_t id;
	int code;

	if (!read_number(cli->word[0], &id))
		return EXIT_USAGE;
	if (desk_draft_open(desk, id, mode, &draft, &err) != RC_OK)
		return err.rc == RC_DENIED ? refused(&err) : cli_fail(&err);
	code = run(cli, draft);
	desk_draft_close(draft);
	return code;
}

static int
write_out(const struct cli *cli, struct out *out, struct str *buf)
{
	int code;

	out_end(out);
	code = cli_write(cli, str_sv(buf));
	str_clear(buf);
	return code;
}

/* ---- new, copy, delete, undelete ---------------------------------------------- */

static int
new_draft(struct cli *cli, struct desk *desk)
{
	struct err err = {0};
	int64_t id;

	if (desk_draft_new(desk, sv_of(cli->word[0]), &id, &err) != RC_OK)
		return refused(&err);
	printf("%lld\n", (long long)id);
	return EXIT_DONE;
}

int
cli_new(struct cli *cli)
{
	return with_desk(cli, new_draft);
}

static int
copy_draft(struct cli *cli, struct desk *desk)
{
	struct err err = {0};
	int64_t from, id;

	if (!read_number(cli->word[0], &from))
		return EXIT_USAGE;
	if (desk_draft_copy(desk, from, &id, &err) != RC_OK)
		return cli_fail(&err);
	printf("%lld\n", (long long)id);
	return EXIT_DONE;
}

int
cli_copy(struct cli *cli)
{
	return with_desk(cli, copy_draft);
}

static int
change_bin(struct cli *cli, struct desk *desk, enum rc change(struct desk *, int64_t, struct err *))
{
	struct err err = {0};
	int64_t id;
	enum rc rc;

	if (!read_number(cli->word[0], &id))
		return EXIT_USAGE;
	rc = change(desk, id, &err);
	if (rc != RC_OK)
		return rc == RC_DENIED || rc == RC_USAGE ? refused(&err) : cli_fail(&err);
	return EXIT_DONE;
}

static int
delete_draft(struct cli *cli, struct desk *desk)
{
	return change_bin(cli, desk, desk_draft_delete);
}

static int
undelete_draft(struct cli *cli, struct desk *desk)
{
	return change_bin(cli, desk, desk_draft_undelete);
}

int
cli_delete(struct cli *cli)
{
	return with_desk(cli, delete_draft);
}

int
cli_undelete(struct cli *cli)
{
	return with_desk(cli, undelete_draft);
}

/* ---- import, export ------------------------------------------------------------- */

static void
print_imported(void *ctx, int64_t id, const char *message)
{
	(void)message;
	fprintf(ctx, "%lld\n", (long long)id);
}

static int
import_files(struct cli *cli, struct desk *desk)
{
	struct str bytes = STR_INIT(0);
	struct err end = {0};
	int code = EXIT_DONE;

	if (desk_import_begin(desk, &end) != RC_OK)
		return cli_fail(&end);
	for (int i = 0; i < cli->n_word; i++) {
		struct err err = {0};
		enum rc rc = cli_read(cli, cli->word[i], &bytes, &err);
		int c = EXIT_DONE;

		if (rc != RC_OK)
			c = (cli_fail(&err), EXIT_UNREADABLE);
		else if (desk_draft_import(desk, cli->word[i], str_sv(&bytes), print_imported, stdout, &err) != RC_OK)
			c = err.rc == RC_DENIED ? refused(&err) : cli_fail(&err);
		code = c > code ? c : code;
	}
	str_clear(&bytes);
	return desk_import_end(desk, &end) == RC_OK ? code : cli_fail(&end);
}

int
cli_import(struct cli *cli)
{
	return with_desk(cli, import_files);
}

static bool
is_directory(const char *path)
{
	struct stat st;

	return path != NULL && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int
export_draft(struct cli *cli, struct desk *desk)
{
	struct str bytes = STR_INIT(0), name = STR_INIT(0);
	struct err err = {0};
	char *path = NULL;
	int64_t id;
	int code = EXIT_USAGE;

	if (!read_number(cli->word[0], &id))
		return code;
	if (desk_draft_export(desk, id, &bytes, &err) != RC_OK || desk_draft_file_name(desk, id, &name, &err) != RC_OK) {
		code = cli_fail(&err);
	} else {
		if (is_directory(cli->output))
			cli->output = path = file_join(cli->output, str_z(&name));
		code = cli_write(cli, str_sv(&bytes));
		if (code == EXIT_DONE && path != NULL)
			printf("%s\n", path);
	}
	mem_free(path);
	str_clear(&bytes);
	str_clear(&name);
	return code;
}

int
cli_export(struct cli *cli)
{
	return with_desk(cli, export_draft);
}

/* ---- list ---------------------------------------------------------------------------- */

static const char *const list_column[] = {"#number", "type", "state", "edition", "changed_at", "client_no", "seq_no", "entry_no",
	"consignee", "bill", "contract", "goods", "items"};
enum { N_LIST_COLUMN = sizeof list_column / sizeof list_column[0], FIND_SLICE_US = 100000 };

static bool
list_draft(void *ctx, const struct store_draft *d)
{
	static const enum store_summary summary[] = {STORE_CLIENT_NO, STORE_SEQ_NO, STORE_ENTRY_NO, STORE_CONSIGNEE, STORE_BILL,
		STORE_CONTRACT, STORE_GOODS, STORE_ITEMS};
	struct sv row[N_LIST_COLUMN] = {{0}, d->type, d->state, d->edition};
	char number[24], at[40];

	row[0] = (struct sv){number, (size_t)snprintf(number, sizeof number, "%lld", (long long)d->id)};
	row[4] = (struct sv){at, day_format_rfc3339(d->changed_at, at)};
	for (size_t i = 0; i < sizeof summary / sizeof summary[0]; i++)
		row[5 + i] = d->summary[summary[i]];
	out_row(ctx, row);
	return true;
}

/* What search still owes is made good first. */
static enum rc
make_findable(struct desk *desk, struct err *err)
{
	bool more = true;
	enum rc rc = RC_OK;

	while (rc == RC_OK && more)
		rc = desk_idle(desk, FIND_SLICE_US, &more, err);
	return rc;
}

static bool
is_state(const char *word)
{
	static const char *const state[] = {"draft", "queued", "held", "declared", "rejected", "bin"};

	for (size_t i = 0; i < sizeof state / sizeof state[0]; i++)
		if (strcmp(word, state[i]) == 0)
			return true;
	return false;
}

static int
list_drafts(struct cli *cli, struct desk *desk)
{
	struct store_page page = {.limit = (size_t)cli->limit, .state = sv_of(cli->state), .find = sv_of(cli->find)};
	struct str buf = STR_INIT(0);
	struct out out;
	struct store *store;
	struct err err = {0};
	enum rc rc = desk_store(desk, &store, &err);

	out_begin(&out, cli->format, list_column, N_LIST_COLUMN, &buf);
	if (rc == RC_OK && cli->find != NULL)
		rc = make_findable(desk, &err);
	if (rc == RC_OK)
		rc = store_list(store, &page, list_draft, &out, &err);
	if (rc == RC_OK)
		return write_out(cli, &out, &buf);
	out_end(&out);
	str_clear(&buf);
	return cli_fail(&err);
}

int
cli_list(struct cli *cli)
{
	cli->later = true;
	if (cli->state != NULL && !is_state(cli->state))
		return cli_usage(_("--state takes draft, queued, held, declared, rejected or bin"));
	return with_desk(cli, list_drafts);
}

/* ---- get ------------------------------------------------------------------------------- */

struct cells {
	const struct doc *doc;
	struct str buf, place;
};

static void
print_cell(struct cells *c, const struct doc_row *row, int column)
{
	if (doc_state(row, column) != DOC_GIVEN)
		return;
	str_reset(&c->place);
	doc_place(c->doc, row, column, &c->place);
	out_add_tsv(&c->buf, str_sv(&c->place));
	str_addc(&c->buf, '\t');
	out_add_tsv(&c->buf, doc_raw(row, column));
	str_addc(&c->buf, '\n');
}

/* In the order of the message. */
static void
print_inside(struct cells *c, const struct doc_row *row, const struct dict_node *node)
{
	for (const struct dict_node *n = node->first_child; n != NULL; n = n->next) {
		if (n->column < 0) {
			for (const struct doc_row *r = doc_row_first(row, n->table); r != NULL; r = doc_row_next(r))
				print_inside(c, r, n);
		} else if (n->type == DICT_GROUP) {
			print_inside(c, row, n);
		} else {
			print_cell(c, row, n->column);
		}
	}
}

static int
get_cells(struct cli *cli, struct desk_draft *draft)
{
	struct cells c = {.doc = desk_draft_doc(draft), .buf = STR_INIT(0), .place = STR_INIT(0)};
	const struct dict *dict = doc_dict(c.doc);
	const struct doc_row *row = doc_root(c.doc);
	const struct dict_node *node = dict->root;
	struct err err = {0};
	int column = -1, code = EXIT_DONE;

	if (cli->n_word > 1 && doc_find(c.doc, sv_of(cli->word[1]), &row, &column, &err) != RC_OK)
		return refused(&err);
	if (cli->n_word > 1)
		node = column < 0 ? dict->table[doc_row_table(row)].node : dict->table[doc_row_table(row)].column[column];
	if (column >= 0 && node->type != DICT_GROUP)
		print_cell(&c, row, column);
	else
		print_inside(&c, row, node);
	code = cli_write(cli, str_sv(&c.buf));
	str_clear(&c.buf);
	str_clear(&c.place);
	return code;
}

static int
get_draft(struct cli *cli, struct desk *desk)
{
	return with_draft(cli, desk, DESK_READ, get_cells);
}

int
cli_get(struct cli *cli)
{
	return with_desk(cli, get_draft);
}

/* ---- set, row -------------------------------------------------------------------------- */

static int
set_cells(struct cli *cli, struct desk_draft *draft)
{
	struct err err = {0};
	enum rc rc = RC_OK;

	desk_draft_begin(draft);
	for (int i = 1; i + 1 < cli->n_word && rc == RC_OK; i += 2) {
		uint32_t row;
		int column;

		rc = desk_draft_find_or_add(draft, sv_of(cli->word[i]), &row, &column, &err);
		if (rc == RC_OK && column < 0)
			rc = err_set(&err, RC_USAGE, _("%s is a row, not a field that can be set"), cli->word[i][0] != '\0' ? cli->word[i] : "\"\"");
		if (rc == RC_OK)
			rc = desk_draft_set(draft, row, column, sv_of(cli->word[i + 1]), DOC_TYPED, &err);
	}
	if (rc != RC_OK) {
		desk_draft_abandon(draft);
		return refused(&err);
	}
	rc = desk_draft_commit(draft, &err);
	return rc == RC_OK ? EXIT_DONE : rc == RC_DENIED ? refused(&err) : cli_fail(&err);
}

static int
set_draft(struct cli *cli, struct desk *desk)
{
	if (cli->n_word % 2 == 0)
		return cli_usage(_("set: every PLACE needs a VALUE"));
	return with_draft(cli, desk, DESK_EDIT, set_cells);
}

int
cli_set(struct cli *cli)
{
	return with_desk(cli, set_draft);
}

/* Which row a place names; RC_USAGE when it names a field. */
static enum rc
find_row(const struct desk_draft *draft, const char *place, const struct doc_row **row, struct err *err)
{
	int column;
	enum rc rc = doc_find(desk_draft_doc(draft), sv_of(place), row, &column, err);

	if (rc == RC_OK && (column >= 0 || doc_row_parent(*row) == NULL))
		rc = err_set(err, RC_USAGE, _("%s is no row of a table; a row is named like DecLists/DecList[2]"), place);
	return rc;
}

static enum rc
insert_row(struct desk_draft *draft, const char *place, struct err *err)
{
	const struct doc_row *row;
	uint32_t id;
	int column;
	enum rc rc;

	if (sv_find(sv_of(place), SV("[+]"), NULL))
		return desk_draft_find_or_add(draft, sv_of(place), &id, &column, err);
	rc = find_row(draft, place, &row, err);
	return rc != RC_OK ? rc : desk_draft_insert(draft, doc_row_id(doc_row_parent(row)), doc_row_table(row), doc_row_id(row), &id, err);
}

/* to: a place among its siblings from 1, or the row it shall stand before. */
static enum rc
move_row(struct desk_draft *draft, const char *place, const char *to, struct err *err)
{
	const struct doc_row *row, *before = NULL;
	size_t n, at;
	enum rc rc = find_row(draft, place, &row, err);

	if (rc != RC_OK)
		return rc;
	if (!sv_to_size(sv_of(to), &n)) {
		rc = find_row(draft, to, &before, err);
		return rc != RC_OK ? rc : desk_draft_move(draft, doc_row_id(row), doc_row_id(before), err);
	}
	if (n == 0 || n > doc_row_count(doc_row_parent(row), doc_row_table(row)))
		return err_set(err, RC_RANGE, _("%s: the table has no place %s"), place, to);
	at = doc_row_place(row);
	before = doc_row_first(doc_row_parent(row), doc_row_table(row));
	for (size_t skip = n > at ? n : n - 1; skip > 0 && before != NULL; skip--)
		before = doc_row_next(before);
	return n == at ? RC_OK : desk_draft_move(draft, doc_row_id(row), before != NULL ? doc_row_id(before) : 0, err);
}

static int
change_row(struct cli *cli, struct desk_draft *draft)
{
	const char *what = cli->word[1], *place = cli->word[2];
	const struct doc_row *row;
	struct err err = {0};
	enum rc rc;

	desk_draft_begin(draft);
	if (strcmp(what, "insert") == 0)
		rc = insert_row(draft, place, &err);
	else if (strcmp(what, "move") == 0)
		rc = move_row(draft, place, cli->word[3], &err);
	else if ((rc = find_row(draft, place, &row, &err)) == RC_OK)
		rc = desk_draft_remove(draft, doc_row_id(row), &err);
	if (rc != RC_OK) {
		desk_draft_abandon(draft);
		return refused(&err);
	}
	rc = desk_draft_commit(draft, &err);
	return rc == RC_OK ? EXIT_DONE : rc == RC_DENIED ? refused(&err) : cli_fail(&err);
}

static int
row_draft(struct cli *cli, struct desk *desk)
{
	const char *what = cli->word[1];
	bool move = strcmp(what, "move") == 0;

	if ((!move && strcmp(what, "insert") != 0 && strcmp(what, "delete") != 0) || cli->n_word != (move ? 4 : 3))
		return cli_usage(_("row N insert PLACE, row N delete PLACE, or row N move PLACE TO"));
	return with_draft(cli, desk, DESK_EDIT, change_row);
}

int
cli_row(struct cli *cli)
{
	return with_desk(cli, row_draft);
}

/* ---- undo, redo --------------------------------------------------------------------------- */

static int
go_back(struct desk_draft *draft, enum rc go(struct desk_draft *, uint32_t *, int *, struct err *))
{
	struct err err = {0};
	uint32_t row;
	int column;
	enum rc rc = go(draft, &row, &column, &err);

	return rc == RC_OK ? EXIT_DONE : rc == RC_DENIED || rc == RC_NOTFOUND ? refused(&err) : cli_fail(&err);
}

static int
undo_step(struct cli *cli, struct desk_draft *draft)
{
	(void)cli;
	return go_back(draft, desk_draft_undo);
}

static int
redo_step(struct cli *cli, struct desk_draft *draft)
{
	(void)cli;
	return go_back(draft, desk_draft_redo);
}

static int
undo_draft(struct cli *cli, struct desk *desk)
{
	return with_draft(cli, desk, DESK_EDIT, undo_step);
}

static int
redo_draft(struct cli *cli, struct desk *desk)
{
	return with_draft(cli, desk, DESK_EDIT, redo_step);
}

int
cli_undo(struct cli *cli)
{
	return with_desk(cli, undo_draft);
}

int
cli_redo(struct cli *cli)
{
	return with_desk(cli, redo_draft);
}

/* ---- history, diff --------------------------------------------------------------------------- */

static bool
print_history(void *ctx, const struct desk_line *l)
{
	char at[40];
	struct sv row[6] = {{at, day_format_rfc3339(l->at, at)}, l->operator, l->place, l->old, l->now, l->kind};

	out_row(ctx, row);
	return true;
}

static int
list_history(struct cli *cli, struct desk *desk)
{
	static const char *const column[] = {"at", "operator", "place", "old", "new", "kind"};
	struct sv place = {0};
	struct str buf = STR_INIT(0);
	struct out out;
	struct err err = {0};
	int64_t id;
	enum rc rc;

	if (!read_number(cli->word[0], &id))
		return EXIT_USAGE;
	if (cli->n_word > 1)
		place = sv_of(cli->word[1]);
	out_begin(&out, cli->format, column, 6, &buf);
	rc = desk_draft_history(desk, id, place, print_history, &out, &err);
	if (rc == RC_OK)
		return write_out(cli, &out, &buf);
	out_end(&out);
	str_clear(&buf);
	return cli_fail(&err);
}

int
cli_history(struct cli *cli)
{
	return with_desk(cli, list_history);
}

static bool
print_difference(void *ctx, const struct desk_difference *d)
{
	struct str *buf = ctx;

	out_add_tsv(buf, d->place);
	str_addc(buf, '\t');
	out_add_tsv(buf, d->old);
	str_addc(buf, '\t');
	out_add_tsv(buf, d->now);
	str_addc(buf, '\n');
	return true;
}

static int
diff_drafts(struct cli *cli, struct desk *desk)
{
	struct str buf = STR_INIT(0);
	struct err err = {0};
	int64_t a, b;
	int code;

	if (!read_number(cli->word[0], &a) || !read_number(cli->word[1], &b))
		return EXIT_USAGE;
	code = desk_draft_diff(desk, a, b, print_difference, &buf, &err) == RC_OK ? cli_write(cli, str_sv(&buf)) : cli_fail(&err);
	str_clear(&buf);
	return code;
}

int
cli_diff(struct cli *cli)
{
	return with_desk(cli, diff_drafts);
}

/* ---- carry over ----------------------------------------------------------------------------- */

static void
print_lost(void *ctx, int64_t id, struct sv place, struct sv value)
{
	struct str *buf = ctx;

	str_addf(buf, "%lld\t", (long long)id);
	out_add_tsv(buf, place);
	str_addc(buf, '\t');
	out_add_tsv(buf, value);
	str_addc(buf, '\n');
}

/* Without a number: all drafts that may be edited. */
static int
carry_drafts(struct cli *cli, struct desk *desk)
{
	struct str lost = STR_INIT(0);
	struct err err = {0};
	int64_t id = 0;
	size_t n = 0;
	int code;

	if (cli->n_word > 0 && !read_number(cli->word[0], &id))
		return EXIT_USAGE;
	code = desk_draft_carry_over(desk, id, print_lost, &lost, &n, &err) == RC_OK ? cli_write(cli, str_sv(&lost)) : cli_fail(&err);
	fprintf(stderr, _("%zu drafts carried over to a newer edition\n"), n);
	str_clear(&lost);
	return code;
}

int
cli_carry(struct cli *cli)
{
	return with_desk(cli, carry_drafts);
}

/* ---- backup, restore ---------------------------------------------------------------------------- */

static int
backup_store(struct cli *cli, struct desk *desk)
{
	struct err err = {0};

	return desk_backup(desk, cli->word[0], &err) == RC_OK ? EXIT_DONE : cli_fail(&err);
}

int
cli_backup(struct cli *cli)
{
	return with_desk(cli, backup_store);
}

int
cli_restore(struct cli *cli)
{
	struct desk *desk = NULL;
	struct err err = {0};
	int code = EXIT_DONE;

	if (cli_desk(cli, &desk, &err) != RC_OK)
		code = cli_fail(&err);
	else if (desk_restore(desk, cli->word[0], &err) != RC_OK)
		code = err.rc == RC_EXISTS ? refused(&err) : cli_fail(&err);
	desk_close(desk);
	return code;
}
