"""What really happened, as only the world knows it: goods, money, and every cause of a gap.

Beside the truth stands what a right book must say: places as they follow from what was written
down and said at the till. The two differ by exactly the causes that are kept here, so a
statement can be judged to the fen. Quantities are pieces, money is fen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from shop.world.goods import Good
from shop.world.tally import Outcome, Tally


class Truth:
    """The world's own books: how things are, and how a right book must say they are."""

    def __init__(self, goods: Mapping[str, Good]) -> None:
        self.goods = goods
        self.stock: dict[str, int] = {}
        self.book_shelf: dict[str, int] = {}
        self.box_fen = 0
        self.book_box_fen = 0
        self.qr_fen = 0
        self.owed_fen = 0
        self.collected_fen = 0
        self.due_fen = 0
        self.sold_fen = 0
        self.received_fen = 0
        self.unsure: set[str] = set()
        self.cuts: list[Tally] = []
        self.now = Tally()
        self._gone: dict[str, Counter[str]] = {}
        self._box: Counter[str] = Counter()
        self._errors: dict[str, int] = {}
        self._box_error_fen = 0
        self._cut: Tally | None = None
        self._counted: dict[str, tuple[int, int, Counter[str]]] = {}
        self._box_counted: tuple[int, int, Counter[str]] | None = None

    # ------------------------------------------------------------ goods and money that move

    def begin(self, goods: Mapping[str, int], cashbox_fen: int) -> None:
        """Set the first shelf and the first money."""
        self.stock.update(goods)
        self.book_shelf.update(
            {item: pieces for item, pieces in goods.items() if self.goods[item].listed}
        )
        self.box_fen = self.book_box_fen = cashbox_fen

    def visit(self, did: Outcome) -> None:
        """Take one visit in."""
        now = self.now
        now.visits += 1
        for item, pieces in did.taken.items():
            self.stock[item] -= pieces
            silent = pieces - did.declared.get(item, 0)
            if silent:
                self._gone.setdefault(item, Counter())["undeclared"] += silent
        for item, pieces in did.declared.items():
            if self.goods[item].listed:
                self.book_shelf[item] -= pieces
            else:
                now.unlisted_fen += pieces * self.goods[item].fen
        uncounted_fen = did.cash_fen - did.credited_fen
        self.box_fen += did.cash_fen
        self.book_box_fen += did.credited_fen
        self._box["uncounted_cash"] += uncounted_fen
        self.qr_fen += did.qr_fen
        self.received_fen += did.credited_fen + did.qr_fen
        self.owed_fen += did.iou_fen - did.repaid_fen
        now.cash_credited_fen += did.credited_fen
        now.qr_fen += did.qr_fen
        now.iou_fen += did.iou_fen
        now.repaid_fen += did.repaid_fen
        now.donated_fen += did.donated_fen
        now.paid_fen += did.paid_fen + uncounted_fen
        now.jams += uncounted_fen > 0
        self._sale(did)

    def _sale(self, did: Outcome) -> None:
        now = self.now
        self.due_fen += did.declared_fen - did.paid_fen - did.iou_fen
        if not did.declared:
            now.unattached_fen += did.paid_fen
            return
        now.sales += 1
        now.declared_fen += did.declared_fen
        self.sold_fen += did.declared_fen
        short_fen = did.declared_fen - did.paid_fen - did.iou_fen
        if short_fen < 0:
            now.overpaid_fen -= short_fen
        elif did.paid_fen == 0 and did.iou_fen == 0:
            now.unpaid_fen += short_fen
        else:
            now.underpaid_fen += short_fen

    def restock(self, item: str, brought: int, written: int) -> None:
        """Put pieces on the shelf; `written` is what the volunteer wrote down."""
        self.stock[item] += brought
        self.book_shelf[item] += written
        if written != brought:
            self._gone.setdefault(item, Counter())["misreceived"] += written - brought

    def spoil(self, item: str, pieces: int, *, logged: bool) -> None:
        """Throw spoiled pieces away, written off or not."""
        self.stock[item] -= pieces
        if logged:
            self.book_shelf[item] -= pieces
        else:
            self._gone.setdefault(item, Counter())["spoiled"] += pieces

    def lose(self, fen: int) -> None:
        """Let money leave the box without anybody who may having taken it."""
        self.box_fen -= fen
        self._box["box_loss"] += fen

    def add_float(self, fen: int) -> None:
        """Put change money into the box."""
        self.box_fen += fen
        self.book_box_fen += fen

    # ------------------------------------------------------------ a cut

    def open_cut(self) -> None:
        """Draw the line: what residents do from now on belongs to the next cut."""
        self._cut, self.now = self.now, Tally()

    def count(self, item: str, counted: int) -> None:
        """Take a count in; the last one of an item in a cut is the one that holds."""
        gone = Counter(self._gone.get(item, ()))
        self._counted[item] = (self.book_shelf[item] - counted, counted - self.stock[item], gone)

    def count_box(self, fen: int) -> None:
        """Take the count of the box in."""
        self._box_counted = (fen - self.book_box_fen, fen - self.box_fen, Counter(self._box))

    def collect(self, fen: int) -> None:
        """Take money out of the box in a bag."""
        self.box_fen -= fen
        self.book_box_fen -= fen
        self.collected_fen += fen

    def call_off(self) -> None:
        """Give the open cut up: what it began to bound flows on, its counts are nothing."""
        if self._cut is None:
            raise ValueError("no cut is open")
        self._cut.add(self.now)
        self.now, self._cut = self._cut, None
        self._counted, self._box_counted = {}, None

    def close_cut(self, uncounted: frozenset[str]) -> Tally:
        """Settle the cut: the book now holds what was counted."""
        cut, box = self._cut, self._box_counted
        if cut is None or box is None:
            raise ValueError("a cut closes after it was opened and the box was counted")
        for item, (missing, error, gone) in self._counted.items():
            fen = self.goods[item].fen
            cut.undeclared_fen += gone["undeclared"] * fen
            cut.spoiled_fen += gone["spoiled"] * fen
            cut.misreceived_fen += gone["misreceived"] * fen
            cut.miscounted_fen += (self._errors.get(item, 0) - error) * fen
            self.book_shelf[item] -= missing
            self._errors[item] = error
            self._gone.setdefault(item, Counter()).subtract(gone)
        cut.whole = not self.unsure and not uncounted
        self.unsure = (self.unsure | uncounted) - self._counted.keys()
        over_fen, error_fen, causes = box
        cut.uncounted_cash_fen += causes["uncounted_cash"]
        cut.box_loss_fen += causes["box_loss"]
        cut.box_miscounted_fen += error_fen - self._box_error_fen
        self.book_box_fen += over_fen
        self._box_error_fen = error_fen
        self._box.subtract(causes)
        self.cuts.append(cut)
        self._cut, self._box_counted = None, None
        self._counted = {}
        return cut

    @property
    def total(self) -> Tally:
        """Return the sum of all closed cuts."""
        whole = Tally()
        for cut in self.cuts:
            whole.add(cut)
        return whole
