"""The unit as systemd reads it: nothing it complains of, little it may touch, slots closed after."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.detect import writing
from hardware.detect.places import Place
from hardware.detect.probe import Found
from hardware.detect.run import Seen
from shop.cli import COMMANDS
from shop.main.service import LOOK_S

FOLDER = Path(__file__).parents[2] / "systemd"
UNIT = FOLDER / "tongxin.service"
#: Where the program is installed; here it is where the tests run.
INSTALLED = "/opt/tongxin/.venv/bin/python"


def lines(key: str) -> list[str]:
    return [
        line.partition("=")[2]
        for line in UNIT.read_text("utf-8").splitlines()
        if line.startswith(f"{key}=")
    ]


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(argv[0]) is None:
        pytest.skip(f"NO SYSTEMD: {argv[0]} is not installed; run: sudo apt-get install systemd")
    return subprocess.run(argv, capture_output=True, text=True, timeout=60)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    here = tmp_path / "tongxin.service"
    here.write_text(UNIT.read_text("utf-8").replace(INSTALLED, sys.executable), "utf-8")
    return here


def test_systemd_has_nothing_to_complain_of(unit: Path) -> None:
    done = run("systemd-analyze", "verify", str(unit))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_mistake_in_the_unit_would_be_noticed(unit: Path) -> None:
    unit.write_text(unit.read_text("utf-8").replace("WatchdogSec=30", "WatchdogSec=soon"), "utf-8")
    assert "soon" in run("systemd-analyze", "verify", str(unit)).stderr


def test_it_is_exposed_to_less_than_two_of_ten(unit: Path) -> None:
    done = run("systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit))
    assert done.returncode == 0, done.stdout[-400:]


def test_each_command_of_the_unit_exists() -> None:
    for line in (*lines("ExecStart"), *lines("ExecStopPost")):
        assert line.removeprefix("-").startswith(f"{INSTALLED} -P -m shop.cli ")
        assert line.split()[-1] in COMMANDS
    assert [line.split()[-1] for line in lines("ExecStopPost")] == ["refuse"]


def test_its_end_without_the_refusal_stops_nothing() -> None:
    assert all(line.startswith("-") for line in lines("ExecStopPost"))


def test_the_watchdog_is_fed_many_times_over() -> None:
    assert lines("WatchdogSec") == ["30"]
    assert LOOK_S * 5 <= 30
    assert lines("Type") == ["notify"]


def test_the_account_and_its_missing_groups_are_made(tmp_path: Path) -> None:
    conf = tmp_path / "tongxin.conf"
    conf.write_bytes((FOLDER / "tongxin.sysusers").read_bytes())
    done = run("systemd-sysusers", "--dry-run", f"--root={tmp_path}", str(conf))
    assert done.returncode == 0, done.stderr
    assert "Creating user 'tongxin'" in done.stderr + done.stdout
    groups = set(lines("SupplementaryGroups")[0].split())
    made = {line.split()[1] for line in conf.read_text("utf-8").splitlines() if line[0] in "gu"}
    # What Debian itself has: base-passwd makes all of these.
    assert groups - made <= {"dialout", "video", "audio", "lp", "input"}


RULE = re.compile(
    r'SUBSYSTEM=="(tty|usbmisc)"(, (KERNEL|ENV\{ID_[A-Z_]+\})=="[0-9A-Za-z_.:-]+")+,'
    r' SYMLINK\+="tongxin-[a-z0-9]+"'
)


def test_the_example_of_udev_rules_is_what_detect_writes() -> None:
    text = (FOLDER / "70-tongxin.rules.example").read_text("utf-8")
    rules = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(rules) == 5
    assert [line for line in rules if not RULE.fullmatch(line)] == []
    places = [
        Place("serial", "/dev/ttyUSB0", "x", "", {"ID_SERIAL_SHORT": "A5", "ID_VENDOR_ID": "0403"}),
        Place("serial", "/dev/ttyUSB1", "x", "", {"ID_PATH": "usb-0:1.1:1.0"}),
        Place("printer", "/dev/usb/lp0", "x", "", {"ID_SERIAL_SHORT": "P1"}),
    ]
    drivers = ("cctalk-coin", "scanner", "escpos")
    found = writing.named(
        [Seen(place, (Found(driver),)) for place, driver in zip(places, drivers, strict=True)]
    )
    written = [
        line
        for line in writing.rules(found, places).splitlines()
        if line and not line.startswith("#")
    ]
    assert len(written) == 3
    assert [line for line in written if not RULE.fullmatch(line)] == []
