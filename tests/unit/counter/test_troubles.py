"""Devices that come and go: shown at once, written down only so often."""

from __future__ import annotations

from shop.counter.health import NOTE_AGAIN_MS
from shop.effects import Lamp
from shop.inputs import DeviceDown, DeviceUp, Tick
from tests.unit.counter.a_shop import Shop

UP, DOWN = DeviceUp("scanner", "a scanner"), DeviceDown("scanner", "look at the plug")
_NOTED = "SELECT json_extract(body, '$.what') FROM journal WHERE kind = 'DeviceNoted' ORDER BY seq"


def noted(shop: Shop) -> list[str]:
    return [row[0] for row in shop.connection.execute(_NOTED)]


def test_a_plug_that_is_loose_does_not_fill_the_book() -> None:
    shop = Shop()
    for _ in range(100):
        shop.counter.handle(DOWN)
        assert shop.counter.screen.shown.view.trouble == ("scanner",)
        assert shop.heard[-1] == Lamp("amber")
        shop.counter.handle(UP)
        assert not shop.counter.screen.shown.view.trouble
        assert shop.heard[-1] == Lamp("green")
        shop.clock.advance(250)
    assert noted(shop) == ["down", "up"]
    shop.clock.advance(NOTE_AGAIN_MS)
    shop.counter.handle(Tick())
    assert noted(shop) == ["down", "up"], "nothing is owed"
    shop.counter.handle(DOWN)
    assert noted(shop) == ["down", "up", "down"]


def test_a_loss_that_came_too_soon_is_written_down_once_it_lasts() -> None:
    shop = Shop()
    for said in (DOWN, UP, DOWN):
        shop.counter.handle(said)
    shop.clock.advance(NOTE_AGAIN_MS - 1)
    shop.counter.handle(Tick())
    assert noted(shop) == ["down", "up"]
    shop.clock.advance(1)
    for _ in range(2):
        shop.counter.handle(Tick())
    assert noted(shop) == ["down", "up", "down"]
    shop.counter.handle(UP)
    assert noted(shop) == ["down", "up", "down", "up"]
    shop.verify()
