"""Cuts at any moment: next O = C, identities hold, late papers move their own cut and no later one."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from shop import commands
from shop.export.statement_json import figures_json
from shop.queries import cuts, facts
from shop.reconcile.statement import draw
from tests.property.shop_moves import ITEMS, World, any_moves, moves
from tests.unit.counter.a_shop import Shop
from tests.unit.ledger.book_file import dump

quick = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def statements(world: World) -> dict[str, Any]:
    """Every statement of the book, oldest first; drawing one asserts its identities."""
    connection = world.shop.connection
    closed = reversed(cuts.closed_cuts(connection, 100))
    return {one.cut: draw(facts.of_cut(connection, one.cut)) for one in closed}


def openings_are_closings(world: World) -> None:
    """O of each cut is C (or what the book then held) of the one before, shelf and box."""
    before = None
    for cut in statements(world):
        now = facts.of_cut(world.shop.connection, cut)
        if before is not None:
            closings = {item.item: item for item in before.items}
            for item in now.items:
                was = closings.get(item.item)
                if was is not None and was.counted is not None:
                    assert item.opening == was.counted, f"O of {item.item} is not the C before"
            left_fen = before.money.box_counted_fen - before.money.collected_fen
            assert now.money.box_opening_fen == left_fen
        before = now


def whole_round(world: World) -> str | None:
    """Close the round that is open, or one opened for it, everything counted."""
    world.do("wait", 9, 0)
    if world.cut == "none":
        world.do("open", 0, 0)
    cut = world.cut
    if cut == "none":
        return None
    world.do("box", 4, 0)
    world.do("close", 0, 0)
    return cut if world.cut == "none" else None


@quick
@given(st.sampled_from(["machine", "claimed"]), st.lists(any_moves, max_size=60))
def test_cuts_at_any_moment(box, sequence) -> None:
    world = World(Shop(box=box))
    for move in sequence:
        world.do(*move)
    whole_round(world)
    world.do("scan", 0, 0)
    world.do("coin", 3, 1)
    world.do("wait", 4, 0)
    whole_round(world)
    event(f"{len(statements(world))} cuts")
    openings_are_closings(world)
    world.shop.verify()


def rounds(world: World, parts: list[list[Any]], counted: list[set[int]]) -> None:
    """Trade and close a round for each part; `counted` says which shelves were counted."""
    for part, items in zip(parts, counted, strict=True):
        for move in part:
            world.do(*move)
        world.do("wait", 9, 0)
        world.do("open", 0, 0)
        for place in items:
            world.do("count", place, 4 + place % 3)
        world.do("box", 3 + len(part) % 3, 0)
        world.do("close", 0, 0)


def figures(drawn: Any) -> dict[str, Any]:
    """What a statement says in figures, and of each listed item.

    Codes nobody listed are never counted: naming one takes its row out of every statement.
    """
    told = figures_json(drawn)
    told["items"] = {k: v for k, v in told["items"].items() if not k.startswith("unknown:")}
    return told


shelves = st.sets(st.integers(0, len(ITEMS) - 1))


@quick
@given(
    st.lists(st.tuples(st.lists(moves, max_size=8), shelves), min_size=2, max_size=4),
    st.integers(0, 3),
    st.integers(0, len(ITEMS) - 1),
    st.sampled_from(["late_goods", "late_float"]),
    st.integers(1, 9),
)
def test_a_late_paper_restates_its_cut_and_no_later_one_moves(
    parts, which, item, paper, much
) -> None:
    world = World(Shop())
    rounds(world, [part for part, _ in parts], [set(items) for _, items in parts])
    before = statements(world)
    names = list(before)
    named = names[which % len(names)]
    late(world, paper, named, item, much)
    after = statements(world)
    touched = names.index(named)
    seen = touched  # the box is counted in each round
    if paper == "late_goods":
        counting = [n for n in range(touched, len(names)) if item in parts[n][1]]
        seen = counting[0] if counting else len(names)
    event("counted in its own cut" if seen == touched else "counted later, or never yet")
    for place, cut in enumerate(names):
        if place < touched or place > seen:
            assert figures(after[cut]) == figures(before[cut]), "another cut moved"
    assert figures(after[named]) != figures(before[named])
    assert facts.of_cut(world.shop.connection, named).restated
    openings_are_closings(world)
    world.shop.verify()


def late(world: World, paper: str, named: str, item: int, much: int) -> None:
    if paper == "late_goods":
        world.shop.say(commands.ReceiveGoods, ITEMS[item], much, for_cut=named)
    else:
        world.shop.say(commands.MoveFloat, much * 100, for_cut=named)


def papers(world: World, cut: str | None) -> None:
    """What volunteers wrote down that day; `cut` is the round they named, where one was open."""
    world.shop.say(commands.ReceiveGoods, "rice", 2, for_cut=cut)
    world.shop.say(commands.WriteOffGoods, "soap", 1, "late", for_cut=cut)
    world.shop.say(commands.MoveFloat, 400, for_cut=cut)


def given_up_between(first: list[Any], second: list[Any], *, tried: bool) -> list[dict[str, Any]]:
    """The figures of days with a round that was given up in between, or of the same without it."""
    world = World(Shop())
    for move in first:
        world.do(*move)
    whole_round(world)
    if tried:
        world.do("open", 0, 0)
        cut = world.cut
        for place in range(len(ITEMS)):
            world.do("count", place, 3)
        world.do("box", 2, 0)
        papers(world, cut)
        world.do("cancel", 9, 0)
    else:
        papers(world, None)
    assert world.cut == "none"
    for move in second:
        if move[0] not in ("open", "close", "cancel"):
            world.do(*move)
    assert whole_round(world) is not None
    whole_round(world)
    openings_are_closings(world)
    world.shop.verify()
    return [figures(one) for one in statements(world).values()]


@quick
@given(st.lists(any_moves, max_size=25), st.lists(any_moves, max_size=25))
def test_a_round_that_was_given_up_bounds_nothing(first, second) -> None:
    """The same days with a round opened, counted, papers named to it, and given up in between."""
    with_it = given_up_between(first, second, tried=True)
    without = given_up_between(first, second, tried=False)
    event(f"{len(without)} cuts")
    assert with_it == without


@quick
@given(
    st.lists(st.sampled_from(["count", "scan", "pay", "void", "leave"]), max_size=14),
    st.integers(0, 3),
)
def test_a_sale_around_a_count_is_gone_before_that_count(sequence, stolen) -> None:
    """The volunteer counts what stands there while residents come and go with goods in hand."""
    shop = Shop(box="claimed")
    shelf, hand = 20 - stolen, 0
    cut = shop.open_cut()
    counted = False
    for step in [*sequence, "count"]:
        phase = shop.view.phase
        if step == "count":
            # What was counted while a basket that is later put back is in hand cannot be known.
            shop.say(commands.CountItem, cut, "rice", shelf)
            counted = True
        elif step == "scan" and phase in ("idle", "thanks") and shelf:
            shop.scan("rice")
            shelf, hand = shelf - 1, 1
        elif step == "pay" and phase == "basket":
            shop.press("done") if "done" in shop.view.buttons else shop.green()
            hand = 0
        elif step == "void" and phase == "thanks" and shop.view.lines:
            shop.press("undo")
            hand = 1
        elif step == "leave" and phase == "basket" and not counted:
            shop.press("leave")
            shelf, hand = shelf + hand, 0
            if shop.view.phase == "credit":
                shop.press("fund")
    if shop.view.phase == "basket":
        shop.press("done") if "done" in shop.view.buttons else shop.green()
    shop.say(commands.CountBox, cut, shop.place("cashbox"))
    others = dict.fromkeys(("soap", "eggs", "pepper"), "not reached")
    shop.say(commands.CloseCut, cut, others)
    [line] = [line for line in shop.last("CutClosed").body["items"] if line["item"] == "rice"]
    assert line["missing"] == stolen
    assert facts.of_cut(shop.connection).items[2].item == "rice"
    shop.verify()


@quick
@given(
    st.lists(st.tuples(st.lists(moves, max_size=6), shelves), min_size=1, max_size=3),
    st.integers(0, 2),
)
def test_naming_an_unknown_code_moves_no_cut_but_its_own(parts, item) -> None:
    world = World(Shop())
    sold = world.shop
    sold.scan("12345670")
    sold.press("price", 300)
    sold.scan("87654325")
    sold.press("price", 200)
    sold.coin(500)
    world.coins_fen = 500
    world.do("wait", 9, 0)
    rounds(world, [part for part, _ in parts], [set(items) for _, items in parts])
    before = statements(world)
    names = list(before)
    sold.say(commands.NameUnknown, "12345670", ITEMS[item])
    after = statements(world)
    counting = [n for n in range(len(names)) if item in parts[n][1]]
    seen = counting[0] if counting else len(names)
    for place, cut in enumerate(names):
        if place > seen:
            assert figures(after[cut]) == figures(before[cut])
    assert after[names[0]].exact.value_declared_fen == before[names[0]].exact.value_declared_fen
    sold.say(commands.NameUnknown, "87654325", ITEMS[(item + 1) % 3])
    assert sold.place("taken", "unknown:12345670") == sold.place("taken", "unknown:87654325") == 0
    openings_are_closings(world)
    sold.verify()


@quick
@given(st.lists(any_moves, max_size=40))
def test_another_start_of_the_program_on_the_same_book_says_the_same(sequence) -> None:
    world = World(Shop())
    for move in sequence:
        world.do(*move)
    rows, told = dump(world.shop.connection), statements(world)
    world.shop.start()
    assert dump(world.shop.connection) == rows
    assert {cut: figures(one) for cut, one in statements(world).items()} == {
        cut: figures(one) for cut, one in told.items()
    }
