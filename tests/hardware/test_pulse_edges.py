"""The pulse decoder alone: any edges at any times, and edges as bytes between port and driver."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.codecs import pulse
from hardware.codecs.pulse import PULSES_MAX, Edge, Group, Heard, Pulses, Timing
from hardware.drivers.base import Bytes, Command, Cursor, Emit, Opened, Settled, Stopping, Tick
from hardware.drivers.pulse_coin import PulseCoin
from hardware.drivers.pulse_state import PulseConfig
from hardware.drivers.uncounted import WAITING_MAX
from hardware.twins.pulse_coin import PulseCoinModel
from shop.effects import AcceptMoney
from shop.inputs import CreditReading
from tests.failures import proves

TIMING = Timing(10, 250)


def groups(edges: list[Edge], end_ms: int) -> list[Group]:
    line, heard = pulse.begin(TIMING, -1_000), list[Heard]()
    for edge in edges:
        line, more = pulse.edge(TIMING, line, edge.at_ms, bool(edge.active))
        heard += more
    _, more = pulse.until(TIMING, line, end_ms)
    return [one for one in [*heard, *more] if isinstance(one, Group)]


@proves("pulses", "pulse-coin")
@given(
    st.lists(st.integers(1, 20), max_size=12),
    st.integers(15, 90),
    st.integers(15, 90),
    st.integers(0, 4),
    st.integers(0, 8),
)
def test_every_coin_of_a_sane_acceptor_is_counted_as_it_was_told(
    coins: list[int], width_ms: int, pause_ms: int, jitter_ms: int, bounce_ms: int
) -> None:
    model = PulseCoinModel(seed=width_ms)
    knobs = model.knobs
    knobs.width_ms, knobs.pause_ms = width_ms + bounce_ms, pause_ms + bounce_ms
    knobs.jitter_ms, knobs.bounce_ms = jitter_ms, bounce_ms
    edges: list[Edge] = []
    at_ms = 0
    for pulses in coins:
        edges += model.insert(pulses, at_ms)
        at_ms += 4_500
    assert groups(edges, at_ms) == [Group(pulses, whole=True) for pulses in coins]


def test_a_coin_that_comes_while_a_refusal_is_waited_out_is_a_coin_of_its_own() -> None:
    line = pulse.begin(TIMING, -1_000)
    line, _ = pulse.edge(TIMING, line, 0, True)
    line, _ = pulse.edge(TIMING, line, 50, False)
    line = pulse.inhibit(TIMING, line, True, 200)  # the first coin's gap ends at 300 …
    line, _ = pulse.edge(TIMING, line, 305, True)  # … and the second one begins
    line = pulse.inhibit(TIMING, line, False, 310)
    line, first = pulse.edge(TIMING, line, 355, False)
    line, second = pulse.until(TIMING, line, 1_000)
    assert [*first, *second] == [Group(1, whole=True)] * 2


TIMES = st.lists(
    st.tuples(
        st.integers(-50, 2_500), st.sampled_from(["on", "off", "until", "in", "out", "lost"])
    ),
    max_size=120,
)


@proves("pulses", "pulse-coin")
@given(TIMES, st.integers(1, 60), st.integers(20, 400))
def test_any_edges_at_any_times_are_bounded_and_always_come_to_an_end(
    story: list[tuple[int, str]], width_ms: int, gap_ms: int
) -> None:
    timing = Timing(width_ms, gap_ms)
    line, now_ms = pulse.begin(timing, 0), 0
    rises = counted = 0
    for step_ms, act in story:
        now_ms += step_ms  # even backwards: the line's own time never goes back
        heard: tuple[Heard, ...] = ()
        match act:
            case "on" | "off":
                rises += act == "on"
                line, heard = pulse.edge(timing, line, now_ms, act == "on")
            case "in" | "out":
                line = pulse.inhibit(timing, line, act == "out", now_ms)
            case "lost":
                line = pulse.missed(timing, line)
            case _:
                line, heard = pulse.until(timing, line, now_ms)
        counted += sum(one.pulses for one in heard if isinstance(one, Group))
        assert line.pulses <= PULSES_MAX
    line, heard = _rest(timing, pulse.inhibit(timing, line, False, line.now_ms))
    counted += sum(one.pulses for one in heard if isinstance(one, Group))
    assert counted <= rises
    if line.raw:
        assert line.stuck
    else:
        assert not line.open


def _rest(timing: Timing, line: Pulses) -> tuple[Pulses, list[Heard]]:
    """Let time pass until the line has nothing more to say; that is soon."""
    heard: list[Heard] = []
    for _ in range(8):
        due_ms = pulse.due_ms(timing, line)
        if due_ms is None:
            return line, heard
        line, more = pulse.until(timing, line, due_ms)
        heard += more
    raise AssertionError(f"it is due again and again: {line}")


@given(
    st.lists(st.builds(Edge, st.integers(0, 2**56 - 1), st.sampled_from([True, False, None]))),
    st.data(),
)
def test_edges_come_through_as_bytes_however_they_are_cut(
    edges: list[Edge], data: st.DataObject
) -> None:
    raw = b"".join(map(pulse.encode, edges))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=4)))
    found, rest = list[Edge](), b""
    for begin, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        more, rest, noise = pulse.decode(rest + raw[begin:end])
        found += more
        assert noise == 0
    assert (found, rest) == (edges, b"")


SAID = st.one_of(
    st.binary(max_size=20),
    st.tuples(st.integers(0, 400), st.booleans()),
    st.sampled_from(["open", "tick", "later", "on", "off", "yes", "no", "stop"]),
)


@proves("pulses", "pulse-coin")
@settings(deadline=None)
@given(st.lists(SAID, max_size=80))
def test_whatever_bytes_come_the_driver_lives_is_bounded_and_credits_no_more_than_pulses(
    story: list[bytes | tuple[int, bool] | str],
) -> None:
    driver = PulseCoin(PulseConfig("coins", 17, {1: 100, 2: 50}))
    state, now_ms, ok = driver.initial(), 1_000, True
    pulses = fen = 0
    events: list[object] = [Opened("gpio:17")]
    for said in [*story, "later"]:
        now_ms += 3_000 if said == "later" else said[0] if isinstance(said, tuple) else 20
        match said:
            case bytes():
                events.append(Bytes(said))
                pulses += 1_000 * len(said)  # may be anything
            case (_, bool(active)):
                pulses += active
                events.append(Bytes(pulse.encode(Edge(now_ms, active))))
            case "open":
                events.append(Opened("gpio:17"))
            case "on" | "off":
                events.append(Command(AcceptMoney(said == "on")))
            case "yes" | "no":
                ok = said == "yes"
            case "stop":
                events.append(Stopping())
            case _:
                events.append(Tick())
        while events:
            state, actions = driver.step(state, events.pop(0), now_ms)  # type: ignore[arg-type]
            for action in actions:
                if type(action).__name__ == "AskCursor":
                    events.append(Cursor("pulse:17", None, ok=ok))
                if isinstance(action, Emit) and isinstance(action.input, CreditReading):
                    fen += sum(coin.fen or 0 for coin in action.input.credits) * ok
                    events.append(Settled(action.input, ok))
        assert len(state.count.waiting) <= WAITING_MAX + 1
        assert len(state.rest) < 8
    assert fen <= 100 * pulses


@pytest.mark.parametrize("data", [b"\x07" * 9, b"\xff" * 100])
def test_bytes_that_are_no_edges_are_counted_and_skipped(data: bytes) -> None:
    edges, rest, noise = pulse.decode(data + pulse.encode(Edge(5, True)) * 2)
    assert noise + 8 * len(edges) + len(rest) == len(data) + 16
    assert Edge(5, True) in edges
