"""Importers and exporters of the question bank, one module or package per format.

A format is pure: bytes in, frozen dataclasses with problems out. Nothing here knows Flask or the database.
"""
