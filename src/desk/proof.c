#include "desk/proof.h"

#include "base/file.h"
#include "base/i18n.h"
#include "desk/internal.h"
#include "desk/proof_sheet.h"

enum { CHECK_SLICE_US = 100000 };

/* ---- pieces, lines, boxes of the definition ---------------------------------------------- */

static struct sv
piece_value(const struct proof *p, const struct print_piece *piece, const struct doc_row *row)
{
	struct expr_value v;

	if (piece->column < 0) {
		v = expr_eval(piece->value, p->env, row);
		return sv_trim(expr_value_text(&v, p->env->scratch));
	}
	while (row != NULL && doc_row_table(row) != piece->table)
		row = doc_row_parent(row);
	return row != NULL ? proof_value(p, row, piece->column) : (struct sv){0};
}

static void
add_piece(struct str *out, struct str *bracket, const struct proof *p, const struct print_piece *piece, const struct doc_row *row)
{
	const char *words = proof_label(p, piece->label, piece->n_label, row);
	struct sv v = proof_holds(p, piece->show, row) ? piece_value(p, piece, row) : (struct sv){0};
	size_t n = strlen(words);

	if (v.n == 0)
		return;
	if (out->len_b > 0 && out->s[out->len_b - 1] != ' ')
		str_addc(out, ' ');
	str_adds(out, words);
	if (n > 0 && (unsigned char)words[n - 1] < 0x80)
		str_addc(out, ' ');
	proof_add_value(out, bracket, p, piece->codes, v, piece->as);
}

static struct sv
line_text(struct proof *p, const struct print_line *line, const struct doc_row *row, struct str *bracket)
{
	struct str all = STR_INIT(0), one = STR_INIT(0);

	for (row = line->repeat ? doc_row_first(row, line->table) : row; row != NULL; row = line->repeat ? doc_row_next(row) : NULL) {
		for (size_t i = 0; i < line->n; i++)
			add_piece(&one, bracket, p, &line->piece[i], row);
		if (all.len_b > 0 && one.len_b > 0)
			str_adds(&all, "; ");
		str_add(&all, str_sv(&one));
		str_reset(&one);
	}
	str_clear(&one);
	return proof_keep(p, &all);
}

/* Do its pieces say by themselves when they stand there? */
static bool
is_left_out(const struct proof *p, const struct print_line *line, const struct doc_row *row)
{
	for (size_t i = 0; i < line->n; i++)
		if (line->repeat || proof_holds(p, line->piece[i].show, row))
			return false;
	return true;
}

/* In a table an empty line keeps the place of what stands below it. */
static struct proof_cell
make_cell(struct proof *p, const struct print_box *box, const struct doc_row *row, bool in_table)
{
	struct proof_cell cell = {.share = box->share};
	struct str label = STR_INIT(0), bracket = STR_INIT(0);
	struct proof_lines l = {0};

	for (size_t i = 0; i < box->n; i++) {
		struct sv text = line_text(p, &box->line[i], row, &bracket);

		if (text.n > 0 || (in_table && !is_left_out(p, &box->line[i], row)))
			proof_add_line(&l, text);
	}
	while (l.n > 0 && l.line[l.n - 1].n == 0)
		l.n--;
	if (!in_table)
		str_adds(&label, proof_label(p, box->label, box->n_label, row));
	if (bracket.len_b > 0)
		str_addf(&label, " (%s)", str_z(&bracket));
	str_clear(&bracket);
	cell.label = proof_keep(p, &label);
	proof_give_lines(p, &l, &cell);
	return cell;
}

static void
write_boxes(struct proof *p, const struct print_block *block)
{
	const struct doc_row *root = doc_root(p->doc);
	struct proof_cell *cell = arena_alloc(&p->arena, (block->n + 1) * sizeof *cell);
	size_t n = 0;

	for (size_t i = 0; i < block->n; i++)
		if (proof_holds(p, block->box[i].show, root))
			cell[n++] = make_cell(p, &block->box[i], root, false);
	if (n > 0)
		p->writer->boxes(&p->out, cell, n, block->kind == PRINT_LINE);
}

/* ---- tables of the definition ------------------------------------------------------------------ */

static void
write_table(struct proof *p, const struct print_block *block)
{
	const struct doc_row *root = doc_root(p->doc), *row;
	struct proof_cell *cell = mem_zalloc(block->n + 1, sizeof *cell);

	for (size_t i = 0; i < block->n; i++)
		cell[i] = (struct proof_cell){block->box[i].share, sv_of(proof_label(p, block->box[i].label, block->box[i].n_label, root)), NULL, 0};
	p->writer->table(&p->out, cell, block->n);
	for (row = doc_row_first(root, block->table); row != NULL; row = doc_row_next(row)) {
		for (size_t i = 0; i < block->n; i++)
			cell[i] = make_cell(p, &block->box[i], row, true);
		p->writer->row(&p->out, cell, block->n);
		if (block->rest)
			proof_write_note(p, row, proof_done(p, row));
		proof_end_row(p);
	}
	p->writer->table_end(&p->out);
	mem_free(cell);
}

/* ---- the sheet -------------------------------------------------------------------------------------- */

static void
write_block(struct proof *p, const struct print_block *block)
{
	const struct doc_row *root = doc_root(p->doc);

	if (!proof_holds(p, block->show, root))
		return;
	switch (block->kind) {
	case PRINT_OPEN:
	case PRINT_LINE:
		write_boxes(p, block);
		break;
	case PRINT_TABLE:
		write_table(p, block);
		break;
	case PRINT_REST:
		if (block->n_label > 0)
			p->writer->heading(&p->out, sv_of(proof_label(p, block->label, block->n_label, root)));
		proof_write_rest(p);
		break;
	case PRINT_RULE:
		p->writer->heading(&p->out, sv_of(proof_label(p, block->label, block->n_label, root)));
		break;
	}
	proof_end_row(p);
}

static void
add_findings(const struct proof_setup *s, struct str *out)
{
	if (!s->judged)
		str_adds(out, _("Not checked: the definitions of this message are not installed."));
	else if (s->n_errors == 0 && s->n_warnings == 0)
		str_adds(out, _("The check sees neither errors nor warnings."));
	else
		str_addf(out, _("The check still sees errors: %zu, warnings: %zu."), s->n_errors, s->n_warnings);
}

static int
width_of(const struct proof_setup *s)
{
	int width = s->width > 0 ? s->width : PROOF_WIDTH;

	return width < PROOF_MIN_WIDTH ? PROOF_MIN_WIDTH : width > PROOF_MAX_WIDTH ? PROOF_MAX_WIDTH : width;
}

void
proof_write(struct doc *doc, const struct proof_setup *setup, enum proof_format format, struct str *out)
{
	struct proof p = {.doc = doc, .dict = doc_dict(doc), .env = doc_env(doc, true), .setup = setup,
	    .writer = format == PROOF_HTML ? &proof_html_writer : &proof_text_writer,
	    .out = {.to = out, .width = width_of(setup)}};
	const struct print *print = setup->print;
	const char *title = setup->title != NULL ? setup->title : dict_label(p.dict->root);
	struct proof_front front = {.mark = sv_of(setup->declared ? _("PROOF · DECLARED") : _("PROOF · NOT DECLARED"))};
	struct str findings = STR_INIT(0), clean = STR_INIT(0);

	if (print != NULL)
		title = proof_label(&p, print->title, print->n_title, doc_root(doc));
	front.title = sv_of(title);
	proof_add_clean(&clean, sv_of(setup->reference));
	front.reference = str_sv(&clean);
	p.writer->begin(&p.out, &front);
	for (size_t i = 0; print != NULL && i < print->n; i++)
		write_block(&p, &print->block[i]);
	if (print == NULL)
		proof_write_rest(&p);
	add_findings(setup, &findings);
	p.writer->end(&p.out, str_sv(&findings));
	str_clear(&findings);
	str_clear(&clean);
	arena_free(&p.arena);
	arena_free(&p.out.arena);
	doc_scratch_reset(doc);
}

/* ---- of a draft ------------------------------------------------------------------------------------------ */

/* NULL: there is none. */
static enum rc
load_print(struct desk *desk, const struct definition *d, struct print **out, struct err *err)
{
	struct form_tables tables = world_tables(desk->codes);
	char *path = desk_path(desk, "forms", d->form[0] != '\0' ? d->form : d->name, ".print.xml");
	enum rc rc = RC_OK;

	*out = NULL;
	if (d->loaded != NULL && file_exists(path))
		rc = print_load(d->loaded, path, &tables, out, err);
	mem_free(path);
	return rc;
}

enum rc
desk_proof(struct desk_draft *draft, enum proof_format format, int width, struct str *out, struct err *err)
{
	const struct catalogue_type *type = draft->type;
	struct proof_setup setup = {.codes = draft->desk->codes, .day = draft->desk->day, .width = width,
	    .declared = sv_is(draft->info.state, "declared"), .judged = draft->live != NULL,
	    .title = type != NULL ? i18n_pick(type->name_zh, type->name_en) : NULL};
	struct str reference = STR_INIT(0);
	struct print *print;
	enum rc rc = load_print(draft->desk, draft->definition, &print, err);

	if (rc != RC_OK)
		return rc;
	while (!desk_draft_check(draft, CHECK_SLICE_US))
		;
	if (draft->live != NULL) {
		setup.n_errors = live_count(draft->live, FORM_ERROR);
		setup.n_warnings = live_count(draft->live, FORM_WARNING);
	}
	str_addf(&reference, _("Draft %lld"), (long long)draft->id);
	setup.print = print;
	setup.reference = str_z(&reference);
	proof_write(draft->doc, &setup, format, out);
	str_clear(&reference);
	print_free(print);
	return RC_OK;
}
