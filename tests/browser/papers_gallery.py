"""Pages of papers to look at: statement files, pay-later notes, corrections, late papers.

`python -m tests.browser.papers_gallery FOLDER [WORD]` takes a picture of each page whose name
holds the word, on a phone and at a desk, in both languages.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shop import commands
from tests.browser.volunteer_gallery import LANGS, SIZES, close_a_cut, open_cut_of, served
from tests.unit.statements.files import wechat, wechat_row
from tests.unit.web.real_shop import EGG, RICE, SALT, RealShop, village


def with_papers(folder: Path) -> tuple[RealShop, Path]:
    """A shop with a closed round, one that is open, notes, and a statement file to bring in."""
    shop = village(folder / "papers.db")
    shop.say(commands.ReceiveGoods, item="EGG", quantity=12, supplier="王家村")
    for alias in ("小二", "梅花三弄", None):
        shop.scan(RICE)
        shop.press("iou")
        shop.press("iou", alias)
        shop.pass_minutes(3)
    shop.cut = close_a_cut(shop, {"EGG": 32, "RICE": 7, "SALT": 40}, 6_000)  # type: ignore[attr-defined]
    rows = []
    for number in range(6):
        at = datetime.fromtimestamp(shop.clock.now().wall_ms // 1000, ZoneInfo("Asia/Shanghai"))
        shop.buy(EGG if number % 2 else SALT, how="qr")
        shop.pass_minutes(9)
        if number < 4:
            said = f"{at:%Y-%m-%d %H:%M:%S}", f"42000{number}"
            rows.append(wechat_row(*said, "12.00" if number % 2 else "2.50", fee="0.02"))
    rows.append(wechat_row(f"{at:%Y-%m-%d} 08:41:07", "42009", "6.60"))
    shop.pass_minutes(5)
    for number in (7, 8):  # two sales of one price, one payment between them
        at = datetime.fromtimestamp(shop.clock.now().wall_ms // 1000, ZoneInfo("Asia/Shanghai"))
        shop.buy(RICE, how="qr")
        if number == 7:
            shop.pass_minutes(2)
            middle = at.timestamp() + 120
            rows.append(
                wechat_row(
                    f"{datetime.fromtimestamp(middle, at.tzinfo):%Y-%m-%d %H:%M:%S}",
                    "4207",
                    "35.00",
                )
            )
    shop.pass_minutes(3)
    shop.say(commands.OpenCut)
    shop.open = open_cut_of(shop)  # type: ignore[attr-defined]
    bill = folder / "bill.csv"
    bill.write_text(wechat(*rows), "utf-8")
    return shop, bill


def main(folder: Path, word: str = "") -> None:
    """Take the pictures."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temp, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        shop, bill = with_papers(Path(temp))
        with shop.reading() as book:
            from shop import queries

            sale = next(iter(queries.ious.open_ious(book))).iou.partition("/")[0]
            entry = queries.journal.latest(book, "GoodsReceived")
        assert entry is not None
        cut = shop.cut  # type: ignore[attr-defined]
        found = {
            "file": "/volunteer/cut/qr/file", "file-late": f"/volunteer/cut/qr/file?cut={cut}",
            "qr": "/volunteer/cut/qr", "ious": "/volunteer/ious", "iou": f"/volunteer/ious/{sale}",
            "change": "/volunteer/change-money", "receive": "/volunteer/receive?item=EGG",
            "home": "/volunteer/", "office-ious": "/office/ious", "office-entry": f"/office/entry/{entry.seq}",
        }  # fmt: skip
        with served(shop) as base:
            for lang in LANGS:
                for size in ("phone", "desk"):
                    for name, path in found.items():
                        if word in name:
                            _take(browser, base + path, folder / f"{name}-{size}-{lang}.png", lang)
                    if word in "preview":
                        at = folder / f"preview-{size}-{lang}.png"
                        _take(browser, base + found["file"], at, lang, bill)
        browser.close()


def _take(browser: Any, url: str, at: Path, lang: str, bill: Path | None = None) -> None:
    width, height = SIZES[at.stem.split("-")[-2]]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "lang", "value": lang, "url": url.split("/v")[0].split("/o")[0]}])
    page = context.new_page()
    page.goto(url)
    if bill is not None:
        page.set_input_files("input[type=file]", str(bill))
        page.click("button[form=the-form]")
        page.wait_for_load_state()
    for more in page.query_selector_all("details.more"):
        more.evaluate("node => node.open = true")
    page.screenshot(path=str(at), full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        print(f"{at.stem}: {wide} px wide")
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
