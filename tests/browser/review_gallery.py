"""Pages of review and the bulletin to look at.

`python -m tests.browser.review_gallery FOLDER [WORD]` takes a picture of each page whose name holds
the word, at phone, panel and desk size, in both languages; bulletins also as A4, page by page.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from shop import commands
from tests.browser.volunteer_gallery import LANGS, SIZES, take
from tests.unit.web.real_shop import RealShop
from tests.unit.web.review_shop import PEOPLE, Desk, a_round, published, signed, with_bulletin

PAGES = {
    "periods": "/office/periods/",
    "draft": "/office/periods/draft",
    "period": "/office/periods/1",
    "part": "/office/periods/1/part/undeclared",
    "trend": "/office/trend/",
    "recount": "/office/trend/recount",
    "bulletin": "/bulletin/1",
    "bulletins": "/bulletin/",
}


def many_written_off(folder: Path, count: int) -> RealShop:
    """A published week in which so many items, of long names, were written off."""
    shop = signed(folder / f"off{count}.db")
    names = "农家自制土法压榨一级浓香压榨花生油礼盒装"
    goods = [(f"I{n:02}", f"{names}{n}号", f"69010001{n:05}", 12_345 + n) for n in range(count)]
    shop.list_goods(*goods)
    for item, *_ in goods:
        shop.say(commands.ReceiveGoods, item=item, quantity=1_300, by="v1")
        reason = ("spoiled", "expired", "damaged", "sample", "gift")[len(item + goods[0][1]) % 5]
        shop.say(commands.WriteOffGoods, item=item, quantity=1_234, reason=reason, by="v1")
    for n in range(12):
        shop.buy(goods[n % count][2])
    shop.clock.advance(8 * 24 * 3600 * 1000)
    published(shop, a_round(shop))
    return shop


@contextmanager
def served(shop: RealShop, who: str | None) -> Iterator[str]:
    """Serve a shop's pages to one person, or to a stranger, on a free port."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, Desk(shop, who).app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)


def on_paper(browser: Any, base: str, lang: str, path: Path) -> Path:
    """Print a bulletin as A4 into a PDF, as a person's browser would."""
    context = browser.new_context()
    context.add_cookies([{"name": "lang", "value": lang, "url": base}])
    page = context.new_page()
    page.goto(f"{base}/bulletin/1")
    page.pdf(path=str(path), prefer_css_page_size=True, print_background=False)
    context.close()
    return path


def pictures(pdf: Path) -> list[Path]:
    """Turn each page of a PDF into a picture beside it."""
    subprocess.run(["pdftoppm", "-r", "80", "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


def main(folder: Path, word: str = "") -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temp, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        shop = with_bulletin(Path(temp))
        PEOPLE["r1"] = ("reviewer", "approver", "coordinator")
        with served(shop, "r1") as base:
            for name, path in PAGES.items():
                for lang in LANGS:
                    if word in name:
                        take(browser, base, name, path, folder, list(SIZES), lang)
        for count in (1, 60):
            if word not in f"paper{count}":
                continue
            with served(many_written_off(Path(temp), count), None) as base:
                for lang in LANGS:
                    pictures(on_paper(browser, base, lang, folder / f"paper{count}-{lang}.pdf"))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
