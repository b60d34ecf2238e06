"""QR payments of a cut, and what statements have said of them so far."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shop.queries import cuts, journal
from shop.queries.connection import Connection
from shop.review.matching import Span, Tender
from shop.statements import digest

#: Entries before and after a cut whose payments may be mistaken for its own.
NEIGHBOURS = 400
#: Characters of a SHA-256 in hex: a number that is one already is not digested again.
_DIGEST_CHARS = 64

#: How the visit of what a typed total differs by begins; the cut follows.
OF_TOTAL = "qr-total-"

_TENDERS = (
    "SELECT seq, at_ms, kind, id, body FROM journal WHERE kind IN"
    " ('TenderReceived', 'TenderReturned') AND seq > ? AND seq <= ?"
    " AND json_extract(body, '$.tender') = 'qr' ORDER BY seq"
)
_SETTLED = (
    "SELECT j.kind, j.body FROM journal j WHERE j.seq IN (SELECT m.seq FROM movement m"
    " WHERE m.visit IN (SELECT value FROM json_each(?)))"
    " AND j.kind IN ('TenderMatched', 'TenderUnfound') ORDER BY j.seq"
)
_OF_TOTAL = (
    "SELECT j.seq, j.kind, j.body FROM journal j WHERE j.kind IN"
    " ('TenderReceived', 'TenderUnfound') AND j.seq IN (SELECT m.seq FROM movement m"
    " WHERE m.visit = ?) AND NOT EXISTS (SELECT 1 FROM journal c WHERE c.corrects = j.seq)"
    " ORDER BY j.seq"
)
_USED = "SELECT ref FROM qr_line WHERE ref IN (SELECT value FROM json_each(?))"
_CLAIM = (
    "SELECT j.seq FROM movement m JOIN journal j USING (seq) WHERE m.visit = ?1"
    " AND m.from_account = 'due' AND m.to_account = 'qr_pending' AND m.quantity = ?2"
    " AND j.kind = 'TenderReceived' AND NOT EXISTS (SELECT 1 FROM journal c"
    " WHERE c.corrects = j.seq) AND NOT EXISTS (SELECT 1 FROM movement s JOIN journal t"
    " ON t.seq = s.seq WHERE s.visit = ?1 AND t.kind IN ('TenderMatched', 'TenderUnfound')"
    " AND json_extract(t.body, '$.tender_seq') = j.seq) ORDER BY j.seq LIMIT 1"
)
_LINED = (
    "SELECT tender_seq, sum(fen) FROM qr_line WHERE tender_seq IN"
    " (SELECT value FROM json_each(?)) GROUP BY tender_seq"
)
_NAMES = (
    "SELECT ?3 UNION ALL SELECT o.cut FROM cut o JOIN cut e ON e.cut = o.cut"
    " AND e.what = 'cancelled' WHERE o.what = 'opened' AND o.seq > ?1 AND o.seq <= ?2"
)
_LINES = (
    "SELECT count(*), coalesce(sum(CASE kind WHEN 'refund' THEN -fen ELSE fen END), 0)"
    f" FROM qr_line WHERE cut IN ({_NAMES})"
)


def open_claim(connection: Connection, visit: str, fen: int) -> int | None:
    """Return the oldest payment of this amount that the visit's resident says they made.

    Only one that nothing has confirmed or taken back yet, in no closed cut's statement.
    """
    row = connection.execute(_CLAIM, (visit, fen)).fetchone()
    return None if row is None else int(row[0])


@dataclass(frozen=True, slots=True)
class Situation:
    """What a statement meets when it is brought for a cut.

    Attributes:
        cut: the open round, or a closed cut.  closed: which of them.
        span: the cut in time.  tenders: its QR payments, and those around its edges.
        lines: how many lines of statements belong to it.  lines_fen: what they come to.
        statement_fen: the total that was entered last, None without one.
    """

    cut: str
    closed: bool
    span: Span
    tenders: tuple[Tender, ...]
    lines: int
    lines_fen: int
    statement_fen: int | None

    @property
    def claims(self) -> tuple[Tender, ...]:
        """Return what residents of the cut say they paid and no statement has confirmed yet."""
        return tuple(one for one in self.tenders if one.mine and one.state == "claimed")


def situation(connection: Connection, cut: str) -> Situation:
    """Return what a statement meets in a cut.

    Raises:
        NoCutOpen: there is no such cut.
    """
    edge = cuts.bounds(connection, cut)
    count, lines_fen = connection.execute(_LINES, (edge.after_seq, edge.opened_seq, cut)).fetchone()
    return Situation(
        cut=cut,
        closed=edge.closed_seq is not None,
        span=_span(connection, edge),
        tenders=_tenders(connection, edge),
        lines=int(count),
        lines_fen=int(lines_fen),
        statement_fen=cuts.qr_statement(connection, cut),
    )


def used(connection: Connection, refs: Iterable[str]) -> frozenset[str]:
    """Return which lines of statements are in the book already, by the digest of their number."""
    rows = connection.execute(_USED, (json.dumps(list(refs)),))
    return frozenset(row[0] for row in rows)


def of_total(connection: Connection, cut: str) -> tuple[tuple[int, str, dict[str, Any]], ...]:
    """Return (seq, kind, body) of what a typed total differed by and no correction took back."""
    rows = connection.execute(_OF_TOTAL, (f"{OF_TOTAL}{cut}",))
    return tuple((int(seq), kind, json.loads(text)) for seq, kind, text in rows)


def late_statement(connection: Connection, cut: str, closed_seq: int) -> int | None:
    """Return the total of a statement that came after a cut was closed, or None."""
    row = connection.execute(
        "SELECT fen FROM qr_statement WHERE cut = ? AND seq > ? ORDER BY seq DESC LIMIT 1",
        (cut, closed_seq),
    ).fetchone()
    return int(row[0]) if row else None


def _span(connection: Connection, edge: cuts.Bounds) -> Span:
    opened = journal.by_seq(connection, edge.opened_seq)
    assert opened is not None
    start_ms = edge.previous_at_ms
    if start_ms is None:
        start_ms = journal.first_at_ms(connection, "OpeningTaken")
    if start_ms is None:
        first = journal.by_seq(connection, 1)
        start_ms = first.at_ms if first else opened.at_ms
    return Span(min(start_ms, opened.at_ms), opened.at_ms)


def _tenders(connection: Connection, edge: cuts.Bounds) -> tuple[Tender, ...]:
    between = (edge.after_seq - NEIGHBOURS, edge.opened_seq + NEIGHBOURS)
    rows = [
        (seq, at_ms, kind, id_, json.loads(text))
        for seq, at_ms, kind, id_, text in connection.execute(_TENDERS, between)
    ]
    # what a statement itself brought in is on its line already
    rows = [row for row in rows if row[4].get("evidence") != "matched" and "for_cut" not in row[4]]
    seqs = json.dumps([row[0] for row in rows])
    lined = {seq: int(fen) for seq, fen in connection.execute(_LINED, (seqs,))}
    settled = _Settled(connection, {row[4]["visit"] for row in rows})
    out = []
    for seq, at_ms, kind, id_, body in rows:
        state, fen = _state(kind, body, lined.get(seq, 0), *settled.of(seq, body))
        mine = edge.after_seq < seq <= edge.opened_seq
        if state and fen > 0 and (mine or state != "unfound"):
            numbers = frozenset({digest(id_), _number(body), *settled.numbers(seq)} - {""})
            back = kind == "TenderReturned"
            out.append(Tender(seq, at_ms, body["visit"], fen, state, numbers, back, mine))
    return tuple(out)


def _number(body: dict[str, Any]) -> str:
    said = str(body.get("reference") or "")
    return said if len(said) == _DIGEST_CHARS else digest(said)


def _state(
    kind: str, body: dict[str, Any], lined_fen: int, matched_fen: int, unfound_fen: int
) -> tuple[str, int]:
    """Return how a tender stands and what a line may still match; "" where nothing may."""
    fen = int(body["fen"])
    if kind == "TenderReturned" or body["evidence"] == "confirmed":
        return ("", 0) if lined_fen else ("sure", fen)
    pending_fen = fen - matched_fen - unfound_fen
    if pending_fen > 0:
        return "claimed", pending_fen
    if unfound_fen > 0:
        return "unfound", min(unfound_fen, fen - lined_fen)
    return ("", 0) if lined_fen else ("sure", fen)


class _Settled:
    """What was found or not found of claims so far, by tender or, where it names none, by visit."""

    def __init__(self, connection: Connection, visits: set[str]) -> None:
        self._of_tender: dict[int, list[int]] = {}
        self._numbers: dict[int, set[str]] = {}
        self._of_visit: dict[str, list[int]] = {}
        for kind, text in connection.execute(_SETTLED, (json.dumps(sorted(visits)),)):
            body = json.loads(text)
            place = 0 if kind == "TenderMatched" else 1
            seq = body.get("tender_seq")
            if seq is not None:
                self._of_tender.setdefault(int(seq), [0, 0])[place] += int(body["fen"])
                self._numbers.setdefault(int(seq), set()).add(_number(body))
            else:
                self._of_visit.setdefault(body["visit"], [0, 0])[place] += int(body["fen"])

    def numbers(self, seq: int) -> set[str]:
        """Return the provider's numbers by which a claim was found, as digests."""
        return self._numbers.get(seq, set())

    def of(self, seq: int, body: dict[str, Any]) -> tuple[int, int]:
        """Return (matched, not found) of a claim, in fen; asked once each, in their order."""
        matched, unfound = self._of_tender.get(seq, (0, 0))
        if body.get("evidence") != "claimed":
            return matched, unfound
        left = self._of_visit.get(body["visit"], [0, 0])
        for place, so_far in enumerate((matched, unfound)):
            room = int(body["fen"]) - matched - unfound
            taken = min(left[place], max(room, 0))
            left[place] -= taken
            if place == 0:
                matched = so_far + taken
            else:
                unfound = so_far + taken
        return matched, unfound
