"""A sticker over the payment code, simulated: when the alarm comes, and when it does not."""

from __future__ import annotations

import random

import pytest

from shop.review.sticker import CLAIMS, Said, alarm

#: Of a hundred payments, how many are said and never made, without any sticker.
EVERYDAY = 3


def payments(seed: int, number: int, lost_percent: int, *, before: int = 0) -> list[Said]:
    """Payments of a shop: `before` ordinary ones, then some with so many in a hundred diverted."""
    chance = random.Random(seed)
    out = []
    for seq in range(before + number):
        lost = chance.randrange(100) < EVERYDAY
        if seq >= before:
            lost = lost or chance.randrange(100) < lost_percent
        out.append(Said(seq, seq * 60_000, not lost))
    return out


def first_alarm(said: list[Said], from_: int = 0) -> int | None:
    """After how many payments, from there on, the alarm stands first."""
    for number in range(from_, len(said) + 1):
        if alarm(said[:number]):
            return number - from_
    return None


def test_nothing_arrives_any_more_and_it_is_told_after_five() -> None:
    for seed in range(200):
        after = first_alarm(payments(seed, 10, 100, before=100), 100)
        assert after is not None
        assert after <= CLAIMS


def test_one_in_five_is_lost_and_it_is_told_within_400_payments() -> None:
    found = []
    for seed in range(300):
        said = payments(seed, 400, 20, before=100)
        # Searched for by halves: a moment at which it stands, so it came first no later.
        low, high = 100, 500
        while low < high:
            middle = (low + high) // 2
            if alarm(said[:middle]):
                high = middle
            else:
                low = middle + 1
        assert alarm(said[:low]), seed
        found.append(low - 100)
    assert sorted(found)[150] <= 55


def test_without_a_sticker_there_is_no_alarm() -> None:
    for seed in range(200):
        said = payments(seed, 1_000, 0)
        assert all(alarm(said[:number]) is None for number in range(100, 1_001, 25)), seed


def test_it_says_since_when_and_how_many() -> None:
    arrived = [Said(seq, seq, True) for seq in range(10)]
    missing = [Said(seq, seq, False) for seq in (10, 12, 13, 14, 15)]
    said = sorted([*arrived, *missing, Said(11, 11, True)], key=lambda one: one.seq)
    assert alarm(said) is None
    raised = alarm([*said, Said(16, 1_600, False)])
    assert raised is not None
    assert (raised.since_seq, raised.since_ms, raised.missing, raised.arrived) == (10, 10, 6, 1)


def test_it_ends_when_payments_arrive_again_and_not_at_the_first() -> None:
    missing = [Said(seq, 0, False) for seq in range(50)]
    after = [Said(50 + seq, 0, True) for seq in range(100)]
    assert alarm([*missing, *after[:20]])
    assert alarm([*missing, *after[:60]]) is None


@pytest.mark.parametrize("claims", [2, 5, 10])
def test_the_setting_is_how_many_in_a_row(claims: int) -> None:
    missing = [Said(seq, 0, False) for seq in range(claims)]
    assert alarm(missing[:-1], claims) is None
    assert alarm(missing, claims)
