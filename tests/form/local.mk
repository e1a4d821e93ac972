# tests of form
