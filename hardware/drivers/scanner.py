"""The driver of a barcode scanner on a serial line: codes in, each taken once.

A scanner only talks, so the driver only listens. It tells the shop a code once however often
the scanner repeats it, lets no stuck scanner fill the basket or the inbox, and never says what
a payment code was.

Sources: HARDWARE.md 1.1 (line, repeats), 3.4 (payment codes), 7 ("stuck or repeating scanner").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

from hardware.codecs import gs1, paycode
from hardware.codecs.scanline import Garbage, Line, LineOptions, Scanline
from hardware.drivers.base import (
    Action,
    Bytes,
    Done,
    Emit,
    Event,
    Note,
    Opened,
    PortSettings,
    Stopping,
    Tick,
)
from shop.inputs import DeviceFault, DeviceUp, Scanned

#: Between noise and for so long after it, only plain codes are taken for codes: bytes of noise
#: often happen to be some Chinese, and each would become an unknown item in a basket.
_NOISE_MS = 1_000
_PLAIN = re.compile(r"[ -~\x1d]{6,}")


@dataclass(frozen=True, slots=True)
class ScannerOptions:
    """How a scanner is set up, and how much of it is believed.

    Attributes:
        line: prefix, suffix and line end.
        baud: 9600 is what Chinese modules come with; over USB it means nothing.
        repeat_ms: a code seen again so soon after it was last seen is the same look at it, as
            scanners themselves define their re-read delay.
        per_second_max: no hand scans faster; more is a stuck scanner or noise.
        mute_after: so many times the same code in a row is a scanner left looking at it.
        quiet_ms: a pause that ends such a row, and after which trouble is over.
        pause_ms: a pause that ends a code where the scanner sends no line end; a code at 9600
            baud has gaps of 1 ms, USB adapters collect for up to 16 ms.
        broken_off_ms: a pause after which half a line is given up where it does send one.
    """

    line: LineOptions = field(default_factory=LineOptions)
    baud: int = 9600
    repeat_ms: int = 1_200
    per_second_max: int = 5
    mute_after: int = 20
    quiet_ms: int = 3_000
    pause_ms: int = 50
    broken_off_ms: int = 1_000


@dataclass(frozen=True, slots=True)
class ScannerState:
    """What the driver remembers; codes only by their fingerprints.

    Attributes:
        line: the line between two arrivals of bytes.
        byte_ms: when its last bytes came.
        seen: the codes seen within `repeat_ms`, with when they were last seen.
        row: the code that came last, and how often in a row.
        row_ms: when it last came.
        told_ms: when the shop was last told codes, within one second.
        noise_ms: when there was last noise.
        trouble: the fault the shop was told of and that is not over, or "".
        trouble_ms: when codes were last held back for it.
    """

    line: Scanline
    byte_ms: int = 0
    seen: tuple[tuple[str, int], ...] = ()
    row: tuple[str, int] = ("", 0)
    row_ms: int = 0
    told_ms: tuple[int, ...] = ()
    noise_ms: int = -_NOISE_MS
    trouble: str = ""
    trouble_ms: int = 0


class ScannerDriver:
    """A barcode scanner that sends plain lines.

    Args:
        name: its name in the configuration.
        options: how it is set up.
    """

    def __init__(self, name: str, options: ScannerOptions | None = None) -> None:
        self._name = name
        self._options = options or ScannerOptions()

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        return self._name

    @property
    def settings(self) -> PortSettings:
        """8N1 at the configured speed."""
        return PortSettings(baud=self._options.baud)

    def initial(self) -> ScannerState:
        """Return the state before the port was ever opened."""
        return ScannerState(Scanline(self._options.line))

    def deadline_ms(self, state: ScannerState) -> int | None:
        """Return when a line is given up or a trouble is over, whichever is first."""
        waits = []
        if state.line.in_line:
            waits.append(state.byte_ms + self._pause_ms)
        if state.trouble:
            waits.append(state.trouble_ms + self._options.quiet_ms)
        return min(waits, default=None)

    def step(
        self, state: ScannerState, event: Event, now_ms: int
    ) -> tuple[ScannerState, tuple[Action, ...]]:
        """Return the state after `event` at monotonic `now_ms`, and what is to be done."""
        match event:
            case Opened():
                # What was half said before the cable went is not finished after it.
                state = replace(state, line=Scanline(self._options.line))
                return state, (Emit(DeviceUp(self._name)),)
            case Bytes(data):
                state, actions = self._time_passed(state, now_ms)
                line, lines = state.line.feed(data)
                state, more = self._took(replace(state, byte_ms=now_ms), line, lines, now_ms)
                return state, (*actions, *more)
            case Tick():
                return self._time_passed(state, now_ms)
            case Stopping():
                return state, (Done(),)
            case _:
                return state, ()  # a scanner can be told nothing

    @property
    def _pause_ms(self) -> int:
        options = self._options
        return options.pause_ms if options.line.quiet_ends_line else options.broken_off_ms

    def _time_passed(
        self, state: ScannerState, now_ms: int
    ) -> tuple[ScannerState, tuple[Action, ...]]:
        """End what a pause ends: a line, a trouble."""
        actions: tuple[Action, ...] = ()
        if state.line.in_line and now_ms - state.byte_ms >= self._pause_ms:
            line, lines = state.line.idle()
            state, actions = self._took(state, line, lines, state.byte_ms)
        if state.trouble and now_ms - state.trouble_ms >= self._options.quiet_ms:
            state = replace(state, trouble="")
            actions = (*actions, Emit(DeviceFault(self._name, "ok")))
        return state, actions

    def _took(
        self, state: ScannerState, line: Scanline, lines: Iterable[Line], seen_ms: int
    ) -> tuple[ScannerState, tuple[Action, ...]]:
        """Go through the codes that a line gave, and count what was no code."""
        before, after = state.line.garbage, line.garbage
        actions: list[Action] = list(_notes(before, after))
        if (before.overlong, before.undecodable) != (after.overlong, after.undecodable):
            state = replace(state, noise_ms=seen_ms)
        state = replace(state, line=line)
        for code in lines:
            if seen_ms - state.noise_ms < _NOISE_MS and not _PLAIN.fullmatch(code.text):
                actions.append(Note("noise"))
                continue
            state, more = self._code(state, code, seen_ms)
            actions += more
        return state, tuple(actions)

    def _code(
        self, state: ScannerState, code: Line, now_ms: int
    ) -> tuple[ScannerState, list[Action]]:
        """Decide on one code: tell the shop, or hold it back and count it."""
        options = self._options
        actions: list[Action] = [Note("frames")]
        key = paycode.fingerprint(code.text)
        seen = {k: ms for k, ms in state.seen if now_ms - ms < options.repeat_ms}
        told_ms = tuple(ms for ms in state.told_ms if now_ms - ms < 1_000)
        repeated = key in seen
        same = key == state.row[0] and now_ms - state.row_ms < options.quiet_ms
        times = min(state.row[1] if same else 0, options.mute_after) + 1
        muted = times > options.mute_after
        if not (repeated or muted) and len(told_ms) >= options.per_second_max:
            # Remembered nowhere: the shop never heard it, so scanning it again is a first look.
            actions.append(Note("too_fast"))
            why = f"more than {options.per_second_max} codes in a second; the rest are dropped"
            return self._in_trouble(state, "stuck", why, now_ms, actions)
        if repeated or muted:
            actions.append(Note("muted" if muted else "repeated"))
        else:
            told_ms = (*told_ms, now_ms)
            actions += self._scanned(code, now_ms)
        seen[key] = now_ms
        kept = tuple(seen.items())[-2 * options.per_second_max :]
        state = replace(state, seen=kept, row=(key, times), row_ms=now_ms, told_ms=told_ms)
        if times >= options.mute_after:
            shown = paycode.loggable(code.text)
            why = f"{shown} came {options.mute_after} times in a row: take it out of its sight"
            return self._in_trouble(state, "muted", why, now_ms, actions)
        return state, actions

    def _scanned(self, code: Line, now_ms: int) -> list[Action]:
        """Tell the shop a code; of a long one (GS1) its article number, weight and price."""
        shape = paycode.classify(code.text)
        scan = Scanned(self._name, code.text, code.aim, shape, now_ms)
        if shape is not None or not gs1.looks_like_gs1(code.text, code.aim):
            return [Emit(scan)]
        try:
            said = gs1.decode(code.text)
        except ValueError:
            return [Note("undecodable"), Emit(scan)]
        if said.gtin is not None:
            weight_g, price_fen = said.weight_g, said.price_fen
            scan = replace(scan, text=said.gtin, weight_g=weight_g, price_fen=price_fen)
        return [Emit(scan)]

    def _in_trouble(
        self, state: ScannerState, fault: str, why: str, now_ms: int, actions: list[Action]
    ) -> tuple[ScannerState, list[Action]]:
        """Say a trouble once; it is over when nothing was held back for `quiet_ms`."""
        if state.trouble not in (fault, "muted"):
            actions.append(Emit(DeviceFault(self._name, fault, why)))
            state = replace(state, trouble=fault)
        return replace(state, trouble_ms=now_ms), actions


def _notes(before: Garbage, after: Garbage) -> Iterable[Note]:
    """What was no code, as additions to the health record."""
    for count in fields(Garbage):
        n = getattr(after, count.name) - getattr(before, count.name)
        if n:
            yield Note(count.name, n)
