"""`tongxin demo`: a whole shop with invented people, on this machine, touching nothing of it."""

from __future__ import annotations

import secrets
import socket
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from web.street_acts import Shelved

DAYS_MAX, SPEED_MAX = 400, 10_000


@click.command(short_help="Run an invented shop to look at and play with.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8765,
    show_default=True,
    help="TCP port of its pages; 0 takes any free one.",
)
@click.option(
    "--days",
    type=click.IntRange(0, DAYS_MAX),
    default=30,
    show_default=True,
    help="Days of history in its book.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=None,
    help="The same seed gives the same village; else each demo has its own.",
)
@click.option(
    "--speed",
    type=click.IntRange(1, SPEED_MAX),
    default=200,
    show_default=True,
    help="By how much the gaps between two residents shrink; nothing else does.",
)
@click.option("--quiet-street", is_flag=True, help="Nobody comes by themselves.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    help="Keep the demo's book in this new folder; else it is thrown away at the end.",
)
@click.option("--browser/--no-browser", default=False, help="Open the pages in a browser.")
def demo(
    port: int,
    days: int,
    seed: int | None,
    speed: int,
    quiet_street: bool,
    folder: Path | None,
    browser: bool,
) -> None:
    """Run the real shop with twins in place of devices and residents who really scan and pay.

    Its book says that it is a demo's and is never taken for a real one; no device and no book of
    this machine is touched. Ctrl-C ends it.
    """
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    if folder is not None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise click.ClickException(f"{folder} is not empty: name a new folder for the demo")
        folder.mkdir(parents=True, exist_ok=True)
        show(folder, port, days, seed, None if quiet_street else speed, browser)
        click.echo(f"The demo's book stays in {folder}.")
        return
    with tempfile.TemporaryDirectory(prefix="tongxin-demo-") as place:
        show(Path(place), port, days, seed, None if quiet_street else speed, browser)


def show(folder: Path, port: int, days: int, seed: int, speed: int | None, browser: bool) -> None:
    """Make the demo's shop in an empty folder and run it until Ctrl-C.

    Args:
        port: of the pages.  days: of history.  seed: of the village.
        speed: of arrivals; None: nobody comes.  browser: open the pages.
    """
    from shop.clock import SystemClock
    from shop.config import load
    from shop.demo.bulletin import publish
    from shop.demo.hands import TwinHands
    from shop.demo.history import write_history
    from shop.demo.kiosk import Kiosk
    from shop.demo.people import PEOPLE, VOLUNTEER, enrol
    from shop.demo.residents import Residents
    from shop.demo.volunteers import Volunteers
    from shop.main import compose, serve
    from web.street_acts import Street

    clock = SystemClock()
    hands = TwinHands(folder, clock, seed)
    config = load(_settings(folder, port))
    _must_be_free(port)
    click.echo(f"An invented village, seed {seed}.")
    entries = write_history(
        config.book.path,
        days,
        seed,
        config.shop.timezone,
        clock.now().wall_ms,
        lambda done: click.echo(f"\r{days} days of history: day {done} ", nl=False, err=True),
    )
    click.echo(f"\r{days} days of history: {entries} entries in the book.", err=True)
    street = Street(hands, _shelf(seed), PEOPLE)
    residents: list[Residents] = []

    def ready() -> None:
        enrol(shop.people, clock.now().wall_ms)
        publish(lambda said: shop.door.ask(said, 60), shop.door.reading, clock.now().wall_ms)
        click.echo(_addresses(shop.address, speed))
        if speed is not None:
            at = int(shop.address.rpartition(":")[2])
            kiosk, helpers = Kiosk(at), Volunteers(at, VOLUNTEER.code, VOLUNTEER.secret)
            residents.append(
                Residents(seed, speed, hands, kiosk, helpers, lambda: street.acts, street.hear)
            )
            residents[0].start()
        if browser:
            webbrowser.open(f"{shop.address}/street/")

    hands.start()
    try:
        shop = compose(config, demo=True, street=street)
        serve(shop, ready)
    finally:
        for people in residents:
            people.stop()
        hands.close()


def _settings(folder: Path, port: int) -> Path:
    """Write the demo's own settings; no file of this machine is read."""
    path = folder / "tongxin.toml"
    path.write_text(
        'profile = ["demo"]\n\n[book]\npath = "book.db"\n\n'
        f"[web]\nport = {port}\n\n"
        f'[devices.scanner]\ndriver = "scanner"\nport = "{folder.absolute()}/scanner"\n\n'
        f'[devices.coins]\ndriver = "cctalk-coin"\nport = "{folder.absolute()}/coins"\n',
        "utf-8",
    )
    return path


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


def _addresses(address: str, speed: int | None) -> str:
    from shop.demo.people import PEOPLE

    people = "".join(f"  {one.code:4} {one.secret:24} {', '.join(one.roles)}\n" for one in PEOPLE)
    come = "Nobody comes by themselves." if speed is None else "Residents come by themselves."
    return (
        f"\nThe shop is open. {come} Ctrl-C ends it.\n\n"
        f"  {address}/street/     be a resident: take, scan, pay, go\n"
        f"  {address}/kiosk       the till's screen\n"
        f"  {address}/volunteer/  goods, counting, the cut\n"
        f"  {address}/office/     the statement\n\n"
        f"Log in as one of these invented people:\n\n{people}"
    )
