"""The only queue: what happens when it is full, slow, or when our own rules break."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shop.clock import SystemClock
from shop.counter import Inbox, Reply
from shop.errors import BrokenInvariant, ButtonNotHere, LedgerFull, NotYetKnown, ShopBusy
from shop.inputs import CreditReading, DeviceUp, GreenPressed, Pressed, Scanned, Tick
from tests.unit.counter.a_shop import Shop

SCAN = Scanned("scanner", "6901028075831")
PRESS = Pressed("p1", "help")


def reading(number: int = 1) -> CreditReading:
    return CreditReading("coins", "sn1", 1, number, number, ())


class Gate:
    """A counter that holds each input until it is let through, and can be told to fail."""

    def __init__(self) -> None:
        self.through = threading.Event()
        self.did: list[Any] = []
        self.raises: Exception | None = None

    def handle(self, what: object) -> Reply:
        if isinstance(what, Tick):
            return Reply()
        assert self.through.wait(10)
        if self.raises is not None:
            raise self.raises
        self.did.append(what)
        return Reply((len(self.did),))

    def next_deadline_ms(self) -> None:
        return None


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def make(gate: Gate) -> Iterator[Callable[..., Inbox]]:
    made: list[Inbox] = []

    def inbox(**named: Any) -> Inbox:
        box = Inbox(gate, SystemClock(), **named)  # type: ignore[arg-type]
        box.start()
        made.append(box)
        return box

    yield inbox
    gate.through.set()
    for box in made:
        box.stop()


def fill(inbox: Inbox, gate: Gate, size: int) -> None:
    """One input is held by the counter, the queue behind it is full."""
    inbox.offer(DeviceUp("held"))
    until(inbox._queue.empty)
    for _ in range(size):
        assert inbox.offer(DeviceUp("waiting"))


def until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it never came")


def test_what_goes_in_comes_out_in_order(make: Any, gate: Gate) -> None:
    gate.through.set()
    inbox = make()
    inbox.offer(SCAN)
    assert inbox.ask(PRESS).entries == (2,)
    assert inbox.offer(reading())
    assert gate.did == [SCAN, PRESS, reading()]


def test_a_full_queue_drops_scans_and_counts_them(make: Any, gate: Gate) -> None:
    inbox = make(size=3)
    fill(inbox, gate, 3)
    assert not inbox.offer(SCAN)
    assert not inbox.offer(SCAN)
    assert inbox.dropped_scans == 2
    assert not inbox.offer(GreenPressed())
    assert inbox.dropped_scans == 2


def test_a_full_queue_tells_pages_that_nothing_was_done(make: Any, gate: Gate) -> None:
    inbox = make(size=3)
    fill(inbox, gate, 3)
    with pytest.raises(ShopBusy):
        inbox.ask(PRESS)
    gate.through.set()
    until(lambda: len(gate.did) == 4)
    assert PRESS not in gate.did
    assert inbox.ask(PRESS).entries


def test_money_waits_for_room_and_is_acknowledged_once_it_is_in_the_book(
    make: Any, gate: Gate
) -> None:
    inbox = make(size=3)
    fill(inbox, gate, 3)
    answers: list[bool] = []
    device = threading.Thread(target=lambda: answers.append(inbox.offer(reading())))
    device.start()
    device.join(0.05)
    assert device.is_alive()
    assert answers == []
    gate.through.set()
    device.join(10)
    assert answers == [True]
    assert reading() in gate.did


def test_money_that_the_book_did_not_take_is_not_acknowledged(make: Any, gate: Gate) -> None:
    gate.through.set()
    gate.raises = LedgerFull("full")
    inbox = make()
    assert not inbox.offer(reading())
    gate.raises = None
    assert inbox.offer(reading())


def test_not_yet_known_and_the_same_press_again_is_safe() -> None:
    """The real counter: the first try is done late, the second gets its answer."""
    shop = Shop(box="claimed")
    slow = threading.Event()
    handle = shop.counter.handle

    def slowly(what: object) -> Reply:
        if isinstance(what, Pressed):
            slow.wait(10)
        return handle(what)

    shop.counter.handle = slowly  # type: ignore[method-assign]
    shop.counter.handle(SCAN)
    inbox = Inbox(shop.counter, shop.clock)
    inbox.start()
    press = Pressed(f"{shop.counter.screen.shown.press}.cash.1", "cash")
    with pytest.raises(NotYetKnown):
        inbox.ask(press, timeout_s=0)
    slow.set()
    assert inbox.ask(press).repeated
    assert shop.view.phase == "cash"
    inbox.stop()


def test_what_the_counter_refuses_reaches_the_page_that_asked(make: Any, gate: Gate) -> None:
    gate.through.set()
    gate.raises = ButtonNotHere()
    inbox = make()
    with pytest.raises(ButtonNotHere):
        inbox.ask(PRESS)
    gate.raises = None
    assert inbox.ask(PRESS).entries == (1,)


@pytest.mark.parametrize("error", [BrokenInvariant("1 is not 2"), KeyError("visit")])
def test_a_bug_of_ours_is_answered_and_reported(make: Any, gate: Gate, error: Exception) -> None:
    gate.through.set()
    gate.raises = error
    heard: list[BaseException] = []
    inbox = make(broken=heard.append)
    with pytest.raises(BrokenInvariant):
        inbox.ask(PRESS)
    assert heard == [error]


def test_a_bug_of_ours_in_a_mere_tick_is_reported_too() -> None:
    shop = Shop()
    heard: list[BaseException] = []
    told = threading.Event()

    def broken(error: BaseException) -> None:
        heard.append(error)
        told.set()

    def handle(what: object) -> Reply:
        raise BrokenInvariant("a tick that does not hold")

    shop.counter.handle = handle  # type: ignore[method-assign]
    inbox = Inbox(shop.counter, shop.clock, broken)
    inbox.start()
    assert told.wait(10)
    inbox.stop()
    assert isinstance(heard[0], BrokenInvariant)


def test_it_ticks_the_counter_by_itself() -> None:
    shop = Shop()
    clock = SystemClock()
    ticked = threading.Event()
    handle = shop.counter.handle

    def watched(what: object) -> Reply:
        if isinstance(what, Tick):
            ticked.set()
        return handle(what)

    shop.counter.handle = watched  # type: ignore[method-assign]
    inbox = Inbox(shop.counter, clock)
    inbox.start()
    assert ticked.wait(10)
    inbox.stop()
    assert inbox.last_turn_ms <= clock.now().monotonic_ms


def test_stopping_takes_what_is_in_the_queue_first(make: Any, gate: Gate) -> None:
    inbox = make()
    for _ in range(5):
        inbox.offer(SCAN)
    gate.through.set()
    inbox.stop()
    assert gate.did == [SCAN] * 5
