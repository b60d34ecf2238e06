"""Listing an item never changes the past, nor another item."""

from __future__ import annotations

import pytest

from shop import commands
from shop.errors import CodeTaken, MalformedInput, UnitIsFixed
from tests.unit.counter.a_shop import CODE, Shop


def test_goods_that_moved_keep_their_unit() -> None:
    shop = Shop()
    with pytest.raises(UnitIsFixed):
        shop.say(commands.ListItem, item="rice", name="大米", unit="g")
    assert shop.news() == []


def test_goods_that_never_moved_may_change_theirs() -> None:
    shop = Shop()
    shop.say(commands.ListItem, item="tea", name="茶", unit="each")
    shop.say(commands.ListItem, item="tea", name="茶", unit="g")
    assert shop.counter.catalogue.items["tea"].unit == "g"


@pytest.mark.parametrize("field", ["codes", "case_codes"])
def test_a_code_of_another_item_is_not_taken_over(field: str) -> None:
    shop = Shop()
    codes = {"codes": (CODE["rice"],), "case_codes": {CODE["rice"]: 12}}[field]
    with pytest.raises(CodeTaken):
        shop.say(commands.ListItem, item="tea", name="茶", **{field: codes})
    shop.scan("rice")
    assert shop.view.lines[0].item == "rice"


def test_an_item_may_keep_its_own_code() -> None:
    shop = Shop()
    shop.say(commands.ListItem, item="rice", name="新大米", codes=(CODE["rice"],))
    shop.scan("rice")
    assert shop.view.lines[0].name == "新大米"


def test_the_name_of_unlisted_codes_is_kept_for_them() -> None:
    shop = Shop()
    with pytest.raises(MalformedInput):
        shop.say(commands.ListItem, item="unknown:777", name="x")


def test_a_long_number_nobody_listed_is_never_kept_in_clear() -> None:
    shop = Shop()
    secret = "6212345678901234567"
    shop.scan(secret)
    shop.press("price", value=200)
    assert secret not in str(shop.view)
    shop.press("cash")
    shop.coin(200)
    shop.wait(6)
    assert shop.last("SaleDeclared").body["lines"][0]["item"].startswith("unknown:x")
    assert secret not in "\n".join(shop.connection.iterdump())
