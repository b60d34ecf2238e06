"""What a code, a PIN and a passphrase must be like. Pure; refusals are kind sentences."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Literal

from shop.people_errors import (
    CodeUnusable,
    NameUnusable,
    PassphraseTooLong,
    PassphraseTooShort,
    PinEasy,
    PinShape,
    RolesUnusable,
)

Kind = Literal["pin", "passphrase"]

#: Every role there is, in the order in which pages show them.
ROLES = ("volunteer", "coordinator", "reviewer", "approver")
#: Roles whose people are answerable to the village: they log in with a passphrase.
OFFICE = frozenset({"coordinator", "reviewer", "approver"})

CODE_CHARS_MAX = 16
NAME_CHARS_MAX = 40
PIN_DIGITS = 6
PASSPHRASE_CHARS_MIN, PASSPHRASE_WORDS_MIN = 12, 4
#: Longer is a pasted page; hashing it would only cost time.
PASSPHRASE_CHARS_MAX = 200
#: Fewer different signs than this is one key held down.
DIFFERENT_MIN = 5

#: What the book itself calls those who speak in it: nobody may be taken for them.
RESERVED = frozenset({"till", "kiosk", "device", "setup", "public", *ROLES})
#: Six digits that people take first, where they live and where phones are sold.
POPULAR = frozenset(
    "123123 112233 223344 520131 131420 520520 521521 147258 258369 159357 147852 159753 "
    "101010 201314 789456 456789 123321 654123 010203 102030 142536 100200 110110 119119".split()
)


def kind_for(roles: tuple[str, ...]) -> Kind:
    """Return what people in these roles log in with."""
    return "passphrase" if OFFICE & set(roles) else "pin"


def code_of(typed: str) -> str:
    """Return a person's code as it is kept: one spelling, whatever keyboard it came from."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def secret_of(typed: str) -> str:
    """Return a secret as it is compared: full-width signs and runs of spaces mean the same."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def check_code(code: str) -> str:
    """Return a new person's code.

    Raises:
        CodeUnusable: it is too long, has other signs, or is a word of the book's own.
    """
    code = code_of(code)
    plain = code.replace("-", "")
    if not (0 < len(code) <= CODE_CHARS_MAX and plain.isalnum()) or code in RESERVED:
        raise CodeUnusable(most=CODE_CHARS_MAX)
    return code


def check_name(name: str) -> str:
    """Return a person's name, which may be empty.

    Raises:
        NameUnusable: it is too long or cannot be printed.
    """
    name = unicodedata.normalize("NFKC", name).strip()
    if len(name) > NAME_CHARS_MAX or not name.isprintable():
        raise NameUnusable(most=NAME_CHARS_MAX)
    return name


def check_roles(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return roles once each, in their order.

    Raises:
        RolesUnusable: none, or one that there is not.
    """
    if not roles or not set(roles) <= set(ROLES):
        raise RolesUnusable()
    return tuple(role for role in ROLES if role in roles)


def check_secret(kind: Kind, typed: str, code: str) -> str:
    """Return a new secret as it is hashed.

    Raises:
        PinShape, PinEasy, PassphraseTooShort, PassphraseTooLong: with what to take instead.
    """
    secret = secret_of(typed)
    if kind == "pin":
        return _pin(secret.replace(" ", ""))
    if len(secret) > PASSPHRASE_CHARS_MAX:
        raise PassphraseTooLong(most=PASSPHRASE_CHARS_MAX)
    words = [word for word in secret.split(" ") if len(word) > 1 or not word.isascii()]
    long = len(secret) >= PASSPHRASE_CHARS_MIN or len(words) >= PASSPHRASE_WORDS_MIN
    own = secret.casefold().replace(code, "") if code else secret
    varied = len(set(own.replace(" ", ""))) >= DIFFERENT_MIN
    if not (long and varied and len(set(words)) * 2 > len(words)):
        raise PassphraseTooShort(chars=PASSPHRASE_CHARS_MIN, words=PASSPHRASE_WORDS_MIN)
    return secret


def _pin(pin: str) -> str:
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise PinShape(digits=PIN_DIGITS)
    digits = [int(digit) for digit in pin]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    halves, pairs = pin[:3] * 2, pin[:2] * 3
    # one digit or a staircase (also 890123), a repeated half or pair, two digits in all
    if len(steps) == 1 or pin in (halves, pairs) or len(set(pin)) < 3 or pin in POPULAR:
        raise PinEasy()
    return pin
