# tests of zip
