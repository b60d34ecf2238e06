"""Fen: read, shown, shared out without losing any."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.money import (
    format_yuan,
    largest_remainder,
    line_fen,
    parse_yuan,
    round_half_even,
    round_half_up,
    units,
)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("4.5", 450), ("¥12.00", 1200), ("3元", 300), ("￥ 0.05", 5), (" 7 ", 700),
        ("-1.20", -120), ("0", 0), ("999999999.99", 99_999_999_999),
    ],
)  # fmt: skip
def test_what_people_write_is_read(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text", ["", "x", "1.234", "1,000", "1.", ".5", "--1", "1e3", "1_0", "1 2", "1234567890", "nan"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_yuan(text)


@given(st.integers(-99_999_999_999, 99_999_999_999))
def test_shown_and_read_again_it_is_the_same(fen: int) -> None:
    assert parse_yuan(format_yuan(fen).replace(",", "")) == fen


def test_amounts_are_shown_as_on_a_tag() -> None:
    assert [format_yuan(fen) for fen in (0, 5, 50, 123456, -5, -100000)] == [
        "0.00", "0.05", "0.50", "1,234.56", "-0.05", "-1,000.00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "up", "even"),
    [("1/2", 1, 0), ("3/2", 2, 2), ("5/2", 3, 2), ("-1/2", -1, 0), ("-5/2", -3, -2), ("1/3", 0, 0),
     ("2/3", 1, 1), ("-2/3", -1, -1), ("7", 7, 7)],
)  # fmt: skip
def test_halves_are_rounded_as_said(value: str, up: int, even: int) -> None:
    assert round_half_up(Fraction(value)) == up
    assert round_half_even(Fraction(value)) == even


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**4))
def test_rounding_is_never_off_by_more_than_half(over: int, under: int) -> None:
    value = Fraction(over, under)
    assert abs(round_half_up(value) - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -round_half_up(value)


def test_a_line_costs_its_pieces_or_its_pounds() -> None:
    assert line_fen(3, "each", 250) == 750
    assert line_fen(500, "g", 2500) == 2500
    assert line_fen(1, "g", 250) == 1  # half a fen: up
    assert line_fen(-1, "g", 250) == -1
    assert line_fen(333, "g", 999) == 665
    assert units(3, "each") == 3
    assert units(250, "g") == Fraction(1, 2)


weights = st.lists(
    st.integers(0, 10**6) | st.fractions(0, 100, max_denominator=9), min_size=1, max_size=8
)


@given(st.integers(-(10**7), 10**7), weights.filter(lambda some: sum(some) > 0))
def test_shares_sum_to_the_whole_and_none_is_off_by_one(total: int, some: list) -> None:
    shares = largest_remainder(total, some)
    assert sum(shares) == total
    for share, weight in zip(shares, some, strict=True):
        exact = Fraction(total) * Fraction(weight) / sum(map(Fraction, some))
        assert abs(share - exact) < 1
    assert largest_remainder(-total, some) == [-share for share in shares]


def test_leftovers_go_to_the_largest_fractions_then_to_the_earlier() -> None:
    assert largest_remainder(10, [1, 1, 1]) == [4, 3, 3]
    assert largest_remainder(100, [1, 2, 4]) == [14, 29, 57]
    assert largest_remainder(1, [0, 5]) == [0, 1]
    assert largest_remainder(0, [3]) == [0]


@pytest.mark.parametrize("some", [[], [0, 0], [-1, 2], [3, -3]])
def test_shares_without_weight_are_refused(some: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        largest_remainder(5, some)
