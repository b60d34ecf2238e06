"""The bulletin on paper: A4, nothing cut off, nothing over anything, with 1 and with 60 items."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.review_gallery import PAGES, SIZES, many_written_off, on_paper, served
from tests.unit.web.review_shop import PEOPLE, with_bulletin

pytestmark = pytest.mark.browser

#: Points of A4, and of the margin of the sheet.
A4 = (595, 842)
MARGIN = 48

_OUT_OF_PLACE = """
() => {
  const found = [];
  const shown = (one) => one.getClientRects().length && getComputedStyle(one).visibility !== "hidden";
  const texts = [...document.querySelectorAll(".paper h1, .paper h2, .paper p, .paper th, .paper td, .paper .offs span, .paper b, .paper footer span")]
    .filter((one) => shown(one) && one.textContent.trim());
  for (const one of texts) {
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
      found.push("cut off: " + one.textContent.trim().slice(0, 40));
  }
  const boxes = texts.map((one) => [one, one.getBoundingClientRect()]);
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    if (a.contains(b) || b.contains(a)) return;
    if (p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1)
      found.push(a.textContent.trim().slice(0, 20) + " / " + b.textContent.trim().slice(0, 20));
  }));
  return found;
}
"""


def words_on(pdf: Path) -> list[tuple[int, float, float, float, float, str]]:
    """Every word of a PDF with its page and its box in points."""
    done = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    out, page = [], 0
    for line in done.stdout.splitlines():
        if size := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line):
            page += 1
            assert (round(float(size[1])), round(float(size[2]))) == A4
        elif word := re.search(
            r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>',
            line,
        ):
            left, top, right, bottom = (float(word[i]) for i in range(1, 5))
            tall = bottom - top  # of the font; the signs themselves are not so tall
            out.append((page, left, top + 0.3 * tall, right, bottom - 0.2 * tall, word[5]))
    return out


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_on_paper_nothing_is_cut_off_and_nothing_meets(
    browser: Any, tmp_path: Path, count: int, lang: str
) -> None:
    shop = many_written_off(tmp_path, count)
    with served(shop, None) as base:
        pdf = on_paper(browser, base, lang, tmp_path / "bulletin.pdf")
        context = browser.new_context(viewport={"width": 658, "height": 990})
        context.add_cookies([{"name": "lang", "value": lang, "url": base}])
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto(f"{base}/bulletin/1")
        assert page.evaluate(_OUT_OF_PLACE) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 658
        context.close()
    shop.connection.close()
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "NO POPPLER: pdftotext is not installed; run: sudo apt-get install poppler-utils"
        )
    words = words_on(pdf)
    assert {word[0] for word in words} == ({1} if count == 1 else {1, 2, 3})
    for number, left, top, right, bottom, text in words:
        assert left >= MARGIN, text
        assert right <= A4[0] - MARGIN, text
        assert top >= MARGIN, text
        assert bottom <= A4[1] - MARGIN, (number, text)
    for i, one in enumerate(words):
        for other in words[i + 1 :]:
            if one[0] == other[0]:
                apart = (
                    one[3] <= other[1] + 0.6 or other[3] <= one[1] + 0.6
                    or one[4] <= other[2] + 0.6 or other[4] <= one[2] + 0.6
                )  # fmt: skip
                assert apart, (one, other)
    last = "".join(word[5] for word in words if word[0] == words[-1][0])
    assert "r1" in last, "signatures, how to object and the chain's head stay together"
    assert "tongxin" in last
    whole = "".join(word[5] for word in words)
    for n in range(count):
        assert f"{n}号" in whole
    for word in ("r1", "a1", "tongxin"):
        assert word in whole
    assert "objections" not in whole.lower()
    assert "提交" not in whole, "the form stays off the paper"


def test_no_page_of_review_is_wider_than_its_screen(browser: Any, tmp_path: Path) -> None:
    shop = with_bulletin(tmp_path)
    PEOPLE["r1"] = ("reviewer", "approver", "coordinator")
    found = []
    with served(shop, "r1") as base:
        for width, height in SIZES.values():
            for lang in ("zh_CN", "en"):
                context = browser.new_context(viewport={"width": width, "height": height})
                context.add_cookies([{"name": "lang", "value": lang, "url": base}])
                page = context.new_page()
                for name, path in PAGES.items():
                    page.goto(base + path)
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        found.append((name, width, lang))
                context.close()
    PEOPLE["r1"] = ("reviewer",)
    shop.connection.close()
    assert found == []


def test_a_villager_objects_without_logging_in(browser: Any, tmp_path: Path) -> None:
    shop = many_written_off(tmp_path, 1)
    with served(shop, None) as base:
        context = browser.new_context(
            viewport={"width": 360, "height": 780}, java_script_enabled=False
        )
        page = context.new_page()
        page.goto(f"{base}/bulletin/")
        page.locator(".bulletins a").first.click()
        page.get_by_label("哪里不对？").fill("油的价格不对")
        page.get_by_role("button", name="提交").click()
        assert page.get_by_text("油的价格不对").is_visible()
        assert page.get_by_text("10 天内答复").first.is_visible()
        context.close()
    shop.connection.close()
