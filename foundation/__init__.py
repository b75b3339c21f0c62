"""The ground floor: database, clock, errors, ids, events, audit, jobs, text and the web shell.

Knows nothing of people, items or exams; every other package may lean on it.
"""
