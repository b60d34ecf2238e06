"""`tongxin run`: the shop itself, until it is told to stop."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from shop.config import Config
    from shop.errors import LedgerError

#: Where the set-up code of a service stands: what it prints goes to a log that others read.
CODE_FILE = "setup-code"


def forget_code(state: Path) -> None:
    """Remove the file with the set-up code, where there is one."""
    with contextlib.suppress(OSError):
        (state / CODE_FILE).unlink()


def code_said(code: str, state: Path, *, terminal: bool) -> str:
    """Return how a start tells its set-up code: at a terminal, else by the file it is put into.

    Args:
        code: of this start; "" once the shop is set up: then an old file goes.
        state: the shop's folder.  terminal: somebody sits at it.
    """
    forget_code(state)  # that of an earlier start is worth nothing
    file = state / CODE_FILE
    if not code or terminal:
        return f"code {code}" if code else ""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(f"{code}\n")
    except OSError as error:
        return f"at this machine ({file} cannot be written: {error.strerror})"
    return f"the code is in {file}"


@click.command(short_help="Run the shop.")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)
def run(file: Path | None) -> None:
    """Run the till, the devices and the pages until SIGTERM or Ctrl-C.

    Makes the book where there is none yet. What is missing, such as a scanner that is not
    plugged in, stops nothing: the lamp turns amber and pages say what to look at. Where the book
    cannot be used, the screen asks not to pay, the lamp is red, and it is tried every 5 s.
    """
    import logging

    from shop.config import find, load
    from shop.errors import BookHeld, BookMissing, DemoBook, LedgerError

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    config = load(find(file))
    try:
        _open(config)
    except (BookHeld, BookMissing, DemoBook):
        raise
    except LedgerError as why:
        _stay_closed(config, why)


def _open(config: Config) -> None:
    from shop.main import compose, serve

    shop = compose(config)

    def ready() -> None:
        click.echo(f"tongxin: {shop.door.name} at {shop.address}")
        code = shop.people.setup_code
        said = code_said(code, shop.config.state, terminal=sys.stdout.isatty())
        if said:
            click.echo(f"tongxin: nobody can log in yet: open {shop.address}/setup, {said}")

    try:
        serve(shop, ready)
    finally:
        forget_code(config.state)


def _stay_closed(config: Config, why: LedgerError) -> None:
    """Say that nothing can be recorded until the book can be used, then start anew."""
    from shop.main import Closed, serve

    shop = Closed(config, why)
    serve(shop, lambda: click.echo(f"tongxin: closed ({why}) at {shop.address}"), shop.ended)
    if shop.opens:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves
