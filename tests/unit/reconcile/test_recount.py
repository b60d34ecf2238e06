"""What to count again, and counts that nobody made."""

import pytest

from shop.reconcile.estimate import how_many, looks_copied, recount_list
from shop.reconcile.exact import work_out
from tests.unit.reconcile.a_cut import item, with_item


def listed(*items):
    facts = with_item(*items)
    return recount_list(facts, work_out(facts))


def test_the_dearer_of_two_counted_shelves_comes_first():
    cheap, dear = item(item="SALT", prices=((0, 200),)), item(item="HONEY", prices=((0, 3000),))
    first, second = listed(cheap, dear)
    assert (first.item, second.item) == ("HONEY", "SALT")
    assert first.share == pytest.approx(3000**2 / (3000**2 + 200**2))


def test_a_cheap_shelf_left_out_may_matter_more_than_a_dear_one_counted():
    """p²·var U, not price alone."""
    left_out = item(item="SALT", prices=((0, 500),), opening=900, declared=400, counted=None)
    counted = item(item="RICE", prices=((0, 600),), opening=900, declared=400, counted=450)
    first, _ = listed(left_out, counted)
    assert first.item == "SALT"


def test_the_shares_are_of_one_whole():
    goods = [item(item=f"I{n}", prices=((0, 100 + n),)) for n in range(7)]
    assert sum(line.share for line in listed(*goods)) == pytest.approx(1)


def test_equals_come_by_name():
    assert [line.item for line in listed(item(item="B"), item(item="A"))] == ["A", "B"]


def test_goods_without_a_price_are_never_worth_a_walk():
    lines = listed(item(item="FREE", prices=((0, 0),)))
    assert lines[0].share == 0


@pytest.mark.parametrize(("items", "twice"), [(0, 0), (1, 1), (4, 1), (5, 2), (30, 8), (60, 15)])
def test_a_quarter_of_the_shelves_is_counted_twice(items, twice):
    assert how_many(items) == twice


def test_thirty_items_in_four_rounds_all_as_the_book_says_look_copied():
    """0.96¹²⁰ = .0075."""
    assert pytest.approx(0.0075, abs=0.0001) == 0.96**120
    assert looks_copied([0] * 120)


def test_one_difference_is_enough_to_be_believed():
    assert not looks_copied([*[0] * 119, 1])
    assert not looks_copied([-1, *[0] * 119])


def test_a_few_perfect_counts_happen():
    assert not looks_copied([])
    assert not looks_copied([0] * 30)
    assert not looks_copied([0] * 112)  # .0103
    assert looks_copied([0] * 113)  # .0099
