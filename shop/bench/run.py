"""Running the measurements: group by group, each in a folder of its own."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from shop.bench.figures import Figure
from shop.bench.goals import BY_NAME, GOALS, GROUPS
from shop.bench.pace import scratch
from shop.config.table import state_folder


def measure(only: str | None = None, folder: Path | None = None) -> list[Figure]:
    """Return the figures in the order of the goals.

    Args:
        only: name of the one figure wanted, or None for all.
        folder: where books are made for a while; None: on the disk of this machine's state.
    """
    groups = GROUPS if only is None else (BY_NAME[only].group,)
    found: dict[str, Figure] = {}
    with scratch(folder or state_folder()) as place:
        for group in groups:
            own = place / group
            own.mkdir()
            module = import_module(f"shop.bench.{group}")
            found.update((figure.name, figure) for figure in module.measure(own))
    return [found[goal.name] for goal in GOALS if goal.name in found and only in (None, goal.name)]


def machine() -> str:
    """Say how busy this machine is: a full one waits for its processors and its disk."""
    busy = os.getloadavg()[0]
    return f"Load {busy:.1f} on {os.cpu_count()} processors: above their number, values are slow."
