"""Real processes to measure: the shop as `tongxin run` starts it, and the bare web server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import IO

import shop
from shop.bench import goods
from shop.errors import ShopError

#: Only a broken start or stop takes so long.
PATIENCE_S = 20
_CHECKOUT = Path(shop.__file__).resolve().parents[1]


class NoStart(ShopError):
    """The shop that was to be measured did not start: look at what it said."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running process with pages.

    Attributes:
        port: of its pages on the loopback.  pid: its id.
        ready_ns: from its start until it said that it takes sales.
    """

    port: int
    pid: int
    ready_ns: int

    @property
    def rss(self) -> int:
        """Return the memory it holds now, in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024


def new_shop(folder: Path, scanners: tuple[str, ...] = ()) -> Path:
    """Make a stocked book and its settings; return the settings' file.

    Args:
        folder: where both are made.  scanners: the ports of its scanners.
    """
    goods.stocked_book(folder / "book.db")
    lines = ['[book]\npath = "book.db"', '[web]\nhost = "127.0.0.1"\nport = 0']
    for number, port in enumerate(scanners):
        lines.append(f'[devices.scanner-{number}]\ndriver = "scanner"\nport = "{port}"')
    settings = folder / "tongxin.toml"
    settings.write_text("\n\n".join(lines) + "\n", "utf-8")
    return settings


@contextmanager
def running(settings: Path) -> Iterator[Service]:
    """Run the shop as its own process, from READY on, until the block ends.

    Raises:
        NoStart: it ended, or was not ready in time.
    """
    place = settings.parent / "notify"
    log = settings.parent / "said.txt"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        place.unlink(missing_ok=True)
        systemd.bind(str(place))
        systemd.settimeout(1)
        began = perf_counter_ns()
        with (
            log.open("w") as said,
            _process(["shop.cli", "run", "--config", str(settings)], said, str(place)) as process,
        ):
            _wait_ready(systemd, process, log)
            ready_ns = perf_counter_ns() - began
            yield Service(_port(process), process.pid, ready_ns)


def _wait_ready(systemd: socket.socket, process: subprocess.Popen[str], log: Path) -> None:
    for _ in range(PATIENCE_S):
        try:
            if b"READY=1" in systemd.recv(4096):
                return
        except TimeoutError:
            if process.poll() is not None:
                said = log.read_text("utf-8").strip().rpartition("\n")[2]
                raise NoStart(f"the shop that was to be measured ended: {said}") from None
    raise NoStart(f"the shop that was to be measured was not ready in {PATIENCE_S} s")


@contextmanager
def bare() -> Iterator[Service]:
    """Run the bare web server as its own process until the block ends."""
    began = perf_counter_ns()
    with _process(["shop.bench.bare_web"], None, "") as process:
        port = _port(process)
        yield Service(port, process.pid, perf_counter_ns() - began)


def import_only() -> None:
    """Start Python, import the web server and the framework, and end."""
    subprocess.run([sys.executable, "-c", "import flask, waitress"], check=True)


@contextmanager
def _process(
    module: list[str], errors: IO[str] | None, notify: str
) -> Iterator[subprocess.Popen[str]]:
    environment = dict(os.environ, PYTHONPATH=str(_CHECKOUT))
    environment.pop("WATCHDOG_USEC", None)
    environment.pop("NOTIFY_SOCKET", None)
    if notify:
        environment["NOTIFY_SOCKET"] = notify
    process = subprocess.Popen(
        [sys.executable, "-m", *module],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"(\d+)\s*$", line)
    if found is None:
        raise NoStart(f"the program said {line.strip()!r} instead of where its pages are")
    return int(found[1])
