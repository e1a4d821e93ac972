# xml
libyulu_a_SOURCES += src/xml/xml.c src/xml/encoding.c src/xml/write.c src/xml/xml.h src/xml/libxml.c src/xml/libxml.h src/xml/internal.h
