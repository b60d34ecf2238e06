"""Labels: bars that decode by the rules of GS1, big prices, pages for all and for some."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from shop import commands
from shop.gtin import check_digit
from tests import texts
from tests.unit.web.real_shop import RealShop, let_in, village
from web import create_app
from web.ean import ean_digits, ean_svg, modules

#: Widths of the four runs of a digit in set A (GS1 General Specifications, table 5.2.1).
WIDTHS = ("3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112")
#: Set of each of the six left digits, by the first digit (A odd, B even).
SETS = ("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA")  # fmt: skip


def decode(bits: str) -> str:
    """Read a symbol as a scanner does: by the widths of its runs."""
    runs = [(sign, str(len(list(run)))) for sign, run in groupby(bits)]
    widths = "".join(width for _, width in runs)
    assert widths[:3] == widths[-3:] == "111"
    half = 6 if len(bits) == 95 else 4
    left = widths[3 : 3 + 4 * half]
    assert widths[3 + 4 * half : 8 + 4 * half] == "11111"
    right = widths[8 + 4 * half : -3]
    digits = sets = ""
    for n in range(half):
        four = left[4 * n : 4 * n + 4]
        if four in WIDTHS:
            digits, sets = digits + str(WIDTHS.index(four)), sets + "A"
        else:
            digits, sets = digits + str(WIDTHS.index(four[::-1])), sets + "B"
    digits += "".join(str(WIDTHS.index(right[4 * n : 4 * n + 4])) for n in range(half))
    return digits if half == 4 else str(SETS.index(sets)) + digits


@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_ean_13_decodes_to_itself(body: str) -> None:
    digits = body + check_digit(body)
    bits = modules(digits)
    assert len(bits) == 95
    assert decode(bits) == digits


@given(st.text("0123456789", min_size=7, max_size=7))
def test_every_ean_8_decodes_to_itself(body: str) -> None:
    digits = body + check_digit(body)
    assert len(modules(digits)) == 67
    assert decode(modules(digits)) == digits


def test_a_known_symbol() -> None:
    assert modules("5901234123457") == (
        "101" "0001011" "0100111" "0110011" "0010011" "0111101" "0011101" "01010"
        "1100110" "1101100" "1000010" "1011100" "1001110" "1000100" "101"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("6901028075831", "6901028075831"),
        ("06901028075831", "6901028075831"),
        ("012345678905", "0012345678905"),
        ("96385074", "96385074"),
        ("00000096385074", "96385074"),
        ("16901028075838", None),
        ("egg-tray", None),
        ("6901028075832", None),
    ],
)
def test_which_codes_are_bars(code: str, digits: str | None) -> None:
    assert ean_digits(code) == digits


def test_the_drawing_is_the_modules_with_room_at_both_sides() -> None:
    svg = ean_svg("6901028075831")
    bars = {int(x) for x in re.findall(r"M(\d+) 0h1", svg)}
    bits = modules("6901028075831")
    assert bars == {11 + n for n, bit in enumerate(bits) if bit == "1"}
    assert 'viewBox="0 0 113 41" width="37.29mm"' in svg


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    texts.compile_all()
    shop = village(tmp_path / "book.db")
    shop.say(
        commands.ListItem, item="PEPPER", name="花椒 <干>", unit="g", codes=("pepper-bag",),
        shelf_group="第二排", party="H07",
    )  # fmt: skip
    shop.say(commands.MarkPrice, item="PEPPER", fen=123_456)
    shop.say(commands.ListItem, item="TEA", name="凉茶")
    shop.pass_minutes(8 * 24 * 60)
    shop.say(commands.MarkPrice, item="SALT", fen=300)
    return client_of(shop)


def client_of(shop: RealShop) -> FlaskClient:
    app = create_app(shop)  # type: ignore[arg-type]
    let_in(app)
    app.testing = True
    client = app.test_client()
    client.set_cookie("lang", "en")
    return client


def test_labels_of_all_goods(client: FlaskClient) -> None:
    page = client.get("/volunteer/labels").get_data(as_text=True)
    assert page.count('class="ean"') == 3
    assert page.count('class="qr-code"') == 1
    assert "1,234.56" in page
    assert "per 500 g" in page
    assert "花椒 &lt;干&gt;" in page
    assert "without a label: 凉茶" in page


def test_labels_of_some(client: FlaskClient) -> None:
    page = client.get("/volunteer/labels?which=changed&size=shelf").get_data(as_text=True)
    assert re.findall(r'class="name">([^<]*)', page) == ["加碘盐"]
    assert 'class="labels shelf"' in page
    page = client.get("/volunteer/labels?which=shelf:第二排").get_data(as_text=True)
    assert re.findall(r'class="name">([^<]*)', page) == ["花椒 &lt;干&gt;"]
    page = client.get("/volunteer/labels?which=nowhere&size=huge").get_data(as_text=True)
    assert "No goods with a price here" in page
