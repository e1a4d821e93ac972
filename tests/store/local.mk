# tests of store
check_PROGRAMS += tests/store/draft tests/store/edit tests/store/open
TESTS += tests/store/draft tests/store/edit tests/store/open
tests_store_draft_SOURCES = tests/store/draft.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_draft_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_store_edit_SOURCES = tests/store/edit.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_edit_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_store_open_SOURCES = tests/store/open.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_open_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
