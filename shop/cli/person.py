"""`tongxin person`: who may sign, said by the installer at the machine itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shop.private.rules import ROLES, code_of, kind_for

if TYPE_CHECKING:
    from shop.config import Config
    from shop.private.people import People

_CONFIG = click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)


@click.group(short_help="Enrol, list, suspend or reset who may sign.")
def person() -> None:
    """Change who may sign, at the machine itself.

    Only while the shop is stopped (`sudo systemctl stop tongxin`): the book has one writer. Run it
    as root or as the account that owns the shop's folder. `list` also works while it runs.
    """


@person.command()
@_CONFIG
@click.argument("code")
@click.option(
    "--role",
    "roles",
    type=click.Choice(ROLES),
    multiple=True,
    required=True,
    help="What they may do; give it again for each further role.",
)
@click.option("--name", help="Their name; kept beside the book, never in it.")
def add(file: Path | None, code: str, roles: tuple[str, ...], name: str | None) -> None:
    """Enrol somebody under CODE, a nickname or number; asks for their PIN or passphrase.

    Who is known already gets these roles instead of the ones before.
    """
    with _people(file) as people:
        secret = _ask_secret(kind_for(roles))
        known = people.known(code_of(code))
        if known:
            people.change(_fresh_id(), known.code, name, roles, secret, "setup")
        else:
            people.enrol(_fresh_id(), code, name or "", roles, secret, "setup")
    click.echo(f"{code} may sign as {', '.join(roles)}.")


@person.command("list")
@_CONFIG
def list_(file: Path | None) -> None:
    """List who may sign, who no longer may, and in which roles."""
    from shop.book import read_book
    from shop.private.file import open_private
    from shop.private.names import Names
    from shop.queries import people

    config = _config(file)
    book = read_book(config.book.path)
    private = open_private(config.state)
    try:
        names = Names(private).all("person")
        for one in people.everybody(book):
            state = ", ".join(one.roles) if one.active else "suspended"
            click.echo("\t".join(part for part in (one.code, state, names.get(one.code)) if part))
    finally:
        private.close()
        book.close()


@person.command()
@_CONFIG
@click.argument("code")
@click.option("--reason", default="", help="Why, for the book.")
def suspend(file: Path | None, code: str, reason: str) -> None:
    """Let CODE sign no longer; the only coordinator stays until there is another."""
    with _people(file) as people:
        people.suspend(_fresh_id(), _known(people, code), reason, "setup")
    click.echo(f"{code} may no longer sign.")


@person.command()
@_CONFIG
@click.argument("code")
def reset(file: Path | None, code: str) -> None:
    """Give CODE a new PIN or passphrase; the book notes that, and lock-outs end."""
    with _people(file) as people:
        found = people.known(_known(people, code))
        secret = _ask_secret(kind_for(found.roles if found else ()))
        people.reset(_fresh_id(), _known(people, code), secret, "setup")
    click.echo(f"{code} has a new secret.")


def _config(file: Path | None) -> Config:
    from shop.config import find, load
    from shop.main import become_owner

    config = load(find(file))
    become_owner(config.state)
    return config


@contextmanager
def _people(file: Path | None) -> Iterator[People]:
    from shop.errors import LedgerError
    from shop.main import people_at_machine

    config = _config(file)
    try:
        opened: Any = people_at_machine(config)
        with opened as people:
            yield people
    except LedgerError as error:
        if "another program writes" in str(error):
            raise click.ClickException(
                "the shop is running and its book has one writer: stop it first "
                "(sudo systemctl stop tongxin), or enrol people on the page Office, People"
            ) from error
        raise


def _known(people: People, code: str) -> str:
    from shop.people_errors import PersonUnknown

    found = people.known(code_of(code))
    if found is None:
        raise PersonUnknown(person=code)
    return found.code


def _ask_secret(kind: str) -> str:
    words = {"pin": "PIN, six digits", "passphrase": "Passphrase, four words or 12 characters"}
    return str(click.prompt(words[kind], hide_input=True, confirmation_prompt="The same again"))


def _fresh_id() -> str:
    from shop.clock import SystemClock
    from shop.ids import Ids

    return Ids().ulid(SystemClock().now().wall_ms)
