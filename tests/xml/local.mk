# xml
check_PROGRAMS += tests/xml/read tests/xml/encoding tests/xml/write
tests_xml_read_SOURCES = tests/xml/read.c tests/xml/trace.h tests/tap.h
tests_xml_read_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_xml_encoding_SOURCES = tests/xml/encoding.c tests/xml/trace.h tests/tap.h
tests_xml_encoding_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_xml_write_SOURCES = tests/xml/write.c tests/xml/trace.h tests/tap.h
tests_xml_write_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TESTS += tests/xml/read tests/xml/encoding tests/xml/write
