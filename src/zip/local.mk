# zip
libyulu_a_SOURCES += src/zip/zip.c src/zip/zip.h
