"""Delivery: attempts, responses and deadlines; the save protocol by which no answer gets lost.

Knows nothing of marking or results: a hand-in is told to them through the outbox.
"""
