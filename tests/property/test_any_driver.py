"""Any driver through any story: nothing raises, nothing grows, nothing spins, the book is obeyed.

One harness for all drivers: a stretch of true talk with the device's twin, then whatever may come
in any order: noise, whole frames that say anything, wishes, yes and no and silence of the book,
answers nobody asked for, pulled plugs, stops. What single drivers owe beyond that is in tests of
their own.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.drivers.base import Away, Emit, Event, Opened
from tests.failures import proves
from tests.property.any_driver import CASES, Story

WHAT = (
    *("talk", "noise", "frame", "insert", "wait", "yes", "no", "money", "wish", "slip", "lamp"),
    *("odd answer", "open", "away", "restart", "stop"),
)
OFTEN = ("talk", "talk", "frame", "frame", "insert", "wait", "yes", "no")
HAPPENS = st.tuples(st.sampled_from(OFTEN + WHAT), st.binary(max_size=40), st.integers(0, 255))


@proves("bad_frames", "scanner", "cctalk-coin", "cctalk-bill", "ssp-bill", "escpos")
@proves("bad_frames", "cctalk-hopper")
@proves("parity_garbage", "ict-bill")
@proves("pulses", "pulse-coin")
@pytest.mark.parametrize("name", CASES)
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.lists(HAPPENS, max_size=40))
def test_whatever_happens_it_neither_raises_nor_grows_nor_spins(
    name: str, talked: int, happens: list[tuple[str, bytes, int]]
) -> None:
    story = Story(CASES[name])
    story.tell(Opened("plug"))
    story.talk(talked)
    for what, data, n in happens:
        story.happen(what, data, n)
    story.due()


@pytest.mark.parametrize("name", CASES)
def test_a_long_day_of_everything_leaves_it_no_larger_than_the_first_hour(name: str) -> None:
    rng, story = random.Random(8), Story(CASES[name])
    story.tell(Opened("plug"))
    first = 0
    for turn in range(2_000):
        story.happen(
            rng.choice(OFTEN + WHAT[:-1]), rng.randbytes(rng.randrange(40)), rng.randrange(256)
        )
        del story.owed[64:], story.asked[64:]
        first = story.largest if turn == 500 else first
    assert story.largest <= 3 * first


@pytest.mark.parametrize("name", CASES)
def test_after_everything_a_good_day_makes_it_well_again(name: str) -> None:
    """Unplugged and plugged in again, with a twin that answers, it works: no state is a trap."""
    rng, story = random.Random(9), Story(CASES[name])
    story.tell(Opened("plug"))
    for _ in range(300):
        story.happen(
            rng.choice(OFTEN + WHAT[:-1]), rng.randbytes(rng.randrange(40)), rng.randrange(256)
        )
    heard: list[str] = []
    tell = story.driver.step

    def watched(state: Any, event: Event, now_ms: int) -> Any:
        after, actions = tell(state, event, now_ms)
        heard.extend(type(a.input).__name__ for a in actions if isinstance(a, Emit))
        return after, actions

    story.driver.step = watched  # type: ignore[method-assign]
    story.last.clear()
    story.owed.clear()
    story.asked.clear()
    story.model.power_up(story.now_ms)
    story.tell(Away())
    story.tell(Opened("plug"))
    story.talk(400)
    assert "DeviceUp" in heard, story.state
