"""A shop whose devices need people, and its pages.

`python -m tests.browser.devices_gallery FOLDER` takes a picture of each page at phone and desk
size, in both languages.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from hardware.camera_sources import DrawnCamera
from shop.device_commands import TakeShelfPhoto
from shop.entries import Draft
from shop.inputs import CreditReading, DeviceFault, HeldNote, PhotoTaken, QrAside
from tests.browser.volunteer_gallery import LANGS, close_a_cut, served, take
from tests.unit.web.real_shop import RealShop, Record, village
from web.shop import WebSettings


def troubled(folder: Path) -> RealShop:
    """A shop with a lost note, change it owes, photos, and devices that want somebody."""
    shop = village(folder / "devices.db")
    shop.cut = close_a_cut(shop, {"EGG": 20, "RICE": 10, "SALT": 40}, 6_000, 5_000)  # type: ignore[attr-defined]
    event = CreditReading("notes", "bv:77", 1, 1, 1, ((1, 1),), held=HeldNote(1, 1_000, "CN10A"))
    shop.ask(event)
    shop.ask(CreditReading("notes", "bv:77", 1, 2, 2, ((0, 1),), unsure=(1,)))
    for fen in (300, 50):
        visit, at_ms = shop.fresh_id(), shop.clock.now().wall_ms
        paid = {"visit": visit, "tender": "cash", "fen": fen, "evidence": "claimed"}
        shop.counter.ledger.append(
            (
                Draft(f"{visit}/paid", "TenderReceived", paid, at_ms),
                Draft(f"{visit}/owed", "ChangeOwed", {"visit": visit, "fen": fen}, at_ms),
            )
        )
        shop.pass_minutes(3)
    photos, camera = folder / "photos", DrawnCamera()
    photos.mkdir()
    for why in ("before", "after", "check"):
        job = shop.fresh_id()
        shop.ask(TakeShelfPhoto(job, why, "volunteer:V03"))
        if why != "check":
            (photos / f"{job}.png").write_bytes(camera.take())
        shop.ask(PhotoTaken("camera", job, f"{job}.png", job.lower().ljust(64, "0"), why))
        shop.pass_minutes(20)
    for fault in (
        DeviceFault("printer", "empty", "the printer has no paper: put in a new roll"),
        DeviceFault("hopper", "jam", "a coin sits in the exit"),
        DeviceFault("coins", "low", "few coins are left"),
    ):
        shop.ask(fault)
    shop.ask(QrAside("wechat", "ORDER1", 888, "4200001", "amount"))
    shop.records = (
        Record("scanner", "up", detail="Newland FM430"),
        Record("printer", "up", port="/dev/usb/lp0", detail="answers",
               counts={"slips": 41, "slips_dropped": 2}),
        Record("hopper", "up", port="/dev/ttyUSB2", detail="Flow-18, no. 4711"),
        Record("coins", "up", port="/dev/ttyUSB2", detail="EMP 800, no. 1042"),
        Record("camera", "up", port="board", counts={"photos": 3}),
        Record("notes", "down", port="/dev/ttyUSB3", counts={"timeouts": 9, "reconnects": 4},
               last_error="notes on /dev/ttyUSB3: no answer: look at its power and its cable"),
    )  # fmt: skip
    return shop


def pages(shop: RealShop) -> dict[str, str]:
    """Name every page that is about devices."""
    from shop.queries import owed

    with shop.reading() as book:
        slip = owed.open_slips(book)[0].owed
    cut = shop.cut  # type: ignore[attr-defined]
    return {
        "v-home": "/volunteer/",
        "v-notes": "/volunteer/notes",
        "v-note": "/volunteer/notes/one?note=bv:77:1:1",
        "v-owed": "/volunteer/owed",
        "v-owed-one": f"/volunteer/owed/one?slip={slip}",
        "v-photos": "/volunteer/photos",
        "v-closed": f"/volunteer/cut/{cut}/closed",
        "o-today": "/office/",
        "o-devices": "/office/devices",
    }


def main(folder: Path) -> None:
    """Take all pictures."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temp, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        shop = troubled(Path(temp))
        settings = WebSettings(photos=Path(temp) / "photos", slips=True)
        with served(shop, settings) as base:
            for name, path in pages(shop).items():
                for lang in LANGS:
                    take(browser, base, f"devices-{name}", path, folder, ["phone", "desk"], lang)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
