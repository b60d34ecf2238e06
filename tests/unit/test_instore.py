"""Layouts of a scale's codes: which are allowed, and what a code says by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.gtin import check_digit
from shop.instore import GRAMS_MAX, LENGTHS, Packed, grams, pattern, read
from shop.money import line_fen

DIGITS = st.text("0123456789", min_size=0, max_size=18)


@pytest.mark.parametrize(
    "text",
    ["2fiiiiivvvvvc", "21iiiiivvvvvc", "2fiiiivvvvvc", "2fiiiiivvvvvnnnnnc", "2fiiiiinnnnnvvvvvc"],
)
def test_layouts_that_can_be_read(text: str) -> None:
    assert pattern(text, "price").text == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", "price"),
        ("2fiiiiivvvvv", "price"),
        ("1fiiiiivvvvvc", "price"),
        ("ffiiiiivvvvvc", "price"),
        ("2fivivivvvvvc", "price"),
        ("2fvvvvvvvvvvc", "price"),
        ("2fiiiiiiiiiic", "price"),
        ("2fiiiiivvvvcc", "price"),
        ("2fiiiiivvvvvx", "price"),
        ("2fiiiiivvvvvc", "colour"),
    ],
)
def test_layouts_that_cannot(text: str, value: str) -> None:
    with pytest.raises(ValueError, match="no layout"):
        pattern(text, value)


def test_what_a_code_says() -> None:
    code = "210012300750"
    code += check_digit(code)
    assert read(code, [pattern("21iiiiivvvvvc", "weight")]) == Packed("00123", 750, None)
    assert read(code, [pattern("21iiiiivvvvvc", "price")]) == Packed("00123", None, 750)
    assert read(code, [pattern("22iiiiivvvvvc", "weight")]) is None
    assert read(code, []) is None
    both = pattern("2fiiiiivvvvvnnnnnc", "weight")
    long = "29001230075001234"
    assert read(long + check_digit(long), [both]) == Packed("00123", 750, 1_234)


@given(DIGITS)
def test_any_digits_are_read_or_not(code: str) -> None:
    layouts = [pattern("2fiiiiivvvvvc", "price"), pattern("2fiiiiivvvvvnnnnnc", "weight")]
    packed = read(code, layouts)
    if packed is not None:
        assert len(code) in LENGTHS
        assert packed.item == code[2:7]


@given(st.integers(1, 99_999), st.integers(50, 50_000))
def test_a_printed_price_and_the_line_differ_by_half_a_gram_at_most(price: int, each: int) -> None:
    weight = grams(None, price, each)
    if weight is None:
        assert price * 500 / each > GRAMS_MAX
        return
    assert 1 <= weight <= GRAMS_MAX
    if weight > 1:
        assert abs(line_fen(weight, "g", each) - price) <= each / 1000 + 1


def test_a_weight_outranks_a_price_and_nonsense_is_none() -> None:
    assert grams(750, 1, 2_500) == 750
    assert grams(None, 100, None) is None
    assert grams(None, None, 2_500) is None
    assert grams(GRAMS_MAX + 1, None, 2_500) is None
