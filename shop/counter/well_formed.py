"""What a form may say at all: its command's own annotations, within bounds."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Union, get_args, get_origin, get_type_hints

from shop.commands import Command
from shop.errors import MalformedInput
from shop.review_commands import LongText

#: Longest text a form may carry into the book.
TEXT_CHARS_MAX = 200
#: Longest text of several lines: what a villager objects, what is answered.
LONG_TEXT_CHARS_MAX = 1_000
#: Longest id of a form.
ID_CHARS_MAX = 64
#: Larger than any number of a village shop, and small enough for the database.
WHOLE_MAX = 10**15
#: More entries than a form has: every item of a large shop.
MANY_MAX = 5_000


def check(command: Command) -> None:
    """Refuse a command whose fields are not of their kinds: a page may have posted anything.

    Raises:
        MalformedInput: a field is of another kind, too long, or not printable.
    """
    hints = get_type_hints(type(command))
    for field in fields(command):
        if not _fits(getattr(command, field.name), hints[field.name]):
            raise MalformedInput(field=field.name, why="not what this field holds")
    if not 1 <= len(command.id) <= ID_CHARS_MAX or not command.id.isascii():
        raise MalformedInput(field="id", why="it must be the id the form was rendered with")


def _fits(value: object, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in get_args(hint))
    if hint is str:
        return isinstance(value, str) and len(value) <= TEXT_CHARS_MAX and value.isprintable()
    if hint is LongText:
        return (
            isinstance(value, str)
            and 0 < len(value.strip()) <= LONG_TEXT_CHARS_MAX
            and all(line.isprintable() for line in value.split("\n"))
        )
    if hint is int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and -WHOLE_MAX <= value <= WHOLE_MAX  # type: ignore[operator]
    if origin is tuple:
        inner = get_args(hint)[0]
        return (
            isinstance(value, tuple)
            and len(value) <= MANY_MAX
            and all(_fits(one, inner) for one in value)
        )
    if origin is Mapping:
        key, inner = get_args(hint)
        return (
            isinstance(value, Mapping)
            and len(value) <= MANY_MAX
            and all(_fits(name, key) and _fits(one, inner) for name, one in value.items())
        )
    return isinstance(value, hint)


def whole(field: str, value: object, low: int, high: int) -> int:
    """Return a whole number within bounds.

    Raises:
        MalformedInput: it is none, or outside.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise MalformedInput(field=field, why=f"a whole number from {low} to {high}")
    return value


def text(field: str, value: object, most: int = TEXT_CHARS_MAX) -> str:
    """Return a text of one line, without outer blanks.

    Raises:
        MalformedInput: it is empty, too long or cannot be printed.
    """
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise MalformedInput(field=field, why=f"a text of 1 to {most} characters")
    if not value.strip().isprintable():
        raise MalformedInput(field=field, why="it has characters that cannot be printed")
    return value.strip()
