"""Pages around devices: lost notes, change the shop owes, photos, slips, and how each device is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.camera_sources import DrawnCamera
from hardware.health import Health
from shop.clock import Now
from shop.effects import PrintSlip, TakePhoto
from shop.entries import Draft
from shop.inputs import (
    CreditReading,
    DeviceFault,
    DeviceUp,
    HeldNote,
    PhotoTaken,
    QrAside,
)
from shop.queries import troubles
from shop.queries.troubles import Fault
from shop.slips import SlipRules
from tests import texts
from tests.unit.web.real_shop import RealShop, Record, let_in, village
from web import create_app
from web.device_lines import FAULTS, device_lines
from web.shop import WebSettings


def browser(shop: RealShop, settings: WebSettings | None = None) -> Any:
    """Return the browser of somebody who is logged in."""
    texts.compile_all()
    app = create_app(shop, settings)
    app.config["WTF_CSRF_ENABLED"] = False
    let_in(app)
    return app.test_client()


class Pages:
    """A volunteer's browser at a shop with a printer and a camera."""

    def __init__(self, shop: RealShop, folder: Path) -> None:
        self.shop, self.folder = shop, folder
        self.heard: list[Any] = []
        shop.counter.devices = self.heard.append
        shop.counter.slips = SlipRules(name="同心小店")
        self.client = browser(shop, WebSettings(photos=folder, slips=True))

    def get(self, path: str) -> str:
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, answer.status
        return answer.get_data(as_text=True)

    def post(self, path: str, **form: str) -> str:
        form.setdefault("id", self.shop.fresh_id())
        answer = self.client.post(path, data=form, follow_redirects=True)
        assert answer.status_code in (200, 400), answer.status
        return answer.get_data(as_text=True)


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    folder = tmp_path / "photos"
    folder.mkdir()
    shop = village(tmp_path / "shop.db")
    yield Pages(shop, folder)
    shop.connection.close()


def lose_a_note(shop: RealShop) -> str:
    """Let a machine lose sight of a note of 10 yuan in its mouth."""
    reading = CreditReading("notes", "bv:77", 1, 1, 1, ((1, 1),))
    held = CreditReading("notes", "bv:77", 1, 1, 1, ((1, 1),), held=HeldNote(1, 1_000, "CN10A"))
    shop.ask(held)
    shop.ask(CreditReading("notes", reading.serial, 1, 2, 2, ((0, 1),), unsure=(1,)))
    return "bv:77:1:1"


class TestLostNotes:
    def test_it_stands_on_the_first_page_and_is_settled_there(self, pages: Pages):
        note = lose_a_note(pages.shop)
        assert "待查找的纸币" in pages.get("/volunteer/")
        assert "10.00" in pages.get("/volunteer/notes")
        form = pages.get(f"/volunteer/notes/one?note={note}")
        assert "在钱箱里" in form
        pages.post("/volunteer/notes/one", note=note, found="box")
        assert "每张纸币都有着落" in pages.get("/volunteer/notes")
        assert "待查找的纸币" not in pages.get("/volunteer/")

    def test_without_a_choice_nothing_is_recorded(self, pages: Pages):
        note = lose_a_note(pages.shop)
        assert "还没有记下" in pages.post("/volunteer/notes/one", note=note)
        assert "10.00" in pages.get("/volunteer/notes")

    def test_the_same_form_again_shows_what_it_did(self, pages: Pages):
        note, id_ = lose_a_note(pages.shop), pages.shop.fresh_id()
        for _ in range(2):
            answer = pages.post("/volunteer/notes/one", note=note, found="back", id=id_)
        assert "已记下" in answer
        missing = pages.client.get("/volunteer/notes/one?note=nothing")
        assert missing.status_code == 404


class TestOwedChange:
    def owe(self, shop: RealShop) -> str:
        """Let the shop owe 3 yuan of a sale that was paid too much."""
        visit = shop.fresh_id()
        at_ms = shop.clock.now().wall_ms
        paid = {"visit": visit, "tender": "cash", "fen": 300, "evidence": "claimed"}
        with shop.lock:
            shop.counter.ledger.append(
                (
                    Draft(f"{visit}/paid", "TenderReceived", paid, at_ms),
                    Draft(f"{visit}/owed", "ChangeOwed", {"visit": visit, "fen": 300}, at_ms),
                )
            )
        return visit

    def test_who_brings_the_slip_gets_the_money_once(self, pages: Pages):
        visit = self.owe(pages.shop)
        number = visit[-6:]
        assert "小店欠的找零" in pages.get("/volunteer/")
        assert number in pages.get("/volunteer/owed")
        one = pages.get(f"/volunteer/owed/one?slip={visit}/owed")
        assert number in one
        assert "3.00" in one
        id_ = pages.shop.fresh_id()
        pages.post("/volunteer/owed/one", slip=f"{visit}/owed", id=id_)
        assert "小店没有欠谁的钱" in pages.get("/volunteer/owed")
        again = pages.client.post("/volunteer/owed/one", data={"slip": f"{visit}/owed", "id": id_})
        assert again.status_code == 303
        other = {"slip": f"{visit}/owed", "id": pages.shop.fresh_id()}
        assert pages.client.post("/volunteer/owed/one", data=other).status_code == 404


class TestPhotos:
    def take(self, pages: Pages, why: str = "before") -> str:
        """Ask for a photo on the page, and let the camera take it."""
        pages.post("/volunteer/photos", why=why)
        wish = pages.heard[-1]
        assert isinstance(wish, TakePhoto)
        (pages.folder / f"{wish.job}.png").write_bytes(DrawnCamera().take())
        pages.shop.ask(PhotoTaken("camera", wish.job, f"{wish.job}.png", "ab" * 32, why))
        return wish.job

    def test_a_volunteer_asks_for_one_and_sees_it(self, pages: Pages):
        waiting = pages.post("/volunteer/photos", why="before")
        assert "http-equiv" in waiting
        job = self.take(pages, "after")
        page = pages.get("/volunteer/photos")
        assert f"/volunteer/photos/{job}" in page
        assert "补货后" in page
        assert "abababab" in page

    def test_it_is_kept_out_of_every_cache_and_from_everybody_else(self, pages: Pages):
        job = self.take(pages)
        answer = pages.client.get(f"/volunteer/photos/{job}")
        assert answer.mimetype == "image/png"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        stranger = create_app(pages.shop, WebSettings(photos=pages.folder)).test_client()
        for path in (f"/volunteer/photos/{job}", "/volunteer/photos"):
            assert stranger.get(path).status_code == 303

    def test_no_address_leads_to_another_file(self, pages: Pages):
        (pages.folder.parent / "secret.png").write_bytes(b"\x89PNG")
        outside = PhotoTaken("camera", "JOBX", "../secret.png", "ab" * 32, "check")
        pages.shop.ask(outside)
        pages.shop.ask(PhotoTaken("camera", "JOBY", "JOBY.svg", "ab" * 32, "check"))
        (pages.folder / "JOBY.svg").write_text("<svg/>")
        for job in ("JOBX", "JOBY", "..%2Fsecret.png", "nothing"):
            assert pages.client.get(f"/volunteer/photos/{job}").status_code == 404

    def test_a_deleted_one_keeps_its_line(self, pages: Pages):
        job = self.take(pages)
        (pages.folder / f"{job}.png").unlink()
        assert "照片已删除" in pages.get("/volunteer/photos")
        assert pages.client.get(f"/volunteer/photos/{job}").status_code == 404

    def test_one_that_never_came_is_said(self, pages: Pages):
        pages.post("/volunteer/photos", why="check")
        pages.shop.pass_minutes(2)
        assert "再拍一次" in pages.get("/volunteer/photos")

    def test_for_anything_else_there_is_no_button(self, pages: Pages):
        before = len(pages.heard)
        pages.post("/volunteer/photos", why="spy")
        assert len(pages.heard) == before

    def test_without_a_camera_there_is_no_page(self, pages: Pages):
        client = browser(pages.shop)
        assert client.get("/volunteer/photos").status_code == 404
        assert client.get("/volunteer/photos/JOB").status_code == 404
        assert "货架照片" not in client.get("/volunteer/").get_data(as_text=True)


class TestCutSlip:
    def test_the_button_after_closing_prints_it(self, pages: Pages):
        from tests.browser.volunteer_gallery import close_a_cut

        cut = close_a_cut(pages.shop, {"EGG": 20, "RICE": 10, "SALT": 40}, 6_000, 5_000)
        assert "打印本次盘点小票" in pages.get(f"/volunteer/cut/{cut}/closed")
        assert "小票正在打印" in pages.post(f"/volunteer/cut/{cut}/slip")
        assert isinstance(pages.heard[-1], PrintSlip)
        assert "没有打印" in pages.post("/volunteer/cut/nothing/slip")

    def test_without_a_printer_there_is_no_button(self, pages: Pages):
        assert browser(pages.shop).post("/volunteer/cut/any/slip").status_code == 404


class TestDevices:
    NOW = Now(1_000_000_000, 5_000)

    def line(self, state: str, fault: Fault | None = None, trouble: tuple[str, ...] = ()) -> Any:
        faults = {fault.device: fault} if fault else {}
        record = Record("printer", state, last_error="printer on lp0: gone")
        (line,) = device_lines([record], self.NOW, frozenset(trouble), faults)
        return line

    @pytest.mark.parametrize("code", [code for code in FAULTS if code not in ("low", "noise")])
    def test_a_fault_that_stops_it_says_what_to_do(self, code: str):
        fault = Fault("printer", code, "as the driver saw it", 999_000_000)
        line = self.line("up", fault, ("printer",))
        assert (line.state, line.remedy) == FAULTS[code]
        assert (line.fine, line.since_ms, line.said) == (False, 999_000_000, fault.detail)

    def test_little_paper_is_said_for_a_day(self):
        young = Fault("printer", "low", "", self.NOW.wall_ms - 3_600_000)
        old = Fault("printer", "low", "", self.NOW.wall_ms - 25 * 3_600_000)
        assert self.line("up", young).state == FAULTS["low"][0]
        assert self.line("up", old).fine

    def test_a_fault_that_is_over_is_not_shown(self):
        assert self.line("up", Fault("printer", "jam", "", 0)).fine

    def test_one_that_is_gone_says_so_before_any_fault(self):
        line = self.line("down", Fault("printer", "low", "", self.NOW.wall_ms), ("printer",))
        assert (line.fine, line.said) == (False, "printer on lp0: gone")

    def test_trouble_without_a_word_needs_a_look(self):
        line = self.line("up", None, ("printer",))
        assert not line.fine
        assert line.remedy

    def test_a_jam_is_not_hidden_by_a_later_word_nor_by_being_not_needed(self):
        noise = Fault("coins", "noise", "unreadable", self.NOW.wall_ms)
        record = Health("coins", "p", "up", 0, {}, "", "", "jam", "self-check says 5", 4_000)
        for trouble in (frozenset({"coins"}), frozenset[str]()):
            (line,) = device_lines([record], self.NOW, trouble, {"coins": noise})
            assert (line.state, line.remedy) == FAULTS["jam"]
            assert (line.fine, line.said) == (False, "self-check says 5")
            assert line.since_ms == self.NOW.wall_ms - 1_000

    def test_the_pages_say_it_in_the_readers_words(self, pages: Pages):
        pages.shop.records = (Record("printer", "up", counts={"slips_dropped": 2}),)
        pages.shop.ask(DeviceFault("printer", "empty", "the printer has no paper"))
        for path in ("/office/devices", "/office/", "/volunteer/"):
            page = pages.get(path)
            assert "打印机换纸" in page, path
        assert "未打印的小票 2" in pages.get("/office/devices")
        pages.shop.ask(DeviceFault("printer", "ok"))
        assert "打印机换纸" not in pages.get("/office/devices")

    def test_the_book_keeps_the_last_word_of_each(self, pages: Pages):
        shop = pages.shop
        shop.ask(DeviceFault("printer", "low", "little paper"))
        shop.ask(DeviceFault("hopper", "jam", "stuck"))
        shop.ask(DeviceFault("hopper", "ok"))
        shop.ask(DeviceUp("printer"))
        with shop.reading() as reading:
            found = troubles.last_faults(reading)
        assert set(found) == {"printer"}

    def test_payments_set_aside_are_the_coordinators(self, pages: Pages):
        pages.shop.ask(QrAside("wechat", "ORDER1", 888, "4200001", "amount"))
        page = pages.get("/office/")
        assert "金额与应付不同" in page
        assert "8.88" in page
        assert "搁置的收款" not in pages.get("/volunteer/")


def test_the_book_page_says_in_words_what_devices_did(pages: Pages):
    lose_a_note(pages.shop)
    pages.shop.ask(DeviceFault("printer", "jam", "paper is stuck"))
    pages.shop.ask(DeviceFault("printer", "ok"))
    pages.post("/volunteer/photos", why="check")
    page = pages.get("/office/book")
    for words in ("打印机", "卡住了", "故障解除", "要求拍照", "读数"):
        assert words in page, words
    assert "fault:" not in page
