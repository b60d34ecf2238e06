"""Several ccTalk devices on one wire: one speaks at a time, and none takes the others down.

Each device keeps its own driver. What such a driver wants to send waits until the wire is free;
then whoever has waited longest has it, until its question is answered, put again or given up. A
device that is busy, silent or jammed so costs the others a few tenths of a second and no more.
A device that gives up is down alone, and tried again ever more rarely; only when all of them are
down is the port itself given up, after a roll call that may tell a wrong address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hardware.drivers.base import (
    Action,
    Away,
    Bytes,
    Command,
    Cursor,
    Done,
    Driver,
    Event,
    FlushInput,
    GiveUp,
    Note,
    Of,
    Opened,
    PortSettings,
    Send,
    Settled,
    Stopping,
    Tick,
    hears_away,
)
from hardware.drivers.cctalk_members import BusState, Member, Step, fallen, noted, stamped
from hardware.drivers.cctalk_roll import Roll, RollState
from shop.effects import Dispense
from shop.inputs import DeviceInput


class CctalkBus:
    """The driver of all ccTalk devices on one port.

    Args:
        drivers: one for each device, with different addresses; their states have a `line`.
    """

    def __init__(self, drivers: Sequence[Driver[Any]]) -> None:
        self._drivers = tuple(drivers)
        #: Their names in the configuration.
        self.devices = tuple(driver.name for driver in self._drivers)
        self.name = "+".join(self.devices)
        self.settings: PortSettings = self._drivers[0].settings
        self.hears_away = any(map(hears_away, self._drivers))
        self._roll = Roll(self.name)

    def initial(self) -> BusState:
        """Return the state before the port was ever opened."""
        return BusState(tuple(Member(driver.initial()) for driver in self._drivers))

    def step(
        self, state: BusState, event: Event, now_ms: int
    ) -> tuple[BusState, tuple[Action, ...]]:
        """Return the state after `event`, and what is to be done."""
        state, actions = self._take(state, event, now_ms)
        state, more = self._due(state, now_ms)
        actions += more
        state, more = self._call_roll(state, event, now_ms)
        actions += more
        state, more = self._grant(state, now_ms)
        actions += more
        if state.stopping and all(member.done for member in state.members):
            return state, (*actions, Done())
        return state, actions

    def deadline_ms(self, state: BusState) -> int | None:
        """Return when something is due without a byte having come."""
        times = [self._due_ms(state, i) for i in range(len(state.members))]
        times += [] if state.roll is None else [self._roll.deadline_ms(state.roll)]
        return min((ms for ms in times if ms is not None), default=None)

    # ------------------------------------------------------------ who is told what

    def _take(self, state: BusState, event: Event, now_ms: int) -> Step:
        match event:
            case Opened(place):
                fresh = tuple(replace(m, parked=None, retry_ms=None) for m in state.members)
                state = BusState(fresh, place, open=True, stopping=state.stopping, turn=state.turn)
                return self._tell_all(state, event, now_ms)
            case Bytes():
                if state.owner is None:
                    return state, () if state.roll is not None else (Note("noise"),)
                return self._tell(state, state.owner, event, now_ms)
            case Command(Dispense(device)):
                named = [i for i, name in enumerate(self.devices) if name == device]
                return self._tell(state, named[0], event, now_ms) if named else (state, ())
            case Settled(reading):
                return self._answer(state, reading, event, now_ms)
            case Cursor(serial):
                return self._answer(state, serial, event, now_ms)
            case Stopping():
                return self._tell_all(replace(state, stopping=True), event, now_ms)
            case Away():
                gone = tuple(replace(member, parked=None) for member in state.members)
                state = replace(state, members=gone, open=False, owner=None, awaits=(), roll=None)
                return self._tell_all(state, event, now_ms)
            case Command():
                return self._tell_all(state, event, now_ms)
            case Tick():
                return state, ()

    def _tell_all(self, state: BusState, event: Event, now_ms: int) -> Step:
        actions: tuple[Action, ...] = ()
        for i, driver in enumerate(self._drivers):
            if isinstance(event, Away) and not hears_away(driver):
                continue
            state, more = self._tell(state, i, event, now_ms)
            actions += more
        return state, actions

    def _answer(self, state: BusState, to: DeviceInput | str, event: Event, now_ms: int) -> Step:
        """Hand the book's answer to the device that asked first; it answers in order."""
        at = next((at for at, (_, what) in enumerate(state.awaits) if what == to), None)
        if at is None:
            return state, ()
        who = state.awaits[at][0]
        state = replace(state, awaits=state.awaits[:at] + state.awaits[at + 1 :])
        return self._tell(state, who, event, now_ms)

    def _tell(self, state: BusState, who: int, event: Event, now_ms: int) -> Step:
        """Let one device's driver know of `event`, and see to what it wants."""
        member = state.members[who]
        if member.parked is not None:
            member = stamped(member, now_ms)
        driver_state, wanted = self._drivers[who].step(member.state, event, now_ms)
        member = replace(member, state=driver_state)
        out: tuple[Action, ...] = ()
        asked_again = False
        for action in wanted:
            match action:
                case Send(data):
                    member = replace(member, parked=data, since_ms=now_ms)
                    asked_again = True
                case FlushInput():
                    pass  # it goes out with the question
                case GiveUp():
                    member = fallen(member, now_ms)
                    out += (Of(self.devices[who], action),)
                case Note():
                    out += (Of(self.devices[who], action),)
                case Done():
                    member = replace(member, done=True)
                case _:
                    member, state = noted(member, state, who, action, now_ms)
                    out += (action,)
        line = member.line
        if line.asked is None:
            member = replace(member, parked=None)
        waits = line.asked is None or line.again_ms is not None or asked_again
        owner = None if waits and state.owner == who else state.owner
        state = replace(state.having(who, member), owner=owner)
        return state, out

    def _call_roll(self, state: BusState, event: Event, now_ms: int) -> Step:
        """All are down: find out who else is on the wire, then give up the port with the answer."""
        down = all(member.retry_ms is not None for member in state.members)
        if not (down and state.open) or state.stopping:
            return replace(state, roll=None), ()
        if state.roll is None:
            event = Opened(state.place)
        roll, actions = self._roll.step(state.roll or self._roll.initial(), event, now_ms)
        if not roll.over:
            return replace(state, roll=roll), actions
        # Nothing is sent until the port is opened again.
        return replace(state, roll=None, open=False), (GiveUp(self._nobody(state, roll)),)

    def _nobody(self, state: BusState, roll: RollState) -> str:
        """Say what to look at where none of the devices answers."""
        others = set(roll.found) - {member.line.address for member in state.members}
        if not others:
            return "no device on this wire answers: look at the adapter, its power and the cable"
        named = ", ".join(map(str, sorted(others)))
        return f"no device answers at its address, but {named} does: set the addresses right"

    # ------------------------------------------------------------ whose turn it is

    def _due(self, state: BusState, now_ms: int) -> Step:
        """Let each device whose time has come act, once, in the order in which they were due."""
        times = [(self._due_ms(state, i), i) for i in range(len(state.members))]
        actions: tuple[Action, ...] = ()
        for _, who in sorted((at_ms, i) for at_ms, i in times if at_ms is not None):
            at_ms = self._due_ms(state, who)
            if at_ms is None or at_ms > now_ms:
                continue
            retry_ms = state.members[who].retry_ms
            event: Event = Tick()
            if retry_ms is not None and retry_ms <= now_ms and state.retries:
                member = replace(state.members[who], retry_ms=None)
                state, event = state.having(who, member), Opened(state.place)
            state, more = self._tell(state, who, event, now_ms)
            actions += more
        return state, actions

    def _due_ms(self, state: BusState, who: int) -> int | None:
        member = state.members[who]
        if member.parked is not None:
            return None  # it waits for the wire
        due_ms = self._drivers[who].deadline_ms(member.state)
        retry_ms = member.retry_ms if state.retries else None
        return min((ms for ms in (due_ms, retry_ms) if ms is not None), default=None)

    def _grant(self, state: BusState, now_ms: int) -> Step:
        """Give a free wire to whoever has waited longest."""
        waiting = [i for i, member in enumerate(state.members) if member.parked is not None]
        if not state.open or state.owner is not None or not waiting:
            return state, ()
        who = min(waiting, key=lambda i: (state.members[i].since_ms, state.members[i].turn))
        turn, member = state.turn + 1, state.members[who]
        data = member.parked or b""
        member = replace(stamped(member, now_ms), parked=None, turn=turn)
        state = replace(state.having(who, member), owner=who, turn=turn)
        return state, (FlushInput(), Send(data))
