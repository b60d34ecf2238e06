"""What the buzzer says, and that the till never waits for it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import get_args

from gpiozero import Buzzer
from gpiozero.pins.mock import MockFactory, MockPWMPin

from hardware.buzzer import RHYTHMS, BuzzerPlayer
from shop.effects import Sound

#: Only a broken test waits so long.
PATIENCE_S = 20


def eventually(what: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def test_every_sound_has_its_own_rhythm() -> None:
    assert set(RHYTHMS) == set(get_args(Sound))
    assert len(set(RHYTHMS.values())) == len(RHYTHMS)


def test_what_went_wrong_cannot_be_taken_for_what_went_well() -> None:
    well = [on for s in ("scanned", "coin", "thanks") for on, _ in RHYTHMS[s]]  # type: ignore[index]
    wrong = [on for s in ("unknown", "refused") for on, _ in RHYTHMS[s]]  # type: ignore[index]
    assert min(wrong) >= 5 * max(well)


def test_no_sound_outlasts_a_breath() -> None:
    for rhythm in RHYTHMS.values():
        assert sum(itertools.chain.from_iterable(rhythm)) <= 1_500


def test_the_till_never_waits_and_the_newest_sound_counts() -> None:
    pin = MockFactory(pin_class=MockPWMPin)
    waiting, heard = [True], []

    def wait(seconds: float) -> bool:
        heard.append(round(seconds * 1000))
        eventually(lambda: not waiting[0])
        return False

    player = BuzzerPlayer(Buzzer(17, pin_factory=pin), wait)
    player.play("scanned")
    eventually(lambda: heard == [60])  # it sounds, and goes on sounding
    player.play("coin")
    player.play("coin")
    player.play("refused")
    waiting[0] = False
    assert player.finish(PATIENCE_S)
    assert heard == [60, 1_000]
    assert player.dropped == 2
    player.close()
