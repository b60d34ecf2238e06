"""Names behind the book's codes: sealed here, so that a copy of the book names nobody."""

from __future__ import annotations

from typing import Literal

from shop.private.file import Private

Sort = Literal["person", "household"]

_ALL = "SELECT code, name FROM name WHERE sort = ?"
_SET = (
    "INSERT INTO name (sort, code, name) VALUES (?, ?, ?)"
    " ON CONFLICT (sort, code) DO UPDATE SET name = excluded.name"
)
_FORGET = "DELETE FROM name WHERE sort = ? AND code = ?"
_PHONES = "SELECT household, phone FROM phone"
_SET_PHONE = (
    "INSERT INTO phone (household, phone) VALUES (?, ?)"
    " ON CONFLICT (household) DO UPDATE SET phone = excluded.phone"
)
_FORGET_PHONE = "DELETE FROM phone WHERE household = ?"


class Names:
    """The names of people and of households.

    Args:
        private: the file.
    """

    def __init__(self, private: Private) -> None:
        self._private = private

    def all(self, sort: Sort) -> dict[str, str]:
        """Return names by code."""
        return dict(self._private.rows(_ALL, (sort,)))

    def set(self, sort: Sort, code: str, name: str) -> None:
        """Keep a name; an empty one is forgotten."""
        with self._private.transaction() as connection:
            if name:
                connection.execute(_SET, (sort, code, name))
            else:
                connection.execute(_FORGET, (sort, code))

    def phones(self) -> dict[str, str]:
        """Return the telephone numbers of households by code."""
        return dict(self._private.rows(_PHONES))

    def set_household(self, code: str, name: str, phone: str) -> None:
        """Keep a household's name and telephone number; an empty one is forgotten."""
        self.set("household", code, name)
        with self._private.transaction() as connection:
            if phone:
                connection.execute(_SET_PHONE, (code, phone))
            else:
                connection.execute(_FORGET_PHONE, (code,))
