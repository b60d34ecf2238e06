"""The facts a visit leaves in the book: drafts made from the till's state."""

from __future__ import annotations

from typing import Any

from shop.entries import Draft
from shop.till.events import Confirmed, Credited, Event
from shop.till.state import Line, Visit


def line_body(line: Line) -> dict[str, Any]:
    """Return a basket line as SaleDeclared freezes it."""
    return {
        "line": line.id,
        "item": line.item,
        "unit": line.unit,
        "quantity": line.quantity,
        "each_fen": line.each_fen,
        "fen": line.fen,
    }


def sale(visit: Visit, event: Event, how: str) -> Draft:
    """Return the declaration of a visit's basket; `how` says what declared it."""
    return Draft(
        visit.sale,
        "SaleDeclared",
        {
            "visit": visit.visit,
            "sale": visit.sale,
            "opened_seq": visit.opened_seq,
            "how": how,
            "lines": [line_body(line) for line in visit.lines],
            "due_fen": visit.due_fen,
        },
        event.at_ms,
    )


def voided(visit: Visit, event: Event) -> Draft:
    """Return the counter-entry of the standing sale, its IOU with it."""
    return Draft(
        f"{visit.sale}/void",
        "SaleVoided",
        {
            "visit": visit.visit,
            "sale": visit.sale,
            "lines": [line_body(line) for line in visit.lines],
            "due_fen": visit.due_fen,
            "iou": f"{visit.sale}/iou" if visit.iou_fen else None,
            "iou_fen": visit.iou_fen or None,
        },
        event.at_ms,
    )


def claimed(visit: Visit, event: Event, tender: str, fen: int) -> Draft:
    """Return money a resident says they gave."""
    body = {"visit": visit.visit, "tender": tender, "fen": fen, "evidence": "claimed"}
    return Draft(visit.tender, "TenderReceived", body, event.at_ms)


def credited(visit: Visit, event: Event, credits: Credited) -> tuple[Draft, ...]:
    """Return money a machine counted, one fact a coin, keyed by its serial, epoch and number."""
    out = []
    for coin in credits.credits:
        if coin.fen is None:
            continue
        body = {
            "visit": visit.visit,
            "tender": "cash",
            "fen": coin.fen,
            "evidence": "credited",
            "what": coin.what,
            "serial": credits.serial,
            "epoch": credits.epoch,
            "credit_no": coin.credit_no,
        }
        if coin.recovered:
            body["recovered"] = True
        out.append(
            Draft(
                f"{credits.serial}:{credits.epoch}:{coin.credit_no}",
                "TenderReceived",
                body,
                event.at_ms,
                f"device:{credits.device}",
            )
        )
    return tuple(out)


def confirmed(event: Event, paid: Confirmed, *, away: bool = False) -> Draft:
    """Return money that a payment provider confirms; `away`: its visit is over by now."""
    body: dict[str, Any] = {
        "visit": paid.visit,
        "tender": "qr",
        "fen": paid.fen,
        "evidence": "confirmed",
        "reference": paid.number,
    }
    if away:
        body["v"] = 2  # so that no visit begins with it
    return Draft(paid.id, "TenderReceived", body, event.at_ms, f"device:{paid.gateway}")


def matched(event: Event, paid: Confirmed) -> Draft:
    """Return the confirmation of what a resident said they paid: the same money, now sure."""
    body = {
        "visit": paid.visit,
        "tender_seq": paid.claim_seq,
        "fen": paid.fen,
        "reference": paid.number,
    }
    return Draft(paid.id, "TenderMatched", body, event.at_ms, f"device:{paid.gateway}")


def change_asked(visit: Visit, event: Event, fen: int, hoppers: int) -> Draft:
    """Return the wish for change, before any hopper hears of it: `hoppers` are to pay it out."""
    body = {
        "device": "till",
        "what": "change_asked",
        "job": visit.tender,
        "visit": visit.visit,
        "fen": fen,
        "coins": hoppers,
    }
    return Draft(f"{visit.tender}/change_asked", "DeviceNoted", body, event.at_ms)


def change_owed(visit: Visit, event: Event, fen: int) -> Draft:
    """Return the shop's own debt: change that no hopper could pay; one a visit at most."""
    body = {"visit": visit.visit, "fen": fen}
    return Draft(f"{visit.visit}/owed", "ChangeOwed", body, event.at_ms)


def change(visit: Visit, event: Event, fen: int, evidence: str = "claimed") -> Draft:
    """Return change that left the box or the tray."""
    body = {"visit": visit.visit, "fen": fen, "evidence": evidence}
    return Draft(f"{visit.tender}/change", "ChangeGiven", body, event.at_ms)


def iou(visit: Visit, event: Event, fen: int, alias: str | None) -> Draft:
    """Return the IOU of a sale, under the code the resident chose."""
    body: dict[str, Any] = {
        "visit": visit.visit,
        "sale": visit.sale,
        "iou": f"{visit.sale}/iou",
        "fen": fen,
    }
    if alias:
        body["alias"] = alias
    return Draft(f"{visit.sale}/iou", "IouNoted", body, event.at_ms)


def gift(visit: Visit, event: Event, fen: int) -> Draft:
    """Return the part of the visit's money that is a gift to the fund."""
    body = {"visit": visit.visit, "fen": fen}
    return Draft(f"{event.ids[0]}/gift", "DonationReceived", body, event.at_ms)


def repaid(visit: Visit, event: Event, fen: int, iou: str | None = None) -> Draft:
    """Return the part of the visit's money that pays an earlier debt, named or not."""
    body: dict[str, Any] = {"visit": visit.visit, "fen": fen}
    if iou:
        body["iou"] = iou
    return Draft(f"{event.ids[0]}/repaid", "IouRepaid", body, event.at_ms)


def abandoned(visit: Visit, event: Event, why: str) -> Draft:
    """Return the end of a visit without a standing sale; its money stays unattached."""
    body = {
        "visit": visit.visit,
        "lines": [line_body(line) for line in visit.lines],
        "why": why,
    }
    return Draft(f"{visit.visit}/end", "BasketAbandoned", body, event.at_ms)


def help_asked(event: Event, phase: str) -> Draft:
    """Return the note to the volunteers that somebody asked for help."""
    body = {"device": "kiosk", "what": "help", "detail": phase}
    return Draft(event.ids[0], "DeviceNoted", body, event.at_ms, "kiosk")
