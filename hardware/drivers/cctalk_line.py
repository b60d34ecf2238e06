"""One question at a time on the single ccTalk wire, and only a whole answer counts.

Everything here holds for any ccTalk device (HARDWARE.md 7, rows frames, busy, retry and echo):
flush before sending; accept only exactly one frame, after the echo, to the host, from the device
that was asked, with header 0, 5 or 6 and the length that this question must have; whatever else
came, wait for 50 ms of quiet and ask again; three misses in a row and the device is gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.codecs import cctalk
from hardware.codecs.cctalk import BadFrame, Frame
from hardware.drivers.base import Action, FlushInput, Note, Send

#: The slowest known devices answer within 200 ms; the question itself needs 10 ms of wire.
REPLY_MS = 250
#: A gap of 50 ms between bytes ends a frame.
QUIET_MS = 50
#: A line that chatters longer than the longest frame (265 ms) is noise, even without a gap.
CHATTER_MS = 1_000
BUSY_AGAIN_MS = 100
MISSES_MAX = 3
#: The longest echo and the longest reply; what comes beyond is noise anyway.
HEARD_BYTES_MAX = 2 * cctalk.FRAME_BYTES_MAX
#: Questions that may be put again when their answer is lost: reads, and settings that are the
#: same the second time (164, 160 and 172 of a hopper are). Never 167, 154 or 1, which act each
#: time.
REPEATABLE = frozenset(
    {254, 249, 246, 245, 244, 242, 241, 236, 232, 231, 230, 229, 228, 227, 226, 225, 217, 210}
    | {194, 193, 192, 184, 172, 166, 164, 163, 160, 159, 157, 156, 153}
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how long its answer must be.

    Attributes:
        header: what is asked.  data: its argument.
        lengths: bytes of data a good answer may have.
    """

    header: int
    data: bytes = b""
    lengths: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Answer:
    """The device answered; `data` is empty for an ACK."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """NAK: the device is alive and does not do this; asking again would not help."""


@dataclass(frozen=True, slots=True)
class Busy:
    """The device is alive and asks to be left alone for 100 ms; the line asks again by itself."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Three times no answer.

    Attributes:
        silent: nothing came but the echo; else what came was no answer.
        seen: what came the last time.
    """

    silent: bool
    seen: bytes


Outcome = Answer | Refused | Busy | Gone


@dataclass(frozen=True, slots=True)
class Line:
    """The wire as the host knows it.

    Attributes:
        address: of the device, 2 for coin acceptors.
        crc: frames end in a CRC-16, and replies do not say who sent them.
        echo: whether the host hears itself; None until the first answer of this opening.
        asked: the question that is open.  sent_ms, heard_ms: last byte out, last byte in.
        heard: what came since the question.  misses, loud: in a row, and those with noise.
        again_ms: when to ask again after busy.  busy_since_ms: since when only busy came.
    """

    address: int
    echo: bool | None = None
    asked: Question | None = None
    sent_ms: int = 0
    heard: bytes = b""
    heard_ms: int = 0
    misses: int = 0
    loud: int = 0
    again_ms: int | None = None
    busy_since_ms: int | None = None
    crc: bool = False


def ask(line: Line, question: Question, now_ms: int) -> tuple[Line, tuple[Action, ...]]:
    """Put a question; the line must be free."""
    raw = _raw(line, question)
    line = replace(line, asked=question, sent_ms=now_ms, heard=b"", heard_ms=now_ms, again_ms=None)
    return line, (FlushInput(), Send(raw))


def hear(line: Line, data: bytes, now_ms: int) -> tuple[Line, tuple[Action, ...]]:
    """Take bytes off the wire; without an open question they are noise."""
    if line.asked is None or line.again_ms is not None:
        return line, (Note("noise"),)
    heard = (line.heard + data)[:HEARD_BYTES_MAX]
    return replace(line, heard=heard, heard_ms=now_ms), ()


def settle(line: Line, now_ms: int) -> tuple[Line, tuple[Action, ...], Outcome | None]:
    """Say what has become of the open question by now; None while that is open."""
    question = line.asked
    if question is None:
        return line, (), None
    if line.again_ms is not None:
        if now_ms < line.again_ms:
            return line, (), None
        line, actions = ask(line, question, now_ms)
        return line, actions, None
    found = _answer(line, question)
    if found is not None:
        return _answered(line, *found, now_ms)
    if now_ms < _patience_ms(line):
        return line, (), None
    return _missed(line, question, now_ms)


def deadline_ms(line: Line) -> int | None:
    """Return when `settle` will have something new to say without further bytes."""
    if line.asked is None:
        return None
    return line.again_ms if line.again_ms is not None else _patience_ms(line)


def _raw(line: Line, question: Question) -> bytes:
    source = None if line.crc else cctalk.HOST
    return cctalk.encode(Frame(line.address, question.header, question.data, source))


def _patience_ms(line: Line) -> int:
    """Until when the answer may still come."""
    asked = line.asked
    only_echo = asked is not None and line.echo is not False and line.heard == _raw(line, asked)
    if not line.heard or only_echo:
        return line.sent_ms + REPLY_MS
    return min(line.heard_ms + QUIET_MS, line.sent_ms + CHATTER_MS)


def _answer(line: Line, question: Question) -> tuple[Frame, bool] | None:
    """Return the one good frame that was heard, and whether an echo went before it."""
    heard, raw = line.heard, _raw(line, question)
    if not heard:
        return None
    # A reply starts with the host's address, an echo with the device's: the first byte tells.
    echo = heard[0] != cctalk.HOST
    if line.echo is not None and echo != line.echo:
        return None
    if echo and heard[: len(raw)] != raw:
        return None
    try:
        frame = cctalk.parse(heard[len(raw) :] if echo else heard, crc=line.crc)
    except BadFrame:
        return None
    lengths = question.lengths if frame.header == cctalk.REPLY else (0,)
    good = (
        frame.dest == cctalk.HOST
        and frame.src == (None if line.crc else line.address)
        and frame.is_reply
        and len(frame.data) in lengths
    )
    return (frame, echo) if good else None


def _answered(
    line: Line, frame: Frame, echo: bool, now_ms: int
) -> tuple[Line, tuple[Action, ...], Outcome]:
    line = replace(line, echo=echo, heard=b"", misses=0, loud=0)
    frames = Note("frames")
    if frame.header == cctalk.BUSY:
        since_ms = line.busy_since_ms if line.busy_since_ms is not None else now_ms
        line = replace(line, again_ms=now_ms + BUSY_AGAIN_MS, busy_since_ms=since_ms)
        return line, (frames, Note("busy")), Busy()
    line = replace(line, asked=None, busy_since_ms=None)
    if frame.header == cctalk.NAK:
        return line, (frames, Note("nak")), Refused()
    return line, (frames,), Answer(frame.data)


def _missed(
    line: Line, question: Question, now_ms: int
) -> tuple[Line, tuple[Action, ...], Outcome | None]:
    loud = bool(line.heard) and not (line.echo is not False and line.heard == _raw(line, question))
    note = Note("noise" if loud else "timeouts")
    seen, misses = line.heard, line.misses + 1
    line = replace(line, misses=misses, loud=line.loud + loud)
    if misses >= MISSES_MAX or question.header not in REPEATABLE:
        gone = Gone(silent=line.loud == 0, seen=seen)
        line = replace(line, asked=None, heard=b"", misses=0, loud=0, busy_since_ms=None)
        return line, (note,), gone
    line, actions = ask(line, question, now_ms)
    return line, (note, *actions), None
