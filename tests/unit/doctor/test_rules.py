"""Each line of the doctor: what is good is ok, what is wrong says what to do about it."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest

from shop.clock import BUILD_WALL_MS
from shop.doctor import devices, machine, storage
from shop.doctor.line import Line, failed, hangs
from tests import texts

FOLDER = storage.FolderFacts("/var/lib/tongxin", True, "tongxin", 0o40700)
MOUNT = storage.MountFacts("/", "ext4", frozenset({"rw", "noatime"}), 4 << 30)
BOOK = storage.BookFacts("/b", entries=1000, checked=500, newest_ms=BUILD_WALL_MS)
CLOCK = machine.ClockFacts(BUILD_WALL_MS + 1, synced=True, rtc=False)
ACCOUNT = machine.AccountFacts("tongxin", False, frozenset({"dialout"}), frozenset({"dialout"}))
DEVICE = devices.DeviceFacts("coins", "/dev/tongxin-coins")
KEY = devices.KeyFacts("wechat", "/etc/tongxin/key.pem", secret=True)

#: What is seen → how it is judged, and a word that must be said.
CASES: list[tuple[Line, str, str]] = [
    (storage.folder_line(FOLDER), "ok", "tongxin"),
    (storage.folder_line(replace(FOLDER, exists=False)), "look", "start the shop once"),
    (storage.folder_line(replace(FOLDER, ours=False)), "look", "sudo"),
    (storage.folder_line(replace(FOLDER, mode=0o40755)), "bad", "chmod 700"),
    (storage.mount_line(MOUNT), "ok", "ext4"),
    (storage.mount_line(replace(MOUNT, options=frozenset({"ro"}))), "bad", "read-only"),
    (storage.mount_line(replace(MOUNT, options=frozenset({"rw", "nobarrier"}))), "bad", "fstab"),
    (storage.mount_line(replace(MOUNT, options=frozenset({"barrier=0"}))), "bad", "barriers"),
    (storage.mount_line(replace(MOUNT, kind="tmpfs")), "bad", "power cut"),
    (storage.mount_line(replace(MOUNT, kind="vfat")), "bad", "ext4"),
    (storage.mount_line(replace(MOUNT, kind="overlay")), "look", "partition"),
    (storage.space_line(MOUNT), "ok", "4096 MiB"),
    (storage.space_line(replace(MOUNT, free_bytes=300 << 20)), "look", "300 MiB"),
    (storage.space_line(replace(MOUNT, free_bytes=10 << 20)), "bad", "larger card"),
    (storage.write_line(storage.WriteFacts(12)), "ok", "works"),
    (storage.write_line(storage.WriteFacts(9_000)), "look", "9000 ms"),
    (storage.write_line(storage.WriteFacts(0, "No space left on device")), "bad", "No space left"),
    (storage.book_line(BOOK), "ok", "1000 entries"),
    (storage.book_line(replace(BOOK, exists=False)), "look", "start the shop once"),
    (storage.book_line(replace(BOOK, error="entry 7: …")), "bad", "entry 7"),
    (storage.book_line(replace(BOOK, demo=True)), "bad", "book.path"),
    (machine.program_line(machine.ProgramFacts((3, 13))), "ok", "3.13"),
    (machine.program_line(machine.ProgramFacts((3, 9))), "bad", "3.11"),
    (machine.program_line(machine.ProgramFacts((3, 11), ("flask",))), "bad", "flask"),
    (machine.clock_line(CLOCK), "ok", "time servers"),
    (machine.clock_line(replace(CLOCK, synced=False, rtc=True)), "ok", "battery"),
    (machine.clock_line(replace(CLOCK, synced=False)), "look", "RTC"),
    (machine.clock_line(replace(CLOCK, wall_ms=0)), "bad", "date -s"),
    (machine.clock_line(replace(CLOCK, newest_ms=BUILD_WALL_MS + 600_000)), "bad", "behind"),
    (machine.clock_line(replace(CLOCK, newest_ms=BUILD_WALL_MS + 60_000)), "ok", "time servers"),
    (machine.power_line(machine.PowerFacts(0, False)), "ok", "good"),
    (machine.power_line(machine.PowerFacts()), "ok", "does not tell"),
    (machine.power_line(machine.PowerFacts(0x50005)), "bad", "too weak now"),
    (machine.power_line(machine.PowerFacts(0x50000)), "look", "since the start"),
    (machine.power_line(machine.PowerFacts(None, True)), "bad", "supply"),
    (machine.heat_line(None), "ok", "does not tell"),
    (machine.heat_line(48), "ok", "48"),
    (machine.heat_line(75), "look", "75"),
    (machine.heat_line(84), "bad", "fan"),
    (machine.account_line(ACCOUNT), "ok", "tongxin"),
    (machine.account_line(replace(ACCOUNT, groups=frozenset())), "bad", "usermod -aG dialout"),
    (machine.account_line(replace(ACCOUNT, root=True)), "look", "own account"),
    (machine.service_line("active"), "ok", "runs"),
    (machine.service_line("failed"), "bad", "journalctl"),
    (machine.service_line("inactive"), "look", "inactive"),
    (machine.service_line(""), "look", "no service"),
    (machine.browser_line("chromium"), "ok", "chromium"),
    (machine.browser_line(""), "look", "apt install"),
    (devices.device_line(DEVICE), "ok", "free"),
    (devices.device_line(replace(DEVICE, sees=False)), "ok", "is there"),
    (devices.device_line(replace(DEVICE, exists=False)), "bad", "tongxin detect"),
    (devices.device_line(replace(DEVICE, exists=False, required=False)), "look", "plug"),
    (devices.device_line(replace(DEVICE, right_kind=False)), "bad", "no device file"),
    (devices.device_line(replace(DEVICE, usable=False)), "bad", "group"),
    (devices.device_line(replace(DEVICE, holders=("python (7)",), by_shop=True)), "ok", "the shop"),
    (devices.device_line(replace(DEVICE, holders=("minicom (7)",))), "bad", "minicom"),
    (devices.panel_line(False, ""), "ok", "no panel"),
    (devices.panel_line(True, ""), "ok", "can be used"),
    (devices.panel_line(True, "no gpiochip"), "look", "All else works without"),
    (devices.key_line(KEY), "ok", "key.pem"),
    (devices.key_line(replace(KEY, exists=False)), "bad", "not there"),
    (devices.key_line(replace(KEY, mode=0o100644)), "bad", "chmod 600"),
    (devices.key_line(replace(KEY, mode=0o100644, secret=False)), "ok", "key.pem"),
    (devices.key_line(replace(KEY, usable=False)), "bad", "chown"),
    (devices.camera_line(False, 0, False), "ok", "no camera is set up"),
    (devices.camera_line(True, 1, True), "ok", "is seen"),
    (devices.camera_line(True, 0, True), "look", "cable"),
    (devices.camera_line(True, 1, False), "look", "picamera2"),
    (hangs("disk", 8), "bad", "within 8 s"),
    (failed("disk", ValueError("x")), "look", "ValueError: x"),
]


@pytest.mark.parametrize(("line", "level", "word"), CASES, ids=lambda part: str(part)[:40])
def test_each_line(line: Line, level: str, word: str) -> None:
    text, remedy = line.said(str)
    assert line.level == level
    assert word in f"{text} {remedy}"
    assert bool(remedy) is (level != "ok"), "what is not ok says what to do, and nothing else does"


@pytest.mark.parametrize("line", [line for line, _, _ in CASES], ids=lambda line: line.key)
def test_each_line_is_said_in_chinese_with_the_same_figures(line: Line) -> None:
    kept = texts.kept("zh_CN", "shop")
    for message in filter(None, (line.text, line.remedy)):
        entry = kept.get(message)
        assert entry is not None, message
        assert entry.string, message
        assert names_in(entry.string) == names_in(message)


def names_in(message: str) -> set[str]:
    """The parameters that a text wants."""
    asked: set[str] = set()

    class Asked(dict[str, object]):
        def __missing__(self, name: str) -> int:
            asked.add(name)
            return 0

    _ = message % Asked()
    return asked - set(string.whitespace)
