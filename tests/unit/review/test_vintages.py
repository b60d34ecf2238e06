"""Later facts stand beside the first figures, never in them; few visits are never told apart."""

from __future__ import annotations

from fractions import Fraction

import pytest

from shop import commands
from shop.entries import canonical
from shop.queries import period_read, vintages
from shop.queries.as_of import as_of
from shop.review import frozen
from shop.review.vintages import changed_visits, tellable
from tests.unit.counter.a_shop import CODE
from tests.unit.review.a_period import Signed


@pytest.fixture
def shop() -> Signed:
    return Signed()


def later(shop: Signed, nickname: str = "old Li") -> None:
    """Somebody takes rice and pays later."""
    shop.scan(CODE["rice"])
    shop.press("iou")
    shop.press("iou", nickname)
    shop.wait(70)


def known(shop: Signed) -> tuple[vintages.Vintage, ...]:
    now = shop.clock.now().wall_ms
    return vintages.of_period(shop.connection, shop.periods()[0], now)


def test_the_first_figures_stay_byte_for_byte_and_later_ones_are_the_statement_drawn_again(
    shop: Signed,
) -> None:
    cuts = shop.week(), shop.week("v2", off={"soap": -3})
    shop.review(*cuts)
    shop.close()
    shop.publish()
    before = canonical(shop.last("PeriodClosed").body)
    shop.say(commands.WriteOffGoods, "soap", 3, "spoiled", for_cut=cuts[1])
    shop.week()
    assert canonical(shop.last("PeriodClosed").body) == before
    first, restated = known(shop)
    again = period_read.read(shop.connection, cuts)
    assert restated.sums.value_gone_fen == again.whole.exact.value_gone_fen
    assert restated.accounted == again.whole.rates.accounted
    assert restated.causes == ("GoodsWrittenOff",)
    said = shop.last("PeriodClosed").body["figures"]["rates"]["accounted"]
    assert first.accounted == Fraction(said)
    assert restated.accounted > first.accounted
    assert changed_visits(first, restated) == 0
    assert tellable((first, restated)) == (first, restated)
    shop.verify()


def test_as_of_shows_the_book_as_it_stood(shop: Signed) -> None:
    cut = shop.week()
    seq = shop.ledger.head_seq
    then = period_read.read(shop.connection, [cut])
    shop.say(commands.ReceiveGoods, "rice", 7, for_cut=cut)
    shop.say(commands.ListItem, "rice", "新名字", "each", (CODE["rice"],))
    assert period_read.read(shop.connection, [cut]).figures != then.figures
    assert period_read.read_as_of(shop.connection, [cut], seq).figures == then.figures
    with as_of(shop.connection, seq) as book:
        assert book.execute("SELECT max(seq) FROM journal").fetchone()[0] == seq
    assert shop.connection.execute("SELECT max(seq) FROM journal").fetchone()[0] > seq


def test_a_note_paid_or_let_go_makes_a_vintage(shop: Signed) -> None:
    later(shop)
    later(shop, "A7")
    cut = shop.week()
    shop.review(cut)
    shop.close()
    iou = shop.connection.execute("SELECT iou FROM iou ORDER BY seq").fetchall()[0][0]
    shop.say(commands.ForgiveIou, 100, iou)
    first, now = known(shop)
    gone = first.sums.value_gone_fen
    assert (first.forgiven_fen, now.forgiven_fen, now.open_iou_fen) == (0, 100, 600)
    assert first.accounted - now.accounted == Fraction(100, gone)
    assert changed_visits(first, now) == 1
    assert tellable((first, now)) == (first,), "one visit: never told apart"


def test_eleven_changed_visits_may_be_told(shop: Signed) -> None:
    for n in range(11):
        later(shop, f"B{n}")
    cut = shop.week()
    shop.review(cut)
    shop.close()
    notes = [row[0] for row in shop.connection.execute("SELECT iou FROM iou ORDER BY seq")]
    for iou in notes[:10]:
        shop.say(commands.ForgiveIou, 50, iou)
    shop.week()
    assert len(tellable(known(shop))) == 1
    shop.say(commands.ForgiveIou, 50, notes[10])
    told = tellable(known(shop))
    assert [one.forgiven_fen for one in told] == [0, 550]


def test_periods_are_summed_and_never_averaged(shop: Signed) -> None:
    cuts = shop.week(sales=12, off={"rice": -4}), shop.week(sales=30)
    shop.say(commands.ReceiveGoods, "rice", 20)
    read = period_read.read(shop.connection, cuts)
    one, two = read.statements
    whole = read.whole.exact
    assert whole.value_gone_fen == one.exact.value_gone_fen + two.exact.value_gone_fen
    mean = (one.rates.accounted + two.rates.accounted) / 2
    assert read.whole.rates.accounted != mean
    figures = frozen.of_statements(read.statements, read.tally)
    assert canonical(figures) == canonical(read.figures)
