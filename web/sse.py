"""Server-sent events of one screen: bounded, resumable, gone when the reader is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from time import monotonic

from flask import Response, current_app, request

from shop.screen import Screen, Shown

#: Live screens at once; each pins a thread of the server. A ninth is told to poll.
SLOTS = 8
#: Silence after which a comment is sent: it finds out whether the reader is still there.
KEEP_ALIVE_S = 2
#: Life of one stream; the page simply opens the next one.
LIFE_S = 15 * 60
#: Milliseconds after which a browser opens a stream that broke.
RETRY_MS = 1000

#: Counts the live screens of this process.
slots = threading.BoundedSemaphore(SLOTS)


def event_id(screen: Screen, shown: Shown) -> str:
    """Return the id of a view across restarts: start of the program and version."""
    return f"{screen.boot}-{shown.version}"


def message(id: str, data: str) -> bytes:
    """Return one event in the format of text/event-stream."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines())
    return f"id: {id}\nevent: view\n{lines}\n".encode()


def events(screen: Screen, seen: str, draw: Callable[[Shown], str]) -> Iterator[bytes]:
    """Yield the newest view whenever it differs from what the reader has seen.

    Args:
        screen: the one screen.
        seen: id of the last view the reader has, or "".
        draw: makes the HTML of a view; called in this stream's own thread.
    """
    until = monotonic() + LIFE_S
    yield f"retry: {RETRY_MS}\n\n".encode()
    shown = screen.shown
    version = shown.version
    if event_id(screen, shown) != seen:
        yield message(event_id(screen, shown), draw(shown))
    while monotonic() < until:
        newer = screen.wait(version, KEEP_ALIVE_S)
        if newer is None:
            yield b":\n\n"
            continue
        version = newer.version
        yield message(event_id(screen, newer), draw(newer))


def stream(screen: Screen, seen: str, draw: Callable[[Shown], str]) -> Response | None:
    """Return the stream as an answer, or None when all slots are taken."""
    if not slots.acquire(blocking=False):
        return None
    app, environ = current_app._get_current_object(), request.environ  # type: ignore[attr-defined]

    def in_context(shown: Shown) -> str:
        # Entered for each view: a stream that nobody reads to its end leaves nothing open.
        with app.request_context(environ):
            return draw(shown)

    answer = Response(events(screen, seen, in_context), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    # The server closes the answer when the reader has gone, even if nothing was ever sent.
    answer.call_on_close(slots.release)
    return answer
