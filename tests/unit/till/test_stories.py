"""What residents do at the till, and what the shop makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.errors import ButtonNotHere, MalformedInput
from tests.unit.counter.a_shop import Shop


def sale(shop: Shop) -> Any:
    return shop.last("SaleDeclared").body


# ---------------------------------------------------------------- scan, pay, take


def test_scan_coins_five_quiet_seconds_thanks() -> None:
    shop = Shop()
    shop.scan("rice", "soap")
    assert [(line.item, line.fen) for line in shop.view.lines] == [("rice", 350), ("soap", 150)]
    assert shop.news() == []  # a basket is no fact yet
    shop.coin(100, 100)
    shop.coin(100)
    shop.wait(100)
    assert (shop.view.phase, shop.view.left_fen) == ("basket", 200)
    shop.coin(200)
    shop.wait(4)
    assert shop.view.phase == "basket"
    shop.wait(1)
    assert shop.view.phase == "thanks"
    assert shop.news()[-1] == "SaleDeclared"
    assert (sale(shop)["how"], sale(shop)["due_fen"]) == ("quiet", 500)
    assert (shop.place("cashbox"), shop.place("due"), shop.place("shelf", "rice")) == (5500, 0, 19)
    shop.wait(60)
    assert shop.view.phase == "idle"
    assert shop.news() == []


def test_another_scan_keeps_the_quiet_from_ending() -> None:
    shop = Shop()
    shop.scan("soap")
    shop.coin(500)
    shop.wait(4)
    shop.scan("soap")
    shop.wait(4)
    assert shop.view.phase == "basket"
    assert [(line.quantity, line.fen) for line in shop.view.lines] == [(2, 300)]
    shop.wait(1)
    assert shop.view.phase == "thanks"


def test_the_same_goods_grow_one_line_and_a_line_can_be_changed() -> None:
    shop = Shop()
    shop.scan("eggs", "eggs", "rice")
    eggs, rice = shop.view.lines
    assert (eggs.quantity, eggs.newest, rice.newest) == (2, False, True)
    shop.press("quantity", 6, eggs.id)
    assert shop.view.due_fen == 6 * 80 + 350
    shop.press("remove", None, rice.id)
    assert [line.item for line in shop.view.lines] == ["eggs"]
    shop.press("quantity", 0, eggs.id)
    assert shop.view.phase == "idle"
    assert shop.news() == ["BasketAbandoned"]
    assert shop.sounds()[-1] == "removed"


@pytest.mark.parametrize("value", [-1, 100, "2", True, None, 1.0])
def test_a_quantity_that_is_none_is_refused(value: Any) -> None:
    shop = Shop()
    shop.scan("eggs")
    with pytest.raises(MalformedInput):
        shop.press("quantity", value, shop.view.lines[0].id)
    assert shop.view.lines[0].quantity == 1


def test_a_case_above_the_cap_is_never_cut_down() -> None:
    """A further case begins a line of its own, and what is in the basket stays there."""
    shop = Shop()
    shop.say(
        commands.ListItem, "rice", "大米", "each", ("6901028075831",), case_codes={"case-rice": 120}
    )
    shop.scan("case-rice", "case-rice", "rice", "rice")
    assert [line.quantity for line in shop.view.lines] == [120, 120, 2]
    assert [line.full for line in shop.view.lines] == [True, True, False]
    first = shop.view.lines[0].id
    shop.press("quantity", 119, first)
    with pytest.raises(MalformedInput):
        shop.press("quantity", 120, first)
    assert shop.view.due_fen == (119 + 120 + 2) * 350


def test_one_by_one_a_line_ends_at_the_cap_and_the_next_begins() -> None:
    shop = Shop(quantity_max=3)
    shop.scan(*["soap"] * 5)
    assert [line.quantity for line in shop.view.lines] == [3, 2]
    assert shop.sounds()[-1] == "scanned"


def test_a_tile_sells_goods_without_a_barcode() -> None:
    shop = Shop()
    shop.press("add", "eggs")
    assert shop.view.lines[0].item == "eggs"
    with pytest.raises(MalformedInput):
        shop.press("add", "ghosts")


def test_a_case_code_is_its_pieces_and_a_pack_its_grams() -> None:
    shop = Shop()
    shop.say(commands.ListItem, "soap", "肥皂", "each", ("s1",), case_codes={"s12": 12})
    shop.say(commands.ListItem, "pepper", "花椒", "g", ("p",), case_codes={"p50": 50})
    shop.scan("s12", "s1", "p50", "p")
    assert [(line.item, line.quantity, line.fen) for line in shop.view.lines] == [
        ("soap", 13, 1950),
        ("pepper", 50, 250),
        ("pepper", 500, 2500),
    ]


def test_coins_before_the_goods_are_shown_and_used() -> None:
    shop = Shop()
    shop.coin(500)
    assert (shop.view.phase, shop.view.notice, shop.view.notice_fen) == ("credit", "credit", 500)
    shop.scan("rice")
    shop.wait(5)
    assert shop.view.phase == "thanks"
    visits = {entry["visit"] for entry in (sale(shop), shop.last("TenderReceived").body)}
    assert len(visits) == 1
    assert shop.place("due") == -150


def test_a_late_coin_belongs_to_the_same_visit_and_does_not_stretch_the_undo() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(500)
    shop.wait(5)
    shop.wait(50)
    shop.coin(100)
    assert shop.last("TenderReceived").body["visit"] == sale(shop)["visit"]
    assert (shop.view.phase, shop.view.undo_s, shop.view.left_fen) == ("thanks", 10, -250)
    shop.wait(10)
    assert shop.view.phase == "idle"


def test_a_coin_no_one_knows_is_noted_and_is_no_money() -> None:
    shop = Shop()
    shop.coin(None)
    assert shop.view.phase == "idle"
    assert shop.news() == ["DeviceNoted"]
    assert shop.last("DeviceNoted").body["unrecognised"] == 1
    shop.coin(None, 100)
    assert shop.view.money_fen == 100


def test_done_declares_with_the_money_there_is() -> None:
    shop = Shop()
    shop.scan("rice")
    with pytest.raises(ButtonNotHere):
        shop.press("done")
    shop.coin(100)
    shop.press("cash")
    shop.press("done")
    assert sale(shop)["how"] == "done"
    assert shop.place("due") == 250  # short by 2.50, and nobody is accused
