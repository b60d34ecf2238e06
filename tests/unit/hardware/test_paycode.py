"""A resident's payment code is told from goods, and is read by nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.codecs import paycode

DIGITS = "0123456789"


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("130123456789012345", "wechat"),
        ("100123456789012345", "wechat"),
        ("150123456789012345", "wechat"),
        ("280123456789012345", "alipay"),
        ("2501234567890123", "alipay"),
        ("300123456789012345678901", "alipay"),
        ("weixin://wxpay/bizpayurl?pr=abcdefg", "shop_qr"),
        ("wxp://f2f0abc", "shop_qr"),
        ("https://qr.alipay.com/fkx012345", "shop_qr"),
        ("HTTPS://QR.ALIPAY.COM/FKX012345", "shop_qr"),
    ],
)
def test_whose_code_it_could_be(text: str, shape: str) -> None:
    assert paycode.classify(text) == shape


@pytest.mark.parametrize(
    "text",
    [
        "6901028075831",  # rice
        "15901234123454",  # a carton
        "160123456789012345",  # 18 digits, but not WeChat's first two
        "13012345678901234",  # a digit short
        "1301234567890123456",  # a digit long
        "250123456789012",  # 15 digits
        "3001234567890123456789012",  # 25 digits
        "310123456789012345",
        "13012345678901234x",
        "１３０１２３４５６７８９０１２３４５",  # full-width digits are no scan of a payment code
        "https://qr.alipay.com.example.org/x",
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    assert paycode.classify(text) is None


@given(st.text(DIGITS, min_size=16, max_size=16), st.integers(10, 15))
def test_every_wechat_code_is_one_and_is_never_logged(tail: str, first: int) -> None:
    text = f"{first}{tail}"
    assert paycode.classify(text) == "wechat"
    assert text not in paycode.loggable(text)


@given(st.text(max_size=600))
def test_what_may_stand_in_a_log_is_short_plain_and_no_payment_code(text: str) -> None:
    shown = paycode.loggable(text)
    assert len(shown) <= 15
    assert shown.isascii()
    assert shown.isprintable()
    if paycode.classify(text):
        assert shown == paycode.fingerprint(text)


def test_codes_of_goods_stay_readable() -> None:
    assert paycode.loggable("6901028075831") == "6901028075831"
    assert paycode.loggable("\x1b[2J") == paycode.fingerprint("\x1b[2J")


@pytest.mark.parametrize("text", [" 130123456789012345", "130123456789012345\n"])
def test_blanks_around_it_do_not_hide_a_payment_code(text: str) -> None:
    assert paycode.classify(text) == "wechat"
