"""A slip's bytes, held against a printer that reads them by the manual."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from hardware.codecs import escpos
from hardware.twins.paper import Reader, read_sheets


def written(
    title: str = "同心小店",
    rows: tuple[tuple[str, str], ...] = (),
    foot: tuple[str, ...] = (),
    qr: str = "",
    columns: int = 32,
    cut: bool = True,
) -> bytes:
    return escpos.slip(title, rows, foot, qr, columns=columns, cut=cut)


def test_a_slip_as_the_resident_holds_it():
    rows = (("农夫山泉 550ml × 2", "4.00"), ("合计", "4.00"))
    (sheet,) = read_sheets(written(rows=rows, foot=("谢谢",), qr="tongxin:iou:01/iou"))
    assert sheet.large == ("同心小店",)
    assert sheet.lines == (
        "同心小店",
        "-" * 32,
        "农夫山泉 550ml × 2         4.00",
        "合计                        4.00",
        "-" * 32,
        "谢谢",
    )
    assert sheet.qr == ("tongxin:iou:01/iou",)
    assert sheet.cut


def test_amounts_end_at_the_edge_whatever_stands_before_them():
    for name in ("Rice", "大米", "大米 rice", "“五得利”面粉①"):
        (line,) = escpos.row(name, "12.50", 32)
        assert line.endswith("12.50")
        assert len(line.encode("gbk")) == 32


def test_a_name_that_is_too_long_goes_on_the_next_line_and_the_amount_with_it():
    lines = list(escpos.row("新鲜散养土鸡蛋三十枚礼盒装", "45.00", 16))
    assert lines == ["新鲜散养土鸡蛋三", "十枚礼盒装 45.00"]


def test_an_amount_that_finds_no_room_has_a_line_of_its_own():
    assert list(escpos.row("十二个字宽的名称", "1,234.50", 16)) == [
        "十二个字宽的名称",
        "        1,234.50",
    ]


def test_latin_texts_break_between_words():
    lines = list(escpos.wrapped("Show this slip to a volunteer to get your change", 20))
    assert lines == ["Show this slip to a", "volunteer to get", "your change"]


def test_what_the_printer_cannot_draw_is_marked_and_not_left_out():
    assert escpos.printable("阿㙓😀 ¥5") == "阿〓〓 ￥5"
    assert escpos.printable("cafe\u0301 👍🏽") == "café 〓〓"
    assert escpos.printable("e\u0323 q\u0323") == "〓 q"


def test_a_text_cannot_command_the_printer():
    wicked = "a\x1b@b\x1dV\x00c\x10\x04\x01d\r\n\x0ce"
    reader = Reader()
    reader.put(written(title=wicked, rows=((wicked, wicked),), foot=(wicked,)))
    reader.run()
    assert len(reader.sheets) == 1
    assert reader.unknown == 0
    assert reader.sheets[0].lines[-1] == "a@b Vcd e"


def test_without_a_knife_paper_is_fed_to_be_torn():
    assert [sheet.cut for sheet in read_sheets(written(cut=False) * 2)] == [False, False]
    assert [sheet.cut for sheet in read_sheets(written() * 2)] == [True, True]


def test_a_code_that_is_too_long_is_left_out_rather_than_cut_short():
    assert read_sheets(written(qr="x" * 301))[0].qr == ()


def test_what_the_printer_says_of_itself():
    assert escpos.status((0x12, 0x12, 0x12)) == escpos.Status()
    assert escpos.status((0x1A, 0x16, 0x12)) == escpos.Status(offline=True, cover=True)
    assert escpos.status((0x1A, 0x32, 0x7E)) == escpos.Status(offline=True, empty=True, low=True)
    assert escpos.status((0x1A, 0x52, 0x12)) == escpos.Status(offline=True, failed=True)
    assert escpos.status((0x12, 0x12, 0x1E)) == escpos.Status(low=True)
    assert not escpos.is_status(0x11)  # XON: a printer that paces us, no answer


TEXTS = st.text(max_size=80)


@given(left=TEXTS, right=TEXTS, columns=st.integers(8, 64))
def test_no_line_is_wider_than_the_paper(left: str, right: str, columns: int):
    for line in escpos.row(left, right, columns):
        assert len(line.encode("gbk")) <= columns


@given(text=TEXTS)
def test_wide_characters_count_as_two(text: str):
    drawn = escpos.printable(text)
    wide = sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in drawn)
    assert escpos.width(drawn) >= wide
    assert escpos.width(drawn) == len(drawn) + sum(not c.isascii() for c in drawn)


@given(text=TEXTS, columns=st.integers(8, 64))
def test_wrapping_loses_nothing(text: str, columns: int):
    lines = escpos.wrapped(text, columns)
    kept = "".join(lines).replace(" ", "")
    assert kept == escpos.printable(text).replace(" ", "")


@given(
    title=TEXTS,
    rows=st.lists(st.tuples(TEXTS, TEXTS), max_size=4),
    foot=st.lists(TEXTS, max_size=3),
    columns=st.integers(16, 64),
    cuts=st.lists(st.integers(1, 40), max_size=20),
)
def test_any_texts_make_one_slip_however_its_bytes_come(
    title: str,
    rows: list[tuple[str, str]],
    foot: list[str],
    columns: int,
    cuts: list[int],
):
    data = written(title, tuple(rows), tuple(foot), "tongxin", columns=columns)
    reader = Reader()
    for size in cuts:
        reader.put(data[:size])
        reader.run()
        data = data[size:]
    reader.put(data)
    reader.run()
    assert (len(reader.sheets), reader.unknown, reader.pending) == (1, 0, 0)
    assert reader.sheets[0].qr == ("tongxin",)
