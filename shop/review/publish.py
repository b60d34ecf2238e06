"""What may be told the village: a bulletin's figures, from those of a closed period.

HONESTY.md section 6. No figure about a person: a rate needs enough baskets, and a sum behind
which stand one to ten visits is told together with others, never by itself. Where no rate is
told, neither are the sums that would give it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from shop.errors import BrokenInvariant

#: Below these there is "too few to say".
EFFECTIVE_BASKETS_MIN = 30
SALES_MIN = 11
DAYS_MIN = 7
#: No single basket may be worth more than this share of all that is gone.
BASKET_SHARE_MAX = Fraction(1, 4)
#: A sum of fewer visits than this, but not of none, is not told by itself.
CELL_MIN = 11
#: How long a villager may object, and how soon the answer is owed, in days.
OBJECTION_DAYS = 7
REPLY_DAYS = 10
DAY_MS = 24 * 60 * 60 * 1000
_PERCENT_PPM = 10_000

#: The parts of the gap that visits make, in the order in which they are told.
VISIT_PARTS = ("iou_issued", "declared_unpaid", "underpaid", "overpaid", "unattached")

Figures = Mapping[str, Any]


def too_few(figures: Figures) -> tuple[str, ...]:
    """Return why no rate may be told, as keys; empty where it may.

    few_baskets, few_sales, few_days, one_large_basket: too few to say.  qr_as_claimed: part of it
    is known by residents' word alone.  nothing_taken, no_interval: there is no figure.
    """
    gone_fen = figures["exact"]["value_gone_fen"]
    effective = figures["estimate"]["effective_baskets_thousandths"] or 0
    days_ms = figures["end_ms"] - figures["start_ms"]
    largest = figures["largest_basket_fen"]
    why = {
        "nothing_taken": figures["percent"] is None,
        "few_baskets": effective < EFFECTIVE_BASKETS_MIN * 1000,
        "few_sales": figures["visits"]["sales"] < SALES_MIN,
        "few_days": days_ms < DAYS_MIN * DAY_MS,
        "one_large_basket": largest > gone_fen * BASKET_SHARE_MAX,
        "no_interval": figures["estimate"]["underlying_ppm"] is None,
        "qr_as_claimed": bool(figures["qr_as_claimed"]),
    }
    return tuple(key for key, holds in why.items() if holds)


def bulletin(figures: Figures) -> dict[str, Any]:
    """Return what a bulletin tells, from the frozen figures of its period; whole numbers, texts.

    Raises:
        BrokenInvariant: its lines do not lead from what is gone to what was received.
    """
    why = too_few(figures)
    exact, visits, estimate = figures["exact"], figures["visits"], figures["estimate"]
    sayable = not why
    told: dict[str, Any] = {
        "start_ms": figures["start_ms"],
        "end_ms": figures["end_ms"],
        "cuts": len(figures["cuts"]),
        "demo": figures["demo"],
        "too_few": list(why),
        "percent": figures["percent"] if sayable else None,
        "interval": _outwards(estimate["underlying_ppm"]) if sayable else None,
        "realised": _outwards(estimate["realised_ppm"]) if sayable else None,
        "sales": visits["sales"] if visits["sales"] >= CELL_MIN else None,
        "effective_baskets": (estimate["effective_baskets_thousandths"] or 0) // 1000
        if sayable
        else None,
        "value_gone_fen": exact["value_gone_fen"] if visits["sales"] >= SALES_MIN else None,
        "parts": parts(figures) if sayable else [],
        "received_fen": exact["goods_money_fen"] if sayable else None,
        "box_over_short_fen": exact["cash_over_short_fen"],
        "box_loss_fen": exact["box_loss_fen"],
        "qr_fen": None,
        "cash_fen": None,
        "iou_fen": _cell(exact["iou_issued_fen"], visits["iou_issued"]),
        "donations_fen": _cell(exact["donations_fen"], visits["donations"]),
        "written_off": [dict(one) for one in figures["written_off"]],
        "written_off_fen": sum(one["fen"] for one in figures["written_off"]),
        "fund": dict(figures["fund"]),
    }
    if not sayable:
        return told
    if _tellable(visits["cash"]) and _tellable(visits["qr"]):
        told["qr_fen"] = exact["qr_fen"]
        told["cash_fen"] = exact["goods_money_fen"] - exact["qr_fen"]
    gap = sum(part["fen"] for part in told["parts"])
    if told["value_gone_fen"] - gap != told["received_fen"]:
        raise BrokenInvariant(f"a bulletin's parts sum to {gap} fen, the gap is another")
    return told


def parts(figures: Figures) -> list[dict[str, Any]]:
    """Return the parts of the gap that may be told: {keys, fen}, in their order.

    Parts that one to ten visits make are told as one; where these are still one to ten, the next
    smallest part joins them, at last what was not declared, which is no number of visits.
    """
    exact, visits = figures["exact"], figures["visits"]
    fen = dict(exact["gap_parts"])
    behind = {key: visits[key] for key in VISIT_PARTS}
    pooled = [key for key in VISIT_PARTS if not _tellable(behind[key])]
    rest = sorted((key for key in VISIT_PARTS if key not in pooled), key=lambda key: behind[key])
    rest = [key for key in rest if behind[key]]
    # One part alone, told beside the total, would be known from it: it never stands by itself.
    while pooled and rest and (len(pooled) < 2 or sum(behind[key] for key in pooled) < CELL_MIN):
        pooled.append(rest.pop(0))
    if pooled and (len(pooled) < 2 or sum(behind[key] for key in pooled) < CELL_MIN):
        pooled.insert(0, "undeclared")
    told = []
    for key in ("undeclared", *VISIT_PARTS, "cash_over_short"):
        if key not in pooled:
            if fen[key] or key not in VISIT_PARTS:
                told.append({"keys": [key], "fen": fen[key]})
        elif not any(part["keys"][0] in pooled for part in told):
            together = [one for one in ("undeclared", *VISIT_PARTS) if one in pooled]
            told.append({"keys": together, "fen": sum(fen[one] for one in together)})
    return told


def may_tell_change(visits_changed: int) -> bool:
    """Say whether a restated figure may stand beside the first: never by one to ten visits."""
    return _tellable(visits_changed)


def rounded_percent(got_fen: int, gone_fen: int) -> int | None:
    """Return a rate in whole percent, half up; None where nothing is gone."""
    if gone_fen <= 0:
        return None
    return (200 * got_fen + gone_fen) // (2 * gone_fen)


def _tellable(visits: int) -> bool:
    return visits == 0 or visits >= CELL_MIN


def _cell(fen: int, visits: int) -> int | None:
    return fen if _tellable(visits) else None


def _outwards(ends_ppm: Sequence[int] | None) -> list[int] | None:
    """Return an interval in whole percent, rounded outwards: it never looks surer than it is."""
    if ends_ppm is None:
        return None
    low, high = ends_ppm
    return [low // _PERCENT_PPM, -(-high // _PERCENT_PPM)]
