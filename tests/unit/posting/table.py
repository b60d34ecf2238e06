"""The table of DESIGN.md section 4 as data: what each entry moves, from where to where."""

from __future__ import annotations

from typing import Any

from shop.entry_kinds import KINDS
from shop.posting import post

V = {"visit": "V"}
LINES = [
    {"line": "1", "item": "rice", "unit": "each", "quantity": 2, "each_fen": 350, "fen": 700},
    {"line": "2", "item": "pepper", "unit": "g", "quantity": 250, "each_fen": 2500, "fen": 1250},
]
SALE = {**V, "sale": "S", "opened_seq": 1, "how": "done", "lines": LINES, "due_fen": 1950}
RICE = {"item": "rice", "unit": "each", "quantity": 3}
CUT = {
    "cut": "C",
    "opened_seq": 1,
    "start_ms": 0,
    "end_ms": 1,
    "cash_evidence": "machine",
    "qr_evidence": "claimed",
    "max_basket": 6,
    "items": [
        {"item": "rice", "unit": "each", "missing": 2},
        {"item": "soap", "unit": "each", "missing": -1},
        {"item": "eggs", "unit": "each", "missing": 0},
    ],
    "over_short_fen": -150,
    "box_loss_fen": 0,
    "recount_n": 0,
    "recount_squares": 0,
    "brought_forward": [["cashbox", "", 500], ["shelf", "rice", 4]],
}

#: kind, body → "from → to quantity unit item" of each movement, in order.
MOVES: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "OpeningTaken",
        {"goods": [RICE], "money": {"cashbox": 500, "owed": 200}},
        ["opening → shelf 3 each rice", "opening → cashbox 500 fen", "opening → owed 200 fen"],
    ),
    ("GoodsReceived", RICE, ["supplier → shelf 3 each rice"]),
    ("GoodsReturned", RICE, ["shelf → supplier 3 each rice"]),
    ("GoodsWrittenOff", {**RICE, "reason": "spoiled"}, ["shelf → written_off 3 each rice"]),
    ("GoodsTransferred", {**RICE, "direction": "in"}, ["other_shop → shelf 3 each rice"]),
    ("GoodsTransferred", {**RICE, "direction": "out"}, ["shelf → other_shop 3 each rice"]),
    (
        "SaleDeclared",
        SALE,
        ["shelf → taken 2 each rice", "shelf → taken 250 g pepper", "sales → due 1950 fen"],
    ),
    (
        "SaleVoided",
        {**V, "sale": "S", "lines": LINES, "due_fen": 1950},
        ["taken → shelf 2 each rice", "taken → shelf 250 g pepper", "due → sales 1950 fen"],
    ),
    (
        "SaleVoided",
        {**V, "sale": "S", "lines": [], "due_fen": 90, "iou": "S/iou", "iou_fen": 40},
        ["due → sales 90 fen", "owed → due 40 fen"],
    ),
    *[
        (
            "TenderReceived",
            {**V, "tender": tender, "evidence": evidence, "fen": 500},
            [f"due → {place} 500 fen"],
        )
        for tender, evidence, place in [
            ("cash", "claimed", "cashbox"),
            ("cash", "credited", "cashbox"),
            ("qr", "claimed", "qr_pending"),
            ("qr", "confirmed", "qr_wallet"),
            ("qr", "matched", "qr_wallet"),
        ]
    ],
    ("TenderMatched", {**V, "fen": 500}, ["qr_pending → qr_wallet 500 fen"]),
    ("TenderUnfound", {**V, "fen": 500}, ["qr_pending → due 500 fen"]),
    ("ChangeGiven", {**V, "fen": 50, "evidence": "claimed"}, ["cashbox → due 50 fen"]),
    (
        "ChangeGiven",
        {**V, "fen": 50, "evidence": "claimed", "owed": "V/owed"},
        ["cashbox → due 50 fen"],
    ),
    ("TenderReturned", {**V, "tender": "cash", "fen": 50}, ["cashbox → due 50 fen"]),
    ("TenderReturned", {**V, "tender": "qr", "fen": 50}, ["qr_wallet → due 50 fen"]),
    ("IouNoted", {**V, "sale": "S", "iou": "I", "fen": 70}, ["due → owed 70 fen"]),
    ("IouRepaid", {**V, "iou": "I", "fen": 70}, ["owed → due 70 fen"]),
    ("IouRepaid", {**V, "fen": 70}, ["owed → due 70 fen"]),
    ("IouForgiven", {"iou": "I", "fen": 70}, ["owed → forgiven 70 fen"]),
    ("IouForgiven", {"fen": 70}, ["owed → forgiven 70 fen"]),
    ("DonationReceived", {**V, "fen": 30}, ["donor → due 30 fen"]),
    *[
        (
            "RefundGiven",
            {**V, "sale": "S", "lines": LINES[:1], "fen": 700, "goods_to": place},
            [f"taken → {place} 2 each rice", "due → sales 700 fen"],
        )
        for place in ("shelf", "written_off")
    ],
    ("FloatAdded", {"fen": 900}, ["float → cashbox 900 fen"]),
    ("FloatRemoved", {"fen": 900}, ["cashbox → float 900 fen"]),
    (
        "CutClosed",
        CUT,
        [
            "shelf → missing 2 each rice",
            "missing → shelf 1 each soap",
            "cashbox → over_short 150 fen",
        ],
    ),
    ("CutClosed", {**CUT, "items": [], "over_short_fen": 80}, ["over_short → cashbox 80 fen"]),
    ("CashCollected", {"fen": 400, "for_cut": "C"}, ["cashbox → collected 400 fen"]),
    ("FundBanked", {"fen": 400, "source": "collected"}, ["collected → fund 400 fen"]),
    ("FundBanked", {"fen": 400, "source": "qr_wallet"}, ["qr_wallet → fund 400 fen"]),
    ("FundBanked", {"fen": 400, "source": "donor"}, ["donor → fund 400 fen"]),
    (
        "ProceedsAllocated",
        {"allocations": [{"party": "H1", "fen": 30}, {"party": "H2", "fen": 20}], "reserve_fen": 5},
        ["fund → payable 30 fen", "fund → payable 20 fen", "fund → reserve 5 fen"],
    ),
    ("PayoutMade", {"party": "H1", "fen": 30}, ["payable → household 30 fen"]),
    ("ExpensePaid", {"fen": 9, "source": "fund", "what": "ice"}, ["fund → expenses 9 fen"]),
    (
        "ExpensePaid",
        {"fen": 9, "source": "qr_wallet", "what": "fee"},
        ["qr_wallet → expenses 9 fen"],
    ),
]

#: Kinds that move nothing.
STILL = (
    *("ItemListed", "PriceMarked", "BasketAbandoned", "CutOpened", "CutCancelled"),
    *("StockCounted", "CashCounted", "QrStatementRecorded", "PeriodReviewed", "PeriodClosed"),
    *("BulletinPublished", "ObjectionRaised", "ObjectionAnswered", "SettingChanged"),
    *("DeviceNoted", "ClockAdjusted", "PersonEnrolled", "PersonSuspended", "HouseholdRegistered"),
    "ChangeOwed",
)

_SAMPLES: dict[str, Any] = {"text": "x", "int": 1, "bool": True, "list": [], "map": {}, "any": 1}


def smallest(kind: str) -> dict[str, Any]:
    """The smallest body that a kind allows."""
    fields = KINDS[kind].fields
    return {name: _SAMPLES[fields[name].type] for name in KINDS[kind].required}


def told(kind: str, body: dict[str, Any]) -> list[str]:
    return [
        f"{m.from_account} → {m.to_account} {m.quantity} {m.unit}"
        + (f" {m.item}" if m.item else "")
        for m in post(kind, body).movements
    ]
