"""One question on the wire: what counts as its answer, and what happens when none comes."""

from __future__ import annotations

import pytest

from hardware.codecs import cctalk
from hardware.codecs.cctalk import Frame
from hardware.drivers import cctalk_line
from hardware.drivers.base import Action, FlushInput, Note, Send
from hardware.drivers.cctalk_line import Answer, Busy, Gone, Line, Outcome, Question, Refused

SERIAL = Question(242, lengths=(3,))
ASKED = cctalk.encode(Frame(2, 242))
REPLY = cctalk.encode(Frame(1, 0, b"\x4e\x61\xbc", 2))


class Wire:
    """A line with one question put at 0 ms, and what was made of what came."""

    def __init__(self, question: Question = SERIAL, echo: bool | None = None) -> None:
        self.line, actions = cctalk_line.ask(Line(2, echo=echo), question, 0)
        self.actions: list[Action] = list(actions)

    def hears(self, data: bytes, now_ms: int = 10) -> Outcome | None:
        self.line, actions = cctalk_line.hear(self.line, data, now_ms)
        self.actions += actions
        return self.at(now_ms)

    def at(self, now_ms: int) -> Outcome | None:
        self.line, actions, outcome = cctalk_line.settle(self.line, now_ms)
        self.actions += actions
        return outcome

    def noted(self, counter: str) -> int:
        return sum(action == Note(counter) for action in self.actions)

    @property
    def sent(self) -> int:
        return sum(isinstance(action, Send) for action in self.actions)


def test_what_lies_on_the_wire_is_thrown_away_before_asking() -> None:
    assert Wire().actions == [FlushInput(), Send(ASKED)]


@pytest.mark.parametrize("echo", [None, False])
def test_the_answer_may_come_in_pieces(echo: bool | None) -> None:
    wire = Wire(echo=echo)
    assert wire.hears(REPLY[:3], 5) is None
    assert wire.hears(REPLY[3:], 20) == Answer(b"\x4e\x61\xbc")
    assert wire.line.echo is False


@pytest.mark.parametrize("echo", [None, True])
def test_the_echo_is_stripped_exactly_once(echo: bool | None) -> None:
    wire = Wire(echo=echo)
    assert wire.hears(ASKED, 5) is None
    assert wire.at(200) is None  # an echo alone is no half answer: the device may still think
    assert wire.hears(REPLY, 210) == Answer(b"\x4e\x61\xbc")
    assert wire.line.echo is True


@pytest.mark.parametrize(
    ("heard", "echo"),
    [
        (ASKED + ASKED + REPLY, None),  # an echo of an echo
        (cctalk.encode(Frame(2, 241)) + REPLY, True),  # not what was sent
        (ASKED + REPLY, False),  # this line did not echo
        (REPLY, True),  # and this one did
        (REPLY + REPLY, None),
        (REPLY[:-1], None),
        (REPLY[:-1] + b"\x00", None),
        (cctalk.encode(Frame(1, 0, b"\x01\x02", 2)), None),  # not the length of a serial
        (cctalk.encode(Frame(1, 0, b"", 2)), None),
        (cctalk.encode(Frame(1, 0, b"\x4e\x61\xbc", 3)), None),  # another device
        (cctalk.encode(Frame(3, 0, b"\x4e\x61\xbc", 2)), None),  # for somebody else
        (cctalk.encode(Frame(1, 127, b"\x4e\x61\xbc", 2)), None),  # no reply's header
        (cctalk.encode(Frame(1, 5, b"\x4e\x61\xbc", 2)), None),  # a NAK carries nothing
        (b"\xff" * 5_000, None),
    ],
)
def test_anything_else_is_noise_and_asked_again_after_50_ms_of_quiet(
    heard: bytes, echo: bool | None
) -> None:
    wire = Wire(echo=echo)
    assert wire.hears(heard, 10) is None
    assert wire.at(59) is None
    assert wire.sent == 1
    assert wire.at(60) is None
    assert (wire.sent, wire.noted("noise")) == (2, 1)
    assert wire.actions[-2:] == [FlushInput(), Send(ASKED)]
    good = ASKED + REPLY if echo else REPLY
    assert wire.hears(good, 70) == Answer(b"\x4e\x61\xbc")
    assert wire.line.misses == 0


def test_a_line_that_never_falls_quiet_is_asked_again_all_the_same() -> None:
    wire = Wire()
    for now_ms in range(10, 1_050, 40):
        assert wire.hears(b"\x55", now_ms) is None
    assert wire.sent == 2


def test_three_silences_in_a_row_and_the_device_is_gone() -> None:
    wire = Wire()
    outcome, now_ms = None, 0
    while outcome is None:
        now_ms = cctalk_line.deadline_ms(wire.line) or 0
        outcome = wire.at(now_ms)
    assert outcome == Gone(silent=True, seen=b"")
    assert (wire.sent, wire.noted("timeouts"), now_ms) == (3, 3, 750)


def test_a_line_that_only_echoes_is_silent() -> None:
    wire = Wire()
    outcome = None
    while outcome is None:
        now_ms = cctalk_line.deadline_ms(wire.line) or 0
        outcome = wire.at(now_ms) or wire.hears(ASKED, now_ms)
    assert outcome == Gone(silent=True, seen=ASKED)


def test_noise_among_the_misses_is_not_silence() -> None:
    wire = Wire()
    wire.hears(b"\x17", 10)
    outcome = None
    while outcome is None:
        outcome = wire.at(cctalk_line.deadline_ms(wire.line) or 0)
    assert isinstance(outcome, Gone)
    assert not outcome.silent


def test_what_acts_each_time_is_never_sent_twice() -> None:
    for header in (167, 154, 1):
        wire = Wire(Question(header, b"\x01"))
        assert wire.at(250) == Gone(silent=True, seen=b"")
        assert wire.sent == 1


def test_nak_is_alive_and_not_asked_again() -> None:
    wire = Wire()
    assert wire.hears(cctalk.encode(Frame(1, cctalk.NAK, b"", 2))) == Refused()
    assert (wire.sent, wire.noted("nak"), wire.line.misses) == (1, 1, 0)


def test_busy_is_alive_and_asked_again_after_100_ms() -> None:
    wire = Wire()
    busy = cctalk.encode(Frame(1, cctalk.BUSY, b"", 2))
    assert wire.hears(busy, 10) == Busy()
    assert wire.at(109) is None
    assert wire.sent == 1
    assert wire.at(110) is None
    assert (wire.sent, wire.noted("busy"), wire.line.misses) == (2, 1, 0)
    assert wire.hears(busy, 120) == Busy()
    assert wire.line.busy_since_ms == 10
    wire.at(220)
    assert wire.hears(REPLY, 230) == Answer(b"\x4e\x61\xbc")
    assert wire.line.busy_since_ms is None


def test_bytes_that_nobody_asked_for_are_noise() -> None:
    line, actions = cctalk_line.hear(Line(2), REPLY, 5)
    assert (line.heard, actions) == (b"", (Note("noise"),))
