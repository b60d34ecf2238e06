"""Whatever network, book and resident do: the shop hears of each payment once, and orders end."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hardware.gateways.base import Seen
from hardware.gateways.order_state import Phase
from shop.inputs import QrEnded, QrPaid
from tests.failures import proves
from tests.gateways.virtual import SHOP, Bank, World, ordered

FAULT = st.sampled_from(["ok", "away", "lost", "stray", "system", "silent", "no"])
MOMENT = st.integers(0, 250_000)
WRONG = [None, (1, "CNY", SHOP), (350, "USD", SHOP), (350, "CNY", "1900000002/wx02")]
#: A charge that was done without anybody knowing, until it is to be undone.
LOST = ["lost", "system", "system", "system"]
CALM: dict[str, Any] = {
    "how": "native", "adopted": None, "charge": "paid", "landing": False, "wrong": None,
    "faults": [], "noes": [], "pays": None, "cancels": None, "drops": None, "notices": [],
}  # fmt: skip


@proves("payment_late", "wechat", "alipay")
@proves("payment_closing", "wechat", "alipay")
@settings(max_examples=400, deadline=None)
@given(
    how=st.sampled_from(["native", "code"]),
    adopted=st.sampled_from([None, None, None, "none", "open", "paid"]),
    charge=st.sampled_from(["paid", "paying", "refused"]),
    landing=st.booleans(),
    wrong=st.sampled_from(WRONG),
    faults=st.lists(FAULT, max_size=40),
    noes=st.lists(st.booleans(), max_size=12),
    pays=st.none() | MOMENT,
    cancels=st.none() | MOMENT,
    drops=st.none() | MOMENT,
    notices=st.lists(MOMENT, max_size=4),
)
@example(**CALM | {"how": "code", "faults": ["lost", "system", "system", "system", "stray"]})
@example(**CALM | {"how": "code", "faults": [*LOST, "stray", "no"]})
@example(**CALM | {"how": "code", "faults": [*LOST, "lost", "no"]})
@example(**CALM | {"faults": ["ok", "ok", "system"], "drops": 3_000, "pays": 3_500})
def test_money_taken_is_money_heard_of_once(
    how: str,
    adopted: str | None,
    charge: str,
    landing: bool,
    wrong: tuple[int, str, str] | None,
    faults: list[str],
    noes: list[bool],
    pays: int | None,
    cancels: int | None,
    drops: int | None,
    notices: list[int],
) -> None:
    what = ordered(how)
    seen = Seen(what.order, "paid", *wrong, "T1") if wrong else None
    bank = Bank(what, charge=charge, landing=landing, seen=seen)
    world = World(bank, faults, noes)
    if adopted:
        open_ = "paying" if how == "code" else "open"
        bank.standing = {"none": "none", "open": open_, "paid": "paid"}[adopted]
        bank.taken = int(adopted == "paid")
    if pays is not None:
        world.pays_at(pays)
    if cancels is not None:
        world.at(cancels, bank.cancels)
    if drops is not None:
        world.drops_at(drops)
    if how == "native":  # of charges by code providers tell nothing
        for ms in notices:
            world.notices_at(ms)
    world.start(adopted=bool(adopted)).run()

    assert world.order is not None
    assert world.order.phase is Phase.OVER, "every order ends"
    assert world.credits == bank.taken, "what the provider took is what the shop heard of"
    references = [said.reference for said in world.of(QrPaid)]  # type: ignore[union-attr]
    assert len(references) == len(set(references)), "one credit for each of the provider's numbers"
    assert not (wrong and references), "what does not fit is nobody's payment"
    assert world.credits or world.of(QrEnded)
    assert world.asks().count("charge") <= 1
