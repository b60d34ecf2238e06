"""The live screen: newest view only, bounded, resumed, and gone when its reader is gone."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.kiosk_gallery import serving
from tests.unit.web.kiosk_fake import TYPICAL, FakeShop, view
from web import create_app, sse
from web.shop import WebSettings

BASKET = view("basket", TYPICAL, without=("done",))


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Short keep-alives, and all slots free again at the end."""
    monkeypatch.setattr(sse, "KEEP_ALIVE_S", 0.1)
    yield
    assert until(lambda: sse.slots._value == sse.SLOTS), "a slot was not given back"


def until(true: Any, within_s: float = 5) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.01)
    return False


def chunks(shop: FakeShop, query: str = "", **headers: str) -> Any:
    client = create_app(shop, WebSettings()).test_client()
    return client.get(f"/kiosk/events{query}", headers=headers, buffered=False)


def take(answer: Any, wanted: int) -> str:
    parts = iter(answer.response)
    return "".join(next(parts).decode() for _ in range(wanted))


def test_the_first_event_is_the_present_view(shop: FakeShop) -> None:
    answer = chunks(shop)
    assert answer.mimetype == "text/event-stream"
    text = take(answer, 2)
    assert text.startswith("retry: 1000\n\n")
    assert "id: B00T-0\nevent: view\ndata: " in text
    assert "扫" in text
    answer.close()


def test_a_reader_that_is_up_to_date_gets_only_what_is_new(shop: FakeShop) -> None:
    answer = chunks(shop, **{"Last-Event-ID": "B00T-0"})
    assert take(answer, 2) == "retry: 1000\n\n:\n\n"
    shop.screen.publish(BASKET)
    assert "id: B00T-1\n" in take(answer, 1)
    answer.close()


@pytest.mark.parametrize("seen", ["B00T-7", "OLD-0", "garbage", "B00T-0\x00"])
def test_a_reader_of_another_version_gets_the_newest_view_once(shop: FakeShop, seen: str) -> None:
    shop.screen.publish(BASKET)
    answer = chunks(shop, f"?seen={seen}")
    assert "id: B00T-1\n" in take(answer, 2)
    assert take(answer, 1) == ":\n\n"
    answer.close()


def test_a_slow_reader_gets_the_newest_view_and_none_between(shop: FakeShop) -> None:
    answer = chunks(shop)
    take(answer, 2)
    for left in range(5):
        shop.screen.publish(view("thanks", TYPICAL, undo_s=60 - left))
    assert "id: B00T-5\n" in take(answer, 1)
    answer.close()


def test_a_stream_ends_and_the_next_one_goes_on(
    shop: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "LIFE_S", 0.2)
    answer = chunks(shop)
    assert b"".join(answer.response).count(b"event: view") == 1
    answer.close()


def test_the_ninth_screen_is_told_to_ask_instead(shop: FakeShop) -> None:
    held = [chunks(shop) for _ in range(sse.SLOTS)]
    ninth = chunks(shop)
    assert ninth.status_code == 503
    assert ninth.headers["Retry-After"] == "5"
    for answer in held:
        answer.close()
    free = chunks(shop)
    assert free.status_code == 200
    free.close()


def test_asking_costs_nothing_while_nothing_changes(shop: FakeShop) -> None:
    client = create_app(shop, WebSettings()).test_client()
    first = client.get("/kiosk/view")
    assert first.status_code == 200
    same = client.get("/kiosk/view", headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    other = client.get("/kiosk/view?rows=4", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    shop.screen.publish(BASKET)
    new = client.get("/kiosk/view", headers={"If-None-Match": first.headers["ETag"]})
    assert new.status_code == 200
    assert "红烧牛肉面" in new.get_data(as_text=True)


def test_over_a_real_server_an_event_comes_at_once_and_a_gone_reader_frees_its_slot(
    shop: FakeShop,
) -> None:
    with serving(shop) as address:
        readers = [http.client.HTTPConnection(address[7:], timeout=5) for _ in range(sse.SLOTS)]
        streams = []
        for reader in readers:
            reader.request("GET", "/kiosk/events")
            streams.append(reader.getresponse())
        assert sse.slots._value == 0
        for stream in streams:
            while not stream.readline().startswith(b"id: B00T-0"):
                pass
        shop.screen.publish(BASKET)
        for stream in streams:
            while not stream.readline().startswith(b"id: B00T-1"):
                pass
        for reader, stream in zip(readers, streams, strict=True):
            stream.close()
            reader.close()
        assert until(lambda: sse.slots._value == sse.SLOTS)
