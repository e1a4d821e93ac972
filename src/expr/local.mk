libyulu_a_SOURCES += src/expr/expr.c src/expr/expr.h src/expr/node.h src/expr/parse.h src/expr/lex.c src/expr/parse.c \
  src/expr/type.c src/expr/func.c src/expr/eval.c src/expr/eval_text.c src/expr/eval_list.c src/expr/set.c src/expr/value.c \
  src/expr/template.c src/expr/check.c src/expr/pattern.c src/expr/pattern.h src/expr/pattern_make.c
