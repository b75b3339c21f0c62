"""Shapes of input: verb-first forms, by the pages on which they stand."""
