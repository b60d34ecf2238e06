"""What devices and payment providers did of what they were asked: facts for the book.

Each is known by the job's own id, so that whoever says it again gets the first answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shop import inputs
from shop.counter.reply import Reply
from shop.entries import Draft
from shop.queries import journal, owed, qr
from shop.queries.connection import Connection
from shop.statements import digest
from shop.till import events

if TYPE_CHECKING:
    from shop.counter.counter import Counter

#: Jobs as the counter hears of them.
Job = (
    inputs.DispenseIntent
    | inputs.DispenseDone
    | inputs.PhotoTaken
    | inputs.QrOrdered
    | inputs.QrPaid
    | inputs.QrAside
    | inputs.QrEnded
)


def handle(counter: Counter, said: Job) -> Reply:
    """Write down what a device or a payment provider did; the same news changes nothing."""
    prior = journal.by_id(counter.ledger.connection, job_id(said))
    if prior is not None:
        return Reply((prior.seq,), repeated=True)
    connection = counter.ledger.connection
    at_ms = counter.clock.now().wall_ms
    facts = drafts(connection, said, at_ms)
    if isinstance(said, inputs.DispenseDone) and not _is_waited_for(counter, said.job):
        facts += _owed(connection, said, at_ms)
    event = _event(connection, said)
    if event is not None:
        return counter.step(event, before=facts)
    with counter.writing():
        entries = counter.ledger.append(facts) if facts else ()
    return Reply(tuple(entry.seq for entry in entries))


def _event(connection: Connection, said: Job) -> events.What | None:
    """Return what the till is told of it, if it needs to know."""
    match said:
        case inputs.DispenseDone():
            return events.ChangeFell(said.job, said.paid * said.coin_fen)
        case inputs.QrEnded():
            return said
        case inputs.QrPaid():
            return events.Confirmed(
                payment_id(said),
                said.gateway,
                said.order,
                said.visit,
                said.fen,
                digest(said.reference),
                qr.open_claim(connection, said.visit, said.fen),
            )
        case _:
            return None


def job_id(said: Job) -> str:
    """Return the id of the fact that a job's news is: the same news has the same."""
    match said:
        case inputs.DispenseIntent(job=job):
            return f"{job}/asked"
        case inputs.DispenseDone(job=job):
            return f"{job}/dispensed"
        case inputs.PhotoTaken(job=job):
            return f"{job}/photo"
        case inputs.QrOrdered(order=order):
            return f"{order}/ordered"
        case inputs.QrPaid():
            return payment_id(said)
        case inputs.QrAside():
            return f"{said.order}/aside/{digest(said.reference)}"
        case inputs.QrEnded(order=order):
            return f"{order}/ended"


def payment_id(paid: inputs.QrPaid) -> str:
    """Return the id of a confirmed payment: one credit for each of the provider's numbers."""
    return f"qr:{paid.gateway}:{digest(paid.reference)}"


def drafts(connection: Connection, said: Job, at_ms: int) -> tuple[Draft, ...]:
    """Return the facts of a job's news, without the money of a QR payment."""
    said_of: dict[str, Any]
    match said:
        case inputs.DispenseIntent():
            return (_noted(said, said.device, "dispense_asked", at_ms, **_of_dispense(said)),)
        case inputs.DispenseDone():
            body = _of_dispense(said) | {"why": said.why}
            noted = _noted(said, said.device, "dispensed", at_ms, **body)
            return (noted, *_change(said, at_ms))
        case inputs.PhotoTaken(device, job, file, sha256, why):
            said_of = {"job": job, "file": file, "sha256": sha256, "why": why}
            return (_noted(said, device, "photo", at_ms, **said_of),)
        case inputs.QrOrdered(gateway, order, visit, fen, how):
            said_of = {"job": order, "visit": visit, "fen": fen, "why": how}
            return (_noted(said, gateway, "qr_ordered", at_ms, **said_of),)
        case inputs.QrPaid(gateway, order):
            return ended(connection, gateway, order, "paid", at_ms)
        case inputs.QrEnded(gateway, order, why):
            return ended(connection, gateway, order, why, at_ms)
        case inputs.QrAside(gateway, order, fen, reference, why):
            number = digest(reference)
            said_of = {"job": f"{order}:{number}", "fen": fen, "reference": number, "why": why}
            return (_noted(said, gateway, "qr_aside", at_ms, **said_of),)


def ended(
    connection: Connection, gateway: str, order: str, why: str, at_ms: int
) -> tuple[Draft, ...]:
    """Return the end of an order, unless the book has it already: money may come after it."""
    id_ = f"{order}/ended"
    if journal.by_id(connection, id_) is not None:
        return ()
    body = {"device": gateway, "what": "qr_ended", "job": order, "why": why}
    return (Draft(id_, "DeviceNoted", body, at_ms, f"device:{gateway}"),)


def _of_dispense(said: inputs.DispenseIntent | inputs.DispenseDone) -> dict[str, Any]:
    body: dict[str, Any] = {
        "serial": said.serial,
        "job": said.job,
        "visit": said.visit,
        "coin_fen": said.coin_fen,
    }
    if isinstance(said, inputs.DispenseIntent):
        return body | {"coins": said.coins, "counter": said.counter}
    return body | {"paid": said.paid, "unpaid": said.unpaid}


def _change(said: inputs.DispenseDone, at_ms: int) -> tuple[Draft, ...]:
    """Return the change that fell: counted by a machine, so it is no claim."""
    if not said.paid:
        return ()
    fen = said.paid * said.coin_fen
    body = {"visit": said.visit, "fen": fen, "evidence": "credited"}
    return (Draft(f"{said.job}/change", "ChangeGiven", body, at_ms, f"device:{said.device}"),)


def _is_waited_for(counter: Counter, job: str) -> bool:
    """Say whether the resident of this change is before the screen still."""
    visit = counter.till.visit
    return visit is not None and any(one.job == job for one in visit.payouts)


def _owed(connection: Connection, said: inputs.DispenseDone, at_ms: int) -> tuple[Draft, ...]:
    """Return the shop's debt for coins that did not fall, where nobody can be asked about them.

    The next resident has begun, or the program was started anew: no screen offers a slip, the
    fund or the tray any more, so a volunteer pays it. Said once, when the last hopper is done.
    """
    id_ = f"{said.visit}/owed"
    over_fen = owed.over_fen(connection, said.visit) - said.paid * said.coin_fen
    known = journal.by_id(connection, id_) is not None
    if known or over_fen <= 0 or owed.still_falls(connection, said.job):
        return ()
    body = {"visit": said.visit, "fen": over_fen}
    return (Draft(id_, "ChangeOwed", body, at_ms, f"device:{said.device}"),)


def _noted(said: Job, device: str, what: str, at_ms: int, **body: Any) -> Draft:
    full = {"device": device, "what": what} | body
    return Draft(job_id(said), "DeviceNoted", full, at_ms, f"device:{device}")
