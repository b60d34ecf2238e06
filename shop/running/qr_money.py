"""Which QR money belongs to which cut, and what statements said of it, worked out anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shop.posting import Movement, Postings

_QR = ("qr_wallet", "qr_pending")


@dataclass(slots=True)
class QrMoney:
    """QR tenders net of what was returned or not found, and how much is only claimed, in fen."""

    qr_fen: int = 0
    claimed_fen: int = 0

    def add(self, qr_fen: int, claimed_fen: int) -> None:
        """Take in a movement."""
        self.qr_fen += qr_fen
        self.claimed_fen += claimed_fen


@dataclass(slots=True)
class CutMoney:
    """QR movements since the last closed boundary, those that name their cut, and statements."""

    statement_fen: int | None = None
    _since: list[tuple[int, int, int]] = field(default_factory=list)
    _named: dict[str, QrMoney] = field(default_factory=dict)
    _cancelled: list[str] = field(default_factory=list)
    _closed: dict[str, QrMoney] = field(default_factory=dict)
    _heir: dict[str, str] = field(default_factory=dict)
    _lines: dict[str, int] = field(default_factory=dict)
    _refs: set[str] = field(default_factory=set)

    def take(self, seq: int, postings: Postings) -> None:
        """Take in the QR movements of an entry."""
        for move in postings.movements:
            qr_fen, claimed_fen = _of(move)
            if not qr_fen and not claimed_fen:
                continue
            if move.cut is None:
                self._since.append((seq, qr_fen, claimed_fen))
            elif (heir := self._heir.get(move.cut)) is not None:
                self._closed[heir].add(qr_fen, claimed_fen)
            else:
                self._named.setdefault(move.cut, QrMoney()).add(qr_fen, claimed_fen)

    def of(self, cut: str | None, opened_seq: int) -> QrMoney:
        """Return the QR money of the open cut: a cancelled round's facts are the next one's."""
        total = QrMoney()
        for seq, qr_fen, claimed_fen in self._since:
            if seq <= opened_seq:
                total.add(qr_fen, claimed_fen)
        for name in (cut, *self._cancelled):
            if name in self._named:
                total.add(self._named[name].qr_fen, self._named[name].claimed_fen)
        return total

    def check_statement(self, body: dict[str, Any], opened_seq: int | None) -> str | None:
        """Return what does not hold of a statement, or None.

        Args:
            opened_seq: of the round it is entered in; None where it is of a closed cut.
        """
        cut, lines = body["cut"], body.get("lines")
        if opened_seq is not None:
            qr_fen = self.of(cut, opened_seq).qr_fen
        elif cut in self._closed and lines is not None:
            qr_fen = self._closed[cut].qr_fen
        else:
            return "it is of a cut that is not open"
        if body["book_fen"] != qr_fen:
            return f"it says the book has {body['book_fen']} fen of QR, it has {qr_fen}"
        return self._check_lines(body, lines) if lines is not None else None

    def _check_lines(self, body: dict[str, Any], lines: list[dict[str, Any]]) -> str | None:
        refs = [line["ref"] for line in lines]
        if len(set(refs)) != len(refs) or not self._refs.isdisjoint(refs):
            return "a line of its statement was used before"
        names = {body["cut"], *self._names_of(body["cut"])}
        total = sum(self._lines.get(name, 0) for name in names) + _sum(lines)
        if body["fen"] != total or body["book_fen"] != total:
            return f"its lines come to {total} fen, it says {body['fen']}"
        return None

    def _names_of(self, cut: str) -> list[str]:
        if cut in self._closed:
            return [name for name, heir in self._heir.items() if heir == cut]
        return self._cancelled

    def record(self, body: dict[str, Any]) -> None:
        """Take in a statement that was checked."""
        cut, lines = body["cut"], body.get("lines", [])
        if cut not in self._closed:
            self.statement_fen = body["fen"]
        self._lines[cut] = self._lines.get(cut, 0) + _sum(lines)
        self._refs.update(line["ref"] for line in lines)

    def check_qr(self, cut: str | None, opened_seq: int, evidence: str) -> str | None:
        """Return what does not hold of a closing's QR evidence, or None."""
        total = self.of(cut, opened_seq)
        if self.statement_fen is not None:
            if self.statement_fen != total.qr_fen:
                return f"the QR statement says {self.statement_fen} fen, the book {total.qr_fen}"
        sure = "confirmed" if self.statement_fen is None else "statement"
        wanted = "claimed" if total.claimed_fen else sure
        return None if evidence == wanted else f"QR is {evidence}, the book says {wanted}"

    def cancel(self, cut: str) -> None:
        """Give a round up: what named it belongs to the next."""
        self._cancelled.append(cut)
        self.statement_fen = None

    def close(self, cut: str, opened_seq: int) -> None:
        """Keep what the round came to; what names it from now on restates it."""
        self._closed[cut] = self.of(cut, opened_seq)
        for name in (cut, *self._cancelled):
            self._heir[name] = cut
            self._named.pop(name, None)
        self._since = [one for one in self._since if one[0] > opened_seq]
        self._cancelled = []
        self.statement_fen = None


def _sum(lines: list[dict[str, Any]]) -> int:
    return sum(-line["fen"] if line["kind"] == "refund" else line["fen"] for line in lines)


def _of(move: Movement) -> tuple[int, int]:
    source, target, fen = move.from_account, move.to_account, move.quantity
    if (source, target) == ("qr_pending", "qr_wallet"):
        return 0, -fen
    if (source, target) == ("qr_wallet", "qr_pending"):
        return 0, fen
    if move.visit is None or "due" not in (source, target):
        return 0, 0
    if source == "due" and target in _QR:
        return fen, fen if target == "qr_pending" else 0
    if target == "due" and source in _QR:
        return -fen, -fen if source == "qr_pending" else 0
    return 0, 0
