"""Entries of the book as lines a person can read, and which of them stand behind a bar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shop.catalogue import UNKNOWN, Catalogue
from shop.entries import Entry
from shop.reconcile.facts import CutFacts, SaleFacts
from web import words
from web.device_lines import noted

#: Characters of a digest that a person compares by eye.
HEAD_CHARS = 8

_GOODS = ("GoodsReceived", "GoodsReturned", "GoodsWrittenOff", "GoodsTransferred", "RefundGiven")
_SALES = ("SaleDeclared", "SaleVoided", "RefundGiven")
_MONEY = ("TenderReceived", "ChangeGiven", "TenderReturned", "TenderMatched", "TenderUnfound")
_NOT_GOODS = ("DonationReceived", "IouRepaid")
_BOX = ("FloatAdded", "FloatRemoved", "CashCounted", "CashCollected", "CutClosed")

#: The kinds of entry that make up each bar of the waterfall.
KINDS_OF = {
    "value_gone": (*_SALES, *_GOODS, "StockCounted", "CutClosed", "EntryCorrected"),
    "undeclared": ("StockCounted", *_GOODS, "CutClosed", "EntryCorrected"),
    "iou_issued": ("IouNoted", "SaleVoided", "EntryCorrected"),
    "declared_unpaid": ("SaleDeclared", "EntryCorrected"),
    "underpaid": ("SaleDeclared", *_MONEY, "EntryCorrected"),
    "overpaid": ("SaleDeclared", *_MONEY, "EntryCorrected"),
    "unattached": (*_MONEY, *_NOT_GOODS, "BasketAbandoned", "EntryCorrected"),
    "cash_over_short": ("TenderReceived", "ChangeGiven", *_BOX, "EntryCorrected"),
    "box_loss": ("TenderReceived", "ChangeGiven", *_BOX, "EntryCorrected"),
    "goods_money": (*_MONEY, *_NOT_GOODS, "CashCounted", "EntryCorrected"),
}


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry, readable.

    Attributes:
        word: msgid of its kind.  goods: (name, quantity, unit).  fen: the amount it is about.
        notes: what was said with it: a reason, a bag, a lot.  head: begin of its digest.
    """

    seq: int
    at_ms: int
    kind: str
    word: str
    goods: tuple[tuple[str, int, str], ...]
    fen: int | None
    notes: tuple[str, ...]
    actor: str
    head: str
    corrects: int | None


def line_of(entry: Entry, catalogue: Catalogue) -> EntryLine:
    """Return an entry as a line."""
    body = entry.body
    lines = body.get("lines") or ([body] if "item" in body else [])
    goods = tuple(
        (
            name_of(str(line.get("item", "")), catalogue),
            int(line.get("quantity", line.get("counted", 0)) or 0),
            str(line.get("unit", "each")),
        )
        for line in lines
        if isinstance(line, Mapping)
    )
    return EntryLine(
        entry.seq,
        entry.at_ms,
        entry.kind,
        words.KINDS.get(entry.kind, entry.kind),
        goods,
        _amount(entry),
        _notes(entry),
        entry.actor,
        entry.digest.hex()[:HEAD_CHARS],
        entry.corrects,
    )


def name_of(item: str, catalogue: Catalogue) -> str:
    """Return an item's name, or the code nobody has named yet."""
    listed = catalogue.items.get(item)
    return listed.name if listed else item.removeprefix(UNKNOWN)


def behind(part: str, entries: Iterable[Entry], facts: CutFacts) -> list[Entry]:
    """Return the entries of a cut that make up one bar; those of sales, by how they were paid."""
    wanted = _visits_of(part, facts.sales)
    if wanted is not None:
        return [entry for entry in entries if entry.body.get("visit") in wanted]
    if part == "unattached":
        with_sale = {sale.visit for sale in facts.sales}
        return [
            entry
            for entry in entries
            if entry.kind == "EntryCorrected" or entry.body.get("visit") not in with_sale
        ]
    if part in ("cash_over_short", "box_loss"):
        return [entry for entry in entries if entry.body.get("tender", "cash") == "cash"]
    return list(entries)


def _visits_of(part: str, sales: Iterable[SaleFacts]) -> set[str] | None:
    """Return the visits a bar is about, or None for a bar that is not about sales."""
    if part not in ("declared_unpaid", "underpaid", "overpaid"):
        return None
    found = set()
    for sale in sales:
        short = sale.due_fen - sale.paid_fen - sale.iou_fen
        nothing = sale.paid_fen == sale.iou_fen == 0
        is_of = "overpaid" if short < 0 else "declared_unpaid" if nothing else "underpaid"
        if short and is_of == part:
            found.add(sale.visit)
    return found


def _amount(entry: Entry) -> int | None:
    for name in ("fen", "due_fen", "over_short_fen"):
        value = entry.body.get(name)
        if isinstance(value, int):
            return value
    if entry.kind == "ProceedsAllocated":
        given = sum(line["fen"] for line in entry.body["allocations"])
        return int(given + entry.body["reserve_fen"])
    return None


def _notes(entry: Entry) -> tuple[str, ...]:
    if entry.kind == "DeviceNoted":
        return noted(entry.body)
    said = []
    for name in ("reason", "bag", "lot", "supplier", "party", "alias", "what"):
        value = entry.body.get(name)
        if isinstance(value, str) and value:
            said.append(words.WRITE_OFF.get(value, value))
    return tuple(said[:3])
