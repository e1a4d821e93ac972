# tests of subcenter
subcenter_tests = tests/subcenter/activation tests/subcenter/intake tests/subcenter/papers tests/subcenter/weather
check_PROGRAMS += $(subcenter_tests) tests/subcenter/number
TESTS += $(subcenter_tests) tests/subcenter/number
subcenter_kit = tests/subcenter/dxp.h tests/subcenter/kit.h tests/base/tmpdir.h tests/tap.h
subcenter_test_flags = $(AM_CPPFLAGS) $(CURL_CFLAGS) -I$(srcdir)/tests
subcenter_test_libs = $(LDADD) $(CURL_LIBS) $(CRYPTO_LIBS)
tests_subcenter_activation_SOURCES = tests/subcenter/activation.c $(subcenter_kit)
tests_subcenter_activation_CPPFLAGS = $(subcenter_test_flags)
tests_subcenter_activation_LDADD = $(subcenter_test_libs)
tests_subcenter_intake_SOURCES = tests/subcenter/intake.c $(subcenter_kit)
tests_subcenter_intake_CPPFLAGS = $(subcenter_test_flags)
tests_subcenter_intake_LDADD = $(subcenter_test_libs)
tests_subcenter_papers_SOURCES = tests/subcenter/papers.c $(subcenter_kit)
tests_subcenter_papers_CPPFLAGS = $(subcenter_test_flags)
tests_subcenter_papers_LDADD = $(subcenter_test_libs)
tests_subcenter_weather_SOURCES = tests/subcenter/weather.c $(subcenter_kit)
tests_subcenter_weather_CPPFLAGS = $(subcenter_test_flags)
tests_subcenter_weather_LDADD = $(subcenter_test_libs)
tests_subcenter_number_SOURCES = tests/subcenter/number.c src/subcenter/number.c src/subcenter/seal.c
tests_subcenter_number_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_subcenter_number_LDADD = $(LDADD) $(CRYPTO_LIBS)
# A line of make bench.
EXTRA_PROGRAMS += tests/subcenter/bench_intake
tests_subcenter_bench_intake_SOURCES = tests/subcenter/bench_intake.c $(subcenter_kit)
tests_subcenter_bench_intake_CPPFLAGS = $(subcenter_test_flags)
tests_subcenter_bench_intake_LDADD = $(subcenter_test_libs) $(MICROHTTPD_LIBS)
