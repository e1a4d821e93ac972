# tests of zip
check_PROGRAMS += tests/zip/zip
TESTS += tests/zip/zip
tests_zip_zip_SOURCES = tests/zip/zip.c tests/tap.h
tests_zip_zip_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
