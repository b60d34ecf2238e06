"""`tongxin demo`: a whole shop with invented people, on this machine, touching nothing of it."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path

import click

from shop.cli.demo_show import Wanted, show

DAYS_MAX, SPEED_MAX = 400, 10_000


@click.command(short_help="Run an invented shop to look at and play with.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8765,
    show_default=True,
    help="TCP port of its pages; 0 takes any free one.",
)
@click.option(
    "--days",
    type=click.IntRange(0, DAYS_MAX),
    default=30,
    show_default=True,
    help="Days of history in its book.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=None,
    help="The same seed gives the same village; else each demo has its own.",
)
@click.option(
    "--speed",
    type=click.IntRange(1, SPEED_MAX),
    default=200,
    show_default=True,
    help="By how much the gaps between two residents shrink; nothing else does.",
)
@click.option("--quiet-street", is_flag=True, help="Nobody comes by themselves.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    help="Keep the demo's book in this new folder; else it is thrown away at the end.",
)
@click.option("--browser/--no-browser", default=False, help="Open the pages in a browser.")
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Do what this file says, line by line, and nobody else comes; see the how-to.",
)
def demo(
    port: int,
    days: int,
    seed: int | None,
    speed: int,
    quiet_street: bool,
    folder: Path | None,
    browser: bool,
    script: Path | None,
) -> None:
    """Run the real shop with twins in place of devices and residents who really scan and pay.

    Its book says that it is a demo's and is never taken for a real one; no device and no book of
    this machine is touched. Ctrl-C ends it.
    """
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    wanted = Wanted(port, days, seed, None if quiet_street else speed, browser, script)
    if folder is not None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise click.ClickException(f"{folder} is not empty: name a new folder for the demo")
        folder.mkdir(parents=True, exist_ok=True)
        show(folder, wanted)
        click.echo(f"The demo's book stays in {folder}.")
        return
    with tempfile.TemporaryDirectory(prefix="tongxin-demo-") as place:
        show(Path(place), wanted)
