"""Volunteers' and coordinators' pages in a real browser: a thumb at 360 px, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shop import queries
from tests.browser.volunteer_gallery import counting, pages, served, typical
from tests.unit.web.real_shop import RealShop, village

pytestmark = pytest.mark.browser

WIDTH = 360
#: Smallest side of what a thumb presses, in CSS px.
TARGET = 44

_TOO_SMALL = """
() => [...document.querySelectorAll("main a, main button, main select, main summary, footer .btn, main input:not([type=hidden])")]
  .filter((one) => one.offsetParent && !one.closest("svg, td, th, p, dl, .radio"))
  .filter((one) => one.getBoundingClientRect().height < %d)
  .map((one) => one.outerHTML.slice(0, 120))
"""
_OVERLAPS = """
() => {
  const shown = [...document.querySelectorAll("svg.chart")].filter((svg) => svg.getBoundingClientRect().width);
  const met = [];
  for (const svg of shown) {
    const texts = [...svg.querySelectorAll("text")].map((t) => [t.textContent, t.getBoundingClientRect(), t.parentNode]);
    texts.forEach(([a, p, of], i) => texts.slice(i + 1).forEach(([b, q, other]) => {
      if (of !== other && p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1) met.push(a + " / " + b);
    }));
  }
  return met;
}
"""


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RealShop, str]]:
    shop = typical(tmp_path_factory.mktemp("week"))
    with served(shop) as base:
        yield shop, base
    shop.connection.close()


def phone(browser: Any, base: str, lang: str = "zh_CN", width: int = WIDTH, **more: Any) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 780}, **more)
    context.add_cookies([{"name": "lang", "value": lang, "url": base}])
    return context.new_page()


def counts(shop: RealShop) -> list[tuple[str, int]]:
    with shop.reading() as book:
        cut = queries.cuts.open_cut(book)
    assert cut is not None
    return [(count.item, count.counted) for count in cut.counts]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_round_under_the_thumb(browser: Any, tmp_path: Path, scripts: bool) -> None:
    shop = village(tmp_path / "book.db")
    with served(shop) as base:
        page = phone(browser, base, java_script_enabled=scripts)
        page.goto(f"{base}/volunteer/")
        page.get_by_role("link", name="盘点").click()
        page.get_by_role("button", name="开始盘点").click()
        page.locator("footer").get_by_role("link", name="点货架").click()
        if scripts:
            page.locator("[data-by='1']").click()
            page.get_by_role("button", name="+10").click()
            page.reload()  # what was typed outlives it
            assert page.locator("input[name=counted]").input_value() == "11"
        else:
            page.locator("input[name=counted]").fill("1")
            page.get_by_role("button", name="+10").click()
            assert page.locator("input[name=counted]").input_value() == "11"
        page.get_by_role("button", name="记下，下一种").click()
        assert counts(shop)[0][1] == 11
        for _ in range(2):
            page.get_by_role("button", name="找不到").click()
        page.goto(f"{base}/volunteer/cut/box")
        page.locator("input[name=n1000]").fill("6")
        page.locator("input[name=n50]").fill("1")
        if scripts:
            assert page.locator("[data-total]").inner_text() == "¥60.50"
        page.locator("footer").get_by_role("button", name="记下").click()
        page.goto(f"{base}/volunteer/cut/close")
        page.get_by_role("button", name="结束盘点").click()
        assert page.get_by_text("谢谢你").is_visible()
        page.context.close()
    shop.connection.close()


def test_no_page_is_wider_than_its_phone_and_all_is_in_reach_of_a_thumb(
    browser: Any, week: tuple[RealShop, str], tmp_path: Path
) -> None:
    shop, base = week
    page = phone(browser, base, lang="en")
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    found = []
    for name, path in pages(shop).items():
        page.goto(base + path)
        if page.evaluate("document.documentElement.scrollWidth") > WIDTH:
            found.append(f"{name} is wider than the phone")
        if name.startswith("v-"):
            found += [f"{name}: {one}" for one in page.evaluate(_TOO_SMALL % TARGET)]
        found += [f"{name}: {one}" for one in page.evaluate(_OVERLAPS)]
    page.context.close()
    round_ = counting(tmp_path)
    with served(round_) as base:
        page = phone(browser, base)
        for name, path in pages(round_).items():
            page.goto(base + path)
            if page.evaluate("document.documentElement.scrollWidth") > WIDTH:
                found.append(f"{name} is wider than the phone")
            found += [f"{name}: {one}" for one in page.evaluate(_TOO_SMALL % TARGET)]
        page.context.close()
    round_.connection.close()
    assert not found, "\n".join(found)
    assert not errors, errors


def test_no_two_texts_of_a_chart_meet_at_a_desk(browser: Any, week: tuple[RealShop, str]) -> None:
    shop, base = week
    cut = str(shop.cut)  # type: ignore[attr-defined]
    for lang in ("zh_CN", "en"):
        page = phone(browser, base, lang, width=1280)
        for path in (f"/office/statements/{cut}", "/office/statements"):
            page.goto(base + path)
            assert page.evaluate(_OVERLAPS) == []
        page.context.close()


def test_a_bar_leads_to_its_entries(browser: Any, week: tuple[RealShop, str]) -> None:
    shop, base = week
    page = phone(browser, base, width=1280)
    page.goto(f"{base}/office/statements/{shop.cut}")  # type: ignore[attr-defined]
    page.locator("svg.broad .bar .label", has_text="少付").click()
    assert page.get_by_role("heading", name="少付").is_visible()
    page.context.close()
