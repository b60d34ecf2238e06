"""A payment code is money for a minute: the running service writes it nowhere, whatever happens.

A real scanner line into the real service, and providers beside it: codes while somebody pays and
before, refused, repeated until the scanner is muted, torn, glued to another, amid noise. Then all
that the service wrote is searched: its log, the book, what lies beside it, its pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.gateways.fakes.alipay import FakeAlipay
from hardware.gateways.fakes.keys import Pair
from hardware.gateways.fakes.settings import fake_settings
from hardware.gateways.fakes.trades import NextCharge
from hardware.gateways.fakes.wechat import FakeWeChat
from shop.book import read_book
from tests.e2e.service import Shopfront, until, words
from tests.failures import proves

EARLY, WECHAT, ALIPAY = "101112131415161718", "134567890123456789", "281234567890123456"
#: So many digits of a code in a row are nobody's to read.
PART = 16


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shopfront]:
    """A shop whose providers refuse every code that they are shown."""
    ours, theirs = Pair.fresh(), Pair.fresh()
    fakes = (FakeWeChat(None, ours, theirs), FakeAlipay(None, ours, theirs))
    shop, lines = Shopfront(tmp_path), ['[qr]\ntext = "wxp://wall"']
    for fake in fakes:
        fake.trades.charges = NextCharge(first="refused")
    for name, table in fake_settings(tmp_path / "keys", fakes).items():
        told = table | {"code_pay": True}
        lines.append(f"[gateways.{name}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in told.items()]
    shop.config.write_text(shop.config.read_text("utf-8") + "\n".join(lines) + "\n", "utf-8")
    shop.plug_in()
    yield shop
    shop.close()
    for fake in fakes:
        fake.stop()


def parts(code: str) -> set[bytes]:
    """Return every run of a code that is long enough to be dangerous."""
    return {code[at : at + PART].encode() for at in range(len(code) - PART + 1)}


def refusals(book: Path) -> int:
    """Return how many payments were refused."""
    connection = read_book(book)
    try:
        row = connection.execute(
            "SELECT count(*) FROM journal WHERE kind = 'DeviceNoted'"
            " AND body ->> '$.what' = 'qr_ended' AND body ->> '$.why' = 'refused'"
        ).fetchone()
        return int(row[0])
    finally:
        connection.close()


def written(shop: Shopfront) -> dict[str, bytes]:
    """Return all that the service wrote, by where."""
    return {path.name: path.read_bytes() for path in shop.folder.iterdir() if path.is_file()}


@proves("scanner_stuck", "scanner")
def test_nothing_that_the_service_writes_holds_a_payment_code(shop: Shopfront) -> None:
    shop.start()
    until(lambda: shop.devices_are("up"), "devices and providers are up")
    pages = shop.pages
    pages.set_up()
    pages.fill("/volunteer/list-item", name="Tofu", price="2.50", code="", unit="each")
    tofu = pages.get("/kiosk?show=tiles").partition('value="add::')[2].partition('"')[0]

    shop.scan(EARLY)  # nothing is taken yet
    until(lambda: "payment code" in pages.screen(), "first the goods")
    pages.press("add", value=tofu)
    pages.press("qr")
    for refused, code in enumerate((WECHAT, ALIPAY), 1):
        shop.scan(code)
        until(lambda: refusals(shop.book) == refused, "its provider refuses it")  # noqa: B023
    shop.scan(WECHAT + ALIPAY)  # a line end was lost
    shop.scan(WECHAT[:17])  # a digit was lost
    shop.scanner.send(b"\xff\xfe" + ALIPAY.encode() + b"\x00\r\n")
    for _ in range(40):  # it lies before the scanner
        shop.scanner.send(f"{ALIPAY}\r\n".encode())
    until(lambda: "Muted" in words(pages.get("/office/devices")), "it is muted")
    shown = [pages.get(path) for path in ("/kiosk", "/health", "/office/devices", "/office/book")]
    shop.kill()

    told = written(shop) | {"pages": "".join(shown).encode()}
    book = told["book.db"] + told.get("book.db-wal", b"")
    assert b"fault:muted" in book
    assert {"log", "private.db"} < set(told)
    for place, data in told.items():
        for code in (EARLY, WECHAT, ALIPAY):
            assert not [part for part in parts(code) if part in data], (place, code)
