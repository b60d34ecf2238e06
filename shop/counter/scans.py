"""From what a scanner or a tile says to what the till understands."""

from __future__ import annotations

from shop.catalogue import Catalogue, safe_code
from shop.inputs import Pressed, Scanned
from shop.till.events import CodeRefused, CodeUnknown, ItemScanned
from shop.till.state import Phase

#: Phases in which a payment code means payment.
_PAYING = frozenset({Phase.CASH, Phase.QR})


def resolve(
    scan: Scanned, catalogue: Catalogue, phase: Phase
) -> ItemScanned | CodeUnknown | CodeRefused | None:
    """Say what a scan means: an item, an unlisted code, or no goods at all.

    Payment codes are bearer tokens for a minute: they are neither looked up nor kept
    (HARDWARE.md 3.4). A scan of nothing but blanks means nothing.
    """
    if scan.shape == "shop_qr":
        return CodeRefused("own_qr")
    if scan.shape in ("wechat", "alipay"):
        return CodeRefused("show_code" if phase in _PAYING else "pay_first")
    code = scan.text.strip()
    if not code:
        return None
    found = catalogue.find(code, scan.aim)
    if found is None:
        return CodeUnknown(safe_code(code))
    item, pieces = found
    return ItemScanned(item, pieces)


def picked(press: Pressed, catalogue: Catalogue) -> ItemScanned | None:
    """Return the item of a picture tile, or None if there is no such item."""
    item = catalogue.items.get(str(press.value))
    return ItemScanned(item, item.one) if item and not item.retired else None
