"""The locks say what the .in files ask for, and nothing of the place where they were made."""

import re
from itertools import combinations
from pathlib import Path

import pytest

LOCKS = ["run", "pay", "alipay", "test"]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(text: str) -> set[str]:
    """The names that a .in file asks for."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    names = [re.match(r"[A-Za-z0-9._-]+", line) for line in lines if line and line[0] != "-"]
    return {canonical(name.group()) for name in names if name}


def locked(text: str) -> dict[str, str]:
    """Name → version of each package in a lock."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE)
    return {canonical(name): version for name, version in found}


@pytest.mark.parametrize("name", LOCKS)
def test_everything_asked_for_is_locked(root: Path, name: str) -> None:
    missing = asked((root / f"requirements/{name}.in").read_text("utf-8")) - set(
        locked((root / f"requirements/{name}.lock").read_text("utf-8"))
    )
    assert not missing, f"remake requirements/{name}.lock: it lacks {missing}"


@pytest.mark.parametrize("name", LOCKS)
def test_everything_locked_has_hashes(root: Path, name: str) -> None:
    text = (root / f"requirements/{name}.lock").read_text("utf-8")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize(("one", "other"), [*combinations(LOCKS, 2)])
def test_locks_that_install_over_each_other_agree(root: Path, one: str, other: str) -> None:
    here = locked((root / f"requirements/{one}.lock").read_text("utf-8"))
    there = locked((root / f"requirements/{other}.lock").read_text("utf-8"))
    assert {name: here[name] for name in here.keys() & there.keys()} == {
        name: there[name] for name in here.keys() & there.keys()
    }


def test_what_is_built_from_source_stands_alone_beside_what_builds_it(root: Path) -> None:
    assert list(locked((root / "requirements/alipay.lock").read_text("utf-8"))) == [
        "python-alipay-sdk"
    ]
    assert "setuptools" in locked((root / "requirements/pay.lock").read_text("utf-8"))


@pytest.mark.parametrize("name", LOCKS)
def test_nothing_tells_where_it_was_made(root: Path, name: str) -> None:
    text = (root / f"requirements/{name}.lock").read_text("utf-8")
    assert not re.search(r"://|--index|--find-links|^#", text, re.MULTILINE)


@pytest.mark.parametrize("heavy", ["numpy", "scipy", "pillow"])
def test_what_a_small_board_cannot_carry_is_not_locked(root: Path, heavy: str) -> None:
    """Tests may lean on scipy as an oracle (and on the numpy it needs); the shop never does."""
    assert heavy not in locked((root / "requirements/run.lock").read_text("utf-8"))
    if heavy == "pillow":
        assert heavy not in locked((root / "requirements/test.lock").read_text("utf-8"))
