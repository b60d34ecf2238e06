"""What the visits of a case leave in the book: the entries a till would have written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shop.cases.happened import Payment, Session
from shop.entries import Draft
from shop.money import line_fen


def visit_drafts(
    session: Session,
    payments: Sequence[Payment],
    evidence: str,
    visit: str,
    sale: str,
    opened_seq: int,
    units: Mapping[str, str],
) -> list[Draft]:
    """Return a session's entries: its sale, its payments, its IOU, its void.

    Args:
        evidence: how cash is known, credited or claimed.
        visit, sale: their ids.  opened_seq: the newest entry when the visit began.
        units: item → each or g.
    """
    at_ms = session.at_ms
    body = _sale_body(session, visit, sale, units)
    declared = {**body, "opened_seq": opened_seq, "how": "done"}
    drafts = [Draft(sale, "SaleDeclared", declared, at_ms)]
    drafts += payment_drafts(payments, evidence, visit, at_ms)
    iou = f"{sale}/iou" if session.iou_fen else None
    if iou:
        noted = {"visit": visit, "sale": sale, "iou": iou, "fen": session.iou_fen}
        drafts.append(Draft(iou, "IouNoted", noted, at_ms))
    if session.void:
        taken_back = {**body, "iou": iou, "iou_fen": session.iou_fen or None}
        drafts.append(Draft(f"{sale}/void", "SaleVoided", taken_back, at_ms))
        drafts.append(_ended(visit, at_ms))
    return drafts


def loose_drafts(payment: Payment, evidence: str, visit: str, at_ms: int) -> list[Draft]:
    """Return the entries of a visit that brought money and declared nothing."""
    return [*payment_drafts([payment], evidence, visit, at_ms), _ended(visit, at_ms)]


def payment_drafts(
    payments: Sequence[Payment], evidence: str, visit: str, at_ms: int
) -> list[Draft]:
    """Return what money of a visit is in the book: that it came, and what it was for."""
    drafts = []
    for number, payment in enumerate(payments, 1):
        id_ = f"{visit}/paid{number}"
        body = {
            "visit": visit,
            "tender": payment.tender,
            "fen": payment.fen,
            # The provider's word: a case gives QR money as its statement has it.
            "evidence": evidence if payment.tender == "cash" else "confirmed",
        }
        drafts.append(Draft(id_, "TenderReceived", body, at_ms))
        meant = {"donation": "DonationReceived", "iou_repayment": "IouRepaid"}.get(payment.what)
        if meant:
            drafts.append(Draft(f"{id_}/for", meant, {"visit": visit, "fen": payment.fen}, at_ms))
    return drafts


def _sale_body(session: Session, visit: str, sale: str, units: Mapping[str, str]) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    for number, line in enumerate(session.lines, 1):
        unit = units[line.sku]
        lines.append(
            {
                "line": f"{sale}/{number}",
                "item": line.sku,
                "unit": unit,
                "quantity": line.quantity,
                "each_fen": line.each_fen,
                "fen": line_fen(line.quantity, unit, line.each_fen),
            }
        )
    due = sum(line["fen"] for line in lines)
    return {"visit": visit, "sale": sale, "lines": lines, "due_fen": due}


def _ended(visit: str, at_ms: int) -> Draft:
    body = {"visit": visit, "lines": [], "why": "left"}
    return Draft(f"{visit}/end", "BasketAbandoned", body, at_ms)
