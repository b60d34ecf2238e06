"""The whole service as a process of its own, and a browser without scripts to look at it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.port import Mute, TwinPort
from shop.clock import SystemClock

T = TypeVar("T")
#: A device is asked at 9600 baud and tried again with a back-off; a slow machine needs patience.
PATIENCE_S = 20


def until(what: Callable[[], T], said: str) -> T:
    """Wait until `what` returns something true, and return it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE_S} s: {said}")


class Shopfront:
    """A folder with a shop's settings, its book, and the ptys of its devices."""

    def __init__(self, folder: Path, devices: bool = True) -> None:
        self.folder = folder
        self.book = folder / "book.db"
        self.config = folder / "tongxin.toml"
        self.scanner = TwinPort(str(folder / "scanner"), Mute(), SystemClock())
        self.box = CoinAcceptorModel({1: "CN100A", 2: "CN050A", 3: "CN010A"})
        self.coins = TwinPort(str(folder / "coins"), self.box, SystemClock())
        self.devices = devices
        text = '[shop]\ncode = "e2e"\nlanguage = "en"\n[book]\npath = "book.db"\n[web]\nport = 0\n'
        if devices:
            text += '[till]\nbox = "machine"\n'
            text += f'[devices.scanner]\ndriver = "scanner"\nport = "{folder}/scanner"\n'
            text += f'[devices.coins]\ndriver = "cctalk-coin"\nport = "{folder}/coins"\n'
        self.config.write_text(text, "utf-8")
        self.process: subprocess.Popen[str] | None = None
        self.pages = Pages("")

    def plug_in(self) -> None:
        self.scanner.start()
        self.coins.start()

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        if self.devices:
            self.scanner.close()
            self.coins.close()

    # ------------------------------------------------------------ the process

    def start(self) -> int:
        """Start the service; return the milliseconds until it said that it is ready."""
        began = time.monotonic()
        argv = [sys.executable, "-P", "-m", "shop.cli", "run", "--config", str(self.config)]
        log = (self.folder / "log").open("a")
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert " at http://" in said, said + (self.folder / "log").read_text()
        self.pages.address = said.rpartition(" at ")[2].strip()
        return int((time.monotonic() - began) * 1000)

    def kill(self) -> None:
        """End it as a power cut ends a process: at once, without a word."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Stop it as systemd does; return the milliseconds it took."""
        began = time.monotonic()
        code = self._end(signal.SIGTERM)
        assert code == 0, (self.folder / "log").read_text()
        return int((time.monotonic() - began) * 1000)

    def _end(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def rss_kib(self) -> int:
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def tongxin(self, *argv: str) -> str:
        """Run another command on this shop's book; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "shop.cli", *argv, "--book", str(self.book)],
            capture_output=True,
            text=True,
            env={**os.environ, "TONGXIN_CONFIG": str(self.config)},
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # ------------------------------------------------------------ hands

    def scan(self, code: str) -> None:
        """Say a code on the scanner's line, one byte after the other."""
        for byte in f"{code}\r\n".encode():
            self.scanner.send(bytes([byte]))

    def drop(self, fen: int) -> bool:
        with self.coins.lock:
            return self.box.insert(fen)

    def devices_are(self, state: str) -> bool:
        devices = self.pages.json("/health")["devices"]
        return all(device["state"] == state for device in devices)


class Pages:
    """A browser without scripts: it opens pages, fills forms, keeps cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._open = build_opener(HTTPCookieProcessor(CookieJar())).open

    def get(self, path: str) -> str:
        with self._open(self.address + path, timeout=PATIENCE_S) as answer:
            return answer.read().decode()

    def json(self, path: str) -> Any:
        return json.loads(self.get(path))

    def set_up(self) -> None:
        """Become the shop's first coordinator, as an installer at the machine does."""
        words = "rice salt soap honey"
        led_to, page = self.fill("/setup", code="c1", secret=words, again=words)
        assert not led_to.startswith("/setup"), page

    def log_in(self, code: str, passphrase: str) -> None:
        led_to, page = self.fill("/login/office", code=code, secret=passphrase)
        assert not led_to.startswith("/login"), page

    def post(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        """Post a form; return where it led to and the page there."""
        request = Request(self.address + path, urlencode(fields).encode())
        try:
            with self._open(request, timeout=PATIENCE_S) as answer:
                return answer.url.removeprefix(self.address), answer.read().decode()
        except HTTPError as error:
            with error:
                raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from None

    def fill(self, path: str, **typed: str) -> tuple[str, str]:
        """Open a page, fill its form, send it."""
        with self._open(self.address + path, timeout=PATIENCE_S) as answer:
            led_to = answer.url.removeprefix(self.address)
            form = read_form(answer.read().decode())
        return self.post(form.action or led_to, {**form.fields, **typed})

    def press(self, button: str, line: str = "", value: str = "") -> str:
        """Press a button of the kiosk, as its form does; return the screen after it."""
        form = read_form(self.get("/kiosk"))
        do = ":".join((button, line, value)).rstrip(":")
        return self.post("/kiosk/press", {"press": form.fields["press"], "do": do})[1]

    def phase(self) -> str:
        return self.get("/kiosk").partition('data-phase="')[2].partition('"')[0]

    def screen(self) -> str:
        """What a resident reads: the till's page as plain words."""
        return words(self.get("/kiosk"))


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action, self.fields, self.words = "", dict[str, str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form" and at.get("method") == "post":
            self.action = self.action or at.get("action", "")
        if tag == "input" and at.get("type") not in ("checkbox", "radio") and "name" in at:
            self.fields.setdefault(at["name"], at.get("value", ""))

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def read_form(page: str) -> _Form:
    """Return the first form of a page with what its fields hold."""
    form = _Form()
    form.feed(page)
    return form


def words(page: str) -> str:
    """Return a page's text in one line."""
    return " ".join(read_form(page).words)
