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
    "I1, I5 balances: brought forward and since = from scratch = the checker's own",
    "I2 unique credits: as many and as much as was put into the machines",
    "I8 lifetime figures never fall",
    "I10 every stored movement is what its entry posts, and no other is there",
    "I11 nothing is left at the till overnight",
    *judge.EACH_DAY,
)

_FROM_SCRATCH = (
    "SELECT account, item, sum(quantity) FROM ("
    " SELECT to_account AS account, coalesce(item, '') AS item, quantity FROM movement"
    " UNION ALL SELECT from_account, coalesce(item, ''), -quantity FROM movement"
    ") GROUP BY account, item"
)
_CREDITS = (
    "SELECT count(*), coalesce(sum(fen), 0), (SELECT count(*) FROM"
    " (SELECT DISTINCT serial, epoch, credit_no FROM device_credit)) FROM device_credit"
)
_STORED = (
    "SELECT seq, from_account, to_account, quantity, unit, item, each_fen, visit, sale, iou, party"
    " FROM movement WHERE seq > ? ORDER BY seq, line"
)
#: From scratch costs as much as the book is long, so after the first days it is monthly; the
#: whole book is verified at the end in any case.
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

    def check(self, day: int) -> None:
        """Hold everything at the end of a day, 0 the first.

        Raises:
            BrokenInvariant: something does not hold.
        """
        demand(self.player.counter.phase is Phase.IDLE, "I11 somebody is left at the till")
        self._check_balances(day)
        self._check_credits()
        self._check_postings()
        self._check_lifetime()
        judge.judge_shelf(self.truth, self.checker)
        self.checker.forget_ended()

    def _check_balances(self, day: int) -> None:
        connection = self.checker.ledger.connection
        own = {place: quantity for place, quantity in self.checker.balances.items() if quantity}
        demand(balances.all_of(connection) == own, "I5 balances are not the sum of all movements")
        if day >= _DAILY_DAYS and day % _THEN_EVERY:
            return
        rows = connection.execute(_FROM_SCRATCH)
        scratch = {(account, item): quantity for account, item, quantity in rows if quantity}
        demand(scratch == own, "I5 balances from scratch differ")

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
