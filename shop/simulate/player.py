"""Carries the world's intents out at the real counter, in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shop import commands
from shop.clock import VirtualClock
from shop.counter import Counter
from shop.errors import BrokenInvariant, InputRefused
from shop.ids import Ids
from shop.inputs import Pressed, Scanned, Tick
from shop.paper_commands import ImportQrStatement
from shop.simulate.readings import Acceptor
from shop.statements import QrLine, digest, packed
from shop.world import intents
from shop.world.goods import SHELVES

#: Coins and notes that the simulated machines take, in fen.
COINS_FEN = (100, 50, 10)
NOTES_FEN = (10_000, 5_000, 2_000, 1_000, 500)


@dataclass(slots=True)
class Inserted:
    """What was put into counting machines and fell on their sensors: how many pieces, fen."""

    pieces: int = 0
    fen: int = 0


class Player:
    """Acts as everybody: residents at the till, volunteers on their phones.

    Args:
        counter: the real one.  clock: its clock, which only the player moves.
        ids: makes the ids that pages would make.
        after: called after each input or command, whatever it was.
        machine: whether coins are counted; an open box counts nothing.
    """

    def __init__(
        self,
        counter: Counter,
        clock: VirtualClock,
        ids: Ids,
        after: Callable[[], None],
        *,
        machine: bool,
    ) -> None:
        self.counter, self.clock, self.ids, self._after = counter, clock, ids, after
        self.start_ms = clock.now().wall_ms
        self.machines = (
            (
                Acceptor("coins", "sim-coins", COINS_FEN),
                Acceptor("notes", "sim-notes", NOTES_FEN),
            )
            if machine
            else ()
        )
        self.inserted = Inserted()
        self.cut = ""
        #: (UTC milliseconds, fen) of what phones paid and no statement has told yet.
        self.phones: list[tuple[int, int]] = []
        #: By how much everybody is behind the world's time today, in milliseconds.
        self.late_ms = 0

    # ------------------------------------------------------------ time

    def pass_to(self, at_ms: int) -> None:
        """Let time pass to a moment of the world, ticking the till at each of its deadlines."""
        self._pass(self.start_ms + at_ms + self.late_ms)

    def _pass(self, target_ms: int) -> None:
        last_ms = -1
        while True:
            now = self.clock.now()
            deadline_ms = self.counter.next_deadline_ms()
            left_ms = target_ms - now.wall_ms
            if deadline_ms is None or deadline_ms > now.monotonic_ms + left_ms:
                break
            if deadline_ms == last_ms:
                raise BrokenInvariant(f"a tick at {deadline_ms} changed nothing")
            last_ms = deadline_ms
            self.clock.advance(max(0, deadline_ms - now.monotonic_ms))
            self._give(Tick())
        self.clock.advance_to(target_ms)

    def wait(self, gap_ms: int) -> None:
        """Let a pause pass."""
        self._pass(self.clock.now().wall_ms + gap_ms)

    # ------------------------------------------------------------ residents

    def visit(self, visit: intents.Visit) -> None:
        """Do the steps of one visit, each after its pause."""
        for step in visit.steps:
            self.wait(step.gap_ms)
            self.step(step)

    def step(self, step: intents.Step) -> None:
        """Do one step now."""
        match step:
            case intents.Scan(text=text):
                now_ms = self.clock.now().monotonic_ms
                self._give(Scanned("scanner", text, seen_ms=now_ms))
            case intents.Insert(fen=fen, counted=True):
                self._insert(fen)
            case intents.Press():
                self._press(step)
            case intents.PayByPhone(fen=fen):  # the provider sees it, the shop does not
                self.phones.append((self.clock.now().wall_ms, fen))
            case _:
                pass  # a coin past the sensor, change by hand: the shop sees nothing

    def _insert(self, fen: int) -> None:
        for machine in self.machines:
            if machine.takes(fen):
                self.inserted.pieces += 1
                self.inserted.fen += fen
                self._give(machine.take(fen))
                return
        if self.machines:
            raise BrokenInvariant(f"no machine takes a piece of {fen} fen")

    def _press(self, press: intents.Press) -> None:
        shown = self.counter.screen.shown
        if press.if_shown and press.button not in shown.view.buttons:
            return
        line = None
        if press.item is not None:
            line = next((one.id for one in shown.view.lines if one.item == press.item), None)
        id = f"{shown.press}.{press.button}.{line or ''}"
        self._give(Pressed(id, press.button, line, press.value))

    # ------------------------------------------------------------ volunteers

    def deed(self, deed: intents.Deed) -> None:
        """Do what a volunteer does, as the command their page would send."""
        for command in self._commands(deed):
            self._give(command)

    def _commands(self, deed: intents.Deed) -> tuple[commands.Command, ...]:
        id = self._id
        match deed:
            case intents.ListGood():
                return self._list(deed)
            case intents.TakeOpeningStock():
                money = {"cashbox": deed.cashbox_fen}
                return (commands.TakeOpening(id(), dict(deed.goods), money),)
            case intents.Restock():
                return (commands.ReceiveGoods(id(), deed.item, deed.quantity),)
            case intents.WriteOff():
                return (commands.WriteOffGoods(id(), deed.item, deed.quantity, deed.reason),)
            case intents.AddFloat():
                return (commands.MoveFloat(id(), deed.fen),)
            case _:
                return (self._of_cut(deed),)

    def _list(self, good: intents.ListGood) -> tuple[commands.Command, ...]:
        listed = commands.ListItem(
            self._id(),
            good.item,
            good.name,
            codes=good.codes,
            name_en=good.name_en,
            shelf_group=SHELVES[good.shelf_group],
            picture=good.picture,
        )
        return listed, commands.MarkPrice(self._id(), good.item, good.fen)

    def _of_cut(self, deed: intents.Deed) -> commands.Command:
        id = self._id()
        match deed:
            case intents.OpenRound():
                self.cut = id
                return commands.OpenCut(id)
            case intents.CountShelf():
                return commands.CountItem(id, self.cut, deed.item, deed.counted, deed.round)
            case intents.CountMoney():
                return commands.CountBox(id, self.cut, deed.fen)
            case intents.EnterQrStatement():
                return self._statement(id, deed.fen)
            case intents.Collect():
                return commands.CollectCash(id, self.cut, deed.fen, deed.bag)
            case intents.CallOff():
                return commands.CancelCut(id, self.cut, deed.reason)
            case intents.CloseRound():
                return commands.CloseCut(id, self.cut, dict(deed.uncounted))
            case _:
                raise BrokenInvariant(f"no command for {deed!r}")

    def _statement(self, id: str, fen: int) -> commands.Command:
        """Return the provider's file up to the cut; its total alone where no payments make it."""
        told: list[QrLine] = []
        for at_ms, paid_fen in self.phones:
            if sum(line.fen for line in told) >= fen:
                break
            told.append(QrLine(at_ms, paid_fen, 0, "payment", digest(f"{id}-{len(told)}")))
        if sum(line.fen for line in told) != fen:
            return commands.RecordQrStatement(id, self.cut, fen)
        del self.phones[: len(told)]
        return ImportQrStatement(id, self.cut, packed(told), digest(id), "plain")

    # ------------------------------------------------------------ the counter

    def _id(self) -> str:
        return self.ids.ulid(self.clock.now().wall_ms)

    def _give(self, what: Any) -> None:
        try:
            self.counter.handle(what)
        except InputRefused as refused:
            raise BrokenInvariant(f"{what!r} was refused: {refused}") from refused
        self._after()
