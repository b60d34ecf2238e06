"""The kiosk in a real browser: nothing cut off, thumbs fit, axe content, live and forgiving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import texts
from tests.browser.axe_rules import violations
from tests.browser.kiosk_gallery import SCENES, SIZES, serving
from tests.unit.web.kiosk_fake import CROWDED, TYPICAL, FakeShop, line, view
from web import sse

pytestmark = pytest.mark.browser

BASKET = view("basket", TYPICAL, without=("done",))

#: What does not fit: outside the screen, main area overflowing, or a box too small for its words.
MISFITS = """() => {
  const bad = [];
  const name = (e) => `${e.tagName}.${e.className.baseVal ?? e.className} ${e.textContent.trim().slice(0, 24)}`;
  const seen = (e) => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden' && !e.closest('.unseen');
  for (const e of document.querySelectorAll('button, a, h2, p, b, span, strong, li, input')) {
    const r = e.getBoundingClientRect();
    const above = e.matches('.big, .big *') ? 14 : 1; // its line is taller than its digits
    if (seen(e) && (r.right > innerWidth + 1 || r.bottom > innerHeight + 1 || r.left < -1 || r.top < -above))
      bad.push('outside: ' + name(e));
  }
  const main = document.querySelector('.main');
  if (main.scrollHeight > main.clientHeight + 1 || main.scrollWidth > main.clientWidth + 1) bad.push('main scrolls');
  for (const e of document.querySelectorAll('.main-button, .square, .tile, .way, .question, .today'))
    if (seen(e) && (e.scrollHeight > e.clientHeight + 4 || e.scrollWidth > e.clientWidth + 1)) bad.push('too full: ' + name(e));
  return bad;
}"""
SMALL = """least => [...document.querySelectorAll('button, a')].filter((e) => {
  const r = e.getBoundingClientRect();
  return r.width && (r.width < least || r.height < least) && getComputedStyle(e).visibility !== 'hidden';
}).map((e) => e.className + ' ' + e.textContent.trim())"""


@pytest.fixture(scope="module")
def shop() -> FakeShop:
    texts.compile_all()
    return FakeShop()


@pytest.fixture(scope="module")
def address(shop: FakeShop) -> Iterator[str]:
    with serving(shop) as found:
        yield found


@pytest.fixture
def page(browser: Any, address: str, shop: FakeShop) -> Iterator[Any]:
    """A fresh page of the small screen, on the greeting; a script error fails the test."""
    shop.screen.publish(view())
    shop.asked.clear()
    context = browser.new_context(
        viewport={"width": 800, "height": 480}, bypass_csp=True, reduced_motion="reduce"
    )
    found = context.new_page()
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    yield found
    context.close()
    assert not errors


ROWS = """() => {
  const style = getComputedStyle(document.body), main = document.querySelector('.main');
  const room = main.clientHeight - (parseFloat(style.getPropertyValue('--kept')) || 0) + 1;
  return Math.floor(room / parseFloat(style.getPropertyValue('--row')));
}"""
DRAW = """async (query) => {
  document.getElementById('till').innerHTML = await (await fetch('/kiosk/view' + query)).text();
}"""
#: Screens that axe also looks at on a phone; on the small screen it looks at all.
ON_PHONE = {"idle", "basket_crowded", "coach", "iou", "thanks_over"}


@pytest.mark.parametrize(
    ("size", "lang"),
    [("small", "zh_CN"), ("small", "en"), ("middle", "zh_CN"), ("large", "en"), ("phone", "zh_CN")],
)
def test_every_screen_fits_and_axe_finds_nothing(
    browser: Any, address: str, shop: FakeShop, size: str, lang: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    context.add_init_script("delete window.EventSource")  # the test draws by itself
    context.add_cookies([{"name": "kiosk_lang", "value": lang, "url": address}])
    page = context.new_page()
    shop.screen.publish(BASKET)
    page.goto(f"{address}/kiosk")
    rows = page.evaluate(ROWS)
    faults = []
    for name, (shown, query) in SCENES.items():
        shop.screen.publish(shown)
        page.evaluate(DRAW, f"{query or '?'}&rows={rows}")
        found = page.evaluate(MISFITS)
        if size != "phone":
            found += [f"small: {it}" for it in page.evaluate(SMALL, 86.5)]
        if lang == "zh_CN" and (size == "small" or (size == "phone" and name in ON_PHONE)):
            found += violations(page, contrast_seven=True)
        faults += [f"{name}: {it}" for it in found]
    context.close()
    assert not faults, "\n".join(faults)


def test_a_scan_shows_without_a_reload_and_is_said(page: Any, address: str, shop: FakeShop) -> None:
    page.goto(f"{address}/kiosk")
    page.evaluate("() => { window.same = true; }")
    shop.screen.publish(BASKET)
    page.wait_for_selector(".line.chosen")
    assert page.inner_text(".total").endswith("21.00")
    assert "21.00" in page.text_content("#said")
    assert page.get_attribute("#said", "aria-live") == "polite"
    assert page.evaluate("() => window.same")


def test_nothing_moves_when_a_line_is_added(page: Any, address: str, shop: FakeShop) -> None:
    shop.screen.publish(view("basket", TYPICAL[:1], without=("done",)))
    page.goto(f"{address}/kiosk")
    where = "() => [...document.querySelectorAll('.line .name, .side, .foot, .head')].map(e => e.getBoundingClientRect().top)"
    page.wait_for_selector(".line")
    before = page.evaluate(where)
    shop.screen.publish(BASKET)
    page.wait_for_selector(".line:nth-child(2) .name")
    after = page.evaluate(where)
    assert set(before) <= set(after)


def test_a_double_tap_presses_once_and_not_on_the_next_screen(
    page: Any, address: str, shop: FakeShop
) -> None:
    shop.screen.publish(BASKET)
    page.goto(f"{address}/kiosk")
    page.wait_for_timeout(400)
    cash = page.locator("button[value=cash]").bounding_box()
    middle = (cash["x"] + cash["width"] / 2, cash["y"] + cash["height"] / 2)
    page.mouse.click(*middle)
    shop.screen.publish(view("cash", TYPICAL, without=("done",)))
    page.wait_for_selector("button[value=paid]")
    page.mouse.click(*middle)  # the finger's second tap lands where "I have paid" is now
    page.wait_for_timeout(150)
    assert [asked.button for asked in shop.asked] == ["cash"]
    page.wait_for_timeout(400)
    page.mouse.click(*middle)
    page.wait_for_timeout(150)
    assert [asked.button for asked in shop.asked] == ["cash", "paid"]


def test_lines_are_chosen_and_turned_without_leaving_the_page(
    page: Any, address: str, shop: FakeShop
) -> None:
    shop.screen.publish(view("basket", CROWDED, without=("done",)))
    page.goto(f"{address}/kiosk")
    page.wait_for_timeout(400)
    page.click(".side a >> nth=-1")
    page.wait_for_selector("a.open[href*='line=L7']")
    page.wait_for_timeout(400)
    page.click("a.open[href*='line=L7']")
    page.wait_for_selector("button[value='quantity:L7:2']")
    page.wait_for_timeout(400)
    page.click("button[value='quantity:L7:2']")
    page.wait_for_timeout(150)
    assert [(a.button, a.line, a.value) for a in shop.asked] == [("quantity", "L7", 2)]


def test_keyboard_goes_round_and_the_focus_shows_and_stays(
    page: Any, address: str, shop: FakeShop
) -> None:
    shop.screen.publish(BASKET)
    page.goto(f"{address}/kiosk")
    page.focus("button[value=cash]")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.value") == "qr"
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    shop.screen.publish(view("basket", (*TYPICAL, line(3, "盐", 250)), without=("done",)))
    page.wait_for_function("() => document.querySelector('.total').textContent.includes('23.50')")
    assert page.evaluate("() => document.activeElement.value") == "qr"


def test_without_a_slot_the_page_asks_by_itself(page: Any, address: str, shop: FakeShop) -> None:
    for _ in range(sse.SLOTS):
        assert sse.slots.acquire(timeout=5)
    try:
        page.goto(f"{address}/kiosk")
        page.wait_for_timeout(300)
        shop.screen.publish(BASKET)
        page.wait_for_selector(".line.chosen", timeout=3000)
    finally:
        for _ in range(sse.SLOTS):
            sse.slots.release()


def test_the_next_resident_finds_chinese_again(page: Any, address: str, shop: FakeShop) -> None:
    shop.screen.publish(view("thanks", TYPICAL, money_fen=2100, undo_s=1))
    page.goto(f"{address}/language/en?then=/kiosk")
    page.wait_for_selector("text=Thank you!")
    shop.screen.publish(view())
    page.wait_for_selector("text=您好")
