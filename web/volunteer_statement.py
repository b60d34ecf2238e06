"""Bringing a QR statement in as a file: choose it, see what it will do, then write it."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from shop import queries
from shop.errors import InputRefused, NoCutOpen
from shop.paper_commands import ImportQrStatement
from shop.paper_errors import StatementElsewhere, StatementTooLarge
from shop.queries import qr
from shop.review.matching import Matching, match
from shop.review.qr_plan import Plan, plan
from shop.statements import FILE_BYTES_MAX, FILE_LINES_MAX, QrFile, QrLine, joined, packed, read
from web.access import signer
from web.desk import fields, form_page, say, volunteer
from web.forms import N_, Fields
from web.shop import the_settings, the_shop
from web.statement_drafts import Draft, Drafts

#: Files at once: one for each payment app, with one to spare.
FILES_MAX = 3
#: Lines of one round that a command carries at most: a hundred a day for seven weeks.
LINES_MAX = 5_000

LAYOUTS = {
    "wechat": N_("WeChat Pay, merchant bill"),
    "alipay": N_("Alipay, business bill"),
    "alipay_account": N_("Alipay, account bill"),
    "plain": N_("Plain table"),
}


def drafts() -> Drafts:
    """Return the drafts of this application."""
    return cast(Drafts, current_app.extensions.setdefault("tongxin_drafts", Drafts()))


def chosen_cut() -> str:
    """Return the cut the address names, or the open one; a closed one is for the office alone."""
    with the_shop().reading() as book:
        cut = request.args.get("cut") or queries.cuts.open_cut_id(book)
        if not cut:
            abort(redirect(url_for("volunteer.cut"), 303))
        return _checked(book, cut)


def _checked(book: Any, cut: str) -> str:
    try:
        edge = queries.cuts.bounds(book, cut)
    except NoCutOpen:
        abort(404)
    if edge.closed_seq is None and queries.cuts.open_cut_id(book) != cut:
        abort(404)  # it was given up
    if edge.closed_seq is not None and not current_user.in_office:
        abort(403)
    return cut


@volunteer.get("/cut/qr/file")
@volunteer.post("/cut/qr/file")
def qr_file() -> ResponseReturnValue:
    """Choose the file or files of the payment apps."""
    cut = chosen_cut()
    with the_shop().reading() as book:
        here = qr.situation(book, cut)
    if request.method == "GET":
        return form_page("volunteer/qr_file.html", here=here)
    posted = fields()
    id = posted.id()
    file = _read(posted, here) if posted.ok else None
    if file is None:
        return form_page("volunteer/qr_file.html", posted.sheet, here=here)
    now_ms = the_shop().clock.now().wall_ms
    drafts().keep(Draft(id, cut, file, signer(), now_ms))
    return redirect(url_for("volunteer.qr_preview", id=id), 303)


def _read(posted: Fields, here: qr.Situation) -> QrFile | None:
    """Read what was uploaded; None with the fault noted."""
    uploads = [one for one in request.files.getlist("file") if one.filename]
    if not uploads:
        posted.fault("file", N_("Please choose the file."))
        return None
    if len(uploads) > FILES_MAX:
        posted.fault("file", N_("At most %(most)s files at once."), most=FILES_MAX)
        return None
    zone = ZoneInfo(the_settings().timezone)
    try:
        file = joined([read(one.read(FILE_BYTES_MAX + 1), zone) for one in uploads])
        if file.lines and not _of_round(file, here):
            raise StatementElsewhere()
        if len(_of_round(file, here)) > LINES_MAX:
            raise StatementTooLarge(megabytes=FILE_BYTES_MAX // 1_000_000, lines=FILE_LINES_MAX)
    except InputRefused as refused:
        posted.refuse(refused)
        posted.faults["file"] = posted.faults.pop("")
        return None
    return file


def _of_round(file: QrFile, here: qr.Situation) -> tuple[QrLine, ...]:
    return tuple(line for line in file.lines if here.span.near(line.at_ms))


@volunteer.get("/cut/qr/file/<id>")
@volunteer.post("/cut/qr/file/<id>")
def qr_preview(id: str) -> ResponseReturnValue:
    """Show what the file will do, ask what only a person can say, and write it."""
    draft = drafts().of(id, signer(), the_shop().clock.now().wall_ms)
    with the_shop().reading() as book:
        if queries.journal.by_id(book, id) is not None:
            return redirect(url_for("volunteer.qr_done", id=id), 303)
        if draft is None:
            return render_template("volunteer/qr_gone.html"), 404
        _checked(book, draft.cut)
        here, matching, made, book_fen = _look(book, draft, {})
    context: dict[str, Any] = {
        "draft": draft,
        "here": here,
        "matching": matching,
        "plan": made,
        "book_fen": book_fen,
        "layouts": [LAYOUTS[name] for name in draft.file.layout.split("+")],
    }
    if request.method == "GET":
        return form_page("volunteer/qr_preview.html", **context)
    posted = fields()
    pairs = _pairs(posted, matching)
    if matching.unfound and not posted.raw("whole"):
        posted.fault("whole", N_("Please say that the files hold every day of the round."))
    command = ImportQrStatement(
        id=id,
        cut=draft.cut,
        lines=packed(_of_round(draft.file, here)),
        file=draft.file.sha256,
        layout=draft.file.layout,
        pairs=pairs,
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.qr_done", id=id), 303)
    return form_page("volunteer/qr_preview.html", posted.sheet, **context)


def _look(
    book: Any, draft: Draft, pairs: dict[str, int]
) -> tuple[qr.Situation, Matching, Plan, int]:
    """Return what the file would do now: nothing is written."""
    here = qr.situation(book, draft.cut)
    known = qr.used(book, (line.ref for line in draft.file.lines))
    fresh = [line for line in draft.file.lines if line.ref not in known]
    matching = match(here.span, here.tenders, fresh, pairs)
    return here, matching, plan(draft.cut, matching), sum(one.fen for one in here.claims)


def _pairs(posted: Fields, matching: Matching) -> dict[str, int]:
    """Return which sale each tied payment is of, as a person said."""
    pairs = {}
    for tie in matching.ties:
        allowed = {str(tender.seq) for tender in tie.tenders} | {"0"}
        for line in tie.lines:
            said = posted.choice(f"pair-{line.ref}", allowed)
            if said is not None:
                pairs[line.ref] = int(said)
    return pairs


@volunteer.get("/cut/qr/done/<id>")
def qr_done(id: str) -> ResponseReturnValue:
    """Say what was written, and where to go on."""
    with the_shop().reading() as book:
        entry = queries.journal.by_id(book, id)
        if entry is None or "command" not in entry.body:
            abort(404)
        place = 0
        counts: dict[str, int] = {}
        while entry is not None:
            last = entry
            counts[entry.kind] = counts.get(entry.kind, 0) + 1
            place += 1
            entry = queries.journal.by_id(book, f"{id}/{place}")
        if last.kind != "QrStatementRecorded":
            abort(404)
        here = qr.situation(book, str(last.body["cut"]))
    return render_template("volunteer/qr_done.html", entry=last, counts=counts, here=here)
