# tests of view
check_PROGRAMS += tests/view/script
TESTS += tests/view/script
tests_view_script_SOURCES = tests/view/script.c tests/view/host.h tests/tap.h
tests_view_script_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_PROGRAMS += tests/view/paste
TESTS += tests/view/paste
tests_view_paste_SOURCES = tests/view/paste.c tests/tap.h
tests_view_paste_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
