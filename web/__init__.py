"""The pages of the shop: kiosk, public, volunteers, coordinators, and the demo's street."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from web import (
    access,
    board,
    bulletin,
    coordinator,
    errors,
    exports,
    formats,
    fund,
    households,
    kiosk,
    languages,
    me,
    notices,
    papers,
    people,
    public,
    restock,
    review,
    security,
    setup,
    trend,
    volunteer,
)
from web.shop import Shop, Web, WebSettings, the_shop, web

#: Static files carry a digest in their address, so they may be kept for good.
STATIC_S = 365 * 24 * 3600


def create_app(shop: Shop, settings: WebSettings | None = None, street: Any = None) -> Flask:
    """Make the application that serves one shop.

    Args:
        shop: the running shop.
        settings: what the configuration says of pages.
        street: the demo's street (its twins' handles), which brings the page /street.
    """
    settings = settings or WebSettings()
    app = Flask(__name__)
    app.extensions["tongxin"] = Web(shop, settings, street)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=asset)
    app.context_processor(_everywhere)
    access.set_up(app)
    security.set_up(app, settings)
    languages.set_up(app, settings)
    formats.set_up(app)
    errors.set_up(app)
    app.after_request(_keep_static)
    desks = (coordinator, papers, review, trend, fund, households, exports, restock)
    for pages in (kiosk, public, board, bulletin, notices, setup, me, people, volunteer, *desks):
        app.register_blueprint(pages.blueprint)
    if street is not None:
        from web import street as street_pages

        app.register_blueprint(street_pages.blueprint)
    return app


def _everywhere() -> dict[str, Any]:
    """Return what every template knows: the shop, and the demo's people where it is one."""
    return {"shop": the_shop(), "demo_people": getattr(web().street, "people", ())}


def asset(name: str) -> str:
    """Return the address of a static file, with a digest so that a new one is fetched anew."""
    # By hand: a screen of the till names dozens, and url_for would take half of its time.
    return f"{request.script_root}/static/{name}?v={_digest(name)}"


@lru_cache(maxsize=256)
def _digest(name: str) -> str:
    path = Path(__file__).parent / "static" / name
    return sha256(path.read_bytes()).hexdigest()[:8] if path.is_file() else "none"


def _keep_static(answer: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        answer.headers["Cache-Control"] = f"public, max-age={STATIC_S}, immutable"
    return answer


def server(app: Flask, host: str = "127.0.0.1", port: int = 8080) -> Any:
    """Return a waitress server for the application; `.run()` serves, `.close()` ends it.

    16 threads: 8 may hold a live screen, the others answer. The look-ahead lets waitress
    notice that a reader has gone while its stream is open. What a proxy says of the asker is
    kept only where there is one: `security.NamedByProxy` reads it.
    """
    from waitress.server import create_server

    return create_server(
        app,
        host=host,
        port=port,
        threads=16,
        channel_request_lookahead=5,
        ident=None,
        clear_untrusted_proxy_headers=not app.extensions["tongxin"].settings.tls,
    )
