"""The serial port: the only file that knows pyserial, and all the ways in which it fails.

On unplug pyserial raises its own error from a read, a bare `OSError` from `in_waiting` and a bare
`termios.error` (which is no `OSError`) from a flush; modem lines raise ENOTTY on a pty
(HARDWARE.md 6). All of them mean one thing in the shop and leave here as `DeviceLost`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import serial

from hardware.drivers.base import PortSettings
from hardware.file_port import FilePort, is_file_port
from shop.errors import DeviceLost

#: At most so many bytes are taken at once: more than any frame, less than a kernel's buffer.
READ_BYTES_MAX = 4096
#: A cable that takes no bytes for so long is broken (a frame needs 0.3 s at 9600 baud).
WRITE_TIMEOUT_S = 2.0
#: Where Linux names sockets by their place on the board.
BY_PATH = Path("/dev/serial/by-path")

#: pyserial repeats the path and the reason several times over.
_REASON_CHARS_MAX = 80
_FAILURES = (serial.SerialException, OSError, termios.error, ValueError, TypeError)


class Port(Protocol):
    """An open line to one device."""

    @property
    def place(self) -> str:
        """The socket it is plugged into, by its stable name."""
        ...

    def read(self, timeout_ms: int | None) -> bytes:
        """Return what came, or nothing after `timeout_ms` or when woken (None: no limit)."""
        ...

    def write(self, data: bytes) -> None:
        """Hand all of `data` to the line."""
        ...

    def flush_input(self) -> None:
        """Throw away what came in unread."""
        ...

    def wake(self) -> None:
        """Let a `read` of another thread return at once; harmless at any time."""
        ...

    def close(self) -> None:
        """Let go of the line; never fails."""
        ...


#: How a supervisor gets its port: (device name, path, settings).
OpenPort = Callable[[str, str, PortSettings], Port]


class SerialPort:
    """A tty opened for one device, locked against a second program.

    Args:
        device: its name in the configuration, for the errors.
        path: the tty, best by a stable name (`/dev/serial/by-id/…`).
        settings: how the line is set.

    Raises:
        DeviceLost: it is not there, not ours to open, or in use.
    """

    def __init__(self, device: str, path: str, settings: PortSettings) -> None:
        self._device, self._path = device, path
        try:
            self._serial = serial.Serial(
                path,
                settings.baud,
                bytesize=settings.data_bits,
                parity=settings.parity,
                stopbits=settings.stop_bits,
                timeout=0,
                write_timeout=WRITE_TIMEOUT_S,
                exclusive=True,
            )
            if settings.parity != "N":
                _check_parity(self._serial.fileno())
        except _FAILURES as error:
            raise self._lost(error, "cannot be opened") from error
        self._place = place_of(path)
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)

    @property
    def place(self) -> str:
        """The socket it is plugged into, by its stable name."""
        return self._place

    def read(self, timeout_ms: int | None) -> bytes:
        """Return what came, or nothing after `timeout_ms` or when woken (None: no limit)."""
        timeout_s = None if timeout_ms is None else max(0, timeout_ms) / 1000
        try:
            line = self._serial.fileno()
            ready, _, _ = select.select([line, self._wake_r], [], [], timeout_s)
            if self._wake_r in ready:
                os.read(self._wake_r, READ_BYTES_MAX)
            if line not in ready:
                return b""
            waiting = self._serial.in_waiting
            return bytes(self._serial.read(min(max(1, waiting), READ_BYTES_MAX)))
        except _FAILURES as error:
            raise self._lost(error, "vanished while reading") from error

    def write(self, data: bytes) -> None:
        """Hand all of `data` to the line."""
        try:
            self._serial.write(data)
        except _FAILURES as error:
            raise self._lost(error, "vanished while writing") from error

    def flush_input(self) -> None:
        """Throw away what came in unread."""
        try:
            self._serial.reset_input_buffer()
        except _FAILURES as error:
            raise self._lost(error, "vanished") from error

    def wake(self) -> None:
        """Let a `read` of another thread return at once; harmless at any time."""
        try:
            os.write(self._wake_w, b"\0")
        except OSError:
            return  # full: it will wake anyway; closed: nobody sleeps

    def close(self) -> None:
        """Let go of the line; never fails."""
        with contextlib.suppress(*_FAILURES):  # gone already: nothing is left to let go of
            self._serial.close()
        for fd in (self._wake_r, self._wake_w):
            os.close(fd)

    def _lost(self, error: Exception, what: str) -> DeviceLost:
        code = getattr(error, "errno", None)
        reason = os.strerror(code) if isinstance(code, int) else str(error)[:_REASON_CHARS_MAX]
        way_out = "look at the plug and the cable"
        if code in (errno.EAGAIN, errno.EACCES, errno.EPERM):
            way_out = "another program holds it, or this one may not: see who uses it"
        return DeviceLost(self._device, self._path, f"the port {what} ({reason}): {way_out}")


def _check_parity(fd: int) -> None:
    """Let a byte with a wrong parity arrive as 0, as pyserial does not: it is no byte at all."""
    modes = termios.tcgetattr(fd)
    modes[0] |= termios.INPCK
    termios.tcsetattr(fd, termios.TCSANOW, modes)


def place_of(path: str, by_path: Path = BY_PATH) -> str:
    """Return the by-path name of the socket behind `path`, or `path` where there is none."""
    real = os.path.realpath(path)
    try:
        names = sorted(by_path.iterdir())
    except OSError:
        return path
    return next((name.name for name in names if os.path.realpath(name) == real), path)


def open_port(device: str, path: str, settings: PortSettings) -> Port:
    """Open the real port of a device: a serial line, a file, a pin of the board."""
    if path.startswith("gpio:"):
        from hardware.gpio_line import open_gpio

        return open_gpio(device, path, settings)
    if is_file_port(path):
        return FilePort(device, path, settings)
    return SerialPort(device, path, settings)
