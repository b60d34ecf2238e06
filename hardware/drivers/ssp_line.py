"""One command at a time on an SSP line, repeated so that the device never acts twice.

Each new command turns the sequence bit. One whose answer is lost is sent again with the same
bit: the device then repeats its answer without acting again, so even a poll that accepts a note
may be repeated. An answer counts only with the address and the bit of its command.
Source: HARDWARE.md 2.3 and 7 (rows frames, retry).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hardware.codecs import ssp
from hardware.codecs.ssp import BadFrame, Frame, Reader
from hardware.drivers.base import Action, FlushInput, Note, Send

#: A device that is busy with its motor answers late, never later than this.
REPLY_MS = 1_000
#: A pause that ends what is heard: bytes take 1.2 ms, adapters collect for 16 ms.
QUIET_MS = 100
#: A line that chatters for so long without a good answer is noise, even without a pause.
CHATTER_MS = 1_500
#: With the first time, so often a command goes out: four seconds of silence are a dead device.
RETRIES_MAX = 3


@dataclass(frozen=True, slots=True)
class Gone:
    """No right answer, however often it was asked.

    Attributes:
        silent: nothing came at all.  seen: what came last.
    """

    silent: bool
    seen: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """The wire as the shop knows it.

    Attributes:
        address: of the device.  sequence: the bit of the command sent last.
        asked: the command that is open; kept when the device is gone, for `resume`.
        sent_ms, heard_ms: when it went out last, when something came last.
        retries: how often it was repeated.  loud: something came that was no answer.
        reader: what is coming in.  answer: the right one, once it has come.
        bad: frames that were none for this command since `settle` looked last.
        seen: the bytes heard last, for the log.
    """

    address: int
    sequence: bool = False
    asked: bytes | None = None
    sent_ms: int = 0
    heard_ms: int | None = None
    retries: int = 0
    loud: bool = False
    reader: Reader = field(default_factory=Reader)
    answer: bytes | None = None
    bad: int = 0
    seen: bytes = b""


def ask(line: Line, data: bytes, now_ms: int) -> tuple[Line, tuple[Action, ...]]:
    """Send a new command; the line must be free. A sync makes the next bit 0."""
    sequence = True if data[0] == ssp.SYNC else not line.sequence
    line = Line(line.address, sequence, data)
    return _send(line, now_ms)


def resume(line: Line, now_ms: int) -> tuple[Line, tuple[Action, ...]]:
    """Ask once more, after the cable was out, what had no answer: the same bit, the same answer."""
    return _send(Line(line.address, line.sequence, line.asked), now_ms)


def hear(line: Line, data: bytes, now_ms: int) -> tuple[Line, tuple[Action, ...]]:
    """Take bytes off the wire; without an open command they are noise."""
    if line.asked is None:
        return line, (Note("noise"),)
    reader = line.reader
    if line.heard_ms is not None and now_ms - line.heard_ms >= REPLY_MS:
        reader = reader.idle()
    reader, raws = reader.feed(data)
    line = replace(line, reader=reader, heard_ms=now_ms, seen=data[-ssp.FRAME_BYTES_MAX :])
    for raw in raws:
        frame = _good(line, raw)
        line = replace(line, bad=line.bad + 1) if frame is None else _with_answer(line, frame)
    return line, ()


def settle(line: Line, now_ms: int) -> tuple[Line, tuple[Action, ...], bytes | Gone | None]:
    """Say what has become of the open command by now; None while that is open."""
    if line.asked is None:
        return line, (), None
    notes: tuple[Action, ...] = (Note("noise", line.bad),) if line.bad else ()
    line = replace(line, loud=line.loud or bool(line.bad), bad=0)
    if line.answer is not None:
        answered = Line(line.address, line.sequence)
        return answered, (*notes, Note("frames")), line.answer
    due_ms = deadline_ms(line)
    if due_ms is None or now_ms < due_ms:
        return line, notes, None
    heard = line.heard_ms is not None
    notes += (Note("noise" if heard else "timeouts"),)
    line = replace(line, loud=line.loud or heard)
    if line.retries >= RETRIES_MAX:
        return line, notes, Gone(silent=not line.loud, seen=line.seen)
    line = replace(line, retries=line.retries + 1)
    line, actions = _send(line, now_ms)
    return line, (*notes, *actions), None


def deadline_ms(line: Line) -> int | None:
    """Return when `settle` will have something new to say without further bytes."""
    if line.asked is None:
        return None
    if line.heard_ms is None:
        return line.sent_ms + REPLY_MS
    return min(line.heard_ms + QUIET_MS, line.sent_ms + CHATTER_MS)


def _send(line: Line, now_ms: int) -> tuple[Line, tuple[Action, ...]]:
    line = replace(line, sent_ms=now_ms, heard_ms=None, reader=Reader())
    raw = ssp.encode(Frame(line.address, line.sequence, line.asked or b""))
    return line, (FlushInput(), Send(raw))


def _good(line: Line, raw: bytes) -> Frame | None:
    """The frame, if it answers the open command; a late answer to another has the other bit."""
    try:
        frame = ssp.parse(raw)
    except BadFrame:
        return None
    own = frame.address == line.address and frame.sequence == line.sequence
    # Commands are below F0, so a line that echoes does not answer itself.
    return frame if own and frame.data[0] >= ssp.OK else None


def _with_answer(line: Line, frame: Frame) -> Line:
    return line if line.answer is not None else replace(line, answer=frame.data)
