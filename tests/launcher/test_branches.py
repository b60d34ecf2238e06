"""The launcher's ways to a pip, one by one, and what it says when there is none."""

import ast
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.launcher.conftest import BASE_PYTHON, ROOT

LAUNCHER = ROOT / "tongxin"


@pytest.fixture
def launcher() -> ModuleType:
    """The launcher as a module, nothing started."""
    loader = importlib.machinery.SourceFileLoader("tongxin_launcher", str(LAUNCHER))
    spec = importlib.util.spec_from_loader("tongxin_launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


class Helpers:
    """Stands for the programs that the launcher calls, and remembers what was asked."""

    def __init__(self, answers: dict[str, list[int]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, argv: list[str]) -> subprocess.CompletedProcess[str]:
        line = " ".join(argv)
        self.asked.append(line)
        for word, codes in self.answers.items():
            if word in line:
                code = codes.pop(0) if len(codes) > 1 else codes[0]
                return subprocess.CompletedProcess(argv, code, "E: it went wrong" if code else "")
        return subprocess.CompletedProcess(argv, 0, "")


def test_the_own_pip_of_the_venv_comes_first(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpers = Helpers({})
    monkeypatch.setattr(launcher, "quiet", helpers)
    assert launcher.find_pip() == [str(launcher.PYTHON), "-m", "pip"]


def test_then_ensurepip(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    helpers = Helpers({"pip --version": [1, 0]})
    monkeypatch.setattr(launcher, "quiet", helpers)
    monkeypatch.setattr(launcher, "has_module", lambda name: name == "ensurepip")
    assert launcher.find_pip() == [str(launcher.PYTHON), "-m", "pip"]
    assert any("-m ensurepip" in line for line in helpers.asked)


@pytest.mark.parametrize("ensurepip_too", [False, True])
def test_then_the_pip_of_the_system(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, ensurepip_too: bool
) -> None:
    monkeypatch.setattr(launcher, "quiet", Helpers({"pip --version": [1], "ensurepip": [1]}))
    monkeypatch.setattr(
        launcher,
        "has_module",
        lambda name: name == "pip" or (name == "ensurepip" and ensurepip_too),
    )
    assert launcher.find_pip()[1:] == ["-m", "pip", "--python", str(launcher.PYTHON)]


def test_then_apt_as_root_with_fresh_lists_if_need_be(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpers = Helpers({"install": [100, 0], "pip --version": [1, 0]})
    monkeypatch.setattr(launcher, "quiet", helpers)
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 0)
    monkeypatch.setattr(launcher.shutil, "which", lambda name: "/usr/bin/" + name)
    came = [False, False, True]  # ensurepip, pip; after apt, ensurepip
    monkeypatch.setattr(launcher, "has_module", lambda name: came.pop(0))
    assert launcher.find_pip() == [str(launcher.PYTHON), "-m", "pip"]
    apt = [line for line in helpers.asked if line.startswith("apt-get")]
    assert ["install" in line for line in apt] == [True, False, True]
    assert all("-y" in line for line in apt if "install" in line), "nobody is there to answer"


def test_a_failing_apt_is_one_line(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher, "quiet", Helpers({"apt-get": [100], "pip --version": [1]}))
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 0)
    monkeypatch.setattr(launcher.shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(launcher, "has_module", lambda name: False)
    with pytest.raises(launcher.CannotStart, match=r"apt-get .* failed: E: it went wrong"):
        launcher.find_pip()


@pytest.mark.parametrize(("user", "apt"), [(1000, "/usr/bin/apt-get"), (0, None)])
def test_else_one_line_says_what_to_run(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, user: int, apt: str | None
) -> None:
    monkeypatch.setattr(launcher, "quiet", Helpers({"pip --version": [1]}))
    monkeypatch.setattr(launcher.os, "geteuid", lambda: user)
    monkeypatch.setattr(launcher.shutil, "which", lambda name: apt)
    monkeypatch.setattr(launcher, "has_module", lambda name: False)
    with pytest.raises(launcher.CannotStart) as error:
        launcher.find_pip()
    assert "sudo apt-get install -y python3-venv" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("raspberry", [False, True])
def test_only_raspberry_pi_os_sees_the_packages_of_apt(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raspberry: bool
) -> None:
    asked: list[list[str]] = []

    def quiet(argv: list[str]) -> subprocess.CompletedProcess[str]:
        asked.append(argv)
        (tmp_path / ".venv").mkdir(exist_ok=True)
        return subprocess.CompletedProcess(argv, 0, f"{tmp_path}\n")

    monkeypatch.setattr(launcher, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(launcher, "MADE", tmp_path / ".venv" / "made")
    monkeypatch.setattr(launcher, "quiet", quiet)
    monkeypatch.setattr(launcher, "on_raspberry_pi_os", lambda: raspberry)
    launcher.make_venv()
    assert ("--system-site-packages" in asked[0]) is raspberry


def test_settings_that_would_bend_pip_do_not_reach_it(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("PIP_USER", "1")
    show = "import os; print(sorted(k for k in os.environ if k.startswith(('PIP_', 'PYTHON'))))"
    shown = launcher.quiet([BASE_PYTHON, "-c", show + "; print(os.environ['PIP_USER'])"]).stdout
    assert "TARGET" not in shown
    assert "PREFIX" not in shown
    assert "VIRTUALENV" not in shown
    assert "PYTHONPATH" not in shown
    assert shown.endswith("0\n")


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "does not match its hash"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("NewConnectionError: Temporary failure in name resolution", "connect to the network"),
        ("a\nERROR: something new\nb", "pip failed: ERROR: something new"),
        ("", "it said nothing"),
    ],
)
def test_each_failure_of_pip_is_one_line(launcher: ModuleType, output: str, line: str) -> None:
    said = launcher.why_not(launcher.ROOT / "requirements/run.lock", output)
    assert line in said
    assert "\n" not in said


def test_an_older_python_is_told_what_is_needed() -> None:
    ast.parse(LAUNCHER.read_text("utf-8"), feature_version=(3, 7))  # it must get as far as that
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 2); "
        f"runpy.run_path({str(LAUNCHER)!r}, run_name='__main__')"
    )
    done = subprocess.run([BASE_PYTHON, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer, this is 3.9" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_it_imports_the_standard_library_only() -> None:
    tree = ast.parse(LAUNCHER.read_text("utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
    assert names <= sys.stdlib_module_names


def test_it_can_be_executed() -> None:
    assert os.access(LAUNCHER, os.X_OK)
    assert LAUNCHER.read_text("utf-8").startswith("#!/usr/bin/env python3\n")


def test_a_source_is_built_without_fetching_anything_that_no_hash_vouches_for(
    launcher: ModuleType,
) -> None:
    folder = launcher.ROOT / "requirements"
    assert launcher.sorts(folder / "run.lock") == ["--only-binary", ":all:"]
    assert launcher.sorts(folder / "alipay.lock") == ["--no-deps", "--no-build-isolation"]
    needed = [lock.stem for lock in launcher.locks_for("test")]
    assert needed.index("pay") < needed.index("alipay"), "what builds it is there before"
