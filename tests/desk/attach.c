/* Attachments: a file becomes a row with its fields, is looked into, goes and comes back. */
#include "kit.h"

#include "desk/attach.h"

static const char pdf[] =
    "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Outlines 9 0 R >>\nendobj\n"
    "9 0 obj\n<< /Type /Outlines /Count 77 >>\nendobj\n"
    "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 12 >>\nendobj\n"
    "4 0 obj\n<< /Type/Pages /Count 5 >>\nendobj\n%%EOF\n";

static void
test_pdf(void)
{
	struct desk_attached a = {0};

	desk_look_at_pdf(sv_of(pdf), &a);
	tap_ok(a.pdf && !a.locked && a.pages == 12, "pages of the tree, not of the outlines: %ld", a.pages);
	desk_look_at_pdf(SV("%PDF-1.5\n1 0 obj\n<< /Linearized 1 /L 9 /N 31 /T 5 >>\nendobj\n"), &a);
	tap_ok(a.pages == 31, "of a linearized file: %ld", a.pages);
	desk_look_at_pdf(SV("%PDF-1.5\nobj stm endobj\n"), &a);
	tap_ok(a.pdf && a.pages == -1, "packed away: unknown");
	desk_look_at_pdf(SV("%PDF-1.4\ntrailer << /Encrypt 5 0 R >>"), &a);
	tap_ok(a.locked, "encrypted");
	desk_look_at_pdf(SV("PK\003\004 /Type /Pages /Count 3 endobj"), &a);
	tap_ok(!a.pdf && a.pages == -1, "another kind of file");
	desk_look_at_pdf(SV(""), &a);
	tap_ok(!a.pdf, "an empty file");
}

static void
test_guess(const struct desk_attachment *a)
{
	static const struct {
		const char *path, *kind;
	} c[] = {
		{"/tmp/YL2600001 fp.pdf", "00000001"}, {"invoice-7.PDF", "00000001"}, {"提单 YLSHA.pdf", "00000003"}, {"zxd.pdf", "00000002"},
		{"sales contract.pdf", "00000004"}, {"co.pdf", "00000009"}, {"/fp/scan.pdf", ""}, {"afpx.pdf", ""},
	};

	for (size_t i = 0; i < sizeof c / sizeof c[0]; i++)
		tap_ok(strcmp(desk_attachment_guess(a, c[i].path), c[i].kind) == 0, "%s is '%s'", c[i].path, c[i].kind);
}

static struct sv
cell(const struct desk_draft *d, uint32_t row, int column)
{
	return doc_value(doc_row_by_id(desk_draft_doc(d), row), column);
}

static void
test_attach(struct kit *k, const char *file, const char *other)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *d = kit_edit(k, id);
	struct desk_attachment a;
	struct desk_attached info;
	struct err err = {0};
	uint32_t row, second, at;
	int column;
	enum rc rc;

	if (!tap_ok(desk_attachment(d, &a), "files go with a declaration")) {
		desk_draft_close(d);
		return;
	}
	test_guess(&a);
	desk_draft_set(d, 1, dict_find(doc_dict(desk_draft_doc(d)), SV("DecHead/CustomMaster"))->column, SV("2248"), DOC_TYPED, NULL);
	rc = desk_attach(d, file, SV("00000001"), &row, &err);
	tap_ok(rc == RC_OK && row != 0, "attached %s", err.text);
	tap_ok(sv_is(cell(d, row, a.kind), "00000001") && sv_is(cell(d, row, a.name), "invoice.pdf")
	    && sv_is(cell(d, row, a.format), "US"), "kind, name and format are fields of the row");
	tap_ok(sv_starts(cell(d, row, a.id), SV("224800000001IM")) && cell(d, row, a.id).n == 4 + 8 + 2 + 18 + 4,
	    "its number: %.*s", (int)cell(d, row, a.id).n, cell(d, row, a.id).p);
	tap_ok(desk_attached(d, row, &info, &err) == RC_OK && info.there && info.pdf && info.pages == 12
	    && info.size == (int64_t)sizeof pdf - 1, "the file is there, with its pages");
	rc = desk_attach(d, other, SV(""), &second, &err);
	tap_ok(rc == RC_OK && !sv_eq(cell(d, row, a.id), cell(d, second, a.id)), "another one has another number");
	tap_ok(desk_attach_to(d, second, file, &err) == RC_OK && sv_is(cell(d, second, a.name), "invoice.pdf"),
	    "another file takes the place of the first %s", err.text);
	tap_ok(desk_draft_remove(d, second, &err) == RC_OK, "a row goes with its file %s", err.text);
	tap_ok(desk_draft_undo(d, &at, &column, &err) == RC_OK && desk_attached(d, second, &info, &err) == RC_OK && info.there,
	    "undo brings both back %s", err.text);
	rc = desk_attach(d, "/no/such/file.pdf", SV(""), &at, &err);
	tap_ok(rc == RC_NOTFOUND && at == 0 && doc_row_count(doc_root(desk_draft_doc(d)), a.table) == 2,
	    "a file that is not there makes no row: %s", err.text);
	tap_ok(desk_attached(d, 999, &info, &err) == RC_NOTFOUND, "of no row: %s", err.text);
	desk_draft_close(d);
	d = kit_edit(k, id);
	tap_ok(desk_attached(d, row, &info, &err) == RC_OK && info.there && sv_is(info.name, "invoice.pdf"), "opened again it is still there");
	desk_draft_close(d);
}

int
main(void)
{
	struct kit k = {.home = tmpdir_new()};
	char *file = file_join(k.home, "invoice.pdf"), *other = file_join(k.home, "packing.pdf");

	file_write(file, sv_of(pdf), 0600, NULL);
	file_write(other, SV("%PDF-1.4\n"), 0600, NULL);
	test_pdf();
	kit_open(&k, NULL);
	test_attach(&k, file, other);
	kit_close(&k);
	mem_free(file);
	mem_free(other);
	tmpdir_free(k.home);
	return tap_done();
}
