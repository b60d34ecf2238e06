"""What residents say at the kiosk, and the passing of time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pressed:
    """A resident pressed a button of the kiosk's screen.

    Attributes:
        id: the press id the screen was rendered with: a repeat of it changes nothing.
        button: its name, one of `BUTTONS`.
        line: the id of the basket line it stands at, where it stands at one.
        value: what the button carries: a quantity, an amount in fen, an item code or an alias.
    """

    id: str
    button: str
    line: str | None = None
    value: int | str | None = None


#: Every button the kiosk may show, and what its `value` is.
BUTTONS: dict[str, str] = {
    "add": "item code of a picture tile: goods without a barcode",
    "quantity": "the new quantity of the line, 0 removes it",
    "remove": "",
    "price": "amount in fen on a price tile, for an unknown barcode",
    "cash": "",
    "qr": "",
    "iou": "a short code or nickname the resident chose, or nothing",
    "back": "",
    "paid": "amount in fen if the resident says another one than asked, or nothing",
    "done": "",
    "change": "amount in fen the resident took as change, or nothing for all of it",
    "owe": "",
    "fund": "",
    "undo": "",
    "leave": "",
    "repay": "",
    "note": "id of the pay-later note that is paid, or nothing for none of those shown",
    "give": "",
    "help": "",
}


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing happened but time; the till looks at its deadlines."""
