"""Exams: blueprints, feasibility, assembly of frozen forms, sittings and rosters.

How a candidate sits one is delivery.
"""
