check_PROGRAMS += tests/expr/expr
tests_expr_expr_SOURCES = tests/expr/expr.c tests/expr/model.h tests/tap.h
tests_expr_expr_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/expr/expr
EXTRA_DIST += tests/expr/expr.tsv
