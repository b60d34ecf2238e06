"""Postings of a resident's visit: every one against the visit's `due`."""

from __future__ import annotations

from shop.errors import BrokenInvariant
from shop.posting.rules import Body, Out, one_of, rule

#: Where a tender of this kind and evidence is, and where it came through.
_PLACE = {
    ("cash", "claimed"): "cashbox",
    ("cash", "credited"): "cashbox",
    ("qr", "claimed"): "qr_pending",
    ("qr", "confirmed"): "qr_wallet",
    ("qr", "matched"): "qr_wallet",
}


@rule("SaleDeclared")
def sale_declared(out: Out, body: Body) -> None:
    """Each line shelf → taken at its frozen price; sales → due, the total."""
    visit, sale = body["visit"], body["sale"]
    for line in body["lines"]:
        out.goods(
            "shelf",
            "taken",
            line["item"],
            line["unit"],
            line["quantity"],
            line["each_fen"],
            visit=visit,
            sale=sale,
        )
    out.money("sales", "due", body["due_fen"], visit=visit, sale=sale)
    out.row("visit_end", visit=visit, what="declared")


@rule("SaleVoided")
def sale_voided(out: Out, body: Body) -> None:
    """The same lines backwards, its IOU too; money stays in the visit."""
    visit, sale = body["visit"], body["sale"]
    for line in body["lines"]:
        out.goods(
            "taken",
            "shelf",
            line["item"],
            line["unit"],
            line["quantity"],
            line["each_fen"],
            visit=visit,
            sale=sale,
        )
    out.money("due", "sales", body["due_fen"], visit=visit, sale=sale)
    if body.get("iou_fen"):
        out.money("owed", "due", body["iou_fen"], visit=visit, sale=sale, iou=body["iou"])
    out.row("visit_end", visit=visit, what="voided")


@rule("TenderReceived", version=2)
def tender_received_away(out: Out, body: Body) -> None:
    """The same money, away from the till: by statement or by hand, so no visit begins with it."""
    place = _PLACE.get((body["tender"], body["evidence"]))
    if place is None:
        raise BrokenInvariant(f"no {body['tender']} is {body['evidence']}")
    out.money("due", place, body["fen"], visit=body["visit"])


@rule("TenderReceived")
def tender_received(out: Out, body: Body) -> None:
    """Due → cashbox, qr_wallet (sure) or qr_pending (only claimed)."""
    place = _PLACE.get((body["tender"], body["evidence"]))
    if place is None:
        raise BrokenInvariant(f"no {body['tender']} is {body['evidence']}")
    out.money("due", place, body["fen"], visit=body["visit"])
    if body.get("serial") is not None:
        out.row(
            "device_credit",
            serial=body["serial"],
            epoch=body["epoch"],
            credit_no=body["credit_no"],
            fen=body["fen"],
        )
    out.row("visit_end", visit=body["visit"], what="money")


@rule("TenderMatched")
def tender_matched(out: Out, body: Body) -> None:
    """Qr_pending → qr_wallet."""
    out.money("qr_pending", "qr_wallet", body["fen"], visit=body["visit"])


@rule("TenderUnfound")
def tender_unfound(out: Out, body: Body) -> None:
    """Qr_pending → due: the claim is taken back."""
    out.money("qr_pending", "due", body["fen"], visit=body["visit"])


@rule("ChangeGiven")
def change_given(out: Out, body: Body) -> None:
    """Cashbox → due; change that was owed is owed no longer."""
    out.money("cashbox", "due", body["fen"], visit=body["visit"])
    if body.get("owed"):
        out.row("device_job", job=body["owed"], serial="till", what="change_paid")


@rule("ChangeOwed")
def change_owed(out: Out, body: Body) -> None:
    """Nothing moves: what was paid too much stays with its visit until it is given back."""
    job = f"{body['visit']}/owed"
    out.row("device_job", job=job, serial="till", what="change_owed")


@rule("TenderReturned")
def tender_returned(out: Out, body: Body) -> None:
    """Cashbox or qr_wallet → due: a refund in money."""
    place = "cashbox" if one_of(body, "tender", "cash", "qr") == "cash" else "qr_wallet"
    out.money(place, "due", body["fen"], visit=body["visit"])


@rule("IouNoted")
def iou_noted(out: Out, body: Body) -> None:
    """Due → owed."""
    out.money("due", "owed", body["fen"], visit=body["visit"], sale=body["sale"], iou=body["iou"])
    out.row("iou", iou=body["iou"], visit=body["visit"], fen=body["fen"])


@rule("IouRepaid")
def iou_repaid(out: Out, body: Body) -> None:
    """Owed → due: money of this visit paid an earlier debt."""
    out.money("owed", "due", body["fen"], visit=body["visit"], iou=body.get("iou"))


@rule("IouForgiven")
def iou_forgiven(out: Out, body: Body) -> None:
    """Owed → forgiven."""
    out.money("owed", "forgiven", body["fen"], iou=body.get("iou"))


@rule("DonationReceived")
def donation_received(out: Out, body: Body) -> None:
    """Donor → due, out of money already received in the visit."""
    out.money("donor", "due", body["fen"], visit=body["visit"])


@rule("RefundGiven")
def refund_given(out: Out, body: Body) -> None:
    """Taken → shelf or written_off, and due → sales; the money goes by TenderReturned."""
    visit, sale = body["visit"], body.get("sale")
    goods_to = one_of(body, "goods_to", "shelf", "written_off")
    for line in body["lines"]:
        out.goods(
            "taken",
            goods_to,
            line["item"],
            line["unit"],
            line["quantity"],
            line["each_fen"],
            visit=visit,
            sale=sale,
        )
    out.money("due", "sales", body["fen"], visit=visit, sale=sale)


@rule("BasketAbandoned")
def basket_abandoned(out: Out, body: Body) -> None:
    """Nothing moves: the visit is over, whatever money it has stays unattached."""
    out.row("visit_end", visit=body["visit"], what="abandoned")
