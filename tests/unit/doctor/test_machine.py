"""What the doctor reads of a machine: a Pi, an old one, one that says nothing."""

from __future__ import annotations

import grp
import os
import time
from pathlib import Path

import pytest

from shop.clock import BUILD_WALL_MS
from shop.doctor.machine import PowerFacts
from shop.main.machine import Machine, may_use


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    """A folder that looks like a Raspberry Pi from within."""
    mounts = "/dev/root / ext4 rw,noatime 0 0\n/dev/sdb /srv/a\\040b ext4 ro,nobarrier 0 0\n"
    for name, text in {
        "sys/class/hwmon/hwmon1/in0_lcrit_alarm": "0\n",
        "sys/devices/platform/soc/soc:firmware/get_throttled": "50000\n",
        "sys/class/thermal/thermal_zone0/temp": "48312\n",
        "sys/class/rtc/rtc0/since_epoch": f"{BUILD_WALL_MS // 1000 + 1}\n",
        "run/systemd/timesync/synchronized": "",
        "proc/self/mounts": mounts,
        "dev/video0": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_a_raspberry_pi_tells_supply_heat_and_clock(pi: Path) -> None:
    here = Machine(pi, run=False)
    assert here.power() == PowerFacts(0x50000, False)
    assert here.celsius() == 48
    clock = here.clock(None)
    assert (clock.synced, clock.rtc) == (True, True)
    assert here.cameras() == 1


def test_a_clock_without_a_battery_begins_in_1970(pi: Path) -> None:
    (pi / "sys/class/rtc/rtc0/since_epoch").write_text("12\n")
    (pi / "run/systemd/timesync/synchronized").unlink()
    clock = Machine(pi, run=False).clock(None)
    assert (clock.synced, clock.rtc) == (False, False)


def test_a_machine_that_tells_nothing(tmp_path: Path) -> None:
    here = Machine(tmp_path, run=False)
    assert here.power() == PowerFacts()
    assert here.celsius() is None
    assert here.service() == ""
    assert here.cameras() == 0


def test_firmware_and_files_that_say_rubbish_are_not_believed(pi: Path) -> None:
    (pi / "sys/devices/platform/soc/soc:firmware/get_throttled").write_text("error\n")
    (pi / "sys/class/thermal/thermal_zone0/temp").write_text("hot\n")
    here = Machine(pi, run=False)
    assert here.power() == PowerFacts(None, False)
    assert here.celsius() is None


def test_the_mount_that_holds_a_folder_is_the_innermost(pi: Path, tmp_path: Path) -> None:
    inner = str(tmp_path).replace(" ", "\\040")
    with (pi / "proc/self/mounts").open("a") as file:
        file.write(f"tmpfs {inner} tmpfs rw,nosuid 0 0\n")
    found = Machine(pi, run=False).mount(tmp_path / "not/there/yet")
    assert (found.point, found.kind) == (str(tmp_path), "tmpfs")
    assert found.options == {"rw", "nosuid"}
    assert found.free_bytes > 0
    assert Machine(pi, run=False).mount(Path("/")).point == "/"


def test_a_write_leaves_nothing_behind(tmp_path: Path) -> None:
    before = tmp_path.stat().st_mtime_ns
    assert Machine(run=False).write(tmp_path).error == ""
    assert list(tmp_path.iterdir()) == []
    assert tmp_path.stat().st_mtime_ns == before or os.stat(tmp_path).st_nlink == 2


def test_a_folder_that_takes_no_write_says_why(tmp_path: Path) -> None:
    assert "No such file" in Machine(run=False).write(tmp_path / "nowhere").error


def test_a_folder_and_its_owner(tmp_path: Path) -> None:
    here = Machine(run=False)
    found = here.folder(tmp_path)
    assert found.exists
    assert found.ours
    assert not here.folder(tmp_path / "nowhere").exists


def test_a_helper_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "systemctl").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("shop.main.machine.COMMAND_S", 1)
    begun = time.monotonic()
    assert Machine(tmp_path).service() == ""
    assert time.monotonic() - begun < 50, "it was not waited for"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("LoadState=loaded\nActiveState=active", "active"),
        ("LoadState=loaded\nActiveState=failed", "failed"),
        ("LoadState=not-found\nActiveState=inactive", ""),
    ],
)
def test_the_service_as_systemd_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, state: str
) -> None:
    (tmp_path / "systemctl").write_text(f"#!/bin/sh\ncat <<END\n{said}\nEND\n")
    (tmp_path / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert Machine(tmp_path).service() == state


def test_the_groups_that_the_unit_gives_are_the_shop_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "systemctl").write_text(
        "#!/bin/sh\ncat <<END\nLoadState=loaded\nUser=54321\nSupplementaryGroups=dialout nogroup-x\nEND\n"
    )
    (tmp_path / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    here = Machine(tmp_path)
    dialout = grp.getgrnam("dialout").gr_gid
    assert here.groups(54_321) == {dialout}
    assert dialout not in here.groups(54_322), "the unit runs as another account"


class TestWhoMay:
    @pytest.mark.parametrize(
        ("mode", "uid", "may"),
        [(0o600, 0, True), (0o000, 0, True), (0o660, 54_321, False), (0o666, 54_321, True)],
    )
    def test_use_a_file(self, tmp_path: Path, mode: int, uid: int, may: bool) -> None:
        file = tmp_path / "tty"
        file.touch()
        file.chmod(mode)
        assert may_use(str(file), uid, frozenset()) is may

    def test_its_owner_by_the_owners_bits(self, tmp_path: Path) -> None:
        file = tmp_path / "key"
        file.touch()
        uid = file.stat().st_uid
        file.chmod(0o400)
        assert may_use(str(file), uid, frozenset(), write=False)
        assert may_use(str(file), uid, frozenset()) is (uid == 0)

    def test_a_group_s_file_by_the_group_s_bits(self, tmp_path: Path) -> None:
        file = tmp_path / "tty"
        file.touch()
        file.chmod(0o660)
        group = file.stat().st_gid
        assert may_use(str(file), 54_321, frozenset({group}))
        assert not may_use(str(file), 54_321, frozenset({group + 1}))

    def test_the_groups_that_devices_are_in_are_needed(self, tmp_path: Path) -> None:
        found = Machine(run=False).account(54_321, ["/dev/null", str(tmp_path / "away"), "gpio:17"])
        assert found.name == "54321"
        assert not found.root
        assert found.needed == frozenset(), "/dev/null is root's own"
