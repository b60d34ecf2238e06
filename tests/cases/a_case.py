"""A small good case to spoil in one place at a time."""

import copy
import json
from pathlib import Path

GOOD = {
    "input": {
        "id": "T1",
        "kind": "reconcile",
        "title": "two eggs",
        "period": {"start": "2026-03-02T08:00:00+08:00", "end": "2026-03-09T08:00:00+08:00"},
        "products": [
            {"sku": "EGG", "prices": [{"from": "2026-03-03T00:00:00+08:00", "fen": 150}]},
            {"sku": "TEA", "prices": [{"from": "2026-01-01T00:00:00+08:00", "fen": 500}]},
        ],
        "open": {"EGG": 30, "TEA": 10},
        "close": {"EGG": 27, "TEA": 10},
        "moves": [{"sku": "EGG", "kind": "writeoff", "qty": 1}],
        "sessions": [
            {"id": "s1", "at": "2026-03-04T10:00:00+08:00", "lines": [{"sku": "EGG", "qty": 2}]}
        ],
        "payments": [{"tender": "cash", "fen": 300, "kind": "goods", "session": "s1"}],
        "cashbox": {"open": 1000, "counted_close": 1300},
    },
    "expected": {},
}


def good() -> dict:
    return copy.deepcopy(GOOD)


def write(folder: Path, content: object, name: str = "case.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path
