# xml
libyulu_a_SOURCES += src/xml/xml.c src/xml/xml.h
