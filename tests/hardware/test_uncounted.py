"""Devices that do not count: what their driver saw is in the book once, and no note is forgotten."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers import uncounted
from hardware.drivers.base import AskCursor, Cursor, Emit, Settled
from hardware.drivers.uncounted import BOOK_AGAIN_MS, WAITING_MAX, OwnCount
from shop.inputs import CreditReading, HeldNote

SERIAL = "ict:usb-0:1.2"


class Book:
    """A book that survives the program, and the program's own count."""

    def __init__(self) -> None:
        self.readings: list[CreditReading] = []
        self.takes = self.answers = True
        self.now_ms = 0
        self.start()

    def start(self) -> None:
        """Start the program: all it knows is in the book."""
        self.count = uncounted.opened(OwnCount("notes"), SERIAL)

    def run(self, for_ms: int = 2_000) -> Book:
        end_ms = self.now_ms + for_ms
        while self.now_ms <= end_ms:
            self.count, actions = uncounted.pump(self.count, self.now_ms)
            for action in actions:
                self._do(action)
            if not actions:
                due = uncounted.deadline_ms(self.count)
                if due is None:
                    break
                self.now_ms = max(self.now_ms + 1, due)
        self.now_ms = end_ms
        return self

    def _do(self, action: object) -> None:
        if isinstance(action, AskCursor):
            found = next((r for r in reversed(self.readings) if r.serial == action.serial), None)
            cursor = Cursor(action.serial, found if self.answers else None, ok=self.answers)
            self.count = uncounted.on_cursor(self.count, cursor, self.now_ms)
        if isinstance(action, Emit) and isinstance(action.input, CreditReading):
            reading = action.input
            if self.takes and self.key(reading) not in map(self.key, self.readings):
                self.readings.append(reading)
            self.count = uncounted.on_settled(self.count, Settled(reading, self.takes), self.now_ms)

    @staticmethod
    def key(reading: CreditReading) -> tuple[str, int, int]:
        """What the book tells readings apart by."""
        return reading.serial, reading.epoch, reading.credit_no

    def told(self) -> list[tuple[str, int, int]]:
        return [(r.why, r.epoch, r.credit_no) for r in self.readings]


def test_each_start_of_the_program_begins_an_epoch_with_a_baseline() -> None:
    book = Book().run()
    assert book.told() == [("baseline", 1, 0)]
    assert book.count.ready
    book.count = uncounted.credited(book.count, 100, "1 pulse")
    assert not book.count.ready
    book.run()
    book.start()
    assert not book.count.ready
    book.run()
    assert book.told() == [("baseline", 1, 0), ("continues", 1, 1), ("baseline", 2, 0)]


def test_a_pulled_plug_begins_none() -> None:
    book = Book().run()
    book.count = uncounted.opened(book.count, SERIAL)
    book.run()
    assert book.told() == [("baseline", 1, 0)]


def test_escrow_stacked_and_returned_each_have_a_number() -> None:
    book = Book().run()
    book.count = uncounted.escrowed(book.count, 500, "type 2")
    book.run()
    assert book.readings[-1].held == HeldNote(1, 500, "type 2")
    book.count = uncounted.credited(book.count, 500, "type 2")
    book.count = uncounted.escrowed(book.count, 1_000, "type 3")
    book.count = uncounted.returned(book.count)
    book.run()
    stacked, _, back = book.readings[-3:]
    assert [(c.credit_no, c.fen, c.held) for c in stacked.credits] == [(2, 500, 1)]
    assert stacked.held is None
    assert back.returned == (3,)
    assert back.credit_no == 4


def test_what_the_book_refuses_is_offered_until_it_takes_it_and_nothing_overtakes_it() -> None:
    book = Book().run()
    book.takes = False
    book.count = uncounted.credited(book.count, 100, "")
    book.count = uncounted.credited(book.count, 500, "")
    book.run(10 * BOOK_AGAIN_MS)
    assert len(book.readings) == 1
    assert not book.count.ready
    book.takes = True
    book.run()
    assert [c.fen for r in book.readings for c in r.credits] == [100, 500]
    assert book.count.ready


def test_a_book_that_cannot_be_asked_is_not_an_empty_book() -> None:
    book = Book().run()
    book.start()
    book.answers = False
    book.run()
    assert book.told() == [("baseline", 1, 0)]
    book.answers = True
    book.run()
    assert book.told()[-1] == ("baseline", 2, 0)


def test_a_note_that_an_earlier_start_left_in_escrow_is_answered_for_in_its_own_epoch() -> None:
    book = Book().run()
    book.count = uncounted.escrowed(book.count, 500, "type 2")
    book.run()
    book.start()
    book.run()
    assert book.count.note_from_before == HeldNote(1, 500, "type 2")
    assert not book.count.ready  # the driver asks the device first
    book.count = uncounted.unsure(book.count)
    book.run()
    assert book.told()[-2:] == [("recovered", 1, 2), ("baseline", 2, 0)]
    assert book.readings[-2].unsure == (1,)
    assert book.count.note_from_before is None
    assert book.count.ready


def test_a_note_that_the_device_says_it_stacked_meanwhile_is_credited_there_too() -> None:
    book = Book().run()
    book.count = uncounted.escrowed(book.count, 500, "type 2")
    book.run()
    book.start()
    book.run()
    book.count = uncounted.credited(book.count, 500, "type 2")
    book.run()
    coin = book.readings[-2].credits[0]
    assert (coin.credit_no, coin.held, coin.recovered) == (2, 1, True)
    assert book.readings[-2].epoch == 1


def test_another_device_on_the_same_plug_is_another_count() -> None:
    book = Book().run()
    book.count = uncounted.escrowed(book.count, 500, "type 2")
    book.run()
    book.count = uncounted.opened(book.count, "ict:other")
    book.run()
    assert [(r.serial, r.epoch, r.unsure) for r in book.readings[-2:]] == [
        (SERIAL, 1, (1,)),
        ("ict:other", 1, ()),
    ]


def test_coins_that_fall_before_the_book_has_answered_come_after_its_baseline() -> None:
    book = Book()
    book.count = uncounted.credited(book.count, 100, "1 pulse")
    book.run()
    assert book.told() == [("baseline", 1, 0), ("continues", 1, 1)]
    assert book.readings[1].credits[0].fen == 100


def test_more_than_can_wait_is_counted_as_to_be_checked() -> None:
    book = Book().run()
    book.takes = False
    for _ in range(WAITING_MAX + 5):
        book.count = uncounted.credited(book.count, 100, "1 pulse")
    book.run()
    assert len(book.count.waiting) == WAITING_MAX
    book.takes = True
    book.run()
    assert sum(len(r.credits) for r in book.readings) == WAITING_MAX
    assert sum(r.lost for r in book.readings) == 5
    assert book.readings[-1].credit_no == WAITING_MAX + 5
    assert book.count.ready


def test_an_answer_to_something_else_moves_nothing() -> None:
    book = Book().run()
    book.count = uncounted.credited(book.count, 100, "1 pulse")
    count, actions = uncounted.pump(book.count, book.now_ms)
    assert len(actions) == 1
    other = Settled(replace(count.waiting[0], credit_no=9), ok=True)
    assert uncounted.on_settled(count, other, 0) == count
    assert uncounted.on_cursor(count, Cursor("ict:other", None), 0) == count


ACTS = ("coin", "escrow", "stack", "return", "unsure", "open", "start", "takes", "answers", "run")


@given(st.lists(st.sampled_from(ACTS), max_size=60))
def test_whatever_happens_no_number_comes_twice_and_each_note_has_one_end(acts: list[str]) -> None:
    book = Book()
    for act in acts:
        count = book.count
        match act:
            case "coin" if count.held is None:
                book.count = uncounted.credited(count, 100, "1 pulse")
            case "escrow" if count.ready and count.held is None:
                book.count = uncounted.escrowed(count, 500, "type 2")
            case "stack" if count.held is not None:
                book.count = uncounted.credited(count, 500, "type 2")
            case "return":
                book.count = uncounted.returned(count)
            case "unsure":
                book.count = uncounted.unsure(count)
            case "open":
                book.count = uncounted.opened(count, SERIAL)
            case "start":
                book.start()
            case "takes":
                book.takes = not book.takes
            case "answers":
                book.answers = not book.answers
            case _:
                book.run(1_000)
        assert len(book.count.waiting) <= WAITING_MAX + 2
    book.takes = book.answers = True
    book.run(60_000)
    if book.count.held is not None:
        book.count = uncounted.unsure(book.count)
        book.run(60_000)
    keys = [book.key(r) for r in book.readings]
    assert len(keys) == len(set(keys))
    held = [(r.epoch, r.held.credit_no) for r in book.readings if r.held is not None]
    ends = [(r.epoch, c.held) for r in book.readings for c in r.credits if c.held is not None]
    ends += [(r.epoch, n) for r in book.readings for n in (*r.returned, *r.unsure)]
    assert sorted(ends) == sorted(held)
    by_epoch = {epoch: [r for r in book.readings if r.epoch == epoch] for _, epoch, _ in keys}
    for readings in by_epoch.values():
        assert [r.why for r in readings].count("baseline") == 1
        assert readings[0].why == "baseline"
        assert [r.credit_no for r in readings] == sorted(r.credit_no for r in readings)
