# tests of dict
