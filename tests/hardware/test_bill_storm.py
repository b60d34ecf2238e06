"""Notes on a bad cable for days: what is in the stacker is in the book once, or to be checked.

1% of bytes lost, 1% with a flipped bit, 0.5% doubled, bursts split, in both directions; plugs
pulled, power cut, the shop's program killed, the book refusing or answering late, its yes lost.
The book is a dictionary; a seed replays everything.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.codecs import cctalk
from hardware.codecs.bill_id import parse_bill_id
from hardware.codecs.cctalk import FRAME_BYTES_MAX, Frame
from hardware.drivers.base import AskCursor, Bytes, Cursor, Emit, Event, Opened, Settled, Tick
from hardware.drivers.bill_reading import bill_events
from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from hardware.drivers.counting_reading import compare, reading_after
from hardware.drivers.counting_values import Coin
from hardware.twins.bill_validator import Note
from hardware.twins.faults import Faults
from hardware.twins.line import SimulatedLine
from shop.inputs import Answered, CreditReading, DeviceInput, HeldNote
from tests.failures import proves
from tests.hardware.bill_shop import SERIAL, Watched

BAD = Faults(drop=0.01, noise=0.01, dup=0.005, split=0.2)

#: What a device counted: its power-on, and the event's number in it.
Told = tuple[int, int]


@dataclass
class Book:
    """What is durable: the latest reading, and what became of each note by its events."""

    model: Watched
    rng: random.Random
    refuses: float = 0.0
    line: SimulatedLine | None = None
    last: dict[str, CreditReading] = field(default_factory=dict)
    held: dict[tuple[int, int], Told] = field(default_factory=dict)
    credited: list[Told] = field(default_factory=list)
    unsure: set[Told] = field(default_factory=set)
    lost: set[Told] = field(default_factory=set)
    fen: int = 0

    def emit(self, said: DeviceInput) -> bool:
        if not isinstance(said, CreditReading):
            return True
        if self.rng.random() < self.refuses:
            return False
        if self.line is not None and self.rng.random() < self.refuses:
            self.line.now_ms += 4_000
        before = self.last.get(said.serial)
        life, newest = self.where(said)
        for credit in said.credits:
            self.credited.append((life, newest - (said.credit_no - credit.credit_no)))
            self.fen += credit.fen or 0
        shown = min(5, newest)
        self.lost |= {(life, newest - shown - n) for n in range(said.lost)}
        if said.held is not None:
            at = newest - (said.credit_no - said.held.credit_no)
            self.held.setdefault((said.epoch, said.held.credit_no), (life, at))
        held_in = said.epoch if before is None else before.epoch
        self.unsure |= {self.held[held_in, number] for number in said.unsure}
        self.last[said.serial] = said
        return self.rng.random() >= self.refuses / 2  # a yes that is lost on its way

    def where(self, said: CreditReading) -> Told:
        """The newest event that a reading shows: a reset may follow its last reply."""
        for life in range(self.model.life, -1, -1):
            told = [f.pair for f in self.model.fallen if f.life == life]
            for n in range(len(told), -1, -1):
                events = (tuple(told[:n][::-1]) + ((0, 0),) * 5)[:5]
                if ((n - 1) % 255 + 1 if n else 0, events) == (said.counter, said.events):
                    return life, n
        raise AssertionError(f"no power-on ever showed {said}")

    def is_written(self) -> bool:
        """Whether the book has the note that lies in escrow now."""
        last = self.last[SERIAL]
        shown = (last.counter, list(last.events)) == (self.model.counter, self.model.events)
        return shown and last.held is not None

    def left_over(self) -> list[Note]:
        """Notes in the stacker that are neither money nor a person's task."""
        return [
            note
            for note in self.model.stacked
            if (note.life, note.end_no) not in self.credited
            and (note.life, note.end_no) not in self.lost
            and (note.life, note.held_no) not in self.unsure
        ]


def storm(seed: int, notes: int, *, resets: bool, crc: bool = True) -> Book:
    """Let residents put `notes` notes into a machine on a bad line, then let the line recover."""
    rng, model = random.Random(seed), Watched(crc=crc)
    book = Book(model, rng)
    model.may_stack = book.is_written
    driver = BillValidator(BillConfig("notes", crc=crc))
    line = SimulatedLine(driver, model, book.emit, book.last.get, seed=seed, echo=bool(seed % 2))
    line.run(8_000)
    book.line = line
    line.to_host.faults = line.to_device.faults = BAD
    book.refuses = 0.02
    while len(model.stacked) < notes:
        model.pass_time(line.now_ms)
        model.knobs.power_up_moving = rng.choice(("stacked", "returned"))
        model.knobs.routes_lost = int(rng.random() < 0.1)
        model.insert(rng.choice((1, 2, 3, 4, 5)))
        line.run(rng.randrange(100, 6_000))
        happens = rng.random()
        if happens < 0.03:
            line.unplug()
            for _ in range(rng.randrange(8)):
                model.error(rng.choice((0, 2, 3)))
                model.insert(rng.choice((1, 2, 3)))
            line.run(rng.randrange(500, 30_000))
            model.pass_time(line.now_ms)
            line.replug()
        elif happens < 0.06 and resets:
            model.pass_time(line.now_ms)
            model.insert(rng.choice((1, 2, 3)))
            line.run(rng.randrange(1_000))
            model.power_up(line.now_ms)
        elif happens < 0.09:
            line.restart_host()
    line.to_host.faults = line.to_device.faults = Faults()
    book.refuses = 0.0
    line.run(90_000)
    return book


@proves("bad_frames", "cctalk-bill")
@proves("double_credit", "cctalk-bill")
@pytest.mark.parametrize(("seed", "crc"), [(1, True), (2, True), (3, False)])
def test_every_note_in_the_stacker_is_money_once_or_a_task(seed: int, crc: bool) -> None:
    book = storm(seed, 60, resets=False, crc=crc)
    assert len(set(book.credited)) == len(book.credited)
    stacked = {(note.life, note.end_no) for note in book.model.stacked}
    assert set(book.credited) <= stacked
    assert book.left_over() == []
    assert book.model.stacked_unwritten == 0
    assert len(book.credited) > 0.9 * len(stacked)
    worth = {1: 100, 2: 500, 3: 1_000, 4: 2_000}
    of = {(note.life, note.end_no): worth[note.kind] for note in book.model.stacked}
    assert book.fen == sum(of[told] for told in book.credited)


@proves("device_reset", "cctalk-bill")
@proves("power_loss", "cctalk-bill")
@pytest.mark.parametrize(("seed", "crc"), [(4, True), (5, False)])
def test_power_cuts_leave_no_note_unanswered_for(seed: int, crc: bool) -> None:
    book = storm(seed, 60, resets=True, crc=crc)
    assert book.model.life >= 2
    assert len(set(book.credited)) == len(book.credited)
    assert set(book.credited) <= {(note.life, note.end_no) for note in book.model.stacked}
    assert book.left_over() == []
    assert book.model.stacked_unwritten == 0
    assert book.unsure


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 30))
def test_the_same_for_many_seeds(seed: int) -> None:
    book = storm(seed, 200, resets=bool(seed % 2), crc=seed % 4 < 2)
    assert len(set(book.credited)) == len(book.credited)
    assert set(book.credited) <= {(note.life, note.end_no) for note in book.model.stacked}
    assert book.left_over() == []
    assert book.model.stacked_unwritten == 0


# ---------------------------------------------------------------- any bytes, any answers


def drive(driver: BillValidator, heard: list[tuple[bytes, int]], *, takes: bool) -> None:
    """Let the driver hear these bytes after these pauses, with a book that takes all or nothing."""
    now_ms, last = 0, None
    state = driver.initial()
    events: list[Event] = [Opened("somewhere")]
    for data, passed_ms in [(b"", 0), *heard]:
        now_ms += passed_ms
        events.append(Bytes(data) if data else Tick())
        while events:
            state, actions = driver.step(state, events.pop(0), now_ms)
            for action in actions:
                match action:
                    case Emit(said) if isinstance(said, Answered):
                        assert isinstance(said, CreditReading)
                        last = said if takes else last
                        events.append(Settled(said, takes))
                    case AskCursor(serial):
                        same = last is not None and last.serial == serial
                        events.append(Cursor(serial, last if same else None))
        assert len(state.line.heard) <= 2 * FRAME_BYTES_MAX
        assert len(state.coins) <= 16


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 400)), max_size=40), st.booleans())
def test_the_driver_survives_any_bytes_at_any_time(
    heard: list[tuple[bytes, int]], crc: bool
) -> None:
    drive(BillValidator(BillConfig("notes", crc=crc)), heard, takes=True)


answer = st.one_of(
    st.binary(max_size=12),
    st.binary(min_size=11, max_size=11),
    st.sampled_from([b"", b"CN0010A", b"\x64\x00\x02", b"\0\0", b"\x0f\0", b"\0", b"\xfe"]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0, 0, 0, 0, 5, 6]), answer), max_size=120),
    st.booleans(),
    st.booleans(),
)
def test_the_driver_survives_whole_frames_that_say_anything(
    answers: list[tuple[int, bytes]], crc: bool, takes: bool
) -> None:
    src = None if crc else 40
    heard = [(cctalk.encode(Frame(1, header, data, src)), 60) for header, data in answers]
    drive(BillValidator(BillConfig("notes", crc=crc)), heard, takes=takes)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=10), st.booleans())
def test_the_twin_survives_any_bytes(pieces: list[bytes], crc: bool) -> None:
    model = Watched(crc=crc)
    for at, piece in enumerate(pieces):
        model.receive(piece, at * 10)


@settings(deadline=None)
@given(st.binary(max_size=9), st.integers(0, 65_535), st.integers(0, 255))
def test_any_bytes_are_a_note_with_a_worth_or_without(data: bytes, factor: int, dot: int) -> None:
    bill = parse_bill_id(data)
    assert bill is None or (bill.minor_units(factor, dot) or 1) > 0


pair = st.one_of(
    st.tuples(st.integers(1, 3), st.integers(0, 2)), st.tuples(st.just(0), st.integers(0, 21))
)


@settings(deadline=None)
@given(st.lists(pair, max_size=600), st.data())
def test_one_unbroken_count_answers_for_each_note_once(
    told: list[tuple[int, int]], data: st.DataObject
) -> None:
    """However it is read: a held note ends stacked, given back, in a person's hands, or held."""
    notes = tuple(Coin(n, f"CN000{n}A", n * 100) for n in (1, 2, 3))
    last = CreditReading("notes", SERIAL, 1, 0, 0, ((0, 0),) * 5)
    held: set[int] = set()
    ended: list[int] = []
    credits: list[int] = []
    at = 0
    while at < len(told):
        at = min(len(told), at + data.draw(st.integers(1, 5)))
        counter = (at - 1) % 255 + 1
        events = (tuple(told[:at][::-1]) + ((0, 0),) * 5)[:5]
        change = compare(last.counter, last.events, counter, events, blank_counts=True)
        assert change.kind == "continues"
        reading = reading_after(
            last, change, counter, events, notes, live=True, insertions=None, tell=bill_events
        )
        credits += [credit.credit_no for credit in reading.credits]
        ended += [credit.held for credit in reading.credits if credit.held is not None]
        ended += [*reading.returned, *reading.unsure]
        last = reading
        held |= {reading.held.credit_no} if isinstance(reading.held, HeldNote) else set()
    stacked = [n for n, (note, code) in enumerate(told, 1) if note and code != 1]
    assert credits == stacked  # each once, in order, none invented
    assert len(set(ended)) == len(ended)
    open_still = {last.held.credit_no} if last.held is not None else set()
    assert held - set(ended) == open_still
