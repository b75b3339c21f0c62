"""The question bank: items and their immutable versions, review, search, item types, import and export.

Knows people (who wrote, who approved) and nothing of exams; its front door is `services` and `domain`.
"""
