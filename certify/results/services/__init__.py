"""The front door of results: dry run and release, what upper packages read, a candidate's own pages."""

from certify.results.services.dry_runs import DryRun, DryRunRow, dry_run, list_dry_runs
from certify.results.services.likeness import AlikePair, LikenessReport, compare_papers
from certify.results.services.mine import MyResult, get_mine, list_mine, list_open, media_of_answers
from certify.results.services.reading import find_best_result, find_result, get_result, list_counting, list_results
from certify.results.services.releasing import release
from certify.results.services.statistics import (
    StatisticsCheck,
    check_statistics,
    measure_changed,
    measure_sitting,
    note_change,
)

__all__ = [
    "AlikePair",
    "DryRun",
    "DryRunRow",
    "LikenessReport",
    "MyResult",
    "StatisticsCheck",
    "check_statistics",
    "compare_papers",
    "dry_run",
    "find_best_result",
    "find_result",
    "get_mine",
    "get_result",
    "list_counting",
    "list_dry_runs",
    "list_mine",
    "list_open",
    "list_results",
    "measure_changed",
    "measure_sitting",
    "media_of_answers",
    "note_change",
    "release",
]
