"""What is refused around people who sign: logging in, enrolling, resetting; each with its way out.

Keys and texts work as in `shop.errors`.
"""

from __future__ import annotations

from shop.errors import InputRefused


class NotLetIn(InputRefused):
    """Code and secret do not belong together, or nobody active has this code: never said which."""

    key = "not_let_in"
    text = "These two do not belong together: look at both and try again."


class LockedOut(InputRefused):
    """Too many wrong tries of this person or from this address; it ends by itself."""

    key = "locked_out"
    text = "Too many wrong tries: wait %(minutes)s min and try again, or ask a coordinator."


class CodeUnusable(InputRefused):
    """A person's code has other signs than letters, digits and hyphens, or is taken by the book."""

    key = "code_unusable"
    text = "Take a code of 1 to %(most)s letters or digits, such as a nickname or a number."


class NameUnusable(InputRefused):
    """A name is too long or has signs that cannot be printed."""

    key = "name_unusable"
    text = "Write the name in at most %(most)s characters."


class RolesUnusable(InputRefused):
    """No role was chosen for a person."""

    key = "roles_unusable"
    text = "Choose at least one role."


class PinShape(InputRefused):
    """A PIN was not six digits."""

    key = "pin_shape"
    text = "A PIN has %(digits)s digits."


class PinEasy(InputRefused):
    """A PIN that strangers try first."""

    key = "pin_easy"
    text = "Many people take this PIN, so a stranger would try it first: take another one."


class PassphraseTooShort(InputRefused):
    """A passphrase that could be guessed."""

    key = "passphrase_too_short"
    text = "A little more, please: %(words)s words of your own, or at least %(chars)s characters."


class PassphraseTooLong(InputRefused):
    """More than a person would type."""

    key = "passphrase_too_long"
    text = "At most %(most)s characters: nobody wants to type more."


class SecretsDiffer(InputRefused):
    """The new secret was typed twice, and differently."""

    key = "secrets_differ"
    text = "You typed two different ones: type the same twice."


class SecretNeeded(InputRefused):
    """A role asks for another sort of secret than the person has."""

    key = "secret_needed"
    text = "These roles need a new secret: enter one for this person."


class PersonKnown(InputRefused):
    """A code was to be enrolled that somebody has already."""

    key = "person_known"
    text = "The code %(person)s is in use: take another one, or open that person's page."


class PersonUnknown(InputRefused):
    """A code that nobody active has."""

    key = "person_unknown"
    text = "Nobody with the code %(person)s may sign now: enrol them first."


class LastCoordinator(InputRefused):
    """The only coordinator was to be suspended or to lose the role."""

    key = "last_coordinator"
    text = "%(person)s is the only coordinator: enrol another one first."


class NotYourself(InputRefused):
    """A coordinator was to reset the own secret without knowing it."""

    key = "not_yourself"
    text = "Your own secret is changed on your own page; if you forgot it, ask another coordinator."


class OnlyCoordinators(InputRefused):
    """Somebody else than a coordinator wanted to change who may sign."""

    key = "only_coordinators"
    text = "Only a coordinator may do this."


class SetUpAlready(InputRefused):
    """The first coordinator was to be made, and there is one."""

    key = "set_up_already"
    text = "This shop is set up already: log in."


class SetUpCodeWrong(InputRefused):
    """The one-time code of the set-up does not fit."""

    key = "set_up_code_wrong"
    text = "This is not the set-up code that the shop printed when it started: read it again."
