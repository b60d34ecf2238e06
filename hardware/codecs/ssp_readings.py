"""What the answers of an SSP note validator mean: its notes, and what happened to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardware.codecs import ssp
from hardware.codecs.ssp import BadFrame, Reader

PROTOCOLS = ("ssp", "ssp-stuff", "essp")

# Events of a poll.
SLAVE_RESET = 0xF1
READ = 0xEF
CREDIT = 0xEE
REJECTING = 0xED
REJECTED = 0xEC
STACKED = 0xEB
SAFE_JAM = 0xEA
UNSAFE_JAM = 0xE9
DISABLED = 0xE8
STACKER_FULL = 0xE7
FRAUD = 0xE6
CLEARED_TO_FRONT = 0xE1
CLEARED_TO_CASHBOX = 0xE2
STACKING = 0xCC
#: An encrypted packet begins with this where the command would stand.
ENCRYPTED = 0x7E
_AES_BLOCK = 16
_NAMES_EACH_COUNTRY = 6

#: Events followed by the number of a channel.
_WITH_CHANNEL = frozenset({READ, CREDIT, FRAUD, CLEARED_TO_FRONT, CLEARED_TO_CASHBOX})
_EVENTS = {
    SLAVE_RESET: "reset",
    READ: "read",
    CREDIT: "credit",
    REJECTING: "rejecting",
    REJECTED: "rejected",
    STACKED: "stacked",
    SAFE_JAM: "jam",
    UNSAFE_JAM: "jam within reach",
    DISABLED: "disabled",
    STACKER_FULL: "cashbox full",
    FRAUD: "fraud",
    CLEARED_TO_FRONT: "cleared to the front at reset",
    CLEARED_TO_CASHBOX: "cleared to the cashbox at reset",
    STACKING: "stacking",
}
_COMMANDS = {
    ssp.RESET: "reset",
    ssp.SET_INHIBITS: "set inhibits (1: channel enabled, channel 1 lowest)",
    ssp.SETUP: "setup request",
    ssp.PROTOCOL_VERSION: "protocol version",
    ssp.POLL: "poll",
    ssp.REJECT: "reject the note in escrow",
    ssp.DISABLE: "disable",
    ssp.ENABLE: "enable",
    ssp.SERIAL_NUMBER: "serial number",
    ssp.SYNC: "sync: the sequence bit starts anew",
    ssp.HOLD: "hold the note in escrow",
    0x4A: "set the generator of the key exchange",
    0x4B: "set the modulus of the key exchange",
    0x4C: "key exchange",
    0x56: "poll with acknowledgement",
    0x57: "acknowledge the events of a poll",
    ENCRYPTED: "an encrypted packet (eSSP)",
}
_REFUSALS = {
    ssp.UNKNOWN_COMMAND: "command not known",
    ssp.WRONG_PARAMETERS: "wrong number of parameters",
    ssp.OUT_OF_RANGE: "parameter out of range",
    ssp.CANNOT_NOW: "cannot do that now",
    ssp.SOFTWARE_ERROR: "software error",
    ssp.FAIL: "fail",
    ssp.KEY_NOT_SET: "key not set: it wants an encrypted line (eSSP)",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a poll.

    Attributes:
        code: what.  channel: of which note; None where the event names none, 0 for "not known".
    """

    code: int
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """What a validator says of itself.

    Attributes:
        unit_type: 0 for a note validator.  firmware: four characters.
        country: three letters of its money.
        countries: the same for each channel, channel 1 first: a unit may know several.
        minor_units: worth of each channel in minor units (fen), channel 1 first.
        protocol: the version it speaks now.
    """

    unit_type: int
    firmware: str
    country: str
    countries: tuple[str, ...]
    minor_units: tuple[int, ...]
    protocol: int


def happened(data: bytes) -> tuple[list[Happened], bytes]:
    """Return the events of a poll, oldest first, and what cannot be told apart after them.

    Args:
        data: what stands after the F0 of the answer.

    Returns:
        The events, and from the first byte that is no known event on the rest; b"" as a rule.
    """
    events: list[Happened] = []
    while data and data[0] in _EVENTS:
        size = 2 if data[0] in _WITH_CHANNEL else 1
        if len(data) < size:
            break
        events.append(Happened(data[0], data[1] if size == 2 else None))
        data = data[size:]
    return events, data


def read_setup(data: bytes) -> Setup:
    """Return what a validator says of itself.

    A channel's worth is its value × value multiplier × real value multiplier. From protocol 6
    on three letters of each channel's money may follow the version; else all have the one above.

    Args:
        data: what stands after the F0 of the answer to 05.

    Raises:
        BadFrame: not as long as it says, or no text where text must be.
    """
    channels = data[11] if len(data) > 11 else 0
    if not channels or len(data) < 16 + 2 * channels:
        raise BadFrame("the answer to a setup request is cut short")
    firmware, country = data[1:5].decode("latin-1"), data[5:8].decode("latin-1")
    if not (firmware.isascii() and firmware.isprintable() and country.isalpha()):
        raise BadFrame("the answer to a setup request names no firmware and country")
    worth = int.from_bytes(data[8:11], "big")
    real_at = 12 + 2 * channels
    worth *= int.from_bytes(data[real_at : real_at + 3], "big")
    values = tuple(value * worth for value in data[12 : 12 + channels])
    own = data[real_at + 4 : real_at + 4 + 3 * channels].decode("latin-1")
    named = data[real_at + 3] >= _NAMES_EACH_COUNTRY and len(own) == 3 * channels and own.isalpha()
    countries = tuple(own[at : at + 3] if named else country for at in range(0, 3 * channels, 3))
    return Setup(data[0], firmware, country, countries, values, data[real_at + 3])


# ---------------------------------------------------------------- for a person to read


def decode(proto: str, data: bytes) -> list[dict[str, Any]]:
    """Return what the bytes say, one dictionary a frame, ready for JSON.

    Args:
        proto: one of `PROTOCOLS`; "ssp-stuff" undoes the doubling only, "essp" wants encrypted
            packets and checks the frame around them, since it has no key.
        data: frames as they stood on the wire.

    Raises:
        BadFrame: something in it is no frame (a `ValueError`).
    """
    reader, raws = Reader().feed(data)
    if proto == "ssp-stuff" and raws:
        return [{"frame": raw.hex(), "dropped": reader.noise_bytes} for raw in raws]
    if not raws or reader.held or reader.noise_bytes:
        raise BadFrame("not whole frames from the first byte (7F) to the last")
    said = [_said(ssp.parse(raw)) for raw in raws]
    if proto == "essp" and not all("encrypted_bytes" in one for one in said):
        raise BadFrame("no encrypted packet: its data begins with 7E and goes on in blocks of 16")
    return said


def _said(frame: ssp.Frame) -> dict[str, Any]:
    first, rest = frame.data[0], frame.data[1:]
    said: dict[str, Any] = {
        "address": frame.address,
        "sequence": int(frame.sequence),
        "data": frame.data.hex(" "),
    }
    if first == ENCRYPTED and rest and len(rest) % _AES_BLOCK == 0:
        return {**said, "meaning": _COMMANDS[ENCRYPTED], "encrypted_bytes": len(rest)}
    if first in _REFUSALS:
        return {**said, "meaning": _REFUSALS[first]}
    if first == ssp.OK:
        return {**said, **_answer(rest)}
    unknown = "a command that this program does not know"
    return {**said, "command": first, "meaning": _COMMANDS.get(first, unknown)}


def _answer(rest: bytes) -> dict[str, Any]:
    """An answer does not say what was asked: its shape tells."""
    if not rest:
        return {"meaning": "OK"}
    if rest.isascii() and rest.decode("ascii").isprintable():
        return {"meaning": "OK, text", "text": rest.decode("ascii")}
    events, unknown = happened(rest)
    if not unknown:
        names = [
            {"event": _EVENTS[one.code]} | ({} if one.channel is None else {"channel": one.channel})
            for one in events
        ]
        return {"meaning": "OK, if it answers a poll with these events", "events": names}
    try:
        setup = read_setup(rest)
    except BadFrame:
        return {"meaning": "OK, data whose meaning depends on what was asked"}
    return {
        "meaning": "OK, setup",
        "firmware": setup.firmware,
        "country": setup.country,
        "minor_units": list(setup.minor_units),
        "protocol": setup.protocol,
    }
