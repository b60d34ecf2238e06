"""The screen of paying by phone: the sale's own codes, the code on the wall, or waiting."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from web.kiosk_parts import Button, Scene, Stage, back, only

#: How residents call the providers (names of the gateways in the settings).
WALLETS = {"wechat": _l("WeChat"), "alipay": _l("Alipay")}


def wallet(gateway: str) -> str:
    """Return how residents call a provider."""
    return str(WALLETS.get(gateway, gateway))


def by_phone(stage: Stage) -> Scene:
    """Show the codes of this sale where providers gave some; else the shop's own code."""
    view = stage.view
    # By the code on the wall the resident's word is all there is; else the provider says it.
    go = "go" if view.qr == "static" else "plain"
    paid = Button(gettext("I have paid"), do="paid", kind=go, icon="tick")
    if view.qr == "static":
        hint = gettext("Scan with WeChat or Alipay, enter the amount")
    elif view.qr == "codes":
        hint = gettext("Scan with your phone: it finishes by itself")
    elif view.qr == "waiting":
        hint = gettext("Please wait: your payment is under way")
    elif view.qr == "asking":
        hint = gettext("One moment: the code is coming")
    elif view.takes_codes:
        hint = gettext("Hold your payment code under the scanner")
    else:
        hint = gettext("Paying by phone does not work now: pay in cash, or later")
    return Scene("qr", hint, only(stage, back(), paid), say=hint)
