# tests of base
check_PROGRAMS += tests/base/csv tests/base/day tests/base/dec tests/base/err tests/base/file \
  tests/base/i18n tests/base/mem tests/base/out tests/base/str tests/base/text
TESTS += tests/base/csv tests/base/day tests/base/dec tests/base/err tests/base/file \
  tests/base/i18n tests/base/mem tests/base/out tests/base/str tests/base/text
tests_base_csv_SOURCES = tests/base/csv.c tests/tap.h
tests_base_csv_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_day_SOURCES = tests/base/day.c tests/tap.h
tests_base_day_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_dec_SOURCES = tests/base/dec.c tests/tap.h
tests_base_dec_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_err_SOURCES = tests/base/err.c tests/tap.h
tests_base_err_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_file_SOURCES = tests/base/file.c tests/base/tmpdir.h tests/tap.h
tests_base_file_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_i18n_SOURCES = tests/base/i18n.c tests/base/tmpdir.h tests/tap.h
tests_base_i18n_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_mem_SOURCES = tests/base/mem.c tests/tap.h
tests_base_mem_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_out_SOURCES = tests/base/out.c tests/tap.h
tests_base_out_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_str_SOURCES = tests/base/str.c tests/tap.h
tests_base_str_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_base_text_SOURCES = tests/base/text.c tests/tap.h
tests_base_text_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
