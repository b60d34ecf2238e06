"""Every screen of the kiosk, empty, typical and crowded; run it to take their pictures."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from shop.till.view import View
from tests.unit.web.kiosk_fake import CROWDED, TYPICAL, FakeShop, view
from web import create_app, server
from web.shop import WebSettings

SIZES = {"small": (800, 480), "middle": (1024, 600), "large": (1280, 800), "phone": (360, 780)}
MORE = {"fund": "fund", "change": "change"}

#: Aliases of open notes: a resident's own words, so of no language here.
ALIASES = ("A3", "B7", "C1", "D 5", "0123456789-0123456789", "E2", "F9", "G4", "88")
NOTES = tuple((f"{number}/iou", alias) for number, alias in enumerate(ALIASES))

#: What providers' codes say: as long as real ones.
CODES = (
    ("wechat", "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"),
    ("alipay", "https://qr.alipay.com/bax03431ljhokirwl38f00a7"),
)

#: Name → (view, query).
SCENES: dict[str, tuple[View, str]] = {
    "idle": (view(), ""),
    "idle_trouble": (view(trouble=("scanner",)), ""),
    "idle_goods": (view(), "?show=tiles"),
    "basket": (view("basket", TYPICAL, without=("done",)), ""),
    "basket_crowded": (view("basket", CROWDED, without=("done",)), ""),
    "basket_middle": (view("basket", CROWDED, without=("done",)), "?page=1"),
    "basket_goods": (view("basket", TYPICAL, without=("done",), trouble=("coins",)), "?show=tiles"),
    "unknown": (view("unknown", TYPICAL, unknown_code="6901234567892", notice="price_first"), ""),
    "coins": (view("cash", TYPICAL, machine=True, money_fen=1550, without=("paid",)), ""),
    "coins_over": (
        view("cash", TYPICAL, machine=True, money_fen=2150, change="none", without=("paid",)),
        "",
    ),
    "coins_crowded": (
        view("cash", CROWDED, machine=True, money_fen=98_760, without=("paid",)),
        "",
    ),
    "coach": (view("cash", TYPICAL, without=("done",)), ""),
    "coach_crowded": (view("cash", CROWDED, without=("done",)), ""),
    "coach_other": (view("cash", TYPICAL, without=("done",)), "?show=other"),
    "qr": (view("qr", TYPICAL), ""),
    "qr_crowded": (view("qr", CROWDED), ""),
    "qr_code": (view("qr", TYPICAL, qr="codes", codes=CODES[:1], takes_codes=True), ""),
    "qr_two_codes": (view("qr", CROWDED, qr="codes", codes=CODES, takes_codes=True), ""),
    "qr_asking": (view("qr", TYPICAL, qr="asking", takes_codes=True), ""),
    "qr_waiting": (
        view("qr", TYPICAL, qr="waiting", notice="code_waits", without=("paid",)),
        "",
    ),
    "qr_none": (view("qr", TYPICAL, qr="none", trouble=("wechat",)), ""),
    "iou": (view("iou", TYPICAL), ""),
    "iou_number": (view("iou", CROWDED), "?word=lantern"),
    "credit": (view("credit", money_fen=500, notice="resumed", notice_fen=500), ""),
    "give": (view("give", price_tiles_fen=(100, 200, 500, 1000, 2000, 5000)), ""),
    "give_machine": (view("give", machine=True, money_fen=350, without=("paid",)), ""),
    "repay": (view("repay", price_tiles_fen=(100, 200, 500, 1000, 2000, 5000)), ""),
    "repay_notes": (view("repay", notes=NOTES, without=("paid", "done")), ""),
    "repay_note": (
        view("repay", note="C1", price_tiles_fen=(100, 200, 500, 1000, 2000, 5000)),
        "",
    ),
    "thanks": (view("thanks", TYPICAL, money_fen=2100, undo_s=58, without=("fund", "change")), ""),
    "thanks_falling": (
        view(
            "thanks",
            TYPICAL,
            money_fen=2500,
            change="hopper",
            falling=True,
            notice="change_falls",
            notice_fen=400,
            without=("undo", "fund", "change", "owe", "done"),
        ),
        "",
    ),
    "thanks_no_coins": (
        view(
            "thanks",
            TYPICAL,
            money_fen=2150,
            change="hopper",
            short=True,
            notice="change_short",
            notice_fen=50,
            without=("undo",),
        ),
        "",
    ),
    "thanks_hopper": (
        view("thanks", TYPICAL, money_fen=2500, undo_s=58, change="hopper", without=("owe",)),
        "",
    ),
    "thanks_over": (view("thanks", CROWDED, money_fen=123_500, undo_s=58), ""),
    "thanks_short": (
        view("thanks", TYPICAL, money_fen=1900, undo_s=7, without=("fund", "change")),
        "",
    ),
    "thanks_iou": (
        view("thanks", TYPICAL, iou_fen=2100, undo_s=60, without=("fund", "change")),
        "",
    ),
    "closed": (view("closed", buttons=frozenset({"help"}), trouble=("book",)), ""),
}


@contextmanager
def serving(shop: Any, **settings: Any) -> Iterator[str]:
    """Serve a shop on a free port of this machine."""
    settings.setdefault("qr_text", "https://pay.example/s/tongxin-0001")
    made = server(create_app(shop, WebSettings(**settings)), port=0)

    def run() -> None:
        with suppress(OSError):  # closed while it waited: this is how it ends
            made.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.effective_port}"
    finally:
        made.close()
        thread.join(5)


def take(out: Path, sizes: list[str], langs: list[str], only: list[str]) -> None:
    """Take the pictures."""
    from playwright.sync_api import sync_playwright

    shop = FakeShop()
    with serving(shop) as address, sync_playwright() as playwright:
        args = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=args)
        for lang in langs:
            for size in sizes:
                width, height = SIZES[size]
                context = browser.new_context(viewport={"width": width, "height": height})
                page = context.new_page()
                page.goto(f"{address}/language/{lang}?then=/kiosk")
                for name, (shown, query) in SCENES.items():
                    if only and name not in only:
                        continue
                    page.goto("about:blank")
                    shop.screen.publish(shown)
                    page.goto(f"{address}/kiosk{query}")
                    page.wait_for_timeout(150)
                    page.screenshot(path=str(out / f"{name}-{size}-{lang}.png"))
                context.close()


if __name__ == "__main__":
    _out, _sizes, _langs, *_only = sys.argv[1:]
    Path(_out).mkdir(parents=True, exist_ok=True)
    take(Path(_out), _sizes.split(","), _langs.split(","), _only)
