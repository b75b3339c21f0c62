"""Shapes of input: `standings` (enrol, decide, take back), `definition` (a programme and its conditions)."""
