"""One order at a provider, in virtual time: what a resident may do, and what the network may."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hardware.gateways.base import Seen
from hardware.gateways.order_state import Phase
from shop.inputs import QrAside, QrEnded, QrOrdered, QrPaid, QrReady, QrWaits
from tests.failures import proves
from tests.gateways.virtual import SHOP, Bank, World, ordered


def code_on_screen(**bank: object) -> World:
    return World(Bank(ordered(), **bank)).start()  # type: ignore[arg-type]


def under_scanner(*faults: str, **bank: object) -> World:
    return World(Bank(ordered("code"), **bank), faults).start()  # type: ignore[arg-type]


class TestTheScreensCode:
    def test_the_book_has_the_order_before_the_provider_hears_of_it(self) -> None:
        world = World(Bank(ordered()), noes=[True, True]).start()
        assert world.calls == []
        world.run(60_000)
        assert [kind for _, kind in world.calls[:1]] == ["place"]
        assert isinstance(world.booked[0], QrOrdered)

    def test_a_book_that_takes_no_order_means_that_none_is_placed(self) -> None:
        world = World(Bank(ordered()), noes=[True] * 3).start().run()
        assert (world.calls, world.why) == ([], "offline")

    def test_the_code_is_shown_and_the_money_is_credited_once(self) -> None:
        world = code_on_screen()
        world.pays_at(5_000)
        world.run()
        shown = [ms for ms, said in world.said if isinstance(said, QrReady)]
        paid = [(ms, said) for ms, said in world.said if isinstance(said, QrPaid)]
        assert len(shown) == len(paid) == 1
        assert paid[0][0] < 7_500, "it is looked at every 2 s in the beginning"
        assert (paid[0][1].visit, paid[0][1].fen) == ("V", 350)

    def test_it_is_looked_at_often_at_first_and_then_ever_more_rarely(self) -> None:
        world = code_on_screen().run()
        looks = [ms for ms, ask in world.calls if ask == "query"]
        gaps = [later - sooner for sooner, later in pairwise(looks)]
        assert 2_000 <= gaps[0] < 2_200
        assert sorted(gaps[:-1]) == gaps[:-1]
        assert max(gaps[:-1]) < 5_200, "the last one comes after it was closed"

    @proves("payment_closing", "wechat", "alipay")
    def test_nobody_pays_it_is_closed_after_three_minutes_and_asked_about_once_more(self) -> None:
        world = code_on_screen().run()
        assert world.asks()[-2:] == ["close", "query"]
        assert 180_000 <= world.calls[-1][0] < 190_000
        assert world.why == "closed"

    @proves("payment_closing", "wechat", "alipay")
    def test_money_that_lands_while_it_is_being_closed_is_credited(self) -> None:
        world = code_on_screen(landing=True)
        world.drops_at(8_000)
        world.run()
        assert (world.credits, world.why) == (1, None)

    def test_who_turns_away_has_it_closed_at_once(self) -> None:
        world = code_on_screen()
        world.drops_at(3_000)
        world.run()
        assert world.why == "closed"
        assert world.now_ms < 4_000

    def test_who_turns_away_before_there_is_a_code_never_sees_it(self) -> None:
        world = code_on_screen()
        world.drops_at(50)
        world.run()
        assert not [said for _, said in world.said if isinstance(said, QrReady)]
        assert (world.bank.standing, world.why) == ("closed", "closed")

    @proves("provider_away", "wechat", "alipay")
    @pytest.mark.parametrize("fault", ["away", "silent", "system", "stray"])
    def test_a_provider_that_is_away_costs_the_resident_five_seconds_at_most(
        self, fault: str
    ) -> None:
        world = World(Bank(ordered()), [fault]).start().run(5_000)
        assert world.why == "offline"

    @proves("provider_away", "wechat", "alipay")
    def test_a_network_that_goes_away_later_loses_no_payment(self) -> None:
        world = World(Bank(ordered()), ["ok", *["away"] * 70]).start()
        world.pays_at(100_000)
        world.run()
        assert world.credits == 1

    def test_a_day_without_an_answer_ends_it_and_the_statement_will_tell(self) -> None:
        world = World(Bank(ordered()), ["ok", *["away"] * 2_000]).start().run()
        assert world.why == "unclear"
        assert len(world.calls) < 700, "ever more rarely"

    def test_the_resident_is_typing_a_password_and_the_screen_says_so_once(self) -> None:
        world = code_on_screen()
        world.at(2_500, lambda: setattr(world.bank, "standing", "paying"))
        world.pays_at(12_000)
        world.run()
        assert sum(isinstance(said, QrWaits) for _, said in world.said) == 1
        assert world.credits == 1


class TestNotices:
    @proves("payment_late", "wechat", "alipay")
    def test_a_notice_is_quicker_than_the_next_look_and_its_repeats_change_nothing(self) -> None:
        world = code_on_screen()
        world.pays_at(120_100)
        for ms in range(120_200, 121_200):
            world.notices_at(ms)
        world.run()
        assert [ms for ms, said in world.said if isinstance(said, QrPaid)] == [120_200]
        assert world.credits == 1

    def test_a_notice_that_comes_while_the_end_is_being_told_is_still_money(self) -> None:
        world = World(Bank(ordered()), noes=[False, *[True] * 6]).start()
        world.drops_at(3_000)
        world.at(4_000, lambda: setattr(world.bank, "standing", "paid"))
        world.notices_at(4_001)
        world.run()
        assert world.credits == 1

    @proves("payment_late", "wechat", "alipay")
    @pytest.mark.parametrize(
        ("seen", "why"),
        [
            (Seen(ordered().order, "paid", 1, "CNY", SHOP, "T1"), "amount"),
            (Seen(ordered().order, "paid", 350, "USD", SHOP, "T1"), "currency"),
            (Seen(ordered().order, "paid", 350, "CNY", "1900000002/wx02", "T1"), "shop"),
            (Seen("another-order", "paid", 350, "CNY", SHOP, "T1"), "unknown_order"),
        ],
    )
    @pytest.mark.parametrize("by", ["notice", "query"])
    def test_what_does_not_fit_its_order_is_set_aside(self, seen: Seen, why: str, by: str) -> None:
        world = code_on_screen(seen=seen)
        world.pays_at(2_500)
        if by == "notice":
            world.notices_at(2_600)
        world.run()
        (aside,) = world.of(QrAside)
        assert (aside.why, aside.fen, world.of(QrPaid)) == (why, seen.fen, [])  # type: ignore[union-attr]
        assert world.why == "unclear"


class TestTheResidentsCode:
    def test_it_is_charged_once(self) -> None:
        world = under_scanner().run()
        assert (world.asks(), world.credits) == (["charge"], 1)

    def test_a_refused_one_ends_at_once(self) -> None:
        world = under_scanner(charge="refused").run()
        assert (world.asks(), world.why, world.now_ms) == (["charge"], "refused", 120)

    @proves("provider_away", "wechat", "alipay")
    def test_one_that_never_got_there_ends_at_once(self) -> None:
        assert under_scanner("away").run().why == "offline"

    def test_a_password_is_waited_for(self) -> None:
        world = under_scanner(charge="paying")
        world.pays_at(25_000)
        world.run()
        assert sum(isinstance(said, QrWaits) for _, said in world.said) == 1
        looks = [ms for ms, ask in world.calls if ask == "query"]
        assert looks[1] - looks[0] == pytest.approx(10_000, abs=200)
        assert world.credits == 1

    def test_a_password_that_does_not_come_in_45_s_undoes_the_charge(self) -> None:
        world = under_scanner(charge="paying").run()
        assert world.why == "reversed"
        assert next(ms for ms, ask in world.calls if ask == "reverse") == pytest.approx(
            45_300, abs=300
        )

    def test_who_cancels_on_the_phone_is_told_that_it_was_refused(self) -> None:
        world = under_scanner(charge="paying")
        world.at(12_000, world.bank.cancels)
        assert world.run().why == "refused"

    def test_a_lost_answer_is_asked_for_after_five_seconds(self) -> None:
        world = under_scanner("lost").run()
        assert world.asks() == ["charge", "query"]
        assert world.calls[1][0] - world.calls[0][0] == pytest.approx(5_000, abs=200)
        assert world.credits == 1

    def test_what_stays_unclear_is_undone_and_never_before_15_s(self) -> None:
        world = under_scanner("stray", *["system"] * 3).run()
        charge, reverse = (ms for ms, ask in world.calls if ask in ("charge", "reverse"))
        assert reverse - charge >= 15_000
        assert (world.why, world.bank.taken) == ("reversed", 0)

    def test_undoing_is_repeated_until_it_is_certain(self) -> None:
        world = under_scanner("lost", *["system"] * 3, "lost", "silent", "away").run()
        assert world.asks().count("charge") == 1
        assert world.asks().count("reverse") == 4
        assert (world.why, world.bank.taken) == ("reversed", 0)

    def test_who_turns_away_while_it_waits_is_not_charged(self) -> None:
        world = under_scanner(charge="paying")
        world.drops_at(3_000)
        world.run()
        assert (world.why, world.bank.taken) == ("reversed", 0)

    def test_the_code_is_nowhere_in_the_order(self) -> None:
        world = under_scanner("lost", "system").run(6_000)
        assert not any("code=" in text for text in (repr(world.order), repr(world.said)))


class TestAfterARestart:
    def restarted(self, how: str, standing: str, *faults: str) -> World:
        world = World(Bank(ordered(how), standing=standing), faults)
        world.bank.taken = int(standing == "paid")
        return world.start(adopted=True).run()

    @pytest.mark.parametrize("how", ["native", "code"])
    @pytest.mark.parametrize("faults", [(), ("away", "silent", "system")])
    def test_money_of_before_is_credited(self, how: str, faults: tuple[str, ...]) -> None:
        assert self.restarted(how, "paid", *faults).credits == 1

    def test_an_open_code_is_closed_and_asked_about_once_more(self) -> None:
        world = self.restarted("native", "open")
        assert (world.asks(), world.why) == (["query", "close", "query"], "closed")

    def test_an_open_charge_is_undone(self) -> None:
        world = self.restarted("code", "paying")
        assert (world.asks(), world.why) == (["query", "reverse"], "reversed")

    @pytest.mark.parametrize("how", ["native", "code"])
    def test_one_the_provider_never_heard_of_ends(self, how: str) -> None:
        world = self.restarted(how, "none")
        assert world.of(QrEnded)
        assert world.order is not None
        assert world.order.phase is Phase.OVER

    def test_one_that_was_given_back_is_no_money(self) -> None:
        assert self.restarted("code", "back").why == "reversed"
