"""Volunteers' pages around devices: notes nobody knows of, change the shop owes, a cut's slip."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from shop import queries
from shop.device_commands import PrintCutSlip, SettleNote
from shop.paper_commands import PayOwed
from shop.queries import owed as owed_change
from shop.slips import number_of
from web import words
from web.desk import fields, form_page, say, volunteer
from web.forms import Fields
from web.shop import the_settings, the_shop


@volunteer.app_context_processor
def _fitted() -> dict[str, object]:
    """Tell the templates what this shop is fitted with, and what devices are called."""
    return {
        "has_camera": the_settings().photos is not None,
        "has_printer": the_settings().slips,
        "photo_words": words.PHOTOS,
        "trouble_words": words.TROUBLE,
        "aside_why": words.ASIDE,
        "fresh_id": the_shop().fresh_id,
    }


@volunteer.get("/notes")
def lost_notes() -> ResponseReturnValue:
    """List notes that were in escrow when their machine lost sight of them."""
    with the_shop().reading() as book:
        notes = queries.tasks.unsure_notes(book)
    return render_template("volunteer/lost_notes.html", notes=notes)


@volunteer.get("/notes/one")
@volunteer.post("/notes/one")
def lost_note() -> ResponseReturnValue:
    """Say what became of one note; no money moves by it, the count of the box finds it."""
    posted = fields() if request.method == "POST" else None
    asked = posted.raw("note") if posted else request.args.get("note", "")
    with the_shop().reading() as book:
        note = queries.tasks.unsure_note(book, asked)
    if note is None:
        return _recorded_or_404(posted)
    choices = words.NOTES_FOUND
    if posted is None:
        return form_page("volunteer/lost_note.html", note=note, choices=choices)
    command = SettleNote(
        id=posted.id(), note=note.note, found=posted.choice("found", choices) or ""
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.recorded", id=command.id), 303)
    return form_page("volunteer/lost_note.html", posted.sheet, note=note, choices=choices)


@volunteer.get("/owed")
def owed() -> ResponseReturnValue:
    """List what the shop owes residents, the oldest first."""
    with the_shop().reading() as book:
        slips = owed_change.open_slips(book)
    return render_template("volunteer/owed.html", slips=slips, number_of=number_of)


@volunteer.get("/owed/one")
@volunteer.post("/owed/one")
def owed_one() -> ResponseReturnValue:
    """Give a resident what the shop owes, for their slip, out of the box."""
    posted = fields() if request.method == "POST" else None
    asked = posted.raw("slip") if posted else request.args.get("slip", "")
    with the_shop().reading() as book:
        slip = owed_change.one(book, asked)
    if slip is None or slip.fen <= 0:
        return _recorded_or_404(posted)
    number = number_of(slip.owed)
    if posted is None:
        return form_page("volunteer/owed_one.html", slip=slip, number=number)
    command = PayOwed(id=posted.id(), owed=slip.owed)
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.recorded", id=command.id), 303)
    return form_page("volunteer/owed_one.html", posted.sheet, slip=slip, number=number)


@volunteer.post("/cut/<cut>/slip")
def cut_slip(cut: str) -> ResponseReturnValue:
    """Print the slip of a closed round, to be put into the bag."""
    if not the_settings().slips:
        abort(404)
    posted = fields()
    command = PrintCutSlip(id=posted.id(), cut=cut)
    if posted.ok and say(posted, command):
        flash(gettext("The slip comes out of the printer."), "good")
    else:
        flash(gettext("No slip was printed: open the page of the round anew."), "bad")
    return redirect(url_for("volunteer.closed", cut=cut), 303)


def _recorded_or_404(posted: Fields | None) -> ResponseReturnValue:
    """Show what a form sent twice did the first time; else there is no such thing."""
    if posted is not None:
        with the_shop().reading() as book:
            if queries.journal.by_id(book, posted.raw("id")) is not None:
                return redirect(url_for("volunteer.recorded", id=posted.raw("id")), 303)
    abort(404)
