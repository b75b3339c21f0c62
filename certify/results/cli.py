"""`flask bank statistics`: whether the bank's item statistics are what the released results say. The command stands in
the bank's group, though results are above the bank: app.py puts it there.
"""

import sys

import click

from certify.results import services
from foundation import clock
from foundation.i18n import N_, gettext

DIFFERS = 2


@click.command("statistics")
@click.option("--rebuild", is_flag=True, help="Work them out anew where they differ.")
def statistics(rebuild: bool) -> None:
    """Compare the item statistics with the released results; exit 2 if they differ and stay so."""
    found = services.check_statistics(now=clock.now(), rebuild=rebuild)
    told = gettext(N_("查了 %(n)s 个场次，%(differ)s 个与成绩不一致"), n=found.n_sittings, differ=len(found.differing))
    click.echo(told, err=True)
    if found.differing and rebuild:
        click.echo(gettext(N_("已按成绩重新计算")), err=True)
    elif found.differing:
        sys.exit(DIFFERS)
