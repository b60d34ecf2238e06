"""Questions to the book: right answers, and none that gets slower with its age."""

from __future__ import annotations

import pytest

from shop import commands
from shop.errors import NoCutOpen
from shop.inputs import CoinAccepted, CreditReading
from shop.queries import balances, cuts, devices, facts, journal, visits
from tests.unit.counter.a_shop import Shop, empty_book


def sold(shop: Shop, *items: str) -> None:
    shop.scan(*items)
    shop.coin(500)
    shop.wait(70)


def test_balances_are_brought_forward_and_what_came_since() -> None:
    shop = Shop()
    for off in ({"rice": -1}, {"rice": 2}, {}):
        sold(shop, "rice")
        shop.cut(off, box_off=-50, take=200)
    sold(shop, "soap")
    scratch: dict[tuple[str, str], int] = {}
    rows = shop.connection.execute(
        "SELECT to_account, coalesce(item, ''), quantity FROM movement UNION ALL"
        " SELECT from_account, coalesce(item, ''), -quantity FROM movement"
    )
    for account, item, quantity in rows:
        scratch[account, item] = scratch.get((account, item), 0) + quantity
    wanted = {place: quantity for place, quantity in scratch.items() if quantity}
    assert balances.all_of(shop.connection) == wanted
    for (account, item), quantity in wanted.items():
        assert balances.one(shop.connection, account, item) == quantity
    assert balances.shelf(shop.connection)["rice"] == wanted["shelf", "rice"]
    assert balances.money(shop.connection)["cashbox"] == wanted["cashbox", ""]
    assert balances.one(shop.connection, "shelf", "ghosts") == 0


def test_what_brought_forward_says_is_believed_and_nothing_before_it_is_read() -> None:
    """The cost of a balance is that of one round: older movements are not even looked at."""
    shop = Shop()
    sold(shop, "rice")
    shop.cut()
    held = balances.all_of(shop.connection)
    shop.connection.execute("DROP TRIGGER movement_no_delete")
    shop.connection.execute("DELETE FROM movement WHERE seq < (SELECT max(seq) FROM cut)")
    assert balances.all_of(shop.connection) == held


def test_an_empty_book_answers_everything() -> None:
    connection = empty_book()
    assert balances.all_of(connection) == {}
    assert not balances.any_movement(connection)
    assert journal.head(connection) == (0, bytes(32))
    assert journal.recent(connection, 5) == ()
    assert cuts.open_cut(connection) is None
    assert cuts.closed_cuts(connection, 5) == ()
    assert visits.left_open(connection) is None
    assert devices.cursor(connection, "sn1") is None
    with pytest.raises(NoCutOpen):
        facts.of_cut(connection)


def test_a_statement_of_a_cut_that_is_none_is_refused() -> None:
    shop = Shop()
    cut = shop.open_cut()
    for name in ("ghost", cut):
        with pytest.raises(NoCutOpen):
            facts.of_cut(shop.connection, name)


def test_a_device_gets_its_last_reading_back_whole() -> None:
    shop = Shop()
    reading = CreditReading(
        "coins", "sn9", 3, 5, 261 % 256, ((2, 1), (0, 14)), (CoinAccepted(5, 100, "CN100A", True),),
        lost=2, errors=(14, 3), why="recovered", insertions=900,
    )  # fmt: skip
    shop.counter.handle(CreditReading("coins", "sn9", 3, 4, 4, ((1, 1),)))
    shop.counter.handle(reading)
    found = shop.counter.cursor("sn9")
    assert found is not None
    assert (found.epoch, found.credit_no, found.counter, found.events) == (
        3,
        5,
        5,
        ((2, 1), (0, 14)),
    )
    assert (found.lost, found.errors, found.why, found.insertions) == (2, (14, 3), "recovered", 900)
    assert shop.counter.cursor("another") is None
    assert shop.last("TenderReceived").body["recovered"] is True


def test_entries_are_paged_newest_first_and_by_kind() -> None:
    shop = Shop()
    sold(shop, "rice")
    sold(shop, "soap")
    newest = journal.recent(shop.connection, 3)
    older = journal.recent(shop.connection, 3, before_seq=newest[-1].seq)
    assert [entry.seq for entry in (*newest, *older)] == list(
        range(shop.ledger.head_seq, shop.ledger.head_seq - 6, -1)
    )
    sales = journal.recent(shop.connection, 5, kinds=["SaleDeclared"])
    assert [entry.body["lines"][0]["item"] for entry in sales] == ["soap", "rice"]
    assert journal.by_id(shop.connection, sales[0].id) == sales[0]
    assert journal.by_seq(shop.connection, 999) is None


def test_the_open_round_says_what_was_counted_and_never_what_was_expected() -> None:
    shop = Shop()
    cut = shop.open_cut()
    shop.say(commands.CountItem, cut, "rice", 19)
    shop.say(commands.CountItem, cut, "rice", 18, 2)
    shop.say(commands.CountBox, cut, 4900)
    shop.say(commands.CollectCash, cut, 1000)
    now = cuts.open_cut(shop.connection)
    assert now is not None
    assert [(count.item, count.counted, count.round) for count in now.counts] == [
        ("rice", 19, 1), ("rice", 18, 2),
    ]  # fmt: skip
    assert (now.number, now.box_fen, now.collected_fen, now.qr_fen) == (1, 4900, 1000, None)
    assert "20" not in repr(now.counts)
    assert cuts.accepted_counts(shop.connection, cut)["rice"].counted == 18


def test_closed_rounds_are_numbered_and_given_up_ones_are_not() -> None:
    shop = Shop()
    first = shop.cut()
    shop.say(commands.CancelCut, shop.open_cut())
    second = shop.cut()
    assert [(one.cut, one.number) for one in cuts.closed_cuts(shop.connection, 9)] == [
        (second, 2), (first, 1),
    ]  # fmt: skip
    assert cuts.bounds(shop.connection, second).previous == first
    assert [one.cut for one in cuts.closed_cuts(shop.connection, 1)] == [second]


def test_no_question_on_the_way_of_a_sale_reads_the_whole_book() -> None:
    shop = Shop(box="claimed")
    sold(shop, "rice")
    said: set[str] = set()
    shop.connection.set_trace_callback(said.add)
    for _ in range(2):
        shop.scan("rice", "12345670")
        shop.press("price", 300)
        shop.coin(100)
        shop.press("cash")
        shop.press("paid")
        shop.press("undo")
        shop.press("iou")
        shop.press("iou", "Li")
        shop.wait(70)
    shop.connection.set_trace_callback(None)
    asked = [sql for sql in said if sql.startswith("SELECT")]
    assert asked
    for sql in asked:
        plan = shop.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        for *_, step in plan:
            assert not step.startswith(("SCAN journal", "SCAN movement", "SCAN m")), (sql, step)
