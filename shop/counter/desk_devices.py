"""Commands around devices: a cut's slip, a photo of the shelf, a note nobody knows of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shop import device_commands as said
from shop import slips
from shop.effects import DeviceEffect, TakePhoto
from shop.errors import MalformedInput
from shop.ids import is_ulid
from shop.ledger import Transaction
from shop.queries import cuts, journal, tasks
from shop.slips import SlipRules

if TYPE_CHECKING:
    from shop.counter.counter import Counter

Fact = tuple[str, dict[str, Any]]

#: What a photo may be taken for.
WHY = ("before", "after", "check")
#: Where a note was found that a machine lost sight of.
FOUND = ("box", "back", "nowhere")


def print_cut_slip(
    _: Counter, transaction: Transaction, command: said.PrintCutSlip
) -> Sequence[Fact]:
    """DeviceNoted: somebody wanted the slip of a closed cut."""
    if cuts.closed_cut(transaction.connection, command.cut) is None:
        raise MalformedInput(field="cut", why="a closed cut")
    asked = {"device": "printer", "what": "slip_asked", "why": "cut", "job": command.id}
    return [("DeviceNoted", asked)]


def take_photo(
    _: Counter, transaction: Transaction, command: said.TakeShelfPhoto
) -> Sequence[Fact]:
    """DeviceNoted: a volunteer wanted a photo; there is none that nobody wanted."""
    if command.why not in WHY:
        raise MalformedInput(field="why", why="before, after or check")
    if not is_ulid(command.id):
        raise MalformedInput(field="id", why="the id that the form was rendered with")
    asked = {"device": "camera", "what": "photo_asked", "why": command.why, "job": command.id}
    return [("DeviceNoted", asked)]


def settle_note(_: Counter, transaction: Transaction, command: said.SettleNote) -> Sequence[Fact]:
    """DeviceNoted: what a person found out about a note; no money moves by it."""
    if command.found not in FOUND:
        raise MalformedInput(field="found", why="box, back or nowhere")
    note = tasks.unsure_note(transaction.connection, command.note)
    if note is None:
        raise MalformedInput(field="note", why="a note that is still to be settled")
    settled = {"device": note.device, "what": "note_settled", "job": note.note}
    return [("DeviceNoted", settled | {"why": command.found, "fen": note.fen})]


FACTS: Mapping[type, Callable[[Counter, Transaction, Any], Sequence[Fact]]] = {
    said.PrintCutSlip: print_cut_slip,
    said.TakeShelfPhoto: take_photo,
    said.SettleNote: settle_note,
}


def wishes(counter: Counter, command: object) -> Iterator[DeviceEffect]:
    """Yield what devices are to do for a command that is in the book now."""
    match command:
        case said.TakeShelfPhoto(id, why):
            yield TakePhoto(id, why)
        case said.PrintCutSlip(cut=cut) if counter.slips is not None:
            yield from _cut_slip(counter, counter.slips, cut)


def _cut_slip(counter: Counter, rules: SlipRules, cut: str) -> Iterator[DeviceEffect]:
    connection = counter.ledger.connection
    closed, box = cuts.closed_cut(connection, cut), cuts.box_count(connection, cut)
    assert closed is not None
    assert box is not None  # no cut closes without it
    end = journal.by_seq(connection, closed.closed_seq)
    assert end is not None
    bags = journal.of_cut(connection, cut, ("CashCollected",))
    yield slips.cut(
        rules.name,
        closed.number,
        cut,
        box.fen,
        box.expected_fen,
        sum(int(entry.body["fen"]) for entry in bags),
        tuple(str(entry.body["bag"]) for entry in bags if entry.body.get("bag")),
        end.digest,
        slips.moment(closed.closed_ms, rules.timezone),
        rules.language,
    )
