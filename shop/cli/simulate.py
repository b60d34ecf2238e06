"""`tongxin simulate`: a village's days in virtual time, with every invariant held."""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click

from shop.simulate import Plan, ReplayNeeded, Simulation, report, summary
from shop.world import Ways
from shop.world.village import VISITS_PER_DAY_MAX

_SHARE = click.FloatRange(0, 1)


@click.command(short_help="Live a seeded village's days and hold every invariant.")
@click.option("--days", type=click.IntRange(1, 36_600), default=30, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print truth, statement and invariants.")
@click.option("--book", type=click.Path(path_type=Path), help="Leave the book in this new file.")
@click.option("--demo", is_flag=True, help="Mark the book as a demo's.")
@click.option(
    "--visits-per-day", type=click.IntRange(0, VISITS_PER_DAY_MAX), default=30, show_default=True
)
@click.option("--box", type=click.Choice(["machine", "claimed"]), default="machine")
@click.option("--cut-days", type=click.IntRange(1), default=7, help="Days from cut to cut.")
@click.option("--box-loss", type=_SHARE, default=0, help="Weeks in which half the box is gone.")
@click.option("--unlogged-spoilage", type=_SHARE, default=0, help="Of spoiled goods.")
@click.option("--count-error", type=_SHARE, default=None, help="Of shelf counts (usual: .04).")
@click.option("--uncounted", type=_SHARE, default=0, help="Of items at each cut.")
@click.option("--jam", type=_SHARE, default=None, help="Of cash payments (usual: .004).")
@click.option("--walks-off", type=_SHARE, default=None, help="Of sales, never paid (usual: .003).")
@click.option(
    "--fault-profile",
    type=click.Choice(["none", "shaky", "wired"]),
    default="none",
    show_default=True,
    help="shaky: the program dies within visits, things are said twice. wired: money comes through"
    " the real drivers on bad cables, plugs are pulled, devices lose their power.",
)
def simulate(
    days: int,
    seed: int,
    as_json: bool,
    book: Path | None,
    demo: bool,
    visits_per_day: int,
    box: str,
    cut_days: int,
    fault_profile: Literal["none", "shaky", "wired"],
    **planted: float | None,
) -> None:
    """Let a seeded village live at the real counter, without devices and without waiting.

    The real till and a real book (synchronous=OFF) take what residents and volunteers do; the
    invariants are held after each step, and all of them each simulated day; of movements of
    earlier days only how many and how much, while all are summed from scratch each day of the
    first week, then every 28 days, and the whole book is verified at the end. Prints the world's
    truth beside the statement. If an invariant breaks, prints one line that replays it, exit 1.
    """
    spoilage = planted.pop("unlogged_spoilage") or 0
    given = {name: share for name, share in planted.items() if share is not None}
    ways = Ways(
        visits_per_day=visits_per_day,
        box=box,
        cut_days=cut_days,
        spoilage_logged=1 - spoilage,
        **given,  # type: ignore[arg-type]
    )
    plan = Plan(days=days, seed=seed, ways=ways, demo=demo, faults=fault_profile)
    with tempfile.TemporaryDirectory(prefix="tongxin-simulate-") as folder:
        simulation = Simulation(plan, book or Path(folder) / "simulated.db")
        try:
            with _little_collecting():
                simulation.run()
        except ReplayNeeded as broken:
            click.echo(f"tongxin: {broken}{options_beside_days_and_seed(sys.argv)}", err=True)
            sys.exit(1)
        result = report(simulation)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        click.echo(summary(result))


@contextmanager
def _little_collecting() -> Iterator[None]:
    """Leave what is loaded alone: looking through it over and over takes a tenth of the time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def options_beside_days_and_seed(argv: list[str]) -> str:
    """Return the given options beside days and seed, so that the line replays exactly this."""
    out, rest = "", iter(argv[argv.index("simulate") + 1 :] if "simulate" in argv else [])
    for word in rest:
        if word.split("=")[0] in ("--days", "--seed", "--book"):
            if "=" not in word:
                next(rest, None)
        elif word != "--json":
            out += f" {word}"
    return out
