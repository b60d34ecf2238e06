"""Every frame and code of the shared vectors, through the command a volunteer would type.

The vectors are read where they lie beside the checkout; `vectors.json` here is a copy of those
whose protocols are built, so that nothing passes for want of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hardware.drivers.counting_reading import new_events
from shop.cli import tongxin
from shop.cli.decode import PROTOCOLS

OWN = Path(__file__).with_name("vectors.json")
SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "vectors.json"

Vector = dict[str, Any]


def vectors() -> list[Vector]:
    own: list[Vector] = json.loads(OWN.read_text("utf-8"))
    if not SHARED.exists():
        return own
    by_id = {vector["id"]: vector for vector in own}
    # A shared vector outranks its copy; one of a protocol that is not built yet waits.
    for vector in json.loads(SHARED.read_text("utf-8")):
        if vector["proto"] in PROTOCOLS:
            by_id[vector["id"]] = vector
    return list(by_id.values())


ALL = vectors()
FRAMES = [vector for vector in ALL if "hex" in vector or "text" in vector]
RULES = [vector for vector in ALL if "cases" in vector]


def tongxin_decode(proto: str, data: str) -> Result:
    return CliRunner().invoke(tongxin, ["decode", proto, data])


def test_there_is_something_to_test() -> None:
    assert {vector["proto"] for vector in ALL} == set(PROTOCOLS) - {"scanline"}
    assert len(FRAMES) + len(RULES) == len(ALL) >= 64


def test_the_shared_vectors_are_the_ones_that_are_tested() -> None:
    if not SHARED.exists():
        pytest.skip(f"no shared vectors at {SHARED}: only the copy was tested")
    shared = {v["id"] for v in json.loads(SHARED.read_text("utf-8")) if v["proto"] in PROTOCOLS}
    assert shared == {vector["id"] for vector in json.loads(OWN.read_text("utf-8"))}


@pytest.mark.parametrize("vector", FRAMES, ids=lambda vector: vector["id"])
def test_vector(vector: Vector) -> None:
    result = tongxin_decode(vector["proto"], vector.get("hex") or vector["text"])
    if vector.get("expect") == "reject":
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        return
    assert result.exit_code == 0, result.output
    reading = json.loads(result.stdout)
    if "normalised" in vector:
        assert reading["gtin"] == vector["normalised"]
    if "class" in vector:
        assert reading["class"] == vector["class"]
        assert vector["text"] not in result.output
    if "events" in vector:
        assert reading[0]["events"] == vector["events"]
    if "value" in vector:
        assert reading[0]["value"] == vector["value"]


@pytest.mark.parametrize("vector", RULES, ids=lambda vector: vector["id"])
def test_rule(vector: Vector) -> None:
    for case in vector["cases"]:
        if vector["proto"] == "aim":
            scanned, mark, text = case
            reading = json.loads(tongxin_decode("aim", scanned).stdout)
            assert (reading["aim"], reading["text"]) == (mark, text)
        else:
            assert vector["id"] == "cctalk-22", "a rule that no test knows"
            last, now, expected = case
            assert new_events(last, now) == expected


class TestTheCommand:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("6901028075831", "EAN-13"),
            ("96385074", "EAN-8"),
            ("]E496385074", "EAN-8"),
            ("04252614", "UPC-E"),
            ("036000291452", "UPC-A"),
            ("15901234123454", "GTIN-14"),
        ],
    )
    def test_a_number_of_goods_says_its_kind(self, text: str, kind: str) -> None:
        assert json.loads(tongxin_decode("gtin", text).stdout)["kind"] == kind

    def test_goods_by_weight_say_how_much(self) -> None:
        result = tongxin_decode("gs1", r"]C101069012345678921726123110ABC123\x1d3103000500")
        reading = json.loads(result.stdout)
        assert (reading["gtin"], reading["weight_g"]) == ("06901234567892", 500)
        assert reading["until"] == "2026-12-31"

    @pytest.mark.parametrize(
        "data",
        [
            r"]E06901028075831\r\n96385074\r\n",
            "5d 45 30 36 39 30 31 30 32 38 30 37 35 38 33 31 0d 39 36 33 38 35 30 37 34 0d",
            "5d4530363930313032383037353833310d0a39363338353037340d0a",
        ],
    )
    def test_a_scanner_s_line_as_text_or_hex(self, data: str) -> None:
        reading = json.loads(tongxin_decode("scanline", data).stdout)
        assert reading == {
            "codes": [{"aim": "]E0", "text": "6901028075831"}, {"aim": None, "text": "96385074"}],
            "garbage": {},
        }

    def test_digits_alone_are_a_text_and_no_hex(self) -> None:
        reading = json.loads(tongxin_decode("scanline", "96385074").stdout)
        assert reading["codes"][0]["text"] == "96385074"

    def test_a_payment_code_on_a_scanner_s_line_is_not_printed(self) -> None:
        result = tongxin_decode("scanline", r"130123456789012345\r")
        assert json.loads(result.stdout)["codes"][0]["class"] == "wechat"
        assert "130123456789012345" not in result.output

    def test_hex_may_be_typed_without_quotes(self) -> None:
        result = CliRunner().invoke(tongxin, ["decode", "cctalk", *"02 00 01 fe ff".split()])
        assert json.loads(result.stdout)[0]["header"] == 254

    @pytest.mark.parametrize(
        ("proto", "data", "why"),
        [
            ("gtin", "6901234567890", "check digit"),
            ("gtin", "rice", "digits only"),
            ("cctalk", "02 00 01 fe fe", "checksum"),
            ("cctalk", "02 00 01", "no frame"),
            ("cctalk", "coin", "not hex"),
            ("cctalk-crc", "01 03 3f 00 41 53 54 c0", "CRC"),
            ("emv", "00020163041D3E", "CRC"),
            ("paycode", "6901028075831", "no payment code"),
            ("aim", "6901028075831", "no AIM id"),
            ("scanline", r"\x00\x01\r\n", "no code"),
            ("gs1", "]C1", "no GS1 code"),
            ("morse", "...", "choose one of gtin, gs1"),
        ],
    )
    def test_what_is_not_right_ends_with_one_line_that_says_why(
        self, proto: str, data: str, why: str
    ) -> None:
        result = tongxin_decode(proto, data)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert why in result.stderr
        assert result.stderr.count("\n") == 1
