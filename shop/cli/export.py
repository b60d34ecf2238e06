"""`tongxin export`: the book in the forms that others read."""

from __future__ import annotations

import re
from pathlib import Path

import click

_CUTS = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


@click.command(short_help="Write the book as CSV, XLSX, beancount, or a read-only copy.")
@click.option(
    "--book",
    type=click.Path(path_type=Path),
    help="The book to read; the configured shop's own where left out.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "xlsx", "beancount", "copy"]),
    required=True,
    help="xlsx is a statement with its goods, money and movements; beancount and copy are the"
    " whole book.",
)
@click.option(
    "--table",
    type=click.Choice(["journal", "movements", "stock", "ious", "statement", "items", "money"]),
    help="For csv: which table. With --cut the statement is meant, else the journal.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new file.")
@click.option(
    "--cut",
    metavar="N|N-M",
    help="A closed cut by its number, or a run of them summed up; the latest where left out.",
)
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)
def export(
    book: Path | None,
    format_: str,
    table: str | None,
    out: Path,
    cut: str | None,
    file: Path | None,
) -> None:
    """Write the book, or a part of it, into a new file.

    The book is only read: the shop may be running. A file that exists is never overwritten, and
    one that could not be written whole is not there. The IOUs hold the names that residents
    chose: they are for the two signers alone.
    """
    from zoneinfo import ZoneInfo

    from shop.book import read_book
    from shop.cli.language import preferred
    from shop.clock import SystemClock
    from shop.config import find, load
    from shop.export.files import Source, Wanted, write_export, write_new
    from shop.export.statement_text import demo_text
    from shop.queries import facts
    from shop.texts import translator

    if table and format_ != "csv":
        raise click.UsageError("--table goes with --format csv alone")
    first, last = _numbers(cut)
    wanted = Wanted(format_, table or ("statement" if cut else "journal"), first, last)
    if cut and not wanted.by_cut:
        raise click.UsageError("--cut goes with xlsx, and with csv of a statement or movements")
    settings = load(find(file))
    say = translator(preferred())
    connection = read_book(settings.book.path if book is None else book)
    zone = ZoneInfo(settings.shop.timezone)
    source = Source(connection, zone, say, SystemClock().now().wall_ms)
    try:
        connection.execute("BEGIN")
        if facts.is_demo(connection):
            click.echo(demo_text(say), err=True)
        write_new(
            out, lambda fresh: write_export(source, wanted, fresh), read_only=format_ == "copy"
        )
    except FileExistsError as error:
        raise click.ClickException(f"{out} exists already: name a new file") from error
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{out} cannot be written: {error}") from error
    finally:
        connection.close()
    click.echo(say("Written: %(file)s") % {"file": out})


def _numbers(cut: str | None) -> tuple[int | None, int | None]:
    """Read "3" or "3-5"."""
    if cut is None:
        return None, None
    found = _CUTS.fullmatch(cut)
    if not found:
        raise click.BadParameter(f"{cut!r} is no number of a cut, nor a run like 3-5", None)
    first = int(found[1])
    return first, int(found[2]) if found[2] else first
