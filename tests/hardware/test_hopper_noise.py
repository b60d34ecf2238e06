"""A hopper on a bad cable, and on one that says anything at all: no coin too many, no end."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.drivers.base import (
    AskCursor,
    Away,
    Bytes,
    Command,
    Cursor,
    Emit,
    Event,
    Opened,
    Send,
    Settled,
    Stopping,
    Tick,
)
from hardware.drivers.hopper import Hopper
from hardware.drivers.hopper_state import ENDS_MAX, SEEN_MAX, WAITING_MAX, HopperConfig
from hardware.twins.faults import Faults
from hardware.twins.hopper import HopperModel
from shop.effects import Dispense
from shop.inputs import Answered, DispenseIntent
from tests.failures import proves
from tests.hardware.hopper_shop import Shop

BAD = Faults(drop=0.01, noise=0.01, dup=0.005, split=0.2)


@proves("bad_frames", "cctalk-hopper")
@proves("retry", "cctalk-hopper")
@pytest.mark.parametrize("seed", range(6))
def test_on_a_bad_cable_tray_and_book_hold_the_same(seed: int) -> None:
    rng = random.Random(seed)
    shop = Shop(model=HopperModel(coins=10_000, coin_ms=60), echo=bool(seed % 2))
    shop.line.to_host.faults = shop.line.to_device.faults = BAD
    shop.line.to_host.rng.seed(seed)
    shop.open()
    jobs = {}
    for _ in range(40):
        coins = rng.randrange(1, 8)
        job = shop.wish(coins)
        jobs[job] = coins
        shop.line.run(rng.randrange(200, 6_000))
        if rng.random() < 0.1:
            shop.line.restart_host()
            shop.line.run(3_000)
        shop.wish(coins, job)  # once more: it is not paid twice
    shop.line.run(30_000)
    ended = {job: end for job, end in shop.book.ended.items() if end.paid or end.unpaid}
    for job, coins in jobs.items():
        assert job not in ended or ended[job].paid + ended[job].unpaid == coins
        assert job in ended or job not in shop.book.asked
    assert len(jobs) - len(ended) <= 10  # wishes that died with the program, before the book
    assert shop.model.fallen == shop.book.coins() > 20
    assert sum(shop.line.counts.get(what, 0) for what in ("noise", "timeouts")) > 20


def replies() -> st.SearchStrategy[bytes]:
    """Frames as a hopper may say them, right and wrong, and rubbish."""
    data = st.binary(max_size=8)

    def frame(header: int, data: bytes) -> bytes:
        body = bytes([1, len(data), 3, header]) + data
        return body + bytes([-sum(body) & 0xFF])

    good = st.builds(frame, st.sampled_from([0, 0, 0, 5, 6]), data)
    return st.one_of(good, good, st.binary(max_size=40))


EVENTS = st.one_of(
    st.builds(Bytes, replies()),
    st.just(Tick()),
    st.builds(lambda coins, job: Command(Dispense("change", str(job), "v", coins)),
              st.integers(-1, 300), st.integers(0, 200)),
    st.sampled_from([Opened("here"), Away(), Stopping()]),
)  # fmt: skip


@proves("bad_frames", "cctalk-hopper")
@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(EVENTS, st.integers(0, 3_000), st.booleans()), max_size=60))
def test_whatever_comes_nothing_raises_grows_or_pays_without_the_book(
    told: list[tuple[Event, int, bool]],
) -> None:
    hopper = Hopper(HopperConfig("change"))
    state, now_ms = hopper.initial(), 0
    asked: dict[str, int] = {}
    sent = 0
    for event, wait_ms, ok in [(Opened("here"), 0, True), *told]:
        now_ms += wait_ms
        events: list[Event] = [event]
        while events:
            state, actions = hopper.step(state, events.pop(0), now_ms)
            for action in actions:
                match action:
                    case Emit(said) if isinstance(said, Answered):
                        if isinstance(said, DispenseIntent) and ok:
                            asked.setdefault(said.job, 0)
                        events.append(Settled(said, ok))
                    case AskCursor(serial):
                        open_intent = state.payout.intent if state.payout is not None else None
                        events.append(Cursor(serial, open_intent, ok))
                    case Send(data) if data[3] == 167:
                        sent += 1
                        assert state.payout is not None
                        asked[state.payout.intent.job] += 1
        assert len(state.waiting) <= WAITING_MAX
        assert len(state.seen) <= SEEN_MAX
        assert len(state.ends) <= ENDS_MAX + WAITING_MAX + 1
        assert len(state.line.heard) <= 520
        deadline_ms = hopper.deadline_ms(state)
        assert deadline_ms is None or deadline_ms >= 0
    assert sent == sum(asked.values())
    assert all(times <= 1 for times in asked.values()), "167 is sent once a job"


class Mangled(HopperModel):
    """A hopper whose every answer may be hit on its way: `fate` says how, in turn."""

    def __init__(self, fate: list[int]) -> None:
        super().__init__(coins=500, coin_ms=80)
        self.fate = fate

    def receive(self, data: bytes, now_ms: int) -> bytes:
        said = super().receive(data, now_ms)
        hit = self.fate.pop() if self.fate else 0
        if not said or hit < 60:
            return said
        if hit < 80:
            return b""
        flipped = bytearray(said)
        flipped[hit % len(said)] ^= 1 << hit % 8  # one bit: the checksum finds each of these
        return bytes(flipped)


@proves("power_loss", "cctalk-hopper")
@proves("restart_replug", "cctalk-hopper")
@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 99), max_size=400),
    st.lists(
        st.tuples(
            st.sampled_from(["wish"] * 6 + ["restart", "unplug", "power"]), st.integers(0, 900)
        ),
        max_size=15,
    ),
)
def test_whatever_is_hit_and_whoever_dies_tray_and_book_hold_the_same(
    fate: list[int], story: list[tuple[str, int]]
) -> None:
    shop = Shop(model=Mangled(fate)).open()
    for what, wait_ms in story:
        match what:
            case "wish":
                shop.wish(1 + wait_ms % 4)
            case "restart":
                shop.line.restart_host()
            case "unplug":
                shop.line.unplug()
                shop.line.replug()
            case _:
                shop.model.power_up(shop.line.now_ms)
        shop.line.run(wait_ms)
    shop.model.fate.clear()
    shop.line.run(60_000)
    assert shop.model.fallen == shop.book.coins()
    assert set(shop.book.asked) <= set(shop.book.ended)
    assert shop.pay(1) == (1, 0, "done")
