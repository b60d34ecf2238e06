"""`tongxin statement`: what a closed cut says, in words or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from shop.queries.connection import Connection


@click.command(short_help="Show the statement of a closed cut.")
@click.option(
    "--book",
    type=click.Path(path_type=Path),
    help="The book to read; the configured shop's own where left out.",
)
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON, for programs.")
@click.option(
    "--cut",
    metavar="N|ID",
    help="An earlier cut, by its number or its id; the latest closed one where left out.",
)
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)
def statement(book: Path | None, as_json: bool, cut: str | None, file: Path | None) -> None:
    """Show how much of what was taken came in, and where the rest is.

    The book is only read: the shop may be running. A demo's book says that it is one.
    """
    from zoneinfo import ZoneInfo

    from shop.book import read_book
    from shop.cli.language import preferred
    from shop.config import find, load
    from shop.export.statement_json import statement_json
    from shop.export.statement_text import demo_text, statement_text
    from shop.queries import facts
    from shop.reconcile.statement import draw
    from shop.texts import translator

    settings = load(find(file))
    say = translator(preferred())
    connection = read_book(settings.book.path if book is None else book)
    try:
        drawn = draw(facts.of_cut(connection, _closed_cut(connection, cut)))
    finally:
        connection.close()
    if as_json:
        if drawn.facts.demo:
            click.echo(demo_text(say), err=True)
        click.echo(json.dumps(statement_json(drawn), ensure_ascii=False, indent=1))
    else:
        click.echo(statement_text(drawn, say, ZoneInfo(settings.shop.timezone)))


def _closed_cut(connection: Connection, wanted: str | None) -> str:
    """Return the id of the closed cut that is asked for."""
    from shop.queries import cuts

    newest = cuts.closed_cuts(connection, 1)
    if not newest:
        raise click.ClickException(
            "no cut has been closed in this book yet: count shelf and box, then close the cut"
        )
    if wanted is None:
        return newest[0].cut
    for closed in cuts.closed_cuts(connection, newest[0].number):
        if wanted in (closed.cut, str(closed.number)):
            return closed.cut
    raise click.ClickException(
        f"there is no closed cut {wanted}: the cuts have the numbers 1 to {newest[0].number}"
    )
