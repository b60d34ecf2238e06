"""A pay-later slip under the scanner, a cut's slip, a photo on request, a note nobody knows of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shop.device_commands import PrintCutSlip, SettleNote, TakeShelfPhoto
from shop.effects import PrintSlip, TakePhoto
from shop.errors import MalformedInput
from shop.inputs import HeldNote, PhotoTaken, QrAside
from shop.ious import slip_text
from shop.queries import ious, tasks
from shop.slips import SlipRules
from tests.unit.counter.a_shop import Shop
from tests.unit.counter.test_ious import owe


def with_printer(shop: Shop) -> Shop:
    shop.counter.slips = SlipRules(name="同心小店")
    return shop


class TestSlipUnderTheScanner:
    def test_at_the_idle_screen_it_offers_its_note_and_the_coins_pay_it(self):
        shop = Shop()
        iou = owe(shop, "rice", "plum")
        shop.scan(slip_text(iou))
        assert (shop.view.phase, shop.view.note) == ("repay", "plum")
        shop.coin(500)
        shop.press("done")
        assert ious.open_ious(shop.connection) == ()
        assert shop.last("IouRepaid").body["iou"] == iou
        shop.verify()

    def test_without_a_nickname_it_is_called_by_its_short_code(self):
        shop = Shop()
        iou = owe(shop, "rice")
        shop.scan(slip_text(iou))
        assert shop.view.note == iou.partition("/")[0][-4:]

    def test_it_is_no_goods_and_writes_nothing(self):
        shop = Shop()
        iou = owe(shop, "rice")
        head = shop.ledger.head_seq
        shop.scan(slip_text(iou))
        assert shop.ledger.head_seq == head
        assert shop.view.lines == ()

    def test_while_somebody_is_at_the_till_it_has_to_wait(self):
        shop = Shop()
        iou = owe(shop, "rice")
        shop.scan("soap", slip_text(iou))
        assert (shop.view.phase, shop.view.notice) == ("basket", "slip_later")
        assert len(shop.view.lines) == 1

    def test_one_that_is_paid_thanks_and_an_unknown_one_is_for_a_volunteer(self):
        shop = Shop()
        iou = owe(shop, "rice")
        shop.scan(slip_text(iou))
        shop.coin(350)
        shop.press("done")
        shop.scan(slip_text(iou))
        assert (shop.view.phase, shop.view.notice) == ("idle", "slip_paid")
        for text in ("01NOBODY/iou", "", "'; DROP TABLE journal; --"):
            shop.scan(slip_text(text))
            assert (shop.view.phase, shop.view.notice) == ("idle", "slip_unknown")


class TestCutSlip:
    def test_it_says_what_was_counted_and_where_the_book_stood(self):
        shop = with_printer(Shop())
        cut = shop.cut(box_off=-150, take=2_000)
        shop.heard.clear()
        shop.say(PrintCutSlip, cut)
        (slip,) = [one for one in shop.heard if isinstance(one, PrintSlip)]
        rows = dict(slip.rows)
        assert (slip.kind, rows["差额"]) == ("cut", "-1.50")
        assert rows["装袋取走"] == "20.00"
        digest = shop.last("CutClosed").digest.hex()
        assert digest[:4] in slip.foot[0]

    def test_the_same_button_twice_prints_once(self):
        shop = with_printer(Shop())
        cut = shop.cut()
        shop.heard.clear()
        id_ = shop.id()
        shop.say(PrintCutSlip, cut, id=id_)
        assert shop.say(PrintCutSlip, cut, id=id_).repeated
        assert len([one for one in shop.heard if isinstance(one, PrintSlip)]) == 1

    def test_an_open_round_has_none(self):
        shop = with_printer(Shop())
        cut = shop.open_cut()
        for other in (cut, "nothing"):
            with pytest.raises(MalformedInput):
                shop.say(PrintCutSlip, other)

    def test_without_a_printer_the_wish_is_in_the_book_and_nothing_else_happens(self):
        shop = Shop()
        cut = shop.cut()
        shop.heard.clear()
        shop.say(PrintCutSlip, cut)
        assert shop.heard == []


class TestPhoto:
    def test_who_asked_is_in_the_book_and_so_is_the_photos_digest(self):
        shop = Shop()
        shop.say(TakeShelfPhoto, "before", by="volunteer:v01")
        asked = shop.last("DeviceNoted")
        assert (asked.body["what"], asked.actor) == ("photo_asked", "volunteer:v01")
        wish = shop.heard[-1]
        assert wish == TakePhoto(asked.id, "before")
        photo = PhotoTaken("camera", wish.job, f"{wish.job}.jpg", "ab" * 32, "before")
        assert not shop.counter.handle(photo).repeated
        assert shop.counter.handle(photo).repeated
        assert shop.last("DeviceNoted").body["sha256"] == "ab" * 32
        shop.verify()

    @pytest.mark.parametrize("bad", [{"why": "spy"}, {"id": "../../book"}])
    def test_nothing_else_is_photographed_and_no_file_is_called_otherwise(
        self, bad: dict[str, str]
    ):
        shop = Shop()
        with pytest.raises(MalformedInput):
            shop.say(TakeShelfPhoto, bad.get("why", "check"), **{"id": bad.get("id")})
        assert shop.heard == []


class TestNotes:
    def lost(self) -> Shop:
        """A note of 10 yuan that lay in escrow when the machine lost its power."""
        shop = Shop()
        reading = replace(shop.reading(), device="notes", serial="bv:77")
        held = replace(reading, credit_no=1, held=HeldNote(1, 1_000, "CN10A"))
        shop.counter.handle(held)
        shop.counter.handle(replace(reading, credit_no=2, unsure=(1,)))
        return shop

    def test_it_is_a_task_with_what_it_is_worth(self):
        (note,) = tasks.unsure_notes(self.lost().connection)
        assert (note.note, note.device, note.fen) == ("bv:77:1:1", "notes", 1_000)

    @pytest.mark.parametrize("found", ["box", "back", "nowhere"])
    def test_what_a_person_found_ends_the_task_and_moves_no_money(self, found: str):
        shop = self.lost()
        before = shop.place("cashbox")
        shop.say(SettleNote, "bv:77:1:1", found, by="volunteer:v01")
        assert tasks.unsure_notes(shop.connection) == ()
        settled = shop.last("DeviceNoted")
        assert (settled.body["why"], settled.actor) == (found, "volunteer:v01")
        assert shop.place("cashbox") == before
        shop.verify()

    def test_it_is_settled_once_and_never_with_another_word(self):
        shop = self.lost()
        for note, found in (("bv:77:1:1", "pocket"), ("bv:77:1:9", "box")):
            with pytest.raises(MalformedInput):
                shop.say(SettleNote, note, found)
        shop.say(SettleNote, "bv:77:1:1", "box")
        with pytest.raises(MalformedInput):
            shop.say(SettleNote, "bv:77:1:1", "back")


def test_a_payment_that_fits_no_order_is_listed_for_a_coordinator():
    shop = Shop()
    shop.counter.handle(QrAside("wechat", "ORDER1", 888, "4200001", "amount"))
    (aside,) = tasks.aside_payments(shop.connection)
    assert (aside.gateway, aside.fen, aside.why) == ("wechat", 888, "amount")
