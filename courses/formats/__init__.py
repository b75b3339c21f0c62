"""Readers of what authors write; nothing here knows the database."""
