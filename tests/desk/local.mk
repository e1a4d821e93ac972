# tests of desk
check_PROGRAMS += tests/desk/desk tests/desk/draft
TESTS += tests/desk/desk tests/desk/draft
tests_desk_desk_SOURCES = tests/desk/desk.c tests/base/tmpdir.h tests/tap.h
tests_desk_desk_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_desk_draft_SOURCES = tests/desk/draft.c tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_desk_draft_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
