"""What the fund's pages call things: msgids by the name the code gives them."""

from __future__ import annotations

from web.forms import N_

#: The lines of the fund statement.
LINES = {
    "opened": N_("In the fund at the opening"),
    "banked_cash": N_("Banked: cash collected"),
    "banked_qr": N_("Banked: from the QR wallet"),
    "gifts": N_("Gifts straight to the fund"),
    "goods": N_("Set aside for households: their goods"),
    "shares": N_("Set aside for households: shares of the surplus"),
    "running": N_("Running costs paid"),
    "bought": N_("Goods bought for the shop"),
    "reserve": N_("Kept back as a reserve"),
    "other": N_("Corrections"),
    "paid_out": N_("Paid to households"),
    "fees": N_("Fees kept by the payment provider"),
}

#: Where money for the fund comes from; the key is what the book keeps.
SOURCES = {
    "collected": N_("Cash that was collected"),
    "qr_wallet": N_("The QR wallet"),
    "donor": N_("A gift to the fund"),
}

#: What an expense is paid out of, and what it is for.
PAID_FROM = {"fund": N_("The fund"), "qr_wallet": N_("The QR wallet: a fee that was kept back")}
COST_OF = {
    "running": N_("Running the shop: it lowers the surplus"),
    "goods": N_("Goods bought for the shop: they cost as they go"),
}

#: Who bears what goes unpaid; the key is what the book keeps.
BEARERS = {
    "fund": N_("the fund"),
    "consignor": N_("the household"),
    "prorata": N_("both, by the share that came in"),
}

#: A draft's sum, line by line: (name in the figures, words, sign).
DRAFT = (
    ("goods_money_fen", N_("Money received for goods"), 1),
    ("donations_fen", N_("Gifts in visits"), 1),
    ("gifts_fen", N_("Gifts straight to the fund"), 1),
    ("late_money_fen", N_("Came to be known late, of earlier periods"), 1),
    ("payables_fen", N_("Owed to households for their goods"), -1),
    ("purchase_cost_fen", N_("Cost of bought goods that are gone"), -1),
    ("spoiled_fen", N_("Cost of bought goods that spoiled"), -1),
    ("expenses_fen", N_("Running costs paid"), -1),
    ("deficit_before_fen", N_("Deficit carried from before"), -1),
    ("reserve_fen", N_("Kept back as a reserve"), -1),
)
