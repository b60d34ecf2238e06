"""Codes nobody listed are sold all the same, at the price on their label."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.errors import MalformedInput
from shop.queries import tasks
from tests.unit.counter.a_shop import Shop


def sale(shop: Shop) -> Any:
    return shop.last("SaleDeclared").body


def test_an_unknown_code_is_sold_at_the_price_on_its_label() -> None:
    shop = Shop()
    shop.scan("rice", "12345670")
    assert (shop.view.phase, shop.view.unknown_code) == ("unknown", "12345670")
    assert 300 in shop.view.price_tiles_fen
    shop.press("price", 300)
    assert [line.item for line in shop.view.lines] == ["rice", "unknown:12345670"]
    shop.coin(650)
    shop.wait(5)
    assert sale(shop)["due_fen"] == 650
    assert shop.place("shelf", "unknown:12345670") == -1
    [task] = tasks.unknown_codes(shop.connection)
    assert (task.code, task.sales, task.fen) == ("12345670", 1, 300)


def test_a_further_scan_does_not_wave_the_question_away() -> None:
    shop = Shop()
    shop.scan("12345670", "rice", "87654325")
    assert (shop.view.phase, shop.view.notice) == ("unknown", "price_first")
    assert (shop.view.unknown_code, shop.view.lines) == ("12345670", ())
    with pytest.raises(MalformedInput):
        shop.press("price", 301)
    shop.press("price", 300)
    assert [line.item for line in shop.view.lines] == ["unknown:12345670"]


def test_back_from_the_question_leaves_the_basket() -> None:
    shop = Shop()
    shop.scan("rice", "12345670")
    shop.press("back")
    assert (shop.view.phase, len(shop.view.lines)) == ("basket", 1)
    empty = Shop()
    empty.scan("12345670")
    empty.press("back")
    assert (empty.view.phase, empty.news()) == ("idle", ["BasketAbandoned"])


@pytest.mark.parametrize("garbage", ["<b>x</b>", "'; DROP TABLE journal;--", "\x1b[2J", "9" * 500])
def test_garbage_is_sold_like_any_unknown_code_and_kept_as_a_digest(garbage: str) -> None:
    shop = Shop()
    shop.scan(garbage)
    shop.press("price", 300)
    shop.coin(300)
    shop.wait(5)
    line = sale(shop)["lines"][0]["item"]
    assert line.startswith("unknown:x")
    assert len(line) == 25
    shop.verify()


def test_a_code_that_reads_like_an_item_is_not_that_item() -> None:
    shop = Shop()
    shop.say(commands.ListItem, "777", "糖", "g", ())
    shop.scan("777")
    shop.press("price", 300)
    assert [(line.item, line.unit) for line in shop.view.lines] == [("unknown:777", "each")]


def test_listed_goods_without_a_price_ask_for_it_and_stay_what_they_are() -> None:
    shop = Shop()
    shop.say(commands.ListItem, "tea", "茶", "g", ("tea-code",))
    shop.scan("tea-code")
    assert shop.view.phase == "unknown"
    shop.press("price", 800)
    assert [(line.item, line.unit, line.quantity, line.fen) for line in shop.view.lines] == [
        ("tea", "g", 500, 800)
    ]
