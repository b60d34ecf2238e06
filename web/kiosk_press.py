"""A press on the kiosk: read what a page posted, and refuse what no screen of ours posts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shop.errors import MalformedInput
from shop.inputs import BUTTONS, Pressed

#: The press of a screen: start of the program and version. The counter knows an old one by it.
_PRESS = re.compile(r"[0-9A-Za-z]{1,40}\.[0-9]{1,12}")
LINE_CHARS_MAX = 80
VALUE_CHARS_MAX = 64
FEN_MAX = 1_000_000

#: Buttons whose value is a number.
NUMBERS = frozenset({"quantity", "price", "paid", "change"})
#: Buttons whose value is a text.
TEXTS = frozenset({"add", "iou", "note"})
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
        if button == "iou":  # a nickname that was typed rather than chosen
            value = value or raw.get("alias")
    press = raw.get("press")
    if not isinstance(press, str) or not _PRESS.fullmatch(press):
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
