# tests of subcenter
