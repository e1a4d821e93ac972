# tests of cli
TESTS += tests/cli/check.sh
EXTRA_DIST += tests/cli/lib.sh tests/cli/check.sh
