"""The bulletin 公示: what the village reads, prints and answers to; nobody logs in here."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from shop import queries
from shop.errors import InputRefused
from shop.private.locks import source_of
from shop.queries import settings, vintages
from shop.queries.connection import Connection
from shop.review.publish import DAY_MS, OBJECTION_DAYS, REPLY_DAYS
from shop.review.states import Period
from shop.review.vintages import Vintage, tellable
from shop.review_commands import LongText, RaiseObjection
from shop.review_errors import ObjectionsFull
from web.bulletin_view import Told, restated, told
from web.desk import fields, form_page, token_lost
from web.forms import N_, Fields, Sheet
from web.qr import qr_svg
from web.rate_limit import RateLimit
from web.review_view import period_named
from web.shop import the_shop, web

blueprint = Blueprint("bulletin", __name__, url_prefix="/bulletin")
blueprint.register_error_handler(CSRFError, token_lost)

#: The setting that says where villagers reach the shop's pages, such as http://192.168.4.1:8080.
ADDRESS = "public.address"
#: Characters of an objection.
TEXT_MAX = 1000
#: Objections from one address, and from all, within an hour; nothing of an address is kept.
LIMIT = RateLimit(of_one=3, of_all=30, within_ms=60 * 60 * 1000)


@blueprint.get("/")
def every() -> ResponseReturnValue:
    """List the bulletins, newest first."""
    with the_shop().reading() as book:
        up = [one for one in queries.review.all_periods(book) if one.publishing]
    return render_template("bulletin/list.html", bulletins=[_told(one) for one in up[::-1]])


@blueprint.get("/<name>")
def one(name: str) -> ResponseReturnValue:
    """Show a bulletin; on paper it is one or more sheets of A4."""
    return _page(name, Sheet())


@blueprint.post("/<name>")
def objection(name: str) -> ResponseReturnValue:
    """Take an objection: its words alone, from whoever it is."""
    posted = fields()
    id = posted.id()
    text = posted.posted.get("text", "").replace("\r\n", "\n").strip()
    if not text:
        posted.fault("text", N_("Please fill this in."))
    elif len(text) > TEXT_MAX:
        posted.fault("text", N_("At most %(most)s characters, please."), most=TEXT_MAX)
    if posted.ok and _raise(posted, RaiseObjection(id, name, LongText(text))):
        flash(
            gettext("It stands below, and is answered within %(days)s days.", days=REPLY_DAYS),
            "good",
        )
        return redirect(url_for("bulletin.one", name=name) + "#objections", 303)
    return _page(name, posted.sheet)


def _raise(posted: Fields, command: RaiseObjection) -> bool:
    try:
        now_ms = the_shop().clock.now().monotonic_ms
        if not LIMIT.take(source_of(request.remote_addr), now_ms):
            raise ObjectionsFull()
        the_shop().ask(command)
    except InputRefused as refused:
        web().count(refused.key)
        posted.refuse(refused)
        return False
    return True


def _page(name: str, sheet: Sheet) -> ResponseReturnValue:
    now_ms = the_shop().clock.now().wall_ms
    with the_shop().reading() as book:
        period, _ = period_named(book, name)
        if period is None or period.publishing is None:
            abort(404)
        address = settings.setting(book, ADDRESS)
        known = _known(book, period, now_ms)
    base = str(address or request.host_url).rstrip("/")
    place = base + url_for("bulletin.one", name=name)
    shown = _told(period)
    rated = shown.body["percent"] is not None  # no rate later either, where none was told
    told_later = tellable(known) if rated else ()
    return form_page(
        "bulletin/one.html",
        sheet,
        told=shown,
        later=[restated(one) for one in told_later[1:]],
        hidden_later=len(known) - len(told_later) if rated else 0,
        open_until_ms=period.publishing.at_ms + OBJECTION_DAYS * DAY_MS,
        may_object=now_ms <= period.publishing.at_ms + OBJECTION_DAYS * DAY_MS,
        objections=period.objections,
        text_max=TEXT_MAX,
        reply_days=REPLY_DAYS,
        objection_days=OBJECTION_DAYS,
        address=place,
        qr=qr_svg(place, gettext("Leads to this bulletin")),
        office=current_user.is_authenticated and current_user.in_office,
    )


def _told(period: Period) -> Told:
    assert period.publishing is not None
    return told(period.name, period.publishing)


def _known(book: Connection, period: Period, now_ms: int) -> tuple[Vintage, ...]:
    return vintages.of_period(book, period, now_ms)


@blueprint.after_request
def _no_copies(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
