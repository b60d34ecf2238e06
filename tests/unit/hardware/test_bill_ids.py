"""Note ids and frames with a CRC: what a bill validator says, letter by letter."""

import pytest

from hardware.codecs import cctalk
from hardware.codecs.bill_id import UNUSED, parse_bill_id
from hardware.codecs.cctalk import Frame
from hardware.codecs.cctalk_readings import decode
from hardware.drivers import cctalk_line
from hardware.drivers.base import FlushInput, Send
from hardware.drivers.cctalk_line import Answer, Line, Question


@pytest.mark.parametrize(
    ("text", "factor", "decimals", "fen"),
    [
        ("CN0100A", 100, 2, 10_000),
        ("CN0100A", 1, 0, 10_000),
        ("CN0100A", 1, 2, 100),
        ("CN0005B", 1_000, 3, 500),
        ("CN0001A", 1, 3, None),  # a tenth of a fen
        ("CN0100A", 0, 0, None),  # the machine does not know the country
        ("CN1K00A", 100, 2, None),
        ("CN0000A", 100, 2, None),
    ],
)
def test_a_note_is_worth_its_digits_in_its_unit(
    text: str, factor: int, decimals: int, fen: int | None
) -> None:
    bill = parse_bill_id(text.encode())
    assert bill is not None
    assert bill.minor_units(factor, decimals) == fen


@pytest.mark.parametrize(
    "data", [UNUSED.encode(), b"", b"       ", bytes(7), b"CN100A", b"cn0100A"]
)
def test_what_is_no_note_id(data: bytes) -> None:
    assert parse_bill_id(data) is None


@pytest.mark.parametrize("echo", [True, False])
def test_a_question_with_a_crc_is_answered_with_a_crc(echo: bool) -> None:
    line, actions = cctalk_line.ask(Line(40, crc=True), Question(159, lengths=(11,)), 0)
    asked = bytes.fromhex("28 00 31 9f 5d")  # vector cctalk-crc-06
    assert actions == (FlushInput(), Send(asked))
    reply = bytes.fromhex("01 0b 02 00 03 01 01 00 00 00 00 00 00 00 00 43")  # cctalk-crc-08
    line, _ = cctalk_line.hear(line, asked + reply if echo else reply, 10)
    line, _, outcome = cctalk_line.settle(line, 10)
    assert outcome == Answer(reply[4:-1])
    assert line.echo is echo


@pytest.mark.parametrize("crc", [True, False])
def test_the_other_checksum_is_no_answer(crc: bool) -> None:
    line, _ = cctalk_line.ask(Line(40, crc=crc), Question(254), 0)
    reply = cctalk.encode(Frame(1, 0, b"", 40 if crc else None))
    line, _ = cctalk_line.hear(line, reply, 10)
    assert cctalk_line.settle(line, 10)[2] is None


def test_a_captured_question_and_its_answer_are_read_together() -> None:
    (reading,) = decode(
        "cctalk-crc", bytes.fromhex("28 00 b6 fe 21") + cctalk.encode(Frame(1, 0, b"", None))
    )
    assert (reading["meaning"], reading["echo"]) == ("ACK", "28 00 b6 fe 21")
    (reading,) = decode("cctalk-crc", cctalk.encode(Frame(1, 0, b"CN0100A", None)))
    assert (reading["bill_id"], reading["value"]) == ("CN0100A", 100)
