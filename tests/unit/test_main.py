"""The shop put together: its lamp, its door for pages, its lock, what it tells systemd."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from gpiozero.pins.mock import MockFactory

from shop.commands import ListItem
from shop.config import load
from shop.errors import BrokenInvariant, ConfigError, DemoBook, LedgerError
from shop.main import Running, compose, serve
from shop.main.running import boot_id, hold_book

GREEN, AMBER, RELAY, BUTTON = 13, 19, 16, 5
PANEL = f'[panel]\npins = "board"\ngreen = {GREEN}\namber = {AMBER}\nrelay = {RELAY}\nbutton = {BUTTON}\n'
MISSING = '[devices.scanner]\ndriver = "scanner"\nport = "/dev/tongxin-is-not-there"\n'


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.close()


@pytest.fixture
def put_together(tmp_path: Path, pins: MockFactory) -> Iterator[Callable[[str], Running]]:
    made: list[Running] = []

    def make(text: str) -> Running:
        path = tmp_path / "tongxin.toml"
        path.write_text(f'[book]\npath = "book.db"\n[web]\nport = 0\n{text}', "utf-8")
        made.append(compose(load(path), pin_factory=lambda: pins))
        return made[-1]

    yield make
    for shop in made:
        shop.stop()


def until(what: Callable[[], bool], within_s: int = 8) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


def page(shop: Running, path: str, headers: dict[str, str] | None = None) -> int:
    try:
        with urlopen(Request(shop.address + path, headers=headers or {}), timeout=8) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def lit(pins: MockFactory, pin: int) -> bool:
    return bool(pins.pin(pin).state)


def test_the_lamp_is_green_and_the_relay_lets_money_in(
    put_together: Callable[[str], Running], pins: MockFactory
) -> None:
    shop = put_together(PANEL)
    shop.start()
    assert until(lambda: lit(pins, GREEN) and lit(pins, RELAY))
    assert not lit(pins, AMBER)
    (panel,) = shop.door.health()
    assert (panel.device, panel.state, panel.remedy) == ("panel", "up", "")


def test_a_missing_device_turns_the_lamp_amber_and_says_what_to_do(
    put_together: Callable[[str], Running], pins: MockFactory
) -> None:
    shop = put_together(PANEL + MISSING)
    shop.start()
    assert until(lambda: lit(pins, AMBER) and not lit(pins, GREEN))
    scanner = shop.door.health()[0]
    assert scanner.state == "down"
    assert "look at the plug" in scanner.remedy
    assert shop.door.screen.shown.view.phase == "idle", "the till goes on"
    assert shop.alive()


def test_a_device_the_shop_does_not_need_is_missed_in_silence(
    put_together: Callable[[str], Running], pins: MockFactory
) -> None:
    shop = put_together(PANEL + MISSING + "required = false\n")
    shop.start()
    assert until(lambda: shop.door.health()[0].state == "down")
    time.sleep(0.3)
    assert lit(pins, GREEN)
    assert not lit(pins, AMBER)


def test_pins_that_cannot_be_had_stop_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tongxin.toml"
    path.write_text(f'[book]\npath = "book.db"\n[web]\nport = 0\n{PANEL}', "utf-8")

    def none() -> Any:
        raise OSError("no gpiochip here")

    shop = compose(load(path), pin_factory=none)
    try:
        shop.start()
        (panel,) = shop.door.health()
        assert panel.state == "down"
        assert "no gpiochip here" in panel.remedy
    finally:
        shop.stop()


def test_pages_read_one_moment_of_the_book(put_together: Callable[[str], Running]) -> None:
    shop = put_together("")
    shop.start()
    door = shop.door
    assert door.honesty_percent() is None
    count = "SELECT count(*) FROM journal"
    with door.reading() as book:
        before = book.execute(count).fetchone()
        door.ask(ListItem(door.fresh_id(), "TOFU", "豆腐"))
        assert book.execute(count).fetchone() == before, "what is read belongs together"
    with door.reading() as book:
        assert book.execute(count).fetchone() != before
    assert "TOFU" in door.catalogue.items


@pytest.mark.parametrize(("tls", "named", "status"), [(True, 200, 403), (False, 200, 200)])
def test_behind_a_tls_proxy_loopback_is_no_proof(
    put_together: Callable[[str], Running], tls: bool, named: int, status: int
) -> None:
    shop = put_together("tls = true\n" if tls else "")
    shop.start()
    assert page(shop, "/kiosk") == status
    assert page(shop, "/kiosk", {"X-Forwarded-For": "127.0.0.1"}) == named
    assert page(shop, "/kiosk", {"X-Forwarded-For": "10.0.0.1"}) == status


def test_a_real_book_and_a_demo_s_are_never_taken_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "tongxin.toml"
    path.write_text('[book]\npath = "book.db"\n[web]\nport = 0\n', "utf-8")
    compose(load(path)).stop()
    with pytest.raises(DemoBook):
        compose(load(path), demo=True)
    compose(load(path)).stop()  # and the lock was let go of


def test_one_writer_ever(tmp_path: Path) -> None:
    import os

    held = hold_book(tmp_path / "a" / "book.db")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
    with pytest.raises(LedgerError, match="another program writes"):
        hold_book(tmp_path / "a" / "book.db")
    os.close(held)
    os.close(hold_book(tmp_path / "a" / "book.db"))
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="state folder"):
        hold_book(tmp_path / "file" / "book.db")


def test_the_boot_id_is_the_machine_s() -> None:
    assert boot_id() == boot_id() != ""


def test_systemd_hears_when_it_is_ready(
    put_together: Callable[[str], Running], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setattr("signal.signal", lambda *_: None)  # not the tests' own
        ending = threading.Event()
        serve(put_together(""), ending.set, ending)
        assert systemd.recv(100) == b"READY=1\n"
        assert systemd.recv(100) == b"STOPPING=1\n"


def test_a_broken_rule_ends_the_service(
    put_together: Callable[[str], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("shop.main.service.LOOK_S", 0)
    shop = put_together("")
    with pytest.raises(BrokenInvariant):
        serve(shop, shop.broken.set)
