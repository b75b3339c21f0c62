"""Two app nodes in networks of their own behind nginx, PostgreSQL with a synchronous standby: a node dies, the primary
dies, the standby is promoted, and candidates go on. What the runs found stands in docs/reliability.md.
"""
