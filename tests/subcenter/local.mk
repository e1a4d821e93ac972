# tests of subcenter
subcenter_tests = tests/subcenter/activation
check_PROGRAMS += $(subcenter_tests)
TESTS += $(subcenter_tests)
tests_subcenter_activation_SOURCES = tests/subcenter/activation.c tests/subcenter/kit.h tests/base/tmpdir.h tests/tap.h
tests_subcenter_activation_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) -I$(srcdir)/tests
tests_subcenter_activation_LDADD = $(LDADD) $(CURL_LIBS) $(CRYPTO_LIBS)
