"""A case of kind `reconcile`: what happened in a shop between two cuts.

What may stand in it, and what is refused, is said in cases/README.md of the shared facts; absent
lists are empty, absent sums 0. A product may also say `unit` "g": quantities are grams then, and
prices hold for 500 g.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from shop.cases.fields import QUANTITY_MAX, Fields, only_once
from shop.cases.happened import (
    Cashbox,
    Evidence,
    Line,
    Move,
    Payment,
    Product,
    Session,
    ShopCase,
)

MOVES = ("restock", "transfer_in", "writeoff", "transfer_out", "supplier_return")
TENDERS = ("cash", "qr")
FOR = ("goods", "donation", "iou_repayment")
#: Units one basket is taken to hold at most, where the case does not say.
MAX_BASKET = 6

_KEYS = (
    "id kind title period products open close moves sessions payments cashbox cash_evidence "
    "iou_book max_basket"
).split()


def read_shop_case(file: str, case_id: str, given: object) -> ShopCase:
    """Read a case's input strictly.

    Raises:
        ConfigError: names the case, the key, and what is allowed there.
    """
    top = Fields(file, case_id, given, _KEYS)
    top.title()
    period = top.inner("period", ("start", "end"))
    start_ms, end_ms = period.moment("start"), period.moment("end")
    if end_ms <= start_ms:
        period.refuse("end", "a time after the start")
    products = {product.sku: product for product in _products(top)}
    sessions = _sessions(top, products, start_ms, end_ms)
    iou_book = top.inner("iou_book", ("open", "written_off"), optional=True)
    return ShopCase(
        id=case_id,
        start_ms=start_ms,
        end_ms=end_ms,
        products=tuple(products.values()),
        opening=_opening(top, products),
        counted=_counted(top, products),
        moves=_moves(top, products),
        sessions=sessions,
        payments=_payments(top, {session.id for session in sessions}),
        cashbox=_cashbox(top),
        cash_evidence=_cash_evidence(top),
        iou_open_fen=iou_book.whole("open", default=0),
        iou_forgiven_fen=iou_book.whole("written_off", default=0),
        max_basket=top.whole("max_basket", least=1, most=QUANTITY_MAX, default=MAX_BASKET),
    )


def _products(top: Fields) -> list[Product]:
    fields = top.each("products", ("sku", "prices", "group", "unit"))
    found = []
    for field in fields:
        marks = field.each("prices", ("from", "fen"))
        if not marks:
            field.refuse("prices", "at least one price")
        prices = {mark.moment("from"): mark.whole("fen") for mark in marks}
        if len(prices) < len(marks):
            field.refuse("prices", "one price from each moment on")
        group = field.text("group") if field.has("group") else None
        unit = field.choice("unit", ("each", "g"), default="each")
        found.append(Product(field.text("sku"), tuple(sorted(prices.items())), group, unit))
    only_once(fields, "sku", (product.sku for product in found))
    return found


def _known(field: Fields, products: Mapping[str, Product]) -> str:
    sku = field.text("sku")
    if sku not in products:
        field.refuse("sku", "an sku of this case's products")
    return sku


def _opening(top: Fields, products: Mapping[str, Product]) -> dict[str, int]:
    counts = top.inner("open", products)
    return {sku: counts.whole(sku, most=QUANTITY_MAX) for sku in products}


def _counted(top: Fields, products: Mapping[str, Product]) -> dict[str, int | None]:
    counts = top.inner("close", products, optional=True)
    return {
        sku: counts.whole(sku, most=QUANTITY_MAX) if counts.has(sku) else None for sku in products
    }


def _moves(top: Fields, products: Mapping[str, Product]) -> tuple[Move, ...]:
    return tuple(
        Move(
            _known(field, products),
            field.choice("kind", MOVES),
            field.whole("qty", least=1, most=QUANTITY_MAX),
        )
        for field in top.each("moves", ("sku", "kind", "qty"), optional=True)
    )


def _sessions(
    top: Fields, products: Mapping[str, Product], start_ms: int, end_ms: int
) -> tuple[Session, ...]:
    fields = top.each("sessions", ("id", "at", "lines", "void", "iou"), optional=True)
    found = []
    for field in fields:
        at_ms = field.moment("at")
        if not start_ms <= at_ms < end_ms:
            field.refuse("at", "a time in the period, its end not included")
        lines = field.each("lines", ("sku", "qty", "fen"))
        if not lines:
            field.refuse("lines", "at least one line")
        found.append(
            Session(
                id=field.text("id"),
                at_ms=at_ms,
                lines=tuple(_line(line, products, at_ms) for line in lines),
                void=field.flag("void"),
                iou_fen=field.whole("iou", default=0),
            )
        )
    only_once(fields, "id", (session.id for session in found))
    return tuple(found)


def _line(field: Fields, products: Mapping[str, Product], at_ms: int) -> Line:
    sku = _known(field, products)
    quantity = field.whole("qty", least=1, most=QUANTITY_MAX)
    if "fen" in field.value:
        return Line(sku, quantity, field.whole("fen"))
    marked = products[sku].price_at(at_ms)
    if marked is None:
        field.refuse("sku", "an sku with a marked price at the session's time")
    return Line(sku, quantity, marked)


def _payments(top: Fields, sessions: set[str]) -> tuple[Payment, ...]:
    found = []
    for field in top.each("payments", ("tender", "fen", "kind", "session"), optional=True):
        session = field.text("session") if field.has("session") else None
        if session is not None and session not in sessions:
            field.refuse("session", "a session of this case, or null")
        found.append(
            Payment(
                field.choice("tender", TENDERS),
                field.whole("fen", least=1),
                field.choice("kind", FOR),
                session,
            )
        )
    return tuple(found)


def _cash_evidence(top: Fields) -> Evidence:
    said = top.choice("cash_evidence", get_args(Evidence), default="machine")
    return "machine" if said == "machine" else "claimed"


def _cashbox(top: Fields) -> Cashbox:
    box = top.inner("cashbox", ("open", "added", "removed", "counted_close"))
    return Cashbox(
        open_fen=box.whole("open"),
        added_fen=box.whole("added", default=0),
        removed_fen=box.whole("removed", default=0),
        left_fen=box.whole("counted_close"),
    )
