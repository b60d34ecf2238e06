"""From what a scanner or a tile says to what the till understands."""

from __future__ import annotations

from shop.catalogue import Catalogue, safe_code
from shop.inputs import Pressed, Scanned
from shop.till.events import CodePresented, CodeRefused, CodeUnknown, ItemScanned
from shop.till.state import Phase, Till

#: Phases in which a payment code means payment.
_PAYING = frozenset({Phase.CASH, Phase.QR})


def resolve(
    scan: Scanned, till: Till
) -> ItemScanned | CodeUnknown | CodeRefused | CodePresented | None:
    """Say what a scan means: an item, an unlisted code, or no goods at all.

    Payment codes are bearer tokens for a minute: they are neither looked up nor kept
    (HARDWARE.md 3.4). A scan of nothing but blanks means nothing.
    """
    if scan.shape == "shop_qr":
        return CodeRefused("own_qr")
    if scan.shape is not None:
        if till.phase not in _PAYING:
            return CodeRefused("pay_first")
        provider = till.means.charging(scan.shape, till.trouble)
        if provider is None:
            return CodeRefused("show_code")
        return CodePresented(provider.gateway, scan.text.strip())
    code = scan.text.strip()
    if not code:
        return None
    found = till.catalogue.find(code, scan.aim)
    if found is None:
        return CodeUnknown(safe_code(code))
    item, pieces = found
    return ItemScanned(item, pieces)


def picked(press: Pressed, catalogue: Catalogue) -> ItemScanned | None:
    """Return the item of a picture tile, or None if there is no such item."""
    item = catalogue.items.get(str(press.value))
    return ItemScanned(item, item.one) if item and not item.retired else None
