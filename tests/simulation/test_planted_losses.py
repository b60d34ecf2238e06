"""A loss that is planted shows in its own part of the statement, judged by the world's truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shop.simulate import Plan, Simulation
from shop.simulate.judge import parts
from shop.world import Habit, Tally, Ways

#: People and volunteers who do nothing wrong: only what is planted is there to be found.
PURE: dict[str, Any] = {
    "visits_per_day": 15.0,
    "shares": ((Habit.HONEST, 100),),
    "jam": 0.0,
    "walks_off": 0.0,
    "count_error": 0.0,
    "receipt_error": 0.0,
    "box_error": 0.0,
    "oddities": 0.0,
    "spoiled": 0.0,
    "gifts": 0.0,
    "unlisted": 0.0,
    "called_off": 0.0,
    "topped_up": 0.0,
}
SEEDS = range(40, 45)


def found(path: Path, seed: int, **planted: Any) -> tuple[Tally, dict[str, int], Any]:
    """Live a week; return the truth, the statement's gap parts that are not 0, and its figures."""
    simulation = Simulation(Plan(7, seed, Ways(**{**PURE, **planted})), path / "book.db")
    simulation.run()
    (exact,) = simulation.exacts
    gap = {name: fen for name, fen in exact.gap_parts.addends().items() if fen}
    truth = simulation.world.truth.total
    assert gap == {name: fen for name, fen in parts(truth).items() if fen}
    return truth, gap, exact


@pytest.mark.parametrize("seed", SEEDS)
def test_without_losses_nothing_is_missing(tmp_path: Path, seed: int) -> None:
    truth, gap, exact = found(tmp_path, seed)
    assert gap == {}
    assert exact.value_gone_fen == exact.goods_money_fen == truth.taken_fen == truth.paid_fen


@pytest.mark.parametrize("seed", SEEDS)
def test_goods_that_nobody_scanned_are_undeclared(tmp_path: Path, seed: int) -> None:
    shares = ((Habit.HONEST, 80), (Habit.FREE_RIDER, 20))
    truth, gap, _ = found(tmp_path, seed, shares=shares)
    assert gap == {"undeclared": truth.undeclared_fen}
    assert truth.undeclared_fen > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_money_gone_from_the_box_is_box_loss_and_nobodys_unpaid_goods(
    tmp_path: Path, seed: int
) -> None:
    truth, gap, exact = found(tmp_path, seed, box_loss=1.0)
    assert gap == {"cash_over_short": truth.box_loss_fen}
    assert exact.box_loss_fen == truth.box_loss_fen > 500


@pytest.mark.parametrize("seed", SEEDS)
def test_jammed_coins_are_over(tmp_path: Path, seed: int) -> None:
    truth, gap, exact = found(tmp_path, seed, jam=0.2)
    assert exact.cash_over_short_fen == truth.uncounted_cash_fen == 100 * truth.jams > 0
    # Who paid with a jammed coin looks short by it: the two cancel, to the fen.
    short = gap.get("underpaid", 0) + gap.get("declared_unpaid", 0)
    assert short == exact.cash_over_short_fen
    assert exact.gap_fen == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_who_scans_and_goes_is_declared_unpaid(tmp_path: Path, seed: int) -> None:
    truth, gap, _ = found(tmp_path, seed, walks_off=0.2)
    assert gap == {"declared_unpaid": truth.unpaid_fen}
    assert truth.unpaid_fen > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_miscounts_show_on_the_shelf_and_by_their_size(tmp_path: Path, seed: int) -> None:
    truth, gap, _ = found(tmp_path, seed, count_error=0.5)
    assert gap.get("undeclared", 0) == truth.miscounted_fen
    assert truth.undeclared_fen == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_spoilage_that_nobody_wrote_off_cannot_be_told_from_undeclared(
    tmp_path: Path, seed: int
) -> None:
    truth, gap, _ = found(tmp_path, seed, spoiled=0.05, spoilage_logged=0.0)
    assert gap == {"undeclared": truth.spoiled_fen}
    assert truth.spoiled_fen > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_money_without_a_scan_is_unattached_and_its_goods_undeclared(
    tmp_path: Path, seed: int
) -> None:
    truth, gap, exact = found(tmp_path, seed, shares=((Habit.HONEST, 80), (Habit.NO_SCAN, 20)))
    assert gap == {"undeclared": truth.undeclared_fen, "unattached": -truth.unattached_fen}
    assert truth.undeclared_fen == truth.unattached_fen > 0
    assert exact.gap_fen == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_short_payments_and_ious_have_their_own_parts(tmp_path: Path, seed: int) -> None:
    shares = ((Habit.HONEST, 60), (Habit.UNDERPAYER, 20), (Habit.IOU, 10), (Habit.GENEROUS, 10))
    truth, gap, _ = found(tmp_path, seed, shares=shares)
    assert gap == {
        "underpaid": truth.underpaid_fen,
        "iou_issued": truth.iou_fen,
        "overpaid": -truth.overpaid_fen,
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_in_an_open_box_what_was_claimed_and_not_given_is_short_and_no_box_loss(
    tmp_path: Path, seed: int
) -> None:
    shares = ((Habit.HONEST, 80), (Habit.UNDERPAYER, 20))
    truth, gap, exact = found(tmp_path, seed, shares=shares, box="claimed", cash_share=1.0,
                              cash_up_to_fen=100_000)  # fmt: skip
    assert gap == {"cash_over_short": -truth.uncounted_cash_fen}
    assert truth.uncounted_cash_fen < 0
    assert exact.box_loss_fen == 0
