"""What can go wrong in the shop, split by whose hands can mend it.

A `message` always says the way out. Leaves that a person sees carry a gettext key and its
parameters, so that pages speak the reader's language; `str()` of any error is plain English
for the log.
"""

from __future__ import annotations


class ShopError(Exception):
    """Anything this program refuses or reports; never raised itself, only its kinds."""


# ---------------------------------------------------------------- shown to a person


class InputRefused(ShopError):
    """What a person asked for cannot be done; the text says what to do instead."""

    key = "input_refused"
    text = "This cannot be done: %(why)s."

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.text % _Forgiving(params))


class UnknownItem(InputRefused):
    """A page named an item that the catalogue does not hold."""

    key = "unknown_item"
    text = "There is no item %(item)s in the catalogue: list it first."


class MalformedInput(InputRefused):
    """A field is missing, of the wrong kind, or outside what is allowed."""

    key = "malformed_input"
    text = "The field %(field)s is not usable: %(why)s."


class CodeTaken(InputRefused):
    """A barcode belongs to another item already."""

    key = "code_taken"
    text = "The code %(code)s is %(item)s already: take it off there first."


class UnitIsFixed(InputRefused):
    """An item that has moved keeps its unit, or past figures would change their meaning."""

    key = "unit_is_fixed"
    text = "%(item)s has been sold or counted in its unit already: list it as a new item."


class NoCutOpen(InputRefused):
    """A count or a collection came while no cut is open."""

    key = "no_cut_open"
    text = "No cut is open: open one first, then count."


class CutAlreadyOpen(InputRefused):
    """A second cut was to be opened while one is open."""

    key = "cut_already_open"
    text = "A cut is open already: finish it or cancel it first."


class TillBusy(InputRefused):
    """The cut waits until the resident at the till has finished."""

    key = "till_busy"
    text = "A resident is at the till: the cut opens by itself when they have finished."


class CountIncomplete(InputRefused):
    """An item was neither counted nor listed as not counted with a reason."""

    key = "count_incomplete"
    text = "Not counted and no reason given: %(items)s. Count them, or say why not."


class CountAbsurd(InputRefused):
    """A count far above what the shop ever held; it must be confirmed by counting again."""

    key = "count_absurd"
    text = "%(counted)s of %(item)s is more than the shop ever held: count again."


class BoxNotCounted(InputRefused):
    """The cut was to be closed, or the box emptied, before the money in the box was counted."""

    key = "box_not_counted"
    text = "The box has not been counted: count all the money in it first."


class QrStatementDiffers(InputRefused):
    """A statement by lines was matched, and the QR payments in the book do not agree with it."""

    key = "qr_statement_differs"
    text = "The QR statement and the payments of the round do not agree: match each of them first."


class AmountTooLarge(InputRefused):
    """More money was to be taken, repaid or removed than there is."""

    key = "amount_too_large"
    text = "%(amount)s is more than there is (%(limit)s): check the amount."


class PriceInThePast(InputRefused):
    """A price may only hold from now or later, since past sales keep theirs."""

    key = "price_in_the_past"
    text = "A price holds from now on, not from a moment that has passed: leave the time empty."


class PeriodAlreadyClosed(InputRefused):
    """A closed cut or period is never edited; a late fact restates it."""

    key = "period_already_closed"
    text = "This cut is closed: enter the paper as a late fact that names it."


class OpeningAlreadyTaken(InputRefused):
    """The opening stock and money can be taken only once, before anything else."""

    key = "opening_already_taken"
    text = "The opening has been taken already: use goods received or a correction."


class SameIdOtherCommand(InputRefused):
    """The id of an earlier command came back with another content."""

    key = "same_id_other_command"
    text = "This form was used already for something else: reload the page and enter it again."


class NothingToUndo(InputRefused):
    """The minute for undo has passed, or there is no sale to undo."""

    key = "nothing_to_undo"
    text = "There is nothing to undo any more: tell a volunteer."


class ButtonNotHere(InputRefused):
    """A button was pressed that the screen does not show now."""

    key = "button_not_here"
    text = "The screen has moved on: look at it and press again."


class ShopBusy(InputRefused):
    """The till has more to do than it can hold; nothing was done."""

    key = "shop_busy"
    text = "The till is busy: press again in a moment."


# ---------------------------------------------------------------- a device's fault


class DeviceError(ShopError):
    """A device or its cable; the till goes on without it."""

    def __init__(self, device: str, port: str, why: str, seen: bytes = b"") -> None:
        self.device, self.port, self.why, self.seen = device, port, why, seen
        tail = f" (bytes seen: {seen[:32].hex(' ')})" if seen else ""
        super().__init__(f"{device} on {port}: {why}{tail}")


class DeviceLost(DeviceError):
    """The port vanished or cannot be opened: look at the plug and the cable."""


class DeviceSilent(DeviceError):
    """The port is there but the device does not answer: look at its power supply."""


class ProtocolViolation(DeviceError):
    """The device answers with what its protocol does not know: wrong driver or a bad cable."""


# ---------------------------------------------------------------- the book's fault


class LedgerError(ShopError):
    """The book cannot take an entry: no sale may be thanked for until it can."""


class LedgerFull(LedgerError):
    """The disk is full or read-only: free space or replace the card, then restart."""


class ChainBroken(LedgerError):
    """Entry `seq` is not what was written: restore the last copy and call the coordinator."""

    def __init__(self, seq: int, why: str) -> None:
        self.seq, self.why = seq, why
        super().__init__(f"the book does not hold at entry {seq}: {why}")


class BookHeld(LedgerError):
    """Another program writes the book: stop it first."""


class BookMissing(LedgerError):
    """There is no book where one is expected: start the shop once, or name the right file."""


class DemoBook(LedgerError):
    """A demo's book was named where a real one is expected, or the other way round."""


# ---------------------------------------------------------------- the installer's fault


class ConfigError(ShopError):
    """A setting or a file cannot be used; says which, why, and what is allowed."""

    def __init__(self, file: str, key: str, value: object, allowed: str) -> None:
        self.file, self.key, self.value, self.allowed = file, key, value, allowed
        shown = repr(value)
        if len(shown) > 80:
            shown = shown[:77] + "..."
        super().__init__(f"{file}: {key} = {shown}: allowed is {allowed}")


# ---------------------------------------------------------------- our own fault


class BrokenInvariant(ShopError):
    """A rule of the books does not hold: our bug. Stop, and let systemd restart us."""


class _Forgiving(dict[str, object]):
    """Parameters of a message; a missing one shows as its name rather than failing."""

    def __missing__(self, key: str) -> str:
        return key


class NotYetKnown(InputRefused):
    """The till has not answered in time; the same press again is safe."""

    key = "not_yet_known"
    text = "Not yet known: press again. Nothing is done twice."
