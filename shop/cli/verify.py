"""`tongxin verify`: hold the whole book against itself."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Hold the whole book against itself.")
@click.option(
    "--book",
    type=click.Path(path_type=Path),
    help="The book to walk; the configured shop's own where left out.",
)
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)
def verify(book: Path | None, file: Path | None) -> None:
    """Walk the chain, post every entry again, and compare every row.

    Prints how much was checked and the head of the chain: the figure to hold against the one on
    a slip or a bulletin. Exits 1 and names the first entry that does not hold. The book is only
    read: the shop may be running.
    """
    from shop.book import read_book
    from shop.cli.language import preferred
    from shop.config import find, load
    from shop.queries import facts
    from shop.texts import translator
    from shop.verify import verify as walk

    say = translator(preferred())
    path = load(find(file)).book.path if book is None else book
    connection = read_book(path)
    try:
        if facts.is_demo(connection):
            click.echo(say("This is a demo's book: none of its figures is a real one."), err=True)
        found = walk(connection)
    finally:
        connection.close()
    click.echo(
        say("The book holds: %(entries)d entries, %(movements)d movements, head %(head)s")
        % {"entries": found.entries, "movements": found.movements, "head": found.head}
    )
