"""Numbers of goods: one bottle is one item, however its code was printed or read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop import gtin
from shop.errors import MalformedInput

DIGITS = "0123456789"


def test_one_bottle_read_three_ways_is_one_item() -> None:
    assert gtin.normalise("036000291452") == "00036000291452"
    assert gtin.normalise("0036000291452") == "00036000291452"
    assert gtin.normalise("00036000291452") == "00036000291452"


@pytest.mark.parametrize(
    ("text", "kind", "normalised"),
    [
        ("6901028075831", "EAN-13", "06901028075831"),
        ("96385074", "EAN-8", "00000096385074"),
        ("036000291452", "UPC-A", "00036000291452"),
        ("15901234123454", "GTIN-14", "15901234123454"),
        ("04252614", "UPC-E", "00042100005264"),
        ("2312345678904", "EAN-13", "02312345678904"),
    ],
)
def test_each_kind_of_code(text: str, kind: str, normalised: str) -> None:
    assert gtin.read(text) == gtin.Gtin(normalised, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["6901234567890", "15901234123457", "2011111012345"])
def test_a_misread_digit_is_refused_and_the_right_one_named(text: str) -> None:
    with pytest.raises(MalformedInput, match="check digit"):
        gtin.read(text)
    assert gtin.normalise(text) is None


@pytest.mark.parametrize(
    "text", ["", "7", "690102807583", "69010280758311", "１２３４５６７０", "x" * 13]
)
def test_what_is_no_number_of_goods(text: str) -> None:
    assert gtin.normalise(text) is None


def test_the_six_ways_a_small_upc_is_written_out() -> None:
    # One for each rule of the last digit; the UPC-E table of the GS1 General Specifications.
    assert gtin.expand_upc_e("01234505") == "012000003455"
    assert gtin.expand_upc_e("01234515") == "012100003455"
    assert gtin.expand_upc_e("01234525") == "012200003455"
    assert gtin.expand_upc_e("01234531") == "012300000451"
    assert gtin.expand_upc_e("01234543") == "012340000053"
    assert gtin.expand_upc_e("01234565") == "012345000065"
    assert gtin.expand_upc_e("21234565") is None


class TestEightDigits:
    """The scanner's word decides; without it, a leading zero does."""

    BOTH = "00123457"  # right as EAN-8 and as UPC-E

    def test_the_example_is_ambiguous(self) -> None:
        assert gtin.has_right_check_digit(self.BOTH)
        assert gtin.has_right_check_digit(gtin.expand_upc_e(self.BOTH) or "")

    def test_the_scanner_says(self) -> None:
        assert gtin.read(self.BOTH, "]E4").kind == "EAN-8"
        assert gtin.read(self.BOTH, "]E0").kind == "UPC-E"

    def test_nobody_says(self) -> None:
        assert gtin.read(self.BOTH).kind == "UPC-E"
        assert gtin.read(self.BOTH, zero_first="EAN-8").kind == "EAN-8"

    def test_a_first_digit_1_is_ean_8_unless_the_scanner_says_upc_e(self) -> None:
        assert gtin.read("12345670").kind == "EAN-8"
        assert gtin.read("12345670", "]E0").kind == "UPC-E"

    def test_only_one_of_the_two_is_right(self) -> None:
        assert gtin.normalise("04252614", "]E4") is None
        assert gtin.read("04252614", zero_first="EAN-8").kind == "UPC-E"
        assert gtin.normalise("96385074", "]E0") is None


@given(st.sampled_from([7, 11, 12, 13]).flatmap(lambda n: st.text(DIGITS, min_size=n, max_size=n)))
def test_exactly_one_last_digit_is_right(body: str) -> None:
    right = [d for d in DIGITS if gtin.has_right_check_digit(body + d)]
    assert right == [gtin.check_digit(body)]


@given(st.text(DIGITS, min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_misread_digit_is_always_found(body: str, at: int, by: int) -> None:
    right = body + gtin.check_digit(body)
    wrong = right[:at] + str((int(right[at]) + by) % 10) + right[at + 1 :]
    assert gtin.normalise(right) is not None
    assert gtin.normalise(wrong) is None


@given(st.text(max_size=20), st.sampled_from([None, "]E0", "]E4", "]C1"]))
def test_any_text_is_a_number_or_none(text: str, aim: str | None) -> None:
    found = gtin.normalise(text, aim)
    assert found is None or (len(found) == 14 and gtin.has_right_check_digit(found))


@given(st.text(DIGITS, min_size=8, max_size=8))
def test_a_normalised_number_reads_as_itself(text: str) -> None:
    found = gtin.normalise(text)
    assert found is None or gtin.normalise(found) == found
