"""What a device's record says of it: a jam too, since when, and until when."""

from __future__ import annotations

from hardware.reports import Reports
from shop.inputs import DeviceFault, DeviceUp


class Told:
    """The reports of two devices on one port, and a shop that may have no room."""

    def __init__(self) -> None:
        self.now_ms, self.room = 1_000, True
        self.reports = Reports(("coins", "hopper"), "/dev/bus", lambda: self.now_ms, self.hear)

    def hear(self, said: object) -> bool:
        return self.room

    def fault(self, device: str) -> tuple[str, str, int]:
        health = self.reports[device].read()
        return health.fault, health.fault_detail, health.fault_ms

    def say(self, device: str, code: str, detail: str = "") -> None:
        self.reports.say(DeviceFault(device, code, detail))


def test_a_jam_is_in_the_record_of_that_device_since_it_began() -> None:
    told = Told()
    told.say("hopper", "jam", "over-current")
    told.now_ms = 9_000
    told.say("hopper", "jam", "over-current again")
    assert told.fault("hopper") == ("jam", "over-current again", 1_000)
    assert told.fault("coins")[0] == ""
    told.say("hopper", "empty", "no coins")
    assert told.fault("hopper") == ("empty", "no coins", 9_000)
    told.say("hopper", "ok")
    assert told.fault("hopper") == ("", "", 9_000)


def test_one_that_is_silent_is_down_since_then_however_often_it_is_tried() -> None:
    told = Told()
    told.reports.is_open(1_000)
    assert told.reports.first.read().state == "opening"
    told.reports.are_down("silent", str.title, 2_000, tell=True)
    told.reports.is_open(3_000)
    told.reports.are_down("silent", str.title, 4_000, tell=True)
    told.reports.is_open(5_000)
    health = told.reports.first.read()
    assert (health.state, health.since_ms) == ("down", 2_000)
    told.reports["coins"].is_up(DeviceUp("coins"), True, 6_000)
    health = told.reports.first.read()
    assert (health.state, health.since_ms) == ("up", 6_000)


def test_what_passes_by_itself_does_not_hide_it() -> None:
    told = Told()
    told.say("coins", "jam")
    told.say("coins", "noise")
    told.say("coins", "unrecognised")
    assert told.fault("coins")[0] == "jam"


def test_a_device_that_comes_up_anew_has_none() -> None:
    told = Told()
    told.say("coins", "jam")
    told.reports["coins"].is_up(DeviceUp("coins"), True, 2_000)
    assert told.fault("coins")[0] == ""


def test_a_shop_without_room_does_not_make_the_record_forget_it() -> None:
    told = Told()
    told.room = False
    told.say("coins", "full", "the box is full")
    assert told.fault("coins") == ("full", "the box is full", 1_000)
