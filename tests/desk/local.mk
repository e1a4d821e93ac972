# tests of desk
check_PROGRAMS += tests/desk/desk tests/desk/draft tests/desk/edition tests/desk/import tests/desk/parts tests/desk/share
TESTS += tests/desk/desk tests/desk/draft tests/desk/edition tests/desk/import tests/desk/parts tests/desk/share
tests_desk_desk_SOURCES = tests/desk/desk.c tests/base/tmpdir.h tests/tap.h
tests_desk_desk_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_desk_draft_SOURCES = tests/desk/draft.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_draft_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_desk_edition_SOURCES = tests/desk/edition.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_edition_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_desk_import_SOURCES = tests/desk/import.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_import_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_desk_parts_SOURCES = tests/desk/parts.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_parts_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_desk_share_SOURCES = tests/desk/share.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_share_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests

# A measurement: lines "name value unit".
EXTRA_PROGRAMS += tests/desk/bench_leave
tests_desk_bench_leave_SOURCES = tests/desk/bench_leave.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_bench_leave_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_PROGRAMS += tests/desk/proof
TESTS += tests/desk/proof
tests_desk_proof_SOURCES = tests/desk/proof.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_proof_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
EXTRA_DIST += tests/desk/proof_import.txt tests/desk/proof_export.html
check_PROGRAMS += tests/desk/attach
TESTS += tests/desk/attach
tests_desk_attach_SOURCES = tests/desk/attach.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_attach_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
