"""What volunteers' and coordinators' pages share: asking the shop, and answering a form."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request, session
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from shop.catalogue import Catalogue, Item
from shop.commands import Command
from shop.errors import InputRefused, SameIdOtherCommand
from web import dates, words
from web.access import signer
from web.cut_round import in_shelf_order
from web.errors import STATUS, answer_with
from web.forms import Fault, Fields, Sheet
from web.shop import the_shop

log = logging.getLogger(__name__)

#: All pages of volunteers; each module of theirs puts its own on it.
volunteer = Blueprint("volunteer", __name__, url_prefix="/volunteer")

#: How many reasons one phone's cookie keeps; more are asked for again at closing.
REASONS_MAX = 100


class _Named(dict[str, object]):
    """Parameters of a sentence; one that is missing shows as its name."""

    def __missing__(self, key: str) -> str:
        return key


@volunteer.app_template_filter("said")
def said(fault: Fault | None) -> str:
    """Say a fault in the reader's language; nothing where there is none."""
    if fault is None:
        return ""
    return gettext(fault.text) % _Named(fault.params)


@volunteer.app_template_filter("tr")
def translated(text: str) -> str:
    """Return a text of a table in the reader's language; what people wrote stays as it is.

    Unlike `_`, it never looks for %-parameters: a lot may be called "50%".
    """
    return str(gettext(text)) if text else ""


volunteer.add_app_template_filter(dates.when, "when")
volunteer.add_app_template_filter(dates.days, "days")


@volunteer.app_context_processor
def _moment() -> dict[str, object]:
    """Hand the templates the present moment, for prices, and the words of reasons."""
    return {
        "now_ms": the_shop().clock.now().wall_ms,
        "why": words.UNCOUNTED,
        "write_off": words.WRITE_OFF,
    }


def token_lost(error: CSRFError) -> Response:
    """Say that the page is from before a restart, or was sent from elsewhere: nothing was done."""
    log.info("a form without its token at %s: %s", request.path, error.description)
    text = gettext("This page is too old to be sent: reload it and enter it again.")
    return answer_with(400, "page_too_old", text)


volunteer.register_error_handler(CSRFError, token_lost)


def fields() -> Fields:
    """Return the reader of the form that was posted."""
    return Fields({name: request.form.get(name, "") for name in request.form})


def say(posted: Fields, command: Command) -> bool:
    """Tell the shop a command, signed by who is logged in; a refusal is a fault of the form."""
    try:
        the_shop().ask(replace(command, by=signer()))
    except InputRefused as refused:
        posted.refuse(refused)
        return False
    return True


def goods() -> Catalogue:
    """Return the catalogue as it is now."""
    return the_shop().catalogue


def listed(item: str) -> Item | None:
    """Return an item that is on sale, by its code in the shop."""
    return goods().items.get(item)


def form_page(template: str, sheet: Sheet | None = None, **context: Any) -> tuple[str, int]:
    """Draw a form: fresh with a new id, or again with what was typed and what was wrong.

    A form that was refused keeps its id, so that pressing again after a lost answer is safe;
    one whose id was used for something else gets a new one.
    """
    sheet = sheet or Sheet()
    used = any(fault.text == SameIdOtherCommand.text for fault in sheet.faults.values())
    id = "" if used else sheet.typed.get("id", "")
    page = render_template(template, sheet=sheet, id=id or the_shop().fresh_id(), **context)
    return page, status_of(sheet)


def status_of(sheet: Sheet) -> int:
    """Return 200 for a good form, 400 for one that cannot be read, else what the shop said."""
    if not sheet.faults:
        return 200
    keys = {kind.text: kind.key for kind in InputRefused.__subclasses__()}
    found = [keys[fault.text] for fault in sheet.faults.values() if fault.text in keys]
    return max((STATUS.get(key, 409) for key in found), default=400)


def reasons(cut: str) -> dict[str, str]:
    """Return why items of this cut cannot be counted, as said on this phone."""
    kept = session.get("uncounted")
    if isinstance(kept, dict) and kept.get("cut") == cut and isinstance(kept.get("why"), dict):
        return {str(item): str(why) for item, why in kept["why"].items()}
    return {}


def keep_reasons(cut: str, change: Callable[[dict[str, str]], object]) -> None:
    """Keep on this phone why items cannot be counted; the book hears of it at closing."""
    why = reasons(cut)
    change(why)
    session["uncounted"] = {"cut": cut, "why": dict(list(why.items())[-REASONS_MAX:])}


def find_items(asked: str, *, only_listed: bool = True) -> list[Item]:
    """Return the items whose name or code holds what was typed, in the shelf's order."""
    word = asked.strip().casefold()
    items = [item for item in in_shelf_order(goods()) if not (only_listed and item.retired)]
    if not word:
        return items
    return [
        item
        for item in items
        if any(word in text.casefold() for text in (item.name, item.name_en or "", item.item))
        or any(word in code for code in (*item.codes, *item.case_codes))
    ]
