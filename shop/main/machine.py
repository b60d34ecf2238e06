"""What this machine says of itself, read from /proc and /sys: nothing is opened that could act."""

from __future__ import annotations

import errno
import grp
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from shop.clock import BUILD_WALL_MS
from shop.doctor.machine import AccountFacts, ClockFacts, PowerFacts
from shop.doctor.storage import FolderFacts, MountFacts, WriteFacts

#: A helper of the system that answers later hangs.
COMMAND_S = 3
_TEXT_BYTES_MAX = 64 * 1024
_PAGE_BYTES = 4096
#: The clock of an RTC whose battery is empty begins in 1970.
_RTC_MIN_S = BUILD_WALL_MS // 1000


class Machine:
    """The machine below `root`.

    Args:
        root: where proc, sys and run are; another folder in tests.
        run: whether helpers of the system may be asked (systemctl, timedatectl, vcgencmd).
    """

    def __init__(self, root: Path = Path("/"), *, run: bool = True) -> None:
        self._root, self._run = root, run

    # ------------------------------------------------------------ clock, power, heat, service

    def clock(self, newest_ms: int | None) -> ClockFacts:
        """Return what the clock is worth; `newest_ms` of the book's newest entry, UTC ms."""
        synced = (self._root / "run/systemd/timesync/synchronized").exists()
        said = self._asked("timedatectl", "show", "--property=NTPSynchronized", "--value")
        rtc = any(
            int(text) > _RTC_MIN_S
            for text in self._texts("sys/class/rtc/rtc*/since_epoch")
            if text.isdigit()
        )
        return ClockFacts(time.time_ns() // 1_000_000, synced or said == "yes", rtc, newest_ms)

    def power(self) -> PowerFacts:
        """Return what kernel and firmware say of the supply."""
        alarms = self._texts("sys/class/hwmon/hwmon*/in0_lcrit_alarm")
        flags = self._texts("sys/devices/platform/soc*/soc*firmware/get_throttled")
        flags += [self._asked("vcgencmd", "get_throttled").removeprefix("throttled=")]
        found = [int(text, 16) for text in flags if re.fullmatch(r"(0x)?[0-9a-fA-F]{1,8}", text)]
        return PowerFacts(found[0] if found else None, "1" in alarms if alarms else None)

    def celsius(self) -> int | None:
        """Return the hottest temperature that is told, None where none is."""
        zones = self._texts("sys/class/thermal/thermal_zone*/temp")
        return max((int(text) // 1000 for text in zones if text.isdigit()), default=None)

    def service(self) -> str:
        """Return the state of the shop's unit as systemd calls it; "" where there is none."""
        return self._unit().get("ActiveState", "")

    def _unit(self) -> dict[str, str]:
        """Return what systemd knows of the shop's unit; empty where there is none."""
        wanted = ("LoadState", "ActiveState", "User", "SupplementaryGroups")
        said = self._asked("systemctl", "show", "tongxin", f"--property={','.join(wanted)}")
        pairs = dict(line.partition("=")[::2] for line in said.splitlines())
        return pairs if pairs.get("LoadState") == "loaded" else {}

    def browser(self) -> str:
        """Return the browser that can show the kiosk, "" where there is none."""
        names = ("chromium", "chromium-browser", "cog")
        return next((name for name in names if shutil.which(name)), "")

    def cameras(self) -> int:
        """Return how many video devices Linux shows."""
        return len(list((self._root / "dev").glob("video*")))

    # ------------------------------------------------------------ folder and disk

    def folder(self, path: Path) -> FolderFacts:
        """Return how the shop's folder stands."""
        try:
            held = path.stat()
        except FileNotFoundError:
            return FolderFacts(str(path), exists=False)
        except PermissionError:
            return FolderFacts(str(path), exists=True, owner="?", ours=False)
        ours = os.geteuid() in (0, held.st_uid)
        return FolderFacts(str(path), True, account_name(held.st_uid), held.st_mode, ours)

    def mount(self, path: Path) -> MountFacts:
        """Return the file system that `path`, or what will hold it, is on."""
        while not path.exists() and path != path.parent:
            path = path.parent
        real, best = path.resolve(), ("/", "?", frozenset[str]())
        for line in self._text("proc/self/mounts").splitlines():
            words = line.split()
            point = Path(re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), words[1]))
            if real.is_relative_to(point) and len(str(point)) >= len(best[0]):
                best = (str(point), words[2], frozenset(words[3].split(",")))
        disk = os.statvfs(path)
        return MountFacts(*best, disk.f_bavail * disk.f_frsize)

    def write(self, folder: Path) -> WriteFacts:
        """Write one page to a file without a name and sync it: nothing of it stays."""
        begun_ns = time.monotonic_ns()
        try:
            handle = _unnamed(folder)
            try:
                os.write(handle, bytes(_PAGE_BYTES))
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            return WriteFacts(0, error.strerror or str(error))
        return WriteFacts((time.monotonic_ns() - begun_ns) // 1_000_000)

    # ------------------------------------------------------------ the account

    def account(self, uid: int, files: Iterable[str]) -> AccountFacts:
        """Return what the account `uid` is in, and the groups of the device files it needs."""
        needed = set()
        for path in files:
            try:
                held = os.stat(path)
            except OSError:
                continue  # a device that is away is told by its own line
            if held.st_gid and stat.S_ISCHR(held.st_mode):
                needed.add(group_name(held.st_gid))
        groups = frozenset(group_name(gid) for gid in self.groups(uid))
        return AccountFacts(account_name(uid), uid == 0, groups, frozenset(needed))

    def groups(self, uid: int) -> frozenset[int]:
        """Return the groups the shop has when it runs as `uid`: its own, and its unit's."""
        unit = self._unit()
        theirs = unit.get("SupplementaryGroups", "").split()
        if unit.get("User") not in (account_name(uid), str(uid)):
            theirs = []  # the unit runs as somebody else
        return groups_of(uid) | frozenset(filter(None, map(_group_number, theirs)))

    # ------------------------------------------------------------ reading

    def _text(self, name: str) -> str:
        return _read(self._root / name)

    def _texts(self, pattern: str) -> list[str]:
        return [_read(path) for path in sorted(self._root.glob(pattern))]

    def _asked(self, *argv: str) -> str:
        """Return what a helper of the system prints, "" where there is none or it hangs."""
        if not self._run or shutil.which(argv[0]) is None:
            return ""
        try:
            done = subprocess.run(argv, capture_output=True, text=True, timeout=COMMAND_S)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.strip()


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_TEXT_BYTES_MAX).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def _unnamed(folder: Path) -> int:
    """Open a new file without a name in `folder`; where the file system has none, unlink one."""
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError as error:
        if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT):
            raise
    handle, name = tempfile.mkstemp(prefix=".doctor", dir=folder)
    os.unlink(name)
    return handle


def account_name(uid: int) -> str:
    """Return the name of an account, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def group_name(gid: int) -> str:
    """Return the name of a group, or its number where it has none."""
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _group_number(name: str) -> int | None:
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        return None


def groups_of(uid: int) -> frozenset[int]:
    """Return the groups that an account is in, by number; this process's own for itself."""
    if uid == os.geteuid():
        return frozenset((os.getegid(), *os.getgroups()))
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return frozenset()
    return frozenset(os.getgrouplist(entry.pw_name, entry.pw_gid))


def may_use(path: str, uid: int, groups: frozenset[int], write: bool = True) -> bool:
    """Whether an account in `groups` may read (and write) a file, by its owner, group and mode."""
    held = os.stat(path)
    if uid == 0:
        return True
    shift = 6 if held.st_uid == uid else 3 if held.st_gid in groups else 0
    wanted = 0o6 if write else 0o4
    return (held.st_mode >> shift) & wanted == wanted
