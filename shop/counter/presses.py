"""Presses of the kiosk: a repeat gets the first answer, one from an old screen is refused."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from shop.counter.reply import Reply
from shop.errors import ButtonNotHere
from shop.inputs import Pressed
from shop.screen import Screen

#: Presses whose answers are remembered: many more than a page can have on its way.
PRESSES_KEPT = 256


class Presses:
    """Remembers the answers to the newest presses.

    Args:
        screen: the one whose versions and start the press ids carry.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._answers: OrderedDict[str, Reply] = OrderedDict()
        self._visit_version = 0

    def visit_began(self) -> None:
        """Take the screen shown now as the first one of this visit."""
        self._visit_version = self._screen.shown.version

    def answered(self, press: Pressed) -> Reply | None:
        """Return the first answer to a press that comes again, or None.

        Raises:
            ButtonNotHere: it is from a screen of before this visit, or of another start.
        """
        known = self._answers.get(press.id)
        if known is not None:
            return replace(known, repeated=True)
        boot, _, rest = press.id.partition(".")
        version = rest.partition(".")[0]
        if version.isascii() and version.isdigit():
            if boot != self._screen.boot or int(version) < self._visit_version:
                raise ButtonNotHere()
        return None

    def remember(self, press: Pressed, reply: Reply) -> None:
        """Keep the answer to a press; the oldest is forgotten."""
        self._answers[press.id] = reply
        if len(self._answers) > PRESSES_KEPT:
            self._answers.popitem(last=False)
