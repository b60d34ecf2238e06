"""The service as a process: it starts, sells with nothing plugged in, stops, refuses."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.book import create_book
from tests.e2e.service import Shopfront, until, words


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Shopfront]:
    """A shop with no device at all: an open box and a screen."""
    shop = Shopfront(tmp_path, devices=False)
    yield shop
    shop.close()


def run(config: Path, *more: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-P", "-m", "shop.cli", "run", "--config", str(config), *more]
    return subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)


def test_with_no_device_at_all_it_sells_in_the_open_box(bare: Shopfront) -> None:
    bare.start()
    pages = bare.pages
    pages.set_up()
    pages.fill("/volunteer/list-item", name="Tofu", price="2.50", code="", unit="each")
    tiles = pages.get("/kiosk?show=tiles")
    add = tiles.partition('value="add::')[2].partition('"')[0]
    pages.press("add", value=add)
    assert "2.50" in pages.screen()
    pages.press("cash")
    assert "5" in pages.screen(), "the coach says what to put in"
    assert "Thank" in words(pages.press("paid"))
    assert pages.json("/health") == {"devices": [], "refused": {}, "selling": True}
    bare.stop()
    assert "SaleDeclared" in journal(bare.book)


def test_sigterm_leaves_the_book_whole_and_nothing_beside_it(bare: Shopfront) -> None:
    bare.start()
    bare.pages.set_up()
    bare.pages.fill("/volunteer/list-item", name="Tofu", price="2.50", code="", unit="each")
    assert bare.stop() < 3_000
    left = {path.name for path in bare.folder.iterdir()}
    assert left == {"book.db", "book.db.lock", "private.db", "web.secret", "tongxin.toml", "log"}
    log = (bare.folder / "log").read_text()
    assert not [line for line in log.splitlines() if not line.startswith("INFO")], log
    bare.tongxin("verify")
    bare.start()
    assert "Tofu" in bare.pages.get("/kiosk?show=tiles")


def test_a_device_that_is_not_there_stops_nothing_and_is_told(tmp_path: Path) -> None:
    shop = Shopfront(tmp_path, devices=True)  # its ptys are never made
    try:
        shop.start()
        until(lambda: shop.devices_are("down"), "both are missed")
        assert shop.pages.json("/health")["selling"] is True
        shop.pages.set_up()
        page = words(shop.pages.get("/office/devices"))
        assert "look at the plug and the cable" in page
        tasks = words(shop.pages.get("/volunteer/"))
        assert "Look at its plug and cable." in tasks
        assert shop.stop() < 3_000
    finally:
        if shop.process is not None and shop.process.poll() is None:
            shop.kill()


def test_two_programs_never_write_one_book(bare: Shopfront) -> None:
    bare.start()
    second = run(bare.config)
    assert second.returncode == 1
    assert "another program writes" in second.stderr
    assert second.stderr.count("\n") == 1, "one line, no traceback"


def test_run_refuses_a_demo_s_book(bare: Shopfront) -> None:
    create_book(bare.book, demo=True)
    done = run(bare.config)
    assert done.returncode == 1
    assert "demo" in done.stderr


def test_a_port_that_is_taken_is_told_with_the_setting(bare: Shopfront) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        text = bare.config.read_text().replace("port = 0", f"port = {port}")
        bare.config.write_text(text)
        done = run(bare.config)
    assert done.returncode == 1
    assert f"web.host and web.port = '127.0.0.1:{port}'" in done.stderr


def test_a_bad_setting_is_one_line(bare: Shopfront) -> None:
    bare.config.write_text("[web]\nprot = 1\n")
    done = run(bare.config)
    assert done.returncode == 1
    assert "did you mean web.port?" in done.stderr
    assert done.stderr.count("\n") == 1


def journal(book: Path) -> set[str]:
    """Return the kinds of entry that a book holds."""
    from shop.book import read_book

    connection = read_book(book)
    try:
        return {row[0] for row in connection.execute("SELECT kind FROM journal")}
    finally:
        connection.close()
