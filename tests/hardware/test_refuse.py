"""After the shop's end: the machines are told to refuse, bounded, and nothing else is done."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from gpiozero.pins.mock import MockFactory, MockPin

from hardware.codecs import cctalk
from hardware.drivers.base import PortSettings
from hardware.ports import Port, open_port
from hardware.refuse import Inhibit, drop_relay, inhibit_of, refuse
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.port import TwinPort
from shop.cli import tongxin
from shop.clock import SystemClock
from shop.errors import DeviceLost
from tests.failures import proves

COIN = {"address": 2}


@pytest.fixture
def box(tmp_path: Path) -> Iterator[TwinPort]:
    """A coin box that the shop left accepting when it was killed."""
    model = CoinAcceptorModel()
    model.mask, model.master = b"\xff\xff", True
    twin = TwinPort(str(tmp_path / "coins"), model, SystemClock(), echo=True).start()
    yield twin
    twin.close()


def model_of(box: TwinPort) -> CoinAcceptorModel:
    assert isinstance(box.model, CoinAcceptorModel)
    return box.model


def coin(port: str, device: str = "coins") -> Inhibit:
    made = inhibit_of(device, "cctalk-coin", port, COIN)
    assert made is not None
    return made


class TestACoinBox:
    @proves("stop", "cctalk-coin")
    def test_it_refuses_after_a_kill_and_keeps_what_it_may_take(self, box: TwinPort) -> None:
        assert refuse([coin(box.link)]) == {"coins": ""}
        with box.lock:
            assert not model_of(box).insert(100)
            assert model_of(box).mask == b"\xff\xff", "a cleared mask would look like a reset"
            assert set(model_of(box).asked) == {cctalk.MASTER_SWITCH}

    @proves("stop", "cctalk-coin")
    def test_one_lost_frame_does_not_matter(self, box: TwinPort) -> None:
        heard = 0

        class Deaf:
            def receive(self, data: bytes, now_ms: int) -> bytes:
                nonlocal heard
                heard += 1
                return b"" if heard == 1 else model.receive(data, now_ms)

            def power_up(self, now_ms: int) -> None:
                return None

        model = model_of(box)
        with box.lock:
            box.model = Deaf()
        assert refuse([coin(box.link)]) == {"coins": ""}
        assert not model.master

    def test_the_command_says_so(self, box: TwinPort, tmp_path: Path) -> None:
        settings = tmp_path / "tongxin.toml"
        settings.write_text(
            f'[devices.coins]\ndriver = "cctalk-coin"\nport = "{box.link}"\n'
            f'[devices.scanner]\ndriver = "scanner"\nport = "{tmp_path / "scanner"}"\n',
            "utf-8",
        )
        done = CliRunner().invoke(
            tongxin, ["refuse", "--config", str(settings)], env={"TONGXIN_LANG": "en"}
        )
        assert (done.exit_code, done.output) == (0, "coins was told to refuse\n")
        assert not model_of(box).master
        box.unplug()
        done = CliRunner().invoke(
            tongxin, ["refuse", "--config", str(settings)], env={"TONGXIN_LANG": "en"}
        )
        assert done.exit_code == 1
        assert "coins was not told" in done.output

    def test_a_shop_without_machines_has_nothing_to_do(self, tmp_path: Path) -> None:
        settings = tmp_path / "tongxin.toml"
        settings.write_text("", "utf-8")
        done = CliRunner().invoke(
            tongxin, ["refuse", "--config", str(settings)], env={"TONGXIN_LANG": "en"}
        )
        assert (done.exit_code, done.output) == (0, "No machine takes money here.\n")


class TestTheShopRunsAgain:
    def test_a_port_that_is_held_is_left_alone(self, box: TwinPort) -> None:
        running = open_port("coins", box.link, PortSettings())
        try:
            found = refuse([coin(box.link)])
        finally:
            running.close()
        assert "another program" in found["coins"]
        assert model_of(box).master


class Tape:
    """A port that keeps what is written, for lines that a pty cannot be."""

    place = "tape"

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.opened: list[tuple[str, PortSettings]] = []
        self.closed = 0

    def open(self, device: str, path: str, settings: PortSettings) -> Port:
        self.opened.append((path, settings))
        return self

    def read(self, timeout_ms: int | None) -> bytes:
        return b"chatter"

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def flush_input(self) -> None: ...
    def wake(self) -> None: ...

    def close(self) -> None:
        self.closed += 1


class TestWhatIsSent:
    @proves("stop", "ict-bill")
    def test_an_ict_validator_gets_its_inhibit_and_no_other_byte(self) -> None:
        tape, told = Tape(), inhibit_of("notes", "ict-bill", "/dev/x", {})
        assert told is not None
        assert refuse([told], tape.open) == {"notes": ""}
        assert set(b"".join(tape.written)) == {0x5E}
        assert tape.opened == [("/dev/x", PortSettings(parity="E"))]
        assert tape.closed == 1

    @proves("stop", "ssp-bill")
    def test_an_ssp_validator_is_disabled_whatever_its_sequence_bit(self) -> None:
        tape, told = Tape(), inhibit_of("notes", "ssp-bill", "/dev/x", {"address": 0})
        assert told is not None
        assert refuse([told], tape.open) == {"notes": ""}
        assert [raw[3] for raw in tape.written] == [0x11, 0x09, 0x09]
        assert [raw[1] & 0x80 for raw in tape.written[1:]] == [0, 0x80]
        # The frame that SSP documents give for DISABLE.
        assert tape.written[2] == bytes.fromhex("7f 80 01 09 35 82")

    @proves("stop", "cctalk-bill")
    def test_a_bill_validator_gets_its_own_checksum(self) -> None:
        for crc in (True, False):
            told = inhibit_of("notes", "cctalk-bill", "/dev/x", {"address": 40, "crc": crc})
            assert told is not None
            frame = cctalk.parse(told.sends[0], crc=crc)
            assert (frame.dest, frame.header, frame.data) == (40, cctalk.MASTER_SWITCH, b"\x00")

    def test_machines_of_one_wire_are_told_one_after_the_other(self) -> None:
        tape = Tape()
        notes = inhibit_of("notes", "cctalk-bill", "/dev/x", {"address": 40, "crc": False})
        assert notes is not None
        assert refuse([coin("/dev/x"), notes], tape.open) == {"coins": "", "notes": ""}
        assert [raw[0] for raw in tape.written] == [2, 2, 40, 40]
        assert len(tape.opened) == 1

    @pytest.mark.parametrize("driver", ["scanner", "escpos", "cctalk-hopper", "pulse-coin"])
    def test_what_takes_no_money_on_a_line_is_sent_nothing(self, driver: str) -> None:
        assert inhibit_of("x", driver, "/dev/x", {"address": 3}) is None


class TestItEnds:
    def test_a_port_that_hangs_is_given_up(self) -> None:
        hangs = threading.Event()

        class Hanging(Tape):
            def write(self, data: bytes) -> None:
                hangs.wait(60)

        good, bad = Tape(), Hanging()

        def opener(device: str, path: str, settings: PortSettings) -> Port:
            return (bad if path == "/dev/bad" else good).open(device, path, settings)

        found = refuse([coin("/dev/bad", "bad"), coin("/dev/good", "good")], opener, limit_s=1)
        hangs.set()
        assert found["good"] == ""
        assert "hangs" in found["bad"]

    def test_a_port_that_is_away_is_named(self) -> None:
        def away(device: str, path: str, settings: PortSettings) -> Port:
            raise DeviceLost(device, path, "the port cannot be opened: look at the plug")

        assert "look at the plug" in refuse([coin("/dev/x")], away)["coins"]

    def test_a_pty_that_takes_no_parity_is_no_crash(self, tmp_path: Path) -> None:
        master, slave = os.openpty()
        tty.setraw(slave)
        told = inhibit_of("notes", "ict-bill", os.ttyname(slave), {})
        assert told is not None
        for settings in (PortSettings(), PortSettings(parity="E")):
            found = refuse([replace(told, settings=settings)])
            assert set(found) == {"notes"}
        os.close(master)
        os.close(slave)


class TestTheRelay:
    @proves("stop", "panel", "pulse-coin")
    @pytest.mark.parametrize("active_high", [True, False])
    def test_what_a_killed_program_left_pulled_in_falls(self, active_high: bool) -> None:
        board = MockFactory(pin_class=MockPin)
        pin: Any = board.pin(16)
        pin.function, pin.state = "output", active_high
        assert drop_relay(16, active_high, lambda: board) == ""
        assert pin.state is not active_high

    def test_no_gpio_is_a_sentence(self) -> None:
        def no_chip() -> Any:
            raise OSError("can not open gpiochip")

        assert "can not open gpiochip" in drop_relay(16, True, no_chip)
