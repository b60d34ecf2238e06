"""The doors in a real browser: the pad under thumbs, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.kiosk_gallery import serving
from tests.people import C1, V1, enrol, log_in_browser
from tests.unit.web.real_shop import RealShop, village

pytestmark = pytest.mark.browser
SIZES = ((360, 780), (800, 480), (1280, 800))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from tests import texts

    texts.compile_all()
    shop: RealShop = village(tmp_path_factory.mktemp("login") / "book.db")
    enrol(shop, V1, C1)
    with serving(shop) as address:
        yield address
    shop.connection.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_six_keys_log_a_volunteer_in(browser: Any, base: str, scripts: bool) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(f"{base}/volunteer/prices")
    page.fill("[name=code]", "v1")
    page.click("button[value='3']")
    page.click("button[value='back']")
    for key in V1.secret:
        page.click(f"button[value='{key}']")
    page.wait_for_url("**/volunteer/prices")
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_keys_are_for_thumbs_and_nothing_is_cut_off(
    browser: Any, base: str, size: tuple[int, int]
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(f"{base}/login/volunteer")
    keys = [key.bounding_box() for key in page.locator(".key").all()]
    assert len(keys) == 12
    assert min(min(key["width"], key["height"]) for key in keys) >= 64
    assert max(key["y"] + key["height"] for key in keys) <= size[1], "no scrolling to the last row"
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    context.close()


def test_a_coordinator_logs_in_and_out(browser: Any, base: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    log_in_browser(page, base, C1)
    assert page.url.endswith("/office/")
    page.click(".who form button")
    page.wait_for_url("**/login")
    page.goto(f"{base}/office/people/")
    assert "/login/office" in page.url
    context.close()
