"""The tables of an export: the journal in words, movements, stock, IOUs, and a statement's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from shop.catalogue import UNKNOWN, Catalogue
from shop.entries import Entry
from shop.export.sheet import Cell, Column, Hundredths, Sheet
from shop.export.words import (
    GOODS_PLACES,
    KINDS,
    MONEY_PLACES,
    N_,
    REASONS,
    Translate,
    local,
)
from shop.money import line_fen
from shop.queries import balances, catalogue, exports, journal
from shop.queries.connection import Connection
from shop.queries.exports import Moved

#: Begin of a digest that a person compares by eye.
_DIGEST_CHARS = 8
#: What an entry says in words beside its goods and its amount. A resident's alias is not in it.
_NOTES = ("reason", "bag", "lot", "supplier", "party", "device", "what", "detail", "why", "note")
_UNITS = {"each": N_("pieces"), "g": N_("g"), "fen": N_("yuan")}


class Tables:
    """The tables of one book, each drawn when its rows are asked for.

    Args:
        connection: the book.  zone: of the shop.
        say: turns msgids into the reader's language.
    """

    def __init__(self, connection: Connection, zone: tzinfo, say: Translate) -> None:
        self.connection, self.zone, self.say = connection, zone, say
        self.goods: Catalogue = catalogue.load(connection)

    def columns(self, *heads: tuple[str, int]) -> tuple[Column, ...]:
        """Return columns by (msgid of the heading, width)."""
        return tuple(Column(self.say(head), width) for head, width in heads)

    def when(self, at_ms: int) -> str:
        """Return a moment on the shop's clock, as text that sorts."""
        return local(at_ms, self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def name(self, item: str) -> str:
        """Return what an item is called, or the code that nobody has named."""
        listed = self.goods.items.get(item)
        return listed.name if listed else item.removeprefix(UNKNOWN)

    def journal(self) -> Sheet:
        """Return every entry in words."""
        columns = self.columns(
            (N_("No."), 8), (N_("When"), 20), (N_("What"), 18), (N_("Goods"), 40), (N_("Yuan"), 12),
            (N_("Note"), 30), (N_("By"), 16), (N_("Corrects no."), 10), (N_("Digest"), 10),
        )  # fmt: skip
        rows = (
            self._entry(journal.entry_of(row)) for row in journal.rows_after(self.connection, 0)
        )
        return Sheet(self.say(N_("Journal")), columns, rows)

    def _entry(self, entry: Entry) -> Sequence[Cell]:
        return (
            entry.seq,
            self.when(entry.at_ms),
            self.say(KINDS.get(entry.kind, entry.kind)),
            self._goods_of(entry.body),
            _amount(entry.body),
            self._notes(entry.body),
            entry.actor,
            entry.corrects,
            entry.digest.hex()[:_DIGEST_CHARS],
        )

    def _goods_of(self, body: Mapping[str, Any]) -> str:
        lines = body.get("lines") or ([body] if "item" in body else [])
        said = []
        for line in lines:
            if isinstance(line, Mapping):
                text = self.name(str(line.get("item", "")))
                quantity = line.get("quantity", line.get("counted"))
                unit = " g" if line.get("unit") == "g" else ""
                said.append(text if quantity is None else f"{text} × {quantity}{unit}")
        return ", ".join(said)

    def _notes(self, body: Mapping[str, Any]) -> str:
        said = (body.get(name) for name in _NOTES)
        texts = [
            self.say(REASONS.get(text, text)) for text in said if isinstance(text, str) and text
        ]
        return " · ".join(texts)

    def movements(self, found: Callable[[], Iterator[Moved]] | None = None) -> Sheet:
        """Return movements with both ends, of the whole book or as `found` yields them."""
        columns = self.columns(
            (N_("No."), 8), (N_("Line"), 6), (N_("When"), 20), (N_("What"), 18), (N_("From"), 18),
            (N_("To"), 18), (N_("Item"), 28), (N_("Code"), 14), (N_("Quantity"), 10),
            (N_("Unit"), 8), (N_("Each"), 10), (N_("Yuan"), 12), (N_("Visit"), 28),
            (N_("Household"), 12),
        )  # fmt: skip
        rows = found() if found else exports.movements(self.connection)
        return Sheet(self.say(N_("Movements")), columns, map(self._moved, rows))

    def _moved(self, moved: Moved) -> Sequence[Cell]:
        places = GOODS_PLACES if moved.item else MONEY_PLACES
        each = moved.each_fen
        fen: int | None = moved.quantity
        if moved.item:
            fen = None if each is None else line_fen(moved.quantity, moved.unit, each)
        return (
            moved.seq,
            moved.line,
            self.when(moved.at_ms),
            self.say(KINDS.get(moved.kind, moved.kind)),
            self.say(places[moved.from_account]),
            self.say(places[moved.to_account]),
            self.name(moved.item) if moved.item else "",
            moved.item or "",
            moved.quantity if moved.item else None,
            self.say(_UNITS[moved.unit]),
            None if each is None else Hundredths(each),
            None if fen is None else Hundredths(fen),
            moved.visit or "",
            moved.party or "",
        )

    def stock(self, now_ms: int) -> Sheet:
        """Return what the shelf should hold now, by the book, at the marked price."""
        columns = self.columns(
            (N_("Code"), 14), (N_("Item"), 28), (N_("Shelf"), 14), (N_("Barcodes"), 18),
            (N_("By the book"), 12), (N_("Unit"), 8), (N_("Marked price"), 12), (N_("Value"), 12),
        )  # fmt: skip
        held = balances.shelf(self.connection)
        names = sorted(held.keys() | self.goods.items.keys())
        rows = [self._on_shelf(item, held.get(item, 0), now_ms) for item in names]
        return Sheet(self.say(N_("Stock")), columns, rows)

    def _on_shelf(self, item: str, quantity: int, now_ms: int) -> Sequence[Cell]:
        listed = self.goods.items.get(item)
        unit = listed.unit if listed else "each"
        fen = listed.price_now(now_ms) if listed else None
        return (
            item,
            self.name(item),
            (listed.shelf_group or "") if listed else "",
            " ".join(listed.codes) if listed else "",
            quantity,
            self.say(_UNITS[unit]),
            None if fen is None else Hundredths(fen),
            None if fen is None else Hundredths(line_fen(quantity, unit, fen)),
        )

    def ious(self) -> Sheet:
        """Return every IOU; of the resident only the name they chose, for the signers alone."""
        columns = self.columns(
            (N_("Chosen name"), 18), (N_("Noted on"), 20), (N_("Due on"), 12), (N_("Yuan"), 12),
            (N_("Paid"), 12), (N_("Let go"), 12), (N_("Open"), 12),
        )  # fmt: skip
        rows = [
            (
                one.alias or "",
                self.when(one.at_ms),
                one.due_on or "",
                Hundredths(one.fen),
                Hundredths(one.repaid_fen),
                Hundredths(one.forgiven_fen),
                Hundredths(one.open_fen),
            )
            for one in exports.ious(self.connection)
        ]
        return Sheet(self.say(N_("Pay later")), columns, rows)


def _amount(body: Mapping[str, Any]) -> Cell:
    for name in ("fen", "due_fen", "over_short_fen"):
        value = body.get(name)
        if isinstance(value, int):
            return Hundredths(value)
    return None
