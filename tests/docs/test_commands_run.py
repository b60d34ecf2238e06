"""Every command the README and the docs show is run: to its end, or, if it has none, as far as
its options being understood."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from shop.cli import COMMANDS, tongxin

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: These go on until they are stopped, or are this very run, or look at the machine that tests.
ENDLESS = {"demo", "run", "test", "bench", "detect", "doctor", "refuse"}


def shown() -> list[tuple[str, str]]:
    """Return (page, command line) of every ./tongxin line in a shell block."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        for block in re.findall(r"```sh\n(.*?)```", text, re.S):
            for line in block.splitlines():
                line = line.split("  #")[0].strip()
                if line.startswith("./tongxin"):
                    found.append((str(page.relative_to(ROOT)), line))
        for line in re.findall(r"`(\./tongxin [^`]+)`", text):
            if not re.search(r"COMMAND|FILE|…|-- ", line):
                found.append((str(page.relative_to(ROOT)), line))
    return sorted(set(found))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a settings file, its book, and the demo's kept book."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "my-demo").mkdir()
    for name in ("book.db", "my-demo/book.db"):
        made = CliRunner().invoke(
            tongxin, ["simulate", "--days", "8", "--seed", "1", "--book", str(folder / name)]
        )
        assert made.exit_code == 0, made.output
    (folder / "tongxin.toml").write_text('[book]\npath = "book.db"\n', "utf-8")
    return folder


def test_there_are_commands_to_run():
    assert {line for _, line in shown()} >= {"./tongxin demo", "./tongxin test"}


@pytest.mark.parametrize(("page", "line"), shown())
def test_the_command_works(page: str, line: str, place: Path, monkeypatch: pytest.MonkeyPatch):
    words = shlex.split(line)[1:]
    name = words[0]
    assert name in COMMANDS or name.startswith("-"), f"{page}: there is no command {name}"
    monkeypatch.chdir(place)
    monkeypatch.setenv("TONGXIN_CONFIG", str(place / "tongxin.toml"))
    if name == "test":
        words = [name]  # what stands behind it goes to pytest
    if name in ENDLESS:
        words.append("--help")
    done = CliRunner().invoke(tongxin, words)
    assert done.exit_code == 0, f"{page}: {line}: {done.output} {done.exception!r}"


def test_a_command_that_does_not_exist_is_noticed():
    assert CliRunner().invoke(tongxin, ["dance"]).exit_code != 0
