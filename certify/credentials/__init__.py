"""Certificates: a frozen snapshot of what was granted, its PDF, and the public page that says what it is worth now."""
