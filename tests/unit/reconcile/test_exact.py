"""The exact layer, one rule of HONESTY.md section 3 at a time."""

from dataclasses import replace

import pytest

from shop.errors import BrokenInvariant
from shop.reconcile.exact import decide, standing, work_out
from shop.reconcile.facts import SaleFacts
from tests.unit.reconcile.a_cut import (
    END,
    MONEY,
    SALE,
    START,
    WEEK,
    item,
    short_box,
    with_item,
)


def test_a_quiet_week():
    exact = work_out(WEEK)
    assert (exact.value_declared_fen, exact.value_undeclared_fen) == (10_800, 3600)
    assert (exact.value_gone_fen, exact.goods_money_fen, exact.gap_fen) == (14_400, 10_800, 3600)
    assert exact.items[0].gone == 12
    assert exact.box_left_fen == 5800


def test_an_item_counted_above_its_book_keeps_its_sign():
    exact = work_out(with_item(item(), item(item="TEA", counted=22)))
    assert exact.items[1].undeclared == -2
    assert exact.value_undeclared_fen == 3600 - 2400
    assert (exact.value_undeclared_pos_fen, exact.value_undeclared_neg_fen) == (3600, 2400)


@pytest.mark.parametrize(
    ("due", "paid", "iou", "part", "fen"),
    [
        (1000, 0, 0, "declared_unpaid", 1000),
        (1000, 400, 0, "underpaid", 600),
        (1000, 0, 400, "underpaid", 600),
        (1000, 1500, 0, "overpaid", -500),
        (1000, 400, 800, "overpaid", -200),
        (-500, 0, 0, "overpaid", -500),
        (-500, -500, 0, "overpaid", 0),
        (0, 0, 0, "declared_unpaid", 0),
    ],
)
def test_each_short_payment_has_its_own_part(due, paid, iou, part, fen):
    sale = SaleFacts("s2", "v2", START, due, paid, iou, refund_only=due < 0)
    money = replace(
        MONEY,
        qr_fen=paid,
        iou_issued_fen=iou,
    )
    parts = work_out(replace(WEEK, sales=(SALE, sale), money=money)).gap_parts.addends()
    assert parts == dict.fromkeys(parts, 0) | {"undeclared": 3600, "iou_issued": iou, part: fen}


def test_a_little_missing_from_the_box_is_a_miscount_not_a_robbery():
    assert work_out(short_box(500)).box_loss_fen == 0
    assert work_out(short_box(501)).box_loss_fen == 501


def test_a_big_box_may_miss_five_of_a_thousand():
    assert work_out(short_box(1000, credited_fen=200_199)).box_loss_fen == 0
    assert work_out(short_box(1001, credited_fen=200_199)).box_loss_fen == 1001


def test_an_open_box_tells_no_theft_from_bad_change():
    assert work_out(short_box(8000, cash_evidence="claimed")).box_loss_fen == 0


def test_too_much_in_the_box_is_no_loss():
    assert work_out(short_box(-8000)).box_loss_fen == 0


def test_deciding_needs_no_posting_of_over_and_short():
    facts = short_box(8000)
    open_facts = replace(facts, money=replace(facts.money, over_short_fen=0))
    assert decide(open_facts) == decide(facts)
    assert decide(open_facts).over_short_fen == -8000


def test_an_uncounted_shelf_takes_its_estimate():
    exact = work_out(with_item(item(), item(item="TEA", counted=None)))
    tea = exact.items[1]
    assert (tea.counted, tea.estimated, tea.undeclared, tea.gone) == (None, True, 3, 12)
    assert exact.value_gone_bounds_fen == (10_800 + 3600, 10_800 + 3600 + 20 * 1200)


def test_a_frozen_estimate_stands_since_the_next_opening_rests_on_it():
    facts = with_item(item(), item(item="TEA", counted=None, frozen_estimate=7))
    assert work_out(facts).items[1].undeclared == 7


PRICES = ((START - 1, 1200), (END - 1, 1500))


def test_a_frozen_split_stands_whatever_the_rule_says_today():
    facts = with_item(item(prices=PRICES, frozen_split=((1200, 1), (1500, 2))))
    assert work_out(facts).value_undeclared_fen == 1200 + 3000


def test_a_late_fact_that_moved_u_splits_it_again():
    facts = with_item(item(prices=PRICES, received=11, frozen_split=((1200, 1), (1500, 2))))
    assert work_out(replace(facts, restated=True)).items[0].split == ((1200, 4), (1500, 0))


def test_a_frozen_box_loss_stands_until_a_late_fact_explains_the_box():
    robbed = replace(short_box(8000), box_loss_fen=8000)
    assert standing(robbed).box_loss_fen == 8000
    tolerant = replace(short_box(501), box_loss_fen=0)
    assert standing(tolerant).box_loss_fen == 0
    explained = replace(short_box(0), box_loss_fen=8000, restated=True)
    assert standing(explained).box_loss_fen == 0


def test_the_message_holds_both_sides():
    wrong = replace(MONEY, cash_credited_fen=10_700)
    with pytest.raises(BrokenInvariant, match=r"K = M \+ S does not hold: 10800 is not 10700"):
        work_out(replace(WEEK, money=wrong))


def test_float_money_is_nobodys_payment():
    money = replace(
        MONEY, float_added_fen=2000, float_removed_fen=500, box_counted_fen=15_800 + 1500
    )
    assert work_out(replace(WEEK, money=money)).goods_money_fen == 10_800


def test_gifts_and_repaid_debts_pay_for_no_goods():
    money = replace(MONEY, qr_fen=2500, donations_fen=500, repaid_fen=2000, iou_opening_fen=4200)
    exact = work_out(replace(WEEK, money=money))
    assert (exact.money_in_fen, exact.goods_money_fen) == (13_300, 10_800)
    assert exact.iou_outstanding_close_fen == 2200
