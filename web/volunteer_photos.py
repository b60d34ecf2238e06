"""Photos of the shelf: asked for by a volunteer, seen by volunteers and coordinators alone."""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from shop.device_commands import TakeShelfPhoto
from shop.queries import photos as taken
from web import words
from web.desk import fields, form_page, say, volunteer
from web.shop import the_settings, the_shop

#: Photos of so many days stand on the page; older ones are asked for by nobody.
DAYS = 7
_DAY_MS = 86_400_000
#: A photo is there within seconds; so long the page looks for it by itself.
LOOK_MS = 20_000
LOOK_S = 3
_TYPES = {".jpg": "image/jpeg", ".png": "image/png"}


@volunteer.get("/photos")
@volunteer.post("/photos")
def photos() -> ResponseReturnValue:
    """Show the photos of the last days, and the buttons that take one."""
    folder = the_settings().photos
    if folder is None:
        abort(404)
    posted = fields() if request.method == "POST" else None
    if posted is not None:
        command = TakeShelfPhoto(id=posted.id(), why=posted.choice("why", words.PHOTOS) or "")
        if posted.ok and say(posted, command):
            return redirect(url_for("volunteer.photos"), 303)
    now_ms = the_shop().clock.now().wall_ms
    with the_shop().reading() as book:
        found = taken.recent(book, now_ms - DAYS * _DAY_MS)
        asked_ms = taken.waited_for(book)
    coming = asked_ms is not None and 0 <= now_ms - asked_ms < LOOK_MS
    return form_page(
        "volunteer/photos.html",
        posted.sheet if posted else None,
        photos=[(one, (folder / one.file).is_file()) for one in found],
        away="camera" in the_shop().screen.shown.view.trouble,
        coming=coming,
        missed=asked_ms is not None and not coming and now_ms - asked_ms < _DAY_MS,
        look_s=LOOK_S,
        days=DAYS,
    )


@volunteer.get("/photos/<job>")
def photo(job: str) -> Response:
    """Give one photo to who is logged in; the book names its file, nothing else does."""
    folder = the_settings().photos
    if folder is None:
        abort(404)
    with the_shop().reading() as book:
        found = taken.one(book, job)
    path = folder / found.file if found else None
    kind = _TYPES.get(path.suffix) if path else None
    if path is None or kind is None or path.parent != folder:
        abort(404)
    try:
        return Response(path.read_bytes(), mimetype=kind)
    except OSError:  # deleted, now or long ago
        abort(404)
