# tests of desk
check_PROGRAMS += tests/desk/desk
tests_desk_desk_SOURCES = tests/desk/desk.c tests/base/tmpdir.h tests/tap.h
tests_desk_desk_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/desk/desk
