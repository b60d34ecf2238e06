"""Which QR money belongs to the cut that is open, worked out anew while walking a book."""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.posting import Movement, Postings

_QR = ("qr_wallet", "qr_pending")


@dataclass(slots=True)
class QrMoney:
    """QR tenders net of what was returned or not found, and how much is only claimed, in fen."""

    qr_fen: int = 0
    claimed_fen: int = 0


@dataclass(slots=True)
class CutMoney:
    """QR movements since the last closed boundary, and those that name their cut."""

    statement_fen: int | None = None
    _since: list[tuple[int, int, int]] = field(default_factory=list)
    _named: dict[str, QrMoney] = field(default_factory=dict)
    _cancelled: list[str] = field(default_factory=list)

    def take(self, seq: int, postings: Postings) -> None:
        """Take in the QR movements of an entry."""
        for move in postings.movements:
            qr_fen, claimed_fen = _of(move)
            if not qr_fen and not claimed_fen:
                continue
            if move.cut is None:
                self._since.append((seq, qr_fen, claimed_fen))
            else:
                named = self._named.setdefault(move.cut, QrMoney())
                named.qr_fen += qr_fen
                named.claimed_fen += claimed_fen

    def of(self, cut: str | None, opened_seq: int) -> QrMoney:
        """Return the QR money of the open cut: a cancelled round's facts are the next one's."""
        total = QrMoney()
        for seq, qr_fen, claimed_fen in self._since:
            if seq <= opened_seq:
                total.qr_fen += qr_fen
                total.claimed_fen += claimed_fen
        for name in (cut, *self._cancelled):
            if name in self._named:
                total.qr_fen += self._named[name].qr_fen
                total.claimed_fen += self._named[name].claimed_fen
        return total

    def check_qr(self, cut: str | None, opened_seq: int, evidence: str) -> str | None:
        """Return what does not hold of a closing's QR evidence, or None."""
        total = self.of(cut, opened_seq)
        if self.statement_fen is not None:
            if self.statement_fen != total.qr_fen:
                return f"the QR statement says {self.statement_fen} fen, the book {total.qr_fen}"
            wanted = "statement"
        else:
            wanted = "claimed" if total.claimed_fen else "confirmed"
        return None if evidence == wanted else f"QR is {evidence}, the book says {wanted}"

    def cancel(self, cut: str) -> None:
        """Give a round up: what named it belongs to the next."""
        self._cancelled.append(cut)
        self.statement_fen = None

    def close(self, opened_seq: int) -> None:
        """Let go of what belongs to the round that was closed."""
        self._since = [one for one in self._since if one[0] > opened_seq]
        self._cancelled = []
        self.statement_fen = None


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
