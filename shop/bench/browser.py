"""A kiosk's browser as far as speed is concerned: one connection that presses, one that watches."""

from __future__ import annotations

import http.client
import json
import re
import socket
from time import perf_counter_ns

from shop.bench.service import PATIENCE_S
from shop.errors import ShopError

_HEADERS = {"Content-Type": "application/json"}
_EVENT = re.compile(rb"id: \S+-(\d+)\nevent: view\n(?:data: .*\n)*\n")


class NoAnswer(ShopError):
    """The shop that is measured does not answer as a kiosk needs it."""


class Kiosk:
    """Presses buttons of a running shop over one kept connection.

    Args:
        port: of its pages.
    """

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self._shown = ""

    def look(self) -> None:
        """Draw the present screen."""
        answer = self._ask("GET", "/kiosk/view")
        boot, _, version = (answer.headers["X-View"] or "").rpartition("-")
        self._shown = f"{boot}.{version}"

    def press(self, button: str, value: object = None) -> int:
        """Look at the screen, then press; return how long the press took, in ns."""
        self.look()
        body = json.dumps({"press": self._shown, "button": button, "value": value})
        began = perf_counter_ns()
        answer = self._ask("POST", "/kiosk/press", body)
        took = perf_counter_ns() - began
        if answer.status != 200:
            raise NoAnswer(f"the press of {button!r} was answered with {answer.status}")
        return took

    def page(self, address: str) -> None:
        """Open any page."""
        self._ask("GET", address)

    def bare_press(self) -> int:
        """Press the bare server's route; return how long it took, in ns."""
        body = json.dumps({"press": "0.0", "button": "paid", "value": None})
        began = perf_counter_ns()
        self._ask("POST", "/press", body)
        return perf_counter_ns() - began

    def close(self) -> None:
        """End the connection."""
        self._http.close()

    def _ask(self, method: str, address: str, body: str | None = None) -> http.client.HTTPResponse:
        self._http.request(method, address, body, _HEADERS if body else {})
        answer = self._http.getresponse()
        answer.read()
        return answer


class Watcher:
    """Watches the screen's stream of events.

    Args:
        port: of the shop's pages.
    """

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self._socket.sendall(b"GET /kiosk/events HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        self._heard = b""
        self.version = self.next()

    def next(self) -> int:
        """Wait for the next view and return its version."""
        while (found := _EVENT.search(self._heard)) is None:
            more = self._socket.recv(65536)
            if not more:
                raise NoAnswer("the screen's stream has ended")
            self._heard += more
        self._heard = self._heard[found.end() :]
        self.version = int(found[1])
        return self.version

    def close(self) -> None:
        """Look away."""
        self._socket.close()
