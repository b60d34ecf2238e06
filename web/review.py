"""Pages of review: periods by their state, the draft with its flags, closing, publishing, answers.

Listed in their order, with how complete their evidence is; never ranked by honesty.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from shop import queries
from shop.review.states import State
from shop.review_commands import AnswerObjection, ClosePeriod, PublishBulletin, ReviewPeriod
from web import review_words as words
from web import words as all_words
from web.desk import fields, goods, say, token_lost
from web.entry_lines import KINDS_OF, line_of
from web.forms import N_, Fields, Sheet
from web.review_draw import chosen, draft_page, free_cuts, period_page, read_named
from web.review_view import entries_behind, evidence, of_period, part_in, part_of, recounted
from web.shop import the_shop
from web.statement_view import sorted_items, steps

blueprint = Blueprint("review", __name__, url_prefix="/office/periods")
blueprint.register_error_handler(CSRFError, token_lost)

#: Entries behind one bar that are shown at most.
BEHIND_MAX = 400
#: Characters of an answer or an objection.
LONG_MAX = 1000


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"rw": words, "long_max": LONG_MAX}


@blueprint.get("/")
def periods() -> ResponseReturnValue:
    """List the periods in their order, with state and evidence, and offer the next one."""
    with the_shop().reading() as book:
        every = queries.review.all_periods(book)
        rows = []
        for period in every[::-1]:
            if period.closing is not None:
                found = of_period(book, period)
                known = evidence(found.statements, recounted(book, period.cuts))
                rows.append((period, found.whole.facts, known))
        free = free_cuts(book, every[-1])
    return render_template(
        "review/periods.html", rows=rows, pending=every[-1], free=free, first=len(every) == 1
    )


@blueprint.get("/draft")
def draft() -> ResponseReturnValue:
    """Show the next period as it would be reviewed, from the cuts that were chosen."""
    return draft_page(Sheet())


@blueprint.post("/draft")
def review() -> ResponseReturnValue:
    """Take a reviewer's word: accepted with a reason for each flag, or sent back."""
    posted = fields()
    id, cuts = posted.id(), tuple(posted.raw("cuts").split())
    decision = posted.choice("decision", ("accept", "send_back"))
    note = posted.text("note", longest=200)
    reasons, notes = _reasons(posted)
    if posted.ok and decision:
        seen = posted.raw("seen") or None
        command = ReviewPeriod(id, cuts, decision, reasons, notes, seen, note)
        if say(posted, command):
            if decision == "accept":
                flash(gettext("Reviewed. Somebody else can approve it now."), "good")
            else:
                flash(gettext("Sent back. Nothing was closed."), "look")
            return redirect(url_for("review.pending"), 303)
    return draft_page(posted.sheet)


@blueprint.get("/next")
def pending() -> ResponseReturnValue:
    """Lead to where the period that is being made stands."""
    with the_shop().reading() as book:
        period = queries.review.all_periods(book)[-1]
    if period.state is State.REVIEWED:
        return redirect(url_for("review.period", name=period.name), 303)
    return redirect(url_for("review.draft" if period.cuts else "review.periods"), 303)


@blueprint.get("/<name>")
def period(name: str) -> ResponseReturnValue:
    """Show one period: reviewed and waiting for its approval, closed, or published."""
    return period_page(name, Sheet())


@blueprint.post("/<name>/close")
def close(name: str) -> ResponseReturnValue:
    """Approve a reviewed period: its figures are frozen."""
    posted = fields()
    if (id := posted.id()) and say(posted, ClosePeriod(id, name)):
        flash(gettext("Closed. These figures stay as they are."), "good")
        return redirect(url_for("review.period", name=name), 303)
    return period_page(name, posted.sheet)


@blueprint.post("/<name>/publish")
def publish(name: str) -> ResponseReturnValue:
    """Put the bulletin up."""
    posted = fields()
    if (id := posted.id()) and say(posted, PublishBulletin(id, name)):
        flash(gettext("The bulletin is up. Print it and hang it where everybody passes."), "good")
        return redirect(url_for("bulletin.one", name=name), 303)
    return period_page(name, posted.sheet)


@blueprint.post("/<name>/answers/<objection>")
def answer(name: str, objection: str) -> ResponseReturnValue:
    """Answer an objection, for everybody to read."""
    posted = fields()
    id = posted.id()
    words_ = posted.posted.get("answer", "").replace("\r\n", "\n").strip()
    outcome = posted.choice("outcome", words.OUTCOMES)
    if not words_:
        posted.fault("answer", N_("Please fill this in."))
    elif len(words_) > LONG_MAX:
        posted.fault("answer", N_("At most %(most)s characters, please."), most=LONG_MAX)
    if posted.ok and outcome:
        command = AnswerObjection(id, objection, words_, outcome)  # type: ignore[arg-type]
        if say(posted, command):
            flash(gettext("Answered. It stands on the bulletin."), "good")
            return redirect(url_for("review.period", name=name) + "#objections", 303)
    return period_page(name, posted.sheet, objection)


@blueprint.get("/<name>/part/<part>")
def part(name: str, part: str) -> ResponseReturnValue:
    """List what stands behind one bar of a period: each cut's share, and the entries."""
    if part not in KINDS_OF:
        abort(404)
    with the_shop().reading() as book:
        found = read_named(book, name)
        step = next((one for one in steps(found.whole, gettext) if one.key == part), None)
        if step is None:
            abort(404)
        entries = entries_behind(book, found, part)
    catalogue = goods()
    return render_template(
        "review/part.html",
        name=name,
        query=chosen(),
        step=step,
        facts=found.whole.facts,
        note=all_words.BAR_NOTES[part],
        cuts=[(one.facts, part_of(one, part), part_in(one, part)) for one in found.statements],
        lines=[line_of(entry, catalogue) for entry in entries[:BEHIND_MAX]],
        left_out=max(len(entries) - BEHIND_MAX, 0),
        items=sorted_items(found.whole, "value", True) if part == "undeclared" else [],
    )


def _reasons(posted: Fields) -> tuple[dict[str, str], dict[str, str]]:
    """Return the reason and the note of each flag; one reason may stand for a whole kind."""
    reasons, notes = {}, {}
    for field in list(posted.posted):
        if field.startswith("why-"):
            flag = field.removeprefix("why-")
            kind = posted.raw(f"all-{flag.partition(':')[0]}")
            if why := posted.raw(field) or kind:
                reasons[flag] = why
            if note := posted.text(f"note-{flag}", longest=200):
                notes[flag] = note
    return reasons, notes
