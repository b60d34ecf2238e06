"""Two readings compared: what is new, what was lost, and when the device counts anew."""

import pytest

from hardware.drivers.counting_reading import Change, compare, new_events, reading_after
from hardware.drivers.counting_values import Coin
from shop.inputs import CoinAccepted, CreditReading

ZERO = ((0, 0),) * 5
YUAN, JIAO, ERROR = (1, 1), (3, 1), (0, 2)
COINS = (Coin(1, "CN100A", 100), Coin(2, "EU020A", None), Coin(3, "CN010A", 10))


def shown(*newest_first: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    return (newest_first + ZERO)[:5]


@pytest.mark.parametrize(
    ("last", "now", "new"),
    [
        (40, 42, 2),
        (127, 131, 4),
        (255, 1, 1),
        (255, 3, 3),
        (0, 3, 3),
        (0, 255, 255),
        (254, 2, 3),
        (200, 200, 0),
    ],
)
def test_the_counter_wraps_from_255_to_1(last: int, now: int, new: int) -> None:
    assert new_events(last, now) == new  # shared vector cctalk-22


def test_the_same_reading_says_nothing() -> None:
    assert compare(2, shown(YUAN, JIAO), 2, shown(YUAN, JIAO)).kind == "same"


def test_two_coins_come_oldest_first() -> None:
    change = compare(1, shown(JIAO), 3, shown(YUAN, ERROR, JIAO))
    assert change == Change("continues", 2, (ERROR, YUAN), 0)


def test_more_than_five_events_are_lost_not_guessed() -> None:
    change = compare(10, shown(*[YUAN] * 5), 18, shown(*[JIAO] * 5))
    assert change == Change("continues", 8, (JIAO,) * 5, 3)


@pytest.mark.parametrize(
    ("last", "before", "now", "events"),
    [
        (7, shown(*[YUAN] * 5), 0, ZERO),  # 0 after non-0
        (250, shown(*[YUAN] * 5), 0, shown(*[YUAN] * 5)),  # even with the old events shown
        (7, shown(*[YUAN] * 5), 2, shown(JIAO, JIAO)),  # far too many new ones, and not shown
        (2, shown(YUAN, YUAN), 3, shown(JIAO, JIAO, YUAN)),  # what lay behind has changed
        (3, shown(YUAN, YUAN, YUAN), 3, shown(JIAO, JIAO, JIAO)),  # same number, other coins
        (1, shown(YUAN), 3, shown(JIAO, (0, 0), YUAN)),  # a counted event is not shown
    ],
)
def test_a_reading_that_does_not_go_on_is_a_reset(
    last: int, before: tuple[tuple[int, int], ...], now: int, events: tuple[tuple[int, int], ...]
) -> None:
    change = compare(last, before, now, events)
    assert change == Change("reset", now, events[: min(now, 5)][::-1], 0)


def test_after_a_reset_what_went_by_unseen_is_lost() -> None:
    change = compare(5, shown(*[YUAN] * 5), 7, shown(*[JIAO] * 4, ERROR))
    assert (change.kind, change.new, change.lost) == ("reset", 7, 2)


def test_a_lost_mask_never_credits_again_what_the_book_has() -> None:
    change = compare(2, shown(YUAN, YUAN), 2, shown(YUAN, YUAN), mask_lost=True)
    assert change == Change("reset", 0, (), 0)


def test_the_numbers_of_credits_grow_with_every_event() -> None:
    last = CreditReading("coins", "42", 3, 260, 5, shown(YUAN))
    change = compare(5, shown(YUAN), 8, shown(YUAN, ERROR, (2, 1), YUAN))
    reading = reading_after(
        last, change, 8, shown(YUAN, ERROR, (2, 1), YUAN), COINS, live=False, insertions=9
    )
    assert (reading.epoch, reading.credit_no, reading.why) == (3, 263, "recovered")
    assert reading.errors == (2,)
    assert reading.credits == (
        CoinAccepted(261, None, "EU020A", recovered=True),  # no value here: never guessed
        CoinAccepted(263, 100, "CN100A", recovered=True),
    )


def test_a_reset_begins_an_epoch_with_number_one() -> None:
    last = CreditReading("coins", "42", 3, 260, 5, shown(YUAN))
    change = compare(5, shown(YUAN), 1, shown(JIAO))
    assert change.kind == "reset"
    reading = reading_after(last, change, 1, shown(JIAO), COINS, live=True, insertions=None)
    assert (reading.epoch, reading.credit_no, reading.why) == (4, 1, "reset")
    assert reading.credits == (CoinAccepted(1, 10, "CN010A"),)
