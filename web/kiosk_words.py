"""The kiosk's sentences by key: notices of the till, troubles, nicknames in pictures."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from web.formats import yuan

#: What the till has to say for a moment (keys of View.notice).
NOTICES = {
    "undone": _l("Taken back. Your basket is here again."),
    "help_coming": _l("A volunteer has been told."),
    "basket_full": _l("The basket is full: please pay for these first."),
    "price_first": _l("First press a price, then scan the next one."),
    "credit": _l("%(yuan)s yuan received: please scan your goods."),
    "resumed": _l("%(yuan)s yuan received: please scan again."),
    "gift_thanks": _l("%(yuan)s yuan for the village fund: thank you!"),
    "repaid_thanks": _l("%(yuan)s yuan made up for: thank you!"),
    "change_noted": _l("%(yuan)s yuan change: noted."),
    "pay_first": _l("That is a payment code: first scan the goods."),
    "show_code": _l("Please scan the shop's code with your phone."),
    "code_waits": _l("Your payment is under way: please wait."),
    "code_refused": _l("That did not work: try another code, or pay in cash."),
    "code_not_needed": _l("Nothing is left to pay."),
    "provider_away": _l("The payment service is away: please pay another way."),
    "change_falls": _l("%(yuan)s yuan change: take it from the tray below."),
    "change_fell": _l("Your change is complete."),
    "change_short": _l("No coins for %(yuan)s yuan: choose below."),
    "change_owed": _l("%(yuan)s yuan is noted: a volunteer gives it to you."),
    "slip_later": _l("That is a pay-later slip: finish here first, then scan it again."),
    "slip_paid": _l("Nothing is owed on this slip any more: thank you!"),
    "slip_unknown": _l("Nobody knows this slip: please show it to a volunteer."),
    "own_qr": _l("That is the shop's own code: please scan the goods."),
}
NOTICE_OTHER = _l("This code is not for goods: scan the barcode on the package.")
GOOD = frozenset(
    {"gift_thanks", "repaid_thanks", "change_noted", "credit", "resumed", "code_waits"}
    | {"change_falls", "change_fell", "change_owed"}
)

#: What does not work, and what still does (names in View.trouble).
TROUBLES = {
    "scanner": _l("The scanner is away: pick your goods by picture."),
    "coins": _l("The coin machine is away: pay by phone, or later."),
    "printer": _l("The printer is away: everything else works."),
    "notes": _l("The note machine is away: coins and phone still work."),
    "hopper": _l("No change from the machine now: pay the exact sum, or by phone."),
    "wechat": _l("WeChat is away: please pay another way."),
    "alipay": _l("Alipay is away: please pay another way."),
    "camera": _l("The camera is away: everything else works."),
    "panel": _l("The lamp is away: everything else works."),
}
#: What a resident must know first, where several do not work.
GRAVEST = ("scanner", "coins", "notes", "hopper")
TROUBLE_OTHER = _l("Something is away: everything on this screen works.")

#: Pictures a resident can choose as a nickname.
WORDS = {
    "fish": _l("Fish"),
    "hill": _l("Hill"),
    "bird": _l("Bird"),
    "tree": _l("Tree"),
    "moon": _l("Moon"),
    "flower": _l("Flower"),
    "boat": _l("Boat"),
    "lantern": _l("Lantern"),
    "sun": _l("Sun"),
}


#: The same in the book: an alias keeps the language it was chosen in.
ALSO = {
    "fish": ("鱼", "Fish"),
    "hill": ("山", "Hill"),
    "bird": ("鸟", "Bird"),
    "tree": ("树", "Tree"),
    "moon": ("月", "Moon"),
    "flower": ("花", "Flower"),
    "boat": ("船", "Boat"),
    "lantern": ("灯", "Lantern"),
    "sun": ("太阳", "Sun"),
}


def notice_text(key: str, fen: int | None) -> str:
    """Return what a notice says."""
    return str(NOTICES.get(key, NOTICE_OTHER)) % {"yuan": yuan(fen or 0)}


def trouble_text(names: tuple[str, ...], kinds: Mapping[str, str] | None = None) -> str:
    """Return what does not work, the gravest first, and what still does.

    Args:
        names: of devices, as the settings have them.
        kinds: name → what it is, a key of `TROUBLES`; a name that is not there says it itself,
            such as "hopper-jiao", "scanner-2".
    """
    found = [(kinds or {}).get(name) or _kind(name) for name in names]
    for kind in GRAVEST:
        if kind in found:
            return str(TROUBLES[kind])
    return str(TROUBLES.get(found[0], TROUBLE_OTHER)) if found else ""


def _kind(name: str) -> str:
    """Return the device that a name with a suffix stands for, or the name as it is."""
    while name not in TROUBLES and "-" in name:
        name = name.rpartition("-")[0]
    return name
