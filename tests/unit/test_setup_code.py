"""The set-up code: told at a terminal, kept out of a service's log."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.cli.run import code_said
from tests.e2e.service import Shopfront


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Shopfront]:
    made = Shopfront(tmp_path, devices=False)
    yield made
    made.close()


def test_a_service_writes_its_code_into_a_file_and_not_into_its_log(front: Shopfront) -> None:
    front.start()
    assert front.process is not None
    assert front.process.stdout is not None
    said = front.process.stdout.readline()
    file = front.folder / "setup-code"
    code = file.read_text("ascii").strip()
    assert len(code) == 9
    assert str(file) in said
    assert code not in said + (front.folder / "log").read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    front.stop()
    assert not file.exists()


def test_a_terminal_is_told_the_code_and_old_files_go(tmp_path: Path) -> None:
    file = tmp_path / "setup-code"
    assert code_said("AB-CD", tmp_path, terminal=False) == f"the code is in {file}"
    assert code_said("EF-GH", tmp_path, terminal=False) == f"the code is in {file}"
    assert file.read_text("ascii") == "EF-GH\n"
    assert code_said("IJ-KL", tmp_path, terminal=True) == "code IJ-KL"
    assert not file.exists()
    code_said("AB-CD", tmp_path, terminal=False)
    assert code_said("", tmp_path, terminal=False) == ""
    assert not file.exists()
    assert "cannot be written" in code_said("AB", tmp_path / "nowhere", terminal=False)


def test_a_link_that_somebody_laid_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("theirs")
    os.symlink(other, tmp_path / "setup-code")
    code_said("AB-CD", tmp_path, terminal=False)
    assert other.read_text() == "theirs"
