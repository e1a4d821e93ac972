# form
libyulu_a_SOURCES += \
  src/form/build.h \
  src/form/catalogue.c src/form/catalogue.h \
  src/form/form.c src/form/form.h \
  src/form/graph.c \
  src/form/model.c \
  src/form/rules.c \
  src/form/scope.c \
  src/form/source.c
