"""Pages of exports: the book as files that others read, for coordinators alone."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from shop import queries
from shop.export.files import CUTS_MAX, SUFFIXES, Source, Wanted, write_export
from shop.export.words import local
from web.errors import answer_with
from web.forms import N_
from web.shop import the_settings, the_shop

blueprint = Blueprint("exports", __name__, url_prefix="/office/exports")

#: What can be had: address → (format, table, msgid of its name in file names).
FILES = {
    "statement": ("xlsx", "", N_("statement")),
    "statement-csv": ("csv", "statement", N_("statement")),
    "items-csv": ("csv", "items", N_("goods-list")),
    "money-csv": ("csv", "money", N_("money")),
    "journal": ("csv", "journal", N_("journal")),
    "movements": ("csv", "movements", N_("movements")),
    "stock": ("csv", "stock", N_("stock")),
    "ious": ("csv", "ious", N_("pay-later")),
    "beancount": ("beancount", "", N_("book")),
    "copy": ("copy", "", N_("book")),
}
_MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "beancount": "text/plain; charset=utf-8",
    "copy": "application/vnd.sqlite3",
}
#: A small board makes one at a time; another coordinator is told to wait a moment.
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)
#: Signs that a file name may not hold on some machine.
_NOT_IN_NAMES = str.maketrans({sign: "-" for sign in '/\\:*?"<>| '})


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Offer what can be exported."""
    with the_shop().reading() as book:
        closed = queries.cuts.closed_cuts(book, CUTS_MAX)
    return render_template("supply/exports.html", closed=closed)


@blueprint.get("/<what>")
def download(what: str) -> ResponseReturnValue:
    """Write an export of this moment into a file of its own, then send that."""
    if what not in FILES:
        abort(404)
    format_, table, _ = FILES[what]
    first = request.args.get("first", type=int)
    last = request.args.get("last", type=int)
    by_cut = what in ("statement", "statement-csv", "items-csv", "money-csv")
    wanted = Wanted(format_, table or "journal", *((first, last) if by_cut else (None, None)))
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        text = gettext("Another export is being made: try again in a minute.")
        return answer_with(503, "export_busy", text)
    try:
        return _made(what, wanted)
    except OSError:
        text = gettext("There is no room for this file: make some, then try again.")
        return answer_with(503, "no_room", text)
    finally:
        _ONE_AT_A_TIME.release()


def _made(what: str, wanted: Wanted) -> Response:
    """Write the file, and send it from under a name that is gone already.

    The book is let go before the first byte leaves: a slow phone holds nothing up.
    """
    zone = ZoneInfo(the_settings().timezone)
    now_ms = the_shop().clock.now().wall_ms
    handle, name = tempfile.mkstemp(prefix=".export-", dir=the_settings().state_dir)
    os.close(handle)
    path = Path(name)
    try:
        with the_shop().reading() as book:
            write_export(Source(book, zone, gettext, now_ms), wanted, path)
        file = path.open("rb")
    finally:
        path.unlink()
    answer = send_file(
        file,
        mimetype=_MIME[wanted.format],
        as_attachment=True,
        download_name=_name(what, wanted, local(now_ms, zone).strftime("%Y-%m-%d")),
    )
    answer.content_length = os.fstat(file.fileno()).st_size
    return answer


def _name(what: str, wanted: Wanted, day: str) -> str:
    """Return a name that says shop, content, cuts and day."""
    cuts = "-".join(str(n) for n in dict.fromkeys((wanted.first, wanted.last)) if n)
    parts = [the_shop().name, gettext(FILES[what][2]), cuts, day]
    whole = "-".join(part for part in parts if part).translate(_NOT_IN_NAMES)
    return whole + SUFFIXES[wanted.format]
