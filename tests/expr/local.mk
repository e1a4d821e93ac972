# tests of expr
