"""A press on the kiosk: read it, know it again, know when it comes from an older screen."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shop.errors import ButtonNotHere, MalformedInput
from shop.inputs import BUTTONS, Pressed
from shop.screen import Screen, Shown

PRESS_CHARS_MAX = 80
LINE_CHARS_MAX = 80
VALUE_CHARS_MAX = 64
FEN_MAX = 1_000_000
#: Screens and presses that are remembered: more than fit into the longest undo time.
KEPT = 256

#: Buttons whose value is a number.
NUMBERS = frozenset({"quantity", "price", "paid", "change"})
#: Buttons whose value is a text.
TEXTS = frozenset({"add", "iou"})
NEEDS_VALUE = frozenset({"quantity", "price", "add"})
NEEDS_LINE = frozenset({"quantity", "remove"})


@dataclass(frozen=True, slots=True)
class Press:
    """What a page posted, checked: the press of its screen, the button, its line and value."""

    press: str
    button: str
    line: str | None
    value: int | str | None

    @property
    def id(self) -> str:
        """Return the id under which this is done once: a double tap has the same."""
        return f"{self.press}.{self.button}.{self.line or ''}"

    def pressed(self) -> Pressed:
        """Return it as the input of the till."""
        return Pressed(self.id, self.button, self.line, self.value)


def read_press(raw: Mapping[str, Any]) -> Press:
    """Return the press a page posted, as fields or as one `do` of button:line:value.

    Raises:
        MalformedInput: a field is missing, of the wrong kind or out of bounds.
    """
    button, line, value = raw.get("button"), raw.get("line"), raw.get("value")
    do = raw.get("do")
    if isinstance(do, str):
        button, line, value = (*do.split(":", 2), "", "")[:3]
    press = raw.get("press")
    if not isinstance(press, str) or not 0 < len(press) <= PRESS_CHARS_MAX:
        raise MalformedInput(field="press", why="the press id of the screen")
    if not isinstance(button, str) or button not in BUTTONS:
        raise MalformedInput(field="button", why="one of " + ", ".join(sorted(BUTTONS)))
    line = None if line in (None, "") else line
    if line is not None and (not isinstance(line, str) or len(line) > LINE_CHARS_MAX):
        raise MalformedInput(field="line", why="the id of a line of the basket")
    if (button in NEEDS_LINE) != (line is not None):
        raise MalformedInput(field="line", why="only, and always, for " + _list(NEEDS_LINE))
    return Press(press, button, line, _value(button, value))


def _value(button: str, value: object) -> int | str | None:
    if value is None or value == "":
        if button in NEEDS_VALUE:
            raise MalformedInput(field="value", why=BUTTONS[button])
        return None
    if button in NUMBERS:
        return _number(button, value)
    if button in TEXTS and isinstance(value, str):
        text = value.strip()
        if 0 < len(text) <= VALUE_CHARS_MAX and text.isprintable():
            return text
    raise MalformedInput(field="value", why=BUTTONS[button] or "nothing for this button")


def _number(button: str, value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 7:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= FEN_MAX:
        raise MalformedInput(field="value", why=f"{BUTTONS[button]}: 0..{FEN_MAX}")
    return value


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


class Presses:
    """Remembers what was drawn and what was pressed, each for a bounded while.

    A press counts only if the screen it was drawn on still means the same: only then does the
    finger mean what the till will do. One that was asked before is always asked again with its
    own id, since the counter then gives the first answer.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drawn: OrderedDict[str, Any] = OrderedDict()
        self._asked: OrderedDict[str, None] = OrderedDict()

    def drawn(self, shown: Shown) -> None:
        """Remember that a page was given this view."""
        with self._lock:
            self._drawn[shown.press] = meaning(shown.view)
            _forget(self._drawn)

    def admit(self, press: Press, screen: Screen) -> None:
        """Let a press through to the till.

        Raises:
            ButtonNotHere: the screen it was drawn on is past.
        """
        shown = screen.shown
        with self._lock:
            if press.id not in self._asked and press.press != shown.press:
                was = self._drawn.get(press.press)
                if was is None or was != meaning(shown.view):
                    raise ButtonNotHere
            self._asked[press.id] = None
            _forget(self._asked)


def meaning(view: Any) -> Any:
    """Return a view without what changes by itself and means nothing for a press."""
    return replace(view, undo_s=0, notice=None, notice_fen=None, trouble=())


def _forget(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > KEPT:
        kept.popitem(last=False)
