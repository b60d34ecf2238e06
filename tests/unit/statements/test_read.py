"""Statement files: what the providers' layouts say, and a clear answer to what is none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shop.errors import InputRefused
from shop.paper_errors import (
    StatementCellUnreadable,
    StatementCutShort,
    StatementLayoutUnknown,
    StatementLineTwice,
    StatementNotText,
    StatementTooLarge,
)
from shop.statements import FILE_BYTES_MAX, digest, joined, lines_of, packed, read
from tests.unit.statements.files import account, alipay, alipay_row, wechat, wechat_row

PLAIN = "date,time,amount,reference,fee\n"
TEN = int(datetime(2026, 11, 20, 2, 0, 1, tzinfo=UTC).timestamp()) * 1000
TWO = (
    wechat_row("2026-11-20 10:00:01", "420001", "3.50", fee="0.02100"),
    wechat_row("2026-11-20 10:09:00", "420001", "1.00", refund="5001", fee="-0.00600"),
)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_wechat_pays_merchant_bill(encoding: str, end: str) -> None:
    file = read(wechat(*TWO, end=end).encode(encoding))
    assert file.layout == "wechat"
    paid, back = file.lines
    assert (paid.at_ms, paid.fen, paid.fee_fen, paid.kind) == (TEN, 350, 2, "payment")
    assert (paid.ref, paid.order) == (digest("420001"), digest("M420001"))
    assert (back.fen, back.fee_fen, back.kind, back.net_fen) == (100, -1, "refund", -100)
    assert back.ref != paid.ref


def test_wechats_older_bill_with_its_own_names() -> None:
    text = wechat(TWO[0]).replace("应结订单金额", "总金额").replace("代金券金额", "企业红包金额")
    assert read(text.encode()).lines[0].fen == 350


def test_alipays_business_bill() -> None:
    text = alipay(
        alipay_row("2026-11-20 10:00:01", "2026001", "3.50"),
        alipay_row("2026-11-20 11:00:01", "2026001", "-3.50", "退款", "r1"),
    )
    file = read(text.encode("gbk"))
    assert file.layout == "alipay"
    assert [(one.kind, one.fen, one.fee_fen) for one in file.lines] == [
        ("payment", 350, 2),
        ("refund", 350, -2),
    ]
    assert file.lines[0].at_ms == TEN


def test_alipays_account_bill_leaves_out_what_is_no_sale() -> None:
    text = account(
        ("2026-11-20 10:00:01", "1", "3.50", "0.00", "在线支付"),
        ("2026-11-20 10:00:02", "2", "0.00", "-0.02", "收费"),
        ("2026-11-20 12:00:00", "3", "", "-1.00", "交易退款"),
        ("2026-11-20 13:00:00", "4", "0.00", "-200.00", "提现"),
        ("2026-11-20 14:00:00", "5", "50.00", "0.00", "充值"),
    )
    file = read(text.encode("gbk"))
    assert [(one.kind, one.fen, one.fee_fen) for one in file.lines] == [
        ("payment", 350, 0),
        ("fee", 0, 2),
        ("refund", 100, 0),
    ]


def test_a_plain_table_in_the_shops_own_time() -> None:
    text = (
        "日期,时间,金额,流水号,手续费\n2026/11/20,10:00:01,¥3.50,a1,0.02\n2026-11-20,10:05,-1,a2,\n"
    )
    file = read(text.encode("utf-8-sig"), ZoneInfo("Asia/Urumqi"))
    assert [(one.kind, one.fen, one.fee_fen) for one in file.lines] == [
        ("payment", 350, 2),
        ("refund", 100, 0),
    ]
    assert file.lines[0].at_ms == TEN + 2 * 3_600_000


def test_nothing_of_a_payer_or_a_number_is_kept() -> None:
    file = read(alipay(alipay_row("2026-11-20 10:00:01", "2026001", "3.50")).encode("gbk"))
    assert not any(word in repr(file) for word in ("某", "138", "2026001", "鸡蛋", "2088"))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (PLAIN + "2026-11-20,10:00,abc,r1,\n", 2, "amount"),
        (PLAIN + "2026-11-20,10:00,1.005,r1,\n", 2, "amount"),
        (PLAIN + "2026-11-20,10:00,1,r1,\n2026-13-20,10:00,1,r2,\n", 3, "time"),
        (PLAIN + "2026-11-20,25:00,1,r1,\n", 2, "time"),
        (PLAIN + "2026-11-20,10:00,1\n", 2, "reference"),
        (PLAIN + "2026-11-20,10:00,1,r1,much\n", 2, "fee"),
        (PLAIN + "2026-11-20,10:00,99999999999,r1,\n", 2, "amount"),
        (wechat(TWO[0].replace("SUCCESS", "MAYBE")), 2, "交易状态"),
        (wechat(TWO[0].replace("CNY", "USD")), 2, "货币种类"),
        (wechat(TWO[0], TWO[1].replace("`1.00,", "`one,", 1)), 3, "退款金额"),
        (alipay(alipay_row("yesterday", "1", "1.00")), 6, "完成时间"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(text: str, line: int, column: str) -> None:
    with pytest.raises(StatementCellUnreadable) as refused:
        read(text.encode())
    assert (refused.value.params["line"], refused.value.params["column"]) == (line, column)


def test_one_number_on_two_lines_that_differ_is_refused_and_a_true_repeat_is_not() -> None:
    row = "2026-11-20,10:00,1,r1,\n"
    assert len(read((PLAIN + row + row).encode()).lines) == 1
    with pytest.raises(StatementLineTwice):
        read((PLAIN + row + row.replace(",1,", ",2,")).encode())


def test_a_download_that_broke_off_is_told_by_its_own_summary() -> None:
    with pytest.raises(StatementCutShort):
        read(wechat(TWO[0], said=2).encode())


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", StatementLayoutUnknown),
        (b"hello,world\n1,2\n", StatementLayoutUnknown),
        (b"PK\x03\x04\x14\x00\x00\x00", StatementNotText),
        (b"\xff\xfe\xff\xff\xff", StatementNotText),
        (b"x" * (FILE_BYTES_MAX + 1), StatementTooLarge),
        (PLAIN.encode() + b"2026-11-20,10:00,1,r,\n" * 20_001, StatementTooLarge),
    ],
)
def test_what_is_no_statement_gets_a_clear_answer(data: bytes, error: type[InputRefused]) -> None:
    with pytest.raises(error):
        read(data)


def test_a_bill_without_lines_is_a_bill() -> None:
    assert read(wechat().encode()).lines == ()


def test_two_files_that_overlap_count_a_line_once() -> None:
    one = read(wechat(*TWO).encode())
    other = read(alipay(alipay_row("2026-11-20 09:00:00", "77", "2.00")).encode("gbk"))
    both = joined([one, other, one])
    assert [line.fen for line in both.lines] == [200, 350, 100]
    assert both.layout == "alipay+wechat"
    assert both.sha256 == joined([other, one]).sha256


def test_what_a_command_carries_is_read_back_as_it_was() -> None:
    lines = read(wechat(*TWO).encode()).lines
    assert lines_of(packed(lines)) == lines
    for wrong in ((1, 2, 3), (1, -2, 0, "payment", "r", ""), (1, 2, 0, "gift", "r", "")):
        with pytest.raises(ValueError):
            lines_of((wrong,))
