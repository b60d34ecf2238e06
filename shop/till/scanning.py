"""扫: what goes into the basket and how it is changed there."""

from __future__ import annotations

from dataclasses import replace

from shop.catalogue import Item, unknown_item
from shop.effects import Play
from shop.inputs import Pressed
from shop.till import facts
from shop.till.events import CodeRefused, CodeUnknown, Effect, Event, ItemScanned, Record, Refuse
from shop.till.state import Line, Phase, Till, Visit

Step = tuple[Till, tuple[Effect, ...]]


def opened(event: Event) -> Visit:
    """Return a new visit that begins with this event."""
    visit, sale, tender = event.ids
    return Visit(visit, sale, tender, event.head_seq)


def scanned(till: Till, event: Event) -> Step:
    """Put a listed item into the basket, on a line of its own or onto the one it has."""
    assert isinstance(event.what, ItemScanned)
    item, pieces = event.what.item, event.what.pieces
    price_fen = item.price_now(event.at_ms)
    if price_fen is None and item.prices:
        # A clock before its first price is wrong (a Pi that woke in 1970): the newest one holds.
        price_fen = item.prices[-1][1]
    if price_fen is None:
        # Listed but never priced: the label on the goods knows, so the resident is asked.
        return _ask_price(till, event, item.item, item.item)
    return _add(till, event, item, pieces, price_fen)


def unknown(till: Till, event: Event) -> Step:
    """Ask for the price of a barcode nobody listed: it is sold all the same."""
    assert isinstance(event.what, CodeUnknown)
    return _ask_price(till, event, unknown_item(event.what.code), event.what.code)


def _ask_price(till: Till, event: Event, item: str, code: str) -> Step:
    visit = _current(till, event)
    if len(visit.lines) >= till.rules.lines_max:
        return replace(till, notice="basket_full", notice_fen=None), (Play("refused"),)
    asked = replace(till, asked_item=item, unknown_code=code)
    asked = asked.with_visit(visit, Phase.UNKNOWN, event.now_ms)
    return replace(asked, newest=None), (Play("unknown"),)


def wait_for_price(till: Till, event: Event) -> Step:
    """Keep asking: a further scan does not wave the question away."""
    return replace(till, notice="price_first"), (Play("unknown"),)


def refused_code(till: Till, event: Event) -> Step:
    """Say what to do with a code that is no goods; nothing of it is kept."""
    assert isinstance(event.what, CodeRefused)
    return replace(till, notice=event.what.notice, notice_fen=None), (Play("refused"),)


def price_chosen(till: Till, event: Event) -> Step:
    """Sell the unlisted code at the price the resident picked from the tiles."""
    press = _press(event)
    visit = till.visit
    assert visit is not None
    price_fen = press.value
    if not _whole(price_fen) or price_fen not in till.rules.price_tiles_fen:
        return till, (Refuse("malformed_input"),)
    assert till.asked_item is not None
    item = till.catalogue.items.get(till.asked_item)
    if item is None:
        item = Item(till.asked_item, till.unknown_code or till.asked_item)
    line = _fresh_line(event.ids[0], item, item.one, int(price_fen))
    return _in_basket(till, event, _with_line(visit, line), line.id), (Play("scanned"),)


def quantity(till: Till, event: Event) -> Step:
    """Set how many of a line there are, never more than fit or are there; none removes it."""
    press = _press(event)
    visit = till.visit
    assert visit is not None
    wanted = press.value
    line = _line(visit, press.line)
    if line is None or line.unit != "each" or not _whole(wanted):
        return till, (Refuse("malformed_input"),)
    assert isinstance(wanted, int)
    if not 0 <= wanted <= max(line.quantity, till.rules.quantity_max):
        return till, (Refuse("malformed_input"),)
    if wanted == 0:
        return remove(till, event)
    lines = tuple(
        replace(other, quantity=wanted) if other.id == line.id else other for other in visit.lines
    )
    return _in_basket(till, event, replace(visit, lines=lines), line.id), (Play("scanned"),)


def remove(till: Till, event: Event) -> Step:
    """Take a line out of the basket; an empty one with no money ends the visit."""
    press = _press(event)
    visit = till.visit
    assert visit is not None
    if _line(visit, press.line) is None:
        return till, (Refuse("malformed_input"),)
    lines = tuple(line for line in visit.lines if line.id != press.line)
    visit = replace(visit, lines=lines)
    if lines:
        return _in_basket(till, event, visit, None), (Play("removed"),)
    return emptied(till, event, visit, "emptied")


def leave(till: Till, event: Event) -> Step:
    """不买了: the goods go back to the shelf; money that came is offered again."""
    visit = till.visit
    assert visit is not None
    return emptied(till, event, replace(visit, lines=()), "left")


def emptied(till: Till, event: Event, visit: Visit, why: str) -> Step:
    """End a visit that has no goods, unless it has money: then that is offered."""
    if visit.money_fen > 0:
        offered = till.with_visit(visit, Phase.CREDIT, event.now_ms)
        offered = replace(offered, newest=None, quiet_at_ms=None)
        return replace(offered, notice="credit", notice_fen=visit.money_fen), (Play("removed"),)
    return till.idle(), (Record((facts.abandoned(visit, event, why),)), Play("removed"))


def back_to_basket(till: Till, event: Event) -> Step:
    """Go back to the basket from a question; without goods or money, to the greeting."""
    visit = till.visit
    assert visit is not None
    if not visit.lines and visit.money_fen <= 0:
        return till.idle(), (Record((facts.abandoned(visit, event, "left"),)),)
    if not visit.lines:
        return emptied(till, event, visit, "left")
    return _in_basket(till, event, visit, None), ()


def _add(till: Till, event: Event, item: Item, pieces: int, price_fen: int) -> Step:
    visit = _current(till, event)
    for line in visit.lines:
        more = line.quantity + pieces
        same = line.item == item.item and line.each_fen == price_fen and line.unit == "each"
        if same and more <= till.rules.quantity_max:  # a full line stays, another one begins
            lines = tuple(
                replace(line, quantity=more) if other.id == line.id else other
                for other in visit.lines
            )
            grown = _in_basket(till, event, replace(visit, lines=lines), line.id)
            return grown, (Play("scanned"),)
    line_id = event.ids[0] if till.visit is visit else f"{event.ids[0]}/1"
    line = _fresh_line(line_id, item, pieces, price_fen)
    if len(visit.lines) >= till.rules.lines_max:
        return replace(till, notice="basket_full", notice_fen=None), (Play("refused"),)
    return _in_basket(till, event, _with_line(visit, line), line.id), (Play("scanned"),)


def _fresh_line(line_id: str, item: Item, pieces: int, price_fen: int) -> Line:
    return Line(
        line_id,
        item.item,
        item.name,
        pieces,
        item.unit,
        price_fen,
        item.name_en,
        item.picture,
        item.party,
    )


def _with_line(visit: Visit, line: Line) -> Visit:
    return replace(visit, lines=(*visit.lines, line))


def _current(till: Till, event: Event) -> Visit:
    """Return the visit goods go into: a first scan after a standing sale begins a new one."""
    if till.visit is None or till.visit.declared:
        return opened(event)
    visit = till.visit
    if not visit.lines:
        # Money came first, or a basket was emptied: the goods leave the shelf only now.
        return replace(visit, opened_seq=event.head_seq)
    return visit


def _in_basket(till: Till, event: Event, visit: Visit, newest: str | None) -> Till:
    basket = till.with_visit(visit, Phase.BASKET, event.now_ms)
    quiet = event.now_ms if visit.money_fen > 0 else None
    return replace(basket, newest=newest, quiet_at_ms=quiet)


def _line(visit: Visit, line_id: str | None) -> Line | None:
    return next((line for line in visit.lines if line.id == line_id), None)


def _press(event: Event) -> Pressed:
    assert isinstance(event.what, Pressed)
    return event.what


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
