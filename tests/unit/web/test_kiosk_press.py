"""A press: once, from a screen of ours, answered in words; everything else is refused and counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from shop.errors import (
    BrokenInvariant,
    ButtonNotHere,
    LedgerFull,
    NotYetKnown,
    ShopBusy,
)
from shop.inputs import BUTTONS, Pressed
from tests import texts
from tests.unit.web.kiosk_fake import TYPICAL, FakeShop, view
from tests.unit.web.real_shop import EGG, village
from web import create_app
from web.shop import Web, WebSettings

BASKET = view("basket", TYPICAL, without=("done",))


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    texts.compile_all()


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop(BASKET)


@pytest.fixture
def client(shop: FakeShop) -> FlaskClient:
    app = create_app(shop, WebSettings(qr_text="x"))
    app.testing = True
    return app.test_client()


def held(client: FlaskClient) -> Web:
    found: Web = client.application.extensions["tongxin"]
    return found


def press(client: FlaskClient, **body: Any) -> Any:
    body.setdefault("press", "B00T.0")
    return client.post("/kiosk/press", json=body)


def test_a_press_reaches_the_till_with_its_screens_id(client: FlaskClient, shop: FakeShop) -> None:
    answer = press(client, button="quantity", line="L1", value=3)
    assert answer.status_code == 200
    assert answer.json == {"entries": [1], "repeated": False}
    assert shop.asked == [Pressed("B00T.0.quantity.L1", "quantity", "L1", 3)]


def test_a_double_tap_is_one_press(client: FlaskClient, shop: FakeShop) -> None:
    press(client, button="cash")
    again = press(client, button="cash")
    assert again.json["repeated"] is True
    assert len({asked.id for asked in shop.asked}) == 1


def test_a_form_without_scripts_goes_back_to_the_screen(
    client: FlaskClient, shop: FakeShop
) -> None:
    answer = client.post("/kiosk/press", data={"press": "B00T.0", "do": "quantity:L1:2"})
    assert answer.status_code == 303
    assert answer.location == "/kiosk"
    assert shop.asked == [Pressed("B00T.0.quantity.L1", "quantity", "L1", 2)]


def test_a_typed_nickname_goes_with_its_button(client: FlaskClient, shop: FakeShop) -> None:
    client.post("/kiosk/press", data={"press": "B00T.0", "do": "iou", "alias": " 老王 "})
    client.post("/kiosk/press", data={"press": "B00T.1", "do": "iou", "alias": ""})
    client.post("/kiosk/press", data={"press": "B00T.2", "do": "iou::灯3", "alias": ""})
    assert [asked.value for asked in shop.asked] == ["老王", None, "灯3"]


MALFORMED: list[Any] = [
    {},
    {"button": "nothing"},
    {"button": 5},
    {"button": "cash", "press": ""},
    {"button": "cash", "press": "B00T"},
    {"button": "cash", "press": "B00T.0\n"},
    {"button": "cash", "press": "x" * 10_000},
    {"button": "cash", "line": "L1"},
    {"button": "cash", "value": 5},
    {"button": "quantity", "value": 3},
    {"button": "quantity", "line": "L1"},
    {"button": "quantity", "line": "L1", "value": -1},
    {"button": "quantity", "line": "L1", "value": True},
    {"button": "quantity", "line": "L1", "value": 1.5},
    {"button": "quantity", "line": "L1", "value": "٣"},
    {"button": "quantity", "line": ["L1"], "value": 1},
    {"button": "paid", "value": 10**9},
    {"button": "price"},
    {"button": "iou", "value": "a\x00b"},
    {"button": "iou", "value": "a" * 1000},
    {"button": "add", "value": {"item": "x"}},
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: json.dumps(body)[:60])
def test_nonsense_is_refused_counted_and_written_nowhere(
    client: FlaskClient, shop: FakeShop, body: dict[str, Any]
) -> None:
    answer = press(client, **body)
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["type"] == "malformed_input"
    assert shop.asked == []
    assert held(client).refused == {"malformed_input": 1}
    assert client.get("/health").json["refused"] == {"malformed_input": 1}


def test_what_is_allowed_is_said(client: FlaskClient) -> None:
    detail = press(client, button="nothing").json["detail"]
    assert all(button in detail for button in BUTTONS)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"cash"'])
def test_a_body_that_is_no_object_is_refused(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/kiosk/press", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["type"] == "malformed_input"


@pytest.mark.parametrize(
    ("error", "status"),
    [(ButtonNotHere(), 409), (ShopBusy(), 503), (NotYetKnown(), 503), (LedgerFull("full"), 503)],
)
def test_what_the_till_refuses_is_said_to_scripts(
    client: FlaskClient, shop: FakeShop, error: Exception, status: int
) -> None:
    shop.raises = error
    answer = press(client, button="cash")
    assert answer.status_code == status
    assert answer.json["detail"]
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_what_the_till_refuses_is_said_on_the_page(client: FlaskClient, shop: FakeShop) -> None:
    shop.raises = NotYetKnown()
    answer = client.post("/kiosk/press", data={"press": "B00T.0", "do": "cash"})
    assert answer.status_code == 503
    html = answer.get_data(as_text=True)
    assert "请再按一次" in html
    assert 'value="B00T.0"' in html, "pressing again carries the same id"


def test_a_bug_is_not_swallowed(client: FlaskClient, shop: FakeShop) -> None:
    shop.raises = BrokenInvariant("ours")
    with pytest.raises(BrokenInvariant):
        press(client, button="cash")
    client.application.testing = False
    assert press(client, button="cash").status_code == 500


def test_another_site_cannot_press(client: FlaskClient, shop: FakeShop) -> None:
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = client.post(
            "/kiosk/press", data={"press": "B00T.0", "do": "cash"}, headers=headers
        )
        assert answer.status_code == 403
    assert shop.asked == []
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert press(client, button="cash").status_code == 200
    assert client.post("/kiosk/press", json={"press": "B00T.0", "button": "qr"}, headers=ours).json


@pytest.mark.parametrize(
    ("address", "allowed", "status"),
    [
        ("127.0.0.1", (), 200),
        ("::1", (), 200),
        ("::ffff:127.0.0.1", (), 200),
        ("192.168.4.7", (), 403),
        ("192.168.4.7", ("192.168.4.0/24",), 200),
        ("192.168.5.7", ("192.168.4.0/24",), 403),
        ("fe80::1", ("192.168.4.0/24",), 403),
    ],
)
def test_only_the_tills_own_browser_may_drive_it(
    address: str, allowed: tuple[str, ...], status: int
) -> None:
    app = create_app(FakeShop(), WebSettings(kiosk_hosts=allowed))
    client = app.test_client()
    base = {"REMOTE_ADDR": address}
    assert client.get("/kiosk", environ_base=base).status_code == status
    assert client.get("/kiosk/view", environ_base=base).status_code == status
    if status == 403:
        body = {"press": "B00T.0", "button": "cash"}
        assert client.post("/kiosk/press", json=body, environ_base=base).status_code == 403
        assert client.get("/kiosk/events", environ_base=base).status_code == 403
        assert client.get("/", environ_base=base).location == "/welcome"
    else:
        assert client.get("/", environ_base=base).location == "/kiosk"


@pytest.mark.parametrize(
    ("peer", "said", "status"),
    [
        ("127.0.0.1", "127.0.0.1", 200),
        ("::1", "::1", 200),
        ("127.0.0.1", "192.168.4.7", 200),
        ("127.0.0.1", "10.0.0.1", 403),
        ("127.0.0.1", "127.0.0.1, 10.0.0.1", 403),
        ("127.0.0.1", "", 403),
        ("127.0.0.1", "nonsense", 403),
        ("10.0.0.1", "127.0.0.1", 403),
    ],
)
def test_behind_a_proxy_who_asks_is_whom_it_names(peer: str, said: str, status: int) -> None:
    allowed = ("192.168.4.0/24",)
    client = create_app(FakeShop(), WebSettings(kiosk_hosts=allowed, tls=True)).test_client()
    named = {"X-Forwarded-For": said} if said else {}
    answer = client.get("/kiosk", environ_base={"REMOTE_ADDR": peer}, headers=named)
    assert answer.status_code == status
    assert "Secure" in client.get("/language/en").headers["Set-Cookie"]


def test_without_a_proxy_nobody_names_another() -> None:
    client = create_app(FakeShop(), WebSettings()).test_client()
    named = {"X-Forwarded-For": "127.0.0.1"}
    stranger = {"REMOTE_ADDR": "10.0.0.1"}
    assert client.get("/kiosk", environ_base=stranger, headers=named).status_code == 403


def test_on_the_real_counter_a_sale_from_scan_to_thanks_and_back(tmp_path: Path) -> None:
    shop = village(tmp_path / "book.db")
    client = create_app(shop, WebSettings(qr_text="x")).test_client()

    def now(button: str, **more: Any) -> Any:
        return press(client, press=shop.screen.shown.press, button=button, **more)

    shop.scan(EGG)
    first = shop.screen.shown.press
    assert "12.00" in client.get("/kiosk").get_data(as_text=True)
    line = shop.screen.shown.view.lines[0].id
    assert now("quantity", line=line, value=2).status_code == 200
    assert "24.00" in client.get("/kiosk").get_data(as_text=True)
    assert now("cash").status_code == 200
    assert press(client, press=first, button="leave").status_code == 409, "that screen is past"
    asking = shop.screen.shown.press
    paid = press(client, press=asking, button="paid")
    assert paid.json["entries"]
    again = press(client, press=asking, button="paid")
    assert again.json == {"entries": paid.json["entries"], "repeated": True}
    assert shop.screen.shown.view.phase == "thanks"
    assert "谢谢" in client.get("/kiosk").get_data(as_text=True)
    assert now("undo").status_code == 200
    assert shop.screen.shown.view.phase == "basket"
    assert press(client, press="OTHERBOOT.5", button="leave").status_code == 409


def test_on_the_real_counter_unknown_goods_are_priced_by_tile(tmp_path: Path) -> None:
    shop = village(tmp_path / "book.db")
    client = create_app(shop, WebSettings()).test_client()
    shop.scan("2000000000008")
    html = client.get("/kiosk").get_data(as_text=True)
    assert "新商品" in html
    assert 'value="price::500"' in html
    answer = press(client, press=shop.screen.shown.press, button="price", value="500")
    assert answer.status_code == 200
    assert "5.00" in client.get("/kiosk").get_data(as_text=True)
    assert press(client, press=shop.screen.shown.press, button="iou").status_code == 200
    shown = shop.screen.shown
    assert press(client, press=shown.press, button="iou", value="灯3").status_code == 200
    assert "已记账" in client.get("/kiosk").get_data(as_text=True)
