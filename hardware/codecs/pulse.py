"""Coins told in pulses: edges of one line become groups, and a group's pulses a coin.

Some acceptors only switch a line n times for a coin. A level counts once it has stood for
`width_ms`: shorter ones are sparks and bounces. A group is over when `gap_ms` have passed without
a pulse. Whoever saw only a part of a group must not guess: such a group is not `whole`.
Facts: HARDWARE.md 2.7 and 7 (row pulses).

Pure functions on a small state; times are monotonic milliseconds and never go back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

#: A line that is active for so long is a short circuit, a wrong level or a jammed contact.
STUCK_MS = 1_000
#: More pulses than any coin has; a line that oscillates must not count for ever.
PULSES_MAX = 256


@dataclass(frozen=True, slots=True)
class Timing:
    """How an acceptor pulses.

    Attributes:
        width_ms: shorter than its shortest pulse and pause, longer than a bounce.
        gap_ms: longer than the pause between two pulses of one coin, about 2.5 periods.
    """

    width_ms: int = 10
    gap_ms: int = 250


@dataclass(frozen=True, slots=True)
class Group:
    """A coin's pulses; `whole` only if all of it was seen, and while coins were let in."""

    pulses: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Stuck:
    """The line has been active for a second."""


@dataclass(frozen=True, slots=True)
class Released:
    """A stuck line moves again."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A level that did not stand for long enough."""


Heard = Group | Stuck | Released | Spark


@dataclass(frozen=True, slots=True)
class Pulses:
    """What is known of the line.

    Attributes:
        clean_ms: a group that begins before this may be the rest of one.
        now_ms: the latest time told.
        raw, raw_ms: the level as it came last, and since when.
        active, active_ms: the level that stood for long enough, and since when.
        open, pulses, last_ms: a group has begun, its pulses so far, when the latest ended.
        whole: as far as is known, all of it was seen.
        inhibited_ms: since when coins are refused; None: they are let in.
        stuck: it was told.
    """

    clean_ms: int
    now_ms: int = 0
    raw: bool = False
    raw_ms: int = 0
    active: bool = False
    active_ms: int = 0
    open: bool = False
    pulses: int = 0
    last_ms: int = 0
    whole: bool = True
    inhibited_ms: int | None = None
    stuck: bool = False


Step = tuple[Pulses, tuple[Heard, ...]]


def begin(timing: Timing, now_ms: int) -> Pulses:
    """Return a line of which nothing is known yet: it is watched from `now_ms` on."""
    return Pulses(clean_ms=now_ms + timing.gap_ms, now_ms=now_ms)


def edge(timing: Timing, line: Pulses, at_ms: int, active: bool) -> Step:
    """Take a change of level at `at_ms`; the same level again changes nothing."""
    line, heard = until(timing, line, at_ms)
    if active is line.raw:
        return line, heard
    if active is line.active:
        heard += (Spark(),)
    return replace(line, raw=active, raw_ms=line.now_ms), heard


def missed(timing: Timing, line: Pulses) -> Pulses:
    """Return the line after edges were lost: what is open, or opens soon, is not whole."""
    clean_ms = max(line.clean_ms, line.now_ms + timing.gap_ms)
    return replace(line, whole=False, clean_ms=clean_ms)


def until(timing: Timing, line: Pulses, now_ms: int) -> Step:
    """Let time pass up to `now_ms`, with no edge in it."""
    now_ms = max(now_ms, line.now_ms)
    line = replace(line, now_ms=now_ms)
    heard: tuple[Heard, ...] = ()
    if line.raw is not line.active and now_ms - line.raw_ms >= timing.width_ms:
        line, heard = _stands(timing, line)
    if line.active and not line.stuck and now_ms - line.active_ms >= STUCK_MS:
        line = replace(line, stuck=True, whole=False)
        heard += (Stuck(),)
    if line.open and not line.active and not line.raw and now_ms >= _over_ms(timing, line):
        line, more = _close(timing, line)
        heard += more
    return line, heard


def inhibit(timing: Timing, line: Pulses, on: bool, now_ms: int) -> Pulses:
    """Coins are refused from `now_ms` on, or let in again.

    Refusing may cut the pulses of a coin that was taken already, and the first moment after it
    may bring the rest of one, or the spark of the acceptor's own start.
    """
    since_ms = line.inhibited_ms
    if on:
        return replace(line, inhibited_ms=now_ms if since_ms is None else since_ms)
    if since_ms is None:
        return line
    line = replace(line, inhibited_ms=None)
    if now_ms - since_ms <= timing.gap_ms:
        return line
    return replace(line, whole=False, clean_ms=max(line.clean_ms, now_ms + timing.gap_ms))


def finish(line: Pulses) -> Step:
    """Watch no longer: a group that is open is told as it stands, and is not whole."""
    seen = line.pulses + (line.active and not line.stuck)
    heard: tuple[Heard, ...] = (Group(seen, whole=False),) if line.open and seen else ()
    return replace(line, open=False, pulses=0, raw=False, active=False), heard


def due_ms(timing: Timing, line: Pulses) -> int | None:
    """Return when `until` has something to say without a further edge; None: not so."""
    due = []
    if line.raw is not line.active:
        due.append(line.raw_ms + timing.width_ms)
    elif line.open and not line.active:
        due.append(_over_ms(timing, line))
    if line.active and not line.stuck:
        due.append(line.active_ms + STUCK_MS)
    return min(due, default=None)


def _stands(timing: Timing, line: Pulses) -> Step:
    """The level that came last has stood for long enough: it has been so since it came."""
    at_ms = line.raw_ms
    heard: tuple[Heard, ...] = ()
    if not line.raw:
        return _falls(line, at_ms)
    if line.open and at_ms >= _over_ms(timing, line):
        line, heard = _close(timing, line)
    if not line.open:
        line = replace(line, open=True, pulses=0, whole=at_ms >= line.clean_ms, last_ms=at_ms)
    return replace(line, active=True, active_ms=at_ms), heard


def _falls(line: Pulses, at_ms: int) -> Step:
    """A pulse is over."""
    if line.stuck:
        return replace(line, active=False, stuck=False, last_ms=at_ms), (Released(),)
    pulses = min(line.pulses + 1, PULSES_MAX)
    return replace(line, active=False, pulses=pulses, last_ms=at_ms), ()


def _over_ms(timing: Timing, line: Pulses) -> int:
    """When the open group is over; one that was open when coins were refused waits a gap more."""
    over_ms = line.last_ms + timing.gap_ms
    since_ms = line.inhibited_ms
    if since_ms is None or since_ms >= over_ms:
        return over_ms
    return max(over_ms, since_ms + timing.gap_ms)


def _close(timing: Timing, line: Pulses) -> tuple[Pulses, tuple[Heard, ...]]:
    cut = line.inhibited_ms is not None and line.inhibited_ms < line.last_ms + timing.gap_ms
    group = Group(line.pulses, line.whole and not cut)
    heard: tuple[Heard, ...] = (group,) if line.pulses else ()
    return replace(line, open=False, pulses=0), heard


# ---------------------------------------------------------------- edges as bytes

#: An edge between a port and its driver: what it is, and its time in seven bytes.
RECORD_BYTES = 8
_LOW, _HIGH, _LOST = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Edge:
    """The line changed: `active` at `at_ms`; None: edges were lost before."""

    at_ms: int
    active: bool | None


def encode(edge: Edge) -> bytes:
    """Return an edge as a port hands it on."""
    kind = _LOST if edge.active is None else _HIGH if edge.active else _LOW
    return bytes([kind]) + edge.at_ms.to_bytes(RECORD_BYTES - 1, "big")


def decode(data: bytes) -> tuple[list[Edge], bytes, int]:
    """Return the edges in `data`, what is left of it, and how many bytes meant nothing."""
    edges, at, noise = [], 0, 0
    while len(data) - at >= RECORD_BYTES:
        if data[at] > _LOST:
            at, noise = at + 1, noise + 1
            continue
        record = data[at : at + RECORD_BYTES]
        active = None if record[0] == _LOST else record[0] == _HIGH
        edges.append(Edge(int.from_bytes(record[1:], "big"), active))
        at += RECORD_BYTES
    return edges, data[at:], noise
