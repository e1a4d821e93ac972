# zip
libyulu_a_SOURCES += src/zip/libzip.c src/zip/libzip.h src/zip/zip.c src/zip/zip.h
