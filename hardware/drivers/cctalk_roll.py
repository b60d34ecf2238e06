"""The roll call of a ccTalk wire: which addresses answer at all, asked so that nothing acts.

The address poll (253) goes to everybody; each device answers with its address as one bare byte,
after 4 ms times that address, so that they seldom fall into one another. Where they do, the byte
is another's or nobody's: so each address that was heard, and each usual one that was not, is asked
by itself (254). Neither question changes anything in any device. Devices whose frames end in a
CRC do not understand them and are not found.
Source: ccTalk generic specification, headers 253 and 254 (HARDWARE.md 2.1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.codecs import cctalk
from hardware.codecs.cctalk import Frame
from hardware.drivers import cctalk_line
from hardware.drivers.base import (
    Action,
    Bytes,
    Done,
    Event,
    FlushInput,
    Opened,
    PortSettings,
    Send,
    Stopping,
)
from hardware.drivers.cctalk_line import Gone, Line, Question

#: Where devices usually are: coin acceptor 2, hoppers 3..10, bill validator 40.
USUAL = (2, *range(3, 11), 40)
#: Address 255 answers 1,020 ms after the poll; the rest is for the adapter.
LISTEN_MS = 1_200
#: Addresses asked one by one at most: a wire that babbles would name them all.
CALLED_MAX = 32
_HEARD_BYTES_MAX = 512
_EVERYBODY = 0
_POLL = cctalk.encode(Frame(_EVERYBODY, cctalk.ADDRESS_POLL))
_HELLO = Question(cctalk.SIMPLE_POLL)


@dataclass(frozen=True, slots=True)
class RollState:
    """How far the roll call is.

    Attributes:
        until_ms: the answers to the poll are awaited until then; None: not begun.
        heard: what came since the poll.  named: the addresses in it.
        to_call: addresses to be asked by themselves; the first is open in `line`.
        line: the wire to that one.
        found: addresses that answered, lowest first: the result, once `over`.
    """

    until_ms: int | None = None
    heard: bytes = b""
    named: frozenset[int] = frozenset()
    to_call: tuple[int, ...] = ()
    line: Line | None = None
    found: tuple[int, ...] = ()
    over: bool = False


Step = tuple[RollState, tuple[Action, ...]]


class Roll:
    """A driver that finds out who is on the wire, and is `Done`; the state's `found` says it.

    Args:
        name: whose port it is.  usual: asked by themselves even where they were not heard.
    """

    settings = PortSettings()

    def __init__(self, name: str, usual: tuple[int, ...] = USUAL) -> None:
        self.name, self._usual = name, usual

    def initial(self) -> RollState:
        """Return the state before the poll."""
        return RollState()

    def step(self, state: RollState, event: Event, now_ms: int) -> Step:
        """Return the state after `event`, and what is to be done."""
        if state.over:
            return state, ()
        match event:
            case Opened():
                return RollState(now_ms + LISTEN_MS), (FlushInput(), Send(_POLL))
            case Stopping():
                return replace(state, over=True), (Done(),)
            case Bytes(data):
                state = _hear(state, data, now_ms)
        if state.line is not None:
            return self._settle(state, state.line, now_ms)
        if state.until_ms is None or now_ms < state.until_ms:
            return state, ()
        heard = state.heard.removeprefix(_POLL)  # the host's own bytes, where it hears them
        named = frozenset(byte for byte in heard if byte > cctalk.HOST)
        to_call = (*sorted(named), *(one for one in self._usual if one not in named))
        return _call(replace(state, named=named, to_call=to_call[:CALLED_MAX]), now_ms)

    def deadline_ms(self, state: RollState) -> int | None:
        """Return when a `Tick` is wanted."""
        if state.over:
            return None
        return state.until_ms if state.line is None else cctalk_line.deadline_ms(state.line)

    def _settle(self, state: RollState, line: Line, now_ms: int) -> Step:
        address = line.address
        line, actions, outcome = cctalk_line.settle(line, now_ms)
        absent = line.misses > 0 and address not in state.named  # it was asked only in case
        if outcome is None and not absent:
            return replace(state, line=line), actions
        if outcome is not None and not isinstance(outcome, Gone):
            state = replace(state, found=tuple(sorted({*state.found, address})))
        return _call(replace(state, to_call=state.to_call[1:]), now_ms)


def _hear(state: RollState, data: bytes, now_ms: int) -> RollState:
    if state.line is None:
        return replace(state, heard=(state.heard + data)[:_HEARD_BYTES_MAX])
    line, _ = cctalk_line.hear(state.line, data, now_ms)
    return replace(state, line=line)


def _call(state: RollState, now_ms: int) -> Step:
    """Ask the next address by itself; when all were asked the roll is over."""
    if not state.to_call:
        return replace(state, line=None, over=True), (Done(),)
    line, actions = cctalk_line.ask(Line(state.to_call[0]), _HELLO, now_ms)
    return replace(state, line=line), actions
