"""The street in a browser: it can be played, at a desk and on a phone, in both languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.demo import Demo, demo

pytestmark = pytest.mark.browser
#: Smallest side of anything to press, in CSS pixels.
TARGET = 40
SIZES = [(1280, 800), (360, 780)]


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory, chromium_path: str) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("street")
    with demo(folder, "--days", "1", "--seed", "7", "--quiet-street") as running:
        yield running


@pytest.fixture
def page(browser: Any, show: Demo, request: pytest.FixtureRequest) -> Iterator[Any]:
    (width, height), language, scripts = getattr(request, "param", (SIZES[0], "en", True))
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=scripts
    )
    address = show.pages.address
    for name in ("lang", "kiosk_lang"):
        context.add_cookies([{"name": name, "value": language, "url": address}])
    page = context.new_page()
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(f"{address}/street/")
    yield page
    assert page.faults == []
    context.close()


def clear_hands(page: Any) -> None:
    page.click(".leave button")
    page.wait_for_selector(".hand .none")


def test_a_sale_by_hand_shows_on_the_till_s_screen(page: Any) -> None:
    clear_hands(page)
    page.click("button[value=SALT]")
    page.click(".hold")
    till = page.frame_locator("iframe")
    till.locator("[data-phase=basket]").wait_for()
    assert "You hold Iodised salt 400 g under the scanner." in page.inner_text(".latest")
    for _ in range(2):
        page.click(".purse [aria-label='Put in: 1 yuan coin']")
    till.locator("[data-phase=thanks]").wait_for()
    page.click(".leave button")
    page.get_by_text("You go with 1 things, 0 of them never scanned.").wait_for()


def test_a_pulled_cable_is_said_and_seen(page: Any) -> None:
    clear_hands(page)
    page.click("button[value=SOAP]")
    page.click(".mischief button[value=scanner]")
    page.get_by_text("You pull the scanner's cable.").wait_for()
    page.click(".hold")
    page.get_by_text("Nothing: its cable is out.").wait_for()
    page.click(".mischief button[value=scanner]")
    page.get_by_text("You put the scanner's cable back.").wait_for()


@pytest.mark.parametrize("page", [(SIZES[0], "en", False)], indirect=True)
def test_without_scripts_every_press_works(page: Any) -> None:
    page.click(".leave button")
    page.click("button[value=EGG]")
    assert page.locator(".thing").count() == 1
    page.click(".hold")
    assert "has no barcode" in page.inner_text(".latest")
    page.click(".away")
    assert page.locator(".thing").count() == 0


@pytest.mark.parametrize(
    "page", [(size, lang, True) for size in SIZES for lang in ("zh_CN", "en")], indirect=True
)
def test_nothing_sticks_out_and_everything_can_be_pressed(page: Any) -> None:
    for item in ("SOY", "EGG", "RICE", "HONEY", "TISSUE"):
        page.click(f"button[value={item}]")
    page.wait_for_selector(".thing >> nth=4")
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """least => [...document.querySelectorAll('button, a.btn')].map(one => {
            const box = one.getBoundingClientRect();
            return [one.textContent.trim().slice(0, 20), box.width, box.height];
        }).filter(([, w, h]) => w && Math.min(w, h) < least)""",
        TARGET,
    )
    assert small == []
    nameless = page.evaluate(
        "[...document.querySelectorAll('button')].filter(one =>"
        " !(one.getAttribute('aria-label') || one.textContent.trim())).length"
    )
    assert nameless == 0
    if page.evaluate("document.documentElement.lang") == "zh-CN":
        left = page.evaluate(
            "document.body.innerText.match(/[A-Za-z]{3,}/g)?.filter(w => w !== 'English') ?? []"
        )
        assert left == [], "half-translated"
    clear_hands(page)


def test_the_street_is_in_the_demo_alone(tmp_path: Path) -> None:
    from tests.e2e.service import Shopfront

    shop = Shopfront(tmp_path, devices=False)
    try:
        shop.start()
        with pytest.raises(Exception, match="404"):
            shop.pages.get("/street/")
    finally:
        shop.close()
