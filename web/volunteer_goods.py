"""Volunteers' pages about goods: received, written off, listed, priced, unknown codes named."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop import queries
from shop.catalogue import Item, code_key
from shop.commands import ListItem, MarkPrice, NameUnknown, WriteOffGoods
from web import late_paper, words
from web.desk import fields, find_items, form_page, goods, listed, say, volunteer
from web.forms import FEN_MAX, N_, Fields
from web.shop import the_shop

#: Dearest price a label may carry, in fen: a hundred thousand yuan is a slip of the finger.
PRICE_MAX = FEN_MAX // 100

#: What a picker is for: (template's heading, endpoint of the form behind it).
PICKS = {
    "receive": (N_("Goods received"), "volunteer.receive"),
    "write_off": (N_("Write-off"), "volunteer.write_off"),
}


def pick(purpose: str) -> ResponseReturnValue:
    """Find the item: by its code (a scanner types it), by a part of its name, or in the list."""
    heading, endpoint = PICKS[purpose]
    asked = request.args.get("q", "").strip()[:64]
    found = goods().find(asked) if asked else None
    if found:
        item, pieces = found
        return redirect(url_for(endpoint, item=item.item, pieces=pieces), 303)
    return render_template(
        "volunteer/pick.html",
        heading=heading,
        endpoint=endpoint,
        asked=asked,
        items=find_items(asked),
        is_code=asked.isdigit() and len(asked) >= 6,
    )


def chosen() -> Item | None:
    """Return the item the form is about, or None where none was chosen yet."""
    item = request.args.get("item", "")
    if not item:
        return None
    return listed(item) or abort(404)


@volunteer.get("/write-off")
@volunteer.post("/write-off")
def write_off() -> ResponseReturnValue:
    """Write goods off: one item, one quantity, one reason."""
    item = chosen()
    if item is None:
        return pick("write_off")
    context: dict[str, Any] = {"item": item, "pieces": pieces_in(item), "reasons": words.WRITE_OFF}
    context["rounds"] = late_paper.rounds()
    if request.method == "GET":
        return form_page("volunteer/write_off.html", **context)
    posted = fields()
    command = WriteOffGoods(
        id=posted.id(),
        item=item.item,
        quantity=with_cases(posted, item),
        reason=posted.choice("reason", words.WRITE_OFF) or "",
        for_cut=late_paper.chosen(posted),
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.recorded", id=command.id), 303)
    return form_page("volunteer/write_off.html", posted.sheet, **context)


@volunteer.get("/prices")
def prices() -> ResponseReturnValue:
    """List the goods with their marked prices."""
    asked = request.args.get("q", "").strip()[:64]
    return render_template(
        "volunteer/prices.html", items=find_items(asked, only_listed=False), asked=asked
    )


@volunteer.get("/prices/<item>")
@volunteer.post("/prices/<item>")
def price(item: str) -> ResponseReturnValue:
    """Mark an item's price from now on."""
    found = listed(item) or abort(404)
    if request.method == "GET":
        return form_page("volunteer/price.html", item=found)
    posted = fields()
    command = MarkPrice(
        id=posted.id(), item=found.item, fen=posted.yuan("price", least=1, most=PRICE_MAX) or 0
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.recorded", id=command.id), 303)
    return form_page("volunteer/price.html", posted.sheet, item=found)


@volunteer.get("/list-item")
@volunteer.post("/list-item")
def list_item() -> ResponseReturnValue:
    """Put an item into the catalogue and mark its price, in one form."""
    code = request.args.get("code", "")[:64]
    if request.method == "GET":
        return form_page("volunteer/list_item.html", code=code, price_id=the_shop().fresh_id())
    posted = fields()
    new, mark = _new_item(posted)
    if posted.ok and say(posted, new) and say(posted, mark):
        return redirect(url_for("volunteer.recorded", id=new.id), 303)
    return form_page(
        "volunteer/list_item.html", posted.sheet, code=code, price_id=posted.raw("price_id")
    )


@volunteer.get("/unknown")
def unknown_codes() -> ResponseReturnValue:
    """List codes that residents scanned and nobody has named, the most scanned first."""
    with the_shop().reading() as book:
        unknown = queries.tasks.unknown_codes(book)
    return render_template("volunteer/unknown.html", unknown=unknown)


@volunteer.get("/unknown/<code>")
@volunteer.post("/unknown/<code>")
def name_unknown(code: str) -> ResponseReturnValue:
    """Say what an unknown code is: an item of the list, or a new one, in one step."""
    with the_shop().reading() as book:
        unknown = queries.tasks.unknown_codes(book)
    task = next((one for one in unknown if one.code == code), None)
    if task is None and request.method == "GET":
        return render_template("volunteer/unknown.html", unknown=unknown, gone=code), 404
    context: dict[str, Any] = {"code": code, "task": task, "items": find_items("")}
    if request.method == "GET":
        shop = the_shop()
        return form_page(
            "volunteer/name_unknown.html",
            price_id=shop.fresh_id(), list_id=shop.fresh_id(), **context
        )  # fmt: skip
    posted = fields()
    item = posted.choice("item", [*goods().items, "new"]) or ""
    commands: list[ListItem | MarkPrice | NameUnknown] = []
    if item == "new":
        new, mark = _new_item(posted, id_field="list_id", code=code)
        commands, item = [new, mark], new.item
    elif item:
        commands = [_with_code(posted, goods().items[item], code)]
    command = NameUnknown(id=posted.id(), code=code, item=item)
    if posted.ok and all(say(posted, one) for one in [*commands, command]):
        return redirect(url_for("volunteer.unknown_codes", named=code), 303)
    return form_page(
        "volunteer/name_unknown.html", posted.sheet,
        price_id=posted.raw("price_id"), list_id=posted.raw("list_id"), **context
    )  # fmt: skip


def pieces_in(item: Item) -> int | None:
    """Return the pieces in the case that was scanned, or None for a single piece."""
    pieces = request.args.get("pieces", type=int)
    return pieces if pieces in item.case_codes.values() else None


def with_cases(posted: Fields, item: Item) -> int:
    """Return loose pieces plus those in whole cases, at least 1."""
    cases = posted.whole("cases", required=False, most=10_000) or 0
    size = posted.whole("case_size", required=False, most=10_000) or 0
    if cases and size not in item.case_codes.values():
        posted.fault("cases", N_("Say how many pieces are in a case, or count them loose."))
    if cases and not posted.raw("quantity"):
        return cases * size
    quantity = posted.quantity("quantity", item.unit, least=0 if cases else 1) or 0
    return quantity + cases * size


def _new_item(posted: Fields, id_field: str = "id", code: str = "") -> tuple[ListItem, MarkPrice]:
    """Read a new item and its price; its code in the shop follows from the form's id."""
    id = posted.id(id_field)
    typed = posted.text("code", longest=64) or code
    unit = posted.choice("unit", ("each", "g")) or "each"
    if typed and typed != code and goods().find(typed):
        posted.fault("code", N_("This code belongs to another item already."))
    pieces = posted.whole("case_pieces", least=2, most=10_000, required=False)
    case = posted.text("case_code", longest=64)
    if bool(case) != bool(pieces):
        posted.fault("case_pieces", N_("A case needs both its code and its number of pieces."))
    new = ListItem(
        id=id,
        item=f"i{id[-10:].lower()}",
        name=posted.text("name", required=True, longest=40) or "",
        name_en=posted.text("name_en", longest=40),
        unit=unit,
        codes=(code_key(typed),) if typed else (),
        case_codes={code_key(case): pieces} if case and pieces else {},
        shelf_group=posted.text("shelf_group", longest=20),
        party=posted.text("party", longest=20),
    )
    fen = posted.yuan("price", least=1, most=PRICE_MAX) or 0
    return new, MarkPrice(id=posted.id("price_id"), item=new.item, fen=fen)


def _with_code(posted: Fields, item: Item, code: str) -> ListItem:
    """Return the item as it is listed, with one code more."""
    return ListItem(
        id=posted.id("list_id"),
        item=item.item,
        name=item.name,
        unit=item.unit,
        codes=(*(known for known in item.codes if code_key(known) != code), code),
        name_en=item.name_en,
        case_codes=dict(item.case_codes),
        shelf_group=item.shelf_group,
        picture=item.picture,
        party=item.party,
    )
