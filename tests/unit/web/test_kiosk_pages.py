"""Each screen of the kiosk: whole without scripts, three buttons at most, no word half said."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

import pytest
from flask import Flask

from shop.inputs import BUTTONS
from tests import texts
from tests.browser.kiosk_gallery import SCENES
from tests.unit.web.kiosk_fake import CROWDED, TYPICAL, FakeShop, line, view
from web import create_app
from web.kiosk_words import NOTICES, TROUBLES, notice_text, trouble_text
from web.shop import WebSettings


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    texts.compile_all()


@lru_cache
def app(qr_text: str | None) -> Flask:
    made = create_app(FakeShop(), WebSettings(qr_text=qr_text))
    made.testing = True
    return made


def app_for(shop: FakeShop, qr_text: str | None = "https://pay.example/shop") -> Flask:
    made = app(qr_text)
    made.extensions["tongxin"].shop = shop
    return made


def page(shown: object, query: str = "", lang: str = "zh_CN", **settings: str | None) -> str:
    shop = FakeShop(shown)  # type: ignore[arg-type]
    client = app_for(shop, **settings).test_client()
    client.set_cookie("kiosk_lang", lang)
    answer = client.get(f"/kiosk{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


class Found(HTMLParser):
    """What a page consists of, as far as these tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.dos: list[str] = []
        self.mains = 0
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "button" and given.get("name") == "do":
            self.dos.append(given.get("value") or "")
        self.mains += "main-button" in classes
        if "style" in given or tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on")]
        if given.get("id"):
            self.ids.append(given["id"] or "")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("name", SCENES)
def test_each_screen_is_whole_and_simple(name: str, lang: str) -> None:
    shown, query = SCENES[name]
    html = page(shown, query, lang)
    found = Found(html)
    assert found.mains <= 3
    assert not found.inline
    assert len(found.ids) == len(set(found.ids))
    for do in found.dos:
        button = do.split(":")[0]
        assert button in BUTTONS
        assert button in shown.buttons, f"{button} means nothing in {name}"
    if lang == "en":
        ours = re.sub(r"同心小店|农户07|中文|元</text>|角</text>", "", html)
        assert not re.findall(r"[\u4e00-\u9fff]+", ours)


def test_no_screen_in_chinese_says_an_english_sentence() -> None:
    for name, (shown, query) in SCENES.items():
        html = page(shown, query)
        said = re.sub(r"<[^>]+>", " ", html[html.index("<body") :])
        words = set(re.findall(r"[A-Za-z]{3,}", said))
        assert not words, f"{name}: {words}"


def test_the_total_leads_with_two_decimals() -> None:
    assert "1,234.50" in page(view("basket", CROWDED))
    assert "21.00" in page(view("basket", TYPICAL))


def test_a_long_basket_is_paged_and_opens_at_the_newest_line() -> None:
    shown = view("basket", CROWDED, without=("done",))
    last = page(shown)
    assert len(re.findall(r'class="line[ "]', last)) == 3
    assert "L12" in last
    assert "L9:" not in last
    first = page(shown, "?page=0&rows=4")
    assert len(re.findall(r'class="line[ "]', first)) == 4
    assert "?line=L1" in first


def test_any_line_can_be_chosen_and_changed() -> None:
    html = page(view("basket", TYPICAL), "?line=L1")
    assert 'value="quantity:L1:1"' in html
    assert 'value="quantity:L1:3"' in html
    single = page(view("basket", TYPICAL), "?line=L2")
    assert 'value="remove:L2"' in single


def test_goods_by_weight_have_no_stepper() -> None:
    shown = view("basket", (line(1, "腊肉", 3800, 750, unit="g", newest=True),))
    html = page(shown)
    assert 'value="remove:L1"' in html
    assert "quantity:L1" not in html
    assert "750 克" in html


def test_nonsense_in_the_query_is_harmless() -> None:
    for query in ("?page=-5", "?page=x&rows=9999", "?line=%3Cb%3E", "?show=zzz", "?word=nobody"):
        for name in ("basket", "iou", "idle"):
            page(SCENES[name][0], query)


def test_names_are_escaped() -> None:
    shown = view("basket", (line(1, "<script>alert(1)</script>", 100, newest=True),))
    assert "<script>alert" not in page(shown)


def test_goods_without_a_barcode_come_first_nine_a_page() -> None:
    first = page(view(), "?show=tiles")
    assert first.count('value="add::') == 9
    assert 'value="add::eggs"' in first
    second = page(view(), "?show=tiles&page=1")
    assert 'value="add::salt"' in second


def test_without_a_payment_code_nobody_is_asked_to_scan_one() -> None:
    html = page(view("basket", TYPICAL, without=("done", "qr")), qr_text=None)
    assert 'value="qr"' not in html
    assert 'value="iou"' in html


def test_the_coach_shows_notes_and_coins() -> None:
    html = page(view("cash", TYPICAL, without=("done",)))
    assert html.count('class="money note') == 2
    assert html.count('class="money coin') == 4
    assert 'aria-label="20 元纸币"' in html


def test_the_honesty_is_said_in_words_or_not_at_all() -> None:
    shop = FakeShop()
    client = app_for(shop).test_client()
    assert "每拿走 100 元的商品" in client.get("/kiosk").get_data(as_text=True)
    shop.honesty = None
    assert "每拿走 100 元的商品" not in client.get("/kiosk").get_data(as_text=True)


def test_closed_says_do_not_pay_and_offers_no_way_to_pay() -> None:
    html = page(*SCENES["closed"])
    assert "请不要付款" in html
    assert {do.split(":")[0] for do in Found(html).dos} <= {"help"}


def test_every_notice_and_trouble_has_its_sentence() -> None:
    app = app_for(FakeShop())
    with app.test_request_context("/kiosk"):
        for key in NOTICES:
            assert "%(" not in notice_text(key, 500)
        assert notice_text("something new", None)
        for name in TROUBLES:
            assert trouble_text((name,))
        assert trouble_text(("something new",))
        assert trouble_text(()) == ""
        assert trouble_text(("camera", "hopper-jiao")) == trouble_text(("hopper",))
        assert trouble_text(("scanner-2",)) == trouble_text(("scanner",))
        assert trouble_text(("notes-left-2", "printer")) == trouble_text(("notes",))
        assert trouble_text(("coins2",)) == trouble_text(("something new",))


@pytest.mark.parametrize(
    ("name", "kind"), [("left", "coins"), ("yuan", "hopper"), ("shop-account", "alipay")]
)
def test_a_device_is_told_by_what_it_is_whatever_the_shop_calls_it(name: str, kind: str) -> None:
    shop = FakeShop(view(trouble=(name,)))
    client = create_app(shop, WebSettings(device_kinds={name: kind})).test_client()
    client.set_cookie("kiosk_lang", "en")
    said = client.get("/kiosk").get_data(as_text=True)
    assert str(TROUBLES[kind]) in said


def test_a_page_without_scripts_looks_again_by_itself() -> None:
    assert 'http-equiv="refresh"' in page(view())
    assert 'http-equiv="refresh"' not in page(view(), "?show=tiles")
