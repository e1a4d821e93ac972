# form
libyulu_a_SOURCES += \
  src/form/build.h \
  src/form/catalogue.c src/form/catalogue.h \
  src/form/form.c src/form/form.h \
  src/form/graph.c \
  src/form/help.c src/form/help.h \
  src/form/layout.c src/form/layout.h \
  src/form/layout_build.h \
  src/form/layout_control.c \
  src/form/layout_lint.c \
  src/form/layout_load.c \
  src/form/layout_plain.c \
  src/form/model.c \
  src/form/print.c src/form/print.h \
  src/form/rules.c \
  src/form/scope.c \
  src/form/source.c
