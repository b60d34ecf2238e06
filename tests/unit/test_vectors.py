"""Every frame and code of the shared vectors, through the command a volunteer would type.

The vectors are read where they lie beside the checkout; `vectors.json` here is a copy of them, so
that nothing passes for want of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hardware.codecs import mdb, ssp
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
    # A shared vector outranks its copy.
    by_id |= {vector["id"]: vector for vector in json.loads(SHARED.read_text("utf-8"))}
    return list(by_id.values())


ALL = vectors()
FRAMES = [vector for vector in ALL if "hex" in vector or "text" in vector]
RULES = [vector for vector in ALL if "cases" in vector]
#: A run of frames, told in words or by its numbers; each has a test of its own below.
RUNS = {v["id"]: v for v in ALL if not {"hex", "text", "cases"} & set(v)}
#: What these protocols check of each frame: any changed byte must be refused.
CHECKED = ("ssp", "essp", "id003", "ccnet", "ebds", "gm65", "ssi")


def tongxin_decode(proto: str, data: str) -> Result:
    return CliRunner().invoke(tongxin, ["decode", proto, data])


def test_there_is_something_to_test() -> None:
    assert {vector["proto"] for vector in ALL} == set(PROTOCOLS) - {"scanline"}
    assert len(FRAMES) + len(RULES) + len(RUNS) == len(ALL) >= 138
    assert set(RUNS) == {"essp-02", "mdb-23"}


def test_the_shared_vectors_are_the_ones_that_are_tested() -> None:
    if not SHARED.exists():
        pytest.skip(f"no shared vectors at {SHARED}: only the copy was tested")
    shared = {vector["id"] for vector in json.loads(SHARED.read_text("utf-8"))}
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
    if "expect_frames" in vector:
        assert [frame["frame"] for frame in reading] == vector["expect_frames"]
    if "inner" in vector:  # AES hides the rest: a whole number of its blocks
        assert reading[0]["encrypted_bytes"] == 16


@pytest.mark.parametrize(
    "vector", [v for v in FRAMES if v["proto"] in CHECKED], ids=lambda vector: vector["id"]
)
def test_a_frame_with_any_changed_byte_is_refused(vector: Vector) -> None:
    frame = bytes.fromhex(vector["hex"])
    for at in range(len(frame)):
        if vector["id"] == "gm65-09" and at > 1:
            continue  # it says that its CRC is not to be checked
        wrong = frame[:at] + bytes([frame[at] ^ 0x40]) + frame[at + 1 :]
        with pytest.raises(ValueError):
            PROTOCOLS[vector["proto"]](wrong.hex(" "))


@pytest.mark.parametrize("vector", RULES, ids=lambda vector: vector["id"])
def test_rule(vector: Vector) -> None:
    for case in vector["cases"]:
        if vector["proto"] == "aim":
            scanned, mark, text = case
            reading = json.loads(tongxin_decode("aim", scanned).stdout)
            assert (reading["aim"], reading["text"]) == (mark, text)
        elif vector["id"] == "ssp-18":
            assert ssp.crc(case[0].encode("ascii")).hex().upper() == case[1]
        else:
            assert vector["id"] == "cctalk-22", "a rule that no test knows"
            last, now, expected = case
            assert new_events(last, now) == expected


def test_the_keys_of_an_encrypted_line_are_agreed_by_plain_arithmetic() -> None:
    run = RUNS["essp-02"]
    generator, modulus = run["generator"], run["modulus"]
    host, slave = (pow(generator, run[f"{side}_random"], modulus) for side in ("host", "slave"))
    assert (host, slave) == (run["host_inter"], run["slave_inter"])
    shared = pow(slave, run["host_random"], modulus)
    assert shared == pow(host, run["slave_random"], modulus) == run["shared"]
    fixed = int(run["key"][:16], 16).to_bytes(8, "big")
    assert fixed == (0x0123456701234567).to_bytes(8, "little")
    assert run["key"][16:] == shared.to_bytes(8, "little").hex()


def test_a_changer_pays_out_in_four_steps() -> None:
    asked = mdb.decode(bytes.fromhex("0f 02 07 18"))[0]
    assert asked["meaning"] == "changer: pay out this value"
    assert mdb.changer_status(b"\x02") == ["payout busy"]
    assert mdb.changer_status(b"") == []  # a bare ACK: it is done
    assert mdb.decode(bytes.fromhex("0f 03 12"))[0]["meaning"].startswith("changer: what was paid")
    paid = mdb.decode(bytes.fromhex("07 00 00 00 07"))[0]
    assert (paid["data"], paid["checksum"]) == ("07 00 00 00", "right")


#: What the readings say of some vectors, beyond being right.
SAID: dict[str, dict[str, Any]] = {
    "ssp-10": {"country": "EUR", "minor_units": [500, 1000, 2000, 5000, 10000, 20000, 50000]},
    "ssp-11": {"firmware": "0100", "minor_units": [500, 1000, 2000], "protocol": 4},
    "ssp-08": {"text": "NVS0091092500000"},
    "ssp-19": {"events": [{"event": "credit", "channel": 127}]},
    "id003-07": {"note": 1},
    "ebds-04": {"note": 3, "states": ["escrowed"]},
    "ebds-05": {"meaning": "poll: stack, escrow mode"},
    "gm65-06": {"zone_is": "baud rate", "bytes": 2},
    "gm65-09": {"zone_is": "trigger a scan", "crc": "not checked"},
    "ssi-02": {"from": "scanner", "meaning": "acknowledged"},
    "mdb-15": {"as_changer": ["coin type 2: tube, 30 in tube"]},
    "mdb-16": {"as_changer": ["coin type 3: rejected, 0 in tube"]},
    "mdb-17": {"as_changer": ["1 of coin type 2 dispensed by hand, 81 in tube"]},
    "mdb-19": {"as_changer": ["return lever"]},
    "mdb-20": {"as_changer": ["was reset: no credit, set it up anew"]},
    "mdb-21": {"as_bills": ["was reset: set it up anew", "disabled"]},
    "mdb-22": {"as_bills": ["bill type 2: in escrow, not yet money", "disabled"]},
    "ict-03": {"type": 5},
}


@pytest.mark.parametrize("id_", SAID)
def test_what_a_frame_says(id_: str) -> None:
    vector = next(vector for vector in ALL if vector["id"] == id_)
    reading = json.loads(tongxin_decode(vector["proto"], vector["hex"]).stdout)[0]
    assert {key: reading[key] for key in SAID[id_]} == SAID[id_]


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
            ("ssp", "7f 80 01 01 06 03", "CRC"),
            ("ssp", "7f 80 01 01 06", "whole frames"),
            ("essp", "7f 80 01 07 12 02", "no encrypted packet"),
            ("ssi", "04 d0 00 00 ff 2d", "checksum"),
            ("mdb", "34 01 2f ff ff 63", "checksum"),
            ("id003", "", "no bytes"),
            ("ict", "99", "means nothing"),
            ("epc", r"BCD\n002\n2\nSCT\n\nName\nDE34100205000001194700", "IBAN"),
            ("epc", "BCD", "no EPC code"),
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
