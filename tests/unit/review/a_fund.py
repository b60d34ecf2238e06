"""A shop with households and a fund: c1 banks and pays, a1 shares out."""

from __future__ import annotations

from typing import Any

from shop import commands
from shop.counter.reply import Reply
from shop.fund_commands import AllocateProceeds, BankFund, PayHousehold, RegisterHousehold
from shop.queries import balances, households, proceeds, review
from shop.review.sharing import Draft
from tests.unit.review.a_period import Signed


class Funded(Signed):
    """Rounds that are signed, and money that goes where it is meant to."""

    def register(self, *codes: str, village: str = "星沙") -> None:
        for code in codes:
            self.say(RegisterHousehold, code, village, by="c1")

    def consign(self, item: str, quantity: int, party: str, fen: int, **more: Any) -> Reply:
        return self.say(
            commands.ReceiveGoods, item, quantity, party=party, unit_payout_fen=fen, **more
        )

    def closed(self, *of: str) -> str:
        """Review and close the next period; return its name."""
        name = self.periods()[-1].name
        self.review(*of)
        self.close(name)
        return name

    def collected(self, fen: int) -> None:
        """A round in which money is collected, then banked."""
        self.cut(take=fen)
        self.say(BankFund, fen, "collected", by="c1")

    def draft(self) -> Draft:
        every = review.all_periods(self.connection)
        period = proceeds.next_period(self.connection, every)
        assert period is not None
        return proceeds.read(self.connection, period.cuts, period.name)

    def share(self, weights: dict[str, int] | None = None, **more: Any) -> Reply:
        found = self.draft()
        more.setdefault("by", "a1")
        return self.say(AllocateProceeds, found.inputs.cuts, weights or {}, **more)

    def pay(self, party: str, fen: int, **more: Any) -> Reply:
        more.setdefault("by", "c1")
        return self.say(PayHousehold, party, fen, **more)

    def owed(self, party: str) -> int:
        return households.owed(self.connection).get(party, households.Owed()).owed_fen

    @property
    def fund_fen(self) -> int:
        return balances.one(self.connection, "fund")
