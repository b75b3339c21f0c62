"""HR's view: who holds what, since when, until when and why. Reads a table that follows from the ledgers and can be
rebuilt.
"""
