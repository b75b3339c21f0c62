"""The front door of results: dry run and release, what upper packages read, a candidate's own pages."""

from certify.results.services.dry_runs import DryRun, DryRunRow, dry_run, list_dry_runs
from certify.results.services.mine import MyResult, get_mine, list_mine, list_open
from certify.results.services.reading import find_best_result, find_result, get_result, list_results
from certify.results.services.releasing import release

__all__ = [
    "DryRun",
    "DryRunRow",
    "MyResult",
    "dry_run",
    "find_best_result",
    "find_result",
    "get_mine",
    "get_result",
    "list_dry_runs",
    "list_mine",
    "list_open",
    "list_results",
    "release",
]
