"""Refusals around people, said at the field they speak of."""

from __future__ import annotations

from shop.errors import InputRefused
from shop.private.rules import ROLES
from web.forms import N_, Fault, Fields

#: Refusal → the field of the form it is about; any other is said above the form.
FIELD_OF = {
    "code_unusable": "code",
    "person_known": "code",
    "name_unusable": "name",
    "roles_unusable": "roles",
    "pin_shape": "secret",
    "pin_easy": "secret",
    "passphrase_too_short": "secret",
    "passphrase_too_long": "secret",
    "secret_needed": "secret",
    "secrets_differ": "again",
    "set_up_code_wrong": "setup_code",
}

#: What each role may do, as pages say it.
ROLE_WORDS = {
    "volunteer": (N_("Volunteer"), N_("Receives goods, counts, collects the money.")),
    "coordinator": (N_("Coordinator"), N_("Sees statements, sets prices, says who may sign.")),
    "reviewer": (N_("Reviewer"), N_("Looks at a period that somebody else counted.")),
    "approver": (N_("Approver"), N_("Publishes what somebody else reviewed.")),
}


def refuse(posted: Fields, refused: InputRefused) -> None:
    """Note what was refused at its field."""
    posted.faults[FIELD_OF.get(refused.key, "")] = Fault.of(refused)


def roles_in(posted: Fields) -> tuple[str, ...]:
    """Return the roles that are ticked."""
    return tuple(role for role in ROLES if posted.raw(f"role-{role}"))
