"""Where the worked cases are: our own few, and those of the shared folder where it is there."""

import os
from pathlib import Path

import pytest

OWN = Path(__file__).with_name("own_cases.json")
SHARED = (
    Path(os.environ.get("TONGXIN_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "cases"
)
NAMES = ("golden.json", "golden_months.json")


def shared(name: str) -> Path:
    """Return a shared case file, or skip loudly."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"no {name} in {SHARED}: the shared worked cases are not on this machine")
    return path
