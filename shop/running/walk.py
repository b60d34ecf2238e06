"""The walk itself: each entry is asked about, then taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shop.money import line_fen
from shop.posting import Postings, post
from shop.running.mirrors import Mirrors
from shop.running.qr_money import CutMoney
from shop.running.round import Count, Round
from shop.running.sharing import Sharing
from shop.running.signing import Signing


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry as `Running` looks at it; `head` is the digest of the entry before it."""

    seq: int
    kind: str
    at_ms: int
    corrects: int | None
    body: dict[str, Any]
    id: str = ""
    actor: str = ""
    head: str = ""


#: How the walk looks up the kind and body of an earlier entry.
Earlier = Callable[[int], tuple[str, dict[str, Any]] | None]


@dataclass(slots=True)
class Running:
    """Balances and counts as they stand after each entry.

    `check` is asked before an entry's own movements are taken in by `move`.

    Args:
        earlier: gives an earlier entry by its seq.
    """

    earlier: Earlier
    balances: dict[tuple[str, str], int] = field(default_factory=dict)
    _round: Round | None = None
    _previous: tuple[str | None, int | None] = (None, None)
    _standing: dict[str, Any] | None = None
    _corrected: dict[int, tuple[str, dict[str, Any]] | None] = field(default_factory=dict)
    _mirrors: Mirrors = field(default_factory=Mirrors)
    _money: CutMoney = field(default_factory=CutMoney)
    signing: Signing = field(default_factory=Signing)
    sharing: Sharing = field(default_factory=Sharing)

    def check(self, fact: Fact) -> str | None:
        """Return what does not hold of the figures an entry carries, or None."""
        if (fact.corrects is not None) != (fact.kind == "EntryCorrected"):
            return "only a correction names the entry it corrects"
        why = self._mirrors.check(fact.kind, fact.body) or self.signing.check(fact)
        why = why or self.sharing.check(fact.kind, fact.body)
        if why is None and (own := _CHECKS.get(fact.kind)):
            why = own(self, fact)
        return why

    def move(self, fact: Fact, postings: Postings) -> None:
        """Take in an entry's movements and what the next closing needs."""
        seq, kind, body = fact.seq, fact.kind, fact.body
        self._take(self.balances, postings)
        self._mirrors.take(body)
        self._money.take(seq, postings)
        self.signing.take(fact, postings)
        self.sharing.take(postings)
        if self._previous[0] is None and (kind == "OpeningTaken" or seq == 1):
            self._previous = (None, fact.at_ms)  # where the first round begins
        if kind == "CutOpened":
            self._round = Round(body["cut"], seq, fact.at_ms)
            self._mirrors.open(body["cut"])
        elif kind == "CutCancelled":
            self._round = None
            self._mirrors.cancel(body["cut"])
            self._money.cancel(body["cut"])
        elif kind == "CutClosed":
            assert self._round is not None
            self._previous = (body["cut"], self._round.at_ms)
            self._money.close(body["cut"], self._round.seq)
            self._round = None
        elif kind == "StockCounted":
            assert self._round is not None
            self._round.counts[body["item"]] = Count(seq, body["counted"], body["expected"])
            self._mirrors.count(body["cut"], body["item"])
        elif kind == "CashCounted":
            assert self._round is not None
            self._round.box = Count(seq, body["fen"], body["expected_fen"])
            self._mirrors.count(body["cut"], "")
        elif kind == "QrStatementRecorded":
            self._money.record(body)
        elif kind == "EntryCorrected":
            assert fact.corrects is not None
            right = body.get("replacement")
            self._corrected[fact.corrects] = (right["kind"], right["body"]) if right else None
        else:
            self._remember_sale(seq, kind, body)

    def _remember_sale(self, seq: int, kind: str, body: dict[str, Any]) -> None:
        if kind == "SaleDeclared":
            self._standing = body
            if self._round is not None:
                self._round.sold(seq, body)
        elif kind == "SaleVoided":
            self._standing = None
        elif kind == "IouNoted" and self._standing and self._standing["sale"] == body["sale"]:
            self._standing = {**self._standing, "iou": body["iou"], "iou_fen": body["fen"]}

    @staticmethod
    def _take(balances: dict[tuple[str, str], int], postings: Postings) -> None:
        for move in postings.movements:
            item = move.item or ""
            source, target = (move.from_account, item), (move.to_account, item)
            balances[source] = balances.get(source, 0) - move.quantity
            balances[target] = balances.get(target, 0) + move.quantity

    # ------------------------------------------------------------ one kind each

    def _in_round(self, body: dict[str, Any]) -> bool:
        return self._round is not None and body["cut"] == self._round.cut

    def _stock(self, fact: Fact) -> str | None:
        held = self.balances.get(("shelf", fact.body["item"]), 0)
        if not self._in_round(fact.body):
            return "it counts in a cut that is not open"
        if fact.body["expected"] != held:
            return f"it expects {fact.body['expected']}, the book held {held}"
        return None

    def _cash(self, fact: Fact) -> str | None:
        held = self.balances.get(("cashbox", ""), 0)
        if not self._in_round(fact.body):
            return "it counts in a cut that is not open"
        if fact.body["expected_fen"] != held:
            return f"it expects {fact.body['expected_fen']} fen, the book held {held}"
        return None

    def _qr(self, fact: Fact) -> str | None:
        now = self._round if self._in_round(fact.body) else None
        return self._money.check_statement(fact.body, now.seq if now else None)

    def _cancelled(self, fact: Fact) -> str | None:
        return None if self._in_round(fact.body) else "it cancels a cut that is not open"

    def _opened(self, fact: Fact) -> str | None:
        return None if self._round is None else "it opens a cut while one is open"

    def _voided(self, fact: Fact) -> str | None:
        body, standing = fact.body, self._standing
        fields = ("visit", "sale", "lines", "due_fen", "iou", "iou_fen")
        if standing is None or any(body.get(name) != standing.get(name) for name in fields):
            return "it takes back another sale than the one that stands"
        return None

    def _corrects(self, fact: Fact) -> str | None:
        assert fact.corrects is not None
        if fact.corrects in self._corrected:
            wrong = self._corrected[fact.corrects]
        else:
            wrong = self.earlier(fact.corrects) if fact.corrects < fact.seq else None
        said = (fact.body["kind"], _bare(fact.body["body"]))
        if wrong is None or (wrong[0], _bare(wrong[1])) != said:
            return f"it does not say what entry {fact.corrects} says"
        return None

    def _closed(self, fact: Fact) -> str | None:
        body, now = fact.body, self._round
        if now is None:
            return "it closes a cut that is not open"
        return (
            now.check_span(body, self._previous)
            or now.check_box(body, self._mirrors)
            or now.check_items(body, self._mirrors)
            or self._money.check_qr(now.cut, now.seq, body["qr_evidence"])
            or self._check_forward(body)
        )

    def _check_forward(self, body: dict[str, Any]) -> str | None:
        after = dict(self.balances)
        self._take(after, post("CutClosed", {**body, "brought_forward": []}))
        wanted = [[place, item, value] for (place, item), value in sorted(after.items()) if value]
        if body["brought_forward"] != wanted:
            return "the balances it brings forward are not those of the book"
        return None


def _bare(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "command"}


def _check_sale(_: Running, fact: Fact) -> str | None:
    body = fact.body
    for line in body["lines"]:
        if line["fen"] != line_fen(line["quantity"], line["unit"], line["each_fen"]):
            return f"a line of {line['quantity']} at {line['each_fen']} says {line['fen']} fen"
    total = sum(line["fen"] for line in body["lines"])
    if total != body["due_fen"]:
        return f"its lines sum to {total} fen, it says {body['due_fen']}"
    if not 0 <= body["opened_seq"] < fact.seq:
        return f"its basket began at entry {body['opened_seq']}"
    return None


_CHECKS: dict[str, Callable[[Running, Fact], str | None]] = {
    "StockCounted": Running._stock,
    "CashCounted": Running._cash,
    "QrStatementRecorded": Running._qr,
    "CutOpened": Running._opened,
    "CutCancelled": Running._cancelled,
    "CutClosed": Running._closed,
    "SaleDeclared": _check_sale,
    "SaleVoided": Running._voided,
    "EntryCorrected": Running._corrects,
}
