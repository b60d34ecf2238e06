"""A price marked "from now" holds, whatever a clock that jumps back says."""

from __future__ import annotations

from shop import commands
from tests.unit.counter.a_shop import Shop

YEAR_MS = 365 * 86_400_000


def test_the_new_price_holds_when_the_clock_jumps_back() -> None:
    shop = Shop()
    shop.say(commands.MarkPrice, item="rice", fen=400)
    shop.clock.set_wall(shop.clock.now().wall_ms - YEAR_MS, clock_ok=False)
    shop.scan("rice")
    assert shop.view.lines[0].each_fen == 400


def test_it_holds_after_a_restart_too() -> None:
    shop = Shop()
    shop.say(commands.MarkPrice, item="rice", fen=400)
    shop.clock.set_wall(shop.clock.now().wall_ms - YEAR_MS, clock_ok=False)
    shop.start()
    shop.scan("rice")
    assert shop.view.lines[0].each_fen == 400


def test_a_price_marked_for_later_waits_for_its_moment() -> None:
    shop = Shop()
    later_ms = shop.clock.now().wall_ms + 86_400_000
    shop.say(commands.MarkPrice, item="rice", fen=400, from_ms=later_ms)
    shop.scan("rice")
    assert shop.view.lines[0].each_fen == 350
    shop.press("leave")
    shop.clock.advance(86_400_000)
    shop.scan("rice")
    assert shop.view.lines[0].each_fen == 400


def test_a_price_marked_while_the_clock_was_behind_holds_when_it_is_right() -> None:
    shop = Shop()
    right_ms = shop.clock.now().wall_ms
    shop.clock.set_wall(right_ms - YEAR_MS, clock_ok=False)
    shop.say(commands.MarkPrice, item="rice", fen=400)
    shop.clock.set_wall(right_ms + 60_000)
    shop.scan("rice")
    assert shop.view.lines[0].each_fen == 400


def test_a_price_from_now_does_not_undo_one_planned_for_later() -> None:
    shop = Shop()
    later_ms = shop.clock.now().wall_ms + 86_400_000
    shop.say(commands.MarkPrice, item="rice", fen=500, from_ms=later_ms)
    shop.say(commands.MarkPrice, item="rice", fen=400)
    shop.scan("rice")
    assert shop.view.lines[0].each_fen == 400
    shop.press("leave")
    shop.clock.advance(86_400_000)
    shop.scan("rice")
    assert shop.view.lines[0].each_fen == 500
