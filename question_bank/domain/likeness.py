"""How alike two items are: a normalised view of each, one score with its reasons, and what must not be overlooked."""

from enum import StrEnum


class Likeness(StrEnum):
    """What two items are to each other."""

    SAME = "same"  # identical once look-alikes, widths, punctuation and the order of options are out of the way
    STRONG = "strong"  # reworded so little that whoever meets both meets one question twice
    NEAR = "near"  # alike, but for a person to judge; never merged, never kept apart by itself
