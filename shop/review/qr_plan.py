"""What a matched statement writes into the book: pure, one fact after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shop.review.matching import Found, Matching, total_fen
from shop.statements.lines import QrLine

Fact = tuple[str, dict[str, Any]]

#: What a cost that the provider kept is called in the book.
FEES = "qr fees"
#: Characters of a line's digest that name the visit of a payment without a sale.
_VISIT_CHARS = 24


@dataclass(frozen=True, slots=True)
class Plan:
    """What bringing a statement in will do.

    Attributes:
        facts: the entries, in order, without the statement's own.
        change_fen: by how much they change Q.  lines_fen: what the new lines come to.
        lines: as QrStatementRecorded holds them.
        matched, other_amount, received, unfound, returned: how many, and how much in fen.
        fee_fen: what the provider kept.
    """

    facts: tuple[Fact, ...]
    change_fen: int
    lines_fen: int
    lines: tuple[dict[str, Any], ...]
    matched: tuple[int, int]
    other_amount: tuple[int, int]
    received: tuple[int, int]
    unfound: tuple[int, int]
    returned: tuple[int, int]
    fee_fen: int


def plan(cut: str, matching: Matching) -> Plan:
    """Return what a matching writes for a cut; ties and what is lacking are the caller's."""
    facts = [fact for found in matching.found for fact in _of_line(found)]
    for tender in matching.unfound:
        facts.append(("TenderUnfound", _unfound(tender.visit, tender.seq, tender.fen, "statement")))
    fee_fen = sum(found.line.fee_fen for found in matching.found)
    if fee_fen:
        facts.append(("ExpensePaid", {"fen": fee_fen, "source": "qr_wallet", "what": FEES}))
    for _, body in facts:
        body["for_cut"] = cut
    of = {how: [one for one in matching.found if one.how == how] for how in _HOWS}
    sure = of["exact"] + of["amount_time"] + of["manual"]
    alone = [one.line for one in of["none"] if one.line.kind == "payment"]
    back = [one.line for one in matching.found if one.line.kind == "refund"]
    return Plan(
        facts=tuple(facts),
        change_fen=sum(_change(kind, body) for kind, body in facts),
        lines_fen=total_fen(one.line for one in matching.found),
        lines=tuple(_line(found) for found in matching.found),
        matched=_sum([one.line for one in sure if one.line.kind == "payment"]),
        other_amount=_sum([one.line for one in of["near_amount"]]),
        received=_sum(alone),
        unfound=(len(matching.unfound), sum(one.fen for one in matching.unfound)),
        returned=_sum(back),
        fee_fen=fee_fen,
    )


_HOWS = ("exact", "amount_time", "near_amount", "manual", "none")


def _sum(lines: list[QrLine]) -> tuple[int, int]:
    return len(lines), sum(line.fen for line in lines)


def _of_line(found: Found) -> Iterator[Fact]:
    """Yield what one line says."""
    line, tender = found.line, found.tender
    visit = tender.visit if tender else f"qr-{line.ref[:_VISIT_CHARS]}"
    if line.kind == "fee":
        return
    if line.kind == "refund":
        if tender is None or tender.fen < line.fen:
            fen = line.fen - (tender.fen if tender else 0)
            yield "TenderReturned", {"visit": visit, "tender": "qr", "fen": fen}
        return
    if tender is None or tender.state == "unfound":
        yield "TenderReceived", _received(visit, line, line.fen)
        return
    if tender.state == "claimed":
        matched = min(line.fen, tender.fen)
        if matched:
            yield (
                "TenderMatched",
                {"visit": visit, "tender_seq": tender.seq, "fen": matched, "reference": line.ref},
            )
        if matched < tender.fen:
            yield "TenderUnfound", _unfound(visit, tender.seq, tender.fen - matched, "amount")
    if line.fen > tender.fen:
        yield "TenderReceived", _received(visit, line, line.fen - tender.fen)


def _received(visit: str, line: QrLine, fen: int) -> dict[str, Any]:
    return {
        "v": 2,
        "visit": visit,
        "tender": "qr",
        "fen": fen,
        "evidence": "matched",
        "reference": line.ref,
    }


def _unfound(visit: str, seq: int, fen: int, reason: str) -> dict[str, Any]:
    return {"visit": visit, "tender_seq": seq, "fen": fen, "reason": reason}


def _change(kind: str, body: dict[str, Any]) -> int:
    """Return what a fact does to Q; a fee and a claim that was found do nothing to it."""
    sign = {"TenderReceived": 1, "TenderUnfound": -1, "TenderReturned": -1}.get(kind, 0)
    return sign * int(body["fen"])


def _line(found: Found) -> dict[str, Any]:
    line = found.line
    said: dict[str, Any] = {
        "ref": line.ref,
        "at_ms": line.at_ms,
        "fen": line.fen,
        "fee_fen": line.fee_fen,
        "kind": line.kind,
        "how": found.how,
    }
    if found.tender is not None:
        said["tender_seq"] = found.tender.seq
    return said
