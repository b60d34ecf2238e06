"""The kiosk: the till's one screen, drawn whole on the server, and the presses on it.

Without scripts every button is a form; with them, the same HTML comes through the stream.
"""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from shop.catalogue import Item
from shop.errors import InputRefused, LedgerError, MalformedInput
from shop.screen import Shown
from web import errors, sse
from web.kiosk_parts import ROWS, ROWS_MAX, Asked, Stage, name_of, picture
from web.kiosk_phone import wallet
from web.kiosk_press import read_press
from web.kiosk_scene import scene
from web.kiosk_words import GOOD, notice_text, trouble_text
from web.qr import qr_svg
from web.security import csrf, from_here, may_drive_kiosk
from web.shop import the_settings, the_shop, web

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")
csrf.exempt(blueprint)  # a press carries its screen's id and must come from our own page


@blueprint.before_request
def only_here() -> None:
    """Let only the till's own browser in, and the hosts the configuration names."""
    if not may_drive_kiosk(request.remote_addr, the_settings().kiosk_hosts):
        abort(403)


@blueprint.get("", strict_slashes=False)
def page() -> str:
    """Draw the present view as a whole page."""
    shown = the_shop().screen.shown
    return _page(shown)


@blueprint.get("/view")
def fragment() -> Response:
    """Draw the present view as a fragment; 304 when the reader has it already."""
    shop = the_shop()
    shown = shop.screen.shown
    asked = _asked(request.args)
    answer = Response(mimetype="text/html")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["X-View"] = sse.event_id(shop.screen, shown)
    answer.set_etag(f"{sse.event_id(shop.screen, shown)}-{get_locale()}-{hash(asked):x}")
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
        return answer
    answer.set_data(_fragment(shown, asked))
    return answer


@blueprint.get("/events")
def events() -> Response:
    """Stream each new view; 503 when too many watch, and the page polls instead."""
    shop = the_shop()
    asked = Asked(rows=_rows(request.args))
    seen = request.headers.get("Last-Event-ID") or request.args.get("seen", "")
    answer = sse.stream(shop.screen, seen, lambda shown: _fragment(shown, asked))
    if answer is None:
        answer = errors.problem(503, "too_many_screens", "too many screens: ask /kiosk/view")
        answer.headers["Retry-After"] = "5"
    return answer


@blueprint.post("/press")
def press() -> Response:
    """Hand a press to the till, once, and answer when the book has it."""
    if not from_here(request):
        abort(403)
    shop = the_shop()
    script = request.is_json
    try:
        read = read_press(_posted())
        reply = shop.ask(read.pressed())
    except InputRefused as error:
        web().count(error.key)
        status = errors.STATUS.get(error.key, 422)
        return _refused(status, error.key, errors.refusal_text(error), script)
    except LedgerError as error:
        return _refused(503, "book_closed", str(error), script)
    if script:
        return jsonify({"entries": list(reply.entries), "repeated": reply.repeated})
    return redirect(url_for("kiosk.page"), 303)  # type: ignore[return-value]


def _posted() -> dict[str, Any]:
    if not request.is_json:
        return dict(request.form)
    try:
        found = request.get_json()
    except BadRequest as error:
        raise MalformedInput(field="body", why="one JSON object") from error
    if not isinstance(found, dict):
        raise MalformedInput(field="body", why="one JSON object")
    return found


def _refused(status: int, key: str, text: str, script: bool) -> Response:
    if script:
        return errors.problem(status, key, text)
    answer = Response(_page(the_shop().screen.shown, text), status, mimetype="text/html")
    if status == 503:
        answer.headers["Retry-After"] = str(errors.RETRY_S)
    return answer


def _rows(args: MultiDict[str, str]) -> int:
    return min(max(args.get("rows", ROWS, type=int), 1), ROWS_MAX)


def _asked(args: MultiDict[str, str]) -> Asked:
    return Asked(
        show=args.get("show", "")[:16],
        page=args.get("page", None, type=int),
        line=args.get("line", "")[:80],
        word=args.get("word", "")[:16],
        rows=_rows(args),
    )


def _page(shown: Shown, text: str = "") -> str:
    asked = _asked(request.args)
    context = _context(shown, asked, text)
    return render_template("kiosk/page.html", **context)


def _fragment(shown: Shown, asked: Asked) -> str:
    return render_template("kiosk/till.html", **_context(shown, asked))


def _context(shown: Shown, asked: Asked, text: str = "") -> dict[str, Any]:
    shop = the_shop()
    view = shown.view
    qr, kinds = the_settings().qr_text, the_settings().device_kinds
    idle = view.phase == "idle"
    items = _items() if idle or asked.show == "tiles" else ()
    honesty = shop.honesty_percent() if idle or view.phase == "thanks" else None
    stage = Stage(view, asked, items)
    made = scene(stage)
    notice, kind = text, "look"
    if not text and view.notice:
        notice = notice_text(view.notice, view.notice_fen)
        kind = "good" if view.notice in GOOD else "look"
    return {
        "view": view,
        "press": shown.press,
        "event": sse.event_id(shop.screen, shown),
        "asked": asked,
        "scene": made,
        "notice": notice,
        "notice_kind": kind,
        "trouble": trouble_text(view.trouble, kinds) if view.phase != "closed" else "",
        "honesty": honesty,
        "goods": items[:4],
        "name_of": name_of,
        "picture": picture,
        "wallet": wallet,
        "qr_svg": (lambda label, text=qr or "": qr_svg(text, label)),
    }


def _items() -> tuple[tuple[Item, int], ...]:
    """Return the goods that can be picked by picture, those without a barcode first."""
    shop = the_shop()
    now_ms = shop.clock.now().wall_ms
    priced = [
        (item, fen)
        for item in shop.catalogue.items.values()
        if not item.retired and (fen := item.price_now(now_ms)) is not None
    ]
    return tuple(sorted(priced, key=lambda pair: bool(pair[0].codes or pair[0].case_codes)))
