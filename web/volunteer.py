"""Pages of volunteers: what to do today, and the confirmation of what was recorded.

A phone in one hand, a crate in the other: each page completes without JavaScript and never
shows what the book expects before a count is in.
"""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from shop import queries
from shop.ids import is_ulid
from shop.queries import owed as owed_change
from web import (
    scanner_sheet,
    volunteer_close,
    volunteer_code,
    volunteer_cut,
    volunteer_devices,
    volunteer_float,
    volunteer_goods,
    volunteer_ious,
    volunteer_labels,
    volunteer_packing,
    volunteer_photos,
    volunteer_receive,
    volunteer_statement,
)
from web.desk import goods, volunteer
from web.device_lines import shop_devices
from web.entry_lines import line_of
from web.shop import the_shop

#: What create_app registers; the other modules have put their pages on it by now.
blueprint = volunteer
__all__ = [
    "blueprint",
    "scanner_sheet",
    "volunteer_close",
    "volunteer_code",
    "volunteer_cut",
    "volunteer_devices",
    "volunteer_float",
    "volunteer_goods",
    "volunteer_ious",
    "volunteer_labels",
    "volunteer_packing",
    "volunteer_photos",
    "volunteer_receive",
    "volunteer_statement",
]

#: Where to go on after each kind of entry: the endpoint that enters another one.
GO_ON = {
    "GoodsReceived": "volunteer.receive",
    "GoodsWrittenOff": "volunteer.write_off",
    "ItemListed": "volunteer.prices",
    "PriceMarked": "volunteer.prices",
    "EntryCorrected": "volunteer.unknown_codes",
    "TenderReceived": "volunteer.ious",
    "ChangeGiven": "volunteer.owed",
}

#: Most tasks of one kind on the first page; the rest is one tap away.
TASKS_MAX = 5


@volunteer.get("/")
def home() -> ResponseReturnValue:
    """Show what there is to do today."""
    with the_shop().reading() as book:
        cut = queries.cuts.open_cut(book)
        shelf = queries.balances.shelf(book)
        unknown = queries.tasks.unknown_codes(book)
        notes = queries.tasks.unsure_notes(book)
        owed = owed_change.open_slips(book)
    items = goods().items
    below = sorted(
        (items[item] for item, quantity in shelf.items() if quantity < 0 and item in items),
        key=lambda item: item.name,
    )
    return render_template(
        "volunteer/home.html",
        cut=cut,
        unknown=unknown,
        below=below,
        notes=notes,
        owed=owed,
        trouble=[line for line in shop_devices() if not line.fine],
        tasks_max=TASKS_MAX,
    )


@volunteer.get("/recorded/<id>")
def recorded(id: str) -> ResponseReturnValue:
    """Show what the book holds under a form's id: the same answer however often it was sent."""
    if not is_ulid(id):
        abort(404)
    with the_shop().reading() as book:
        entry = queries.journal.by_id(book, id)
    if entry is None:
        abort(404)
    return render_template(
        "volunteer/recorded.html",
        entry=entry,
        line=line_of(entry, goods()),
        again=GO_ON.get(entry.kind),
    )
