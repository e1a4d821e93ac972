# tests of conf
check_PROGRAMS += tests/conf/conf
TESTS += tests/conf/conf
tests_conf_conf_SOURCES = tests/conf/conf.c tests/base/tmpdir.h tests/tap.h
tests_conf_conf_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
