"""Labels to print on A4: a big price, the name, and the barcode or a QR code of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from shop.catalogue import Item
from web.cut_round import in_shelf_order
from web.desk import goods, volunteer
from web.ean import ean_digits, ean_svg
from web.forms import N_
from web.qr import qr_svg
from web.shop import the_shop

#: Sizes: key → (msgid, labels in a row).
SIZES = {"price": (N_("Price labels, small"), 3), "shelf": (N_("Shelf labels, large"), 2)}
#: Labels whose price changed within so many days can be printed alone.
CHANGED_DAYS = 7
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Label:
    """One label: an item, its price now, and what a scanner reads."""

    item: Item
    fen: int
    symbol: Markup | None


@volunteer.get("/labels")
def labels() -> ResponseReturnValue:
    """Draw the labels of all goods, of one shelf, or of those with a new price."""
    now_ms = the_shop().clock.now().wall_ms
    size = request.args.get("size", "price")
    which = request.args.get("which", "")[:40]
    every = [item for item in in_shelf_order(goods()) if not item.retired]
    priced = [(item, fen) for item in every if (fen := item.price_at(now_ms)) is not None]
    chosen = [pair for pair in priced if _wanted(pair[0], which, now_ms)]
    return render_template(
        "volunteer/labels.html",
        labels=[Label(item, fen, symbol(item)) for item, fen in chosen],
        size=size if size in SIZES else "price",
        sizes=SIZES,
        which=which,
        shelves=list(dict.fromkeys(item.shelf_group for item in every if item.shelf_group)),
        unpriced=[item for item in every if item.price_at(now_ms) is None],
        changed_days=CHANGED_DAYS,
    )


def _wanted(item: Item, which: str, now_ms: int) -> bool:
    if which == "changed":
        newest = max((from_ms for from_ms, _ in item.prices if from_ms <= now_ms), default=0)
        return newest > now_ms - CHANGED_DAYS * _DAY_MS
    return not which or item.shelf_group == which.removeprefix("shelf:")


def symbol(item: Item) -> Markup | None:
    """Return what a scanner reads: bars where a code is an EAN, else a QR code, else nothing."""
    for code in item.codes:
        digits = ean_digits(code)
        if digits:
            return ean_svg(digits)
    return qr_svg(item.codes[0], item.codes[0]) if item.codes else None
