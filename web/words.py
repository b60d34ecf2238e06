"""What things of the book are called on pages: msgids by the name the code gives them.

The code's names never reach a reader. A test holds each table against the names there are.
"""

from __future__ import annotations

from shop.export.words import KINDS as KINDS
from shop.export.words import MONEY_PLACES, REASONS
from web.forms import N_

#: The bars of the waterfall: (label, tone).
BARS = {
    "value_gone": (N_("Goods taken"), "gone"),
    "undeclared": (N_("Not declared"), "loss"),
    "iou_issued": (N_("Pay later"), "owed"),
    "declared_unpaid": (N_("Declared, not paid"), "loss"),
    "underpaid": (N_("Paid too little"), "loss"),
    "overpaid": (N_("Paid too much"), "gain"),
    "unattached": (N_("Money without a sale"), "gain"),
    "cash_over_short": (N_("Box over or short"), "gain"),
    "box_loss": (N_("Box loss"), "loss"),
    "goods_money": (N_("Money received"), "received"),
}

#: What each bar is, and what evidence tells it apart.
BAR_NOTES = {
    "value_gone": N_("Everything that left the shelf, at its marked price."),
    "undeclared": N_("Counted as gone and not scanned: also unrecorded spoilage or a miscount."),
    "iou_issued": N_("Acknowledged by residents, to be paid later. Counts as honest."),
    "declared_unpaid": N_("Scanned, and no money came in that visit."),
    "underpaid": N_("Scanned, and less came than it cost: also change taken wrongly."),
    "overpaid": N_("Scanned, and more came than it cost: a gift or an earlier debt."),
    "unattached": N_("Money that came without a scan."),
    "cash_over_short": N_("The box as counted, against the cash the book knows of."),
    "box_loss": N_("The box is short beyond a miscount: charged to no resident."),
    "goods_money": N_("Cash and QR for goods; gifts and repaid debts are not in it."),
}

#: What must be known before a figure is believed: (headline, explanation, needs a look).
FLAGS = {
    "demo": (N_("Demo"), N_("An invented shop: never a real figure."), True),
    "restated": (
        N_("Restated"),
        N_("A fact entered later belongs to this cut: the figures are not those first shown."),
        True,
    ),
    "qr_as_claimed": (
        N_("QR as claimed"),
        N_("No QR statement was entered: QR payments are as residents say. Not for publishing."),
        True,
    ),
    "qr_never_arrived": (
        N_("QR payments that never arrived"),
        N_("Many said they paid by QR, the statement is empty: look whose code hangs there."),
        True,
    ),
    "cash_as_claimed": (
        N_("Cash as claimed"),
        N_("No machine counted the coins: the sales side is as residents say."),
        False,
    ),
    "uncounted": (
        N_("Some items not counted"),
        N_("Their shelf is estimated by a stated rule; the bounds show how far that reaches."),
        True,
    ),
    "box_loss": (
        N_("Box loss"),
        N_("The box is short beyond a miscount: kept apart from what residents paid."),
        True,
    ),
    "unpriced": (
        N_("Goods without a price"),
        N_("An item without a marked price is valued at 0: mark its price."),
        True,
    ),
}

#: Money places that a coordinator can point at.
PLACES = {
    place: MONEY_PLACES[place]
    for place in (
        "cashbox", "qr_pending", "qr_wallet", "collected", "fund", "float", "owed", "payable",
        "reserve",
    )
}  # fmt: skip


def places_of(money: dict[str, int]) -> list[tuple[str, str]]:
    """Return the places to name: those always asked for, and any other that holds something."""
    always = ("cashbox", "qr_wallet", "qr_pending", "collected", "fund")
    return [(key, name) for key, name in PLACES.items() if key in always or money.get(key)]


#: Why goods are written off; the key is what the book keeps.
WRITE_OFF = REASONS

#: Why an item was not counted; the key is what the book keeps.
UNCOUNTED = {
    "not_found": N_("Could not find it"),
    "out_of_reach": N_("Could not reach it"),
    "no_time": N_("No time today"),
    "unlisted": N_("Unknown code, not named yet"),
}

#: What the till says does not work.
TROUBLE = {
    "scanner": N_("Scanner"),
    "coins": N_("Coin machine"),
    "printer": N_("Printer"),
    "notes": N_("Note machine"),
    "hopper": N_("Change machine"),
    "camera": N_("Camera"),
    "wechat": N_("WeChat Pay"),
    "alipay": N_("Alipay"),
    "panel": N_("Lamp and button"),
    "book": N_("The book"),
}

#: What a photo of the shelf was taken for.
PHOTOS = {
    "before": N_("Before restocking"),
    "after": N_("After restocking"),
    "check": N_("A look at the shelf"),
}

#: Where a note was found that no machine knows of; the key is what the book keeps.
NOTES_FOUND = {
    "box": N_("It lies in the box"),
    "back": N_("The resident has it back"),
    "nowhere": N_("It was not found"),
}

#: Why a payment was set aside; the key is what the book keeps.
ASIDE = {
    "amount": N_("another amount than asked"),
    "currency": N_("another currency"),
    "shop": N_("of another shop's account"),
    "unknown_order": N_("of an order nobody placed"),
}

#: What is said of a device beside its name.
DEVICE_STATES = {
    "up": N_("Working"),
    "down": N_("Not answering"),
    "fault": N_("Needs a look"),
    "unknown": N_("Not heard of yet"),
}
