"""Measuring programs: the real server on a scratch database, real requests, and a check that all answers are right.

Nothing of the app imports from here. What they found stands in docs/performance.md.
"""
