"""The round of counting: what comes next, how far it is, what is counted again."""

from shop.catalogue import Catalogue, Item
from web.cut_round import in_shelf_order, shelf_round

GOODS = Catalogue(
    [
        Item("EGG", "土鸡蛋", prices=((0, 1200),), shelf_group="b"),
        Item("SALT", "加碘盐", prices=((0, 250),), shelf_group="a"),
        Item("RICE", "大米", prices=((0, 3500),), shelf_group="b"),
        Item("TEA", "茶", prices=((0, 2000),)),
        Item("OLD", "不卖了", retired=True),
    ]
)


def test_items_come_shelf_by_shelf_and_retired_ones_not_at_all() -> None:
    assert next(item.item for item in in_shelf_order(GOODS)) == "SALT"
    here = shelf_round(GOODS, [], {}, 1)
    assert [row.item.item for row in here.rows] == ["SALT", "EGG", "RICE", "TEA"]
    assert (here.counted, here.settled, len(here.uncounted)) == (0, 0, 4)


def test_the_next_item_follows_the_last_and_comes_round() -> None:
    here = shelf_round(GOODS, [("SALT", 3, 1)], {"EGG": "not_found"}, 1)
    names = [row.item.item for row in here.rows]
    following = here.following(names[-1])
    assert following is not None
    assert following.item.item in ("RICE", "TEA")
    assert here.settled == 2
    assert here.counted == 1


def test_the_last_count_of_an_item_stands() -> None:
    here = shelf_round(GOODS, [("SALT", 3, 1), ("SALT", 4, 1), ("SALT", 5, 2)], {}, 1)
    row = here.row("SALT")
    assert row is not None
    assert (row.counted, row.again) == (4, 5)


def test_everything_counted_leaves_the_dearest_quarter_to_recount() -> None:
    counts = [("EGG", 6, 1), ("SALT", 22, 1), ("RICE", 4, 1), ("TEA", 2, 1)]
    here = shelf_round(GOODS, counts, {}, 1)
    assert here.following() is None
    assert [row.item.item for row in here.recount] == ["RICE"]
    done = shelf_round(GOODS, [*counts, ("RICE", 4, 2)], {}, 1)
    assert done.recount_following() is None


def test_a_retired_item_that_was_counted_is_shown() -> None:
    here = shelf_round(GOODS, [("OLD", 1, 1)], {}, 1)
    assert here.row("OLD") is not None


def test_an_empty_catalogue_has_nothing_to_count() -> None:
    here = shelf_round(Catalogue(), [], {}, 1)
    assert here.following() is None
    assert here.recount == ()
