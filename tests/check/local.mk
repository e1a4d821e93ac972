# tests of check
check_PROGRAMS += tests/check/rules
tests_check_rules_SOURCES = tests/check/rules.c tests/check/kit.h tests/tap.h
tests_check_rules_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/check/rules
EXTRA_DIST += tests/check/rules-a.tsv tests/check/rules-b.tsv
