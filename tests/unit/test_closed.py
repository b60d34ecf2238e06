"""A start that cannot use its book: the screen says so, money is refused, and it is tried again."""

import json
import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from gpiozero.pins.mock import MockFactory

from shop.config import load
from shop.errors import BookHeld, ChainBroken, LedgerError, LedgerFull
from shop.main import Closed, compose, serve
from tests.e2e.service import Pages, Shopfront, until

RED, RELAY = 19, 16
PANEL = f'[panel]\npins = "board"\nred = {RED}\nrelay = {RELAY}\n'


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Root writes into folders of any mode, so that its folder is mounted."""
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    if subprocess.run(["mount", "--bind", folder, folder], check=False).returncode:
        pytest.skip("root may not mount here: no folder can be made read-only for it")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    (tmp_path / "tongxin.toml").write_text(
        f'[shop]\nlanguage = "en"\n[book]\npath = "state/book.db"\n[web]\nport = 0\n{PANEL}',
        "utf-8",
    )
    return folder


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.close()


def asked(address: str, path: str) -> tuple[int, str]:
    try:
        with urlopen(address + path, timeout=8) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def damage(book: Path) -> None:
    """Change the newest entry as a lying card would: without a rule of the book noticing."""
    connection = sqlite3.connect(book)
    connection.execute("DROP TRIGGER journal_no_update")
    connection.execute("UPDATE journal SET at_ms = 1")
    connection.commit()
    connection.close()


def with_an_entry(state: Path) -> None:
    from shop.commands import ListItem

    shop = compose(load(state.parent / "tongxin.toml"))
    shop.start()
    shop.door.ask(ListItem(shop.door.fresh_id(), "TOFU", "豆腐"))
    shop.stop()


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_cannot_be_written_is_said_of_the_book(state: Path, made: bool) -> None:
    config = load(state.parent / "tongxin.toml")
    if made:
        with_an_entry(state)
    with read_only(state), pytest.raises(LedgerError) as error:
        compose(config)
    assert not isinstance(error.value, ChainBroken)
    compose(config).stop()  # and the lock was let go of


def test_a_closed_shop_shows_one_screen_refuses_money_and_opens_by_itself(
    state: Path, pins: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("shop.main.closed.RETRY_S", 0.1)
    config = load(state.parent / "tongxin.toml")
    closed = Closed(config, LedgerFull("the disk is full"), lambda: pins)
    ready = threading.Event()
    with read_only(state):
        running = threading.Thread(target=serve, args=(closed, ready.set, closed.ended))
        running.start()
        assert ready.wait(8), "systemd is told, or it would start it for ever"
        pages = Pages(closed.address)
        assert "Please do not pay now" in pages.get("/kiosk")
        assert "cannot be written" in pages.get("/kiosk")
        assert pages.phase() == "closed"
        status, health = asked(closed.address, "/health")
        assert (status, json.loads(health)["selling"]) == (503, False)
        assert asked(closed.address, "/")[0] == 200
        for path in ("/setup", "/board", "/bulletin/", "/login", "/language/en"):
            assert asked(closed.address, path)[0] in (200, 404, 503), path
        until(lambda: pins.pin(RED).state and not pins.pin(RELAY).state, "red, and no money")
        assert closed.alive()
        assert not closed.opens
    running.join(8)
    assert closed.opens, "the folder can be written again"


def test_a_damaged_head_asks_for_the_coordinator(state: Path) -> None:
    with_an_entry(state)
    damage(state / "book.db")
    config = load(state.parent / "tongxin.toml")
    for _ in range(2):  # the lock was let go of
        with pytest.raises(ChainBroken) as broken:
            compose(config)
    closed = Closed(config, broken.value, MockFactory)
    closed.start()
    try:
        assert "call the coordinator" in Pages(closed.address).get("/kiosk")
    finally:
        closed.stop()


def test_another_program_s_book_is_no_reason_to_stay_closed(state: Path) -> None:
    config = load(state.parent / "tongxin.toml")
    shop = compose(config)
    with pytest.raises(BookHeld):
        compose(config)
    shop.stop()


def test_the_service_stays_up_with_a_damaged_book_and_opens_once_it_is_mended(
    tmp_path: Path,
) -> None:
    front = Shopfront(tmp_path, devices=False)
    front.book.write_bytes(b"no book at all" * 100)
    try:
        front.start()
        assert "call the coordinator" in front.pages.get("/kiosk")
        process = front.process
        assert process is not None
        assert process.stdout is not None
        front.book.unlink()
        address = process.stdout.readline().rpartition(" at ")[2].strip()
        assert Pages(address).phase() == "idle", "the same process, started anew"
        assert front.stop() < 5_000
    finally:
        front.close()
