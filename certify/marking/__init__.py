"""Marking: score runs at hand-in, the queue of scripts that wait for a person, marks. Not here: what the points mean
(results), how a response is judged (question_bank).
"""
