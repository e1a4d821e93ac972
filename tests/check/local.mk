# tests of check
check_PROGRAMS += tests/check/rules tests/check/oracle tests/check/live tests/check/readers
tests_check_rules_SOURCES = tests/check/rules.c tests/check/lab.h tests/tap.h
tests_check_rules_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_check_oracle_SOURCES = tests/check/oracle.c tests/check/lab.h tests/check/mutate.h tests/base/tmpdir.h \
  tests/dict/sample.h tests/dict/kit.h tests/tap.h
tests_check_oracle_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_check_live_SOURCES = tests/check/live.c tests/check/lab.h tests/tap.h
tests_check_live_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_check_readers_SOURCES = tests/check/readers.c tests/doc/form.h tests/doc/generate.h tests/doc/rows.h tests/doc/small.h tests/tap.h
tests_check_readers_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/check/rules tests/check/oracle tests/check/live tests/check/readers
EXTRA_DIST += tests/check/rules-a.tsv tests/check/rules-b.tsv
