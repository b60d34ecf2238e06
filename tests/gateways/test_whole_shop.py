"""The shop as its settings put it together, and fake providers beside it: a sale from end to end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from hardware.gateways.fakes.settings import fake_settings
from hardware.gateways.fakes.trades import NextCharge
from shop.commands import ListItem, MarkPrice
from shop.config import load
from shop.inputs import Pressed, Scanned
from shop.main import Running, compose
from tests.failures import proves
from tests.gateways.conftest import At

CODES = {"wechat": "134567890123456789", "alipay": "281234567890123456"}
BARCODE = "6901028075831"


class Whole:
    """A running shop with one provider, and a resident in front of it."""

    def __init__(self, at: At, folder: Path) -> None:
        self.at, self.path = at, folder / "tongxin.toml"
        lines = ['[book]\npath = "book.db"\n[web]\nport = 0\n[qr]\ntext = "wxp://wall"']
        for name, table in fake_settings(folder / "keys", (at.fake,)).items():
            lines.append(f"[gateways.{name}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
        self.path.write_text("\n".join(lines), "utf-8")
        self.presses = 0
        self.open()

    def open(self) -> None:
        self.shop: Running = compose(load(self.path))
        self.shop.start()
        self.until(lambda: self.health.state == "up")

    @property
    def door(self) -> Any:
        return self.shop.door

    @property
    def view(self) -> Any:
        return self.door.screen.shown.view

    @property
    def health(self) -> Any:
        return next(one for one in self.door.health() if one.device == self.at.name)

    def until(self, what: Callable[[], object], within_s: int = 15) -> None:
        end = time.monotonic() + within_s
        while not what():
            assert time.monotonic() < end, f"{self.view}; {self.door.health()}"
            threading.Event().wait(0.02)

    def scans(self, text: str, shape: Any = None) -> None:
        assert self.shop._emit(Scanned("scanner", text, None, shape))

    def press(self, button: str) -> None:
        self.presses += 1
        shown = self.door.screen.shown
        self.door.ask(Pressed(f"{shown.press}.{button}.{self.presses}", button))

    def wishes_to_pay(self) -> str:
        """A resident scans and presses 扫码; the code that is shown then, as its order."""
        self.scans(BARCODE)
        self.until(lambda: self.view.phase == "basket")
        self.press("qr")
        self.until(lambda: self.view.qr in ("codes", "static"))
        return self.at.fake.trades.orders()[-1] if self.at.fake.trades.orders() else ""

    def tenders(self) -> list[tuple[int, str]]:
        with self.door.reading() as book:
            return list(
                book.execute(
                    "SELECT body ->> '$.fen', body ->> '$.evidence' FROM journal"
                    " WHERE kind = 'TenderReceived' ORDER BY seq"
                )
            )


@pytest.fixture
def whole(at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Whole]:
    monkeypatch.setattr("hardware.gateways.native.LOOKS_MS", ((180_000, 100),))
    made = Whole(at, tmp_path)
    made.door.ask(ListItem("L1", "rice", "大米", "each", (BARCODE,)))
    made.door.ask(MarkPrice("P1", "rice", 350))
    yield made
    made.shop.stop()


def test_a_resident_pays_the_code_on_the_screen_and_is_thanked(whole: Whole) -> None:
    order = whole.wishes_to_pay()
    ((gateway, text),) = whole.view.codes
    assert gateway == whole.at.name
    assert whole.at.fake.trades.trade(order).reference in text
    whole.at.fake.trades.pay(order)
    whole.until(lambda: whole.view.phase == "thanks")
    assert whole.tenders() == [(350, "confirmed")]
    assert sum(whole.at.fake.trades.taken().values()) == 350
    whole.door.verify()


def test_a_resident_holds_a_payment_code_under_the_scanner(whole: Whole) -> None:
    whole.at.fake.trades.charges = NextCharge()
    whole.wishes_to_pay()
    whole.scans(CODES[whole.at.name], whole.at.name)
    whole.until(lambda: whole.view.phase == "thanks")
    assert whole.tenders() == [(350, "confirmed")]
    with whole.door.reading() as book:
        assert CODES[whole.at.name] not in "\n".join(book.iterdump())


@proves("provider_away", "wechat", "alipay")
def test_without_a_network_the_code_on_the_wall_serves_and_the_word_counts(whole: Whole) -> None:
    whole.at.fake.place.offline()
    whole.wishes_to_pay()
    assert whole.view.qr == "static"
    whole.press("paid")
    whole.until(lambda: whole.view.phase == "thanks")
    assert whole.tenders() == [(350, "claimed")]
    whole.until(lambda: whole.health.state == "down")


@proves("payment_late", "wechat", "alipay")
def test_a_notice_over_http_is_answered_and_repeats_change_nothing(whole: Whole) -> None:
    order = whole.wishes_to_pay()
    whole.at.fake.trades.pay(order)
    headers, body = whole.at.fake.notice(order)
    kind = headers.get("content-type", "application/json")
    address = f"{whole.shop.address}/notify/{whole.at.name}"
    for _ in range(20):
        request = Request(address, body, headers | {"content-type": kind})
        with urlopen(request, timeout=8) as answer:
            assert b"success" in answer.read().lower()
    with pytest.raises(HTTPError, match="400"):
        urlopen(Request(address, body[:-3], headers | {"content-type": kind}), timeout=8)
    whole.until(lambda: whole.view.phase == "thanks")
    assert whole.tenders() == [(350, "confirmed")]


@proves("payment_closing", "wechat", "alipay")
def test_the_program_starts_again_and_asks_about_what_was_open(whole: Whole) -> None:
    order = whole.wishes_to_pay()
    whole.shop.stop()
    whole.at.fake.trades.pay(order)
    whole.open()
    whole.until(lambda: whole.tenders() == [(350, "confirmed")])
    with whole.door.reading() as book:
        ((ends,),) = book.execute("SELECT count(*) FROM device_job WHERE what = 'qr_ended'")
    assert ends == 1
    whole.door.verify()


def test_keys_are_for_the_shop_alone_and_in_no_settings_that_are_shown(whole: Whole) -> None:
    for path in whole.path.parent.joinpath("keys").iterdir():
        assert path.stat().st_mode & 0o077 == 0
    shown = repr(load(whole.path))
    assert "PRIVATE KEY" not in shown
    assert whole.health.remedy == ""
