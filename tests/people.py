"""People who sign, for tests: enrol them cheaply, log them in over HTTP, in a client or a browser.

`enrol_at` works on a stopped shop's settings file, `enrol` on a shop object with `.people`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

#: As cheap as argon2 goes: for tests alone.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody to enrol: their code, roles and secret."""

    code: str
    roles: tuple[str, ...]
    secret: str

    @property
    def door(self) -> str:
        """The page on which they log in."""
        return "/login/volunteer" if set(self.roles) == {"volunteer"} else "/login/office"


V1 = Who("v1", ("volunteer",), "271828")
V2 = Who("v2", ("volunteer",), "314159")
C1 = Who("c1", ("coordinator",), "four quiet winter mornings")
#: Everything at once, for tests of pages that are about something else.
ALL = Who("周", ("volunteer", "coordinator", "reviewer", "approver"), "rice and tea for everybody")


def enrol(shop: Any, *people: Who) -> None:
    """Enrol people as who stands at the machine would."""
    for who in people or (V1, C1):
        shop.people.enrol(shop.fresh_id(), who.code, "", who.roles, who.secret, "setup")


def enrol_at(config: Path, *people: Who) -> None:
    """Enrol people in a shop that is stopped, named by its settings file."""
    from shop.clock import SystemClock
    from shop.config import load
    from shop.ids import Ids
    from shop.main import people_at_machine

    clock, ids = SystemClock(), Ids()
    with people_at_machine(load(config), hasher=CHEAP) as held:
        for who in people or (V1, C1):
            id = ids.ulid(clock.now().wall_ms)
            held.enrol(id, who.code, "", who.roles, who.secret, "setup")


def token_in(page: str) -> str:
    """Return the CSRF token of a page's first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def log_in(client: Any, who: Who, then: str = "") -> Any:
    """Log in with a test client of Flask; return the answer."""
    page = client.get(who.door, query_string={"next": then}).get_data(as_text=True)
    fields = {"csrf_token": token_in(page), "code": who.code, "secret": who.secret, "next": then}
    return client.post(who.door, data=fields)


def log_in_pages(pages: Any, who: Who) -> None:
    """Log in with tests.e2e.service.Pages, or whatever fills forms as it does."""
    led_to, page = pages.fill(who.door, code=who.code, secret=who.secret)
    assert not led_to.startswith("/login"), page


def log_in_browser(page: Any, base: str, who: Who) -> None:
    """Log in with a page of playwright."""
    page.goto(base + who.door)
    page.fill("[name=code]", who.code)
    page.fill("[name=secret]", who.secret)
    page.locator("[name=secret]").press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
