"""`tongxin bench`: how fast the shop is, each figure beside its floor of the same run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from shop.bench.goals import BY_NAME


@click.command(short_help="Measure the shop's speed, each figure beside its floor.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of figures.")
@click.option("--only", type=click.Choice(list(BY_NAME)), help="Measure this figure alone.")
@click.option("--strict", is_flag=True, help="Exit 1 if a goal is missed.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, exists=True, writable=True, path_type=Path),
    help="Where books are made for a while; else on the disk where this machine keeps a book.",
)
def bench(as_json: bool, only: str | None, strict: bool, folder: Path | None) -> None:
    """Measure sales, presses, scans, starts and old books, in under a minute.

    Each figure stands beside its floor: the least that this machine needs for the same thing
    without the shop, measured in turn with it. A missed goal is said; only --strict fails for it.
    docs/reference/bench.md says how each is measured. Touches no book and no device.
    """
    from shop.bench.figures import table
    from shop.bench.run import machine, measure

    figures = measure(only, folder)
    if as_json:
        click.echo(
            json.dumps([figure.as_json() for figure in figures], ensure_ascii=False, indent=1)
        )
    else:
        click.echo(f"{table(figures)}\n\n{machine()}")
    if strict and not all(figure.ok for figure in figures):
        sys.exit(1)
