"""Takes the pictures of the docs from the real pages of a running demo.

    python -m tests.browser.pictures

Needs Debian's chromium. The demo is the shop itself: its residents' street, its till, its book.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from shop.demo.people import PEOPLE, VOLUNTEER
from tests.browser.kiosk_gallery import take
from tests.e2e.demo import demo

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
DESK, PANEL, PHONE = (1280, 800), (800, 480), (360, 720)
CHROMIUM = "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--disable-gpu"]


def main() -> None:
    """Take all pictures anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        with demo(Path(place), "--seed", "7", "--quiet-street") as running:
            _office(browser, running.pages.address)
            _volunteer(browser, running.pages.address)
            _street(browser, running.pages.address)
        browser.close()
    with tempfile.TemporaryDirectory() as place:
        scenes = {"coach": "kiosk-coach", "unknown": "kiosk-unknown", "thanks": "kiosk-thanks"}
        take(Path(place), ["small"], ["zh_CN"], list(scenes))
        for scene, name in scenes.items():
            (Path(place) / f"{scene}-small-zh_CN.png").replace(FOLDER / f"{name}.png")


def _page(browser: Any, size: tuple[int, int]) -> Any:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", device_scale_factor=1
    )
    return context.new_page()


def _save(page: Any, name: str, whole: bool = False) -> None:
    page.wait_for_timeout(600)
    page.screenshot(path=str(FOLDER / f"{name}.png"), full_page=whole)


def _street(browser: Any, address: str) -> None:
    """Take two goods, scan them, and put some coins in."""
    page = _page(browser, DESK)
    page.goto(f"{address}/street/")
    for item in ("INSTANT", "TEA"):
        page.locator(f"button.good[value={item}]").click()
        page.wait_for_timeout(300)
        page.locator("form[action$='/scan'] button").last.click()
        page.wait_for_timeout(1500)
    page.locator("button.good[value=CANDY]").click()
    _save(page, "street")
    kiosk = _page(browser, PANEL)
    kiosk.goto(f"{address}/kiosk")
    _save(kiosk, "kiosk-basket")
    kiosk.get_by_role("button", name=re.compile("现金")).click()
    for coin in ("500", "100"):
        page.locator(f"form[action$='/drop'] button[value='{coin}']").first.click()
        page.wait_for_timeout(1200)
    _save(kiosk, "kiosk-cash")


def _log_in(page: Any, address: str, code: str, secret: str, door: str) -> None:
    page.goto(f"{address}/login/{door}")
    page.locator("[name=code]").fill(code)
    page.locator("[name=secret]").fill(secret)
    if door == "office":
        page.locator("[name=secret]").press("Enter")
    page.wait_for_url(re.compile("/(office|volunteer)/$"))  # six digits send themselves
    page.wait_for_load_state()


def _office(browser: Any, address: str) -> None:
    coordinator = next(person for person in PEOPLE if "coordinator" in person.roles)
    page = _page(browser, DESK)
    _log_in(page, address, coordinator.code, coordinator.secret, "office")
    page.goto(f"{address}/office/statements")
    page.locator("main a[href*='/office/statements/']").first.click()
    page.wait_for_load_state()
    _save(page, "office-statement")


def _volunteer(browser: Any, address: str) -> None:
    page = _page(browser, PHONE)
    _log_in(page, address, VOLUNTEER.code, VOLUNTEER.secret, "volunteer")
    page.goto(f"{address}/volunteer/")
    _save(page, "volunteer-home")
    page.goto(f"{address}/volunteer/cut")
    page.locator(
        "form[action$='/cut/open'] button, form[action=''] button.go, button.go"
    ).first.click()
    page.wait_for_load_state()
    page.goto(f"{address}/volunteer/cut/shelf")
    _save(page, "volunteer-count")


if __name__ == "__main__":
    sys.exit(main())
