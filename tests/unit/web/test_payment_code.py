"""Payments by phone stop arriving: volunteers and coordinators are told, and somebody looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shop.inputs import QrEnded, QrOrdered
from shop.review import sticker
from tests import texts
from tests.unit.web.real_shop import RealShop, let_in, village
from web import create_app


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    made = village(tmp_path / "book.db")
    yield made
    made.connection.close()


@pytest.fixture
def client(shop: RealShop) -> Any:
    texts.compile_all()
    app = create_app(shop)
    app.config["WTF_CSRF_ENABLED"] = False
    let_in(app)
    return app.test_client()


def get(client: Any, path: str, lang: str) -> str:
    client.set_cookie("lang", lang)
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def pays_a_stranger(shop: RealShop, number: int) -> None:
    """A resident pays by the code on the wall, and the provider hears of nothing."""
    order = f"01J00000000000000000000{number:02d}Q"
    shop.ask(QrOrdered("wechat", order, f"V{number}", 350))
    claim(shop, f"V{number}")
    shop.ask(QrEnded("wechat", order, "closed"))


def claim(shop: RealShop, visit: str) -> None:
    from shop.entries import Draft

    body = {"visit": visit, "tender": "qr", "fen": 350, "evidence": "claimed"}
    with shop.lock, shop.counter.writing():
        at_ms = shop.clock.now().wall_ms
        shop.counter.ledger.append(
            (Draft(f"claim-{visit}", "TenderReceived", body, at_ms, "till"),)
        )


@pytest.mark.parametrize(
    ("lang", "asks", "says"),
    [("zh_CN", "请扫一下收款码", "5 笔手机支付没有到账"), ("en", "is it ours?", "5 payments by phone did not arrive")],
)  # fmt: skip
def test_whoever_comes_is_asked_to_look_at_the_code(
    client: Any, shop: RealShop, lang: str, asks: str, says: str
) -> None:
    for number in range(sticker.CLAIMS - 1):
        pays_a_stranger(shop, number)
    for path in ("/volunteer/", "/office/devices"):
        assert asks not in get(client, path, lang)
    pays_a_stranger(shop, sticker.CLAIMS)
    for path in ("/volunteer/", "/office/devices"):
        page = get(client, path, lang)
        assert asks in page
        assert says in page
    assert says in get(client, "/volunteer/code", lang)


def test_who_has_looked_ends_it(client: Any, shop: RealShop) -> None:
    for number in range(sticker.CLAIMS):
        pays_a_stranger(shop, number)
    form = {"id": shop.fresh_id()}
    answer = client.post("/volunteer/code", data=form, follow_redirects=True)
    assert answer.status_code == 200
    assert "is it ours?" not in get(client, "/volunteer/", "en")
    assert "arrive as they should" in get(client, "/volunteer/code", "en")
    shop.verify()
