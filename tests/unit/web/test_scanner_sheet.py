"""The scanner's set-up sheet: bars that decode, what is printed, and what never is."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from hardware.codecs.paycode import classify
from tests import texts
from tests.unit.web.real_shop import RealShop, let_in, village
from web import create_app
from web.code128 import _SIGNS, CHARS_MAX, code128_svg, modules, values
from web.shop import WebSettings

PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=CHARS_MAX)
FNC1 = "<FNC1>"


def decode(bits: str) -> list[str]:
    """Read a symbol as a scanner does: by the widths of its runs."""
    widths = "".join(str(len(list(run))) for _, run in groupby(bits))
    signs = [_SIGNS.index(widths[at : at + 6]) for at in range(0, len(widths) - 7, 6)]
    assert widths[-7:] == _SIGNS[106]
    start, *body, check = signs
    assert start == 104
    assert check == (start + sum(n * value for n, value in enumerate(body, 1))) % 103
    return [FNC1 if value == 102 else chr(value + 32) for value in body]


def test_the_table_is_that_of_the_standard() -> None:
    """Each sign is 11 modules wide with an even number of dark ones, and none is twice."""
    assert len(set(_SIGNS)) == len(_SIGNS) == 107
    for sign in _SIGNS[:106]:
        assert sum(map(int, sign)) == 11
        assert sum(map(int, sign[::2])) % 2 == 0
    # PJJ123C has the check sign 54 behind the start sign of set A (103), so 55 behind B's.
    assert values("PJJ123C")[-2] == 55


@given(PLAIN)
def test_every_plain_text_decodes_to_itself(text: str) -> None:
    assert "".join(decode(modules(text))) == text


def test_a_gs1_symbol_begins_with_fnc1_and_parts_with_it() -> None:
    assert decode(modules("10AB\x1d3103000500", gs1=True)) == [FNC1, *"10AB", FNC1, *"3103000500"]


@pytest.mark.parametrize("text", ["", "x" * (CHARS_MAX + 1), "标", "a\n"])
def test_what_no_bars_can_say(text: str) -> None:
    with pytest.raises(ValueError):
        code128_svg(text)


@pytest.fixture
def shop(tmp_path: Path) -> RealShop:
    texts.compile_all()
    shop = village(tmp_path / "shop.db")
    return shop


def pages(shop: RealShop, sheet: tuple[tuple[str, str], ...] = ()) -> FlaskClient:
    app = create_app(shop, WebSettings(setup_sheet=sheet))  # type: ignore[arg-type]
    let_in(app)
    return app.test_client()


def test_the_sheet_prints_what_the_shop_put_in(shop: RealShop) -> None:
    sheet = (("结尾 CR LF", "SUFFIX<CR><LF>"), ("all of it", "S" * 60))
    page = pages(shop, sheet).get("/volunteer/scanner-sheet").get_data(as_text=True)
    assert "结尾 CR LF" in page
    assert "SUFFIX&lt;CR&gt;&lt;LF&gt;" in page
    assert "<CR>" not in page
    assert page.count('class="code128"') == 2  # the long one is a QR code alone
    assert page.count('class="qr-code"') == 2


def test_without_any_it_says_where_they_come_from_and_invents_none(shop: RealShop) -> None:
    page = pages(shop).get("/volunteer/scanner-sheet").get_data(as_text=True)
    assert "setup_sheet" in page
    assert page.count('class="qr-code"') == 0
    assert page.count('class="ean"') == 1


def test_no_code_on_it_looks_like_a_payment(shop: RealShop) -> None:
    page = pages(shop).get("/volunteer/scanner-sheet").get_data(as_text=True)
    shown = [part.split('"')[0] for part in page.split('aria-label="')[1:]]
    assert any(text.isdigit() for text in shown)
    assert [text for text in shown if classify(text)] == []


def test_the_office_finds_it_at_its_devices(shop: RealShop) -> None:
    page = pages(shop).get("/office/devices").get_data(as_text=True)
    assert "/volunteer/scanner-sheet" in page
