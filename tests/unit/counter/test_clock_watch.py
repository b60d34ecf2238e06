"""A clock that is set leaves a fact: by how much it was wrong until then."""

from __future__ import annotations

from shop.inputs import Tick
from tests.failures import proves
from tests.unit.counter.a_shop import Shop

DAY_MS = 86_400_000


def test_a_clock_that_is_set_is_written_down_once() -> None:
    shop = Shop()
    shop.clock.set_wall(shop.clock.now().wall_ms + 3 * DAY_MS)
    shop.counter.handle(Tick())
    shop.counter.handle(Tick())
    assert shop.news() == ["ClockAdjusted"]
    assert shop.last("ClockAdjusted").body["by_ms"] == 3 * DAY_MS


def test_time_that_passes_is_no_adjustment() -> None:
    shop = Shop()
    shop.wait(3600)
    assert shop.news() == []


def test_being_kept_in_time_is_no_adjustment() -> None:
    shop = Shop()
    shop.clock.set_wall(shop.clock.now().wall_ms + 900)
    shop.counter.handle(Tick())
    assert shop.news() == []


@proves("clock", "scanner", "cctalk-coin")
def test_a_clock_set_back_changes_no_order() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.clock.set_wall(shop.clock.now().wall_ms - DAY_MS, clock_ok=False)
    shop.coin(350)
    shop.wait(6)
    assert shop.last("ClockAdjusted").body == {"by_ms": -DAY_MS, "why": "not trusted"}
    assert shop.last("SaleDeclared").seq > shop.last("TenderReceived").seq
    shop.verify()
