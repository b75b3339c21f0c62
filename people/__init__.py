"""Who they are: accounts, sign-in, roles, the organisation tree, job roles."""
