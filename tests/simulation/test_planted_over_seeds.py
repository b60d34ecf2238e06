"""Four kinds of loss, planted together in many shops: each shows in its own part, to the fen.

The judge is the world, which knows what really happened and never saw the book. Ten shops in an
ordinary run, two hundred with --slow; as many again with one loss each.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from shop.reconcile.exact import Exact
from shop.simulate import Plan, Simulation
from shop.simulate.judge import parts
from shop.world import Habit, Tally, Ways
from tests.simulation.test_planted_losses import PURE

ALL = 200


def seeds(ordinary: int) -> list[Any]:
    """All of them; those beyond the ordinary ones only with --slow."""
    slow = [pytest.mark.slow]
    return [pytest.param(seed, marks=slow if seed >= ordinary else []) for seed in range(ALL)]


KINDS = ("unscanned", "box_loss", "miscounts", "jam")
SINGLE = [
    pytest.param(kind, seed, marks=[pytest.mark.slow] if seed >= 2 else [])
    for kind in KINDS
    for seed in range(50)
]
BOX_LIMIT_FEN = 500


def planted(kinds: tuple[str, ...], seed: int) -> dict[str, Any]:
    """What is wrong in this shop; how much of it differs from seed to seed."""
    size = random.Random(f"sizes {seed}")
    free = 5 + size.randrange(25)
    ways = {
        "unscanned": {"shares": ((Habit.HONEST, 100 - free), (Habit.FREE_RIDER, free))},
        "box_loss": {"box_loss": 1.0, "cash_share": 0.8},
        "miscounts": {"count_error": 0.05 + 0.4 * size.random(), "recounted": 0.25},
        "jam": {"jam": 0.05 + 0.2 * size.random()},
    }
    return {name: value for kind in kinds for name, value in ways[kind].items()}


def live(folder: Path, seed: int, kinds: tuple[str, ...]) -> Simulation:
    """Two weeks, two cuts."""
    ways = Ways(**{**PURE, "visits_per_day": 8.0, **planted(kinds, seed)})
    simulation = Simulation(Plan(14, 900 + seed, ways, thorough=False), folder / "book.db")
    simulation.run()
    return simulation


def cuts(simulation: Simulation) -> list[tuple[Tally, Exact]]:
    return list(zip(simulation.world.truth.cuts, simulation.exacts, strict=True))


@pytest.mark.parametrize("seed", seeds(10))
def test_each_of_four_losses_shows_in_its_own_part(tmp_path: Path, seed: int) -> None:
    simulation = live(tmp_path, seed, KINDS)
    assert len(simulation.exacts) == 2
    for truth, exact in cuts(simulation):
        gap = exact.gap_parts
        assert gap.addends() == parts(truth)
        # Unscanned goods and miscounts both stand on the shelf; the box and the sensor do not.
        assert gap.undeclared == truth.undeclared_fen + truth.miscounted_fen
        assert gap.cash_over_short == truth.box_loss_fen - truth.uncounted_cash_fen
        # Whoever paid with a jammed coin looks a yuan short: nobody else is.
        assert gap.underpaid + gap.declared_unpaid == 100 * truth.jams
        assert gap.iou_issued == gap.overpaid == gap.unattached == 0
        # What left the box is charged to nobody, as soon as it is beyond a miscount.
        short = truth.box_loss_fen - truth.uncounted_cash_fen
        assert exact.box_loss_fen == (short if short > BOX_LIMIT_FEN else 0)
        left = exact.goods_money_fen + exact.box_loss_fen
        if exact.box_loss_fen:
            # The whole shortage counts as box loss, so what the machine credited is what counts:
            # a coin that jammed in such a week stays missing.
            assert left == truth.paid_fen - 100 * truth.jams
            assert exact.value_gone_fen - left == gap.undeclared + 100 * truth.jams
    # A coin that jams between a round's opening and its box count lies in this cut's box, and its
    # sale in the next cut: over both, coins and sales meet.
    total = simulation.world.truth.total
    assert total.uncounted_cash_fen == 100 * total.jams


@pytest.mark.parametrize("seed", seeds(3))
def test_miscounts_come_back_in_the_next_count(tmp_path: Path, seed: int) -> None:
    """Over both weeks only the last count's own error is left: what a week hid, the next shows."""
    simulation = live(tmp_path, seed, ("unscanned", "miscounts"))
    truth = simulation.world.truth
    found = sum(exact.value_undeclared_fen for exact in simulation.exacts)
    total = truth.total
    last = {line.item: line.counted for line in simulation.exacts[-1].items}
    errors = sum(
        (last[item] - truth.stock[item]) * good.fen
        for item, good in truth.goods.items()
        if last.get(item) is not None
    )
    assert found == total.undeclared_fen - errors
    # The blind recounts saw it: the shop has learned how wrong its counts are.
    assert simulation.last is not None
    recounts = simulation.last.facts.recounts
    assert recounts.n > 0
    assert recounts.squares > 0 or simulation.world.ways.count_error < 0.3


@pytest.mark.parametrize(("kind", "seed"), SINGLE)
def test_one_loss_alone_leaves_every_other_part_at_nothing(
    tmp_path: Path, kind: str, seed: int
) -> None:
    own = {
        "unscanned": {"undeclared"},
        "miscounts": {"undeclared"},
        "box_loss": {"cash_over_short"},
        "jam": {"underpaid", "declared_unpaid", "cash_over_short"},
    }[kind]
    lived = cuts(live(tmp_path, seed, (kind,)))
    for truth, exact in lived:
        found = {name for name, fen in exact.gap_parts.addends().items() if fen}
        assert found <= own
        assert exact.gap_parts.addends() == parts(truth)
        if kind == "box_loss":
            assert exact.goods_money_fen + exact.box_loss_fen == exact.value_gone_fen
    if kind == "jam":  # a coin may lie in one cut's box and its sale in the next cut
        assert sum(exact.gap_fen for _, exact in lived) == 0
