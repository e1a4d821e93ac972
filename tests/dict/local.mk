# dict
check_PROGRAMS += tests/dict/load tests/dict/judge tests/dict/publish tests/dict/lint
tests_dict_load_SOURCES = tests/dict/load.c tests/dict/kit.h tests/tap.h
tests_dict_load_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_dict_judge_SOURCES = tests/dict/judge.c tests/dict/kit.h tests/dict/sample.h tests/dict/xmllint.h tests/tap.h
tests_dict_judge_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_dict_publish_SOURCES = tests/dict/publish.c tests/dict/kit.h tests/dict/xmllint.h tests/tap.h
tests_dict_publish_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_dict_lint_SOURCES = tests/dict/lint.c tests/dict/kit.h tests/tap.h
tests_dict_lint_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/dict/load tests/dict/judge tests/dict/publish tests/dict/lint
EXTRA_DIST += data/samples/dec/01_import_general.xml data/samples/dec/02_export_general.xml \
  data/samples/dec/03_processing_import.xml data/samples/dec/04_bonded_list_export.xml \
  data/samples/dec/05_import_containers_licences.xml data/samples/dec/06_two_step_summary.xml \
  data/samples/dec/07_transit_export.xml data/samples/dec/r1_import_response_ok.xml \
  data/samples/dec/r2_import_response_failed.xml data/samples/dec/r3_result_received.xml \
  data/samples/dec/r4_result_released.xml data/samples/dec/r5_client_error.xml
