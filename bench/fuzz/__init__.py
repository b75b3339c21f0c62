"""Fuzzing of the readers by atheris, coverage-guided; no part of the test run. What came of it: docs/formats.md."""
