"""How records leave the house."""
