"""The demo's shop, put together and run: history, twins, residents or a script."""

from __future__ import annotations

import socket
import threading
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shop.config import Config
    from shop.demo.hands import TwinHands
    from shop.demo.residents import Residents
    from shop.demo.script import Player, Step
    from web.street_acts import Shelved, Street


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see.

    Attributes:
        port: of the pages.  days: of history.  seed: of the village.
        speed: of arrivals; None: nobody comes.  browser: open the pages.
        script: what hands do; then nobody else comes.
    """

    port: int
    days: int
    seed: int
    speed: int | None
    browser: bool
    script: Path | None = None


def show(folder: Path, wanted: Wanted) -> None:
    """Make the demo's shop in an empty folder and run it until Ctrl-C, or its script's end.

    Raises:
        ScriptError: a line of the script cannot be done; nothing was made.
    """
    from shop.clock import SystemClock
    from shop.config import load
    from shop.demo.bulletin import publish
    from shop.demo.hands import ACTS, TwinHands
    from shop.demo.people import PEOPLE, enrol
    from shop.demo.script import read_file
    from shop.demo.settings import settings_file
    from shop.demo.wallet import Wallet
    from shop.main import compose, serve
    from web.street_acts import Street

    clock, seed = SystemClock(), wanted.seed
    steps = read_file(wanted.script, ACTS) if wanted.script is not None else ()
    _must_be_free(wanted.port)
    wallet = Wallet(clock, seed)
    hands = TwinHands(folder, clock, seed, wallet)
    config = load(settings_file(folder, wanted.port, wallet.settings(folder / "keys")))
    click.echo(f"An invented village, seed {seed}.")
    _write_history(config, wanted, clock.now().wall_ms)
    shelf = _shelf(seed)
    street = Street(hands, shelf, PEOPLE)
    ended = threading.Event()
    comes = _Company(wanted, hands, street, {good.item: good.code for good in shelf}, ended)

    def ready() -> None:
        enrol(shop.people, clock.now().wall_ms)
        publish(lambda said: shop.door.ask(said, 60), shop.door.reading, clock.now().wall_ms)
        click.echo(_addresses(shop.address, wanted, wallet.serves))
        comes.start(int(shop.address.rpartition(":")[2]), steps)
        if wanted.browser:
            webbrowser.open(f"{shop.address}/street/")

    hands.start()
    try:
        shop = compose(config, demo=True, street=street)
        serve(shop, ready, ended)
    finally:
        comes.stop()
        hands.close()


class _Company:
    """Who comes to the shop: residents by themselves, a script's hands, or nobody."""

    def __init__(
        self,
        wanted: Wanted,
        hands: TwinHands,
        street: Street,
        codes: Mapping[str, str],
        ended: threading.Event,
    ) -> None:
        self._wanted, self._hands, self._street = wanted, hands, street
        self._codes, self._ended = codes, ended
        self._come: Residents | Player | None = None

    def start(self, port: int, steps: Sequence[Step]) -> None:
        """Let them come to the shop whose pages are at this port."""
        from shop.demo.kiosk import Kiosk
        from shop.demo.people import VOLUNTEER
        from shop.demo.residents import Residents
        from shop.demo.script import Player
        from shop.demo.volunteers import Volunteers

        kiosk, wanted, street = Kiosk(port), self._wanted, self._street
        if wanted.script is not None:
            self._come = Player(steps, self._hands, kiosk, self._codes, click.echo, self._ended.set)
        elif wanted.speed is not None:
            helpers = Volunteers(port, VOLUNTEER.code, VOLUNTEER.secret)
            acts, tell = (lambda: street.acts), street.hear
            self._come = Residents(
                wanted.seed, wanted.speed, self._hands, kiosk, helpers, acts, tell
            )
        if self._come is not None:
            self._come.start()

    def stop(self) -> None:
        """Send everybody home."""
        if self._come is not None:
            self._come.stop()


def _write_history(config: Config, wanted: Wanted, now_ms: int) -> None:
    """Fill the demo's book with the days before today."""
    from shop.demo.history import write_history

    days = wanted.days
    entries = write_history(
        config.book.path,
        days,
        wanted.seed,
        config.shop.timezone,
        now_ms,
        lambda done: click.echo(f"\r{days} days of history: day {done} ", nl=False, err=True),
    )
    click.echo(f"\r{days} days of history: {entries} entries in the book.", err=True)


def _must_be_free(port: int) -> None:
    """Say that a port is taken before a history is written for nothing."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} cannot be had ({error.strerror}): name another with --port"
            ) from error


def _shelf(seed: int) -> tuple[Shelved, ...]:
    import random

    from shop.world.goods import assortment
    from web.street_acts import Shelved

    return tuple(
        Shelved(good.item, good.name, good.name_en, good.fen, good.shelf_group, good.code)
        for good in assortment(random.Random(seed))
    )


def _addresses(address: str, wanted: Wanted, serves: bool) -> str:
    from shop.demo.people import PEOPLE

    people = "".join(f"  {one.code:4} {one.secret:24} {', '.join(one.roles)}\n" for one in PEOPLE)
    phones = (
        ""
        if serves
        else "\nNo code of each sale is shown: the payment providers' libraries are not installed"
        "\n(touch requirements/with-pay, then start again).\n"
    )
    come = "Nobody comes by themselves."
    if wanted.script is not None:
        come = "The script plays."
    elif wanted.speed is not None:
        come = "Residents come by themselves."
    return (
        f"\nThe shop is open. {come} Ctrl-C ends it.\n\n"
        f"  {address}/street/     be a resident: take, scan, pay, go\n"
        f"  {address}/kiosk       the till's screen\n"
        f"  {address}/volunteer/  goods, counting, the cut\n"
        f"  {address}/office/     the statement\n\n"
        f"Log in as one of these invented people:\n\n{people}{phones}"
    )
