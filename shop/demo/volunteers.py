"""The demo's volunteers fill the shelf: they open their pages, fill the forms, send them."""

from __future__ import annotations

from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from shop.demo.kiosk import TIMEOUT_S, NoScreen
from shop.world.intents import Deed, Restock, WriteOff


class Volunteers:
    """A volunteer's phone.

    Args:
        port: of the shop's pages on this machine.  code, pin: what they log in with.
    """

    def __init__(self, port: int, code: str, pin: str) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._who = {"code": code, "secret": pin}
        self._open = build_opener(HTTPCookieProcessor(CookieJar())).open

    def do(self, deed: Deed) -> bool:
        """Write down goods that were put on the shelf or thrown away; leave all else alone.

        The cut is left to whoever looks at the demo.

        Returns:
            Whether there was something to do, and the page took it.

        Raises:
            NoScreen: there are no pages now.
        """
        match deed:
            case Restock(item=item, quantity=quantity):
                return self._fill(f"/volunteer/receive?item={item}", {"quantity": str(quantity)})
            case WriteOff(item=item, quantity=quantity, reason=reason):
                fields = {"quantity": str(quantity), "reason": reason}
                return self._fill(f"/volunteer/write-off?item={item}", fields)
            case _:
                return False

    def _fill(self, path: str, fields: dict[str, str]) -> bool:
        try:
            led_to, form = self._form(path)
            if led_to.startswith("/login"):
                self._send(led_to, {**form.fields, **self._who})
                led_to, form = self._form(path)
            return "/recorded/" in self._send(path, {**form.fields, **fields})
        except HTTPError as refused:
            refused.close()
            return False
        except OSError as error:
            raise NoScreen(str(error)) from error

    def _form(self, path: str) -> tuple[str, _Form]:
        """Open a page; return where it led to, and its form."""
        form = _Form()
        with self._open(self._address + path, timeout=TIMEOUT_S) as page:
            form.feed(page.read().decode("utf-8"))
            return page.url.removeprefix(self._address), form

    def _send(self, path: str, fields: dict[str, str]) -> str:
        """Send a form; return where it led to."""
        data = urlencode(fields).encode("ascii")
        with self._open(self._address + path, data, timeout=TIMEOUT_S) as page:
            return str(page.url).removeprefix(self._address)


class _Form(HTMLParser):
    """What the form of a page holds before anybody types."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "input" and at.get("type") == "hidden" and "name" in at:
            self.fields[at["name"]] = at.get("value", "")
