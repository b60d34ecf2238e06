"""A fake provider's place on loopback: it answers, is silent, or is not there at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: A request of ours is a page of text.
BODY_BYTES_MAX = 256 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: `path` with its query, `headers` by small letters, the raw `body`."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """What is answered; `silent`: the line stays open and nothing is ever said."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False


class Place:
    """Where a fake listens.

    Args:
        answer: takes one request, in a thread of its own.
    """

    def __init__(self, answer: Callable[[Asked], Answered]) -> None:
        self._answer = answer
        self._port = 0
        self._gone = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.online()

    @property
    def url(self) -> str:
        """Its address; the same after a time offline."""
        return f"http://127.0.0.1:{self._port}"

    def online(self) -> None:
        """Be there."""
        if self._server is not None:
            return
        self._gone.clear()
        server = ThreadingHTTPServer(("127.0.0.1", self._port), _handler(self._answer, self._gone))
        server.daemon_threads = True
        self._port = server.server_address[1]
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, args=(0.02,), name="fake-gateway", daemon=True
        )
        self._thread.start()

    def offline(self) -> None:
        """Be gone: connections are refused, and whoever waits for an answer is cut off."""
        if self._server is None:
            return
        self._gone.set()
        self._server.shutdown()
        self._server.server_close()
        if self._thread is not None:
            self._thread.join(5)
        self._server = self._thread = None


def _handler(
    answer: Callable[[Asked], Answered], gone: threading.Event
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say()

        def do_POST(self) -> None:
            self._say()

        def _say(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), BODY_BYTES_MAX)
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = answer(Asked(self.command, self.path, headers, self.rfile.read(length)))
            if said.silent:
                gone.wait(60)
                return
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: requests hold residents' codes."""

    return Handler
