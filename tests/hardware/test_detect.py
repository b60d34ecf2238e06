"""`detect` on ptys: what is plugged in, what answers, and the files that come of it."""

from __future__ import annotations

import os
import threading
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.detect.places import Place, holders, places
from hardware.detect.probe import Found
from hardware.detect.run import Seen, listen, look
from hardware.detect.writing import DEVICES_FILE, RULES_FILE, devices_toml, named, rules
from hardware.drivers.base import PortSettings
from hardware.ports import Port, open_port
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.ict_bill import IctBillModel
from hardware.twins.port import Mute, TwinPort
from hardware.twins.printer import PrinterModel
from hardware.twins.ssp_bill import SspBillModel
from shop.cli.detect import found_all
from shop.clock import SystemClock
from shop.config import load
from shop.errors import ConfigError
from shop.texts import translator

#: Only a broken test waits so long.
PATIENCE_S = 20


def opener(device: str, path: str, settings: PortSettings) -> Port:
    """Open a pty: it takes no parity (HARDWARE.md 6.1)."""
    return open_port(device, path, PortSettings())


class Board:
    """A machine with sockets, as Linux would show it under another root."""

    def __init__(self, root: Path) -> None:
        self.root, self.twins = root, list[TwinPort]()
        for folder in ("dev/serial/by-id", "dev/usb", "run/udev/data", "proc", "sys/class/tty"):
            (root / folder).mkdir(parents=True)
        (root / "proc/cmdline").write_text("quiet console=tty1")

    def plug(
        self, tty: str, model: Any, by_id: str = "", echo: bool = False, **udev: str
    ) -> TwinPort:
        link = self.root / "dev" / tty
        twin = TwinPort(str(link), model, SystemClock(), echo=echo).start()
        self.twins.append(twin)
        if by_id:
            (self.root / "dev/serial/by-id" / by_id).symlink_to(link)
        number = f"188:{len(self.twins)}"
        (self.root / "sys/class/tty" / tty).mkdir()
        (self.root / "sys/class/tty" / tty / "dev").write_text(number)
        lines = "".join(f"E:{name}={value}\n" for name, value in udev.items())
        (self.root / "run/udev/data" / f"c{number}").write_text(f"S:x\n{lines}")
        return twin


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    made = Board(tmp_path / "root")
    yield made
    for twin in made.twins:
        twin.close()


def look_at(board: Board) -> dict[str, Seen]:
    found = look(places(board.root), SystemClock(), opener)
    return {Path(one.place.path).name: one for one in found}


class TestWhatIsPluggedIn:
    def test_each_port_by_its_lasting_name_with_what_udev_knows(self, board: Board) -> None:
        board.plug(
            "ttyUSB0", Mute(), "usb-FTDI_X_A5-if00-port0", ID_SERIAL_SHORT="A5", ID_MODEL="X"
        )
        board.plug("ttyACM0", Mute())
        (by_id, bare) = places(board.root)
        assert by_id.stable.endswith("serial/by-id/usb-FTDI_X_A5-if00-port0")
        assert by_id.properties["ID_SERIAL_SHORT"] == "A5"
        assert bare.stable == bare.path

    def test_the_system_s_console_is_left_alone(self, board: Board) -> None:
        (board.root / "proc/cmdline").write_text("console=serial0,115200 console=tty1 quiet")
        twin = board.plug("ttyAMA0", CoinAcceptorModel())
        (board.root / "dev/serial0").symlink_to(board.root / "dev/ttyAMA0")
        (place,) = places(board.root)
        assert place.console
        assert look([place], SystemClock(), opener) == []
        assert twin.model.asked == []  # type: ignore[attr-defined]

    def test_a_scanner_that_types_pins_and_cameras_are_named(self, board: Board) -> None:
        for file, text in {
            "sys/class/input/event3/device/name": "NewLand HID Barcode Scanner",
            "sys/class/input/event0/device/name": "Power Button",
            "dev/gpiochip0": "",
            "dev/video0": "",
            "sys/class/video4linux/video0/name": "imx708",
            "dev/usb/lp0": "",
        }.items():
            path = board.root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        kinds = {place.kind: place.name for place in places(board.root)}
        assert kinds == {
            "printer": "",
            "keyboard": "NewLand HID Barcode Scanner",
            "gpio": "",
            "camera": "imx708",
        }

    def test_an_empty_machine_has_nothing(self, tmp_path: Path) -> None:
        assert places(tmp_path / "nowhere") == []

    def test_who_holds_a_port_is_known_by_name(self, tmp_path: Path) -> None:
        fd = tmp_path / "4242/fd"
        fd.mkdir(parents=True)
        (tmp_path / "4242/comm").write_text("minicom\n")
        (fd / "3").symlink_to(tmp_path / "tty")
        (tmp_path / "self").mkdir()
        assert holders(str(tmp_path / "tty"), tmp_path) == [(4242, "minicom")]
        assert holders(str(tmp_path / "other"), tmp_path) == []


class TestWhatAnswers:
    @pytest.mark.slow
    def test_a_shop_with_one_of_each(self, board: Board) -> None:
        model = IctBillModel()
        model.speak(0)
        board.plug("ttyUSB0", BusModel([CoinAcceptorModel(), HopperModel()]), echo=True)
        board.plug("ttyUSB1", BillValidatorModel(), echo=True)
        board.plug("ttyUSB2", SspBillModel())
        board.plug("ttyUSB3", model)
        board.plug("ttyUSB4", PrinterModel())
        board.plug("ttyACM0", Mute())
        found = {tty: [one.driver for one in seen.devices] for tty, seen in look_at(board).items()}
        assert found == {
            "ttyUSB0": ["cctalk-coin", "cctalk-hopper"],
            "ttyUSB1": ["cctalk-bill"],
            "ttyUSB2": ["ssp-bill"],
            "ttyUSB3": ["ict-bill"],
            "ttyUSB4": ["escpos"],
            "ttyACM0": [],
        }

    @pytest.mark.parametrize("mute", [False, True])
    def test_a_usb_printer_is_one_even_where_it_answers_nothing(
        self, board: Board, mute: bool
    ) -> None:
        model = PrinterModel()
        model.mute = mute
        twin = board.plug("ttyUSB0", model)
        place = Place("printer", twin.link, twin.link)
        (seen,) = look([place], SystemClock(), opener)
        assert [one.driver for one in seen.devices] == ["escpos"]
        assert (seen.devices[0].detail == "no answer") is mute
        assert model.sheets == []

    def test_what_the_shop_holds_is_left_alone(self, board: Board) -> None:
        twin = board.plug("ttyUSB0", CoinAcceptorModel())
        running = open_port("coins", twin.link, PortSettings())
        try:
            seen = look_at(board)["ttyUSB0"]
        finally:
            running.close()
        assert seen.held
        assert twin.model.asked == []  # type: ignore[attr-defined]

    def test_a_cable_that_is_pulled_meanwhile_says_what_to_look_at(self, board: Board) -> None:
        twin = board.plug("ttyUSB0", Mute())
        found = places(board.root)
        twin.unplug()
        (seen,) = look(found, SystemClock(), opener)
        assert seen.trouble
        assert not seen.devices

    def test_a_port_that_hangs_keeps_nobody_waiting(self, board: Board) -> None:
        board.plug("ttyUSB0", Mute())
        board.plug("ttyUSB1", SspBillModel())
        hangs = threading.Event()

        def hanging(device: str, path: str, settings: PortSettings) -> Port:
            if path.endswith("USB0"):
                hangs.wait(PATIENCE_S)
            return opener(device, path, settings)

        seen = {
            Path(one.place.path).name: one
            for one in look(places(board.root), SystemClock(), hanging, limit_s=2)
        }
        hangs.set()
        assert "hangs" in seen["ttyUSB0"].trouble
        assert [one.driver for one in seen["ttyUSB1"].devices] == ["ssp-bill"]

    def test_a_scanner_is_known_by_what_somebody_scans(self, board: Board) -> None:
        scanner = board.plug("ttyACM0", Mute())
        board.plug("ttyACM1", Mute())
        found = places(board.root)
        opened = threading.Event()

        def telling(device: str, path: str, settings: PortSettings) -> Port:
            port = opener(device, path, settings)
            opened.set()
            return port

        def scan() -> None:
            opened.wait(PATIENCE_S)
            scanner.send(b"6901028075831\r\n")

        person = threading.Thread(target=scan)
        person.start()
        heard = listen(found, SystemClock(), PATIENCE_S, telling)
        person.join()
        assert [Path(path).name for path in heard] == ["ttyACM0"]

    def test_nobody_scans_and_it_ends(self, board: Board) -> None:
        board.plug("ttyACM0", Mute())
        assert listen(places(board.root), SystemClock(), 0, opener) == {}


def seen(path: str, *drivers: str, **udev: str) -> Seen:
    place = Place("serial", path, path, "", udev)
    address = {"cctalk-coin": 2, "cctalk-hopper": 3, "cctalk-bill": 40, "ssp-bill": 0}
    return Seen(place, tuple(Found(one, address=address.get(one)) for one in drivers))


class TestFiles:
    def test_a_serial_number_names_a_port_wherever_it_is_plugged_in(self) -> None:
        one = seen("/dev/ttyUSB0", "cctalk-coin", ID_SERIAL_SHORT="A50285BI", ID_VENDOR_ID="0403")
        text = rules(named([one]), [one.place])
        assert (
            'SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="0403", ENV{ID_SERIAL_SHORT}=="A50285BI",'
            ' SYMLINK+="tongxin-coins"'
        ) in text

    @pytest.mark.parametrize("serial", ["", "0001"])
    def test_two_adapters_that_share_their_number_are_told_apart_by_socket(
        self, serial: str
    ) -> None:
        both = [
            seen("/dev/ttyUSB0", "scanner", ID_SERIAL_SHORT=serial, ID_PATH="usb-0:1.1:1.0"),
            seen("/dev/ttyUSB1", "cctalk-coin", ID_SERIAL_SHORT=serial, ID_PATH="usb-0:1.2:1.0"),
        ]
        text = rules(named(both), [one.place for one in both])
        assert 'ENV{ID_PATH}=="usb-0:1.1:1.0", SYMLINK+="tongxin-scanner"' in text
        assert 'ENV{ID_PATH}=="usb-0:1.2:1.0", SYMLINK+="tongxin-coins"' in text
        assert "leave it in this socket" in text

    def test_a_name_from_a_device_cannot_break_out_of_a_rule(self) -> None:
        one = seen("/dev/ttyUSB0", "scanner", ID_SERIAL_SHORT='x", RUN+="/bin/sh')
        (line,) = [line for line in rules(named([one]), [one.place]).splitlines() if "SYM" in line]
        assert "RUN" not in line.split('"')[::2]
        assert line.count("==") == 2
        assert line.count("+=") == 1

    def test_the_settings_are_loaded_back(self, tmp_path: Path) -> None:
        found = [
            seen("/dev/ttyUSB0", "cctalk-coin", "cctalk-hopper", "cctalk-bill", ID_PATH="a"),
            seen("/dev/ttyUSB1", "ict-bill", ID_PATH="b"),
            seen("/dev/ttyUSB2", "ssp-bill", ID_PATH="c"),
            seen("/dev/ttyUSB3", "escpos", ID_PATH="d"),
            seen("/dev/ttyACM0", "scanner", ID_SERIAL_SHORT="S1"),
            seen("/dev/ttyACM1", "scanner"),
        ]
        folder = tmp_path / "conf.d"
        folder.mkdir()
        text = devices_toml(named(found), [one.place for one in found])
        (folder / "devices.toml").write_text(text, "utf-8")
        (tmp_path / "tongxin.toml").write_text("", "utf-8")
        loaded = {one.name: one for one in load(tmp_path / "tongxin.toml").devices}
        assert {name: one.driver for name, one in loaded.items()} == {
            "coins": "cctalk-coin",
            "notes": "cctalk-bill",
            "notes2": "ict-bill",
            "notes3": "ssp-bill",
            "printer": "escpos",
            "scanner": "scanner",
            "scanner2": "scanner",
        }
        assert loaded["coins"].port == loaded["notes"].port == "/dev/tongxin-coins"
        assert loaded["scanner2"].port == "/dev/ttyACM1", "nothing tells it from another port"
        assert loaded["notes"].options["crc"] is False
        # What a hopper holds only a person knows: with that said, its lines load too.
        start = text.index("# [devices.hopper]")
        said = text[start:].split("\n\n")[0].replace("# ", "")
        assert tomllib.loads(said)["devices"]["hopper"]["coin_fen"] == 100

    def test_each_rule_is_one_udev_can_read(self) -> None:
        one = seen("/dev/ttyAMA0", "cctalk-coin")
        lines = [
            line
            for line in rules(named([one]), [one.place]).splitlines()
            if line and not line.startswith("#")
        ]
        assert lines == ['SUBSYSTEM=="tty", KERNEL=="ttyAMA0", SYMLINK+="tongxin-coins"']


class TestTheCommand:
    say: Callable[[str], str] = staticmethod(translator("en"))

    def test_the_table_and_the_files(
        self, board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        board.plug("ttyUSB0", SspBillModel(), ID_SERIAL_SHORT="A5")
        folder = tmp_path / "out"
        found_all(board.root, opener, self.say, None, folder)
        said = capsys.readouterr().out
        assert "SSP note validator · address 0" in said
        assert "tongxin-notes" in (folder / RULES_FILE).read_text("utf-8")
        (folder / "tongxin.toml").write_text("", "utf-8")
        assert [one.name for one in load(folder / "tongxin.toml").devices] == ["notes"]

    @pytest.mark.slow
    def test_a_coin_box_by_its_number_and_a_line_that_may_be_a_scanner(
        self, board: Board, capsys: pytest.CaptureFixture[str]
    ) -> None:
        board.plug("ttyUSB0", CoinAcceptorModel(), echo=True)
        board.plug("ttyACM0", Mute())
        found_all(board.root, opener, self.say)
        said = capsys.readouterr().out
        assert "ccTalk coin acceptor" in said
        assert "address 2" in said
        assert "no. 12345678" in said
        assert "--listen" in said

    def test_files_that_are_there_are_kept_unless_forced(
        self, board: Board, tmp_path: Path
    ) -> None:
        kept = tmp_path / DEVICES_FILE
        kept.parent.mkdir(parents=True)
        kept.write_text("# mine", "utf-8")
        with pytest.raises(ConfigError, match="--force"):
            found_all(board.root, opener, self.say, None, tmp_path)
        assert not (tmp_path / RULES_FILE).exists(), "all or nothing"
        assert kept.read_text("utf-8") == "# mine"
        found_all(board.root, opener, self.say, None, tmp_path, force=True)
        assert kept.read_text("utf-8") != "# mine"

    def test_a_machine_with_nothing_says_so(
        self, board: Board, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found_all(board.root, opener, self.say)
        assert capsys.readouterr().out == "Nothing is plugged in that this program knows.\n"

    @pytest.mark.skipif(os.geteuid() == 0, reason="ROOT: may open any port; run as another account")
    def test_a_port_that_is_not_ours_names_the_group(
        self, board: Board, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (board.root / "dev/ttyUSB0").touch(mode=0)
        found_all(board.root, opener, self.say)
        assert "group" in capsys.readouterr().out
