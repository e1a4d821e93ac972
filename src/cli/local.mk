# cli
libyulu_a_SOURCES += src/cli/check.c src/cli/cli.c src/cli/cli.h src/cli/define.c src/cli/draft.c src/cli/print.c src/cli/screen.c
