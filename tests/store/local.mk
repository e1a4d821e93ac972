# tests of store
check_PROGRAMS += tests/store/draft tests/store/edit tests/store/fault tests/store/list tests/store/open tests/store/share
TESTS += tests/store/draft tests/store/edit tests/store/fault tests/store/list tests/store/open tests/store/share
tests_store_draft_SOURCES = tests/store/draft.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_draft_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_store_edit_SOURCES = tests/store/edit.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_edit_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_store_fault_SOURCES = tests/store/fault.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_fault_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_store_list_SOURCES = tests/store/list.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_list_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_store_open_SOURCES = tests/store/open.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_open_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_store_share_SOURCES = tests/store/share.c tests/store/kit.h tests/base/tmpdir.h tests/tap.h
tests_store_share_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
