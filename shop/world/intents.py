"""What people of the village do, as frozen intents that anybody can carry out from outside.

A resident's visit is a list of steps with the pause before each: what is held under the
scanner, which coin or note goes in, which button is pressed. `simulate` gives them to the
counter; the demo writes them as bytes and presses the page's buttons. Moments are virtual
milliseconds since midnight of the world's first day.
"""

from __future__ import annotations

from dataclasses import dataclass

# ---------------------------------------------------------------- a resident's steps


@dataclass(frozen=True, slots=True)
class Scan:
    """Hold a code under the scanner, after `gap_ms`."""

    gap_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Insert:
    """Put one coin or note of `fen` into the box.

    `counted` False is a coin that falls past the machine's sensor: in the box, not credited.
    Into an open box everything falls uncounted: the step is then only waiting.
    """

    gap_ms: int
    fen: int
    counted: bool = True


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Take change of `fen` out of the tray or the open box, by hand."""

    gap_ms: int
    fen: int


@dataclass(frozen=True, slots=True)
class PayByPhone:
    """Pay `fen` to the shop's QR code with a phone; the provider's statement will have it."""

    gap_ms: int
    fen: int


@dataclass(frozen=True, slots=True)
class Press:
    """Press a button of the kiosk's screen.

    Attributes:
        button: one of `shop.inputs.BUTTONS`.
        item: the basket line it stands at, by item code, where it stands at one.
        value: what the button carries (fen, quantity, item code, alias), or None.
        if_shown: press only if the screen shows the button, as a person would who may find
            that the machine was quicker.
    """

    gap_ms: int
    button: str
    value: int | str | None = None
    item: str | None = None
    if_shown: bool = False


Step = Scan | Insert | TakeOut | PayByPhone | Press


@dataclass(frozen=True, slots=True)
class Visit:
    """One resident comes, does these steps and walks off.

    Attributes:
        at_ms: when they begin.  resident: their number; they have no name.
        what: one word on the visit, for logs.  steps: in order; none for somebody who never
            goes near the till.
        settle_ms: how long after the last step the till is left to itself by everybody, so
            that time-outs it leads to have come.
    """

    at_ms: int
    resident: int
    what: str
    steps: tuple[Step, ...]
    settle_ms: int


# ---------------------------------------------------------------- the volunteers' deeds


@dataclass(frozen=True, slots=True)
class ListGood:
    """Enter an item into the catalogue with its price."""

    at_ms: int
    item: str
    name: str
    name_en: str
    codes: tuple[str, ...]
    shelf_group: str
    picture: str
    fen: int


@dataclass(frozen=True, slots=True)
class TakeOpeningStock:
    """Enter the first stock (item, pieces) and the money in the box, in fen."""

    at_ms: int
    goods: tuple[tuple[str, int], ...]
    cashbox_fen: int


@dataclass(frozen=True, slots=True)
class Restock:
    """Write down that `quantity` pieces of an item were put on the shelf."""

    at_ms: int
    item: str
    quantity: int


@dataclass(frozen=True, slots=True)
class WriteOff:
    """Write goods off that spoiled."""

    at_ms: int
    item: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class AddFloat:
    """Put change money into the box, `fen`."""

    at_ms: int
    fen: int


@dataclass(frozen=True, slots=True)
class OpenRound:
    """Begin a cut; nobody is at the till."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class CountShelf:
    """Say what was counted of an item, blind; round 2 is a blind recount."""

    at_ms: int
    item: str
    counted: int
    round: int = 1


@dataclass(frozen=True, slots=True)
class CountMoney:
    """Say how much money was counted in the box, in fen."""

    at_ms: int
    fen: int


@dataclass(frozen=True, slots=True)
class EnterQrStatement:
    """Enter the total of the provider's statement up to the cut's opening, in fen."""

    at_ms: int
    fen: int


@dataclass(frozen=True, slots=True)
class Collect:
    """Take `fen` out of the counted box in a numbered bag."""

    at_ms: int
    fen: int
    bag: str


@dataclass(frozen=True, slots=True)
class CallOff:
    """Give the open round up; it bounds nothing."""

    at_ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class CloseRound:
    """End the cut; `uncounted` holds (item, reason) of what was not counted."""

    at_ms: int
    uncounted: tuple[tuple[str, str], ...]


Deed = (
    ListGood
    | TakeOpeningStock
    | Restock
    | WriteOff
    | AddFloat
    | OpenRound
    | CountShelf
    | CountMoney
    | EnterQrStatement
    | Collect
    | CallOff
    | CloseRound
)


@dataclass(frozen=True, slots=True)
class DayEnds:
    """The shop is shut and quiet: day `day` (0 is the first) is over."""

    at_ms: int
    day: int


Intent = Visit | Deed | DayEnds
