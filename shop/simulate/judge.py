"""The world's truth against the book: what a right book must hold, and what a cut must find.

Everything that the book can know is judged to the fen: where goods and money are, and of a
statement each part that evidence can tell apart, with the causes that only the world knows.
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.reconcile.exact import Exact
from shop.simulate.checker import Checker, demand
from shop.world.tally import Tally
from shop.world.truth import Truth

#: Names of these checks, for the report.
EACH_VISIT = (
    "places of money are where the world put it",
    "what visits still owe is what the world knows they owe",
)
EACH_DAY = (
    "the shelf in the book is the shelf of the world, but for known causes",
    "what machines credited is what the world put into them",
)
EACH_CUT = ("each part of the statement is the world's truth", "over/short has its causes")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a right book holds at a moment, in fen: by place."""

    places: tuple[tuple[str, int], ...]
    qr_fen: int


def snapshot(truth: Truth) -> Snapshot:
    """Return the money places as the truth says a right book has them now."""
    places = (
        ("cashbox", truth.book_box_fen),
        ("owed", truth.owed_fen),
        ("collected", truth.collected_fen),
        ("due", truth.due_fen),
        ("sales", -truth.sold_fen),
    )
    return Snapshot(places, truth.qr_fen)


def judge_money(expected: Snapshot, checker: Checker) -> None:
    """Hold the money places of the book against the truth; only while no visit is going on."""
    for account, fen in expected.places:
        booked_fen = checker.place(account)
        demand(booked_fen == fen, f"the world has {account}", fen, "and the book", booked_fen)
    booked_fen = checker.place("qr_pending") + checker.place("qr_wallet")
    demand(booked_fen == expected.qr_fen, "QR money", expected.qr_fen, "book", booked_fen)


def judge_shelf(truth: Truth, checker: Checker) -> None:
    """Hold the book's shelf against the world's, known differences taken in."""
    for item, pieces in truth.book_shelf.items():
        if item not in truth.unsure:
            booked = checker.place("shelf", item)
            demand(booked == pieces, f"the shelf of {item} should be", pieces, "book", booked)


def parts(cut: Tally) -> dict[str, int]:
    """Return what a right statement of this cut finds, by the names of its gap parts, in fen."""
    return {
        "undeclared": cut.undeclared_fen
        + cut.spoiled_fen
        + cut.misreceived_fen
        + cut.miscounted_fen,
        "iou_issued": cut.iou_fen,
        "declared_unpaid": cut.unpaid_fen,
        "underpaid": cut.underpaid_fen,
        "overpaid": -cut.overpaid_fen,
        "unattached": -cut.unattached_fen,
        "cash_over_short": -over_short(cut),
    }


def over_short(cut: Tally) -> int:
    """Return S as its causes make it: jammed coins, miscounts of the box, and its losses."""
    return cut.uncounted_cash_fen + cut.box_miscounted_fen - cut.box_loss_fen


def judge_cut(cut: Tally, exact: Exact) -> None:
    """Hold a statement against the truth of its cut.

    Where an item was left out of this cut or of the one before, its shelf is an estimate, and
    the value undeclared is not judged.
    """
    expected, found = parts(cut), exact.gap_parts.addends()
    for name, fen in expected.items():
        if name != "undeclared" or cut.whole:
            demand(found[name] == fen, f"gap part {name} should be", fen, "found", found[name])
    figures = {
        "value declared": (cut.declared_fen, exact.value_declared_fen),
        "cash credited": (cut.cash_credited_fen, exact.cash_credited_fen),
        "QR": (cut.qr_fen, exact.qr_fen),
        "gifts": (cut.donated_fen, exact.donations_fen),
        "repayments": (cut.repaid_fen, exact.iou_repaid_fen),
    }
    for name, (wanted, got) in figures.items():
        demand(wanted == got, f"{name} should be", wanted, "found", got)
