/*
 * yulu format, codes, spec, lint, forms: messages and definitions looked at
 * from outside.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cli.h"

int
cli_format(struct cli *cli)
{
	struct str bytes = STR_INIT(0), out = STR_INIT(0);
	struct desk *desk = NULL;
	struct err err = {0};
	int code;

	if (cli_read(cli, cli->word[0], &bytes, &err) != RC_OK || cli_desk(cli, &desk, &err) != RC_OK) {
		code = cli_fail(&err);
	} else if (desk_format(desk, str_sv(&bytes), &out, &err) != RC_OK) {
		err_context(&err, "%s", cli->word[0]);
		code = cli_fail(&err);
	} else {
		code = cli_write(cli, str_sv(&out));
	}
	str_clear(&bytes);
	str_clear(&out);
	desk_close(desk);
	return code;
}

/* ---- code tables -------------------------------------------------------------- */

struct listing {
	struct out out;
	int order[64];			/* output column → table column, -1 empty */
	size_t n_col;
};

static bool
list_row(void *ctx, const struct sv *values, size_t n)
{
	struct listing *l = ctx;
	struct sv row[64] = {{0}};

	for (size_t i = 0; i < l->n_col; i++)
		if (l->order[i] >= 0 && (size_t)l->order[i] < n)
			row[i] = values[l->order[i]];
	out_row(&l->out, row);
	return true;
}

/* code, name_zh and name_en first, the table's other columns behind. */
static void
set_columns(struct listing *l, struct codes *codes, int id, const char **name)
{
	static const char *const first[] = {"code", "name_zh", "name_en"};
	size_t n = codes_n_columns(codes, id);

	for (size_t i = 0; i < 3; i++) {
		name[l->n_col] = first[i];
		l->order[l->n_col++] = codes_column(codes, id, sv_of(first[i]));
	}
	for (size_t i = 0; i < n && l->n_col < 64; i++) {
		const char *column = codes_column_name(codes, id, (int)i);

		if (strcmp(column, "code") == 0 || strcmp(column, "name_zh") == 0 || strcmp(column, "name_en") == 0)
			continue;
		name[l->n_col] = column;
		l->order[l->n_col++] = (int)i;
	}
}

static int
list_codes(struct cli *cli, struct desk *desk)
{
	struct codes *codes = desk_codes(desk);
	struct str buf = STR_INIT(0);
	struct listing l = {.n_col = 0};
	const char *name[64];
	struct err err = {0};
	int id = codes_id(codes, sv_of(cli->word[0])), code;
	size_t n_row;

	if (id < 0) {
		fprintf(stderr, "yulu: %s\n", _("there is no such code table; these are there:"));
		for (size_t i = 0; i < codes_n_names(codes); i++)
			fprintf(stderr, "  %-24s %s\n", codes_name(codes, (int)i), i18n_pick(codes_name_zh(codes, (int)i), codes_name_en(codes, (int)i)));
		return EXIT_UNREADABLE;
	}
	set_columns(&l, codes, id, name);
	out_begin(&l.out, cli->format, name, l.n_col, &buf);
	if (codes_has_table(codes, id)
	    && codes_search(codes, id, sv_of(cli->n_word > 1 ? cli->word[1] : ""), desk_day(desk), (size_t)cli->limit, list_row, &l, &err)
	    != RC_OK)
		code = cli_fail(&err);
	else
		code = EXIT_DONE;
	n_row = l.out.n_row;
	out_end(&l.out);
	if (code == EXIT_DONE)
		code = cli_write(cli, str_sv(&buf));
	if (code == EXIT_DONE && n_row == 0)
		code = EXIT_FINDINGS;
	str_clear(&buf);
	return code;
}

int
cli_codes(struct cli *cli)
{
	struct desk *desk = NULL;
	struct err err = {0};
	int code;

	if (cli->n_word != 1 && (cli->import != NULL || cli->n_word == 0))
		return cli_usage(cli->import ? _("codes --import TABLE FILE") : _("codes TABLE [QUERY]"));
	if (cli_desk(cli, &desk, &err) != RC_OK)
		return cli_fail(&err);
	if (cli->import == NULL)
		code = list_codes(cli, desk);
	else
		code = desk_import_codes(desk, sv_of(cli->import), cli->word[0], &err) == RC_OK ? EXIT_DONE : cli_fail(&err);
	desk_close(desk);
	return code;
}

/* ---- definitions ------------------------------------------------------------------ */

int
cli_spec(struct cli *cli)
{
	unsigned kind = cli->given & (OPT_XSD | OPT_HTML | OPT_CSV);
	struct str out = STR_INIT(0);
	const struct dict *d = NULL;
	struct desk *desk = NULL;
	struct err err = {0};
	int code;

	if (kind != OPT_XSD && kind != OPT_HTML && kind != OPT_CSV)
		return cli_usage(_("spec wants one of --xsd, --html, --csv"));
	if (cli_desk(cli, &desk, &err) != RC_OK || desk_dict(desk, cli->word[0], &d, &err) != RC_OK) {
		code = cli_fail(&err);
	} else {
		if (kind == OPT_XSD)
			dict_write_xsd(d, &out);
		else if (kind == OPT_HTML)
			dict_write_html(d, i18n_is_zh(), &out);
		else
			dict_write_csv(d, &out);
		code = cli_write(cli, str_sv(&out));
	}
	str_clear(&out);
	desk_close(desk);
	return code;
}

static void
print_complaint(void *ctx, const char *file, unsigned line, const char *text)
{
	size_t *n = ctx;

	(*n)++;
	if (line > 0)
		printf("%s:%u: %s\n", file, line, text);
	else
		printf("%s: %s\n", file, text);
}

int
cli_lint(struct cli *cli)
{
	struct desk *desk = NULL;
	struct err err = {0};
	size_t n = 0;
	int code = EXIT_DONE;

	if (cli_desk(cli, &desk, &err) != RC_OK)
		return cli_fail(&err);
	if (cli->n_word == 0 && desk_lint(desk, NULL, &n, print_complaint, &err) != RC_OK)
		code = cli_fail(&err);
	for (int i = 0; i < cli->n_word; i++)
		if (desk_lint(desk, cli->word[i], &n, print_complaint, &err) != RC_OK)
			code = cli_fail(&err);
	desk_close(desk);
	return code != EXIT_DONE ? code : n > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

int
cli_forms(struct cli *cli)
{
	static const char *const column[] = {"id", "name_zh", "family", "ring", "format", "edition", "valid_from", "valid_to"};
	struct str buf = STR_INIT(0);
	struct desk *desk = NULL;
	struct out out = {0};
	struct err err = {0};
	int code;

	if (cli_desk(cli, &desk, &err) != RC_OK)
		return cli_fail(&err);
	out_begin(&out, cli->format, column, 8, &buf);
	for (size_t i = 0; i < desk_catalogue(desk)->n_type; i++) {
		const struct catalogue_type *t = &desk_catalogue(desk)->type[i];
		char ring[16], from[16], to[16];
		struct sv row[8] = {sv_of(t->id), sv_of(t->name_zh), sv_of(t->family), {ring, 0}, sv_of(t->format), sv_of(t->edition),
		    {from, day_format_8(t->valid_from, from)}, {to, day_format_8(t->valid_to, to)}};

		row[3].n = (size_t)snprintf(ring, sizeof ring, "%d", t->ring);
		out_row(&out, row);
	}
	out_end(&out);
	code = cli_write(cli, str_sv(&buf));
	str_clear(&buf);
	desk_close(desk);
	return code;
}
