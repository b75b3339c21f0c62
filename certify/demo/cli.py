"""What a first start does: the demo organisation, or a one-time link for the first administrator. `flask demo load`."""

import click
from flask import current_app
from flask.cli import AppGroup

from certify.demo.load import load_demo, show_passwords
from foundation import clock, serve
from foundation.settings import Settings
from people import services as people

command = AppGroup("demo", help="The demo organisation.")


def first_start(settings: Settings) -> None:
    """On an empty database only: load the demo, or print the link that makes the first administrator."""
    if people.is_set_up():
        return
    if settings.demo:
        click.echo("正在装入演示组织，约半分钟 / loading the demo organisation, about half a minute …")
        show_passwords(load_demo(now=clock.now(), say=click.echo))
    else:
        link = people.make_set_up_link(now=clock.now())
        click.echo(
            "\n一次性链接，一天内有效，用来建立第一位管理员"
            " / one-time link for the first administrator, good for a day:"
        )
        click.echo(f"\n  {settings.local_url}setup/{link}\n")


@command.command("load")
def load() -> None:
    """Bring the database to the newest schema and load the demo organisation into it, if nobody is in it yet."""
    settings: Settings = current_app.extensions["certify_settings"]
    serve.migrate(settings)
    if people.is_set_up():
        raise click.ClickException("数据库里已经有人员，没有装入 / there are people already, nothing was loaded")
    show_passwords(load_demo(now=clock.now(), say=click.echo))
