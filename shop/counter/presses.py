"""Presses of the kiosk: a repeat gets the first answer, one from an old screen is refused."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from shop.counter.reply import Reply
from shop.errors import ButtonNotHere, InputRefused, MalformedInput, NothingToUndo
from shop.inputs import Pressed
from shop.screen import Screen
from shop.till.state import Till

#: Presses whose answers are remembered: many more than a page can have on its way.
PRESSES_KEPT = 256
#: Longest id of a press: that of a screen, a button and a line, with room to spare.
ID_CHARS_MAX = 200
#: Digits of a screen's version: more screens than a shop draws in its life.
_VERSION_DIGITS = 12


class Presses:
    """Remembers the answers to the newest presses.

    Args:
        screen: the one whose versions and start the press ids carry.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._answers: OrderedDict[str, tuple[Pressed, Reply]] = OrderedDict()
        self._question_version = 0

    def shown(self, before: Till, after: Till) -> None:
        """Take the screen shown now as the first of its question, if the question is new."""
        visits = [till.visit and till.visit.visit for till in (before, after)]
        if before.phase is not after.phase or (visits[1] and visits[0] != visits[1]):
            self._question_version = self._screen.shown.version

    def answered(self, press: Pressed) -> Reply | None:
        """Return the first answer to a press that comes again, or None.

        Raises:
            ButtonNotHere: it is from a screen that asked something else, or of another start;
                or its id was of another press.
        """
        if not isinstance(press.id, str) or len(press.id) > ID_CHARS_MAX:
            raise MalformedInput(field="press", why="the press id of the screen")
        if not isinstance(press.button, str):
            raise MalformedInput(field="button", why="the name of a button")
        known = self._answers.get(press.id)
        if known is not None:
            if known[0] != press:
                raise ButtonNotHere()
            return replace(known[1], repeated=True)
        boot, _, rest = press.id.partition(".")
        version = rest.partition(".")[0]
        if version.isascii() and version.isdigit():
            old = len(version) > _VERSION_DIGITS or int(version) < self._question_version
            if boot != self._screen.boot or old:
                raise ButtonNotHere()
        return None

    def remember(self, press: Pressed, reply: Reply) -> None:
        """Keep the answer to a press; the oldest is forgotten."""
        self._answers[press.id] = (press, reply)
        if len(self._answers) > PRESSES_KEPT:
            self._answers.popitem(last=False)


def refusal(key: str) -> InputRefused:
    """Return the refusal that the till's key stands for."""
    if key == "malformed_input":
        return MalformedInput(field="value", why="not one of those shown")
    kinds = {"button_not_here": ButtonNotHere, "nothing_to_undo": NothingToUndo}
    return kinds.get(key, InputRefused)()
