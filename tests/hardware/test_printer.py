"""Slips of paper: printed while somebody waits for them, and the till waits for none."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.drivers.base import Command
from hardware.drivers.escpos_printer import EscposPrinter
from hardware.drivers.printer_state import (
    PRINT_MS,
    SLIP_MS_MAX,
    WAITING_MAX,
    PrinterConfig,
)
from hardware.twins.faults import Faults
from hardware.twins.line import SimulatedLine
from hardware.twins.printer import PrinterModel
from shop.effects import Play, PrintSlip
from shop.inputs import DeviceDown, DeviceFault, DeviceInput, DeviceUp
from tests.failures import proves

#: A slip must be out of the printer, and everything known of it.
SOON_MS = 2 * PRINT_MS + 2_000


def slip(number: int) -> PrintSlip:
    return PrintSlip("owed", "同心小店", (("欠找零", "3.00"),), (f"第 {number} 张",))


@dataclass
class Till:
    """A printer at work in virtual time, and what the shop heard of it."""

    model: PrinterModel = field(default_factory=PrinterModel)
    heard: list[DeviceInput] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = SimulatedLine(
            EscposPrinter(PrinterConfig("printer")), self.model, self.hear, lambda serial: None
        )
        self.line.run(2_000)

    def hear(self, said: DeviceInput) -> bool:
        self.heard.append(said)
        return True

    def print(self, *numbers: int, then_ms: int = SOON_MS) -> Till:
        for number in numbers:
            self.line.tell(Command(slip(number)))
        self.line.run(then_ms)
        return self

    def repair(self, then_ms: int = 10_000) -> Till:
        """Put in paper, shut the cover, put it online; as long as until the next question."""
        self.model.cover_open = self.model.offline = self.model.jammed = self.model.low = False
        self.model.load()
        self.line.run(then_ms)
        return self

    @property
    def printed(self) -> list[str]:
        """The last line of each slip that lies there."""
        return [sheet.lines[-1] for sheet in self.model.sheets if sheet.lines]

    @property
    def faults(self) -> list[str]:
        return [said.code for said in self.heard if isinstance(said, DeviceFault)]

    def count(self, what: str) -> int:
        return self.line.counts.get(what, 0)


@pytest.fixture
def till() -> Till:
    return Till()


def test_a_slip_comes_out_at_once_and_is_counted(till: Till):
    till.print(1)
    assert till.printed == ["第 1 张"]
    assert till.count("slips") == 1
    assert till.heard == [DeviceUp("printer", "answers")]


def test_slips_come_in_their_order_and_each_once(till: Till):
    till.print(1, 2, 3, then_ms=4 * PRINT_MS)
    assert till.printed == ["第 1 张", "第 2 张", "第 3 张"]


def test_what_is_wished_of_other_devices_prints_nothing(till: Till):
    till.line.tell(Command(Play("coin")))
    till.line.run(SOON_MS)
    assert till.printed == []


@proves("printer", "escpos")
@pytest.mark.parametrize(
    ("trouble", "code", "says"),
    [
        ("cover_open", "open", "shut it"),
        ("jammed", "jam", "switch"),
        ("offline", "busy", "button"),
        ("empty", "empty", "new roll"),
    ],
)
def test_a_printer_that_cannot_says_what_to_do_and_prints_when_it_can(
    till: Till, trouble: str, code: str, says: str
):
    if trouble == "empty":
        till.model.load(0)
    else:
        setattr(till.model, trouble, True)
    till.print(1)
    assert till.printed == []
    (fault,) = [said for said in till.heard if isinstance(said, DeviceFault)]
    assert fault.code == code
    assert says in fault.detail
    till.repair()
    assert till.printed == ["第 1 张"]
    assert till.faults == [code, "ok"]


@proves("printer", "escpos")
def test_a_slip_nobody_waits_for_is_dropped_counted_and_told(till: Till):
    till.model.load(0)
    till.print(1)
    till.line.run(SLIP_MS_MAX)
    till.print(2)
    till.repair()
    assert till.printed == ["第 2 张"]
    assert till.count("slips_dropped") == 1
    told = [said.detail for said in till.heard if isinstance(said, DeviceFault) and said.detail]
    assert "write by hand" in told[-1]


def test_of_too_many_slips_the_oldest_go(till: Till):
    till.model.load(0)
    till.print(*range(1, WAITING_MAX + 4))
    assert till.count("slips_dropped") == 3
    till.repair(then_ms=SLIP_MS_MAX)
    assert till.printed[0] == "第 4 张"
    assert till.printed[-1] == f"第 {WAITING_MAX + 3} 张"


def test_a_roll_that_ends_in_the_middle_gives_the_slip_again(till: Till):
    till.model.load(2)
    till.print(1)
    assert till.printed == []
    assert till.count("slips_broken_off") == 1
    till.repair()
    assert till.printed[-1] == "第 1 张"
    assert till.count("slips") == 1


def test_little_paper_is_said_once_and_stops_nothing(till: Till):
    till.model.low = True
    till.print(1, 2, then_ms=3 * PRINT_MS)
    assert till.printed == ["第 1 张", "第 2 张"]
    assert till.faults == ["low"]


def test_from_no_paper_to_little_paper_the_trouble_is_over(till: Till):
    till.model.load(0)
    till.line.run(10_000)
    till.model.load()
    till.model.low = True
    till.line.run(10_000)
    assert till.faults == ["empty", "ok", "low"]


@proves("silent", "escpos")
def test_a_printer_that_never_answers_is_printed_to_on_trust():
    till = Till(PrinterModel())
    till.model.mute = True
    till.line.restart_host()
    till.print(1)
    assert till.printed == ["第 1 张"]
    assert isinstance(till.heard[-1], DeviceUp)
    assert till.count("slips") == 1


@proves("silent", "escpos")
def test_a_printer_that_answered_and_answers_no_more_is_down(till: Till):
    till.model.mute = True
    till.line.run(10_000)
    downs = [said for said in till.heard if isinstance(said, DeviceDown)]
    assert downs
    assert "power" in downs[0].why
    till.model.mute = False
    till.print(1)
    assert isinstance(till.heard[-1], DeviceUp)
    assert till.printed[-1] == "第 1 张"


@proves("printer", "escpos")
def test_slips_grow_old_while_the_cable_is_out(till: Till):
    till.line.unplug()
    till.line.tell(Command(slip(1)))
    till.line.run(SLIP_MS_MAX)
    till.line.tell(Command(slip(2)))
    till.line.replug()
    till.line.run(SOON_MS)
    assert till.printed == ["第 2 张"]
    assert till.count("slips_dropped") == 1


def test_a_slip_under_way_when_the_cable_went_is_printed_again(till: Till):
    till.print(1, then_ms=300)
    till.line.unplug()
    till.model.power_up(till.line.now_ms)
    till.line.replug()
    till.line.run(SOON_MS)
    assert till.printed == ["第 1 张", "第 1 张"]
    assert till.count("slips") == 1


@proves("bad_frames", "escpos")
def test_noise_is_counted_and_is_no_answer(till: Till):
    till.line.to_host.faults = Faults(noise=0.05, dup=0.1)
    for number in range(6):
        till.print(number)
    assert till.count("noise") > 0
    assert till.printed[-1] == "第 5 张"


@proves("bad_frames", "escpos")
def test_one_flipped_bit_is_no_open_cover(till: Till):
    plain = till.model._status

    def flipped_once(question: int) -> int:
        if question != 2:
            return plain(question)
        till.model._status = plain  # type: ignore[method-assign]
        return plain(question) | 0x04

    till.model._status = flipped_once  # type: ignore[method-assign]
    till.print(1)
    assert till.printed == ["第 1 张"]
    assert till.faults == []


@proves("stop", "escpos")
def test_a_stop_prints_what_waits_and_ends_at_once(till: Till):
    till.line.tell(Command(slip(1)))
    till.line.tell(Command(slip(2)))
    assert till.line.stop()
    assert till.printed[-2:] == ["第 1 张", "第 2 张"]


@proves("stop", "escpos")
def test_a_stop_without_paper_waits_for_nothing(till: Till):
    till.model.load(0)
    till.print(1)
    assert till.line.stop()
    assert till.printed == []


def happen(till: Till, what: str, number: int) -> None:
    """Let one thing happen to a printer."""
    match what:
        case "print":
            till.line.tell(Command(slip(number)))
        case "unplug":
            till.line.unplug()
        case "replug":
            till.line.replug()
        case "no paper":
            till.model.load(0)
        case "short roll":
            till.model.load(4)
        case "power":
            till.model.power_up(till.line.now_ms)
        case "mute":
            till.model.mute = not till.model.mute
        case "cover" | "jam":
            trouble = "cover_open" if what == "cover" else "jammed"
            setattr(till.model, trouble, not getattr(till.model, trouble))
        case "repair":
            till.repair(0)


THINGS = ("print", "print", "unplug", "replug", "no paper", "short roll", "power", "mute", "cover")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from((*THINGS, "jam", "repair")), st.integers(0, SLIP_MS_MAX + 10_000)
        ),
        max_size=30,
    )
)
@proves("printer", "escpos")
def test_every_slip_is_printed_or_counted_whatever_happens(days: list[tuple[str, int]]):
    till = Till()
    wished = 0
    for what, then_ms in days:
        wished += what == "print"
        happen(till, what, wished)
        till.line.run(then_ms)
    till.line.replug()
    till.model.mute = False
    till.repair(then_ms=40_000)
    till.print(wished + 1, then_ms=SLIP_MS_MAX + 10_000)
    assert till.printed[-1] == f"第 {wished + 1} 张"
    assert till.line.state.waiting == ()
    assert till.count("slips") + till.count("slips_dropped") == wished + 1
    assert till.count("slips") <= len(till.printed)
