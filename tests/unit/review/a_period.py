"""A shop whose rounds are signed: v1 and v2 count, c1 coordinates, r1 reviews, a1 approves."""

from __future__ import annotations

from shop import commands
from shop.people_commands import EnrolPerson
from shop.queries import balances, cuts, period_read, review
from shop.review.flags import Flag
from shop.review.states import Period
from shop.review_commands import ClosePeriod, PublishBulletin, RaiseObjection, ReviewPeriod
from tests.unit.counter.a_shop import CODE, GOODS, Shop

PEOPLE = {
    "v1": ("volunteer",),
    "v2": ("volunteer",),
    "c1": ("coordinator",),
    "r1": ("reviewer",),
    "r2": ("reviewer",),
    "a1": ("approver",),
    "all": ("volunteer", "coordinator", "reviewer", "approver"),
}
DAY_S = 24 * 3600


class Signed(Shop):
    """A shop with its people enrolled, and rounds that somebody counted."""

    def __init__(self, **rules: object) -> None:
        super().__init__(**rules)  # type: ignore[arg-type]
        for person, roles in PEOPLE.items():
            self.say(EnrolPerson, person, roles, by="setup")
        self.since = self.ledger.head_seq

    def sales(self, count: int = 12, item: str = "rice", fen: int | None = None) -> None:
        """So many residents buy one piece and pay."""
        for _ in range(count):
            self.scan(CODE[item])
            self.coin(*(50,) * ((GOODS[item][3] if fen is None else fen) // 50))
            self.wait(70)

    def days(self, days: int) -> None:
        self.clock.advance(days * DAY_S * 1000)
        self.wait(1)

    def round(
        self,
        by: str = "v1",
        off: dict[str, int] | None = None,
        box_off: int = 0,
        uncounted: str = "",
    ) -> str:
        """A round that somebody signed."""
        cut = self.say(commands.OpenCut, by=by)
        cut = cuts.open_cut_id(self.connection)
        assert cut is not None
        held = balances.shelf(self.connection)
        for item in GOODS:
            if item != uncounted:
                counted = max(0, held.get(item, 0) + (off or {}).get(item, 0))
                self.say(commands.CountItem, cut, item, counted, by=by)
        box = balances.one(self.connection, "cashbox")
        self.say(commands.CountBox, cut, max(0, box + box_off), by=by)
        self.say(commands.CloseCut, cut, {uncounted: "no_time"} if uncounted else {}, by=by)
        return cut

    def week(self, by: str = "v1", sales: int = 12, **more: object) -> str:
        """Seven days of sales and a round."""
        self.say(commands.ReceiveGoods, "rice", sales)
        self.sales(sales)
        self.days(7)
        return self.round(by, **more)  # type: ignore[arg-type]

    def flags(self, *of: str) -> tuple[Flag, ...]:
        return period_read.flags_of(self.connection, period_read.read(self.connection, of))

    def review(self, *of: str, by: str = "r1", decision: str = "accept", **more: object) -> None:
        reasons = {flag.id: "stands" for flag in self.flags(*of)}
        more.setdefault("reasons", reasons)
        self.say(ReviewPeriod, of, decision, by=by, **more)

    def close(self, period: str = "1", by: str = "a1") -> None:
        self.say(ClosePeriod, period, by=by)

    def publish(self, period: str = "1", by: str = "c1") -> None:
        self.say(PublishBulletin, period, by=by)

    def object(self, text: str = "我那天少找了钱", period: str = "1") -> str:
        id_ = self.id()
        self.say(RaiseObjection, period, text, id=id_)
        return id_

    def periods(self) -> tuple[Period, ...]:
        return review.all_periods(self.connection)

    @property
    def state(self) -> str:
        """Of the first period."""
        return self.periods()[0].state.value
