# tests of db
check_PROGRAMS += tests/db/db
TESTS += tests/db/db
tests_db_db_SOURCES = tests/db/db.c tests/base/tmpdir.h tests/tap.h
tests_db_db_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
