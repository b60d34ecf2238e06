"""What each kind of entry must move, written a second time, to hold the book's postings against.

Not shared with `posting`, on purpose: a rule that is broken there must differ from this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from shop.entries import Body

#: (place, item or "") and by how much it changes, in pieces, grams or fen.
Change = tuple[tuple[str, str], int]
_Rule = Callable[[Body], Iterator[Change]]


def _move(source: str, target: str, quantity: int, item: str = "") -> Iterator[Change]:
    yield (source, item), -quantity
    yield (target, item), quantity


def _goods(source: str, target: str) -> _Rule:
    return lambda body: _move(source, target, body["quantity"], body["item"])


def _money(source: str, target: str) -> _Rule:
    return lambda body: _move(source, target, body["fen"])


def _lines(body: Body, source: str, target: str) -> Iterator[Change]:
    for line in body["lines"]:
        yield from _move(source, target, line["quantity"], line["item"])


def _opening(body: Body) -> Iterator[Change]:
    for line in body["goods"]:
        yield from _move("opening", "shelf", line["quantity"], line["item"])
    for place, fen in body["money"].items():
        yield from _move("opening", place, fen)


def _sale(body: Body) -> Iterator[Change]:
    yield from _lines(body, "shelf", "taken")
    yield from _move("sales", "due", body["due_fen"])


def _void(body: Body) -> Iterator[Change]:
    yield from _lines(body, "taken", "shelf")
    yield from _move("due", "sales", body["due_fen"])
    yield from _move("owed", "due", body.get("iou_fen") or 0)


_PURSE = {
    ("cash", "credited"): "cashbox",
    ("cash", "claimed"): "cashbox",
    ("qr", "claimed"): "qr_pending",
    ("qr", "confirmed"): "qr_wallet",
    ("qr", "matched"): "qr_wallet",
}


def _tender(body: Body) -> Iterator[Change]:
    return _move("due", _PURSE[body["tender"], body["evidence"]], body["fen"])


def _closed(body: Body) -> Iterator[Change]:
    for line in body["items"]:
        yield from _move("shelf", "missing", line["missing"], line["item"])
    yield from _move("over_short", "cashbox", body["over_short_fen"])


_RULES: dict[str, _Rule] = {
    "OpeningTaken": _opening,
    "GoodsReceived": _goods("supplier", "shelf"),
    "GoodsReturned": _goods("shelf", "supplier"),
    "GoodsWrittenOff": _goods("shelf", "written_off"),
    "SaleDeclared": _sale,
    "SaleVoided": _void,
    "TenderReceived": _tender,
    "TenderMatched": _money("qr_pending", "qr_wallet"),
    "TenderUnfound": _money("qr_pending", "due"),
    "ChangeGiven": _money("cashbox", "due"),
    "IouNoted": _money("due", "owed"),
    "IouRepaid": _money("owed", "due"),
    "IouForgiven": _money("owed", "forgiven"),
    "DonationReceived": _money("donor", "due"),
    "FloatAdded": _money("float", "cashbox"),
    "FloatRemoved": _money("cashbox", "float"),
    "CutClosed": _closed,
    "CashCollected": _money("cashbox", "collected"),
}


def changes(kind: str, body: Body) -> dict[tuple[str, str], int]:
    """Return what an entry changes: (place, item or "") → pieces, grams or fen, never 0."""
    out: dict[tuple[str, str], int] = {}
    rule = _RULES.get(kind)
    for place, quantity in rule(body) if rule else ():
        out[place] = out.get(place, 0) + quantity
    return {place: quantity for place, quantity in out.items() if quantity}


#: Kinds of money of a visit that is not for goods: it lowers what the screen shows as paid.
_NOT_FOR_GOODS = ("ChangeGiven", "DonationReceived", "IouRepaid", "TenderReturned")


def goods_money(kind: str, body: Body) -> int:
    """Return by how much an entry changes its visit's goods money, in fen."""
    fen: Any = body.get("fen", 0)
    if kind == "TenderReceived":
        return int(fen)
    return -int(fen) if kind in _NOT_FOR_GOODS else 0
