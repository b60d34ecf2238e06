"""A bulletin made ready to be read: its lines in words, each with the part it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from shop.money import round_half_up
from shop.review.states import Event
from shop.review.vintages import Vintage
from web import review_words, words
from web.chart_scale import Scale, interval

#: Characters of the chain's head that a person compares by eye, in groups of four.
HEAD_GROUPS = 4


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the gap: its words, the change in fen, and the parts it leads to."""

    words: str
    fen: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OffLine:
    """Goods written off: item, reason in words, how much, at what price."""

    name: str
    reason: str
    quantity: int
    unit: str
    fen: int


@dataclass(frozen=True, slots=True)
class Told:
    """A bulletin as its page shows it.

    Attributes:
        name: of its period.  at_ms: when it was put up.  body: what was published.
        parts: from what is gone to what was received.  written_off: by item and reason.
        fund: (words, fen) where there is anything.  why_not: why no rate is told.
        head: the chain's head.  scale: the rate on its axis.
    """

    name: str
    at_ms: int
    body: Mapping[str, Any]
    parts: tuple[PartLine, ...]
    written_off: tuple[OffLine, ...]
    fund: tuple[tuple[str, int], ...]
    why_not: tuple[str, ...]
    head: str
    scale: Scale | None
    reviewer: str
    approver: str

    @property
    def head_short(self) -> str:
        """The begin of the head, as it is read out: 7f3a 91c2 0d44 e86b."""
        return " ".join(self.head[4 * i : 4 * i + 4] for i in range(HEAD_GROUPS))

    @property
    def as_claimed(self) -> bool:
        """Whether the headline stays away because QR money is known by word alone."""
        return "qr_as_claimed" in self.body["too_few"]


def told(name: str, publishing: Event) -> Told:
    """Return a published bulletin, ready to be read."""
    said, body = publishing.body, publishing.body["figures"]
    return Told(
        name=name,
        at_ms=publishing.at_ms,
        body=body,
        parts=tuple(_part(part, body) for part in body["parts"]),
        written_off=tuple(_off(one) for one in body["written_off"]),
        fund=_fund(body["fund"], body["donations_fen"]),
        why_not=tuple(review_words.TOO_FEW[key] for key in body["too_few"]),
        head=said["head"],
        scale=_scale(body),
        reviewer=said["reviewer"],
        approver=said["approver"],
    )


def _part(part: Mapping[str, Any], body: Mapping[str, Any]) -> PartLine:
    keys: Sequence[str] = part["keys"]
    loss = keys == ["cash_over_short"] and body["box_loss_fen"]
    names = ["box_loss"] if loss else keys
    said = [gettext(review_words.PARTS[key]) for key in names]
    return PartLine(gettext("; ").join(said), -part["fen"], tuple(names))


def _off(one: Mapping[str, Any]) -> OffLine:
    reasons = {**words.WRITE_OFF, **review_words.MORE_REASONS}
    return OffLine(
        one["name"],
        reasons.get(one["reason"], one["reason"]),
        one["quantity"],
        one["unit"],
        one["fen"],
    )


def _fund(fund: Mapping[str, int], donations_fen: int | None) -> tuple[tuple[str, int], ...]:
    lines = [
        (gettext("Gifts of residents"), donations_fen or 0),
        (gettext("Banked to the fund"), fund["banked_fen"]),
        (gettext("Set aside for households"), -fund["payables_fen"]),
        (gettext("Paid to %(count)s households", count=fund["households"]), -fund["paid_out_fen"]),
        (gettext("Costs of running the shop"), -fund["expenses_fen"]),
        (gettext("Kept as a reserve"), -fund["reserve_fen"]),
    ]
    return tuple((said, fen) for said, fen in lines if fen)


def _scale(body: Mapping[str, Any]) -> Scale | None:
    if body["percent"] is None:
        return None
    return interval(
        body["percent"],
        inner=tuple(body["realised"]) if body["realised"] else None,
        outer=tuple(body["interval"]) if body["interval"] else None,
    )


def restated(one: Vintage) -> tuple[int, int | None]:
    """Return when a later vintage was known, and its rate in whole percent."""
    rate = one.accounted
    return one.at_ms, None if rate is None else round_half_up(rate * 100)
