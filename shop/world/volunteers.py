"""What volunteers do: restock what runs low, throw spoiled things away, and the weekly cut.

They err as HONESTY.md section 5 says: counts by one to three, receipts by one, the box by half
a yuan or one. What they write down goes out as intents; how it really is stays with the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shop.world.chance import Chance, Weighted, happens, one_of, shuffled
from shop.world.goods import Good
from shop.world.intents import (
    AddFloat,
    CallOff,
    CloseRound,
    Collect,
    CountMoney,
    CountShelf,
    Deed,
    EnterQrStatement,
    ListGood,
    OpenRound,
    Restock,
    TakeOpeningStock,
    WriteOff,
)
from shop.world.truth import Truth
from shop.world.village import Ways

#: Money that stays in the box after a collection.
FLOAT_FEN = 5_000
#: Coins that a volunteer brings when there are few.
TOP_UP_FEN = 2_000
#: Goods come in when a shelf is below this share of its full size.
LOW = 0.35
#: Size of a count error: one (80%), two, three.
_SIZE_OF_ERROR = Weighted((0.8, 0.1, 0.1))
_BOX_ERRORS_FEN = (-100, -50, 50, 100)
_REASON = "no time left"
_FRESH = "fresh"


class Volunteers:
    """Plans the volunteers' deeds, each only when its moment has come.

    Args:
        chance: the world's generator.  ways: how often they err.
        goods: the assortment.  truth: where what they do takes effect.
    """

    def __init__(self, chance: Chance, ways: Ways, goods: Sequence[Good], truth: Truth) -> None:
        self.chance, self.ways, self.goods, self.truth = chance, ways, goods, truth
        self._listed = [good for good in goods if good.listed]
        self._bags = 0
        self._qr_from_fen = 0
        self._qr_at_cut_fen = 0

    def set_up(self, at_ms: int) -> Iterator[Deed]:
        """List all goods and take the first stock and money in."""
        for good in self._listed:
            codes = (good.code,) if good.code else ()
            yield ListGood(
                at_ms,
                good.item,
                good.name,
                good.name_en,
                codes,
                good.shelf_group,
                good.picture,
                good.fen,
            )
        stock = {good.item: good.par for good in self.goods}
        self.truth.begin(stock, FLOAT_FEN)
        opening = tuple((good.item, good.par) for good in self._listed)
        yield TakeOpeningStock(at_ms, opening, FLOAT_FEN)

    # ------------------------------------------------------------ each morning

    def morning(self, at_ms: int) -> Iterator[Deed]:
        """Throw spoiled things away, then fill shelves that run low."""
        for good in self._listed:
            if good.shelf_group == _FRESH and self.ways.spoiled:
                yield from self._look_for_spoiled(at_ms, good)
        for good in self.goods:
            if self.truth.stock[good.item] < LOW * good.par:
                yield from self._restock(at_ms, good)
        if happens(self.chance, self.ways.topped_up):
            self.truth.add_float(TOP_UP_FEN)
            yield AddFloat(at_ms, TOP_UP_FEN)

    def _look_for_spoiled(self, at_ms: int, good: Good) -> Iterator[Deed]:
        stock = self.truth.stock[good.item]
        spoiled = sum(happens(self.chance, self.ways.spoiled) for _ in range(stock))
        if spoiled:
            logged = happens(self.chance, self.ways.spoilage_logged)
            self.truth.spoil(good.item, spoiled, logged=logged)
            if logged:
                yield WriteOff(at_ms, good.item, spoiled, "spoiled")

    def _restock(self, at_ms: int, good: Good) -> Iterator[Deed]:
        brought = written = good.par - self.truth.stock[good.item]
        if not good.listed:
            self.truth.stock[good.item] += brought
            return
        if happens(self.chance, self.ways.receipt_error):
            written = max(1, written + one_of(self.chance, (-1, 1)))
        self.truth.restock(good.item, brought, written)
        yield Restock(at_ms, good.item, written)

    # ------------------------------------------------------------ the cut

    def open_round(self, at_ms: int) -> OpenRound:
        """Draw the line between this cut and the next."""
        self.truth.open_cut()
        self._qr_at_cut_fen = self.truth.qr_fen
        return OpenRound(at_ms)

    def call_off(self, at_ms: int) -> CallOff:
        """Give the round up, because it began to rain into the shop."""
        self.truth.call_off()
        return CallOff(at_ms, "rain")

    def to_count(self) -> tuple[list[str], list[str], list[str]]:
        """Return the items to count, those to count once more, and those left out."""
        items = [good.item for good in self._listed]
        left_out = [item for item in items if happens(self.chance, self.ways.uncounted)]
        counted = [item for item in items if item not in left_out]
        again = shuffled(self.chance, counted)[: round(len(counted) * self.ways.recounted)]
        return counted, again, left_out

    def count(self, at_ms: int, item: str, round_: int) -> CountShelf:
        """Count what stands on the shelf, perhaps wrongly."""
        counted = self.truth.stock[item]
        if happens(self.chance, self.ways.count_error):
            size = 1 + _SIZE_OF_ERROR.draw(self.chance)
            counted = max(0, counted + size * one_of(self.chance, (-1, 1)))
        self.truth.count(item, counted)
        return CountShelf(at_ms, item, counted, round_)

    def count_box(self, at_ms: int) -> CountMoney:
        """Count the money in the box, perhaps wrongly."""
        fen = self.truth.box_fen
        if happens(self.chance, self.ways.box_error):
            fen = max(0, fen + one_of(self.chance, _BOX_ERRORS_FEN))
        self.truth.count_box(fen)
        return CountMoney(at_ms, fen)

    def enter_statement(self, at_ms: int) -> EnterQrStatement:
        """Copy the provider's total since the last cut, up to this one's opening."""
        fen = self._qr_at_cut_fen - self._qr_from_fen
        self._qr_from_fen = self._qr_at_cut_fen
        return EnterQrStatement(at_ms, fen)

    def collect(self, at_ms: int, counted_fen: int) -> Iterator[Collect]:
        """Take out what is above the float; nothing where there is no more."""
        fen = min(counted_fen, self.truth.box_fen) - FLOAT_FEN
        if fen > 0:
            self._bags += 1
            self.truth.collect(fen)
            yield Collect(at_ms, fen, f"B{self._bags:04d}")

    def close_round(self, at_ms: int, left_out: Sequence[str]) -> CloseRound:
        """End the round."""
        self.truth.close_cut(frozenset(left_out))
        return CloseRound(at_ms, tuple((item, _REASON) for item in left_out))

    def lose_from_box(self) -> None:
        """Let half the money of the box go, by nobody's deed."""
        fen = self.truth.box_fen // 100 * 50
        if fen > 0:
            self.truth.lose(fen)
