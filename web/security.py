"""What keeps strangers out of the pages: headers, the secret, same origin, who may press."""

from __future__ import annotations

import os
import secrets
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request
from flask_wtf.csrf import CSRFProtect

from web.shop import WebSettings

#: Nothing from elsewhere, nothing inline: the pages bring all they need.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
#: Largest form or photo a page may send; a phone's photo is resized before.
BODY_BYTES_MAX = 4 * 1024 * 1024
#: Pages that take files, and how much: three statements of 5 MB, with the form around them.
ROOM_FOR = {"volunteer.qr_file": 16 * 1024 * 1024}
SECRET_BYTES = 32

csrf = CSRFProtect()


def secret(state_dir: Path | None) -> bytes:
    """Return the secret that signs sessions and forms, made once and readable to us alone."""
    if state_dir is None:
        return secrets.token_bytes(SECRET_BYTES)
    path = state_dir / "web.secret"
    try:
        kept = path.read_bytes()
        if len(kept) == SECRET_BYTES:
            return kept
        # half written when the power went: a new one only logs people out
        path.unlink()
    except FileNotFoundError:
        pass
    fresh = secrets.token_bytes(SECRET_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another start was quicker
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(fresh)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def from_here(asked: Request) -> bool:
    """Say whether a request was sent by one of our own pages, or by no browser at all."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = asked.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == asked.host


def may_drive_kiosk(address: str | None, allowed: tuple[str, ...]) -> bool:
    """Say whether the machine at `address` may see and press the till's screen."""
    try:
        peer = ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(peer, "ipv4_mapped", None)
    peer = mapped or peer
    return peer.is_loopback or any(peer in ip_network(net, strict=False) for net in allowed)


class NamedByProxy:
    """Before the pages of a shop behind a TLS proxy on this machine: who asks is whom it names.

    Only a peer on this machine is believed, and only the last address it says, which is its own.
    Where it says none, who asks is unknown: a loopback address alone would let anybody through.

    Args:
        pages: the application behind it.
    """

    def __init__(self, pages: Any) -> None:
        self._pages = pages

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer one request, with the asker's address in place of the proxy's."""
        if may_drive_kiosk(environ.get("REMOTE_ADDR"), ()):
            said = environ.get("HTTP_X_FORWARDED_FOR", "")
            environ["REMOTE_ADDR"] = said.rpartition(",")[2].strip()
            if environ.get("HTTP_X_FORWARDED_PROTO") == "https":
                environ["wsgi.url_scheme"] = "https"
        return self._pages(environ, start_response)


def _headers(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _room() -> None:
    """Let the few pages that take files take larger bodies."""
    most = ROOM_FOR.get(request.endpoint or "")
    if most is not None:
        request.max_content_length = most


def set_up(app: Flask, settings: WebSettings) -> None:
    """Give the application its secret, its limits, CSRF and headers."""
    app.config.update(
        SECRET_KEY=secret(settings.state_dir),
        MAX_CONTENT_LENGTH=BODY_BYTES_MAX,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.tls,
        WTF_CSRF_TIME_LIMIT=None,  # a phone may have lain in a pocket for half a day
        WTF_CSRF_SSL_STRICT=False,
    )
    if settings.tls:
        app.wsgi_app = NamedByProxy(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_room)  # before the form is read for its token
    csrf.init_app(app)
    app.after_request(_headers)
