# tests of form
check_PROGRAMS += tests/form/form tests/form/graph tests/form/lint tests/form/catalogue tests/form/dec tests/form/fuzz \
  tests/form/dec_fill tests/form/layout tests/form/layout_dec tests/form/help
tests_form_form_SOURCES = tests/form/form.c tests/form/kit.h tests/tap.h
tests_form_form_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_form_graph_SOURCES = tests/form/graph.c tests/form/kit.h tests/tap.h
tests_form_graph_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_form_lint_SOURCES = tests/form/lint.c tests/form/kit.h tests/tap.h
tests_form_lint_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_form_catalogue_SOURCES = tests/form/catalogue.c tests/form/kit.h tests/tap.h
tests_form_catalogue_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_form_dec_SOURCES = tests/form/dec.c tests/form/dec.h tests/form/kit.h tests/tap.h
tests_form_dec_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_form_fuzz_SOURCES = tests/form/fuzz.c tests/form/kit.h tests/tap.h
tests_form_fuzz_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/form/form tests/form/graph tests/form/lint tests/form/catalogue tests/form/dec tests/form/fuzz \
  tests/form/dec_fill tests/form/layout tests/form/layout_dec tests/form/help
tests_form_dec_fill_SOURCES = tests/form/dec_fill.c tests/form/dec.h tests/form/kit.h tests/tap.h
tests_form_dec_fill_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_form_layout_SOURCES = tests/form/layout.c tests/form/kit.h tests/tap.h
tests_form_layout_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_form_layout_dec_SOURCES = tests/form/layout_dec.c tests/form/dec.h tests/form/kit.h tests/tap.h
tests_form_layout_dec_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_form_help_SOURCES = tests/form/help.c tests/form/kit.h tests/tap.h
tests_form_help_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
EXTRA_DIST += tests/form/sample.rules.xml tests/form/sample.csv
check_PROGRAMS += tests/form/print
TESTS += tests/form/print
tests_form_print_SOURCES = tests/form/print.c tests/form/kit.h tests/tap.h
tests_form_print_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
