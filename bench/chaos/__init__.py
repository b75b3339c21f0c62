"""Faults while candidates answer: workers, database and everything killed, packets dropped, the disk filled.

Each simulated candidate behaves as the exam page does; afterwards the database says whether anything was lost. What the
runs found stands in docs/reliability.md.
"""
