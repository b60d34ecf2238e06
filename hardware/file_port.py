"""A port that is no serial line: a USB printer (`/dev/usb/lp0`), a pipe, a plain file.

Opened and written without ever blocking: a printer without paper takes no bytes, and the till
waits for none. All failures leave here as `DeviceLost`, as those of `hardware.ports` do.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import stat
import time

from hardware.drivers.base import PortSettings
from shop.errors import DeviceLost

#: At most so many bytes are taken at once: a status is one byte.
READ_BYTES_MAX = 4096
#: What takes no bytes for so long prints nothing: a slip goes over USB in milliseconds.
WRITE_TIMEOUT_S = 2.0
#: A plain file stands in for paper in a trial; 16 MiB are ten thousand slips.
FILE_BYTES_MAX = 16 * 1024 * 1024
#: Some printers are always ready with nothing: they are asked again only after this long.
NOTHING_S = 0.2
#: Linux's major number of what hangs on USB and is no serial line: usblp.
_USB_MAJOR = 180


def is_file_port(path: str) -> bool:
    """Say whether a path is opened here rather than as a serial line."""
    try:
        found = os.stat(path)
    except OSError:
        return path.startswith("/dev/usb/")
    if stat.S_ISCHR(found.st_mode):
        return os.major(found.st_rdev) == _USB_MAJOR
    return stat.S_ISREG(found.st_mode) or stat.S_ISFIFO(found.st_mode)


class FilePort:
    """A file that takes what a device prints, and tells what it says where it can.

    It must be there: one that is made here would take the place of a printer that is unplugged.

    Args:
        device: its name in the configuration, for the errors.
        path: the file.
        settings: of a serial line; a file has none.

    Raises:
        DeviceLost: it is not there, not ours to open, or full.
    """

    def __init__(self, device: str, path: str, settings: PortSettings) -> None:
        self._device, self._path = device, path
        flags = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        try:
            self._fd = os.open(path, flags | os.O_RDWR | os.O_APPEND)
        except OSError as error:
            raise self._lost(error, "cannot be opened") from error
        mode = os.fstat(self._fd).st_mode
        self._is_file = stat.S_ISREG(mode)
        self._talks = stat.S_ISCHR(mode)  # what stands in a file or pipe was said by ourselves
        self._listen_s = 0.0
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)

    @property
    def place(self) -> str:
        """Its path: there is no better name."""
        return self._path

    def read(self, timeout_ms: int | None) -> bytes:
        """Return what came, or nothing after `timeout_ms` or when woken (None: no limit)."""
        timeout_s = None if timeout_ms is None else max(0, timeout_ms) / 1000
        watched = [self._wake_r]
        rest_s = self._listen_s - time.monotonic()
        if self._talks and rest_s <= 0:
            watched.append(self._fd)
        elif self._talks:
            timeout_s = rest_s if timeout_s is None else min(timeout_s, rest_s)
        try:
            ready, _, _ = select.select(watched, [], [], timeout_s)
            if self._wake_r in ready:
                os.read(self._wake_r, READ_BYTES_MAX)
            if self._fd not in ready:
                return b""
            data = os.read(self._fd, READ_BYTES_MAX)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise self._lost(error, "vanished while reading") from error
        if not data:
            if self._hung_up():
                raise self._lost(None, "was unplugged: look at the plug and the cable")
            self._listen_s = time.monotonic() + NOTHING_S
        return data

    def write(self, data: bytes) -> None:
        """Hand all of `data` over, as fast as it is taken."""
        end_s = time.monotonic() + WRITE_TIMEOUT_S
        left = memoryview(data)
        try:
            if self._is_file and os.fstat(self._fd).st_size + len(data) > FILE_BYTES_MAX:
                raise self._lost(None, "is full: move the file away, make an empty one")
            while left:
                try:
                    left = left[os.write(self._fd, left) :]
                except BlockingIOError:
                    wait_s = end_s - time.monotonic()
                    if wait_s <= 0 or not select.select([], [self._fd], [], wait_s)[1]:
                        why = "takes nothing: look whether the printer is on and has paper"
                        raise self._lost(None, why) from None
        except (OSError, ValueError) as error:
            raise self._lost(error, "vanished while writing") from error

    def flush_input(self) -> None:
        """Throw away what came in unread."""
        if not self._talks:
            return
        try:
            if not os.read(self._fd, READ_BYTES_MAX) and self._hung_up():
                raise self._lost(None, "was unplugged: look at the plug and the cable")
        except BlockingIOError:
            return  # nothing came
        except OSError as error:
            raise self._lost(error, "vanished") from error

    def wake(self) -> None:
        """Let a `read` of another thread return at once; harmless at any time."""
        with contextlib.suppress(OSError):  # full: it will wake anyway; closed: nobody sleeps
            os.write(self._wake_w, b"\0")

    def close(self) -> None:
        """Let go of the file; never fails."""
        for fd in (self._fd, self._wake_r, self._wake_w):
            with contextlib.suppress(OSError):
                os.close(fd)

    def _hung_up(self) -> bool:
        """Say whether nothing comes because the other end is gone."""
        poll = select.poll()
        poll.register(self._fd, 0)
        return bool(poll.poll(0))

    def _lost(self, error: Exception | None, what: str) -> DeviceLost:
        if error is None:
            return DeviceLost(self._device, self._path, f"it {what}")
        code = getattr(error, "errno", None)
        reason = os.strerror(code) if isinstance(code, int) else str(error)[:80]
        way_out = "look at the plug and the cable"
        if code in (errno.EACCES, errno.EPERM, errno.EBUSY):
            way_out = "another program holds it, or this one may not: see who uses it"
        return DeviceLost(self._device, self._path, f"the port {what} ({reason}): {way_out}")
