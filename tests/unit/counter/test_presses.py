"""Pressed twice, done once; pressed on a screen that has gone, not done at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shop.errors import ButtonNotHere, InputRefused, MalformedInput
from shop.inputs import Pressed
from tests.unit.counter.a_shop import Shop


def press(shop: Shop, button: str, value: Any = None, tail: str = "1") -> Pressed:
    return Pressed(f"{shop.counter.screen.shown.press}.{button}.{tail}", button, None, value)


def test_a_double_tap_is_one_press() -> None:
    shop = Shop(box="claimed")
    shop.scan("rice")
    shop.press("cash")
    tap = press(shop, "paid")
    first = shop.counter.handle(tap)
    assert shop.counter.handle(tap).entries == first.entries
    assert shop.kinds.count("SaleDeclared") == shop.kinds.count("TenderReceived") == 1
    assert shop.view.phase == "thanks"


def test_a_tap_on_the_next_screens_button_by_the_same_finger_is_refused() -> None:
    """`done` is on the basket and on the thanks: the second one would end the undo time."""
    shop = Shop()
    shop.scan("rice")
    shop.coin(500)
    tap, second = press(shop, "done", tail="1"), press(shop, "done", tail="2")
    shop.counter.handle(tap)
    with pytest.raises(ButtonNotHere):
        shop.counter.handle(second)
    assert shop.view.phase == "thanks"


def test_a_press_that_lost_the_race_with_the_clock_does_not_end_the_thanks() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(500)
    late = press(shop, "done")
    shop.wait(6)
    with pytest.raises(ButtonNotHere):
        shop.counter.handle(late)
    assert shop.view.phase == "thanks"


def test_a_press_from_before_this_visit_is_refused() -> None:
    shop = Shop()
    shop.scan("rice")
    old = press(shop, "leave", tail="old")
    shop.press("leave")
    shop.scan("soap")
    with pytest.raises(ButtonNotHere):
        shop.counter.handle(old)
    assert [line.item for line in shop.view.lines] == ["soap"]


def test_a_press_from_another_start_of_the_program_is_refused() -> None:
    shop = Shop()
    shop.scan("rice")
    old = press(shop, "cash", tail="old")
    shop.start()
    shop.scan("rice")
    with pytest.raises(ButtonNotHere):
        shop.counter.handle(old)


def test_one_press_id_with_another_button_is_refused() -> None:
    shop = Shop()
    shop.scan("rice")
    tap = press(shop, "help")
    shop.counter.handle(tap)
    with pytest.raises(ButtonNotHere):
        shop.counter.handle(replace(tap, button="cash"))


@pytest.mark.parametrize("id_", ["x." + "9" * 5000, "a" * 201, 5, None, "²." * 3])
def test_an_absurd_press_id_stops_nothing(id_: Any) -> None:
    shop = Shop()
    shop.scan("rice")
    try:
        shop.counter.handle(Pressed(id_, "help"))
    except MalformedInput:
        pass
    assert shop.view.phase == "basket"


@pytest.mark.parametrize("odd", [None, 5, [], {}, "", "nonsense", "x" * 5000, 1.5, True])
@pytest.mark.parametrize("field", ["button", "line", "value"])
def test_a_press_of_anything_is_answered(field: str, odd: Any) -> None:
    shop = Shop(box="claimed")
    shop.scan("rice")
    head = shop.ledger.head_seq
    for button in ("quantity", "remove", "add", "cash", "paid", "change", "iou", "price"):
        said = replace(Pressed(f"{field}{button}", button), **{field: odd})
        try:
            shop.counter.handle(said)
        except InputRefused:
            pass
    shop.verify()
    assert shop.ledger.head_seq <= head + 3  # at the most the sale that a right press declared


def test_help_pressed_on_and_on_is_one_note() -> None:
    shop = Shop()
    for number in range(600):
        shop.counter.handle(Pressed(f"p{number}", "help"))
    shop.counter.handle(Pressed("p0", "help"))
    assert shop.kinds == ["DeviceNoted"]
    assert shop.sounds().count("help") == 601


def test_a_reading_said_again_credits_nothing_more() -> None:
    shop = Shop()
    reading = shop.reading(100, 500)
    first = shop.counter.handle(reading)
    for _ in range(3):
        again = shop.counter.handle(reading)
        assert again.repeated
        assert again.entries == first.entries[:1]
    assert shop.view.money_fen == 600
    shop.start()
    assert shop.counter.handle(reading).repeated
    assert shop.view.money_fen == 600
