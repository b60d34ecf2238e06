"""From a counting device's reading to facts: the reading and its credits, in one commit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shop.counter.reply import Reply
from shop.entries import Draft
from shop.inputs import CreditReading
from shop.queries import devices, journal
from shop.queries.connection import Connection
from shop.till.events import Credited

if TYPE_CHECKING:
    from shop.counter.counter import Counter


def handle(counter: Counter, reading: CreditReading) -> Reply:
    """Take a reading with its credits into the book and the visit, in one commit."""
    connection = counter.ledger.connection
    prior = journal.by_id(connection, reading_id(reading))
    if prior is not None:
        return Reply((prior.seq,), repeated=True)
    reading = fresh(connection, reading)
    fact = reading_draft(reading, counter.clock.now().wall_ms)
    credits = Credited(reading.credits, reading.device, reading.serial, reading.epoch)
    return counter.step(credits, before=(fact,))


def reading_id(reading: CreditReading) -> str:
    """Return the id of a reading: of its device, epoch and number, so a repeat is known."""
    return f"{reading.serial}:{reading.epoch}:{reading.credit_no}/reading"


def fresh(connection: Connection, reading: CreditReading) -> CreditReading:
    """Return a reading without the credits that the book has already.

    A driver that gave up waiting for its answer sends them again, together with newer ones.
    """
    have = devices.credits_in_book(connection, reading)
    left = tuple(coin for coin in reading.credits if coin.credit_no not in have)
    return replace(reading, credits=left)


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
    if reading.held is not None:
        held = {"credit_no": reading.held.credit_no, "what": reading.held.what}
        body["held"] = held | ({} if reading.held.fen is None else {"fen": reading.held.fen})
    for name in ("returned", "unsure"):
        if numbers := getattr(reading, name):
            body[name] = list(numbers)
    if reading.insertions is not None:
        body["insertions"] = reading.insertions
    actor = f"device:{reading.device}"
    return Draft(reading_id(reading), "DeviceNoted", body, at_ms, actor)


def device_draft(id_: str, device: str, what: str, detail: str, at_ms: int) -> Draft:
    """Return the fact that a device was lost, is back, or has a fault."""
    body = {"device": device, "what": what, "detail": detail[:200]}
    return Draft(id_, "DeviceNoted", body, at_ms, f"device:{device}")
