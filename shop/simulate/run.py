"""A simulated shop: the seeded world, the real counter, a real book, and every invariant."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from shop import book
from shop.clock import VirtualClock
from shop.counter import Counter, CutRules
from shop.entries import Draft
from shop.errors import BrokenInvariant, ShopError
from shop.ids import Ids
from shop.ledger import Ledger
from shop.queries import facts
from shop.queries.connection import Connection
from shop.reconcile.exact import Exact
from shop.reconcile.statement import Statement, draw
from shop.simulate import judge
from shop.simulate.checker import Checker
from shop.simulate.daily import Daily
from shop.simulate.faults import ShakyPlayer
from shop.simulate.player import Player
from shop.till.state import Phase, Rules
from shop.verify import verify
from shop.world import Visit, Ways, World
from shop.world.intents import CloseRound, DayEnds, Intent

#: Simulated shops begin on Monday 2026-01-05 at 00:00 in China.
START_MS = 1_767_542_400_000
#: While one of these is asked, a visit is going on and money may be on its way.
_QUIET = frozenset({Phase.IDLE, Phase.THANKS})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be simulated.

    Attributes:
        days: how many.  seed: of everything.  ways: of the people.
        start_ms: UTC milliseconds of the first midnight.
        demo: whether the book is a demo's.
        close_last_day: whether a cut ends the last day.
        faults: "shaky" kills the program and says things twice, see `faults`; "wired" lets money
            come through the real drivers on bad cables as well, see `wired`.
        thorough: whether every invariant is held; only a demo's history leaves it out.
    """

    days: int
    seed: int
    ways: Ways = field(default_factory=Ways)
    start_ms: int = START_MS
    demo: bool = False
    close_last_day: bool = True
    thorough: bool = True
    faults: Literal["none", "shaky", "wired"] = "none"


class ReplayNeeded(BrokenInvariant):
    """An invariant broke in a simulated shop; the message is one line that replays it."""


class Simulation:
    """One shop's life, carried out intent by intent.

    Args:
        plan: what to simulate.
        path: where its book is made; the file must not be there yet.
    """

    def __init__(self, plan: Plan, path: Path) -> None:
        self.plan, self.path = plan, path
        self.world = World(random.Random(plan.seed), plan.ways, close_last_day=plan.close_last_day)
        self.exacts: list[Exact] = []
        self.last: Statement | None = None
        self.day = 0
        self.steps = 0
        self.entries = 0
        self.restarts = 0
        self.repeats = 0

    def run(self) -> None:
        """Let all days pass.

        Raises:
            ReplayNeeded: an invariant broke; the message says which, when and how to see it.
        """
        with self._shop() as (checker, player):
            try:
                self._live(checker, player, Daily(checker, player, self.world.truth))
                if self.plan.thorough:
                    verify(checker.ledger.connection)
            except ShopError as error:
                raise ReplayNeeded(self._line(error, checker.steps)) from error
            finally:
                self.steps, self.entries = checker.steps, checker.ledger.head_seq
                if isinstance(player, ShakyPlayer):
                    self.restarts, self.repeats = player.restarts, player.repeats

    @contextmanager
    def _shop(self) -> Iterator[tuple[Checker, Player]]:
        plan = self.plan
        bits = random.Random(f"ids of {plan.seed}")
        clock, ids = VirtualClock(plan.start_ms), Ids(bits)
        machine = plan.ways.box == "machine"
        book.create_book(self.path, demo=plan.demo)
        connection = book.open_book(self.path, demo=plan.demo, durable=False)
        try:
            counter = self._start(connection, clock, ids)
            if plan.demo:
                mark = {"key": facts.DEMO_KEY, "value": True}
                at_ms = plan.start_ms
                first = Draft(ids.ulid(at_ms), "SettingChanged", mark, at_ms, "setup")
                counter.ledger.append([first])
            checker = Checker(counter.ledger)

            def restart() -> Counter:
                fresh = self._start(connection, clock, ids)
                checker.ledger = fresh.ledger
                return fresh

            def after() -> None:
                checker.after(player.counter.till, player.counter.screen.shown.view)

            each = after if plan.thorough else checker.count_step
            if plan.faults == "none":
                player = Player(counter, clock, ids, each, machine=machine)
            else:
                chance = random.Random(f"faults of {plan.seed}")
                named: dict[str, Any] = {"machine": machine, "restart": restart, "chance": chance}
                if plan.faults == "wired":
                    from shop.simulate.wired import WiredPlayer

                    player = WiredPlayer(counter, clock, ids, each, seed=plan.seed, **named)
                else:
                    player = ShakyPlayer(counter, clock, ids, each, **named)
            yield checker, player
        finally:
            connection.close()

    def _start(self, connection: Connection, clock: VirtualClock, ids: Ids) -> Counter:
        """Start the counter on the book, as the program does after power came."""
        box: Literal["machine", "claimed"] = (
            "machine" if self.plan.ways.box == "machine" else "claimed"
        )
        ledger = Ledger(connection, "simulated", clock, ids.ulid(clock.now().wall_ms))
        return Counter(ledger, clock, ids, Rules(box=box), CutRules(box))

    # ------------------------------------------------------------ life

    def _live(self, checker: Checker, player: Player, daily: Daily) -> None:
        expected: judge.Snapshot | None = None
        for intent in self.world.intents(self.plan.days):
            player.pass_to(intent.at_ms)
            if expected is not None and self.plan.thorough and player.counter.phase in _QUIET:
                judge.judge_money(expected, checker)
            self._carry_out(intent, player)
            if isinstance(intent, DayEnds):
                self.day = intent.day + 1
                player.late_ms = 0
                if self.plan.thorough:
                    daily.check(intent.day)
            elif isinstance(intent, CloseRound):
                self._close(checker)
            expected = judge.snapshot(self.world.truth)

    def _carry_out(self, intent: Intent, player: Player) -> None:
        if isinstance(intent, Visit):
            player.visit(intent)
        elif not isinstance(intent, DayEnds):
            player.deed(intent)

    def _close(self, checker: Checker) -> None:
        statement = draw(facts.of_cut(checker.ledger.connection))
        if self.plan.thorough:
            judge.judge_cut(self.world.truth.cuts[-1], statement.exact)
        self.exacts.append(statement.exact)
        self.last = statement

    def _line(self, error: ShopError, step: int) -> str:
        plan = self.plan
        return (
            f"day {self.day}, step {step}: {error}; replay: "
            f"tongxin simulate --days {plan.days} --seed {plan.seed}"
        )
