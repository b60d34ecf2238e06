"""What things of the book are called where a person reads them: msgids by the name in the code.

Pages read these tables too; a test holds each against the names there are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

Translate = Callable[[str], str]


def N_(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


def local(at_ms: int, zone: tzinfo) -> datetime:
    """Return a moment on the shop's clock."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)).astimezone(zone)


#: Every kind of entry, as a coordinator reads it.
KINDS = {
    "OpeningTaken": N_("Opening taken"),
    "GoodsReceived": N_("Goods received"),
    "GoodsReturned": N_("Returned to supplier"),
    "GoodsWrittenOff": N_("Written off"),
    "GoodsTransferred": N_("Transferred"),
    "SaleDeclared": N_("Sale declared"),
    "SaleVoided": N_("Sale taken back"),
    "TenderReceived": N_("Payment received"),
    "TenderMatched": N_("QR payment found on the statement"),
    "TenderUnfound": N_("QR payment not on the statement"),
    "ChangeGiven": N_("Change given"),
    "ChangeOwed": N_("Change the shop owes"),
    "TenderReturned": N_("Money given back"),
    "IouNoted": N_("Pay later noted"),
    "IouRepaid": N_("Pay later paid"),
    "IouForgiven": N_("Pay later let go"),
    "DonationReceived": N_("Gift to the fund"),
    "RefundGiven": N_("Goods brought back"),
    "BasketAbandoned": N_("Basket put down"),
    "CutOpened": N_("Cut opened"),
    "CutCancelled": N_("Cut cancelled"),
    "StockCounted": N_("Shelf counted"),
    "CashCounted": N_("Box counted"),
    "QrStatementRecorded": N_("QR statement entered"),
    "CutClosed": N_("Cut closed"),
    "FloatAdded": N_("Change money put in"),
    "FloatRemoved": N_("Change money taken out"),
    "CashCollected": N_("Cash collected"),
    "FundBanked": N_("Banked to the fund"),
    "ProceedsAllocated": N_("Proceeds set aside"),
    "PayoutMade": N_("Household paid"),
    "ExpensePaid": N_("Expense paid"),
    "EntryCorrected": N_("Correction"),
    "ItemListed": N_("Item listed"),
    "PriceMarked": N_("Price marked"),
    "PeriodReviewed": N_("Period reviewed"),
    "PeriodClosed": N_("Period closed"),
    "BulletinPublished": N_("Bulletin published"),
    "ObjectionRaised": N_("Objection raised"),
    "ObjectionAnswered": N_("Objection answered"),
    "SettingChanged": N_("Setting changed"),
    "DeviceNoted": N_("Device noted"),
    "ClockAdjusted": N_("Clock adjusted"),
    "PersonEnrolled": N_("Person enrolled"),
    "PersonSuspended": N_("Person suspended"),
    "HouseholdRegistered": N_("Household registered"),
}

#: Where goods are.
GOODS_PLACES = {
    "opening": N_("Opening"),
    "supplier": N_("Supplier"),
    "shelf": N_("On the shelf"),
    "taken": N_("Taken and declared"),
    "written_off": N_("Written off"),
    "missing": N_("Not declared"),
    "other_shop": N_("Another shop"),
}

#: Where money is.
MONEY_PLACES = {
    "opening": N_("Opening"),
    "sales": N_("Sales"),
    "due": N_("To be paid in the visit"),
    "owed": N_("Pay later, open"),
    "forgiven": N_("Pay later, let go"),
    "cashbox": N_("Cash box"),
    "qr_pending": N_("QR, claimed only"),
    "qr_wallet": N_("QR wallet"),
    "over_short": N_("Box over or short"),
    "float": N_("Volunteers' change purse"),
    "collected": N_("Collected, to be banked"),
    "fund": N_("Fund"),
    "donor": N_("Givers"),
    "payable": N_("Owed to households"),
    "household": N_("Paid to households"),
    "expenses": N_("Expenses"),
    "reserve": N_("Reserve"),
}

#: Reasons that the book keeps as a key.
REASONS = {
    "spoiled": N_("Spoiled"),
    "expired": N_("Past its date"),
    "damaged": N_("Damaged"),
    "sample": N_("Tasting sample"),
    "gift": N_("Given away"),
}
