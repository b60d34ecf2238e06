"""Books of any age with the same last month: quiet weeks written fast, then a month of sales."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shop import book, commands
from shop.bench import goods
from shop.clock import VirtualClock
from shop.counter import Counter
from shop.counter.desk_cut import brought_forward
from shop.entries import Draft
from shop.ids import Ids
from shop.ledger import Ledger, Transaction
from shop.queries import facts, journal
from shop.reconcile.decisions import decide

#: Weeks of a year before its last month; visits of each; visits of the last month and since.
WEEKS, PER_WEEK = 48, 5
LAST_MONTH, SINCE = 900, 100
#: Weeks after which the next item gets a new price.
PRICE_WEEKS = 4
_START_MS = 1_451_606_400_000
_WEEK_MS = 7 * 86_400_000
_MONTH_MS = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class Age:
    """A finished book: its file, how many weeks lie before the last month, its entries."""

    path: Path
    weeks: int
    entries: int


def make(path: Path, years: int, items: int = goods.ITEMS) -> Age:
    """Write a book of so many years, synchronous=OFF; of 0 years, the last month alone."""
    weeks = max(0, years * WEEKS + (years - 1) * 4)
    book.create_book(path)
    connection = book.open_book(path, durable=False)
    try:
        clock = VirtualClock(_START_MS)
        ledger = Ledger(connection, "bench", clock, "bench")
        goods.stock(Counter(ledger, clock, Ids()), Ids(), clock, items)
        past = Past(ledger, clock, items)
        for week in range(weeks):
            past.live_week(week)
        clock.advance(_MONTH_MS)
        past.sell(LAST_MONTH)
        past.close("last", missing=2)
        past.sell(SINCE)
        return Age(path, weeks, ledger.head_seq)
    finally:
        connection.close()


class Past:
    """Writes weeks of trade straight into the ledger: valid entries, without the till.

    Args:
        ledger: of the new book.  clock: its clock, which only the past moves.
        items: how many stand on the shelf.
    """

    def __init__(self, ledger: Ledger, clock: VirtualClock, items: int = goods.ITEMS) -> None:
        self.ledger, self._clock, self._items = ledger, clock, items
        self.shelf = {goods.item(number): 100_000 for number in range(items)}
        self.price = {goods.item(number): goods.price_fen(number) for number in range(items)}
        self.box_fen = 20_000
        self._visits = 0
        self._closing: dict[str, Any] = {}
        self._cut = ""

    def live_week(self, week: int) -> None:
        """Sell a little and close a cut in which everything is as it should be."""
        start_ms = self._clock.now().wall_ms
        self._clock.advance(_WEEK_MS)
        if week % PRICE_WEEKS == 0:
            self._mark_price(week // PRICE_WEEKS)
        self.sell(PER_WEEK)
        cut = f"week-{week}"
        if not self._closing:
            self._closing, self._cut = self.close(cut), cut
            return
        with self.ledger.transaction() as writing:
            opened_seq = self._add(writing, cut, "CutOpened", cut=cut)
            for item, pieces in self.shelf.items():
                self._count(writing, cut, item, pieces)
            self._add(
                writing, f"{cut}/box", "CashCounted",
                cut=cut, fen=self.box_fen, expected_fen=self.box_fen, round=1,
            )  # fmt: skip
            body = self._close_like_the_first(writing, cut, opened_seq, start_ms)
            body["brought_forward"] = brought_forward(writing.connection, body)
            self._add(writing, f"{cut}/closed", "CutClosed", **body)
        self._cut = cut

    def close(self, cut: str, missing: int = 0) -> dict[str, Any]:
        """Close a cut at the real counter; return what its CutClosed says.

        Args:
            missing: items go short by 0, 1, … up to this, in turn.
        """
        counter = Counter(self.ledger, self._clock, Ids())
        counter.handle(commands.OpenCut(cut))
        for number, (item, pieces) in enumerate(self.shelf.items()):
            gone = number % (missing + 1)
            counter.handle(commands.CountItem(f"{cut}/{item}", cut, item, pieces - gone))
            self.shelf[item] -= gone
        counter.handle(commands.CountBox(f"{cut}/box", cut, self.box_fen))
        closed = counter.handle(commands.CloseCut(f"{cut}/closed", cut))
        entry = journal.by_seq(self.ledger.connection, closed.entries[0])
        assert entry is not None
        return {key: value for key, value in entry.body.items() if key != "command"}

    def sell(self, visits: int) -> None:
        """Sell two things in each visit, for coins that are too much, and give change."""
        with self.ledger.transaction() as writing:
            for _ in range(visits):
                self._sell_once(writing)

    def _sell_once(self, writing: Transaction) -> None:
        self._visits += 1
        number = self._visits
        visit = f"visit-{number}"
        items = (goods.item(number % self._items), goods.item((number * 7 + 5) % self._items))
        lines = [
            {
                "line": f"{visit}/{place}", "item": item, "unit": "each", "quantity": 1,
                "each_fen": self.price[item], "fen": self.price[item],
            }
            for place, item in enumerate(items)
        ]  # fmt: skip
        due_fen = sum(self.price[item] for item in items)
        put_fen = -(-due_fen // 100) * 100
        self._add(
            writing, f"{visit}/tender", "TenderReceived",
            visit=visit, tender="cash", fen=put_fen, evidence="claimed",
        )  # fmt: skip
        if put_fen > due_fen:
            change_fen = put_fen - due_fen
            self._add(
                writing, f"{visit}/change", "ChangeGiven",
                visit=visit, fen=change_fen, evidence="claimed",
            )  # fmt: skip
        self._add(
            writing, f"{visit}/sale", "SaleDeclared",
            visit=visit, sale=f"{visit}/sale", opened_seq=writing.head_seq, how="claimed",
            lines=lines, due_fen=due_fen,
        )  # fmt: skip
        self.box_fen += due_fen
        for item in items:
            self.shelf[item] -= 1

    def _mark_price(self, turn: int) -> None:
        item = goods.item(turn % self._items)
        self.price[item] = 60 + 10 * (turn % 5)
        with self.ledger.transaction() as writing:
            self._add(
                writing, f"price-{turn}", "PriceMarked",
                item=item, fen=self.price[item], from_ms=self._clock.now().wall_ms,
            )  # fmt: skip

    def _count(self, writing: Transaction, cut: str, item: str, pieces: int) -> None:
        self._add(
            writing, f"{cut}/{item}", "StockCounted",
            cut=cut, item=item, unit="each", counted=pieces, expected=pieces, round=1, blind=True,
        )  # fmt: skip

    def _close_like_the_first(
        self, writing: Transaction, cut: str, opened_seq: int, start_ms: int
    ) -> dict[str, Any]:
        first = self._closing
        found, _ = facts.of_open_cut(
            writing.connection, cut, cash_evidence=first["cash_evidence"],
            max_basket=first["max_basket"], why_uncounted={},
        )  # fmt: skip
        splits = {one.item: [list(part) for part in one.split] for one in decide(found).items}
        items = [
            line
            | {"counted": self.shelf[line["item"]], "expected": self.shelf[line["item"]]}
            | {"split": splits[line["item"]]}
            for line in first["items"]
        ]
        own = {
            "cut": cut, "opened_seq": opened_seq, "previous": self._cut, "start_ms": start_ms,
            "end_ms": self._clock.now().wall_ms, "items": items,
        }  # fmt: skip
        return first | own

    def _add(self, writing: Transaction, id_: str, kind: str, **body: Any) -> int:
        at_ms = self._clock.now().wall_ms
        kept = {key: value for key, value in body.items() if value is not None}
        return writing.append(Draft(id_, kind, kept, at_ms, "bench")).seq
