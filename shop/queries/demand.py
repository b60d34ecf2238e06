"""What moved on the shelves in the last weeks, for the forecast of what to bring."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction

from shop.queries import balances, catalogue, cuts
from shop.queries.connection import Connection
from shop.queries.exports import brought_forward
from shop.queries.settings import setting
from shop.review.demand import Delivery, Moves, Round, ShelfMove, dated, demand, life_days
from shop.review.restock import METHODS, Policy, Shelf

#: Weeks that are read: eight for the spread, one more for the day of the cut.
DAYS_READ = 63
_DAY_MS = 86_400_000
#: Rounds that are looked through for the beginning; more than two a day in these weeks.
_ROUNDS_MAX = 150

_MOVES = """
SELECT m.item, j.at_ms, m.from_account, m.to_account, m.quantity, coalesce(n.cut, '')
FROM movement m JOIN journal j USING (seq)
LEFT JOIN named_cut n ON n.seq = m.seq AND n.line = m.line
WHERE m.seq > ? AND m.item IS NOT NULL ORDER BY m.seq, m.line
"""
_DELIVERIES = """
SELECT j.at_ms, j.body FROM journal j WHERE j.kind = 'GoodsReceived' AND j.seq > ?
  AND json_extract(j.body, '$.expires_on') IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM journal c WHERE c.kind = 'EntryCorrected' AND c.corrects = j.seq)
ORDER BY j.seq
"""

#: Where pages keep how goods are brought: "METHOD LEAD REVIEW", one text so that it changes whole.
KEY = "restock.policy"
#: Longest anybody waits for goods, in days.
DAYS_MAX = 60


def policy(connection: Connection) -> Policy:
    """Return how often goods are brought, as a coordinator last set it."""
    words = str(setting(connection, KEY) or "").split()
    if len(words) != 3 or words[0] not in METHODS or not all(word.isdigit() for word in words[1:]):
        return Policy()
    lead, review = int(words[1]), int(words[2])
    return Policy(words[0], lead, review) if lead <= DAYS_MAX >= review > 0 else Policy()


def written(chosen: Policy) -> str:
    """Return how a policy stands in a setting."""
    return f"{chosen.method} {chosen.lead_days} {chosen.review_days}"


def shelves(connection: Connection, now_ms: int, zone: tzinfo) -> tuple[Shelf, ...]:
    """Return every item that is on sale as it stands, by its code.

    Args:
        now_ms: the present, UTC milliseconds.  zone: of the shop: its midnight ends a day.
    """

    def day_of(at_ms: int) -> int:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
        return moment.astimezone(zone).toordinal()

    goods = catalogue.load(connection)
    read = moves(connection, now_ms, day_of)
    today = day_of(now_ms)
    gone = demand(read, {name: item.unit for name, item in goods.items.items()}, today, day_of)
    held, lasts = balances.shelf(connection), life_days(read.deliveries)
    with_date = dated(read.deliveries, today)
    return tuple(
        Shelf(
            item=name,
            name=item.name,
            unit=item.unit,
            days=gone.days.get(name, ()),
            book=held.get(name, 0),
            unseen=gone.unseen.get(name, Fraction(0)),
            dated=with_date.get(name, ()),
            life_days=lasts.get(name),
        )
        for name, item in sorted(goods.items.items())
        if not item.retired
    )


def moves(connection: Connection, now_ms: int, day_of: Callable[[int], int]) -> Moves:
    """Return what moved since the last cut that was closed nine weeks ago or earlier.

    Args:
        now_ms: the present, UTC milliseconds.  day_of: UTC ms → day of the shop, an ordinal.
    """
    closed = cuts.closed_cuts(connection, _ROUNDS_MAX)
    old = [one for one in closed if one.closed_ms <= now_ms - DAYS_READ * _DAY_MS]
    base = old[0] if old else None
    after = base.closed_seq if base else 0
    opening = {}
    if base:
        forward = brought_forward(connection, base.closed_seq)
        opening = {
            item: quantity for (place, item), quantity in forward.items() if place == "shelf"
        }
    found = [_move(row) for row in connection.execute(_MOVES, (after,))]
    begin_ms = base.closed_ms if base else min((move.at_ms for move in found), default=now_ms)
    return Moves(
        begin_ms=max(begin_ms, now_ms - 2 * DAYS_READ * _DAY_MS),
        opening=opening,
        moves=found,
        rounds=[
            Round(one.cut, one.opened_ms) for one in reversed(closed) if one.closed_seq > after
        ],
        deliveries=_deliveries(connection, after, day_of),
    )


def _move(row: tuple[str, int, str, str, int, str]) -> ShelfMove:
    item, at_ms, source, target, quantity, cut = row

    def into(place: str) -> int:
        return quantity * ((target == place) - (source == place))

    return ShelfMove(item, at_ms, into("taken"), into("missing"), into("shelf"), cut)


def _deliveries(
    connection: Connection, after: int, day_of: Callable[[int], int]
) -> tuple[Delivery, ...]:
    found = []
    for at_ms, text in connection.execute(_DELIVERIES, (after,)):
        body = json.loads(text)
        try:
            expires = date.fromisoformat(body["expires_on"]).toordinal()
        except ValueError:  # written before dates were checked
            continue
        found.append(Delivery(body["item"], body["quantity"], day_of(at_ms), expires))
    return tuple(found)
