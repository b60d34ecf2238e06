"""付 by QR: the sale's own code on the screen, or the resident's code under the scanner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shop.effects import AskQr, ChargeCode, DropQr, Play
from shop.inputs import QrEnded, QrReady, QrWaits
from shop.till import facts, paying
from shop.till.buttons import buttons
from shop.till.events import CodePresented, Confirmed, Effect, Event, Record
from shop.till.means import Order
from shop.till.scanning import Step
from shop.till.state import Phase, Till, Visit

#: Why an order that was charged by code brought no money → what the screen says.
_NOT_CHARGED = {"refused", "reversed", "unclear", "closed"}


def choose_qr(till: Till, event: Event) -> Step:
    """扫码: ask each provider for a code of this sale; without one, the code on the wall."""
    asked = paying.ask(till, event, Phase.QR)
    visit = asked.visit
    assert visit is not None
    fen = visit.left_fen
    showing = till.means.showing(till.trouble) if fen > 0 else ()
    orders = tuple(
        Order(one.gateway, f"{event.ids[0]}{number}", "native")
        for number, one in enumerate(showing)
    )
    effects = tuple(AskQr(one.gateway, one.order, visit.visit, fen) for one in orders)
    return replace(asked, visit=replace(visit, orders=orders)), effects


def code_presented(till: Till, event: Event) -> Step:
    """A resident's own payment code was read: charge it, once; other orders are dropped."""
    said, visit = event.what, till.visit
    assert isinstance(said, CodePresented)
    assert visit is not None
    charging = any(order.how == "code" and order.open for order in visit.orders)
    if charging or visit.left_fen <= 0:
        notice = "code_waits" if charging else "code_not_needed"
        return replace(till, notice=notice, notice_fen=None), ()
    dropped = tuple(DropQr(one.gateway, one.order) for one in visit.orders if one.open)
    order = Order(said.gateway, f"{event.ids[0]}c", "code")
    charge = ChargeCode(said.gateway, order.order, visit.visit, visit.left_fen, said.code)
    asked = paying.ask(till, event, Phase.QR)
    waiting = replace(asked, visit=replace(visit, orders=(order,)), notice="code_waits")
    return waiting, (*dropped, charge, Play("scanned"))


def green(till: Till, event: Event) -> Step:
    """The green button says what 我已付款 on the screen says, and nothing where that is not shown.

    While a provider waits for the resident's password, their word would stand for money that may
    never come.
    """
    if "paid" not in buttons(till):
        return till, (Play("refused"),)
    return paying.paid(till, event)


def ready(till: Till, event: Event) -> Step:
    """A provider gave the code to show."""
    assert isinstance(event.what, QrReady)
    text = event.what.text
    return _moved(till, event.what.order, lambda order: replace(order, state="ready", text=text))


def waits(till: Till, event: Event) -> Step:
    """The provider waits for the resident's password."""
    assert isinstance(event.what, QrWaits)
    return _moved(till, event.what.order, lambda order: replace(order, state="waits"))


def ended(till: Till, event: Event) -> Step:
    """An order brought no money: the screen says so, and the code on the wall is still there."""
    said, visit = event.what, till.visit
    assert isinstance(said, QrEnded)
    order = _order(visit, said.order)
    if visit is None or order is None:
        return till, ()
    orders = tuple(
        replace(one, state="ended", text="") if one is order else one for one in visit.orders
    )
    after = replace(till, visit=replace(visit, orders=orders))
    if order.how == "code" and till.phase is Phase.QR:
        notice = "code_refused" if said.why in _NOT_CHARGED else "provider_away"
        return replace(after, notice=notice, notice_fen=None), (Play("refused"),)
    return after, ()


def confirmed(till: Till, event: Event) -> Step:
    """A provider says that money is there: spoken and lit only now.

    Of a visit that is over it is written down all the same; a claim of the resident becomes sure.
    """
    said, visit = event.what, till.visit
    assert isinstance(said, Confirmed)
    mine = visit is not None and visit.visit == said.visit
    if said.claim_seq is not None:
        fact = facts.matched(event, said)
        if visit is None or not mine:
            return till, (Record((fact,)),)
        after = replace(till, visit=_paid(visit, said.order))
        return after, (Record((fact,)), Play("coin"), *_others(visit, said.order))
    if visit is None or not mine:
        return till, (Record((facts.confirmed(event, said, away=True),)),)
    fact = facts.confirmed(event, said)
    dropped = _others(visit, said.order)
    visit = _paid(replace(visit, money_fen=visit.money_fen + said.fen), said.order)
    if till.phase in (Phase.QR, Phase.CASH) and not visit.declared and visit.left_fen <= 0:
        after, effects = paying.declared(till, event, visit, "confirmed", (fact,))
        return after, (*effects, *dropped)
    return paying.more_money(till, event, visit), (Record((fact,)), Play("coin"), *dropped)


def dropped(before: Till, after: Till) -> tuple[Till, tuple[Effect, ...]]:
    """Let go of the codes on the screen when the resident turns away from them.

    A declared sale keeps its orders: what the resident said they paid may yet be confirmed.
    """
    visit = before.visit
    left = before.phase is Phase.QR and after.phase not in (Phase.QR, Phase.THANKS)
    if not left or visit is None:
        return after, ()
    effects = tuple(DropQr(one.gateway, one.order) for one in visit.orders if one.open)
    if after.visit is not None and after.visit.orders:
        after = replace(after, visit=replace(after.visit, orders=()))
    return after, effects


def _others(visit: Visit, paid: str) -> tuple[DropQr, ...]:
    """Let go of the sale's other codes: it is paid, and nobody shall pay it again."""
    return tuple(
        DropQr(one.gateway, one.order) for one in visit.orders if one.open and one.order != paid
    )


def _moved(till: Till, name: str, move: Callable[[Order], Order]) -> Step:
    """Move an order that is still open; one of another visit, or over, changes nothing."""
    visit, order = till.visit, _order(till.visit, name)
    if visit is None or order is None or not order.open:
        return till, ()
    orders = tuple(move(one) if one is order else one for one in visit.orders)
    return replace(till, visit=replace(visit, orders=orders)), ()


def _order(visit: Visit | None, name: str) -> Order | None:
    orders = visit.orders if visit else ()
    return next((order for order in orders if order.order == name), None)


def _paid(visit: Visit, name: str) -> Visit:
    orders = tuple(
        replace(one, state="paid", text="") if one.order == name else one for one in visit.orders
    )
    return replace(visit, orders=orders)
