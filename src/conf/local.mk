# conf
libyulu_a_SOURCES += src/conf/conf.c src/conf/conf.h
