"""Rates, the headline, flags, the waterfall and the JSON of a statement."""

import json
from dataclasses import fields, replace
from fractions import Fraction

from shop.export.statement_json import rate_json, statement_json
from shop.reconcile.rates import rates
from shop.reconcile.statement import Headline, draw, waterfall
from tests.unit.reconcile.a_cut import MONEY, WEEK, item, short_box, with_item


def test_rates_are_exact():
    found = draw(WEEK).rates
    assert found.collection == found.accounted == Fraction(3, 4)
    assert found.declared_units == Fraction(9, 12)
    assert found.declared_paid == 1
    assert found.fully_paid_sessions == (1, 1)
    assert found.transaction_bounds == (Fraction(1, 4), Fraction(1, 2))


def test_a_shop_where_nothing_happened_has_no_rates():
    nothing = replace(
        with_item(item(received=0, removed=0, declared=0, declared_at=(), counted=20)),
        sales=(),
        money=replace(MONEY, cash_credited_fen=0, box_counted_fen=5000),
    )
    found = draw(nothing)
    rest = [getattr(found.rates, field.name) for field in fields(found.rates)]
    assert rest == [None] * 4 + [(None, None)] * 3 + [(0, 0)]
    assert found.headline == Headline(percent=None, qr_as_claimed=False)
    assert statement_json(found)["rates"]["collection"] is None


def test_a_robbed_box_is_not_charged_to_those_who_paid():
    robbed = draw(short_box(8000))
    assert robbed.rates.collection == Fraction(2800, 14_400)
    assert robbed.headline.percent == 75
    assert "box_loss" in robbed.flags
    assert [bar.label for bar in waterfall(robbed)][-2:] == ["box_loss", "goods_money"]


def test_givers_do_not_cover_takers_in_the_capped_bounds():
    generous = draw(replace(short_box(0, credited_fen=11_000)))
    assert generous.rates.capped_bounds == (Fraction(10_800, 14_400), Fraction(11_000, 14_400))


def test_bounds_come_low_first_when_a_shelf_holds_more_than_its_book():
    found = draw(with_item(item(counted=26)))
    low, high = found.rates.capped_bounds
    assert (low, high) == (1, Fraction(10_800, 3600))


def test_the_headline_says_when_qr_is_only_claimed():
    money = replace(MONEY, qr_fen=100, qr_claimed_fen=100, unattached_fen=100)
    claimed = draw(replace(WEEK, money=money, qr_evidence="claimed"))
    assert claimed.headline.qr_as_claimed
    assert "qr_as_claimed" in claimed.flags
    assert not draw(replace(WEEK, qr_evidence="claimed")).headline.qr_as_claimed


def test_flags_say_what_to_know_before_believing():
    assert draw(WEEK).flags == ()
    loud = replace(WEEK, demo=True, restated=True, cash_evidence="claimed")
    assert draw(loud).flags == ("demo", "cash_as_claimed", "restated")
    assert "uncounted" in draw(with_item(item(counted=None))).flags
    assert "unpriced" in draw(with_item(item(prices=()))).flags


def test_the_waterfall_of_a_quiet_week():
    bars = waterfall(draw(WEEK))
    assert [(bar.label, bar.fen, bar.start_fen, bar.end_fen) for bar in bars[:2]] == [
        ("value_gone", 14_400, 0, 14_400),
        ("undeclared", -3600, 14_400, 10_800),
    ]
    assert bars[-1].end_fen == 10_800


def test_json_has_no_figure_about_one_visit():
    text = json.dumps(statement_json(draw(WEEK)))
    assert "v1" not in text
    assert "s1" not in text


def test_json_says_what_it_was_drawn_from():
    meta = statement_json(draw(replace(WEEK, demo=True, head="ab")))["meta"]
    assert meta["percent"] == 75
    assert (meta["cut"], meta["number"], meta["shop"], meta["head"]) == ("C1", 1, "shop", "ab")
    assert meta["demo"] is True
    assert meta["flags"] == ["demo"]


def test_rates_are_written_to_six_places():
    assert rate_json(Fraction(2, 3)) == 0.666667
    assert rate_json(Fraction(1)) == 1
    assert rate_json(None) is None


def test_a_refund_only_visit_enters_the_capped_rate_but_is_no_session():
    refund = replace(WEEK.sales[0], sale="s2", due_fen=-1200, paid_fen=-1200, refund_only=True)
    # The eggs brought back lie on the shelf again: D falls, and with it G.
    facts = replace(
        with_item(item(declared=8, declared_at=((WEEK.start_ms, 8),), counted=18)),
        sales=(*WEEK.sales, refund),
        money=replace(MONEY, cash_credited_fen=9600, box_counted_fen=14_600),
    )
    statement = draw(facts)
    assert statement.exact.capped_fen == 9600
    assert statement.rates.fully_paid_sessions == (1, 1)
    assert rates(statement.exact, facts).declared_paid == 1
