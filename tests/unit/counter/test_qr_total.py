"""A QR total that a volunteer types: it makes no claim sure, and what differs is written down."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shop import commands
from shop.entries import Draft
from shop.paper_errors import StatementByLines, TotalLacksConfirmed
from shop.queries import facts
from shop.reconcile.statement import FALSE_CODE_CLAIMS, Statement, draw
from tests.unit.counter.a_shop import Shop
from tests.unit.counter.test_qr_statement import bring, claim, closed, line


def typed(shop: Shop, *totals: int) -> tuple[str, Statement]:
    """A round in which totals are typed, each in place of the one before, and closed."""
    cut = shop.open_cut()
    for fen in totals:
        shop.say(commands.RecordQrStatement, cut, fen)
    return cut, closed(shop, cut)


def test_nothing_arrived_under_a_false_code() -> None:
    """Three residents paid a stranger: the total is taken as it is, and nobody is told another."""
    shop = Shop()
    for _ in range(3):
        claim(shop, "rice")
    _, statement = typed(shop, 0)
    assert [one["reason"] for one in unfound(shop)] == ["total"] * 3
    assert (statement.exact.qr_fen, statement.exact.gap_parts.declared_unpaid) == (0, 1050)
    assert statement.facts.qr_evidence == "statement"
    assert statement.headline.percent == 0
    shop.verify()


def test_many_claims_and_a_typed_nothing_raise_the_flag() -> None:
    shop = Shop()
    for _ in range(FALSE_CODE_CLAIMS):
        claim(shop, "soap")
    assert "qr_never_arrived" in typed(shop, 0)[1].flags
    shop.verify()


def test_a_total_that_agrees_leaves_claims_as_claimed() -> None:
    shop = Shop()
    for _ in range(3):
        claim(shop, "rice")
    _, statement = typed(shop, 1050)
    assert (statement.facts.qr_evidence, statement.exact.qr_fen) == ("claimed", 1050)
    assert statement.headline.qr_as_claimed
    assert shop.place("qr_pending") == 1050
    shop.verify()


def test_typing_nothing_and_then_the_right_sum_backs_nothing() -> None:
    shop = Shop()
    claim(shop, "rice")
    _, statement = typed(shop, 0, 350)
    assert (statement.facts.qr_evidence, statement.exact.unattached_fen) == ("claimed", 0)
    shop.verify()


@pytest.mark.parametrize(("fen", "apart", "pending"), [(400, -100, 400), (777, 277, 500)])
def test_another_total_is_written_down_as_one_sum_of_nobody(
    fen: int, apart: int, pending: int
) -> None:
    shop = Shop()
    claim(shop, "rice")
    claim(shop, "soap")
    _, statement = typed(shop, fen)
    assert statement.exact.qr_fen == statement.facts.money.qr_statement_fen == fen
    assert statement.exact.unattached_fen == apart
    assert statement.exact.gap_parts.declared_unpaid == 0
    assert shop.place("qr_pending") == pending
    assert statement.headline.qr_as_claimed
    shop.verify()


@pytest.mark.parametrize("fen", [400, 777])
def test_lines_that_come_later_say_whose_it_was(fen: int) -> None:
    shop = Shop()
    first = claim(shop, "rice")
    claim(shop, "soap")
    cut, _ = typed(shop, fen)
    bring(shop, cut, line(first, 350, "a"))
    after = draw(facts.of_cut(shop.connection, cut))
    assert (after.exact.qr_fen, after.exact.unattached_fen) == (350, 0)
    assert after.exact.gap_parts.declared_unpaid == 150
    assert after.facts.qr_evidence == "statement"
    shop.verify()


def test_what_the_provider_confirmed_is_not_typed_away() -> None:
    shop = Shop()
    body = {"visit": "sure", "tender": "qr", "fen": 900, "evidence": "confirmed"}
    end = {"visit": "sure", "lines": [], "why": "x"}
    shop.ledger.append(
        [Draft("s", "TenderReceived", body, 0), Draft("e", "BasketAbandoned", end, 0)]
    )
    cut = shop.open_cut()
    shop.say(commands.RecordQrStatement, cut, 100)
    with pytest.raises(TotalLacksConfirmed) as refused:
        closed(shop, cut)
    assert refused.value.params == {}
    shop.say(commands.RecordQrStatement, cut, 900)
    assert closed(shop, cut).facts.qr_evidence == "statement"


def test_a_total_never_takes_the_place_of_lines() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    cut = shop.open_cut()
    bring(shop, cut, line(first, 350, "a"))
    with pytest.raises(StatementByLines):
        shop.say(commands.RecordQrStatement, cut, 100)


def unfound(shop: Shop) -> list[dict[str, Any]]:
    rows = shop.connection.execute("SELECT body FROM journal WHERE kind = 'TenderUnfound'")
    return [json.loads(row[0]) for row in rows]
