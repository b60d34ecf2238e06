"""A small checkout for the launcher: two locks of one tiny wheel each, and no network."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The Python that a person would type, not the one of the venv that runs these tests.
BASE_PYTHON = str(Path(sys._base_executable).resolve())

# Stands for shop.cli: tells how it was called.
TELL = """\
import json, os, sys
print(json.dumps({"args": sys.argv[1:], "env": dict(os.environ), "cwd": os.getcwd(),
                  "python": sys.executable, "file": __file__}))
"""
COMPILE = """\
import pathlib, sys
for name in sys.argv[1:]:
    pathlib.Path(name).with_suffix(".mo").write_text("compiled")
"""


def make_wheel(folder: Path, name: str, version: str = "1.0") -> str:
    """Write a wheel with one empty module; returns its line in a lock."""
    folder.mkdir(exist_ok=True)
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}.py", f"version = {version!r}\n")
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/RECORD,,\n")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name}=={version} --hash=sha256:{digest}\n"


class Checkout:
    """A checkout in a folder of its own, and ways to start it."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder
        self.wheels = wheels
        self.python = BASE_PYTHON
        self.env = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PIP_CONFIG_FILE": os.devnull,
        }

    @property
    def launcher(self) -> Path:
        return self.folder / "tongxin"

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def popen(self, *args: str, **options: object) -> "subprocess.Popen[str]":
        settings = {"env": self.env, "cwd": "/", **options}
        argv = [self.python, str(self.launcher), *args]
        return subprocess.Popen(  # type: ignore[call-overload]
            argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **settings
        )

    def start(self, *args: str, **options: object) -> "subprocess.CompletedProcess[str]":
        process = self.popen(*args, **options)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(args, process.returncode, out, err)

    def told(self, *args: str, **options: object) -> dict:
        """Start it, and what the command tells of how it was called."""
        done = self.start(*args, **options)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def has(self, module: str) -> bool:
        argv = [str(self.folder / ".venv/bin/python"), "-c", f"import {module}"]
        return subprocess.run(argv, capture_output=True, check=False).returncode == 0


@pytest.fixture
def make_checkout(tmp_path: Path) -> Callable[[str], Checkout]:
    def make(name: str) -> Checkout:
        checkout = Checkout(tmp_path / name, tmp_path / "wheels")
        checkout.folder.mkdir()
        shutil.copy(ROOT / "tongxin", checkout.launcher)
        checkout.write("shop/__init__.py", "")
        checkout.write("shop/cli/__init__.py", "")
        checkout.write("shop/cli/__main__.py", TELL)
        checkout.write("shop/cli/catalogues.py", COMPILE)
        checkout.write("requirements/run.lock", make_wheel(checkout.wheels, "probe_run"))
        checkout.write("requirements/test.lock", make_wheel(checkout.wheels, "probe_test"))
        return checkout

    return make


@pytest.fixture
def checkout(make_checkout: Callable[[str], Checkout]) -> Checkout:
    return make_checkout("checkout")
