"""`tongxin person`, as an installer types it: hidden input, one writer, nothing of a secret shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shop.book import read_book
from shop.cli.person import person
from shop.config import load
from shop.errors import InputRefused
from shop.main import people_at_machine
from shop.main.running import hold_book
from shop.queries import people
from tests.people import C1, CHEAP, V1


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stopped shop's settings; secrets are hashed cheaply."""
    monkeypatch.setattr("shop.private.sign_in.default_hasher", lambda: CHEAP)
    file = tmp_path / "tongxin.toml"
    file.write_text('[book]\npath = "book.db"\n', "utf-8")
    return file


def run(config: Path, *argv: str, typed: str = "") -> Result:
    done = CliRunner().invoke(person, [argv[0], "--config", str(config), *argv[1:]], input=typed)
    if isinstance(done.exception, InputRefused):
        return done
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


def twice(secret: str) -> str:
    return f"{secret}\n{secret}\n"


def roles_of(config: Path) -> dict[str, Any]:
    book = read_book(config.parent / "book.db")
    try:
        return {one.code: one.roles if one.active else None for one in people.everybody(book)}
    finally:
        book.close()


def test_an_installer_enrols_suspends_and_takes_back(config: Path) -> None:
    made = run(
        config, "add", "c1", "--role", "coordinator", "--name", "组长", typed=twice(C1.secret)
    )
    assert "c1 may sign as coordinator" in made.output
    assert C1.secret not in made.output
    run(config, "add", "v1", "--role", "volunteer", typed=twice(V1.secret))
    run(config, "suspend", "v1", "--reason", "moved away")
    assert roles_of(config) == {"c1": ("coordinator",), "v1": None}
    listed = run(config, "list").output
    assert "c1\tcoordinator\t组长" in listed
    assert "v1\tsuspended" in listed
    run(config, "add", "v1", "--role", "volunteer", typed=twice("585027"))
    with people_at_machine(load(config), hasher=CHEAP) as held:
        assert held.log_in("v1", "585027", "here")
        assert held.members()[0].name == "组长", "a name that is not said again stays"


def test_a_reset_is_noted_as_done_at_the_machine(config: Path) -> None:
    run(config, "add", "c1", "--role", "coordinator", typed=twice(C1.secret))
    run(config, "reset", "c1", typed=twice("other words for the door"))
    with people_at_machine(load(config), hasher=CHEAP) as held:
        assert held.log_in("c1", "other words for the door", "here")


def test_easy_pins_and_unknown_codes_are_refused(config: Path) -> None:
    assert run(config, "add", "v1", "--role", "volunteer", typed=twice("123456")).exit_code == 1
    assert run(config, "reset", "nobody").exit_code == 1
    assert run(config, "add", "v1").exit_code == 2, "a role must be named"
    assert roles_of(config) == {}


def test_while_the_shop_runs_it_says_what_to_do(config: Path) -> None:
    run(config, "add", "c1", "--role", "coordinator", typed=twice(C1.secret))
    held = hold_book(config.parent / "book.db")
    try:
        refused = run(config, "suspend", "c1")
        assert refused.exit_code == 1
        assert "the shop is running" in refused.output
        assert "c1\tcoordinator" in run(config, "list").output
    finally:
        os.close(held)
