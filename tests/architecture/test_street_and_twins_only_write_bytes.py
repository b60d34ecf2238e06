"""Twins, the street and the demo's people reach the shop as hands do: no way to its counter.

The import graph is read from the source (AST), through every module of ours, so that no detour
hides. Packages that a dotted name passes through are not imports of that module: `web.street` is
loaded by the shop's pages, which may know the counter; the street itself may not.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOTS = ("shop", "hardware", "web")
#: Where only bytes and presses may come from.
OUTSIDE = (
    "hardware.twins",
    "web.street",
    "web.street_acts",
    "shop.demo.hands",
    "shop.demo.kiosk",
    "shop.demo.residents",
    "shop.demo.volunteers",
)
#: What would let them write a fact by themselves.
FORBIDDEN = ("shop.counter", "shop.ledger", "shop.book", "shop.simulate", "sqlite3")


def modules(root: Path) -> dict[str, Path]:
    """Name every module of ours under a checkout."""
    found = {}
    for top in ROOTS:
        for path in (root / top).rglob("*.py"):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Name what a file imports, wherever in it: `from a import b` may mean the module a.b."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative imports hide what they mean"
            yield node.module
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in full if name in known)
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).rpartition(".")[2] in ("import_module", "__import__")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def ways_in(root: Path) -> list[str]:
    """Return each chain of imports that leads from the outside to what is forbidden."""
    known = modules(root)
    graph = {name: sorted(set(imports(path, known))) for name, path in known.items()}
    starts = [name for name in graph if any(within(name, one) for one in OUTSIDE)]
    found = []
    for start in sorted(starts):
        seen, todo = {start}, [(start, start)]
        while todo:
            name, chain = todo.pop()
            for target in graph.get(name, ()):
                if any(within(target, one) for one in FORBIDDEN):
                    found.append(f"{chain} → {target}")
                elif target in graph and target not in seen:
                    seen.add(target)
                    todo.append((target, f"{chain} → {target}"))
    return found


def test_no_way_leads_from_hands_to_the_counter(root: Path) -> None:
    assert ways_in(root) == []


def test_all_of_them_are_there(root: Path) -> None:
    known = modules(root)
    missing = [name for name in (*OUTSIDE, *FORBIDDEN[:-1]) if name not in known]
    assert not missing, "a renamed module would pass unseen"


WRONG = [
    ("hardware/twins/port.py", "from shop import ledger"),
    ("web/street.py", "import shop.counter.inbox"),
    ("web/street.py", "def f():\n    from shop.counter import Counter"),
    ("shop/demo/residents.py", "import shop.demo.helper"),
    ("shop/demo/hands.py", "import importlib\nimportlib.import_module('shop.book')"),
    ("shop/demo/kiosk.py", "import sqlite3"),
    ("hardware/twins/new.py", "import hardware.ports"),
]


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_a_way_in_is_found(tmp_path: Path, name: str, text: str) -> None:
    files = {
        "shop/counter/inbox.py": "",
        "shop/ledger.py": "",
        "shop/demo/helper.py": "import shop.ledger",
        "hardware/ports.py": "import shop.counter",
        name: text,
    }
    for file, content in files.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    assert ways_in(tmp_path)
