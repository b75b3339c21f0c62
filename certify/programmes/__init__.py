"""Certification programmes: what leads to a certification, and each person's ledger from enrolment to expiry."""
