"""Said twice, done once: every command, every press, every reading."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop import commands
from shop.commands import Command
from shop.errors import InputRefused, SameIdOtherCommand
from shop.inputs import CoinAccepted
from tests.unit.counter.a_shop import Shop
from tests.unit.ledger.book_file import dump

#: command → its fields beside the id; "CUT" is the round that is open.
SAID: dict[type, dict[str, Any]] = {
    commands.ListItem: {"item": "tea", "name": "茶", "codes": ("tea",)},
    commands.MarkPrice: {"item": "rice", "fen": 400},
    commands.TakeOpening: {"goods": {"rice": 4}, "money": {"cashbox": 100}},
    commands.ReceiveGoods: {"item": "rice", "quantity": 5},
    commands.ReturnGoods: {"item": "rice", "quantity": 1},
    commands.WriteOffGoods: {"item": "rice", "quantity": 1, "reason": "wet"},
    commands.TransferGoods: {"item": "rice", "quantity": 1, "direction": "out"},
    commands.MoveFloat: {"fen": 500},
    commands.OpenCut: {},
    commands.CancelCut: {"cut": "CUT"},
    commands.CountItem: {"cut": "CUT", "item": "rice", "counted": 3},
    commands.CountBox: {"cut": "CUT", "fen": 100},
    commands.RecordQrStatement: {"cut": "CUT", "fen": 0},
    commands.CollectCash: {"cut": "CUT", "fen": 50},
    commands.CloseCut: {"cut": "CUT", "uncounted": {"pepper": "hidden"}},
    commands.ForgiveIou: {"fen": 10},
    commands.NameUnknown: {"code": "12345670", "item": "soap"},
    commands.ChangeSetting: {"key": "k", "value": 3},
}
#: What must have happened before a command can be said.
BEFORE: dict[type, list[type]] = {
    commands.CollectCash: [commands.CountBox],
    commands.CloseCut: [commands.CountBox],
}


def made(command: type, id_: str) -> tuple[Shop, Any]:
    """A shop in which this command can be said, and the command."""
    opening = command is commands.TakeOpening
    shop = Shop(stocked=not opening)
    if opening:
        shop.say(commands.ListItem, "rice", "米")
    else:
        sale_of_unknown_on_credit(shop)
    cut = shop.open_cut() if "cut" in {field.name for field in fields(command)} else ""
    for earlier in BEFORE.get(command, []):
        shop.counter.handle(earlier("before", **told(earlier, cut)))
    if command is commands.CloseCut:
        for item in ("rice", "soap", "eggs"):
            shop.say(commands.CountItem, cut, item, 3)
    return shop, command(id_, **told(command, cut))


def told(command: type, cut: str) -> dict[str, Any]:
    return {name: cut if value == "CUT" else value for name, value in SAID[command].items()}


def sale_of_unknown_on_credit(shop: Shop) -> None:
    shop.scan("12345670")
    shop.press("price", 300)
    shop.press("iou")
    shop.press("iou")
    shop.wait(70)


def test_every_command_is_here() -> None:
    """Those of people and of reviews have tests of their own, beside their pages."""
    modules = ("shop.commands", "shop.goods_commands")
    own = {one for one in get_args(Command) if one.__module__ in modules}
    assert own == set(SAID)


@pytest.mark.parametrize("command", SAID, ids=lambda command: command.__name__)
def test_a_repeat_changes_nothing_and_gets_the_first_answer(command: type) -> None:
    shop, said = made(command, "THE-ID")
    first = shop.counter.handle(said)
    assert first.entries
    assert not first.repeated
    after = dump(shop.connection)
    for _ in range(2):
        again = shop.counter.handle(said)
        assert (again.entries, again.repeated) == (first.entries, True)
        assert dump(shop.connection) == after
    shop.start()  # and after a restart of the program
    assert shop.counter.handle(said).entries == first.entries
    shop.verify()


@pytest.mark.parametrize("command", SAID, ids=lambda command: command.__name__)
def test_the_same_id_with_another_command_is_refused(command: type) -> None:
    shop, said = made(command, "THE-ID")
    shop.counter.handle(said)
    after = dump(shop.connection)
    others = [commands.MoveFloat("THE-ID", 77), replace(said, by="somebody else")]
    for other in others:
        with pytest.raises(SameIdOtherCommand):
            shop.counter.handle(other)
    assert dump(shop.connection) == after


def test_naming_a_code_sold_twice_repeats_as_a_whole() -> None:
    shop = Shop()
    sale_of_unknown_on_credit(shop)
    sale_of_unknown_on_credit(shop)
    first = shop.say(commands.NameUnknown, "12345670", "soap", id="N")
    assert len(first.entries) == 2
    assert shop.say(commands.NameUnknown, "12345670", "soap", id="N").entries == first.entries


# ---------------------------------------------------------------- nonsense from a page

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.text(min_size=201, max_size=210),
    st.characters(categories=["Cs", "Cc"]),
    st.binary(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(
        st.text(max_size=3) | st.integers(), st.integers() | st.text(max_size=3), max_size=2
    ),
)


@pytest.mark.parametrize("command", SAID, ids=lambda command: command.__name__)
def test_a_form_may_say_anything_and_is_answered(command: type) -> None:
    shop, said = made(command, "THE-ID")
    names = [field.name for field in fields(command)]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(names), ANYTHING, min_size=1, max_size=3))
    def said_oddly(odd: dict[str, Any]) -> None:
        before = dump(shop.connection)
        try:
            shop.counter.handle(replace(said, **odd))
        except InputRefused:
            assert dump(shop.connection) == before

    said_oddly()
    shop.verify()


def test_credits_said_again_with_newer_ones_are_in_the_book_once() -> None:
    shop = Shop()
    first = shop.reading(100, None)
    both = replace(shop.reading(50), credits=(*first.credits, CoinAccepted(3, 50, "CN")))
    shop.counter.handle(first)  # its answer came too late for the driver
    shop.counter.handle(both)
    rows = shop.connection.execute("SELECT credit_no, fen FROM device_credit ORDER BY seq")
    assert rows.fetchall() == [(1, 100), (3, 50)]
    assert shop.counter.cursor("sn1") == replace(both, credits=())
    said = shop.connection.execute("SELECT body FROM journal WHERE body LIKE '%unrecognised%'")
    assert len(said.fetchall()) == 1
    assert shop.counter.handle(both).repeated
    shop.verify()
