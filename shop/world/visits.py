"""What a resident does in one visit: picks goods, scans, pays or not, by habit and by whim.

Each plan returns the steps and, beside them, what they come to (`truth.Outcome`), told by the
rules of the shop alone: the world never asks the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shop.world.chance import Chance, Weighted, below, between, happens, one_of, poisson
from shop.world.goods import Good
from shop.world.intents import Insert, PayByPhone, Press, Scan, Step, TakeOut
from shop.world.tally import Outcome
from shop.world.village import Habit, Ways

#: After enough money the till declares by itself in 5 s; people do not queue closer than this.
QUIET_MS = 9_000
#: A basket left alone ends after 120 s (Rules.basket_ms).
LEFT_MS = 124_000
#: Money without goods is offered for 60 s, and so long can a sale be undone.
MINUTE_MS = 63_000
#: Baskets stay well below the till's 60 lines.
LINES_MAX = 12
QUANTITIES = Weighted((0.82, 0.13, 0.05))
YUAN = 100


@dataclass(slots=True)
class Plan:
    """One visit in the making.

    Attributes:
        steps: in order.  did: what they come to.  settle_ms: see `intents.Visit`.
        needs_idle: begins with a coin or an idle screen's button, so that the undo minute of
            the one before must be over.
    """

    steps: list[Step] = field(default_factory=list)
    did: Outcome = field(default_factory=Outcome)
    settle_ms: int = QUIET_MS
    needs_idle: bool = False


class Shopper:
    """Plans visits.

    Args:
        chance: the world's generator.  ways: shares and the kind of box.
        goods: by item.  stock: what is truly on the shelf, read only.
    """

    def __init__(
        self, chance: Chance, ways: Ways, goods: Mapping[str, Good], stock: Mapping[str, int]
    ) -> None:
        self.chance, self.ways, self.goods, self.stock = chance, ways, goods, stock
        self._listed = [good for good in goods.values() if good.listed]
        self._unlisted = [good for good in goods.values() if not good.listed]
        self._wanted = Weighted([good.weight for good in self._listed])
        self._dear = Weighted([good.weight * good.fen**0.6 for good in self._listed])

    # ------------------------------------------------------------ goods

    def pick(self, *, dear: bool = False) -> dict[str, int]:
        """Pick 1 + Poisson(1) kinds of goods that are on the shelf: item → pieces."""
        basket: dict[str, int] = {}
        draw = self._dear if dear else self._wanted
        for _ in range(min(1 + poisson(self.chance, 1.0), LINES_MAX)):
            good = self._listed[draw.draw(self.chance)]
            pieces = 1 + QUANTITIES.draw(self.chance)
            pieces = min(pieces, self.stock[good.item] - basket.get(good.item, 0))
            if pieces > 0:
                basket[good.item] = basket.get(good.item, 0) + pieces
        return basket

    def on_shelf(self) -> list[str]:
        """Return the listed items of which there is at least one."""
        return [good.item for good in self._listed if self.stock[good.item] > 0]

    def worth(self, basket: Mapping[str, int]) -> int:
        """Return what the goods cost at their marked prices, in fen."""
        return sum(self.goods[item].fen * pieces for item, pieces in basket.items())

    def gap(self, low_ms: int = 1_500, high_ms: int = 6_000) -> int:
        """Return a person's pause in milliseconds."""
        return low_ms + below(self.chance, high_ms - low_ms)

    def scan(self, plan: Plan, item: str, pieces: int, *, quick: bool = False) -> None:
        """Scan so many pieces of an item, one by one or once with a quantity."""
        good = self.goods[item]
        high_ms = 2_500 if quick else 6_000
        plan.did.declared[item] = plan.did.declared.get(item, 0) + pieces
        plan.did.declared_fen += pieces * good.fen
        one_by_one = pieces > 1 and happens(self.chance, 0.5)
        for _ in range(pieces if one_by_one else 1):
            gap = self.gap(high_ms=high_ms)
            plan.steps.append(Scan(gap, good.code) if good.code else Press(gap, "add", value=item))
        if pieces > 1 and not one_by_one:
            plan.steps.append(Press(self.gap(high_ms=high_ms), "quantity", pieces, item))

    def scan_unlisted(self, plan: Plan) -> None:
        """Scan one of the thing nobody listed, and pick the price on its label."""
        for good in self._unlisted:
            if self.stock[good.item] > 0:
                plan.steps.append(Scan(self.gap(), good.code))
                plan.steps.append(Press(self.gap(), "price", good.fen))
                plan.did.declared[good.item] = plan.did.taken[good.item] = 1
                plan.did.declared_fen += good.fen

    # ------------------------------------------------------------ money

    def pieces(self, fen: int) -> list[int]:
        """Return the coins and notes that make up an amount, largest first."""
        out: list[int] = []
        for piece in self.ways.pieces_fen:
            count, fen = divmod(fen, piece)
            out += [piece] * count
        return out

    def insert(self, plan: Plan, fen: int) -> bool:
        """Put `fen` into the box, coin by coin; say whether one of them jammed."""
        pieces = self.pieces(fen)
        machine = self.ways.box == "machine"
        jam = machine and fen >= YUAN and happens(self.chance, self.ways.jam)
        if jam and YUAN not in pieces:
            note = pieces.pop(max(i for i, piece in enumerate(pieces) if piece > YUAN))
            pieces += [YUAN] * (note // YUAN)
        if jam:
            pieces.remove(YUAN)
            plan.steps.append(Insert(self.gap(800, 2_000), YUAN, counted=False))
        plan.steps += [Insert(self.gap(800, 2_000), piece) for piece in pieces]
        plan.did.cash_fen += fen
        plan.did.credited_fen += sum(pieces)
        return jam

    def put_in(self, plan: Plan, fen: int) -> None:
        """Put one coin or note into the box, counted or claimed."""
        plan.steps.append(Insert(self.gap(800, 2_000), fen))
        plan.did.cash_fen += fen
        plan.did.credited_fen += fen

    def by_cash(self, fen: int) -> bool:
        """Decide how a sum is paid."""
        return fen <= self.ways.cash_up_to_fen and happens(self.chance, self.ways.cash_share)

    def pay(self, plan: Plan, fen: int, *, cash: bool | None = None) -> None:
        """Pay `fen` for the declared basket, whatever it costs."""
        due_fen = plan.did.declared_fen
        if cash is None:
            cash = self.by_cash(fen)
        if not cash:
            self._phone(plan, fen, due_fen)
        elif self.ways.box == "machine":
            self._machine(plan, fen, due_fen)
        else:
            self._open_box(plan, fen, due_fen)

    def _phone(self, plan: Plan, fen: int, due_fen: int) -> None:
        plan.steps.append(Press(self.gap(), "qr"))
        plan.steps.append(PayByPhone(self.gap(4_000, 15_000), fen))
        plan.steps.append(Press(self.gap(), "paid", None if fen == due_fen else fen))
        plan.did.qr_fen += fen

    def _machine(self, plan: Plan, fen: int, due_fen: int) -> None:
        choose = len(plan.steps)
        jam = self.insert(plan, fen)
        short = jam or fen < due_fen
        if short or happens(self.chance, 0.6):
            plan.steps.insert(choose, Press(self.gap(), "cash"))
        if jam or happens(self.chance, 0.5 if short else 0.3):
            plan.steps.append(Press(self.gap(1_000, 4_000), "done", if_shown=True))
        if short:
            plan.settle_ms = LEFT_MS

    def _open_box(self, plan: Plan, fen: int, due_fen: int) -> None:
        """Put in a round sum and take change back; the book hears what the button says."""
        plan.steps.append(Press(self.gap(), "cash"))
        round_fen = -(-fen // 500) * 500 if fen == due_fen else fen
        plan.steps += [Insert(self.gap(800, 2_000), piece) for piece in self.pieces(round_fen)]
        if round_fen > fen:
            plan.steps.append(TakeOut(self.gap(), round_fen - fen))
        plan.did.cash_fen += fen
        says_fen = max(fen, due_fen)  # who puts in less does not say so
        plan.did.credited_fen += says_fen
        plan.steps.append(Press(self.gap(), "paid", None if says_fen == due_fen else says_fen))

    # ------------------------------------------------------------ habits

    def visit(self, habit: Habit) -> Plan:
        """Plan the visit of somebody of this habit."""
        if habit is Habit.FREE_RIDER:
            plan = Plan(settle_ms=0)
            plan.did.taken = self.pick(dear=self.ways.dear_taste)
            return plan
        if habit is Habit.NO_SCAN:
            return self._no_scan()
        plan = Plan()
        basket = plan.did.taken = self.pick()
        if habit is Habit.FORGETFUL:
            basket = {
                item: pieces
                for item, pieces in basket.items()
                if not happens(self.chance, self.ways.forgotten)
            }
        for item, pieces in basket.items():
            self.scan(plan, item, pieces)
        if plan.did.taken and happens(self.chance, self.ways.unlisted):
            self.scan_unlisted(plan)
        if not plan.did.declared:
            plan.settle_ms = 0
            return plan
        self._settle_up(plan, habit)
        return plan

    def _settle_up(self, plan: Plan, habit: Habit) -> None:
        due_fen = plan.did.declared_fen
        if happens(self.chance, self.ways.walks_off):
            plan.steps.append(Press(self.gap(), "cash"))
            plan.settle_ms = LEFT_MS
        elif habit is Habit.IOU:
            alias = f"{one_of(self.chance, 'ABCDEFGH')}{below(self.chance, 100):02d}"
            plan.steps.append(Press(self.gap(), "iou"))
            plan.steps.append(Press(self.gap(), "iou", alias))
            plan.did.iou_fen = due_fen
        elif habit is Habit.UNDERPAYER:
            share = between(self.chance, 0.4, 0.9)
            self.pay(plan, min(max(50, round(due_fen * share / 50) * 50), due_fen - 50))
        elif habit is Habit.GENEROUS:
            self.pay(plan, -(-due_fen // 500) * 500)
        else:
            self.pay(plan, due_fen)

    def _no_scan(self) -> Plan:
        plan = Plan(settle_ms=MINUTE_MS, needs_idle=True)
        plan.did.taken = self.pick()
        fen = self.worth(plan.did.taken)
        if not fen:
            plan.settle_ms = 0
        elif self.ways.box == "machine":
            self.insert(plan, fen)
            if happens(self.chance, 0.3):
                plan.steps.append(Press(self.gap(), "leave", if_shown=True))
        else:
            plan.steps += [Insert(self.gap(800, 2_000), piece) for piece in self.pieces(fen)]
            plan.did.cash_fen = fen
        return plan
