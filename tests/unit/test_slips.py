"""What stands on slips of paper, in the shop's own language and as wide as the paper."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hardware.codecs import escpos
from hardware.twins.paper import Sheet, read_sheets
from shop import slips
from shop.effects import PrintSlip
from shop.ious import of_slip, slip_text

NOW_MS = 1_790_000_000_000
AT = slips.moment(NOW_MS, "Asia/Shanghai")


@dataclass(frozen=True)
class Line:
    name: str
    quantity: int
    unit: str
    fen: int
    name_en: str | None = None


RICE = Line("大米", 750, "g", 450, "Rice")
WATER = Line("农夫山泉 550ml", 2, "each", 400)
SALT = Line("食盐", 1, "each", 250, "Salt")


def printed(slip: PrintSlip, columns: int = 32) -> Sheet:
    """Return a slip as it comes out of a printer."""
    data = escpos.slip(slip.title, slip.rows, slip.foot, slip.qr, columns=columns, cut=True)
    (sheet,) = read_sheets(data)
    assert all(len(line.encode("gbk")) <= columns for line in sheet.lines)
    return sheet


def test_a_moment_is_told_on_the_shops_own_clock():
    assert AT == "2026-09-21 22:13"
    assert slips.moment(NOW_MS, "UTC") == "2026-09-21 14:13"
    assert slips.day(NOW_MS + 2 * 3_600_000, "Asia/Shanghai") == "2026-09-22"


def test_a_receipt_names_what_was_taken_and_thanks():
    slip = slips.receipt("同心小店", (RICE, WATER, SALT), 1_100, 1_500, 400, AT, "zh_CN")
    assert printed(slip).lines == (
        "同心小店",
        "-" * 32,
        "大米 750g                   4.50",
        "农夫山泉 550ml × 2         4.00",
        "食盐                        2.50",
        "合计                       11.00",
        "收到                       15.00",
        "找零                        4.00",
        "-" * 32,
        "2026-09-21 22:13",
        "谢谢您的诚信。",
    )


def test_in_english_too():
    text = printed(slips.receipt("Tongxin", (RICE, SALT), 700, 700, 0, AT, "en")).text
    assert "Rice 750g" in text
    assert "Salt" in text
    assert "Thank you for your honesty." in text
    assert "Change" not in text


def test_who_paid_less_reads_no_word_of_it():
    slip = slips.receipt("同心小店", (SALT,), 250, 100, 0, AT, "zh_CN")
    assert slip.rows == (("食盐", "2.50"), ("合计", "2.50"), ("收到", "1.00"))


def test_a_basket_that_is_too_long_is_summed_up():
    many = [SALT] * (slips.LINES_MAX + 3)
    slip = slips.receipt("同心小店", many, 250 * len(many), 0, 0, AT, "zh_CN")
    assert ("还有 3 项", "7.50") in slip.rows


def test_the_slip_of_a_note_offers_it_and_names_nobody():
    slip = slips.iou("同心小店", "01ABCDEFGH/iou", 300, "2026-10-21", AT, "zh_CN")
    sheet = printed(slip)
    assert sheet.qr == ("tongxin:iou:01ABCDEFGH/iou",)
    assert of_slip(sheet.qr[0]) == "01ABCDEFGH/iou"
    assert "EFGH" in sheet.text
    assert "3.00" in sheet.text
    assert "2026-10-21" in sheet.text


def test_other_codes_are_no_slips():
    assert of_slip("6901028075831") is None
    assert of_slip("https://example.org/tongxin:iou:1") is None
    assert of_slip(f" {slip_text('01A/iou')}\r\n") == "01A/iou"


def test_what_the_shop_owes_is_said_with_its_number():
    sheet = printed(slips.owed("同心小店", "01ABCDEFGH/owed", 300, AT, "zh_CN"))
    assert "小店欠您                    3.00" in sheet.lines
    assert "CDEFGH" in sheet.text
    assert sheet.qr == ()


@pytest.mark.parametrize(
    ("counted_fen", "difference"), [(10_150, "+1.50"), (9_900, "-1.00"), (10_000, "0.00")]
)
def test_the_slip_of_a_cut_goes_into_the_bag(counted_fen: int, difference: str):
    slip = slips.cut(
        "同心小店",
        7,
        "01ABCDEFGH",
        counted_fen,
        10_000,
        8_000,
        ("袋 12", "13"),
        bytes.fromhex("a1b2c3d4" * 8),
        AT,
        "zh_CN",
    )
    rows = dict(slip.rows)
    assert rows["差额"] == difference
    assert rows["第 7 次盘点"] == "CDEFGH"
    assert [bag for key, bag in slip.rows if key == "袋号"] == ["袋 12", "13"]
    assert "截至本次盘点的账本校验码 a1b2 c3d4 a1b2 c3d4" in " ".join(printed(slip).lines)


@pytest.mark.parametrize("columns", [16, 32, 48, 64])
def test_every_slip_fits_narrow_and_wide_paper(columns: int):
    for language in ("zh_CN", "en"):
        for slip in (
            slips.receipt("同心扶贫无人超市", (RICE, WATER), 850, 850, 0, AT, language),
            slips.iou("同心扶贫无人超市", "01ABCDEFGH/iou", 300, "2026-10-21", AT, language),
            slips.owed("同心扶贫无人超市", "01ABCDEFGH/owed", 300, AT, language),
        ):
            assert printed(slip, columns).lines
