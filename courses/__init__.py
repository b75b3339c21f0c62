"""Courses: modules and lessons, knowledge checks, each person's progress and the ledger of training hours.

The lesson texts lie in `content/`; check items live in the question bank as practice items and are only named here.
"""
