"""What is held once a simulated day: everything, from the stored rows up."""

from __future__ import annotations

from typing import Any

from shop.posting import post
from shop.queries import balances
from shop.simulate import judge
from shop.simulate.checker import Checker, demand
from shop.simulate.player import Player
from shop.till.state import Phase
from shop.world.truth import Truth

#: Names of these invariants, for the report.
EACH_DAY = (
    "I1, I5 balances: brought forward and since = the day's stored movements on top of yesterday's"
    " = the checker's own; from scratch in the first week, then every 28 days",
    "I2 unique credits: as many and as much as was put into the machines",
    "I8 lifetime figures never fall",
    "I10 every stored movement is what its entry posts, and no other is there",
    "I11 nothing is left at the till overnight",
    *judge.EACH_DAY,
)

_FROM_SCRATCH = (
    "SELECT from_account, to_account, coalesce(item, ''), sum(quantity) FROM movement"
    " GROUP BY from_account, to_account, item"
)
_WHOLE = "SELECT count(*), coalesce(sum(quantity), 0) FROM movement"
_CREDITS = (
    "SELECT count(*), coalesce(sum(fen), 0), (SELECT count(*) FROM"
    " (SELECT DISTINCT serial, epoch, credit_no FROM device_credit)) FROM device_credit"
)
_STORED = (
    "SELECT seq, from_account, to_account, quantity, unit, item, each_fen, visit, sale, iou, party"
    " FROM movement WHERE seq > ? ORDER BY seq, line"
)
#: Summing every movement by place costs as much as the book is long: a year of it each day takes
#: more than all the rest. So each day sums the movements stored that day, on top of what was held
#: the day before, and looks whether the older ones are still as many and as much; all of them
#: are summed from scratch in the first week, then every 28 days. `verify` ends the run in any case.
_DAILY_DAYS, _THEN_EVERY = 7, 28


class Daily:
    """The checks of a day's end.

    Args:
        checker: what it has seen so far.  player: what it has put into the machines.
        truth: the world's.
    """

    def __init__(self, checker: Checker, player: Player, truth: Truth) -> None:
        self.checker, self.player, self.truth = checker, player, truth
        self._posted_seq = 0
        self._lifetime: dict[str, int] = {}
        self._sums: dict[tuple[str, str], int] = {}
        self._stored = (0, 0)

    def check(self, day: int) -> None:
        """Hold everything at the end of a day, 0 the first.

        Raises:
            BrokenInvariant: something does not hold.
        """
        demand(self.player.counter.phase is Phase.IDLE, "I11 somebody is left at the till")
        self._check_postings()
        self._check_balances(day)
        self._check_credits()
        self._check_lifetime()
        judge.judge_shelf(self.truth, self.checker)
        self.checker.forget_ended()

    def _check_balances(self, day: int) -> None:
        connection = self.checker.ledger.connection
        own = _held(self.checker.balances)
        demand(balances.all_of(connection) == own, "I5 balances are not the sum of all movements")
        demand(_held(self._sums) == own, "I5 the stored movements of each day do not sum to it")
        whole = connection.execute(_WHOLE).fetchone()
        demand(whole == self._stored, "I10 movements of earlier days", whole, self._stored)
        if day >= _DAILY_DAYS and day % _THEN_EVERY:
            return
        scratch: dict[tuple[str, str], int] = {}
        for source, target, item, quantity in connection.execute(_FROM_SCRATCH):
            _take(scratch, source, target, item, quantity)
        demand(_held(scratch) == own, "I5 balances from scratch differ")

    def _check_credits(self) -> None:
        count, fen, distinct = self.checker.ledger.connection.execute(_CREDITS).fetchone()
        put = self.player.inserted
        demand(count == distinct == put.pieces, "I2 credits", count, distinct, put.pieces)
        demand(fen == put.fen == self.checker.credited_fen, "I2 fen credited", fen, put.fen)

    def _check_postings(self) -> None:
        connection, before = self.checker.ledger.connection, self._posted_seq
        stored: dict[int, list[tuple[Any, ...]]] = {}
        for row in connection.execute(_STORED, (before,)):
            stored.setdefault(row[0], []).append(tuple(row[1:]))
            _, source, target, quantity, _, item = row[:6]
            _take(self._sums, source, target, item or "", quantity)
            self._stored = (self._stored[0] + 1, self._stored[1] + quantity)
        for seq, kind, body in self.checker.today:
            posted = [
                (m.from_account, m.to_account, m.quantity, m.unit, m.item, m.each_fen, m.visit,
                 m.sale, m.iou, m.party)
                for m in post(kind, body).movements
            ]  # fmt: skip
            demand(stored.pop(seq, []) == posted, "I10 stored movements differ at", seq)
            self._posted_seq = seq
        demand(not stored, "I10 movements that no entry posts", list(stored))

    def _check_lifetime(self) -> None:
        now = self.checker.lifetime
        for kind, fen in self._lifetime.items():
            demand(now[kind] >= fen, f"I8 {kind} fell from", fen, "to", now[kind])
        self._lifetime = dict(now)


def _take(sums: dict[tuple[str, str], int], source: str, target: str, item: str, n: int) -> None:
    sums[source, item] = sums.get((source, item), 0) - n
    sums[target, item] = sums.get((target, item), 0) + n


def _held(sums: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {place: quantity for place, quantity in sums.items() if quantity}
