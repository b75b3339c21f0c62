"""The exam and what it earns: exams, delivery, marking, results, programmes, credentials, records.

Imports only go down, in the order records → credentials → programmes → results → marking → delivery → exams.
"""
