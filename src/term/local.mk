# term
libyulu_a_SOURCES += src/term/face.c src/term/face.h src/term/input.c src/term/input.h src/term/show.c src/term/show.h \
  src/term/term.c src/term/term.h
