"""Coin box, hopper and bill validator on one wire: none disturbs another (virtual time)."""

from __future__ import annotations

import random
from itertools import pairwise

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
    GiveUp,
    Note,
    Of,
    Opened,
    Send,
    Settled,
    Stopping,
    Tick,
)
from hardware.drivers.cctalk_bus import CctalkBus
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.drivers.hopper import Hopper
from hardware.drivers.hopper_state import HopperConfig
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.faults import Faults
from hardware.twins.hopper import HopperModel
from hardware.twins.line import SimulatedLine
from shop.effects import AcceptMoney, Dispense
from shop.inputs import Answered, DeviceDown
from tests.failures import proves
from tests.hardware.bus_shop import Shop


@pytest.mark.parametrize("echo", [True, False])
def test_coins_notes_and_change_at_the_same_time(echo: bool) -> None:
    shop = Shop(echo=echo).open()
    shop.wish(4, "job")
    assert shop.coins.insert(1)
    shop.bills.insert(2)
    shop.line.run(6_000)
    assert shop.fen("coins") == [100]
    assert shop.fen("notes") == [500]
    assert shop.end("job") == (4, 0, "done")
    assert {r.serial for r in shop.readings} == {"7", "bill:7"}
    assert shop.payouts.asked["job"].serial == "hopper:7"
    for device in ("coins", "notes", "change1"):
        assert shop.news(device) == ["DeviceUp"]


def test_nobody_speaks_while_anothers_question_is_open() -> None:
    shop = Shop(echo=True)
    spoken: list[tuple[int, int]] = []
    answered: list[int] = []
    receive = shop.wire.receive

    def watch(data: bytes, now_ms: int) -> bytes:
        assert len(spoken) == len(answered), "the wire was not free"
        spoken.append((now_ms, data[0]))
        said = receive(data, now_ms)
        assert said
        answered.append(now_ms)
        return said

    shop.wire.receive = watch  # type: ignore[method-assign]
    shop.line.run(3_000)
    shop.wish(5, "job")
    shop.line.run(5_000)
    apart = [later - before for (before, _), (later, _) in pairwise(spoken)]
    assert min(apart) >= 10, "each question and its answer take their time on the wire"
    assert {address for _, address in spoken} == {2, 3, 40}


def test_each_is_polled_at_its_own_rate_and_none_starves() -> None:
    shop = Shop(hoppers=2).open()
    for model in (shop.coins, shop.bills, *shop.hoppers):
        model.asked.clear()
    shop.wish(60, "job", "change2")
    shop.line.run(5_000)
    assert 22 <= shop.coins.asked.count(229) <= 26
    assert 22 <= shop.bills.asked.count(159) <= 30
    assert 40 <= shop.hoppers[1].asked.count(166) <= 52
    assert 4 <= shop.hoppers[0].asked.count(163) <= 6


def test_a_wish_reaches_the_hopper_that_it_names() -> None:
    shop = Shop(hoppers=3).open()
    shop.wish(2, "two", "change2")
    shop.wish(3, "three", "change3")
    shop.wish(1, "nobody", "change9")
    shop.line.run(4_000)
    assert [hopper.fallen for hopper in shop.hoppers] == [0, 2, 3]
    assert set(shop.payouts.ended) == {"two", "three"}


def test_two_hoppers_with_the_same_serial_each_get_their_own_answers() -> None:
    shop = Shop(hoppers=2)
    shop.hoppers[1].serial = 7
    shop.open()
    shop.wish(2, "one", "change1")
    shop.wish(3, "two", "change2")
    shop.line.run(5_000)
    assert [hopper.fallen for hopper in shop.hoppers] == [2, 3]
    assert (shop.end("one"), shop.end("two")) == ((2, 0, "done"), (3, 0, "done"))


@proves("silent", "cctalk-hopper")
@pytest.mark.parametrize("ails", ["silent", "babbles", "busy"])
def test_one_that_ails_never_stops_the_others(ails: str) -> None:
    shop = Shop(echo=True).open()
    setattr(shop.hoppers[0].knobs, ails, True)
    for _ in range(20):
        assert shop.coins.insert(3)
        shop.line.run(2_000)
    assert shop.fen("coins") == [10] * 20
    assert shop.readings[-1].lost == 0
    assert shop.news("coins") == ["DeviceUp"]
    assert shop.news("change1")[1] == ("DeviceFault" if ails == "busy" else "DeviceDown")
    setattr(shop.hoppers[0].knobs, ails, False)
    shop.line.run(35_000)
    shop.wish(2, "job")
    shop.line.run(3_000)
    assert shop.end("job") == (2, 0, "done")


def test_a_device_that_is_down_is_tried_again_ever_more_rarely() -> None:
    shop = Shop(notes=False).open()
    shop.hoppers[0].knobs.silent = True
    asked_ms: list[int] = []
    receive = shop.hoppers[0].receive
    shop.hoppers[0].receive = lambda data, now_ms: (  # type: ignore[method-assign]
        asked_ms.append(now_ms) if data else None,
        receive(data, now_ms),
    )[1]
    shop.line.run(200_000)
    gaps = [later - before for before, later in pairwise(asked_ms)]
    pauses = [round(gap / 1000) for gap in gaps if gap > 400]
    assert pauses[:6] == [1, 1, 2, 4, 8, 16]
    assert set(pauses[6:]) == {30}


def test_a_wish_for_a_hopper_that_is_down_is_refused_at_once() -> None:
    shop = Shop().open()
    shop.hoppers[0].knobs.silent = True
    shop.line.run(3_000)
    shop.wish(2, "job")
    shop.line.run(1_000)  # it is just being tried again
    assert shop.end("job") == (0, 2, "refused")
    shop.line.unplug()
    shop.wish(2, "later")
    assert shop.end("later") == (0, 2, "refused")


def test_only_when_all_are_down_is_the_port_given_up() -> None:
    shop = Shop().open()
    for model in (shop.coins, shop.bills, *shop.hoppers):
        model.knobs.silent = True
    shop.line.run(9_000)
    why = {said.why for said in shop.heard if isinstance(said, DeviceDown)}
    assert any("no device on this wire answers" in one for one in why)
    for model in (shop.coins, shop.bills, *shop.hoppers):
        model.knobs.silent = False
    shop.line.run(9_000)
    for device in ("coins", "notes", "change1"):
        assert shop.news(device)[-1] == "DeviceUp"


def test_a_wrong_address_in_the_settings_is_found_out() -> None:
    drivers = [CoinAcceptor(CoinConfig("coins", 2)), Hopper(HopperConfig("change", 3))]
    wire = BusModel([CoinAcceptorModel(address=5), HopperModel(address=90)])
    heard: list[object] = []
    line = SimulatedLine(
        CctalkBus(drivers), wire, lambda said: heard.append(said) is None, lambda serial: None
    )
    line.run(6_000)
    why = [said.why for said in heard if isinstance(said, DeviceDown)]
    assert "no device answers at its address, but 5, 90 does: set the addresses right" in why


@proves("stop", "cctalk-hopper")
def test_the_stop_ends_when_all_have_settled() -> None:
    shop = Shop(hoppers=2).open()
    shop.hoppers[1].knobs.silent = True
    shop.line.run(2_000)
    shop.coins.insert(1)
    shop.wish(3, "job")
    shop.line.run(200)
    assert shop.line.stop(3_000)
    assert shop.fen("coins") == [100]
    assert shop.end("job") is not None
    assert not shop.coins.master
    assert not shop.hoppers[0].enabled


def test_the_shops_word_to_refuse_money_reaches_all_and_outlasts_a_pulled_plug() -> None:
    shop = Shop().open()
    shop.line.tell(Command(AcceptMoney(False)))
    shop.line.unplug()
    shop.line.replug()
    shop.line.run(5_000)
    assert not shop.coins.master
    assert shop.bills.insert(1).where == "returned"


def test_while_the_book_takes_nothing_the_wire_stays_free() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.coins.insert(1)
    shop.wish(2, "job")
    shop.line.run(5_000)
    assert not shop.coins.master
    assert shop.end("job") is None
    shop.takes = True
    shop.line.run(5_000)
    assert shop.fen("coins") == [100]
    assert shop.end("job") == (0, 2, "refused")


@proves("bad_frames", "cctalk-hopper")
@pytest.mark.parametrize("seed", range(3))
def test_a_day_on_a_bad_cable(seed: int) -> None:
    rng = random.Random(seed)
    shop = Shop(echo=True)
    shop.line.to_host.faults = shop.line.to_device.faults = Faults(0.01, 0.01, 0.005, 0.2)
    shop.line.to_host.rng.seed(seed)
    shop.line.run(10_000)
    for n in range(25):
        shop.wish(rng.randrange(1, 6), f"job-{n}")
        shop.coins.insert(rng.choice((1, 2, 3)))
        shop.line.run(rng.randrange(1_000, 5_000))
        if n % 8 == 5:
            shop.line.unplug()
            shop.line.replug()
    shop.line.to_host.faults = shop.line.to_device.faults = Faults()
    shop.line.run(60_000)
    assert shop.hoppers[0].fallen == shop.payouts.coins("change1") > 10
    assert set(shop.payouts.ended) == {f"job-{n}" for n in range(25)}
    lost = sum(r.lost for r in shop.readings if r.device == "coins")
    assert len(shop.fen("coins")) + lost == shop.coins.accepted
    assert len(set(shop.keys())) == len(shop.keys())


EVENTS = st.one_of(
    st.builds(Bytes, st.binary(min_size=1, max_size=20)),
    st.just(Tick()),
    st.sampled_from([Opened("here"), Away(), Stopping(), Command(AcceptMoney(False))]),
    st.builds(lambda n, job: Command(Dispense("change", str(job), "v", n)),
              st.integers(-1, 9), st.integers(0, 50)),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(EVENTS, st.integers(0, 2_000), st.booleans()), max_size=50))
def test_whatever_comes_the_bus_never_raises_and_never_has_two_questions_open(
    told: list[tuple[Event, int, bool]],
) -> None:
    bus = CctalkBus([CoinAcceptor(CoinConfig("coins")), Hopper(HopperConfig("change"))])
    state, now_ms = bus.initial(), 0
    for first, wait_ms, ok in [(Opened("here"), 0, True), *told]:
        now_ms += wait_ms
        events: list[Event] = [first]
        while events:
            state, actions = bus.step(state, events.pop(0), now_ms)
            assert sum(isinstance(action, Send) for action in actions) <= 1
            for action in actions:
                match action:
                    case Emit(said) if isinstance(said, Answered):
                        events.append(Settled(said, ok))
                    case AskCursor(serial):
                        events.append(Cursor(serial, None, ok))
                    case Of(device, one):
                        assert device in bus.devices
                        assert isinstance(one, Note | GiveUp)
        asking = [m for m in state.members if m.line.asked and not m.parked]
        waiting = [m for m in asking if m.line.again_ms is None]
        assert len(waiting) <= 1 or not state.open
        assert len(state.awaits) <= 2
        bus.deadline_ms(state)
