# tests of cli
TESTS += tests/cli/check.sh tests/cli/settings.sh tests/cli/format.sh tests/cli/codes.sh tests/cli/define.sh \
  tests/cli/bad.sh tests/cli/draft.sh
EXTRA_DIST += tests/cli/lib.sh tests/cli/check.sh tests/cli/settings.sh tests/cli/format.sh tests/cli/codes.sh \
  tests/cli/define.sh tests/cli/bad.sh tests/cli/draft.sh
TESTS += tests/cli/print.sh
EXTRA_DIST += tests/cli/print.sh
