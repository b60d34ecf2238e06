"""A script for the demo: what hands do at which moment, one line each.

# the coin slot jams while somebody pays
0:05 scan SALT
0:08 press cash
0:10 drop 100
0:12 slot jam
0:40 slot clear
1:00 end
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from hardware.twins.faults import Faults
from shop.demo.hands import TwinHands
from shop.demo.kiosk import Kiosk, NoScreen
from shop.errors import ShopError
from shop.money import format_yuan

#: A script is read by a person: it fits a few screens.
LINES_MAX = 2_000
#: As many lines of any length that a person writes.
BYTES_MAX = 256 * 1024
#: Two hours: more than anybody watches.
AT_MS_MAX = 7_200_000
_AT = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
_PERCENT = re.compile(r"(drop|noise|dup|split)=([0-9]{1,3}(?:\.[0-9]{1,3})?)%?")
CABLES = ("scanner", "box", "printer")
#: Verb of a person → how many words may follow.
_VERBS = {"scan": (1, 1), "drop": (1, 1), "press": (1, 2), "phone": (0, 0), "code": (0, 0)}


class ScriptError(ShopError):
    """A line of a demo's script cannot be done: says which, and what may stand there."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line: `at_ms` after the shop opened, what is done, with what."""

    at_ms: int
    verb: str
    words: tuple[str, ...]


def read(text: str, switches: Mapping[str, Sequence[str]]) -> tuple[Step, ...]:
    """Return the steps of a script in their order.

    Args:
        text: its lines; empty ones and what follows a # mean nothing.
        switches: name of each switch → what can be done to it.

    Raises:
        ScriptError: a line is none; nothing of the script was done.
    """
    lines = text.splitlines()
    if len(lines) > LINES_MAX:
        raise ScriptError(f"the script has {len(lines)} lines: at most {LINES_MAX}")
    steps: list[Step] = []
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            step = _step(words, switches)
        except ValueError as error:
            raise ScriptError(f"line {number}: {' '.join(words)!r}: {error}") from error
        if steps and step.at_ms < steps[-1].at_ms:
            raise ScriptError(f"line {number}: {words[0]} is before the line above it")
        steps.append(step)
    return tuple(steps)


def read_file(path: Path, switches: Mapping[str, Sequence[str]]) -> tuple[Step, ...]:
    """Return the steps of a script in a file, see `read`.

    Raises:
        ScriptError: it cannot be read, or a line of it is none.
    """
    try:
        with path.open("rb") as file:
            return read(file.read(BYTES_MAX).decode("utf-8"), switches)
    except OSError as error:
        raise ScriptError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ScriptError(f"{path} is no text in UTF-8") from error


def _step(words: list[str], switches: Mapping[str, Sequence[str]]) -> Step:
    at = _AT.fullmatch(words[0])
    if at is None:
        raise ValueError("a line begins with a moment, such as 0:05")
    at_ms = (int(at[1]) * 60 + int(at[2])) * 1000
    if at_ms > AT_MS_MAX:
        raise ValueError("a script lasts two hours at most")
    verb, rest = (words[1] if len(words) > 1 else ""), tuple(words[2:])
    if verb in switches:
        if len(rest) != 1 or rest[0] not in switches[verb]:
            raise ValueError(f"{verb} is followed by one of {', '.join(switches[verb])}")
    elif verb == "cable":
        _check_cable(rest)
    elif verb in _VERBS:
        least, most = _VERBS[verb]
        if not least <= len(rest) <= most or (verb == "drop" and not rest[0].isdecimal()):
            raise ValueError(f"{verb} takes {'an amount in fen' if verb == 'drop' else most}")
    elif verb != "end" or rest:
        known = ", ".join((*_VERBS, "cable", "end", *switches))
        raise ValueError(f"choose one of {known}")
    return Step(at_ms, verb, rest)


def _check_cable(words: tuple[str, ...]) -> None:
    if len(words) < 2 or words[0] not in CABLES:
        raise ValueError(f"cable is followed by one of {', '.join(CABLES)} and what ails it")
    for word in words[1:]:
        if word not in ("good", "echo", "slow") and _PERCENT.fullmatch(word) is None:
            raise ValueError("a cable is good, echo, slow, or drop=, noise=, dup=, split= percent")


def ills(words: Sequence[str]) -> tuple[Faults, bool, bool]:
    """Return what ails a cable as a line says it: its faults, whether it echoes, is slow."""
    found = [_PERCENT.fullmatch(word) for word in words]
    chances = {one[1]: Fraction(one[2]) / 100 for one in found if one is not None}
    return Faults(**chances), "echo" in words, "slow" in words  # type: ignore[arg-type]


class Player:
    """Plays a script, in a thread of its own.

    Args:
        steps: of it.  hands: do it.  kiosk: the till's screen.  codes: item → barcode.
        tell: hears each line when it was done, and what came of it.
        ended: called at its end, or at "end".
    """

    def __init__(
        self,
        steps: Sequence[Step],
        hands: TwinHands,
        kiosk: Kiosk,
        codes: Mapping[str, str],
        tell: Callable[[str], None],
        ended: Callable[[], None],
    ) -> None:
        self._steps, self._hands, self._kiosk = steps, hands, kiosk
        self._codes, self._tell, self._ended = codes, tell, ended
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="script", daemon=True)

    def start(self) -> None:
        """Begin: the first line's moment counts from now."""
        self._thread.start()

    def stop(self) -> None:
        """Leave off."""
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        past_ms = 0
        for step in self._steps:
            if self._stop.wait((step.at_ms - past_ms) / 1000):
                return
            past_ms = step.at_ms
            if step.verb == "end":
                self._ended()
                return
            came = self._do(step)
            minutes, seconds = divmod(step.at_ms // 1000, 60)
            line = " ".join((f"{minutes}:{seconds:02}", step.verb, *step.words))
            self._tell(f"{line}: {came}" if came else line)

    def _do(self, step: Step) -> str:
        """Do one line; return what a watcher should know of it, "" where it went as it says."""
        hands, words = self._hands, step.words
        match step.verb:
            case "scan":
                read = hands.scan(self._codes.get(words[0], words[0]))
                return "" if read else "nothing: the scanner's cable is out"
            case "drop":
                return "" if hands.drop(int(words[0])) else "it comes back: the box takes none now"
            case "phone":
                fen = hands.phone()
                return f"{format_yuan(fen)} yuan go" if fen else "no code of a sale to pay"
            case "code":
                return "" if hands.show_code() else "nothing: the scanner's cable is out"
            case "cable":
                hands.ail(words[0], *ills(words[1:]))
                return ""
            case "press":
                return self._press(*words)
            case _:
                return "" if hands.act(step.verb, words[0]) else "it is so already"

    def _press(self, button: str, value: str = "") -> str:
        given = int(value) if value.isdecimal() else value or None
        try:
            pressed = self._kiosk.press(button, given)
        except NoScreen as error:
            return f"no screen: {error}"
        return "" if pressed else "the screen has no such button now, or does not take that"
