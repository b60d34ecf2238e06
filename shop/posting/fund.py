"""Postings of the fund, of corrections, and of the kinds that move nothing."""

from __future__ import annotations

from shop.posting.rules import Body, Out, one_of, post, rule


@rule("FundBanked")
def fund_banked(out: Out, body: Body) -> None:
    """Collected, qr_wallet or donor → fund."""
    out.money(one_of(body, "source", "collected", "qr_wallet", "donor"), "fund", body["fen"])


@rule("ProceedsAllocated")
def proceeds_allocated(out: Out, body: Body) -> None:
    """Fund → payable for each household, fund → reserve."""
    for line in body["allocations"]:
        out.money("fund", "payable", line["fen"], party=line["party"])
    out.money("fund", "reserve", body["reserve_fen"])


@rule("PayoutMade")
def payout_made(out: Out, body: Body) -> None:
    """Payable → household."""
    out.money("payable", "household", body["fen"], party=body["party"])


@rule("ExpensePaid")
def expense_paid(out: Out, body: Body) -> None:
    """Fund or qr_wallet (a provider's fee) → expenses."""
    out.money(one_of(body, "source", "fund", "qr_wallet"), "expenses", body["fen"])


@rule("EntryCorrected")
def entry_corrected(out: Out, body: Body) -> None:
    """Reverse what the corrected entry moved, and post what replaces it."""
    wrong = post(body["kind"], body["body"])
    out.movements.extend(movement.reversed() for movement in wrong.movements)
    if body.get("replacement"):
        right = post(body["replacement"]["kind"], body["replacement"]["body"])
        out.movements.extend(right.movements)
        out.rows.extend(row for row in right.rows if row.table in ("item", "price"))


@rule("DeviceNoted")
def device_noted(out: Out, body: Body) -> None:
    """Nothing moves; a counter reading is the cursor its driver goes on from."""
    if body["what"] == "reading":
        out.row(
            "device_reading",
            serial=body["serial"],
            epoch=body["epoch"],
            credit_no=body["credit_no"],
        )
        for number in body.get("unsure") or ():
            note = f"{body['serial']}:{body['epoch']}:{number}"
            out.row("device_job", job=note, serial=body["serial"], what="note_unsure")
    elif body.get("job"):
        serial = body.get("serial") or body["device"]
        out.row("device_job", job=body["job"], serial=serial, what=body["what"])


def _nothing(out: Out, body: Body) -> None:
    """Move nothing: the fact itself is all there is."""


for _kind in (
    "PeriodReviewed",
    "PeriodClosed",
    "BulletinPublished",
    "ObjectionRaised",
    "ObjectionAnswered",
    "SettingChanged",
    "ClockAdjusted",
    "HouseholdRegistered",
    "PersonEnrolled",
    "PersonSuspended",
):
    rule(_kind)(_nothing)
