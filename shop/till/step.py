"""One step of the till: state and input in, state and effects out; nothing else happens."""

from __future__ import annotations

from shop.errors import BrokenInvariant
from shop.inputs import Pressed
from shop.till import by_qr
from shop.till.buttons import buttons
from shop.till.ending import quiet_deadline_ms
from shop.till.events import Event, Green, Refuse
from shop.till.scanning import Step
from shop.till.state import Till
from shop.till.table import TABLE


def name_of(event: Event) -> str:
    """Return the name under which an input stands in the table."""
    what = event.what
    return f"press:{what.button}" if isinstance(what, Pressed) else type(what).__name__


def step(till: Till, event: Event) -> Step:
    """Return the till after one input, and what must happen for it to be true.

    Pure: the counter adopts the new state only after its `Record` is in the book.

    Raises:
        BrokenInvariant: a rule went to a phase the table does not name.
    """
    what = event.what
    if isinstance(what, Pressed) and what.button not in buttons(till):
        return till, (Refuse("button_not_here"),)
    if isinstance(what, Green) and "book" in till.trouble:
        return till, ()
    rule = TABLE.get((till.phase, name_of(event)))
    if rule is None:
        return till, ((Refuse("button_not_here"),) if isinstance(what, Pressed) else ())
    after, effects = rule.do(till, event)
    after, dropped = by_qr.dropped(till, after)
    if after.phase not in rule.to:
        raise BrokenInvariant(f"{name_of(event)} led from {till.phase} to {after.phase}")
    return after, (*effects, *dropped)


def next_deadline_ms(till: Till) -> int | None:
    """Return the monotonic moment at which the till must be ticked, or None."""
    moments = [at for at in (till.deadline_ms, quiet_deadline_ms(till)) if at is not None]
    return min(moments) if moments else None
