"""Who may sign in the demo: invented codes whose secrets stand on the log-in page."""

from __future__ import annotations

from dataclasses import dataclass

from shop.ids import Ids
from shop.private.people import People


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of them.

    Attributes:
        code: as the book calls them.  what: msgid of what they do.  roles: what they may.
        secret: a PIN for volunteers, a passphrase for the office; no secret in a demo.
    """

    code: str
    what: str
    roles: tuple[str, ...]
    secret: str


def _(text: str) -> str:
    """Mark a text for translation; the page translates it."""
    return text


VOLUNTEER = DemoPerson("v1", _("Volunteer"), ("volunteer",), "274819")
PEOPLE = (
    VOLUNTEER,
    DemoPerson("v2", _("Volunteer"), ("volunteer",), "685302"),
    DemoPerson("c1", _("Coordinator"), ("coordinator",), "rice salt soap honey"),
    DemoPerson("c2", _("Reviewer"), ("coordinator", "reviewer"), "river hill bridge lamp"),
    DemoPerson("a1", _("Approver"), ("approver",), "paper brush ink stone"),
)


def enrol(people: People, wall_ms: int) -> None:
    """Let all of them sign, in a shop that runs.

    Args:
        people: of the demo's shop.  wall_ms: UTC milliseconds of now, for their ids.
    """
    ids = Ids()
    for one in PEOPLE:
        people.enrol(ids.ulid(wall_ms), one.code, "", one.roles, one.secret, "setup")
