"""A case through the real book: written as the shop would have written it, cut, and read back."""

from __future__ import annotations

import random
from pathlib import Path

from shop.book import create_book, open_book
from shop.cases.happened import Move, Payment, ShopCase
from shop.cases.visits import loose_drafts, visit_drafts
from shop.clock import VirtualClock
from shop.commands import (
    CloseCut,
    CollectCash,
    Command,
    CountBox,
    CountItem,
    ForgiveIou,
    ListItem,
    MarkPrice,
    MoveFloat,
    OpenCut,
    ReceiveGoods,
    RecordQrStatement,
    ReturnGoods,
    TakeOpening,
    TransferGoods,
    WriteOffGoods,
)
from shop.counter import Counter, CutRules, Reply
from shop.errors import ConfigError, InputRefused
from shop.ids import Ids
from shop.ledger import Ledger
from shop.queries import cuts, facts
from shop.reconcile.statement import Statement, draw

#: Why an item of a case was not counted.
NOT_COUNTED = "not counted in this case"


def statement_of(case: ShopCase, file: str, book: Path) -> Statement:
    """Return the statement of a case, drawn from a book made at `book`.

    Raises:
        ConfigError: the shop's own rules refuse what the case says.
    """
    create_book(book)
    connection = open_book(book, durable=False)
    try:
        # A shop of one case is the same each time: its ids grow from the case's own.
        ids = Ids(random.Random(case.id))
        first = min((product.prices[0][0] for product in case.products), default=case.start_ms)
        clock = VirtualClock(min(first, case.start_ms))
        ledger = Ledger(connection, case.id, clock, ids.ulid(clock.now().wall_ms))
        rules = CutRules(case.cash_evidence, case.max_basket)
        counter = Counter(ledger, clock, ids, cut_rules=rules)
        Living(case, file, counter, clock, ids).live()
        # One file without a log beside it: it can be moved, and read where nothing may be written.
        connection.execute("PRAGMA journal_mode = DELETE")
        return draw(facts.of_cut(connection))
    finally:
        connection.close()


class Living:
    """One case being lived through, in the order that cases/README.md fixes.

    Args:
        file: the case file, for messages.
        counter, clock, ids: of the shop that lives it.
    """

    def __init__(
        self, case: ShopCase, file: str, counter: Counter, clock: VirtualClock, ids: Ids
    ) -> None:
        self.case, self.file = case, file
        self.counter, self.clock, self.ids = counter, clock, ids

    def live(self) -> None:
        """Write everything the case says, and close the cut."""
        self._catalogue()
        self.clock.advance_to(self.case.start_ms)
        self._opening()
        for move in self.case.moves:
            self._tell(self._move(move))
        if self.case.cashbox.added_fen:
            self._tell(MoveFloat(self._id(), self.case.cashbox.added_fen))
        self._visits()
        if self.case.iou_forgiven_fen:
            self._tell(ForgiveIou(self._id(), self.case.iou_forgiven_fen))
        self.clock.advance_to(self.case.end_ms)
        self._cut()

    def _id(self) -> str:
        return self.ids.ulid(self.clock.now().wall_ms)

    def _tell(self, command: Command) -> Reply:
        """Say a command; what the shop refuses, the case may not say."""
        try:
            return self.counter.handle(command)
        except InputRefused as refused:
            key = f"{self.case.id}: {type(command).__name__}"
            raise ConfigError(self.file, key, str(refused), "what the shop takes") from refused

    def _catalogue(self) -> None:
        for product in self.case.products:
            self._tell(
                ListItem(
                    self._id(),
                    product.sku,
                    product.sku,
                    product.unit,
                    shelf_group=product.group,
                )
            )
            for from_ms, fen in product.prices:
                self._tell(MarkPrice(self._id(), product.sku, fen, from_ms))

    def _opening(self) -> None:
        money = {"cashbox": self.case.cashbox.open_fen, "owed": self.case.iou_open_fen}
        self._tell(TakeOpening(self._id(), dict(self.case.opening), money))

    def _move(self, move: Move) -> Command:
        id_, item, quantity = self._id(), move.sku, move.quantity
        match move.kind:
            case "restock":
                return ReceiveGoods(id_, item, quantity)
            case "writeoff":
                return WriteOffGoods(id_, item, quantity, "spoiled")
            case "transfer_in":
                return TransferGoods(id_, item, quantity, "in")
            case "transfer_out":
                return TransferGoods(id_, item, quantity, "out")
            case _:
                return ReturnGoods(id_, item, quantity)

    def _visits(self) -> None:
        """Write the sessions in their order, each with its money, then money without one."""
        paid: dict[str | None, list[Payment]] = {}
        for payment in self.case.payments:
            paid.setdefault(payment.session, []).append(payment)
        units = {product.sku: product.unit for product in self.case.products}
        evidence = "credited" if self.case.cash_evidence == "machine" else "claimed"
        ledger = self.counter.ledger
        for session in sorted(self.case.sessions, key=lambda one: (one.at_ms, one.id)):
            self.clock.advance_to(session.at_ms)
            money = paid.get(session.id, [])
            seq = ledger.head_seq
            ledger.append(
                visit_drafts(session, money, evidence, self._id(), self._id(), seq, units)
            )
        for payment in paid.get(None, []):
            ledger.append(loose_drafts(payment, evidence, self._id(), self.clock.now().wall_ms))

    def _cut(self) -> None:
        """Count shelf and box, hold the QR statement against the book, collect, close."""
        self._tell(OpenCut(self._id()))
        cut = cuts.open_cut_id(self.counter.ledger.connection)
        assert cut is not None
        uncounted = {}
        for sku, counted in self.case.counted.items():
            if counted is None:
                uncounted[sku] = NOT_COUNTED
            else:
                self._tell(CountItem(self._id(), cut, sku, counted))
        box = self.case.cashbox
        self._tell(CountBox(self._id(), cut, box.left_fen + box.removed_fen))
        qr_fen = sum(p.fen for p in self.case.payments if p.tender == "qr")
        self._tell(RecordQrStatement(self._id(), cut, qr_fen))
        if box.removed_fen:
            self._tell(CollectCash(self._id(), cut, box.removed_fen))
        self._tell(CloseCut(self._id(), cut, uncounted))
