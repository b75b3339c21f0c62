"""Results: points by section and by content area against the pass rule, released once and frozen. Not here: where the
points come from (marking), what a pass leads to (programmes).
"""
