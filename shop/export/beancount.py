"""The whole book as beancount text: a second book-keeping that can check ours.

Every movement is one balanced transaction; every closed cut a set of balance assertions. Money is
CNY, each item a commodity of its own, in pieces or grams. Nothing in it is about a person.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from hashlib import sha256
from itertools import accumulate

from shop.catalogue import UNKNOWN
from shop.export.words import KINDS, Translate, local
from shop.queries import catalogue, cuts, exports, facts, journal
from shop.queries.connection import Connection
from shop.queries.exports import Moved

#: Our money places in beancount's five roots.
MONEY_ACCOUNTS = {
    "opening": "Equity:Opening",
    "sales": "Income:Sales",
    "due": "Assets:Due",
    "owed": "Assets:PayLater",
    "forgiven": "Expenses:PayLaterLetGo",
    "cashbox": "Assets:Cashbox",
    "qr_pending": "Assets:QR:Claimed",
    "qr_wallet": "Assets:QR:Wallet",
    "over_short": "Income:OverShort",
    "float": "Assets:Float",
    "collected": "Assets:Collected",
    "fund": "Assets:Fund",
    "donor": "Income:Donations",
    "payable": "Assets:SetAside:Households",
    "household": "Expenses:Households",
    "expenses": "Expenses:Running",
    "reserve": "Assets:SetAside:Reserve",
}
#: Our goods places.
GOODS_ACCOUNTS = {
    "opening": "Equity:Goods:Opening",
    "supplier": "Equity:Goods:Supplier",
    "shelf": "Assets:Goods:Shelf",
    "taken": "Expenses:Goods:Taken",
    "written_off": "Expenses:Goods:WrittenOff",
    "missing": "Expenses:Goods:Missing",
    "other_shop": "Equity:Goods:OtherShop",
}
#: Closed cuts of one book; a shop that closes one a day takes 270 years.
CUTS_MAX = 100_000
#: A commodity has at most 24 signs; two are our prefix.
_PLAIN = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])?")
_DIGEST_CHARS = 16

Pair = tuple[str, str]


def commodity(item: str) -> str:
    """Return the commodity an item is called: the same one in every export, two items never one.

    G- before a code in capitals, L- before one in small letters, H- and a digest for any other.
    """
    if _PLAIN.fullmatch(item):
        return f"G-{item}"
    if item == item.lower() and _PLAIN.fullmatch(item.upper()):
        return f"L-{item.upper()}"
    return f"H-{sha256(item.encode()).hexdigest()[:_DIGEST_CHARS].upper()}"


def account(place: str, item: str | None) -> str:
    """Return the account of a place: of goods if an item is named, else of money."""
    return (GOODS_ACCOUNTS if item else MONEY_ACCOUNTS)[place]


def quoted(text: str) -> str:
    """Return a text as a beancount string: one line, quotes and backslashes escaped."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def amount(quantity: int, item: str | None) -> str:
    """Return a quantity with its commodity: fen as yuan with two decimals."""
    if item:
        return f"{quantity} {commodity(item)}"
    sign = "-" if quantity < 0 else ""
    return f"{sign}{abs(quantity) // 100}.{abs(quantity) % 100:02d} CNY"


def beancount_lines(connection: Connection, zone: tzinfo, say: Translate) -> Iterator[str]:
    """Yield the book as beancount text, line by line.

    Args:
        connection: a book.
        zone: the shop's: its midnight ends a day.
        say: turns the kinds' names into the reader's language.
    """
    whole = _survey(connection, zone)
    yield from _head(connection, whole)
    closings = iter([*whole.cuts, None])
    closing = next(closings)
    for moved in exports.movements(connection):
        while closing is not None and closing.seq < moved.seq:
            yield from _balances(connection, whole, closing)
            closing = next(closings)
        yield from _transaction(moved, _day(moved.at_ms, zone), whole, say)
    while closing is not None:
        yield from _balances(connection, whole, closing)
        closing = next(closings)


@dataclass(slots=True)
class _Closing:
    """A closed cut: its CutClosed's seq and day, and what the rest of that day changed.

    Beancount asserts at the beginning of a day. So each cut asserts on the morning after it: what
    it brought forward, and what was recorded later but belongs to its day or an earlier one.
    """

    seq: int
    day: date
    number: int
    later: dict[Pair, int] = field(default_factory=dict)

    def add(self, moved: Moved, sign: int) -> None:
        """Add a movement of the rest of the day (sign 1), or take off one of a later day (-1)."""
        item = moved.item or ""
        for place, change in ((moved.from_account, -1), (moved.to_account, 1)):
            pair = place, item
            self.later[pair] = self.later.get(pair, 0) + sign * change * moved.quantity


@dataclass(slots=True)
class _Whole:
    """What must be known before the first line is written."""

    first: date
    cuts: list[_Closing]
    since: dict[Pair, int]
    units: dict[str, str]
    names: dict[str, str]


def _day(at_ms: int, zone: tzinfo) -> date:
    return local(at_ms, zone).date()


def _survey(connection: Connection, zone: tzinfo) -> _Whole:
    """Go through all movements once: the first day, the accounts, and days out of order."""
    closed = reversed(cuts.closed_cuts(connection, CUTS_MAX))
    found = [_Closing(one.closed_seq, _day(one.closed_ms, zone), one.number) for one in closed]
    seqs = [one.seq for one in found]
    latest = list(accumulate((one.day for one in found), max))
    earliest = list(accumulate((one.day for one in reversed(found)), min))[::-1]
    names = {code: item.name for code, item in catalogue.load(connection).items.items()}
    start = journal.by_seq(connection, 1)
    first = _day(start.at_ms, zone) if start else date(1970, 1, 1)
    whole = _Whole(min([first, *earliest[:1]]), found, {}, {}, names)
    for moved in exports.movements(connection):
        day = _day(moved.at_ms, zone)
        whole.first = min(whole.first, day)
        for place in (moved.from_account, moved.to_account):
            whole.since.setdefault((place, moved.item or ""), moved.seq)
        if moved.item:
            whole.units[moved.item] = moved.unit
        here = at = bisect_left(seqs, moved.seq)
        while at and latest[at - 1] >= day:
            at -= 1
            if found[at].day >= day:
                found[at].add(moved, 1)
        while here < len(found) and earliest[here] < day:
            if found[here].day < day:
                found[here].add(moved, -1)
            here += 1
    return whole


def _head(connection: Connection, whole: _Whole) -> Iterator[str]:
    """Yield title, commodities and accounts."""
    seq, head = journal.head(connection)
    newest = journal.by_seq(connection, seq)
    title = newest.shop if newest else ""
    demo = facts.is_demo(connection)
    yield f"; Head of the chain at entry {seq}: {head.hex()}"
    if demo:
        yield "; DEMO: an invented shop, never a real figure."
    yield f'option "title" {quoted(f"DEMO {title}" if demo else title)}'
    yield 'option "operating_currency" "CNY"'
    yield ""
    yield f"{whole.first} commodity CNY"
    for item, unit in sorted(whole.units.items()):
        yield f"{whole.first} commodity {commodity(item)}"
        yield f"  name: {quoted(whole.names.get(item, item.removeprefix(UNKNOWN)))}"
        yield f"  item: {quoted(item)}"
        yield f"  unit: {quoted(unit)}"
    yield ""
    money = sorted({place for place, item in whole.since if not item})
    for place in money:
        yield f"{whole.first} open {MONEY_ACCOUNTS[place]} CNY"
    for place in sorted({place for place, item in whole.since if item}):
        yield f"{whole.first} open {GOODS_ACCOUNTS[place]}"
    yield ""


def _transaction(moved: Moved, day: date, whole: _Whole, say: Translate) -> Iterator[str]:
    """Yield one movement as a transaction of two postings."""
    item = moved.item
    said = say(KINDS.get(moved.kind, moved.kind))
    if item:
        said = f"{said}: {whole.names.get(item, item.removeprefix(UNKNOWN))}"
    yield f"{day} * {quoted(said)}"
    yield f"  seq: {moved.seq}"
    yield f"  line: {moved.line}"
    yield f"  kind: {quoted(moved.kind)}"
    if moved.visit:
        yield f"  visit: {quoted(moved.visit)}"
    if moved.party:
        yield f"  party: {quoted(moved.party)}"
    if moved.each_fen is not None:
        yield f"  each: {amount(moved.each_fen, None)}"
    yield f"  {account(moved.from_account, item)}  {amount(-moved.quantity, item)}"
    yield f"  {account(moved.to_account, item)}  {amount(moved.quantity, item)}"
    yield ""


def _balances(connection: Connection, whole: _Whole, closing: _Closing) -> Iterator[str]:
    """Yield the balance of every place on the morning after a cut, to the fen and the piece."""
    forward = exports.brought_forward(connection, closing.seq)
    morning = closing.day + timedelta(days=1)
    known = {pair for pair, since in whole.since.items() if since <= closing.seq}
    yield f"; Cut no. {closing.number}, closed by entry {closing.seq}: brought forward"
    for place, item in sorted(known | forward.keys() | closing.later.keys()):
        held = forward.get((place, item), 0) + closing.later.get((place, item), 0)
        number, currency = amount(held, item or None).split(" ")
        yield f"{morning} balance {account(place, item or None)}  {number} ~ 0 {currency}"
        yield f"  cut: {closing.number}"
    yield ""
