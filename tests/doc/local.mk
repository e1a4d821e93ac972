# tests of doc
