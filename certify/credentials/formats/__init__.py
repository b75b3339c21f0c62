"""How a certificate leaves the house."""
