"""The till's screen as a resident sees it: they read the page and press what stands on it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException

#: A page that takes longer is not there: the shop is stopping.
TIMEOUT_S = 6


class NoScreen(Exception):
    """The page cannot be had: the shop is starting or stopping."""


@dataclass(slots=True)
class Seen:
    """What stands on the screen.

    Attributes:
        phase: the question it asks.  press: what its buttons are pressed with.
        buttons: what they do, "button:line:value" or shorter.
        lines: name of a thing in the basket → its line's id, of those on the screen.
    """

    phase: str = ""
    press: str = ""
    buttons: set[str] = field(default_factory=set)
    lines: dict[str, str] = field(default_factory=dict)

    def shows(self, button: str) -> bool:
        """Say whether a button of this name is on the screen."""
        return any(do.split(":")[0] == button for do in self.buttons)


class Kiosk:
    """The page /kiosk of one shop.

    Args:
        port: of the shop's pages on this machine.
    """

    def __init__(self, port: int) -> None:
        self._port = port

    def look(self) -> Seen:
        """Read the screen.

        Raises:
            NoScreen: there is none now.
        """
        reader = _Reader()
        reader.feed(self._ask("GET", "/kiosk/view?rows=8", None)[1])
        return reader.seen

    def press(self, button: str, value: int | str | None = None, line: str | None = None) -> bool:
        """Press a button; False if the screen has moved on or does not know it."""
        body = {"press": self.look().press, "button": button, "line": line, "value": value}
        status, _ = self._ask("POST", "/kiosk/press", json.dumps(body))
        return status < 400

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        try:
            headers = {"Content-Type": "application/json"} if body else {}
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode("utf-8")
        except (OSError, HTTPException) as error:
            raise NoScreen(str(error)) from error
        finally:
            line.close()


class _Reader(HTMLParser):
    """Picks the phase, the buttons and the basket's lines out of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self._name: str | None = None
        self._in_name = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if "data-phase" in at:
            self.seen.phase = at["data-phase"]
        elif tag == "input" and at.get("name") == "press":
            self.seen.press = at.get("value", "")
        elif tag == "button" and at.get("name") == "do":
            self._button(at.get("value", ""))
        elif tag == "b" and "name" in at.get("class", "").split():
            self._in_name = True
        elif tag == "a" and (found := re.search(r"[?&]line=([^&]+)", at.get("href", ""))):
            self._line(found[1])

    def handle_data(self, data: str) -> None:
        if self._in_name and data.strip():
            self._name, self._in_name = data.strip(), False

    def _button(self, do: str) -> None:
        self.seen.buttons.add(do)
        button, _, rest = do.partition(":")
        if button in ("quantity", "remove"):
            self._line(rest.split(":")[0])

    def _line(self, id: str) -> None:
        if self._name is not None:
            self.seen.lines.setdefault(self._name, id)
