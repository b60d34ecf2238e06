"""A QR statement is brought in: what was claimed is found or not, and Q is the statement."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.counter.reply import Reply
from shop.errors import SameIdOtherCommand
from shop.export.statement_text import statement_text
from shop.paper_commands import ImportQrStatement
from shop.paper_errors import StatementKnown, StatementLacksConfirmed, StatementTied
from shop.queries import cuts, facts, qr
from shop.reconcile.statement import draw
from shop.review.flags import Around, flags
from shop.statements import QrLine, digest, packed
from tests.unit.counter.a_shop import Shop


def claim(shop: Shop, *items: str) -> int:
    """A resident scans, says that they paid by QR, and goes; the moment they paid."""
    shop.scan(*items)
    shop.press("qr")
    at_ms = shop.clock.now().wall_ms
    shop.press("paid")
    shop.wait(300)
    return at_ms


def line(at_ms: int, fen: int, number: str, kind: str = "payment", fee: int = 0) -> QrLine:
    return QrLine(at_ms, fen, fee, kind, digest(number))


def bring(shop: Shop, cut: str, *lines: QrLine, pairs: Any = None, **named: Any) -> Reply:
    return shop.say(ImportQrStatement, cut, packed(lines), "f" * 64, "plain", pairs or {}, **named)


def closed(shop: Shop, cut: str) -> Any:
    shop.count_all(cut)
    shop.say(commands.CountBox, cut, shop.place("cashbox"))
    shop.say(commands.CloseCut, cut)
    return draw(facts.of_cut(shop.connection, cut))


def test_each_claim_is_found_by_amount_and_time_and_the_cut_closes_on_a_statement() -> None:
    shop = Shop()
    first, second = claim(shop, "rice"), claim(shop, "soap")
    cut = shop.open_cut()
    bring(shop, cut, line(first - 9000, 350, "a", fee=2), line(second - 4000, 150, "b", fee=1))
    assert shop.news()[-4:] == [
        "TenderMatched",
        "TenderMatched",
        "ExpensePaid",
        "QrStatementRecorded",
    ]
    assert (shop.place("qr_pending"), shop.place("qr_wallet")) == (0, 497)
    statement = closed(shop, cut)
    assert statement.facts.qr_evidence == "statement"
    assert statement.exact.qr_fen == statement.facts.money.qr_statement_fen == 500
    assert not statement.headline.qr_as_claimed
    shop.verify()


def test_a_claim_that_is_on_no_line_goes_back_to_its_visit_as_unpaid() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    claim(shop, "soap")
    cut = shop.open_cut()
    bring(shop, cut, line(first, 350, "a"))
    assert shop.last("TenderUnfound").body["fen"] == 150
    exact = closed(shop, cut).exact
    assert (exact.qr_fen, exact.gap_parts.declared_unpaid) == (350, 150)
    shop.verify()


def test_a_line_that_no_sale_answers_is_money_without_a_sale() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    cut = shop.open_cut()
    bring(shop, cut, line(first, 350, "a"), line(first + 200_000, 777, "b"))
    exact = closed(shop, cut).exact
    assert (exact.qr_fen, exact.unattached_fen) == (1127, 777)
    shop.verify()


@pytest.mark.parametrize(("paid", "short", "over"), [(300, 50, 0), (400, 0, 50)])
def test_another_amount_close_by_is_matched_for_what_is_there(
    paid: int, short: int, over: int
) -> None:
    shop = Shop()
    at_ms = claim(shop, "rice")
    cut = shop.open_cut()
    bring(shop, cut, line(at_ms - 20_000, paid, "a"))
    parts = closed(shop, cut).exact.gap_parts
    assert (parts.underpaid, -parts.overpaid) == (short, over)
    shop.verify()


def test_the_number_of_the_tender_is_stronger_than_time() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.press("qr")
    shop.press("paid")
    tender = shop.last("TenderReceived")
    shop.wait(300)
    later = claim(shop, "rice")
    cut = shop.open_cut()
    known = QrLine(later, 350, 0, "payment", digest("x"), digest(tender.id))
    bring(shop, cut, known)
    assert shop.last("TenderMatched").body["visit"] == tender.body["visit"]
    lines = shop.last("QrStatementRecorded").body["lines"]
    assert [one["how"] for one in lines] == ["exact"]
    shop.verify()


def test_two_sales_that_fit_as_well_are_left_for_a_person() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    second = claim(shop, "rice")
    seqs = [one.seq for one in _tenders(shop)]
    cut = shop.open_cut()
    between = line((first + second) // 2000 * 1000, 350, "a")
    head = shop.ledger.head_seq
    with pytest.raises(StatementTied):
        bring(shop, cut, between)
    assert shop.ledger.head_seq == head
    bring(shop, cut, between, pairs={between.ref: seqs[1]})
    assert shop.last("TenderMatched").body["tender_seq"] == seqs[1]
    assert shop.last("TenderUnfound").body["tender_seq"] == seqs[0]
    closed(shop, cut)
    shop.verify()


def _tenders(shop: Shop) -> Any:
    return qr.situation(shop.connection, cuts.open_cut_id(shop.connection) or _newest(shop)).tenders


def _newest(shop: Shop) -> str:
    """A round to look through: the tenders of now, before any is open."""
    cut = shop.open_cut()
    shop.say(commands.CancelCut, cut)
    return cut


def test_the_same_file_again_changes_nothing() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    cut = shop.open_cut()
    lines = (line(first, 350, "a"), line(first + 500_000, 100, "b"))
    reply = bring(shop, cut, *lines, id="01J00000000000000000000000")
    head = shop.ledger.head_seq
    again = bring(shop, cut, *lines, id="01J00000000000000000000000")
    assert (again.repeated, again.entries) == (True, reply.entries)
    with pytest.raises(SameIdOtherCommand):
        bring(shop, cut, lines[0], id="01J00000000000000000000000")
    with pytest.raises(StatementKnown):
        bring(shop, cut, *lines)
    assert shop.ledger.head_seq == head


def test_a_second_file_of_the_same_round_adds_its_lines() -> None:
    """Two payment apps, one after the other: what the first lacked, the second has."""
    shop = Shop()
    first, second = claim(shop, "rice"), claim(shop, "soap")
    cut = shop.open_cut()
    bring(shop, cut, line(first, 350, "a"))
    bring(shop, cut, line(second, 150, "b"), line(first, 350, "a"))
    statement = closed(shop, cut)
    assert statement.exact.qr_fen == 500
    assert statement.exact.gap_parts.declared_unpaid == 0
    shop.verify()


def test_a_line_is_used_once_in_the_life_of_the_book() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    cut = shop.open_cut()
    bring(shop, cut, line(first, 350, "a"))
    closed(shop, cut)
    shop.wait(10)
    claim(shop, "rice")
    second = shop.open_cut()
    bring(shop, second, line(first, 350, "a"))  # only the old line: nothing arrived this time
    assert closed(shop, second).exact.qr_fen == 0
    shop.verify()


def test_a_statement_for_a_closed_cut_restates_it_and_moves_no_other() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    claim(shop, "soap")
    cut = shop.open_cut()
    before = closed(shop, cut)
    assert before.headline.qr_as_claimed
    shop.wait(60)
    third = claim(shop, "soap")
    later = shop.open_cut()
    closed(shop, later)
    bring(shop, cut, line(first, 350, "a"), line(third, 150, "z"))
    after = draw(facts.of_cut(shop.connection, cut))
    assert (after.exact.qr_fen, after.exact.gap_parts.declared_unpaid) == (350, 150)
    assert after.facts.restated
    assert after.facts.qr_evidence == "statement"
    other = draw(facts.of_cut(shop.connection, later))
    assert (other.exact.qr_fen, other.facts.restated) == (150, False)
    shop.verify()


def test_money_given_back_is_taken_off() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    cut = shop.open_cut()
    bring(shop, cut, line(first, 350, "a"), line(first + 60_000, 350, "b", "refund"))
    assert closed(shop, cut).exact.qr_fen == 0
    shop.verify()


def test_a_confirmed_payment_that_the_file_lacks_is_refused_whole() -> None:
    shop = Shop()
    claim(shop, "rice")
    tender = shop.last("TenderReceived")
    from shop.entries import Draft

    body = {"visit": "other", "tender": "qr", "fen": 900, "evidence": "confirmed"}
    shop.ledger.append([Draft("sure", "TenderReceived", body, tender.at_ms)])
    shop.ledger.append(
        [Draft("sure/end", "BasketAbandoned", {"visit": "other", "lines": [], "why": "x"}, 0)]
    )
    cut = shop.open_cut()
    head = shop.ledger.head_seq
    with pytest.raises(StatementLacksConfirmed):
        bring(shop, cut, line(tender.at_ms, 350, "a"))
    assert shop.ledger.head_seq == head
    bring(shop, cut, line(tender.at_ms, 350, "a"), line(tender.at_ms, 900, "b"))
    assert closed(shop, cut).exact.qr_fen == 1250
    shop.verify()


def test_what_a_statement_brings_is_never_offered_at_the_till_after_a_restart() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    cut = shop.open_cut()
    bring(shop, cut, line(first, 350, "a"), line(first + 100_000, 900, "b"))
    shop.start()
    assert shop.view.phase == "idle"


def test_a_given_up_round_leaves_its_lines_to_the_next() -> None:
    shop = Shop()
    first = claim(shop, "rice")
    given_up = shop.open_cut()
    bring(shop, given_up, line(first, 350, "a"), line(first + 50_000, 100, "c"))
    shop.say(commands.CancelCut, given_up)
    cut = shop.open_cut()
    bring(shop, cut, line(first, 350, "a"))
    statement = closed(shop, cut)
    assert statement.exact.qr_fen == statement.facts.money.qr_statement_fen == 450
    shop.verify()


def test_claims_and_an_empty_wallet_look_like_a_false_code() -> None:
    shop = Shop()
    for _ in range(5):
        claim(shop, "soap")
    cut = shop.open_cut()
    bring(shop, cut)
    statement = closed(shop, cut)
    assert statement.exact.qr_fen == 0
    assert "qr_never_arrived" in statement.flags
    assert "never arrived" in statement_text(statement, str)
    assert "qr_never_arrived" in [flag.key for flag in flags([statement], Around())]
