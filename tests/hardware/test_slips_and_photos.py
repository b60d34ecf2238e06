"""A whole shop with a printer and a camera: from the button to the paper, the photo and the book."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.twins.paper import Sheet, read_sheets
from hardware.twins.printer import TwinPrinter
from shop.clock import SystemClock
from shop.commands import ListItem, MarkPrice
from shop.config import load
from shop.device_commands import TakeShelfPhoto
from shop.inputs import Pressed, Scanned
from shop.main import Running, compose
from shop.queries import ious, journal, photos
from tests.failures import proves

RICE = "6901028075831"
#: Only a broken test waits so long.
PATIENCE_S = 20


def until(what: Callable[[], Any]) -> Any:
    pause = threading.Event()
    end_s = time.monotonic() + PATIENCE_S
    while not (found := what()):
        assert time.monotonic() < end_s
        pause.wait(0.02)
    return found


@pytest.fixture
def shops(tmp_path: Path) -> Iterator[Callable[[str], Running]]:
    made: list[Running] = []

    def make(text: str) -> Running:
        path = tmp_path / "tongxin.toml"
        path.write_text(f'[book]\npath = "book.db"\n[web]\nport = 0\n{text}', "utf-8")
        made.append(compose(load(path)))
        made[-1].start()
        return made[-1]

    yield make
    for shop in made:
        shop.stop()


def press(shop: Running, button: str, value: Any = None) -> None:
    """Press a button of the screen that shows now."""
    door = shop.door
    door.ask(Pressed(f"{door.screen.shown.press}.{door.fresh_id()}", button, value=value))


def owe(shop: Running) -> None:
    """Let a resident take rice and pay later."""
    door = shop.door
    door.ask(ListItem(door.fresh_id(), "rice", "大米", codes=(RICE,)))
    door.ask(MarkPrice(door.fresh_id(), "rice", 350))
    assert shop._inbox.offer(Scanned("scanner", RICE))
    until(lambda: door.screen.shown.view.lines)
    press(shop, "iou")
    press(shop, "iou", "fish")


def test_a_resident_who_pays_later_holds_a_slip_that_offers_the_note(
    shops: Callable[[str], Running], tmp_path: Path
):
    twin = TwinPrinter(str(tmp_path / "printer"), SystemClock()).start()
    shop = shops(f'[devices.printer]\ndriver = "escpos"\nport = "{twin.port.link}"\n')
    owe(shop)
    sheet: Sheet = until(lambda: twin.sheets and twin.sheets[0])
    assert "3.50" in sheet.text
    assert "fish" not in sheet.text, "a lost slip names nobody"
    press(shop, "done")
    until(lambda: shop.door.screen.shown.view.phase == "idle")
    assert shop._inbox.offer(Scanned("scanner", sheet.qr[0]))
    until(lambda: shop.door.screen.shown.view.note == "fish")
    twin.close()


@proves("printer", "escpos")
def test_without_paper_the_sale_stands_and_the_kiosk_says_so(
    shops: Callable[[str], Running], tmp_path: Path
):
    twin = TwinPrinter(str(tmp_path / "printer"), SystemClock()).start()
    twin.model.load(0)
    shop = shops(f'[devices.printer]\ndriver = "escpos"\nport = "{twin.port.link}"\n')
    until(lambda: "printer" in shop.door.screen.shown.view.trouble)
    owe(shop)
    with shop.door.reading() as book:
        (note,) = ious.open_ious(book)
        assert note.owed_fen == 350
    assert twin.sheets == []
    twin.close()


def test_a_receipt_comes_only_where_the_shop_wants_it(
    shops: Callable[[str], Running], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # A file answers no question and is printed to at once: nothing has to be waited for.
    monkeypatch.setattr("hardware.drivers.escpos_printer.MISSES_MAX", 1)
    monkeypatch.setattr("hardware.drivers.escpos_printer.PRINT_MS", 0)
    paper = tmp_path / "slips.bin"
    paper.touch()
    printer = f'[devices.printer]\ndriver = "escpos"\nport = "{paper}"\n'
    shop = shops(printer + '[slips]\nreceipt = "always"\n')
    owe(shop)
    until(lambda: len(read_sheets(paper.read_bytes())) == 2)
    texts = "\n".join(sheet.text for sheet in read_sheets(paper.read_bytes()))
    assert "谢谢您的诚信" in texts
    assert "大米" in texts


def test_a_photo_that_a_volunteer_asks_for_is_in_the_folder_and_in_the_book(
    shops: Callable[[str], Running], tmp_path: Path
):
    shop = shops('[camera]\nuse = "file"\n')
    id_ = shop.door.fresh_id()
    shop.door.ask(TakeShelfPhoto(id_, "before", "V03"))

    def in_book() -> Any:
        with shop.door.reading() as book:
            return photos.one(book, id_)

    photo = until(in_book)
    kept = (tmp_path / "photos" / photo.file).read_bytes()
    assert (photo.why, photo.by) == ("before", "V03")
    assert photo.sha256 == hashlib.sha256(kept).hexdigest()
    until(lambda: not list((tmp_path / "photos").glob("*.untold")))
    (camera,) = shop.door.health()
    assert (camera.device, camera.state, camera.counts["photos"]) == ("camera", "up", 1)


@proves("camera", "camera")
def test_a_camera_without_pictures_is_said_and_the_till_sells(
    shops: Callable[[str], Running], tmp_path: Path
):
    empty = tmp_path / "pictures"
    empty.mkdir()
    shop = shops(f'[camera]\nuse = "file"\nfolder = "{empty}"\n')
    shop.door.ask(TakeShelfPhoto(shop.door.fresh_id(), "check", "V03"))
    until(lambda: "camera" in shop.door.screen.shown.view.trouble)
    owe(shop)
    with shop.door.reading() as book:
        assert journal.latest(book, "IouNoted") is not None
