"""A shop behind the pages whose rounds are signed: v1 counts, r1 reviews, a1 approves, c1 answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from shop import commands
from shop.people_commands import EnrolPerson
from shop.queries import balances, cuts, period_read
from shop.queries.people import Person
from shop.review_commands import ClosePeriod, PublishBulletin, RaiseObjection, ReviewPeriod
from tests import texts
from tests.unit.web.real_shop import EGG, RICE, SALT, RealShop, village
from web import create_app

PEOPLE = {
    "v1": ("volunteer",),
    "c1": ("coordinator",),
    "r1": ("reviewer",),
    "a1": ("approver",),
}


def signed(path: Path) -> RealShop:
    """The village with its people enrolled."""
    shop = village(path)
    for person, roles in PEOPLE.items():
        shop.say(EnrolPerson, person=person, roles=roles, by="setup")
    return shop


def a_week(shop: RealShop, visits: int = 36, off: int = 0, box_off: int = 0) -> str:
    """A week of visits, some of which leave something open, and a round that v1 counts."""
    shop.say(commands.ReceiveGoods, item="EGG", quantity=visits, by="v1")
    shop.say(commands.ReceiveGoods, item="RICE", quantity=visits // 4, by="v1")
    for n in range(2):
        shop.scan(SALT)
        shop.press("iou")
        shop.press("iou", f"A{n}")
        shop.pass_minutes(2)
    for n in range(visits):
        codes = (EGG, SALT) if n % 4 else (RICE,)
        paid = {3: 1400, 7: 1500}.get(n % 12)
        shop.buy(*codes, paid_fen=paid if n % 4 else None)
        shop.clock.advance(4 * 3600 * 1000)
    shop.say(commands.ReceiveGoods, item="SALT", quantity=visits, by="v1")
    shop.say(commands.WriteOffGoods, item="EGG", quantity=2, reason="damaged", by="v1")
    shop.clock.advance(24 * 3600 * 1000)
    return a_round(shop, off, box_off)


def a_round(shop: RealShop, off: int = 0, box_off: int = 0) -> str:
    """A round that v1 counts, with `off` eggs gone and the box off by so much."""
    shop.say(commands.OpenCut, by="v1")
    with shop.reading() as book:
        cut = cuts.open_cut_id(book)
        held, box = balances.shelf(book), balances.one(book, "cashbox")
    assert cut is not None
    for item in shop.catalogue.items:
        counted = max(0, held.get(item, 0) - (off if item == "EGG" else 0))
        shop.say(commands.CountItem, cut=cut, item=item, counted=counted, by="v1")
    shop.say(commands.CountBox, cut=cut, fen=box + box_off, by="v1")
    shop.say(commands.CloseCut, cut=cut, by="v1")
    return cut


def reviewed(shop: RealShop, *of: str, by: str = "r1") -> None:
    with shop.reading() as book:
        flags = period_read.flags_of(book, period_read.read(book, of))
    reasons = {flag.id: "stands" for flag in flags}
    shop.say(ReviewPeriod, cuts=of, decision="accept", reasons=reasons, by=by)


def published(shop: RealShop, *of: str, name: str = "1") -> None:
    reviewed(shop, *of)
    shop.say(ClosePeriod, period=name, by="a1")
    shop.say(PublishBulletin, period=name, by="c1")


def with_bulletin(folder: Path) -> RealShop:
    """Two weeks published, objected to and answered; a third week waits for its review."""
    from shop.review_commands import AnswerObjection

    shop = signed(folder / "signed.db")
    first = a_week(shop, off=2)
    second = a_week(shop, off=1, box_off=-100)
    published(shop, first, second)
    shop.say(RaiseObjection, period="1", text="鸡蛋报损两次，是谁看着扔的？")
    with shop.reading() as book:
        from shop.queries import review

        raised = review.all_periods(book)[0].objections[0].raised.id
    shop.say(
        AnswerObjection, objection=raised, answer="运输路上压碎，送货单上有记录。",
        outcome="explained", by="c1",
    )  # fmt: skip
    shop.say(RaiseObjection, period="1", text="我那天多付了五元，能退吗？")
    shop.say(commands.ChangeSetting, key="change.noted", value="贴了新海报", by="c1")
    shop.cut = a_week(shop, off=3, box_off=-800)  # type: ignore[attr-defined]
    return shop


class Desk:
    """Pages of one application, opened by whoever is `who`; None is a stranger."""

    def __init__(self, shop: Any, who: str | None, lang: str = "en") -> None:
        texts.compile_all()
        self.shop, self.who = shop, who
        self.app = create_app(shop)
        self.app.testing = True
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.app.login_manager.session_protection = None  # type: ignore[attr-defined]
        self.app.login_manager.request_loader(self._user)  # type: ignore[attr-defined]
        self.client: FlaskClient = self.app.test_client()
        self.client.set_cookie("lang", lang)

    def _user(self, _request: Any) -> Any:
        from web.access import User

        if self.who is None:
            return None
        roles = PEOPLE.get(self.who, ("coordinator", "reviewer", "approver"))
        return User("test", Person(self.who, roles, active=True, seq=1, at_ms=0))

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def post(self, path: str, **typed: str) -> Any:
        typed.setdefault("id", self.shop.fresh_id())
        return self.client.post(path, data=typed)
