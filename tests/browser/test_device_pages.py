"""Pages around devices in a real browser: fit a phone, in reach of a thumb, read by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.axe_rules import violations
from tests.browser.devices_gallery import pages, troubled
from tests.browser.test_volunteer_phone import _TOO_SMALL, TARGET, WIDTH, phone
from tests.browser.volunteer_gallery import served
from tests.unit.web.real_shop import RealShop
from web.shop import WebSettings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RealShop, str]]:
    folder: Path = tmp_path_factory.mktemp("devices")
    made = troubled(folder)
    with served(made, WebSettings(photos=folder / "photos", slips=True)) as base:
        yield made, base
    made.connection.close()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_no_page_is_wider_than_its_phone_and_all_is_in_reach_of_a_thumb(
    browser: Any, shop: tuple[RealShop, str], lang: str
) -> None:
    made, base = shop
    page = phone(browser, base, lang)
    for name, path in pages(made).items():
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, (name, lang)
        if name.startswith("v-"):
            assert page.evaluate(_TOO_SMALL % TARGET) == [], (name, lang)
    page.context.close()


@pytest.mark.slow
def test_every_page_can_be_used_without_eyes_or_mouse(
    browser: Any, shop: tuple[RealShop, str]
) -> None:
    made, base = shop
    page = phone(browser, base, bypass_csp=True)
    for name, path in pages(made).items():
        page.goto(base + path)
        assert violations(page) == [], name
    page.context.close()


def test_a_photo_is_shown_where_its_file_is(browser: Any, shop: tuple[RealShop, str]) -> None:
    page = phone(browser, shop[1])
    page.goto(shop[1] + "/volunteer/photos")
    widths = page.evaluate("[...document.images].map((one) => one.naturalWidth)")
    assert widths == [320, 320]
    page.context.close()
