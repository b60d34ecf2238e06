"""Who is on the wire: found out without moving anything, whatever falls into one another."""

from __future__ import annotations

import pytest

from hardware.drivers.cctalk_roll import Roll
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.faults import Faults
from hardware.twins.hopper import HopperModel
from hardware.twins.line import SimulatedLine


def roll(wire: BusModel, *, echo: bool = False, faults: Faults | None = None) -> tuple[int, ...]:
    line = SimulatedLine(Roll("bus"), wire, lambda said: True, lambda serial: None, echo=echo)
    if faults is not None:
        line.to_host.faults = faults
    line.run(30_000)
    assert line.done
    found: tuple[int, ...] = line.state.found
    return found


@pytest.mark.parametrize("echo", [True, False])
def test_the_roll_call_finds_who_is_on_the_wire(echo: bool) -> None:
    wire = BusModel([CoinAcceptorModel(), HopperModel(address=7), HopperModel(address=99)])
    assert roll(wire, echo=echo) == (2, 7, 99)
    assert roll(BusModel([]), echo=echo) == ()


def test_answers_that_fall_into_one_another_name_nobody_who_is_not_there() -> None:
    wire = BusModel([CoinAcceptorModel(), HopperModel(address=5)], collide=True)
    assert roll(wire) == (2, 5)


def test_noise_names_nobody() -> None:
    wire = BusModel([HopperModel(address=3)])
    assert roll(wire, faults=Faults(noise=0.2, dup=0.2)) in ((3,), ())


def test_the_roll_call_asks_only_what_moves_nothing() -> None:
    hopper, coins = HopperModel(address=60), CoinAcceptorModel()
    roll(BusModel([hopper, coins]))
    assert set(hopper.asked) | set(coins.asked) == {253, 254}
    assert hopper.event == 0


def test_a_device_that_refuses_or_is_busy_is_there_all_the_same() -> None:
    busy, refuses = HopperModel(address=3), HopperModel(address=4)
    busy.knobs.busy = True
    refuses.knobs.nak.add(254)
    assert roll(BusModel([busy, refuses])) == (3, 4)
