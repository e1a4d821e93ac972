# tests of term; the one on a real terminal needs libvterm
check_PROGRAMS += tests/term/host tests/term/input tests/term/terminal
TESTS += tests/term/input tests/term/terminal
tests_term_host_SOURCES = tests/term/host.c tests/view/host.h
tests_term_host_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_term_input_SOURCES = tests/term/input.c tests/tap.h
tests_term_input_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_term_terminal_SOURCES = tests/term/terminal.c tests/term/vterm.h tests/tap.h
tests_term_terminal_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS) -I$(srcdir)/tests
tests_term_terminal_LDADD = $(LDADD) $(VTERM_LIBS)

# Lines of make bench.
EXTRA_PROGRAMS += tests/term/bench_key tests/term/bench_start
tests_term_bench_key_SOURCES = tests/term/bench_key.c tests/term/vterm.h tests/tap.h
tests_term_bench_key_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS) -I$(srcdir)/tests
tests_term_bench_key_LDADD = $(LDADD) $(VTERM_LIBS)
tests_term_bench_start_SOURCES = tests/term/bench_start.c tests/term/vterm.h tests/tap.h
tests_term_bench_start_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS) -I$(srcdir)/tests
tests_term_bench_start_LDADD = $(LDADD) $(VTERM_LIBS)
