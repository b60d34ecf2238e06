"""One probe: a few questions on a line, each with a time to answer, and what the answers mean.

Like a driver it touches no port and no clock: it is told what came (`Opened`, `Bytes`, `Tick`) and
says what to send. All that it can ever send stands in its questions, so that a test can hold each
byte of it against every other device.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hardware.drivers.base import Bytes, Event, FlushInput, Opened, PortSettings, Send

#: The longest answer is a ccTalk frame after its echo; more is a device that talks by itself.
HEARD_BYTES_MAX = 1024
#: A pause that ends an answer: an adapter collects bytes for 16 ms, a byte takes 1 ms.
QUIET_MS = 50
#: An answer that has begun may last so long after its time: a ccTalk frame takes 265 ms.
LASTS_MS = 300


@dataclass(frozen=True, slots=True)
class Found:
    """A device that answered.

    Attributes:
        driver: of the settings, such as "cctalk-coin".  detail: what it says it is.
        address: on its bus, None where its protocol has none.
        baud: the speed at which it answered.
        crc: its ccTalk frames end in a CRC.
        serial: its own serial number, "" where it does not tell one.
    """

    driver: str
    detail: str = ""
    address: int | None = None
    baud: int = 9600
    crc: bool = False
    serial: str = ""


def _no_more(heard: bytes) -> tuple[Ask, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One question.

    Attributes:
        data: what is sent; empty: only listened to.
        judge: what the answer (without echo) means together with what is found so far: the
            devices as known now; None where it is no answer.
        wait_ms: how long an answer may begin after the question.
        then: questions that follow at once where it was answered.
        more: further ones that an answer (without echo) gives rise to.
    """

    data: bytes
    judge: Callable[[bytes, tuple[Found, ...]], tuple[Found, ...] | None]
    wait_ms: int = 250
    then: tuple[Ask, ...] = ()
    more: Callable[[bytes], tuple[Ask, ...]] = _no_more


@dataclass(frozen=True, slots=True)
class State:
    """A probe at work.

    Attributes:
        left: questions to come; the first is open.  heard: since it was asked.
        until_ms: when its answer counts as missing, or as ended.  ends_ms: when it must end.
        found: devices so far.  strange: what came that was no answer, for a person.
        echo: the host heard itself.  over: the verdict stands.
    """

    left: tuple[Ask, ...]
    heard: bytes = b""
    until_ms: int = 0
    ends_ms: int = 0
    found: tuple[Found, ...] = ()
    strange: bytes = b""
    echo: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """The questions of one protocol.

    Attributes:
        name: of the protocol.  settings: how the line is set.  asks: the questions in order.
        further: all that answers may give rise to (`Ask.more`).
    """

    name: str
    settings: PortSettings
    asks: tuple[Ask, ...]
    further: tuple[Ask, ...] = ()

    def initial(self) -> State:
        """Return the state before the port was opened."""
        return State(self.asks)

    def sends(self) -> frozenset[bytes]:
        """Return every string of bytes that this probe can send."""
        found, waiting = set[bytes](), [*self.asks, *self.further]
        while waiting:
            ask = waiting.pop()
            found.add(ask.data)
            waiting += ask.then
        return frozenset(found - {b""})

    def step(
        self, state: State, event: Event, now_ms: int
    ) -> tuple[State, tuple[Send | FlushInput, ...]]:
        """Return the state after `event` at monotonic `now_ms`, and what is to be done."""
        if state.over:
            return state, ()
        match event:
            case Opened():
                return _ask(state, now_ms)
            case Bytes(data):
                heard = (state.heard + data)[:HEARD_BYTES_MAX]
                until_ms = min(max(state.until_ms, now_ms + QUIET_MS), state.ends_ms)
                state = replace(state, heard=heard, until_ms=until_ms)
                if self._judged(state) is None and now_ms < state.until_ms:
                    return state, ()
            case _ if now_ms < state.until_ms:
                return state, ()
        return self._next(state, now_ms)

    def deadline_ms(self, state: State) -> int | None:
        """Return when a `Tick` is wanted; None once the verdict stands."""
        return None if state.over else state.until_ms

    def _judged(self, state: State) -> tuple[Found, ...] | None:
        return state.left[0].judge(_without_echo(state)[0], state.found)

    def _next(self, state: State, now_ms: int) -> tuple[State, tuple[Send | FlushInput, ...]]:
        """Settle the open question and put the next one."""
        ask = state.left[0]
        judged = self._judged(state)
        answer, echo = _without_echo(state)
        follow = (*ask.then, *ask.more(answer)) if judged is not None else ()
        left = (*follow, *state.left[1:])
        state = replace(
            state,
            left=left,
            found=state.found if judged is None else judged,
            strange=(state.strange + answer)[:32] if judged is None else state.strange,
            echo=state.echo or echo,
            over=not left,
        )
        return (state, ()) if state.over else _ask(state, now_ms)


def _ask(state: State, now_ms: int) -> tuple[State, tuple[Send | FlushInput, ...]]:
    ask = state.left[0]
    until_ms = now_ms + ask.wait_ms
    state = replace(state, heard=b"", until_ms=until_ms, ends_ms=until_ms + LASTS_MS)
    if not ask.data:
        return state, ()  # what came in unread is what is listened for
    return state, (FlushInput(), Send(ask.data))


def _without_echo(state: State) -> tuple[bytes, bool]:
    """Return what was heard without the host's own bytes before it, and whether they were."""
    sent = state.left[0].data
    echo = bool(sent) and state.heard.startswith(sent)
    return (state.heard[len(sent) :] if echo else state.heard), echo
