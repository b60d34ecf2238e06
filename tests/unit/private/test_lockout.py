"""The waiting after wrong tries, as arithmetic."""

from shop.private.lockout import (
    FORGET_MS,
    MINUTE_MS,
    PERSON_FREE,
    WAIT_MS_MAX,
    Tries,
    counted,
    left_ms,
    settled,
    taken_back,
    wait_ms,
)


def test_four_are_free_then_it_doubles_up_to_an_hour() -> None:
    minutes = [wait_ms(wrong, PERSON_FREE) // MINUTE_MS for wrong in range(14)]
    assert minutes == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert wait_ms(10_000, PERSON_FREE) == WAIT_MS_MAX


def test_a_day_without_a_wrong_try_forgets() -> None:
    tries = counted(Tries(), 0, PERSON_FREE)
    assert settled(tries, FORGET_MS - 1, PERSON_FREE) == tries
    assert settled(tries, FORGET_MS, PERSON_FREE) == Tries()


def test_a_clock_set_back_lengthens_no_wait() -> None:
    year_ms = 365 * 24 * 3600 * 1000
    tries = Tries()
    for _ in range(5):
        tries = counted(tries, year_ms, PERSON_FREE)
    assert left_ms(tries, year_ms) == MINUTE_MS
    back = settled(tries, 0, PERSON_FREE)
    assert left_ms(back, 0) == MINUTE_MS
    assert left_ms(settled(back, MINUTE_MS, PERSON_FREE), MINUTE_MS) == 0


def test_a_right_try_costs_nothing() -> None:
    before = Tries(3, 0, 5)
    assert taken_back(counted(before, 9, PERSON_FREE)) == Tries(3, 0, 9)
    assert taken_back(Tries()) == Tries()
