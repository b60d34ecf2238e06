"""Long codes (GS1) at the scanner: the shop hears the article number, not the whole text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hardware.drivers.base import Bytes, Emit, Note, Opened
from hardware.drivers.scanner import ScannerDriver
from shop.inputs import Scanned

GTIN = "06901234567892"


def scanned(line: bytes) -> tuple[Scanned, list[str]]:
    driver = ScannerDriver("scanner")
    state, _ = driver.step(driver.initial(), Opened("here"), 0)
    _, actions = driver.step(state, Bytes(line + b"\r\n"), 10_000)
    said = [a.input for a in actions if isinstance(a, Emit) and isinstance(a.input, Scanned)]
    return said[0], [action.counter for action in actions if isinstance(action, Note)]


@pytest.mark.parametrize(
    ("line", "weight_g"),
    [
        (b"]C10106901234567892", None),
        (b"]e00106901234567892", None),
        (b"]d201069012345678921726123110ABC123\x1d3103000500", 500),
        (b"0106901234567892310300125010LOT\x1d", 1_250),
        (b"https://id.gs1.org/01/06901234567892/10/LOT", None),
    ],
)
def test_a_long_code_is_its_goods(line: bytes, weight_g: int | None) -> None:
    scan, _ = scanned(line)
    assert (scan.text, scan.weight_g, scan.shape) == (GTIN, weight_g, None)


def test_a_price_in_a_long_code_is_handed_on() -> None:
    scan, _ = scanned(b"]C101069012345678923922001234")
    assert (scan.text, scan.price_fen) == (GTIN, 1_234)


def test_a_long_code_that_cannot_be_read_stays_as_it_is_and_is_counted() -> None:
    scan, notes = scanned(b"]C10106901234567893")
    assert scan.text == "0106901234567893"
    assert "undecodable" in notes


def test_a_code_of_no_goods_stays_as_it_is() -> None:
    scan, _ = scanned(b"]C100106141412345678908")
    assert scan.text == "00106141412345678908"


def test_a_usual_scan_does_not_import_the_parser() -> None:
    program = (
        "import sys\n"
        "from tests.unit.hardware.test_long_scans import scanned\n"
        "assert scanned(b']E06901028075831')[0].text == '6901028075831'\n"
        "assert 'biip' not in sys.modules\n"
        "assert scanned(b']C10106901234567892')[0].text == '06901234567892'\n"
        "assert 'biip' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
