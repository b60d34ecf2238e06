"""Shops to look at: empty, typical and crowded, and the pages of volunteers and coordinators.

`python -m tests.browser.volunteer_gallery FOLDER [WORD]` takes a picture of each page whose name
holds the word, at phone, panel and desk size, in both languages.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from shop import commands
from tests import texts
from tests.unit.web.real_shop import EGG, RICE, SALT, RealShop, Record, let_in, village
from web import create_app
from web.shop import WebSettings

SIZES = {"phone": (360, 780), "panel": (800, 480), "desk": (1280, 800)}
LANGS = ("zh_CN", "en")


def close_a_cut(shop: RealShop, counts: dict[str, int], box_fen: int, collect_fen: int = 0) -> str:
    """Do a whole round as volunteers would; return the cut."""
    shop.say(commands.OpenCut)
    cut = open_cut_of(shop)
    for item, counted in counts.items():
        shop.say(commands.CountItem, cut=cut, item=item, counted=counted)
    shop.say(commands.CountBox, cut=cut, fen=box_fen)
    if collect_fen:
        shop.say(commands.CollectCash, cut=cut, fen=collect_fen, bag="A17")
    left = {item: "no_time" for item in shop.catalogue.items if item not in counts}
    shop.say(commands.CloseCut, cut=cut, uncounted=left)
    return cut


def open_cut_of(shop: RealShop) -> str:
    """Return the cut that is going on."""
    from shop import queries

    with shop.reading() as book:
        cut = queries.cuts.open_cut(book)
    assert cut is not None
    return str(cut.cut)


def typical(folder: Path) -> RealShop:
    """A week in a small shop, counted once, with all that makes a statement interesting."""
    shop = village(folder / "typical.db")
    shop.say(
        commands.ReceiveGoods, item="EGG", quantity=12, supplier="王家村", expires_on="2026-12-09"
    )
    for _ in range(6):
        shop.buy(EGG, SALT)
        shop.buy(RICE)
    shop.buy(EGG, how="qr")
    shop.buy(RICE, paid_fen=4000)
    shop.buy(RICE, paid_fen=3000)
    shop.scan(SALT)
    shop.press("iou")
    shop.press("iou", "小二")
    shop.pass_minutes(3)
    shop.say(commands.WriteOffGoods, item="EGG", quantity=1, reason="damaged")
    cut = close_a_cut(shop, {"EGG": 21, "RICE": 1, "SALT": 33}, 40_700, 30_000)
    shop.cut = cut  # type: ignore[attr-defined]
    shop.buy(EGG, SALT)
    shop.scan("6900000000014")
    shop.press("price", 500)
    shop.press("cash")
    shop.press("paid")
    shop.pass_minutes(3)
    shop.records = (
        Record("scanner", "up", detail="Newland FM430"),
        Record("coins", "down", last_error="coins on /dev/ttyUSB1: no answer: look at its power supply",
               counts={"timeouts": 12, "reconnects": 2}),
    )  # fmt: skip
    return shop


def crowded(folder: Path) -> RealShop:
    """Sixty items with long names and big amounts, twelve cuts."""
    shop = RealShop(folder / "crowded.db")
    goods = []
    for n in range(60):
        name = f"农家自制土法压榨一级浓香压榨花生油礼盒装{n}号" if n % 3 else f"第{n}号"
        goods.append((f"I{n:02}", name, f"69010000{n:05}", 123_450 + n * 777))
    shop.list_goods(*goods)
    shop.say(commands.TakeOpening, goods={g[0]: 500 for g in goods}, money={"cashbox": 9_876_543})
    held = {g[0]: 500 for g in goods}
    box = 9_876_543
    for n in range(12):
        shop.pass_minutes(40)
        shop.say(commands.WriteOffGoods, item="I01", quantity=1, reason="expired")
        held["I01"] -= 1
        for k in range(n, 60, 7):
            held[f"I{k:02}"] -= k % 3
        box += (-1) ** n * 150 * n
        shop.cut = close_a_cut(shop, held, box)  # type: ignore[attr-defined]
    for n in range(9):
        shop.scan(f"6955500000{n:03}")
        shop.press("price", 500)
        shop.press("cash")
        shop.press("paid")
        shop.pass_minutes(3)
    return shop


def counting(folder: Path) -> RealShop:
    """A round in the middle: some counted, one not to be found, the box counted."""
    shop = crowded_goods(RealShop(folder / "counting.db"), 30)
    for item, counted in (("I00", 17), ("I01", 9), ("I02", 6), ("I03", 22)):
        shop.say(commands.CountItem, cut=shop.cut, item=item, counted=counted)  # type: ignore[attr-defined]
    shop.say(commands.CountBox, cut=shop.cut, fen=11_300)  # type: ignore[attr-defined]
    return shop


def crowded_goods(shop: RealShop, count: int) -> RealShop:
    """List goods of everyday names, with cases, and open a round."""
    names = (
        "红烧牛肉面",
        "酱油 500 毫升",
        "土鸡蛋 10 枚",
        "加碘盐 400 克",
        "农家压榨花生油礼盒装五升",
    )
    for n in range(count):
        item = f"I{n:02}"
        shop.say(
            commands.ListItem, item=item, name=names[n % 5] + ("" if n < 5 else f" {n}"),
            unit="g" if n == 7 else "each", codes=(f"69010000{n:05}",),
            case_codes={f"169010000{n:05}": 12} if n % 2 == 0 else {},
            shelf_group="第二排货架" if n < 12 else "第三排货架",
        )  # fmt: skip
        shop.say(commands.MarkPrice, item=item, fen=450 + 50 * n)
    shop.say(
        commands.TakeOpening, goods={f"I{n:02}": 20 for n in range(count)}, money={"cashbox": 6000}
    )
    shop.say(commands.OpenCut)
    shop.cut = open_cut_of(shop)  # type: ignore[attr-defined]
    return shop


@contextmanager
def served(shop: RealShop, settings: WebSettings | None = None) -> Iterator[str]:
    """Serve a shop's pages on a free port of this machine."""
    texts.compile_all()
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(shop, settings)  # type: ignore[arg-type]
    let_in(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)


def pages(shop: RealShop) -> dict[str, str]:
    """Name every page that a shop can show now."""
    item = next(iter(shop.catalogue.items), None)
    found = {
        "v-home": "/volunteer/", "v-pick": "/volunteer/receive", "v-prices": "/volunteer/prices",
        "v-list": "/volunteer/list-item", "v-unknown": "/volunteer/unknown", "v-cut": "/volunteer/cut",
        "o-today": "/office/", "o-statements": "/office/statements", "o-goods": "/office/goods",
        "o-devices": "/office/devices", "o-book": "/office/book",
    }  # fmt: skip
    if item:
        found |= {
            "v-receive": f"/volunteer/receive?item={item}", "v-writeoff": f"/volunteer/write-off?item={item}",
            "v-price": f"/volunteer/prices/{item}", "v-name": "/volunteer/unknown/6900000000014",
        }  # fmt: skip
    if shop.path.name.startswith("counting"):
        return {
            f"v-{name}": f"/volunteer/cut/{name}"
            for name in ("shelf", "recount", "box", "qr", "collect", "close", "cancel")
        } | {"v-cut": "/volunteer/cut", "v-weigh": "/volunteer/cut/shelf?item=I07", "v-home": "/volunteer/",
             "v-done": "/volunteer/cut/shelf?item=I00"}  # fmt: skip
    cut = getattr(shop, "cut", None)
    if cut:
        found |= {
            "o-statement": f"/office/statements/{cut}", "v-closed": f"/volunteer/cut/{cut}/closed",
            "o-part": f"/office/statements/{cut}/part/undeclared",
        }  # fmt: skip
    return found


def take(
    browser: Any, base: str, name: str, path: str, folder: Path, sizes: list[str], lang: str
) -> None:
    """Take the picture of one page at each size."""
    for size in sizes:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=1
        )
        context.add_cookies([{"name": "lang", "value": lang, "url": base}])
        page = context.new_page()
        page.goto(base + path)
        page.screenshot(path=str(folder / f"{name}-{size}-{lang}.png"), full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            print(f"{name} {size} {lang}: {wide} px wide")
        context.close()


def main(folder: Path, word: str = "") -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temp, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        makers: dict[str, Any] = {
            "typical": typical,
            "counting": counting,
            "crowded": crowded,
            "empty": lambda f: RealShop(f / "empty.db"),
        }
        for kind, make in makers.items():
            shop = make(Path(temp))
            with served(shop) as base:
                for name, path in pages(shop).items():
                    full = f"{kind}-{name}"
                    if word not in full:
                        continue
                    sizes = ["phone"] if name.startswith("v-") else ["desk", "phone"]
                    for lang in LANGS if kind in ("typical", "counting") else ("zh_CN",):
                        take(browser, base, full, path, folder, sizes, lang)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
