"""The till as a table: phase and input → what is done, and the phases that may follow.

Everything that affects the dialogue is in this table; the diagram in the docs is drawn from it,
and a test holds every step against the phases it names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shop.till import by_qr, change, ending, paying, repaying, scanning
from shop.till.events import Event
from shop.till.scanning import Step
from shop.till.state import Phase, Till

_I, _B, _U = Phase.IDLE, Phase.BASKET, Phase.UNKNOWN
_C, _Q, _O, _M = Phase.CASH, Phase.QR, Phase.IOU, Phase.CREDIT
_G, _R, _T = Phase.GIVE, Phase.REPAY, Phase.THANKS


@dataclass(frozen=True, slots=True)
class Rule:
    """What one input does in one phase."""

    do: Callable[[Till, Event], Step]
    to: frozenset[Phase]


def _rule(do: Callable[[Till, Event], Step], *to: Phase) -> Rule:
    return Rule(do, frozenset(to))


_SCAN = {"ItemScanned": scanning.scanned, "CodeUnknown": scanning.unknown}

#: (phase, name of the input or "press:" and the button) → rule. What is not here is refused
#: (a press) or changes nothing (anything else).
TABLE: dict[tuple[Phase, str], Rule] = {
    # 扫: a scan is welcome wherever no price is asked for.
    **{
        (phase, name): _rule(do, _B, _U, phase)
        for phase in (_I, _B, _C, _Q, _O, _M, _G, _R, _T)
        for name, do in _SCAN.items()
    },
    (_U, "ItemScanned"): _rule(scanning.wait_for_price, _U),
    (_U, "CodeUnknown"): _rule(scanning.wait_for_price, _U),
    (_U, "press:price"): _rule(scanning.price_chosen, _B, _U),
    (_U, "press:back"): _rule(scanning.back_to_basket, _B, _I, _M),
    (_B, "press:quantity"): _rule(scanning.quantity, _B, _I, _M),
    (_B, "press:remove"): _rule(scanning.remove, _B, _I, _M),
    (_B, "press:leave"): _rule(scanning.leave, _I, _M),
    (_M, "press:leave"): _rule(scanning.leave, _M, _I),
    # 付
    (_B, "press:cash"): _rule(paying.choose_cash, _C),
    (_B, "press:qr"): _rule(by_qr.choose_qr, _Q),
    (_B, "press:iou"): _rule(paying.choose_iou, _O),
    (_B, "press:done"): _rule(paying.done, _T),
    (_B, "Green"): _rule(paying.green, _T),
    (_C, "press:paid"): _rule(paying.paid, _T, _C),
    (_C, "press:done"): _rule(paying.done, _T),
    (_C, "press:iou"): _rule(paying.choose_iou, _O),
    (_C, "press:back"): _rule(scanning.back_to_basket, _B, _I, _M),
    (_C, "Green"): _rule(paying.green, _T),
    (_Q, "press:paid"): _rule(paying.paid, _T, _Q),
    (_Q, "press:back"): _rule(scanning.back_to_basket, _B, _I, _M),
    (_Q, "Green"): _rule(by_qr.green, _T, _Q),
    (_O, "press:iou"): _rule(paying.iou, _T, _O),
    (_O, "press:back"): _rule(scanning.back_to_basket, _B, _I, _M),
    (_I, "press:give"): _rule(paying.start_gift, _G),
    (_I, "press:repay"): _rule(repaying.start_repay, _R),
    (_I, "RepayAsked"): _rule(repaying.start_repay, _R),
    (_R, "press:note"): _rule(repaying.note_chosen, _R),
    (_G, "press:paid"): _rule(paying.gift_said, _I, _G),
    (_G, "press:done"): _rule(paying.gift_said, _I, _G),
    (_G, "press:back"): _rule(scanning.back_to_basket, _I, _M),
    (_R, "press:paid"): _rule(paying.gift_said, _I, _R),
    (_R, "press:done"): _rule(paying.gift_said, _I, _R),
    (_R, "press:back"): _rule(scanning.back_to_basket, _I, _M),
    (_M, "press:fund"): _rule(paying.over_to_fund, _I, _M),
    (_T, "press:fund"): _rule(paying.over_to_fund, _T),
    (_T, "press:change"): _rule(paying.change_taken, _T),
    (_T, "press:owe"): _rule(change.owe, _T),
    (_I, "Resumed"): _rule(paying.resumed, _M),
    # 取
    (_T, "press:undo"): _rule(ending.undo, _B, _T),
    (_T, "press:done"): _rule(ending.thanks_over, _I),
    (_T, "VisitEnds"): _rule(ending.thanks_over, _I),
    # Money is welcome always: what it is for is said by what follows.
    (_I, "Credited"): _rule(paying.credited, _M, _I),
    **{
        (phase, "Credited"): _rule(paying.credited, phase)
        for phase in (_B, _U, _C, _Q, _O, _M, _G, _R, _T)
    },
    # A payment code is charged where payment is asked for; the counter refuses it elsewhere.
    (_C, "CodePresented"): _rule(by_qr.code_presented, _Q, _C),
    (_Q, "CodePresented"): _rule(by_qr.code_presented, _Q),
    (_Q, "Confirmed"): _rule(by_qr.confirmed, _Q, _T),
    (_C, "Confirmed"): _rule(by_qr.confirmed, _C, _T),
    **{(phase, "Confirmed"): _rule(by_qr.confirmed, phase) for phase in (_I, _B, _U, _O, _M)},
    **{(phase, "Confirmed"): _rule(by_qr.confirmed, phase) for phase in (_G, _R, _T)},
    **{(phase, "QrReady"): _rule(by_qr.ready, phase) for phase in Phase},
    **{(phase, "QrWaits"): _rule(by_qr.waits, phase) for phase in Phase},
    **{(phase, "QrEnded"): _rule(by_qr.ended, phase) for phase in Phase},
    **{(phase, "ChangeFell"): _rule(change.fell, phase) for phase in Phase},
    # In every phase.
    **{(phase, "CodeRefused"): _rule(scanning.refused_code, phase) for phase in Phase},
    (_I, "Ticked"): _rule(ending.ticked, _I),
    (_T, "Ticked"): _rule(ending.ticked, _I, _T),
    **{(phase, "Ticked"): _rule(ending.ticked, _I, phase) for phase in (_M, _G, _R)},
    **{(phase, "Ticked"): _rule(ending.ticked, _T, _I, phase) for phase in (_B, _U, _C, _Q, _O)},
    **{(phase, "CatalogueChanged"): _rule(ending.catalogue_changed, phase) for phase in Phase},
    **{(phase, "TroubleChanged"): _rule(ending.trouble_changed, phase) for phase in Phase},
    **{(phase, "press:help"): _rule(ending.help_wanted, phase) for phase in Phase},
}
