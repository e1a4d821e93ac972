# tests of doc
check_PROGRAMS += tests/doc/read tests/doc/roundtrip tests/doc/calc tests/doc/journal tests/doc/load
tests_doc_read_SOURCES = tests/doc/read.c tests/doc/small.h tests/tap.h
tests_doc_read_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_doc_roundtrip_SOURCES = tests/doc/roundtrip.c tests/doc/canon.h tests/doc/generate.h tests/doc/small.h tests/tap.h
tests_doc_roundtrip_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_doc_calc_SOURCES = tests/doc/calc.c tests/doc/form.h tests/doc/small.h tests/tap.h
tests_doc_calc_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_doc_journal_SOURCES = tests/doc/journal.c tests/doc/form.h tests/doc/generate.h tests/doc/rows.h tests/doc/small.h tests/tap.h
tests_doc_journal_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_doc_load_SOURCES = tests/doc/load.c tests/doc/form.h tests/doc/generate.h tests/doc/rows.h tests/doc/small.h tests/tap.h
tests_doc_load_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/doc/read tests/doc/roundtrip tests/doc/calc tests/doc/journal tests/doc/load

EXTRA_PROGRAMS += tests/doc/bench_read
tests_doc_bench_read_SOURCES = tests/doc/bench_read.c tests/doc/small.h
tests_doc_bench_read_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
