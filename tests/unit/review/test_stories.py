"""Review, closing, publishing and objections, as stories at the real counter."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.errors import InputRefused, MalformedInput, NoCutOpen, PriceInThePast, SameIdOtherCommand
from shop.queries import period_read
from shop.review_commands import AnswerObjection, RaiseObjection, ReviewPeriod
from shop.review_errors import (
    AnsweredAlready,
    ApprovalByReviewer,
    CutAlreadyInPeriod,
    CutsNotConsecutive,
    FiguresChanged,
    NotPublished,
    NotReviewed,
    NotYourRole,
    ObjectionTooLate,
    ObjectionUnknown,
    PeriodUnknown,
    PriceInClosedPeriod,
    PublishedAlready,
    PublishedTooEarly,
    ReasonMissing,
    ReviewByCounter,
)
from tests.unit.review.a_period import Signed


@pytest.fixture
def shop() -> Signed:
    return Signed()


def refused(shop: Signed, why: type[InputRefused], act: Any, *args: Any, **named: Any) -> None:
    """It is refused, says what to do, and nothing at all is written."""
    head, changes = shop.ledger.head_hex, shop.connection.total_changes
    with pytest.raises(why) as said:
        act(*args, **named)
    assert len(str(said.value)) > 20
    assert "%(" not in str(said.value)
    assert shop.ledger.head_hex == head
    assert shop.connection.total_changes == changes
    shop.verify()


def test_from_counting_to_the_bulletin_and_its_answers(shop: Signed) -> None:
    assert shop.state == "open"
    first = shop.week()
    shop.say(commands.OpenCut, by="v2")
    assert shop.state == "counting"
    shop.say(commands.CancelCut, shop.last("CutOpened").body["cut"], by="v2")
    assert shop.state == "draft"
    second = shop.week("v2", off={"rice": -2}, box_off=-50)
    shop.review(first, second, decision="send_back", note="the box of round 2 again, please")
    assert shop.state == "draft"
    shop.review(first, second)
    assert shop.state == "reviewed"
    shop.close()
    assert shop.state == "closed"
    shop.publish()
    assert shop.state == "published"
    mine = shop.object("为什么鸡蛋报损这么多？\n请说明。")
    other = shop.object()
    assert shop.state == "objected"
    shop.say(AnswerObjection, mine, "两盒在路上碎了，有照片。", "explained", by="c1")
    assert shop.state == "objected"
    shop.say(AnswerObjection, other, "已补记一笔。", "corrected", by="c1")
    assert shop.state == "published"
    shop.say(commands.ReceiveGoods, "rice", 3, for_cut=first)
    assert shop.state == "restated"
    shop.object("还是不明白")
    assert shop.state == "objected"
    assert shop.verify().entries == shop.ledger.head_seq
    published = shop.last("BulletinPublished").body
    assert (published["reviewer"], published["approver"]) == ("r1", "a1")
    assert [period.state.value for period in shop.periods()] == ["objected", "open"]


def test_an_objection_holds_words_and_nothing_of_a_person(shop: Signed) -> None:
    shop.review(shop.week())
    shop.close()
    shop.publish()
    shop.object("少找了钱")
    entry = shop.last("ObjectionRaised")
    assert entry.actor == "public"
    assert set(entry.body) == {"period", "text", "command"}


def test_a_cut_waits_for_the_next_period(shop: Signed) -> None:
    first, second, third = shop.week(), shop.week(), shop.week()
    shop.review(first, second)
    shop.close()
    one, two = shop.periods()
    assert (one.cuts, two.cuts, two.state.value) == ((first, second), (third,), "draft")
    shop.review(third)
    shop.close("2")
    assert shop.periods()[1].state.value == "closed"
    shop.verify()


def test_a_round_that_goes_on_does_not_hold_up_a_review(shop: Signed) -> None:
    first = shop.week()
    shop.say(commands.OpenCut, by="v1")
    shop.review(first)
    shop.close()
    assert [period.state.value for period in shop.periods()] == ["closed", "counting"]
    shop.verify()


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("decision", ["accept", "send_back"])
def test_review_by_the_counter(shop: Signed, decision: str) -> None:
    cut = shop.week("all")
    refused(shop, ReviewByCounter, shop.review, cut, by="all", decision=decision)


def test_who_only_counted_the_box_is_a_counter_too(shop: Signed) -> None:
    shop.say(commands.OpenCut, by="v1")
    cut = shop.last("CutOpened").body["cut"]
    shop.count_all(cut)
    shop.say(commands.CountBox, cut, shop.place("cashbox"), by="all")
    shop.say(commands.CloseCut, cut, by="v1")
    refused(shop, ReviewByCounter, shop.review, cut, by="all")


def test_approval_by_the_reviewer(shop: Signed) -> None:
    shop.review(shop.week(), by="all")
    refused(shop, ApprovalByReviewer, shop.close, by="all")


def test_approval_by_a_counter(shop: Signed) -> None:
    shop.review(shop.week("all"), by="r1")
    refused(shop, ReviewByCounter, shop.close, by="all")


@pytest.mark.parametrize("by", ["v1", "c1", "a1", "nobody", None])
def test_review_without_the_role(shop: Signed, by: str | None) -> None:
    refused(shop, NotYourRole, shop.review, shop.week(), by=by)


def test_the_other_roles_are_asked_for_too(shop: Signed) -> None:
    shop.review(shop.week())
    refused(shop, NotYourRole, shop.close, by="r2")
    shop.close()
    refused(shop, NotYourRole, shop.publish, by="r1")
    shop.publish()
    mine = shop.object()
    refused(shop, NotYourRole, shop.say, AnswerObjection, mine, "so", "noted", by="r1")


def test_a_flag_without_a_reason(shop: Signed) -> None:
    cut = shop.week(off={"soap": -1}, box_off=-800, uncounted="eggs")
    keys = [flag.key for flag in shop.flags(cut)]
    assert keys == ["box_loss", "uncounted"]
    refused(shop, ReasonMissing, shop.review, cut, reasons={})
    refused(shop, ReasonMissing, shop.review, cut, reasons={"box_loss:1": "stands"})
    refused(
        shop, ReasonMissing, shop.review, cut, reasons={f.id: "because" for f in shop.flags(cut)}
    )
    other = {flag.id: "other" for flag in shop.flags(cut)}
    refused(shop, MalformedInput, shop.review, cut, reasons=other)
    notes = {flag.id: "the lock was forced, the police know" for flag in shop.flags(cut)}
    shop.review(cut, reasons=other, notes=notes)
    said = shop.last("PeriodReviewed").body["flags"]
    assert said[0] == {
        "key": "box_loss", "cut": 1, "fen": -800, "why": "other", "note": notes["box_loss:1"],
    }  # fmt: skip
    assert said[1]["item"] == "eggs"


def test_cuts_that_are_no_run(shop: Signed) -> None:
    first, second, third = shop.week(), shop.week(), shop.week()
    say = shop.say
    for of in ((first, third), (second, first), (), (first, first), (third, second)):
        refused(shop, CutsNotConsecutive, say, ReviewPeriod, of, "accept", by="r1")
    refused(shop, NoCutOpen, say, ReviewPeriod, ("nix",), "accept", by="r1")
    shop.review(first)
    shop.close()
    refused(shop, CutsNotConsecutive, say, ReviewPeriod, (third,), "accept", by="r1")
    refused(shop, CutAlreadyInPeriod, say, ReviewPeriod, (first, second), "accept", by="r1")


def test_a_cut_that_is_still_open(shop: Signed) -> None:
    first = shop.week()
    shop.say(commands.OpenCut, by="v1")
    still_open = shop.last("CutOpened").body["cut"]
    refused(shop, NoCutOpen, shop.say, ReviewPeriod, (first, still_open), "accept", by="r1")


def test_only_the_first_period_may_begin_later(shop: Signed) -> None:
    shop.week()
    second = shop.week()
    shop.review(second)
    shop.close()
    assert shop.periods()[0].cuts == (second,)
    shop.verify()


def test_closing_what_nobody_reviewed(shop: Signed) -> None:
    cut = shop.week()
    refused(shop, NotReviewed, shop.close)
    shop.review(cut)
    shop.review(cut, decision="send_back")
    refused(shop, NotReviewed, shop.close)
    refused(shop, PeriodUnknown, shop.close, "2")


def test_figures_that_changed_after_the_review(shop: Signed) -> None:
    cut = shop.week()
    shop.review(cut)
    shop.say(commands.ReceiveGoods, "rice", 2, for_cut=cut)
    assert shop.state == "draft"
    refused(shop, FiguresChanged, shop.close)
    shop.review(cut)
    shop.close()


def test_figures_that_changed_while_somebody_looked(shop: Signed) -> None:
    cut = shop.week()
    seen = period_read.read(shop.connection, [cut]).inputs_sha256
    shop.say(commands.ReceiveGoods, "rice", 2, for_cut=cut)
    refused(shop, FiguresChanged, shop.review, cut, seen=seen)


def test_publishing_too_early_and_twice(shop: Signed) -> None:
    cut = shop.week()
    refused(shop, PublishedTooEarly, shop.publish)
    shop.review(cut)
    refused(shop, PublishedTooEarly, shop.publish)
    refused(shop, PeriodUnknown, shop.publish, "7")
    shop.close()
    shop.publish()
    refused(shop, PublishedAlready, shop.publish)


def test_a_price_dated_into_a_closed_period(shop: Signed) -> None:
    within_ms = shop.clock.now().wall_ms + 1000
    cut = shop.week()
    say = shop.say
    refused(shop, PriceInThePast, say, commands.MarkPrice, "rice", 400, within_ms)
    shop.review(cut)
    shop.close()
    refused(shop, PriceInClosedPeriod, say, commands.MarkPrice, "rice", 400, within_ms)
    shop.days(1)
    just_now = shop.clock.now().wall_ms - 1000
    refused(shop, PriceInThePast, say, commands.MarkPrice, "rice", 400, just_now)


def test_objections_that_cannot_be(shop: Signed) -> None:
    refused(shop, NotPublished, shop.object)
    shop.review(shop.week())
    shop.close()
    refused(shop, NotPublished, shop.object)
    shop.publish()
    refused(shop, MalformedInput, shop.object, "长" * 1001)
    refused(shop, MalformedInput, shop.object, " \n ")
    refused(shop, MalformedInput, shop.object, "ring\x07")
    refused(shop, MalformedInput, shop.say, RaiseObjection, "1", "signed", by="v1")
    shop.object("长" * 1000)
    shop.days(8)
    refused(shop, ObjectionTooLate, shop.object)


def test_answers_that_cannot_be(shop: Signed) -> None:
    shop.review(shop.week())
    shop.close()
    shop.publish()
    mine = shop.object()
    say = shop.say
    refused(shop, ObjectionUnknown, say, AnswerObjection, "nix", "so", "noted", by="c1")
    refused(shop, MalformedInput, say, AnswerObjection, mine, "so", "never", by="c1")
    say(AnswerObjection, mine, "so", "noted", by="c1")
    refused(shop, AnsweredAlready, say, AnswerObjection, mine, "so", "noted", by="c1")


def test_every_command_said_twice_is_done_once(shop: Signed) -> None:
    cut = shop.week()
    reasons = {flag.id: "stands" for flag in shop.flags(cut)}
    first = shop.say(ReviewPeriod, (cut,), "accept", reasons, by="r1", id="R")
    again = shop.say(ReviewPeriod, (cut,), "accept", reasons, by="r1", id="R")
    assert (again.repeated, again.entries) == (True, first.entries)
    with pytest.raises(SameIdOtherCommand):
        shop.say(ReviewPeriod, (cut,), "send_back", reasons, by="r1", id="R")
    from shop.review_commands import ClosePeriod, PublishBulletin

    for command in (ClosePeriod, PublishBulletin):
        by = "a1"
        first = shop.say(command, "1", by=by, id=command.__name__)
        assert shop.say(command, "1", by=by, id=command.__name__).entries == first.entries
    shop.verify()
