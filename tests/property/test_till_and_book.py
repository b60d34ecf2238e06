"""Whatever happens at the till: nothing on the screen that is not in the book, and no fen lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from shop.queries import balances, owed
from shop.till import Phase
from tests.property.shop_moves import (
    MEANS,
    Disk,
    World,
    any_moves,
    device_moves,
    moves,
    one_step,
    running,
)
from tests.unit.counter.a_shop import Shop
from tests.unit.ledger.book_file import dump

_DUE = (
    "SELECT coalesce(sum(CASE WHEN from_account = 'due' THEN quantity ELSE -quantity END), 0)"
    " FROM movement WHERE visit = ? AND 'due' IN (from_account, to_account)"
    " AND 'sales' NOT IN (from_account, to_account) AND 'owed' NOT IN (from_account, to_account)"
)
_STANDING = (
    "SELECT json_extract(j.body, '$.due_fen') FROM journal j WHERE kind = 'SaleDeclared'"
    " AND json_extract(j.body, '$.visit') = ?"
    " AND NOT EXISTS (SELECT 1 FROM journal v WHERE v.id = j.id || '/void')"
)
_CREDITED = (
    "SELECT coalesce(sum(m.quantity), 0) FROM device_credit JOIN movement m USING (seq)"
    " WHERE m.to_account = 'cashbox'"
)
_CONFIRMED = (
    "SELECT coalesce(sum(json_extract(body, '$.fen')), 0) FROM journal WHERE"
    " kind = 'TenderMatched' OR (kind = 'TenderReceived'"
    " AND json_extract(body, '$.evidence') = 'confirmed')"
)
_FALLEN = (
    "SELECT coalesce(sum(json_extract(body, '$.fen')), 0) FROM journal WHERE"
    " kind = 'ChangeGiven' AND json_extract(body, '$.evidence') = 'credited'"
)
_BOTH_ENDS = (
    "SELECT coalesce(item, ''), to_account, quantity FROM movement"
    " UNION ALL SELECT coalesce(item, ''), from_account, -quantity FROM movement"
)


def holds(world: World) -> None:
    """What must be true after every step."""
    shop, connection = world.shop, world.shop.connection
    till, view = shop.counter.till, shop.view
    if till.visit is None:
        assert view.phase not in ("thanks", "credit")
        assert (view.money_fen, view.lines) == (0, ())
    else:
        booked_fen = connection.execute(_DUE, (till.visit.visit,)).fetchone()[0]
        slip = owed.one(connection, f"{till.visit.visit}/owed")
        booked_fen -= slip.fen if slip else 0  # on a slip by now, no longer on the screen
        assert view.money_fen == booked_fen, "money on the screen that is not in the book"
        standing = connection.execute(_STANDING, (till.visit.visit,)).fetchall()
        assert len(standing) == int(till.visit.declared), "at most one sale stands"
        if view.phase == "thanks":
            assert standing == [(view.due_fen,)], "thanks for another sale than the book's"
            assert view.due_fen == sum(line.fen for line in view.lines)
    assert connection.execute(_CREDITED).fetchone()[0] == world.coins_fen
    assert connection.execute(_CONFIRMED).fetchone()[0] == world.qr_fen, "one credit a payment"
    assert connection.execute(_FALLEN).fetchone()[0] == world.fallen_fen
    sums: dict[str, int] = {}
    scratch: dict[tuple[str, str], int] = {}
    for item, account, quantity in connection.execute(_BOTH_ENDS):
        sums[item] = sums.get(item, 0) + quantity
        scratch[account, item] = scratch.get((account, item), 0) + quantity
    assert not any(sums.values())
    assert balances.all_of(connection) == {key: value for key, value in scratch.items() if value}


SHOPS = st.sampled_from([("machine", "none"), ("claimed", "none"), ("machine", "tray")])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(SHOPS, st.lists(any_moves, max_size=40))
def test_any_sequence_keeps_the_screen_true_and_the_money_whole(kind, sequence) -> None:
    world = World(Shop(box=kind[0], change=kind[1]))
    for move in sequence:
        world.do(*move)
        holds(world)
    world.shop.verify()


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.booleans(), st.lists(device_moves, min_size=15, max_size=40))
def test_hoppers_and_providers_may_say_anything_at_any_time(spare_tray, sequence) -> None:
    world = World(Shop(change="hopper", means=MEANS, spare_tray=spare_tray))
    for move in sequence:
        world.do(*move)
        holds(world)
    event(f"confirmed: {world.qr_fen > 0}, change fell: {world.fallen_fen > 0}")
    world.shop.verify()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    SHOPS, st.lists(moves, max_size=12), one_step, st.integers(0, 7), st.lists(running, max_size=4)
)
def test_a_disk_that_fills_at_any_statement_leaves_no_trace_and_no_thanks(
    kind, before, struck, statement, closed
) -> None:
    disk = Disk()
    world = World(Shop(disk, box=kind[0], change=kind[1], stocked=False))
    for move in before:
        world.do(*move)
    till, rows = world.shop.counter.till, dump(disk.real)
    disk.left = statement
    world.do(*struck)
    if world.shop.counter.book.why is not None:
        event("the disk was full")
        assert dump(disk.real) == rows, "half of it was written"
        now = world.shop.counter.till
        assert replace(now, trouble=till.trouble) == till, "the till went on without its book"
        disk.left = 0
        for move in closed:
            world.do(*move)
            assert (world.shop.view.phase, world.shop.view.buttons) == ("closed", frozenset())
            assert dump(disk.real) == rows
            assert world.shop.counter.phase is not Phase.THANKS or till.phase is Phase.THANKS
    disk.left = None
    world.shop.wait(6)
    assert world.shop.counter.book.why is None
    assert world.shop.view.phase != "closed"
    holds(world)
    world.shop.verify()


@pytest.mark.parametrize("statement", range(12))
def test_a_sale_whose_every_statement_may_fail(statement: int) -> None:
    """The same by hand: coin and declaration, the disk full at each statement in turn."""
    disk = Disk()
    world = World(Shop(disk, stocked=False))
    world.do("scan", 0, 0)
    rows = dump(disk.real)
    disk.left = statement
    world.do("coin", 3, 1)
    coined = dump(disk.real) != rows
    assert coined == (world.coins_fen == 500) == (world.shop.view.money_fen == 500)
    rows = dump(disk.real)
    world.do("wait", 3, 0)
    thanked = world.shop.view.phase == "thanks"
    assert thanked == (dump(disk.real) != rows) == ("SaleDeclared" in world.shop.kinds)
    disk.left = None
    world.shop.wait(20)
    if not coined:
        world.do("coin", 3, 1)
    world.shop.wait(20)
    assert world.shop.kinds.count("SaleDeclared") == 1
    assert world.shop.place("cashbox") == 5500
    holds(world)
