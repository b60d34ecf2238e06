"""ULIDs: their shape, their order in time, and chance that is handed in."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.ids import Ids, is_ulid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
times = st.integers(0, 2**48 - 1)


def decoded(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 32 + ALPHABET.index(letter)
    return value


@given(times, st.integers(0, 2**80 - 1))
def test_a_ulid_is_48_bits_of_time_and_80_of_chance(wall_ms: int, chance: int) -> None:
    class Bits:
        def getrandbits(self, k: int, /) -> int:
            assert k == 80
            return chance

    text = Ids(Bits()).ulid(wall_ms)
    assert is_ulid(text)
    assert decoded(text) == wall_ms << 80 | chance


@given(times, times)
def test_later_ids_sort_later(one: int, other: int) -> None:
    ids = Ids(random.Random(1))
    if one < other:
        assert ids.ulid(one) < ids.ulid(other)


def test_the_same_seed_gives_the_same_ids_and_the_system_never_the_same() -> None:
    def first(bits: random.Random | None) -> list[str]:
        ids = Ids(bits)
        return [ids.ulid(5) for _ in range(50)]

    assert first(random.Random(3)) == first(random.Random(3))
    assert len(set(first(None) + first(None))) == 100


def test_the_specifications_own_example() -> None:
    assert Ids(random.Random(0)).ulid(1469918176385).startswith("01ARYZ6S41")


@pytest.mark.parametrize("text", ["", "8" + "0" * 25, "0" * 25, "0" * 27, "I" * 26, "0" * 25 + "u"])
def test_what_is_no_ulid_is_known(text: str) -> None:
    assert not is_ulid(text)
