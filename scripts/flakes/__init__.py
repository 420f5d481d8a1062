"""Repeats a tier on the same code, to find the tests that do not always give the same answer."""
