"""What a simulation says when it is over: the world's truth, the statement, the invariants."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from shop.export.statement_json import rate_json, statement_json
from shop.money import format_yuan
from shop.reconcile.exact import Exact
from shop.reconcile.statement import Statement
from shop.simulate import daily, judge
from shop.simulate.checker import EACH_STEP
from shop.simulate.run import Simulation
from shop.world.truth import Truth

#: Figures that add up over cuts, by their names in `Exact`.
_SUMS = (
    "value_gone_fen",
    "value_declared_fen",
    "value_undeclared_fen",
    "cash_net_fen",
    "cash_credited_fen",
    "cash_over_short_fen",
    "qr_fen",
    "money_in_fen",
    "donations_fen",
    "iou_repaid_fen",
    "goods_money_fen",
    "unattached_fen",
    "box_loss_fen",
    "gap_fen",
    "iou_issued_fen",
)


def report(simulation: Simulation) -> dict[str, Any]:
    """Return the whole result as JSON values."""
    return {
        "truth": truth_json(simulation.world.truth),
        "statement": statement_sum(simulation.exacts, simulation.last),
        "invariants": {
            "held": True,
            "days": simulation.day,
            "steps": simulation.steps,
            "entries": simulation.entries,
            "restarts": simulation.restarts,
            "repeats": simulation.repeats,
            "each_step": list(EACH_STEP),
            "each_visit": list(judge.EACH_VISIT),
            "each_day": list(daily.EACH_DAY),
            "each_cut": list(judge.EACH_CUT),
            "at_the_end": ["verify: the whole book held against itself"],
        },
    }


def truth_json(truth: Truth) -> dict[str, Any]:
    """Return the world's truth: all closed cuts together, and each of them."""
    return {
        **truth.total.as_json(),
        "gap_parts": judge.parts(truth.total),
        "cuts": [cut.as_json() for cut in truth.cuts],
    }


def statement_sum(exacts: Sequence[Exact], last: Statement | None) -> dict[str, Any]:
    """Return the sums of the cuts, the rates of these sums, and the newest cut's statement.

    Weeks are summed, never averaged.
    """
    totals = {name: sum(getattr(exact, name) for exact in exacts) for name in _SUMS}
    parts: dict[str, int] = {}
    for exact in exacts:
        for name, fen in exact.gap_parts.addends().items():
            parts[name] = parts.get(name, 0) + fen
    gone = totals["value_gone_fen"]
    left = totals["goods_money_fen"]
    honest = left + totals["box_loss_fen"] + totals["iou_issued_fen"]
    return {
        "cuts": len(exacts),
        **totals,
        "gap_parts": parts,
        "rates": {
            "collection": rate_json(Fraction(left, gone) if gone > 0 else None),
            "accounted": rate_json(Fraction(honest, gone) if gone > 0 else None),
        },
        "last_cut": statement_json(last) if last else None,
    }


def summary(result: dict[str, Any]) -> str:
    """Return the result as a person reads it at a terminal."""
    truth, statement, held = result["truth"], result["statement"], result["invariants"]
    lines = [
        f"{held['days']} days, {truth['visits']} visits, {statement['cuts']} cuts, "
        f"{held['entries']} entries, {held['steps']} steps: every invariant held.",
        "",
        f"{'':24}{'world':>14}{'book':>14}",
        _row("taken / gone", truth["taken_fen"], statement["value_gone_fen"]),
    ]
    found = statement["gap_parts"]
    lines += [_row(name, fen, found.get(name, 0)) for name, fen in truth["gap_parts"].items()]
    rate, accounted = truth["rate"], statement["rates"]["accounted"]
    lines += [
        "",
        f"True rate {rate}; the statement says {accounted} accounted for.",
        "The world's own causes: "
        + ", ".join(
            f"{name.removesuffix('_fen').replace('_', ' ')} {format_yuan(truth[name])}"
            for name in _CAUSES
        ),
    ]
    return "\n".join(lines)


_CAUSES = (
    "undeclared_fen",
    "spoiled_fen",
    "misreceived_fen",
    "miscounted_fen",
    "uncounted_cash_fen",
    "box_miscounted_fen",
    "box_loss_fen",
)


def _row(name: str, world_fen: int, book_fen: int) -> str:
    return f"{name.replace('_', ' '):24}{format_yuan(world_fen):>14}{format_yuan(book_fen):>14}"
