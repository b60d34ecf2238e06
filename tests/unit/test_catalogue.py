"""The goods: which code is which item, and what it costs at which moment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop import commands
from shop.catalogue import CODE_CHARS_MAX, Catalogue, Item, code_key, safe_code, unknown_item
from shop.errors import MalformedInput, PriceInThePast, UnknownItem
from shop.queries import catalogue
from tests.unit.counter.a_shop import Shop

RICE = Item("rice", "大米", codes=("6901028075831",), case_codes={"16901028075838": 12})


def test_a_code_finds_its_item_and_how_much_it_stands_for() -> None:
    goods = Catalogue(
        [RICE, Item("pepper", "花椒", unit="g", codes=("p",), case_codes={"p50": 50})]
    )
    assert [(item.item, much) for item, much in map(goods.find, ("6901028075831", "p", "p50"))] == [
        ("rice", 1), ("pepper", 500), ("pepper", 50),
    ]  # fmt: skip
    assert goods.find("16901028075838")[1] == 12
    assert goods.find("nobody") is None
    assert len(goods) == 2


def test_a_gtin_is_the_same_however_long_it_is_written() -> None:
    goods = Catalogue([Item("a", "a", codes=("036000291452",))])
    for code in ("036000291452", "0036000291452", "00036000291452"):
        assert goods.find(code) is not None
    assert code_key("6901028075831") == "06901028075831"


def test_a_retired_item_is_found_by_no_code_but_still_known() -> None:
    goods = Catalogue([Item("a", "a", codes=("c",), retired=True)])
    assert goods.find("c") is None
    assert "a" in goods.items


def test_a_price_holds_from_its_moment_on() -> None:
    item = Item("a", "a", prices=((10, 100), (20, 90)))
    assert [item.price_at(moment) for moment in (9, 10, 19, 20, 10**15)] == [None, 100, 100, 90, 90]
    assert Item("b", "b").price_at(5) is None


@given(st.text(max_size=600))
def test_any_text_becomes_a_code_that_may_be_kept(text: str) -> None:
    code = safe_code(text)
    assert code.isascii()
    assert code.isprintable()
    assert 0 < len(code) <= CODE_CHARS_MAX
    assert safe_code(code) == code
    assert unknown_item(text) == f"unknown:{code}"


def test_odd_texts_stay_apart() -> None:
    odd = ["<b>", "<i>", "a b", "a\nb", "\ud800", "", "9" * 65, "9" * 66, "三"]
    assert len({safe_code(text) for text in odd}) == len(odd)


# ---------------------------------------------------------------- as volunteers list them


def test_a_later_listing_replaces_the_earlier_and_keeps_the_prices() -> None:
    shop = Shop()
    shop.say(
        commands.ListItem, "rice", "新大米", "each", ("new",), name_en="Rice", shelf_group="grain"
    )
    rice = catalogue.load(shop.connection).items["rice"]
    assert (rice.name, rice.name_en, rice.shelf_group, rice.codes) == (
        "新大米",
        "Rice",
        "grain",
        ("new",),
    )
    assert rice.prices
    shop.scan("new")
    assert shop.view.lines[0].fen == 350


def test_a_price_marked_now_holds_at_the_next_scan_and_not_in_a_basket() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.clock.advance(1000)
    shop.say(commands.MarkPrice, "rice", 400)
    assert shop.view.lines[0].fen == 350
    shop.scan("rice")
    assert [line.fen for line in shop.view.lines] == [350, 400]


def test_a_price_for_later_waits_for_its_moment() -> None:
    shop = Shop()
    shop.say(commands.MarkPrice, "rice", 100, shop.clock.now().wall_ms + 60_000)
    shop.scan("rice")
    shop.clock.advance(60_000)
    shop.scan("rice")
    assert [line.fen for line in shop.view.lines] == [350, 100]
    with pytest.raises(PriceInThePast):
        shop.say(commands.MarkPrice, "rice", 100, shop.clock.now().wall_ms - 1)


def test_two_prices_of_one_moment_the_later_entry_holds() -> None:
    shop = Shop()
    shop.say(commands.MarkPrice, "rice", 100)
    shop.say(commands.MarkPrice, "rice", 110)
    now_ms = shop.clock.now().wall_ms
    assert catalogue.load(shop.connection).items["rice"].price_at(now_ms) == 110
    assert catalogue.prices_of(shop.connection, "rice") == ((now_ms, 110),)


@pytest.mark.parametrize("fen", [-1, 10_000_001, True, "5"])
def test_a_price_that_is_none_is_refused(fen: object) -> None:
    shop = Shop()
    with pytest.raises(MalformedInput):
        shop.say(commands.MarkPrice, "rice", fen)
    with pytest.raises(UnknownItem):
        shop.say(commands.MarkPrice, "ghosts", 100)
