# tests of codes
