"""Frames on the ccTalk wire: what is one, what is none, and the traps other programs fell into."""

import pytest

from hardware.codecs import cctalk
from hardware.codecs.cctalk import BadFrame, Frame, FrameReader
from hardware.codecs.cctalk_readings import decode
from hardware.codecs.coin_id import parse_coin_id

# Frames as captured or printed (shared vectors cctalk-*), copied: hex, then what they are.
GOOD = [
    ("02 00 01 fe ff", Frame(2, 254)),
    ("02 00 01 fd 00", Frame(2, 253)),  # the sum is 256 already: the checksum is 0, not 256
    ("01 03 02 00 4e 61 bc 8f", Frame(1, 0, b"\x4e\x61\xbc", 2)),
    ("02 02 01 e7 ff 00 15", Frame(2, 231, b"\xff\x00")),
    ("01 00 02 06 f7", Frame(1, 6, b"", 2)),
    (
        "03 09 01 a7 63 d9 2a 95 ba d4 35 82 03 09",
        Frame(3, 167, bytes.fromhex("63d92a95bad4358203")),
    ),
]
GOOD_CRC = [
    ("28 00 b6 fe 21", Frame(40, 254, b"", None)),
    ("01 03 72 00 41 53 54 c0", Frame(1, 0, b"AST", None)),
    ("28 01 bc 9a 01 62", Frame(40, 154, b"\x01", None)),
]


@pytest.mark.parametrize(("text", "frame"), GOOD + GOOD_CRC)
def test_a_captured_frame_reads_and_writes(text: str, frame: Frame) -> None:
    raw = bytes.fromhex(text)
    assert cctalk.parse(raw, crc=frame.src is None) == frame
    assert cctalk.encode(frame) == raw


@pytest.mark.parametrize(
    "text",
    [
        "",
        "02 00 01 fe",  # half a frame
        "02 00 01 fe fe",  # wrong checksum
        "02 00 01 fe ff 00",  # one byte too many
        "01 01 03 00 80 ba",  # a manual's misprint
        "01 0b 02 00 03 01 01 00 00 00 00 00 00 00 00 43",  # good in CRC mode only
    ],
)
def test_what_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(BadFrame):
        cctalk.parse(bytes.fromhex(text))


@pytest.mark.parametrize("text", ["01 03 3f 00 41 53 54 c0", "01 03 72 00 41 53 54 13"])
def test_a_wrong_half_of_the_crc_is_refused(text: str) -> None:
    with pytest.raises(BadFrame):
        cctalk.parse(bytes.fromhex(text), crc=True)


def test_garbage_before_a_frame_costs_only_the_garbage() -> None:
    reader = FrameReader()
    assert reader.feed(bytes.fromhex("02 00 01 fe fe")) == []
    reader.idle()
    assert reader.feed(bytes.fromhex("02 00 01 fe ff")) == [Frame(2, 254)]
    assert reader.noise_bytes == 5


def test_a_hosts_own_echo_is_stripped_from_what_it_hears() -> None:
    (reply,) = decode("cctalk", bytes.fromhex("02 00 01 fe ff 01 00 02 00 fd"))
    assert (reply["src"], reply["meaning"], reply["echo"]) == (2, "ACK", "02 00 01 fe ff")


def test_a_credit_reply_is_shown_without_its_empty_places() -> None:
    raw = bytes.fromhex("01 0b 02 00 03 00 01 02 01 03 02 00 00 00 00 e6")
    (reading,) = decode("cctalk", raw)
    assert (reading["counter"], reading["events"]) == (3, [[0, 1], [2, 1], [3, 2]])


def test_nothing_and_another_protocol_are_refused() -> None:
    for proto, data in (("cctalk", b""), ("ssp", b"\x7f")):
        with pytest.raises(ValueError):
            decode(proto, data)


@pytest.mark.parametrize(
    ("text", "country", "minor_units"),
    [
        ("CN100A", "CN", 100),
        ("CN005B", "CN", 5),
        ("EU020A", "EU", 20),
        ("SE1K0A", "SE", 1000),
        ("JP5K0A", "JP", 5000),
        ("GB2K5A", "GB", 2500),
        ("US10MA", "US", 10_000_000),
        ("XX.50A", "XX", None),  # half of the smallest unit is no number of them
        ("XX1m0A", "XX", None),
        ("XXKK1A", "XX", None),
    ],
)
def test_a_coins_id_says_its_worth(text: str, country: str, minor_units: int | None) -> None:
    coin = parse_coin_id(text.encode())
    assert coin is not None
    assert (coin.country, coin.minor_units) == (country, minor_units)


@pytest.mark.parametrize(
    "data", [b"......", b"\0" * 6, b"      ", b"CN100", b"cn100A", b"\xff" * 6]
)
def test_an_unused_position_is_no_coin(data: bytes) -> None:
    assert parse_coin_id(data) is None


@pytest.mark.parametrize(
    ("data", "every_ms"),
    [(b"\x02\x14", 200), (b"\x01\x64", 100), (b"\x00\x00", None), (b"\x09\x01", None)],
)
def test_how_often_it_wants_to_be_polled(data: bytes, every_ms: int | None) -> None:
    assert cctalk.poll_every_ms(data) == every_ms
