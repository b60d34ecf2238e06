"""From what a scanner or a tile says to what the till understands."""

from __future__ import annotations

from shop import instore
from shop.catalogue import Catalogue, Item, safe_code
from shop.errors import MalformedInput
from shop.inputs import Pressed, Scanned
from shop.till.events import CodePresented, CodeRefused, CodeUnknown, ItemScanned
from shop.till.state import Phase, Till

#: Phases in which a payment code means payment.
_PAYING = frozenset({Phase.CASH, Phase.QR})


def resolve(
    scan: Scanned, till: Till, rules: instore.CodeRules, wall_ms: int
) -> ItemScanned | CodeUnknown | CodeRefused | CodePresented | None:
    """Say what a scan means: an item, an unlisted code, or no goods at all.

    Payment codes are bearer tokens for a minute: they are neither looked up nor kept
    (HARDWARE.md 3.4). While somebody pays, whatever looks like one is one, even if it could be
    a code of the shop's own scale. A scan of nothing but blanks means nothing.

    Args:
        rules: how this shop reads codes.  wall_ms: the moment whose marked prices hold.
    """
    if scan.shape == "shop_qr":
        return CodeRefused("own_qr")
    code = scan.text.strip()
    if scan.shape is not None:
        if till.phase not in _PAYING:
            return _packed(code, till, rules, wall_ms) or CodeRefused("pay_first")
        provider = till.means.charging(scan.shape, till.trouble)
        if provider is None:
            return CodeRefused("show_code")
        return CodePresented(provider.gateway, code)
    if not code:
        return None
    found = till.catalogue.find(code, scan.aim, zero_first=rules.eight_digits)
    if found is None:
        return _packed(code, till, rules, wall_ms) or CodeUnknown(safe_code(code))
    return _so_much(*found, scan.weight_g, scan.price_fen, wall_ms)


def _packed(
    code: str, till: Till, rules: instore.CodeRules, wall_ms: int
) -> ItemScanned | CodeUnknown | None:
    """Say which goods the shop's own scale packed, or None where this is no code of it."""
    packed = instore.read(code, rules.in_store)
    if packed is None:
        return None
    found = till.catalogue.find(packed.item)
    if found is None:  # one unknown item for all its packs: naming it gives it this code
        return CodeUnknown(safe_code(packed.item))
    return _so_much(*found, packed.weight_g, packed.price_fen, wall_ms)


def _so_much(
    item: Item, pieces: int, weight_g: int | None, price_fen: int | None, wall_ms: int
) -> ItemScanned:
    """Goods by weight by what their code says; goods by the piece whatever it says."""
    if item.unit == "each":
        return ItemScanned(item, pieces)
    return ItemScanned(item, instore.grams(weight_g, price_fen, item.price_now(wall_ms)) or pieces)


def picked(press: Pressed, catalogue: Catalogue) -> ItemScanned:
    """Return the item of a picture tile.

    Raises:
        MalformedInput: there is no such item.
    """
    item = catalogue.items.get(str(press.value))
    if item is None or item.retired:
        raise MalformedInput(field="value", why="no such item")
    return ItemScanned(item, item.one)
