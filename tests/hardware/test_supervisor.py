"""The thread behind a port: it tells, backs off, goes on, and never dies of anything."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.drivers.base import (
    Action,
    Bytes,
    Command,
    Done,
    Emit,
    Event,
    GiveUp,
    Note,
    Opened,
    PortSettings,
    Stopping,
)
from hardware.ports import open_port, place_of
from hardware.supervisor import Supervisor
from hardware.twins.port import Mute, TwinPort
from shop.clock import SystemClock
from shop.effects import (
    AcceptMoney,
    AskQr,
    ChargeCode,
    DeviceEffect,
    Dispense,
    DropQr,
    Lamp,
    PrintSlip,
    TakePhoto,
)
from shop.errors import DeviceLost, ShopBusy
from shop.inputs import DeviceDown, DeviceInput, DeviceUp

PATIENCE_S = 10


@dataclass(frozen=True)
class Told:
    events: tuple[Event, ...] = ()


class Parrot:
    """A driver that does what its bytes say."""

    name = "parrot"
    settings = PortSettings()

    def __init__(self) -> None:
        self.commands: queue.Queue[Command] = queue.Queue()

    def initial(self) -> Told:
        return Told()

    def step(self, state: Told, event: Event, now_ms: int) -> tuple[Told, tuple[Action, ...]]:
        match event:
            case Opened():
                return state, (Emit(DeviceUp(self.name)),)
            case Bytes(b"fall over"):
                raise ZeroDivisionError("a bug")
            case Bytes(b"give up"):
                return state, (GiveUp("it sulks: look at it"),)
            case Bytes():
                return state, (Note("frames"),)
            case Command():
                self.commands.put(event)
            case Stopping():
                return state, (Done(),)
        return state, ()

    def deadline_ms(self, state: Told) -> int | None:
        return None


class Shop:
    def __init__(self, path: str, back_off_ms: tuple[int, ...] = (20, 40)) -> None:
        self.driver, self.heard = Parrot(), list[DeviceInput]()
        self.moved = threading.Condition()
        self.fails: Exception | None = None
        self.no_room = 0
        self.supervisor = Supervisor(
            self.driver,
            path,
            self.hear,
            lambda serial: None,
            SystemClock(),
            back_off_ms=back_off_ms,
        )

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            if self.fails is not None:
                raise self.fails
            if self.no_room:
                self.no_room -= 1
                return False
            self.heard.append(said)
            self.moved.notify_all()
        return True

    def of(self, kind: type[DeviceInput]) -> int:
        return sum(isinstance(said, kind) for said in self.heard)

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"{self.heard}; {self.supervisor.health()}"


def test_a_port_that_is_not_there_is_told_once_and_tried_again(tmp_path: Path) -> None:
    link = str(tmp_path / "tty")
    shop = Shop(link)
    shop.supervisor.start()
    shop.wait_for(lambda: shop.of(DeviceDown) == 1)
    while shop.supervisor.health().counts["reconnects"] < 4:
        threading.Event().wait(0.01)
    twin = TwinPort(link, Mute(), SystemClock()).start()
    shop.wait_for(lambda: shop.of(DeviceUp) == 1)
    assert shop.of(DeviceDown) == 1
    health = shop.supervisor.health()
    assert (health.device, health.port, health.state) == ("parrot", link, "up")
    assert "look at the plug and the cable" in health.last_error
    assert shop.supervisor.stop()
    assert shop.supervisor.health().state == "stopped"
    twin.close()


@pytest.mark.parametrize(("steady_ms", "ups"), [(30_000, 3), (0, 4)])
def test_a_port_that_opens_and_fails_is_tried_less_and_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steady_ms: int, ups: int
) -> None:
    monkeypatch.setattr("hardware.backoff.STEADY_MS", steady_ms)
    twin = TwinPort(str(tmp_path / "tty"), Mute(), SystemClock()).start()
    shop = Shop(twin.link, back_off_ms=(20, 20, 600_000))
    shop.supervisor.start()
    for times in range(1, ups + 1):
        shop.wait_for(lambda: shop.of(DeviceUp) == times)  # noqa: B023 - called at once
        twin.send(b"give up")
    shop.wait_for(lambda: shop.of(DeviceDown) == ups)
    threading.Event().wait(0.5)
    assert shop.of(DeviceUp) == (3 if steady_ms else 5)
    assert shop.supervisor.stop()
    twin.close()


def test_a_return_that_the_shop_had_no_room_for_is_told_again(tmp_path: Path) -> None:
    twin = TwinPort(str(tmp_path / "tty"), Mute(), SystemClock()).start()
    shop = Shop(twin.link)
    shop.no_room = 2
    shop.supervisor.start()
    shop.wait_for(lambda: shop.of(DeviceUp) == 1)
    assert shop.supervisor.health().counts["dropped"] == 2
    twin.send(b"scan")
    threading.Event().wait(0.1)
    assert shop.of(DeviceUp) == 1, "and then no more"
    assert shop.supervisor.stop()
    twin.close()


def test_a_plug_that_is_put_back_is_not_kept_waiting(tmp_path: Path) -> None:
    link = str(tmp_path / "tty")
    shop = Shop(link, back_off_ms=(600_000,))
    shop.supervisor.start()
    shop.wait_for(lambda: shop.of(DeviceDown) == 1)
    twin = TwinPort(link, Mute(), SystemClock()).start()
    shop.wait_for(lambda: shop.of(DeviceUp) == 1)
    assert shop.supervisor.stop()
    twin.close()


@pytest.mark.parametrize(
    ("said", "told"), [(b"fall over", "ZeroDivisionError: a bug"), (b"give up", "it sulks")]
)
def test_whatever_happens_in_the_driver_it_is_told_and_the_thread_goes_on(
    tmp_path: Path, said: bytes, told: str
) -> None:
    twin = TwinPort(str(tmp_path / "tty"), Mute(), SystemClock()).start()
    shop = Shop(twin.link)
    shop.supervisor.start()
    shop.wait_for(lambda: shop.of(DeviceUp) == 1)
    twin.send(said)
    shop.wait_for(lambda: shop.of(DeviceUp) == 2)
    assert shop.of(DeviceDown) == 1
    assert told in shop.supervisor.health().last_error
    assert shop.supervisor.health().counts["failures"] == (said == b"fall over")
    assert shop.supervisor.stop()
    twin.close()


@pytest.mark.parametrize("fails", [ShopBusy(), RuntimeError("the counter's bug")])
def test_a_shop_that_fails_does_not_end_the_thread(tmp_path: Path, fails: Exception) -> None:
    twin = TwinPort(str(tmp_path / "tty"), Mute(), SystemClock()).start()
    shop = Shop(twin.link)
    shop.fails = fails
    shop.supervisor.start()
    counted = "dropped" if isinstance(fails, ShopBusy) else "failures"
    while not shop.supervisor.health().counts[counted]:
        threading.Event().wait(0.01)
    shop.fails = None
    if counted == "failures":
        shop.wait_for(lambda: shop.of(DeviceUp) == 1)
    assert shop.supervisor.stop()
    twin.close()


def test_only_the_latest_wish_of_each_type_is_kept(tmp_path: Path) -> None:
    link = str(tmp_path / "tty")
    shop = Shop(link)
    for effect in (AcceptMoney(True), Lamp("red"), AcceptMoney(False), Lamp("green")):
        shop.supervisor.command(effect)
    twin = TwinPort(link, Mute(), SystemClock()).start()
    shop.supervisor.start()
    got = [shop.driver.commands.get(timeout=PATIENCE_S).effect for _ in range(2)]
    assert got == [AcceptMoney(False), Lamp("green")]
    shop.supervisor.command(AcceptMoney(True))  # wakes a thread that waits for bytes
    assert shop.driver.commands.get(timeout=PATIENCE_S).effect == AcceptMoney(True)
    assert shop.driver.commands.empty()
    assert shop.supervisor.stop()
    twin.close()


@pytest.mark.parametrize(
    "others",
    [
        lambda n: ChargeCode("wechat", f"order-{n}", "visit", 350, "134567890123456789"),
        lambda n: AskQr("wechat", f"order-{n}", "visit", 350),
        lambda n: DropQr("wechat", f"order-{n}"),
        lambda n: Dispense("change", f"job-{n}", "visit", 3),
        lambda n: PrintSlip("receipt", f"slip {n}"),
        lambda n: TakePhoto(f"job-{n}", "check"),
    ],
)
def test_wishes_for_others_are_not_kept_by_a_device_that_is_away(
    tmp_path: Path, others: Callable[[int], DeviceEffect]
) -> None:
    """Above all no payment code: a scanner may be away for days of sales."""
    link = str(tmp_path / "tty")
    shop = Shop(link)
    for n in range(20):
        shop.supervisor.command(others(n))
    shop.supervisor.command(Lamp("amber"))
    twin = TwinPort(link, Mute(), SystemClock()).start()
    shop.supervisor.start()
    assert shop.driver.commands.get(timeout=PATIENCE_S).effect == Lamp("amber")
    assert shop.driver.commands.empty()
    assert shop.supervisor.health().counts["dropped"] == 0
    assert shop.supervisor.stop()
    twin.close()


def test_a_port_in_use_is_not_taken_twice(tmp_path: Path) -> None:
    twin = TwinPort(str(tmp_path / "tty"), Mute(), SystemClock()).start()
    first = open_port("scanner", twin.link, PortSettings())
    with pytest.raises(DeviceLost, match="another program holds it"):
        open_port("coins", twin.link, PortSettings())
    first.close()
    open_port("coins", twin.link, PortSettings()).close()
    twin.close()


def test_every_way_in_which_a_pulled_plug_shows_is_one_error(tmp_path: Path) -> None:
    twin = TwinPort(str(tmp_path / "tty"), Mute(), SystemClock()).start()
    port = open_port("coins", twin.link, PortSettings())
    twin.unplug()
    with pytest.raises(DeviceLost):
        port.read(1_000)
    with pytest.raises(DeviceLost):
        port.write(b"x")
    with pytest.raises(DeviceLost):
        port.flush_input()
    port.close()
    with pytest.raises(DeviceLost):
        open_port("coins", twin.link, PortSettings())
    twin.close()


def test_a_socket_is_known_by_its_place_on_the_board(tmp_path: Path) -> None:
    by_path = tmp_path / "by-path"
    by_path.mkdir()
    tty = tmp_path / "ttyUSB0"
    tty.touch()
    os.symlink(tty, by_path / "platform-usb-0:1.2:1.0")
    os.symlink(tty, tmp_path / "by-id")
    assert place_of(str(tmp_path / "by-id"), by_path) == "platform-usb-0:1.2:1.0"
    assert place_of("/dev/elsewhere", by_path) == "/dev/elsewhere"
    assert place_of("/dev/elsewhere", tmp_path / "nothing") == "/dev/elsewhere"


def test_the_twins_pull_and_put_back_their_plug(tmp_path: Path) -> None:
    twin = TwinPort(str(tmp_path / "tty"), Mute(), SystemClock()).start()
    for _ in range(3):
        twin.unplug()
        assert not os.path.lexists(twin.link)
        twin.replug()
        assert os.path.exists(twin.link)
    assert not twin.send(b"x" * 100_000)  # more than anybody would read
    twin.close()
