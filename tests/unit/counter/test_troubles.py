"""Devices that come and go: shown at once, written down only so often."""

from __future__ import annotations

from shop.counter.health import NOTE_AGAIN_MS
from shop.effects import Lamp
from shop.inputs import DeviceDown, DeviceUp, DoorMoved, Tick
from shop.queries.tasks import box_moved
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


class TestTheBoxIsMoved:
    def test_a_box_that_is_carried_off_rattles_into_one_note(self) -> None:
        shop = Shop()
        for _ in range(50):
            shop.counter.handle(DoorMoved("tilt", True))
            shop.counter.handle(DoorMoved("tilt", False))
            shop.clock.advance(200)
        assert noted(shop) == ["moved"]
        assert not shop.counter.screen.shown.view.trouble, "residents are accused of nothing"
        shop.clock.advance(NOTE_AGAIN_MS)
        shop.counter.handle(DoorMoved("tilt", True))
        assert noted(shop) == ["moved", "moved"]
        shop.verify()

    def test_door_and_lid_are_written_down_each_time(self) -> None:
        shop = Shop()
        for is_open in (True, False, True):
            shop.counter.handle(DoorMoved("lid", is_open))
        assert noted(shop) == ["opened", "shut", "opened"]

    def test_the_alarm_stands_until_somebody_has_counted_the_box(self) -> None:
        shop = Shop(box="claimed")
        assert box_moved(shop.connection) is None
        shop.counter.handle(DoorMoved("lid", True))
        assert box_moved(shop.connection) is None
        shop.counter.handle(DoorMoved("tilt", True))
        assert box_moved(shop.connection) == shop.clock.now().wall_ms
        shop.cut()
        assert box_moved(shop.connection) is None
