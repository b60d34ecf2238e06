"""From a counting device's reading to facts: the reading and its credits, in one commit."""

from __future__ import annotations

from typing import Any

from shop.entries import Draft
from shop.inputs import CreditReading


def reading_id(reading: CreditReading) -> str:
    """Return the id of a reading: of its device, epoch and number, so a repeat is known."""
    return f"{reading.serial}:{reading.epoch}:{reading.credit_no}/reading"


def reading_draft(reading: CreditReading, at_ms: int) -> Draft:
    """Return the fact that a device was read: the cursor its driver goes on from.

    Counts that are to be checked (lost events, unrecognised coins) are counts, never fen.
    """
    body: dict[str, Any] = {
        "device": reading.device,
        "what": "reading",
        "serial": reading.serial,
        "epoch": reading.epoch,
        "credit_no": reading.credit_no,
        "counter": reading.counter,
        "events": [list(pair) for pair in reading.events],
        "why": reading.why,
    }
    if reading.errors:
        body["errors"] = list(reading.errors)
    if reading.lost:
        body["lost"] = reading.lost
    unrecognised = sum(coin.fen is None for coin in reading.credits)
    if unrecognised:
        body["unrecognised"] = unrecognised
    if reading.insertions is not None:
        body["insertions"] = reading.insertions
    actor = f"device:{reading.device}"
    return Draft(reading_id(reading), "DeviceNoted", body, at_ms, actor)


def device_draft(id_: str, device: str, what: str, detail: str, at_ms: int) -> Draft:
    """Return the fact that a device was lost, is back, or has a fault."""
    body = {"device": device, "what": what, "detail": detail[:200]}
    return Draft(id_, "DeviceNoted", body, at_ms, f"device:{device}")
