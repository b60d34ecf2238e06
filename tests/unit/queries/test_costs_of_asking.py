"""What a question costs, in steps of the database's machine: never in time, which no test keeps."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from shop import commands
from shop.queries import cuts, lines, visits
from tests.unit.counter.a_shop import Shop, empty_book


@cache
def image(rounds: int) -> tuple[bytes, str]:
    """A book of many rounds, the last still open, and the name of the first."""
    shop = Shop(box="claimed")
    first = ""
    for _ in range(rounds):
        shop.scan("rice")
        shop.press("done") if "done" in shop.view.buttons else shop.green()
        shop.wait(200)
        closed = shop.cut()
        first = first or closed
    shop.open_cut()
    return bytes(shop.connection.serialize()), first


def steps(shop_connection: Any, ask: Callable[[Any], object]) -> int:
    """How many steps of the machine an answer takes."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    shop_connection.set_progress_handler(step, 1)
    try:
        ask(shop_connection)
    finally:
        shop_connection.set_progress_handler(None, 0)
    return taken


def of_both(ask: Callable[[Any, str], object]) -> tuple[int, int]:
    """The steps of one question to a book of 5 rounds and to one of 40."""
    few, many = (
        steps(empty_book(book), lambda connection, cut=first: ask(connection, cut))
        for book, first in (image(5), image(40))
    )
    return few, many


def test_which_round_is_open_costs_the_same_after_any_number_of_them() -> None:
    few, many = of_both(lambda connection, _: cuts.open_cut_id(connection))
    assert few
    assert many == few


def test_no_round_is_open_once_the_newest_was_closed_or_given_up() -> None:
    shop = Shop()
    assert cuts.open_cut_id(shop.connection) is None
    first = shop.open_cut()
    assert cuts.open_cut_id(shop.connection) == first
    shop.say(commands.CancelCut, first)
    assert cuts.open_cut_id(shop.connection) is None
    second = shop.cut()
    assert cuts.open_cut_id(shop.connection) is None
    third = shop.open_cut()
    assert cuts.open_cut_id(shop.connection) == third != second


def test_sales_around_the_counts_of_an_old_round_are_not_sought_after_its_end() -> None:
    def ask(connection: Any, cut: str) -> object:
        edge = cuts.bounds(connection, cut)
        return lines.sales_around_counts(connection, edge, edge.opened_seq + 2)

    def bounds(connection: Any, cut: str) -> object:
        return cuts.bounds(connection, cut)

    (few, many), (few_bounds, many_bounds) = of_both(ask), of_both(bounds)
    assert few > few_bounds
    assert many - many_bounds == few - few_bounds


def test_what_is_left_open_at_a_start_costs_the_same_after_any_number_of_visits() -> None:
    def left(rounds: int) -> tuple[Any, int]:
        shop = Shop(empty_book(image(rounds)[0]), seed=2, stocked=False)
        shop.coin(500)
        found = visits.left_open(shop.connection)
        return found, steps(shop.connection, visits.left_open)

    (few, few_steps), (many, many_steps) = left(5), left(40)
    assert few.fen == many.fen == 500
    assert many_steps == few_steps
