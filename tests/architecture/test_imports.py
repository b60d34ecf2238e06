"""The arrows of the design hold, and a wrong import is found."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import contracts


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.architecture.contracts", str(root)],
        cwd=contracts.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_arrows_hold() -> None:
    done = lint(contracts.ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


# A small shop with every module that a contract names; all of its imports are right.
RIGHT = {
    "shop/cli/__init__.py": "import shop.main",
    "shop/main.py": "import hardware, web, shop.counter, time",
    "shop/counter.py": "import shop.ledger, shop.queries, shop.screen, shop.till",
    "shop/export/__init__.py": "import shop.queries",
    "shop/ledger.py": "import sqlite3, shop.posting, shop.migrations",
    "shop/queries.py": "import sqlite3, shop.reconcile",
    "shop/screen.py": "import threading",
    "shop/migrations.py": "",
    "shop/till/__init__.py": "import shop.posting, shop.inputs, shop.effects",
    "shop/counting.py": "",
    "shop/reconcile/__init__.py": "import shop.money",
    "shop/review/__init__.py": "",
    "shop/world/__init__.py": "import shop.money",
    "shop/posting.py": "import shop.entries",
    "shop/entries.py": "import shop.accounts, shop.money, dataclasses",
    "shop/accounts.py": "",
    "shop/money.py": "",
    "shop/catalogue.py": "",
    "shop/private.py": "import sqlite3",
    "shop/inputs/__init__.py": "",
    "shop/effects.py": "",
    "shop/errors.py": "",
    "shop/clock.py": "import time",
    "shop/config.py": "import os",
    "hardware/__init__.py": "",
    "hardware/ports.py": "import serial, shop.inputs, shop.errors, shop.clock, hardware.codecs",
    "hardware/codecs/__init__.py": "import struct",
    "hardware/codecs/cctalk.py": "import hardware.codecs.crc",
    "hardware/codecs/crc.py": "",
    "hardware/twins/__init__.py": "import os, hardware.codecs",
    "web/__init__.py": "import flask, shop.counter, shop.queries, shop.screen, shop.export",
    "web/street.py": "import os",
    "web/street_acts.py": "",
}  # fmt: skip


def plant(root: Path, files: dict[str, str]) -> Path:
    for name, text in {"shop/__init__.py": "", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", "utf-8")
    return root


def test_a_tree_with_right_imports_keeps_every_contract(tmp_path: Path) -> None:
    done = lint(plant(tmp_path, RIGHT))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Not yet written" not in done.stdout, "RIGHT must have every module a contract names"


WRONG = [
    ("shop/till/table.py", "import sqlite3"),
    ("shop/money.py", "import os.path"),
    ("shop/world/people.py", "from random import Random"),
    ("shop/counting.py", "import shop.clock"),  # time, through another module of ours
    ("shop/review/__init__.py", "import shop.config"),  # os, likewise
    ("shop/entries.py", "import shop.posting"),
    ("shop/posting.py", "import shop.till"),
    ("shop/till/__init__.py", "import shop.ledger"),
    ("shop/ledger.py", "import shop.counter"),
    ("shop/counter.py", "import web"),
    ("shop/counter.py", "import hardware.ports"),
    ("web/__init__.py", "import hardware"),
    ("web/pages.py", "import sqlite3"),
    ("web/pages.py", "import shop.ledger"),
    ("hardware/ports.py", "import web"),
    ("hardware/ports.py", "import sqlite3"),
    ("hardware/ports.py", "import shop.money"),
    ("hardware/ports.py", "from shop import counter"),
    ("hardware/codecs/cctalk.py", "import serial"),
    ("hardware/codecs/cctalk.py", "import shop.inputs"),
    ("hardware/codecs/cctalk.py", "import hardware.ports"),
    ("hardware/twins/coins.py", "import shop.counter"),
    ("web/street_acts.py", "import shop.counter"),
    ("web/street.py", "import shop.ledger"),
    ("web/street.py", "import shop.counter"),
    ("web/kiosk.py", "import shop.main"),
]


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_a_wrong_import_is_found(tmp_path: Path, name: str, text: str) -> None:
    done = lint(plant(tmp_path, {**RIGHT, name: text}))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


def test_a_misspelt_module_is_an_error() -> None:
    settings = {
        "tool": {
            "importlinter": {
                "root_packages": ["shop"],
                "include_external_packages": True,
                "contract_types": [],
                "contracts": [
                    {"name": "x", "type": "layers", "layers": ["shop.mony : shop.money"]}
                ],
            },
            "tongxin": {"imports": {"not_yet_written": ["shop.ledger"]}},
        }
    }
    with pytest.raises(SystemExit, match=r"shop\.mony"):
        contracts.config_for(contracts.ROOT, settings)
