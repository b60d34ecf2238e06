"""Notices over HTTP into a real book: forged none, repeated a thousand times one, always answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hardware.gateways.base import Listed
from hardware.gateways.desk import PayDesk
from shop.clock import SystemClock
from shop.effects import AskQr
from shop.inputs import DeviceInput, DeviceUp, QrReady
from shop.queries import devices, payments
from tests.failures import proves
from tests.gateways.conftest import At
from tests.gateways.shop_side import ShopSide
from tests.unit.web.real_shop import RealShop
from web import create_app, notices

ORDER = "01J0000000000000000000000Q0"


class Counter(ShopSide):
    """The till's side with a real counter and a real book behind it."""

    def __init__(self, at: At, path: Path) -> None:
        super().__init__(at)
        self.real = RealShop(path)
        self.real.notice = self.notice  # type: ignore[method-assign]
        self.desk = PayDesk(
            [Listed(at.name, at.fake.place.url, at.open)],
            self.hear,
            self._open_orders,
            SystemClock(),
            self._order,
        )

    def hear(self, said: DeviceInput) -> bool:
        self.real.ask(said)
        with self.moved:
            self.heard.append(said)
            self.moved.notify_all()
        return True

    def notice(self, gateway: str, headers: Mapping[str, str], body: bytes) -> bool:
        return self.desk.notice(gateway, headers, body)

    def _open_orders(self, gateway: str) -> Any:
        with self.real.reading() as book:
            return devices.open_orders(book, gateway)

    def _order(self, gateway: str, order: str) -> Any:
        with self.real.reading() as book:
            return payments.ordered(book, gateway, order)

    def tenders(self) -> list[tuple[int, str]]:
        with self.real.reading() as book:
            return list(
                book.execute(
                    "SELECT body ->> '$.fen', body ->> '$.evidence' FROM journal"
                    " WHERE kind = 'TenderReceived' ORDER BY seq"
                )
            )


@pytest.fixture
def shop(at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    monkeypatch.setattr("hardware.gateways.native.LOOKS_MS", ((180_000, 170_000),))
    monkeypatch.setattr(notices, "LIMIT", notices.RateLimit(5_000, 5_000, 60_000))
    side = Counter(at, tmp_path / "book.db")
    side.desk.start()
    side.wait_for(lambda: side.of(DeviceUp))
    side.desk.command(AskQr(at.name, ORDER, "V", 350))
    side.wait_for(lambda: side.of(QrReady))
    at.fake.trades.pay(ORDER)
    yield side
    assert side.desk.stop(5)


@pytest.fixture
def client(shop: Counter) -> Any:
    app = create_app(shop.real)
    app.config["TESTING"] = True
    return app.test_client()


def send(client: Any, at: At, headers: Mapping[str, str], body: bytes, to: str = "") -> Any:
    kind = "application/json" if at.name == "wechat" else headers["content-type"]
    said = {name: value for name, value in headers.items() if name != "content-type"}
    return client.post(f"/notify/{to or at.name}", data=body, headers=said, content_type=kind)


def yes(at: At) -> bytes:
    return b'{"code": "SUCCESS"}' if at.name == "wechat" else b"success"


@proves("payment_late", "wechat", "alipay")
def test_a_notice_repeated_a_thousand_times_is_one_tender_of_the_book(
    client: Any, at: At, shop: Counter
) -> None:
    said = at.fake.notice(ORDER)
    answers = [send(client, at, *said) for _ in range(1_000)]
    assert {(answer.status_code, answer.data) for answer in answers} == {(200, yes(at))}
    assert shop.tenders() == [(350, "confirmed")]
    shop.real.verify()


@proves("payment_late", "wechat", "alipay")
def test_forged_ones_and_rubbish_are_refused_and_change_nothing(
    client: Any, at: At, shop: Counter
) -> None:
    forged = [at.fake.notice(ORDER, how) for how in ("signature", "timestamp", "serial", "body")]  # type: ignore[arg-type]
    headers, body = at.fake.notice(ORDER)
    for said in (*forged, (headers, body[:-1]), (headers, b""), (headers, b"\x00" * 1_000)):
        answer = send(client, at, *said)
        assert (answer.status_code, answer.data != yes(at)) == (400, True)
    assert send(client, at, headers, body, to="nobody").status_code == 400
    assert shop.tenders() == []
    assert client.application.extensions["tongxin"].refused["notice"] == 8


def test_one_that_is_too_long_is_not_read(client: Any, at: At, shop: Counter) -> None:
    headers, body = at.fake.notice(ORDER)
    assert send(client, at, headers, body + b" " * 70_000).status_code == 413
    assert shop.tenders() == []


def test_strangers_are_slowed_down(
    client: Any, at: At, shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "LIMIT", notices.RateLimit(3, 10, 60_000))
    headers, _ = at.fake.notice(ORDER)
    answers = [send(client, at, headers, b"x").status_code for _ in range(5)]
    assert answers == [400, 400, 400, 429, 429]


def test_it_is_only_for_posting(client: Any, at: At, shop: Counter) -> None:
    assert client.get(f"/notify/{at.name}").status_code == 405
