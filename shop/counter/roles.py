"""Who may sign what: asked of the book inside the command's own transaction."""

from __future__ import annotations

from shop.queries import people as known_people
from shop.queries.connection import Connection
from shop.review_errors import NotYourRole


def check_role(connection: Connection, by: str | None, *roles: str) -> None:
    """Refuse whoever does not sign now in one of these roles."""
    who = known_people.person(connection, by) if by else None
    if who is None or not who.may(*roles):
        raise NotYourRole(role=roles[0])
