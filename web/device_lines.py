"""Devices as people read them: how each one is, since when, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shop.clock import Now
from shop.queries import troubles
from shop.queries.troubles import Fault
from web import words
from web.forms import N_
from web.shop import the_shop

#: Drivers' states that ask for no look.
_FINE = ("up", "stopped", "opening")
_NAMED = {"stopped": N_("Not started"), "opening": N_("Being looked for")}
#: Faults that pass by themselves are shown no longer than this.
PASSING_MS = 24 * 3_600_000
#: Counts worth a coordinator's eye, by what they are called.
_COUNTS = {
    "slips": N_("slips printed"),
    "photos": N_("photos taken"),
    "reconnects": N_("came back"),
    "timeouts": N_("late answers"),
    "noise": N_("unreadable"),
    "dropped": N_("dropped"),
    "slips_dropped": N_("slips not printed"),
    "slips_broken_off": N_("slips broken off"),
    "failures": N_("our failures"),
}
#: What the book notes of a device; faults and the rest of the book's words are elsewhere.
NOTED = {
    "up": N_("Back again"),
    "down": N_("Lost"),
    "opened": N_("Opened"),
    "shut": N_("Shut"),
    "moved": N_("Was moved"),
    "fault_cleared": N_("Fault over"),
    "reading": N_("Counter read"),
    "help": N_("Help wanted"),
    "slip_asked": N_("Slip asked for"),
    "photo_asked": N_("Photo asked for"),
    "photo": N_("Photo taken"),
    "note_settled": N_("Note settled"),
    "dispense_asked": N_("Change asked of it"),
    "dispensed": N_("Change paid out"),
    "qr_ordered": N_("Payment asked for"),
    "qr_ended": N_("Payment ended"),
    "qr_aside": N_("Payment set aside"),
}
#: Faults: (what is wrong, what to do), for whoever stands before the machine.
FAULTS = {
    "jam": (N_("Jammed"), N_("Open it and take out what is stuck; it goes on by itself.")),
    "stuck": (N_("Stuck"), N_("Look for a key held down, a coin in the slot or a wet sensor.")),
    "empty": (N_("Used up"), N_("Refill it: a roll for a printer, coins for a hopper.")),
    "low": (N_("Nearly empty"), N_("Have a roll or coins ready for the next round.")),
    "full": (N_("Full"), N_("Empty it in the next round; until then it takes no more.")),
    "open": (N_("Cover open"), N_("Shut its cover or lid until it clicks.")),
    "fraud": (
        N_("Tampering suspected"),
        N_("Look for a string, a foreign coin or a loose sensor; tell a coordinator."),
    ),
    "busy": (N_("Busy for too long"), N_("Press its button, or switch it off and on.")),
    "muted": (N_("Muted"), N_("It saw the same code again and again: take that out of its sight.")),
    "misconfigured": (N_("Set up wrongly"), N_("A coordinator looks at its settings.")),
    "noise": (N_("Bad line"), N_("Look at its plug and cable.")),
    "unrecognised": (N_("Unknown coins"), N_("Count the box: it took what it could not name.")),
}
_DOWN = N_("Look at its plug and cable.")


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device.

    Attributes:
        name: of the device.  port: where it is looked for.  required: the shop needs it.
        state: msgid of how it is.  fine: nothing to do.  since_ms: UTC milliseconds.
        remedy: msgid of what to do; "" where it is fine.
        said: what the driver or the device said last, in English; "" where it is fine.
        detail: what it says it is.
        counts: (msgid, number) of what it did and of what went wrong so far.
    """

    name: str
    port: str
    required: bool
    state: str
    fine: bool
    since_ms: int
    remedy: str
    said: str
    detail: str
    counts: tuple[tuple[str, int], ...]


def noted(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what an entry notes of a device, as msgids: its name, what happened, the detail."""
    device, what = str(body.get("device", "")), str(body.get("what", ""))
    fault = FAULTS.get(what.removeprefix("fault:"), ("", ""))[0] if ":" in what else ""
    detail = "" if what == "fault_cleared" else str(body.get("detail") or "")
    words_of = (words.TROUBLE.get(device, device), fault or NOTED.get(what, what), detail)
    return tuple(word for word in words_of if word)


def shop_devices() -> list[DeviceLine]:
    """Return the devices of the shop as they are now, those that need a look first."""
    shop = the_shop()
    with shop.reading() as book:
        faults = troubles.last_faults(book)
    trouble = frozenset(shop.screen.shown.view.trouble)
    return device_lines(shop.health(), shop.clock.now(), trouble, faults)


def device_lines(
    records: Iterable[Any],
    now: Now,
    trouble: frozenset[str] = frozenset(),
    faults: Mapping[str, Fault] | None = None,
) -> list[DeviceLine]:
    """Return the health records as lines, those that need a look first.

    Args:
        trouble: devices that do not serve now, by name.
        faults: the fault that a device spoke of last, by its name.
    """
    lines = [_line(record, now, trouble, faults or {}) for record in records]
    return sorted(lines, key=lambda line: (line.fine, line.name))


def _line(
    record: Any, now: Now, trouble: frozenset[str], faults: Mapping[str, Fault]
) -> DeviceLine:
    name, state = str(record.device), str(record.state)
    held = getattr(record, "counts", {}) or {}
    since_ms = now.wall_ms - (now.monotonic_ms - int(getattr(record, "since_ms", 0)))
    shown = _NAMED.get(state, words.DEVICE_STATES.get(state, state))
    fine, remedy, said = state in _FINE, "", ""
    fault, code = faults.get(name), str(getattr(record, "fault", ""))
    if not fine:
        remedy, said = _DOWN, str(getattr(record, "last_error", ""))
    elif state == "up" and code:  # what the device itself holds to, whatever else was noted of it
        shown, remedy = FAULTS.get(code, (words.DEVICE_STATES["fault"], _DOWN))
        fine, said = False, str(record.fault_detail)
        since_ms = now.wall_ms - (now.monotonic_ms - int(record.fault_ms))
    elif state == "up" and fault is not None and _stands(fault, trouble, now):
        shown, remedy = FAULTS.get(fault.code, (words.DEVICE_STATES["fault"], _DOWN))
        fine, said, since_ms = False, fault.detail, fault.at_ms
    elif state == "up" and name in trouble:
        shown, fine, remedy = words.DEVICE_STATES["fault"], False, _DOWN
    return DeviceLine(
        name=name,
        port=str(getattr(record, "port", "")),
        required=bool(getattr(record, "required", True)),
        state=shown,
        fine=fine,
        since_ms=since_ms,
        remedy=remedy,
        said=said,
        detail=str(getattr(record, "detail", "")),
        counts=tuple((word, held[key]) for key, word in _COUNTS.items() if held.get(key)),
    )


def _stands(fault: Fault, trouble: frozenset[str], now: Now) -> bool:
    """Say whether a fault is still to be looked at: it stops the device, or was just now."""
    return fault.device in trouble or (
        fault.code in ("low", "noise", "unrecognised") and now.wall_ms - fault.at_ms < PASSING_MS
    )
