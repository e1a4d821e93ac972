# tests of codes
check_PROGRAMS += tests/codes/codes tests/codes/import tests/codes/pinyin tests/codes/search
tests_codes_codes_SOURCES = tests/codes/codes.c tests/codes/kit.h tests/tap.h
tests_codes_codes_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_codes_import_SOURCES = tests/codes/import.c tests/codes/kit.h tests/tap.h
tests_codes_import_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_codes_pinyin_SOURCES = tests/codes/pinyin.c tests/codes/kit.h tests/tap.h
tests_codes_pinyin_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_codes_search_SOURCES = tests/codes/search.c tests/codes/kit.h tests/tap.h
tests_codes_search_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/codes/codes tests/codes/import tests/codes/pinyin tests/codes/search tests/codes/mkcodes.sh
EXTRA_DIST += tests/codes/mkcodes.sh
# A line of make bench.
EXTRA_PROGRAMS += tests/codes/bench_lookup
tests_codes_bench_lookup_SOURCES = tests/codes/bench_lookup.c
